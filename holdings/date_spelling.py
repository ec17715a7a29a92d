"""One spelling of a date's text: simplified characters, plain numerals, ASCII dashes, no blanks."""

from __future__ import annotations

from holdings.eras import SIMPLE
from holdings.numerals import fold_numbers, plain_numerals

_SPELLING = str.maketrans(
    {
        **SIMPLE,
        **dict(
            zip(
                "紀歷曆農陰舊閏臘號間後約時嵗歲數葉終頃號鬥戰佔據僞偽統治際",
                "纪历历农阴旧闰腊号间后约时岁岁数叶终顷号斗战占据伪伪统治际",
                strict=True,
            )
        ),
        "【": "[",
        "】": "]",
        "〔": "[",
        "〕": "]",
        "［": "[",
        "］": "]",
        "〈": "[",
        "〉": "]",
        **dict.fromkeys("—–－‐‑―−~～﹣", "-"),
        **dict.fromkeys("‧•・．∙", "·"),
        "？": "?",
        **{chr(code): chr(code + 32) for code in range(ord("A"), ord("Z") + 1)},
    }
)


def spelled(text: str) -> str:
    """A text as the grammar of dates reads it, one character for one."""
    return plain_numerals(fold_numbers(text).translate(_SPELLING))
