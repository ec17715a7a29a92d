"""Where a catalogue begins: the header among the first rows of a worksheet, with titles above it.

A header names a column of titles and one of reference codes (or the parts of one). It is the first row that does;
headings may stand in two rows, grouped by merged cells. What stands above it is a title: of some a part of every
code is read (全宗号：23).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import islice

from indexer.sheets import catalogue_letters
from indexer.sheets.code_parts import choose_way, stated_parts
from indexer.sheets.columns import REQUIRED, Header, known_columns, read_header
from indexer.sheets.errors import HeaderError
from indexer.sheets.grid import Grid, GridRow, cell_address
from indexer.sheets.headings import column_name, is_counted, read_heading
from indexer.sheets.ranges import read_range

MOST_ABOVE = 30
"""Among so many first rows that are not blank the header is looked for."""

LEAST_LIKE = 3
"""So many known headings in one row, 档号 or 题名 among them, make a sheet like a catalogue."""


@dataclass(frozen=True, slots=True)
class FoundHeader:
    """The header of a worksheet.

    Attributes:
        header: what it says.
        rows: numbers of its rows, one or two.
        printed: the headings of each of its rows, folded, by place: how a repeated header is known again.
        above: the rows above it that are not blank.
        constants: parts of codes that the rows above state.
    """

    header: Header
    rows: tuple[int, ...]
    printed: tuple[tuple[str, ...], ...]
    above: tuple[GridRow, ...]
    constants: dict[str, str]


@dataclass(frozen=True, slots=True)
class _Headings:
    """The headings of one or two rows."""

    texts: tuple[str, ...]
    continued: dict[int, int]
    rows: tuple[GridRow, ...]


def first_rows(grid: Grid) -> list[GridRow]:
    """The rows of a worksheet among which its header may be."""
    return list(islice(grid, MOST_ABOVE + 1))


def find_header(source: str, rows: Sequence[GridRow]) -> FoundHeader | None:
    """The header among the first rows of a worksheet; None where none of them is one.

    Raises:
        HeaderError: there is a header, and it cannot be read without guessing.
    """
    constants: dict[str, str] = {}
    for at, row in enumerate(rows[:MOST_ABOVE]):
        following = rows[at + 1] if at + 1 < len(rows) else None
        for headings in _readings(row, following):
            if not _qualifies(headings.texts, constants):
                continue
            _refuse_faults(source, headings.rows)
            header = read_header(source, headings.texts, constants, headings.continued)
            return FoundHeader(
                header,
                tuple(each.number for each in headings.rows),
                tuple(tuple(map(column_name, each.values)) for each in headings.rows),
                tuple(rows[:at]),
                constants,
            )
        if following is not None and _qualifies(_in_one_row(row).texts, constants):
            raise HeaderError(catalogue_letters.heading_merged_down(source, _reaching_down(row, following)))
        constants = _more_constants(constants, stated_parts(row.values))
    return None


def _refuse_faults(source: str, rows: Sequence[GridRow]) -> None:
    for row in rows:
        for at, fault in row.faults.items():
            raise HeaderError(
                catalogue_letters.heading_uncertain(source, cell_address(row.number, at), fault)
            )


def names_a_catalogue(cells: Sequence[str]) -> bool:
    """Whether one row of cells by itself is the header of a catalogue."""
    return _qualifies(cells, {})


def likest_header(rows: Sequence[GridRow], least: int = LEAST_LIKE) -> tuple[str, ...]:
    """The headings of the row that is most like a header without being one; empty where none is like it.

    Args:
        rows: the first rows of a worksheet.
        least: how many known headings make a row like a header.
    """
    best: tuple[str, ...] = ()
    most = least - 1
    for row in rows[:MOST_ABOVE]:
        known = known_columns(row.values)
        if len(known) > most and known & set(REQUIRED):
            best, most = row.values, len(known)
    return best


def _qualifies(texts: Sequence[str], constants: dict[str, str]) -> bool:
    known = {read_heading(text)[0] for text in texts}
    if "题名" not in known:
        return False
    return "档号" in known or choose_way(known, constants, any(map(is_counted, texts))) is not None


def _more_constants(constants: dict[str, str], stated: dict[str, str]) -> dict[str, str]:
    """What the lines above state so far; a part that two of them state differently is left out."""
    contrary = {name for name, text in stated.items() if constants.get(name, text) != text}
    return {name: text for name, text in {**constants, **stated}.items() if name not in contrary}


def _readings(row: GridRow, following: GridRow | None) -> list[_Headings]:
    """The ways in which headings may stand from a row on: in two rows where the second belongs to it, or in one."""
    alone = _in_one_row(row)
    if following is None or not _goes_on(row, following, alone):
        return [alone]
    return [_in_two_rows(row, following)]


def _in_one_row(row: GridRow) -> _Headings:
    texts = list(row.values)
    continued = {}
    for at, stated in row.merged.items():
        merged = read_range(stated)
        if at < len(texts) and merged.left < at and merged.top == row.number:
            texts[at] = ""
            continued[at] = merged.left
    return _Headings(tuple(texts), continued, (row,))


def _goes_on(row: GridRow, following: GridRow, alone: _Headings) -> bool:
    """Whether a second row of headings follows: a merged heading reaches into it, or it names columns under groups."""
    if any(text.strip() for text in row.values) and any(
        read_range(stated).top == row.number and at < len(row.values)
        for at, stated in following.merged.items()
        if read_range(stated).left == at or at in alone.continued
    ):
        return True
    if following.number != row.number + 1 or stated_parts(row.values) or names_a_catalogue(following.values):
        return False
    below = {
        at: text for at, text in enumerate(following.values) if text.strip() and at not in following.merged
    }
    named = [at for at, text in below.items() if read_heading(text)[0] or is_counted(text)]
    names_above = any(read_heading(text)[0] for text in alone.texts)
    under = all(_is_free(alone.texts, at) or _is_free(alone.texts, at + 1) for at in below)
    return len(named) >= 2 and len(named) == len(below) and names_above and under


def _reaching_down(row: GridRow, following: GridRow) -> tuple[str, ...]:
    """The merged ranges that begin in a row and reach into the next."""
    ranges = dict.fromkeys(following.merged.values())
    return tuple(stated for stated in ranges if read_range(stated).top == row.number)


def _is_free(texts: Sequence[str], at: int) -> bool:
    return at >= len(texts) or not texts[at].strip()


def _in_two_rows(row: GridRow, following: GridRow) -> _Headings:
    width = max(len(row.values), len(following.values))
    texts: list[str] = []
    continued: dict[int, int] = {}
    for at in range(width):
        above = row.values[at] if at < len(row.values) else ""
        below = following.values[at] if at < len(following.values) else ""
        lent_above, lent_below = _lender(row, at), _lender(following, at)
        if lent_below is not None and lent_below[1] == row.number:
            # One heading over both rows; where it is wide as well, its first place counts.
            text = above if lent_below[0] == at else ""
            if lent_below[0] != at:
                continued[at] = lent_below[0]
        elif lent_below is not None and lent_below[0] != at:
            text = ""
            continued[at] = lent_below[0]
        elif not below.strip():
            text = "" if lent_above is not None else above
        elif not above.strip() or read_heading(below)[0] or is_counted(below):
            text = below
        else:
            text = above + below
        texts.append(text)
    return _Headings(tuple(texts), continued, (row, following))


def _lender(row: GridRow, at: int) -> tuple[int, int] | None:
    """Place and row of the cell that lends its value to another; None for a cell of its own value."""
    stated = row.merged.get(at)
    if stated is None:
        return None
    merged = read_range(stated)
    return merged.left, merged.top
