"""A package against the holdings: what is held already, what contradicts it, what would open too much."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from itertools import islice
from pathlib import Path
from typing import TypeVar

from holdings.document_numbers import normalise_document_number
from holdings.identity import written
from holdings.letters import Letter
from holdings.plain_files import open_plain
from holdings.store import objects, outbox, packages, units
from holdings.store.database import Store, Transaction
from holdings.store.packages import Holder
from holdings.units import CORRECTABLE, Description, Unit
from indexer import intake_letters
from indexer.receive import Received
from indexer.refusals import Reasons, Refusal
from indexer.sheets.catalogue_letters import in_worksheet
from indexer.sheets.headings import CONTROL, read_heading
from indexer.verify import LIST, ReceivedUnit
from sharing.access import Protected
from sharing.classes import SharingClass
from sharing.store import protect
from sharing.store_tallies import strictest_below

T = TypeVar("T")

_BATCH = 500
_PIECE = 1 << 20
_ELEMENTS = {attribute: element for element, attribute in CORRECTABLE.items()} | {
    "earliest": "日期",
    "latest": "日期",
    "secrecy": "密级",
    "opening": "开放标识",
    "stated_pages": "页数",
    "other_cells": "其他列",
}


@dataclass(frozen=True, slots=True)
class Standing:
    """What a package was compared with.

    Attributes:
        number: the outbox number of the holdings at the beginning of the comparison.
        stale: rows of interrupted packages from the same source whose units this one has; they are given up.
    """

    number: int
    stale: frozenset[int]


def batched(items: Iterable[T], size: int) -> Iterator[list[T]]:
    """The items in lists of up to so many."""
    source = iter(items)
    while batch := list(islice(source, size)):
        yield batch


def compare(store: Store, received: Received, package: int) -> Standing:
    """Compare every unit of a package with the holdings.

    Args:
        store: the truth.
        received: the package.
        package: its own row where it was begun before; 0 where it was not.

    Raises:
        Refused: with every reason at once.
    """
    with store.reading() as connection:
        number = outbox.last_number(connection)
        if not packages.any_units(connection, package):
            return Standing(number, frozenset())
    reasons, stale = Reasons(), set[int]()
    for batch in batched(received.units(), _BATCH):
        with store.reading() as connection:
            for unit, letter in _Comparison(connection, received, package, batch, stale).against():
                reasons.add(_refusal(received, unit, letter))
    reasons.raise_any(received.source)
    return Standing(number, frozenset(stale))


def _refusal(received: Received, unit: ReceivedUnit, letter: Letter) -> Refusal:
    """A reason against a row of the catalogue; without one, against the file that the unit was made of."""
    if not received.sheet:
        return Refusal("、".join(unit.objects), 0, "", letter)
    return Refusal(in_worksheet(received.sheet, unit.worksheet), unit.row, "档号", letter)


class _Comparison:
    """One batch of a package against the holdings."""

    def __init__(
        self,
        connection: Transaction,
        received: Received,
        package: int,
        batch: Sequence[ReceivedUnit],
        stale: set[int],
    ) -> None:
        self._connection = connection
        self._received = received
        self._package = package
        self._batch = batch
        self._stale = stale

    def against(self) -> Iterator[tuple[ReceivedUnit, Letter]]:
        """What speaks against units of the batch."""
        holders = packages.holders(self._connection, [unit.unit.identity.number for unit in self._batch])
        rows = [holder.unit for holder in holders.values() if holder.accepted]
        held = protect(self._connection, units.by_rows(self._connection, rows).values())
        digests = {
            row: [each.digest for each in kept]
            for row, kept in objects.of_units(self._connection, rows).items()
        }
        fresh = []
        for unit in self._batch:
            holder = holders.get(unit.unit.identity.number)
            if holder is None or holder.package == self._package:
                fresh.append(unit)
            elif holder.accepted:
                letter = self._held(unit, held[holder.unit], digests.get(holder.unit, []), holder)
                if letter is not None:
                    yield unit, letter
            elif holder.source == self._received.source:
                self._stale.add(holder.package)
                fresh.append(unit)
            else:
                yield unit, intake_letters.staged_elsewhere(holder.source)
        for archive in sorted({unit.unit.identity.archive for unit in fresh}):
            of_archive = [unit for unit in fresh if unit.unit.identity.archive == archive]
            yield from self._below(archive, of_archive)
            yield from self._above(archive, of_archive)

    def _held(
        self, unit: ReceivedUnit, held: Protected, digests: Sequence[str], holder: Holder
    ) -> Letter | None:
        if held.unit.withdrawn:
            return intake_letters.held_withdrawn(holder.source)
        differs = list(_different_elements(unit.unit, held.unit))
        if unit.state.sharing_class is not held.state.sharing_class:
            differs.append("共享类型")
        if [_sha256(self._received.folder / path) for path in unit.objects] != list(digests):
            differs.append("文件")
        return intake_letters.held_otherwise(holder.source, tuple(differs)) if differs else None

    def _below(self, archive: str, fresh: Sequence[ReceivedUnit]) -> Iterator[tuple[ReceivedUnit, Letter]]:
        """New units with files that are more open than something held below them."""
        open_ones = {
            unit.unit.identity.code: unit
            for unit in fresh
            if unit.objects and unit.state.sharing_class < SharingClass.WITHHELD
        }
        for code, (strictest, below) in strictest_below(self._connection, archive, open_ones).items():
            if open_ones[code].state.sharing_class < strictest:
                yield open_ones[code], intake_letters.more_open_than_held(written(archive, below))

    def _above(self, archive: str, fresh: Sequence[ReceivedUnit]) -> Iterator[tuple[ReceivedUnit, Letter]]:
        """New units that are stricter than something held above them that has pages."""
        strict = [unit for unit in fresh if unit.state.sharing_class > SharingClass.UNCONDITIONAL]
        codes = {code for unit in strict for code in unit.unit.ancestors}
        above = units.by_identities(self._connection, archive, codes)
        filed = objects.of_units(self._connection, [unit.row for unit in above.values()])
        protected = protect(
            self._connection,
            [unit for unit in above.values() if (unit.pages or unit.row in filed) and not unit.withdrawn],
        )
        classes = {one.unit.identity.code: one.state.sharing_class for one in protected.values()}
        for unit in strict:
            for code in unit.unit.ancestors:
                if classes.get(code, SharingClass.WITHHELD) < unit.state.sharing_class:
                    yield unit, intake_letters.stricter_than_held(written(archive, code))
                    break


def _different_elements(new: Unit, held: Unit) -> Iterator[str]:
    """The elements in which two descriptions of one unit differ, each once."""
    new = replace(new, description=_with_restraint_as_in(held.description, new.description))
    told = set()
    # An earlier version may have read the same words otherwise; the catalogue says no other thing for that.
    alike = {"earliest", "latest"} if new.description.date_text == held.description.date_text else set()
    if new.description.document_number == normalise_document_number(held.description.document_number):
        alike.add("document_number")
    if _same_cells(new.description, held.description):
        alike |= {"former_codes", "other_cells"}
    for element in fields(new.description):
        if element.name in alike:
            continue
        if getattr(new.description, element.name) != getattr(held.description, element.name):
            told.add(_ELEMENTS.get(element.name, element.name))
    if new.level is not held.level:
        told.add("著录层级")
    if new.supplier != held.supplier:
        told.add("移交单位")
    yield from sorted(told)


def _with_restraint_as_in(held: Description, new: Description) -> Description:
    """A description with 划控 behind 开放标识 where an earlier version kept both so, and they say the same."""
    joined = "；".join(
        filter(None, (new.opening, *(text for heading, text in new.other_cells if heading == CONTROL)))
    )
    if joined != held.opening or any(heading == CONTROL for heading, _ in held.other_cells):
        return new
    others = tuple(pair for pair in new.other_cells if pair[0] != CONTROL)
    return replace(new, opening=joined, other_cells=others)


def _same_cells(new: Description, held: Description) -> bool:
    """Whether both say the same, where an earlier version kept former codes beside the elements."""
    if held.former_codes:
        return False
    former = {
        word.strip()
        for heading, text in held.other_cells
        if read_heading(heading)[0] == "原档号"
        for word in LIST.split(text)
    }
    others = tuple(pair for pair in held.other_cells if read_heading(pair[0])[0] != "原档号")
    return former == set(new.former_codes) and others == new.other_cells


def _sha256(path: Path) -> str:
    digest = hashlib.sha256()
    with open_plain(path) as source:
        while piece := source.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
