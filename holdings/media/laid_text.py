"""Text that a digital object carries itself, laid out on a page."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from holdings.plausibility import fault_of

Fractions = tuple[float, float, float, float]
"""x0, y0, x1, y1 as fractions 0..1 of the page's width and height, origin top left, y down."""

LEAST_TEXT_ON_A_PICTURE = 40
"""Characters. A page that is mostly one picture and has fewer (a page number, a stamp of the scanner's)
is a scan."""

PICTURE_PAGE = 0.6
"""Share of the page that one picture covers, from which the page counts as a picture."""

LEAST_PICTURE = 0.25
"""Share of a page from which its pictures may hold text that the layer does not."""

UNREADABLE_SHARE = 0.15
"""Share of private-use, replacement and unassigned characters from which a text layer is broken."""

_GRID = 100
"""Cells across and down a page by which the share that pictures cover is counted."""

MOJIBAKE_SHARE = 0.3
"""Share of Latin letters with accents from which a layer is Chinese in a wrong encoding (ÖÐ¹ú)."""


@dataclass(frozen=True, slots=True)
class LaidText:
    r"""The text layer of one page.

    Attributes:
        text: lines of a paragraph joined; ``\n`` ends paragraphs.
        boxes: where each character of `text` stands, None for those of the layout.
        picture_share: share of the page's area that its pictures cover, 0..1.
        pictures: where they lie.
        unseen: places in `text` of characters without ink of their own, or beneath a picture, as a recogniser's
            text over a scan is.
    """

    text: str
    boxes: tuple[Fractions | None, ...]
    picture_share: float = 0.0
    pictures: tuple[Fractions, ...] = ()
    unseen: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if len(self.text) != len(self.boxes):
            raise ValueError("one box for each character of the text")


def covered_share(pictures: Sequence[Fractions]) -> float:
    """The share of a page that pictures cover together, each place once."""
    if not pictures:
        return 0.0
    cells = np.zeros((_GRID, _GRID), dtype=np.bool_)
    for x0, y0, x1, y1 in pictures:
        cells[round(y0 * _GRID) : round(y1 * _GRID), round(x0 * _GRID) : round(x1 * _GRID)] = True
    return float(cells.mean())


def usable_text(laid: LaidText) -> bool:
    """Can this layer be taken for what the page says? If not, the page is to be recognised.

    False for no text, for layers of mostly private-use, replacement or unassigned characters, for Chinese
    shown in a wrong encoding, for other text that is not plausible, for all characters the same, and for a picture
    with next to no text.
    """
    count = sum(1 for sign in laid.text if not sign.isspace())
    if laid.picture_share >= PICTURE_PAGE and count < LEAST_TEXT_ON_A_PICTURE:
        return False
    return readable_text(laid)


def readable_text(laid: LaidText) -> bool:
    """Are these the characters that somebody wrote? They may be few: a page number on a scan is readable."""
    signs = [sign for sign in laid.text if not sign.isspace()]
    if not signs:
        return False
    if len(signs) >= 8 and len(set(signs)) == 1:
        return False
    unreadable = sum(1 for sign in signs if _says_nothing(sign))
    # Dots that lead to the page numbers of a table of contents are readable in any font.
    if unreadable > UNREADABLE_SHARE * sum(1 for sign in signs if sign.isalnum() or _says_nothing(sign)):
        return False
    accented = sum(1 for sign in signs if 0xA1 <= ord(sign) <= 0xFF)
    return accented <= MOJIBAKE_SHARE * len(signs) and fault_of(laid.text) is None


def _says_nothing(sign: str) -> bool:
    return sign == "\ufffd" or unicodedata.category(sign) in ("Co", "Cn", "Cc", "Cs")
