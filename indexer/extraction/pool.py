"""Reads the pages of many objects in worker processes; one bad page costs that page alone.

Workers know an object by its bytes and its suffix; its name is put into what they say of it here, job by job.
"""

from __future__ import annotations

import contextlib
import functools
import itertools
import pickle
import time
from collections import deque
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Self

from holdings.letters import Letter
from holdings.own_names import named, open_name
from indexer import worker_letters
from indexer.extraction import letters
from indexer.extraction.jobs import Job, ObjectRead, PageLater, PageRead, PageUnread, Told
from indexer.extraction.limits import USUAL, ReadingLimits
from indexer.extraction.reading import EngineMissing, chooser, serve
from indexer.extraction.scratch import sweep_scratch
from indexer.extraction.tasks import (
    Chooser,
    Finished,
    Later,
    NoPage,
    NotOpened,
    Opened,
    Page,
    Ready,
    Task,
    Useless,
    Word,
)
from indexer.workers import Worker, WorkerDiedError

__all__ = ["ExtractionPool", "Job", "ObjectRead", "PageRead", "PageUnread"]

#: A worker whose last task was done in less, in seconds, is given `_AHEAD` tasks at once; else one, since
#: what one holds no other can take.
_QUICK_S = 0.2
_AHEAD = 4
#: A larger task, in bytes, is given only to a worker that has none: it is listening, so that we never wait on
#: each other's full pipes.
_MOST_AHEAD = 1 << 14
#: After so many pages that ended their workers the rest of an object is not tried: each costs up to a
#: page's time and a new worker.
MOST_LOST = 3
#: A worker that has not begun after this, in seconds, never will.
_START_S = 120.0


@dataclass(slots=True)
class _Object:
    """An object under way."""

    job: Job
    kind: str = ""
    pages: int = 0
    left: int = 0  # pages neither read nor unread yet
    chunk: int = 1
    rest: Iterator[int] = field(default_factory=lambda: iter(()))  # pages not yet in a task
    reads: bool = False
    why: Letter | None = None  # of the first page that was not read, in the order of pages
    why_at: int = 1 << 62
    lost: int = 0
    spent: float = 0.0  # seconds of its workers


@dataclass(slots=True)
class _Crew:
    """A worker and what it has to do."""

    worker: Worker
    tasks: deque[Task] = field(default_factory=deque)
    told: set[int] = field(default_factory=set)  # pages told of the task in hand
    opened: bool = False  # the task in hand has told of its object
    ready: bool = False
    quick: bool = False
    began: float = 0.0  # the task in hand
    heard: float = 0.0  # the last word, or the sending of the task in hand


class ExtractionPool:
    """Worker processes that read objects; a context manager, to be used by one thread at a time.

    A worker that ends by itself or takes longer over a page than it may is replaced, and the page is told
    as unread; if it was still opening the object, the object.
    """

    def __init__(
        self,
        ocr: str,
        workers: int,
        limits: ReadingLimits = USUAL,
        make: Callable[[str, ReadingLimits], Chooser] = chooser,
    ) -> None:
        """Starts nothing yet: workers start with the first jobs.

        Args:
            ocr: name of the recognition engine (`ocr.engines.ENGINE_NAMES`).
            workers: number of processes, at least 1.
            limits: of time, memory and output of each worker, and of what it opens.
            make: picklable by reference; called once in each worker with `ocr` and `limits`, gives the choice of
                readers. Tests hand in broken ones.
        """
        if workers < 1:
            raise ValueError("at least one worker")
        self._run = functools.partial(serve, functools.partial(make, ocr, limits), limits)
        self._most = workers
        self._limits = limits
        self._seconds = limits.page_seconds
        self._crews: dict[Connection, _Crew] = {}
        self._reading = False

    def read(self, jobs: Iterable[Job]) -> Generator[Told]:
        """Reads the objects; pages come in no particular order, each object's `ObjectRead` after its pages.

        Jobs are taken only as workers get free, and at most a few pages for each worker wait to be told, so the
        memory does not grow with the number of jobs or pages.

        Raises:
            EngineMissing: the recognition engine cannot be made; nothing with pixels can be read.
            WorkerDiedError: a worker ended before it could begin.
            RuntimeError: another `read` of this pool is not at its end.
        """
        if self._reading:
            raise RuntimeError("this pool is at another read")
        self._reading = True
        try:
            yield from _Round(self, iter(jobs)).run()
        finally:
            for crew in [crew for crew in self._crews.values() if crew.tasks]:
                self._dismiss(crew)  # its words would reach the next read
            self._reading = False

    def close(self) -> None:
        """Ends the workers; nothing is left behind. Closing twice changes nothing."""
        for crew in list(self._crews.values()):
            self._dismiss(crew)
        sweep_scratch()  # of those that were ended in the middle of an archive

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _hire(self) -> _Crew:
        worker = Worker(self._run, self._limits.printed_bytes)
        crew = self._crews[worker.connection] = _Crew(worker)
        return crew

    def _dismiss(self, crew: _Crew, *, ended: bool = False) -> int:
        self._crews.pop(crew.worker.connection, None)
        return crew.worker.ended() if ended else crew.worker.kill()


class _Round:
    """One `read` of a pool."""

    def __init__(self, pool: ExtractionPool, jobs: Iterator[Job]) -> None:
        self._pool = pool
        self._jobs = jobs
        self._objects: dict[int, _Object] = {}
        self._again: deque[Task] = deque()  # of workers that were lost
        self._unshared: deque[_Object] = deque()  # objects with pages not yet in a task

    def run(self) -> Iterator[Told]:
        while True:
            self._give_out()
            busy = {crew.worker.connection: crew for crew in self._pool._crews.values() if crew.tasks}
            if not busy:
                return
            now = time.monotonic()
            first = min(self._deadline(crew) for crew in busy.values())
            heard = wait(list(busy), max(0.0, first - now))
            for connection in heard:
                assert isinstance(connection, Connection)
                yield from self._listen(busy.pop(connection))
            now = time.monotonic()
            for crew in busy.values():
                # One that has words waiting is not late: we are.
                if now > self._deadline(crew) and not crew.worker.connection.poll():
                    self._pool._dismiss(crew)
                    yield from self._lost(crew, None)

    def _deadline(self, crew: _Crew) -> float:
        return crew.heard + (self._pool._seconds if crew.ready else max(_START_S, self._pool._seconds))

    # ------------------------------------------------------------------------------------------ giving out

    def _give_out(self) -> None:
        pool = self._pool
        while True:
            crews = list(pool._crews.values())
            idle = min(crews, key=lambda crew: len(crew.tasks), default=None)
            if idle is None or (idle.tasks and len(crews) < pool._most):
                task = self._next_task()
                if task is None:
                    return
                self._give(pool._hire(), task)
                continue
            room = [crew for crew in crews if len(crew.tasks) < (_AHEAD if crew.quick else 1)]
            if not room:
                return
            task = self._next_task()
            if task is None:
                return
            if not self._give(min(room, key=lambda crew: len(crew.tasks)), task):
                return

    def _give(self, crew: _Crew, task: Task) -> bool:
        """Gives the task; not if it has to wait for a worker without tasks."""
        words = pickle.dumps(task, pickle.HIGHEST_PROTOCOL)
        if not crew.tasks:
            if crew.ready and crew.worker.connection.poll():  # it ended while it had nothing to do
                self._pool._dismiss(crew)
                crew = self._pool._hire()
            self._begin(crew)
        elif len(words) > _MOST_AHEAD:
            self._again.appendleft(task)
            return False
        crew.tasks.append(task)
        with contextlib.suppress(OSError):  # if it has ended its pipe says so when we listen
            crew.worker.connection.send_bytes(words)
        return True

    def _begin(self, crew: _Crew) -> None:
        crew.told, crew.opened = set(), False
        crew.began = crew.heard = time.monotonic()

    def _next_task(self) -> Task | None:
        if self._again:
            return self._again.popleft()
        while self._unshared:
            unit = self._unshared[0]
            pages = tuple(itertools.islice(unit.rest, unit.chunk))
            if pages:
                return Task(unit.job.key, unit.job.path, open_name(unit.job.name), pages)
            self._unshared.popleft()
        job = next(self._jobs, None)
        if job is None:
            return None
        if job.key in self._objects:
            raise ValueError(f"two jobs under way have the key {job.key}")
        self._objects[job.key] = _Object(job)
        return Task(job.key, job.path, open_name(job.name), opening=True, done=job.done)

    # ------------------------------------------------------------------------------------------ listening

    def _listen(self, crew: _Crew) -> Iterator[Told]:
        try:
            words: list[Word] = crew.worker.connection.recv()
        except (EOFError, OSError):
            code = self._pool._dismiss(crew, ended=True)
            yield from self._lost(crew, code)
            return
        crew.heard = time.monotonic()
        for word in words:
            yield from self._hear(crew, word)
        # What the caller did meanwhile was not the worker's time.
        crew.heard = time.monotonic()

    def _hear(self, crew: _Crew, word: Word) -> Iterator[Told]:
        match word:
            case Ready():
                crew.ready = True
                return
            case Useless(letter):
                raise EngineMissing(letter)
        task = crew.tasks[0]
        if isinstance(word, Finished):
            crew.tasks.popleft()
            took = time.monotonic() - crew.began
            crew.quick = took < _QUICK_S
            self._begin(crew)
            yield from self._spend(task.key, took)
            yield from self._close_if_told(task.key)
            return
        unit = self._objects[task.key]
        match word:
            case Opened(kind, pages, chunk):
                crew.opened = True
                unit.kind, unit.pages, unit.chunk = kind, pages, chunk
                unit.left = pages - sum(1 for at in task.done if 0 <= at < pages)
                unit.reads = unit.left < pages
                unit.rest = (at for at in range(pages) if at not in task.done)
                crew.tasks[0] = _opened(task, tuple(itertools.islice(unit.rest, min(chunk, unit.left))))
                if unit.left > chunk:
                    self._unshared.append(unit)
            case NotOpened(kind, letter):
                unit.kind = kind or unit.kind
                yield from self._abandon(crew, unit, task, letter)
            case Page(page):
                crew.told.add(page.object_page)
                unit.reads = True
                unit.left -= 1
                yield PageRead(task.key, page)
            case NoPage(at, letter):
                crew.told.add(at)
                yield self._unread(unit, at, letter)
            case Later(at):
                crew.told.add(at)
                unit.reads = True
                unit.left -= 1
                yield PageLater(task.key, at)

    def _abandon(self, crew: _Crew, unit: _Object, task: Task, letter: Letter) -> Iterator[Told]:
        """The object could not be opened: for good, or, by a later task, for the pages of that task."""
        if task.opening:
            unit.why = letter
            return
        for at in task.pages:
            if at not in crew.told:
                crew.told.add(at)
                yield self._unread(unit, at, letter)

    def _spend(self, key: int, seconds: float) -> Iterator[Told]:
        """Counts the time of an object; what is not begun of one that took too long in all is not tried."""
        unit = self._objects.get(key)
        if unit is None:
            return
        unit.spent += seconds
        if unit.spent > self._pool._limits.file_seconds:
            letter = letters.too_slow_in_all(unit.job.name, self._pool._limits.file_seconds)
            for at in unit.rest:
                yield self._unread(unit, at, letter)

    def _unread(self, unit: _Object, at: int, letter: Letter) -> PageUnread:
        unit.left -= 1
        if at < unit.why_at:
            unit.why, unit.why_at = letter, at
        return PageUnread(unit.job.key, at, named(letter, unit.job.name))

    def _close_if_told(self, key: int) -> Iterator[Told]:
        unit = self._objects.get(key)  # the worker that finishes last may find it closed
        if unit is not None and unit.left == 0:
            del self._objects[key]
            why = named(unit.why, unit.job.name) if unit.why is not None else None
            yield ObjectRead(key, unit.kind, unit.pages, None if unit.reads else why)

    # ------------------------------------------------------------------------------------------ losing

    def _lost(self, crew: _Crew, code: int | None) -> Iterator[Told]:
        """A worker is gone: by itself with this exit code, or (None) ended since it was late."""
        if not crew.ready:
            late = worker_letters.worker_stalled(_START_S)
            raise WorkerDiedError(late if code is None else worker_letters.worker_died(code))
        task = crew.tasks.popleft()
        self._again.extendleft(reversed(crew.tasks))
        crew.tasks.clear()
        unit = self._objects.get(task.key)
        if unit is None:  # all its pages had been told
            return
        name = task.name
        if crew.worker.flooded:
            letter = letters.too_much_printed(name, self._pool._limits.printed_bytes)
        elif code is None:
            letter = letters.too_slow(name, self._pool._seconds)
        else:
            letter = letters.worker_lost(name, code)
        unit.lost += 1
        unit.spent += time.monotonic() - crew.began
        if task.opening and not crew.opened:
            unit.why = letter
        else:
            untold = [at for at in task.pages if at not in crew.told]
            if untold:
                yield self._unread(unit, untold.pop(0), letter)
            if unit.lost >= MOST_LOST:
                for at in itertools.chain(untold, unit.rest):
                    yield self._unread(unit, at, letters.given_up(name, unit.lost))
            elif untold:
                self._again.append(Task(task.key, task.path, name, tuple(untold)))
        yield from self._close_if_told(task.key)


def _opened(task: Task, pages: tuple[int, ...]) -> Task:
    return Task(task.key, task.path, task.name, pages, opening=False, done=task.done)
