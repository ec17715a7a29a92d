"""Digital objects that lie in the home and that nothing refers to: finding them, and erasing them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from holdings.store import references
from indexer.comparing import batched
from indexer.giving_up import erase_unreferred, settle_interrupted
from indexer.locks import IntakeLock

if TYPE_CHECKING:
    from lantai.wiring import House

_BATCH = 1_000


def unreferred_objects(house: House, show: Callable[[str, int, int], None]) -> list[tuple[str, int]] | None:
    """(digest, size in bytes) of every object that no unit has, held or staged, in the order of digests.

    None while an intake is under way, which keeps bytes before it stages what they belong to.
    """
    lock = IntakeLock(house.settings.index, house.store)
    if lock.held_elsewhere():
        return None
    found: list[tuple[str, int]] = []
    seen = 0
    for batch in batched(house.objects.all(), _BATCH):
        with house.store.reading() as connection:
            wanted = references.referred(connection, [digest for digest, _ in batch])
        found += [one for one in batch if one[0] not in wanted]
        seen += len(batch)
        show("无所属对象 unreferred objects", seen, seen)
    return None if lock.held_elsewhere() else sorted(found)


def erase_objects(house: House, digests: Iterable[str]) -> int:
    """Erase those of some objects that still nothing refers to; returns how many they were.

    Raises:
        IntakeBusy: an intake is under way.
    """
    with IntakeLock(house.settings.index, house.store):
        settle_interrupted(house.store, house.objects)
        wanted = [digest for digest in digests if house.objects.holds(digest)]
        return sum(
            len(erase_unreferred(house.store, house.objects, batch)) for batch in batched(wanted, _BATCH)
        )
