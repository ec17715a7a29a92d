"""Lines in the frame of reading, where horizontal and vertical writing look the same.

In this frame u runs along a line and v from line to line. Horizontal writing has u = x, v = y. Vertical
writing has u = y, v = -x: its columns become lines from right to left, its tiers 段 become columns.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass

DETECTED_LINE_FATNESS = 1.25
"""A detected line is about this much thicker than its characters (PP-OCR's unclip ratio 1.6, measured)."""


@dataclass(frozen=True, slots=True)
class LineShape:
    """Where a line stands on a level page.

    Attributes:
        box: x0, y0, x1, y1 in pixels, origin top left, y down.
        units: its length in full-width characters (a Latin letter is half a one).
        vertical: written from top to bottom.
        ends_sentence: its last character ends a sentence.
        numbers_page: it says the number of the page and nothing else.
    """

    box: tuple[float, float, float, float]
    units: float
    vertical: bool = False
    ends_sentence: bool = False
    numbers_page: bool = False


@dataclass(frozen=True, slots=True)
class Placed:
    """A line in the frame of reading; `index` is its number in the sequence that was handed over."""

    index: int
    u0: float
    v0: float
    u1: float
    v1: float
    units: float
    ends_sentence: bool
    numbers_page: bool

    @property
    def length(self) -> float:
        """Along the line, in pixels."""
        return self.u1 - self.u0

    @property
    def thickness(self) -> float:
        """Across the line, in pixels."""
        return self.v1 - self.v0

    @property
    def middle(self) -> float:
        """Centre across the line."""
        return (self.v0 + self.v1) / 2


@dataclass(frozen=True, slots=True)
class Row:
    """Pieces that stand side by side on one line, in order."""

    pieces: tuple[Placed, ...]

    @property
    def u0(self) -> float:
        """Where the row begins."""
        return self.pieces[0].u0

    @property
    def u1(self) -> float:
        """Where the row ends."""
        return max(piece.u1 for piece in self.pieces)

    @property
    def thickness(self) -> float:
        """Of its thickest piece."""
        return max(piece.thickness for piece in self.pieces)

    @property
    def middle(self) -> float:
        """Mean centre of its pieces across the line."""
        return statistics.fmean(piece.middle for piece in self.pieces)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that are read without a break.

    Attributes:
        rows: indices of lines; rows follow one another, the lines in a row are its cells or pieces.
        table_row: one row of a table, its lines are cells.
    """

    rows: tuple[tuple[int, ...], ...]
    table_row: bool = False


def writing_is_vertical(lines: Sequence[LineShape]) -> bool:
    """The main direction of a page: by the characters that stand in lines longer than they are thick."""
    balance = 0.0
    for line in lines:
        x0, y0, x1, y1 = line.box
        longest, shortest = max(x1 - x0, y1 - y0), min(x1 - x0, y1 - y0)
        if longest >= 1.5 * shortest:
            balance += line.units if line.vertical else -line.units
    if balance == 0.0:
        balance = sum(1.0 if line.vertical else -1.0 for line in lines)
    return balance > 0


def place(lines: Sequence[LineShape], vertical: bool) -> list[Placed]:
    """Lines in the frame of reading of the page's main direction."""
    placed = []
    for index, line in enumerate(lines):
        x0, y0, x1, y1 = line.box
        u0, v0, u1, v1 = (y0, -x1, y1, -x0) if vertical else (x0, y0, x1, y1)
        placed.append(Placed(index, u0, v0, u1, v1, line.units, line.ends_sentence, line.numbers_page))
    return placed


def pitch_of(lines: Sequence[Placed]) -> float:
    """Size of a full-width character in pixels: the median of length over units, of lines long enough."""
    told = [line.length / line.units for line in lines if line.units >= 4 and line.length > line.thickness]
    if len(told) < 3:
        told = [max(line.thickness / DETECTED_LINE_FATNESS, 1.0) for line in lines]
    return statistics.median(told)


def rows_of(lines: Sequence[Placed]) -> list[Row]:
    """Group lines that stand side by side; rows in order of v, pieces in order of u.

    Two lines share a row when they overlap by more than half of the thinner one, across the line, and do
    not overlap by more than half along it.
    """
    groups: list[list[Placed]] = []
    for line in sorted(lines, key=lambda one: (one.middle, one.u0)):
        for group in reversed(groups[-6:]):
            if all(_side_by_side(line, other) for other in group):
                group.append(line)
                break
        else:
            groups.append([line])
    rows = [Row(tuple(sorted(group, key=lambda one: (one.u0, one.v0)))) for group in groups]
    return sorted(rows, key=lambda row: (row.middle, row.u0))


def _side_by_side(one: Placed, other: Placed) -> bool:
    across = min(one.v1, other.v1) - max(one.v0, other.v0)
    along = min(one.u1, other.u1) - max(one.u0, other.u0)
    thin = min(one.thickness, other.thickness)
    return across > 0.5 * thin and along < 0.5 * min(one.length, other.length)
