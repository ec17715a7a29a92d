"""Catalogue sheets in xlsx: the cells as a person sees them, read in a stream.

openpyxl opens the workbook (styles, shared strings, the list of sheets); the rows are read here, for its own
row reader drops rows out of order, invents missing ones without end, and keeps an element for each row.
Sources: ECMA-376 part 1, 18.3 (sheets), 22.9.2.19 (_xHHHH_).
"""

from __future__ import annotations

import datetime as dt
import re
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any
from xml.etree.ElementTree import ParseError, iterparse

import openpyxl
from openpyxl.styles.numbers import BUILTIN_FORMATS, BUILTIN_FORMATS_MAX_SIZE
from openpyxl.utils.cell import coordinate_to_tuple
from openpyxl.utils.escape import unescape
from openpyxl.worksheet._reader import CELL_TAG, DATA_TAG, FORMULA_TAG, ROW_TAG, VALUE_TAG, WorkSheetParser

from indexer.sheets import letters
from indexer.sheets.columns import REQUIRED, known_columns
from indexer.sheets.errors import SheetError

MOST_ENTRIES = 10_000
"""The most entries of a workbook's archive."""
MOST_UNPACKED = 1 << 30
"""The most bytes of a workbook when unpacked."""
MOST_PART = 64 << 20
"""The most bytes of any part but a worksheet (shared strings, styles), for those are held in memory."""
MOST_SHARED_STRINGS = 256 << 20
"""The most bytes of the shared strings."""
HIGHEST_RATIO = 100
"""The highest ratio of unpacked to packed bytes, for what unpacks to more than `RATIO_FROM`."""
RATIO_FROM = 64 << 20
"""Smaller workbooks may have any ratio, in bytes."""
MOST_CELLS = 16_384
"""The most cells of a row: what a spreadsheet program has columns (ECMA-376)."""

_OLD_OFFICE = bytes.fromhex("d0cf11e0a1b11ae1")
_ZEROS = re.compile(r"0{1,40}\Z")
_LITERALS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')
_TEXT_TAG = VALUE_TAG[:-1] + "t"
_XML = (".xml", ".rels")
_ENTITY_DECLARATIONS = (b"<!DOCTYPE", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))

# What openpyxl and the parsers below it raise on a workbook that is damaged or forged.
_DAMAGE = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    ParseError,
    RecursionError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    AssertionError,
    zipfile.BadZipFile,
    zlib.error,
)


class WorksheetRows:
    """The rows of one worksheet of a workbook."""

    encoding = ""

    def __init__(self, path: Path, workbook: Any, worksheet: Any) -> None:
        self._path = path
        self._workbook = workbook
        self._worksheet = worksheet

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """Every row that is not blank with the number that the spreadsheet program shows."""
        try:
            archive = zipfile.ZipFile(self._path)
            with archive, archive.open(self._worksheet._worksheet_path) as source:
                yield from self._rows(source)
        except _DAMAGE as error:
            raise SheetError(letters.sheet_unreadable(self._path.name, _why(error))) from None

    def _rows(self, source: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
        parser = _Cells(self._path.name, source, self._worksheet, self._workbook)
        for number, cells in parser.rows():
            values: list[str] = []
            for at, text in cells:
                if at > len(values):
                    values.extend([""] * (at - len(values)))
                values[at - 1 : at] = [text]
            if any(map(str.strip, values)):
                yield number, values


class _Cells(WorkSheetParser):  # type: ignore[misc]  # openpyxl has no types
    """openpyxl's reading of one cell, with a walk over the rows that keeps none of them."""

    def __init__(self, name: str, source: IO[bytes], worksheet: Any, workbook: Any) -> None:
        self.row_counter: int = 0
        super().__init__(
            source,
            worksheet._shared_strings,
            data_only=True,
            epoch=workbook.epoch,
            date_formats=workbook._date_formats,
            timedelta_formats=workbook._timedelta_formats,
        )
        self._name = name
        self._workbook = workbook
        self._formats: dict[int, str] = {}

    def rows(self) -> Iterator[tuple[int, list[tuple[int, str]]]]:
        """Each row's number and its (column counted from 1, text)."""
        cells: list[tuple[int, str]] = []
        open_elements: list[Any] = []
        in_cell = False
        for event, element in iterparse(self.source, ("start", "end")):
            if event == "start":
                open_elements.append(element)
                if element.tag == CELL_TAG:
                    in_cell = True
                elif element.tag == ROW_TAG:
                    cells = []
                    stated = element.get("r")
                    self.row_counter = int(float(stated)) if stated else self.row_counter + 1
                    self.col_counter = 0
                continue
            open_elements.pop()
            if element.tag == CELL_TAG:
                cells.append(self._cell(element))
                in_cell = False
            elif element.tag == ROW_TAG:
                yield self.row_counter, cells
            elif element.tag == DATA_TAG:
                return
            # What was read is let go at once, but for the pieces of the cell that is being read.
            if open_elements and not in_cell:
                open_elements[-1].remove(element)

    def _cell(self, element: Any) -> tuple[int, str]:
        text = self._plain_text(element)
        if text is not None:
            stated = element.get("r")
            self.col_counter = coordinate_to_tuple(stated)[1] if stated else self.col_counter + 1
            return self._column(self.col_counter), unescape(text) if "_x" in text else text
        if int(element.get("s", 0)) in self.date_formats:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # a number too large for a date becomes #VALUE!
                cell = self.parse_cell(element)
        else:
            cell = self.parse_cell(element)
        column = self._column(int(cell["column"]))
        value = cell["value"]
        if value is None:
            # A formula that was never reckoned: its text, which no check takes for an empty cell.
            formula = element.find(FORMULA_TAG)
            return column, "" if formula is None else f"={formula.text or ''}"
        return column, self._shown(value, int(cell["style_id"]))

    def _plain_text(self, element: Any) -> str | None:
        """The text of a cell that is nothing but text, which most are; None for any other."""
        kind = element.get("t")
        if kind == "s" and len(element) == 1 and element[0].tag == VALUE_TAG:
            return str(self.shared_strings[int(element[0].text)])
        if (
            kind == "inlineStr"
            and len(element) == 1
            and len(element[0]) == 1
            and element[0][0].tag == _TEXT_TAG
        ):
            return element[0][0].text or ""
        return None

    def _column(self, column: int) -> int:
        if not 1 <= column <= MOST_CELLS:
            raise SheetError(letters.sheet_too_large(self._name, "列", "columns", MOST_CELLS))
        return column

    def _shown(self, value: object, style: int) -> str:
        """A value as the spreadsheet program shows it."""
        if isinstance(value, str):
            return unescape(value) if "_x" in value else value
        if isinstance(value, bool):
            return "TRUE" if value else "FALSE"
        if isinstance(value, int | float):
            return _number_shown(value, self._format(style))
        if isinstance(value, dt.datetime | dt.date):
            return _day_shown(value, self._format(style))
        return str(value)

    def _format(self, style: int) -> str:
        found = self._formats.get(style)
        if found is None:
            found = self._formats[style] = self._number_format(style)
        return found

    def _number_format(self, style: int) -> str:
        number = self._workbook._cell_styles[style].numFmtId
        if number < BUILTIN_FORMATS_MAX_SIZE:
            return str(BUILTIN_FORMATS.get(number, "General"))
        return str(self._workbook._number_formats[number - BUILTIN_FORMATS_MAX_SIZE])


def _number_shown(value: float, number_format: str) -> str:
    if isinstance(value, int) or value.is_integer():
        text = str(int(value)) if abs(value) < 1e15 else str(value)
        # 0023 is kept as the number 23 with the format 0000.
        return text.zfill(len(number_format)) if _ZEROS.match(number_format) else text
    return repr(value)


def _day_shown(value: dt.datetime | dt.date, number_format: str) -> str:
    """2003-09-08; 2003-09 or 2003 where the format shows no more."""
    letters_used = _LITERALS.sub("", number_format).lower()
    day = f"{value.year:04d}-{value.month:02d}-{value.day:02d}"
    if "d" in letters_used or "y" not in letters_used:
        return day
    return day[:7] if "m" in letters_used else day[:4]


def open_worksheet(path: Path) -> WorksheetRows:
    """The worksheet of a workbook that holds the catalogue.

    Of the visible worksheets the one whose first row that is not blank says 档号 and 题名; where none does, the
    first that has any row.

    Raises:
        SheetError: no workbook of Office Open XML, encrypted, with macros, beyond the limits, damaged, or two
            worksheets hold a catalogue.
        OSError: the file cannot be read.
    """
    _refuse_hostile(path)
    try:
        with path.open("rb") as stream, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of parts that hold no cells: styles, printing, validation
            workbook = openpyxl.load_workbook(stream, read_only=True, data_only=True, keep_links=False)
        visible = [sheet for sheet in workbook.worksheets if sheet.sheet_state == "visible"]
    except _DAMAGE as error:
        raise SheetError(letters.sheet_unreadable(path.name, _why(error))) from None
    catalogues: list[tuple[str, WorksheetRows]] = []
    others: list[tuple[str, WorksheetRows]] = []
    for worksheet in visible:
        rows = WorksheetRows(path, workbook, worksheet)
        first = next(iter(rows), None)
        if first is not None:
            is_catalogue = known_columns(first[1]) >= set(REQUIRED)
            (catalogues if is_catalogue else others).append((worksheet.title, rows))
    if len(catalogues) > 1:
        raise SheetError(letters.two_worksheets(path.name, [title for title, _ in catalogues]))
    if not catalogues and not others:
        raise SheetError(letters.no_rows(path.name))
    return (catalogues or others)[0][1]


def _refuse_hostile(path: Path) -> None:
    with path.open("rb") as source:
        if source.read(len(_OLD_OFFICE)) == _OLD_OFFICE:
            raise SheetError(letters.encrypted_or_old(path.name))
    try:
        with zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
            _refuse_sizes(path, entries)
            for entry in entries:
                if entry.filename.lower().endswith(_XML):
                    with archive.open(entry) as part:
                        head = part.read(1 << 14)
                    if any(declaration in head for declaration in _ENTITY_DECLARATIONS):
                        raise SheetError(letters.sheet_unreadable(path.name, "<!DOCTYPE"))
    except _DAMAGE as error:
        raise SheetError(letters.sheet_unreadable(path.name, _why(error))) from None


def _refuse_sizes(path: Path, entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES:
        raise SheetError(letters.sheet_too_large(path.name, "个内部部件", "parts", MOST_ENTRIES))
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > MOST_UNPACKED or (unpacked > RATIO_FROM and unpacked > HIGHEST_RATIO * max(packed, 1)):
        raise SheetError(letters.zip_bomb(path.name, unpacked >> 20, MOST_UNPACKED >> 20))
    for entry in entries:
        name = entry.filename.lower()
        if "vbaproject" in name:
            raise SheetError(letters.macros(path.name))
        if entry.flag_bits & 1:
            raise SheetError(letters.encrypted_or_old(path.name))
        most = MOST_SHARED_STRINGS if "sharedstrings" in name else MOST_PART
        if entry.file_size > most and "/worksheets/" not in name and name.endswith(_XML):
            raise SheetError(letters.zip_bomb(path.name, entry.file_size >> 20, most >> 20))


def _why(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:200]
