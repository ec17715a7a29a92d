"""Worksheets that are read by walking over a whole file from its beginning: ods, XML of Excel 2003, web pages.

The file is walked once to learn which worksheets there are and which of their cells are merged, and again for the rows
of each.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import IO, Protocol

from indexer.sheets import letters
from indexer.sheets.asides import Aside
from indexer.sheets.assembly import RowAssembly
from indexer.sheets.errors import SheetError
from indexer.sheets.grid import GridRow
from indexer.sheets.merged import MergedRanges
from indexer.sheets.package import damage_told
from indexer.sheets.shown import Doubt
from indexer.sheets.unread import UnreadWorksheet, Unseen

MOST_COLUMNS = 16_384
"""The most cells of a row."""
MOST_WORKSHEETS = 1_000
"""The most worksheets."""
MOST_WALKED = 4 << 30
"""The most bytes of the content, times its worksheets."""

Opens = Callable[[], AbstractContextManager[IO[bytes]]]
"""Opens the content anew."""


@dataclass(slots=True)
class WalkedTable:
    """What is known of a worksheet after the first walk."""

    title: str
    is_hidden: bool
    merged: MergedRanges = field(default_factory=MergedRanges)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)
    has_rows: bool = False
    asides: list[Aside] = field(default_factory=list)


@dataclass(slots=True)
class WalkedRow:
    """A row as it was written: its number, how often it stands there, texts, doubts by column, whether hidden."""

    number: int
    times: int
    values: list[str]
    doubts: dict[int, Doubt]
    is_hidden: bool


class Walk(Protocol):
    """A walk over the content, for one worksheet or for all.

    Attributes:
        tables: the worksheets so far.
        found: rows with content that were read and not taken yet.
    """

    tables: list[WalkedTable]
    found: list[WalkedRow]

    def steps(self, source: IO[bytes]) -> Iterator[None]:
        """Walk, with a pause after each piece of the source."""
        ...


BeginsWalk = Callable[[str, int], Walk]
"""Begins a walk: the file's name, and the number of the wanted worksheet from 0, negative for all."""


def open_walked(
    name: str, opens: Opens, size: int, begins: BeginsWalk
) -> tuple[list[WalkedGrid], list[UnreadWorksheet]]:
    """The worksheets that a person sees, in their order, and those that are not read.

    Args:
        name: the file's name, for letters.
        opens: opens the content.
        size: its bytes.
        begins: begins a walk over it.

    Raises:
        SheetError: beyond the limits, or damaged.
    """
    walk = begins(name, -1)
    with damage_told(name), opens() as source:
        for _ in walk.steps(source):
            walk.found.clear()
    seen: list[WalkedGrid] = []
    unread: list[UnreadWorksheet] = []
    for index, table in enumerate(walk.tables):
        if table.is_hidden:
            unread.append(UnreadWorksheet(table.title, Unseen.HIDDEN))
        elif table.has_rows:
            seen.append(WalkedGrid(name, opens, index, table, begins))
    if len(seen) * size > MOST_WALKED:
        raise SheetError(letters.sheet_too_large(name, "MB", "MB", MOST_WALKED // len(seen) >> 20))
    return seen, unread


class WalkedGrid:
    """The rows of one worksheet."""

    encoding = ""

    def __init__(self, name: str, opens: Opens, index: int, table: WalkedTable, begins: BeginsWalk) -> None:
        self.title = table.title
        self.hidden_columns = tuple(table.hidden_columns)
        self.asides = tuple(table.asides)
        self._name = name
        self._opens = opens
        self._index = index
        self._merged = table.merged
        self._begins = begins

    def __iter__(self) -> Iterator[GridRow]:
        """Every row that is not blank with the number that the spreadsheet program shows."""
        assembly = RowAssembly(self._name, self.title, self._merged)
        with damage_told(self._name), self._opens() as source:
            walk = self._begins(self._name, self._index)
            for _ in walk.steps(source):
                for found in walk.found:
                    for nth in range(found.times):
                        row = assembly.row(
                            found.number + nth, list(found.values), dict(found.doubts), hidden=found.is_hidden
                        )
                        if row is not None:
                            yield row
                walk.found.clear()
