"""What the reader of OFD promises: text where there is some, recognition where there is only something to see."""

from __future__ import annotations

import pytest

from holdings.media.kinds import MediaKind
from holdings.pages import Reading
from indexer.extraction.choose import kind_of_object
from indexer.extraction.port import Unreadable
from tests.material.documents import COLUMNS, document, placed
from tests.rooms.holdings.ofd_samples import made, text_object
from tests.rooms.indexer.test_extraction import FixedEngine, pages_of
from tests.shared import shared


def test_an_ofd_is_known_by_its_parts_whatever_it_is_called_and_whatever_comes_first(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(document("合成.ofd"))
    assert kind_of_object(path, "a.txt") is MediaKind.OFD


def test_the_text_of_an_ofd_has_a_box_a_character(tmp_path):
    (page,) = pages_of(placed(tmp_path, "两栏.ofd"))
    assert page.text == "\n".join(COLUMNS)
    assert page.reading is Reading.LAYER and len(page.boxes) == len(page.text)


@pytest.mark.shared("an OFD of several pages by another writer has a box a character")
def test_the_text_of_a_shared_ofd_has_a_box_a_character():
    (first, second) = pages_of(shared("formats", "拿来主义_page6.ofd"))
    assert first.text.startswith("拿来主义\n鲁迅\n中国一向是所谓“闭关主义”")
    assert first.reading is Reading.LAYER and len(first.boxes) == len(first.text)
    assert "我们要拿来" in second.text or "拿来主义" in second.text


def test_pages_of_private_codes_are_drawn_and_recognised(tmp_path):
    engine = FixedEngine()
    pages = pages_of(placed(tmp_path, "自带字形.ofd"), engine=engine)
    assert [page.reading for page in pages] == [Reading.LAYER, Reading.RECOGNISED, Reading.RECOGNISED]
    assert pages[0].text == "灯号对照表"
    # 200 millimetres at 300 dots an inch.
    assert [max(image.shape) for image in engine.images] == pytest.approx([2362, 2362], abs=4)


@pytest.mark.shared("an OFD of private codes by another writer is drawn and recognised")
def test_shared_pages_of_private_codes_are_drawn_and_recognised():
    engine = FixedEngine()
    pages = pages_of(shared("formats", "ano.ofd"), engine=engine)
    assert [page.reading for page in pages] == [Reading.LAYER, Reading.RECOGNISED, Reading.RECOGNISED]
    assert pages[0].text == "可信安全浏览器Web 应用开发指南（常用手册）\n保密资料"
    assert [max(image.shape) for image in engine.images] == pytest.approx([3508, 3508], abs=4)


def test_with_recognition_off_such_a_page_says_how_to_have_it_read(tmp_path):
    with pytest.raises(Unreadable, match="LANTAI_OCR"):
        pages_of(placed(tmp_path, "自带字形.ofd"))


def test_a_page_of_glyph_numbers_without_a_font_says_why_it_has_no_text(tmp_path):
    glyphs = '<ofd:TextObject Boundary="1 1 9 9" Font="3" Size="4"><ofd:CGTransform CodePosition="0" CodeCount="0">'
    glyphs += (
        '<ofd:Glyphs>17 18 19</ofd:Glyphs></ofd:CGTransform><ofd:TextCode X="0" Y="4"/></ofd:TextObject>'
    )
    with pytest.raises(Unreadable, match="字形编号") as told:
        pages_of(made(tmp_path / "0a1b2c", [glyphs]), "批复.ofd", FixedEngine())
    assert "批复.ofd" in told.value.letter.zh and "0a1b2c" not in told.value.letter.zh


def test_a_blank_page_is_blank_and_the_names_of_attachments_follow_the_last_page(tmp_path):
    attached = (
        '<ofd:Attachments xmlns:ofd="urn:x"><ofd:Attachment Name="清单.xlsx"/><ofd:Attachment Name="照片.jpg"/>'
        "</ofd:Attachments>"
    )
    path = made(
        tmp_path / "a.ofd",
        [text_object("正文"), ""],
        after="<ofd:Attachments>At.xml</ofd:Attachments>",
        parts={"Doc_0/At.xml": attached},
    )
    assert [page.text for page in pages_of(path)] == ["正文", "附件：清单.xlsx；照片.jpg"]


def test_an_ofd_cut_short_gets_a_letter_with_its_own_name(tmp_path):
    path = tmp_path / "0a1b2c"
    whole = document("自带字形.ofd")
    path.write_bytes(whole[: len(whole) // 2])
    with pytest.raises(Unreadable, match="损坏") as told:
        pages_of(path, "批复.ofd")
    assert "批复.ofd" in told.value.letter.zh
