"""Texts that this room's tests read: the project's own, and those of the shared material."""

from __future__ import annotations

import gzip
import itertools
import json
from functools import cache
from pathlib import Path

from tests.material import texts
from tests.shared import shared


@cache
def passages() -> tuple[str, ...]:
    """Invented passages, Simplified and Traditional."""
    return tuple(one.text for one in texts.passages(600))


def regulations(count: int) -> tuple[str, ...]:
    """The first `count` invented regulations, whole."""
    return texts.regulations(count)


@cache
def shared_passages() -> tuple[str, ...]:
    """Encyclopaedia paragraphs of the shared material, Simplified and Traditional."""
    return tuple(_texts(shared("retrieval", "passages.jsonl.gz"), 10_000))


@cache
def shared_statutes(count: int) -> tuple[str, ...]:
    """The first ``count`` statutes of the shared material, whole."""
    return tuple(_texts(shared("statutes", "statutes.jsonl.gz"), count))


def _texts(path: Path, count: int) -> list[str]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        return [json.loads(line)["text"] for line in itertools.islice(lines, count)]
