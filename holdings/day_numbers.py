"""Days as whole numbers YYYYMMDD, proleptic Gregorian, astronomical years: 0 is 1 BC, -220 is 221 BC.

Of a year before 1 the number is ``year * 10000 + MMDD`` too, so days compare as numbers, and whole division gives the
year back.
"""

from __future__ import annotations

import calendar

FIRST_YEAR, LAST_YEAR = -9999, 9999
"""The years that days may lie in."""


def split_day(day: int) -> tuple[int, int, int]:
    """Year, month and day of the month."""
    return day // 10000, day // 100 % 100, day % 100


def join_day(year: int, month: int, date: int) -> int:
    """The number of a day; it need not exist."""
    return year * 10000 + month * 100 + date


def month_end(year: int, month: int) -> int:
    """The last day of a month, YYYYMMDD."""
    # The calendar repeats itself after 400 years, and Python's knows none before the year 1.
    return join_day(year, month, calendar.monthrange(2000 + year % 400, month)[1])


def is_month_end(day: int) -> bool:
    """Whether a real day is the last of its month."""
    year, month, _ = split_day(day)
    return day == month_end(year, month)


def is_real_day(day: int) -> bool:
    """Whether the calendar has this day."""
    year, month, date = split_day(day)
    if not (FIRST_YEAR <= year <= LAST_YEAR and 1 <= month <= 12):
        return False
    return 1 <= date <= month_end(year, month) % 100


OPEN_BEGINNING = join_day(FIRST_YEAR, 1, 1)
"""The first day of what began at a time that is not known: 1945年以前."""
OPEN_END = join_day(LAST_YEAR, 12, 31)
"""The last day of what ends at a time that is not known, or has not ended: 1937-."""

#: More years than this say nothing of any of them.
_MOST_COUNTED = 400


def counted_years(earliest: int, latest: int) -> range:
    """The western years under which a date is counted, astronomical.

    A date open to one side is counted under the year that it names; one of more than 400 years under none.
    """
    first, last = earliest // 10_000, latest // 10_000
    if earliest == OPEN_BEGINNING:
        first = last
    if latest == OPEN_END:
        last = first
    return range(first, last + 1) if last - first < _MOST_COUNTED else range(0)


def iso_day(day: int) -> str:
    """A day as ISO 8601 writes it: 1934-05-12; of a year before 1 with its sign, -0220-01-01 (4.1.2.4)."""
    year, month, date = split_day(day)
    sign = "-" if year < 0 else ""
    return f"{sign}{abs(year):04d}-{month:02d}-{date:02d}"
