"""Years named in a question or a running text, with the other ways to write the same year."""

from __future__ import annotations

import re
from dataclasses import dataclass

from holdings.date_spelling import spelled
from holdings.day_numbers import join_day
from holdings.eras import (
    DYNASTY_NAMES,
    ERA_NAMES,
    REPUBLIC,
    REPUBLIC_LATER,
    Era,
    era_year_forms,
    eras_named,
    eras_of_year,
    western_year_forms,
    western_years,
)
from holdings.numerals import chinese_digits, chinese_numeral, read_number
from holdings.sexagenary import SEXAGENARY, name_of_year, years_of_name

_D = "〇一二三四五六七八九"
_B = "[ \u3000]*"
_NUMBER = rf"元|[0-9]{{1,3}}|[{_D}十廿卅卌百]{{1,5}}"
# 1950年代 is a decade, 1950年代表大会 a congress of that year.
_DECADE = r"代(?!表)"
_MENTION = re.compile(
    rf"(?:民国?前|民国?元年?前){_B}(?P<before>{_NUMBER}){_B}年"
    rf"|(?:(?P<dynasty>{DYNASTY_NAMES})[代朝]?·?)?(?P<era>{ERA_NAMES}|(?<![\u3400-\u9fff])民){_B}"
    rf"(?:(?P<number>{_NUMBER}){_B}年(?!{_DECADE})|(?P<cycle>{SEXAGENARY})年?)"
    rf"|(?:公元|西元|纪元)前{_B}(?P<bc>[0-9]{{1,4}}|[{_D}十百千]{{1,9}}){_B}年(?!{_DECADE})"
    rf"|(?<![0-9])(?P<decade>[12][0-9]{{2}}0)年{_DECADE}|(?<![{_D}])(?P<said_decade>[一二][{_D}]{{2}}〇)年{_DECADE}"
    rf"|(?<![0-9{_D}十])(?P<century>[12][0-9]|[十廿][{_D}]?|二十一?){_B}世纪{_B}(?P<tens>[0-9]0|[二三四五六七八九]?十){_B}年{_DECADE}"
    rf"|(?:(?:公元|西元){_B})?(?:(?<![0-9])(?P<year>[12][0-9]{{3}}){_B}年"
    rf"|(?<![{_D}十])(?P<said_year>[一二](?:{_B}[{_D}]){{3}}){_B}年)(?!{_DECADE})"
)


@dataclass(frozen=True, slots=True)
class YearMention:
    """A year or decade named in a text.

    Attributes:
        start: offset of its first character in the text, zero-based, in code points.
        end: offset after its last character.
        year_from: the first day, YYYYMMDD (`holdings.day_numbers`).
        year_to: the last day, YYYYMMDD.
        equivalents: the ways in which a record may write it, simplified characters, the most usual first: of the same
            calendar, then of others. For 民国二十三年: 民国二十三年, 民国廿三年, 民国23年, 1934年, 一九三四年 and more.
        spellings: of these the ones of the same calendar, so that only the digits are others.
    """

    start: int
    end: int
    year_from: int
    year_to: int
    equivalents: tuple[str, ...]
    spellings: tuple[str, ...]


def find_years(text: str) -> list[YearMention]:
    """The years that a text names with 年: of eras, western, in any digits, and decades (1950年代).

    A bare 1934 is none, for it may be any number. Years that an era does not have are left out; the Republic's
    go on to 200 here, as they are counted in Taiwan.

    Returns:
        Mentions in the order of the text, never overlapping.
    """
    found = []
    for match in _MENTION.finditer(spelled(text)):
        mention = _mention(match)
        if mention is not None:
            found.append(mention)
    return found


def _mention(match: re.Match[str]) -> YearMention | None:
    if match["era"]:
        return _of_era(match)
    if match["before"]:
        return _before_the_republic(match)
    if match["bc"]:
        return _before_our_era(match)
    if match["century"]:
        century, tens = read_number(match["century"]), read_number(match["tens"])
        return None if not century or tens is None else _decade(match, (century - 1) * 100 + tens)
    decade = match["decade"] or match["said_decade"]
    year = read_number("".join((decade or match["year"] or match["said_year"]).split()))
    if year is None:
        return None
    return _decade(match, year) if decade else _of_years(match, (year,), western_year_forms(year))


def years_written(year: int) -> tuple[str, ...]:
    """The ways in which a record may write a western year, 年 with each: western first, then the eras of China."""
    return (
        *western_year_forms(year),
        *(form for era, number in eras_of_year(year) for form in era_year_forms(era, number)),
    )


def _of_era(match: re.Match[str]) -> YearMention | None:
    name = "民国" if match["era"] == "民" else match["era"]
    named = eras_named(name, match["dynasty"] or "")
    # What stands before the name may be no dynasty: 高唐光绪三年 is a year of 光绪 in 高唐.
    start = match.start() if named else match.start("era")
    eras = tuple(REPUBLIC_LATER if era is REPUBLIC else era for era in named or eras_named(name))
    if match["cycle"]:
        years = sorted({year for era in eras for year in years_of_name(match["cycle"], era.first, era.last)})
    else:
        number = 1 if match["number"] == "元" else read_number(match["number"])
        years = list(western_years(eras, number)) if number is not None else []
    if not years:
        return None
    spellings = [form for year in years for form in _of_the_era(eras, year)]
    if match["cycle"]:
        spellings.insert(0, f"{name}{match['cycle']}")
    return _of_years(match, tuple(years), tuple(dict.fromkeys(spellings)), start)


def _of_the_era(eras: tuple[Era, ...], year: int) -> list[str]:
    return [
        form
        for era in eras
        if era.first <= year <= era.last
        for form in (*era_year_forms(era, year - era.first + 1), f"{era.name}{name_of_year(year)}")
        if era.lunar or name_of_year(year) not in form
    ]


def _before_the_republic(match: re.Match[str]) -> YearMention | None:
    number = 1 if match["before"] == "元" else read_number(match["before"])
    if not number or number > 300:
        return None
    said = chinese_numeral(number)
    forms = tuple(
        f"{before}{count}年" for before in ("民国前", "民前", "民元前") for count in (said, str(number))
    )
    return _of_years(match, (1912 - number,), forms)


def _before_our_era(match: re.Match[str]) -> YearMention | None:
    number = read_number(match["bc"])
    if not number or number > 9000:
        return None
    said = (chinese_numeral(number), chinese_digits(number)) if number < 1000 else (chinese_digits(number),)
    forms = tuple(f"{lead}{each}年" for lead in ("公元前", "前") for each in (str(number), *said))
    return _of_years(match, (1 - number,), forms)


def _of_years(
    match: re.Match[str], years: tuple[int, ...], spellings: tuple[str, ...], start: int = -1
) -> YearMention:
    others = [form for year in years if year > 0 for form in years_written(year)]
    return YearMention(
        start if start >= 0 else match.start(),
        match.end(),
        join_day(years[0], 1, 1),
        join_day(years[-1], 12, 31),
        tuple(dict.fromkeys((*spellings, *others))),
        spellings,
    )


def _decade(match: re.Match[str], year: int) -> YearMention:
    century = year // 100 + 1
    forms = (
        f"{year}年代",
        f"{chinese_digits(year)}年代",
        f"{century}世纪{year % 100:02d}年代",
        *((f"{chinese_numeral(century)}世纪{chinese_numeral(year % 100)}年代",) if year % 100 else ()),
    )
    return YearMention(
        match.start(), match.end(), join_day(year, 1, 1), join_day(year + 9, 12, 31), forms, forms
    )
