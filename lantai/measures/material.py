"""Reading the material of a measurement: lines of JSON, plain or gzipped."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from holdings.letters import LantaiError, Letter


class MaterialError(LantaiError):
    """A file of material that is not what it should be."""


@dataclass(frozen=True, slots=True)
class Passage:
    """A passage that is to be found."""

    id: str
    title: str
    text: str


@dataclass(frozen=True, slots=True)
class Asked:
    """A question with its one right passage.

    Attributes:
        id: the set's name, ``-``, and what tells it from the others.
        script: BCP 47, ``zh-Hans`` or ``zh-Hant``.
        text: the question.
        passage: id of the right passage.
    """

    id: str
    script: str
    text: str
    passage: str

    @property
    def set(self) -> str:
        """The set that it belongs to: its id up to the last ``-``."""
        return self.id.rpartition("-")[0] or self.id


def lines(path: Path, wanted: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """The objects of a .jsonl or .jsonl.gz file.

    Raises:
        MaterialError: the file is not there, or a line lacks one of the `wanted` fields.
    """
    opener = gzip.open if path.suffix == ".gz" else open
    try:
        with opener(path, "rt", encoding="utf-8") as stream:
            for number, line in enumerate(stream, 1):
                if not line.strip():
                    continue
                row = json.loads(line)
                if not isinstance(row, dict) or any(name not in row for name in wanted):
                    raise MaterialError(_line_letter(path, number, wanted))
                yield row
    except (OSError, UnicodeDecodeError, json.JSONDecodeError) as error:
        raise MaterialError(
            Letter(
                f"读不了 {path.name}：{error}。测量需要每行一个 JSON 对象的文件（.jsonl 或 .jsonl.gz）。请检查路径和内容。",
                f"{path.name} cannot be read: {error}. A measurement needs one JSON object a line "
                "(.jsonl or .jsonl.gz). Check the path and the content.",
            )
        ) from error


def passages(path: Path) -> Iterator[Passage]:
    """Passages: {id, title, text}."""
    for row in lines(path, ("id", "text")):
        yield Passage(str(row["id"]), str(row.get("title", "")), str(row["text"]))


def questions(path: Path) -> Iterator[Asked]:
    """Questions: {id, script, text, passage}."""
    for row in lines(path, ("id", "text", "passage")):
        yield Asked(str(row["id"]), str(row.get("script", "")), str(row["text"]), str(row["passage"]))


def _line_letter(path: Path, number: int, wanted: tuple[str, ...]) -> Letter:
    names = ", ".join(wanted)
    return Letter(
        f"{path.name} 第 {number} 行缺少字段（需要 {names}），无法测量。请补上。",
        f"Line {number} of {path.name} lacks a field (wanted: {names}), so it cannot be measured. Add it.",
    )
