"""Moving a home: its tables to another store, its digital objects to another place, both verified by reading back."""

from __future__ import annotations

import hashlib
import io
import tempfile
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from holdings.letters import LantaiError, Letter
from holdings.objects import FolderObjects, Objects, ObjectsUnavailable
from holdings.store import homes, moving
from holdings.store.database import Store, Transaction
from holdings.store.moving import SourceChanged, TableSum, TargetTaken
from indexer.locks import IntakeLock, WriterLock
from lantai import move_letters as letters
from lantai.belonging import MOVING
from lantai.errors import CommandFailed

if TYPE_CHECKING:
    from holdings.s3_bucket import Bucket
    from indexer.plant import Plant

#: Objects on their way at a time: most of the time goes in waiting for the other side.
_CARRIERS = 8
#: Room for local copies while objects are moved, in bytes: none of them is asked for.
_ROOM = 64 << 20

#: Told how far it is: label, done, total, failed.
Show = Callable[[str, int, int, int], None]


class ObjectsFailed(CommandFailed):
    """Some objects could not be moved; `failed` says which and why."""

    def __init__(self, failed: dict[str, Letter]) -> None:
        super().__init__(letters.objects_failed(len(failed)))
        self.failed = failed


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved and read back.

    Attributes:
        home: the home's id.
        tables: of a moved store, what each table holds; empty where the store stayed.
        objects: how many digital objects were verified by their digests; 0 where they stayed.
        bytes: their bytes together.
    """

    home: str
    tables: dict[str, TableSum] = field(default_factory=dict)
    objects: int = 0
    bytes: int = 0


def move_home(
    plant: Plant, to_store: Store | None, to_objects: Objects | None, where: str, show: Show
) -> Moved:
    """Move a home that nobody writes meanwhile; what was moved before a failure is not moved again.

    Args:
        plant: the home as it stands; it is only read.
        to_store: None where the store stays.
        to_objects: None where the objects stay.
        where: the place of `to_objects` as a person wrote it.
        show: told how far it is.

    Raises:
        IntakeBusy: an intake is under way.
        WriterBusy: the index writer runs: the service is to be stopped first.
        CommandFailed: the target holds another home, something could not be read back as it was, or the home was
            changed meanwhile. The target then is no home.
    """
    with (
        IntakeLock(plant.index_folder, plant.store),
        WriterLock(plant.index_folder, plant.store),
        plant.store.reading() as source,
    ):
        home = homes.fact(source, "id")
        if to_store is not None:
            try:
                moving.begin(to_store, home)
            except TargetTaken as taken:
                raise CommandFailed(letters.holds_home(taken.home_id, home)) from None
        count = size = 0
        if to_objects is not None:
            count, size = _move_objects(plant.objects, to_objects, where, home, show)
        tables: dict[str, TableSum] = {}
        if to_store is not None:
            tables = _move_tables(plant.store, source, to_store, show)
        # Last of all, and the objects first: until the store is a home the same command goes on.
        if to_objects is not None:
            to_objects.own(home)
        if to_store is not None:
            moving.finish(source, to_store)
    return Moved(home, tables, count, size)


def _move_tables(store: Store, source: Transaction, target: Store, show: Show) -> dict[str, TableSum]:
    def told(label: str) -> Callable[[str, int, int], None]:
        return lambda table, done, total: show(f"{label} {table}", done, total, 0)

    try:
        moving.copy(source, target, told("搬迁 move"))
    except SourceChanged:
        moving.clear(target)
        moving.copy(source, target, told("搬迁 move"))
    wanted = moving.sums(source, told("核对 verify, source"))
    with target.reading() as connection:
        found = moving.sums(connection, told("核对 verify, target"))
    differing = [name for name in wanted if wanted[name] != found.get(name)]
    if differing:
        raise CommandFailed(letters.tables_differ(differing))
    with store.reading() as connection:
        if moving.counts(connection) != {name: table.rows for name, table in wanted.items()} or any(
            moving.sum_of(connection, name) != wanted[name] for name in moving.SMALL
        ):
            raise CommandFailed(letters.changed_meanwhile())
    return wanted


def _move_objects(source: Objects, target: Objects, where: str, home: str, show: Show) -> tuple[int, int]:
    held = dict(source.all())
    there = dict(target.all())
    strange = there.keys() - held.keys()
    if strange or (there and target.owner() not in ("", home, MOVING + home)):
        raise CommandFailed(letters.strange_objects(len(strange or there), where))
    # Before the first object: whoever opens this place is told that they are not all there.
    target.own(MOVING + home)
    if isinstance(target, FolderObjects):
        target.sweep()  # what a killed move left half written; nobody else writes here
    lacking = [digest for digest, size in sorted(held.items()) if there.get(digest) != size]
    failed: dict[str, Letter] = {}
    label = "搬迁 move objects"
    show(label, 0, len(lacking), 0)
    for done, (digest, letter) in enumerate(_each(lambda name: _carry(source, target, name), lacking), 1):
        if letter is not None:
            failed[digest] = letter
        show(label, done, len(lacking), len(failed))
    if failed:
        raise ObjectsFailed(failed)
    label = "核对 verify objects"
    for done, (digest, letter) in enumerate(_each(lambda name: _verify(target, name), sorted(held)), 1):
        if letter is not None:
            failed[digest] = letter
            target.erase(digest)  # the next run brings it again
        show(label, done, len(held), len(failed))
    if failed:
        raise ObjectsFailed(failed)
    return len(held), sum(held.values())


def _each(do: Callable[[str], Letter | None], digests: Iterable[str]) -> Iterator[tuple[str, Letter | None]]:
    """Do it with several at a time; at most a few hundred wait in memory."""
    waiting = iter(digests)
    with ThreadPoolExecutor(_CARRIERS, thread_name_prefix="carrier") as carriers:
        while batch := list(islice(waiting, 256)):
            yield from zip(batch, carriers.map(do, batch), strict=True)


def _carry(source: Objects, target: Objects, digest: str) -> Letter | None:
    try:
        kept, _ = target.keep(io.BufferedReader(_Pieces(source.pieces(digest))))
    except ObjectsUnavailable:
        raise
    except LantaiError as error:
        return error.letter
    if kept != digest:
        target.erase(kept)
        return letters.object_differs(digest)
    return None


def _verify(target: Objects, digest: str) -> Letter | None:
    found = hashlib.sha256()
    try:
        for piece in target.pieces(digest):
            found.update(piece)
    except ObjectsUnavailable:
        raise
    except LantaiError as error:
        return error.letter
    return None if found.hexdigest() == digest else letters.object_differs(digest)


class _Pieces(io.RawIOBase):
    """Pieces of bytes as something that can be read."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces = pieces
        self._left = memoryview(b"")

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: bytearray | memoryview) -> int:  # type: ignore[override]
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._left = memoryview(piece)
        count = min(len(buffer), len(self._left))
        buffer[:count] = self._left[:count]
        self._left = self._left[count:]
        return count


@contextmanager
def objects_to_fill(bucket: Bucket, folder: Path) -> Iterator[Objects]:
    """A place that objects are moved to: without keeping copies here of what goes there."""
    if not bucket.name:
        yield FolderObjects(folder)
        return
    from holdings.s3_objects import S3Objects

    with tempfile.TemporaryDirectory(prefix="lantai-move-") as copies:
        yield S3Objects(bucket, Path(copies), _ROOM)
