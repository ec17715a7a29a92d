"""The forms of a single date: numbers, Chinese words, years of eras, lunar months, English months.

Texts come here spelled in one way (`holdings.date_spelling`): without blanks, in the characters of simplified script,
numbers folded, dashes as ``-``, square brackets as ``[ ]``. Rules and reasons: `holdings.dates`.
"""

from __future__ import annotations

import re

from holdings.date_bounds import Bounds, Unreadable, all_of, not_guessed, of_our_era, solar
from holdings.date_months import ENGLISH_MONTH, lunar, month_of, within_year
from holdings.date_periods import read_period
from holdings.eras import DYNASTY_NAMES, ERA_NAMES, REPUBLIC, Era, eras_named
from holdings.numerals import read_number
from holdings.sexagenary import SEXAGENARY, name_of_year, years_of_name

_D = "〇一二三四五六七八九"
_YEAR = rf"(?P<year>[0-9]{{4}}|[{_D}]{{4}})"
_NUMBER = rf"元|[0-9]{{1,3}}|[{_D}十廿卅卌百]{{1,6}}"

ERA_NAME = re.compile(rf"\[?(?:(?:{DYNASTY_NAMES})[代朝]?·?)?(?:{ERA_NAMES})")
"""An era's name at the beginning of a text, with its dynasty's before it."""

_PACKED = re.compile(r"(?P<year>[0-9]{4})(?P<month>[0-9]{2})?(?P<day>[0-9]{2})?")
_SEPARATED = re.compile(
    rf"(?P<year>[0-9]{{4}}|[{_D}]{{4}})年?(?P<by>[-./·])(?P<month>[0-9]{{1,2}}|[{_D}十]{{1,3}})月?"
    rf"(?:(?P=by)(?P<day>[0-9]{{1,2}}|[{_D}十廿卅]{{1,4}})日?)?"
)
_CLOCK = re.compile(r"(?<=[0-9])t[0-9:.]+(?:z|[+-][0-9:]+)?\Z")
_WESTERN = r"(?:公元|西元|西历|公历|ad\.?|a\.d\.?|ce)"
_WORDS = re.compile(rf"{_WESTERN}?{_YEAR}(?:ad|ce)?(?:年度?(?P<rest>.+)?|(?P<bare>[春夏秋冬].*))?")
_FEW_DIGITS = re.compile(rf"{_WESTERN}(?P<year>[0-9]{{1,4}}|[{_D}十百]{{1,6}})年?(?:(?<=年)(?P<rest>.+))?")
_BEFORE_OUR_ERA = re.compile(
    r"(?:(?P<said>公元前|西元前|纪元前|前)(?P<year>[0-9]{1,4}|[〇一二三四五六七八九十百千]{1,9})年?|bce?\.?(?P<bc>[0-9]{1,4})"
    r"|(?P<cb>[0-9]{1,4})(?:bce?|b\.c\.?(?:e\.?)?)|-(?P<iso>0[0-9]{3}))(?:(?<=年)(?P<rest>.+))?"
)
_BEFORE_THE_REPUBLIC = re.compile(
    rf"(?:民国?前|民国?元年?前|民国?纪元前)(?P<number>{_NUMBER})年?(?:(?<=年)(?P<rest>.+))?"
)
_ERA = re.compile(
    rf"(?:(?P<dynasty>{DYNASTY_NAMES})[代朝]?·?)?(?P<era>{ERA_NAMES}|(?<![^\[])民)"
    rf"(?:(?P<cycle>{SEXAGENARY})年?|"
    rf"(?:(?P<taiping>{SEXAGENARY}|[辛癸乙][开好荣])?(?P<number>{_NUMBER})"
    rf"(?:年度?(?:岁次|岁在)?(?P<beside>{SEXAGENARY})?年?"
    r"|(?=[-./·][0-9])|\Z)))(?P<rest>.+)?"
)
_COUNTED = re.compile(
    rf"(?P<count>黄帝(?:纪元|纪年)?|孔子(?:纪元|纪年|降生)?|孔历|檀君?(?:纪元|纪)|皇纪|神武(?:天皇)?纪元)"
    rf"(?P<number>[0-9]{{4}}|[{_D}十百千]{{4,9}})年?(?:(?<=年)(?P<rest>.+))?"
)
#: The western year before year 1 of each count.
_COUNTS = {"黄": -2698, "孔": -551, "檀": -2333, "皇": -660, "神": -660}
_ENGLISH = re.compile(
    rf"(?:(?P<first>{ENGLISH_MONTH})\.?(?:(?P<day>[0-9]{{1,2}})(?:st|nd|rd|th)?,)?,?"
    rf"|(?P<before>[0-9]{{1,2}})(?:st|nd|rd|th)?(?P<second>{ENGLISH_MONTH})\.?,?)(?P<year>[0-9]{{4}})"
)
_YEAR_LAST = re.compile(r"(?P<one>[0-9]{1,2})(?P<by>[/.-])(?P<two>[0-9]{1,2})(?P=by)(?P<year>[0-9]{4})")
CYCLE = re.compile(rf"(?:农历|阴历|夏历|旧历|岁次|岁在)?(?P<name>{SEXAGENARY})[年岁]?")
"""A year of the cycle of sixty and nothing else."""
_CYCLE_ALONE = re.compile(rf"(?:农历|阴历|夏历|旧历|岁次)?(?P<cycle>{SEXAGENARY})[年岁]?.*")
_BARE_DECADE = re.compile(rf"(?:[0-9]0|[{_D}]〇|[二三四五六七八九]十)年代.*")
_UNCERTAIN = re.compile(r"约为?|大约|大概|可能|ca?\.?(?=[0-9])|circa")
_SAYS_NONE = frozenset(
    (
        "不详",
        "年代不详",
        "日期不详",
        "时间不详",
        "不明",
        "无",
        "无日期",
        "无年月",
        "无时间",
        "未详",
        "待考",
        "未注明",
    )
    + ("n.d.", "n.d", "nd", "s.d.", "undated", "unknown", "0", "00000000", "-", "--", "/", "空")
)


def says_none(text: str) -> bool:
    """Whether a text says that there is no date, or that nobody knows it: 不详, n.d."""
    return text in _SAYS_NONE


def read_single(text: str) -> Bounds:
    """One date, no span.

    Raises:
        Unreadable: the text is no date, with the reason.
    """
    if says_none(text):
        raise Unreadable("写明没有日期", "it says that there is none")
    period = read_period(text)
    if period is not None:
        return period
    bare = _without_uncertainty(text)
    found = _read_certain(bare)
    return Bounds(found.earliest, found.latest, inferred=bare != text or found.inferred)


def _without_uncertainty(text: str) -> str:
    """The text without brackets, question marks and words such as 约; round brackets may hold a month or day."""
    if text.count("[") != text.count("]") or text.count("(") != text.count(")"):
        raise Unreadable("括号不成对", "a bracket has no partner")
    for bracket in "[]()":
        text = text.replace(bracket, "")
    text = text.rstrip("?")
    for around in ("前后", "左右", "上下", "许"):
        text = text.removesuffix(around)
    lead = _UNCERTAIN.match(text)
    return text[lead.end() :] if lead else text


def _read_certain(text: str) -> Bounds:
    text = _CLOCK.sub("", text)
    numbers = _PACKED.fullmatch(text)
    if numbers:
        year = of_our_era(int(numbers["year"]))
        return solar(year, int(numbers["month"] or 0), int(numbers["day"] or 0))
    apart = _SEPARATED.fullmatch(text)
    if apart:
        figures = [read_number(apart[name] or "0") for name in ("year", "month", "day")]
        of_year, month, day = (figure if figure is not None else -1 for figure in figures)
        return solar(of_our_era(of_year), month, day)
    for form, read in _FORMS:
        match = form.fullmatch(text)
        if match:
            return read(match)
    period = read_period(text)
    if period is not None:
        return period
    if _BARE_DECADE.fullmatch(text):
        raise Unreadable("年代没有写明世纪", "the decade names no century")
    if _CYCLE_ALONE.fullmatch(text):
        raise Unreadable(
            "干支六十年一轮，没有写明年号或公元", "the cycle of sixty years needs an era or a western year"
        )
    raise Unreadable("不是已知的日期写法", "it is in no known form")


def _words(match: re.Match[str]) -> Bounds:
    return within_year(of_our_era(_counted_year(match["year"])), match["rest"] or match["bare"] or "")


def _few_digits(match: re.Match[str]) -> Bounds:
    return within_year(of_our_era(_counted_year(match["year"])), match["rest"] or "")


def _counted_year(text: str) -> int:
    number = read_number(text)
    if number is None:
        raise Unreadable(f"“{text}”不是年数", f'"{text}" is no number of a year')
    return number


def _before_our_era(match: re.Match[str]) -> Bounds:
    number = _counted_year(match["year"] or match["bc"] or match["cb"] or match["iso"])
    if match["said"] == "前" and number < 100:
        raise Unreadable("“前”没有写明是公元前", "前 alone does not say before what")
    if not match["iso"]:
        # Nobody writes a year 0; ISO 8601 does, and means 1 BC.
        number = of_our_era(number) - 1
    return within_year(-number, match["rest"] or "")


def _before_the_republic(match: re.Match[str]) -> Bounds:
    number = 1 if match["number"] == "元" else _counted_year(match["number"])
    return lunar(1912 - max(number, 1), match["rest"] or "")


def _counted_era(match: re.Match[str]) -> Bounds:
    year = _counted_year(match["number"]) + _COUNTS[match["count"][0]]
    return within_year(year, match["rest"] or "")


def _english(match: re.Match[str]) -> Bounds:
    month = month_of(match["first"] or match["second"])
    return solar(of_our_era(int(match["year"])), month, int(match["day"] or match["before"] or 0))


def _year_last(match: re.Match[str]) -> Bounds:
    """7/8/1937: the seventh of August or the eighth of July; where both are days, all from one to the other."""
    year, one, two = of_our_era(int(match["year"])), int(match["one"]), int(match["two"])
    readings = []
    for month, day in {(one, two), (two, one)}:
        try:
            readings.append(solar(year, month, day))
        except Unreadable:
            continue
    if not readings or not one or not two:
        raise Unreadable("没有这一天", "there is no such day")
    return all_of(readings, inferred=len(readings) > 1)


def _era_date(match: re.Match[str]) -> Bounds:
    name, rest = match["era"] if match["era"] != "民" else "民国", match["rest"] or ""
    eras = eras_named(name, match["dynasty"] or "")
    if not eras:
        raise Unreadable(f"{match['dynasty']}没有年号{name}", f"{match['dynasty']} has no era {name}")
    if match["cycle"]:
        found = [(era, year) for era in eras for year in years_of_name(match["cycle"], era.first, era.last)]
        if not found:
            raise Unreadable(
                f"{name}没有{match['cycle']}年", f"{name} has no year {match['cycle']} of the cycle of sixty"
            )
    else:
        number = 1 if match["number"] == "元" else _counted_year(match["number"])
        found = [(era, era.western_year(number)) for era in eras if 1 <= number <= era.length]
        if not found:
            raise _beyond(eras, name)
    if match["beside"]:
        found = [(era, year) for era, year in found if name_of_year(year) == match["beside"]]
        if not found:
            raise Unreadable(
                "年数和干支不一致", "the number of the year and its place in the cycle do not agree"
            )
    meanings = [
        (era.dynasty, lunar(year, rest) if era.lunar else within_year(year, rest))
        for era, year in sorted(found, key=lambda each: each[1])
    ]
    return not_guessed(meanings, name)


def _beyond(eras: tuple[Era, ...], name: str) -> Unreadable:
    zh = "、".join(f"{era.length} 年（{era.first}—{era.last}）" for era in eras)
    en = ", ".join(f"{era.length} years ({era.first}-{era.last})" for era in eras)
    later = REPUBLIC in eras
    return Unreadable(
        f"{name}只有 {zh}" + ("，其后请写公元" if later else ""),
        f"{name} has {en} only" + ("; write the western year for later ones" if later else ""),
    )


_FORMS = (
    (_BEFORE_THE_REPUBLIC, _before_the_republic),
    (_ERA, _era_date),
    (_BEFORE_OUR_ERA, _before_our_era),
    (_WORDS, _words),
    (_FEW_DIGITS, _few_digits),
    (_COUNTED, _counted_era),
    (_ENGLISH, _english),
    (_YEAR_LAST, _year_last),
)
