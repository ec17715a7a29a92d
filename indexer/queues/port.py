"""The port of a queue: work that carries row numbers only, and whose results go into the store."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Protocol

from holdings.store.database import Store
from indexer.analysing import Analysed
from indexer.progress import IntakeProgress

if TYPE_CHECKING:
    from indexer.plant import Plant

#: Makes the entries of units, piece by piece in their order: (segmenter, rows of units) -> entries.
Analyses = Callable[[str, Iterable[Sequence[int]]], Iterator[Analysed]]

#: An object of a held unit: (row of the unit, position among its objects).
Place = tuple[int, int]


class Queue(Protocol):
    """Where the long work is done. What it does is the same whichever queue does it, and so is what the store holds."""

    @property
    def name(self) -> str:
        """The name by which settings choose it, without addresses and passwords."""
        ...

    def read(self, plant: Plant, package: int, progress: IntakeProgress) -> None:
        """Read the objects of a staged package that were not read yet; returns when the last one is settled.

        Interrupted at any moment it goes on where it stopped, when it is called again.
        """
        ...

    def read_again(self, plant: Plant, places: Sequence[Place], progress: IntakeProgress) -> None:
        """Read objects of held units once more, whose text is missing; returns when all were tried."""
        ...

    def analyses(self, store: Store, workers: int) -> Analyses:
        """Who makes entries for the index writer.

        Args:
            store: the truth.
            workers: processes of this machine that may be used.
        """
        ...
