"""What closing up does to blanks, line breaks and dots, written once more step by step."""

from __future__ import annotations

import re
import unicodedata

from analyzers.fold import fold

_DOTS = "·‧•・･．.∙⋅-‐–—"


def is_solid(character: str) -> bool:
    """Han characters and kana: they stand without blanks."""
    name = unicodedata.name(character, "")
    return "CJK UNIFIED" in name or "KANA LETTER" in name or character in "〇○"


def joined(text: str, *, dots: bool = True) -> str:
    """A text without the blanks, single line breaks and dots that part Han characters (and digits from these).

    Args:
        text: as it is shown.
        dots: whether they go too.
    """
    rows = text.split("\n")
    is_row = [re.search(r"[^\t ]\t", row) is not None for row in rows]
    whole = rows[0]
    for at, row in enumerate(rows[1:], 1):
        whole += ("\f" if is_row[at] or is_row[at - 1] else "\n") + row
    kept: list[str] = []
    at = 0
    while at < len(whole):
        end = at
        while end < len(whole) and whole[end] in " \u3000\n\u200b\u00ad" + _DOTS:
            end += 1
        if end == at:
            kept.append(whole[at])
            at += 1
            continue
        gap = whole[at:end]
        before, after = whole[at - 1 : at], whole[end : end + 1]
        kept.append("" if _is_layout(gap, before, after, dots=dots) else gap)
        at = end
    return "".join(kept)


def _is_layout(gap: str, before: str, after: str, *, dots: bool) -> bool:
    if not before or not after:
        return False
    held = sum(gap.count(dot) for dot in _DOTS)
    if held:
        return dots and held == 1 and "\n" not in gap and is_solid(before) and is_solid(after)
    if gap.count("\n") > 1:
        return False
    if is_solid(before):
        return is_solid(after) or after.isdecimal()
    return before.isdecimal() and is_solid(after)


def line_of(text: str, *, dots: bool = True) -> str:
    """The text as an exact phrase sees it: runs of word characters with one ‖ between two and at both ends.

    Args:
        text: as it is shown.
        dots: whether those in names go, so that no boundary is there.
    """
    line = "‖"
    for character in fold(joined(text, dots=dots)):
        category = unicodedata.category(character)
        is_word = category[0] in "LNM" or category == "Co" or 0x20000 <= ord(character) <= 0x3FFFD
        sign = character if is_word else "‖"
        if {_is_letter(line[-1]), _is_letter(sign)} == {True, False} and max(line[-1], sign) >= "\u2e80":
            line += "‖"
        line += "" if sign == line[-1] == "‖" else sign
    return line if line.endswith("‖") else f"{line}‖"


def stands_in(asked: str, text: str) -> bool:
    """Whether a phrase stands in a text: with the dots of names, without them, and asked so or so."""
    without = sought_line(asked)
    return (
        without in line_of(text)
        or without in line_of(text, dots=False)
        or sought_line(asked, dots=False) in line_of(text, dots=False)
    )


def sought_line(text: str, *, dots: bool = True) -> str:
    """What a phrase looks for in `line_of`: without its ends, but for those of words of an alphabet."""
    inner = line_of(text, dots=dots).strip("‖")
    if inner and _is_letter(inner[0]):
        inner = f"‖{inner}"
    if inner and _is_letter(inner[-1]):
        inner += "‖"
    return inner


def _is_letter(sign: str) -> bool:
    return sign.isalpha() and unicodedata.name(sign, "").split()[0] in ("LATIN", "GREEK", "CYRILLIC")
