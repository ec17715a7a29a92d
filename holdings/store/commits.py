"""Has anything been committed since the last look? Asked several times a second, so it costs next to nothing."""

from __future__ import annotations

from typing import Protocol


class CommitWatch(Protocol):
    """Looks at a store for commits of others; used by one thread."""

    def mark(self) -> int:
        """A number that differs from the one before wherever a change was committed between the two.

        Raises:
            StoreUnavailable: the store cannot be asked now.
        """
        ...

    def close(self) -> None:
        """Give its connection back."""
        ...
