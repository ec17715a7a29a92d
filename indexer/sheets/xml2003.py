"""Catalogue sheets in the XML of Excel 2002 and 2003, which many systems save under the name of an xls.

Source: Microsoft, XML Spreadsheet Reference (Excel 2002), 2001.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from typing import IO, cast

from indexer.sheets import letters
from indexer.sheets.asides import LONGEST, MOST_KEPT, Aside, AsideKind
from indexer.sheets.encoded import AsUtf8
from indexer.sheets.errors import SheetError
from indexer.sheets.merged import MergedRange
from indexer.sheets.number_formats import BUILT_IN, GENERAL, NumberFormat, number_format
from indexer.sheets.shown import Doubt, Shown
from indexer.sheets.walked import MOST_COLUMNS, MOST_WORKSHEETS, WalkedRow, WalkedTable
from indexer.sheets.xml_walk import XmlWalk, is_true

MOST_CELL = 1_000_000
"""The most characters of a cell that are read at all."""

SPACE = "urn:schemas-microsoft-com:office:spreadsheet"
"""The namespace of its elements."""

_OF_EXCEL = "urn:schemas-microsoft-com:office:excel"
_ELEMENTS = (
    "Style",
    "NumberFormat",
    "Worksheet",
    "Table",
    "Column",
    "Row",
    "Cell",
    "Data",
    "Comment",
)
_KINDS = {f"{SPACE} {name}": name for name in _ELEMENTS}
_KINDS |= {f"{_OF_EXCEL} {name}": name for name in ("Visible", "Date1904", "Header", "Footer")}
#: The formats that have names of their own.
_NAMED = {
    "general": GENERAL,
    "general number": GENERAL,
    "general date": BUILT_IN[22],
    "long date": BUILT_IN[31],
    "medium date": BUILT_IN[15],
    "short date": BUILT_IN[14],
    "long time": BUILT_IN[21],
    "medium time": BUILT_IN[18],
    "short time": BUILT_IN[20],
    "fixed": BUILT_IN[2],
    "standard": BUILT_IN[4],
    "percent": BUILT_IN[10],
    "scientific": BUILT_IN[11],
}
_NO_FORMAT = number_format(GENERAL)
_FIRST_DAY = dt.datetime(1899, 12, 30)
_DAYS_TO_1904 = 1462


class WorkbookWalk(XmlWalk):
    """The walk over a workbook, for one worksheet or for all (`indexer.sheets.walked.Walk`)."""

    encoding = "utf-8"

    def __init__(self, name: str, wanted: int) -> None:
        super().__init__()
        self.tables: list[WalkedTable] = []
        self.found: list[WalkedRow] = []
        self._name = name
        self._wanted = wanted
        self._formats: dict[str, NumberFormat] = {}
        self._style = ""
        self._from_1904 = False
        self._row = WalkedRow(0, 1, [], {}, False)
        self._next_row = 1
        self._row_style = ""
        self._column_styles: dict[int, str] = {}
        self._at = 0
        self._column = 0
        self._next_column = 0
        self._cell: Mapping[str, str] | None = None
        self._kind = ""
        self._is_comment = False
        self._pieces: list[str] | None = None
        self._length = 0

    def steps(self, source: IO[bytes]) -> Iterator[None]:
        """As `XmlWalk.steps`, in whatever encoding the workbook is."""
        return super().steps(cast("IO[bytes]", AsUtf8(source)))

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        kind = _KINDS.get(name)
        if kind == "Cell":
            self._begin_cell(attributes)
        elif kind == "Data":
            self._kind = "" if self._is_comment else _of(attributes, "Type") or "String"
            self._pieces, self._length = [], 0
        elif kind == "Row":
            self._begin_row(attributes)
        elif kind == "Comment":
            self._is_comment = True
        elif kind == "Column":
            self._pass_columns(attributes)
        elif kind == "Worksheet":
            self._begin_table(attributes)
        elif kind == "Style":
            self._style = _of(attributes, "ID") or ""
        elif kind == "NumberFormat":
            written = _of(attributes, "Format") or GENERAL
            self._formats[self._style] = number_format(_NAMED.get(written.lower(), written))
        elif kind == "Date1904":
            self._from_1904 = True
        elif kind == "Visible":
            self._pieces, self._length = [], 0
        elif kind in ("Header", "Footer") and self.tables:
            self._note(AsideKind.PRINTED, attributes.get(f"{_OF_EXCEL} Data", ""))

    def characters(self, text: str) -> None:
        """Text between tags."""
        if self._pieces is not None:
            self._length += len(text)
            if self._length > MOST_CELL:
                raise SheetError(
                    letters.sheet_too_large(self._name, "个字符一格", "characters a cell", MOST_CELL)
                )
            self._pieces.append(text)

    def closed(self, name: str) -> None:
        """An element ends."""
        kind = _KINDS.get(name)
        if kind == "Data":
            text = self._taken()
            if self._is_comment:
                self._note(AsideKind.COMMENT, text)
            elif self._cell is not None:
                self._place(self._shown(text, self._cell))
                self._cell = None
        elif kind == "Cell":
            if self._cell is not None and _of(self._cell, "Formula"):
                self._place(Shown(_of(self._cell, "Formula") or "", Doubt.UNRECKONED))
            self._cell = None
        elif kind == "Row":
            if self._is_wanted() and (self._row.doubts or any(map(str.strip, self._row.values))):
                self.tables[-1].has_rows = True
                self.found.append(self._row)
        elif kind == "Comment":
            self._is_comment = False
        elif kind == "Visible" and self.tables:
            self.tables[-1].is_hidden = self._taken().strip() in ("SheetHidden", "SheetVeryHidden")

    def _taken(self) -> str:
        text = "".join(self._pieces or ())
        self._pieces = None
        return text

    def _is_wanted(self) -> bool:
        return bool(self.tables) and (self._wanted < 0 or self._wanted == len(self.tables) - 1)

    def _note(self, kind: AsideKind, text: str) -> None:
        if self.tables and len(self.tables[-1].asides) < MOST_KEPT:
            self.tables[-1].asides.append(Aside(kind, text[:LONGEST]))

    def _begin_table(self, attributes: Mapping[str, str]) -> None:
        if len(self.tables) >= MOST_WORKSHEETS:
            raise SheetError(letters.sheet_too_large(self._name, "张工作表", "worksheets", MOST_WORKSHEETS))
        self.tables.append(WalkedTable(_of(attributes, "Name") or "", False))
        self._next_row, self._next_column, self._column_styles = 1, 0, {}

    def _pass_columns(self, attributes: Mapping[str, str]) -> None:
        first = _number(attributes, "Index", self._next_column + 1) - 1
        last = first + _number(attributes, "Span", 0)
        if first < self._next_column:
            raise ValueError(f"column {first + 1} stands behind column {self._next_column}")
        self._next_column = last + 1
        style = _of(attributes, "StyleID")
        if style:
            self._column_styles.update(dict.fromkeys(range(first, min(last + 1, MOST_COLUMNS)), style))
        hidden = is_true(_of(attributes, "Hidden")) or _of(attributes, "Width") == "0"
        if hidden and self.tables and first < MOST_COLUMNS:
            self.tables[-1].hidden_columns.append((first, min(last, MOST_COLUMNS - 1)))

    def _begin_row(self, attributes: Mapping[str, str]) -> None:
        number = _number(attributes, "Index", self._next_row)
        if number < self._next_row:
            raise ValueError(f"row {number} stands behind row {self._next_row - 1}")
        hidden = is_true(_of(attributes, "Hidden")) or _of(attributes, "Height") == "0"
        self._row = WalkedRow(number, 1, [], {}, hidden)
        self._next_row = number + 1 + _number(attributes, "Span", 0)
        self._row_style = _of(attributes, "StyleID") or ""
        self._column = 0

    def _begin_cell(self, attributes: Mapping[str, str]) -> None:
        at = _number(attributes, "Index", self._column + 1) - 1
        across, down = _number(attributes, "MergeAcross", 0), _number(attributes, "MergeDown", 0)
        if at < self._column:
            raise ValueError(f"column {at + 1} is there twice")
        if at + across >= MOST_COLUMNS:
            raise SheetError(letters.sheet_too_large(self._name, "列", "columns", MOST_COLUMNS))
        self._cell, self._kind = attributes, ""
        self._column = at + across + 1
        self._at = at
        if (across or down) and self._is_wanted():
            top = self._row.number
            self.tables[-1].merged.add(MergedRange(top, at, top + down, at + across))

    def _place(self, shown: Shown) -> None:
        values = self._row.values
        values.extend([""] * (self._at + 1 - len(values)))
        values[self._at] = shown.text
        if shown.doubt is not None:
            self._row.doubts[self._at] = shown.doubt

    def _shown(self, text: str, cell: Mapping[str, str]) -> Shown:
        style = _of(cell, "StyleID") or self._row_style or self._column_styles.get(self._at, "Default")
        own = self._formats.get(style, _NO_FORMAT)
        if self._kind == "String":
            return own.text(text)
        if self._kind == "Number":
            return own.number(_finite(text), self._from_1904)
        if self._kind == "DateTime":
            moment = dt.datetime.fromisoformat(text).replace(tzinfo=None)
            days = (moment - _FIRST_DAY) / dt.timedelta(1) - (_DAYS_TO_1904 if self._from_1904 else 0)
            if own.is_general or (days < 61 and not self._from_1904):
                return Shown(text.removesuffix(".000").replace("T", " "))
            return own.number(days, self._from_1904)
        if self._kind == "Boolean":
            return Shown("TRUE" if text.strip() == "1" else "FALSE")
        if self._kind == "Error":
            return Shown(text, Doubt.ERROR)
        raise ValueError(f"a cell of the kind {self._kind}")


def _of(attributes: Mapping[str, str], name: str) -> str | None:
    found = attributes.get(f"{SPACE} {name}")
    return attributes.get(name) if found is None else found


def _number(attributes: Mapping[str, str], name: str, otherwise: int) -> int:
    written = _of(attributes, name)
    number = otherwise if written is None else int(written)
    if not 0 <= number < 1 << 24 or (name == "Index" and not number):
        raise ValueError(f"{name} is {written}")
    return number


def _finite(text: str) -> float:
    number = float(text)
    if "_" in text or number - number != 0:
        raise ValueError(f"{text} is no number")
    return number
