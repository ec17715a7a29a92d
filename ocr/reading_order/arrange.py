"""The whole of reading order on one screen: direction, columns with notes, facing pages, blocks, paragraphs."""

from __future__ import annotations

from collections.abc import Sequence

from ocr.reading_order.columns import blocks_of
from ocr.reading_order.interlinear import columns_with_notes, paragraphs_with_notes
from ocr.reading_order.paragraphs import paragraphs_of, runs_over
from ocr.reading_order.shapes import LineShape, Paragraph, Placed, pitch_of, place, writing_is_vertical

FACING_GAP = 2.0
"""Characters between the two pages of an opened volume, at least."""


def arrange(lines: Sequence[LineShape]) -> list[Paragraph]:
    """Paragraphs of a level page in the order of reading.

    Each line is in exactly one paragraph. Columns are read from left to right, tiers of vertical writing
    from the top down and their columns from right to left, headlines before what they stand over, tables
    row by row; where columns hold interlinear notes, each column from its head on, notes where they stand.

    Args:
        lines: of a level page, in any order.
    """
    if not lines:
        return []
    vertical = writing_is_vertical(lines)
    placed = place(lines, vertical)
    pitch = max(pitch_of(placed), 1.0)
    columns = columns_with_notes(placed) if vertical else None
    if columns is not None:
        return paragraphs_with_notes(columns, pitch)
    found: list[Paragraph] = []
    for page in _facing_pages(placed, pitch, vertical):
        before: list[Placed] = []
        for block in blocks_of(page, pitch):
            made = paragraphs_of(block, pitch)
            if before and not (found[-1].table_row or made[0].table_row) and runs_over(before, block, pitch):
                found[-1] = Paragraph(found[-1].rows + made[0].rows)
                made = made[1:]
            found.extend(made)
            before = block
    return found


def _facing_pages(lines: list[Placed], pitch: float, vertical: bool) -> list[list[Placed]]:
    """The two pages of an opened volume in vertical writing, right one first; else the page itself.

    In horizontal writing facing pages are columns and need no care; in vertical writing their tiers would
    be read across both.
    """
    if not vertical or len(lines) < 8:
        return [lines]
    first, last = min(line.v0 for line in lines), max(line.v1 for line in lines)
    tall = max(line.u1 for line in lines) - min(line.u0 for line in lines)
    if last - first < 1.1 * tall:
        return [lines]
    ordered = sorted(lines, key=lambda line: line.v0)
    end = ordered[0].v1
    for at, line in enumerate(ordered):
        gap, middle = line.v0 - end, (line.v0 + end) / 2
        if gap > FACING_GAP * pitch and 0.4 < (middle - first) / (last - first) < 0.6:
            return [ordered[:at], ordered[at:]]
        end = max(end, line.v1)
    return [lines]
