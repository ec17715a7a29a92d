"""What the pages of a unit show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

#: So many page links stand in a row that unfolds.
PAGES_IN_GROUP: Final = 50


@dataclass(frozen=True, slots=True)
class PageGroup:
    """Page numbers that unfold together."""

    first: int
    last: int
    numbers: tuple[int, ...]


def page_groups(numbers: Sequence[int]) -> tuple[PageGroup, ...]:
    """Page numbers in groups of `PAGES_IN_GROUP`, in their order; one group where they are few."""
    return tuple(
        PageGroup(part[0], part[-1], part)
        for at in range(0, len(numbers), PAGES_IN_GROUP)
        if (part := tuple(numbers[at : at + PAGES_IN_GROUP]))
    )


def size_text(size: int) -> str:
    """A number of bytes as a person reads it, in powers of 1,000: `512 B`, `1.2 MB`."""
    amount = float(size)
    for unit in ("B", "kB", "MB", "GB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "B" or amount >= 100 else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} TB"
