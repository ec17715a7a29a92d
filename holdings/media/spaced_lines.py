"""Gaps within a line of a text layer: cells of a table, and headings whose characters are set apart."""

from __future__ import annotations

import itertools
import statistics
from collections.abc import Sequence
from dataclasses import dataclass

from holdings.media.signs import Place, Sign

CELL_GAP = 1.5
"""Characters' widths from which a gap may part two cells."""

SET_APART = 2.2
"""Characters' widths that may part two characters of a heading in spaced type."""

SAME_EDGE = 0.8
"""Characters' widths within which two cells have the same edge."""

CELL = Sign("\t", None)


@dataclass(frozen=True, slots=True)
class _Word:
    """Signs of a line between blanks or gaps: first and one past the last, and where they stand."""

    start: int
    end: int
    x0: float
    x1: float


@dataclass(frozen=True, slots=True)
class Cells:
    """Where the parts of a line between wide gaps begin and end; all of a line without one is one cell.

    Attributes:
        signs: where each cell begins in the line, the first one left out.
        edges: left and right of each cell.
        size: of the type.
    """

    signs: tuple[int, ...] = ()
    edges: tuple[tuple[float, float], ...] = ()
    size: float = 1.0

    def stands_under(self, other: Cells) -> bool:
        """Are both lines rows of one table: do cells other than the first have an edge in common?"""
        near = SAME_EDGE * max(self.size, other.size)
        return any(
            abs(left - before) < near or abs(right - after) < near
            for left, right in self.edges[1:]
            for before, after in other.edges[1:]
        )


def cells_of(signs: Sequence[Sign]) -> Cells:
    """The cells of a level line; of others none are told."""
    size = _size(signs)
    if not size:
        return Cells()
    words = _words(signs, size)
    if len(words) < 2:
        return Cells()
    groups = [[words[0]]]
    for before, here in itertools.pairwise(words):
        if here.x0 - before.x1 > CELL_GAP * size:
            groups.append([here])
        else:
            groups[-1].append(here)
    return Cells(
        tuple(group[0].start for group in groups[1:]),
        tuple((group[0].x0, group[-1].x1) for group in groups),
        size,
    )


def as_row(signs: Sequence[Sign], cells: Cells) -> tuple[Sign, ...]:
    """A line with a tab between its cells."""
    parted: list[Sign] = []
    for at, sign in enumerate(signs):
        if at in cells.signs:
            while parted and parted[-1].character.isspace():
                parted.pop()
            parted.append(CELL)
        parted.append(sign)
    return tuple(parted)


def closed_up(signs: Sequence[Sign]) -> tuple[Sign, ...]:
    """A line in which three or more Han characters that stand apart evenly (福 建 省) are one word."""
    if not any(sign.character.isspace() for sign in signs):
        return tuple(signs)
    size = _size(signs)
    words = _words(signs, size) if size else []
    dropped: set[int] = set()
    for run in _single_runs(signs, words):
        gaps = [here.x0 - before.x1 for before, here in itertools.pairwise(run)]
        if len(run) >= 3 and max(gaps) <= SET_APART * size and max(gaps) <= 2 * max(min(gaps), 0.1 * size):
            for before, here in itertools.pairwise(run):
                dropped.update(range(before.end, here.start))
    return tuple(sign for at, sign in enumerate(signs) if at not in dropped)


def _single_runs(signs: Sequence[Sign], words: Sequence[_Word]) -> list[list[_Word]]:
    runs: list[list[_Word]] = [[]]
    for word in words:
        if word.end - word.start == 1 and _is_han(signs[word.start].character):
            runs[-1].append(word)
        elif runs[-1]:
            runs.append([])
    return [run for run in runs if run]


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" or character == "〇" or "\U00020000" <= character <= "\U000323af"


def _size(signs: Sequence[Sign]) -> float:
    """The size of type of a level line; 0 for others, and for lines without places."""
    boxes = [sign.box for sign in signs if sign.box is not None and not sign.character.isspace()]
    if len(boxes) < 2:
        return 0.0
    size = statistics.median(max(box[2] - box[0], box[3] - box[1]) for box in boxes)
    level = all(_level(before, here, size) for before, here in itertools.pairwise(boxes))
    return size if level else 0.0


def _level(before: Place, here: Place, size: float) -> bool:
    middle = abs((before[1] + before[3]) - (here[1] + here[3])) / 2
    return middle < 0.7 * size and here[0] >= before[0] - size


def _words(signs: Sequence[Sign], size: float) -> list[_Word]:
    words: list[_Word] = []
    blank = True
    for at, sign in enumerate(signs):
        if sign.box is None or sign.character.isspace():
            blank = blank or sign.character.isspace()
            continue
        x0, _, x1, _ = sign.box
        if blank or not words or x0 - words[-1].x1 > 0.5 * size:
            words.append(_Word(at, at + 1, x0, x1))
        else:
            words[-1] = _Word(words[-1].start, at + 1, words[-1].x0, x1)
        blank = False
    return words
