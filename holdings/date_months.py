"""What stands after a year: months and days, solar and lunar, seasons, halves, quarters, 年底; months in English."""

from __future__ import annotations

import re

from holdings.date_bounds import PART, Bounds, Unreadable, part_of, solar
from holdings.day_numbers import is_real_day, join_day
from holdings.numerals import read_number
from holdings.sexagenary import SEXAGENARY

_D = "〇一二三四五六七八九"
_N = rf"(?:[0-9]{{1,2}}|[{_D}十廿卅]{{1,4}})"
#: What stands in the place of a number that nobody can read.
_BLANK = r"(?:[□×x?_某〇○*]{1,2}|00?)"

_MONTH_DAY = re.compile(
    rf"(?P<month>{_N})月(?:份|(?P<part>初|中|底|末)|(?P<third>[上中下])旬|(?:(?P<day>{_N})|{_BLANK})[日号]?|[日号])?"
    rf"(?:[上下]午|晨|夜|晚)?"
)
_SEPARATED = re.compile(rf"[-./·](?P<month>{_N})月?(?:[-./·](?P<day>{_N})日?)?")
_NOTHING_KNOWN = re.compile(rf"{_BLANK}?月(?:{_BLANK}?[日号])?")
_HALF = re.compile(r"(?P<half>[上下前后])半年")
_QUARTER = re.compile(r"第?(?P<quarter>[1-4一二三四])季度?")
_PART = re.compile(PART)
_SEASON = re.compile(
    r"(?P<first>[春夏秋冬])(?:[季天月])?(?:[-/至、到]?(?P<last>[春夏秋冬])季?)?(?:之交|之际|间|初|末|里)?"
)
_EARLY_OR_LATE_SEASON = re.compile(r"[初孟早仲暮季晚深](?P<first>[春夏秋冬])(?P<last>)")
#: First and last month of each season, in lunar and solar years together.
_SEASONS = {"春": (2, 5), "夏": (5, 8), "秋": (8, 11), "冬": (11, 14)}

_LUNAR_REST = re.compile(
    rf"(?P<named>[农阴夏旧][历])?(?P<leap>闰)?(?P<month>正|冬|腊|端|{_N})月"
    rf"(?:(?P<beginning>初)(?P<early>{_N})日?|(?P<day>{_N})日?|[上中下][旬浣]|初|中|底|末|望日?|朔日?|晦日?|既望|间"
    rf"|{_BLANK}?日)?(?:{SEXAGENARY}日?)?"
)
_LUNAR_MONTHS = {"正": 1, "端": 1, "冬": 11, "腊": 12}
_LUNAR_WORDS = re.compile("[农阴夏旧]历|闰|[正腊端冬]月|月初[一二三四五六七八九十]|月廿")
_LUNAR_SEASON = re.compile(
    rf"(?:[初孟仲季暮早晚])?(?:[春夏秋][季月天]?|冬[季天]?)|{PART}|春正月|岁次{SEXAGENARY}"
)
_LEADING_SEASON = re.compile(r"[春夏秋冬](?=.{1,3}月)")

_ENGLISH_MONTHS = {
    name: number
    for number, names in enumerate(
        "january jan|february feb|march mar|april apr|may|june jun|july jul|august aug|september sept sep|"
        "october oct|november nov|december dec".split("|"),
        start=1,
    )
    for name in names.split()
}
ENGLISH_MONTH = "|".join(sorted(_ENGLISH_MONTHS, key=len, reverse=True))
"""Pattern of an English month, in small letters."""


def month_of(name: str) -> int:
    """The number of an English month."""
    return _ENGLISH_MONTHS[name]


def within_year(year: int, rest: str) -> Bounds:
    """A western year and what follows 年.

    Raises:
        Unreadable: what follows is no part of a year, or no day.
    """
    whole = solar(year)
    if not rest or _NOTHING_KNOWN.fullmatch(rest):
        return whole
    if _LUNAR_WORDS.search(rest):
        return lunar(year, rest)
    match = _MONTH_DAY.fullmatch(rest) or _SEPARATED.fullmatch(rest)
    if match is not None:
        return _month_day(year, match)
    half = _HALF.fullmatch(rest)
    if half:
        return _months(year, 1, 6) if half["half"] in "上前" else _months(year, 7, 12)
    quarter = _QUARTER.fullmatch(rest)
    if quarter:
        last = 3 * (read_number(quarter["quarter"]) or 1)
        return _months(year, last - 2, last)
    if _PART.fullmatch(rest):
        return part_of(whole, rest)
    season = _SEASON.fullmatch(rest) or _EARLY_OR_LATE_SEASON.fullmatch(rest)
    if season:
        one, other = _SEASONS[season["first"]], _SEASONS[season["last"] or season["first"]]
        return _months(year, min(one[0], other[0]), max(one[1], other[1]))
    raise Unreadable(f"“{rest}”不是月日", f'"{rest}" is no month or day')


def _months(year: int, first: int, last: int) -> Bounds:
    """Whole months of a year; 13 is January of the next."""
    ends = solar(year + (last - 1) // 12, (last - 1) % 12 + 1)
    return Bounds(solar(year, first).earliest, ends.latest)


def _month_day(year: int, match: re.Match[str]) -> Bounds:
    month = _counted(match["month"])
    if not month:
        return solar(year)
    whole = solar(year, month)
    told = match.groupdict()
    third = {"初": "上", "底": "下", "末": "下"}.get(told.get("part") or "", told.get("part")) or told.get(
        "third"
    )
    if third:
        start = {"上": 1, "中": 11, "下": 21}[third]
        end = whole.latest if start == 21 else join_day(year, month, start + 9)
        return Bounds(join_day(year, month, start), end)
    return solar(year, month, _counted(match["day"])) if match["day"] else whole


def _counted(text: str) -> int:
    """A month or a day as a number."""
    number = read_number(text)
    if number is None:
        raise Unreadable(f"“{text}”不是月日", f'"{text}" is no month or day')
    return number


def lunar(year: int, rest: str) -> Bounds:
    """A lunar year, or a month and day in it; see the rule in `holdings.dates`.

    Args:
        year: the western year that it mostly is.
        rest: what follows 年; empty for the whole year.

    Raises:
        Unreadable: what follows is no part of a lunar year.
    """
    whole = solar(year)
    rest = _LEADING_SEASON.sub("", rest)
    if not rest or _NOTHING_KNOWN.fullmatch(rest):
        return whole
    if _LUNAR_SEASON.fullmatch(rest):
        return Bounds(whole.earliest, _spill(year, 12)) if "冬" in rest or rest[0] in "末底年岁" else whole
    match = _LUNAR_REST.fullmatch(rest) or _SEPARATED.fullmatch(rest)
    if match is None:
        raise Unreadable(f"“{rest}”不是月日", f'"{rest}" is no month or day')
    told = match.groupdict()
    month = _LUNAR_MONTHS.get(match["month"]) or _counted(match["month"])
    if not 1 <= month <= 12:
        raise Unreadable(f"没有 {month} 月", f"there is no month {month}")
    early = told.get("early")
    day = early or match["day"]
    if day and not 1 <= _counted(day) <= (10 if early else 30):
        raise Unreadable("农历一月至多三十日", "a lunar month has at most 30 days")
    return Bounds(whole.earliest, _spill(year, month))


def _spill(year: int, month: int) -> int:
    """The last day that a lunar month can reach."""
    last = {11: join_day(year + 1, 1, 20), 12: join_day(year + 1, 2, 20)}.get(month, join_day(year, 12, 31))
    if not is_real_day(last):
        raise Unreadable(f"没有公元 {year + 1} 年", f"there is no year {year + 1}")
    return last
