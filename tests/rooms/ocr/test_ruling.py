"""The rules of a table are taken out of a page, its words stay; a page without a grid is left alone."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image, ImageDraw

from ocr.ruling import without_grid
from tests.rooms.ocr.printing import blank, write

WIDTH, HEIGHT = 900, 700


def _page(across: int, down: int) -> tuple[np.ndarray, np.ndarray]:
    """A page with words and so many rules, and the same without rules; both grey."""
    sheet = blank(WIDTH, HEIGHT)
    for row in range(4):
        for column in range(3):
            write(sheet, (130 + column * 220, 130 + row * 120), "铁皮柜", 36)
    bare = np.asarray(sheet.convert("L"))
    draw = ImageDraw.Draw(sheet)
    for at in range(across):
        draw.line((100, 100 + at * 120, 800, 100 + at * 120), fill="black", width=3)
    for at in range(down):
        draw.line((100 + at * 220, 100, 100 + at * 220, 580), fill="black", width=3)
    return np.asarray(sheet.convert("L")), bare


def test_the_rules_go_and_the_words_stay():
    ruled, bare = _page(across=5, down=4)
    found = without_grid(ruled)
    assert found is not None
    assert np.array_equal(found < 128, bare < 128)
    assert (ruled < 128).sum() > (bare < 128).sum()


@pytest.mark.parametrize(("across", "down"), [(0, 0), (2, 2), (5, 0), (0, 4), (5, 2)])
def test_a_frame_or_rules_of_one_direction_are_no_grid(across: int, down: int):
    assert without_grid(_page(across, down)[0]) is None


def test_rules_that_never_meet_are_no_grid():
    sheet = Image.new("L", (WIDTH, HEIGHT), 255)
    draw = ImageDraw.Draw(sheet)
    for at in range(4):
        draw.line((50, 60 + at * 80, 400, 60 + at * 80), fill=0, width=3)
        draw.line((500 + at * 90, 400, 500 + at * 90, 690), fill=0, width=3)
    assert without_grid(np.asarray(sheet)) is None


def test_a_speck_of_a_page_has_no_grid():
    assert without_grid(np.zeros((3, 3), dtype=np.uint8)) is None
