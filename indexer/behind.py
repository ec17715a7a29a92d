"""How far the indices are behind the store; asked by commands that load nothing of the way in."""

from __future__ import annotations

from engines.port import Generations
from holdings.store import outbox
from holdings.store.database import Store


def rows_behind(store: Store, generations: Generations) -> int:
    """How many rows of the outbox the indices have not applied yet; 0 when none is left."""
    applied = _applied(generations)
    with store.reading() as connection:
        return max(0, outbox.last_number(connection) - max(0, applied))


def has_applied(generations: Generations, number: int) -> bool:
    """Whether every index has applied the row of the outbox with a number."""
    return _applied(generations) >= number


def _applied(generations: Generations) -> int:
    current = generations.current()
    return generations.applied(current).number if current else 0
