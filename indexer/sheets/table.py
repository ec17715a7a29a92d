"""A catalogue in one worksheet: its rows read in the standard's words, with all that was done to read them so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import chain
from operator import itemgetter

from holdings.letters import Letter
from indexer.sheets import catalogue_letters, letters
from indexer.sheets.errors import SheetError
from indexer.sheets.grid import Grid, GridRow, cell_address, column_letters
from indexer.sheets.header import FoundHeader
from indexer.sheets.headings import CONTROL, PAGE_NUMBERS, SPAN_BEGINS, SPAN_ENDS, STRICT
from indexer.sheets.left_out import RowJudge, restrains, text_of
from indexer.sheets.lines import KEY_STEP, CellFault, LeftOut, Line, SheetRow, Why
from indexer.sheets.ranges import read_range

MOST_ROWS = 5_000_000
"""The most rows of one worksheet, blank ones included."""

MOST_CHARACTERS = 100_000
"""The most characters of one cell."""

_LINE_ENDS = re.compile(r"\r\n?|[\v\f\x1c-\x1e\x85\u2028\u2029]")
_MOST_SAID = 60

_DITTO = re.compile("[〃″＂ˮ\"”“]{1,6}|[′']{2,6}|々|[同仝](?:上|前)(?:[一]?[件行条格卷]|文|人)?")
_MAY_BE_DITTO = re.compile("[〃″＂ˮ\"”“′'々同仝]")
_AROUND_DITTO = "()（）[]。.．·…-—－、，,:："
_LONGEST_DITTO = 20

#: Columns in which a mark "as above" is certain only right below the row that it repeats.
_RIGHT_BELOW = frozenset(("密级", "共享类型", "开放标识", CONTROL))
#: Elements that are parts of codes too: where they stand above the table, they hold for each of its rows.
_STATED = ("保管期限", "门类")
_LOST_DIGITS = re.compile(r"[+-]?[0-9](?:\.[0-9]+)?[Ee]\+?[0-9]{1,3}|[1-9][0-9]{14}0+")
_NUMBERED = frozenset(("档号", "文号", "件号", "案卷号", "全宗号", "目录号", "类别号"))
_SPAN_OF_PAGES = re.compile(r"\s*[0-9０-９]{1,6}\s*[-—–－~～至]\s*[0-9０-９]{1,6}\s*页?\s*")


class Table:
    """A catalogue in one worksheet.

    Attributes:
        title: the worksheet's name; empty for a csv.
        worksheet: the name where a workbook has several catalogues; else empty.
        found: its header.
        is_csv: its rows have as many cells as were written, and no cell is a number.
        hidden_columns: letters of the columns with a heading that a person who opens the sheet does not see.
    """

    def __init__(self, source: str, grid: Grid, found: FoundHeader, worksheet: str, index: int) -> None:
        self._source = source
        self._grid = grid
        self._index = index
        self.title = grid.title
        self.worksheet = worksheet
        self.found = found
        header = found.header
        self._judge = RowJudge(found)
        self._strict = STRICT if header.way is None else STRICT | {header.way.last}
        self.is_csv = bool(grid.encoding)
        self._at_least = header.width if self.is_csv else 0
        self._names_at: dict[int, str] = {at: name for name, at in header.places}
        self.hidden_columns: tuple[str, ...] = tuple(
            column_letters(at)
            for first, last in grid.hidden_columns
            for at in range(first, min(last, header.width - 1) + 1)
            if at not in header.nameless
        )

    def lines(self) -> Iterator[Line]:
        """Every row that is not blank, the header left out; those above it first.

        Raises:
            SheetError: the file is broken further down, a header of other columns follows, or a cell or the
                worksheet is beyond the limits.
        """
        for row in self.found.above:
            yield self._left_out(row, Why.TITLE, text_of(row))
        reading = _Reading(self)
        last = max(self.found.rows)
        passed = False
        for row in self._grid:
            if not passed:
                passed = row.number == last
                continue
            if row.number > MOST_ROWS:
                raise SheetError(letters.sheet_too_large(self._source, "行", "rows", MOST_ROWS))
            yield reading.line(row)

    def _left_out(self, row: GridRow, why: Why, text: str) -> Line:
        if restrains(text):
            fault = CellFault("", catalogue_letters.line_restrains())
            return self._row(row.number, {}, faults=(fault,))
        return LeftOut(self.worksheet, row.number, why, text[:_MOST_SAID])

    def order_of(self, number: int) -> int:
        """What tells a row from those of other worksheets; 0 in the first."""
        return self._index * KEY_STEP + number if self._index else 0

    def _row(self, number: int, cells: Mapping[str, str], **more: object) -> SheetRow:
        return SheetRow(number, cells, worksheet=self.worksheet, order=self.order_of(number), **more)  # type: ignore[arg-type]


class _Reading:
    """One walk through a table: what a row says may rest on the rows above it."""

    def __init__(self, table: Table) -> None:
        self._table = table
        self._header = table.found.header
        self._judge = table._judge
        self._constants = dict(table.found.constants)
        self._above: Mapping[str, str] = {}
        self._above_number = 0
        # Every header has two columns that are read, or more: a title, and a code or a part of one.
        self._names = tuple(name for name, _ in self._header.places)
        self._values_of = itemgetter(*(at for _, at in self._header.places))
        self._last = max(at for _, at in self._header.places)
        self._numbered = tuple(
            (name, at) for name, at in self._header.places if table.is_csv and name in _NUMBERED
        )
        self._made = self._header.way is not None or any(
            name in (SPAN_BEGINS, SPAN_ENDS, PAGE_NUMBERS) for name, _ in self._header.places
        )

    def line(self, row: GridRow) -> Line:
        """A row below the header, read."""
        if not self._judge.is_plain(row):
            if self._judge.is_other_header(row):
                raise SheetError(catalogue_letters.other_header(self._table._source, row.number))
            judged = self._judge.judge(row)
            if judged is not None:
                self._constants.update(judged.parts)
                return self._table._left_out(row, judged.why, judged.text)
            if self._judge.has_label_for_code(row):
                fault = CellFault("", catalogue_letters.label_for_code())
                return self._table._row(row.number, {}, faults=(fault,))
        return self._unit(row)

    def _unit(self, row: GridRow) -> SheetRow:
        table, header = self._table, self._header
        values, number = row.values, row.number
        count = len(values)
        if count < table._at_least:
            fault = CellFault("", catalogue_letters.cells_missing(header.width - count))
            return table._row(number, {}, faults=(fault,))
        written = "".join(values)
        if written.isprintable() and len(written) <= MOST_CHARACTERS:
            if count > self._last:
                cells = dict(zip(self._names, map(str.strip, self._values_of(values)), strict=True))
            else:
                cells = {name: values[at].strip() if at < count else "" for name, at in header.places}
        else:
            cells = {
                name: self._trimmed(values[at], number) if at < count else "" for name, at in header.places
            }
        faults: list[CellFault] = []
        repeated: list[str] = []
        if _MAY_BE_DITTO.search(written):
            self._repeat(cells, number, faults, repeated)
        for name, at in self._numbered:
            if cells[name][:1].isdigit() and _LOST_DIGITS.fullmatch(cells[name]) and at not in row.faults:
                faults.append(CellFault(name, catalogue_letters.digits_lost(cell_address(number, at))))
        beyond: tuple[str, ...] = ()
        if header.nameless or count > header.width:
            beyond = self._beyond(row)
        filled: list[tuple[str, str]] = []
        if row.merged:
            self._lent(row, filled, faults)
        doubtful: list[str] = []
        if row.faults:
            self._faulty(row, faults, doubtful)
        for fault in faults:
            cells[fault.column] = ""
        self._above, self._above_number = cells, number
        if self._made:
            cells = self._with_made(cells, faults)
        others: tuple[tuple[str, str], ...] = ()
        if header.others:
            others = tuple(
                (heading, text)
                for heading, at in header.others
                if at < count and (text := self._trimmed(values[at], number))
            )
        return SheetRow(
            number,
            cells,
            beyond,
            table.worksheet,
            table.order_of(number),
            others,
            tuple(faults),
            tuple(filled),
            tuple(repeated),
            tuple(doubtful),
            row.hidden,
        )

    def _trimmed(self, value: str, number: int) -> str:
        if len(value) > MOST_CHARACTERS:
            raise SheetError(letters.cell_too_large(self._table._source, number, MOST_CHARACTERS))
        value = value.strip()
        return value if value.isprintable() else _LINE_ENDS.sub("\n", value)

    def _repeat(
        self, cells: dict[str, str], number: int, faults: list[CellFault], repeated: list[str]
    ) -> None:
        """Put in the place of marks "as above" what they repeat."""
        for name, at in self._header.places:
            if not is_ditto(cells[name]):
                continue
            found = self._as_above(name, number)
            if found is None:
                strict = name in self._table._strict
                where = cell_address(number, at)
                faults.append(CellFault(name, catalogue_letters.nothing_above(where, strict)))
            else:
                cells[name] = found
                repeated.append(name)

    def _as_above(self, name: str, number: int) -> str | None:
        """What a mark "as above" repeats; None where that is not certain."""
        if name in _RIGHT_BELOW:
            if self._above_number != number - 1:
                return None
        elif name in self._table._strict:
            return None
        return self._above.get(name, "") or None

    def _beyond(self, row: GridRow) -> tuple[str, ...]:
        header, values = self._header, row.values
        count = len(values)
        # A value that a merged cell lends is that of its own column, and stands nowhere else.
        places = chain((at for at in header.nameless if at < count), range(header.width, count))
        return tuple(text for at in places if at not in row.merged and (text := values[at].strip()))

    def _lent(self, row: GridRow, filled: list[tuple[str, str]], faults: list[CellFault]) -> None:
        """What merged ranges lend to the cells of a row."""
        table, header = self._table, self._header
        count = len(row.values)
        for stated in dict.fromkeys(row.merged.values()):
            merged = read_range(stated)
            names = {
                header.continued.get(at, at): table._names_at.get(header.continued.get(at, at), "")
                for at in range(merged.left, min(merged.right, header.width - 1) + 1)
            }
            strict = [name for name in names.values() if name in table._strict]
            if len(names) > 1:
                # One value under several headings: of which it speaks is not known.
                faults.extend(CellFault(name, catalogue_letters.merged_across(stated)) for name in strict)
        for at, stated in row.merged.items():
            name = table._names_at.get(at, "")
            if not name or at >= count or not row.values[at].strip():
                continue
            if name in table._strict and name not in _RIGHT_BELOW and read_range(stated).left == at:
                faults.append(CellFault(name, catalogue_letters.merged_codes(stated)))
            else:
                filled.append((name, stated))

    def _faulty(self, row: GridRow, faults: list[CellFault], doubtful: list[str]) -> None:
        for at, letter in row.faults.items():
            name = self._table._names_at.get(at, "")
            where = cell_address(row.number, at)
            if name:
                # Of a secrecy mark nothing is repeated, for the row may be secret.
                said = catalogue_letters.secrecy_uncertain(where) if name == "密级" else letter
                faults.append(CellFault(name, said))
            else:
                doubtful.append(self._heading_at(at))

    def _heading_at(self, at: int) -> str:
        return next((heading for heading, place in self._header.others if place == at), column_letters(at))

    def _with_made(self, cells: Mapping[str, str], faults: list[CellFault]) -> dict[str, str]:
        """The cells with those that are made of several: 档号 of its parts, 日期 of its ends, 页数 of page numbers."""
        made = dict(cells)
        way = self._header.way
        if way is not None:
            made["档号"] = ""
            for name in _STATED:
                if name in way.parts and name not in made:
                    made[name] = self._constants.get(name, "")
            if not any(fault.column in way.parts for fault in faults):
                code = way.make(cells, self._constants)
                if isinstance(code, Letter):
                    faults.append(CellFault("档号", code))
                else:
                    made["档号"] = code
        begins, ends = made.pop(SPAN_BEGINS, None), made.pop(SPAN_ENDS, None)
        if begins is not None:
            made["日期"] = _span(begins, ends or "")
        pages = made.pop(PAGE_NUMBERS, None)
        if pages is not None:
            made["页数"] = pages if _SPAN_OF_PAGES.fullmatch(pages) else ""
        return made


@lru_cache(4096)
def is_ditto(text: str) -> bool:
    """Whether a cell says "as above": 〃, 同 上, （同上）, however it is spaced."""
    if not text or len(text) > _LONGEST_DITTO:
        return False
    return _DITTO.fullmatch("".join(text.split()).strip(_AROUND_DITTO)) is not None


@lru_cache(4096)
def _span(begins: str, ends: str) -> str:
    if not begins or not ends or begins == ends:
        return begins or ends
    return f"{begins}至{ends}"
