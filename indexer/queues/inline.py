"""The queue of one machine: worker processes of this one, which end with it."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from holdings.store import jobs, objects, pages
from holdings.store.database import Store
from holdings.store.objects import ObjectState
from indexer.analysing import Analysed, analysing
from indexer.entries import Subject
from indexer.extraction.jobs import Job, PageLater
from indexer.hearing import Hearing
from indexer.plant import Plant
from indexer.progress import IntakeProgress, Stage
from indexer.queues.again import objects_again
from indexer.queues.port import Analyses, Place
from indexer.queues.readers import reading_pool
from indexer.subjects import subjects
from indexer.workers import WorkerPool

#: Objects waiting to be read that are taken from the store at a time.
_STRIDE = 500


class InlineQueue:
    """See `indexer.queues.port.Queue`."""

    name = "inline"

    def read(self, plant: Plant, package: int, progress: IntakeProgress) -> None:
        """See `indexer.queues.port.Queue.read`."""
        with plant.store.reading() as connection:
            counts = objects.tally(connection, package)
        waiting = counts.get(ObjectState.WAITING, 0)
        total = sum(counts.values())
        begun = Stage("read", total - waiting, total, counts.get(ObjectState.UNREAD, 0))
        progress(begun)
        if not waiting:
            return
        with plant.store.writing() as connection:
            jobs.finish_package(connection, package)  # of an intake that another queue began
        hearing = Hearing(plant.store, package)

        def tell() -> None:
            progress(replace(begun, done=begun.done + hearing.settled, failed=begun.failed + hearing.unread))

        with reading_pool(plant, plant.workers) as pool:
            for told in pool.read(_objects(plant, package, hearing)):
                assert not isinstance(told, PageLater)
                if hearing.hear(told):
                    tell()
        hearing.flush()
        tell()

    def read_again(self, plant: Plant, places: Sequence[Place], progress: IntakeProgress) -> None:
        """See `indexer.queues.port.Queue.read_again`."""
        with reading_pool(plant, plant.workers) as pool:
            failed = 0
            progress(Stage("again", 0, len(places), 0))
            for done, got_text in enumerate(objects_again(plant, pool, places), 1):
                failed += not got_text
                progress(Stage("again", done, len(places), failed))

    def analyses(self, store: Store, workers: int) -> Analyses:
        """See `indexer.queues.port.Queue.analyses`."""
        return partial(_analysed, store, workers)


def _objects(plant: Plant, package: int, hearing: Hearing) -> Iterator[Job]:
    """The objects that wait, in the order of units; those that were interrupted with the pages they have."""
    after, key = (0, -1), 0
    while True:
        with plant.store.reading() as connection:
            stride = objects.waiting(connection, package, after, _STRIDE)
            done = pages.staged_pages(connection, {row.unit for row in stride})
        if not stride:
            return
        after = (stride[-1].unit, stride[-1].position)
        for row in stride:
            key += 1
            hearing.expect(key, row)
            have = frozenset(done.get((row.unit, row.position), ()))
            yield Job(key, plant.objects.path(row.digest), row.name, have)


def _analysed(
    store: Store, workers: int, segmenter: str, pieces: Iterable[Sequence[int]]
) -> Generator[Analysed]:
    with WorkerPool(analysing(segmenter), workers, None) as pool:
        yield from pool.map(_subjects(store, pieces))


def _subjects(store: Store, pieces: Iterable[Sequence[int]]) -> Iterator[list[Subject]]:
    for piece in pieces:
        with store.reading() as connection:
            known = subjects(connection, piece)
        if known:
            yield known
