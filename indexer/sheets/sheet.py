"""A catalogue sheet: opened, and read row by row in the standard's words, worksheet after worksheet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from holdings.codes import looks_like_code
from holdings.letters import Letter
from indexer.sheets import catalogue_letters, letters
from indexer.sheets.asides import AsideKind
from indexer.sheets.errors import HeaderError, SheetError
from indexer.sheets.forms import Worksheets, open_grids
from indexer.sheets.grid import Grid, GridRow
from indexer.sheets.header import MOST_ABOVE, FoundHeader, find_header, first_rows, likest_header
from indexer.sheets.headings import REQUIRED, read_heading
from indexer.sheets.left_out import restrains
from indexer.sheets.lines import KEY_STEP, Line, SheetRow
from indexer.sheets.table import Table
from indexer.sheets.unread import UnreadWorksheet, Unseen


class Sheet:
    """A catalogue sheet whose columns are known.

    Attributes:
        path: the file.
        name: its name.
        encoding: UTF-8, GB18030 or Big5 as detected; empty for a workbook.
        tables: the worksheets that are catalogues, in the workbook's order; of a csv one.
        columns: standard names of the elements that it has, in its own order.
        notices: what a person should know of it before any row: where its header is, what was understood how,
            which columns and worksheets were not read, an encoding that was guessed.
    """

    def __init__(self, path: Path, worksheets: Worksheets) -> None:
        self.path = path
        self.name = path.name
        grids = worksheets.grids
        self.encoding = next((grid.encoding for grid in grids if grid.encoding), "")
        self._asides = _harmless_asides(self.name, grids)
        found, passed = self._look_at(grids)
        several = len(found) > 1
        self.tables: tuple[Table, ...] = tuple(
            Table(self.name, grid, header, grid.title if several else "", index)
            for index, (grid, header) in enumerate(found)
        )
        self.columns: tuple[str, ...] = tuple(
            dict.fromkeys(name for table in self.tables for name in table.found.header.columns)
        )
        firsts = [next(_units(table.lines()), None) for table in self.tables]
        if not any(firsts):
            raise SheetError(letters.no_rows(self.name))
        self.notices: tuple[Letter, ...] = tuple(self._notices(firsts, passed, worksheets.unread))

    def lines(self) -> Iterator[Line]:
        """Every row that is not blank, from the beginning each time, but for the headers.

        Raises:
            SheetError: the file is broken further down, a header of other columns follows, or a cell or the
                sheet is beyond the limits.
        """
        for table in self.tables:
            yield from table.lines()

    def rows(self) -> Iterator[SheetRow]:
        """The rows that describe a unit, from the beginning each time.

        Raises:
            SheetError: as `lines`.
        """
        return _units(self.lines())

    def place_of(self, key: int) -> tuple[str, int]:
        """The sheet, with the worksheet where there are several, and the row's number, of a row's key."""
        index, number = divmod(key, KEY_STEP)
        return catalogue_letters.in_worksheet(self.name, self.tables[index].worksheet), number

    def _look_at(
        self, grids: Iterable[Grid]
    ) -> tuple[list[tuple[Grid, FoundHeader]], list[tuple[str, list[GridRow]]]]:
        """The worksheets that are catalogues with their headers; titles and first rows of the others."""
        found: list[tuple[Grid, FoundHeader]] = []
        passed: list[tuple[str, list[GridRow]]] = []
        for grid in grids:
            rows = first_rows(grid)
            header = find_header(self.name, rows)
            if header is not None:
                found.append((grid, header))
            elif rows:
                passed.append((grid.title, rows))
        if not found:
            raise SheetError(self._why_not([row for _, rows in passed for row in rows]))
        for title, rows in passed:
            if _has_units(rows):
                raise SheetError(catalogue_letters.worksheet_not_read(self.name, title))
        return found, passed

    def _why_not(self, rows: Sequence[GridRow]) -> Letter:
        if not rows:
            return letters.no_rows(self.name)
        headings = likest_header(rows, 1)
        if not headings:
            return catalogue_letters.no_header(self.name, MOST_ABOVE)
        known = {read_heading(heading)[0] for heading in headings}
        lacking = [name for name in REQUIRED if name not in known]
        return letters.missing_columns(self.name, lacking, [heading for heading in headings if heading])

    def _notices(
        self,
        firsts: Sequence[SheetRow | None],
        passed: Sequence[tuple[str, Sequence[GridRow]]],
        unread: Sequence[UnreadWorksheet],
    ) -> Iterator[Letter]:
        if len(self.tables) > 1:
            yield catalogue_letters.worksheets_read(self.name, [table.title for table in self.tables])
        for table, first in zip(self.tables, firsts, strict=True):
            yield from self._of_table(table, first)
        for title, rows in passed:
            counted = str(len(rows)) if len(rows) <= MOST_ABOVE else f"{MOST_ABOVE}+"
            yield catalogue_letters.worksheet_passed_over(self.name, title, counted)
        for one in unread:
            yield catalogue_letters.worksheet_unseen(self.name, one.title, one.why is Unseen.HIDDEN)
        for (title, kind), count in self._asides.items():
            where = catalogue_letters.in_worksheet(self.name, title)
            yield catalogue_letters.asides_unread(where, kind.zh, kind.value, count)
        if self.encoding not in ("", "UTF-8"):
            yield letters.read_as(self.name, self.encoding)

    def _of_table(self, table: Table, first: SheetRow | None) -> Iterator[Letter]:
        where = catalogue_letters.in_worksheet(self.name, table.worksheet)
        header = table.found.header
        if header.others:
            yield catalogue_letters.columns_kept(where, [heading for heading, _ in header.others])
        if header.counted:
            yield catalogue_letters.columns_counted(where, header.counted)
        renamed = [
            f"{' '.join(heading.split())}→{name}"
            for name, heading in header.headings
            if read_heading(heading)[1]
        ]
        if renamed:
            yield catalogue_letters.columns_renamed(where, renamed)
        if table.hidden_columns:
            yield catalogue_letters.columns_hidden(where, table.hidden_columns)
        if table.found.above:
            yield catalogue_letters.header_found(where, "-".join(map(str, table.found.rows)))
        if first is None:
            yield catalogue_letters.worksheet_empty(self.name, table.title)
        elif header.way is not None:
            parts = dict(header.places)
            constants = [name for name in header.way.parts if name not in parts]
            yield catalogue_letters.codes_made(
                where,
                header.way.pattern,
                "、".join(constants),
                header.way.counted,
                first.cells.get("档号", ""),
                first.number,
            )


def open_sheet(path: Path) -> Sheet:
    """Open a catalogue sheet and read its headers.

    Raises:
        SheetError: it cannot be read, is beyond the limits, is in an encoding that is not known, lacks 档号 (or
            its parts) or 题名, names a column twice, has a column of secrecy or openness that is not known, has a
            worksheet that looks like a catalogue and has no header, or has no rows.
    """
    try:
        return Sheet(path, open_grids(path))
    except OSError as error:
        raise SheetError(letters.sheet_unreadable(path.name, str(error.strerror or error))) from None


def is_catalogue(path: Path) -> bool:
    """Whether a file, whatever its name, is a sheet with the header of a catalogue, or is like one.

    A sheet is like a catalogue where one of its first rows names three or more elements, 档号 or 题名 among them.
    """
    try:
        for grid in open_grids(path).grids:
            rows = first_rows(grid)
            if find_header(path.name, rows) is not None or likest_header(rows):
                return True
    except SheetError as error:
        return isinstance(error, HeaderError)
    except OSError:
        return False
    return False


def _units(lines: Iterable[Line]) -> Iterator[SheetRow]:
    return (line for line in lines if isinstance(line, SheetRow))


def _harmless_asides(source: str, grids: Iterable[Grid]) -> Counter[tuple[str, AsideKind]]:
    """How many comments and text boxes each worksheet has.

    Raises:
        SheetError: one of them, what is printed on each page, or the name of a worksheet or of the file speaks of
            secrecy or of who may see what is listed.
    """
    count: Counter[tuple[str, AsideKind]] = Counter()
    if restrains(source) and "解密" not in source:
        raise SheetError(catalogue_letters.file_name_restrains(source))
    for grid in grids:
        if restrains(grid.title):
            raise SheetError(catalogue_letters.name_restrains(source, grid.title))
        for aside in grid.asides:
            if restrains(aside.text):
                where = catalogue_letters.in_worksheet(source, grid.title)
                raise SheetError(catalogue_letters.aside_restrains(where, aside.kind.zh, aside.kind.value))
            if aside.text.strip() and aside.kind is not AsideKind.PRINTED:
                count[grid.title, aside.kind] += 1
    return count


def _has_units(rows: Sequence[GridRow]) -> bool:
    """Whether a worksheet without a header holds what looks like reference codes or secrecy marks."""
    return any(
        restrains(value) or ("-" in value and looks_like_code(value))
        for row in rows
        for value in row.values
        if value
    )
