"""Catalogue sheets in web pages: a table of HTML, which many systems save under the name of an xls.

A page holds the text of each cell as it is shown, so the zeros before a number and the digits behind the fifteenth
are still there, which a spreadsheet program that opens the page takes away. Source: HTML Living Standard, 4.9
(tables), 13.2.6.4.13 (cells without an end tag).
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Mapping
from html.parser import HTMLParser
from typing import IO

from indexer.sheets import letters
from indexer.sheets.asides import LONGEST, Aside, AsideKind
from indexer.sheets.encoded import AsUtf8
from indexer.sheets.errors import SheetError
from indexer.sheets.merged import MergedRange
from indexer.sheets.shown import shown_text
from indexer.sheets.walked import MOST_COLUMNS, MOST_WORKSHEETS, WalkedRow, WalkedTable

MOST_CELL = 1_000_000
"""The most characters of a cell that are read at all."""

MOST_SPAN = 65_534
"""The most rows of a cell (HTML Living Standard, 4.9.11)."""

_PIECE = 1 << 16
_MOST_PENDING = 1 << 20
_BLANKS = re.compile(r"[ \t\r\n\f\xa0]+")
_UNSEEN = frozenset(("style", "script", "title", "template", "noscript", "xml"))
_BREAKS = frozenset(("br", "p", "div", "li", "tr"))
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden|mso-width-source\s*:\s*none", re.I)
_BROKEN = "\ufffc"


class PageWalk(HTMLParser):
    """The walk over the tables of a page, for one or for all (`indexer.sheets.walked.Walk`)."""

    def __init__(self, name: str, wanted: int) -> None:
        super().__init__(convert_charrefs=True)
        self.tables: list[WalkedTable] = []
        self.found: list[WalkedRow] = []
        self._name = name
        self._wanted = wanted
        self._inside = False
        self._unseen = ""
        self._row: WalkedRow | None = None
        self._number = 0
        self._reaching: dict[int, int] = {}  # by column, the last row that a cell above reaches
        self._cell: tuple[int, int] | None = None
        self._column = 0
        self._next_column = 0
        self._pieces: list[str] = []
        self._length = 0
        self._around: list[str] = []

    def steps(self, source: IO[bytes]) -> Iterator[None]:
        """Walk, with a pause after each piece of the source.

        Raises:
            SheetError: not in the encoding that it states, a tag without end, a table within a table, or beyond the
                limits.
        """
        octets = AsUtf8(source)
        decoder = codecs.getincrementaldecoder("utf-8")("surrogatepass")
        while piece := octets.read(_PIECE):
            self._fed(decoder.decode(piece))
            yield
        self.close()
        self._end_table()
        self._note_around()
        yield

    def _fed(self, text: str) -> None:
        self.feed(text)
        if len(self.rawdata) > _MOST_PENDING:
            raise ValueError("a tag without end")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A start tag."""
        attributes = {name: value or "" for name, value in attrs}
        if self._unseen:
            return
        if tag in _UNSEEN:
            self._unseen = tag
        elif tag == "table":
            self._begin_table(attributes)
        elif tag == "tr" and self._inside:
            self._begin_row(attributes)
        elif tag in ("td", "th") and self._inside:
            self._begin_cell(attributes)
        elif tag == "caption" and self._inside:
            self._end_row()
        elif tag == "col" and self._inside:
            self._pass_columns(attributes)
        elif tag in _BREAKS:
            self._add(_BROKEN)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A tag that ends itself; of a cell or a row that means nothing in HTML, where it only begins."""
        if tag not in _UNSEEN:
            self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        """An end tag."""
        if self._unseen:
            if tag == self._unseen:
                self._unseen = ""
        elif tag == "table":
            self._end_table()
        elif tag == "tr":
            self._end_row()
        elif tag in ("td", "th"):
            self._end_cell()
        elif tag in _BREAKS:
            self._add(_BROKEN)

    def handle_data(self, data: str) -> None:
        """Text."""
        if not self._unseen:
            self._add(data)

    def _add(self, text: str) -> None:
        if self._cell is not None:
            self._length += len(text)
            if self._length > MOST_CELL:
                raise SheetError(
                    letters.sheet_too_large(self._name, "个字符一格", "characters a cell", MOST_CELL)
                )
            self._pieces.append(text)
        elif sum(map(len, self._around)) < LONGEST and (text.strip() or text == _BROKEN):
            self._around.append(" " if text == _BROKEN else text)

    def _is_wanted(self) -> bool:
        return self._wanted < 0 or self._wanted == len(self.tables) - 1

    def _begin_table(self, attributes: Mapping[str, str]) -> None:
        if self._inside:
            raise SheetError(letters.nested_tables(self._name))
        if len(self.tables) >= MOST_WORKSHEETS:
            raise SheetError(letters.sheet_too_large(self._name, "张工作表", "worksheets", MOST_WORKSHEETS))
        number = len(self.tables) + 1
        self.tables.append(WalkedTable(f"表{number}", _is_hidden(attributes)))
        self._note_around()
        self._inside, self._number, self._reaching, self._next_column = True, 0, {}, 0

    def _pass_columns(self, attributes: Mapping[str, str]) -> None:
        first = self._next_column
        self._next_column += _span(attributes.get("span"), MOST_COLUMNS)
        if _is_hidden(attributes) and first < MOST_COLUMNS:
            self.tables[-1].hidden_columns.append((first, min(self._next_column, MOST_COLUMNS) - 1))

    def _end_table(self) -> None:
        self._end_row()
        self._inside = False

    def _begin_row(self, attributes: Mapping[str, str]) -> None:
        self._end_row()
        self._number += 1
        self._reaching = {at: last for at, last in self._reaching.items() if last >= self._number}
        self._row = WalkedRow(self._number, 1, [], {}, _is_hidden(attributes))
        self._column = 0

    def _end_row(self) -> None:
        self._end_cell()
        row, self._row = self._row, None
        if row is not None and self._is_wanted() and (row.doubts or any(map(str.strip, row.values))):
            self.tables[-1].has_rows = True
            self.found.append(row)

    def _begin_cell(self, attributes: Mapping[str, str]) -> None:
        self._end_cell()
        if self._row is None:
            self._begin_row({})
        while self._column in self._reaching:
            self._column += 1
        at = self._column
        across = _span(attributes.get("colspan"), MOST_COLUMNS)
        down = _span(attributes.get("rowspan"), MOST_SPAN)
        self._column = at + across
        if self._column > MOST_COLUMNS:
            raise SheetError(letters.sheet_too_large(self._name, "列", "columns", MOST_COLUMNS))
        if across > 1 or down > 1:
            last = self._number + down - 1
            self._reaching.update(dict.fromkeys(range(at, at + across), last))
            if self._is_wanted():
                self.tables[-1].merged.add(MergedRange(self._number, at, last, at + across - 1))
        self._cell, self._pieces, self._length = (self._number, at), [], 0

    def _end_cell(self) -> None:
        if self._cell is None or self._row is None:
            self._cell = None
            return
        _, at = self._cell
        self._cell = None
        if not self._is_wanted():
            return
        lines = (_BLANKS.sub(" ", line).strip(" ") for line in "".join(self._pieces).split(_BROKEN))
        shown = shown_text("\n".join(line for line in lines if line))
        values = self._row.values
        values.extend([""] * (at + 1 - len(values)))
        values[at] = shown.text
        if shown.doubt is not None:
            self._row.doubts[at] = shown.doubt

    def _note_around(self) -> None:
        text = _BLANKS.sub(" ", "".join(self._around)).strip()
        self._around = []
        if text and self.tables:
            self.tables[-1].asides.append(Aside(AsideKind.AROUND, text))


def _is_hidden(attributes: Mapping[str, str]) -> bool:
    return "hidden" in attributes or _HIDDEN.search(attributes.get("style", "")) is not None


def _span(written: str | None, most: int) -> int:
    """How many rows or columns a cell takes; what is no number is one."""
    text = (written or "").strip()
    return min(max(int(text), 1), most) if text.isascii() and text.isdigit() and len(text) < 9 else 1
