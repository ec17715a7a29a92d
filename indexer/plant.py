"""The plant: the parts with which an intake works, chosen by `lantai`."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from engines.port import Generations
from holdings.codes import Template
from holdings.objects import Objects
from holdings.store.database import Store
from indexer.extraction.limits import USUAL, ReadingLimits


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
