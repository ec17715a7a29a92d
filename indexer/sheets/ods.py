"""Catalogue sheets in ods: the worksheets of an OpenDocument spreadsheet, read in a stream.

A cell holds the text that was shown when the sheet was saved, and that is read; its value tells whether the text
has lost anything. Source: OpenDocument 1.3 part 3, 9.1 (tables), 6.1 (text), 19.385 to 19.389 (values).
"""

from __future__ import annotations

from collections.abc import Mapping

from indexer.sheets import letters
from indexer.sheets.asides import MOST_KEPT, Aside, AsideKind
from indexer.sheets.errors import SheetError
from indexer.sheets.merged import MergedRange
from indexer.sheets.ods_cells import CellText, shown_cell
from indexer.sheets.package import WorkbookPackage, damage_told
from indexer.sheets.unread import UnreadWorksheet
from indexer.sheets.walked import (
    MOST_COLUMNS,
    MOST_WORKSHEETS,
    Opens,
    WalkedGrid,
    WalkedRow,
    WalkedTable,
    open_walked,
)
from indexer.sheets.xml_walk import XmlWalk

CONTENT = "content.xml"
MIME_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
MOST_REPEATED = 50_000_000
"""The most cells of a worksheet that are written once and stand for several."""

_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_STYLE = "urn:oasis:names:tc:opendocument:xmlns:style:1.0 "
_CELLS = (f"{_TABLE}table-cell", f"{_TABLE}covered-table-cell")


def is_open_document(package: WorkbookPackage) -> bool:
    """Whether an archive is a spreadsheet of OpenDocument."""
    if "mimetype" not in package or CONTENT not in package:
        return False
    with damage_told(package.name), package.part("mimetype") as source:
        return source.read(200).startswith(MIME_TYPE)


def open_ods(package: WorkbookPackage) -> tuple[list[WalkedGrid], list[UnreadWorksheet]]:
    """The worksheets of an ods that a person sees, in their order, and those that are not read.

    Raises:
        SheetError: encrypted, beyond the limits, or damaged.
    """
    with damage_told(package.name):
        if "meta-inf/manifest.xml" in package:
            with package.part("meta-inf/manifest.xml") as source:
                if b"encryption-data" in source.read(1 << 20):
                    raise SheetError(letters.encrypted(package.name))
    return open_content(package.name, lambda: package.part(CONTENT), package.size_of(CONTENT))


def open_content(name: str, opens: Opens, size: int) -> tuple[list[WalkedGrid], list[UnreadWorksheet]]:
    """As `open_ods`, from the content alone.

    Args:
        name: the file's name, for letters.
        opens: opens the content.
        size: its bytes.
    """
    return open_walked(name, opens, size, _Walk)


class _Walk(XmlWalk):
    """The walk over the content.

    Attributes:
        tables: the worksheets so far.
        found: rows with content that were read and not taken yet.
    """

    def __init__(self, name: str, wanted: int) -> None:
        """For the worksheet of this number alone, counted from 0; for all where it is negative."""
        super().__init__()
        self.tables: list[WalkedTable] = []
        self.found: list[WalkedRow] = []
        self._name = name
        self._wanted = wanted
        self._hidden_styles: set[str] = set()
        self._style = ""
        self._nested = 0
        self._row = WalkedRow(0, 0, [], {}, False)
        self._next_row = 1
        self._column = 0
        self._next_column = 0
        self._cell: Mapping[str, str] | None = None
        self._text = CellText(name)
        self._repeated = 0

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        if self._cell is not None:
            self._text.opened(name, attributes)
        elif name in _CELLS:
            if self._nested == 1 and self._is_wanted():
                self._cell = attributes
                self._text = CellText(self._name)
        elif name == f"{_TABLE}table-row":
            if self._nested == 1:
                self._begin_row(attributes)
        elif name == f"{_TABLE}table":
            self._nested += 1
            if self._nested == 1:
                self._begin_table(attributes)
        elif name == f"{_TABLE}table-column":
            if self._nested == 1:
                self._pass_columns(attributes)
        elif name == f"{_STYLE}style":
            self._style = attributes.get(f"{_STYLE}name", "")
        elif name == f"{_STYLE}table-properties":
            if attributes.get(f"{_TABLE}display") == "false":
                self._hidden_styles.add(self._style)
        elif name in (f"{_TABLE}dde-links", f"{_TABLE}tracked-changes"):
            self._nested += 1  # what lies in it is no worksheet

    def characters(self, text: str) -> None:
        if self._cell is not None:
            self._text.characters(text)

    def closed(self, name: str) -> None:
        if self._cell is not None:
            if self._text.depth:
                self._text.closed(name)
            else:
                self._note_comments()
                self._place(self._cell)
                self._cell = None
        elif name == f"{_TABLE}table-row":
            if self._nested == 1 and self._is_wanted():
                self._end_row()
        elif name in (f"{_TABLE}table", f"{_TABLE}dde-links", f"{_TABLE}tracked-changes"):
            self._nested -= 1

    def _is_wanted(self) -> bool:
        return self._wanted < 0 or self._wanted == len(self.tables) - 1

    def _begin_table(self, attributes: Mapping[str, str]) -> None:
        if len(self.tables) >= MOST_WORKSHEETS:
            raise SheetError(letters.sheet_too_large(self._name, "张工作表", "worksheets", MOST_WORKSHEETS))
        hidden = attributes.get(f"{_TABLE}style-name", "") in self._hidden_styles
        self.tables.append(WalkedTable(attributes.get(f"{_TABLE}name", ""), hidden))
        self._next_row, self._next_column, self._repeated = 1, 0, 0

    def _pass_columns(self, attributes: Mapping[str, str]) -> None:
        first = self._next_column
        self._next_column += _times(attributes.get(f"{_TABLE}number-columns-repeated"))
        if attributes.get(f"{_TABLE}visibility") in ("collapse", "filter") and first < MOST_COLUMNS:
            self.tables[-1].hidden_columns.append((first, min(self._next_column, MOST_COLUMNS) - 1))

    def _begin_row(self, attributes: Mapping[str, str]) -> None:
        times = _times(attributes.get(f"{_TABLE}number-rows-repeated"))
        is_hidden = attributes.get(f"{_TABLE}visibility") in ("collapse", "filter")
        self._row = WalkedRow(self._next_row, times, [], {}, is_hidden)
        self._next_row += times
        self._column = 0

    def _end_row(self) -> None:
        row = self._row
        if row.doubts or any(map(str.strip, row.values)):
            self._count_repeated((row.times - 1) * len(row.values))
            self.tables[-1].has_rows = True
            self.found.append(row)

    def _place(self, attributes: Mapping[str, str]) -> None:
        times = _times(attributes.get(f"{_TABLE}number-columns-repeated"))
        at, row = self._column, self._row
        self._column += times
        self._merge(attributes, at)
        shown = shown_cell(attributes, self._text)
        if not shown.doubt and not shown.text:
            return
        if self._column > MOST_COLUMNS:
            raise SheetError(letters.sheet_too_large(self._name, "列", "columns", MOST_COLUMNS))
        self._count_repeated(times - 1)
        row.values.extend([""] * (at - len(row.values)))
        row.values.extend([shown.text] * times)
        if shown.doubt is not None:
            row.doubts.update(dict.fromkeys(range(at, at + times), shown.doubt))

    def _note_comments(self) -> None:
        asides = self.tables[-1].asides
        if len(asides) < MOST_KEPT:
            asides.extend(Aside(AsideKind.COMMENT, text) for text in self._text.comments)

    def _merge(self, attributes: Mapping[str, str], at: int) -> None:
        columns = _times(attributes.get(f"{_TABLE}number-columns-spanned"))
        rows = _times(attributes.get(f"{_TABLE}number-rows-spanned"))
        if columns > 1 or rows > 1:
            right = min(at + columns, MOST_COLUMNS) - 1
            self.tables[-1].merged.add(MergedRange(self._row.number, at, self._row.number + rows - 1, right))

    def _count_repeated(self, cells: int) -> None:
        self._repeated += cells
        if self._repeated > MOST_REPEATED:
            raise SheetError(
                letters.sheet_too_large(self._name, "个重复的格", "repeated cells", MOST_REPEATED)
            )


def _times(written: str | None) -> int:
    """How often something stands there."""
    times = int(written or 1)
    if not 1 <= times < 1 << 24:
        raise ValueError(f"{written} times")
    return times
