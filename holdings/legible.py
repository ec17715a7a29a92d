"""Which characters a person sees, or sees as a blank."""

from __future__ import annotations

import unicodedata


def is_legible(text: str) -> bool:
    """Whether a text has only characters that are seen, and blanks of any width.

    `str.isprintable` alone takes U+3000, the blank of Chinese type, for one that is not.
    """
    return text.isprintable() or all(
        char.isprintable() or unicodedata.category(char) == "Zs" for char in text
    )
