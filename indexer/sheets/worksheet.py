"""One worksheet of an xlsx: its rows as a person sees them, read in a stream.

Source: ECMA-376 part 1, 18.3 (sheets), 22.9.2.19 (_xHHHH_). Merged ranges stand behind the rows, so a worksheet
that has any is walked twice.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import IO

from indexer.sheets import letters
from indexer.sheets.asides import Aside, AsideKind, AsideWalk, printed_asides
from indexer.sheets.assembly import RowAssembly
from indexer.sheets.errors import SheetError
from indexer.sheets.grid import GridRow
from indexer.sheets.merged import MergedError, MergedRange, MergedRanges
from indexer.sheets.number_formats import NumberFormat
from indexer.sheets.package import WorkbookPackage, damage_told
from indexer.sheets.shown import Doubt, Shown
from indexer.sheets.xml_walk import XmlWalk, is_true

MOST_COLUMNS = 16_384
"""The most cells of a row: what a spreadsheet program has columns (ECMA-376)."""
MOST_CELL = 1_000_000
"""The most characters of a cell that are read at all."""
MOST_KEPT = 50_000
"""The most numbers whose text is kept for the next cell that has the same."""

SPACES = (
    "http://schemas.openxmlformats.org/spreadsheetml/2006/main",
    "http://purl.oclc.org/ooxml/spreadsheetml/main",
)
"""The namespaces of a workbook, transitional and strict."""

_ELEMENTS = ("row", "c", "v", "f", "t", "is", "rPh", "sheetData", "col", "mergeCell")
_KINDS = {f"{space} {name}": name for space in SPACES for name in _ELEMENTS}
_ADDRESS = re.compile(r"\$?([A-Za-z]{1,3})\$?([1-9]\d{0,8})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_MERGES = b"mergeCell"
_PIECE = 1 << 20
_FIRST_DAY = dt.datetime(1899, 12, 30)
_DAYS_TO_1904 = 1462


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a worksheet takes from its workbook.

    Attributes:
        strings: the shared strings.
        formats: the number format of each cell style.
        from_1904: whether days are counted from 1904-01-01.
        reckoned_on_opening: whether a spreadsheet program reckons every formula when it opens the file; then a
            result of 0 may stand for one that was never reckoned, as XlsxWriter writes it.
    """

    strings: Sequence[str]
    formats: Sequence[NumberFormat]
    from_1904: bool
    reckoned_on_opening: bool


class WorksheetGrid:
    """The rows of one worksheet of an xlsx."""

    encoding = ""

    def __init__(
        self,
        package: WorkbookPackage,
        part: str,
        title: str,
        surroundings: Surroundings,
        aside_parts: Mapping[str, AsideKind] = MappingProxyType({}),
    ) -> None:
        self.title = title
        self._aside_parts = aside_parts
        self._package = package
        self._part = part
        self._surroundings = surroundings
        self._outline: _Outline | None = None

    @property
    def hidden_columns(self) -> tuple[tuple[int, int], ...]:
        """The first and the last zero-based column of each run of columns that are hidden."""
        return tuple(self._outlined().hidden_columns)

    @property
    def asides(self) -> tuple[Aside, ...]:
        """Its comments, text boxes and what is printed on each page."""
        found = list(self._outlined().printed)
        for part, kind in self._aside_parts.items():
            walk = AsideWalk(kind)
            with damage_told(self._package.name), self._package.part(part) as source:
                walk.walk(source)
            found += walk.found
        return tuple(found)

    def __iter__(self) -> Iterator[GridRow]:
        """Every row that is not blank with the number that the spreadsheet program shows."""
        name = self._package.name
        assembly = RowAssembly(name, self.title, self._outlined().merged)
        with damage_told(name), self._package.part(self._part) as source:
            rows = _Rows(name, self._surroundings)
            for _ in rows.steps(source):
                for number, values, doubts, hidden in rows.found:
                    row = assembly.row(number, values, doubts, hidden=hidden)
                    if row is not None:
                        yield row
                rows.found.clear()

    def _outlined(self) -> _Outline:
        if self._outline is None:
            outline = _Outline()
            with damage_told(self._package.name):
                with self._package.part(self._part) as source:
                    merges, tail = _looked_through(source)
                with self._package.part(self._part) as source:
                    for _ in outline.steps(source):
                        if outline.rows_begun and not merges:
                            break
            outline.printed = printed_asides(tail)
            self._outline = outline
        return self._outline


def _looked_through(source: IO[bytes]) -> tuple[bool, bytes]:
    """Whether a part may speak of merged cells (in UTF-16 it may), and its last bytes, which follow its rows."""
    before = last = b""
    merges = False
    while piece := source.read(_PIECE):
        merges = merges or _MERGES in last[-len(_MERGES) :] + piece or (not last and b"\0" in piece[:4])
        before, last = last, piece
    return merges, before + last


class _Outline(XmlWalk):
    """What a worksheet says beside its cells: merged ranges, hidden columns, what is printed on each page."""

    def __init__(self) -> None:
        super().__init__()
        self.merged = MergedRanges()
        self.hidden_columns: list[tuple[int, int]] = []
        self.rows_begun = False
        self.printed: list[Aside] = []

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        kind = _KINDS.get(name)
        if kind == "mergeCell":
            self.merged.add(_range(attributes["ref"]))
        elif kind == "col":
            first, last = int(attributes["min"]), min(int(attributes["max"]), MOST_COLUMNS)
            hidden = is_true(attributes.get("hidden")) or attributes.get("width") == "0"
            if hidden and 1 <= first <= last:
                self.hidden_columns.append((first - 1, last - 1))
                if len(self.hidden_columns) > MOST_COLUMNS:
                    raise MergedError("more columns than there can be")
        elif kind == "sheetData":
            self.rows_begun = True


class _Rows(XmlWalk):
    """The walk over the cells.

    Attributes:
        found: rows that were read and not taken yet: number, texts, doubts by column, whether hidden.
    """

    def __init__(self, name: str, surroundings: Surroundings) -> None:
        super().__init__()
        self._name = name
        self._strings = surroundings.strings
        self._formats = surroundings.formats
        self._from_1904 = surroundings.from_1904
        self._reckoned_on_opening = surroundings.reckoned_on_opening
        self.found: list[tuple[int, list[str], dict[int, Doubt], bool]] = []
        self._row = 0
        self._hidden = False
        self._values: list[str] = []
        self._doubts: dict[int, Doubt] = {}
        self._column = 0
        self._kept: dict[tuple[str, int], Shown] = {}
        self._cell: Mapping[str, str] = {}
        self._pieces: list[str] = []
        self._length = 0
        self._reading = False
        self._in_cell = False
        self._phonetic = 0
        self._value: str | None = None
        self._formula: str | None = None
        self._inline: list[str] = []

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        kind = _KINDS.get(name)
        if kind == "c":
            self._cell = attributes
            self._value = self._formula = None
            self._inline = []
            self._in_cell = True
        elif kind == "v" or kind == "f":
            self._reading = self._in_cell
        elif kind == "t":
            self._reading = self._in_cell and not self._phonetic
        elif kind == "row":
            stated = attributes.get("r")
            self._row = _whole(stated) if stated else self._row + 1
            self._hidden = is_true(attributes.get("hidden")) or attributes.get("ht") == "0"
            self._values, self._doubts, self._column = [], {}, 0
        elif kind == "rPh":
            self._phonetic += 1

    def characters(self, text: str) -> None:
        if self._reading:
            self._length += len(text)
            if self._length > MOST_CELL:
                raise SheetError(letters.cell_too_large(self._name, self._row, MOST_CELL))
            self._pieces.append(text)

    def closed(self, name: str) -> None:
        kind = _KINDS.get(name)
        if kind == "v":
            self._value = self._taken()
        elif kind == "c":
            self._in_cell = False
            self._place(self._shown())
        elif kind == "t":
            self._inline.append(self._taken())
        elif kind == "f":
            self._formula = self._taken()
        elif kind == "row":
            self.found.append((self._row, self._values, self._doubts, self._hidden))
        elif kind == "rPh":
            self._phonetic -= 1

    def _taken(self) -> str:
        text = "".join(self._pieces)
        self._pieces.clear()
        self._length = 0
        self._reading = False
        return text

    def _place(self, shown: Shown) -> None:
        stated = self._cell.get("r")
        if stated is None:
            self._column += 1
        else:
            self._column = _column(stated)
        if not 1 <= self._column <= MOST_COLUMNS:
            raise SheetError(letters.sheet_too_large(self._name, "列", "columns", MOST_COLUMNS))
        at = self._column - 1
        values = self._values
        if at == len(values):
            values.append(shown.text)
        elif at > len(values):
            values.extend([""] * (at - len(values)))
            values.append(shown.text)
        elif values[at] or at in self._doubts:
            raise ValueError(f"{stated} is there twice")
        else:
            values[at] = shown.text
        if shown.doubt is not None:
            self._doubts[at] = shown.doubt

    def _shown(self) -> Shown:
        """The present cell as the spreadsheet program shows it."""
        kind = self._cell.get("t", "n")
        value = self._value
        if kind == "inlineStr":
            return self._text("".join(self._inline))
        if kind == "s":
            return self._text(self._strings[_whole(value)]) if value else _BLANK
        if not value:
            # The result of a formula may be an empty text, and that alone says so.
            if self._formula is not None and kind != "str":
                return Shown(f"={self._formula}", Doubt.UNRECKONED)
            return _BLANK
        if kind == "n":
            return self._number(value)
        if kind == "str":
            # What still begins as a formula is none's result: WPS writes the pictures in cells so (DISPIMG).
            return Shown(value, Doubt.UNRECKONED) if value.startswith("=") else self._text(unescaped(value))
        if kind == "b":
            return Shown("TRUE" if _whole(value) else "FALSE")
        if kind == "e":
            return Shown(value, Doubt.ERROR)
        if kind == "d":
            return self._day(value)
        raise ValueError(f"a cell of the kind {kind}")

    def _text(self, text: str) -> Shown:
        return self._formats[_whole(self._cell.get("s", "0"))].text(text)

    def _number(self, value: str) -> Shown:
        style = _whole(self._cell.get("s", "0"))
        key = (value, style)
        shown = self._kept.get(key)
        if shown is None:
            if len(self._kept) >= MOST_KEPT:
                self._kept.clear()
            shown = self._kept[key] = self._formats[style].number(_float(value), self._from_1904)
        if self._formula is not None and self._reckoned_on_opening and _float(value) == 0:
            return Shown(f"={self._formula}", Doubt.UNRECKONED)
        return shown

    def _day(self, value: str) -> Shown:
        """A day that is written as one (ISO 8601)."""
        moment = dt.datetime.fromisoformat(value).replace(tzinfo=None)
        days = (moment - _FIRST_DAY) / dt.timedelta(1) - (_DAYS_TO_1904 if self._from_1904 else 0)
        shown = self._formats[_whole(self._cell.get("s", "0"))]
        if shown.is_general or (days < 61 and not self._from_1904):
            return Shown(value)
        return shown.number(days, self._from_1904)


_BLANK = Shown("")


def unescaped(text: str) -> str:
    """A text without the escapes of a workbook: _x000D_ is a line end, _x005F_ an underscore."""
    if "_x" not in text:
        return text
    plain = _ESCAPED.sub(lambda found: chr(int(found[1], 16)), text)
    try:
        return plain.encode("utf-16", "surrogatepass").decode("utf-16")
    except UnicodeDecodeError:
        return text  # half a character is none


def _whole(text: str | None) -> int:
    """A whole number that is not negative, as 3 or 3.0."""
    number = _float(text or "")
    if number < 0 or number != int(number):
        raise ValueError(f"{text} is no whole number")
    return int(number)


def _float(text: str) -> float:
    number = float(text)
    if "_" in text or number - number != 0:
        raise ValueError(f"{text} is no number")
    return number


def _column(address: str) -> int:
    """The column of an address, counted from 1."""
    found = _ADDRESS.fullmatch(address)
    if found is None:
        raise ValueError(f"{address} is no address")
    column = 0
    for letter in found[1].upper():
        column = column * 26 + ord(letter) - 64
    return column


def _range(text: str) -> MergedRange:
    first, _, last = text.partition(":")
    (left, top), (right, bottom) = (
        (
            _column(corner),
            int(corner.lstrip("$").lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz$")),
        )
        for corner in (first, last or first)
    )
    if right > MOST_COLUMNS or left > right or top > bottom:
        raise ValueError(f"{text} is no range")
    return MergedRange(top, left - 1, bottom, right - 1)
