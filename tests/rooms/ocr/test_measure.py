"""Error rates are what they are said to be."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr.measure import character_error_rate, edit_distance, fold_for_cer, han_error_rate, letter_error_rate

WORDS = st.text(alphabet="档案馆一二三ab ，。", max_size=12)


def _slow_distance(left: str, right: str) -> int:
    rows = [list(range(len(right) + 1))]
    for at, sign in enumerate(left, start=1):
        row = [at]
        for to, other in enumerate(right, start=1):
            row.append(min(rows[-1][to] + 1, row[-1] + 1, rows[-1][to - 1] + (sign != other)))
        rows.append(row)
    return rows[-1][-1]


@given(WORDS, WORDS)
@settings(max_examples=150, deadline=None)
def test_distance_counts_the_fewest_edits(left, right):
    assert edit_distance(left, right) == _slow_distance(left, right)


def test_layout_quotes_and_dashes_are_not_errors():
    assert character_error_rate("闽政〔2018〕5号\n“档案”——共享", "闽政〔２０１８〕 5号「档案」——共享") == 0.0
    assert fold_for_cer("　甲 乙\n丙") == "甲乙丙"


@pytest.mark.parametrize(
    ("truth", "read", "rate"),
    [
        ("档案共享", "档案共亨", 0.25),
        ("档案", "", 1.0),
        ("", "", 0.0),
        ("", "噪", 1.0),
        ("甲", "甲乙丙", 2.0),
    ],
)
def test_a_rate_is_errors_per_true_character(truth, read, rate):
    assert character_error_rate(truth, read) == pytest.approx(rate)


def test_letters_alone_leave_punctuation_out_and_han_alone_leave_digits_out():
    assert letter_error_rate("第5号，档案。", "第5号档案") == 0.0
    assert letter_error_rate("第5号", "第6号") == pytest.approx(1 / 3)
    assert han_error_rate("第5号", "第6号") == 0.0
