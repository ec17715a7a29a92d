"""Notes in a catalogue (复印件，控制使用): one spelling, and the pieces that they are made of."""

from __future__ import annotations

import re

from holdings.numerals import fold_numbers

WRAPPING = "()[]【】〔〕{}<>《》“”\"'‘’★☆*·:-—"
"""Brackets and ornaments that may stand around a piece."""
_FOLD = str.maketrans("絕機祕級無屬標註開劃暫條間長內為", "绝机秘级无属标注开划暂条间长内为")
_PIECES = re.compile(r"[，,、;；。.|/!！\s]+")


def folded(text: str) -> str:
    """A note in simplified characters and plain figures, without blanks."""
    return "".join(fold_numbers(text).translate(_FOLD).split())


def pieces_of(text: str) -> list[str]:
    """The pieces of a note, folded, in their order."""
    return [folded(piece) for piece in _PIECES.split(fold_numbers(text))]
