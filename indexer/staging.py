"""Staging: units with their bytes, in small transactions.

Whatever is committed is never done again; a kill costs what was under way. The digests of a batch are written down
before its bytes are kept, so that whoever comes after a kill knows what to erase (`indexer.giving_up`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import BinaryIO

from holdings.codes import order_key
from holdings.letters import LantaiError
from holdings.objects import ObjectChanged, Objects
from holdings.plain_files import open_plain
from holdings.store import objects, packages, references, units
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
_PIECE = 1 << 20


class BytesUnread(LantaiError):
    """A file of the package could not be kept."""


def stage_units(plant: Plant, received: Received, package: int, now: str, progress: IntakeProgress) -> None:
    """Stage the units of a package that are neither held nor staged yet, and keep the bytes of their objects.

    Raises:
        BytesUnread: a file cannot be read or kept; what was staged stays, for the next run.
    """
    done = 0
    progress(Stage("accession", 0, received.count, 0))
    with ThreadPoolExecutor(_KEEPERS, thread_name_prefix="keeper") as keepers:
        for batch in batched(received.units(), _UNITS):
            with plant.store.reading() as connection:
                known = packages.holders(connection, [unit.unit.identity.number for unit in batch])
            fresh = [unit for unit in batch if unit.unit.identity.number not in known]
            paths = [path for unit in fresh for path in unit.objects]
            digests = list(keepers.map(partial(_digest, received.folder), paths))
            if digests:
                with plant.store.writing() as connection:
                    references.begin(connection, digests)
            kept = list(keepers.map(partial(_keep, plant.objects, received.folder), paths, digests))
            if fresh:
                with plant.store.writing() as connection:
                    _stage_batch(connection, package, fresh, iter(kept), now, received.source)
                    references.settle(connection)
            done += len(batch)
            progress(Stage("accession", done, received.count, 0))


def _digest(folder: Path, path: str) -> str:
    digest = hashlib.sha256()
    with _read(folder, path) as source:
        while piece := source.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()


def _keep(where: Objects, folder: Path, path: str, digest: str) -> tuple[str, int]:
    with _read(folder, path) as source:
        return where.keep(source, digest)


@contextmanager
def _read(folder: Path, path: str) -> Iterator[BinaryIO]:
    try:
        with open_plain(folder / path) as source:
            yield source
    except OSError as error:
        why = str(error.strerror or error)
        raise BytesUnread(intake_letters.bytes_unread(path, why)) from error
    except ObjectChanged as error:
        raise BytesUnread(intake_letters.changed_meanwhile(path)) from error


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
