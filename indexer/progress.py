"""How far an intake has come, as it is told to whoever waits."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Stage:
    """How far a stage has come.

    Attributes:
        name: ``verify`` and ``accession`` count units, ``read`` digital objects, ``write`` units.
        done: how many are done, failed ones included.
        total: how many there are; 0 while that is not known.
        failed: how many gave no text.
    """

    name: str
    done: int
    total: int
    failed: int


class IntakeProgress(Protocol):
    """Whoever wants to know."""

    def __call__(self, stage: Stage, /) -> None:
        """Told at the beginning and end of every stage, and now and then between."""
        ...
