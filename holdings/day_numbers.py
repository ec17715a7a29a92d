"""Days as whole numbers YYYYMMDD, proleptic Gregorian, years 1 to 9999."""

from __future__ import annotations

import calendar


def split_day(day: int) -> tuple[int, int, int]:
    """Year, month and day of the month."""
    return day // 10000, day // 100 % 100, day % 100


def join_day(year: int, month: int, date: int) -> int:
    """The number of a day; it need not exist."""
    return year * 10000 + month * 100 + date


def month_end(year: int, month: int) -> int:
    """The last day of a month, YYYYMMDD."""
    return join_day(year, month, calendar.monthrange(year, month)[1])


def is_month_end(day: int) -> bool:
    """Whether a real day is the last of its month."""
    year, month, _ = split_day(day)
    return day == month_end(year, month)


def is_real_day(day: int) -> bool:
    """Whether the calendar has this day."""
    year, month, date = split_day(day)
    return 1 <= year <= 9999 and 1 <= month <= 12 and 1 <= date <= calendar.monthrange(year, month)[1]
