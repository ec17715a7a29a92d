"""Eras (年号) since Han, of China and of its neighbours whose records lie in its archives, with their western years.

Year N of an era is the western year ``first + N - 1`` (astronomical: 0 is 1 BC). Before 1912 that is a lunar year,
which begins between 21 January and 20 February of the western year and ends before 21 February of the next; the
western year named is the one in which its first ten months lie whole, for the eleventh month always holds the winter
solstice. The table is `eras.txt`, made by `scripts/build_eras.py`, which names its source and licence.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from holdings.numerals import chinese_digits, chinese_numeral


@dataclass(frozen=True, slots=True)
class Era:
    """One era.

    Attributes:
        name: its name in simplified characters.
        traditional: its name in traditional characters; equal to `name` where they do not differ.
        dynasty: whose era it is: 汉, 明, 民国, 日本, 满洲国.
        first: the western year of its year 元, astronomical.
        last: the western year of its last year in use.
        lunar: whether its months and days are lunar.
    """

    name: str
    traditional: str
    dynasty: str
    first: int
    last: int
    lunar: bool = True

    @property
    def length(self) -> int:
        """How many years it counts."""
        return self.last - self.first + 1

    def western_year(self, number: int) -> int:
        """The western year of year `number` (元年 is 1).

        Raises:
            ValueError: the era has no such year.
        """
        if not 1 <= number <= self.length:
            raise ValueError(number)
        return self.first + number - 1


REPUBLIC = Era("民国", "民國", "民国", 1912, 1949, lunar=False)
"""The Republic's years as the mainland's archives count them: 元年 is 1912, 三十八年 is 1949; months are solar."""

REPUBLIC_LATER = Era("民国", "民國", "民国", 1912, 2111, lunar=False)
"""The Republic's years as they go on being counted in Taiwan. A catalogue that holds 民国八十三年 most often
means 1983, so `holdings.dates.parse_date` refuses it; a question may ask for it."""

_MODERN = (
    REPUBLIC,
    Era("洪宪", "洪憲", "民国", 1916, 1916, lunar=False),
    # As archives of Taiwan and the Northeast need them. Japan counts solar months since 明治六年.
    Era("大同", "大同", "满洲国", 1932, 1934, lunar=False),
    Era("康德", "康德", "满洲国", 1934, 1945, lunar=False),
    Era("明治", "明治", "日本", 1868, 1912, lunar=False),
    Era("大正", "大正", "日本", 1912, 1926, lunar=False),
    Era("昭和", "昭和", "日本", 1926, 1989, lunar=False),
    Era("平成", "平成", "日本", 1989, 2019, lunar=False),
    Era("令和", "令和", "日本", 2019, 2119, lunar=False),
    Era("光武", "光武", "朝鲜", 1897, 1907, lunar=False),
    Era("隆熙", "隆熙", "朝鲜", 1907, 1910, lunar=False),
)


def _read_table() -> tuple[tuple[Era, ...], dict[str, str]]:
    """The eras of `eras.txt`, and of each traditional character in their names the simplified one."""
    text = resources.files(__package__).joinpath("eras.txt").read_text(encoding="utf-8")
    found: list[Era] = []
    simple: dict[str, str] = {}
    for line in text.splitlines():
        if line.startswith("#"):
            continue
        dynasty, of, name, traditional, first, last = line.split()
        found.append(Era(name, traditional, dynasty, int(first), int(last)))
        pairs = zip(of + traditional, dynasty + name, strict=True)
        simple.update((each, other) for each, other in pairs if each != other)
    return tuple(found), simple


_TABLE, SIMPLE = _read_table()
"""`SIMPLE`: of each traditional character in names of eras and dynasties the simplified one."""

# Other characters that sources use in the same names; the last two make 歷 and 曆, 祐 and 佑 one.
SIMPLE.update(
    zip("國華憲歷啓緖豊寳熈煕淸徳禎滿鮮韓佑", "国华宪历启绪丰宝熙熙清德祯满鲜韩祐", strict=True),
)

ERAS: tuple[Era, ...] = (*_TABLE, *_MODERN)
"""Every era, by first year; those of solar months last."""


def _by_name() -> dict[str, tuple[Era, ...]]:
    named: dict[str, list[Era]] = {}
    for era in ERAS:
        for spelled in {era.name, "".join(SIMPLE.get(char, char) for char in era.name)}:
            named.setdefault(spelled, []).append(era)
    return {name: tuple(eras) for name, eras in named.items()}


ERAS_BY_NAME: dict[str, tuple[Era, ...]] = _by_name()
"""The eras of each name, spelled as `spelled_name` spells it."""

#: What a dynasty is called beside the name that the table has, and beside its last character.
_CALLED = {
    "汉": "西汉 前汉 东汉 后汉",
    "新": "新莽",
    "魏": "曹魏 三国魏",
    "蜀": "蜀汉 三国蜀 汉",
    "吴": "东吴 孙吴 三国吴 杨吴 南吴",
    "晋": "西晋 东晋",
    "汉赵": "汉 前赵 北汉",
    "北汉": "汉",
    "成汉": "成",
    "北魏": "后魏 元魏",
    "刘宋": "南朝宋",
    "南齐": "萧齐",
    "梁": "南梁 萧梁 南朝梁",
    "陈": "南陈 南朝陈",
    "北齐": "高齐",
    "武周": "唐",
    "五代梁": "后梁",
    "五代唐": "后唐",
    "五代晋": "后晋",
    "五代汉": "后汉",
    "五代周": "后周",
    "宋": "北宋 南宋",
    "辽": "契丹",
    "胡夏": "大夏",
    "清": "后金 前清 满清",
    "民国": "中华",
    "日本": "日 日治 日据 日本国",
    "满洲国": "伪满 伪满洲国 满洲帝国 伪满洲帝国 伪",
    "朝鲜": "韩国 大韩 大韩帝国 韩",
}


def _names_of(dynasty: str) -> frozenset[str]:
    names = {dynasty, dynasty[-1], *_CALLED.get(dynasty, "").split()}
    names -= {"国"}
    return frozenset(names | {f"{great}{name}" for name in names if len(name) == 1 for great in "大皇"})


NAMES_OF_DYNASTIES: dict[str, frozenset[str]] = {
    dynasty: _names_of(dynasty) for dynasty in dict.fromkeys(era.dynasty for era in ERAS)
}
"""What may stand before an era's name, by its dynasty."""


def spelled_name(text: str) -> str:
    """A text with the simplified characters of names of eras and dynasties, one for one."""
    return text.translate(_SPELLING)


_SPELLING = str.maketrans(SIMPLE)


def eras_named(name: str, dynasty: str = "") -> tuple[Era, ...]:
    """The eras that a name may mean; none is guessed where several dynasties had it.

    A name with a modern era (大同 of 1932) means that one, unless another dynasty stands before it.

    Args:
        name: as `spelled_name` spells it.
        dynasty: what stands before it; empty for nothing.
    """
    named = ERAS_BY_NAME.get(name, ())
    if dynasty:
        own = tuple(era for era in named if era.dynasty == dynasty)
        return own or tuple(era for era in named if dynasty in NAMES_OF_DYNASTIES[era.dynasty])
    return tuple(era for era in named if not era.lunar) or named


def western_years(eras: Iterable[Era], number: int) -> tuple[int, ...]:
    """The western years that year `number` of one of some eras may be, in order; empty where none has it."""
    return tuple(sorted({era.western_year(number) for era in eras if 1 <= number <= era.length}))


def alternatives(names: Iterable[str]) -> str:
    """Names as alternatives of a pattern, longer ones first."""
    return "|".join(sorted(set(names), key=lambda name: (-len(name), name)))


ERA_NAMES = alternatives(ERAS_BY_NAME)
"""Pattern of an era's name, as `spelled_name` spells it."""
DYNASTY_NAMES = alternatives(name for names in NAMES_OF_DYNASTIES.values() for name in names)
"""Pattern of a dynasty's name before that of an era."""

#: The lines of eras in which a western year may be written too, the most usual first.
_LINES = ("民国", "清", "明", "满洲国", "日本")
#: Of Japan's years those in which its offices wrote in China.
_JAPAN_IN_CHINA = range(1895, 1946)


@lru_cache(4_096)
def eras_of_year(year: int) -> tuple[tuple[Era, int], ...]:
    """The eras in which records of China may name a western year since 1368, with the number in each."""
    if year < 1368:
        return ()
    return tuple(
        (era, year - era.first + 1)
        for line in _LINES
        for era in reversed(ERAS)
        if era.dynasty == line
        and era.first <= year <= era.last
        and (line != "日本" or year in _JAPAN_IN_CHINA)
    )


def era_year_forms(era: Era, number: int) -> tuple[str, ...]:
    """The ways a text may name one year of an era: 民国二十三年, 民国廿三年, 民国23年, 民国贰拾叁年."""
    said = "元" if number == 1 else chinese_numeral(number)
    forms = [f"{era.name}{said}年"]
    for short, long in (("廿", "二十"), ("卅", "三十"), ("卌", "四十")):
        if said.startswith(long):
            forms.append(f"{era.name}{short}{said.removeprefix(long)}年")
    forms.append(f"{era.name}{number}年")
    if number > 1 and era.dynasty in ("民国", "清"):
        forms.append(f"{era.name}{said.translate(_CAPITALS)}年")
    return tuple(forms)


_CAPITALS = str.maketrans("一二三四五六七八九十百", "壹贰叁肆伍陆柒捌玖拾佰")


def western_year_forms(year: int) -> tuple[str, ...]:
    """The ways to write a western year: 1934年, 一九三四年; 一九三零年 and 一九三O年 too."""
    digits = chinese_digits(year)
    zeros = (digits.replace("〇", zero) for zero in "零O") if "〇" in digits else ()
    return (f"{year}年", f"{digits}年", *(f"{each}年" for each in zeros))
