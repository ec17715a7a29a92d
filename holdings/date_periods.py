"""Periods that name no year, or none exactly: centuries, decades, 193?, dynasties, eras as a whole, 抗战时期."""

from __future__ import annotations

import re

from holdings.date_bounds import PART, Bounds, Unreadable, all_of, not_guessed, part_of, years
from holdings.day_numbers import OPEN_BEGINNING, OPEN_END
from holdings.eras import DYNASTY_NAMES, ERA_NAMES, alternatives, eras_named
from holdings.numerals import read_number

_D = "〇一二三四五六七八九"
_TENS = rf"[0-9]0|[{_D}]〇|[二三四五六七八九]?十"
_UNKNOWN_DIGITS = re.compile(r"\[?(?P<known>[0-9]{2,3})(?P<unknown>[-?x_□×*]{1,2})\??\]?(?:年代?)?")
_DECADE = re.compile(
    rf"(?P<decade>[0-9]{{3}}0|[{_D}]{{3}}〇)(?:年代|'?s)(?P<part>{PART})?"
    rf"|(?P<before>公元前|前)?(?P<century>[0-9]{{1,2}}|[{_D}十廿]{{1,4}})世纪"
    rf"(?:(?P<tens>{_TENS})年代(?:(?:-|至|到|、)(?P<to>{_TENS})年代)?|(?P<both>(?:{_TENS})(?:-|至|到|、)(?:{_TENS}))年代)?"
    rf"(?P<part_of>{PART})?"
)
#: First and last western year of periods, astronomical; a whole day where the end is one.
_PERIODS: dict[str, tuple[int, int]] = {
    "秦": (-220, -206),
    "汉": (-201, 220),
    "西汉": (-201, 8),
    "新莽": (9, 23),
    "东汉": (25, 220),
    "三国": (220, 280),
    "曹魏": (220, 265),
    "蜀汉": (221, 263),
    "东吴": (222, 280),
    "晋": (265, 420),
    "西晋": (265, 316),
    "东晋": (317, 420),
    "魏晋": (220, 420),
    "魏晋南北朝": (220, 589),
    "十六国": (304, 439),
    "南北朝": (420, 589),
    "南朝": (420, 589),
    "北朝": (386, 581),
    "北魏": (386, 534),
    "隋": (581, 618),
    "唐": (618, 907),
    "隋唐": (581, 907),
    "武周": (690, 705),
    "五代": (907, 960),
    "五代十国": (907, 979),
    "宋": (960, 1279),
    "北宋": (960, 1127),
    "南宋": (1127, 1279),
    "唐宋": (618, 1279),
    "辽": (916, 1125),
    "西夏": (1038, 1227),
    "金": (1115, 1234),
    "元": (1271, 1368),
    "宋元": (960, 1368),
    "明": (1368, 1644),
    "元明": (1271, 1644),
    "南明": (1644, 1683),
    "太平天国": (1851, 1864),
    "北洋": (1912, 1928),
}
_DAYS: dict[str, tuple[int, int]] = {
    "清": (16360101, 19120212),
    "明清": (13680101, 19120212),
    "民国": (19120101, 19490930),
    "抗战": (19370707, 19450902),
    "抗日战争": (19370707, 19450902),
    "解放战争": (19450903, 19490930),
    "伪满": (19320301, 19450818),
    "满洲国": (19320301, 19450818),
    "日治": (18950417, 19451025),
    "日据": (18950417, 19451025),
    "日占": (18950417, 19451025),
    "文革": (19660516, 19761006),
    "文化大革命": (19660516, 19761006),
}
_OPEN = {
    "建国前": (OPEN_BEGINNING, 19490930),
    "解放前": (OPEN_BEGINNING, 19490930),
    "新中国成立前": (OPEN_BEGINNING, 19490930),
    "建国后": (19491001, OPEN_END),
    "建国以来": (19491001, OPEN_END),
    "解放后": (19491001, OPEN_END),
    "新中国成立后": (19491001, OPEN_END),
    "建国初期": (19491001, 19561231),
    "解放初期": (19491001, 19561231),
    "建国初": (19491001, 19561231),
    "解放初": (19491001, 19561231),
    "晚清": (18400101, 19120212),
    "清末": (18400101, 19120212),
    "清季": (18400101, 19120212),
    "前清": (16360101, 19120212),
    "清末民初": (18400101, 19281231),
    "民初": (19120101, 19281231),
}
_DYNASTY = re.compile(
    rf"大?(?P<name>{alternatives((*_PERIODS, *_DAYS))})"
    rf"(?:代|朝|时期|时代|年间|期间|间|时|政府时期|统治时期)?(?P<part>{PART})?(?:时期|年间)?"
)
_TWO_DYNASTIES = re.compile("(?P<first>[唐隋宋元明清]末)(?P<last>[唐宋元明清民]初)(?:年|期|时期|年间)?")
_TWO_ERAS = re.compile(
    rf"(?P<first>{ERA_NAMES})(?:-|至|到|、)?(?P<last>{ERA_NAMES})(?:年间|间|时期|两朝|年代|朝)"
)
_WHOLE_ERA = re.compile(
    rf"(?:(?P<dynasty>{DYNASTY_NAMES})[代朝]?·?)?(?P<era>{ERA_NAMES})(?:年间|间|朝|时期|时|年代|帝)?(?P<part>{PART})?(?:年间|间)?"
)


def read_period(text: str) -> Bounds | None:
    """A period; None where the text is none.

    Raises:
        Unreadable: it is one that does not exist.
    """
    unknown = _UNKNOWN_DIGITS.fullmatch(text)
    if unknown and len(unknown["known"]) + len(unknown["unknown"].replace("??", "?")) >= 3:
        return _unknown_digits(unknown)
    text = text.removeprefix("[").removesuffix("]")
    decade = _DECADE.fullmatch(text)
    if decade:
        return _decade(decade)
    opened = _OPEN.get(text) or _OPEN.get(text.removesuffix("时期").removesuffix("年间"))
    if opened:
        return Bounds(*opened, inferred=True)
    two = _TWO_DYNASTIES.fullmatch(text)
    if two:
        ends = [read_period(two[name].replace("民初", "民国初")) for name in ("first", "last")]
        return all_of([end for end in ends if end is not None])
    dynasty = _DYNASTY.fullmatch(text)
    if dynasty:
        name = dynasty["name"]
        whole = Bounds(*_DAYS[name]) if name in _DAYS else years(*_PERIODS[name])
        return part_of(whole, dynasty["part"]) if dynasty["part"] else whole
    return _whole_era(text)


def _whole_era(text: str) -> Bounds | None:
    both = _TWO_ERAS.fullmatch(text)
    if both:
        ends = [_whole_era(both[name]) for name in ("first", "last")]
        return all_of([end for end in ends if end is not None])
    match = _WHOLE_ERA.fullmatch(text)
    if match is None:
        return None
    meanings = []
    for era in eras_named(match["era"], match["dynasty"] or ""):
        whole = years(era.first, era.last)
        meanings.append((era.dynasty, part_of(whole, match["part"]) if match["part"] else whole))
    return not_guessed(meanings, match["era"]) if meanings else None


def _unknown_digits(match: re.Match[str]) -> Bounds | None:
    """193? and 193-: a decade; 19?? and 19--: a hundred years."""
    known, unknown = match["known"], 4 - len(match["known"])
    if len(match["unknown"]) < unknown or (
        unknown == 1 and len(match["unknown"]) > 1 and "-" in match["unknown"]
    ):
        return None
    low = int(known) * 10**unknown
    return years(low, low + 10**unknown - 1) if low else None


def _decade(match: re.Match[str]) -> Bounds:
    if match["decade"]:
        first = read_number(match["decade"]) or 0
        whole = years(max(first, 1), first + 9)
        return part_of(whole, match["part"]) if match["part"] else whole
    century = read_number(match["century"]) or 0
    if not 1 <= century <= 21:
        raise Unreadable(f"没有 {century} 世纪", f"there is no century {century} yet")
    whole = years(1 - century * 100, 100 - century * 100) if match["before"] else _century(century, match)
    return part_of(whole, match["part_of"]) if match["part_of"] else whole


def _century(century: int, match: re.Match[str]) -> Bounds:
    tens = (match["tens"], match["to"] or match["tens"])
    if match["both"]:
        first, last = re.split("-|至|到|、", match["both"])
        tens = (first, last)
    if not tens[0]:
        return years((century - 1) * 100 + 1, century * 100)
    low, high = (read_number(each) or 0 for each in tens)
    if high < low:
        raise Unreadable("止日早于起日", "it ends before it begins")
    begins = (century - 1) * 100
    return years(max(begins + low, 1), begins + high + 9)
