"""The plant: the parts with which an intake works, chosen by `lantai`."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from engines.port import Generations
from holdings.clock import Clock, clock_of
from holdings.codes import Template
from holdings.objects import Objects
from holdings.store.database import Store
from indexer.extraction.limits import USUAL, ReadingLimits
from indexer.extraction.tika_choice import NO_TIKA, TikaChoice

if TYPE_CHECKING:
    from indexer.queues.port import Analyses, Queue


def _inline() -> Queue:
    from indexer.queues.inline import InlineQueue

    return InlineQueue()


@dataclass(frozen=True)
class Plant:
    """What the way in is made of.

    Attributes:
        store: the truth.
        objects: where digital objects lie.
        generations: where indices lie.
        index_folder: for locks and for words between processes.
        segmenter: name of the segmenter that the analyzer uses.
        ocr: name of the recognition engine (`ocr.engines.ENGINE_NAMES`).
        templates: the home's templates of reference codes.
        workers: processes that read or analyse at a time, at least 1.
        limits: of the processes that read objects.
        tika: the Tika server, and what it reads.
        queue: where the long work is done.
        clock: what gives days and moments.
    """

    store: Store
    objects: Objects
    generations: Generations
    index_folder: Path
    segmenter: str
    ocr: str
    templates: tuple[Template, ...]
    workers: int
    limits: ReadingLimits = USUAL
    tika: TikaChoice = NO_TIKA
    queue: Queue = field(default_factory=_inline)
    clock: Clock = field(default_factory=clock_of)

    @property
    def analyses(self) -> Analyses:
        """Who makes entries for the index writer."""
        return self.queue.analyses(self.store, self.workers)
