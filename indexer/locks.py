"""Locks between processes: given back however a process ends, by the kernel (an open file) and by the store's server.

A file is enough on one machine. A home whose store is on a server may be worked on from several machines, which share
no file: there the store holds the lock too (`holdings.store.locks`).
"""

from __future__ import annotations

import fcntl
import os
import time
from pathlib import Path
from types import TracebackType
from typing import Self

from engines.letters import WriterBusy
from holdings.letters import LantaiError
from holdings.store.database import Store
from holdings.store.locks import INDEX_WRITER, INTAKE
from indexer import intake_letters
from indexer.files import make_way

# Whoever only looks whether a lock is held has it for an instant: try again before giving up.
_TRIES = 5
_PAUSE = 0.01


class IntakeBusy(LantaiError):
    """Another intake of the same home is under way."""

    def __init__(self) -> None:
        super().__init__(intake_letters.intake_busy())


class FileLock:
    """A lock that one process holds at a time (flock(2)); a context manager.

    Args:
        path: an empty file, made where there is none; it stays.
        busy: made and raised on entering where somebody else holds it.
    """

    def __init__(self, path: Path, busy: type[LantaiError]) -> None:
        self._path = path
        self._busy: type[LantaiError] = busy
        self._descriptor = -1

    def acquire(self) -> bool:
        """Take the lock; False where somebody else holds it. Taking it twice changes nothing."""
        if self._descriptor < 0:
            make_way(self._path)
            self._descriptor = self._open(fcntl.LOCK_EX)
        return self._descriptor >= 0

    def release(self) -> None:
        """Give the lock back."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def held_elsewhere(self) -> bool:
        """Whether somebody else holds it."""
        if self._descriptor >= 0:
            return False
        try:
            looked = self._open(fcntl.LOCK_SH)
        except (FileExistsError, IsADirectoryError, NotADirectoryError):
            return False  # something else lies there, which nobody can hold
        if looked < 0:
            return True
        os.close(looked)
        return False

    def __enter__(self) -> Self:
        if not self.acquire():
            raise self._busy()  # type: ignore[call-arg]
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.release()

    def _open(self, how: int) -> int:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)
        for again in range(_TRIES):
            try:
                fcntl.flock(descriptor, how | fcntl.LOCK_NB)
            except BlockingIOError:
                if again < _TRIES - 1:
                    time.sleep(_PAUSE)
            except BaseException:
                os.close(descriptor)
                raise
            else:
                return descriptor
        os.close(descriptor)
        return -1


class HomeLock(FileLock):
    """A lock of a home: on a file for the processes of this machine, and in the store for those of others.

    Args:
        path: the file.
        store: of the home.
        number: the lock in the store (`holdings.store.locks`).
        busy: made and raised on entering where somebody else holds either.
    """

    def __init__(self, path: Path, store: Store, number: int, busy: type[LantaiError]) -> None:
        super().__init__(path, busy)
        self._in_store = store.lock(number)

    def acquire(self) -> bool:
        """See `FileLock.acquire`.

        Raises:
            StoreUnavailable: the store cannot be asked; nothing is held.
        """
        if not super().acquire():
            return False
        taken = False
        try:
            taken = self._in_store.acquire()
        finally:
            if not taken:
                super().release()
        return taken

    def held(self) -> bool:
        """Whether it is still ours: a database server that was started again has forgotten it."""
        return self._in_store.held()

    def held_elsewhere(self) -> bool:
        """See `FileLock.held_elsewhere`."""
        return super().held_elsewhere() or self._in_store.held_elsewhere()

    def release(self) -> None:
        """See `FileLock.release`."""
        self._in_store.release()
        super().release()


class WriterLock(HomeLock):
    """The lock of the one process that writes a home's indices.

    Raises:
        WriterBusy: on entering, where another process holds it.
    """

    def __init__(self, index_folder: Path, store: Store) -> None:
        super().__init__(index_folder / "writer.lock", store, INDEX_WRITER, WriterBusy)


class IntakeLock(HomeLock):
    """The lock of the one intake of a home.

    Raises:
        IntakeBusy: on entering, where another intake holds it.
    """

    def __init__(self, index_folder: Path, store: Store) -> None:
        super().__init__(index_folder / "intake.lock", store, INTAKE, IntakeBusy)
