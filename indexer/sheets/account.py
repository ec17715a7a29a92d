"""The account of a sheet: what was done with each of its rows, so that none is lost without a word."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from holdings.letters import Letter
from indexer.sheets import catalogue_letters
from indexer.sheets.lines import LeftOut, Line, SheetRow, Why

MOST_KEPT = 1_000
"""How many rows or ranges of one kind an account keeps; the others are counted."""


@dataclass(slots=True)
class Several:
    """Rows or ranges of one kind, in the order in which they came.

    Attributes:
        kept: each once, at most `MOST_KEPT`.
        total: how many there are.
    """

    kept: dict[int | str, str] = field(default_factory=dict)
    total: int = 0

    def add(self, one: int | str, text: str = "") -> None:
        """Count one; the same one after another counts once."""
        if one in self.kept:
            return
        self.total += 1
        if len(self.kept) < MOST_KEPT:
            self.kept[one] = text


@dataclass(slots=True)
class Account:
    """What became of the rows of a sheet.

    Attributes:
        units: how many rows describe a unit, those that are refused among them.
        left_out: rows that describe none, by worksheet and reason.
        filled: ranges of merged cells, by worksheet and column.
        repeated: rows with a mark "as above", by worksheet and column.
        doubtful: rows with a cell that is not certain in a column that is not known, by worksheet and heading.
        hidden: rows that a person who opens the sheet does not see, by worksheet.
        unread_dates: rows with a date that is kept as written and tells no day, with its text, by worksheet.
    """

    units: int = 0
    left_out: dict[tuple[str, Why], Several] = field(default_factory=dict)
    filled: dict[tuple[str, str], Several] = field(default_factory=dict)
    repeated: dict[tuple[str, str], Several] = field(default_factory=dict)
    doubtful: dict[tuple[str, str], Several] = field(default_factory=dict)
    hidden: dict[str, Several] = field(default_factory=dict)
    unread_dates: dict[str, Several] = field(default_factory=dict)

    def note_unread_date(self, row: SheetRow, text: str) -> None:
        """Note a date that is kept as written."""
        self.unread_dates.setdefault(row.worksheet, Several()).add(row.number, text)

    def taken(self, line: Line) -> SheetRow | None:
        """Take a line into the account; returns it where it describes a unit."""
        if isinstance(line, LeftOut):
            _several(self.left_out, (line.worksheet, line.why)).add(line.number, line.text)
            return None
        self.units += 1
        if line.filled:
            for column, stated in line.filled:
                _several(self.filled, (line.worksheet, column)).add(stated)
        if line.repeated:
            for column in line.repeated:
                _several(self.repeated, (line.worksheet, column)).add(line.number)
        if line.doubtful:
            for heading in line.doubtful:
                _several(self.doubtful, (line.worksheet, heading)).add(line.number)
        if line.hidden:
            self.hidden.setdefault(line.worksheet, Several()).add(line.number)
        return line

    def notices(self, source: str) -> Iterator[Letter]:
        """What a person should know of the rows."""
        for (worksheet, why), rows in self.left_out.items():
            where = catalogue_letters.in_worksheet(source, worksheet)
            yield catalogue_letters.rows_left_out(where, why.zh, why.value, spans(rows.kept), rows.total)
        for (worksheet, column), ranges in self.filled.items():
            where = catalogue_letters.in_worksheet(source, worksheet)
            yield catalogue_letters.merged_filled(where, column, tuple(map(str, ranges.kept)), ranges.total)
        for (worksheet, column), rows in self.repeated.items():
            where = catalogue_letters.in_worksheet(source, worksheet)
            yield catalogue_letters.marks_repeated(where, column, spans(rows.kept), rows.total)
        for (worksheet, heading), rows in self.doubtful.items():
            where = catalogue_letters.in_worksheet(source, worksheet)
            yield catalogue_letters.doubtful_kept(where, heading, spans(rows.kept), rows.total)
        for worksheet, rows in self.hidden.items():
            where = catalogue_letters.in_worksheet(source, worksheet)
            yield catalogue_letters.rows_hidden(where, spans(rows.kept), rows.total)
        for worksheet, rows in self.unread_dates.items():
            where = catalogue_letters.in_worksheet(source, worksheet)
            yield catalogue_letters.dates_unread(where, tuple(rows.kept.items()), rows.total)


def _several(
    kinds: dict[tuple[str, str], Several] | dict[tuple[str, Why], Several], key: tuple[str, object]
) -> Several:
    return kinds.setdefault(key, Several())  # type: ignore[arg-type]


def spans(numbers: Iterable[int | str]) -> tuple[str, ...]:
    """Row numbers as a person writes them: 4, 6-9."""
    out: list[list[int]] = []
    for number in sorted(int(one) for one in numbers):
        if out and number == out[-1][1] + 1:
            out[-1][1] = number
        else:
            out.append([number, number])
    return tuple(f"{first}-{last}" if last > first else str(first) for first, last in out)
