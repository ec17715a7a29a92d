"""Staging: units with their bytes, in small transactions.

Whatever is committed is never done again; a kill costs what was under way.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from holdings.codes import order_key
from holdings.letters import LantaiError
from holdings.objects import FolderObjects, Objects
from holdings.store import objects, packages, units
from holdings.store.database import Transaction
from holdings.store.objects import UnitObject
from indexer import intake_letters
from indexer.comparing import batched
from indexer.plant import Plant
from indexer.progress import IntakeProgress, Stage
from indexer.receive import Received
from indexer.verify import ReceivedUnit
from sharing.store import put_states

#: Units staged in one transaction.
_UNITS = 250
#: Objects kept at a time: each waits for the disk once.
_KEEPERS = 8


class BytesUnread(LantaiError):
    """A file of the package could not be kept."""


def stage_units(plant: Plant, received: Received, package: int, now: str, progress: IntakeProgress) -> None:
    """Stage the units of a package that are neither held nor staged yet, and keep the bytes of their objects.

    Raises:
        BytesUnread: a file cannot be read or kept; what was staged stays, for the next run.
    """
    if isinstance(plant.objects, FolderObjects):
        plant.objects.sweep()
    done = 0
    progress(Stage("accession", 0, received.count, 0))
    with ThreadPoolExecutor(_KEEPERS, thread_name_prefix="keeper") as keepers:
        for batch in batched(received.units(), _UNITS):
            with plant.store.reading() as connection:
                known = packages.holders(connection, [unit.unit.identity.number for unit in batch])
            fresh = [unit for unit in batch if unit.unit.identity.number not in known]
            paths = [(plant.objects, received.folder, path) for unit in fresh for path in unit.objects]
            kept = iter(list(keepers.map(_keep, paths)))
            if fresh:
                with plant.store.writing() as connection:
                    _stage_batch(connection, package, fresh, kept, now, received.source)
            done += len(batch)
            progress(Stage("accession", done, received.count, 0))


def _keep(what: tuple[Objects, Path, str]) -> tuple[str, int]:
    where, folder, path = what
    try:
        with (folder / path).open("rb") as source:
            return where.keep(source)
    except OSError as error:
        why = str(error.strerror or error)
        raise BytesUnread(intake_letters.bytes_unread(path, why)) from error


def _stage_batch(
    connection: Transaction,
    package: int,
    fresh: Sequence[ReceivedUnit],
    kept: Iterator[tuple[str, int]],
    now: str,
    source: str,
) -> None:
    rows = units.add(connection, package, [(one.unit, order_key(one.unit.identity.code)) for one in fresh])
    put_states(connection, {row: one.state for row, one in zip(rows, fresh, strict=True)})
    staged = []
    for row, one in zip(rows, fresh, strict=True):
        for position, path in enumerate(one.objects):
            digest, size = next(kept)
            staged.append(UnitObject(row, position, digest, path, size))
    objects.add(connection, staged)
    units.remember_accession(connection, rows, now, source)
