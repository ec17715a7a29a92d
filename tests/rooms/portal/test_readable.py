"""Dates of catalogues are shown so that people read them, and say no more than was written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.readable import paragraphs, readable_date


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
