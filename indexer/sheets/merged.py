"""Merged cells: what stands in the first cell of a range holds for each cell of it, as a person sees it.

The rows of a worksheet pass once, from top to bottom; only the ranges that reach the present row are looked at.
What the cells of a range cost is counted, so that a forged range of every cell costs no more than its bytes.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from indexer.sheets.grid import column_letters
from indexer.sheets.shown import Doubt

MOST_RANGES = 1_000_000
"""The most merged ranges of a worksheet."""
MOST_LENT = 50_000_000
"""The most cells of a worksheet that are filled from merged ranges."""

_NONE: Mapping[int, str] = MappingProxyType({})


class MergedError(ValueError):
    """Ranges that overlap, or beyond the limits; the text says which."""


@dataclass(frozen=True, slots=True)
class MergedRange:
    """A range of cells; rows are counted from 1, columns from 0, the last ones are in it."""

    top: int
    left: int
    bottom: int
    right: int

    @property
    def address(self) -> str:
        """As a spreadsheet program names it: C2:C5."""
        return f"{column_letters(self.left)}{self.top}:{column_letters(self.right)}{self.bottom}"


class MergedRanges:
    """The merged ranges of a worksheet, sixteen bytes each."""

    def __init__(self) -> None:
        self._corners = array("I")
        self._in_order = True

    def __bool__(self) -> bool:
        return bool(self._corners)

    def __len__(self) -> int:
        return len(self._corners) // 4

    def add(self, merged: MergedRange) -> None:
        """Add a range; one of a single cell lends nothing and is left out.

        Raises:
            MergedError: there are too many.
        """
        if merged.top == merged.bottom and merged.left == merged.right:
            return
        if len(self) >= MOST_RANGES:
            raise MergedError(f"more than {MOST_RANGES} merged ranges")
        if self._corners and merged.top < self._corners[-4]:
            self._in_order = False
        self._corners.extend((merged.top, merged.left, merged.bottom, merged.right))

    def lender(self) -> MergedLender:
        """A pass over the rows from the first."""
        if not self._in_order:
            tops = self._corners[::4]
            order = sorted(range(len(self)), key=tops.__getitem__)
            corners = self._corners
            self._corners = array("I", (corners[4 * at + nth] for at in order for nth in range(4)))
            self._in_order = True
        return MergedLender(self._corners)


class _Loan:
    """A range that reaches the present row, and what its first cell shows."""

    __slots__ = ("doubt", "merged", "text")

    def __init__(self, merged: MergedRange) -> None:
        self.merged = merged
        self.text = ""
        self.doubt: Doubt | None = None


class MergedLender:
    """One pass over the rows of a worksheet, which fills merged cells."""

    def __init__(self, corners: Sequence[int]) -> None:
        self._corners = corners
        self._next = 0
        self._row = 0
        self._loans: list[_Loan] = []
        self._lent = 0

    def fill(self, row: int, values: list[str], doubts: dict[int, Doubt]) -> Mapping[int, str]:
        """Fill the cells of a row, in place, from the ranges that reach it.

        Args:
            row: its number, counted from 1; no lower than that of the row before.
            values: what it shows by itself, from column A on; grows where a range reaches further.
            doubts: by zero-based column, why a value is not certain; filled too.

        Returns:
            By zero-based column, the range that lends its value to a cell that is not its first.

        Raises:
            MergedError: ranges overlap or fill too many cells, or the rows are out of order.
        """
        if row < self._row:
            raise MergedError(f"row {row} stands behind row {self._row}")
        self._row = row
        self._advance(row)
        if not self._loans:
            return _NONE
        names: dict[int, str] = {}
        for loan in self._loans:
            self._lend(loan, row, values, doubts, names)
        return names

    def _advance(self, row: int) -> None:
        if any(loan.merged.bottom < row for loan in self._loans):
            self._loans = [loan for loan in self._loans if loan.merged.bottom >= row]
        corners = self._corners
        while self._next < len(corners) and corners[self._next] <= row:
            top, left, bottom, right = corners[self._next : self._next + 4]
            self._next += 4
            if bottom >= row:
                self._insert(_Loan(MergedRange(top, left, bottom, right)))

    def _insert(self, loan: _Loan) -> None:
        at = bisect_right(self._loans, loan.merged.left, key=lambda other: other.merged.left)
        before = self._loans[at - 1].merged if at else None
        after = self._loans[at].merged if at < len(self._loans) else None
        if before is not None and before.right >= loan.merged.left:
            raise MergedError(f"{before.address} and {loan.merged.address} overlap")
        if after is not None and after.left <= loan.merged.right:
            raise MergedError(f"{after.address} and {loan.merged.address} overlap")
        self._loans.insert(at, loan)

    def _lend(
        self, loan: _Loan, row: int, values: list[str], doubts: dict[int, Doubt], names: dict[int, str]
    ) -> None:
        merged, first = loan.merged, loan.merged.left
        if row == merged.top:
            loan.text = values[first] if first < len(values) else ""
            loan.doubt = doubts.get(first)
            first += 1
        own = values[first : merged.right + 1]
        count = merged.right + 1 - first
        if count and (loan.doubt or loan.text.strip()):
            self._lent += count
            if self._lent > MOST_LENT:
                raise MergedError(f"they fill more than {MOST_LENT} cells")
            if len(values) < first:
                values.extend([""] * (first - len(values)))
            values[first : merged.right + 1] = [loan.text] * count
            names.update(dict.fromkeys(range(first, merged.right + 1), merged.address))
            if loan.doubt:
                doubts.update(dict.fromkeys(range(first, merged.right + 1), loan.doubt))
        for at, text in enumerate(own, start=first):
            if text.strip() and text.strip() != loan.text.strip():
                # What stands under a merged range is unseen; which of the two was meant nobody can know.
                values[at] = text
                doubts[at] = Doubt.COVERED
