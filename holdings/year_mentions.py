"""Years named in a question or a running text, with the other ways to write the same year."""

from __future__ import annotations

import re
from dataclasses import dataclass

from holdings.eras import ERA_BY_NAME, REPUBLIC, REPUBLIC_LATER, era_year_forms, western_year_forms
from holdings.numerals import chinese_digits, fold_numbers, read_number

_D = "〇一二三四五六七八九"
# 1950年代 is a decade, 1950年代表大会 a congress of that year.
_DECADE = r"代(?!表)"
_ERA_NAMES = "|".join(sorted(ERA_BY_NAME, key=len, reverse=True))
_MENTION = re.compile(
    rf"(?P<era>{_ERA_NAMES})[ \u3000]*(?P<number>元|[0-9]{{1,3}}|[{_D}十廿卅百]{{1,5}})[ \u3000]*年(?!{_DECADE})"
    rf"|(?<![0-9])(?P<decade>[12][0-9]{{2}}0)年{_DECADE}|(?<![{_D}])(?P<said_decade>[一二][{_D}]{{2}}〇)年{_DECADE}"
    rf"|(?<![0-9])(?P<year>[12][0-9]{{3}})[ \u3000]*年|(?<![{_D}十])(?P<said_year>[一二][{_D}]{{3}})年"
)


@dataclass(frozen=True, slots=True)
class YearMention:
    """A year or decade named in a text.

    Attributes:
        start: offset of its first character in the text, zero-based.
        end: offset after its last character.
        year_from: the first day, YYYYMMDD.
        year_to: the last day, YYYYMMDD.
        equivalents: the ways in which a record may write it, simplified characters, the most usual first.
            For a year of an era: 民国二十三年, 民国23年, 1934年, 一九三四年; for a western year the last two.
    """

    start: int
    end: int
    year_from: int
    year_to: int
    equivalents: tuple[str, ...]


def find_years(text: str) -> list[YearMention]:
    """The years that a text names with 年: of eras, western, in any digits, and decades (1950年代).

    A bare 1934 is none, for it may be any number. Years that an era does not have are left out; the Republic's
    go on to 200 here, as they are counted in Taiwan.

    Returns:
        Mentions in the order of the text, never overlapping.
    """
    found = []
    for match in _MENTION.finditer(fold_numbers(text)):
        if match["era"]:
            mention = _of_era(match)
            if mention is not None:
                found.append(mention)
            continue
        decade = match["decade"] or match["said_decade"]
        year = read_number(decade or match["year"] or match["said_year"])
        if year is None:
            continue
        forms = _decade_forms(year) if decade else western_year_forms(year)
        last = year + 9 if decade else year
        found.append(YearMention(match.start(), match.end(), year * 10000 + 101, last * 10000 + 1231, forms))
    return found


def _of_era(match: re.Match[str]) -> YearMention | None:
    era = ERA_BY_NAME[match["era"]]
    if era is REPUBLIC:
        era = REPUBLIC_LATER
    number = 1 if match["number"] == "元" else read_number(match["number"])
    if number is None or not 1 <= number <= era.length:
        return None
    year = era.western_year(number)
    return YearMention(
        match.start(), match.end(), year * 10000 + 101, year * 10000 + 1231, era_year_forms(era, number)
    )


def _decade_forms(year: int) -> tuple[str, ...]:
    return f"{year}年代", f"{chinese_digits(year)}年代", f"{year // 100 + 1}世纪{year % 100:02d}年代"
