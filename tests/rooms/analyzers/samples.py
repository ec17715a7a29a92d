"""Texts of the shared test data that this room's tests read."""

from __future__ import annotations

import gzip
import itertools
import json
from functools import cache
from pathlib import Path

from tests.shared import shared


@cache
def passages() -> tuple[str, ...]:
    """Encyclopaedia paragraphs, Simplified and Traditional."""
    return tuple(_texts(shared("retrieval", "passages.jsonl.gz"), 10_000))


@cache
def statutes(count: int) -> tuple[str, ...]:
    """The first ``count`` statutes, whole."""
    return tuple(_texts(shared("statutes", "statutes.jsonl.gz"), count))


def _texts(path: Path, count: int) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in itertools.islice(lines, count)]
