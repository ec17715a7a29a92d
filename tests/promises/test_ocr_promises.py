"""What every engine that reads pixels promises: rapidocr and Tesseract, held to the same page images."""

from __future__ import annotations

import numpy as np
import pytest

from ocr.engines import make_engine
from ocr.measure import han_error_rate
from ocr.port import OcrError
from tests.rooms.ocr.printing import blank, write

LINES = ("关于加强档案工作的通知", "各市县人民政府请遵照执行", "办公室一九五四年三月")
LEFT, TOP, SIZE, STEP = 100, 200, 44, 80


@pytest.fixture(scope="module", params=["rapidocr", pytest.param("tesseract", marks=pytest.mark.tesseract)])
def engine(request):
    return make_engine(request.param)


@pytest.fixture(scope="module")
def sheet():
    drawn = blank()
    for at, line in enumerate(LINES):
        write(drawn, (LEFT, TOP + at * STEP), line, SIZE)
    return np.asarray(drawn)


@pytest.fixture(scope="module")
def page(engine, sheet):
    return engine.read(sheet)


def test_print_is_read_in_order_without_blanks_between_han_characters(page, sheet, engine):
    read = page.text.replace("\n", "")
    assert han_error_rate("".join(LINES), read) <= 0.1
    assert " " not in page.text
    assert read.find("档案") < read.find("人民政府") < read.find("三月")
    assert (page.height, page.width) == sheet.shape[:2]
    assert page.engine == engine.name


def test_every_character_has_a_box_on_the_image_and_a_confidence(page):
    assert len(page.characters) == len(page.text)
    for sign, read in zip(page.text, page.characters, strict=True):
        if read is None:
            assert sign in "\n "
            continue
        x0, y0, x1, y1 = read.box
        assert read.character == sign and 0 < read.confidence <= 1
        assert 0 <= x0 < x1 <= page.width and 0 <= y0 < y1 <= page.height
        assert len(read.chances) in (0, len(read.alternatives)) and sign not in read.alternatives
    assert 0.3 < page.confidence <= 1


def test_the_boxes_of_a_line_lie_on_its_ink(page):
    """Each in the height of its line; most at their place (Tesseract shares a word out in equal parts)."""
    found = there = 0
    for at, line in enumerate(LINES):
        start = page.text.find(line)
        if start < 0:
            continue  # a character was misread
        for place, read in enumerate(page.characters[start : start + len(line)]):
            assert read is not None
            left, top = LEFT + place * SIZE, TOP + at * STEP
            assert top < (read.box[1] + read.box[3]) / 2 < top + 1.6 * SIZE, (line, place)
            assert LEFT - SIZE < read.box[0] < read.box[2] < LEFT + (len(line) + 1) * SIZE, (line, place)
            found += 1
            there += min(read.box[2], left + SIZE) - max(read.box[0], left) > SIZE / 3
    assert found >= 20 and there >= 0.6 * found


def test_the_same_pixels_are_read_the_same_way_and_rules_have_a_name(engine, sheet, page):
    assert engine.read(sheet.copy()) == page
    assert engine.name in engine.fingerprint
    assert make_engine(engine.name).fingerprint == engine.fingerprint


def test_an_empty_page_says_nothing(engine):
    read = engine.read(np.full((600, 500, 3), 255, dtype=np.uint8))
    assert (read.text, read.characters, read.confidence) == ("", (), 0.0)
    assert (read.width, read.height) == (500, 600)


@pytest.mark.parametrize("shape", [(1, 1, 3), (1, 900, 3), (9, 9, 3)])
def test_a_sliver_does_no_harm(engine, shape):
    read = engine.read(np.full(shape, 128, dtype=np.uint8))
    assert (read.height, read.width) == shape[:2]


@pytest.mark.parametrize(
    "image",
    [np.zeros((0, 10, 3), np.uint8), np.zeros((10, 10), np.uint8), np.zeros((10, 10, 3), np.float64)],
    ids=["empty", "grey", "floats"],
)
def test_what_is_no_page_image_is_refused_in_both_languages(engine, image):
    with pytest.raises(OcrError) as refused:
        engine.read(image)
    assert refused.value.zh and refused.value.en
