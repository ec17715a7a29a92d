"""The table of eras: every year of an era is found, and no era is guessed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdings.dates import DateError, find_years, parse_date
from holdings.eras import ERAS, ERAS_BY_NAME, Era, eras_named, eras_of_year, western_years
from holdings.numerals import chinese_numeral

few = settings(max_examples=300, deadline=None)


@few
@given(st.sampled_from(ERAS), st.data())
def test_every_year_of_an_era_is_found(era: Era, data: st.DataObject) -> None:
    number = data.draw(st.integers(1, era.length))
    name = data.draw(st.sampled_from([era.name, era.traditional]))
    said = data.draw(st.sampled_from([str(number), "元" if number == 1 else chinese_numeral(number)]))
    western = era.western_year(number)
    meant = western_years(eras_named(era.name), number)
    try:
        found = parse_date(f"{name}{said}年")
    except DateError as error:
        modern = [each for each in ERAS_BY_NAME[era.name] if not each.lunar]
        if era.lunar and modern:
            # 大同 is that of 1932 wherever no dynasty is written before it; it had three years.
            assert number > max(each.length for each in modern)
        else:
            # Several dynasties had it, far apart.
            assert "几个朝代" in error.letter.zh
            assert len(meant) > 1
    else:
        if western in meant:
            assert found.earliest <= western * 10_000 + 101 <= western * 10_000 + 1231 <= found.latest
        assert found.inferred == (len(meant) > 1)
    same = [each for each in ERAS if each.dynasty == era.dynasty and each.name == era.name]
    if len(western_years(same, number)) == 1:
        own = parse_date(f"{era.dynasty}{name}{said}年")
        assert (own.earliest, own.latest) == (western * 10_000 + 101, western * 10_000 + 1231)
    if number != 1 or western in meant:
        mentions = find_years(f"查{name}{said}年的档案")
        assert [mention.end for mention in mentions] == [len(f"查{name}{said}年")]


@few
@given(st.sampled_from(ERAS))
def test_no_era_has_a_year_after_its_last(era: Era) -> None:
    longest = max(each.length for each in eras_named(era.name))
    with pytest.raises(DateError):
        parse_date(f"{era.name}{longest + 1}年")


@pytest.mark.parametrize(
    ("name", "dynasty", "first", "last"),
    [
        ("建元", "汉", -139, -134),
        ("太初", "汉", -103, -100),
        ("建安", "汉", 196, 220),
        ("黄初", "魏", 220, 226),
        ("永嘉", "晋", 307, 313),
        ("元嘉", "刘宋", 424, 453),
        ("太和", "北魏", 477, 499),
        ("开皇", "隋", 581, 600),
        ("贞观", "唐", 627, 649),
        ("开元", "唐", 713, 741),
        ("天宝", "唐", 742, 756),
        ("建隆", "宋", 960, 963),
        ("熙宁", "宋", 1068, 1077),
        ("绍兴", "宋", 1131, 1162),
        ("大定", "金", 1161, 1189),
        ("至元", "元", 1264, 1294),
        ("至正", "元", 1341, 1370),
        ("万历", "明", 1573, 1620),
        ("光绪", "清", 1875, 1908),
        ("昭和", "日本", 1926, 1989),
        ("康德", "满洲国", 1934, 1945),
    ],
)
def test_known_eras(name: str, dynasty: str, first: int, last: int) -> None:
    assert (first, last) in [(era.first, era.last) for era in ERAS_BY_NAME[name] if era.dynasty == dynasty]


def test_the_years_of_the_last_dynasties_have_one_line() -> None:
    for dynasty, first, last in (("明", 1368, 1644), ("清", 1644, 1911), ("民国", 1912, 1949)):
        named = {year for era in ERAS if era.dynasty == dynasty for year in range(era.first, era.last + 1)}
        assert named >= set(range(first, last + 1))


def test_a_western_year_has_the_eras_that_archives_of_china_write() -> None:
    assert [(era.name, number) for era, number in eras_of_year(1936)] == [
        ("民国", 25),
        ("康德", 3),
        ("昭和", 11),
    ]
    assert [(era.name, number) for era, number in eras_of_year(1861)] == [("祺祥", 1), ("咸丰", 11)]
    assert eras_of_year(1990) == ()


def test_no_span_of_the_table_ends_before_it_begins() -> None:
    assert all(era.length > 0 for era in ERAS)
    assert len({(era.dynasty, era.name, era.first) for era in ERAS}) == len(ERAS)
