"""What the pages of a unit show."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

#: So many page links stand in a row that unfolds.
PAGES_IN_GROUP: Final = 50
#: So many pages of a unit are listed at once; links lead to the others.
MOST_PAGES: Final = 500
#: So many digital objects of a unit are listed.
MOST_OBJECTS: Final = 200
#: The checksums of so many stand beside them; of more they are in the API's answer.
MOST_DIGESTS: Final = 20


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


@dataclass(frozen=True, slots=True)
class PageList:
    """The pages of a unit that are listed at once.

    Attributes:
        groups: the pages, in groups that unfold.
        before: the first page of the list before; 0 for none.
        after: the first page of the list after; 0 for none.
    """

    groups: tuple[PageGroup, ...]
    before: int
    after: int


def page_list(numbers: Sequence[int], wanted: str) -> PageList:
    """The pages from a wanted one on: `MOST_PAGES` of them.

    Args:
        numbers: of all pages, in their order.
        wanted: the first page to be listed, as an address says it; anything else than a number is the unit's first.
    """
    first = int(wanted) if wanted.isascii() and wanted.isdigit() and len(wanted) < 10 else 0
    at = bisect_left(numbers, first) // MOST_PAGES * MOST_PAGES if first else 0
    at = min(at, max(0, len(numbers) - 1) // MOST_PAGES * MOST_PAGES)
    following = at + MOST_PAGES
    return PageList(
        page_groups(numbers[at:following]),
        numbers[at - MOST_PAGES] if at else 0,
        numbers[following] if following < len(numbers) else 0,
    )


def size_text(size: int) -> str:
    """A number of bytes as a person reads it, in powers of 1,000: `512 B`, `1.2 MB`."""
    amount = float(size)
    for unit in ("B", "kB", "MB", "GB"):
        if amount < 1000:
            return f"{amount:.0f} {unit}" if unit == "B" or amount >= 100 else f"{amount:.1f} {unit}"
        amount /= 1000
    return f"{amount:.1f} TB"
