"""Which rows of a block belong to one paragraph."""

from __future__ import annotations

import statistics
from collections.abc import Sequence

from ocr.reading_order.columns import EDGE
from ocr.reading_order.shapes import Paragraph, Placed, Row, rows_of

INDENT = 1.0
"""Characters by which the first line of a paragraph stands in, at least (usually two)."""

SIZE_CHANGE = 1.3
"""A line this much thicker than the one before is another thing: a headline, a note."""

WIDE_LEADING = 1.6
"""A distance to the next line this much above the block's own parts paragraphs."""

CELL_GAP = 1.1
"""Characters between pieces on one row that make them cells."""


def paragraphs_of(block: Sequence[Placed], pitch: float) -> list[Paragraph]:
    """Join the rows of one block to paragraphs, headings and rows of tables."""
    rows = rows_of(block)
    tabular = _tabular(rows, pitch)
    made: list[list[Row]] = []
    tables: list[bool] = []
    text_rows = [row for row, table in zip(rows, tabular, strict=True) if not table]
    margins = _Margins(text_rows, pitch)
    for at, row in enumerate(rows):
        joins = at > 0 and not tabular[at] and not tabular[at - 1] and margins.goes_on(rows[at - 1], row)
        if joins:
            made[-1].append(row)
        else:
            made.append([row])
            tables.append(tabular[at])
    return [
        Paragraph(tuple(tuple(piece.index for piece in row.pieces) for row in group), table)
        for group, table in zip(made, tables, strict=True)
    ]


def _tabular(rows: Sequence[Row], pitch: float) -> list[bool]:
    """Which rows are rows of a table: two cells or more, and so is a neighbour (or three cells or more)."""
    cells = [_cells(row, pitch) for row in rows]
    return [
        count >= 3
        or (count == 2 and ((at > 0 and cells[at - 1] >= 2) or (at + 1 < len(cells) and cells[at + 1] >= 2)))
        for at, count in enumerate(cells)
    ]


def _cells(row: Row, pitch: float) -> int:
    count = 1
    for one, following in zip(row.pieces, row.pieces[1:], strict=False):
        if following.u0 - one.u1 > CELL_GAP * pitch:
            count += 1
    return count


class _Margins:
    """Where the lines of a block begin and end, and how far apart they stand."""

    def __init__(self, rows: Sequence[Row], pitch: float) -> None:
        self._pitch = pitch
        starts = sorted(row.u0 for row in rows)
        ends = sorted(row.u1 for row in rows)
        # The outermost start that is not an outlier: continuation lines stand there, first lines stand in.
        self._start = starts[len(starts) // 10] if starts else 0.0
        self._end = ends[-1 - len(ends) // 10] if ends else 0.0
        steps = [following.middle - row.middle for row, following in zip(rows, rows[1:], strict=False)]
        self._leading = statistics.median(steps) if steps else 0.0

    def goes_on(self, row: Row, following: Row) -> bool:
        """Does the paragraph of `row` go on in `following`?"""
        if _numbers_page(row) or _numbers_page(following) or not _same_size(row, following):
            return False
        if following.middle - row.middle > WIDE_LEADING * self._leading:
            return False
        if not self.fills(row):
            return False
        stands_in = following.u0 - self._start
        if stands_in < INDENT * self._pitch:
            return True
        # A full line that does not end a sentence goes on even into an indented line, unless that is a heading.
        return (
            not row.pieces[-1].ends_sentence
            and stands_in < 3.5 * self._pitch
            and (row.u0 - self._start >= INDENT * self._pitch)
        )

    def fills(self, row: Row) -> bool:
        """Does the row reach the block's edge?"""
        return row.u1 >= self._end - EDGE * self._pitch

    def begins_at_margin(self, row: Row) -> bool:
        """Does the row begin where lines in the middle of a paragraph do?"""
        return row.u0 - self._start < INDENT * self._pitch


def runs_over(block: Sequence[Placed], following: Sequence[Placed], pitch: float) -> bool:
    """Does the last paragraph of a column go on at the head of the next?

    Only where the next stands beside it and both are columns of two lines or more.
    """
    before, after = rows_of(block), rows_of(following)
    if len(before) < 2 or len(after) < 2 or not _same_size(before[-1], after[0]):
        return False
    if _numbers_page(before[-1]) or _numbers_page(after[0]):
        return False
    beside = min(row.u0 for row in after) >= max(row.u1 for row in before) - pitch
    if not beside or after[0].middle >= before[-1].middle:
        return False
    return _Margins(before, pitch).fills(before[-1]) and _Margins(after, pitch).begins_at_margin(after[0])


def _numbers_page(row: Row) -> bool:
    return any(piece.numbers_page for piece in row.pieces)


def _same_size(row: Row, following: Row) -> bool:
    thick, thin = sorted((row.thickness, following.thickness), reverse=True)
    return thick <= SIZE_CHANGE * thin or min(_units(row), _units(following)) <= 2


def _units(row: Row) -> float:
    return sum(piece.units for piece in row.pieces)
