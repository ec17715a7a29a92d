"""Characters, their places and what else they may be, from the chances at each step."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr.ctc import DecodedLine, decode, with_stops

SIGNS = ["", "己", "已", "巳", "末", " "]


def _chances(*steps: dict[int, float]) -> np.ndarray:
    table = np.zeros((len(steps), len(SIGNS)), dtype=np.float32)
    for at, step in enumerate(steps):
        for sign, chance in step.items():
            table[at, sign] = chance
    return table


def test_repeats_are_one_character_unless_a_blank_stands_between():
    read = decode(_chances({1: 0.9}, {1: 0.95}, {0: 1.0}, {1: 0.8}, {4: 0.99}), SIGNS, 1.0)
    assert read.characters == ("己", "己", "末")
    assert read.confidences == pytest.approx((0.95, 0.8, 0.99))
    assert read.places == pytest.approx((0.2, 0.7, 0.9))


def test_an_unsure_character_keeps_what_else_it_may_be_likeliest_first():
    read = decode(_chances({1: 0.5, 2: 0.3, 3: 0.15, 0: 0.05}, {4: 0.999, 1: 0.001}), SIGNS, 1.0)
    assert read.alternatives == (("已", "巳"), ())


def test_how_likely_each_alternative_is_and_that_there_is_nothing():
    read = decode(_chances({1: 0.5, 2: 0.3, 3: 0.15, 0: 0.05}, {4: 0.999, 1: 0.001}), SIGNS, 1.0)
    assert read.chances[0] == pytest.approx((0.3, 0.15))
    assert read.absent == pytest.approx((0.05, 0.0))


def test_what_was_nearly_read_between_two_characters_may_be_lost():
    read = decode(_chances({1: 1.0}, {0: 0.7, 2: 0.3}, {0: 0.9, 4: 0.1}, {4: 1.0}), SIGNS, 1.0)
    assert read.characters == ("己", "末")
    # 末 itself fades in before its own step: that is nothing lost.
    assert [[sign for sign, _ in each] for each in read.lost] == [[], ["已"]]
    assert read.lost[1][0][1] == pytest.approx(0.3)


def test_padding_does_not_move_places():
    read = decode(_chances({1: 1.0}, {2: 1.0}, {0: 1.0}, {0: 1.0}), SIGNS, 0.5)
    assert read.places == pytest.approx((0.25, 0.75))


def test_nothing_but_blanks_is_no_character():
    assert decode(_chances({0: 1.0}, {0: 1.0}), SIGNS, 1.0).characters == ()


def _column(text: str, places: tuple[float, ...], **lost: tuple[str, float]) -> DecodedLine:
    """A column; `lost` names a character and what was nearly read before it."""
    nothing = ((),) * len(text)
    nearly = tuple((lost[sign],) if sign in lost else () for sign in text)
    return DecodedLine(tuple(text), places, (1.0,) * len(text), nothing, nothing, (0.0,) * len(text), nearly)


def test_a_stop_that_was_nearly_read_in_a_gap_of_a_column_is_read():
    line = with_stops(_column("海塘事務推公", (0.1, 0.2, 0.3, 0.4, 0.6, 0.7), 推=("，", 0.14)))
    assert "".join(line.characters) == "海塘事務，推公"
    assert line.places[4] == pytest.approx(0.5)
    assert line.confidences[4] < 0.95
    assert line.lost[5] == ()


def test_a_stop_and_a_quote_stand_in_a_gap_of_two_in_their_order_and_one_alone_in_a_gap_of_one():
    line = _column("潁考叔曰多行不義", (0.1, 0.2, 0.3, 0.4, 0.7, 0.8, 0.9, 1.0))
    nearly = (("“", 0.3), ("：", 0.28), (".", 0.2), ("；", 0.1))
    lost = tuple(nearly if sign == "多" else () for sign in line.characters)
    read = with_stops(replace(line, lost=lost))
    assert "".join(read.characters) == "潁考叔曰：“多行不義"
    assert read.places[4:6] == pytest.approx((0.5, 0.6))
    narrow = replace(line, lost=lost, places=(0.1, 0.2, 0.3, 0.4, 0.55, 0.65, 0.75, 0.85))
    assert "".join(with_stops(narrow).characters) == "潁考叔曰“多行不義"


def test_where_there_is_no_gap_or_hardly_anything_was_seen_there_is_no_stop():
    together = _column("海塘事務推公", (0.1, 0.2, 0.3, 0.4, 0.5, 0.6), 推=("，", 0.4))
    hardly = _column("海塘事務推公", (0.1, 0.2, 0.3, 0.4, 0.6, 0.7), 推=("，", 0.03))
    character = _column("海塘事務推公", (0.1, 0.2, 0.3, 0.4, 0.6, 0.7), 推=("己", 0.4))
    assert [with_stops(line) for line in (together, hardly, character)] == [together, hardly, character]


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.floats(0.01, 0.3), st.sampled_from("。，己"), st.floats(0, 1)), max_size=12))
def test_what_was_read_stays_in_its_order(steps: list[tuple[float, str, float]]):
    places = tuple(np.cumsum([step for step, _, _ in steps]))
    nothing = ((),) * len(steps)
    lost = tuple(((sign, chance),) for _, sign, chance in steps)
    signs = tuple("甲乙丙丁戊庚辛壬癸子丑寅"[: len(steps)])
    line = DecodedLine(signs, places, (1.0,) * len(steps), nothing, nothing, (0.0,) * len(steps), lost)
    read = with_stops(line)
    assert tuple(sign for sign in read.characters if sign not in "。，") == signs
    assert list(read.places) == sorted(read.places)
    assert {len(each) for each in (read.characters, read.chances, read.absent, read.lost)} == {
        len(read.places)
    }
