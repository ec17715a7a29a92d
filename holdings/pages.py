"""What the pages of a unit say: text, and where on the page each character stands."""

from __future__ import annotations

import array
import hashlib
import re
import sys
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from holdings.doubts import Doubt

#: A box is kept in ten-thousandths of the page's width and height, origin top left.
SCALE = 10_000
#: The longest page that plain text is cut into, in characters (design section 6).
PLAIN_PAGE = 2_000

Box = tuple[float, float, float, float]


class Reading(StrEnum):
    """Where a page's text came from."""

    BORN = "born"  # the record's own text
    LAYER = "layer"  # the text layer of a laid-out document
    RECOGNISED = "recognised"  # read from pixels
    CORRECTED = "corrected"  # mended by a person


class Mark(StrEnum):
    """What was seen of a page while it was read, and readers are told."""

    NONE = ""
    HANDWRITTEN = "handwritten"  # it looks written by hand (`ocr.handwriting`)
    LAYER = "layer"  # a scan whose text layer was kept in a close case (`indexer.extraction.scans`)


def text_sum(text: str) -> int:
    """What tells a page's text from any other: 64 bits of its BLAKE2b, signed; the same on every database."""
    # PostgreSQL keeps no NUL (`holdings.store.postgresql`).
    kept = text.replace("\0", "\ufffd").encode("utf-8", "surrogatepass")
    return int.from_bytes(hashlib.blake2b(kept, digest_size=8).digest(), "big", signed=True)


@dataclass(frozen=True, slots=True)
class PageText:
    """One page of a unit.

    Attributes:
        number: page number within the unit, from 1.
        text: the page's text as it is shown.
        reading: where the text came from.
        engine: name of the engine that recognised it; empty where none did.
        confidence: mean confidence by character, 0 to 1; 1 for text that was not recognised.
        object_digest: SHA-256 of the digital object that the page is part of; empty for none.
        object_page: index of the page within that object, from 0.
        boxes: one box a character as fractions 0..1 of width and height (x0, y0, x1, y1; origin top
            left, y downwards), None for a character without a place; empty where nothing is known.
        doubts: where the engine that recognised it was not sure, in the order of the text.
        position: of its object among the unit's, from 0.
        mark: what was seen of it while it was read.
    """

    number: int
    text: str
    reading: Reading = Reading.BORN
    engine: str = ""
    confidence: float = 1.0
    object_digest: str = ""
    object_page: int = 0
    boxes: tuple[Box | None, ...] = ()
    doubts: tuple[Doubt, ...] = ()
    position: int = 0
    mark: Mark = Mark.NONE


def pack_boxes(boxes: Sequence[Box | None]) -> bytes:
    """Boxes as bytes for the store: four 16-bit numbers a character, compressed; b"" for none."""
    if not boxes:
        return b""
    numbers = array.array("H")
    for box in boxes:
        if box is None:
            numbers.extend((0, 0, 0, 0))
        else:
            numbers.extend(min(SCALE, max(0, round(side * SCALE))) for side in box)
    if sys.byteorder == "big":
        numbers.byteswap()
    return zlib.compress(numbers.tobytes(), 6)


def unpack_boxes(packed: bytes) -> tuple[Box | None, ...]:
    """The inverse of `pack_boxes`, to a ten-thousandth of the page."""
    if not packed:
        return ()
    numbers = array.array("H")
    numbers.frombytes(zlib.decompress(packed))
    if sys.byteorder == "big":
        numbers.byteswap()
    return tuple(_boxes(numbers))


def _boxes(numbers: array.array[int]) -> Iterator[Box | None]:
    for at in range(0, len(numbers), 4):
        x0, y0, x1, y1 = numbers[at : at + 4]
        if x0 == y0 == x1 == y1 == 0:
            yield None
        else:
            yield x0 / SCALE, y0 / SCALE, x1 / SCALE, y1 / SCALE


def cut_plain_text(text: str, longest: int = PLAIN_PAGE) -> list[str]:
    r"""Cut plain text in pages: at form feeds, else at sentence ends into at most `longest` characters.

    A page ends where a paragraph does, if its last line ends a sentence: lines may be broken anywhere. Where the second
    half of a page has no such line it ends after a sentence, else with a line, else where it is full.
    Nothing is lost: the pages joined again hold every character but form feeds and the line breaks
    at which they were cut.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\f" in text:
        return [page.strip("\n") for page in text.split("\f")]
    return list(_cut_sentences(text.strip("\n"), longest))


_SENTENCE_ENDS = "。！？；…!?;"
_CLOSING = '”’」』）)】》"'
#: A line that ends a sentence, or an empty line after any other; and the end of a sentence inside a line.
_PARAGRAPH_END = re.compile(rf"(?:[{_SENTENCE_ENDS}.][{re.escape(_CLOSING)}]*[ \u3000]*|\n[ \u3000]*)\n")
_SENTENCE_END = re.compile(rf"[{_SENTENCE_ENDS}][{re.escape(_CLOSING)}]*|\.(?=\s)")


def _cut_sentences(text: str, longest: int) -> Iterator[str]:
    start = 0
    while len(text) - start > longest:
        window = text[start : start + longest + 1]
        half = longest // 2
        paragraphs = [found.end() - 1 for found in _PARAGRAPH_END.finditer(window, half)]
        sentences = [found.end() for found in _SENTENCE_END.finditer(window, half) if found.end() <= longest]
        line = window.rfind("\n", 1)
        if paragraphs or (line > 0 and not sentences):
            at = paragraphs[-1] if paragraphs else line
            yield window[:at]
            start += at + 1
            continue
        at = sentences[-1] if sentences else longest
        yield window[:at]
        start += at + (at <= longest and window[at : at + 1] == "\n")
    yield text[start:]


def unpack_some_boxes(packed: bytes, ranges: Sequence[tuple[int, int]]) -> list[list[Box | None]]:
    """The boxes of some ranges [start, end) of a page's characters; what lies beyond the page is left out."""
    numbers = array.array("H")
    numbers.frombytes(zlib.decompress(packed))
    if sys.byteorder == "big":
        numbers.byteswap()
    return [list(_boxes(numbers[4 * start : 4 * end])) for start, end in ranges]
