"""The port of what carries jobs to workers on other machines.

It carries row numbers, and brings each at least once while it is not lost itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from holdings.letters import LantaiError
from holdings.store.jobs import Step
from indexer.queues import letters


class Lane(StrEnum):
    """Queues by cost: what waits in one holds up nothing in the other."""

    LIGHT = "light"
    OCR = "ocr"


def lane_of(step: Step) -> Lane:
    """Where jobs of a step wait."""
    return Lane.OCR if step in (Step.RECOGNISE, Step.AGAIN) else Lane.LIGHT


class CarrierAway(LantaiError):
    """What carries jobs cannot be reached now; nothing is lost."""

    def __init__(self) -> None:
        super().__init__(letters.carrier_away())


@dataclass(frozen=True, slots=True)
class Held:
    """How many jobs a carrier holds.

    Attributes:
        waiting: for any worker.
        in_hand: of workers, alive or dead, that have not acknowledged them.
    """

    waiting: int
    in_hand: int


class Carrier(Protocol):
    """Carries jobs to workers."""

    @property
    def name(self) -> str:
        """The name by which settings choose it, without addresses and passwords."""
        ...

    def send(self, lane: Lane, rows: Sequence[int]) -> None:
        """Carry these jobs to some workers of a lane.

        Raises:
            CarrierAway: some may have been sent and some not.
        """
        ...

    def holds(self) -> Held:
        """What it holds.

        Raises:
            CarrierAway: it cannot be asked.
        """
        ...
