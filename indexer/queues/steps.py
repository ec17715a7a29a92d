"""What a worker does with a job: the number of a row comes in, results go into the store.

A job may come twice, late, or to two workers at a time: what is done already is not done again, and what two do at
a time is kept once.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from holdings.letters import LantaiError, Letter
from holdings.store import jobs, objects, pages
from holdings.store.database import Store
from holdings.store.jobs import Job, JobState, Step
from holdings.store.objects import ObjectState, UnitObject
from indexer.analysing import analyse, rules_now
from indexer.extraction import jobs as extraction
from indexer.extraction.jobs import ObjectRead, PageRead, PageUnread, Told
from indexer.extraction.pool import ExtractionPool
from indexer.hearing import Hearing
from indexer.plant import Plant
from indexer.queues import letters
from indexer.queues.again import objects_again
from indexer.queues.answers import packed
from indexer.queues.carrier import CarrierAway, Lane, lane_of
from indexer.queues.port import Place
from indexer.queues.readers import leaving_pool, reading_pool
from indexer.subjects import subjects

_LOG = logging.getLogger("lantai.worker")

#: A worker says so often, in seconds, that it lives.
BEAT_S = 4.0
#: A job that was begun so often without an end is set aside.
MOST_TRIES = 4

#: Hands jobs that a step leaves to others to the queue: (lane, rows).
Send = Callable[[Lane, list[int]], None]
#: Is told of every job that ended: (step, ``done``, ``failed`` or ``set_aside``, seconds, pages).
Tell = Callable[[str, str, float, int], None]


def untold(_step: str, _outcome: str, _seconds: float, _pages: int) -> None:
    """Tell nobody."""


class Later(Exception):
    """The job should be brought once more, after some seconds.

    Attributes:
        seconds: how long to wait.
    """

    def __init__(self, seconds: float) -> None:
        super().__init__(f"again in {seconds:g} s")
        self.seconds = seconds


class Hands:
    """What one worker process works with; its readers start with the first job that needs them, and stay.

    A context manager.
    """

    def __init__(
        self,
        plant: Plant,
        send: Send,
        lease: float,
        interrupted: tuple[type[Exception], ...] = (),
        tell: Tell = untold,
    ) -> None:
        """For a plant.

        Args:
            plant: the parts.
            send: hands on what a step leaves to others.
            lease: a job that was begun and of which nothing was heard for so many seconds is anybody's.
            interrupted: raised into a step from outside where a job takes too long; what was done is kept.
            tell: is told of every job that ended.
        """
        self.plant = plant
        self._send = send
        self._lease = lease
        self._interrupted = interrupted
        self._tell = tell
        self._pools: dict[Lane, ExtractionPool] = {}

    def __enter__(self) -> Hands:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """End the readers."""
        for pool in self._pools.values():
            pool.close()
        self._pools.clear()

    def work(self, row: int) -> None:
        """Do a job; returns when it is done, was done before, or was set aside.

        Raises:
            Later: it is not done, and should come once more.
        """
        try:
            job = self._begin(row)
        except LantaiError as error:  # the store is away
            _LOG.warning("job_waits", extra={"job": row, "why": error.letter.en})
            raise Later(5.0) from error
        if job is None:
            return
        began = time.monotonic()
        try:
            with _beating(self.plant.store, row):
                got_on = self._step(job)
        except Exception as error:
            self._failed(job, error)
        else:
            seconds = round(time.monotonic() - began, 3)
            self._tell(job.step.value, "done", seconds, got_on)
            _LOG.info("job_done", extra={**_named(job), "seconds": seconds, "pages": got_on})

    def _begin(self, row: int) -> Job | None:
        now = time.time()
        with self.plant.store.writing() as connection:
            job = jobs.find(connection, row)
            if job is None or job.state is JobState.ANSWERED:
                return None
            if job.state is JobState.BEGUN and now - job.heard < self._lease:
                busy = True  # another worker has it, or it died a moment ago
            else:
                busy = False
                if job.tries < MOST_TRIES:
                    jobs.begin(connection, row, now)
        if busy:
            raise Later(self._lease)
        if job.tries >= MOST_TRIES:
            self._set_aside(job, job.why)
            return None
        return replace(job, state=JobState.BEGUN, tries=job.tries + 1)

    def _failed(self, job: Job, error: Exception) -> None:
        if isinstance(error, _Unfinished):
            why, got_on = error.letter, error.got_on
            _LOG.info("job_interrupted", extra={**_named(job), "tries": job.tries})
        else:
            told, got_on = isinstance(error, LantaiError), False
            if isinstance(error, LantaiError):
                why = error.letter
            else:
                why = letters.job_failed(f"{type(error).__name__}: {error}"[:200])
            self._tell(job.step.value, "failed", 0.0, 0)
            _LOG.warning(
                "job_failed", extra={**_named(job), "tries": job.tries, "why": why.en}, exc_info=not told
            )
        if job.tries >= MOST_TRIES and not got_on:
            self._set_aside(job, why)
            return
        later = Later(0.5 if got_on else min(60.0, 2.0**job.tries))
        # Where the store is away the lease ends it.
        with contextlib.suppress(LantaiError), self.plant.store.writing() as connection:
            jobs.hand_back(connection, job.row, why, time.time() + later.seconds, got_on=got_on)
        raise later from error

    def _step(self, job: Job) -> int:
        match job.step:
            case Step.READ:
                return self._read(job)
            case Step.RECOGNISE:
                return self._recognise(job)
            case Step.AGAIN:
                return self._read_again(job)
            case Step.ANALYSE:
                return self._analyse(job)

    # ------------------------------------------------------------------------------------------ reading

    def _read(self, job: Job) -> int:
        rows, have = self._waiting(job)
        hearing = Hearing(self.plant.store, job.package)
        return self._hear(job, hearing, self._told(rows, have, hearing))

    def _recognise(self, job: Job) -> int:
        rows, have = self._waiting(job)
        hearing = Hearing(self.plant.store, job.package)
        return self._hear(job, hearing, self._told_of_pages(job, rows, have, hearing))

    def _waiting(self, job: Job) -> tuple[list[UnitObject], dict[Place, set[int]]]:
        """The objects of a job that still wait, and the pages that are kept of them."""
        wanted = set(job.places)
        with self.plant.store.reading() as connection:
            found = objects.of_units(connection, {unit for unit, _ in wanted})
            have = pages.staged_pages(connection, found)
        rows = [row for unit in sorted(found) for row in found[unit] if (unit, row.position) in wanted]
        return [row for row in rows if row.state is ObjectState.WAITING], have

    def _told(
        self, rows: Sequence[UnitObject], have: dict[Place, set[int]], hearing: Hearing
    ) -> Iterator[Told]:
        ordered = []
        for key, row in enumerate(rows, 1):
            hearing.expect(key, row)
            done = frozenset(have.get((row.unit, row.position), ()))
            ordered.append(extraction.Job(key, self.plant.objects.path(row.digest), row.name, done))
        if ordered:
            yield from self._pool(Lane.LIGHT).read(ordered)

    def _told_of_pages(
        self, job: Job, rows: Sequence[UnitObject], have: dict[Place, set[int]], hearing: Hearing
    ) -> Iterator[Told]:
        for row in rows:
            hearing.expect(1, row)
            missing = set(job.numbers) - have.get((row.unit, row.position), set())
            done = frozenset(range(row.pages)) - missing
            ordered = extraction.Job(1, self.plant.objects.path(row.digest), row.name, done)
            for told in self._pool(Lane.OCR).read([ordered]):
                match told:
                    case PageRead(_, page):
                        missing.discard(page.object_page)
                    case PageUnread(_, index, _):
                        missing.discard(index)
                    case ObjectRead(_, kind, _, letter):
                        # It was opened before; where it cannot be opened now its pages are lost, not it.
                        for index in sorted(missing):
                            yield PageUnread(1, index, letter or letters.worker_lost())
                        yield ObjectRead(1, kind, row.pages, letter)
                        continue
                yield told

    def _hear(self, job: Job, hearing: Hearing, words: Iterator[Told]) -> int:
        try:
            for told in words:
                hearing.hear(told)
        except self._interrupted as error:
            hearing.flush()
            raise _Unfinished(letters.out_of_time(), hearing.staged > 0) from error
        left = hearing.flush(done=[job.row])
        if left:
            # What cannot be sent now is sent by the desk, which looks for it.
            with contextlib.suppress(CarrierAway, LantaiError):
                self._send(lane_of(Step.RECOGNISE), [one.row for one in left])
                with self.plant.store.writing() as connection:
                    jobs.sent(connection, [one.row for one in left], time.time())
        return hearing.staged

    def _read_again(self, job: Job) -> int:
        try:
            mended = sum(objects_again(self.plant, self._pool(Lane.OCR), [(job.unit, job.position)]))
        except self._interrupted as error:  # what was read of it is kept
            raise _Unfinished(letters.out_of_time(), got_on=True) from error
        self._finish(job)
        return mended

    def _pool(self, lane: Lane) -> ExtractionPool:
        if lane not in self._pools:
            make = leaving_pool if lane is Lane.LIGHT else reading_pool
            self._pools[lane] = make(self.plant, 1)
        return self._pools[lane]

    # ------------------------------------------------------------------------------------------ analysing

    def _analyse(self, job: Job) -> int:
        segmenter = self.plant.segmenter
        with self.plant.store.reading() as connection:
            known = subjects(connection, job.numbers)
        made = analyse(known, segmenter) if known else None
        octets = packed(rules_now(segmenter), made)
        with self.plant.store.writing() as connection:
            jobs.answer(connection, job.row, octets, time.time())
        return made.pages if made else 0

    # ------------------------------------------------------------------------------------------ ending

    def _finish(self, job: Job) -> None:
        with self.plant.store.writing() as connection:
            jobs.finish(connection, [job.row])

    def _set_aside(self, job: Job, why: Letter | None) -> None:
        """Give a job up for good: its object says why, and the rest goes on."""
        self._tell(job.step.value, "set_aside", 0.0, 0)
        _LOG.error("job_set_aside", extra={**_named(job), "tries": job.tries, "why": why.en if why else ""})
        if (
            job.step is Step.READ and len(job.places) > 1
        ):  # each for itself, and one of them alone is given up
            with self.plant.store.writing() as connection:
                alone = [Job(Step.READ, job.package, *place) for place in job.places]
                jobs.add(connection, alone, time.time())
                jobs.finish(connection, [job.row])
            return
        if job.step is Step.ANALYSE:  # the writer makes it itself, and fails for all to see where it cannot
            self._finish(job)
            return
        with self.plant.store.reading() as connection:
            rows = objects.of_units(connection, [job.unit]).get(job.unit, [])
        row = next((row for row in rows if row.position == job.position), None)
        if row is None or (job.step is not Step.AGAIN and row.state is not ObjectState.WAITING):
            self._finish(job)
            return
        letter = letters.set_aside(row.name, job.tries, why)
        if job.step is Step.AGAIN:
            with self.plant.store.writing() as connection:
                objects.set_note(connection, job.unit, job.position, letter)
                jobs.finish(connection, [job.row])
            return
        hearing = Hearing(self.plant.store, job.package)
        hearing.expect(1, row)
        for index in job.numbers:
            hearing.hear(PageUnread(1, index, letter))
        hearing.hear(ObjectRead(1, row.kind, row.pages if job.step is Step.RECOGNISE else 0, letter))
        hearing.flush(done=[job.row])


def _named(job: Job) -> dict[str, object]:
    """What log lines call a job by; its package is that of the intake's own lines."""
    named: dict[str, object] = {"job": job.row, "step": job.step.value}
    return {**named, "package": job.package} if job.package else named


class _Unfinished(Exception):
    """A step was interrupted.

    Attributes:
        letter: why.
        got_on: some of it is done.
    """

    def __init__(self, letter: Letter, got_on: bool) -> None:
        super().__init__(letter.en)
        self.letter = letter
        self.got_on = got_on


@contextlib.contextmanager
def _beating(store: Store, row: int) -> Iterator[None]:
    """Says now and then that whoever has a job is alive."""
    over = threading.Event()

    def beat() -> None:
        while not over.wait(BEAT_S):
            with contextlib.suppress(LantaiError), store.writing() as connection:
                jobs.beat(connection, row, time.time())

    thread = threading.Thread(target=beat, name="job-beat", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
