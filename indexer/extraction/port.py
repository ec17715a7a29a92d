"""The port of a reader of one family of formats: a file in, the text of each of its pages out."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from holdings.doubts import Doubt, with_doubts
from holdings.letters import LantaiError, Letter
from holdings.media.kinds import MediaKind
from holdings.pages import Box, Mark, Reading, pack_boxes


class Unreadable(LantaiError):
    """An object, or a page of it, whose text cannot be read; the letter says why and what to do."""


@dataclass(frozen=True, slots=True)
class ExtractedPage:
    """What one page of a digital object says.

    Attributes:
        object_page: index of the page within the object, from 0.
        text: the page's text as it is shown; empty for a blank page. Without NUL and lone surrogates.
        reading: where the text came from.
        engine: name of the engine that recognised it; empty where none did.
        confidence: mean confidence by character, 0 to 1; 1 for text that was not recognised.
        boxes: one box a character as fractions 0..1 of the page's width and height (x0, y0, x1, y1;
            origin top left, y downwards), None for a character without a place; empty where nothing is known.
        doubts: where the engine that recognised it was not sure, in the order of the text.
        note: what is known to be missing of the page, though it was read; None where nothing is. Without a name.
        mark: what was seen of the page while it was read.
    """

    object_page: int
    text: str
    reading: Reading
    engine: str = ""
    confidence: float = 1.0
    boxes: tuple[Box | None, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    note: Letter | None = None
    mark: Mark = Mark.NONE

    def packed(self) -> bytes:
        """Its boxes as the store keeps them, with its doubts behind them."""
        return with_doubts(pack_boxes(self.boxes), self.doubts, self.text)


class Extractor(Protocol):
    """Reads one object of its formats; it may keep the object open between pages, until it is dropped.

    Attributes:
        reads: the kinds of object that it reads.
        cheap: a page costs no more than passing it on, so pages are passed on in batches.
    """

    @property
    def reads(self) -> frozenset[MediaKind]:
        """The kinds of object that it reads."""
        ...

    @property
    def cheap(self) -> bool:
        """Whether a page costs no more than passing it on."""
        ...

    def page_count(self, path: Path) -> int:
        """Number of pages of the object at `path`.

        Raises:
            Unreadable: the object as a whole gives no text.
        """
        ...

    def page(self, path: Path, index0: int) -> ExtractedPage:
        """One page.

        Args:
            path: the object.
            index0: index of the page, from 0.

        Raises:
            Unreadable: this page gives no text.
        """
        ...


def storable(text: str, boxes: tuple[Box | None, ...] = ()) -> tuple[str, tuple[Box | None, ...]]:
    """The text, with its boxes, without characters that no store or answer can hold: NUL and lone surrogates."""
    if not any(_unstorable(character) for character in _suspects(text)):
        return text, boxes
    kept = [at for at, character in enumerate(text) if not _unstorable(character)]
    return "".join(text[at] for at in kept), tuple(boxes[at] for at in kept) if boxes else ()


def _suspects(text: str) -> str:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text
    return "\0" if "\0" in text else ""


def _unstorable(character: str) -> bool:
    return character == "\0" or "\ud800" <= character <= "\udfff"
