"""Tesseract as the other engine, where it is installed."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import ImageDraw

from ocr.engines import make_engine
from ocr.measure import han_error_rate
from tests.material.scans import scans
from tests.rooms.ocr.printing import blank, shared_page, write

pytestmark = pytest.mark.tesseract


@pytest.fixture(scope="module")
def engine():
    return make_engine("tesseract")


def test_it_reads_print_and_sets_no_blanks_between_han_characters(engine):
    sheet = blank()
    for at, text in enumerate(["关于加强档案工作的通知", "各市县人民政府请遵照执行", "办公室一九五四年三月"]):
        write(sheet, (100, 200 + at * 80), text, 44)
    page = engine.read(np.asarray(sheet))
    assert "档案工作" in page.text
    assert "人民政府" in page.text
    assert page.engine == "tesseract"
    for sign, read in zip(page.text, page.characters, strict=True):
        assert read is None or read.character == sign


@pytest.mark.slow
def test_it_chooses_the_language_of_script_and_direction(engine):
    scan = scans()["1938-002-011"]  # Traditional, in columns
    assert han_error_rate(scan.text, engine.read(scan.pixels).text) < 0.3


@pytest.mark.slow
@pytest.mark.shared("Tesseract reads a vertical page by another hand")
def test_it_chooses_the_language_of_a_shared_page(engine):
    pixels, truth = shared_page("tv1_clean")
    assert han_error_rate(truth, engine.read(pixels).text) < 0.35


def test_it_reads_the_cells_of_a_ruled_table_row_by_row():
    from ocr.tesseract_engine import TesseractEngine

    sheet = blank(1_000, 560)
    rows = (
        ("编号", "物品名称", "存放地点"),
        ("001", "铁皮档案柜", "三楼库房"),
        ("002", "缩微阅读器", "阅览大厅"),
    )
    for at, row in enumerate(rows):
        for left, cell in zip((70, 290, 650), row, strict=True):
            write(sheet, (left, 90 + at * 130), cell, 40)
    draw = ImageDraw.Draw(sheet)
    for y in range(60, 460, 130):
        draw.line((40, y, 960, y), fill="black", width=3)
    for x in (40, 250, 610, 960):
        draw.line((x, 60, x, 450), fill="black", width=3)
    read = TesseractEngine(("chi_sim",)).read(np.asarray(sheet)).text
    assert han_error_rate("".join("".join(row) for row in rows), read) < 0.2


def test_a_sliver_reads_as_nothing(engine):
    assert engine.read(np.full((1, 500, 3), 255, dtype=np.uint8)).text == ""


def test_one_language_is_taken_as_it_is(engine):
    from ocr.tesseract_engine import TesseractEngine

    chosen = TesseractEngine(("chi_sim",))
    sheet = blank(700, 200)
    write(sheet, (60, 60), "档案工作的通知", 44)
    assert "档案工作" in chosen.read(np.asarray(sheet)).text
    assert chosen.fingerprint != engine.fingerprint
