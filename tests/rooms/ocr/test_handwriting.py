"""A page that a hand wrote is told from print by its characters: type repeats them, a hand does not."""

from __future__ import annotations

import random

import cv2
import numpy as np
import pytest
from PIL import Image, ImageDraw

from ocr.handwriting import LEAST_PAIRS, looks_handwritten
from ocr.port import ReadCharacter, ReadPage
from tests.rooms.ocr.printing import font

SIZE = 48
TEXT = "渡口木桥年久失修行人往来不便渡口水闸亦已朽坏" * 6


def written(text=TEXT, unsteady=0.0, vertical=False, seed=5):
    """A page with a character beside the other, and where each stands."""
    chance = random.Random(seed)
    sheet = Image.new("RGB", (1_300, 1_300), (250, 248, 240))
    characters = []
    for at, sign in enumerate(text):
        row, place = divmod(at, 20)
        x, y = (1_150 - 70 * row, 60 + 60 * place) if vertical else (60 + 60 * place, 60 + 80 * row)
        own = round(SIZE * (1 + unsteady * chance.uniform(-0.12, 0.12)))
        drawn = Image.new("L", (2 * SIZE, 2 * SIZE))
        ImageDraw.Draw(drawn).text((SIZE // 2, SIZE // 2), sign, font=font(own), fill=255)
        wide = round(2 * SIZE * (1 + unsteady * chance.uniform(-0.15, 0.15)))
        drawn = drawn.resize((wide, 2 * SIZE)).rotate(
            unsteady * chance.uniform(-7, 7), Image.Resampling.BICUBIC
        )
        sheet.paste((35, 35, 60), (x - SIZE // 2, y - SIZE // 2), drawn)
        characters.append(ReadCharacter(sign, (x, y, x + SIZE, y + SIZE), 0.97))
    return np.asarray(sheet), ReadPage(text, tuple(characters), 1_300, 1_300, "rapidocr", 0.97)


def worn(image, seed=1):
    """As a bad scan shows it: out of focus, faint, noisy."""
    noise = np.random.default_rng(seed).normal(0, 12, image.shape)
    return np.clip(cv2.GaussianBlur(image, (0, 0), 1.3) * 0.6 + 80 + noise, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("vertical", [False, True])
def test_a_hand_does_not_repeat_its_characters(vertical):
    image, page = written(unsteady=1.0, vertical=vertical)
    assert looks_handwritten(image, page)
    assert looks_handwritten(worn(image), page)


@pytest.mark.parametrize("vertical", [False, True])
def test_print_does_and_worn_print_too(vertical):
    image, page = written(vertical=vertical)
    assert not looks_handwritten(image, page)
    assert not looks_handwritten(worn(image), page)


def test_of_a_page_with_few_characters_twice_nothing_is_said():
    text = "渡口木桥年久失修行人往来不便渡口"
    assert len(text) - len(set(text)) < LEAST_PAIRS
    assert not looks_handwritten(*written(text, unsteady=1.0))


def test_a_blank_page_is_not_handwritten():
    page = ReadPage("", (), 900, 700, "rapidocr", 0.0)
    assert not looks_handwritten(np.full((700, 900, 3), 255, dtype=np.uint8), page)


def test_characters_at_the_edge_and_beyond_it_are_left_out():
    image, page = written(unsteady=1.0)
    assert not looks_handwritten(image[:70, :70], page)
