"""Characters that are described and not encoded: ⿰氵每 (Ideographic Description Sequences, Unicode 17, section 18.2).

A sequence is one character, not three. For everything that looks for a piece of a text one code point stands for it,
made of the sequence by a hash, so ⿰氵每 is found where it was written so and nowhere else: not under 每, and not under
海, for which a table of all characters would be needed (CHISE's, and what was made of it, come under the GPL). Two
sequences share a code point once in 131,068.
"""

from __future__ import annotations

import hashlib
import re

from analyzers.fold import fold

REST = "\N{VARIATION SELECTOR-256}"
"""Stands for what else a sequence has, in a text of the same length; folding drops it, and marks go over it."""

#: How many parts a sign joins; new ones (U+2FFC to U+2FFF, U+31EF) came with Unicode 15.1.
_PARTS = {
    **dict.fromkeys("⿰⿱⿴⿵⿶⿷⿸⿹⿺⿻\u2ffc\u2ffd\u31ef", 2),
    **dict.fromkeys("⿲⿳", 3),
    **dict.fromkeys("\u2ffe\u2fff", 1),
}
_SIGN = re.compile(f"[{''.join(_PARTS)}]")
_PART = re.compile(
    "[\u2e80-\u2fd5\u3005-\u3007\u3021-\u3029\u3038-\u303b\u31c0-\u31e5\u3400-\u4dbf\u4e00-\u9fff\ue000-\uf8ff"
    "\uf900-\ufaff\U00020000-\U0003fffd]"
)
#: The longest sequence that is read, in code points; the longest in use has some thirty.
_LONGEST = 64
_PLANES = ((0xF0000, 0xFFFFD), (0x100000, 0x10FFFD))
_ROOM = sum(last - first + 1 for first, last in _PLANES)


def joined_descriptions(text: str) -> str:
    """A text in which one code point stands for each sequence, and `REST` for what it has besides.

    What is no whole sequence stays as it is.
    """
    if _SIGN.search(text) is None:
        return text
    pieces: list[str] = []
    at = 0
    while (sign := _SIGN.search(text, at)) is not None:
        end = _end(text, sign.start())
        if end:
            pieces += (text[at : sign.start()], _stands_for(text[sign.start() : end]))
            pieces.append(REST * (end - sign.start() - 1))
        else:
            end = sign.end()
            pieces.append(text[at:end])
        at = end
    return "".join((*pieces, text[at:]))


def _end(text: str, start: int) -> int:
    """The place after the sequence that begins at `start`; 0 where none does."""
    wanted, at = 1, start
    while wanted and at < min(len(text), start + _LONGEST):
        parts = _PARTS.get(text[at], 0)
        if not parts and _PART.match(text[at]) is None:
            return 0
        wanted += parts - 1
        at += 1
    return 0 if wanted else at


def _stands_for(sequence: str) -> str:
    number = int.from_bytes(hashlib.sha256(fold(sequence).encode()).digest()[:8]) % _ROOM
    first, last = _PLANES[0]
    return chr(first + number if first + number <= last else _PLANES[1][0] + number - (last - first + 1))
