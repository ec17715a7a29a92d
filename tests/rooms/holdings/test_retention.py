"""Retention periods are those that archives use, and nothing is guessed."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdings.retention import Retention, RetentionError, parse_retention

few = settings(max_examples=200, deadline=None)


@pytest.mark.parametrize(
    ("text", "word", "years", "code"),
    [
        ("永久", "永久", 0, "Y"),
        ("Y", "永久", 0, "Y"),
        ("ｙ", "永久", 0, "Y"),
        ("30年", "30年", 30, "D30"),
        ("三十年", "30年", 30, "D30"),
        ("定期30年", "30年", 30, "D30"),
        ("定期（10年）", "10年", 10, "D10"),
        ("D30", "30年", 30, "D30"),
        ("d10", "10年", 10, "D10"),
        ("６０年", "60年", 60, "D60"),
        ("15 年", "15年", 15, "D15"),
        ("长期", "长期", 0, ""),
        ("長期", "长期", 0, ""),
        ("短期", "短期", 0, ""),
    ],
)
def test_periods_of_catalogues(text: str, word: str, years: int, code: str) -> None:
    found = parse_retention(text)
    assert (found.word, found.years, found.code) == (word, years, code)
    assert found.permanent is (word == "永久")


@pytest.mark.parametrize("text", ["", "定期", "30", "0年", "1945年", "D", "D0", "永远", "三十", "(永久"])
def test_other_words_are_refused(text: str) -> None:
    with pytest.raises(RetentionError) as caught:
        parse_retention(text)
    assert "D30" in caught.value.letter.zh
    assert "not known" in caught.value.letter.en


@few
@given(st.integers(1, 200))
def test_terms_are_read_back(years: int) -> None:
    found = Retention(f"{years}年", years)
    assert parse_retention(found.word) == parse_retention(found.code) == found


@few
@given(st.text(max_size=20) | st.text("永久定期D0123年三十()Y", max_size=8))
def test_any_text_is_a_period_or_a_letter(text: str) -> None:
    try:
        found = parse_retention(text)
    except RetentionError:
        return
    assert parse_retention(found.word) == found
