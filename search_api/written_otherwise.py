"""What a question names, as records may write it otherwise: years, document numbers, numbers, dates.

The same year has other digits (一九三〇年, 1930年), and other calendars (民国十九年). Words are found in either; what
stands in quotes is found in other digits of the same calendar alone, for these say the same.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice

from analyzers.fold import fold
from engines.query import AllOf, Between, Keyword, Query
from holdings.dates import DateError, parse_date
from holdings.day_numbers import OPEN_BEGINNING, OPEN_END
from holdings.document_numbers import DocumentNumber, find_document_numbers
from holdings.number_mentions import find_numbers
from holdings.numerals import HALF_WIDTH, chinese_digits, chinese_numeral, fold_numbers, read_number
from holdings.year_mentions import YearMention, find_years, years_written
from index_templates import templates as t
from search_api.question_work import MOST_MENTIONS

#: As how many texts one piece of a question is looked for at most, as it stands and in other digits and calendars.
_MOST_TEXTS = 16
#: A piece that names more than this is looked for as it stands, and each of what it names otherwise.
_MOST_VARIED = 3
_MOST_CHARACTERS = 400
#: In how many ways all that a piece names is looked for together.
_MOST_FORMS = 32
#: Each mention is looked for in so many ways at least.
_FEWEST_FORMS = 2

_D = "〇一二三四五六七八九"
_BLANK = "[ \u3000]*"
_MONTH_DAY = re.compile(
    rf"{_BLANK}(?P<month>[0-9]{{1,2}}|[{_D}十]{{1,3}}){_BLANK}月(?:{_BLANK}(?P<day>[0-9]{{1,2}}|[{_D}十廿卅]{{1,4}}){_BLANK}(?P<sign>[日号號]))?"
)
_BARE_YEAR = re.compile(rf"(?:1[0-9]{{3}}|20[0-9]{{2}}|[一二][{_D}]{{3}})")
_DAY_IN_NUMBERS = re.compile(r"(?:1[0-9]{3}|20[0-9]{2})(?:(?P<by>[-./])[0-9]{1,2}(?P=by)[0-9]{1,2}|[0-9]{4})")
#: The first year whose months are the same in China's calendar and in the western one.
_FIRST_SOLAR = 1912
_SHORT_YEAR = re.compile(
    rf"(?P<issuer>[\u3400-\u9fff]{{1,15}}[字令发函政办]){_BLANK}[(\[〔【]{_BLANK}(?P<year>[0-9]{{2}}|[{_D}]{{2}}){_BLANK}年?{_BLANK}"
    rf"[)\]〕】]{_BLANK}第?{_BLANK}(?P<number>[0-9]{{1,6}}|[{_D}十廿卅百]{{1,6}}){_BLANK}[号號]"
)
_BRACKETS = str.maketrans("［］（）【】", "[]()〔〕")


@dataclass(frozen=True, slots=True)
class Mention:
    """What a piece of a question names.

    Attributes:
        start: offset of its first character in the piece, in code points.
        end: offset after its last character.
        forms: the ways in which a record may write it, as it was typed first.
        spellings: of these the ones that say the same in other digits.
        beside: what else finds it: units of that date, or of that document number.
    """

    start: int
    end: int
    forms: tuple[str, ...]
    spellings: tuple[str, ...]
    beside: tuple[Query, ...] = ()


@lru_cache(256)
def mentions_in(text: str) -> tuple[Mention, ...]:
    """What a piece of a question names, in order, never overlapping; at most `MOST_MENTIONS`."""
    kept: list[Mention] = []
    for mention in _all_mentions(text):
        if len(kept) >= MOST_MENTIONS:
            break
        if all(mention.end <= other.start or other.end <= mention.start for other in kept):
            kept.append(mention)
    most = max(_FEWEST_FORMS, _MOST_FORMS // max(1, len(kept)))
    return tuple(
        Mention(each.start, each.end, each.forms[:most], each.spellings[:most], each.beside)
        for each in sorted(kept, key=lambda each: each.start)
    )


@lru_cache(256)
def texts_of(text: str, *, exact: bool) -> tuple[str, ...]:
    """A piece of a question as records may write all of it, as it was typed first.

    Args:
        text: the piece.
        exact: it stood in quotes: in other digits alone, not in other calendars.
    """
    dated = [_with_month(mention, text) for mention in mentions_in(text)]
    if len(dated) > _MOST_VARIED:
        return (text,)
    texts = [("", 0)]
    for mention in dated:
        written = mention.spellings if exact else mention.forms
        texts = [
            (before + text[end : mention.start] + each, mention.end)
            for before, end in texts
            for each in written
        ][: 4 * _MOST_TEXTS]
    found = (before + text[end:] for before, end in texts)
    most = max(1, min(_MOST_TEXTS, _MOST_CHARACTERS // max(1, len(text))))
    return tuple(islice(dict.fromkeys((text, *found)), most))


def _all_mentions(text: str) -> Iterator[Mention]:
    if day := day_named(text):
        yield _day(text, day)
    for start, end, number in find_document_numbers(text):
        yield _document_number(text[start:end], start, end, number)
    folded = fold_numbers(text.translate(_BRACKETS))
    for match in _SHORT_YEAR.finditer(folded):
        yield _short_year(match, text)
    for year in find_years(text):
        yield _year(text, year)
    for amount in find_numbers(text):
        forms = _typed_first(text[amount.start : amount.end], amount.spellings)
        yield Mention(amount.start, amount.end, forms, forms)
    if _BARE_YEAR.fullmatch(folded):
        yield _bare_year(text, folded)


def _typed_first(typed: str, forms: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((typed, *forms)))


def _year(text: str, year: YearMention) -> Mention:
    typed = text[year.start : year.end]
    return Mention(
        year.start,
        year.end,
        _typed_first(typed, year.equivalents),
        _typed_first(typed, year.spellings),
        (dated_between(year.year_from, year.year_to),),
    )


def dated_between(low: int, high: int) -> Query:
    """Units whose date may lie between two days, both included."""
    return AllOf((Between(t.EARLIEST, OPEN_BEGINNING, high), Between(t.LATEST, low, OPEN_END)))


def _bare_year(text: str, folded: str) -> Mention:
    """Four digits that are all of a piece: the year in other digits and calendars, but any number as it stands."""
    year = read_number(folded) or 0
    digits = chinese_digits(year)
    written = (str(year), digits, *(digits.replace("〇", zero) for zero in "零O" if "〇" in digits))
    others = [form for form in years_written(year) if not form.startswith(written)]
    return Mention(0, len(text), _typed_first(text, (*written, *others)), _typed_first(text, written))


def day_named(text: str) -> int:
    """The day that a piece names and nothing else, YYYYMMDD: 1936-05-12, 民国二十五年五月十二日; 0 where it is none."""
    folded = fold(text)
    if _DAY_IN_NUMBERS.fullmatch(folded) is None:
        years = find_years(text)
        if len(years) != 1 or years[0].start or not text[: years[0].end].endswith("年"):
            return 0
        follows = _MONTH_DAY.match(fold_numbers(text), years[0].end)
        if follows is None or not follows["day"] or follows.end() < len(text):
            return 0
    try:
        date = parse_date(folded)
    except DateError:
        return 0
    # A day of a lunar month may be several days, or is not known.
    return date.earliest if date.earliest == date.latest else 0


def dated_on(day: int) -> Query:
    """Units that are dated one day, YYYYMMDD, and no longer."""
    return AllOf((Between(t.EARLIEST, day, day), Between(t.LATEST, day, day)))


def _day(text: str, day: int) -> Mention:
    """One day that is all of a piece, in numbers and in words, of each calendar with the same months."""
    number, month, day_of_month = day // 10000, day // 100 % 100, day % 100
    years = years_written(number) if number >= _FIRST_SOLAR else years_written(number)[:2]
    western, others = years[:2], years[2:]
    same = [spelling for found in find_numbers(text) for spelling in found.spellings if found.start == 0]
    if named := find_years(text):
        same += [_with_day(form, month, day_of_month) for form in named[0].spellings]
    forms = (
        *same,
        *(_with_day(form, month, day_of_month) for form in western),
        # Whichever sign stands between the numbers, it is compared as one.
        f"{number}-{month}-{day_of_month}",
        f"{number}-{month:02}-{day_of_month:02}",
        str(day),
        f"{number}年{month:02}月{day_of_month:02}日",
        *(_with_day(form, month, day_of_month) for form in others),
    )
    return Mention(0, len(text), _typed_first(text, forms), _typed_first(text, same), (dated_on(day),))


def _with_day(year: str, month: int, day: int, sign: str = "日") -> str:
    """A year with a month and a day, if there is one, in the digits that the year has."""
    said: Callable[[int], str] = str if re.search("[0-9]", year) else chinese_numeral
    return year + said(month) + "月" + (f"{said(day)}{sign}" if day else "")


def _document_number(typed: str, start: int, end: int, number: DocumentNumber) -> Mention:
    forms = [number.normal, number.normal.replace("〕", "〕第")]
    if number.year and not number.year_before:
        said, count, ending = number.issuer, number.number, f"号{number.suffix}"
        short = number.year % 100
        forms += [f"{said}{number.year}年第{count}{ending}"]
        if 1900 <= number.year < 2000:
            forms += [f"{said}〔{short:02d}〕第{count}{ending}", f"{said}〔{short:02d}〕{count}{ending}"]
        if count < 1000:
            spoken, digits = chinese_numeral(count), chinese_digits(number.year)
            forms += [f"{said}{digits}年第{spoken}{ending}", f"{said}〔{digits}〕第{spoken}{ending}"]
            if 1900 <= number.year < 2000:
                forms += [f"{said}〔{digits[2:]}〕第{spoken}{ending}"]
    elif not number.year and number.number < 1000:
        forms += [form.replace(str(number.number), chinese_numeral(number.number)) for form in forms[:1]]
    written = _typed_first(typed, forms)
    beside = Keyword(t.DOCUMENT_NUMBER, frozenset({fold(number.normal)}))
    return Mention(start, end, written, written, (beside,))


def _short_year(match: re.Match[str], text: str) -> Mention:
    """A document number whose year has two digits (闽海字〔50〕第7号): of the twentieth century."""
    year, number = read_number(match["year"]), read_number(match["number"])
    whole = DocumentNumber(match["issuer"].translate(HALF_WIDTH), 1900 + (year or 0), number or 0)
    return _document_number(text[match.start() : match.end()], match.start(), match.end(), whole)


def _with_month(mention: Mention, text: str) -> Mention:
    """A year with the month and day that follow it, each in the digits that the year has."""
    match = _MONTH_DAY.match(fold_numbers(text), mention.end)
    if match is None or text[mention.end - 1] != "年":
        return mention
    try:
        parse_date(text[mention.start : match.end()])
    except DateError:
        return mention
    month, day = read_number(match["month"]), read_number(match["day"] or "0")
    if not month or not month <= 12 or day is None:
        return mention

    def written(form: str) -> str:
        return _with_day(form, month, day, match["sign"] or "")

    typed = text[mention.start : match.end()]
    # A lunar month is none of the western year's.
    lunar = not any(form[:-1].isdigit() or form.startswith("民国") for form in mention.spellings)
    forms = mention.spellings if lunar else mention.forms
    return Mention(
        mention.start,
        match.end(),
        _typed_first(typed, map(written, forms[1:])),
        _typed_first(typed, map(written, mention.spellings[1:])),
        mention.beside,
    )
