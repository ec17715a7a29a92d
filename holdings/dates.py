"""Dates as archives write them: DA/T 18-2022 writes 19450815, and [19450815] where the date is inferred.

A date is a pair of real days, first and last, both included, as whole numbers YYYYMMDD of the Gregorian calendar
(also before 1582, as catalogues do). The rules where writing leaves a choice:

- 1937-08 is a month and 1937-1945 a span: what reads as one date is one date, only else a span is tried.
- 00 for an unknown month or day (19450800, 19450000) is the whole month or year.
- Year N of an era is the western year of `holdings.eras`, 1 January to 31 December. Of the lunar years before
  1912 the months are not reckoned: months 1-10 lie whole in that western year and give all of it; month 11 may
  end by 20 January and month 12 by 20 February of the next year, and their dates reach that far.
- Months and days of the Republic are solar; with 正月, 初五, 腊月, 闰 or 农历 they are lunar.
- 民国三十九年 and later are refused in catalogues: 民国八十三年 most often is a slip for 1983.
- A decade needs its century: 1950年代 or 20世纪50年代; a bare 五十年代 is refused.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from holdings.date_forms import ERA_NAME, Bounds, Unreadable, read_single
from holdings.day_numbers import is_month_end, is_real_day, split_day
from holdings.letters import LantaiError
from holdings.numerals import fold_numbers
from holdings.parser_letters import no_date
from holdings.year_mentions import YearMention, find_years

__all__ = ["ArchivalDate", "DateError", "YearMention", "find_years", "format_span", "parse_date"]

MAX_LENGTH = 80
"""The longest text that is read as a date, in characters."""

_BRACKETS = str.maketrans({"【": "[", "】": "]", "〔": "[", "〕": "]", "［": "[", "］": "]"})
_DASHES = str.maketrans(dict.fromkeys("—–－‐‑―−~～﹣", "-"))
_SPAN = re.compile(r"-+|/|至|到")
_BOTH_CALENDARS = re.compile(r"([^()]+)\(([^()]+)\)")
_LATER_PART = re.compile(
    r"(?:(?:[0-9]{1,2}|[〇一二三四五六七八九十]{1,3})月)?(?:(?:[0-9]{1,2}|[〇一二三四五六七八九十廿]{1,3})日)?"
)
_YEAR_OF_AN_ERA = re.compile(
    r"(?:元|[0-9]{1,3}|[〇一二三四五六七八九]?[十廿卅][一二三四五六七八九]?|[一二三四五六七八九])年"
)


class DateError(LantaiError):
    """A text that is no date."""


@dataclass(frozen=True, slots=True)
class ArchivalDate:
    """A date of description.

    Attributes:
        text: as the catalogue writes it, trimmed.
        earliest: the first possible day, YYYYMMDD.
        latest: the last possible day, YYYYMMDD, never before `earliest`.
        inferred: whether the catalogue marks it as not certain: brackets, a question mark, 约, 前后.
    """

    text: str
    earliest: int
    latest: int
    inferred: bool = False

    @property
    def years(self) -> range:
        """Every western year that the date touches."""
        return range(self.earliest // 10000, self.latest // 10000 + 1)


def parse_date(text: str) -> ArchivalDate:
    """Read a date in any form of this module's description.

    Raises:
        DateError: empty text, a day that does not exist (19450231), a span that ends before it begins, a year
            beyond its era, or a form that is not known.
    """
    trimmed = text.strip()
    if not trimmed:
        raise DateError(no_date(text, "没有写任何字符", "nothing is written"))
    if len(trimmed) > MAX_LENGTH:
        raise DateError(
            no_date(text, f"超过 {MAX_LENGTH} 个字符", f"it is longer than {MAX_LENGTH} characters")
        )
    folded = fold_numbers("".join(trimmed.translate(_BRACKETS).translate(_DASHES).split()))
    try:
        bounds = _read(folded)
    except Unreadable as why:
        raise DateError(no_date(text, why.zh, why.en)) from None
    return ArchivalDate(trimmed, bounds.earliest, bounds.latest, bounds.inferred)


def _read(text: str) -> Bounds:
    """One date or a span, which may stand in square brackets as a whole."""
    if text.startswith("[") and text.endswith("]") and text.count("[") == 1:
        inner = _read(text[1:-1])
        return Bounds(inner.earliest, inner.latest, inferred=True)
    both = _BOTH_CALENDARS.fullmatch(text)
    if both is not None:
        return _read_both_calendars(both[1], both[2])
    try:
        return read_single(text)
    except Unreadable as why:
        span = _read_span(text)
        if span is None:
            raise why from None
        return span


def _read_span(text: str) -> Bounds | None:
    """A span, cut at the first place where both sides are dates; None where there is none."""
    for cut in _SPAN.finditer(text):
        left, right = text[: cut.start()], text[cut.end() :]
        try:
            first = read_single(left)
            last = read_single(_completed(left, right))
        except Unreadable:
            continue
        if first.earliest > last.latest:
            raise Unreadable("止日早于起日", "it ends before it begins")
        return Bounds(first.earliest, last.latest, first.inferred or last.inferred)
    return None


def _completed(left: str, right: str) -> str:
    """The end of a span with what it shares with the beginning and leaves out.

    1950年3月至5月: the year; 8月15日至20日: year and month; 民国二十六年至三十四年: the era.
    """
    era = ERA_NAME.match(left)
    if era and _YEAR_OF_AN_ERA.match(right):
        return era[0] + right
    if not right or not _LATER_PART.fullmatch(right):
        return right
    keep = "年" if "月" in right else "月"
    head, found, _ = left.partition(keep)
    return head + found + right if found else right


def _read_both_calendars(first: str, second: str) -> Bounds:
    """民国三十四年(1945年): the days on which both agree."""
    one, other = _read(first), _read(second)
    earliest, latest = max(one.earliest, other.earliest), min(one.latest, other.latest)
    if earliest > latest:
        raise Unreadable("括号内外的日期不一致", "the dates inside and outside the brackets do not agree")
    return Bounds(earliest, latest, one.inferred or other.inferred)


def format_span(earliest: int, latest: int) -> str:
    """A pair of days for display, as short as is exact: 1945年, 1945年8月, 1937年7月7日—1945年8月15日.

    `parse_date` reads it back to the same days.

    Raises:
        DateError: one is no real day, or they are in the wrong order.
    """
    if not (is_real_day(earliest) and is_real_day(latest)) or earliest > latest:
        seen = f"{earliest}-{latest}"
        raise DateError(no_date(seen, "不是先后相继的两个日期", "these are not two days in order"))
    if earliest % 10000 == 101 and latest % 10000 == 1231:
        parts = 1
    else:
        parts = 2 if earliest % 100 == 1 and is_month_end(latest) else 3
    first, last = _shown(earliest, parts), _shown(latest, parts)
    return first if first == last else f"{first}—{last}"


def _shown(day: int, parts: int) -> str:
    year, month, date = split_day(day)
    return "".join((f"{year:04d}年", f"{month}月", f"{date}日")[:parts])
