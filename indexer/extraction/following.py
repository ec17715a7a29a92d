"""What follows a page's own text: annotations, fields of forms, the names of attachments."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence

from holdings.media.laid_text import LaidText
from holdings.pages import Box, Reading
from indexer.extraction.port import ExtractedPage, storable


def unplaced(text: str) -> LaidText:
    """A text of which nobody knows where it stands."""
    return LaidText(text, (None,) * len(text))


def attached(names: Sequence[str]) -> list[LaidText]:
    """The line that names the attachments of an object; none where it has none."""
    return [unplaced("附件：" + "；".join(names))] if names else []


def followed(page: ExtractedPage, noted: Iterable[LaidText]) -> ExtractedPage:
    """The page with further texts, each on a line of its own.

    A line that was recognised already, since it is drawn on the page, is not said twice.
    """
    text, boxes = page.text, page.boxes or (None,) * len(page.text)
    places: tuple[Box | None, ...] = boxes
    drawn = _bare(page.text) if page.reading is Reading.RECOGNISED else ""
    for laid in noted:
        for start, end in _lines(laid.text):
            line = laid.text[start:end]
            if not line.strip() or (drawn and _bare(line) and _bare(line) in drawn):
                continue
            gap = "\n" if text and not text.endswith("\n") else ""
            text, places = text + gap + line, places + (None,) * len(gap) + laid.boxes[start:end]
    clean, places = storable(text, places)
    kept = places if any(place is not None for place in places) else ()
    # What was added stands after what was read: doubts are about the same characters.
    doubts = page.doubts if clean == text else ()
    return dataclasses.replace(page, text=clean, boxes=kept, doubts=doubts)


def _lines(text: str) -> list[tuple[int, int]]:
    lines, start = [], 0
    for line in text.split("\n"):
        lines.append((start, start + len(line)))
        start += len(line) + 1
    return lines


def _bare(text: str) -> str:
    return "".join(character.casefold() for character in text if character.isalnum())
