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
from holdings.plain_files import open_plain
from holdings.units import Description, Unit
from indexer import letters
from indexer.examining import examine, note_file, signature_of, units_again
from indexer.folder import FoundFile, code_of, title_of, walk
from indexer.ledger import Ledger
from indexer.refusals import Reasons, Refusal, Refused
from indexer.sheets import SPREADSHEETS, SheetError, find_sheet, is_catalogue, is_named_as_catalogue
from indexer.sheets.finding import why_like_a_catalogue
from indexer.sheets.letters import sheet_changed
from indexer.verify import ReceivedUnit, Terms
from sharing.access import SharingState

__all__ = ["NothingToReceive", "Received", "ReceivedUnit", "Refusal", "Refused", "Terms", "receive"]

_PIECE = 1 << 20
_SHEETS = (".xlsx", ".csv")


class NothingToReceive(LantaiError):
    """The path is no folder and no file, cannot be read, or holds nothing."""


@dataclass(frozen=True)
class Received:
    """A package that may be taken in.

    Attributes:
        source: the folder's name.
        sheet: the name of its catalogue; empty without one.
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
    sheet: str
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
        folder, sheet_path = sheet_at(path)
        if sheet_path is not None:
            return _with_sheet(folder, sheet_path, terms, progress)
        return _without_sheet(folder, path if path != folder else None, terms)
    except (OSError, ValueError) as error:
        raise _unreadable(path, error) from None


def sheet_at(path: Path) -> tuple[Path, Path | None]:
    """The folder that a path hands over, and the catalogue in it; None where it has none.

    Args:
        path: a folder, a sheet or a file, absolute.

    Raises:
        SheetError: there are two catalogues.
        NothingToReceive: nothing is there.
        OSError: it cannot be read.
    """
    if path.is_dir():
        return path, find_sheet(path)
    if not path.is_file():
        raise NothingToReceive(letters.not_there(str(path)))
    suffix = path.suffix.lower()
    is_sheet = suffix in _SHEETS or (
        suffix in SPREADSHEETS and (is_named_as_catalogue(path.name) or is_catalogue(path))
    )
    return path.parent, path if is_sheet else None


def _unreadable(path: Path, error: Exception) -> NothingToReceive:
    why = str(getattr(error, "strerror", None) or error)
    return NothingToReceive(letters.folder_unreadable(str(path), why))


# --------------------------------------------------------------------------------------------- with a catalogue


def _with_sheet(folder: Path, sheet_path: Path, terms: Terms, progress: Callable[[int], None]) -> Received:
    examined = examine(folder, sheet_path, terms, progress)
    examined.reasons.raise_any(folder.name, examined.secret)
    begins = ["sheet", _sha256(sheet_path)]
    digest = _digest(begins, terms, examined.home_archive, folder, examined.ledger)
    if signature_of(sheet_path) != examined.signature:
        raise SheetError(sheet_changed(examined.sheet.name))

    def units() -> Iterator[ReceivedUnit]:
        for unit in units_again(examined):
            if unit is None:
                raise SheetError(sheet_changed(examined.sheet.name))
            yield unit

    return Received(
        folder.name,
        examined.sheet.name,
        folder,
        digest,
        examined.notices,
        examined.count,
        examined.home_archive,
        units,
    )


# ------------------------------------------------------------------------------------------ without a catalogue


def _without_sheet(folder: Path, only: Path | None, terms: Terms) -> Received:
    ledger, reasons, count = look_without_sheet(folder, only)
    ledger.close_entries(terms.home_archive)
    reasons.raise_any(folder.name)
    if not count:
        raise NothingToReceive(letters.nothing_in_it(str(folder)))
    notice = letters.one_unit_a_file(count, terms.fills_empty.zh, terms.fills_empty.word)
    digest = _digest(["files", folder.name], terms, terms.home_archive, folder, ledger)

    def units() -> Iterator[ReceivedUnit]:
        for number, (path, disk) in enumerate(ledger.files(), start=1):
            yield _unit_of_file(number, folder.name, path, disk, terms)

    return Received(folder.name, "", folder, digest, (notice,), count, terms.home_archive, units)


def look_without_sheet(folder: Path, only: Path | None) -> tuple[Ledger, Reasons, int]:
    """Look at a folder without a catalogue, or at one file.

    Args:
        folder: where the files lie.
        only: the one file; None for all of them.

    Returns:
        The files, what speaks against taking them in, and how many may be taken in.
    """
    ledger, reasons = Ledger(), Reasons()
    found_files = walk(folder) if only is None else iter([_one_file(only)])
    count = 0
    for found_file in found_files:
        fault = None if found_file.fault is not None else why_like_a_catalogue(folder, found_file.disk)
        if fault is not None:
            reasons.add(Refusal(found_file.path, 0, "", fault))
            continue
        count += found_file.fault is None
        note_file(found_file, ledger, reasons)
    return ledger, reasons, count


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
    with open_plain(path) as source:
        while piece := source.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
