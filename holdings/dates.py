"""Dates as archives write them: DA/T 18-2022 writes 19450815, and [19450815] where the date is inferred.

A date is a pair of real days, first and last, both included, as whole numbers YYYYMMDD of the Gregorian calendar
(also before 1582, as catalogues do; years before our era are astronomical, `holdings.day_numbers`). The rules where
writing leaves a choice:

- 1937-08 is a month, 1937-45 and 1937-1945 are spans: what reads as one date is one date, only else a span is tried.
  1937、1938 reaches from the first to the last.
- 1937- and 1937至今 are open to one side, 1945年以前 to the other; the year that is named belongs to them.
- 00 for an unknown month or day (19450800, 19450000) is the whole month or year, and so are 1937年□月□日 and
  1937年月日.
- Year N of an era is the western year of `holdings.eras`, 1 January to 31 December. Of the lunar years before
  1912 the months are not reckoned: months 1-10 lie whole in that western year and give all of it; month 11 may
  end by 20 January and month 12 by 20 February of the next year, and their dates reach that far.
- Months and days of the Republic are solar, and so are those of 昭和 and 康德; with 正月, 初五, 腊月, 闰 or 农历 they
  are lunar.
- Several eras had one name: which is not guessed. Where its years lie within a century the date reaches from one to
  the other, inferred (至元三年); else it is refused, and the letter names the dynasties (正德三年). A dynasty before
  the name decides (明正德三年); 大同 and other modern eras are read for themselves.
- 民国三十九年 and later are refused in catalogues: 民国八十三年 most often is a slip for 1983.
- 初, 中 and 末 of a century, decade, reign or year are its thirds, rounded outward to whole years (months).
- A decade needs its century: 1950年代 or 20世纪50年代; a bare 五十年代 is refused. So is 甲午年 without an era.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from holdings.date_bounds import Bounds, Unreadable, all_of
from holdings.date_forms import CYCLE, ERA_NAME, read_single, says_none
from holdings.date_spelling import spelled
from holdings.day_numbers import OPEN_BEGINNING, OPEN_END, is_month_end, is_real_day, join_day, split_day
from holdings.letters import LantaiError
from holdings.parser_letters import no_date
from holdings.sexagenary import years_of_name
from holdings.year_mentions import YearMention, find_years

__all__ = [
    "ArchivalDate",
    "DateError",
    "YearMention",
    "find_years",
    "format_span",
    "parse_date",
    "says_no_date",
]

MAX_LENGTH = 80
"""The longest text that is read as a date, in characters."""

_SPAN = re.compile(r"-+|/|至|到|起至|迄")
_LIST = re.compile(r"[、,;]|及|和|与")
_MOST_LISTED = 20
_BOTH_CALENDARS = re.compile(r"([^()]+)\(([^()]+)\)")
_LATER_PART = re.compile(
    r"(?:(?:[0-9]{1,2}|[〇一二三四五六七八九十]{1,3})月)?(?:(?:[0-9]{1,2}|[〇一二三四五六七八九十廿]{1,3})日)?"
)
_YEAR_OF_AN_ERA = re.compile(
    r"(?:元|[0-9]{1,3}|[〇一二三四五六七八九]?[十廿卅卌][一二三四五六七八九]?|[一二三四五六七八九])年?(?:(?<=年).*)?"
)
_YEAR_ALONE = re.compile(r"\[?(?P<century>[0-9]{2})(?P<year>[0-9]{2})年?\??\]?")
_TWO_DIGITS = re.compile(r"(?P<year>[0-9]{2})(?:年|\Z)")
_CENTURY = re.compile(r"[^世]{1,4}世纪(?=.*年代)")
_NUMBERS = re.compile(r"(?P<year>[0-9]{4})(?P<by>[./])(?P<month>[0-9]{1,2})(?:(?P=by)(?P<day>[0-9]{1,2}))?")
_LATER_NUMBERS = re.compile(r"(?P<one>[0-9]{1,2})(?:[./](?P<two>[0-9]{1,2}))?")
_PACKED = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})(?P<day>[0-9]{2})?")
_OPEN_END = re.compile(
    r"(?P<date>.+?)(?:-+|起?-*(?:至|到)今|起|(?:以|之|及以|及其以)后|以来|迄今|后)|不早于(?P<after>.+)"
)
_OPEN_BEGINNING = re.compile(
    r"(?:-+|至|迄|截至|截止|不晚于|不迟于)(?P<date>.+)|(?P<before>.+?)(?:(?:以|之|及以|及其以)前|前)"
)
_SCHOOL_YEAR = re.compile(r"学年度?\Z")


class DateError(LantaiError):
    """A text that is no date."""


@dataclass(frozen=True, slots=True)
class ArchivalDate:
    """A date of description.

    Attributes:
        text: as the catalogue writes it, trimmed.
        earliest: the first possible day, YYYYMMDD; `OPEN_BEGINNING` where no beginning is known.
        latest: the last possible day, YYYYMMDD, never before `earliest`; `OPEN_END` where no end is known.
        inferred: whether the catalogue marks it as not certain (brackets, a question mark, 约, 前后), or it may mean
            several dates.
    """

    text: str
    earliest: int
    latest: int
    inferred: bool = False

    @property
    def years(self) -> range:
        """Every western year that the date touches, astronomical."""
        return range(self.earliest // 10000, self.latest // 10000 + 1)

    @property
    def open(self) -> bool:
        """Whether no beginning or no end is known."""
        return self.earliest == OPEN_BEGINNING or self.latest == OPEN_END


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
    try:
        bounds = _read(spelled("".join(trimmed.split())))
    except Unreadable as why:
        raise DateError(no_date(text, why.zh, why.en)) from None
    return ArchivalDate(trimmed, bounds.earliest, bounds.latest, bounds.inferred)


def says_no_date(text: str) -> bool:
    """Whether a text says that there is no date, or that nobody knows it: 不详, 无日期, n.d."""
    return says_none(spelled("".join(text.split())))


def _read(text: str) -> Bounds:
    """One date, a span or a list, which may stand in square brackets as a whole."""
    if text.startswith("[") and text.endswith("]") and text.count("[") == 1:
        inner = _read(text[1:-1])
        return Bounds(inner.earliest, inner.latest, inferred=True)
    both = _BOTH_CALENDARS.fullmatch(text)
    if both is not None and both[2] != "?":
        return _read_both_calendars(both[1], both[2])
    try:
        return read_single(text)
    except Unreadable as why:
        found = _read_span(text) or _read_open(text) or _read_list(text)
        if found is None:
            raise why from None
        return found


def _read_span(text: str) -> Bounds | None:
    """A span, cut at the first place where both sides are dates; None where there is none."""
    text = _SCHOOL_YEAR.sub("", text)
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


def _read_open(text: str) -> Bounds | None:
    """What is open to one side; None where the text is no such date."""
    ends = _OPEN_END.fullmatch(text)
    begins = _OPEN_BEGINNING.fullmatch(text)
    for date, earliest, latest in (
        (ends and (ends["date"] or ends["after"]), None, OPEN_END),
        (begins and (begins["date"] or begins["before"]), OPEN_BEGINNING, None),
    ):
        if not date:
            continue
        try:
            named = read_single(date)
        except Unreadable:
            continue
        if latest is None and named.latest // 10_000 > named.earliest // 10_000:
            # Before a reign or a decade is before it began; the year that is named belongs to what is before it.
            return Bounds(OPEN_BEGINNING, _day_before(named.earliest), named.inferred)
        return Bounds(earliest or named.earliest, latest or named.latest, named.inferred)
    return None


def _day_before(day: int) -> int:
    """The day before the first of a year; any other day itself."""
    return join_day(day // 10_000 - 1, 12, 31) if day % 10_000 == 101 else day


def _read_list(text: str) -> Bounds | None:
    """Several dates, from the first day of any to the last of any; None where a part is no date."""
    parts = _LIST.split(text)
    if not 2 <= len(parts) <= _MOST_LISTED:
        return None
    read: list[Bounds] = []
    before = ""
    for part in parts:
        whole = _completed(before, part) if before else part
        try:
            found = read_single(whole)
        except Unreadable:
            span = _read_span(whole)
            if span is None:
                return None
            found = span
        read.append(found)
        before = whole
    return all_of(read)


def _completed(left: str, right: str) -> str:
    """The end of a span with what it shares with the beginning and leaves out.

    1950年3月至5月: the year; 8月15日至20日: year and month; 民国二十六年至三十四年: the era; 1937-38: the century;
    20世纪50年代至60年代: the century too.
    """
    era = ERA_NAME.match(left)
    if era and _YEAR_OF_AN_ERA.fullmatch(right):
        return era[0] + right
    alone, short = _YEAR_ALONE.fullmatch(left), _TWO_DIGITS.match(right)
    if alone and short and int(short["year"]) > int(alone["year"]):
        return alone["century"] + right
    century = _CENTURY.match(left)
    if century and "世" not in right and right.endswith("年代"):
        return century[0] + right
    if right.isascii():
        return _with_numbers_before(left, right)
    if not _LATER_PART.fullmatch(right):
        return right
    keep = "年" if "月" in right else "月"
    head, found, _ = left.partition(keep)
    return head + found + right if found else right


def _with_numbers_before(left: str, right: str) -> str:
    """The end of a span in figures: 1937/7/7-9/3, 1937.3-5, 19370707-0903."""
    packed = _PACKED.fullmatch(left)
    if packed and right.isdigit() and len(right) in (2, 4) and len(right) < len(left) - 3:
        return left[: len(left) - len(right)] + right
    apart, later = _NUMBERS.fullmatch(left), _LATER_NUMBERS.fullmatch(right)
    if apart is None or later is None or (later["two"] and not apart["day"]):
        return right
    year, by = apart["year"], apart["by"]
    if later["two"] or not apart["day"]:
        return by.join(filter(None, (year, later["one"], later["two"])))
    return by.join((year, apart["month"], later["one"]))


def _read_both_calendars(first: str, second: str) -> Bounds:
    """民国三十四年(1945年): the days on which both agree."""
    for name, date in ((CYCLE.fullmatch(first), second), (CYCLE.fullmatch(second), first)):
        if name:
            return _read_with_cycle(name["name"], date)
    one, other = _read(first), _read(second)
    earliest, latest = max(one.earliest, other.earliest), min(one.latest, other.latest)
    if earliest > latest:
        raise Unreadable("括号内外的日期不一致", "the dates inside and outside the brackets do not agree")
    return Bounds(earliest, latest, one.inferred or other.inferred)


def _read_with_cycle(name: str, date: str) -> Bounds:
    """丁丑年(1937): a year with its name in the cycle of sixty, which must be its own."""
    found = _read(date)
    years = range(found.earliest // 10_000, found.latest // 10_000 + 1)
    if not any(years_of_name(name, year, year) for year in years[:100]):
        raise Unreadable("年数和干支不一致", "the year and its place in the cycle do not agree")
    return found


def format_span(earliest: int, latest: int) -> str:
    """A pair of days for display, as short as is exact: 1945年, 1945年8月, 1937年7月7日—1945年8月15日, 1937年以后.

    `parse_date` reads it back to the same days.

    Raises:
        DateError: one is no real day, or they are in the wrong order.
    """
    if not (is_real_day(earliest) and is_real_day(latest)) or earliest > latest:
        seen = f"{earliest}-{latest}"
        raise DateError(no_date(seen, "不是先后相继的两个日期", "these are not two days in order"))
    if earliest == OPEN_BEGINNING and latest != OPEN_END:
        return _one_shown(latest, ends=True) + "以前"
    if latest == OPEN_END and earliest != OPEN_BEGINNING:
        return _one_shown(earliest, ends=False) + "以后"
    if earliest % 10000 == 101 and latest % 10000 == 1231:
        parts = 1
    else:
        parts = 2 if earliest % 100 == 1 and is_month_end(latest) else 3
    first, last = _shown(earliest, parts), _shown(latest, parts)
    return first if first == last else f"{first}—{last}"


def _one_shown(day: int, *, ends: bool) -> str:
    """One end of an open span, as short as is exact."""
    if day % 10000 == (1231 if ends else 101):
        return _shown(day, 1)
    return _shown(day, 2 if (is_month_end(day) if ends else day % 100 == 1) else 3)


def _shown(day: int, parts: int) -> str:
    year, month, date = split_day(day)
    named = f"{year:04d}年" if year > 0 else f"公元前{1 - year}年"
    return "".join((named, f"{month}月", f"{date}日")[:parts])
