"""Characters that are described and not encoded: ⿰氵每 (Ideographic Description Sequences, Unicode 17, section 18.2).

A sequence is one character, not three. For everything that looks for a piece of a text one code point stands for it:
the encoded character that it describes, where ``decompositions.txt`` knows one (⿰氵每 is 海), else one of private use,
made of the sequence by a hash. So it is found where it was written so, and by its character, and not by its parts. Two
sequences without a character share a code point once in 131,068.
"""

from __future__ import annotations

import hashlib
import re
from functools import cache
from importlib.resources import files

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
    """The one code point of a whole sequence."""
    described = _described(sequence)
    if len(described) == 1:
        return described
    number = int.from_bytes(hashlib.sha256(described.encode()).digest()[:8]) % _ROOM
    first, last = _PLANES[0]
    return chr(first + number if first + number <= last else _PLANES[1][0] + number - (last - first + 1))


def _described(sequence: str) -> str:
    """A sequence with the encoded character in the place of each part of it that describes one, folded."""
    open_signs: list[list[str]] = [[]]
    for character in sequence:
        if character in _PARTS:
            open_signs.append([character])
            continue
        part = fold(character)
        open_signs[-1].append(part)
        while len(open_signs) > 1 and len(open_signs[-1]) == 1 + _PARTS[open_signs[-1][0]]:
            whole = "".join(open_signs.pop())
            open_signs[-1].append(_encoded().get(whole, whole))
    return "".join(open_signs[0])


@cache
def _encoded() -> dict[str, str]:
    """Folded sequences of two parts with the folded character that each describes; none that describes several."""
    found: dict[str, str] = {}
    several: set[str] = set()
    for line in decompositions_text().splitlines():
        if line[:1] in _PARTS:
            for at in range(1, len(line), 3):
                sequence, character = line[0] + fold(line[at : at + 2]), fold(line[at + 2])
                if found.setdefault(sequence, character) != character:
                    several.add(sequence)
    return {sequence: character for sequence, character in found.items() if sequence not in several}


@cache
def decompositions_text() -> str:
    """The table of what characters are made of."""
    return files("analyzers").joinpath("decompositions.txt").read_text(encoding="utf-8")
