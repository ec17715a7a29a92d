"""What the readers of each format promise: text in any encoding, PDF with places, letters where nothing is read."""

from __future__ import annotations

import numpy as np
import opencc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from holdings.media.kinds import MediaKind
from holdings.media.legacy_encodings import in_encoding
from holdings.media.limits import MediaLimits
from holdings.media.pdf import PdfObject
from holdings.media.text_encodings import decoded
from holdings.pages import Reading
from indexer.extraction.choose import extractor_for, kind_of_object
from indexer.extraction.pdf import drawing_dpi
from indexer.extraction.plain_text import PlainTextExtractor
from indexer.extraction.port import Unreadable, storable
from ocr.no_engine import NoEngine
from ocr.port import ReadCharacter, ReadPage
from tests.material.documents import document, placed
from tests.shared import shared

SIMPLIFIED = "闽海县政府训令：为令饬事，查各乡镇土地登记，应于本年十二月底以前办理完竣，仰即遵照。"
TRADITIONAL = opencc.OpenCC("s2tw").convert(SIMPLIFIED)
JAPANESE = "台湾総督府公文類纂、全文検索の技術調査について報告する。"


class FixedEngine:
    """Reads the same two characters on any page, and remembers the image."""

    name = "fixed"
    fingerprint = "fixed"

    def __init__(self):
        self.images = []

    def read(self, image):
        self.images.append(image)
        height, width = image.shape[:2]
        characters = (ReadCharacter("训", (0, 0, width / 2, height / 4), 0.5), None)
        return ReadPage("训\n", characters, width, height, self.name, 0.5)


def pages_of(path, name=None, engine=None):
    reader = extractor_for(path, name or path.name, engine or NoEngine())
    return [reader.page(path, at) for at in range(reader.page_count(path))]


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (SIMPLIFIED, "utf-8"),
        (SIMPLIFIED, "utf-8-sig"),
        (SIMPLIFIED, "gb18030"),
        (TRADITIONAL, "gb18030"),
        (TRADITIONAL, "cp950"),
        (TRADITIONAL, "utf-8"),
        (JAPANESE, "cp932"),
        (SIMPLIFIED, "utf-16"),
        (TRADITIONAL, "utf-16-le"),
        (SIMPLIFIED, "utf-16-be"),
        ("Minhai County, 1947", "utf-16-le"),
    ],
)
def test_a_text_reads_the_same_in_every_encoding_that_archives_hand_over(tmp_path, text, encoding):
    path = tmp_path / "训令.txt"
    path.write_bytes(text.encode(encoding))
    (page,) = pages_of(path)
    assert (page.text, page.reading, page.confidence, page.boxes) == (text, Reading.BORN, 1.0, ())


FRENCH = "Le délégué français à Foutchéou a été reçu par le préfet; les négociants étrangers étaient là en février."
GERMAN = "Der Konsul in Futschau berichtet, daß die Schiffe für Hamburg Öl und Häute führen; größere Mengen später."
SPANISH = "¿Dónde está el niño? El señor cónsul llegó mañana con dos cañones y una señora española."
POLISH = "Konsul przybył do portu Fuzhou wczoraj wieczorem; źródła mówią, że cena herbaty wzrosła o dziesięć złotych."
RUSSIAN = "Консул прибыл в порт Фучжоу вчера вечером и доложил о торговле чаем."
UKRAINIAN = "Консул прибув до порту Фучжоу вчора ввечері і доповів про торгівлю чаєм."
GREEK = "Ο πρόξενος έφθασε στο λιμάνι του Φουτσού χθες το βράδυ και ανέφερε για το εμπόριο τσαγιού."
KOREAN = (
    "부산항 화물 처리 보고서. 금년 삼월 이후 각 부두의 하역이 혼잡하여 선박이 제때에 정박하지 못하고 있다."
)


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        *((FRENCH, encoding) for encoding in ("cp1252", "mac_roman", "cp850")),
        (GERMAN, "cp1252"),
        (SPANISH, "cp1252"),
        (POLISH, "cp1250"),
        *((RUSSIAN, encoding) for encoding in ("cp1251", "koi8-r", "iso8859-5", "cp866")),
        (UKRAINIAN, "cp1251"),
        (UKRAINIAN, "koi8-u"),
        (GREEK, "cp1253"),
        (KOREAN, "cp949"),
        (KOREAN, "iso2022_kr"),
        (SIMPLIFIED, "hz"),
        *((JAPANESE, encoding) for encoding in ("euc_jp", "iso2022_jp", "utf-16-le", "utf-16-be")),
    ],
)
def test_texts_of_other_countries_are_read_in_the_encodings_of_their_time(text, encoding):
    found = decoded(text.encode(encoding))
    assert found is not None and found.text == text


@pytest.mark.parametrize(
    ("text", "encoding"),
    [
        (RUSSIAN, "cp1251"),
        (RUSSIAN, "koi8-r"),
        (GREEK, "cp1253"),
        (KOREAN, "cp949"),
        (JAPANESE, "euc_jp"),
        (SIMPLIFIED, "gb18030"),
        (TRADITIONAL, "cp950"),
    ],
)
@pytest.mark.parametrize("declared", ["", "us-ascii", "iso-8859-1"])
def test_so_is_the_text_of_a_mail_that_declares_nothing_or_the_wrong_thing(text, encoding, declared):
    assert in_encoding(text.encode(encoding), declared) == text


@pytest.mark.parametrize(
    ("text", "encoding"), [(SIMPLIFIED, "hz"), (JAPANESE, "iso2022_jp"), (KOREAN, "iso2022_kr")]
)
def test_and_what_is_of_seven_bits(text, encoding):
    assert in_encoding(text.encode(encoding), "us-ascii") == text


def test_signs_that_switch_encodings_are_left_alone_in_a_text_that_is_none():
    told = "cp a~{b,c} ~{x~} \x1b$ B"
    found = decoded(told.encode())
    assert found is not None and found.text == told


def test_a_japanese_text_of_windows_is_read(tmp_path):
    assert pages_of(placed(tmp_path, "潮汐.txt"))[0].text.startswith("潮位観測の記録について")


@pytest.mark.shared("a Japanese text of another hand is read")
def test_the_shared_japanese_text_is_read():
    text = shared("formats", "issue-400-shiftjis.txt")
    assert pages_of(text)[0].text.startswith("全文検索の技術調査について")


@settings(max_examples=200, deadline=None)
@given(
    st.text(st.sampled_from(SIMPLIFIED), min_size=12, max_size=400),
    st.sampled_from(["gb18030", "utf-16", "utf-8"]),
)
def test_any_mixture_of_usual_characters_is_read_back(text, encoding):
    found = decoded(text.encode(encoding))
    assert found is not None and found.text == text


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_are_a_text_or_are_none(octets):
    found = decoded(octets)
    assert found is None or (0 <= found.whole <= 1 and isinstance(found.text, str))


def test_a_text_with_a_damaged_byte_is_still_read_and_says_how_sure_it_is(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes((SIMPLIFIED * 5).encode("gb18030") + b"\xff" + (SIMPLIFIED * 5).encode("gb18030"))
    (page,) = pages_of(path)
    assert page.text.startswith(SIMPLIFIED) and 0.98 < page.confidence < 1


def test_pages_are_cut_at_form_feeds_and_a_byte_that_no_store_holds_is_left_out(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes("第一页\0\f第二页\n".encode() + b"\f" + SIMPLIFIED.encode())
    assert [page.text for page in pages_of(path)] == ["第一页", "第二页", SIMPLIFIED]


def test_a_text_that_is_none_and_one_that_is_too_large_get_a_letter(tmp_path):
    path = tmp_path / "a.txt"
    path.write_bytes(bytes(range(128, 256)) * 40)
    with pytest.raises(Unreadable, match="a.txt"):
        pages_of(path)
    path.write_text("正文", encoding="utf-8")
    with pytest.raises(Unreadable, match="上限"):
        extractor_for(path, "a.txt", NoEngine(), MediaLimits(text_bytes=3)).page_count(path)


def test_what_is_not_there_or_empty_gets_a_letter(tmp_path):
    with pytest.raises(Unreadable, match="无法打开"):
        extractor_for(tmp_path / "none.txt", "none.txt", NoEngine())
    (tmp_path / "empty.pdf").touch()
    with pytest.raises(Unreadable, match="空"):
        extractor_for(tmp_path / "empty.pdf", "empty.pdf", NoEngine())
    path = tmp_path / "a.txt"
    path.write_text("正文", encoding="utf-8")
    with pytest.raises(Unreadable, match="没有第 2 页"):
        PlainTextExtractor("a.txt").page(path, 1)


def test_content_decides_the_reader_and_not_the_name(tmp_path):
    path = tmp_path / "scan.txt"
    path.write_bytes(document("开馆.pdf"))
    assert kind_of_object(path, "scan.txt") is MediaKind.PDF
    assert pages_of(path)[0].reading is Reading.LAYER


def test_a_pdf_with_text_gives_a_box_a_character(tmp_path):
    pages = pages_of(placed(tmp_path, "开馆.pdf"))
    assert [page.text for page in pages] == [
        "连屿档案馆开馆通告\n本馆定于下月初一日起开放阅览，来馆者须携带",
        "附则",
    ]
    _each_has_boxes(pages)


@pytest.mark.shared("a PDF by another writer gives a box a character")
def test_the_shared_pdf_gives_a_box_a_character():
    pages = pages_of(shared("formats", "test.pdf"))
    assert [page.text for page in pages] == [
        "This is a sample text available in page 1",
        "This second part of the text is in Page 2",
    ]
    _each_has_boxes(pages)


def _each_has_boxes(pages):
    for page in pages:
        assert page.reading is Reading.LAYER and len(page.boxes) == len(page.text)
        box = page.boxes[0]
        assert box is not None and 0 < box[0] < box[2] < 1 and 0 < box[1] < box[3] < 1


def test_a_pdf_without_text_is_drawn_and_recognised(tmp_path):
    engine = FixedEngine()
    path = placed(tmp_path, "扫描.pdf")
    (page, *_) = pages_of(path, engine=engine)
    assert page.reading is Reading.RECOGNISED and page.engine == "fixed" and page.confidence == 0.5
    assert page.text == "训\n" and page.boxes == ((0, 0, 0.5, 0.25), None)
    with PdfObject(path) as pdf:
        inches = max(pdf.page_image(0, 72).shape) / 72
    assert max(engine.images[0].shape) == pytest.approx(inches * 300, rel=0.05)


def test_with_recognition_off_a_scan_says_how_to_have_it_read(tmp_path):
    with pytest.raises(Unreadable, match="LANTAI_OCR"):
        pages_of(placed(tmp_path, "扫描.pdf"))


def test_a_blank_page_of_a_pdf_is_blank_and_needs_no_recognition(tmp_path):
    path = tmp_path / "blank.pdf"
    Image.new("RGB", (600, 800), "white").save(path)
    (page,) = pages_of(path)
    assert page.text == "" and page.reading is Reading.LAYER


@pytest.mark.parametrize(
    ("inches", "dpi"),
    [
        (0, 4000),
        (2.0, 1000),
        (5.0, 400),
        (8.3, 300),
        (11.7, 300),
        (16.5, 242),
        (23.4, 200),
        (48.7, 123),
        (200.0, 30),
    ],
)
def test_pages_are_drawn_at_300_dpi_slips_larger_and_large_ones_no_larger_than_they_need(inches, dpi):
    assert drawing_dpi(inches) == dpi


def test_an_image_drawn_of_several_pages_is_recognised_page_by_page(tmp_path):
    path = tmp_path / "卷.tif"
    pages = [Image.new("L", (200, 300), 255) for _ in range(3)]
    for number, image in enumerate(pages):
        ImageDraw.Draw(image).rectangle((0, 0, 20 * (number + 1), 10), fill=0)
    pages[0].save(path, save_all=True, append_images=pages[1:])
    engine = FixedEngine()
    read = pages_of(path, engine=engine)
    assert [page.object_page for page in read] == [0, 1, 2]
    assert [int((image[0, :, 0] < 128).sum()) for image in engine.images] == [21, 41, 61]
    assert all(image.dtype == np.uint8 and image.shape == (300, 200, 3) for image in engine.images)


def test_of_an_image_cut_short_what_is_there_is_read_and_said(tmp_path):
    sheet = Image.new("L", (400, 300), 255)
    ImageDraw.Draw(sheet).rectangle((20, 20, 380, 60), fill=0)
    sheet.save(tmp_path / "whole.jpg")
    octets = (tmp_path / "whole.jpg").read_bytes()
    for end, cut in ((-2, True), (len(octets) * 3 // 4, True), (len(octets), False)):
        path = tmp_path / f"scan{end}.jpg"
        path.write_bytes(octets[:end])
        engine = FixedEngine()
        (page,) = pages_of(path, engine=engine)
        assert page.text == "训\n" and engine.images[0][40, 200].max() < 60
        assert (page.note is not None) is cut
        if page.note is not None:
            assert "不完整" in page.note.zh and "too early" in page.note.en and "scan" not in page.note.zh


def test_a_format_without_a_reader_yet_is_kept_and_says_so(tmp_path):
    path = tmp_path / "a.dwg"
    path.write_bytes(b"AC1032" + bytes(200))
    with pytest.raises(Unreadable, match="原文件已原样保存"):
        pages_of(path)


def test_a_damaged_pdf_and_a_damaged_image_get_a_letter(tmp_path):
    pdf, image = tmp_path / "a.pdf", tmp_path / "b.png"
    pdf.write_bytes(b"%PDF-1.7\n" + b"x" * 500)
    image.write_bytes(b"\x89PNG\r\n\x1a\n" + b"x" * 500)
    for path in (pdf, image):
        with pytest.raises(Unreadable, match=path.name):
            pages_of(path, engine=FixedEngine())


@settings(max_examples=100, deadline=None)
@given(st.text(st.sampled_from("档案\0\ud800\udfffa\U00020000")))
def test_storable_text_keeps_its_boxes_in_step(text):
    boxes = tuple((at / 100, 0.0, 1.0, 1.0) for at in range(len(text)))
    kept, places = storable(text, boxes)
    kept.encode()
    assert "\0" not in kept and len(kept) == len(places)
    assert [text[round(place[0] * 100)] for place in places if place] == list(kept)
