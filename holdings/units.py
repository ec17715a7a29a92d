"""A unit of description: what a catalogue says of something kept (DA/T 18-2022).

One class for all four levels. What the law says of sharing it is kept in the room `sharing`.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from holdings.codes import fonds_code
from holdings.identity import UnitIdentity, written
from holdings.levels import Level


@dataclass(frozen=True, slots=True)
class Description:
    """The elements of DA/T 18-2022 that a catalogue row fills; empty text where it says nothing.

    Attributes:
        title: 题名.
        public_title: 公开题名, shown in place of the title on a conditional unit's face.
        responsible: 责任者, author; several are separated by ``;``.
        date_text: 日期 as written.
        earliest: first day that the date may mean, YYYYMMDD; 0 without a date.
        latest: last day that the date may mean, YYYYMMDD; 0 without a date.
        document_number: 文号, normalised (国办发〔1996〕2号).
        retention: 保管期限 as written.
        secrecy: 密级 as written; a mark in force never gets here.
        opening: 开放标识 as written; an earlier version kept 划控 behind it, after ；.
        creator: 立档单位, the unit that formed the fonds.
        category: 门类, an archival category code (WS, KJ, ZP ...) or word.
        stated_pages: 页数 as the catalogue states it; 0 where it says nothing.
        descriptors: 主题词.
        names: 人名.
        abstract: 摘要.
        former_codes: 原档号, the codes by which the unit was known before, as written. They are no codes of it: no unit
            is identified, ordered or put below another by them.
        other_cells: (heading, text) of what a catalogue says beside these, as it stands; for staff alone.
    """

    title: str
    public_title: str = ""
    responsible: str = ""
    date_text: str = ""
    earliest: int = 0
    latest: int = 0
    document_number: str = ""
    retention: str = ""
    secrecy: str = ""
    opening: str = ""
    creator: str = ""
    category: str = ""
    stated_pages: int = 0
    descriptors: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    abstract: str = ""
    former_codes: tuple[str, ...] = ()
    other_cells: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Unit:
    """A unit of description as the store keeps it.

    Attributes:
        identity: archive and reference code.
        level: level of description.
        template: name of the code template that its code follows; empty for none.
        supplier: who handed it over, by the code that its own archive uses; the fonds code where nobody is named.
            Another archive may use the same code for somebody else: `supplied_by` says whose it is.
        ancestors: codes of all higher levels, described or not, fonds first (`holdings.codes.borders`).
        description: what the catalogue says.
        pages: how many page texts it has.
        text_note: why its text is missing or partly missing; empty where all is read.
        poorly_read: how many of its pages were recognised with little confidence (`holdings.readings`).
        withdrawn: taken back from use, with its reason in the history.
        row: the store's own row number; never leaves the home.
    """

    identity: UnitIdentity
    level: Level
    template: str
    supplier: str
    ancestors: tuple[str, ...]
    description: Description
    pages: int = 0
    text_note: str = ""
    poorly_read: int = 0
    withdrawn: bool = False
    row: int = field(default=0, compare=False)

    @property
    def fonds(self) -> str:
        """The code of the fonds that the unit belongs to: the first element of its own."""
        return fonds_code(self.identity.code)

    @property
    def written_fonds(self) -> str:
        """The fonds, as `holdings.identity.written` writes it."""
        return written(self.identity.archive, self.fonds)

    @property
    def supplied_by(self) -> str:
        """Who handed it over, as `holdings.identity.written` writes it: a supplier is one of the unit's archive."""
        return written(self.identity.archive, self.supplier)

    @property
    def scopes(self) -> tuple[str, ...]:
        """Every code that a grant over this unit may name: its ancestors' and its own."""
        return (*self.ancestors, self.identity.code)


#: The elements that may be corrected, by the names of catalogue sheets (DA/T 18-2022).
CORRECTABLE = {
    "题名": "title",
    "公开题名": "public_title",
    "责任者": "responsible",
    "日期": "date_text",
    "文号": "document_number",
    "保管期限": "retention",
    "立档单位": "creator",
    "门类": "category",
    "主题词": "descriptors",
    "人名": "names",
    "摘要": "abstract",
    "原档号": "former_codes",
}
