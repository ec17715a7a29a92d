"""Interlinear notes 双行夹注: columns in which two narrow lines of notes stand side by side between the large text.

A column is read from its head on; where two lines of notes stand beside each other the right one comes first, then the
left one, then the large text below them. Woodblock prints and prints of the Republic set commentaries, dates and
sources so. They are found by places alone: the lines of a page, ordered across it, are parted into columns so that in
each column, at any height, either one line of large text stands or a note on either side of the column's middle. Of
all partings, for several leans and widths of the columns, the one is taken that costs least.
"""

from __future__ import annotations

import math
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ocr.reading_order.shapes import Paragraph, Placed

LEAST_LINES = 6
LEAST_PAIRS = 2
"""Lines of a page, and pairs of notes on it, below which nothing is said of notes."""

BESIDE = 0.5
"""Of the shorter of two lines: what must stand beside the other for them to be a pair."""

LEAST_RATIO = 1.22
"""Columns stand so many times farther apart than the two lines of a note, at least (prints: 1.3 to 2)."""

CLOSER = 0.95
"""Of the thickness of large text: the lines of a note stand closer together. Columns do not."""

LEAST_MIXED = 2
MIXED_SHARE = 0.15
"""Columns that hold large text and notes, at least; and as a share of all columns (prints: .22 to 1)."""

LARGE_SHARE = 0.14
"""Of the lines of a page with notes so many are large text, at least (prints: .16 to .56)."""

TIER_GAP = 0.4
TIER_SHARE = 0.7
"""Widths of a column by which tiers stand apart, at least; and the share of columns that stand in either."""

LEANS = (0.0, -0.015, 0.015, -0.03, 0.03)
FINER = (-0.01, -0.005, 0.005, 0.01)
"""How far columns may lean, in pixels across for each pixel along, first roughly, then about the best: books are
seldom photographed flat."""

WIDTHS = (1.7, 2.0, 2.3)
"""How wide a column may be, in distances between the two lines of a note."""

MOST_IN_COLUMN = 40
WIDEST_COLUMN = 0.95
"""Lines of one column, at most; and from the first middle to the last, in widths of a column."""

# What a parting costs, in no unit; chosen on 30 woodblock pages with 1,223 lines, where the line that follows is the
# right one for .974 of them (.60 by the cuts of `columns`), and held by pages that are generated in the tests.
_COST_OF_COLUMN = 0.55
_COST_OF_DISTANCE = (
    4.0  # times the square of the distance from where a line should stand, in widths of a column
)
_COST_OF_OVERLAP = 0.8  # two lines in one place, by the share of the shorter one
_COST_OF_THIRD = 0.16  # a line with two others beside it
_COST_OF_THICK_NOTE = 0.24
_COST_OF_THIN_TEXT = 0.35
_COST_OF_UNLEVEL_HEADS = 0.3  # the two lines of a note begin at one height
_COST_OF_UNLIKE_SIZES = 0.3
_APART = 0.25  # widths of a column from which on two lines stand on either side of its middle
_LEVEL = 0.6  # widths of a column by which two heads may differ and still be level
_UNLIKE = 1.4  # times as thick
_SLIGHT = 0.15  # of the shorter line: a smaller overlap is one of boxes, not of lines


@dataclass(frozen=True, slots=True)
class _Scale:
    """The measures of a page with notes, in pixels.

    Attributes:
        column: from the middle of one column to the next.
        large: thickness above which a line is large text rather than a note.
    """

    column: float
    large: float


@dataclass(frozen=True, slots=True)
class _Parting:
    """A page parted into columns.

    Attributes:
        cost: how little it looks like a page with notes.
        lean: by which columns were set upright.
        scale: by which they were parted.
        columns: upright, each in no order.
    """

    cost: float
    lean: float
    scale: _Scale
    columns: list[list[Placed]]


def columns_with_notes(lines: Sequence[Placed]) -> list[list[Placed]] | None:
    """The columns of a page with interlinear notes, each in the order of reading; None for any other page.

    Args:
        lines: of a page of vertical writing, in the frame of reading.
    """
    best: _Parting | None = None
    for lean in LEANS:
        best = _better(best, lines, lean)
    if best is None:
        return None
    rough = best.lean
    for finer in FINER:
        best = _better(best, lines, rough + finer) or best
    if not _are_notes(best.columns, best.scale):
        return None
    known = {line.index: line for line in lines}
    return [
        [known[line.index] for line in _in_order(column, best.scale)]
        for tier in _tiers(best.columns, best.scale)
        for column in tier
    ]


def paragraphs_with_notes(columns: Sequence[Sequence[Placed]], pitch: float) -> list[Paragraph]:
    """Columns with notes as paragraphs: a column that is full goes on at the head of the next.

    Args:
        columns: each in the order of reading.
        pitch: size of a character of the page, in pixels.
    """
    head = min(line.u0 for column in columns for line in column)
    foot = max(line.u1 for column in columns for line in column)
    made: list[list[tuple[int, ...]]] = []
    full = False
    for column in columns:
        rows: list[tuple[int, ...]] = [(line.index,) for line in column]
        if full and min(line.u0 for line in column) - head < 1.5 * pitch:
            made[-1] += rows
        else:
            made.append(rows)
        full = foot - max(line.u1 for line in column) < 2 * pitch
    return [Paragraph(tuple(rows)) for rows in made]


def _better(best: _Parting | None, lines: Sequence[Placed], lean: float) -> _Parting | None:
    """The cheaper one of a parting and the best for a lean; None where no lean shows any note."""
    upright = [_upright(line, lean) for line in lines]
    for scale in _scales_of(upright):
        cost, columns = _parted(upright, scale)
        if best is None or cost < best.cost:
            best = _Parting(cost, lean, scale, columns)
    return best


def _upright(line: Placed, lean: float) -> Placed:
    """The line where it would stand if columns did not lean; as thick as it is without its own lean."""
    shift = lean * (line.u0 + line.u1) / 2
    thinner = min(abs(lean) * line.length, 0.4 * line.thickness) / 2
    return replace(line, v0=line.v0 - shift + thinner, v1=line.v1 - shift - thinner)


def _scales_of(lines: Sequence[Placed]) -> list[_Scale]:
    """What a page may measure, if it has notes; empty for a page that can have none."""
    if len(lines) < LEAST_LINES:
        return []
    nearest = _nearest(lines)
    limit = _parting(sorted(nearest.values()))
    if not limit:
        return []
    paired = {index: apart for index, apart in nearest.items() if apart < limit}
    if len(paired) < 2 * LEAST_PAIRS:
        return []
    thin = statistics.median(line.thickness for line in lines if line.index in paired)
    others = [line.thickness for line in lines if line.index not in paired and line.length >= line.thickness]
    thick = statistics.median(others) if others else 2 * thin
    large = math.sqrt(thin * max(thick, LEAST_RATIO * thin))
    pair = max(1.0, statistics.median(paired.values()))
    widths = [times * pair for times in WIDTHS]
    between = [apart for apart in nearest.values() if apart >= limit]
    if between and 1.2 < statistics.median(between) / pair < 2.6:
        widths.append(statistics.median(between))
    return [_Scale(width, large) for width in widths]


def _nearest(lines: Sequence[Placed]) -> dict[int, float]:
    """From each line to the nearest that stands beside it, in pixels across; by index."""
    nearest: dict[int, float] = {}
    for at, line in enumerate(lines):
        for other in lines[at + 1 :]:
            if _are_beside(line, other):
                apart = abs(line.middle - other.middle)
                for index in (line.index, other.index):
                    nearest[index] = min(apart, nearest.get(index, math.inf))
    return nearest


def _parting(distances: Sequence[float]) -> float:
    """The distance that parts the two lines of a note from neighbouring columns; 0 where all are alike."""
    logs = [math.log(max(distance, 1.0)) for distance in distances]
    best: tuple[float, int] | None = None
    total, below = sum(logs), 0.0
    for at in range(1, len(logs)):
        below += logs[at - 1]
        between = at * (len(logs) - at) * ((total - below) / (len(logs) - at) - below / at) ** 2
        if best is None or between > best[0]:
            best = between, at
    if best is None:
        return 0.0
    at = best[1]
    if statistics.median(distances[at:]) < LEAST_RATIO * statistics.median(distances[:at]):
        return 0.0
    return math.sqrt(max(1.0, distances[at - 1]) * max(1.0, distances[at]))


def _parted(lines: Sequence[Placed], scale: _Scale) -> tuple[float, list[list[Placed]]]:
    """Lines in columns: of all ways to part them in the order of their middles the one that costs least."""
    ordered = sorted(lines, key=lambda line: (line.middle, line.u0))
    best: list[tuple[float, int]] = [(0.0, 0)]
    for end in range(1, len(ordered) + 1):
        found = (math.inf, end - 1)
        for begin in range(end - 1, max(-1, end - 1 - MOST_IN_COLUMN), -1):
            if ordered[end - 1].middle - ordered[begin].middle > WIDEST_COLUMN * scale.column:
                break
            cost = best[begin][0] + _cost(ordered[begin:end], scale)
            if cost < found[0]:
                found = (cost, begin)
        best.append(found)
    columns: list[list[Placed]] = []
    end = len(ordered)
    while end:
        begin = best[end][1]
        columns.append(ordered[begin:end])
        end = begin
    return best[-1][0], columns[::-1]


def _cost(column: Sequence[Placed], scale: _Scale) -> float:
    """How little some lines look like one column."""
    partners = [0] * len(column)
    cost = _COST_OF_COLUMN
    for at, line in enumerate(column):
        for place in range(at + 1, len(column)):
            other = column[place]
            share = _along(line, other) / max(1.0, min(line.length, other.length))
            if share <= _SLIGHT:
                continue
            if abs(line.middle - other.middle) <= _APART * scale.column:
                cost += _COST_OF_OVERLAP * share
                continue
            partners[at] += 1
            partners[place] += 1
            cost += _COST_OF_UNLEVEL_HEADS * (abs(line.u0 - other.u0) > _LEVEL * scale.column)
            thin, thick = sorted((line.thickness, other.thickness))
            cost += _COST_OF_UNLIKE_SIZES * (thick > _UNLIKE * thin)
    middles = [line.middle for line in column]
    text = [middle for middle, count in zip(middles, partners, strict=True) if not count]
    middle = statistics.median(text) if text else (middles[0] + middles[-1]) / 2
    for line, count in zip(column, partners, strict=True):
        away = abs(line.middle - middle) / scale.column
        is_thick = line.thickness > scale.large
        if count:
            cost += _COST_OF_DISTANCE * (away - 0.25) ** 2
            cost += _COST_OF_THIRD * (count > 1) + _COST_OF_THICK_NOTE * is_thick
        else:
            cost += _COST_OF_DISTANCE * away**2 + _COST_OF_THIN_TEXT * (not is_thick)
    return cost


def _along(line: Placed, other: Placed) -> float:
    """How far two lines stand beside each other, in pixels along; negative where they do not."""
    return min(line.u1, other.u1) - max(line.u0, other.u0)


def _are_beside(line: Placed, other: Placed) -> bool:
    return _along(line, other) >= BESIDE * max(1.0, min(line.length, other.length))


def _are_notes(columns: Sequence[Sequence[Placed]], scale: _Scale) -> bool:
    """Whether columns hold pairs of lines closer together than large text is thick, and such text in line with them."""
    apart: list[float] = []
    text: list[float] = []
    mixed = 0
    for column in columns:
        pairs = [
            (one, other)
            for at, one in enumerate(column)
            for other in column[at + 1 :]
            if _are_beside(one, other)
        ]
        apart += [abs(one.middle - other.middle) for one, other in pairs]
        noted = {line.index for pair in pairs for line in pair}
        mixed += 0 < len(noted) < len(column)
        text += [line.thickness for line in column if line.index not in noted]
    # A headline over two columns of a newspaper looks like large text over a note, but headlines are few.
    if mixed < max(LEAST_MIXED, MIXED_SHARE * len(columns)) or len(apart) < LEAST_PAIRS:
        return False
    large = sum(thickness > scale.large for thickness in text)
    if large < LARGE_SHARE * sum(map(len, columns)):
        return False
    return statistics.median(apart) < CLOSER * statistics.median(text)


def _tiers(columns: Sequence[list[Placed]], scale: _Scale) -> list[list[list[Placed]]]:
    """Columns parted in an upper and a lower tier where nothing stands on a strip across all of them.

    Tables of contents are set so: the upper tier is read to its end before the lower one begins.
    """
    lines = sorted((line for column in columns for line in column), key=lambda line: line.u0)
    end = lines[0].u1
    for line in lines:
        if line.u0 - end > TIER_GAP * scale.column:
            upper, lower = (
                [kept for column in columns if (kept := [one for one in column if (one.u0 < end) == above])]
                for above in (True, False)
            )
            if min(len(upper), len(lower)) >= TIER_SHARE * len(columns):
                return [*_tiers(upper, scale), *_tiers(lower, scale)]
        end = max(end, line.u1)
    return [list(columns)]


def _in_order(column: Sequence[Placed], scale: _Scale) -> list[Placed]:
    """The lines of one column as they are read."""
    waiting = sorted(column, key=lambda line: (line.u0, line.v0))
    ordered: list[Placed] = []
    while waiting:
        stretch = [waiting.pop(0)]
        end = stretch[0].u1
        # Notes beside each other are one stretch, however they are staggered; large text is one by itself.
        while waiting and end - waiting[0].u0 > 0.3 * min(waiting[0].length, scale.column):
            stretch.append(waiting.pop(0))
            end = max(end, stretch[-1].u1)
        ordered += _read(stretch, scale)
    return ordered


def _read(stretch: Sequence[Placed], scale: _Scale) -> list[Placed]:
    """Lines beside each other: what stands to the right first, each side from its head on."""
    first, last = min(line.middle for line in stretch), max(line.middle for line in stretch)
    if last - first < 0.2 * scale.column:
        return sorted(stretch, key=lambda line: line.u0)
    middle = (first + last) / 2
    right = sorted((line for line in stretch if line.middle <= middle), key=lambda line: line.u0)
    left = sorted((line for line in stretch if line.middle > middle), key=lambda line: line.u0)
    return right + left
