"""PDF: its text with places, its pages as pixels, and what is said when it does not open."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdings.media.laid_text import LaidText, usable_text
from holdings.media.letters import MediaError
from holdings.media.pdf import PdfObject
from tests.material.documents import BORN_PDF, SAMPLES, placed
from tests.rooms.holdings.media_samples import pdf
from tests.shared import shared

PDFS = sorted(SAMPLES.rglob("*.pdf"))

PARAGRAPHS = [
    (124.0, 700.0, "第一条为了加强数字档案的有效利用，促进数字档"),
    (100.0, 680.0, "案共享，根据有关法律法规，结合本省实际，制定本办"),
    (100.0, 660.0, "法。"),
    (124.0, 640.0, "第二条本省行政区域内数字档案共享适用本办法。"),
]


def _text(path, index=0):
    with PdfObject(path) as opened:
        return opened.page_text(index)


def test_a_phrase_across_a_line_break_is_one_phrase_and_paragraphs_stay_apart(tmp_path):
    laid = _text(pdf(tmp_path / "a.pdf", [PARAGRAPHS]))
    assert laid.text == (
        "第一条为了加强数字档案的有效利用，促进数字档案共享，根据有关法律法规，结合本省实际，制定本办法。\n"
        "第二条本省行政区域内数字档案共享适用本办法。"
    )
    assert usable_text(laid)


def test_a_number_across_a_line_break_of_chinese_is_one_number(tmp_path):
    lines = [
        (100.0, 700.0, "本办法自民国三十七年即公历一千九百年代19"),
        (100.0, 684.0, "48年一月一日起施行至次年年底为止。"),
    ]
    assert "年代1948年一月" in _text(pdf(tmp_path / "a.pdf", [lines])).text


def test_latin_words_are_parted_where_a_line_breaks(tmp_path):
    lines = [
        (100.0, 700.0, "the archives of the whole province"),
        (100.0, 684.0, "are kept in the county hall today"),
    ]
    assert _text(pdf(tmp_path / "a.pdf", [lines])).text == (
        "the archives of the whole province are kept in the county hall today"
    )


def test_a_heading_and_what_stands_far_below_are_not_joined(tmp_path):
    lines = [(100.0, 780.0, "福建省数字档案共享管理办法"), (100.0, 500.0, "第一章总则")]
    assert _text(pdf(tmp_path / "a.pdf", [lines])).text == "福建省数字档案共享管理办法\n第一章总则"


@pytest.mark.parametrize("rotate", [0, 90, 180, 270])
def test_boxes_are_where_the_character_is_seen_however_the_page_is_turned(tmp_path, rotate):
    laid = _text(pdf(tmp_path / "a.pdf", [[(119.0, 421.0, "档案")]], rotate=rotate))
    assert laid.text == "档案"
    box = laid.boxes[0]
    assert box is not None
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    # Unturned the first character's middle is near (125/595, (842-425)/842).
    across, down = 125 / 595, 417 / 842
    seen = {0: (across, down), 90: (1 - down, across), 180: (1 - across, 1 - down), 270: (down, 1 - across)}[
        rotate
    ]
    assert (x, y) == pytest.approx(seen, abs=0.02)


def test_boxes_in_a_drawn_page_hold_the_ink():
    with PdfObject(BORN_PDF) as opened:
        laid, page = opened.page_text(0), opened.page_image(0, 144)
    assert page.shape == (1684, 1191, 3) and len(laid.text) > 200
    _inked(laid, page)


@pytest.mark.shared("boxes in a drawn page of another writer hold the ink")
def test_boxes_in_a_drawn_shared_page_hold_the_ink():
    with PdfObject(shared("formats", "test.pdf")) as opened:
        laid, page = opened.page_text(0), opened.page_image(0, 144)
    assert page.shape == (1584, 1224, 3)
    _inked(laid, page)


def _inked(laid, page):
    height, width = page.shape[:2]
    inked = 0
    for sign, box in zip(laid.text, laid.boxes, strict=True):
        if box is None or sign.isspace():
            continue
        part = page[
            int(box[1] * height) : int(box[3] * height) + 1, int(box[0] * width) : int(box[2] * width) + 1
        ]
        inked += bool(part.min() < 128)
    assert inked >= 0.9 * sum(1 for sign in laid.text if not sign.isspace())


def test_columns_of_vertical_writing_are_lines(tmp_path):
    # A blank behind each, because pdfium leaves out lone characters of a font without outlines.
    column = [(500.0, 700.0 - 14 * at, sign + " ") for at, sign in enumerate("福建省政府公報第")]
    following = [(478.0, 700.0 - 14 * at, sign + " ") for at, sign in enumerate("一百二十期")]
    assert _text(pdf(tmp_path / "a.pdf", [column + following])).text == "福建省政府公報第一百二十期"


def test_a_font_without_its_table_goes_to_recognition(tmp_path):
    laid = _text(pdf(tmp_path / "a.pdf", [PARAGRAPHS], broken_map=True))
    assert laid.text
    assert not usable_text(laid)


@pytest.mark.parametrize(
    ("text", "usable"),
    [
        ("", False),
        (" \n ", False),
        ("\ufffd\ufffd\ufffd档案", False),
        ("ÖÐ»ªÈËÃñ¹²ºÍ¹ú", False),
        ("□□□□□□□□□□", False),
        ("中华人民共和国", True),
        ("Café Zürich, Genève", True),
        ("档", True),
        ("𠮷野家文書", True),
    ],
)
def test_text_is_usable_when_it_can_be_read(text, usable):
    assert usable_text(LaidText(text, (None,) * len(text))) is usable


def test_a_scan_with_a_stamped_page_number_goes_to_recognition():
    assert not usable_text(LaidText("第 12 页", (None,) * 6, picture_share=0.98))
    assert usable_text(LaidText("档案" * 60, (None,) * 120, picture_share=0.98))


def test_an_encrypted_one_says_so(tmp_path):
    with pytest.raises(MediaError) as refused:
        PdfObject(placed(tmp_path, "加密.pdf"))
    assert "加密" in refused.value.letter.zh
    assert "encrypted" in refused.value.letter.en


@pytest.mark.parametrize(
    "content", [b"", b"%PDF-1.7", b"%PDF-1.4\n1 0 obj\n<<>>\nendobj\n", b"\x00" * 500, b"no pdf"]
)
def test_broken_ones_say_so(tmp_path, content):
    path = tmp_path / "坏.pdf"
    path.write_bytes(content)
    with pytest.raises(MediaError) as refused:
        PdfObject(path)
    assert "坏.pdf" in refused.value.letter.zh
    assert "重新移交" in refused.value.letter.zh


@given(
    cut=st.integers(0, 100_000),
    flips=st.lists(st.tuples(st.integers(0, 99_999), st.integers(0, 255)), max_size=8),
)
@settings(max_examples=60, deadline=None)
def test_a_damaged_one_is_read_or_refused_but_never_crashes(tmp_path_factory, cut, flips):
    content = bytearray(BORN_PDF.read_bytes())
    for at, value in flips:
        content[at % len(content)] = value
    path = tmp_path_factory.getbasetemp() / "damaged.pdf"
    path.write_bytes(bytes(content[: max(cut, 1)]))
    try:
        with PdfObject(path) as opened:
            laid = opened.page_text(0)
            image = opened.page_image(0, 36)
    except MediaError as refused:
        assert refused.letter.zh
    else:
        assert len(laid.text) == len(laid.boxes)
        assert image.shape[2] == 3


def test_a_page_that_is_not_there_is_named(tmp_path):
    with PdfObject(pdf(tmp_path / "a.pdf", [PARAGRAPHS, PARAGRAPHS])) as opened:
        assert opened.page_count == 2
        with pytest.raises(MediaError, match="没有第 3 页"):
            opened.page_text(2)
        with pytest.raises(MediaError):
            opened.page_image(-1, 72)


def test_pages_of_huge_size_are_not_drawn(tmp_path):
    with PdfObject(pdf(tmp_path / "a.pdf", [PARAGRAPHS])) as opened, pytest.raises(MediaError, match="像素"):
        opened.page_image(0, 20_000)


@pytest.mark.parametrize("path", PDFS, ids=[path.stem for path in PDFS])
def test_every_page_of_the_sample_holdings_opens(path):
    _opens(path)


@pytest.mark.shared("every page of PDFs by other writers opens")
@pytest.mark.parametrize("name", ["Test.pdf", "test-ocr.pdf", "test-ocr-notext.pdf", "test.pdf"])
def test_every_page_of_the_shared_files_opens(name):
    _opens(shared("formats", name))


def _opens(path):
    with PdfObject(path) as opened:
        for index in range(opened.page_count):
            laid = opened.page_text(index)
            assert len(laid.text) == len(laid.boxes)
            for box in laid.boxes:
                assert box is None or (0 <= box[0] <= box[2] <= 1 and 0 <= box[1] <= box[3] <= 1)
