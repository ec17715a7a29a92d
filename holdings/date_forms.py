"""The forms of a single date: numbers, Chinese words, decades, and years of eras.

Texts come here folded (`holdings.numerals.fold_numbers`), without blanks, dashes as ``-``, square brackets as
``[ ]``. Rules and reasons: `holdings.dates`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from holdings.day_numbers import is_real_day, join_day, month_end
from holdings.eras import ERA_BY_NAME, REPUBLIC
from holdings.numerals import read_number


@dataclass(frozen=True, slots=True)
class Bounds:
    """First and last possible day, YYYYMMDD, and whether the text marks the date as inferred."""

    earliest: int
    latest: int
    inferred: bool = False


class Unreadable(Exception):
    """Why a text is no date, in both languages; becomes a letter in `holdings.dates`."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


_D = "〇一二三四五六七八九"
_N = rf"(?:[0-9]{{1,2}}|[{_D}十廿卅]{{1,4}})"
_YEAR = rf"(?P<year>[0-9]{{4}}|[{_D}]{{4}})"
_ERA_NAMES = "|".join(sorted(ERA_BY_NAME, key=len, reverse=True))

ERA_NAME = re.compile(rf"\[?(?:{_ERA_NAMES})")
"""An era's name at the beginning of a text."""

_PACKED = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})?(?P<day>[0-9]{2})?")
_SEPARATED = re.compile(
    r"(?P<year>[0-9]{4})(?P<by>[-./])(?P<month>[0-9]{1,2})(?:(?P=by)(?P<day>[0-9]{1,2}))?"
)
_WORDS = re.compile(rf"(?:公元)?{_YEAR}年?(?:(?<=年)(?P<rest>.+))?")
_MONTH_DAY = re.compile(
    rf"(?P<month>{_N})月(?:份|(?P<day>{_N})[日号號]|(?P<third>[上中下])旬)?|(?P<half>[上下])半年"
    rf"|第?(?P<quarter>[1-4一二三四])季度?"
)
_DECADE = re.compile(
    rf"(?P<decade>[0-9]{{3}}0|[{_D}]{{3}}〇)(?:年代|s)"
    rf"|(?P<century>{_N})世[纪紀](?:(?P<tens>[0-9]0|[{_D}]〇|[二三四五六七八九]?十)年代)?"
)
_BARE_DECADE = re.compile(rf"(?:[0-9]0|[{_D}]〇|[二三四五六七八九]十)年代")
_ERA = re.compile(
    rf"(?P<era>{_ERA_NAMES})(?P<number>元|[0-9]{{1,3}}|[{_D}十廿卅百]{{1,5}})年?(?:(?<=年)(?P<rest>.+))?"
)
_LUNAR_REST = re.compile(
    rf"(?P<named>[农農阴陰夏旧舊][历曆])?(?P<leap>[闰閏])?(?P<month>正|冬|腊|臘|{_N})月"
    rf"(?:(?P<beginning>初)?(?P<day>{_N})日?|[上中下]旬)?"
)
_LUNAR_MONTHS = {"正": 1, "冬": 11, "腊": 12, "臘": 12}
_UNCERTAIN = re.compile(r"约|約|ca\.?|大约|大約")


def read_single(text: str) -> Bounds:
    """One date, no span.

    Raises:
        Unreadable: the text is no date, with the reason.
    """
    bare = _without_uncertainty(text)
    found = _read_certain(bare)
    return Bounds(found.earliest, found.latest, inferred=bare != text)


def _without_uncertainty(text: str) -> str:
    """The text without brackets, question marks and words such as 约; round brackets may hold a month or day."""
    if text.count("[") != text.count("]") or text.count("(") != text.count(")"):
        raise Unreadable("括号不成对", "a bracket has no partner")
    for bracket in "[]()":
        text = text.replace(bracket, "")
    text = text.rstrip("?").removesuffix("前后").removesuffix("前後").removesuffix("左右")
    lead = _UNCERTAIN.match(text)
    return text[lead.end() :] if lead else text


def _read_certain(text: str) -> Bounds:
    numbers = _PACKED.fullmatch(text) or _SEPARATED.fullmatch(text)
    if numbers:
        month, day = int(numbers["month"] or 0), int(numbers["day"] or 0)
        return _solar(int(numbers["year"]), month, day)
    era = _ERA.fullmatch(text)
    if era:
        return _era_date(era)
    decade = _DECADE.fullmatch(text)
    if decade:
        return _decade(decade)
    words = _WORDS.fullmatch(text)
    if words:
        year = read_number(words["year"])
        if year is not None:
            return _within_year(year, words["rest"] or "")
    if _BARE_DECADE.fullmatch(text):
        raise Unreadable("年代没有写明世纪", "the decade names no century")
    raise Unreadable("不是已知的日期写法", "it is in no known form")


def _solar(year: int, month: int, day: int) -> Bounds:
    """A day; a month where the day is 0; a year where both are 0."""
    if year < 1:
        raise Unreadable("没有公元 0 年", "there is no year 0")
    if not month:
        if day:
            raise Unreadable("有日无月", "it has a day but no month")
        return Bounds(join_day(year, 1, 1), join_day(year, 12, 31))
    if month > 12:
        raise Unreadable(f"没有 {month} 月", f"there is no month {month}")
    if not day:
        return Bounds(join_day(year, month, 1), month_end(year, month))
    whole = join_day(year, month, day)
    if not is_real_day(whole):
        raise Unreadable(f"{year} 年 {month} 月没有 {day} 日", f"{year}-{month:02d} has no day {day}")
    return Bounds(whole, whole)


def _within_year(year: int, rest: str) -> Bounds:
    """A western year and what follows 年: a month, a day, a third of a month, a half or a quarter of the year."""
    if not rest:
        return _solar(year, 0, 0)
    match = _MONTH_DAY.fullmatch(rest)
    if match is None:
        raise Unreadable(f"“{rest}”不是月日", f'"{rest}" is no month or day')
    if match["half"]:
        first = 1 if match["half"] == "上" else 7
        return Bounds(_solar(year, first, 0).earliest, _solar(year, first + 5, 0).latest)
    if match["quarter"]:
        first = 3 * (read_number(match["quarter"]) or 1) - 2
        return Bounds(_solar(year, first, 0).earliest, _solar(year, first + 2, 0).latest)
    month = _counted(match["month"])
    whole = _solar(year, month, 0)
    if match["third"]:
        start = {"上": 1, "中": 11, "下": 21}[match["third"]]
        end = whole.latest if start == 21 else join_day(year, month, start + 9)
        return Bounds(join_day(year, month, start), end)
    return _solar(year, month, _counted(match["day"])) if match["day"] else whole


def _counted(text: str) -> int:
    """A month or a day as a number of at least 1."""
    number = read_number(text)
    if not number:
        raise Unreadable(f"“{text}”不是月日", f'"{text}" is no month or day')
    return number


def _decade(match: re.Match[str]) -> Bounds:
    first, length = 0, 10
    if match["decade"]:
        first = read_number(match["decade"]) or 0
    else:
        century = _counted(match["century"])
        if century > 21:
            raise Unreadable(f"没有 {century} 世纪", f"there is no century {century} yet")
        if match["tens"]:
            first = (century - 1) * 100 + (read_number(match["tens"]) or 0)
        else:
            first, length = (century - 1) * 100 + 1, 100
    return Bounds(_solar(first, 0, 0).earliest, _solar(first + length - 1, 0, 0).latest)


def _era_date(match: re.Match[str]) -> Bounds:
    era = ERA_BY_NAME[match["era"]]
    number = 1 if match["number"] == "元" else read_number(match["number"])
    if number is None:
        raise Unreadable(f"“{match['number']}”不是年数", f'"{match["number"]}" is no number of a year')
    try:
        year = era.western_year(number)
    except ValueError:
        raise Unreadable(
            f"{era.name}只有 {era.length} 年（{era.first}—{era.last}）"
            + ("，其后请写公元" if era is REPUBLIC else ""),
            f"{era.name} has {era.length} years only ({era.first}-{era.last})"
            + ("; write the western year for later ones" if era is REPUBLIC else ""),
        ) from None
    rest = match["rest"] or ""
    if rest and not era.lunar and _MONTH_DAY.fullmatch(rest):
        return _within_year(year, rest)
    return _lunar(year, rest)


def _lunar(year: int, rest: str) -> Bounds:
    """A lunar year, or a month and day in it; see the rule in `holdings.dates`."""
    if not rest:
        return _solar(year, 0, 0)
    match = _LUNAR_REST.fullmatch(rest)
    if match is None:
        raise Unreadable(f"“{rest}”不是月日", f'"{rest}" is no month or day')
    month = _LUNAR_MONTHS.get(match["month"]) or _counted(match["month"])
    if month > 12:
        raise Unreadable(f"没有 {month} 月", f"there is no month {month}")
    if match["day"]:
        day = _counted(match["day"])
        if day > (10 if match["beginning"] else 30):
            raise Unreadable("农历一月至多三十日", "a lunar month has at most 30 days")
    spill = {11: join_day(year + 1, 1, 20), 12: join_day(year + 1, 2, 20)}
    return Bounds(join_day(year, 1, 1), spill.get(month, join_day(year, 12, 31)))
