"""Receive 接收: what was handed over, verified whole before any of it is taken in (design sections 6 and 8).

A folder with a catalogue sheet, a folder without one (one unit a file), the sheet itself, or one file. Either all
of it can be taken in, or every reason why not is told at once. Memory does not grow with the package.
"""

from __future__ import annotations

import hashlib
import json
import os
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from pathlib import Path

from holdings.codes import normalise, parse
from holdings.identity import UnitIdentity
from holdings.letters import LantaiError, Letter
from holdings.levels import Level
from holdings.units import Description, Unit
from indexer import letters
from indexer.folder import FoundFile, code_of, title_of, walk
from indexer.ledger import Ledger
from indexer.refusals import Reasons, Refusal, Refused, Secret
from indexer.sheets import Sheet, SheetError, find_sheet, is_catalogue, is_sheet_name, open_sheet
from indexer.sheets.letters import sheet_changed
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
from sharing.access import SharingState
from sharing.classes import SharingClass

__all__ = ["NothingToReceive", "Received", "ReceivedUnit", "Refusal", "Refused", "Terms", "receive"]

_PIECE = 1 << 20
_TELL_EVERY = 500
_SHEETS = (".xlsx", ".csv")


class NothingToReceive(LantaiError):
    """The path is no folder and no file, cannot be read, or holds nothing."""


@dataclass(frozen=True)
class Received:
    """A package that may be taken in.

    Attributes:
        source: the folder's name.
        folder: where its files lie.
        digest: SHA-256 (hex) over the sheet's bytes, the terms that matter (all but the day), and path and
            SHA-256 of every file. The same package under the same terms has the same digest, wherever it lies;
            without a sheet the folder's name counts too, for codes are made from it.
        notices: what a person should know before it is taken in.
        count: how many units there are.
        home_archive: the home's own 档案馆代码: of the terms, or else the only one that the sheet names, unless units
            are held under it as another archive's.
    """

    source: str
    folder: Path
    digest: str
    notices: tuple[Letter, ...]
    count: int
    home_archive: str
    _units: Callable[[], Iterator[ReceivedUnit]] = field(repr=False, compare=False)

    def units(self) -> Iterator[ReceivedUnit]:
        """The verified units in the order of the sheet (of the paths without one), from the beginning each time.

        Raises:
            SheetError: the sheet was changed since it was verified.
        """
        return self._units()


def _tell_nobody(count: int) -> None:
    """Progress that nobody looks at."""


def receive(path: Path, terms: Terms, progress: Callable[[int], None] = _tell_nobody) -> Received:
    """Verify a package.

    Args:
        path: a folder, the catalogue sheet in it, or one file.
        terms: what the intake was told, and what the home is.
        progress: told now and then how many rows were verified.

    Raises:
        Refused: with every reason at once.
        SheetError: the catalogue sheet as a whole cannot be read.
        NothingToReceive: nothing is there.
    """
    path = Path(os.path.abspath(path))  # noqa: PTH100 (resolve would follow links and lose the name given)
    terms = replace(terms, home_archive=normalise(terms.home_archive))
    try:
        if path.is_dir():
            sheet_path = find_sheet(path)
            return (
                _with_sheet(path, sheet_path, terms, progress)
                if sheet_path
                else _without_sheet(path, None, terms)
            )
        if not path.is_file():
            raise NothingToReceive(letters.not_there(str(path)))
        if path.suffix.lower() in _SHEETS or is_sheet_name(path.name):
            return _with_sheet(path.parent, path, terms, progress)
        return _without_sheet(path.parent, path, terms)
    except (OSError, ValueError) as error:
        why = str(getattr(error, "strerror", None) or error)
        raise NothingToReceive(letters.folder_unreadable(str(path), why)) from None


# --------------------------------------------------------------------------------------------- with a catalogue


def _with_sheet(folder: Path, sheet_path: Path, terms: Terms, progress: Callable[[int], None]) -> Received:
    signature = _signature(sheet_path)
    sheet = open_sheet(sheet_path)
    ledger, reasons = Ledger(), Reasons()
    archives: set[str] = set()
    count = unfitting = 0
    secrets: set[int] = set()  # units of rows that are or may be secret
    for seen, row in enumerate(sheet.rows()):
        if seen % _TELL_EVERY == 0:
            progress(seen)
        archive = archive_code(row)
        if archive and len(archives) < 2:
            archives.add(archive)
        # Rows are judged before the home's own archive is known: all that depends on it is put right below.
        found = verify(sheet.name, row, terms, terms.home_archive)
        if isinstance(found, list):
            reasons.add(*found)
            paths, _ = named_paths(row.cells.get("文件", ""))
            if quotes_nothing(found):
                ledger.named(0, paths)
                secrets |= numbers_of_row(row, terms)
                continue
            ledger.named(row.number, paths)
            identity = identity_of(row, terms)
            if identity is not None:
                ledger.unit(
                    row.number, identity.archive, identity.code, SharingClass.UNCONDITIONAL, filed=False
                )
            continue
        count += 1
        unfitting += not found.unit.template
        identity = found.unit.identity
        ledger.unit(
            row.number, identity.archive, identity.code, found.state.sharing_class, filed=bool(found.objects)
        )
        ledger.named(row.number, found.objects)
    home_archive = terms.home_archive or _only(archives, terms.foreign)
    for found_file in walk(folder):
        if not _is_same(folder, found_file, sheet_path):
            _note(found_file, ledger, reasons)
    ledger.close_entries(home_archive)
    _compare(sheet.name, ledger, reasons)
    # Row 0 has the files of rows that are or may be secret.
    files = tuple(folder / disk for disk in ledger.objects(0))
    reasons.raise_any(folder.name, Secret(frozenset(secrets), files) if secrets or files else None)
    notices = list(sheet.notices)
    if unfitting:
        notices.append(letters.no_template_fits(unfitting))
    if home_archive and not terms.home_archive:
        notices.append(letters.home_archive_is(home_archive))
    digest = _digest(["sheet", _sha256(sheet_path)], terms, home_archive, folder, ledger)
    if _signature(sheet_path) != signature:
        raise SheetError(sheet_changed(sheet.name))

    def units() -> Iterator[ReceivedUnit]:
        return _units_again(sheet, signature, ledger, terms, home_archive)

    return Received(folder.name, folder, digest, tuple(notices), count, home_archive, units)


def _only(archives: set[str], foreign: frozenset[str]) -> str:
    """The only archive that a sheet names, if it may be the home's own."""
    return next(iter(archives)) if len(archives) == 1 and archives.isdisjoint(foreign) else ""


def _compare(source: str, ledger: Ledger, reasons: Reasons) -> None:
    """What rows say of each other, and of the folder."""
    for row, first in ledger.doubled_codes():
        reasons.add(Refusal(source, row, "档号", letters.duplicate_code(first)))
    for row, below, count in ledger.more_open():
        reasons.add(Refusal(source, row, "共享类型", letters.more_open(below, count)))
    for row, path in ledger.absent_files():
        reasons.add(Refusal(source, row, "文件", letters.file_absent(path)))
    for row, path, first in ledger.files_named_twice():
        reasons.add(Refusal(source, row, "文件", letters.file_named_twice(path, first)))
    for path in ledger.surplus_files():
        reasons.add(Refusal(path, 0, "", letters.surplus_file()))


def _units_again(
    sheet: Sheet, signature: tuple[int, int], ledger: Ledger, terms: Terms, home_archive: str
) -> Iterator[ReceivedUnit]:
    for row in sheet.rows():
        found = verify(sheet.name, row, terms, home_archive)
        if isinstance(found, list) or _signature(sheet.path) != signature:
            raise SheetError(sheet_changed(sheet.name))
        objects = ledger.objects(row.number) if found.objects else ()
        yield ReceivedUnit(found.row, found.unit, found.state, objects)


# ------------------------------------------------------------------------------------------ without a catalogue


def _without_sheet(folder: Path, only: Path | None, terms: Terms) -> Received:
    ledger, reasons = Ledger(), Reasons()
    found_files = walk(folder) if only is None else iter([_one_file(only)])
    count = 0
    for found_file in found_files:
        if only is None and is_catalogue(folder / found_file.disk):
            fault = letters.sheet_further_down(found_file.path)
            reasons.add(Refusal(found_file.path, 0, "", fault))
            continue
        if only is None and is_sheet_name(found_file.path.rpartition("/")[2]):
            fault = letters.sheet_further_down(found_file.path)
            reasons.add(Refusal(found_file.path, 0, "", fault))
            continue
        count += found_file.fault is None
        _note(found_file, ledger, reasons)
    ledger.close_entries(terms.home_archive)
    reasons.raise_any(folder.name)
    if not count:
        raise NothingToReceive(letters.nothing_in_it(str(folder)))
    notice = letters.one_unit_a_file(count, terms.fills_empty.zh, terms.fills_empty.word)
    digest = _digest(["files", folder.name], terms, terms.home_archive, folder, ledger)

    def units() -> Iterator[ReceivedUnit]:
        for number, (path, disk) in enumerate(ledger.files(), start=1):
            yield _unit_of_file(number, folder.name, path, disk, terms)

    return Received(folder.name, folder, digest, (notice,), count, terms.home_archive, units)


def _one_file(path: Path) -> FoundFile:
    return FoundFile(unicodedata.normalize("NFC", path.name), path.name)


def _unit_of_file(number: int, folder: str, path: str, disk: str, terms: Terms) -> ReceivedUnit:
    code = parse(code_of(folder, path))
    unit = Unit(
        identity=UnitIdentity("", code.text),
        level=Level.ITEM,
        template="",
        supplier=terms.supplier or code.fonds,
        ancestors=code.ancestors,
        description=Description(title=title_of(path)),
    )
    return ReceivedUnit(number, unit, SharingState(terms.fills_empty), (disk,))


# -------------------------------------------------------------------------------------------------------- files


def _note(found: FoundFile, ledger: Ledger, reasons: Reasons) -> None:
    if found.fault is not None:
        reasons.add(Refusal(found.path, 0, "", found.fault))
    else:
        ledger.file(found.path, found.disk)


def _is_same(folder: Path, found: FoundFile, sheet_path: Path) -> bool:
    return "/" not in found.disk and folder / found.disk == sheet_path


def _signature(path: Path) -> tuple[int, int]:
    """Size and time of the last change, in bytes and nanoseconds."""
    seen = path.stat()
    return seen.st_size, seen.st_mtime_ns


def _digest(begins: list[str], terms: Terms, home_archive: str, folder: Path, ledger: Ledger) -> str:
    digest = hashlib.sha256()
    ways = [[template.name, repr(template.elements)] for template in terms.templates]
    told = ["lantai package 1", *begins, terms.supplier, terms.fills_empty.word, home_archive, ways]
    digest.update(json.dumps(told).encode())
    reasons = Reasons()
    for path, disk in ledger.files():
        try:
            digest.update(json.dumps([path, _sha256(folder / disk)]).encode())
        except OSError as error:
            fault = letters.file_unreadable(str(error.strerror or error))
            reasons.add(Refusal(path, 0, "", fault))
    reasons.raise_any(folder.name)
    return digest.hexdigest()


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as source:
        while piece := source.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
