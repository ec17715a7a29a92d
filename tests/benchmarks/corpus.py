"""The shared questions' passages among the statutes: ``python -m tests.benchmarks.corpus FILE``."""

from __future__ import annotations

import gzip
import json
import sys
from collections.abc import Iterator
from pathlib import Path

from holdings.pages import cut_plain_text
from tests.shared import shared

#: Characters of a passage cut from a statute.
PASSAGE = 500


def passages() -> Iterator[dict[str, str]]:
    """Rows {id, title, text}: the encyclopaedia's paragraphs, then the statutes in passages of 500 characters."""
    for row in _rows(shared("retrieval", "passages.jsonl.gz")):
        yield {name: row[name] for name in ("id", "title", "text")}
    for number, row in enumerate(_rows(shared("statutes", "statutes.jsonl.gz"))):
        for at, text in enumerate(cut_plain_text(row["text"], PASSAGE)):
            if text:
                yield {"id": f"statute-{number:04d}-{at:03d}", "title": row["title"], "text": text}


def questions() -> Iterator[dict[str, str]]:
    """Rows {id, script, text, passage} of the shared questions."""
    return _rows(shared("retrieval", "queries.jsonl.gz"))


def statutes() -> Iterator[dict[str, str]]:
    """Rows {title, text} of the statutes, whole."""
    return _rows(shared("statutes", "statutes.jsonl.gz"))


def write(path: Path) -> int:
    """Write the passages as .jsonl; returns how many there are."""
    count = 0
    with path.open("w", encoding="utf-8") as stream:
        for row in passages():
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")
            count += 1
    return count


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with gzip.open(path, "rt", encoding="utf-8") as stream:
        for line in stream:
            yield json.loads(line)


if __name__ == "__main__":
    print(write(Path(sys.argv[1])), "passages")
