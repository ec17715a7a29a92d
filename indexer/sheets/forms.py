"""Which form of spreadsheet a file is, by what is in it and not by its name, and its worksheets as grids."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from indexer.sheets import letters
from indexer.sheets.delimited import DelimitedRows
from indexer.sheets.errors import SheetError
from indexer.sheets.grid import Grid
from indexer.sheets.package import WorkbookPackage
from indexer.sheets.unread import UnreadWorksheet
from indexer.sheets.workbook import is_workbook, open_workbook

_ZIP = b"PK"
_COMPOUND = bytes.fromhex("d0cf11e0a1b11ae1")


@dataclass(frozen=True, slots=True)
class Worksheets:
    """What a spreadsheet holds.

    Attributes:
        grids: the visible worksheets that hold any row, in their order.
        unread: the others: hidden ones, charts; their names, so that none vanishes unsaid.
    """

    grids: tuple[Grid, ...]
    unread: tuple[UnreadWorksheet, ...]


def open_grids(path: Path) -> Worksheets:
    """Open a spreadsheet of whatever form: xlsx, xls and et, ods, csv.

    Args:
        path: the file; its suffix decides nothing.

    Raises:
        SheetError: it is in a form that is not read, encrypted, with macros, damaged, beyond the limits, or in
            an encoding that is not known.
        OSError: the file cannot be read.
    """
    with path.open("rb") as source:
        head = source.read(512)
    if head.startswith(_COMPOUND):
        raise SheetError(letters.not_a_sheet_form(path.name))
    grids: list[Grid]
    unread: list[UnreadWorksheet] = []
    if head.startswith(_ZIP):
        grids, unread = _from_archive(path)
    else:
        grids = [DelimitedRows(path)]
    return Worksheets(tuple(grid for grid in grids if next(iter(grid), None) is not None), tuple(unread))


def _from_archive(path: Path) -> tuple[list[Grid], list[UnreadWorksheet]]:
    package = WorkbookPackage(path)
    if is_workbook(package):
        seen, unread = open_workbook(package)
        return list(seen), unread
    raise SheetError(letters.not_a_sheet_form(path.name))
