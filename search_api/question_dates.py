"""Dates that a question names as filters: 日期:1934..1937, and what can only be a stretch of time, 1949年以前."""

from __future__ import annotations

import re

from holdings.dates import DateError, parse_date
from holdings.day_numbers import OPEN_BEGINNING, OPEN_END
from holdings.numerals import plain_numerals
from search_api.question_nodes import Dated

#: The longest piece that is looked at, in characters: 中华民国三十八年十月一日以前 has 14.
_LONGEST = 32
_NUMERAL = "[0-9〇一二三四五六七八九十廿卅卌元]"
_STRETCH = re.compile(
    # Open to one side: after a year, a month or a day that is written with its sign.
    rf"[^\s。，]*{_NUMERAL}[年月日](?:以前|之前|前|以后|以後|之后|之後|后|後|以来|以來|至今|起)"
    # From one year to another, of which the last has its sign.
    rf"|{_NUMERAL}{{4}}年?(?:至|到|[-—–～~]+){_NUMERAL}{{4}}年"
    rf"|[^\s。，]*{_NUMERAL}年(?:至|到|[-—–～~]+)[^\s。，]*{_NUMERAL}年"
)


def dated(text: str) -> Dated:
    """A date or a span; 1934.. and ..1937 are open to one side.

    Raises:
        DateError: it is none.
    """
    begin, dots, end = text.partition("..")
    if dots and not end.strip():
        return Dated(parse_date(begin).earliest, OPEN_END)
    if dots and not begin.strip():
        return Dated(OPEN_BEGINNING, parse_date(end).latest)
    date = parse_date(f"{begin}-{end}" if dots else text)
    return Dated(date.earliest, date.latest)


def stretch_named(text: str) -> Dated | None:
    """The stretch of time that a word of a question names and nothing else: 1949年以前, 民国二十年至二十五年.

    A single year stays a word: it is looked for in texts too, in other calendars and digits.
    """
    if len(text) > _LONGEST or _STRETCH.fullmatch(plain_numerals(text)) is None:
        return None
    try:
        return dated(text)
    except DateError:
        return None
