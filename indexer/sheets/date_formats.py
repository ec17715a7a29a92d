"""Patterns of dates and times: the number of a day as a spreadsheet program shows it in a pattern.

A pattern that begins with the whole year is shown as it stands (2003年9月8日, 2003/9/8); one in another order,
with a year of two digits or with the day of the week is shown as 2003-09-08, 2003-09 or 2003, for its own order
cannot be told apart (3/12/19). A day without its year is a doubt: 20-5 becomes one when it is typed.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_FLOOR, ROUND_HALF_UP, Decimal

from indexer.sheets.shown import Doubt, Shown

_DAY = Decimal(86_400)
_HIGHEST = 2_958_465  # 9999-12-31
_SMALL = "〇一二三四五六七八九"
_LARGE = "零壹贰叁肆伍陆柒捌玖"


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of a pattern: year, month, day, week, hour, minute, second, part, half, elapsed or literal."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class _Moment:
    day: dt.date | None
    hour: int
    minute: int
    second: int
    part: str
    total: int


@dataclass(frozen=True, slots=True)
class DatePattern:
    """A pattern that was read."""

    _pieces: tuple[_Piece, ...]
    _numerals: str

    def shown(self, value: Decimal, from_1904: bool) -> Shown:
        """The day or time of a number in this pattern."""
        kinds = [piece.kind for piece in self._pieces]
        calendar = [kind for kind in kinds if kind in ("year", "month", "day", "week")]
        parts = sum(len(piece.text) for piece in self._pieces if piece.kind == "part")
        precise = "second" in kinds or "elapsed" in kinds
        moment = _moment(value, from_1904, parts if precise else 0)
        if moment is None or (calendar and moment.day is None):
            return Shown("#VALUE!", Doubt.NO_DATE)
        text = "".join(self._figure(piece, moment) for piece in self._pieces)
        if not calendar:
            return Shown(text)
        if "year" not in calendar:
            return Shown(text, Doubt.NO_YEAR)
        if self._is_year_first(calendar):
            return Shown(text)
        return Shown(_precise_day(moment, calendar, kinds))

    def _is_year_first(self, calendar: list[str]) -> bool:
        if calendar not in (["year"], ["year", "month"], ["year", "month", "day"]):
            return False
        long_year = all(len(piece.text) >= 3 for piece in self._pieces if piece.kind == "year")
        return long_year and all(len(piece.text) <= 2 for piece in self._pieces if piece.kind == "month")

    def _figure(self, piece: _Piece, moment: _Moment) -> str:
        if piece.kind == "literal":
            return piece.text
        if piece.kind == "part":
            return moment.part[: len(piece.text)]
        if piece.kind == "half":
            return _half(piece.text, moment.hour)
        if piece.kind == "elapsed":
            seconds = {"h": 3600, "m": 60, "s": 1}[piece.text[0]]
            return str(moment.total // seconds).zfill(len(piece.text))
        if piece.kind in ("hour", "minute", "second"):
            return self._time_figure(piece, moment)
        return self._day_figure(piece, moment.day)

    def _time_figure(self, piece: _Piece, moment: _Moment) -> str:
        number = {"hour": moment.hour, "minute": moment.minute, "second": moment.second}[piece.kind]
        if piece.kind == "hour" and any(other.kind == "half" for other in self._pieces):
            number = number % 12 or 12
        return self._numeral(number, len(piece.text))

    def _day_figure(self, piece: _Piece, day: dt.date | None) -> str:
        if day is None:
            return ""
        length = len(piece.text)
        if piece.kind == "year":
            if length < 3:
                return f"{day.year % 100:02d}"
            return "".join(self._digits()[int(figure)] for figure in f"{day.year:04d}")
        if piece.kind == "month":
            english = day.strftime("%B")
            if length >= 3:
                return {3: english[:3], 4: english}.get(length, english[:1])
            return self._numeral(day.month, length)
        if piece.kind == "week":
            return ("周", "星期")[length > 3] + "一二三四五六日"[day.weekday()]
        return self._numeral(day.day, length)

    def _digits(self) -> str:
        return {"1": _SMALL, "2": _LARGE}.get(self._numerals, "0123456789")

    def _numeral(self, number: int, length: int) -> str:
        """A number below 100 in the pattern's own figures."""
        if not self._numerals:
            return str(number).zfill(min(length, 2))
        figures, ten = self._digits(), "十" if self._numerals == "1" else "拾"
        tens, ones = divmod(number, 10)
        if not tens:
            return figures[ones]
        first = figures[tens] if tens > 1 or self._numerals == "2" else ""
        return first + ten + (figures[ones] if ones else "")


def date_pattern(tokens: Sequence[tuple[str, str]]) -> DatePattern | None:
    """Read a pattern.

    Args:
        tokens: the kind and text of each piece, as `number_formats` names them.

    Returns:
        The pattern, or None where it is not understood.
    """
    pieces: list[_Piece] = []
    numerals = ""
    after_point = False
    for kind, text in tokens:
        if kind == "date":
            piece = _named(text.lower())
            if piece is None:
                return None
            pieces.append(piece)
        elif kind == "digit":
            # Parts of a second stand behind a point that follows the seconds.
            if text != "0" or not after_point:
                return None
            pieces.append(_Piece("part", text))
        elif kind in ("literal", "slash", "comma", "point"):
            pieces.append(_Piece("literal", text))
            after_point = kind == "point" and len(pieces) > 1 and pieces[-2].kind in ("second", "elapsed")
        elif kind == "ampm":
            pieces.append(_Piece("half", text))
        elif kind == "elapsed":
            pieces.append(_Piece("elapsed", text))
        elif kind == "numerals":
            numerals = text
        else:
            return None
    pieces = _joined_parts(pieces)
    return DatePattern(tuple(_minutes_told(pieces)), numerals)


def _named(text: str) -> _Piece | None:
    kind = {"y": "year", "e": "year", "m": "month", "d": "day", "h": "hour", "s": "second", "a": "week"}[
        text[0]
    ]
    if text[0] == "e":
        return _Piece("year", "yyyy")
    if kind == "day" and len(text) > 2:
        return _Piece("week", text) if len(text) <= 4 else None
    most = {"year": 4, "month": 5, "hour": 2, "second": 2}.get(kind, 4)
    return _Piece(kind, text) if len(text) <= most else None


def _joined_parts(pieces: list[_Piece]) -> list[_Piece]:
    joined: list[_Piece] = []
    for piece in pieces:
        if piece.kind == "part" and joined and joined[-1].kind == "part":
            joined[-1] = _Piece("part", joined[-1].text + piece.text)
        else:
            joined.append(piece)
    return joined


def _minutes_told(pieces: list[_Piece]) -> list[_Piece]:
    """An m is a minute behind an hour and before a second, else a month."""
    known = [at for at, piece in enumerate(pieces) if piece.kind not in ("literal", "half", "part")]
    told = list(pieces)
    for nth, at in enumerate(known):
        piece = pieces[at]
        if piece.kind != "month" or len(piece.text) > 2:
            continue
        before = pieces[known[nth - 1]] if nth else None
        after = pieces[known[nth + 1]] if nth + 1 < len(known) else None
        behind_hour = before is not None and (before.kind == "hour" or before.text.startswith("h"))
        if behind_hour or (after is not None and (after.kind == "second" or after.text.startswith("s"))):
            told[at] = _Piece("minute", piece.text)
    return told


def _moment(value: Decimal, from_1904: bool, parts: int) -> _Moment | None:
    """The moment of a number, its seconds rounded to so many decimals; None for what is no moment."""
    if not 0 <= value <= _HIGHEST + 1:
        return None
    seconds = (value * _DAY).quantize(Decimal(1).scaleb(-parts), rounding=ROUND_HALF_UP)
    days = int((seconds / _DAY).to_integral_value(rounding=ROUND_FLOOR))
    rest = seconds - days * 86_400
    whole = int(rest)
    part = format(rest - whole, f".{parts}f").partition(".")[2] if parts else ""
    return _Moment(_day_of(days, from_1904), whole // 3600, whole // 60 % 60, whole % 60, part, int(seconds))


def _day_of(days: int, from_1904: bool) -> dt.date | None:
    """The day of a number; None for 1900-02-29, which was none, and for what is before the first."""
    if days > _HIGHEST - (1462 if from_1904 else 0):
        return None
    if from_1904:
        return dt.date(1904, 1, 1) + dt.timedelta(days)
    if days < 1 or days == 60:
        return None
    return dt.date(1899, 12, 31 if days < 60 else 30) + dt.timedelta(days)


def _half(text: str, hour: int) -> str:
    early, late = text.split("/")
    return early if hour < 12 else late


def _precise_day(moment: _Moment, calendar: list[str], kinds: list[str]) -> str:
    """2003-09-08, 2003-09 or 2003, as precise as the pattern, with the time where it has one."""
    day = moment.day
    if day is None:
        return ""
    text = day.isoformat()
    if "day" not in calendar:
        text = text[:7] if "month" in calendar else text[:4]
    if "hour" in kinds:
        text += f" {moment.hour:02d}:{moment.minute:02d}"
        if "second" in kinds:
            text += f":{moment.second:02d}"
    return text
