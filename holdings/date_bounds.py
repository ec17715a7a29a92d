"""What a form of a date means: first and last possible day; and why a text is none."""

from __future__ import annotations

from dataclasses import dataclass

from holdings.day_numbers import FIRST_YEAR, LAST_YEAR, is_real_day, join_day, month_end


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


def solar(year: int, month: int = 0, day: int = 0) -> Bounds:
    """A day; a month where the day is 0; a year where both are 0. Years are astronomical.

    Raises:
        Unreadable: there is no such day.
    """
    if not FIRST_YEAR < year <= LAST_YEAR:
        raise Unreadable(f"没有公元 {year} 年", f"there is no year {year}")
    if not month:
        if day:
            raise Unreadable("有日无月", "it has a day but no month")
        return years(year, year)
    if not 0 < month <= 12:
        raise Unreadable(f"没有 {month} 月", f"there is no month {month}")
    if not day:
        return Bounds(join_day(year, month, 1), month_end(year, month))
    whole = join_day(year, month, day)
    if not is_real_day(whole):
        raise Unreadable(f"{year} 年 {month} 月没有 {day} 日", f"{year}-{month:02d} has no day {day}")
    return Bounds(whole, whole)


def of_our_era(year: int) -> int:
    """A year as it is written without 公元前.

    Raises:
        Unreadable: 0, which no calendar of the West has.
    """
    if year < 1:
        raise Unreadable("没有公元 0 年", "there is no year 0")
    return year


def years(first: int, last: int) -> Bounds:
    """Whole western years."""
    return Bounds(join_day(first, 1, 1), join_day(last, 12, 31))


def all_of(parts: list[Bounds], *, inferred: bool = False) -> Bounds:
    """From the first day of any of some dates to the last of any."""
    return Bounds(
        min(part.earliest for part in parts),
        max(part.latest for part in parts),
        inferred or any(part.inferred for part in parts),
    )


MOST_APART = 100
"""Two meanings of one date may lie so many years apart, and it reaches from one to the other."""


def not_guessed(meanings: list[tuple[str, Bounds]], name: str) -> Bounds:
    """A date that may mean several: from the first to the last, inferred, where they do not lie far apart.

    Args:
        meanings: whose era or year it may be, and what it means then.
        name: how it is written.

    Raises:
        Unreadable: they lie more than `MOST_APART` years apart, so that a span would say nothing.
    """
    spans = list(dict.fromkeys(bounds for _, bounds in meanings))
    whole = all_of(spans, inferred=len(spans) > 1)
    if len(spans) > 1 and whole.latest // 10_000 - whole.earliest // 10_000 > MOST_APART:
        firsts = [(dynasty, bounds.earliest // 10_000) for dynasty, bounds in meanings]
        known = [f"{of}（{year if year > 0 else f'前{1 - year}'}）" for of, year in firsts]
        english = [f"{of} ({year if year > 0 else f'{1 - year} BC'})" for of, year in firsts]
        raise Unreadable(
            f"“{name}”几个朝代都有：{'、'.join(known)}，请在前面写明朝代",
            f'"{name}" was used by several dynasties: {", ".join(english)}; write the dynasty before it',
        )
    return whole


_BEGINNING, _MIDDLE = "初早前头", "中"

PART = "(?:年?(?:[初早中末晚](?:期|叶|年)?|[前后]期|[底终头])|岁末|[上前下后]半(?:叶|期|段)?)"
"""What follows a span and names a part of it: 初, 中叶, 末期, 上半叶."""


def part_of(whole: Bounds, part: str) -> Bounds:
    """The part of a span of years that a word names: its beginning, middle or end, each a third, or a half.

    Thirds are rounded outward to whole years; of one year to whole months (年初 is January to April).
    """
    first, last = whole.earliest // 10_000, whole.latest // 10_000
    length = last - first + 1
    if length == 1:
        low, high = _share(12, part)
        return Bounds(
            max(whole.earliest, join_day(first, low + 1, 1)), min(whole.latest, month_end(first, high))
        )
    low, high = _share(length, part)
    return Bounds(
        max(whole.earliest, join_day(first + low, 1, 1)),
        min(whole.latest, join_day(first + high - 1, 12, 31)),
        whole.inferred,
    )


def _share(length: int, part: str) -> tuple[int, int]:
    """How many steps lie before a part of a length, and how many before its end."""
    if "半" in part:
        half = (length + 1) // 2
        return (0, half) if part[0] in "上前" else (length // 2, length)
    third = -(-length // 3)
    word = part.removeprefix("年").removeprefix("岁")[0]
    if word in _BEGINNING:
        return 0, third
    if word in _MIDDLE:
        return length // 3, length - length // 3
    return length - third, length
