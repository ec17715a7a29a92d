"""Giving up what was staged: its bytes, its rows, and, where it is a state secret, every trace of it.

Each step is begun by something that a kill leaves behind (a digest written down, a package marked), and finished by
`settle_interrupted` when the next intake starts, before it looks at anything that is handed over.
"""

from __future__ import annotations

import contextlib
import hashlib
import logging
from collections.abc import Iterable
from pathlib import Path

from holdings.letters import LantaiError
from holdings.objects import Objects
from holdings.plain_files import open_plain
from holdings.store import homes, packages, references, units
from holdings.store.database import Store
from indexer import intake_letters
from indexer.extraction.scratch import sweep_scratch
from indexer.plant import Plant
from indexer.refusals import Refused
from sharing.store_tallies import drop_states

_LOG = logging.getLogger("lantai.intake")

#: Units removed in one transaction.
_BATCH = 500
_PIECE = 1 << 20
#: The fact of a home that staged units were deleted and the store's pages may still hold what they said.
TRACES = "traces"


def settle_interrupted(store: Store, kept: Objects) -> None:
    """Finish what an intake that was killed had begun. Only whoever holds the lock of the intake calls it.

    Raises:
        LantaiError: the store or the place of the objects cannot be used; the next intake tries again.
    """
    kept.sweep()
    sweep_scratch()
    with store.reading() as connection:
        begun, dropped = references.begun(connection), packages.being_dropped(connection)
    for package in dropped:
        _drop(store, kept, package)
    if begun:
        erase_unreferred(store, kept, begun)
        with store.writing() as connection:
            references.settle(connection)


def give_up(store: Store, kept: Objects, package: int) -> None:
    """Remove a staged package with the bytes that nothing else refers to; they lie where they were handed over."""
    with store.writing() as connection:
        packages.begin_to_drop(connection, package)
    _drop(store, kept, package)


def erase_unreferred(store: Store, kept: Objects, digests: Iterable[str]) -> list[str]:
    """Erase those of some objects that no unit refers to, held or staged; returns their digests."""
    some = list(digests)
    with store.reading() as connection:
        wanted = references.referred(connection, some)
    strange = [digest for digest in some if digest not in wanted]
    for digest in strange:
        kept.erase(digest)
    return strange


def forget_refused(plant: Plant, refused: Refused) -> None:
    """Leave nothing of a package that was refused as a state secret, of whatever an earlier intake had staged of it.

    Given up are interrupted packages from the same source, with one of the units that are refused, or with the bytes
    of one of their files. What a held unit or another package refers to stays.

    Raises:
        LantaiError: something stands in the way; the same command tries again.
    """
    secret = refused.secret
    if secret is None:
        return
    digests = [digest for path in secret.files if (digest := _sha256(path))]
    with plant.store.reading() as connection:
        staged = references.staged_by(connection, refused.source, sorted(secret.numbers), digests)
    for package in sorted(staged):
        give_up(plant.store, plant.objects, package)
    erase_unreferred(plant.store, plant.objects, digests)
    _forget_traces(plant.store)


def _drop(store: Store, kept: Objects, package: int) -> None:
    while True:
        with store.reading() as connection:
            rows = units.rows_of_package(connection, package, 0, _BATCH)
            alone = references.of_these_alone(connection, rows) if rows else []
        if not rows:
            break
        # The bytes first: while the rows are there they say what is left to erase.
        for digest in alone:
            kept.erase(digest)
        with store.writing() as connection:
            homes.set_fact(connection, TRACES, "1")
            drop_states(connection, rows)
            packages.drop_units(connection, rows)
    with store.writing() as connection:
        packages.drop(connection, package)


def _forget_traces(store: Store) -> None:
    with store.reading() as connection:
        dropped = bool(homes.fact(connection, TRACES))
    if not store.forget_deleted(dropped=dropped):
        raise LantaiError(intake_letters.traces_left())
    if dropped:
        with store.writing() as connection:
            homes.set_fact(connection, TRACES, "")
    _LOG.info("traces_forgotten", extra={"rewritten": dropped})


def _sha256(path: Path) -> str:
    """SHA-256 (hex) of a file; empty where it cannot be read."""
    digest = hashlib.sha256()
    with contextlib.suppress(OSError), open_plain(path) as source:
        while piece := source.read(_PIECE):
            digest.update(piece)
        return digest.hexdigest()
    return ""
