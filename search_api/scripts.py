"""In which script a text of the holdings is written, for whoever shows or speaks it (BCP 47: zh-Hans, zh-Hant, zh).

A browser chooses the shapes of characters, and a screen reader its voice, by the language of a text. Told by single
characters alone: 碼 is written so in Traditional, 码 in Simplified, 海 in both.
"""

from __future__ import annotations

from functools import cache
from typing import Final

from analyzers.fold import rewritten

SIMPLIFIED: Final = "zh-Hans"
TRADITIONAL: Final = "zh-Hant"
#: Chinese, in a script that its characters do not tell.
CHINESE: Final = "zh"
#: So many characters of a text are looked at.
LOOKED_AT: Final = 2_000
#: Of the characters that tell, so large a share has to say the same.
_CLEAR: Final = 0.9
#: Simplified for one character and written so in Traditional for another: 皇后, 公里, 天干, 台州. They tell nothing.
_BOTH: Final = frozenset(
    "后里干台面只余范斗谷丑云松系征制准几卜才冬布升术表板别朴复舍胡么了局致借千回伙秋折出札向咨"
)


def script_of(text: str) -> str:
    """The language tag of a text; empty for one without a Han character."""
    simplified = traditional = 0
    han = False
    for character in text[:LOOKED_AT]:
        if not _is_han(character):
            continue
        han = True
        told = _told_by(character)
        simplified += told == SIMPLIFIED
        traditional += told == TRADITIONAL
    if not han:
        return ""
    if simplified + traditional == 0:
        return CHINESE
    for count, tag in ((simplified, SIMPLIFIED), (traditional, TRADITIONAL)):
        if count >= _CLEAR * (simplified + traditional):
            return tag
    return CHINESE


def _is_han(character: str) -> bool:
    return "\u3400" <= character <= "\u9fff" or "\uf900" <= character <= "\ufaff" or character >= "\U00020000"


@cache
def _told_by(character: str) -> str:
    """The script that a character belongs to; empty where it is written so in both."""
    if character in _BOTH:
        return ""
    if rewritten(character, SIMPLIFIED) != character:
        return TRADITIONAL
    return SIMPLIFIED if rewritten(character, TRADITIONAL) != character else ""
