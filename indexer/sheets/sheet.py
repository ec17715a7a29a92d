"""A catalogue sheet: found, opened, and read row by row in the standard's words."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from holdings.letters import Letter
from indexer.sheets import letters
from indexer.sheets.columns import COLUMNS, REQUIRED, Header, known_columns, read_header
from indexer.sheets.errors import SheetError
from indexer.sheets.forms import open_grids
from indexer.sheets.grid import Grid

MOST_ROWS = 5_000_000
"""The most rows of one sheet, blank ones included."""

MOST_CHARACTERS = 100_000
"""The most characters of one cell."""

_NAMES = frozenset({"目录", "目錄"})
_READ = frozenset({".xlsx", ".csv"})
_OTHER_FORMS = frozenset({".xls", ".xlsm", ".xlsb", ".xltx", ".xltm", ".et", ".ods", ".tsv", ".numbers"})
_LINE_ENDS = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of a sheet.

    Attributes:
        number: counted from 1 as a spreadsheet program shows it; the header is a row too.
        cells: text by standard column name, trimmed; columns that the sheet lacks are not there.
        beyond: the text of cells that stand under no heading; such a row is shifted or torn.
    """

    number: int
    cells: Mapping[str, str]
    beyond: tuple[str, ...] = ()


class Sheet:
    """A catalogue sheet whose columns are known.

    Attributes:
        path: the file.
        name: its name.
        encoding: UTF-8, GB18030 or Big5 as detected; empty for xlsx.
        columns: standard names of the columns that it has, in its own order.
        notices: what a person should know of it: unknown columns, an encoding that was guessed.
    """

    def __init__(self, path: Path, raw: Grid) -> None:
        self.path = path
        self.name = path.name
        self.encoding = raw.encoding
        self._raw = raw
        header = self._header()
        self.columns: tuple[str, ...] = header.columns
        self._places = header.places
        self._nameless = header.nameless
        self._width = header.width
        self.notices: tuple[Letter, ...] = self._notices(header)
        if next(self.rows(), None) is None:
            raise SheetError(letters.no_rows(self.name))

    def rows(self) -> Iterator[SheetRow]:
        """Every row below the header that is not blank, from the beginning each time.

        Raises:
            SheetError: the file is broken further down, or a cell or the sheet is beyond the limits.
        """
        places, nameless, width = self._places, self._nameless, self._width
        rows = iter(self._raw)
        next(rows, None)
        for row in rows:
            number, values = row.number, row.values
            if number > MOST_ROWS:
                raise SheetError(letters.sheet_too_large(self.name, "行", "rows", MOST_ROWS))
            cells = {}
            count = len(values)
            for column, at in places:
                cells[column] = self._trimmed(values[at], number) if at < count else ""
            beyond: list[str] = []
            if nameless or count > width:
                beyond = [values[at].strip() for at in nameless if at < count]
                beyond += [value.strip() for value in values[width:]]
            yield SheetRow(number, cells, tuple(filter(None, beyond)))

    def _trimmed(self, value: str, number: int) -> str:
        if len(value) > MOST_CHARACTERS:
            raise SheetError(letters.cell_too_large(self.name, number, MOST_CHARACTERS))
        value = value.strip()
        return value if value.isprintable() else _LINE_ENDS.sub("\n", value)

    def _header(self) -> Header:
        for row in self._raw:
            return read_header(self.name, row.values)
        raise SheetError(letters.no_rows(self.name))

    def _notices(self, header: Header) -> tuple[Letter, ...]:
        notices = []
        if header.unknown:
            notices.append(letters.unknown_columns(self.name, header.unknown, COLUMNS))
        if self.encoding not in ("", "UTF-8"):
            notices.append(letters.read_as(self.name, self.encoding))
        return tuple(notices)


def is_sheet_name(name: str) -> bool:
    """Whether a file is named as a catalogue sheet (目录 or 目錄), in any form of spreadsheet."""
    path = Path(unicodedata.normalize("NFC", name))
    return path.stem.strip() in _NAMES and path.suffix.lower() in _READ | _OTHER_FORMS


def find_sheet(folder: Path) -> Path | None:
    """The catalogue sheet of a folder: 目录.xlsx or 目录.csv (目錄 too, suffix in any case); None without one.

    Raises:
        SheetError: there are two of them, or one in a form that is not read (xls, ods, et ...).
        OSError: the folder cannot be read.
    """
    found = sorted(path.name for path in folder.iterdir() if is_sheet_name(path.name) and path.is_file())
    readable = [name for name in found if Path(name).suffix.lower() in _READ]
    if len(found) > 1:
        raise SheetError(letters.two_sheets(found))
    if found and not readable:
        raise SheetError(letters.not_a_sheet_form(found[0]))
    return folder / readable[0] if readable else None


def is_catalogue(path: Path) -> bool:
    """Whether a file, whatever its name, is an xlsx or csv whose header says 档号 and 题名."""
    if path.suffix.lower() not in _READ:
        return False
    try:
        return _names_columns(_catalogue_grid(path))
    except (SheetError, OSError):
        return False


def open_sheet(path: Path) -> Sheet:
    """Open a catalogue sheet and read its header.

    Raises:
        SheetError: it cannot be read, is beyond the limits, is in an encoding other than UTF-8, GB18030 and
            Big5, lacks 档号 or 题名, names a column twice, has a column of secrecy that is not 密级, or has no
            rows.
    """
    if path.suffix.lower() not in _READ:
        raise SheetError(letters.not_a_sheet_form(path.name))
    try:
        return Sheet(path, _catalogue_grid(path))
    except OSError as error:
        raise SheetError(letters.sheet_unreadable(path.name, str(error.strerror or error))) from None


def _catalogue_grid(path: Path) -> Grid:
    """The worksheet whose first row says 档号 and 题名; where none does, the first."""
    grids = open_grids(path).grids
    catalogues = [grid for grid in grids if _names_columns(grid)]
    if len(catalogues) > 1:
        raise SheetError(letters.two_worksheets(path.name, [grid.title for grid in catalogues]))
    if not grids:
        raise SheetError(letters.no_rows(path.name))
    return (catalogues or grids)[0]


def _names_columns(grid: Grid) -> bool:
    first = next(iter(grid), None)
    return first is not None and known_columns(first.values) >= set(REQUIRED)
