"""Catalogue sheets in xls and et: the records of each worksheet as rows.

The stream that holds the workbook, and its shared strings, are kept in memory (`MOST_BYTES`); the rows are made
one at a time. Source: MS-XLS 2.4.
"""

from __future__ import annotations

import struct
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from holdings.media.compound import Compound
from holdings.media.letters import MediaError
from indexer.sheets import letters
from indexer.sheets.asides import MOST_KEPT, Aside, AsideKind
from indexer.sheets.assembly import RowAssembly
from indexer.sheets.biff import (
    BOF,
    CONTINUE,
    STRING,
    Record,
    Text,
    records,
    shared_strings,
    short_number,
    substream,
)
from indexer.sheets.errors import SheetError
from indexer.sheets.grid import GridRow
from indexer.sheets.merged import MergedRange, MergedRanges
from indexer.sheets.number_formats import NumberFormat, format_of, number_format
from indexer.sheets.package import damage_told
from indexer.sheets.shown import Doubt, Shown
from indexer.sheets.unread import UnreadWorksheet, Unseen

MOST_BYTES = 128 << 20
"""The largest xls, in bytes; it is kept in memory, as the form allows 65,536 rows a worksheet."""

_BIFF8, _BIFF5 = 0x0600, 0x0500
_FILE_PASS, _DATE_1904, _CODE_PAGE, _BOUND_SHEET, _XF, _SST, _FORMAT = (
    0x2F,
    0x22,
    0x42,
    0x85,
    0xE0,
    0xFC,
    0x041E,
)
_RECKONED_BY = 0x01C1
_ROW, _COLUMNS, _MERGED = 0x0208, 0x7D, 0xE5
_NUMBER, _RK, _MUL_RK, _LABEL_SST, _LABEL, _RICH_LABEL, _BOOL_OR_ERROR, _FORMULA = (
    0x0203, 0x027E, 0xBD, 0xFD, 0x0204, 0xD6, 0x0205, 0x06,
)  # fmt: skip
_CELLS = frozenset({_NUMBER, _RK, _MUL_RK, _LABEL_SST, _LABEL, _RICH_LABEL, _BOOL_OR_ERROR, _FORMULA})
_ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!", 0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
_KINDS = {1: Unseen.MACRO, 2: Unseen.CHART, 6: Unseen.MACRO}
_HIDDEN_ROW = 0x20
_HEADER, _FOOTER, _BOX_TEXT = 0x14, 0x15, 0x01B6


@dataclass(frozen=True, slots=True)
class _Book:
    """What the worksheets share.

    Attributes:
        octets: the stream of records.
        text: how its strings are read.
        strings: the shared strings.
        formats: the number format of each cell style.
        from_1904: whether days are counted from 1904-01-01.
        is_reckoned: whether a spreadsheet program reckoned it; else a formula whose result is empty or 0 has none.
    """

    octets: bytes
    text: Text
    strings: Sequence[str]
    formats: Sequence[NumberFormat]
    from_1904: bool
    is_reckoned: bool


@dataclass(frozen=True, slots=True)
class _Outline:
    """What a worksheet says beside its cells, where these are, row by row, and how many bytes it takes."""

    merged: MergedRanges
    hidden_rows: frozenset[int]
    hidden_columns: tuple[tuple[int, int], ...]
    places: array[int]
    asides: tuple[Aside, ...]
    size: int


def open_xls(path: Path) -> tuple[list[XlsGrid], list[UnreadWorksheet]]:
    """The worksheets of an xls that a person sees, in their order, and those that are not read.

    Raises:
        SheetError: no xls of Excel 95 or later, encrypted, with macros, too large, or damaged.
    """
    octets = _stream(path)
    with damage_told(path.name):
        version = _version(octets)
        if version not in (_BIFF8, _BIFF5):
            raise SheetError(letters.not_a_sheet_form(path.name))
        found = list(substream(octets, 0))
        if any(record.kind == _FILE_PASS for record in found):
            raise SheetError(letters.encrypted(path.name))
        book = _book(octets, found, is_wide=version == _BIFF8)
        walked = 0
        seen: list[XlsGrid] = []
        unread: list[UnreadWorksheet] = []
        for record in found:
            if record.kind == _BOUND_SHEET:
                at, state, kind = struct.unpack_from("<IBB", octets, record.start)
                title = book.text.read([octets[record.start + 6 : record.end]], 1)
                if kind:
                    unread.append(UnreadWorksheet(title, _KINDS.get(kind, Unseen.OTHER)))
                elif state & 3:
                    unread.append(UnreadWorksheet(title, Unseen.HIDDEN))
                else:
                    outline = _outline(octets, at, book.text)
                    walked += outline.size
                    if walked > len(octets):
                        raise ValueError("worksheets lie within one another")
                    seen.append(XlsGrid(path.name, title, book, outline))
    return seen, unread


class XlsGrid:
    """The rows of one worksheet of an xls."""

    encoding = ""

    def __init__(self, name: str, title: str, book: _Book, outline: _Outline) -> None:
        self.title = title
        self.hidden_columns = outline.hidden_columns
        self.asides = outline.asides
        self._name = name
        self._book = book
        self._outline = outline

    def __iter__(self) -> Iterator[GridRow]:
        """Every row that is not blank with the number that the spreadsheet program shows."""
        outline = self._outline
        assembly = RowAssembly(self._name, self.title, outline.merged)
        with damage_told(self._name):
            for number, values, doubts in self._rows(outline.places):
                row = assembly.row(number + 1, values, doubts, hidden=number in outline.hidden_rows)
                if row is not None:
                    yield row

    def _rows(self, places: array[int]) -> Iterator[tuple[int, list[str], dict[int, Doubt]]]:
        present = -1
        values: list[str] = []
        doubts: dict[int, Doubt] = {}
        filled: set[int] = set()
        for at in places:
            record = next(records(self._book.octets, at))
            (number,) = struct.unpack_from("<H", self._book.octets, record.start)
            if number != present:
                if present >= 0:
                    yield present, values, doubts
                present, values, doubts, filled = number, [], {}, set()
            for column, shown in self._cells(record):
                if column in filled:
                    raise ValueError(f"row {number + 1}, column {column + 1} is there twice")
                filled.add(column)
                if column >= len(values):
                    values.extend([""] * (column + 1 - len(values)))
                values[column] = shown.text
                if shown.doubt is not None:
                    doubts[column] = shown.doubt
        if present >= 0:
            yield present, values, doubts

    def _cells(self, record: Record) -> Iterator[tuple[int, Shown]]:
        """The columns and texts of a record."""
        book, octets, start = self._book, self._book.octets, record.start
        _, column, style = struct.unpack_from("<HHH", octets, start)
        if record.kind == _MUL_RK:
            for nth in range((record.end - start - 6) // 6):
                style, packed = struct.unpack_from("<HI", octets, start + 4 + 6 * nth)
                yield column + nth, self._number(style, short_number(packed))
        elif record.kind == _NUMBER:
            yield column, self._number(style, struct.unpack_from("<d", octets, start + 6)[0])
        elif record.kind == _RK:
            yield column, self._number(style, short_number(struct.unpack_from("<I", octets, start + 6)[0]))
        elif record.kind == _LABEL_SST:
            (index,) = struct.unpack_from("<I", octets, start + 6)
            yield column, book.formats[style].text(book.strings[index])
        elif record.kind in (_LABEL, _RICH_LABEL):
            text = book.text.read(_continued(octets, record, start + 6), 2)
            yield column, book.formats[style].text(text)
        elif record.kind == _BOOL_OR_ERROR:
            yield column, _truth_or_error(octets[start + 6], bool(octets[start + 7]))
        else:
            yield column, self._result(record, style)

    def _number(self, style: int, value: float) -> Shown:
        return self._book.formats[style].number(value, self._book.from_1904)

    def _result(self, record: Record, style: int) -> Shown:
        """What a formula came to when it was last reckoned."""
        octets = self._book.octets
        result = octets[record.start + 6 : record.start + 14]
        if len(result) < 8:
            raise ValueError("a formula without room for its result")
        if result[6:] != b"\xff\xff":
            (number,) = struct.unpack("<d", result)
            if number == 0 and not self._book.is_reckoned:
                return Shown("=…", Doubt.UNRECKONED)
            return self._number(style, number)
        if result[0] == 0:
            for following in records(octets, record.end):
                if following.kind == STRING:
                    text = self._book.text.read(_continued(octets, following, following.start), 2)
                    return self._book.formats[style].text(text)
                if following.kind in _CELLS:
                    break
            return Shown("=…", Doubt.UNRECKONED)
        if result[0] in (1, 2):
            return _truth_or_error(result[2], result[0] == 2)
        return Shown("") if self._book.is_reckoned else Shown("=…", Doubt.UNRECKONED)


def _outline(octets: bytes, at: int, text: Text) -> _Outline:
    merged = MergedRanges()
    hidden_rows: set[int] = set()
    hidden_columns: list[tuple[int, int]] = []
    places, rows = array("I"), array("H")
    asides: list[Aside] = []
    end = at
    for record in substream(octets, at):
        end = record.end
        if record.kind in _CELLS:
            places.append(record.start - 4)
            rows.append(struct.unpack_from("<H", octets, record.start)[0])
        elif record.kind == _ROW:
            if octets[record.start + 12] & _HIDDEN_ROW:
                hidden_rows.add(struct.unpack_from("<H", octets, record.start)[0])
        elif record.kind == _COLUMNS:
            first, last, _, _, flags = struct.unpack_from("<HHHHH", octets, record.start)
            if flags & 1 and first <= last:
                hidden_columns.append((first, min(last, 255)))
        elif record.kind in (_HEADER, _FOOTER) and record.end > record.start:
            printed = text.read(_continued(octets, record, record.start), 2 if text.is_wide else 1)
            asides.append(Aside(AsideKind.PRINTED, printed))
        elif record.kind == _BOX_TEXT and len(asides) < MOST_KEPT:
            asides.append(Aside(AsideKind.BOX, _box_text(octets, record)))
        elif record.kind == _MERGED:
            (count,) = struct.unpack_from("<H", octets, record.start)
            for nth in range(count):
                top, bottom, left, right = struct.unpack_from("<HHHH", octets, record.start + 2 + 8 * nth)
                if top > bottom or left > right:
                    raise ValueError("a merged range that is none")
                merged.add(MergedRange(top + 1, left, bottom + 1, right))
    if any(later < earlier for earlier, later in zip(rows, rows[1:], strict=False)):
        order = sorted(range(len(rows)), key=rows.__getitem__)
        places = array("I", (places[nth] for nth in order))
    return _Outline(merged, frozenset(hidden_rows), tuple(hidden_columns), places, tuple(asides), end - at)


def _box_text(octets: bytes, record: Record) -> str:
    """The text of a box or a comment (MS-XLS 2.4.329): its length stands here, its characters in what continues it."""
    (length,) = struct.unpack_from("<H", octets, record.start + 10)
    following = next(iter(records(octets, record.end)), None)
    if not length or following is None or following.kind != CONTINUE or following.end == following.start:
        return ""
    width = 2 if octets[following.start] & 1 else 1
    shown = octets[following.start + 1 : min(following.end, following.start + 1 + length * width)]
    return shown.decode("utf-16-le" if width == 2 else "latin-1", "replace")


def _book(octets: bytes, found: Sequence[Record], *, is_wide: bool) -> _Book:
    code_page, from_1904, is_reckoned = 1252, False, False
    for record in found:
        if record.kind == _CODE_PAGE:
            (code_page,) = struct.unpack_from("<H", octets, record.start)
        elif record.kind == _DATE_1904:
            from_1904 = octets[record.start] == 1
        elif record.kind == _RECKONED_BY:
            is_reckoned = True
    text = Text(is_wide=is_wide, code_page=code_page)
    written: dict[int, str] = {}
    used: list[int] = []
    strings: list[str] = []
    for record in found:
        if record.kind == _FORMAT:
            (number,) = struct.unpack_from("<H", octets, record.start)
            written[number] = text.read([octets[record.start + 2 : record.end]], 2 if is_wide else 1)
        elif record.kind == _XF:
            used.append(struct.unpack_from("<H", octets, record.start + 2)[0])
        elif record.kind == _SST:
            strings = shared_strings(_continued(octets, record, record.start))
    formats = [number_format(format_of(number, written)) for number in used]
    return _Book(octets, text, strings, formats, from_1904, is_reckoned)


def _continued(octets: bytes, record: Record, start: int) -> list[bytes]:
    """The bytes of a record from a place on, and those of the records that continue it."""
    segments = [octets[start : record.end]]
    for following in records(octets, record.end):
        if following.kind != CONTINUE:
            break
        segments.append(octets[following.start : following.end])
    return segments


def _truth_or_error(code: int, is_error: bool) -> Shown:
    if is_error:
        return Shown(_ERRORS.get(code, "#N/A"), Doubt.ERROR)
    return Shown("TRUE" if code else "FALSE")


def is_bare_xls(head: bytes) -> bool:
    """Whether a file begins with the records of an xls, without the container that they usually lie in."""
    return len(head) >= 8 and head[:2] == b"\x09\x08" and head[3] == 0 and head[5] in (5, 6)


def _version(octets: bytes) -> int:
    kind, _, version = struct.unpack_from("<HHH", octets, 0)
    return int(version) if kind == BOF else 0


def _stream(path: Path) -> bytes:
    """The stream of records."""
    if path.stat().st_size > MOST_BYTES:
        raise SheetError(letters.sheet_too_large(path.name, "MB", "MB", MOST_BYTES >> 20))
    with path.open("rb") as source:
        if is_bare_xls(source.read(8)):
            source.seek(0)
            return source.read(MOST_BYTES)
    try:
        with Compound(path) as compound:
            names = {name.lower(): name for name in compound.streams}
            if "encryptedpackage" in names:
                raise SheetError(letters.encrypted(path.name))
            if any(name.startswith("_vba_project_cur/") for name in names):
                raise SheetError(letters.macros(path.name))
            main = names.get("workbook") or names.get("book")
            if main is None:
                raise SheetError(letters.not_a_sheet_form(path.name))
            return compound.read(main)
    except MediaError as error:
        raise SheetError(letters.sheet_unreadable(path.name, error.letter.en)) from None
