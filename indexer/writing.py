"""The one writer of a home's indices: it follows the outbox, and rebuilds when it is asked to."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable
from typing import Protocol

from analyzers.chains import make_analyzer
from engines.letters import IndexDamaged, OtherAnalyzer, for_the_log
from engines.port import manifest_now
from holdings.store import homes, outbox
from holdings.store.commits import CommitWatch
from holdings.store.database import StoreUnavailable
from indexer import rebuild
from indexer.locks import WriterLock
from indexer.plant import Plant
from indexer.rebuild import Stopped
from indexer.scribe import Progress, Scribe, no_progress
from indexer.tidying import tidy

__all__ = ["Log", "WriterLock", "drain", "ensure_generation", "run_writer"]

#: The writer looks so often whether anything was committed, in seconds: what costs is the waking. Five looks a second
#: cost .33 % of a core in a home that nobody asks, two .19 % (`make bench ARGS="--only serving"`).
_LOOKS = 0.5
#: No mark of a store (`CommitWatch`).
_UNSEEN = -1
#: So often, in seconds, it looks at all else: whether it still is the writer, whether another generation answers,
#: whether a rebuild is asked for.
_LOOKS_ROUND = 1.0
#: A process that stands by looks so often, in seconds, whether the writer ended.
_STANDS_BY = 0.5
#: After a failure it waits so long, and twice as long after each further one, up to the other.
_FIRST_WAIT, _LONGEST_WAIT = 0.2, 30.0
#: It looks for rows to forget so often, in seconds, and keeps rows so long after all have applied them.
_FORGETS, _KEEPS = 600.0, 86_400.0


class Log(Protocol):
    """Where the writer's log lines go."""

    def __call__(self, event: str, **fields: object) -> None:
        """One line: a static event and its fields."""
        ...


class _LockLost(Exception):
    """The store's server was started again and has forgotten who the writer is."""


def ensure_generation(plant: Plant, progress: Progress = no_progress) -> None:
    """Make the first generation of a home's indices where there is none; it answers when it is whole.

    Only the writer calls it.

    Args:
        plant: the parts.
        progress: told how many units are entered.

    Raises:
        OtherAnalyzer: the one that answers was made by other rules than ours.
        IndexDamaged: what made it cannot be read.
    """
    generations = plant.generations
    fingerprint = make_analyzer(plant.segmenter).fingerprint
    current = generations.current()
    if current and current in generations.kept():
        made = generations.manifest(current)
        with plant.store.reading() as connection:
            home = homes.fact(connection, "id")
        if made != manifest_now(home, fingerprint, made.base):
            raise OtherAnalyzer
        return
    with plant.store.reading() as connection:
        home, last = homes.fact(connection, "id"), outbox.last_number(connection)
    if last:
        rebuild.build_first(plant, lambda: None, lambda done, _total, _rate: progress(done))
    else:
        # Of a home that nothing ever came into an empty index is whole.
        generations.make_current(generations.make(manifest_now(home, fingerprint, 0)))


def drain(plant: Plant, progress: Progress = no_progress) -> None:
    """Apply all that is pending and return.

    Args:
        plant: the parts.
        progress: told after every commit how many units of a package are done.

    Raises:
        WriterBusy: another process is the writer.
        OtherAnalyzer: the index was made by other rules than ours.
    """
    with WriterLock(plant.index_folder, plant.store):
        drain_locked(plant, progress)


def drain_locked(plant: Plant, progress: Progress = no_progress) -> None:
    """As `drain`, by whoever holds the writer's lock."""
    ensure_generation(plant, progress)
    scribe = open_scribe(plant, progress)
    try:
        # Up to what is committed now: under steady changes the end would never come.
        with plant.store.reading() as connection:
            last = outbox.last_number(connection)
        while scribe.applied < last and scribe.apply_pending(progress):
            pass
    finally:
        scribe.close()


def open_scribe(plant: Plant, progress: Progress = no_progress) -> Scribe:
    """The scribe of the generation that answers, which is whole when this returns."""
    scribe = Scribe(
        plant.store, plant.generations, plant.generations.current(), plant.segmenter, plant.analyses
    )
    try:
        for _ in scribe.enter_all(progress):
            pass
    except BaseException:
        scribe.close()
        raise
    return scribe


def run_writer(
    plant: Plant, stop: threading.Event, log: Log, clock: Callable[[], float] = time.monotonic
) -> None:
    """Be the writer of a home until `stop` is set: whatever fails is said and tried again.

    Where another process is the writer this one stands by and takes over when that one ends.

    Args:
        plant: the parts.
        stop: ends it; it waits on nothing else.
        log: where its lines go.
        clock: seconds that only grow.
    """
    lock = WriterLock(plant.index_folder, plant.store)
    if not _took(lock, stop, log):
        return
    patience = _FIRST_WAIT
    tidy(plant, log)
    try:
        while not stop.is_set():
            if not lock.held():
                lock.release()
                if not _took(lock, stop, log):
                    break
            writing = _Writing(plant, stop, log, lock, clock)
            try:
                writing.run()
            except Stopped:
                break
            except (KeyboardInterrupt, SystemExit):
                raise
            except BaseException as error:
                # An engine's panic is no Exception; after any failure its writer must not be used again.
                if writing.worked:
                    patience = _FIRST_WAIT
                log("writer_failed", kind=type(error).__name__, why=for_the_log(error), again_in=patience)
                _pause(plant, stop, patience)
                patience = min(patience * 2, _LONGEST_WAIT)
            finally:
                writing.close()
    finally:
        lock.release()
        log("writer_ended")


def _pause(plant: Plant, stop: threading.Event, seconds: float) -> None:
    """Wait, and no longer when a rebuild is asked for: it may mend what failed."""
    until = time.monotonic() + seconds
    while not stop.wait(min(_FIRST_WAIT, max(0.0, until - time.monotonic()))):
        if time.monotonic() >= until or rebuild.is_asked_for(plant):
            return


def _took(lock: WriterLock, stop: threading.Event, log: Log) -> bool:
    """Wait until this process is the writer; False where it was asked to stop before."""
    stood_by, patience = False, _FIRST_WAIT
    while True:
        try:
            if lock.acquire():
                log("writer_began")
                return True
        except StoreUnavailable as error:
            log("writer_failed", kind=type(error).__name__, why=error.letter.en, again_in=patience)
            if stop.wait(patience):
                return False
            patience = min(patience * 2, _LONGEST_WAIT)
            continue
        if not stood_by:
            log("writer_stands_by")
            stood_by = True
        if stop.wait(_STANDS_BY):
            return False


class _Writing:
    """The writer between two failures."""

    def __init__(
        self, plant: Plant, stop: threading.Event, log: Log, lock: WriterLock, clock: Callable[[], float]
    ) -> None:
        self._lock = lock
        self._clock = clock
        self._plant = plant
        self._stop = stop
        self._log = log
        self._scribe: Scribe | None = None
        self._name = ""
        self._barred = ""
        self._given_up = ""
        self._forgot = float("-inf")
        self._commits: CommitWatch | None = None
        self.worked = False

    def run(self) -> None:
        """Follow the outbox until the writer is asked to stop.

        A home in which nothing happens costs a look at the store's count of commits some times a second, and all
        else once.
        """
        self._commits = self._plant.store.commit_watch()
        mark, round_at = _UNSEEN, float("-inf")
        while not self._stop.is_set():
            # Before the rows are read: what is committed between the two is seen by the next look.
            seen = self._commits.mark()
            if self._clock() - round_at >= _LOOKS_ROUND:
                round_at = self._clock()
                self._be_sure()
                # First: it is what mends an index that cannot be followed.
                rebuild.serve_request(self._plant, self._between, self._log)
                self._given_up = ""
                if self._follow_current():
                    mark = _UNSEEN
                self._forget()
            if seen == mark:
                self._stop.wait(_LOOKS)
                continue
            mark = _UNSEEN if self._apply() else seen

    def _be_sure(self) -> None:
        """Look whether this still is the writer: where the server of the store ended, another may be."""
        if not self._lock.held():
            raise _LockLost

    def close(self) -> None:
        """Give the scribe up."""
        self._give_up_scribe()
        if self._commits is not None:
            self._commits.close()
            self._commits = None

    def _give_up_scribe(self) -> None:
        scribe, self._scribe = self._scribe, None
        if scribe is not None:
            scribe.close()

    def _follow_current(self) -> bool:
        """Write the generation that answers: another one after a rebuild or a roll-back; whether it is another."""
        current = self._plant.generations.current()
        if self._scribe is not None and current == self._name:
            return False
        if current and current == self._barred:
            return False
        self._give_up_scribe()
        try:
            ensure_generation(self._plant, self._stop_if_asked)
            self._name = self._plant.generations.current()
            self._scribe = open_scribe(self._plant, self._stop_if_asked)
        except OtherAnalyzer as error:
            self._barred = current
            self._log("index_made_by_other_rules", generation=current, why=error.letter.en)
            return False
        except IndexDamaged as error:
            # Not made anew by itself: of many pages that takes hours, and a disk that rots would have it again.
            self._barred = current
            self._log("index_damaged", generation=current, why=for_the_log(error))
            return False
        return True

    def _apply(self) -> bool:
        if self._scribe is None:
            return False
        worked = self._scribe.apply_pending(self._stop_if_asked)
        self.worked = self.worked or worked
        return worked

    def _between(self) -> None:
        """Between two commits of a rebuild: whatever was changed meanwhile."""
        self._stop_if_asked(0)
        generations = self._plant.generations
        current = generations.current()
        if current == self._given_up or current not in generations.kept():
            return
        try:
            self._follow_current()
            self._apply()
        except (KeyboardInterrupt, SystemExit, GeneratorExit, StoreUnavailable, Stopped):
            raise
        except BaseException as error:  # an engine's panic is no Exception
            # It is no reason not to make another; afterwards the new one is followed, or this one is tried again.
            self._given_up = current
            self._log("index_not_followed", generation=current, why=for_the_log(error))
            with contextlib.suppress(Exception):
                self._give_up_scribe()

    def _stop_if_asked(self, _done: int) -> None:
        if self._stop.is_set():
            raise Stopped

    def _forget(self) -> None:
        if self._clock() - self._forgot < _FORGETS:
            return
        self._forgot = self._clock()
        forgotten = forget_old_rows(self._plant, time.time() - _KEEPS)
        if forgotten:
            self._log("outbox_rows_forgotten", rows=forgotten)


def forget_old_rows(plant: Plant, older_than: float) -> int:
    """Drop outbox rows that every kept generation has applied and that are older than a moment.

    Args:
        plant: the parts.
        older_than: seconds since 1970.

    Returns:
        How many rows were dropped.
    """
    generations, applied = plant.generations, list[int]()
    for name in generations.kept():
        # One that is damaged never answers again; one of other rules may, under the software that made it.
        with contextlib.suppress(IndexDamaged):
            applied.append(generations.applied(name).number)
    if not applied or min(applied) <= 0:
        return 0
    with plant.store.writing() as connection:
        return outbox.forget(connection, min(applied), older_than)
