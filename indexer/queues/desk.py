"""The desk: hands jobs out to workers elsewhere, and sees to it that each is done.

The store holds what is to be done (`holdings.store.jobs`); what carries the jobs is only told their numbers. A
carrier that loses them, brings them twice or is away for an hour costs time and nothing else.
"""

from __future__ import annotations

import logging
import time
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from holdings.store import jobs, objects
from holdings.store.database import Store
from holdings.store.jobs import Job, JobState, Step
from holdings.store.objects import ObjectState, UnitObject
from indexer.analysing import Analysed, analyse, rules_now
from indexer.plant import Plant
from indexer.progress import IntakeProgress, Stage
from indexer.queues.answers import unpacked
from indexer.queues.carrier import Carrier, CarrierAway, lane_of
from indexer.queues.port import Analyses, Place
from indexer.subjects import subjects

_LOG = logging.getLogger("lantai.queue")

#: Objects that one job reads at the most, and their bytes: a job costs some hundredths of a second beside its work.
TOGETHER, TOGETHER_BYTES = 16, 1 << 20
#: Objects that are handed out at a time; the queue holds no more of a package, however large it is.
WINDOW = 2_000
#: Pieces of analysis that are handed out before the writer's turn comes to them.
AHEAD = 12
#: A job of which nothing was heard for so many seconds has lost its worker: since it was begun (workers say every
#: `indexer.queues.steps.BEAT_S` that they live), or since it was due while nothing else waits.
LEASE_S = 20.0
#: Jobs were sent and the carrier holds none for so many seconds: it has lost them.
_LOST_S = 3.0
#: Jobs that nobody has sent for so many seconds are sent by us: whoever made them is gone.
_UNSENT_S = 2.0
_POLL_S, _LONGEST_POLL_S = 0.1, 1.0
#: A piece that no worker has begun when its turn comes is waited for so many seconds, then made here.
_PATIENCE_S = 2.0
#: A piece of which nothing was heard for so many seconds belongs to a writer that was killed.
_FORGOTTEN_S = 3_600.0
#: Waits before the carrier is tried again.
_WAITS = (0.5, 1.0, 2.0, 5.0, 10.0)


@dataclass
class _Sending:
    """Hands out jobs, patiently."""

    store: Store
    carrier: Carrier
    lease: float
    failures: int = 0
    not_before: float = 0.0
    empty_since: float = 0.0

    def send(self, some: Sequence[Job]) -> None:
        """Hand out jobs that are new; those that cannot be sent now stay new."""
        if not some or time.monotonic() < self.not_before:
            return
        lanes = {lane_of(job.step) for job in some}
        try:
            for lane in sorted(lanes):
                rows = [job.row for job in some if lane_of(job.step) is lane]
                with self.store.writing() as connection:
                    jobs.sent(connection, rows, time.time())
                try:
                    self.carrier.send(lane, rows)
                except CarrierAway:
                    with self.store.writing() as connection:
                        jobs.renew(connection, rows)
                    raise
        except CarrierAway as error:
            self.away(error)
        else:
            if self.failures:
                _LOG.info("queue_is_back")
            self.failures = 0

    def away(self, error: CarrierAway) -> None:
        """The carrier is away: it is said once, and tried again with growing waits."""
        if not self.failures:
            _LOG.warning("queue_away", extra={"why": error.letter.en})
        self.not_before = time.monotonic() + _WAITS[min(self.failures, len(_WAITS) - 1)]
        self.failures += 1

    def look_after(self, some: Sequence[Job]) -> None:
        """Hand out once more what was lost with its worker or with the carrier."""
        now = time.time()
        again = [job for job in some if job.state is JobState.BEGUN and now - job.heard > self.lease]
        waiting = [job for job in some if job.state is JobState.SENT]
        unsent = [job for job in some if job.state is JobState.NEW and now - job.heard > _UNSENT_S]
        if waiting and not again and time.monotonic() >= self.not_before:
            try:
                holds = self.carrier.holds()
            except CarrierAway as error:
                self.away(error)
                return
            if holds.waiting:
                self.empty_since = 0.0
            elif not self.empty_since:
                self.empty_since = time.monotonic()
            elif time.monotonic() - self.empty_since > _LOST_S:
                # What is in the hand of a worker has begun, waits until it is due, or the worker died before it began.
                again = [job for job in waiting if not holds.in_hand or now - job.heard > self.lease]
                if again:
                    self.empty_since = 0.0
                    _LOG.warning("queue_lost_jobs", extra={"jobs": len(again)})
        if again:
            with self.store.writing() as connection:
                jobs.renew(connection, [job.row for job in again])
        self.send([*again, *unsent])


class SentQueue:
    """A queue whose work is done by workers elsewhere. See `indexer.queues.port.Queue`."""

    def __init__(self, carrier: Carrier, lease: float = LEASE_S) -> None:
        """For a carrier; `lease` as `LEASE_S`."""
        self._carrier = carrier
        self._lease = lease

    @property
    def name(self) -> str:
        """See `indexer.queues.port.Queue.name`."""
        return self._carrier.name

    def read(self, plant: Plant, package: int, progress: IntakeProgress) -> None:
        """See `indexer.queues.port.Queue.read`."""
        sending = _Sending(plant.store, self._carrier, self._lease)
        steps = (Step.READ, Step.RECOGNISE)
        after, poll = (0, -1), _POLL_S
        with plant.store.writing() as connection:  # of an intake that was interrupted
            jobs.renew(connection, [job.row for job in jobs.under_way(connection, package, steps)])
        first = True
        while True:
            began = time.monotonic()
            with plant.store.reading() as connection:
                counts = objects.tally(connection, package)
                some = jobs.under_way(connection, package, steps)
            waiting, total = counts.get(ObjectState.WAITING, 0), sum(counts.values())
            progress(Stage("read", total - waiting, total, counts.get(ObjectState.UNREAD, 0)))
            if not waiting:
                break
            room = WINDOW - sum(len(job.places) for job in some)
            handed = self._hand_out(plant, package, after, room) if room > WINDOW // 4 else after
            moved, after = handed != after, handed
            if not moved and not some:
                after = (0, -1)  # whatever was passed by
            with plant.store.reading() as connection:
                some = jobs.under_way(connection, package, steps)
            fresh = [job for job in some if job.state is JobState.NEW] if moved or first else []
            first = False
            sending.send(fresh)
            sending.look_after([job for job in some if job.row not in {one.row for one in fresh}])
            took = time.monotonic() - began
            poll = _POLL_S if moved else min(poll * 1.5, _LONGEST_POLL_S)
            time.sleep(max(poll, 4 * took if not moved else 0.0))
        with plant.store.writing() as connection:
            jobs.finish_package(connection, package)

    def read_again(self, plant: Plant, places: Sequence[Place], progress: IntakeProgress) -> None:
        """See `indexer.queues.port.Queue.read_again`."""
        sending = _Sending(plant.store, self._carrier, self._lease)
        with plant.store.writing() as connection:
            left = {(job.unit, job.position): job for job in jobs.under_way(connection, 0, (Step.AGAIN,))}
            new = [Job(Step.AGAIN, 0, *place) for place in places if place not in left]
            jobs.renew(connection, [job.row for job in left.values()])
            jobs.add(connection, new, time.time())
        total, first = len(places), True
        while True:
            with plant.store.reading() as connection:
                some = jobs.under_way(connection, 0, (Step.AGAIN,))
            progress(Stage("again", max(0, total - len(some)), total, 0))
            if not some:
                return
            if first:
                sending.send([job for job in some if job.state is JobState.NEW])
                first = False
            else:
                sending.look_after(some)
            time.sleep(0.3)

    def analyses(self, store: Store, workers: int) -> Analyses:
        """See `indexer.queues.port.Queue.analyses`."""

        def made(segmenter: str, pieces: Iterable[Sequence[int]]) -> Iterator[Analysed]:
            return _Analysing(store, _Sending(store, self._carrier, self._lease), segmenter).run(pieces)

        return made

    def _hand_out(self, plant: Plant, package: int, after: Place, room: int) -> Place:
        """Add jobs for objects that have none, from after a place on; returns the last place."""
        with plant.store.reading() as connection:
            stride = objects.waiting(connection, package, after, room)
        if not stride:
            return after
        with plant.store.writing() as connection:
            steps = (Step.READ, Step.RECOGNISE)
            busy = {place for job in jobs.under_way(connection, package, steps) for place in job.places}
            free = [row for row in stride if (row.unit, row.position) not in busy]
            jobs.add(connection, list(_read_jobs(package, free)), time.time())
        return stride[-1].unit, stride[-1].position


def _read_jobs(package: int, rows: Iterable[UnitObject]) -> Iterator[Job]:
    """Jobs for objects in their order: a large one is a job of its own, small ones share one."""
    some: list[UnitObject] = []
    size = 0
    for row in rows:
        if some and (len(some) >= TOGETHER or size + row.size > TOGETHER_BYTES):
            yield _read_job(package, some)
            some, size = [], 0
        some.append(row)
        size += row.size
    if some:
        yield _read_job(package, some)


def _read_job(package: int, rows: Sequence[UnitObject]) -> Job:
    numbers = tuple(number for row in rows for number in (row.unit, row.position))
    return Job(Step.READ, package, rows[0].unit, rows[0].position, numbers if len(rows) > 1 else ())


class _Analysing:
    """Entries for the index writer, in the order of pieces. A piece that no worker has begun is made here."""

    def __init__(self, store: Store, sending: _Sending, segmenter: str) -> None:
        self._store = store
        self._sending = sending
        self._segmenter = segmenter
        self._rules = rules_now(segmenter)
        self._somebody_works = True

    def run(self, pieces: Iterable[Sequence[int]]) -> Iterator[Analysed]:
        """The entries of every piece with something in it."""
        source, ahead = iter(pieces), deque[Job]()
        with self._store.writing() as connection:
            jobs.forget_analyses(connection, time.time() - _FORGOTTEN_S)
        try:
            while True:
                fresh = [
                    Job(Step.ANALYSE, numbers=tuple(piece))
                    for _, piece in zip(range(AHEAD - len(ahead)), source, strict=False)
                ]
                if fresh:
                    with self._store.writing() as connection:
                        added = jobs.add(connection, fresh, time.time())
                    ahead.extend(added)
                    self._sending.send(added)
                if not ahead:
                    return
                made = self._turn(ahead[0])
                ahead.popleft()
                if made is not None:
                    yield made
        finally:
            if ahead:
                with self._store.writing() as connection:
                    jobs.finish(connection, [job.row for job in ahead])

    def _turn(self, job: Job) -> Analysed | None:
        since = time.monotonic()
        while True:
            with self._store.reading() as connection:
                now = jobs.find(connection, job.row)
            if now is None or self._given_up(now, since):
                return self._here(job)
            if now.state is JobState.ANSWERED:
                self._somebody_works = True
                with self._store.writing() as connection:
                    jobs.finish(connection, [job.row])
                rules, made = unpacked(now.answer)
                if rules != self._rules:
                    _LOG.warning("worker_has_other_rules", extra={"theirs": rules})
                    return self._here(job)
                return made
            time.sleep(0.02)

    def _given_up(self, job: Job, since: float) -> bool:
        waited = time.monotonic() - since
        if job.state is JobState.BEGUN:
            return time.time() - job.heard > self._sending.lease
        if job.state is JobState.ANSWERED or (self._somebody_works and waited < _PATIENCE_S):
            return False
        self._somebody_works = False  # until one answers, nobody is waited for
        return True

    def _here(self, job: Job) -> Analysed | None:
        with self._store.writing() as connection:
            jobs.finish(connection, [job.row])
        with self._store.reading() as connection:
            known = subjects(connection, job.numbers)
        return analyse(known, self._segmenter) if known else None
