"""The ways in which archives write dates: open ends, decades, reigns, parts of a year, the calendars of neighbours."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdings.dates import DateError, format_span, parse_date
from holdings.day_numbers import OPEN_BEGINNING, OPEN_END, counted_years, is_real_day, join_day, month_end
from holdings.sexagenary import name_of_year, place_in_cycle, years_of_name

few = settings(max_examples=200, deadline=None)
years = st.integers(-4000, 2100)


def year(first: int, last: int = 0) -> tuple[int, int]:
    return first * 10_000 + 101, (last or first) * 10_000 + 1231


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("1937-", (19370101, OPEN_END)),
        ("1937年—", (19370101, OPEN_END)),
        ("1937至今", (19370101, OPEN_END)),
        ("1937年—至今", (19370101, OPEN_END)),
        ("1937年7月以来", (19370701, OPEN_END)),
        ("民国二十六年起", (19370101, OPEN_END)),
        ("不早于1937年", (19370101, OPEN_END)),
        ("-1945", (OPEN_BEGINNING, 19451231)),
        ("1945年以前", (OPEN_BEGINNING, 19451231)),
        ("1945年8月15日之前", (OPEN_BEGINNING, 19450815)),
        ("至1945", (OPEN_BEGINNING, 19451231)),
        ("清代以前", (OPEN_BEGINNING, 16351231)),
        ("民国前", (OPEN_BEGINNING, 19111231)),
        ("193?", year(1930, 1939)),
        ("193X", year(1930, 1939)),
        ("193-", year(1930, 1939)),
        ("195×年代", year(1950, 1959)),
        ("19--", year(1900, 1999)),
        ("20世纪50年代初", year(1950, 1953)),
        ("1960年代末期", year(1966, 1969)),
        ("20世纪50-60年代", year(1950, 1969)),
        ("1930-1940年代", year(1930, 1949)),
        ("19世纪末", year(1867, 1900)),
        ("十八世纪上半叶", year(1701, 1750)),
        ("公元前3世纪", year(-299, -200)),
        ("1937年春", (19370201, 19370531)),
        ("1937年夏秋间", (19370501, 19371130)),
        ("1937年冬", (19371101, 19380228)),
        ("1937年底", (19370901, 19371231)),
        ("1937年初", (19370101, 19370430)),
        ("1937年7月底", (19370721, 19370731)),
        ("1937-38", year(1937, 1938)),
        ("1937/38", year(1937, 1938)),
        ("1937—45年", year(1937, 1945)),
        ("1937、1938", year(1937, 1938)),
        ("1937,1938；1940", year(1937, 1940)),
        ("1937、38", year(1937, 1938)),
        ("1937年7月、8月", (19370701, 19370831)),
        ("1937.3-5", (19370301, 19370531)),
        ("1937/7/7-9/3", (19370707, 19370903)),
        ("19370707-0903", (19370707, 19370903)),
        ("1985—1986学年", year(1985, 1986)),
        ("1937年□月□日", year(1937)),
        ("1937年7月?日", (19370701, 19370731)),
        ("1945年 月 日", year(1945)),
        ("一九三七·七·七", (19370707, 19370707)),
        ("7/7/1937", (19370707, 19370707)),
        ("3/4/1945", (19450304, 19450403)),
        ("July 7, 1937", (19370707, 19370707)),
        ("15th Aug. 1945", (19450815, 19450815)),
        ("1937-07-07T00:00:00", (19370707, 19370707)),
        ("c. 1937", year(1937)),
        ("西元1937年7月", (19370701, 19370731)),
        ("A.D. 1937", year(1937)),
        ("公元9年", year(9)),
        ("公元前221年", year(-220)),
        ("前221年—前207年", year(-220, -206)),
        ("221 BC", year(-220)),
        ("-0220", year(-220)),
        ("公元前1年", (101, 1231)),
    ],
)
def test_western_forms(text: str, days: tuple[int, int]) -> None:
    found = parse_date(text)
    assert (found.earliest, found.latest) == days
    assert found.open == (OPEN_BEGINNING in days or OPEN_END in days)


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("清光绪二十年", year(1894)),
        ("清·光绪二十年", year(1894)),
        ("大清光緒廿年", year(1894)),
        ("明万历三年", year(1575)),
        ("唐贞观三年", year(629)),
        ("宋淳熙九年", year(1182)),
        ("宋元嘉三年", year(426)),
        ("西汉建元元年", year(-139)),
        ("元至正二十年", year(1360)),
        ("大明正德三年", year(1508)),
        ("洪武三十五年", year(1402)),
        ("祺祥元年", year(1861)),
        ("太平天国辛开元年", year(1851)),
        ("光绪年间", year(1875, 1908)),
        ("光绪间", year(1875, 1908)),
        ("光绪末", year(1897, 1908)),
        ("咸丰同治年间", year(1851, 1874)),
        ("嘉庆、道光间", year(1796, 1850)),
        ("清代", (16360101, 19120212)),
        ("清末", (18400101, 19120212)),
        ("明末清初", year(1552, 1728)),
        ("民国时期", (19120101, 19490930)),
        ("民国年间", (19120101, 19490930)),
        ("抗战时期", (19370707, 19450902)),
        ("解放前", (OPEN_BEGINNING, 19490930)),
        ("光绪甲午年", year(1894)),
        ("光绪甲午", year(1894)),
        ("光绪二十年(甲午)", year(1894)),
        ("丁丑年(1937)", year(1937)),
        ("康熙壬寅年", year(1662, 1722)),
        ("光绪20.6.23", year(1894)),
        ("光绪二十年冬", (18940101, 18950220)),
        ("民国前三年", year(1909)),
        ("民前三年", year(1909)),
        ("民元前3年", year(1909)),
        ("民国贰拾叁年", year(1934)),
        ("民國貳拾叄年", year(1934)),
        ("民二十三年", year(1934)),
        ("民国23.8.15", (19340815, 19340815)),
        ("民23/8/15", (19340815, 19340815)),
        ("民国二十三年度", year(1934)),
        ("民国26-34", year(1937, 1945)),
        ("中華民國34年8月15日", (19450815, 19450815)),
        ("昭和十二年", year(1937)),
        ("日本昭和12年7月", (19370701, 19370731)),
        ("昭和16-20年", year(1941, 1945)),
        ("明治四十年", year(1907)),
        ("康德元年", year(1934)),
        ("伪康德三年十二月", (19361201, 19361231)),
        ("大同二年", year(1933)),
        ("隆熙二年", year(1908)),
        ("檀纪4278年", year(1945)),
        ("黄帝纪元四千六百零九年", year(1911)),
        ("1937年农历六月", year(1937)),
        ("1937年腊月", (19370101, 19380220)),
    ],
)
def test_eras_and_reigns(text: str, days: tuple[int, int]) -> None:
    found = parse_date(text)
    assert (found.earliest, found.latest) == days


@pytest.mark.parametrize(
    "text",
    [
        "光绪二十一年甲午",
        "丁丑年(1938)",
        "农历丁丑年六月",
        "37.7.7",
        "太和三年",
        "贞观",
        "唐光绪三年",
        "前三年",
        "明年",
        "元年",
    ],
)
def test_what_leaves_a_choice_is_not_guessed(text: str) -> None:
    with pytest.raises(DateError):
        parse_date(text)


def test_a_date_that_several_dynasties_may_mean_names_them() -> None:
    with pytest.raises(DateError) as caught:
        parse_date("正德三年")
    assert "西夏（1129）、明（1508）" in caught.value.letter.zh
    # 至元三年 was 1266 and 1337: so near each other it reaches from one to the other.
    near = parse_date("至元三年")
    assert (near.earliest, near.latest, near.inferred) == (*year(1266, 1337), True)


@few
@given(years, years, st.integers(1, 12), st.integers(1, 12))
def test_what_is_printed_is_read(one: int, other: int, month: int, last: int) -> None:
    first, second = sorted((join_day(one, month, 1), month_end(other, last)))
    for days in ((first, second), (OPEN_BEGINNING, second), (first, OPEN_END)):
        found = parse_date(format_span(*days))
        assert (found.earliest, found.latest) == days


@few
@given(years, st.sampled_from(["年", "年-", "年以前", "年春", "年代", "年底", "年闰六月", "年十二月"]))
def test_a_later_year_is_a_later_date(first: int, rest: str) -> None:
    def days(number: int) -> tuple[int, int] | None:
        lead = f"{number:04d}" if number > 0 else f"公元前{1 - number}"
        try:
            found = parse_date(lead + rest)
        except DateError:
            return None
        assert is_real_day(found.earliest) and is_real_day(found.latest)
        return found.earliest, found.latest

    one, next_one = days(first), days(first + 1)
    if one and next_one:
        assert one <= next_one


@few
@given(st.integers(1875, 1908), st.integers(1, 12), st.integers(1, 30))
def test_a_lunar_date_lies_in_its_year(western: int, month: int, day: int) -> None:
    found = parse_date(f"光绪{western - 1874}年{month}月{day}日")
    assert found.earliest == western * 10_000 + 101
    # The year ends by 20 February of the next; before its eleventh month nothing does.
    assert found.latest <= (western + 1) * 10_000 + 220
    assert month > 10 or found.latest == western * 10_000 + 1231


@few
@given(years)
def test_names_of_the_cycle_are_read_back(western: int) -> None:
    name = name_of_year(western)
    assert place_in_cycle(name) is not None
    assert years_of_name(name, western, western + 59) == (western,)
    assert years_of_name(name, western + 1, western + 59) == ()


def test_the_cycle_is_the_one_of_the_calendar() -> None:
    assert [name_of_year(each) for each in (1894, 1911, 1984, 4)] == ["甲午", "辛亥", "甲子", "甲子"]
    assert place_in_cycle("甲丑") is None


def test_open_dates_are_counted_under_the_year_they_name() -> None:
    assert list(counted_years(19370101, OPEN_END)) == [1937]
    assert list(counted_years(OPEN_BEGINNING, 19451231)) == [1945]
    assert list(counted_years(19370101, 19391231)) == [1937, 1938, 1939]
    assert list(counted_years(6180101, 19490930)) == []
