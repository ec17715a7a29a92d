"""What the default engine makes of pages, and of things that are none."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest

from ocr.engines import make_engine
from ocr.limits import MAX_PIXELS
from ocr.measure import character_error_rate, letter_error_rate
from ocr.port import OcrError, ReadPage
from tests.material.scans import scans
from tests.rooms.ocr.printing import blank, shared_page, stamp, write


@pytest.fixture(scope="module")
def engine():
    return make_engine("rapidocr")


def _checked(page: ReadPage) -> ReadPage:
    """What holds for every page that was read."""
    assert len(page.text) == len(page.characters)
    for sign, read in zip(page.text, page.characters, strict=True):
        if read is None:
            assert sign in "\n "
            continue
        x0, y0, x1, y1 = read.box
        assert read.character == sign
        assert 0 <= x0 <= x1 <= page.width
        assert 0 <= y0 <= y1 <= page.height
        assert 0 <= read.confidence <= 1
        assert sign not in read.alternatives
    return page


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "most"),
    [
        ("0045-003", 0.08),  # a notice in Kai, stamped
        ("1938-002-011", 0.02),  # a letter in columns
        ("1952-003-001", 0.06),  # typewritten, stamped
        ("1954-002-009", 0.03),  # a ruled table
    ],
)
def test_scans_of_every_kind_are_read(engine, name, most):
    page = _checked(engine.read(scans()[name].pixels))
    assert character_error_rate(scans()[name].text, page.text) <= most
    assert letter_error_rate(scans()[name].text, page.text) <= most


@pytest.mark.slow
@pytest.mark.shared(
    "the default engine reads pages of columns, tiers and tables within the bounds that are promised"
)
@pytest.mark.parametrize(
    ("name", "most", "most_letters"),
    [
        ("s1_stamp", 0.01, 0.01),
        ("s2_2col_archive", 0.01, 0.01),
        ("s4_table_archive", 0.02, 0.02),
        ("t1_ming_archive", 0.03, 0.03),
        ("tv2_tiers_archive", 0.10, 0.03),
    ],
)
def test_shared_pages_of_every_kind_are_read(engine, name, most, most_letters):
    pixels, truth = shared_page(name)
    page = _checked(engine.read(pixels))
    assert character_error_rate(truth, page.text) <= most
    assert letter_error_rate(truth, page.text) <= most_letters


@pytest.mark.slow
def test_a_page_put_in_upside_down_is_read_and_its_boxes_stay_on_the_image(engine):
    scan = scans()["1952-003-001"]
    _read_upside_down(engine, scan.pixels, scan.text, 0.06)


@pytest.mark.slow
@pytest.mark.shared("a typewritten page by another hand is read upside down")
def test_a_shared_page_put_in_upside_down_is_read(engine):
    _read_upside_down(engine, *shared_page("s5_typew_archive"), 0.02)


def _read_upside_down(engine, pixels, truth, most):
    upright = engine.read(pixels)
    turned = _checked(engine.read(np.ascontiguousarray(pixels[::-1, ::-1])))
    assert character_error_rate(truth, turned.text) <= most
    one = next(read for read in upright.characters if read)
    same = next(read for read in turned.characters if read)
    assert same.box[0] == pytest.approx(upright.width - one.box[2], abs=12)
    assert same.box[1] == pytest.approx(upright.height - one.box[3], abs=12)


def test_a_red_heading_is_read_and_a_stamp_over_the_text_is_looked_through(engine):
    sheet = blank()
    write(sheet, (120, 60), "福建省人民政府文件", 64, "#d01818")
    for at, text in enumerate(
        ["关于加强档案工作的通知", "各市县人民政府，省直各单位：", "现将有关事项通知如下。"]
    ):
        write(sheet, (100, 240 + at * 70), text)
    stamp(sheet, (380, 350), 120)
    text = _checked(engine.read(np.asarray(sheet))).text
    assert text.split("\n")[0] == "福建省人民政府文件"
    assert "关于加强档案工作的通知" in text
    assert "现将有关事项通知如下" in text


def test_each_character_has_its_box_on_the_image(engine):
    sheet = blank()
    write(sheet, (100, 300), "中华民国二十三年福建省政府公报", 40)
    page = _checked(engine.read(np.asarray(sheet)))
    assert page.text == "中华民国二十三年福建省政府公报"
    for at, read in enumerate(page.characters):
        assert read is not None
        true = (100 + at * 40, 300 + 8, 140 + at * 40, 300 + 54)
        x0, x1 = max(true[0], read.box[0]), min(true[2], read.box[2])
        assert (x1 - x0) / 40 > 0.6, read.character


def test_a_blank_page_reads_as_nothing(engine):
    page = engine.read(np.full((800, 600, 3), 255, dtype=np.uint8))
    assert (page.text, page.characters, page.confidence) == ("", (), 0.0)
    assert (page.width, page.height) == (600, 800)


@pytest.mark.parametrize(
    "shape", [(1, 5000, 3), (5000, 1, 3), (1, 1, 3), (9, 9, 3), (40, 4000, 3), (4000, 40, 3)]
)
def test_images_of_any_proportion_do_no_harm(engine, shape):
    noise = np.random.default_rng(1).integers(0, 255, shape).astype(np.uint8)
    page = _checked(engine.read(noise))
    assert (page.height, page.width) == shape[:2]


@pytest.mark.parametrize(
    "image",
    [
        np.zeros((0, 10, 3), np.uint8),
        np.zeros((10, 10), np.uint8),
        np.zeros((10, 10, 4), np.uint8),
        np.zeros((10, 10, 3), np.float64),
        np.broadcast_to(np.zeros((1, 1, 3), np.uint8), (MAX_PIXELS // 1000 + 1, 1000, 3)),
    ],
    ids=["empty", "grey", "four channels", "floats", "huge"],
)
def test_what_is_no_page_image_is_refused_in_both_languages(engine, image):
    with pytest.raises(OcrError) as refused:
        engine.read(image)
    assert refused.value.zh
    assert refused.value.en
    assert str(refused.value) == f"{refused.value.zh}\n{refused.value.en}"


def test_the_fingerprint_names_library_models_and_settings(engine):
    assert engine.fingerprint.startswith("rapidocr 3.10.0 onnxruntime ")
    assert make_engine("rapidocr").fingerprint == engine.fingerprint


def test_asking_for_no_engine_loads_none():
    code = (
        "import sys, ocr.engines; ocr.engines.make_engine('none'); "
        "print('onnxruntime' in sys.modules, 'cv2' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["False", "False"]


def test_no_engine_says_honestly_that_it_read_nothing():
    page = make_engine("none").read(np.full((50, 40, 3), 255, dtype=np.uint8))
    assert (page.text, page.confidence, page.engine, page.width, page.height) == ("", 0.0, "none", 40, 50)


def test_an_unknown_engine_is_a_letter_that_names_the_choices():
    with pytest.raises(OcrError, match="rapidocr, tesseract, none"):
        make_engine("magic")
