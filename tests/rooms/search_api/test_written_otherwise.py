"""What a question names is found however records write it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdings.number_mentions import find_numbers
from holdings.numerals import chinese_numeral
from search_api.question_work import MOST_MENTIONS
from search_api.written_otherwise import mentions_in, texts_of

few = settings(max_examples=200, deadline=None)


@pytest.mark.parametrize(
    ("typed", "written"),
    [
        ("第28条", {"第二十八条", "第廿八条"}),
        ("第廿八條", {"第28條", "第二十八條"}),
        ("第二十八条会员", {"第28条会员", "第廿八条会员"}),
        ("第３次会议", {"第三次会议", "第III次会议"}),
        ("第Ⅲ期", {"第3期", "第三期"}),
        ("第xii号图", {"第12号图", "第十二号图"}),
        ("12500元", {"12,500元"}),
        ("１２，５００", {"12500"}),
        ("1,234,567人", {"1234567人"}),
        ("3600元", {"3,600元"}),
        ("059187654321", {"0591-87654321", "0591-8765-4321"}),
        ("０５９１－８７６５４３２１", {"059187654321", "0591-8765-4321"}),
        ("（0591）8765 4321", {"059187654321", "0591-87654321"}),
        ("电话02162345678转", {"电话021-62345678转", "电话021-6234-5678转"}),
        ("13812345678", {"138-1234-5678"}),
        ("138 1234 5678", {"13812345678"}),
        ("8765-4321", {"87654321"}),
        ("87654321", {"8765-4321", "87,654,321"}),
        ("No.7", {"第7号", "第七号"}),
        ("№ 28", {"第28号", "第二十八号", "第廿八号"}),
        ("1930", {"一九三〇", "一九三零", "民国十九年"}),
        ("一九三〇", {"1930"}),
        ("1936年", {"一九三六年", "民国二十五年", "民国廿五年", "民国贰拾伍年"}),
        ("民国廿五年", {"1936年", "民国25年"}),
        ("民国 二十五 年", {"1936年", "民国25年"}),
        ("1983年6月12日", {"一九八三年六月十二日"}),
        ("民国二十五年三月四日训令", {"民国25年3月4日训令", "1936年3月4日训令", "一九三六年三月四日训令"}),
        ("光绪二十年六月", {"光绪廿年六月", "光绪20年6月"}),
        ("闽海字一九五〇年第七号", {"闽海字〔1950〕7号", "闽海字〔1950〕第7号", "闽海字〔50〕第7号"}),
        ("闽海字(五〇)第7号", {"闽海字〔1950〕第7号", "闽海字一九五〇年第七号"}),
        ("闽海字［1950］7号函", {"闽海字一九五〇年第七号函", "闽海字〔50〕第7号函"}),
    ],
)
def test_a_piece_is_looked_for_as_records_may_write_it(typed: str, written: set[str]) -> None:
    found = texts_of(typed, exact=False)
    assert found[0] == typed
    assert written <= set(found)


def test_a_lunar_month_is_none_of_the_western_year() -> None:
    assert not [text for text in texts_of("光绪二十年六月", exact=False) if text.startswith("1894")]


def test_in_quotes_only_the_digits_are_others() -> None:
    assert set(texts_of("民国廿五年", exact=True)) == {
        "民国廿五年",
        "民国二十五年",
        "民国25年",
        "民国贰拾伍年",
    }
    assert set(texts_of("1936年", exact=True)) == {"1936年", "一九三六年"}


@pytest.mark.parametrize(
    "typed",
    [
        "第二",
        "05912345",
        "T103WS1900",
        "3.14",
        "第〇号",
        "12,50",
        "1900·Y",
        "No.7-2",
        "casino7",
        "1937-1945",
        "2010-2015",
        "0591876543210",
    ],
)
def test_what_is_no_such_number_stays_as_it_is(typed: str) -> None:
    assert find_numbers(typed) == []
    assert texts_of(typed, exact=False) == (typed,)


def test_five_is_not_fifteen() -> None:
    assert all(text.startswith("第") and text.endswith("条") for text in texts_of("第5条", exact=False))


@few
@given(
    st.text("第条年月日号字元民国廿卅一二三四五六七八九十〇零0123456789,，（）〔〕光绪甲午 ", max_size=40),
    st.booleans(),
)
def test_any_piece_is_looked_for_in_few_ways_and_as_it_stands_first(typed: str, exact: bool) -> None:
    found = texts_of(typed, exact=exact)
    assert found[0] == typed
    assert len(found) == len(set(found)) <= 16
    mentions = mentions_in(typed)
    assert len(mentions) <= MOST_MENTIONS
    end = 0
    for mention in mentions:
        assert end <= mention.start < mention.end <= len(typed)
        assert mention.forms[0] == typed[mention.start : mention.end]
        end = mention.end


@few
@given(st.integers(1, 999))
def test_an_ordinal_is_the_same_in_either_digits(number: int) -> None:
    one, other = f"第{number}条", f"第{chinese_numeral(number)}条"
    assert set(texts_of(one, exact=True)) == set(texts_of(other, exact=True))
