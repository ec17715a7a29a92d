"""Objects whose text is missing: the list of what failed for good, the same whichever queue did the work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdings.identity import UnitIdentity
from holdings.letters import Letter
from holdings.store import objects, outbox
from indexer.findable import follow
from indexer.locks import IntakeLock
from indexer.progress import Stage
from lantai import terminal

if TYPE_CHECKING:
    from lantai.wiring import House

_STRIDE = 1_000


@dataclass(frozen=True, slots=True)
class FailedJob:
    """An object of a held unit that lacks text.

    Attributes:
        unit: the unit's identity as written.
        name: the object's path below the folder that was handed over.
        package: name of that folder or sheet.
        place: (row of the unit, position among its objects).
        letter: why, and what to do.
    """

    unit: str
    name: str
    package: str
    place: tuple[int, int]
    letter: Letter


def failed_jobs(house: House) -> list[FailedJob]:
    """All of them, in the order of intake."""
    found: list[FailedJob] = []
    after = (0, -1)
    while True:
        with house.store.reading() as connection:
            stride = objects.lacking(connection, after, _STRIDE)
        for archive, code, source, row in stride:
            if row.note is not None:
                written = UnitIdentity(archive, code).written
                found.append(FailedJob(written, row.name, source, (row.unit, row.position), row.note))
        if len(stride) < _STRIDE:
            return found
        after = found[-1].place


def try_again(house: House, wanted: Sequence[FailedJob]) -> list[FailedJob]:
    """Read objects once more; returns, when what was added is findable, those that still lack text.

    Raises:
        IntakeBusy: an intake is under way.
    """
    if not wanted:
        return []
    plant = house.plant
    with IntakeLock(plant.index_folder, plant.store), terminal.Progress() as progress:

        def show(stage: Stage) -> None:
            progress.show("重读 read again", stage.done, stage.total, stage.failed)

        plant.queue.read_again(plant, [one.place for one in wanted], show)
    with house.store.reading() as connection:
        number = outbox.last_number(connection)
    follow(plant, number, 0, lambda _done: None)
    places = {one.place for one in wanted}
    return [one for one in failed_jobs(house) if one.place in places]
