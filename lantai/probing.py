"""Is this process able to do its work? Looked at again and again by a thread of its own, never by whoever asks.

So a hundred questions cost no more than one, and a store that hangs lets nobody hang who asks after it.
"""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from engines.port import PLACES, Pinner, View
from holdings.letters import LantaiError, Letter
from holdings.store import census, jobs, outbox
from indexer.findable import applied_number
from lantai import probe_letters as letters
from search_api.sight import pending
from sharing.store_tallies import tally_states

if TYPE_CHECKING:
    from indexer.queues.celery_queue import CeleryCarrier
    from lantai.metrics import States
    from lantai.wiring import House

_LOG = logging.getLogger("lantai.probe")

#: Seconds between two looks, and between two counts of all that is held (0.4 s at a million pages); where a count takes
#: long, so many times what it took.
EVERY_S, COUNTS_EVERY_S, COUNTS_REST = 5.0, 60.0, 100.0
#: What was seen longer ago, in seconds, is nothing to go by: whatever is looked at does not answer.
OLD_S = 30.0


class Part(StrEnum):
    """What a process needs to be ready."""

    STORE = "store"
    INDEX = "index"
    WRITER = "writer"
    QUEUE = "queue"


@dataclass(frozen=True, slots=True)
class Trouble:
    """Why a process is not ready.

    Attributes:
        part: what it lacks.
        letter: why, and what to do.
    """

    part: Part
    letter: Letter


#: Values of gauges: (name, labels) -> value.
_Numbers = dict[tuple[str, tuple[str, ...]], float]


@dataclass(slots=True)
class _Seen:
    at: float
    troubles: list[Trouble] = field(default_factory=list)
    states: _Numbers = field(default_factory=dict)


class Prober:
    """Looks at the parts that a process needs; `start` once, and it looks as long as the process lives.

    Args:
        house: the home.
        needs: without which the process is not ready; the others are looked at for their numbers alone.
        stalled_s: seconds without any progress of the index, while changes wait, after which the writer has stalled.
        every_s: seconds between two looks.
        queue: where it is asked, if there is one.
    """

    def __init__(
        self,
        house: House,
        needs: Sequence[Part],
        stalled_s: float,
        every_s: float = EVERY_S,
        queue: CeleryCarrier | None = None,
    ) -> None:
        self._house = house
        self._needs = frozenset(needs)
        self._stalled_s = stalled_s
        self._every_s = every_s
        self._queue = queue
        self._pinner: Pinner | None = None
        self._last = _Seen(float("-inf"))
        self._counted: _Numbers = {}
        self._count_at = float("-inf")
        self._mark: object = None
        self._waited = False
        self._moved = time.monotonic()
        self._told: frozenset[Part] = frozenset()

    def start(self) -> None:
        """Begin to look, from a thread that ends with the process."""
        threading.Thread(target=self._run, name="probe", daemon=True).start()

    def troubles(self) -> list[Trouble]:
        """Why the process is not ready; empty if it is."""
        last = self._last
        if time.monotonic() - last.at > max(OLD_S, 3 * self._every_s):
            return [Trouble(Part.STORE, letters.not_seen())]
        return [trouble for trouble in last.troubles if trouble.part in self._needs]

    def states(self) -> States:
        """What gauges are to say."""
        last, now = self._last, time.monotonic()
        states = {**last.states, ("ready", ()): float(not self.troubles())}
        if last.at > float("-inf"):
            states["looked_seconds_ago", ()] = round(now - last.at, 3)
        return states

    def look(self) -> None:
        """Look once."""
        seen = _Seen(0.0)
        self._part(seen, Part.STORE, self._look_at_store)
        if Part.INDEX in self._needs:
            self._part(seen, Part.INDEX, self._look_at_index)
        queue = self._queue
        if queue is not None:
            self._part(seen, Part.QUEUE, lambda seen: _look_at_queue(seen, queue))
        seen.at = time.monotonic()
        self._last = seen
        self._say(seen)

    def _run(self) -> None:
        while True:
            self.look()
            time.sleep(self._every_s)

    def _part(self, seen: _Seen, part: Part, look: Callable[[_Seen], None]) -> None:
        before = len(seen.troubles)
        try:
            look(seen)
        except LantaiError as error:
            seen.troubles.append(Trouble(part, error.letter))
        except BaseException as error:  # an engine's panic is no Exception
            # Whatever it is, the process is not ready; the words are for the log.
            _LOG.warning(
                "probe_failed", extra={"part": part.value, "why": f"{type(error).__name__}: {error}"}
            )
            seen.troubles.append(Trouble(part, letters.failed(part.value)))
        own = [trouble for trouble in seen.troubles[before:] if trouble.part is part]
        seen.states["up", (part.value,)] = float(not own)

    def _say(self, seen: _Seen) -> None:
        """A line where something begins to be wrong, and one where it is right again."""
        now = {trouble.part: trouble.letter for trouble in seen.troubles if trouble.part in self._needs}
        for part in sorted(now.keys() - self._told):
            _LOG.warning("not_ready", extra={"part": part.value, "why": now[part].en})
        for part in sorted(self._told - now.keys()):
            _LOG.info("ready_again", extra={"part": part.value})
        self._told = frozenset(now)

    # -------------------------------------------------------------------------------------------- parts

    def _look_at_store(self, seen: _Seen) -> None:
        store = self._house.store
        if not store.at_this_schema():
            seen.troubles.append(Trouble(Part.STORE, letters.other_schema()))
            return
        with store.reading() as connection:
            seen.states["outbox_last_row", ()] = outbox.last_number(connection)
            if Part.INDEX not in self._needs:
                return
            for (_, step, state), count in jobs.tally(connection).items():
                _add(seen.states, "jobs_open", (step.value, state.value), count)
            seen.states["packages", ("begun",)] = len(census.begun(connection))
        seen.states |= self._counted
        if time.monotonic() >= self._count_at:
            self._count_at = float("inf")
            # A count of millions of units holds up no look.
            threading.Thread(target=self._count, name="probe-count", daemon=True).start()

    def _count(self) -> None:
        began, counted = time.monotonic(), _Numbers()
        try:
            with self._house.store.reading() as connection:
                for tally in tally_states(connection):
                    _add(counted, "units", (tally.sharing_class.word,), tally.units)
                    _add(counted, "pages", (tally.sharing_class.word,), tally.pages)
                counted["packages", ("accepted",)] = census.packages_held(connection)
            self._counted = counted
        except LantaiError:
            pass  # the next look says that the store is away
        finally:
            took = time.monotonic() - began
            self._count_at = began + max(COUNTS_EVERY_S, COUNTS_REST * took)

    def _look_at_index(self, seen: _Seen) -> None:
        if any(trouble.part is Part.STORE for trouble in seen.troubles):
            return
        house = self._house
        if self._pinner is None:
            self._pinner = house.generations.pinner(house.home_id, house.analyzer.fingerprint)
        # As questions do: an index that nobody wrote is not opened again at every look.
        view = self._pinner.pin()
        with house.store.reading() as connection:
            pending(connection, view)  # whether what was tightened since is still known
            last = outbox.last_number(connection)
        waiting = max(0, last - max(0, applied_number(view)))
        stalled = self._stalled(waiting, view)
        seen.states["outbox_pending_rows", ()] = waiting
        seen.states["outbox_stalled_seconds", ()] = round(stalled, 1)
        if stalled > self._stalled_s:
            seen.troubles.append(Trouble(Part.WRITER, letters.stalled(waiting, stalled)))

    def _stalled(self, waiting: int, view: View) -> float:
        """Seconds since the index got on: by whole changes, or within a package that takes hours."""
        now = time.monotonic()
        mark = [view.at(place.index, place.partition).applied for place in PLACES]
        if not waiting or not self._waited or mark != self._mark:
            self._mark, self._moved = mark, now
        self._waited = waiting > 0
        return now - self._moved


def _add(numbers: _Numbers, name: str, labels: tuple[str, ...], count: float) -> None:
    numbers[name, labels] = numbers.get((name, labels), 0) + count


def _look_at_queue(seen: _Seen, queue: CeleryCarrier) -> None:
    holds = queue.holds()
    seen.states["queue_jobs", ("waiting",)] = holds.waiting
    seen.states["queue_jobs", ("in_hand",)] = holds.in_hand
