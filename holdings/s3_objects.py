"""Digital objects in an S3 bucket: ``prefix/ab/abcdef...`` by SHA-256 digest, spoken to through `obstore`.

An object appears in the bucket whole or not at all (a put is atomic, a large one is sent in parts that are joined at
the end). Readers get a local copy, whose digest is looked at when it is fetched; copies that nobody asked for lately
go when they take more room than they are given. Parts of an upload that was killed stay with the server, invisible:
a rule of the bucket's life cycle (AbortIncompleteMultipartUpload) clears them (docs/operations.md).
"""

from __future__ import annotations

import datetime as dt
import hashlib
import os
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

import obstore
from obstore.exceptions import BaseError, NotFoundError, PermissionDeniedError, UnauthenticatedError
from obstore.store import S3Store

from holdings import s3_letters as letters
from holdings.letters import LantaiError
from holdings.objects import (
    OWNER,
    ObjectChanged,
    ObjectDamaged,
    ObjectMissing,
    ObjectsUnavailable,
    new_file,
    sweep_new_files,
)
from holdings.s3_bucket import Bucket

if TYPE_CHECKING:
    from obstore.store import S3Config

#: What the library says of a key that holds nothing: an error of its own, or Python's.
_NOTHING = (NotFoundError, FileNotFoundError)
_REFUSED = (PermissionDeniedError, UnauthenticatedError, PermissionError)

#: Bytes asked for, and sent, at a time.
_PIECE = 8 << 20
#: S3 joins at most 10,000 parts.
_PARTS = 9_000
#: A request that fails is tried again so often, within so many seconds in all.
_TRIES, _TRY_SECONDS = 4, 20
#: A copy that was asked for within so many seconds stays: whoever asked may not have opened it yet.
_IN_USE_S = 600.0


class S3Objects:
    """Objects in a bucket; see `holdings.objects.Objects`. Safe to use from several threads and processes.

    Args:
        bucket: where they lie.
        copies: folder of local copies; made where there is none.
        most_bytes: how much room copies may take; those in use may take more.
    """

    def __init__(self, bucket: Bucket, copies: Path, most_bytes: int) -> None:
        self._bucket = bucket
        self._copies = copies
        self._most_bytes = most_bytes
        self._fetched = 0
        self._looked = False
        self._clearing = threading.Lock()
        # One object is erased at a time; not every server knows how to erase many.
        config: S3Config = {"region": bucket.region, "disable_bulk_delete": True}
        if bucket.endpoint:
            config["endpoint"] = bucket.endpoint
        if bucket.key:
            config["access_key_id"] = bucket.key
            config["secret_access_key"] = bucket.secret
        self._store = S3Store(
            bucket.name,
            prefix=bucket.prefix or None,
            config=config,
            client_options={
                "allow_http": bucket.endpoint.startswith("http://"),
                "connect_timeout": dt.timedelta(seconds=5),
                "timeout": dt.timedelta(seconds=60),
            },
            retry_config={
                "max_retries": _TRIES,
                "retry_timeout": dt.timedelta(seconds=_TRY_SECONDS),
                "backoff": {
                    "init_backoff": dt.timedelta(milliseconds=200),
                    "max_backoff": dt.timedelta(seconds=5),
                    "base": 2,
                },
            },
        )

    def keep(self, source: BinaryIO, announced: str = "") -> tuple[str, int]:
        """See `Objects.keep`."""
        with self._beside() as (beside, written):
            digest, size = hashlib.sha256(), 0
            while piece := source.read(1 << 20):
                digest.update(piece)
                size += len(piece)
                written.write(piece)
            written.flush()
            name = digest.hexdigest()
            if announced not in ("", name):
                raise ObjectChanged
            if self._size(name) != size:
                with self._failures(name):
                    obstore.put(
                        self._store,
                        _key(name),
                        beside,
                        use_multipart=size > _PIECE,
                        chunk_size=max(_PIECE, size // _PARTS),
                        max_concurrency=4,
                    )
                if self._size(name) != size:
                    raise ObjectsUnavailable(letters.not_kept(self._bucket.url, name))
            # It is read soon, and likely here; but it may go at once where there is no room.
            os.utime(beside, (0, time.time() - _IN_USE_S))
            self._put_copy(beside, name, size)
        return name, size

    def path(self, digest: str) -> Path:
        """See `Objects.path`: a local copy, fetched where there is none."""
        copy = self._copy(digest)
        try:
            os.utime(copy)
        except FileNotFoundError:
            pass
        else:
            return copy
        with self._beside() as (beside, written):
            found, size = hashlib.sha256(), 0
            for piece in self.pieces(digest):
                found.update(piece)
                size += len(piece)
                written.write(piece)
            written.flush()
            if found.hexdigest() != digest:
                raise ObjectDamaged(digest)
            self._put_copy(beside, digest, size)
        return copy

    def pieces(self, digest: str) -> Iterator[bytes]:
        """See `Objects.pieces`: from the bucket, never from a copy."""
        key = _key(digest)
        with self._failures(digest):
            answer = obstore.get(self._store, key)
            size = answer.meta["size"]
            if size <= _PIECE:
                whole = bytes(answer.bytes())
        if size <= _PIECE:
            yield whole
            return
        del answer
        for start in range(0, size, _PIECE):
            with self._failures(digest):
                piece = bytes(obstore.get_range(self._store, key, start=start, end=min(size, start + _PIECE)))
            yield piece

    def holds(self, digest: str) -> bool:
        """See `Objects.holds`."""
        return self._size(digest) >= 0

    def erase(self, digest: str) -> None:
        """See `Objects.erase`."""
        self._copy(digest).unlink(missing_ok=True)
        with self._failures(digest):
            try:
                obstore.delete(self._store, _key(digest))
            except _NOTHING as error:
                if _no_bucket(error):
                    raise

    def all(self) -> Iterator[tuple[str, int]]:
        """See `Objects.all`."""
        with self._failures(""):
            for stride in obstore.list(self._store):
                for found in stride:
                    name = found["path"].rpartition("/")[2]
                    if len(name) == 64 and found["path"] == _key(name):
                        yield name, found["size"]

    def owner(self) -> str:
        """See `Objects.owner`."""
        with self._failures(""):
            try:
                return bytes(obstore.get(self._store, OWNER).bytes()).decode("utf-8", "replace").strip()
            except _NOTHING as error:
                if _no_bucket(error):
                    raise
                return ""

    def own(self, owner: str) -> None:
        """See `Objects.own`."""
        with self._failures(""):
            obstore.put(self._store, OWNER, owner.encode("utf-8"))

    def sweep(self) -> None:
        """See `Objects.sweep`: of local copies; what the server has of uploads is not seen from here."""
        sweep_new_files(self._copies)

    def _size(self, digest: str) -> int:
        """Bytes of what lies under a digest; -1 for nothing."""
        with self._failures(digest):
            try:
                return int(obstore.head(self._store, _key(digest))["size"])
            except _NOTHING:
                # The answer to HEAD has no body: whether it is the bucket that is missing shows when it is written.
                return -1

    @contextmanager
    def _failures(self, digest: str) -> Iterator[None]:
        try:
            yield
        except (BaseError, *_NOTHING, *_REFUSED) as error:
            raise self._told(error, digest) from error

    def _told(self, error: Exception, digest: str) -> LantaiError:
        url = self._bucket.url
        # A listing that fails has no error of its own: the status stands in its words.
        if _no_bucket(error) or (not digest and _status(error) == 404):
            return ObjectsUnavailable(letters.no_bucket(url))
        if isinstance(error, _NOTHING):
            return ObjectMissing(digest)
        if isinstance(error, _REFUSED) or _status(error) in (401, 403):
            return ObjectsUnavailable(letters.no_right(url))
        return ObjectsUnavailable(letters.unreachable(url, self._bucket.endpoint, _reason(error)))

    # ---- local copies

    def _copy(self, digest: str) -> Path:
        return self._copies / digest[:2] / digest

    @contextmanager
    def _beside(self) -> Iterator[tuple[Path, BinaryIO]]:
        """A file that is written before it has its name; gone afterwards unless it was given one."""
        self._copies.mkdir(parents=True, exist_ok=True)
        with new_file(self._copies) as (path, written):
            try:
                yield path, written
            finally:
                path.unlink(missing_ok=True)

    def _put_copy(self, beside: Path, digest: str, size: int) -> None:
        copy = self._copy(digest)
        copy.parent.mkdir(exist_ok=True)
        beside.replace(copy)
        self._make_room(size)

    def _make_room(self, size: int) -> None:
        with self._clearing:
            self._fetched += size
            # Other processes fetch too: the folder is looked at again after each tenth of the room.
            if self._looked and self._fetched < self._most_bytes // 10:
                return
            self._looked, self._fetched = True, 0
            now = time.time()
            self.sweep()
            there = sorted(
                (told.st_mtime, told.st_size, path)
                for path in self._copies.glob("??/*")
                if (told := _stat(path)) is not None
            )
            taken = sum(bytes_ for _, bytes_, _ in there)
            for at, bytes_, path in there:
                if taken <= self._most_bytes or now - at < _IN_USE_S:
                    break
                path.unlink(missing_ok=True)
                taken -= bytes_


def _key(digest: str) -> str:
    return f"{digest[:2]}/{digest}"


def _no_bucket(error: Exception) -> bool:
    return "NoSuchBucket" in str(error) or "bucket does not exist" in str(error)


def _status(error: Exception) -> int:
    found = re.search(r"status code: (\d{3})", str(error))
    return int(found[1]) if found else 0


def _stat(path: Path) -> os.stat_result | None:
    try:
        return path.stat()
    except FileNotFoundError:
        return None


def _reason(error: Exception) -> str:
    # The rest is how the library was called: a stack of its types, without a word for a person.
    told = str(error).partition("\n")[0]
    said = re.search(r"<Message>(.*?)</Message>", told)
    status = re.search(r"status code: (\d{3}[ A-Za-z]*)", told)
    if status:
        return ": ".join([status[1].strip(), *([said[1]] if said else [])])
    return told.rpartition(" - ")[2].strip()[:200] or type(error).__name__
