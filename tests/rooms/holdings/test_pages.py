"""Page texts: cutting loses nothing, boxes stay where they were."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdings.pages import PLAIN_PAGE, SCALE, cut_plain_text, pack_boxes, unpack_boxes, unpack_some_boxes

letters = st.text(alphabet="福州𠮷a。！ \n", max_size=120)
anything = st.text(max_size=200)


def without(text, *left_out):
    for mark in left_out:
        text = text.replace(mark, "")
    return text


@given(text=letters | anything, longest=st.integers(2, 40))
def test_cutting_loses_nothing_and_no_page_is_longer_than_promised(text, longest):
    pages = cut_plain_text(text, longest)
    assert pages
    assert without("".join(pages), "\n") == without(text, "\n", "\r", "\f")
    if "\f" not in text:
        assert all(len(page) <= longest for page in pages)


@given(paragraphs=st.lists(st.text(alphabet="福州", min_size=1, max_size=19), min_size=1, max_size=20))
def test_the_pages_joined_at_their_cuts_are_the_text(paragraphs):
    text = "\n".join(f"{paragraph}。" for paragraph in paragraphs)
    assert "\n".join(cut_plain_text(text, 40)) == text


@given(pages=st.lists(st.text(alphabet="福州。\n", max_size=30), min_size=2, max_size=6))
def test_form_feeds_are_the_ends_of_pages_blank_ones_included(pages):
    assert cut_plain_text("\f".join(pages), 40) == [page.strip("\n") for page in pages]


def test_line_breaks_of_other_systems_are_line_breaks():
    assert cut_plain_text("甲\r\n乙\r丙") == ["甲\n乙\n丙"]


def test_a_page_has_at_most_two_thousand_characters_and_ends_at_a_paragraph():
    assert PLAIN_PAGE == 2_000
    paragraph = "福" * 300 + "。"
    pages = cut_plain_text("\n".join([paragraph] * 20))
    assert all(page == "\n".join([paragraph] * page.count("。")) and len(page) <= 2_000 for page in pages)
    assert sum(page.count("。") for page in pages) == 20


def test_a_long_paragraph_is_cut_at_a_sentence_where_there_is_one():
    text = ("福" * 14 + "。") * 2 + "州" * 60
    assert cut_plain_text(text, 40) == [text[:30], text[30:70], text[70:]]


@given(sentences=st.lists(st.integers(1, 15), min_size=1, max_size=40), width=st.integers(5, 20))
def test_lines_that_are_broken_anywhere_do_not_end_a_page_inside_a_sentence(sentences, width):
    text = "".join("福" * length + "。" for length in sentences)
    broken = "\n".join(text[at : at + width] for at in range(0, len(text), width))
    pages = cut_plain_text(broken, 60)
    assert all(page.rstrip("\n").endswith("。") for page in pages)
    assert all(len(page) <= 60 for page in pages)
    assert without("".join(pages), "\n") == text


def test_a_closing_quote_stays_with_its_sentence_and_an_empty_line_ends_a_paragraph():
    assert cut_plain_text("福" * 10 + "：“" + "州" * 20 + "。”" + "建" * 20, 40)[0].endswith("。”")
    assert cut_plain_text("福" * 25 + "\n\n" + "州" * 30, 40) == ["福" * 25 + "\n", "州" * 30]


def test_nothing_is_one_blank_page():
    assert cut_plain_text("") == [""] == cut_plain_text("\n\n")


sides = st.integers(0, SCALE).map(lambda side: side / SCALE)
boxes = st.lists(st.none() | st.tuples(sides, sides, sides, sides), max_size=30)


def known(box):
    return None if box is None or not any(box) else pytest.approx(box)


@given(boxes=boxes)
def test_boxes_come_back_to_a_ten_thousandth_of_the_page(boxes):
    assert unpack_boxes(pack_boxes(boxes)) == tuple(known(box) for box in boxes)


@given(box=st.tuples(*[st.floats(-1, 2, allow_nan=False)] * 4))
def test_a_box_beyond_the_page_is_kept_at_its_edge(box):
    (found,) = unpack_boxes(pack_boxes([box]))
    wanted = tuple(min(1.0, max(0.0, side)) for side in box)
    if found is None:
        assert all(side <= 0.5 / SCALE for side in wanted)
    else:
        assert found == pytest.approx(wanted, abs=0.6 / SCALE)


@given(boxes=boxes.filter(bool), start=st.integers(0, 40), length=st.integers(0, 40))
def test_some_boxes_are_those_of_a_range_and_none_beyond_the_page(boxes, start, length):
    (some,) = unpack_some_boxes(pack_boxes(boxes), [(start, start + length)])
    assert some == [known(box) for box in boxes[start : start + length]]


def test_no_boxes_take_no_room():
    assert pack_boxes([]) == b"" and unpack_boxes(b"") == ()
