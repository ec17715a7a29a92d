"""Addresses of cells and ranges as spreadsheet programs write them: A1, C2:C5."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_RANGE = re.compile(r"\$?([A-Z]{1,3})\$?([0-9]{1,9})(?::\$?([A-Z]{1,3})\$?([0-9]{1,9}))?")


@dataclass(frozen=True, slots=True)
class CellRange:
    """A range of cells; columns are counted from 0, rows from 1, both ends belong to it."""

    left: int
    top: int
    right: int
    bottom: int


@lru_cache(4096)
def read_range(text: str) -> CellRange:
    """A range as written.

    Raises:
        ValueError: the text is none.
    """
    match = _RANGE.fullmatch(text)
    if match is None:
        raise ValueError(text)
    left, top = column_number(match[1]), int(match[2])
    if match[3] is None:
        return CellRange(left, top, left, top)
    return CellRange(left, top, column_number(match[3]), int(match[4]))


def column_number(letters: str) -> int:
    """The place of a column, counted from 0: A is 0, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1
