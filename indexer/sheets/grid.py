"""A grid: the rows and cells of one worksheet or csv, before anybody asks what its columns mean.

Readers of each form (xlsx, xls, ods, csv) give grids; what a catalogue is, is read from grids alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Protocol

from holdings.letters import Letter
from indexer.sheets.asides import Aside

NO_FAULTS: Mapping[int, Letter] = MappingProxyType({})
"""The faults of a row that has none."""
NO_RANGES: Mapping[int, str] = MappingProxyType({})
"""The merged cells of a row that has none."""


@dataclass(frozen=True, slots=True)
class GridRow:
    """A row of a worksheet that is not blank.

    Attributes:
        number: counted from 1 as a spreadsheet program shows it, blank rows included.
        values: the text of each cell as a person sees it, from column A on; a cell of a merged range has the
            value of the whole range. In a csv as many as the row has cells, blank ones included; in a worksheet
            those behind the last that was written are not there.
        faults: by zero-based column, why the text of a cell is not certain (an error value, a formula that was
            never reckoned, digits that the format has lost); such a text is never taken as it stands.
        merged: by zero-based column, the range (as ``C2:C5``) that lends its value to a cell that is not the
            first of it.
        hidden: whether the row is hidden or filtered out: a person who opened the sheet did not see it.
    """

    number: int
    values: tuple[str, ...]
    faults: Mapping[int, Letter] = field(default_factory=lambda: NO_FAULTS)
    merged: Mapping[int, str] = field(default_factory=lambda: NO_RANGES)
    hidden: bool = False


class Grid(Protocol):
    """The rows of one worksheet or csv."""

    @property
    def title(self) -> str:
        """The worksheet's name; empty for a csv."""
        ...

    @property
    def encoding(self) -> str:
        """UTF-8, GB18030, Big5 or another as detected; empty for a workbook."""
        ...

    @property
    def hidden_columns(self) -> tuple[tuple[int, int], ...]:
        """The first and the last zero-based column of each run of columns that are hidden; they are read."""
        ...

    @property
    def asides(self) -> tuple[Aside, ...]:
        """Texts beside the cells."""
        ...

    def __iter__(self) -> Iterator[GridRow]:
        """Every row that is not blank, from the beginning each time, in a stream.

        Raises:
            SheetError: the file is broken further down, or beyond the limits.
        """
        ...


def column_letters(column: int) -> str:
    """The letters of a zero-based column: A, Z, AA."""
    name = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        name = chr(65 + rest) + name
    return name


def cell_address(row: int, column: int) -> str:
    """The address of a cell as a spreadsheet program names it: the row from 1, the column from 0."""
    return f"{column_letters(column)}{row}"
