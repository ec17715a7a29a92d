"""A package looked at as a whole: its sheet, its rows, its files, and everything that speaks against it.

`indexer.receive` takes in what passes; `lantai check-sheet` tells all of it. There is one way of reading.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from holdings.letters import Letter
from holdings.levels import Level
from indexer import letters
from indexer.folder import FoundFile, walk
from indexer.ledger import Ledger
from indexer.refusals import Reasons, Refusal, Secret
from indexer.sheets import Account, Sheet, open_sheet
from indexer.sheets.catalogue_letters import in_worksheet
from indexer.verify import (
    ReceivedUnit,
    Terms,
    archive_code,
    identity_of,
    named_paths,
    numbers_of_row,
    quotes_nothing,
    verify,
)
from sharing.classes import SharingClass
from sharing.limits import is_open_by_mark, limit_of

_TELL_EVERY = 500


@dataclass(frozen=True)
class Examined:
    """A package with a catalogue, looked at.

    Attributes:
        folder: where its files lie.
        sheet: the catalogue.
        signature: size and time of the last change of the sheet when it was opened, in bytes and nanoseconds.
        account: what became of its rows.
        ledger: codes, classes and files, ready to be asked.
        reasons: all that speaks against taking it in.
        count: how many units may be taken in.
        levels: how many of them there are of each level.
        classes: how many of them there are of each sharing class.
        home_archive: the home's own 档案馆代码: of the terms, or else the only one that the sheet names.
        unfitting: how many codes follow no template.
        files: how many files lie in the folder.
        open_unreviewed: how many units 开放标识 calls open, and are unreviewed for want of a 共享类型.
        limited_unreviewed: how many unreviewed ones the catalogue limits.
        secret: units and files of rows that are or may be secret; None where there are none.
    """

    folder: Path
    sheet: Sheet
    signature: tuple[int, int]
    account: Account
    ledger: Ledger
    reasons: Reasons
    count: int
    levels: Counter[Level]
    classes: Counter[SharingClass]
    home_archive: str
    unfitting: int
    files: int
    open_unreviewed: int
    limited_unreviewed: int
    secret: Secret | None
    terms: Terms = field(repr=False)

    @property
    def notices(self) -> tuple[Letter, ...]:
        """What a person should know before it is taken in."""
        notices = [*self.sheet.notices, *self.account.notices(self.sheet.name)]
        if self.unfitting:
            notices.append(letters.no_template_fits(self.unfitting))
        if self.home_archive and not self.terms.home_archive:
            notices.append(letters.home_archive_is(self.home_archive))
        if self.open_unreviewed:
            notices.append(letters.open_without_class(self.open_unreviewed))
        if self.limited_unreviewed:
            notices.append(letters.limited_without_class(self.limited_unreviewed))
        return tuple(notices)


def examine(folder: Path, sheet_path: Path, terms: Terms, progress: Callable[[int], None]) -> Examined:
    """Look at a folder with a catalogue, row by row and file by file. Memory does not grow with it.

    Args:
        folder: where the files lie.
        sheet_path: the catalogue.
        terms: what the intake was told, and what the home is.
        progress: told now and then how many rows were looked at.

    Raises:
        SheetError: the catalogue as a whole cannot be read.
        OSError: it cannot be opened.
    """
    signature = signature_of(sheet_path)
    sheet = open_sheet(sheet_path)
    account, ledger, reasons = Account(), Ledger(), Reasons()
    archives: set[str] = set()
    levels, classes = Counter[Level](), Counter[SharingClass]()
    count = unfitting = open_unreviewed = limited_unreviewed = 0
    secrets: set[int] = set()  # units of rows that are or may be secret
    for line in sheet.lines():
        row = account.taken(line)
        if row is None:
            continue
        if account.units % _TELL_EVERY == 1:
            progress(account.units - 1)
        archive = archive_code(row)
        if archive and len(archives) < 2:
            archives.add(archive)
        # Rows are judged before the home's own archive is known: all that depends on it is put right below.
        source = in_worksheet(sheet.name, row.worksheet)
        found = verify(source, row, terms, terms.home_archive)
        if isinstance(found, list):
            reasons.add(*found)
            paths, _ = named_paths(row.cells.get("文件", ""))
            if quotes_nothing(found):
                ledger.named(0, paths)
                secrets |= numbers_of_row(row, terms)
                continue
            ledger.named(row.key, paths)
            identity = identity_of(row, terms)
            if identity is not None:
                ledger.unit(row.key, identity.archive, identity.code, SharingClass.UNCONDITIONAL, filed=False)
            continue
        if found.unread_date is not None:
            account.note_unread_date(row, found.unit.description.date_text)
        count += 1
        unfitting += not found.unit.template
        levels[found.unit.level] += 1
        classes[found.state.sharing_class] += 1
        if found.state.sharing_class is SharingClass.UNREVIEWED:
            open_unreviewed += is_open_by_mark(found.unit.description)
            limited_unreviewed += limit_of(found.unit.description) is not None
        identity = found.unit.identity
        ledger.unit(
            row.key, identity.archive, identity.code, found.state.sharing_class, filed=bool(found.objects)
        )
        ledger.named(row.key, found.objects)
    home_archive = terms.home_archive or _only(archives, terms.foreign)
    files = 0
    for found_file in walk(folder):
        if not _is_same(folder, found_file, sheet_path):
            files += 1
            note_file(found_file, ledger, reasons)
    ledger.close_entries(home_archive)
    _compare(sheet, ledger, reasons)
    # Row 0 has the files of rows that are or may be secret.
    secret_files = tuple(folder / disk for disk in ledger.objects(0))
    secret = Secret(frozenset(secrets), secret_files) if secrets or secret_files else None
    return Examined(
        folder,
        sheet,
        signature,
        account,
        ledger,
        reasons,
        count,
        levels,
        classes,
        home_archive,
        unfitting,
        files,
        open_unreviewed,
        limited_unreviewed,
        secret,
        terms,
    )


def _only(archives: set[str], foreign: frozenset[str]) -> str:
    """The only archive that a sheet names, if it may be the home's own."""
    return next(iter(archives)) if len(archives) == 1 and archives.isdisjoint(foreign) else ""


def units_again(examined: Examined) -> Iterator[ReceivedUnit | None]:
    """The units of a package that may be taken in, read once more; None where a row is none any more."""
    sheet = examined.sheet
    for row in sheet.rows():
        found = verify(sheet.name, row, examined.terms, examined.home_archive)
        if isinstance(found, list) or signature_of(sheet.path) != examined.signature:
            yield None
            return
        objects = examined.ledger.objects(row.key) if found.objects else ()
        yield ReceivedUnit(found.row, found.unit, found.state, objects, found.worksheet)


def signature_of(path: Path) -> tuple[int, int]:
    """Size and time of the last change, in bytes and nanoseconds."""
    seen = path.stat()
    return seen.st_size, seen.st_mtime_ns


def note_file(found: FoundFile, ledger: Ledger, reasons: Reasons) -> None:
    """Note a file of the folder, or what stands in the way of taking it."""
    if found.fault is not None:
        reasons.add(Refusal(found.path, 0, "", found.fault))
    else:
        ledger.file(found.path, found.disk)


def _compare(sheet: Sheet, ledger: Ledger, reasons: Reasons) -> None:
    """What rows say of each other, and of the folder."""
    for key, first in ledger.doubled_codes():
        source, row = sheet.place_of(key)
        reasons.add(Refusal(source, row, "档号", letters.duplicate_code(_other_row(sheet, key, first))))
    for key, below, count in ledger.more_open():
        source, row = sheet.place_of(key)
        reasons.add(Refusal(source, row, "共享类型", letters.more_open(_other_row(sheet, key, below), count)))
    for key, path in ledger.absent_files():
        source, row = sheet.place_of(key)
        reasons.add(Refusal(source, row, "文件", letters.file_absent(path)))
    for key, path, first in ledger.files_named_twice():
        source, row = sheet.place_of(key)
        reasons.add(
            Refusal(source, row, "文件", letters.file_named_twice(path, _other_row(sheet, key, first)))
        )
    for path in ledger.surplus_files():
        reasons.add(Refusal(path, 0, "", letters.surplus_file()))


def _other_row(sheet: Sheet, key: int, other: int) -> Letter:
    """How a letter about one row names another: with its worksheet where that is another one."""
    source, row = sheet.place_of(other)
    return letters.row_words(source if source != sheet.place_of(key)[0] else "", row)


def _is_same(folder: Path, found: FoundFile, sheet_path: Path) -> bool:
    return "/" not in found.disk and folder / found.disk == sheet_path
