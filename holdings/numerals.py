"""Numbers as archives write them: full-width digits, Chinese digits (二〇一八) and Chinese numerals (二十三, 廿三).

Every fold here maps one character to one character, so that offsets into the original text stay true.
"""

from __future__ import annotations

DIGITS = "〇一二三四五六七八九"
"""Chinese digits by value; 〇 is U+3007."""

_ZEROS = "零○◯Ｏ"
_CAPITAL = {"壹": "一", "贰": "二", "貳": "二", "叁": "三", "參": "三", "肆": "四", "伍": "五", "陆": "六",
            "陸": "六", "柒": "七", "捌": "八", "玖": "九", "拾": "十", "佰": "百",
            "弍": "二", "弎": "三", "参": "三", "叄": "三", "两": "二", "兩": "二"}  # fmt: skip

HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
"""`str.translate` table from full-width ASCII (U+FF01..U+FF5E) to ASCII."""

NUMBER_FOLD: dict[int, int | str] = {
    **HALF_WIDTH,
    **{ord(zero): "〇" for zero in _ZEROS},
}
"""Full-width to half-width, and every way to write a Chinese zero to 〇."""

CHINESE_NUMBER = "〇一二三四五六七八九十廿卅卌百"
"""The characters that `read_number` understands beside ASCII digits, after `NUMBER_FOLD`."""

_TENS = {"廿": 2, "卅": 3, "卌": 4}
_PLAIN = str.maketrans({**_CAPITAL, "念": "廿", "丗": "卅"})


def fold_numbers(text: str) -> str:
    """Fold full-width characters and Chinese zeros, one character for one.

    A Latin O between Chinese digits (二O一八, frequent in typed records) counts as a zero.
    """
    folded = text.translate(NUMBER_FOLD)
    if "O" not in folded and "o" not in folded:
        return folded
    out = list(folded)
    for at, char in enumerate(out):
        if char in "Oo" and at and out[at - 1] in DIGITS:
            out[at] = "〇"
    return "".join(out)


def plain_numerals(text: str) -> str:
    """A text with the capitals of numbers (贰拾叁) as plain numerals (二十三), one character for one.

    For texts that are known to be numbers or dates: 陆 and 伍 are names too.
    """
    return fold_numbers(text.translate(_PLAIN))


def read_number(text: str) -> int | None:
    """The value of a whole number of at most nine characters, or None where it is none.

    Args:
        text: folded text: ASCII digits (``023``), Chinese digits in places (``一九四五``) or a Chinese numeral
            below 10,000 (``二十三``, ``廿三``, ``一百零五``); 元 is 1 only where the caller says so.
    """
    if not text or len(text) > 9:
        return None
    if text.isascii():
        return int(text) if text.isdigit() else None
    text = text.translate(_PLAIN)
    if all(char in DIGITS for char in text):
        return int("".join(str(DIGITS.index(char)) for char in text))
    return _read_numeral(text)


def _read_numeral(text: str) -> int | None:
    if "千" in text:
        thousands, _, rest = text.partition("千")
        if len(thousands) != 1 or thousands not in DIGITS[1:]:
            return None
        below = _read_numeral(rest.removeprefix("〇")) if rest else 0
        # 二千五 means 2,500 when said and is refused.
        if below is None or (rest and below < 100 and not rest.startswith("〇")):
            return None
        return 1000 * DIGITS.index(thousands) + below
    total = 0
    if "百" in text:
        hundreds, _, text = text.partition("百")
        if len(hundreds) != 1 or hundreds not in DIGITS[1:]:
            return None
        total = 100 * DIGITS.index(hundreds)
        # 一百〇五 is 105; 一百五 means 150 when said and is refused.
        if text.startswith("〇"):
            return total + DIGITS.index(text[1]) if len(text) == 2 and text[1] in DIGITS[1:] else None
        if len(text) == 1 and text in DIGITS:
            return None
    if text[:1] in _TENS and text:
        total += 10 * _TENS[text[0]]
        # 廿十 and 卅十 are no numbers; 廿 alone is 20.
        text = text[1:]
    elif "十" in text:
        tens, _, text = text.partition("十")
        if len(tens) > 1 or (tens and tens not in DIGITS[1:]):
            return None
        total += 10 * (DIGITS.index(tens) if tens else 1)
    if not text:
        return total
    if len(text) != 1 or text not in DIGITS[1:]:
        return None
    return total + DIGITS.index(text)


def chinese_digits(number: int) -> str:
    """A number digit by digit: 1934 → 一九三四."""
    return "".join(DIGITS[int(digit)] for digit in str(number))


def chinese_numeral(number: int) -> str:
    """A number from 1 to 999 as it is said: 23 → 二十三, 105 → 一百零五.

    Raises:
        ValueError: the number is out of this range.
    """
    if not 1 <= number <= 999:
        raise ValueError(number)
    hundreds, rest = divmod(number, 100)
    tens, ones = divmod(rest, 10)
    text = f"{DIGITS[hundreds]}百" if hundreds else ""
    if tens:
        text += ("" if tens == 1 and not hundreds else DIGITS[tens]) + "十"
    elif hundreds and ones:
        text += "零"
    return text + (DIGITS[ones] if ones else "")
