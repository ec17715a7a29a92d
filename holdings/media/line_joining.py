"""Lines of a page's text layer, joined to paragraphs."""

from __future__ import annotations

import statistics
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from holdings.media.signs import Place, Sign
from holdings.media.spaced_lines import as_row, cells_of, closed_up

SHORT_OF_EDGE = 1.8
"""Characters by which a line may end before its block's edge and still run on."""

STANDS_IN = 1.2
"""Characters of indentation that begin a paragraph."""

_SENTENCE_ENDS = frozenset("。！？；：.!?;:”’」』")


@dataclass(frozen=True, slots=True)
class LaidLine:
    """One line of a layer, with blanks at its ends left out."""

    signs: tuple[Sign, ...]

    @property
    def boxes(self) -> list[Place]:
        """Places of its characters that have one."""
        return [sign.box for sign in self.signs if sign.box is not None]


@dataclass(frozen=True, slots=True)
class _Extent:
    x0: float
    y0: float
    x1: float
    y1: float
    size: float


def written_without_blanks(sign: str) -> bool:
    """Is this a character of a script that puts no blanks between words (Han, kana), or its punctuation?"""
    return unicodedata.east_asian_width(sign) in "WF" or sign in "“”‘’—…·〇"


def lines_of(signs: Sequence[Sign]) -> list[LaidLine]:
    """Cut signs into lines at line breaks; columns that come one character a line are put together."""
    lines: list[list[Sign]] = [[]]
    for sign in signs:
        if sign.character in "\r\n":
            lines.append([])
        else:
            lines[-1].append(sign)
    cut = [_trimmed(line) for line in lines]
    return _columns_joined([LaidLine(closed_up(line)) for line in cut if line])


def joined(lines: Sequence[LaidLine]) -> list[Sign]:
    """One sequence of signs: paragraphs parted by line feeds, lines within them joined."""
    extents = [_extent(line) for line in lines]
    cells = [cells_of(line.signs) for line in lines]
    rows = [at > 0 and cells[at].stands_under(cells[at - 1]) for at in range(len(lines))]
    signs: list[Sign] = []
    for at, line in enumerate(lines):
        if at:
            last, first = signs[-1].character, line.signs[0].character
            if rows[at] or not _goes_on(lines, extents, at):
                signs.append(Sign("\n", None))
            elif not (
                written_without_blanks(last)
                or written_without_blanks(first)
                or _number_goes_on(lines[at - 1], line)
            ):
                signs.append(Sign(" ", None))
        row = rows[at] or (at + 1 < len(rows) and rows[at + 1])
        signs.extend(as_row(line.signs, cells[at]) if row else line.signs)
    return signs


def _number_goes_on(before: LaidLine, here: LaidLine) -> bool:
    """Does a line break within a number? Between lines of Chinese it does; Western ones break between words."""
    if not (before.signs[-1].character.isdigit() and here.signs[0].character.isdigit()):
        return False
    signs = [sign.character for line in (before, here) for sign in line.signs]
    return 2 * sum(map(written_without_blanks, signs)) > len(signs)


def _trimmed(line: list[Sign]) -> list[Sign]:
    start, end = 0, len(line)
    while start < end and line[start].character.isspace():
        start += 1
    while end > start and line[end - 1].character.isspace():
        end -= 1
    return line[start:end]


def _extent(line: LaidLine) -> _Extent | None:
    boxes = line.boxes
    if not boxes:
        return None
    return _Extent(
        min(box[0] for box in boxes),
        min(box[1] for box in boxes),
        max(box[2] for box in boxes),
        max(box[3] for box in boxes),
        max(statistics.median(max(box[2] - box[0], box[3] - box[1]) for box in boxes), 1e-6),
    )


def _columns_joined(lines: list[LaidLine]) -> list[LaidLine]:
    """Vertical writing is handed out one character a line: stacked single characters become one line."""
    columns: list[LaidLine] = []
    last: _Extent | None = None
    for line in lines:
        here = _extent(line)
        if (
            columns
            and here is not None
            and last is not None
            and len(line.signs) <= 2
            and abs((here.x0 + here.x1) - (last.x0 + last.x1)) < 0.8 * last.size
            and 0 <= here.y0 - last.y0 < 1.9 * last.size
            and here.y0 - last.y0 < 1.25 * max(here.y1 - here.y0, last.y1 - last.y0, last.size)
            and _is_column(columns[-1])
        ):
            columns[-1] = LaidLine(columns[-1].signs + line.signs)
        else:
            columns.append(line)
        last = here
    return columns


def _is_column(line: LaidLine) -> bool:
    """One or two characters, or already a column."""
    here = _extent(line)
    return len(line.signs) <= 2 or (here is not None and here.y1 - here.y0 > here.x1 - here.x0)


def _goes_on(lines: Sequence[LaidLine], extents: Sequence[_Extent | None], at: int) -> bool:
    """Does line `at` go on the paragraph of the line before?"""
    before, here = extents[at - 1], extents[at]
    if before is None or here is None:
        return False
    if max(before.size, here.size) > 1.25 * min(before.size, here.size):
        return False
    if _upright(before) and _upright(here) and len(lines[at].signs) > 2:
        return _column_goes_on(extents, at)
    step = here.y0 - before.y0
    # The top of another column of text goes on the last line of the one before, if that was full.
    another_column = step < 0 and here.x0 >= before.x1
    if not another_column and not 0.2 * before.size < step < 2.6 * before.size:
        return False
    edge, start = _block(extents, at)
    if before.x1 < edge - SHORT_OF_EDGE * before.size:
        return False
    own_start = _block(extents, at + 1)[1] if another_column else start
    if here.x0 - own_start < STANDS_IN * here.size:
        return True
    ends = lines[at - 1].signs[-1].character in _SENTENCE_ENDS
    return not ends and before.x0 - start >= STANDS_IN * before.size


def _upright(extent: _Extent) -> bool:
    return extent.y1 - extent.y0 > 2 * (extent.x1 - extent.x0)


def _column_goes_on(extents: Sequence[_Extent | None], at: int) -> bool:
    before, here = extents[at - 1], extents[at]
    if before is None or here is None:
        return False
    near = [
        extent for extent in extents[max(0, at - 12) : at + 12] if extent is not None and _upright(extent)
    ]
    foot, head = max(extent.y1 for extent in near), min(extent.y0 for extent in near)
    return before.y1 > foot - SHORT_OF_EDGE * before.size and here.y0 - head < STANDS_IN * here.size


def _block(extents: Sequence[_Extent | None], at: int) -> tuple[float, float]:
    """Right and left edge of the block that the line before stands in: its neighbours in the same column."""
    before = extents[at - 1]
    if before is None:
        return 0.0, 0.0
    right, left = before.x1, before.x0
    for direction in (range(at - 2, max(-1, at - 14), -1), range(at, min(len(extents), at + 12))):
        last = before
        for index in direction:
            other = extents[index]
            if (
                other is None
                or abs(other.y0 - last.y0) > 4 * before.size
                or min(other.x1, before.x1) - max(other.x0, before.x0) <= 0
                or max(other.size, before.size) > 1.25 * min(other.size, before.size)
            ):
                break
            right, left = max(right, other.x1), min(left, other.x0)
            last = other
    return right, left
