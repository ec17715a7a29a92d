"""Locks between the processes of a home that may run on several machines."""

from __future__ import annotations

from typing import Protocol

#: The one process that writes a home's indices.
INDEX_WRITER = 2
#: The one intake of a home.
INTAKE = 3


class StoreLock(Protocol):
    """A lock that one process holds at a time; it ends with the process."""

    def acquire(self) -> bool:
        """Take the lock; False where somebody else holds it. Taking it twice changes nothing."""
        ...

    def held(self) -> bool:
        """Whether it is still ours: a server that was started again has forgotten it."""
        ...

    def held_elsewhere(self) -> bool:
        """Whether somebody else holds it."""
        ...

    def release(self) -> None:
        """Give the lock back."""
        ...


class NoLock:
    """The lock of a store that one machine alone uses: always free. See `StoreLock`."""

    def __init__(self) -> None:
        self._held = False

    def acquire(self) -> bool:
        """See `StoreLock.acquire`."""
        self._held = True
        return True

    def held(self) -> bool:
        """See `StoreLock.held`."""
        return self._held

    def held_elsewhere(self) -> bool:
        """See `StoreLock.held_elsewhere`."""
        return False

    def release(self) -> None:
        """See `StoreLock.release`."""
        self._held = False
