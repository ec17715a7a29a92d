"""Dates as catalogues write them become first and last days that are true."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from holdings.dates import DateError, find_years, format_span, parse_date
from holdings.day_numbers import is_real_day
from holdings.numerals import chinese_digits, chinese_numeral, fold_numbers, read_number

few = settings(max_examples=200, deadline=None)
days = st.dates(dt.date(1, 1, 1), dt.date(9999, 12, 31))


def number(day: dt.date) -> int:
    return day.year * 10000 + day.month * 100 + day.day


@pytest.mark.parametrize(
    ("text", "earliest", "latest", "inferred"),
    [
        ("19450815", 19450815, 19450815, False),
        ("194508", 19450801, 19450831, False),
        ("1945", 19450101, 19451231, False),
        ("19450800", 19450801, 19450831, False),
        ("19450000", 19450101, 19451231, False),
        ("[19450815]", 19450815, 19450815, True),
        ("［19450815］", 19450815, 19450815, True),
        ("[1945?]", 19450101, 19451231, True),
        ("约1945年", 19450101, 19451231, True),
        ("1945年前后", 19450101, 19451231, True),
        ("1945-08-15", 19450815, 19450815, False),
        ("1945.8.15", 19450815, 19450815, False),
        ("1945/8/15", 19450815, 19450815, False),
        ("1945年8月15日", 19450815, 19450815, False),
        ("１９４５年８月", 19450801, 19450831, False),
        ("1952年2月", 19520201, 19520229, False),
        ("1945年8月上旬", 19450801, 19450810, False),
        ("1945年2月下旬", 19450221, 19450228, False),
        ("19370707-19450815", 19370707, 19450815, False),
        ("1937/1945", 19370101, 19451231, False),
        ("1937—1945", 19370101, 19451231, False),
        ("1937——1945", 19370101, 19451231, False),
        ("1937至1945", 19370101, 19451231, False),
        ("1937年～1945年", 19370101, 19451231, False),
        ("193707-194508", 19370701, 19450831, False),
        ("1937-07-07/1945-08-15", 19370707, 19450815, False),
        ("1937.7.7-1945.8.15", 19370707, 19450815, False),
        ("[1937]-1945", 19370101, 19451231, True),
        ("[1937-1945]", 19370101, 19451231, True),
        ("1950年3月至5月", 19500301, 19500531, False),
        ("1950年3月5日至20日", 19500305, 19500320, False),
        ("一九四五年八月", 19450801, 19450831, False),
        ("一九四五年八月十五日", 19450815, 19450815, False),
        ("二〇一八年", 20180101, 20181231, False),
        ("二O一八年", 20180101, 20181231, False),
        ("一九五○年", 19500101, 19501231, False),
        ("1950年代", 19500101, 19591231, False),
        ("一九五〇年代", 19500101, 19591231, False),
        ("20世纪五十年代", 19500101, 19591231, False),
        ("二十世纪50年代", 19500101, 19591231, False),
        ("19世纪", 18010101, 19001231, False),
        ("1983年上半年", 19830101, 19830630, False),
        ("1983年下半年", 19830701, 19831231, False),
        ("1983年第一季度", 19830101, 19830331, False),
        ("1983年4季度", 19831001, 19831231, False),
        ("民国二十三年", 19340101, 19341231, False),
        ("民国23年", 19340101, 19341231, False),
        ("中華民國二十三年", 19340101, 19341231, False),
        ("民国二十三年十月", 19341001, 19341031, False),
        ("民国廿三年十月五日", 19341005, 19341005, False),
        ("民国元年", 19120101, 19121231, False),
        ("民国三十四年(1945年)", 19450101, 19451231, False),
        ("民国二十六年至三十四年", 19370101, 19451231, False),
        ("民国二十六年七月七日至三十四年八月", 19370707, 19450831, False),
        ("民国26-34年", 19370101, 19451231, False),
        ("光绪三十四年—宣统三年", 19080101, 19111231, False),
        ("民国三十四年八月十五日—民国三十五年一月一日", 19450815, 19460101, False),
        ("光绪二十年", 18940101, 18941231, False),
        ("光緒廿年", 18940101, 18941231, False),
        ("光绪二十年六月廿三日", 18940101, 18941231, False),
        ("宣统三年", 19110101, 19111231, False),
        ("康熙六十一年", 17220101, 17221231, False),
        ("洪武元年", 13680101, 13681231, False),
    ],
)
def test_forms_of_catalogues(text: str, earliest: int, latest: int, inferred: bool) -> None:
    found = parse_date(f" {text}\t")
    assert (found.text, found.earliest, found.latest, found.inferred) == (text, earliest, latest, inferred)


def test_a_month_is_not_taken_for_a_span() -> None:
    assert parse_date("1937-08").latest == 19370831
    assert parse_date("1900-1912").latest == 19121231


@pytest.mark.parametrize(
    ("text", "latest"),
    [
        ("光绪二十年十月", 18941231),
        ("光绪二十年冬月", 18950120),
        ("光绪二十年十一月初八", 18950120),
        ("光緒二十年臘月", 18950220),
        ("宣统三年十二月廿五日", 19120220),
        ("光绪二十年闰五月", 18941231),
        ("民国二十年腊月初八", 19320220),
        ("民国二十年正月", 19311231),
    ],
)
def test_lunar_months_at_the_end_of_a_year_reach_into_the_next(text: str, latest: int) -> None:
    # 宣统三年十二月廿五日, the abdication, was 12 February 1912.
    found = parse_date(text)
    assert (found.earliest, found.latest) == (
        (latest - (latest % 10000 < 300) * 10000) // 10000 * 10000 + 101,
        latest,
    )


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("", "没有写"),
        ("  ", "没有写"),
        ("19450231", "2 月没有 31 日"),
        ("19451301", "没有 13 月"),
        ("1945年13月", "没有 13 月"),
        ("19000229", "2 月没有 29 日"),
        ("19450015", "有日无月"),
        ("0000", "没有公元 0 年"),
        ("1945-1937", "止日早于起日"),
        ("五十年代", "没有写明世纪"),
        ("50年代", "没有写明世纪"),
        ("光绪三十五年", "只有 34 年"),
        ("民国八十三年", "只有 38 年"),
        ("民国0年", "只有 38 年"),
        ("民国二十三年二月三十日", "2 月没有 30 日"),
        ("光绪二十年六月三十一日", "三十日"),
        ("民国三十四年(1946年)", "不一致"),
        ("[1945", "括号不成对"),
        ("45", "不是已知"),
        ("昨天", "不是已知"),
        ("甲午年", "六十年一轮"),
        ("不详", "写明没有日期"),
        ("正德三年", "几个朝代都有"),
        ("9" * 81, "超过 80"),
    ],
)
def test_what_is_no_date_gets_a_letter(text: str, word: str) -> None:
    with pytest.raises(DateError) as caught:
        parse_date(text)
    letter = caught.value.letter
    assert word in letter.zh
    assert "19370707-19450815" in letter.zh
    assert "Without a sound date" in letter.en


@few
@given(
    st.text(max_size=90)
    | st.text(
        "0123456789-—/.年月日[]()?至今以前后〇○一二十廿元民国光绪代世纪约初末春闰上半旬季度甲午清明公西",
        max_size=24,
    )
)
def test_any_text_is_a_true_date_or_a_letter(text: str) -> None:
    try:
        found = parse_date(text)
    except DateError:
        return
    assert found.text == text.strip()
    assert is_real_day(found.earliest)
    assert is_real_day(found.latest)
    assert found.earliest <= found.latest
    assert found.earliest // 10000 in found.years
    assert found.latest // 10000 in found.years
    assert len(found.years) == found.latest // 10000 - found.earliest // 10000 + 1


@few
@given(days, days)
def test_what_is_shown_is_read_back(one: dt.date, other: dt.date) -> None:
    earliest, latest = sorted((number(one), number(other)))
    found = parse_date(format_span(earliest, latest))
    assert (found.earliest, found.latest) == (earliest, latest)


@few
@given(days)
def test_every_way_to_write_a_day_is_the_same_day(day: dt.date) -> None:
    month, date = chinese_numeral(day.month), chinese_numeral(day.day)
    forms = [
        f"{number(day):08d}",
        f"{day.year:04d}-{day.month:02d}-{day.day:02d}",
        f"{day.year:04d}.{day.month}.{day.day}",
        f"{day.year:04d}年{day.month}月{day.day}日",
    ]
    if day.year >= 1000:
        forms.append(f"{chinese_digits(day.year)}年{month}月{date}日")
    if 1912 <= day.year <= 1949:
        forms.append(
            f"民国{'元' if day.year == 1912 else chinese_numeral(day.year - 1911)}年{month}月{date}日"
        )
    for form in forms:
        assert (parse_date(form).earliest, parse_date(form).latest) == (number(day), number(day))
        assert parse_date(f"[{form}]").inferred


@pytest.mark.parametrize(("earliest", "latest"), [(19451301, 19451301), (19450102, 19450101), (0, 0)])
def test_no_span_is_shown_for_days_that_are_none(earliest: int, latest: int) -> None:
    with pytest.raises(DateError):
        format_span(earliest, latest)


def test_display_is_as_short_as_exact() -> None:
    assert format_span(19450101, 19451231) == "1945年"
    assert format_span(19370101, 19451231) == "1937年—1945年"
    assert format_span(19450801, 19450831) == "1945年8月"
    assert format_span(19370707, 19450815) == "1937年7月7日—1945年8月15日"


def test_years_in_a_question() -> None:
    (found,) = find_years("福州民国二十三年的土地")
    assert (found.start, found.end, found.year_from, found.year_to) == (2, 8, 19340101, 19341231)
    assert found.equivalents[:6] == (
        "民国二十三年",
        "民国廿三年",
        "民国23年",
        "民国贰拾叁年",
        "1934年",
        "一九三四年",
    )
    assert found.spellings == found.equivalents[:4]


@pytest.mark.parametrize(
    ("question", "written", "equivalents"),
    [
        (
            "一九三四年",
            ["一九三四年"],
            {"1934年", "民国二十三年", "民国廿三年", "民国23年", "昭和九年", "康德元年"},
        ),
        ("１９３４年", ["１９３４年"], {"1934年", "一九三四年", "民国23年"}),
        ("公元1934年的", ["公元1934年"], {"1934年", "民国二十三年"}),
        (
            "二○一八年二零一九年",
            ["二○一八年", "二零一九年"],
            {"2018年", "二〇一八年", "二零一八年", "2019年"},
        ),
        ("光緒元年", ["光緒元年"], {"光绪元年", "光绪1年", "光绪乙亥", "1875年", "一八七五年"}),
        ("清光绪甲午年", ["清光绪甲午年"], {"光绪甲午", "光绪二十年", "光绪廿年", "1894年"}),
        ("高唐光绪三年", ["光绪三年"], {"光绪3年", "1877年"}),
        ("民国107年", ["民国107年"], {"民国一百零七年", "2018年"}),
        ("民国贰拾叁年", ["民国贰拾叁年"], {"民国二十三年", "1934年"}),
        ("民 23 年", ["民 23 年"], {"民国二十三年", "1934年"}),
        ("民国前三年", ["民国前三年"], {"民前三年", "1909年", "宣统元年"}),
        ("昭和12年", ["昭和12年"], {"昭和十二年", "1937年", "民国二十六年"}),
        ("公元前221年", ["公元前221年"], {"公元前二百二十一年", "前221年"}),
        ("1950年代的粮食", ["1950年代"], {"一九五〇年代", "20世纪50年代", "二十世纪五十年代"}),
        ("20世纪50年代", ["20世纪50年代"], {"1950年代"}),
        ("1950年代表大会", ["1950年"], {"一九五〇年"}),
        ("民国二十三年代表", ["民国二十三年"], {"1934年"}),
        ("居民三年", [], set()),
        ("1934", [], set()),
        ("光绪三十五年", [], set()),
        ("甲午年", [], set()),
        ("1934年 1935年", ["1934年", "1935年"], {"一九三四年", "一九三五年"}),
    ],
)
def test_years_are_found_with_their_other_forms(
    question: str, written: list[str], equivalents: set[str]
) -> None:
    found = find_years(question)
    assert [question[mention.start : mention.end] for mention in found] == written
    assert equivalents <= {form for mention in found for form in mention.equivalents}


@few
@given(st.text(max_size=60) | st.text("民国光绪年代元〇一二十百0123 9", max_size=30))
def test_mentions_are_in_order_within_the_text(text: str) -> None:
    end = 0
    for mention in find_years(text):
        assert end <= mention.start < mention.end <= len(text)
        assert set(mention.spellings) <= set(mention.equivalents)
        assert is_real_day(mention.year_from)
        assert is_real_day(mention.year_to)
        assert mention.year_from < mention.year_to
        end = mention.end


@few
@given(st.integers(1, 999))
def test_numerals_are_read_back(value: int) -> None:
    assert read_number(fold_numbers(chinese_numeral(value))) == value
    assert read_number(chinese_digits(value)) == value
    assert read_number(str(value)) == value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("廿", 20),
        ("廿三", 23),
        ("卅一", 31),
        ("卌二", 42),
        ("一百零五", 105),
        ("壹拾", 10),
        ("贰拾叁", 23),
        ("貳拾伍", 25),
        ("四千六百零九", 4609),
    ],
)
def test_older_numerals(text: str, value: int) -> None:
    assert read_number(fold_numbers(text)) == value


@pytest.mark.parametrize(
    "text", ["", "百", "一百五", "十廿", "二十〇", "十十", "1一", "²", "一百〇", "〇百一"]
)
def test_what_is_no_number_has_no_value(text: str) -> None:
    assert read_number(text) is None


@few
@given(st.text(max_size=40))
def test_folding_numbers_keeps_every_offset(text: str) -> None:
    assume(text)
    assert len(fold_numbers(text)) == len(text)
