"""All that an archivist should know of a package before it is taken in; nothing is changed."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from holdings.letters import Letter
from indexer import letters
from indexer.examining import Examined, examine
from indexer.marked_files import note_marked_names
from indexer.receive import look_without_sheet, sheet_at
from indexer.refusals import Refusal
from indexer.sheets import SheetError
from indexer.sheets.account import spans
from indexer.sheets.forms import form_of
from indexer.sheets.table import Table
from indexer.verify import Terms


@dataclass(frozen=True, slots=True)
class TableReport:
    """What is said of a worksheet that is read.

    Attributes:
        worksheet: its name; empty for a csv.
        header_rows: numbers of the rows with its headings.
        columns: (heading, element) of the columns that are read.
        kept: headings of columns that are kept with the units as they stand.
        counted: headings of running numbers.
        code_pattern: how codes are made of parts; empty where there is a column 档号.
        stated: parts of codes that stand above the table.
    """

    worksheet: str
    header_rows: tuple[int, ...]
    columns: tuple[tuple[str, str], ...]
    kept: tuple[str, ...]
    counted: tuple[str, ...]
    code_pattern: str
    stated: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class RowsLeftOut:
    """Rows of one kind that describe no unit: worksheet, kind, total, (number, text) of the first thousand."""

    worksheet: str
    why: str
    label: str
    total: int
    rows: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class SheetReport:
    """What `lantai check-sheet` tells.

    Attributes:
        path: what was looked at.
        sheet: path of the catalogue; empty where there is none.
        form: xlsx, xls, ods, fods, xml, html or csv by content; empty without a catalogue.
        encoding: of a csv.
        tables: the worksheets that are read.
        units: how many units would be taken in.
        rows: how many rows describe a unit, those that are refused among them.
        levels: how many units there are of each level, by its Chinese word.
        classes: how many units there are of each sharing class, by its Chinese word.
        left_out: rows that describe no unit.
        merged: (worksheet, column, ranges) of merged cells.
        repeated: (worksheet, column, rows) of marks "as above".
        files_found: files that are there and named.
        files_absent: files that are named and not there.
        files_surplus: files that are there and not named.
        notices: what a person should know.
        reasons: what speaks against taking it in, at most a thousand.
        total: how many reasons there are.
    """

    path: str
    sheet: str = ""
    form: str = ""
    encoding: str = ""
    tables: tuple[TableReport, ...] = ()
    units: int = 0
    rows: int = 0
    levels: dict[str, int] = field(default_factory=dict)
    classes: dict[str, int] = field(default_factory=dict)
    left_out: tuple[RowsLeftOut, ...] = ()
    merged: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    repeated: tuple[tuple[str, str, tuple[str, ...]], ...] = ()
    files_found: int = 0
    files_absent: int = 0
    files_surplus: int = 0
    notices: tuple[Letter, ...] = ()
    reasons: tuple[Refusal, ...] = ()
    total: int = 0

    @property
    def fits(self) -> bool:
        """Whether nothing speaks against taking it in."""
        return self.total == 0


def report_on(path: Path, terms: Terms) -> SheetReport:
    """Look at a folder, a sheet or a file as an intake would.

    Raises:
        NothingToReceive: nothing is there.
        OSError: it cannot be read.
    """
    try:
        folder, sheet_path = sheet_at(path)
        if sheet_path is None:
            return _without_sheet(path, folder, terms)
        return _with_sheet(path, examine(folder, sheet_path, terms, lambda _: None))
    except SheetError as error:
        return SheetReport(str(path), reasons=(Refusal(path.name, 0, "", error.letter),), total=1)


def _without_sheet(path: Path, folder: Path, terms: Terms) -> SheetReport:
    ledger, reasons, count = look_without_sheet(folder, path if path != folder else None)
    notices: tuple[Letter, ...] = ()
    if count:
        ledger.close_entries(terms.home_archive)
        notices = (
            letters.one_unit_a_file(count, terms.fills_empty.zh, terms.fills_empty.word),
            *note_marked_names(path for path, _ in ledger.files()),
        )
    elif not reasons.total:
        reasons.add(Refusal(path.name, 0, "", letters.nothing_in_it(str(path))))
    return SheetReport(
        str(path),
        units=count,
        files_found=count,
        notices=notices,
        reasons=reasons.ordered,
        total=reasons.total,
    )


def _with_sheet(path: Path, examined: Examined) -> SheetReport:
    account = examined.account
    found, absent, surplus = examined.ledger.counts()
    return SheetReport(
        path=str(path),
        sheet=str(examined.sheet.path),
        form=form_of(examined.sheet.path),
        encoding=examined.sheet.encoding,
        tables=tuple(map(_table, examined.sheet.tables)),
        units=examined.count,
        rows=account.units,
        levels={level.zh: count for level, count in sorted(examined.levels.items())},
        classes={one.zh: count for one, count in sorted(examined.classes.items())},
        left_out=tuple(
            RowsLeftOut(
                worksheet,
                why.value,
                why.zh,
                rows.total,
                tuple((int(number), text) for number, text in rows.kept.items()),
            )
            for (worksheet, why), rows in account.left_out.items()
        ),
        merged=tuple(
            (worksheet, column, tuple(map(str, ranges.kept)))
            for (worksheet, column), ranges in account.filled.items()
        ),
        repeated=tuple(
            (worksheet, column, spans(rows.kept)) for (worksheet, column), rows in account.repeated.items()
        ),
        files_found=found,
        files_absent=absent,
        files_surplus=surplus,
        notices=examined.notices,
        reasons=examined.reasons.ordered,
        total=examined.reasons.total,
    )


def _table(table: Table) -> TableReport:
    header = table.found.header
    way = header.way
    stated = tuple((name, text) for name, text in table.found.constants.items() if way and name in way.parts)
    return TableReport(
        table.title,
        table.found.rows,
        tuple((" ".join(heading.split()), name) for name, heading in header.headings),
        tuple(heading for heading, _ in header.others),
        header.counted,
        way.pattern if way is not None else "",
        stated,
    )
