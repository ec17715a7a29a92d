"""Accession 入藏: a verified package becomes part of the holdings, whole or not at all.

Its units are staged in small transactions and exist for no question; one short transaction makes them held.
"""

from __future__ import annotations

from dataclasses import dataclass

from holdings.store import homes, outbox, packages
from holdings.store.packages import Package
from indexer.comparing import Standing, compare
from indexer.giving_up import give_up
from indexer.plant import Plant
from indexer.progress import IntakeProgress
from indexer.receive import Received
from indexer.refusals import Refused
from indexer.staging import stage_units
from sharing.store import package_change
from sharing.store_scopes import begin_archive


@dataclass(frozen=True, slots=True)
class Accession:
    """A package on its way into the holdings.

    Attributes:
        package: its row in the store.
        already: it was accepted before; nothing is to be done.
        standing: the holdings that it was compared with.
    """

    package: int
    already: bool
    standing: Standing


def accession(plant: Plant, received: Received, progress: IntakeProgress) -> Accession:
    """Compare a package with the holdings and stage its units with their bytes; goes on where one was interrupted.

    Raises:
        Refused: it contradicts what is held; nothing of it is kept.
    """
    with plant.store.reading() as connection:
        known = packages.find(connection, received.digest)
    if known is not None and known.accepted:
        return Accession(known.row, True, Standing(0, frozenset()))
    standing = _compared(plant, received, known)
    for stale in sorted(standing.stale):
        give_up(plant.store, plant.objects, stale)
    if known is None:
        with plant.store.writing() as connection:
            package = packages.begin(connection, received.digest, received.source, received.notices)
    else:
        package = known.row
    stage_units(plant, received, package, plant.clock.moment(), progress)
    return Accession(package, False, standing)


def make_visible(plant: Plant, received: Received, begun: Accession) -> int:
    """Accept a package of which everything is staged, in one short transaction.

    Returns:
        The outbox number to wait for.

    Raises:
        Refused: what was changed in the holdings meanwhile contradicts it; nothing of it is kept.
    """
    standing = begun.standing
    with plant.store.reading() as connection:
        package = packages.find(connection, received.digest)
        count, _ = packages.tally(connection, begun.package)
    while True:
        with plant.store.writing() as connection:
            if outbox.last_number(connection) == standing.number:
                if received.home_archive and not homes.fact(connection, "archive"):
                    begin_archive(connection, received.home_archive)
                packages.accept(connection, begun.package, count, plant.clock.moment())
                return outbox.record(connection, [package_change(connection, begun.package)])
        # Somebody changed a class meanwhile: what held of the package need not hold any more.
        standing = _compared(plant, received, package)


def _compared(plant: Plant, received: Received, known: Package | None) -> Standing:
    try:
        return compare(plant.store, received, known.row if known is not None else 0)
    except Refused:
        if known is not None:
            give_up(plant.store, plant.objects, known.row)
        raise
