"""Reading the material of a measurement: lines of JSON, plain or gzipped."""

from __future__ import annotations

import gzip
import json
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lantai.measures import letters
from lantai.measures.letters import MaterialError


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that is to be found."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its right passages.

    Attributes:
        id: the set's name, ``-``, and what tells it from the others.
        script: BCP 47, ``zh-Hans`` or ``zh-Hant``.
        text: the question.
        passage: id of the right passage, or of the first of several.
        others: ids of the other right ones.
    """

    id: str
    script: str
    text: str
    passage: str
    others: tuple[str, ...] = ()

    @property
    def right(self) -> frozenset[str]:
        """Ids of all right passages."""
        return frozenset({self.passage, *self.others})

    @property
    def set(self) -> str:
        """The set that it belongs to: its id up to the last ``-``."""
        return self.id.rpartition("-")[0] or self.id

    @property
    def other_script(self) -> str:
        """The script that the question is not written in."""
        return "zh-Hans" if self.script.startswith("zh-Hant") else "zh-Hant"


def lines(path: Path, wanted: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """The objects of a .jsonl or .jsonl.gz file, one at a time.

    Raises:
        MaterialError: the file is not there, or a line is no object with the `wanted` fields.
    """
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8-sig") as stream:
            for number, line in enumerate(stream, 1):
                if not line.strip():
                    continue
                row = json.loads(line)
                if not isinstance(row, dict) or any(name not in row for name in wanted):
                    raise MaterialError(letters.bad_line(path, number, wanted))
                yield row
    except (OSError, EOFError, zlib.error, ValueError) as error:
        raise MaterialError(letters.unreadable(path, str(error))) from error


def passages(path: Path) -> Iterator[Passage]:
    """Passages: {id, title, text}."""
    for row in lines(path, ("id", "text")):
        yield Passage(str(row["id"]), str(row.get("title") or ""), str(row["text"]))


def questions(path: Path) -> Iterator[Asked]:
    """Questions: {id, script, text, passage}; a row without a script is taken as Simplified.

    A row may name all right passages where there are several: {..., passages: [id, ...]}.

    Raises:
        MaterialError: the file cannot be read, or a line is no such row.
    """
    wanted = ("id", "text", "passage")
    for number, row in enumerate(lines(path, wanted), 1):
        all_right = row.get("passages", [])
        if not isinstance(all_right, list):
            raise MaterialError(letters.bad_line(path, number, wanted))
        first = str(row["passage"])
        others = tuple(dict.fromkeys(told for each in all_right if (told := str(each)) != first))
        yield Asked(str(row["id"]), str(row.get("script") or ""), str(row["text"]), first, others)


def titled_texts(path: Path) -> Iterator[tuple[str, str]]:
    """(title, text) of rows {title, text}; a row without a title has an empty one."""
    for row in lines(path, ("text",)):
        yield str(row.get("title") or ""), str(row["text"])


def question_texts(path: Path) -> Iterator[str]:
    """The texts of questions, whatever else their rows hold."""
    for row in lines(path, ("text",)):
        if text := str(row["text"]).strip():
            yield text
