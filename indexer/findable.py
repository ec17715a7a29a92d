"""Whether a change is findable: what the indices have applied, and waiting until they hold what the store says."""

from __future__ import annotations

import time
from collections.abc import Callable

from engines.letters import EngineFailed
from engines.port import PLACES, View
from holdings.letters import LantaiError
from holdings.store import outbox, packages
from indexer import intake_letters
from indexer.behind import rows_behind
from indexer.counts import expected_entries, searchable_entries
from indexer.locks import WriterLock
from indexer.plant import Plant
from indexer.writing import drain_locked

#: Whoever waits for the writer looks so often, in seconds.
_POLL = 0.05
#: Past every row of the store.
_LAST_ROW = 1 << 62
#: An index that has applied everything and still differs after so many seconds is wrong, not late.
_SETTLES = 5.0


class NotFindableYet(LantaiError):
    """The index did not follow in the time there was, or cannot be reached; nothing is lost."""

    def __init__(self) -> None:
        super().__init__(intake_letters.not_findable_yet())


class CountsDiffer(LantaiError):
    """An index has applied everything and does not hold what the store says."""


def applied_number(view: View) -> int:
    """The number of the last row that every index has applied; below 0 while units are entered."""
    return min(view.at(place.index, place.partition).applied.number for place in PLACES)


def applied_within(view: View, number: int) -> int:
    """The row of the last unit that every index has done of the package named by outbox row `number`."""
    within = []
    for place in PLACES:
        applied = view.at(place.index, place.partition).applied
        if applied.number < number:
            within.append(applied.within if applied.number == number - 1 else 0)
    return min(within, default=_LAST_ROW)


def backlog(plant: Plant) -> int:
    """How many rows of the outbox the indices have not applied yet; 0 when none is left."""
    return rows_behind(plant.store, plant.generations)


def wait_until_findable(plant: Plant, number: int, seconds: float | None) -> None:
    """Return when a change is findable: applied in all indices, which hold just what the store says they must.

    Args:
        plant: the parts.
        number: of the change in the outbox.
        seconds: the longest to wait; None: as long as it takes.

    Raises:
        NotFindableYet: it took longer.
        CountsDiffer: everything is applied, and an index still does not hold what it should.
    """
    until = None if seconds is None else time.monotonic() + seconds
    waiting = _Waiting(plant, number)
    while not waiting.over():
        if until is not None and time.monotonic() >= until:
            raise NotFindableYet
        time.sleep(_POLL)


class _Waiting:
    """Looks whether a change is findable, and whether what is there can still become right by waiting."""

    def __init__(self, plant: Plant, number: int) -> None:
        self._plant = plant
        self._number = number
        self._wrong_at = -1
        self._wrong_since = 0.0

    def over(self) -> bool:
        """Whether the change is findable and the indices hold just what the store says."""
        view = _view(self._plant)
        if view is None or applied_number(view) < self._number:
            return False
        with self._plant.store.reading() as connection:
            last, wanted = outbox.last_number(connection), expected_entries(connection)
        if applied_number(view) != last:
            return False  # counts can be compared only when nothing else is pending
        found = searchable_entries(view)
        if found == wanted:
            return True
        if self._wrong_at != last:
            self._wrong_at, self._wrong_since = last, time.monotonic()
        elif time.monotonic() - self._wrong_since > _SETTLES:
            place = next(place for place in PLACES if found[place] != wanted[place])
            raise CountsDiffer(intake_letters.counts_differ(str(place), found[place], wanted[place]))
        return False


def follow(plant: Plant, number: int, package: int, progress: Callable[[int], None]) -> None:
    """Return when a change is findable; writes itself while no other process is the writer.

    Args:
        plant: the parts.
        number: of the change in the outbox.
        package: row of the package that it made visible.
        progress: told now and then how many units of that package are done.

    Raises:
        NotFindableYet: the engine is away; the package is accepted, and the next writer enters it.
    """
    try:
        _follow(plant, number, package, progress)
    except EngineFailed as error:
        raise NotFindableYet from error


def _follow(plant: Plant, number: int, package: int, progress: Callable[[int], None]) -> None:
    lock, waiting = WriterLock(plant.index_folder, plant.store), _Waiting(plant, number)
    # Again and again: the writer may be killed meanwhile, and others may change something after we drained.
    while True:
        if lock.acquire():
            try:
                drain_locked(plant, progress)
            finally:
                lock.release()
        if waiting.over():
            return
        view = _view(plant)
        if view is not None:
            with plant.store.reading() as connection:
                progress(packages.units_up_to(connection, package, applied_within(view, number)))
        time.sleep(_POLL)


def _view(plant: Plant) -> View | None:
    current = plant.generations.current()
    return plant.generations.view(current) if current else None
