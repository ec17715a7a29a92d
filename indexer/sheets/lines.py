"""The lines of a catalogue: rows that describe a unit, and rows that a person sees and that describe none."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum

from holdings.letters import Letter

KEY_STEP = 10_000_000
"""More than the rows of any worksheet: how far the keys of one worksheet lie from those of the next."""


@dataclass(frozen=True, slots=True)
class CellFault:
    """Why a cell is not certain.

    Attributes:
        column: standard name of its column; empty where it speaks of the whole row.
        letter: what is wrong, with the address of the cell, why it matters, what to do.
    """

    column: str
    letter: Letter


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of a sheet that describes a unit.

    Attributes:
        number: counted from 1 as a spreadsheet program shows it; the header is a row too.
        cells: text by standard column name, trimmed; columns that the sheet lacks are not there. A cell with a
            fault is empty.
        beyond: the text of cells that stand under no heading; such a row is shifted or torn.
        worksheet: the worksheet's name where a workbook has several catalogues; else empty.
        order: tells the row from those of other worksheets, in the order in which they are read; 0 for its number.
        others: (heading, text) of cells whose column is not known.
        faults: why cells are not certain.
        filled: (column, range) of cells whose value a merged range lends.
        repeated: columns whose cell says "as above" and has the value of the row above.
        doubtful: headings of unknown columns whose cell is not certain.
        hidden: whether a person who opens the sheet does not see the row.
    """

    number: int
    cells: Mapping[str, str]
    beyond: tuple[str, ...] = ()
    worksheet: str = ""
    order: int = 0
    others: tuple[tuple[str, str], ...] = ()
    faults: tuple[CellFault, ...] = ()
    filled: tuple[tuple[str, str], ...] = ()
    repeated: tuple[str, ...] = ()
    doubtful: tuple[str, ...] = ()
    hidden: bool = False

    @property
    def key(self) -> int:
        """A number that no other row of the sheet has, whatever its worksheet."""
        return self.order or self.number


class Why(Enum):
    """Why a row describes no unit; the value is its name in JSON."""

    TITLE = "title"
    HEADER = "header"
    SECTION = "section"
    TOTAL = "total"
    SIGNATURE = "signature"

    @property
    def zh(self) -> str:
        """The reason in Chinese."""
        return _ZH[self]


_ZH = {
    Why.TITLE: "表题",
    Why.HEADER: "重复的表头",
    Why.SECTION: "分类标题",
    Why.TOTAL: "合计",
    Why.SIGNATURE: "签署、说明",
}


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A row that describes no unit.

    Attributes:
        worksheet: as of `SheetRow`.
        number: its number.
        why: what it is.
        text: what it says, cut.
    """

    worksheet: str
    number: int
    why: Why
    text: str


Line = SheetRow | LeftOut
