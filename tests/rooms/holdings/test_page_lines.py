"""Marked characters on the image: one box a line or column, none that covers what was not marked."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from holdings.page_lines import stretches
from holdings.pages import Box
from tests.rooms.holdings.test_alto import across, down


def test_a_phrase_in_a_line_has_one_box():
    boxes = across("福建省政府公报", 0.1, 0.2)
    (found,) = stretches(boxes, 2, 5)
    assert (found.first, found.end, found.vertical) == (2, 5, False)
    assert found.box == (boxes[2][0], 0.2, boxes[4][2], boxes[4][3])


def test_a_phrase_over_the_end_of_a_line_has_a_box_in_each_even_where_they_lie_below_each_other():
    boxes = [*across("一二三四五六七八", 0.1, 0.1), *across("九十", 0.1, 0.13)]
    found = stretches(boxes, 1, 10)
    assert [(each.first, each.end) for each in found] == [(1, 8), (8, 10)]


def test_a_phrase_over_the_end_of_a_column_has_a_box_in_each():
    boxes = [*down("一二三四五六七八", 0.5, 0.1), *down("九十", 0.47, 0.1)]
    found = stretches(boxes, 1, 10)
    assert [(each.first, each.end, each.vertical) for each in found] == [(1, 8, True), (8, 10, True)]


def test_a_spaced_title_is_one_box_and_cells_far_apart_are_two():
    title: list[Box | None] = [(0.3, 0.1, 0.34, 0.14), None, (0.42, 0.1, 0.46, 0.14)]
    assert len(stretches(title, 0, 3)) == 1
    cells: list[Box | None] = [(0.1, 0.1, 0.12, 0.12), None, (0.6, 0.1, 0.62, 0.12)]
    assert len(stretches(cells, 0, 3)) == 2


def test_thin_boxes_of_strokes_and_stops_stay_in_their_line():
    # A text layer gives tight boxes: 上 is high, 一 flat, a comma small and low.
    boxes: list[Box | None] = [
        (0.10, 0.10, 0.12, 0.12),
        (0.12, 0.11, 0.14, 0.112),
        (0.14, 0.117, 0.145, 0.121),
    ]
    assert len(stretches(boxes, 0, 3)) == 1


def test_characters_without_a_place_have_no_box():
    assert stretches([None, None], 0, 2) == []
    assert stretches((), 0, 5) == []


@settings(max_examples=200, deadline=None)
@given(
    st.lists(
        st.one_of(
            st.none(),
            st.tuples(*[st.floats(0, 0.9)] * 2).map(lambda at: (at[0], at[1], at[0] + 0.02, at[1] + 0.02)),
        ),
        max_size=30,
    ),
    st.integers(-2, 32),
    st.integers(-2, 32),
)
def test_each_placed_character_is_in_exactly_one_stretch_and_within_its_box(boxes, first, end):
    found = stretches(boxes, first, end)
    for at in range(max(0, first), min(end, len(boxes))):
        box = boxes[at]
        holding = [each for each in found if each.first <= at < each.end]
        if box is None:
            continue
        (one,) = holding
        assert one.box[0] <= box[0] and one.box[1] <= box[1]
        assert one.box[2] >= box[2] and one.box[3] >= box[3]
