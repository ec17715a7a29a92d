"""Dates of catalogues are shown so that people read them, and say no more than was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.readable import paragraphs, readable_date, years_beside


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("19340312", "1934-03-12"),
        ("193403", "1934-03"),
        ("19340300", "1934-03"),
        ("19340000", "1934"),
        ("[19340312?]", "[1934-03-12?]"),
        ("19340312-19350101", "1934-03-12 — 1935-01-01"),
        ("193805-193806", "1938-05 — 1938-06"),
        ("1934", "1934"),
        ("1927-1949", "1927-1949"),
        ("民國二十三年", "民國二十三年"),
        ("193499", "193499"),
        ("123456789", "123456789"),
        ("", ""),
    ],
)
def test_days_and_months_stand_apart(written, shown):
    assert readable_date(written) == shown


@given(st.text(max_size=30))
def test_nothing_but_hyphens_and_unknown_parts_changes(written):
    def bare(text):
        return "".join(character for character in text if character not in "-—0 ")

    assert bare(readable_date(written)) == bare(written)


def test_a_text_wrapped_by_hand_flows_and_blank_lines_part_it():
    text = """
一座没有码头的港口，
怎样有了码头。

The second paragraph
goes on. 中文
English
"""
    assert paragraphs(text) == [
        "一座没有码头的港口，怎样有了码头。",
        "The second paragraph goes on. 中文 English",
    ]


@given(st.text(max_size=60))
def test_no_word_is_lost_in_paragraphs(text):
    assert "".join("".join(paragraphs(text)).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("written", "first", "last", "years"),
    [
        ("民国二十五年", "1936-01-01", "1936-12-31", "1936"),
        ("光緒廿年十月", "1894-01-01", "1894-12-31", "1894"),
        ("同治十三年十二月", "1874-01-01", "1875-02-20", "1874–1875"),
        ("民国25年3月", "1936-03-01", "1936-03-31", "1936"),
        ("民國二十三年至二十六年", "1934-01-01", "1937-12-31", "1934–1937"),
        # Numerals as contracts and seals write them, and the short forms of tens.
        ("民国贰拾伍年", "1936-01-01", "1936-12-31", "1936"),
        ("民國貳拾伍年叁月", "1936-03-01", "1936-03-31", "1936"),
        ("中華民國卅八年", "1949-01-01", "1949-12-31", "1949"),
        ("光緒念年", "1894-01-01", "1895-01-25", "1894–1895"),
        ("民國２５年", "1936-01-01", "1936-12-31", "1936"),
        ("壹玖叁陆年", "1936-01-01", "1936-12-31", ""),
        ("１９３６年", "1936-01-01", "1936-12-31", ""),
        ("宣统元年", "1909-01-01", "1909-12-31", "1909"),
        ("光绪甲午年", "1894-01-01", "1894-12-31", "1894"),
        # The year is there already, in whatever digits.
        ("19340512", "1934-05-12", "1934-05-12", ""),
        ("[1929]", "1929-01-01", "1929-12-31", ""),
        ("一九五二年六月", "1952-06-01", "1952-06-30", ""),
        ("民国二十五年(1936)", "1936-01-01", "1936-12-31", ""),
        # No number, or no end: nothing is said that was not written.
        ("清末", "1840-01-01", "1912-02-12", ""),
        ("民国三年起", "1914-01-01", None, ""),
        ("始皇二十六年", "-0220-01-01", "-0220-12-31", ""),
        ("", None, None, ""),
    ],
)
def test_a_year_of_our_era_stands_beside_one_of_a_reign(written, first, last, years):
    assert years_beside(written, first, last) == years
