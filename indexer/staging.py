"""Staging: units with their bytes, then the texts of their pages, in small transactions.

Whatever is committed is never done again; a kill costs what was under way.
"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path

from holdings.codes import order_key
from holdings.letters import LantaiError, Letter
from holdings.objects import FolderObjects, Objects
from holdings.pages import pack_boxes
from holdings.store import objects, packages, pages, units
from holdings.store.database import Transaction
from holdings.store.objects import ObjectState, UnitObject
from holdings.store.pages import StagedPage
from indexer import intake_letters
from indexer.comparing import batched
from indexer.extraction.pool import ExtractionPool, Job, ObjectRead, PageRead, PageUnread
from indexer.plant import Plant
from indexer.progress import IntakeProgress, Stage
from indexer.receive import Received
from indexer.verify import ReceivedUnit
from sharing.store import put_states

#: Units staged in one transaction.
_UNITS = 250
#: Objects kept at a time: each waits for the disk once.
_KEEPERS = 8
#: Objects waiting to be read that are taken from the store at a time.
_STRIDE = 500
#: A transaction of page texts is closed after so many pages, or so many seconds.
_PAGES = 200
_SECONDS = 2.0


class BytesUnread(LantaiError):
    """A file of the package could not be kept."""


def stage_units(plant: Plant, received: Received, package: int, now: str, progress: IntakeProgress) -> None:
    """Stage the units of a package that are neither held nor staged yet, and keep the bytes of their objects.

    Raises:
        BytesUnread: a file cannot be read or kept; what was staged stays, for the next run.
    """
    if isinstance(plant.objects, FolderObjects):
        plant.objects.sweep()
    done = 0
    progress(Stage("accession", 0, received.count, 0))
    with ThreadPoolExecutor(_KEEPERS, thread_name_prefix="keeper") as keepers:
        for batch in batched(received.units(), _UNITS):
            with plant.store.reading() as connection:
                known = packages.holders(connection, [unit.unit.identity.number for unit in batch])
            fresh = [unit for unit in batch if unit.unit.identity.number not in known]
            paths = [(plant.objects, received.folder, path) for unit in fresh for path in unit.objects]
            kept = iter(list(keepers.map(_keep, paths)))
            if fresh:
                with plant.store.writing() as connection:
                    _stage_batch(connection, package, fresh, kept, now, received.source)
            done += len(batch)
            progress(Stage("accession", done, received.count, 0))


def _keep(what: tuple[Objects, Path, str]) -> tuple[str, int]:
    where, folder, path = what
    try:
        with (folder / path).open("rb") as source:
            return where.keep(source)
    except OSError as error:
        why = str(error.strerror or error)
        raise BytesUnread(intake_letters.bytes_unread(path, why)) from error


def _stage_batch(
    connection: Transaction,
    package: int,
    fresh: Sequence[ReceivedUnit],
    kept: Iterator[tuple[str, int]],
    now: str,
    source: str,
) -> None:
    rows = units.add(connection, package, [(one.unit, order_key(one.unit.identity.code)) for one in fresh])
    put_states(connection, {row: one.state for row, one in zip(rows, fresh, strict=True)})
    staged = []
    for row, one in zip(rows, fresh, strict=True):
        for position, path in enumerate(one.objects):
            digest, size = next(kept)
            staged.append(UnitObject(row, position, digest, path, size))
    objects.add(connection, staged)
    units.remember_accession(connection, rows, now, source)


def read_texts(plant: Plant, package: int, progress: IntakeProgress) -> None:
    """Read the objects of a staged package that were not read yet, and settle the pages of their units."""
    with plant.store.reading() as connection:
        counts = objects.tally(connection, package)
    reading = _Reading(plant, package, counts, progress)
    progress(reading.stage)
    if counts.get(ObjectState.WAITING, 0):
        with ExtractionPool(plant.ocr, plant.workers, plant.limits) as pool:
            for told in pool.read(reading.jobs()):
                reading.hear(told)
        reading.flush()
    progress(reading.stage)


@dataclass(slots=True)
class _UnderWay:
    """An object that is being read."""

    row: UnitObject
    resumed: bool
    failed: bool = False


class _Reading:
    """Gathers what the extraction pool says, and writes it down in small transactions."""

    def __init__(
        self, plant: Plant, package: int, counts: dict[ObjectState, int], progress: IntakeProgress
    ) -> None:
        self._plant = plant
        self._package = package
        self._progress = progress
        waiting = counts.get(ObjectState.WAITING, 0)
        total = sum(counts.values())
        self.stage = Stage("read", total - waiting, total, counts.get(ObjectState.UNREAD, 0))
        self._under_way: dict[int, _UnderWay] = {}
        self._pages: list[StagedPage] = []
        self._notes: dict[tuple[int, int], Letter] = {}
        self._settled: list[tuple[UnitObject, bool]] = []
        self._flushed = time.monotonic()

    def jobs(self) -> Iterator[Job]:
        """The objects that wait, in the order of units; those that were interrupted with the pages they have."""
        after, key = (0, -1), 0
        while True:
            with self._plant.store.reading() as connection:
                stride = objects.waiting(connection, self._package, after, _STRIDE)
                done = pages.staged_pages(connection, {row.unit for row in stride})
            if not stride:
                return
            after = (stride[-1].unit, stride[-1].position)
            for row in stride:
                have = frozenset(done.get((row.unit, row.position), ()))
                key += 1
                self._under_way[key] = _UnderWay(row, bool(have))
                yield Job(key, self._plant.objects.path(row.digest), row.name, have)

    def hear(self, told: PageRead | PageUnread | ObjectRead) -> None:
        """Take in what was said of a page or an object."""
        under_way = self._under_way[told.key]
        row = under_way.row
        place = (row.unit, row.position)
        match told:
            case PageRead(_, page):
                self._pages.append(
                    StagedPage(
                        row.unit,
                        row.position,
                        page.object_page,
                        page.text,
                        page.reading,
                        page.engine,
                        page.confidence,
                        pack_boxes(page.boxes),
                    )
                )
            case PageUnread(_, index, letter):
                # It is a page all the same: later ones keep their numbers.
                self._pages.append(StagedPage(row.unit, row.position, index, "", confidence=0.0))
                self._notes.setdefault(place, letter)
            case ObjectRead(_, kind, count, letter):
                if letter is not None:
                    self._notes.setdefault(place, letter)
                state = ObjectState.READ if letter is None else ObjectState.UNREAD
                settled = replace(row, kind=kind, pages=count, state=state)
                self._settled.append((settled, under_way.resumed and not count))
                del self._under_way[told.key]
                self.stage = replace(
                    self.stage,
                    done=self.stage.done + 1,
                    failed=self.stage.failed + (state is ObjectState.UNREAD),
                )
        late = time.monotonic() - self._flushed > _SECONDS
        if len(self._pages) >= _PAGES or len(self._settled) >= _PAGES or late:
            self.flush()

    def flush(self) -> None:
        """Write down what was heard, and settle the units of which everything was."""
        with self._plant.store.writing() as connection:
            pages.stage(connection, self._pages)
            objects.note(connection, self._notes)
            for row, was_lost in self._settled:
                if was_lost:
                    pages.drop_of_object(connection, row.unit, row.position)
            objects.settle(connection, [row for row, _ in self._settled])
            _settle_units(connection, {row.unit for row, _ in self._settled})
        self._pages, self._notes, self._settled = [], {}, []
        self._flushed = time.monotonic()
        self._progress(self.stage)


def _settle_units(connection: Transaction, touched: set[int]) -> None:
    whole = {
        unit: rows
        for unit, rows in objects.of_units(connection, touched).items()
        if all(row.state is not ObjectState.WAITING for row in rows)
    }
    pages.settle_numbers(connection, [(unit, [row.pages for row in rows]) for unit, rows in whole.items()])
    units.set_texts(
        connection,
        [(unit, sum(row.pages for row in rows), _text_note(rows)) for unit, rows in whole.items()],
    )


def _text_note(rows: Sequence[UnitObject]) -> str:
    r"""Why text of a unit is missing, as ``zh\nen``; empty where none is."""
    lacking = [row for row in rows if row.note is not None]
    if not lacking or lacking[0].note is None:
        return ""
    letter = lacking[0].note
    if len(rows) > 1:
        names = tuple(row.name for row in lacking)
        letter = intake_letters.some_objects_unread(names, len(rows), letter)
    return f"{_line(letter.zh)}\n{_line(letter.en)}"


def _line(text: str) -> str:
    return " ".join(text.splitlines())
