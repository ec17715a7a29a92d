"""One spelling for each reference code, however it was typed, printed or recognised."""

from __future__ import annotations

import re
import unicodedata

from holdings.numerals import HALF_WIDTH

# What a keyboard, a word processor or OCR makes of the two separators of DA/T 13.
_HYPHENS = "－—–‐‑‒―−﹣﹘⁃─ー"
_DOTS = "•．・‧⋅∙●.｡･᛫⸱"
#: What parts a normalised code: one letter or digit after another never does.
SEPARATORS = "-·_"
_INVISIBLE = "\u200b\u200c\u200d\u2060\ufeff\u00ad"

FOLD: dict[int, int | str | None] = {
    **HALF_WIDTH,
    **{ord(char): "-" for char in _HYPHENS},
    **{ord(char): "·" for char in _DOTS},
    **{ord(char): None for char in _INVISIBLE},
    **{code: chr(code).upper() for code in range(ord("a"), ord("z") + 1)},
    **{code: chr(code - 0xFEE0).upper() for code in range(0xFF41, 0xFF5B)},
}
"""`str.translate` table of everything but white space."""

# Compatibility ideographs (金 U+F90A) look the same as the unified ones and come out of old encodings.
FOLD.update(
    (code, unicodedata.normalize("NFC", chr(code)))
    for block in (range(0xF900, 0xFB00), range(0x2F800, 0x2FA20))
    for code in block
    if unicodedata.normalize("NFC", chr(code)) != chr(code)
)
_USUAL = re.compile(r"[A-Z0-9·-]*\Z")


def normalise(text: str) -> str:
    """One spelling for each code: half-width, upper case, ``-`` and ``·`` as separators, no white space.

    An ASCII full stop becomes ``·``, for keyboards have no ``·`` and no element of DA/T 13 holds a full stop.
    Never raises; applying it twice changes nothing.
    """
    if _USUAL.match(text):
        return text
    return "".join(text.translate(FOLD).split())
