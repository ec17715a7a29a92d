"""What catalogues and curators wrote, made easier to read; nothing is interpreted."""

from __future__ import annotations

import re
from typing import Final

from search_api.numerals import CHINESE_NUMBER, DIGITS, plain_numerals

_DIGITS: Final = re.compile(r"(?<![0-9])([0-9]{4})(0[0-9]|1[0-2])([0-2][0-9]|3[01])?(?![0-9])")
_SPAN: Final = re.compile(r"(?<![0-9])([0-9]{8}|[0-9]{6})-(?=(?:[0-9]{8}|[0-9]{6})(?![0-9]))")

#: A year of our era in a date, once its numerals are plain.
_OUR_ERA: Final = re.compile(f"[0-9]{{4}}|[{DIGITS}]{{4}}|公元|西元|世纪|世紀|年代")
#: A date that counts, so too: a number beside Han characters, or a year of the cycle of sixty.
_NUMBERED: Final = re.compile(
    f"[\u4e00-\u9fff][ 　]*[0-9元{CHINESE_NUMBER}]|[甲乙丙丁戊己庚辛壬癸][子丑寅卯辰巳午未申酉戌亥]"
)

#: Characters that stand without spaces between them: Han, kana, and the punctuation of both.
_UNSPACED: Final = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef\U00020000-\U0003ffff\u2018-\u201d\u2014\u2026"
_WRAPPED_HAN: Final = re.compile(rf"(?<=[{_UNSPACED}])[ \t]*\n[ \t]*(?=[{_UNSPACED}])")
_WRAPPED: Final = re.compile(r"(?<!\n)[ \t]*\n[ \t]*(?!\n)")


def paragraphs(text: str) -> list[str]:
    """Paragraphs of a text that was wrapped by hand: a blank line ends one, a single line end does not."""
    parts = re.split(r"\n[ \t]*\n", text.replace("\r\n", "\n").strip())
    return [_WRAPPED.sub(" ", _WRAPPED_HAN.sub("", part.strip())) for part in parts if part.strip()]


def readable_date(text: str) -> str:
    """A date with its YYYYMMDD and YYYYMM (DA/T 18-2022) as YYYY-MM-DD and YYYY-MM.

    A month or day of `00` means that it is not known, and is left out; a span has a dash between its ends;
    all else stays as written.
    """
    return _DIGITS.sub(_apart, _SPAN.sub(r"\1 — ", text))


def years_beside(date: str, first: str | None, last: str | None) -> str:
    """The year in our era that stands beside a date of a reign or of the Republic: 1936, 1874–1875.

    Args:
        date: as it was written; 民国二十五年, 光緒廿年十月.
        first: the first day that it may mean, as the API says it; None where none is known.
        last: the last day, so too.

    Returns:
        Empty where the date says a year of our era itself, says no number, or has no end.
    """
    if first is None or last is None or first.startswith("-"):
        return ""
    plain = plain_numerals(date)
    if _OUR_ERA.search(plain) or not _NUMBERED.search(plain):
        return ""
    one, other = first[:4].lstrip("0"), last[:4].lstrip("0")
    return one if one == other else f"{one}–{other}"


def _apart(found: re.Match[str]) -> str:
    known = [found[1]]
    for part in found.groups()[1:]:
        if part is None or part == "00":
            break
        known.append(part)
    return "-".join(known)
