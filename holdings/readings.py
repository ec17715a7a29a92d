"""Readings of one page: several engines and people may have read it; one reading stands."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from holdings.letters import Letter
from holdings.pages import Mark, PageText, Reading

#: Under this mean confidence by character a page is poorly read: 5 % of the lines above it hold an error, 37 % of
#: those from .90 to it (shared knowledge, ocr.md).
POOR = 0.95
#: A later reading stands in an earlier one's place if it is worth so many times as much: of readings that are about
#: equal the first stays, so that what was cited does not change for nothing.
CLEARLY = 1.005


class Reason(StrEnum):
    """Why a page should be looked at again."""

    UNSURE = "unsure"  # recognised, with little confidence
    EMPTY = "empty"  # there is an image, and nothing was read on it; it may be blank
    HANDWRITTEN = "handwritten"  # recognised, and it looks written by hand
    LAYER = "layer"  # a scan whose text layer was kept, though it reaches not all that is inked
    UNREAD = "unread"  # it could not be read: an engine failed, was switched off or took too long


@dataclass(frozen=True, slots=True)
class KeptReading:
    """One reading of a page.

    Attributes:
        reading: where the text came from.
        text: the page's text by this reading.
        engine: name of the engine that recognised it; empty where none did.
        setting: the setting in which it was recognised again (`ocr.trials`); empty for the reading of the intake.
        confidence: mean confidence by character, 0 to 1, as this engine judges itself.
        worth: by the rule of `indexer.reviewing.choosing`; 0 where nobody compared.
        boxes: as `holdings.pages.pack_boxes` packs them.
        at: when, ISO 8601 in UTC; empty for the reading of the intake.
        by: of a correction, who made it.
        reason: of a correction, why.
        note: why this reading gave nothing; None where it did.
        stands: it is what the page says today.
        row: the store's own row; 0 for the only reading of a page, which is kept with the page alone.
    """

    reading: Reading
    text: str
    engine: str = ""
    setting: str = ""
    confidence: float = 1.0
    worth: float = 0.0
    boxes: bytes = b""
    at: str = ""
    by: str = ""
    reason: str = ""
    note: Letter | None = None
    stands: bool = False
    row: int = 0


def reason_of(
    reading: Reading, confidence: float, empty: bool, poor: float = POOR, mark: Mark = Mark.NONE
) -> Reason | None:
    """Why a page should be looked at again; None for one that need not.

    Args:
        reading: where its text came from.
        confidence: of its text, 0 to 1.
        empty: whether it has no text.
        poor: the confidence under which a recognised page is poorly read.
        mark: what was seen of the page; it says nothing of a text that has another source by now.
    """
    if reading is Reading.BORN and empty and confidence == 0.0:
        return Reason.UNREAD
    if reading is Reading.LAYER and mark is Mark.LAYER:
        return Reason.LAYER
    if reading is not Reading.RECOGNISED:
        return None
    if empty:
        return Reason.EMPTY
    if mark is Mark.HANDWRITTEN:
        return Reason.HANDWRITTEN
    return Reason.UNSURE if confidence < poor else None


def best_by_machine(kept: Iterable[KeptReading]) -> KeptReading | None:
    """The reading that stands if no person says otherwise; None where no machine read anything.

    Args:
        kept: the readings of one page, the oldest first, with what they are worth.
    """
    best: KeptReading | None = None
    for one in kept:
        if one.reading is Reading.CORRECTED:
            continue
        better = best is None or (one.note is None and one.worth > best.worth * CLEARLY)
        best = one if better else best
    return best


def page_digest(page: PageText) -> str:
    """What a page says and where that came from as 32 hexadecimal digits; whoever corrects it names what he saw."""
    return hashlib.sha256(f"{page.reading.value}\n{page.text}".encode("utf-8", "replace")).hexdigest()[:32]
