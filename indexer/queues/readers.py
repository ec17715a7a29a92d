"""The processes that read objects, as a plant wants them."""

from __future__ import annotations

import functools

from indexer.extraction.pool import ExtractionPool
from indexer.extraction.reading import chooser, leaving_chooser
from indexer.plant import Plant


def reading_pool(plant: Plant, workers: int) -> ExtractionPool:
    """Processes that read every page, recognising what has only pixels."""
    return ExtractionPool(plant.ocr, workers, plant.limits, functools.partial(chooser, tika=plant.tika))


def leaving_pool(plant: Plant, workers: int) -> ExtractionPool:
    """Processes that leave pages to others which have to be recognised."""
    return ExtractionPool(
        plant.ocr, workers, plant.limits, functools.partial(leaving_chooser, tika=plant.tika)
    )
