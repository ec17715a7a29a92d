"""What processes that were killed have left half made: it goes when the next index writer starts."""

from __future__ import annotations

from typing import Protocol

from engines.letters import for_the_log
from holdings.letters import LantaiError
from holdings.objects import FolderObjects
from indexer.locks import IntakeLock
from indexer.plant import Plant
from indexer.rebuild import is_asked_for


class _Log(Protocol):
    def __call__(self, event: str, **fields: object) -> None: ...


def tidy(plant: Plant, log: _Log) -> None:
    """Remove what is left half made, of indices and of digital objects. Only the writer calls it."""
    try:
        for name in drop_abandoned(plant):
            log("unfinished_index_removed", generation=name)
        if isinstance(plant.objects, FolderObjects):
            _sweep(plant, plant.objects)
    except (LantaiError, OSError) as error:
        log("tidying_failed", kind=type(error).__name__, why=for_the_log(error))


def drop_abandoned(plant: Plant) -> list[str]:
    """Remove what interrupted rebuilds have left, where nobody waits for one and there is an index to go on with.

    Only the writer calls it.

    Returns:
        The names of what was removed.
    """
    generations = plant.generations
    gone = generations.remnants()
    generations.sweep()
    current, kept = generations.current(), generations.kept()
    if current in kept and not is_asked_for(plant):
        for name in kept:
            if name > current and generations.unfinished(name):
                generations.drop(name)
                gone.append(name)
    return gone


def _sweep(plant: Plant, objects: FolderObjects) -> None:
    intake = IntakeLock(plant.index_folder, plant.store)
    if intake.acquire():  # else the pieces are those of an intake under way
        try:
            objects.sweep()
        finally:
            intake.release()
