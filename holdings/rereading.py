"""What becomes of a page when its object is read anew by today's readers: a pure rule of what stands and what is read.

A reader of today is taken for better than the one of before: what it says takes the place of what stood. Three things
it does not do. It changes nothing that a person has corrected. It takes no text away that can stand, where it gives
none itself. And it takes the place of a recognised text only by being worth more.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from holdings.pages import Reading
from holdings.plausibility import fault_of
from holdings.readings import CLEARLY


class Outcome(StrEnum):
    """What becomes of a page."""

    SAME = "same"  # what stands is what is read today
    CHANGED = "changed"  # today's text takes the place of the other
    ADDED = "added"  # a page that had no text, or that nobody knew of
    REFUSED = "refused"  # its text is none that anybody can have written, and today's reader gives none
    EMPTIED = "emptied"  # today's reader knows no such page: what it said stands on others
    KEPT = "kept"  # a person's text, or one that can stand where today's reader gives none

    @property
    def changes(self) -> bool:
        """Is the page another one after it?"""
        return self not in (Outcome.SAME, Outcome.KEPT)


@dataclass(frozen=True, slots=True)
class Version:
    """A page's text as it stands or as it is read.

    Attributes:
        text: of the page.
        reading: where it came from.
        worth: what it is worth by the rule of recognised readings; 0 where nobody compares.
        read: it was read; a page that stands for one that could not be has no text.
    """

    text: str
    reading: Reading
    worth: float = 0.0
    read: bool = True


def outcome_of(before: Version | None, after: Version | None) -> Outcome:
    """What becomes of a page.

    Args:
        before: as it stands; None for a page that nobody knew of.
        after: as it is read today, `read` False where it gave no text; None where today's reader knows no such page.
    """
    if before is None:
        return Outcome.ADDED
    if before.reading is Reading.CORRECTED:
        return Outcome.KEPT
    if after is None:
        return Outcome.EMPTIED if before.text else Outcome.SAME
    if not before.read:
        return Outcome.ADDED if after.read else Outcome.SAME
    if after.text == before.text:
        return Outcome.SAME
    if not after.text:
        recognised = before.reading is Reading.RECOGNISED
        return Outcome.KEPT if recognised or fault_of(before.text) is None else Outcome.REFUSED
    if before.reading is after.reading is Reading.RECOGNISED and after.worth <= CLEARLY * before.worth:
        return Outcome.SAME
    return Outcome.CHANGED if before.text else Outcome.ADDED
