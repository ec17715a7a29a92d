"""What an engine was not sure of travels with a page's boxes, and is about that page's text alone."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdings.doubts import Doubt, doubts_in, with_doubts
from holdings.pages import pack_boxes, unpack_boxes, unpack_some_boxes

chances = st.floats(0, 1)
guesses = st.lists(st.tuples(st.text(alphabet="己已巳㐀𠮷1", max_size=1), chances), max_size=4).map(tuple)
doubts = st.lists(st.builds(Doubt, st.integers(0, 3000), chances, guesses, guesses), max_size=20).map(tuple)
BOXES = [(0.1, 0.2, 0.3, 0.4), None, (0.5, 0.5, 0.6, 0.6)]


@settings(max_examples=100, deadline=None)
@given(doubts=doubts, text=st.text(max_size=30))
def test_doubts_come_back_to_a_thousandth(doubts, text):
    found = doubts_in(with_doubts(pack_boxes(BOXES), doubts, text), text)
    assert [each.at for each in found] == [each.at for each in doubts]
    for one, other in zip(found, doubts, strict=True):
        assert one.chance == pytest.approx(other.chance, abs=0.0006)
        for ours, theirs in ((one.others, other.others), (one.lost, other.lost)):
            assert [sign for sign, _ in ours] == [sign for sign, _ in theirs]
            assert [chance for _, chance in ours] == pytest.approx(
                [chance for _, chance in theirs], abs=0.0006
            )


def test_boxes_are_read_as_without_doubts():
    packed = with_doubts(pack_boxes(BOXES), [Doubt(0, 0.5, (("己", 0.3),))], "已。末")
    assert unpack_boxes(packed) == unpack_boxes(pack_boxes(BOXES))
    assert unpack_some_boxes(packed, [(0, 2)]) == unpack_some_boxes(pack_boxes(BOXES), [(0, 2)])


def test_doubts_about_another_text_say_nothing():
    packed = with_doubts(pack_boxes(BOXES), [Doubt(0, 0.5, (("己", 0.3),))], "已。末")
    assert doubts_in(packed, "己。末") == ()


def test_a_page_without_boxes_keeps_its_doubts_and_one_without_doubts_has_none():
    packed = with_doubts(b"", [Doubt(0, 0.5)], "已")
    assert doubts_in(packed, "已") == (Doubt(0, 0.5),)
    assert unpack_boxes(packed) == ()
    assert with_doubts(b"", (), "已") == b"" and doubts_in(b"", "已") == ()
    assert doubts_in(pack_boxes(BOXES), "已") == ()
