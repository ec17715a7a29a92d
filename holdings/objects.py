"""Digital objects 数字对象: bytes kept by their SHA-256 digest."""

from __future__ import annotations

import contextlib
import fcntl
import hashlib
import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Protocol

from holdings.letters import LantaiError, Letter
from holdings.plain_files import NotPlain, clear_for_writing, open_plain, read_plain

_PIECE = 1 << 20
#: Beside the objects: whose they are.
OWNER = "home-id"
_NEW = ".new-"


class ObjectMissing(LantaiError):
    """The bytes of a digital object are not where they were put."""

    def __init__(self, digest: str) -> None:
        super().__init__(
            Letter(
                f"数字对象 {digest} 不在存储中，它的页面无法显示。请从备份恢复对象文件夹，再运行 lantai check。",
                f"The digital object {digest} is not in the store, so its pages cannot be shown. "
                "Restore the objects folder from a backup and run lantai check.",
            )
        )


class ObjectDamaged(LantaiError):
    """The bytes that lie under a digest are not those that were put there."""

    def __init__(self, digest: str) -> None:
        super().__init__(
            Letter(
                f"数字对象 {digest} 的内容与其校验值不符，可能已损坏，没有使用。请从备份恢复，再运行 lantai check。",
                f"The bytes of the digital object {digest} do not have its digest; they may be damaged, so they "
                "were not used. Restore them from a backup and run lantai check.",
            )
        )


class ObjectChanged(Exception):
    """The bytes that were to be kept are not those that were announced; none of them were kept."""


class ObjectsUnavailable(LantaiError):
    """The place where digital objects lie cannot be used now; nothing is kept by halves."""


class Objects(Protocol):
    """Where digital objects lie. Any of its ways may raise `ObjectsUnavailable`."""

    def keep(self, source: BinaryIO, announced: str = "") -> tuple[str, int]:
        """Keep the bytes of `source`; returns their SHA-256 digest (hex) and size in bytes.

        Keeping the same bytes twice changes nothing. When this returns the bytes survive a power cut.

        Args:
            source: the bytes.
            announced: the digest that they must have; empty for whatever they are.

        Raises:
            ObjectChanged: they have another digest than was announced.
        """
        ...

    def path(self, digest: str) -> Path:
        """A local path to read the object from.

        Raises:
            ObjectMissing: nothing with this digest is kept.
        """
        ...

    def holds(self, digest: str) -> bool:
        """Whether an object with this digest is kept."""
        ...

    def pieces(self, digest: str) -> Iterator[bytes]:
        """The bytes where they are kept, never those of a copy: for checks of fixity, and to move them.

        Raises:
            ObjectMissing: nothing with this digest is kept.
        """
        ...

    def all(self) -> Iterator[tuple[str, int]]:
        """(digest, size in bytes) of everything that is kept, named by a unit or not, in any order."""
        ...

    def erase(self, digest: str) -> None:
        """Erase an object that must not be kept (design section 3, rule 12); absent is fine."""
        ...

    def owner(self) -> str:
        """Whose objects these are, as `own` wrote it down here; empty where nobody did."""
        ...

    def own(self, owner: str) -> None:
        """Write down whose objects these are: the id of a home, so that no other takes them for its own."""
        ...

    def sweep(self) -> None:
        """Remove what processes of this machine that were killed left half written."""
        ...


class FolderObjects:
    """Objects in a folder: ``ab/abcdef...``, written beside and renamed, so never half there."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, source: BinaryIO, announced: str = "") -> tuple[str, int]:
        """See `Objects.keep`."""
        self._folder.mkdir(parents=True, exist_ok=True)
        digest = hashlib.sha256()
        size = 0
        with new_file(self._folder) as (path, beside):
            try:
                while piece := source.read(_PIECE):
                    digest.update(piece)
                    size += len(piece)
                    beside.write(piece)
                if announced not in ("", digest.hexdigest()):
                    raise ObjectChanged
                place = self._place(digest.hexdigest())
                if place.is_file():
                    path.unlink()
                    _settle(place.parent)  # whoever put it there may not have come so far
                    return digest.hexdigest(), size
                beside.flush()
                os.fsync(beside.fileno())
                if not place.parent.is_dir():
                    place.parent.mkdir(exist_ok=True)
                    _settle(self._folder)
                path.replace(place)
                _settle(place.parent)
            except BaseException:
                path.unlink(missing_ok=True)
                raise
        return digest.hexdigest(), size

    def path(self, digest: str) -> Path:
        """See `Objects.path`."""
        place = self._place(digest)
        if not place.is_file():  # nor is a pipe or a device in its place an object
            raise ObjectMissing(digest)
        return place

    def holds(self, digest: str) -> bool:
        """See `Objects.holds`."""
        return self._place(digest).is_file()

    def pieces(self, digest: str) -> Iterator[bytes]:
        """See `Objects.pieces`."""
        with open_plain(self.path(digest)) as kept:
            while piece := kept.read(_PIECE):
                yield piece

    def all(self) -> Iterator[tuple[str, int]]:
        """See `Objects.all`."""
        for path in self._folder.glob("??/*"):
            if len(path.name) == 64 and path.parent.name == path.name[:2]:
                yield path.name, path.stat().st_size

    def erase(self, digest: str) -> None:
        """See `Objects.erase`."""
        self._place(digest).unlink(missing_ok=True)

    def owner(self) -> str:
        """See `Objects.owner`."""
        try:
            return read_plain(self._folder / OWNER).decode("utf-8", "replace").strip()
        except (FileNotFoundError, NotADirectoryError, NotPlain):
            return ""

    def own(self, owner: str) -> None:
        """See `Objects.own`."""
        self._folder.mkdir(parents=True, exist_ok=True)
        beside = self._folder / f".new-{OWNER}"
        clear_for_writing(beside)
        with beside.open("w", encoding="utf-8") as stream:
            stream.write(owner)
            stream.flush()
            os.fsync(stream.fileno())
        beside.replace(self._folder / OWNER)
        _settle(self._folder)

    def sweep(self) -> None:
        """See `Objects.sweep`."""
        sweep_new_files(self._folder)

    def _place(self, digest: str) -> Path:
        return self._folder / digest[:2] / digest


@contextmanager
def new_file(folder: Path) -> Iterator[tuple[Path, BinaryIO]]:
    """A file that is written before it has its name. Who gives it none removes it; `sweep_new_files`, where he is dead.

    The process's umask says who may read it, as of any other file.
    """
    path = folder / f"{_NEW}{secrets.token_hex(8)}"
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o666)
    with os.fdopen(descriptor, "wb") as written:
        fcntl.flock(descriptor, fcntl.LOCK_EX)  # given back however the process ends
        yield path, written


def sweep_new_files(folder: Path) -> None:
    """Remove the files that killed processes left without a name; those that are being written stay."""
    for left in folder.glob(f"{_NEW}*"):
        with contextlib.suppress(OSError), open_plain(left) as opened:
            fcntl.flock(opened, fcntl.LOCK_EX | fcntl.LOCK_NB)
            if os.fstat(opened.fileno()).st_size:  # an empty one may be just being made, before it is locked
                left.unlink(missing_ok=True)


def _settle(folder: Path) -> None:
    """The names in a folder survive a power cut from here on; until then a rename may be lost (fsync(2))."""
    opened = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
