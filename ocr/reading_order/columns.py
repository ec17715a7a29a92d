"""Columns, tiers and the headlines that span them: a page cut into blocks in reading order.

A gutter is a strip along which no line of a band stands. Lines that cross it (headlines, footers) part
the page into bands. A strip between cells of a table looks the same; what tells them apart is that the
lines of a text column run on to its edge, and that the lines of neighbouring columns of text need not
stand level with one another.
"""

from __future__ import annotations

import statistics
from collections.abc import Sequence

import numpy as np

from ocr.reading_order.shapes import Placed

NARROWEST_GUTTER = 0.45
"""Of a character. Tiers of old newspapers stand one character apart, and detected lines are fat."""

NARROWEST_COLUMN = 6.5
"""Characters. Newspaper tiers hold 8 and more; cells of names and dates up to 6."""

EDGE = 1.6
"""Characters by which a line may fall short of its column's edge and still run on (closing marks)."""

FULL_LINE = 0.75
"""Of its column's width. Titles in a catalogue are of every length."""

RUNNING_SHARE = 0.6
"""Of the characters of a column that stand in full lines; short paragraphs leave many lines that are not."""

LEVEL_SHARE = 0.7
UNLEVEL_LINES = 4
"""Lines on each side, at least, that not standing level can say anything."""

FURNITURE_GAP = 1.5
FURNITURE_LINES = 2
"""A line or two this many characters away from all others, before or behind them: running titles, numbers."""

POKING_SHARE = 0.2
"""Of the lines beside a gutter: more lines than these that cross it are no accident."""

POKING_PART = 0.75
"""Of a line's length that must lie on one side for the rest to be an accident."""

DEPTH = 40
TRIED = 60

Block = list[Placed]


def blocks_of(lines: Sequence[Placed], pitch: float, depth: int = 0) -> list[Block]:
    """Cut lines into blocks without columns, in the order of reading.

    Args:
        lines: in the frame of reading.
        pitch: size of a character, in pixels.
        depth: of the recursion; beyond `DEPTH` nothing is cut any more.
    """
    if len(lines) < 4 or depth > DEPTH:
        return [list(lines)] if lines else []
    before, body, behind = _without_furniture(lines, pitch)
    if before or behind:
        parts = [part for part in (before, body, behind) if part]
        return [block for part in parts for block in blocks_of(part, pitch, depth + 1)]
    best: tuple[float, list[list[Placed]]] | None = None
    for gutter in _gutters(lines, pitch):
        cut = _cut(lines, gutter, pitch)
        if cut is not None and (best is None or cut[0] > best[0] + 1e-9):
            best = cut
    if best is None:
        return [list(lines)]
    return [block for part in best[1] for block in blocks_of(part, pitch, depth + 1)]


def _without_furniture(lines: Sequence[Placed], pitch: float) -> tuple[Block, Block, Block]:
    """Lines that stand apart before the others, the others, and lines that stand apart behind them."""
    ordered = sorted(lines, key=lambda line: line.v0)
    start, end = 0, len(ordered)
    reach = float("-inf")
    for at in range(min(FURNITURE_LINES, len(ordered) - 1)):
        reach = max(reach, ordered[at].v1)
        if ordered[at + 1].v0 - reach > FURNITURE_GAP * pitch:
            start = at + 1
    reach = max((line.v1 for line in ordered[:-FURNITURE_LINES]), default=float("inf"))
    for at in range(len(ordered) - FURNITURE_LINES, len(ordered)):
        if ordered[at].v0 - reach > FURNITURE_GAP * pitch:
            end = at
            break
        reach = max(reach, ordered[at].v1)
    if end - start < 4:
        return [], list(lines), []
    return ordered[:start], ordered[start:end], ordered[end:]


def _gutters(lines: Sequence[Placed], pitch: float) -> list[float]:
    """Places along u that may be gutters, those that fewest characters cross first, at most `TRIED`.

    A gutter begins just behind the end of some line.
    """
    half = NARROWEST_GUTTER * pitch / 2
    begins, ends = np.array([line.u0 for line in lines]), np.array([line.u1 for line in lines])
    units = np.array([line.units for line in lines])
    places = np.unique(ends) + half * 1.02
    crossed = (begins[:, np.newaxis] < places + half) & (ends[:, np.newaxis] > places - half)
    weights = (crossed * units[:, np.newaxis]).sum(axis=0)
    before = (ends[:, np.newaxis] <= places - half).sum(axis=0)
    behind = (begins[:, np.newaxis] >= places + half).sum(axis=0)
    open_to = (before >= 2) & (behind >= 2) & (weights < units.sum() / 2)
    order = np.lexsort((places, weights))
    return [float(places[at]) for at in order if open_to[at]][:TRIED]


def _cut(lines: Sequence[Placed], gutter: float, pitch: float) -> tuple[float, list[list[Placed]]] | None:
    """Cut at one gutter: (worth of the cut, parts in order), or None if there are no columns there."""
    half = NARROWEST_GUTTER * pitch / 2
    crossing = [line for line in lines if line.u0 < gutter + half and line.u1 > gutter - half]
    crossers = {line.index for line in crossing}
    rest = [line for line in lines if line.index not in crossers]
    spanners = crossing
    if len(crossing) <= POKING_SHARE * len(rest):
        # The detector runs on into the next column here and there; such a line belongs where most of it is.
        usual = statistics.median(line.thickness for line in rest)
        spanners = [line for line in crossing if not _pokes(line, gutter, usual)]
        rest += [line for line in crossing if _pokes(line, gutter, usual)]
    parts: list[list[Placed]] = []
    waiting: list[Placed] = []
    worth = -sum(line.units for line in crossing)
    found = False
    for kind, band in _bands(spanners, rest):
        left = [line for line in band if (line.u0 + line.u1) / 2 <= gutter]
        right = [line for line in band if (line.u0 + line.u1) / 2 > gutter]
        if kind == "span" or not left or not right or not _are_columns(lines, left, right, pitch):
            waiting.extend(band)
            continue
        found = True
        worth += sum(line.units for line in band)
        if waiting:
            parts.append(waiting)
            waiting = []
        parts.extend((left, right))
    if waiting:
        parts.append(waiting)
    return (worth, parts) if found and worth > 0 else None


def _pokes(line: Placed, gutter: float, usual: float) -> bool:
    """Does this line, of the `usual` thickness, lie on one side of the gutter but for its end?"""
    mostly = max(gutter - line.u0, line.u1 - gutter) >= POKING_PART * line.length
    return mostly and line.thickness <= 1.25 * usual


def _bands(spanners: Sequence[Placed], rest: Sequence[Placed]) -> list[tuple[str, list[Placed]]]:
    """Bands between spanning lines, and the spanning lines themselves, from first to last."""
    cuts = sorted(spanners, key=lambda line: line.middle)
    bands: list[tuple[str, list[Placed]]] = []
    waiting = sorted(rest, key=lambda line: line.middle)
    at = 0
    for spanner in cuts:
        before: list[Placed] = []
        while at < len(waiting) and waiting[at].middle < spanner.middle:
            before.append(waiting[at])
            at += 1
        if before:
            bands.append(("band", before))
        if bands and bands[-1][0] == "span":
            bands[-1][1].append(spanner)
        else:
            bands.append(("span", [spanner]))
    if at < len(waiting):
        bands.append(("band", waiting[at:]))
    return bands


def _are_columns(
    lines: Sequence[Placed], left: Sequence[Placed], right: Sequence[Placed], pitch: float
) -> bool:
    """Do these two groups, of all these lines, stand side by side as columns to be read one after the other?"""
    if not _stand_beside(left, right) or min(len(left), len(right)) < 2:
        return False
    groups = [group for side in (left, right) for group in split_at_gaps(side, pitch)]
    runs = [sum(line.units for line in group) for group in groups if _runs(group, pitch)]
    if len(runs) >= 2 and sum(runs) >= 0.6 * sum(line.units for line in (*left, *right)):
        return True
    if min(len(left), len(right)) < UNLEVEL_LINES:
        return False
    if min(_width(left), _width(right)) < NARROWEST_COLUMN * pitch:
        return False
    few = min(left, right, key=len)
    own = {line.index for line in few}
    others = [line for line in lines if line.index not in own]
    return _level_share(few, others, pitch) < LEVEL_SHARE


def split_at_gaps(lines: Sequence[Placed], pitch: float) -> list[list[Placed]]:
    """Part lines wherever a gutter crosses none of them, in order of u."""
    groups: list[list[Placed]] = []
    end = float("-inf")
    for line in sorted(lines, key=lambda one: one.u0):
        if groups and line.u0 < end + NARROWEST_GUTTER * pitch:
            groups[-1].append(line)
        else:
            groups.append([line])
        end = max(end, line.u1)
    return groups


def _width(lines: Sequence[Placed]) -> float:
    """From the first beginning to the last end, a line in ten at either side left out."""
    begins, ends = sorted(line.u0 for line in lines), sorted(line.u1 for line in lines)
    outer = len(lines) // 10
    return ends[-1 - outer] - begins[outer]


def _runs(lines: Sequence[Placed], pitch: float) -> bool:
    """Is this a column of running text: wide enough, many of its lines nearly as long as it is wide?"""
    width = _width(lines)
    if len(lines) < 2 or width < NARROWEST_COLUMN * pitch:
        return False
    full = sum(line.units for line in lines if line.length >= FULL_LINE * width)
    return full >= RUNNING_SHARE * sum(line.units for line in lines)


def _stand_beside(left: Sequence[Placed], right: Sequence[Placed]) -> bool:
    top = max(min(line.v0 for line in left), min(line.v0 for line in right))
    bottom = min(max(line.v1 for line in left), max(line.v1 for line in right))
    extent = min(max(line.v1 for line in side) - min(line.v0 for line in side) for side in (left, right))
    return bottom - top > 0.3 * extent


def _level_share(few: Sequence[Placed], many: Sequence[Placed], pitch: float) -> float:
    """Share of the lines of `few` that stand level with a line of `many`."""
    level = sum(1 for line in few if any(abs(line.middle - other.middle) < 0.3 * pitch for other in many))
    return level / len(few)
