"""A number, a day or a text in a format reads as it is shown, or is not certain; never another value."""

from __future__ import annotations

import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.sheets.number_formats import number_format
from indexer.sheets.shown import Doubt, shown_text

SHOWN = [
    (23, "0000", "0023"),
    (1, '"J001-WS·1960·Y-"0000', "J001-WS·1960·Y-0001"),
    (2, "0000_ ", "0002 "),
    (123, "000-000", "000-123"),
    (19600105, '0000"-"00"-"00', "1960-01-05"),
    (1960.1, "0.00", "1960.10"),
    (1960.1, "General", "1960.1"),
    (1960.1000000000001, "General", "1960.1"),
    (1 / 3, "General", "0.333333333"),
    (123456789012345, "General", "123456789012345"),
    (1234567.5, "#,##0.00", "1,234,567.50"),
    (0.256, "0%", "26%"),
    (0.256, "0.0%", "25.6%"),
    (-5, "0", "-5"),
    (-5, "0;(0)", "(5)"),
    (0, '0;-0;"无"', "无"),
    (7, '[红色]0"卷"', "7卷"),
    (7, "@", "7"),
    (7, "G/通用格式", "7"),
    (12.5, "[$¥-804]#,##0.0", "¥12.5"),
    (1200, '_ "¥"* #,##0_ ;_ "¥"* \\-#,##0_ ;_ "¥"* "-"_ ;_ @_ ', " ¥1,200 "),
    (5, "??0", "  5"),
    (2, '[<10]"0"0;0', "02"),
    (0, "0;-0;;@", ""),
    (22172, "yyyy-mm-dd", "1960-09-13"),
    (22172, 'yyyy"年"m"月"d"日";@', "1960年9月13日"),
    (22172, '[$-804]yyyy"年"m"月"', "1960年9月"),
    (22172, '[DBNum1][$-804]yyyy"年"m"月"d"日"', "一九六〇年九月十三日"),
    (22172, "yyyy/m/d", "1960/9/13"),
    (22172, "yyyy", "1960"),
    (22172.75, "yyyy/m/d h:mm", "1960/9/13 18:00"),
    (22172, "m/d/yy", "1960-09-13"),
    (22172, "mmm-yy", "1960-09"),
    (22172, 'yyyy"年"m"月"d"日" aaaa', "1960-09-13"),
    (1, "yyyy-mm-dd", "1900-01-01"),
    (59, "yyyy-mm-dd", "1900-02-28"),
    (61, "yyyy-mm-dd", "1900-03-01"),
    (0.5, "h:mm AM/PM", "12:00 PM"),
    (1.25, "[h]:mm:ss", "30:00:00"),
    (0.0000127, "mm:ss.00", "00:01.10"),
]

DOUBTED = [
    (1234567890123456, "General", Doubt.LOST_DIGITS),
    (35101234567890123.0, "0", Doubt.LOST_DIGITS),
    (35101234567890123.0, '"J"0', Doubt.LOST_DIGITS),
    (351012, "0.00E+00", Doubt.SCIENTIFIC),
    (1e-12, "General", Doubt.SCIENTIFIC),
    (5, ";;;", Doubt.HIDDEN),
    (0.5, "# ?/?", Doubt.UNKNOWN_FORMAT),
    (7, "J0", Doubt.UNKNOWN_FORMAT),
    (7, '"J0', Doubt.UNKNOWN_FORMAT),
    (7, "[NatNum1]0", Doubt.UNKNOWN_FORMAT),
    (7, "0*-", Doubt.UNKNOWN_FORMAT),
    (7, "[DBNum2]0", Doubt.UNKNOWN_FORMAT),
    (22172, "[$-404]e/m/d", Doubt.UNKNOWN_FORMAT),
    (22172, "[$-70000]yyyy", Doubt.UNKNOWN_FORMAT),
    (22172, 'm"月"d"日"', Doubt.NO_YEAR),
    (22172, "d-mmm", Doubt.NO_YEAR),
    (60, "yyyy-mm-dd", Doubt.NO_DATE),
    (0.5, "yyyy-mm-dd", Doubt.NO_DATE),
    (-3, "yyyy-mm-dd", Doubt.NO_DATE),
    (1e9, "yyyy-mm-dd", Doubt.NO_DATE),
]


@pytest.mark.parametrize(("value", "written", "text"), SHOWN)
def test_a_number_reads_as_it_is_shown_in_its_format(value, written, text):
    shown = number_format(written).number(value)
    assert (shown.text, shown.doubt) == (text, None)


@pytest.mark.parametrize(("value", "written", "doubt"), DOUBTED)
def test_a_number_that_is_not_shown_whole_or_not_understood_is_doubted(value, written, doubt):
    assert number_format(written).number(value).doubt is doubt


@given(st.text(st.sampled_from('0#?.,%@;"\\_*[]EemydhsaGg/- 年$<>=1'), max_size=14), st.floats(-1e17, 1e17))
def test_any_format_shows_a_number_or_doubts_it(written, value):
    shown = number_format(written).number(value)
    assert isinstance(shown.text, str)
    assert isinstance(number_format(written).text("甲").text, str)


@given(st.integers(0, 10**15 - 1), st.integers(1, 15))
def test_zeros_of_a_format_fill_up_and_lose_no_digit(value, width):
    assert number_format("0" * width).number(value).text == str(value).zfill(width)
    assert number_format("#,##0").number(value).text == f"{value:,}"
    assert number_format("General").number(value).text == str(value)


@given(st.integers(-(10**11), 10**11), st.integers(1, 4))
def test_decimals_of_a_format_are_those_that_are_shown(hundreds, decimals):
    value = hundreds / 10**decimals
    shown = number_format("0." + "0" * decimals).number(value).text
    assert float(shown) == pytest.approx(value, rel=1e-14)
    assert len(shown.partition(".")[2]) == decimals


@given(st.dates(dt.date(1900, 3, 1), dt.date(9999, 12, 31)), st.times())
def test_days_and_times_read_back(day, time):
    serial = (day - dt.date(1899, 12, 30)).days
    assert number_format("yyyy-mm-dd").number(serial).text == day.isoformat()
    assert number_format("yyyy-mm-dd").number(serial - 1462, True).text == day.isoformat() or day.year < 1905
    fraction = (time.hour * 3600 + time.minute * 60 + time.second) / 86_400
    shown = number_format("yyyy-mm-dd hh:mm:ss").number(serial + fraction).text
    assert shown == f"{day.isoformat()} {time.replace(microsecond=0).isoformat()}"


def test_texts_in_formats_of_text():
    assert number_format('"J001-"@').text("12").text == "J001-12"
    assert number_format("0").text("甲").text == "甲"
    assert number_format('0;-0;0;@"卷"').text("3").text == "3卷"
    assert number_format(";;;").text("机密").doubt is Doubt.HIDDEN


@pytest.mark.parametrize("text", ["#N/A", "#REF!", " #VALUE! ", "#DIV/0!", "#NAME?", "#SPILL!", "Err:502"])
def test_what_is_left_of_an_error_value_is_no_text(text):
    assert shown_text(text).doubt is Doubt.ERROR


@pytest.mark.parametrize(("text", "doubt"), [("3.51E+16", Doubt.SCIENTIFIC), ("####", Doubt.NARROW)])
def test_what_a_spreadsheet_program_made_of_a_number_is_no_text(text, doubt):
    assert shown_text(text).doubt is doubt


@pytest.mark.parametrize("text", ["#1 码头", "E+16", "12E5", "'八一'专刊", "'93年总结'", "C#", "e", "#"])
def test_texts_that_only_look_like_it_are_left_alone(text):
    assert (shown_text(text).text, shown_text(text).doubt) == (text, None)


def test_an_apostrophe_before_a_number_is_the_mark_of_text():
    assert shown_text("'0003").text == "0003"
    assert shown_text("'0001-WS.2").text == "0001-WS.2"
