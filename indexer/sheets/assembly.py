"""Rows of a worksheet are put together: merged cells filled, doubts said with the address of their cell."""

from __future__ import annotations

from indexer.sheets import cell_letters
from indexer.sheets.errors import SheetError
from indexer.sheets.grid import NO_FAULTS, NO_RANGES, GridRow, cell_address
from indexer.sheets.merged import MergedError, MergedRanges
from indexer.sheets.shown import Doubt


class RowAssembly:
    """One pass over the rows of a worksheet.

    Args:
        name: the file's name, for letters.
        title: the worksheet's; empty for a csv.
        merged: its merged ranges.
    """

    def __init__(self, name: str, title: str, merged: MergedRanges | None = None) -> None:
        self._name = name
        self._title = title
        self._lender = merged.lender() if merged else None

    def row(
        self, number: int, values: list[str], doubts: dict[int, Doubt], *, hidden: bool = False
    ) -> GridRow | None:
        """A row as a person sees it; None for one in which nothing of its own stands.

        Args:
            number: counted from 1; no lower than the row before where cells are merged.
            values: the text of each cell, from column A on; changed in place.
            doubts: by zero-based column, why a text is not certain; changed in place.
            hidden: whether the row is hidden.

        Raises:
            SheetError: merged ranges contradict one another or are beyond the limits.
        """
        if not doubts and not any(map(str.strip, values)):
            return None
        ranges = NO_RANGES
        if self._lender is not None:
            try:
                ranges = self._lender.fill(number, values, doubts)
            except MergedError as error:
                raise SheetError(
                    cell_letters.merged_cells_unclear(self._name, self._title, str(error))
                ) from None
        faults = NO_FAULTS
        if doubts:
            faults = {
                at: cell_letters.uncertain_cell(
                    self._name, self._title, cell_address(number, at), values[at], doubt
                )
                for at, doubt in sorted(doubts.items())
            }
        return GridRow(number, tuple(values), faults, ranges, hidden)
