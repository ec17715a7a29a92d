"""A mended text keeps its places on the page: what stayed stays where it stood, what came stands where it belongs."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdings.pages import Box, pack_boxes, unpack_boxes
from holdings.realigning import differences, pairs, realigned, removes

TEXTS = st.text(alphabet="一二三己已巳末未\n 。a", max_size=40)


def across(text):
    """A box a character: lines of ten-thousandths, characters a hundredth wide; none for line breaks."""
    boxes: list[Box | None] = []
    line, column = 0, 0
    for sign in text:
        if sign == "\n":
            boxes.append(None)
            line, column = line + 1, 0
            continue
        left, top = column * 0.01, line * 0.02
        boxes.append((left, top, left + 0.01, top + 0.015))
        column += 1
    return tuple(boxes)


@given(TEXTS, TEXTS)
@settings(deadline=None, max_examples=200)
def test_pairs_walk_through_both_texts_once_and_in_order(before, after):
    found = list(pairs(before, after))
    assert [old for old, _ in found if old is not None] == list(range(len(before)))
    assert [new for _, new in found if new is not None] == list(range(len(after)))


@given(TEXTS, TEXTS)
@settings(deadline=None, max_examples=200)
def test_a_character_that_stayed_keeps_its_box_and_no_box_is_given_twice(before, after):
    boxes = across(before)
    placed = realigned(before, boxes, after)
    assert len(placed) in (0, len(after))
    kept = {old: new for old, new in pairs(before, after) if old is not None and new is not None}
    for old, new in kept.items():
        if placed and before[old] == after[new]:
            assert placed[new] == boxes[old]
    given_away = [box for box in placed if box is not None]
    assert len(given_away) == len(set(given_away))


@given(TEXTS)
@settings(deadline=None, max_examples=100)
def test_a_text_that_did_not_change_keeps_all_its_boxes(text):
    placed = realigned(text, across(text), text)
    assert placed == (across(text) if any(sign != "\n" for sign in text) else ())
    assert not removes(text, text)
    assert differences(text, text) == ([], [])


@given(TEXTS, TEXTS)
@settings(deadline=None, max_examples=200)
def test_boxes_of_a_mended_text_survive_the_store(before, after):
    placed = realigned(before, across(before), after)
    assert len(unpack_boxes(pack_boxes(placed))) == len(placed)


@given(TEXTS, TEXTS)
@settings(deadline=None, max_examples=200)
def test_what_differs_is_marked_in_both_and_the_rest_is_the_same(before, after):
    ours, theirs = differences(before, after)
    assert len(ours) == len(theirs)

    def unmarked(text, ranges):
        return "".join(
            sign for at, sign in enumerate(text) if not any(start <= at < end for start, end in ranges)
        )

    assert unmarked(before, ours) == unmarked(after, theirs)


def test_a_misread_character_hands_its_place_to_the_right_one():
    before, after = "自已的事", "自己的事"
    assert realigned(before, across(before), after) == across(before)


def test_a_lost_character_stands_in_the_gap_that_it_left():
    left, right = (0.1, 0.1, 0.12, 0.12), (0.14, 0.1, 0.16, 0.12)
    placed = realigned("海局", (left, right), "海港局")
    assert placed == (left, (0.12, 0.1, 0.14, 0.12), right)


def test_lost_characters_of_a_column_share_the_gap_from_top_to_bottom():
    above, below = (0.5, 0.1, 0.52, 0.12), (0.5, 0.16, 0.52, 0.18)
    placed = realigned("海局", (above, below), "海港务局")
    assert placed[1] == pytest.approx((0.5, 0.12, 0.52, 0.14))
    assert placed[2] == pytest.approx((0.5, 0.14, 0.52, 0.16))


@pytest.mark.parametrize(
    ("before", "after", "gone"),
    [
        ("张三李四", "张三", True),
        ("张三", "张三李四", False),
        ("自已", "自己", True),
        ("海 港\n局", "海港局", False),
        ("", "新录的字", False),
        ("密语", "", True),
    ],
)
def test_text_that_goes_away_is_known_from_text_that_comes(before, after, gone):
    assert removes(before, after) is gone


def test_very_long_pages_are_aligned_in_time_line_by_line():
    lines = [f"第{number}号 闽海港务局来文一件" for number in range(4_000)]
    before = "\n".join(lines)
    after = before.replace("第2000号", "第二千号").replace("第1号", "第一号", 1)
    placed = realigned(before, across(before), after)
    assert len(placed) == len(after)
    assert sum(box is not None for box in placed) > 0.999 * sum(sign != "\n" for sign in after)
