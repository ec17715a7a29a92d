"""Scans with a few typed words on them are recognised; what is typed is found too, what nobody sees is not."""

from __future__ import annotations

import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from holdings.media.laid_text import LaidText
from holdings.pages import Mark, Reading
from indexer.extraction.port import ExtractedPage, Unreadable
from indexer.extraction.recognised import ReadsOnceMore
from indexer.extraction.scans import COVERED, SURELY_COVERED, by_layer, layer_reaches, share_reached, together
from ocr.no_engine import NoEngine
from ocr.port import ReadCharacter, ReadPage
from tests.rooms.holdings.ofd_samples import made, text_object
from tests.rooms.holdings.pdf_samples import latin, lines_picture, pdf_page, text
from tests.rooms.indexer.test_extraction import pages_of

LETTER = ["渡口木桥年久失修", "行人往来多有不便", "拟请拨款重建"]


class LinesEngine:
    """Reads given lines, one below another, each (text, x, y, step) or spread over the width; counts how often."""

    name = "lines"
    fingerprint = "lines"

    def __init__(self, lines, top=0.1, step=24 / 560):
        self.lines, self.top, self.step, self.asked = lines, top, step, 0

    def read(self, image):
        self.asked += 1
        height, width = image.shape[:2]
        said = ""
        characters: list[ReadCharacter | None] = []
        for row, said_line in enumerate(self.lines):
            line, left, y, step = (
                said_line
                if isinstance(said_line, tuple)
                else (said_line, 0.1, self.top + row * self.step, 0.8 / len(said_line))
            )
            for at, sign in enumerate(line):
                x = left + step * at
                box = (x * width, y * height, (x + step) * width, (y + 0.02) * height)
                characters.append(ReadCharacter(sign, box, 0.9))
            said += line + "\n"
            characters.append(None)
        return ReadPage(said, tuple(characters), width, height, self.name, 0.9)


def _scan(path, layer, lines=10, before=False, box="595 0 0 842 0 0"):
    drawn = f"q {box} cm /I Do Q\n"
    return pdf_page(
        path,
        layer + drawn if before else drawn + layer,
        resources="/XObject << /I 10 0 R >>",
        objects={10: lines_picture(lines)},
    )


FOOTERS = {
    "page number": text("第12页", 280, 20),
    "publisher": latin(
        "Electronic Journals of Green Brook. All rights reserved. www.example.net 1994-2023", 60, 20
    ),
    "digitiser": text(
        "本数字化成果仅供馆内查阅，未经许可不得复制公布。青溪县档案馆数字化加工中心扫描第十二页共三十页",
        30,
        20,
        size=9,
    ),
}


@pytest.mark.parametrize("footer", FOOTERS.values(), ids=FOOTERS)
@pytest.mark.parametrize("box", ["595 0 0 842 0 0", "420 0 0 600 90 120"], ids=["whole", "margins"])
def test_a_scan_with_a_typed_footer_is_recognised_and_both_are_found(tmp_path, footer, box):
    engine = LinesEngine(LETTER)
    (page,) = pages_of(_scan(tmp_path / "a.pdf", footer, box=box), engine=engine)
    assert page.reading is Reading.RECOGNISED and engine.asked == 1
    assert all(line in page.text for line in LETTER)
    assert page.text.splitlines()[-1] in ("第12页",) or "1994" in page.text or "数字化加工中心" in page.text
    assert len(page.boxes) == len(page.text)


def test_a_scan_in_strips_is_a_scan(tmp_path):
    strips = "".join(f"q 595 0 0 85 0 {757 - 85 * at} cm /I Do Q\n" for at in range(10))
    path = pdf_page(
        tmp_path / "a.pdf",
        strips + text("第12页", 280, 20),
        resources="/XObject << /I 10 0 R >>",
        objects={10: lines_picture(2, high=80)},
    )
    (page,) = pages_of(path, engine=LinesEngine(LETTER))
    assert page.reading is Reading.RECOGNISED and page.text.endswith("第12页")


def test_of_a_footer_that_was_recognised_too_the_typed_one_stays_alone(tmp_path):
    engine = LinesEngine(["木桥失修", ("第l2页", 280 / 595, 0.945, 12 / 595)])
    (page,) = pages_of(_scan(tmp_path / "a.pdf", text("第12页", 280, 32)), engine=engine)
    assert page.text == "木桥失修\n第12页"


def test_what_is_typed_above_the_scan_stands_before_it(tmp_path):
    (page,) = pages_of(_scan(tmp_path / "a.pdf", text("附件一影印如下", 60, 810)), engine=LinesEngine(LETTER))
    assert page.text == "附件一影印如下\n" + "\n".join(LETTER) + "\n"


def test_a_recogniser_s_text_in_another_script_gives_way(tmp_path):
    garbled = "".join(latin(f"AFR BRK WE TUE RS SRA HGS {at}", 60, 745 - 36 * at) for at in range(10))
    for before in (True, False):
        layer = garbled if before else garbled.replace("0 Tr", "3 Tr")
        engine = LinesEngine(LETTER)
        (page,) = pages_of(_scan(tmp_path / "a.pdf", layer, before=before), engine=engine)
        assert page.text == "\n".join(LETTER) + "\n" and page.reading is Reading.RECOGNISED


def test_a_foreign_letter_keeps_its_layer_where_recognition_agrees(tmp_path):
    words = ["The bridge of Stone Town is old", "and nobody can cross it safely"]
    layer = "".join(latin(line, 60, 745 - 36 * at).replace("0 Tr", "3 Tr") for at, line in enumerate(words))
    engine = LinesEngine(
        [
            (line.replace(" ", "").replace("l", "1"), 0.1, 0.1 + 0.043 * at, 0.27 / len(line))
            for at, line in enumerate(words)
        ]
    )
    (page,) = pages_of(_scan(tmp_path / "a.pdf", layer, lines=3), engine=engine)
    assert page.reading is Reading.LAYER and page.text == "\n".join(words)


WORDS = "关于整顿码头秩序的报告"


def _layer_over_lines(rows, sign="桥"):
    """A sheet with ten lines of ink, and a layer beneath the first `rows` of them."""
    sheet = np.full((560, 400, 3), 255, dtype=np.uint8)
    boxes, written = [], ""
    for line in range(10):
        sheet[56 + 24 * line : 68 + 24 * line : 2, 40:360:3] = 0
        for at in range(20 if line < rows else 0):
            x, y = 0.1 + 0.04 * at, (56 + 24 * line) / 560
            boxes.append((x, y, x + 0.04, y + 0.02))
            written += sign[len(written) % len(sign)]
    return sheet, LaidText(written, tuple(boxes), 1.0, ((0.0, 0.0, 1.0, 1.0),), tuple(range(len(written))))


@pytest.mark.parametrize(
    ("rows", "sign", "alone"), [(10, "桥", True), (7, "桥", True), (2, "桥", False), (10, "R", False)]
)
def test_a_layer_stands_alone_where_it_reaches_the_lines_in_a_script_that_can_be_right(rows, sign, alone):
    sheet, laid = _layer_over_lines(rows, sign)
    assert (share_reached(laid, LinesEngine(LETTER), lambda _: sheet, 11.7) >= COVERED) is alone


@pytest.mark.parametrize(("rows", "mark"), [(10, Mark.NONE), (9, Mark.NONE), (6, Mark.LAYER)])
def test_a_layer_that_is_kept_in_a_close_case_is_marked(rows, mark):
    sheet, laid = _layer_over_lines(rows, WORDS)
    page = by_layer(0, laid, LinesEngine(LETTER), lambda _: sheet, 11.7)
    assert page is not None and (page.reading, page.mark) == (Reading.LAYER, mark)


def test_a_page_that_is_read_once_more_is_recognised_in_a_close_case_and_only_then():
    class Again(LinesEngine, ReadsOnceMore):
        pass

    def kept(rows):
        sheet, laid = _layer_over_lines(rows, WORDS)
        return by_layer(0, laid, Again(LETTER), lambda _: sheet, 11.7) is not None

    assert (kept(10), kept(6)) == (True, False)


def test_with_recognition_off_a_layer_in_another_script_is_better_than_none():
    sheet, laid = _layer_over_lines(10, "R")
    assert share_reached(laid, NoEngine(), lambda _: sheet, 11.7) >= SURELY_COVERED


def test_a_typed_page_with_a_small_picture_is_not_recognised(tmp_path):
    engine = LinesEngine(LETTER)
    path = _scan(tmp_path / "a.pdf", text("青溪县政府训令" * 5, 60, 700), box="100 0 0 140 60 60")
    assert pages_of(path, engine=engine)[0].reading is Reading.LAYER and engine.asked == 0


def test_a_slip_with_a_number_is_a_scan_too(tmp_path):
    path = pdf_page(
        tmp_path / "a.pdf",
        "q 50 0 0 70 0 0 cm /I Do Q\n" + text("一二三四五六七八九十" * 5, 1, 1, size=0.9),
        page="/MediaBox [0 0 50 70]",
        resources="/XObject << /I 10 0 R >>",
        objects={10: lines_picture(10)},
    )
    (page,) = pages_of(path, engine=LinesEngine(LETTER))
    assert page.reading is Reading.RECOGNISED and LETTER[0] in page.text and "一二三" in page.text


def test_with_recognition_off_such_a_scan_says_so_and_is_no_page_of_a_footer(tmp_path):
    with pytest.raises(Unreadable, match="LANTAI_OCR"):
        pages_of(_scan(tmp_path / "a.pdf", FOOTERS["digitiser"]))


def test_with_recognition_off_a_page_of_text_beside_a_picture_says_that_the_picture_was_not_read(tmp_path):
    path = _scan(tmp_path / "a.pdf", text("青溪县政府训令" * 5, 60, 800), box="595 0 0 400 0 60")
    (page,) = pages_of(path)
    assert page.text == "青溪县政府训令" * 5 and page.note is not None and "LANTAI_OCR" in page.note.zh


def test_an_ofd_with_a_scan_and_a_page_number_is_recognised(tmp_path):
    sheet = np.full((560, 400), 255, dtype=np.uint8)
    for line in range(10):
        sheet[56 + 24 * line : 68 + 24 * line : 2, 40:360:3] = 0
    octets = io.BytesIO()
    Image.fromarray(sheet).save(octets, "PNG")
    scan = '<ofd:ImageObject ID="3" Boundary="20 5 160 80" CTM="160 0 0 80 0 0" ResourceID="5"/>'
    hidden = text_object("看不见的旧字", x=30, y=30, more='Visible="false"')
    outside = text_object("页外的字", x=30, y=150)
    resources = (
        '<ofd:Res xmlns:ofd="http://www.ofdspec.org/2016" BaseLoc="Res"><ofd:MultiMedias>'
        '<ofd:MultiMedia ID="5" Type="Image"><ofd:MediaFile>i.png</ofd:MediaFile></ofd:MultiMedia>'
        "</ofd:MultiMedias></ofd:Res>"
    )
    path = made(
        tmp_path / "a.ofd",
        [scan + text_object("第12页", x=90, y=92) + hidden + outside],
        common="<ofd:DocumentRes>Res.xml</ofd:DocumentRes>",
        parts={"Doc_0/Res.xml": resources, "Doc_0/Res/i.png": octets.getvalue()},
    )
    (page,) = pages_of(path, engine=LinesEngine(LETTER, step=0.05))
    assert page.text == "\n".join([*LETTER, "第12页"]) and page.reading is Reading.RECOGNISED


signs = st.text(st.sampled_from("渡口木桥年久第页12 ab"), max_size=12)
sides = st.floats(0, 1)


@st.composite
def laid_texts(draw):
    lines = draw(st.lists(signs, max_size=4))
    written = "\n".join(lines)
    boxes = []
    for sign in written:
        x, y = draw(sides), draw(sides)
        boxes.append(None if sign == "\n" else (x, y, min(1.0, x + 0.02), min(1.0, y + 0.02)))
    unseen = draw(st.sets(st.integers(0, max(0, len(written) - 1)))) if written else set()
    return LaidText(written, tuple(boxes), 0.9, ((0.0, 0.0, 1.0, 1.0),), tuple(sorted(unseen)))


@given(laid=laid_texts(), read=laid_texts())
@settings(max_examples=200, deadline=None)
def test_whatever_is_read_every_typed_line_is_found_and_boxes_keep_step(laid, read):
    page = ExtractedPage(3, read.text, Reading.RECOGNISED, "lines", 0.9, read.boxes)
    both = together(laid, page)
    assert both.object_page == 3
    assert len(both.boxes) == len(both.text) or not both.boxes
    if not laid.unseen:
        held = "".join(sign for sign in both.text if sign.isalnum())
        assert all(sign in held for sign in laid.text if sign.isalnum())


def test_borders_and_black_edges_are_no_writing():
    sheet = np.full((400, 300, 3), 255, dtype=np.uint8)
    sheet[:, :40] = 0
    assert (
        layer_reaches(LaidText("第", ((0.5, 0.9, 0.52, 0.92),), 1.0, ((0.0, 0.0, 1.0, 1.0),)), sheet) == 1.0
    )
