"""Secrecy marks (密级): 绝密, 机密, 秘密, with a term such as 机密★10年.

A record whose mark is in force does not enter the system at all (design section 3, rule 12). So everything here
errs to the side of secrecy: an unknown word is refused, and a mark without a date never ends.
"""

from __future__ import annotations

import calendar
import datetime as dt
import re
from dataclasses import dataclass
from typing import Literal, cast

from holdings.dates import DateError, parse_date
from holdings.day_numbers import is_real_day, join_day, split_day
from holdings.letters import LantaiError
from holdings.numerals import CHINESE_NUMBER, fold_numbers, read_number
from holdings.parser_letters import no_secrecy_mark

SecrecyLevel = Literal["绝密", "机密", "秘密"]

_FOLD = str.maketrans("絕機祕級無內開長個爲為", "绝机秘级无内开长个为为")
_NO_SECRET = frozenset(
    (
        *(
            "",
            "无",
            "无密",
            "无密级",
            "非密",
            "非密级",
            "非涉密",
            "不涉密",
            "公开",
            "普通",
            "一般",
            "空",
            "内部",
        ),
        *("商密", "普通商密", "核心商密", "已解密"),
    )
)
_MARK = re.compile(r"(绝密|机密|秘密)级?(.*)")
_ENDED = re.compile(r"(?:[(]已解密[)]|\[已解密\]|已解密)\Z")
_SEPARATORS = "★☆*＊✱⭐·,，:：-—－、"
_TERM = re.compile(rf"([0-9]{{1,3}}|[{CHINESE_NUMBER}]{{1,5}})(年|个月|月)")
_USUAL_YEARS: dict[str, int] = {"绝密": 30, "机密": 20, "秘密": 10}
_LONGEST_YEARS = 300


class SecrecyError(LantaiError):
    """A secrecy mark that is not known."""


@dataclass(frozen=True, slots=True)
class SecrecyMark:
    """A state secret's mark.

    At most one of `years`, `months`, `without_end` and `until` is set; none where the mark names no term.

    Attributes:
        level: 绝密, 机密 or 秘密.
        years: the term in years from the day of formation, or None.
        months: the term in months from the day of formation, or None.
        without_end: whether the mark says 长期: it is in force until someone declassifies.
        until: the last day of secrecy as YYYYMMDD, where the mark names it, or None.
    """

    level: SecrecyLevel
    years: int | None = None
    months: int | None = None
    without_end: bool = False
    until: int | None = None

    @property
    def text(self) -> str:
        """The mark as GB/T 9704 prints it: 机密★10年."""
        if self.years is not None:
            return f"{self.level}★{self.years}年"
        if self.months is not None:
            return f"{self.level}★{self.months}个月"
        if self.until is not None:
            return f"{self.level}★至{self.until:08d}"
        return f"{self.level}★长期" if self.without_end else self.level


def parse_secrecy(text: str) -> SecrecyMark | None:
    """Read a secrecy mark.

    Returns:
        The mark, or None where the text says that the record holds no state secret, or none any more: empty,
        无, 公开, 非密, 内部, 商密, 已解密, 机密(已解密).

    Raises:
        SecrecyError: the text says anything else. It must not be taken for "no secret".
    """
    folded = "".join(fold_numbers(text).translate(_FOLD).split())
    if folded in _NO_SECRET:
        return None
    match = _MARK.fullmatch(folded)
    if match is None:
        raise SecrecyError(no_secrecy_mark(text))
    level, rest = cast("SecrecyLevel", match[1]), match[2].strip(_SEPARATORS)
    if not rest:
        return SecrecyMark(level)
    ended = _ENDED.search(rest)
    if ended:
        # What stands before it must be a mark all the same: 机密★10年(已解密).
        if ended.start():
            parse_secrecy(level + rest[: ended.start()])
        return None
    if rest in ("长期", "永久"):
        return SecrecyMark(level, without_end=True)
    term = _TERM.fullmatch(rest)
    if term is not None:
        return _with_term(level, term, text)
    return _with_last_day(level, rest, text)


def _with_term(level: SecrecyLevel, term: re.Match[str], text: str) -> SecrecyMark:
    length = read_number(term[1])
    if not length or length > _LONGEST_YEARS:
        raise SecrecyError(no_secrecy_mark(text))
    return SecrecyMark(level, years=length) if term[2] == "年" else SecrecyMark(level, months=length)


def _with_last_day(level: SecrecyLevel, rest: str, text: str) -> SecrecyMark:
    # Only with 至: 机密★20101231 may as well name the day of the mark.
    if rest.startswith("至"):
        try:
            last = parse_date(rest.removeprefix("至"))
        except DateError:
            raise SecrecyError(no_secrecy_mark(text)) from None
        # A day that is guessed, or no day at all, ends no secret.
        if not last.inferred and not last.open:
            return SecrecyMark(level, until=last.latest)
    raise SecrecyError(no_secrecy_mark(text))


def in_force(mark: SecrecyMark, formed_latest: int | None, today: dt.date) -> bool:
    """Whether a mark still binds on a day.

    Without a term of its own a mark lasts 30 (绝密), 20 (机密) or 10 (秘密) years. A term ends with the day of the
    same name in its last year or month; where that month has no such day, with the first day after.

    Args:
        mark: the mark.
        formed_latest: the last day on which the record may have been formed, YYYYMMDD; None where it has no
            date (or no real one), and then a term never ends.
        today: the day to judge by.
    """
    if mark.until is not None:
        return _number(today) <= mark.until
    if mark.without_end or formed_latest is None or not is_real_day(formed_latest):
        return True
    years = mark.years if mark.years is not None else 0
    if mark.years is None and mark.months is None:
        years = _USUAL_YEARS[mark.level]
    return _number(today) <= _day_after(formed_latest, 12 * years + (mark.months or 0))


def _number(day: dt.date) -> int:
    return join_day(day.year, day.month, day.day)


def _day_after(formed: int, months: int) -> int:
    """YYYYMMDD `months` months after a day; may lie beyond the year 9999."""
    formed_year, formed_month, day = split_day(formed)
    count = formed_year * 12 + formed_month - 1 + months
    year, month = count // 12, count % 12 + 1
    # 29 February and the 31st: the first day after, so that nothing opens early.
    last = calendar.monthrange(min(year, 9999), month)[1]
    if day > last:
        month, day = month + 1, 1
    return join_day(year, month, day)
