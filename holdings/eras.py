"""Eras (年号) of the Ming, the Qing and the Republic, with the western years they cover.

Year N of an era is the western year ``first + N - 1``. Before 1912 that is a lunar year, which begins between
21 January and 20 February of the western year and ends before 21 February of the next; the western year named is
the one in which its first ten months lie whole, for the eleventh month always holds the winter solstice.
"""

from __future__ import annotations

from dataclasses import dataclass

from holdings.numerals import chinese_digits, chinese_numeral


@dataclass(frozen=True, slots=True)
class Era:
    """One era.

    Attributes:
        name: its name in simplified characters.
        traditional: its name in traditional characters; equal to `name` where they do not differ.
        dynasty: 明, 南明, 清 or 民国.
        first: the western year of its year 元.
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


_TABLE = """
明 洪武 洪武 1368 1398
明 建文 建文 1399 1402
明 永乐 永樂 1403 1424
明 洪熙 洪熙 1425 1425
明 宣德 宣德 1426 1435
明 正统 正統 1436 1449
明 景泰 景泰 1450 1457
明 天顺 天順 1457 1464
明 成化 成化 1465 1487
明 弘治 弘治 1488 1505
明 正德 正德 1506 1521
明 嘉靖 嘉靖 1522 1566
明 隆庆 隆慶 1567 1572
明 万历 萬曆 1573 1620
明 泰昌 泰昌 1620 1620
明 天启 天啟 1621 1627
明 崇祯 崇禎 1628 1644
南明 弘光 弘光 1645 1645
南明 隆武 隆武 1645 1646
南明 永历 永曆 1647 1683
清 天命 天命 1616 1626
清 天聪 天聰 1627 1636
清 崇德 崇德 1636 1643
清 顺治 順治 1644 1661
清 康熙 康熙 1662 1722
清 雍正 雍正 1723 1735
清 乾隆 乾隆 1736 1795
清 嘉庆 嘉慶 1796 1820
清 道光 道光 1821 1850
清 咸丰 咸豐 1851 1861
清 同治 同治 1862 1874
清 光绪 光緒 1875 1908
清 宣统 宣統 1909 1911
"""

REPUBLIC = Era("民国", "民國", "民国", 1912, 1949, lunar=False)
"""The Republic's years as the mainland's archives count them: 元年 is 1912, 三十八年 is 1949; months are solar."""

REPUBLIC_LATER = Era("民国", "民國", "民国", 1912, 2111, lunar=False)
"""The Republic's years as they go on being counted in Taiwan. A catalogue that holds 民国八十三年 most often
means 1983, so `holdings.dates.parse_date` refuses it; a question may ask for it."""

HONGXIAN = Era("洪宪", "洪憲", "民国", 1916, 1916, lunar=False)

ERAS: tuple[Era, ...] = (
    *(
        Era(name, traditional, dynasty, int(first), int(last))
        for dynasty, name, traditional, first, last in map(str.split, _TABLE.strip().splitlines())
    ),
    REPUBLIC,
    HONGXIAN,
)
"""Every era, by dynasty and first year."""

# Other characters that sources use for the same names.
_OTHER_NAMES = {
    "萬歷": "万历",
    "万曆": "万历",
    "萬历": "万历",
    "永歷": "永历",
    "天啓": "天启",
    "中华民国": "民国",
    "中華民國": "民国",
    "中华民國": "民国",
    "中華民国": "民国",
    "咸豊": "咸丰",
}

ERA_BY_NAME: dict[str, Era] = {
    **{era.name: era for era in ERAS},
    **{era.traditional: era for era in ERAS},
    **{other: era for other, name in _OTHER_NAMES.items() for era in ERAS if era.name == name},
}
"""Every way to write an era's name, in both scripts."""


def era_year_forms(era: Era, number: int) -> tuple[str, ...]:
    """The ways a text may name one year: 民国二十三年, 民国23年, 1934年, 一九三四年.

    Raises:
        ValueError: the era has no such year.
    """
    western = era.western_year(number)
    said = "元" if number == 1 else chinese_numeral(number)
    return (f"{era.name}{said}年", f"{era.name}{number}年", *western_year_forms(western))


def western_year_forms(year: int) -> tuple[str, str]:
    """The two ways to write a western year: 1934年, 一九三四年."""
    return f"{year}年", f"{chinese_digits(year)}年"
