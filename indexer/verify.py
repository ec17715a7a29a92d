"""The rules of one row: what a catalogue says, read into a unit, or every reason why not.

Pure functions: nothing here looks at a file, a store or a clock. What rows say of each other, and whether their
files are there, is seen by `indexer.receive`.
"""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from dataclasses import dataclass, replace
from functools import lru_cache
from itertools import chain

from holdings.code_spelling import normalise
from holdings.codes import CodeError, ReferenceCode, Template, parse
from holdings.dates import ArchivalDate
from holdings.document_numbers import normalise_document_number
from holdings.identity import UnitIdentity
from holdings.letters import Letter
from holdings.levels import Level
from holdings.numerals import fold_numbers
from holdings.retention import RetentionError, parse_retention
from holdings.secrecy import SecrecyError, SecrecyMark, in_force, parse_secrecy
from holdings.units import Description, Unit
from indexer import letters
from indexer.marks_elsewhere import is_marked_elsewhere, limiting_column
from indexer.refusals import Refusal
from indexer.row_dates import DATE_COLUMNS, date_of, without_midnight
from indexer.sheets import SheetRow
from indexer.sheets.headings import CONTROL
from sharing.access import SharingState
from sharing.classes import SharingClass, UnknownClass, UnknownOpening, class_of, class_of_control

MOST_PAGES = 1_000_000
"""The most pages that 页数 may state for one unit."""

#: The longest text of an element, in characters; where none is named, `MOST_TEXT`.
MOST_BY_COLUMN = {
    "立档单位": 200,
    "档案馆代码": 40,
    "门类": 200,
    "保管期限": 200,
    "摘要": 100_000,
}
MOST_TEXT = 10_000
# What is no longer is within the limit of every element (档案馆代码 has a rule of its own).
_ALWAYS_SHORT = 200

_CACHED = 1 << 14
_LONGEST_PARSED = 300
_FORBIDDEN_IN_ARCHIVE = frozenset("/?#%:;\\")
LIST = re.compile(r"[;；|｜\n]")
"""What parts the values of an element that may have several, and the paths of 文件."""
_NAMES = re.compile(r"[;；|｜\n、，]")
_PAGES = re.compile(r"共?([0-9]{1,9})(?:\.0{1,9})?[页頁Pp]?")
_PAGE_SPAN = re.compile(r"第?([0-9]{1,9})[页頁]?[-—–－~～至]第?([0-9]{1,9})[页頁]?")
_DRIVE = re.compile(r"[A-Za-z]:")
_HAN_BREAK = re.compile(r"(?<=[⺀-鿿豈-﫿，。、；：])\s*\n\s*(?=[⺀-鿿豈-﫿])")


@dataclass(frozen=True, slots=True)
class Terms:
    """What an intake was told, and what the home is.

    Attributes:
        supplier: who hands over; empty: of each row its 立档单位, else its fonds code.
        fills_empty: the class of rows with an empty 共享类型, and of files without a sheet.
        home_archive: 档案馆代码 of the home's own archive; empty while it is not known.
        templates: the home's templates of reference codes.
        today: the day by which secrecy marks are judged.
        foreign: archives of which units are held under their code. None of them is taken for the home's own, or one
            unit could be held under two identities.
    """

    supplier: str
    fills_empty: SharingClass
    home_archive: str
    templates: tuple[Template, ...]
    today: dt.date
    foreign: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class ReceivedUnit:
    """A verified row.

    Attributes:
        row: its row in the worksheet, from 1; without a sheet its place among the files, from 1.
        unit: the unit; its store row and its pages are 0.
        state: its class, with nothing hidden and nothing published by a reviewer.
        objects: its files as POSIX paths below the folder, in the order of pages.
        worksheet: its worksheet where a workbook has several catalogues; else empty.
        unread_date: why its date is kept as written and tells no day; None where it was read, or there is none.
    """

    row: int
    unit: Unit
    state: SharingState
    objects: tuple[str, ...]
    worksheet: str = ""
    unread_date: Letter | None = None


def verify(source: str, row: SheetRow, terms: Terms, home_archive: str) -> ReceivedUnit | list[Refusal]:
    """Read a row of a catalogue sheet into a unit.

    No date stands against a row: what is not read as one is kept as it is written, and the unit has no date.

    A row whose columns may be shifted, or whose secrecy mark is in force, not known or not certain, is refused for
    that alone: no other letter quotes it.

    Args:
        source: name of the sheet.
        row: the row.
        terms: the terms of the intake.
        home_archive: the archive whose units are written bare, in its one spelling.

    Returns:
        The unit, or every reason against the row. The paths of `objects` are as the sheet writes them
        (`named_paths`), whether or not the files are there.
    """
    if row.beyond:
        return [Refusal(source, row.number, "", letters.cells_beyond(len(row.beyond)))]
    doubtful_dates = [fault.letter for fault in row.faults if fault.column in DATE_COLUMNS]
    if len(doubtful_dates) < len(row.faults):
        return _refused_for_faults(source, row, terms, home_archive)
    cells = _Cells(source, row)
    date = doubtful_dates[0] if doubtful_dates else date_of(cells.short("日期"))
    found_date = date if isinstance(date, ArchivalDate) else None
    secret = _secrecy(cells.short("密级"), found_date.latest if found_date else None, terms.today)
    if secret is not None:
        return [Refusal(source, row.number, "密级", secret)]
    if is_marked_elsewhere(row, found_date.latest if found_date else None, terms.today):
        return [Refusal(source, row.number, "", letters.secrecy_elsewhere())]
    cells.check_texts()
    code = _code(cells.short("档号"), terms.templates)
    if isinstance(code, Letter):
        cells.refuse("档号", code)
    if not cells.raw("题名"):
        cells.refuse("题名", letters.no_title())
    archive = _archive(cells.short("档案馆代码"))
    if isinstance(archive, Letter):
        cells.refuse("档案馆代码", archive)
    level = _level(cells.short("著录层级"))
    if isinstance(level, Letter):
        cells.refuse("著录层级", level)
    pages = _page_count(cells.short("页数"))
    if isinstance(pages, Letter):
        cells.refuse("页数", pages)
    retention = _retention(cells.short("保管期限"))
    if retention is not None:
        cells.refuse("保管期限", retention)
    sharing_class = _sharing_class(cells, terms.fills_empty)
    limiting = limiting_column(row, sharing_class) if row.others else ""
    if limiting:
        cells.refuse(limiting, letters.limit_elsewhere(sharing_class.zh, sharing_class.word))
    objects = cells.paths()
    if cells.refusals or isinstance(archive, Letter) or isinstance(level, Letter) or isinstance(code, Letter):
        return cells.refusals
    creator = cells.line("立档单位")
    unit = Unit(
        identity=UnitIdentity("" if archive == home_archive else archive, code.text),
        level=level or code.level,
        template=code.template,
        supplier=terms.supplier or creator or code.fonds,
        ancestors=code.ancestors,
        description=Description(
            title=cells.line("题名"),
            public_title=cells.line("公开题名"),
            responsible=cells.raw("责任者"),
            date_text=without_midnight(cells.line("日期")),
            earliest=found_date.earliest if found_date else 0,
            latest=found_date.latest if found_date else 0,
            document_number=normalise_document_number(cells.line("文号")),
            retention=cells.raw("保管期限"),
            secrecy=cells.raw("密级"),
            opening=cells.raw("开放标识"),
            creator=creator,
            category=cells.line("门类"),
            stated_pages=pages if isinstance(pages, int) else 0,
            descriptors=_words(LIST, cells.raw("主题词")),
            names=_words(_NAMES, cells.raw("人名")),
            abstract=cells.raw("摘要"),
            former_codes=_words(LIST, cells.raw("原档号")),
            # 划控 is the archive's own word: it limits, and no reader sees it.
            other_cells=(*row.others, (CONTROL, cells.raw(CONTROL))) if cells.raw(CONTROL) else row.others,
        ),
    )
    unread_date = date if isinstance(date, Letter) else None
    return ReceivedUnit(row.number, unit, SharingState(sharing_class), objects, row.worksheet, unread_date)


def _refused_for_faults(source: str, row: SheetRow, terms: Terms, home_archive: str) -> list[Refusal]:
    """The reasons against a row of which some cells are not certain, and what else is wrong with it."""
    faults = [
        Refusal(source, row.number, fault.column, fault.letter)
        for fault in row.faults
        if fault.column not in DATE_COLUMNS
    ]
    alone = [fault for fault in faults if fault.column in ("", "密级")]
    if alone:
        return alone[:1]
    dates = tuple(fault for fault in row.faults if fault.column in DATE_COLUMNS)
    rest = verify(source, replace(row, faults=dates), terms, home_archive)
    if isinstance(rest, ReceivedUnit):
        return faults
    if quotes_nothing(rest):
        return rest
    columns = {fault.column for fault in faults}
    return faults + [refusal for refusal in rest if refusal.column not in columns]


def archive_code(row: SheetRow) -> str:
    """档案馆代码 of a row in its one spelling; empty where it has none or an impossible one."""
    cell = row.cells.get("档案馆代码", "")
    found = _archive(cell) if len(cell) <= _LONGEST_PARSED else ""
    return found if isinstance(found, str) else ""


def identity_of(row: SheetRow, terms: Terms) -> UnitIdentity | None:
    """The identity that a row claims, with its archive as written; None where its code is none.

    For rows that are refused: what else is wrong between rows is said at once.
    """
    try:
        return UnitIdentity(archive_code(row), parse(row.cells.get("档号", ""), terms.templates).text)
    except CodeError:
        return None


def numbers_of_row(row: SheetRow, terms: Terms) -> set[int]:
    """The numbers that the unit of a row may have, of the archive that it names and of the home's own."""
    identity = identity_of(row, terms)
    return {identity.number, UnitIdentity("", identity.code).number} if identity is not None else set()


def quotes_nothing(refusals: list[Refusal]) -> bool:
    """Whether a row was refused because it is or may be secret, so that nothing else may be said of it."""
    return len(refusals) == 1 and refusals[0].column in ("", "密级")


def named_paths(cell: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The paths of a cell 文件.

    Returns:
        POSIX paths in Unicode NFC, without ``.``, in the order written; and the pieces that are no path below
        the folder: absolute, with a drive, with ``..``.
    """
    good, bad = [], []
    for piece in filter(None, map(str.strip, LIST.split(cell))):
        # Catalogues made on Windows write a backslash.
        path = unicodedata.normalize("NFC", piece).replace("\\", "/")
        parts = [part for part in path.split("/") if part not in ("", ".")]
        if path.startswith("/") or _DRIVE.match(path) or ".." in parts or not parts:
            bad.append(piece)
        else:
            good.append("/".join(parts))
    return tuple(good), tuple(bad)


class _Cells:
    """The cells of a row and the reasons against it."""

    def __init__(self, source: str, row: SheetRow) -> None:
        self._source = source
        self._row = row
        self._written = row.cells
        self.refusals: list[Refusal] = []

    def raw(self, column: str) -> str:
        """A cell as written; empty where the sheet has no such column."""
        return self._written.get(column, "")

    def short(self, column: str) -> str:
        """A cell for a parser whose answers are remembered: what is longer is wrong, and stays wrong when cut."""
        text = self._written.get(column, "")
        return text if len(text) <= _LONGEST_PARSED else text[:_LONGEST_PARSED] + "…"

    def line(self, column: str) -> str:
        """A cell on one line: a line break between Han characters is dropped, else it is a blank."""
        text = self._written.get(column, "")
        return " ".join(_HAN_BREAK.sub("", text).split("\n")) if "\n" in text else text

    def refuse(self, column: str, letter: Letter) -> None:
        """Add a reason against a cell."""
        self.refusals.append(Refusal(self._source, self._row.number, column, letter))

    def check_texts(self) -> None:
        """Refuse control characters and texts that are too long."""
        if not self._row.others:
            # Most rows are short and legible as a whole.
            whole = "".join(self._written.values())
            if len(whole) <= _ALWAYS_SHORT and whole.isprintable():
                return
        for column, text in chain(self._row.cells.items(), self._row.others):
            if len(text) > _ALWAYS_SHORT:
                most = MOST_BY_COLUMN.get(column, MOST_TEXT)
                if len(text) > most:
                    self.refuse(column, letters.text_too_long(most))
            if not text.isprintable():
                unseen = _unseen(text)
                if unseen:
                    self.refuse(column, letters.unreadable_characters(unseen))

    def paths(self) -> tuple[str, ...]:
        """The paths of 文件; refuses those that are none."""
        cell = self.raw("文件")
        if not cell:
            return ()
        good, bad = named_paths(cell)
        for piece in bad:
            self.refuse("文件", letters.bad_path(piece))
        return good


def _unseen(text: str) -> str:
    """Control characters and lone surrogates, each once; line breaks and tabs are none."""
    return "".join(
        sorted({char for char in text if char not in "\n\t" and unicodedata.category(char) in ("Cc", "Cs")})
    )[:8]


def _words(separators: re.Pattern[str], cell: str) -> tuple[str, ...]:
    if not cell:
        return ()
    return tuple(dict.fromkeys(word for piece in separators.split(cell) if (word := piece.strip())))


def _secrecy(cell: str, latest: int | None, today: dt.date) -> Letter | None:
    if not cell:
        return None
    mark = _mark(cell)
    if isinstance(mark, Letter):
        return mark
    if mark is not None and in_force(mark, latest, today):
        return letters.secrecy_in_force(latest is not None)
    return None


@lru_cache(_CACHED)
def _mark(cell: str) -> SecrecyMark | Letter | None:
    try:
        return parse_secrecy(cell)
    except SecrecyError:
        return letters.secrecy_unknown()


def _code(cell: str, templates: tuple[Template, ...]) -> ReferenceCode | Letter:
    try:
        return parse(cell, templates)
    except CodeError as error:
        return error.letter


@lru_cache(_CACHED)
def _archive(cell: str) -> str | Letter:
    code = normalise(cell)
    if not code and not cell:
        return ""
    impossible = not code.isprintable() or not _FORBIDDEN_IN_ARCHIVE.isdisjoint(code) or len(code) > 40
    if impossible or not any(map(str.isalnum, code)):
        return letters.no_archive(cell)
    return code


@lru_cache(_CACHED)
def _level(cell: str) -> Level | Letter | None:
    if not cell:
        return None
    try:
        return Level.from_word(cell)
    except ValueError:
        return letters.no_level(cell)


@lru_cache(_CACHED)
def _page_count(cell: str) -> int | Letter:
    if not cell:
        return 0
    folded = "".join(fold_numbers(cell).split())
    match = _PAGES.fullmatch(folded)
    if match is not None and int(match[1]) <= MOST_PAGES:
        return int(match[1])
    span = _PAGE_SPAN.fullmatch(folded)
    if span is not None and 0 <= int(span[2]) - int(span[1]) < MOST_PAGES:
        return int(span[2]) - int(span[1]) + 1
    return letters.no_page_count(cell, MOST_PAGES)


@lru_cache(_CACHED)
def _retention(cell: str) -> Letter | None:
    if not cell:
        return None
    try:
        parse_retention(cell)
    except RetentionError as error:
        return error.letter
    return None


def _sharing_class(cells: _Cells, fills_empty: SharingClass) -> SharingClass:
    """The class of a row; withheld, with a reason against each, where a word is not known."""
    strictest, unknown = _class_of_words(
        cells.short("共享类型"), cells.short("开放标识"), cells.short(CONTROL), fills_empty
    )
    for column, letter in unknown:
        cells.refuse(column, letter)
    return strictest


@lru_cache(_CACHED)
def _class_of_words(
    sharing_type: str, opening: str, control: str, fills_empty: SharingClass
) -> tuple[SharingClass, tuple[tuple[str, Letter], ...]]:
    """The strictest of what 共享类型, 开放标识 and 划控 say, and the words among them that are not known."""
    answers = (
        ("共享类型", _class(sharing_type, "", fills_empty)),
        ("开放标识", _class("", opening, SharingClass.UNCONDITIONAL)),
        (CONTROL, _control(control)),
    )
    unknown = tuple((column, answer) for column, answer in answers if isinstance(answer, Letter))
    if unknown:
        return SharingClass.WITHHELD, unknown
    return max(answer for _, answer in answers if not isinstance(answer, Letter)), ()


@lru_cache(_CACHED)
def _control(cell: str) -> SharingClass | Letter:
    try:
        return class_of_control(cell)
    except UnknownOpening as error:
        return error.letter


@lru_cache(_CACHED)
def _class(sharing_type: str, opening: str, fills_empty: SharingClass) -> SharingClass | Letter:
    try:
        return class_of(sharing_type, opening, fills_empty)
    except (UnknownClass, UnknownOpening) as error:
        return error.letter
