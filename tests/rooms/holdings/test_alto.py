"""A page as ALTO 4: valid by the schema, the same text, every character in its place, columns marked as such."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdings.alto import AltoFrame, alto
from holdings.doubts import Doubt
from holdings.pages import Box, PageText, Reading
from tests.rooms.holdings.alto_reading import NS, read_alto, text_of

FRAME = AltoFrame("J101-1", "0001.jpg", 1000, 2000, "Lantai 兰台", "1.0")
NO_IMAGE = AltoFrame("J101-1", "", 0, 0, "Lantai 兰台", "1.0")


def across(text: str, x: float, y: float, size: float = 0.02) -> list[Box]:
    """Boxes of a line written from left to right."""
    return [(x + at * size, y, x + (at + 1) * size, y + size) for at in range(len(text))]


def down(text: str, x: float, y: float, size: float = 0.02) -> list[Box]:
    """Boxes of a column."""
    return [(x, y + at * size, x + size, y + (at + 1) * size) for at in range(len(text))]


def read_page(text: str, boxes: Sequence[Box | None], **more) -> PageText:
    return PageText(1, text, Reading.RECOGNISED, "rapidocr", 0.96, boxes=tuple(boxes), **more)


def test_a_paragraph_of_two_lines_is_a_block_with_two_lines_and_each_glyph_in_its_place():
    one, two = "为加强档案工作，", "特此通知。"
    page = read_page(one + two, [*across(one, 0.1, 0.1), *across(two, 0.1, 0.15)])
    root = read_alto(alto(page, FRAME))
    assert text_of(root) == page.text
    lines = root.findall(".//a:TextBlock/a:TextLine", NS)
    assert [line[0].get("CONTENT") for line in lines] == [one, two]
    assert (lines[0].get("HPOS"), lines[0].get("VPOS")) == ("100", "200")
    glyphs = root.findall(".//a:Glyph", NS)
    assert [glyph.get("CONTENT") for glyph in glyphs] == list(page.text)
    first = glyphs[len(one)]
    assert [float(first.get(name)) for name in ("HPOS", "VPOS", "WIDTH", "HEIGHT")] == [100, 300, 20, 40]
    told = root.find(".//a:Page", NS)
    assert (told.get("WIDTH"), told.get("HEIGHT"), told.get("PC")) == ("1000", "2000", "0.9600")
    assert root.find(".//a:TextBlock", NS).get("BASEDIRECTION") is None


def test_columns_are_marked_as_written_from_top_to_bottom():
    columns = ("福建省政府訓令", "令閩海縣", "縣")
    boxes = [box for at, text in enumerate(columns) for box in down(text, 0.8 - 0.05 * at, 0.1)]
    root = read_alto(alto(read_page("".join(columns), boxes), FRAME))
    block = root.find(".//a:TextBlock", NS)
    assert block.get("BASEDIRECTION") == "ttb"
    lines = block.findall("a:TextLine", NS)
    assert [line[0].get("CONTENT") for line in lines] == list(columns)
    # The single character of the last column goes with its block.
    assert [line.get("BASEDIRECTION") for line in lines] == [None] * 3
    assert text_of(root) == "".join(columns)


def test_a_horizontal_headline_among_columns_is_a_block_of_its_own():
    head, column = "福建公報", "省政府訓令"
    page = read_page(f"{head}\n{column}", [*across(head, 0.3, 0.05), None, *down(column, 0.8, 0.1)])
    blocks = read_alto(alto(page, FRAME)).findall(".//a:TextBlock", NS)
    assert [block.get("BASEDIRECTION") for block in blocks] == [None, "ttb"]


def test_blanks_part_strings_and_words_keep_their_order():
    text = "Fukien Provincial 政府"
    boxes: list[Box | None] = [
        None if sign == " " else box for sign, box in zip(text, across(text, 0.1, 0.1), strict=True)
    ]
    root = read_alto(alto(read_page(text, boxes), FRAME))
    line = root.find(".//a:TextLine", NS)
    assert [part.tag.rpartition("}")[2] for part in line] == ["String", "SP", "String", "SP", "String"]
    assert text_of(root) == text


def test_confidence_of_each_glyph_is_the_engine_s_own_where_it_was_in_doubt():
    doubts = (Doubt(1, 0.6, (("巳", 0.3), ("", 0.1))),)
    boxes = tuple(across("己已巳", 0.1, 0.1))
    page = PageText(1, "己已巳", Reading.RECOGNISED, "rapidocr", 0.84, boxes=boxes, doubts=doubts)
    root = read_alto(alto(page, FRAME))
    glyphs = root.findall(".//a:Glyph", NS)
    confidences = [float(glyph.get("GC")) for glyph in glyphs]
    assert confidences == pytest.approx([0.96, 0.6, 0.96])
    assert [(v.get("CONTENT"), v.get("VC")) for v in glyphs[1]] == [("巳", "0.300")]
    assert len(glyphs[0]) == 0


def test_the_software_that_read_and_that_wrote_is_named():
    root = read_alto(alto(read_page("甲", across("甲", 0.1, 0.1)), FRAME))
    assert [name.text for name in root.findall(".//a:softwareName", NS)] == ["rapidocr", "Lantai 兰台"]
    assert root.find(".//a:fileName", NS).text == "0001.jpg"
    assert root.find(".//a:documentIdentifier", NS).text == "J101-1"


def test_a_page_without_an_image_has_its_text_and_no_place():
    root = read_alto(alto(PageText(3, "第一段。\n\n第二段 <b>&\"'"), NO_IMAGE))
    assert text_of(root) == "第一段。\n第二段 <b>&\"'"
    assert root.find(".//a:Page", NS).get("WIDTH") is None
    assert root.findall(".//a:Glyph", NS) == []
    assert root.find(".//a:String", NS).get("HPOS") is None
    assert root.find(".//a:Page", NS).get("PC") is None


def test_what_a_person_corrected_says_so():
    page = PageText(1, "訂正", Reading.CORRECTED, "rapidocr", 1.0, boxes=tuple(across("訂正", 0.1, 0.1)))
    root = read_alto(alto(page, FRAME))
    assert root.find(".//a:TextBlock", NS).get("CS") == "true"


def test_an_empty_page_is_a_valid_document():
    assert text_of(read_alto(alto(PageText(1, ""), FRAME))) == ""


BOXES = st.one_of(
    st.none(),
    st.tuples(*[st.floats(0, 1)] * 4).map(
        lambda box: (min(box[0], box[2]), min(box[1], box[3]), max(box[0], box[2]), max(box[1], box[3]))
    ),
)


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_text_with_any_boxes_is_a_valid_document_with_the_same_words(data: st.DataObject):
    text = data.draw(st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
    boxes = data.draw(st.one_of(st.just(()), st.tuples(*[BOXES] * len(text))))
    reading = data.draw(st.sampled_from(Reading))
    page = PageText(1, text, reading, "x", data.draw(st.floats(0, 1)), boxes=boxes)
    root = read_alto(alto(page, data.draw(st.sampled_from([FRAME, NO_IMAGE]))))
    writable = "".join(
        sign for sign in text if sign in "\t\n\r" or (sign >= " " and sign not in "\ufffe\uffff")
    )
    assert "".join(text_of(root).split()) == "".join(writable.split())
