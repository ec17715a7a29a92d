"""A page read in another setting: its characters stand where they stand on the page as it was handed over."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr.port import OcrError, ReadCharacter, ReadPage
from ocr.trials import ONLY_RAPIDOCR, SETTINGS, TrialEngine, make_trial

MARK = 12


class FindsTheMark:
    """Finds the one dark square of a page and says where it is."""

    name = "finder"
    fingerprint = "finder"

    def read(self, image):
        ys, xs = np.nonzero(image[:, :, 0] < 128)
        box = (float(xs.min()), float(ys.min()), float(xs.max() + 1), float(ys.max() + 1))
        height, width = image.shape[:2]
        return ReadPage("墨", (ReadCharacter("墨", box, 0.9),), width, height, self.name, 0.9)


def page(width, height, x, y):
    image = np.full((height, width, 3), 255, dtype=np.uint8)
    image[y : y + MARK, x : x + MARK] = 0
    return image


@given(
    st.sampled_from(sorted(set(SETTINGS) - ONLY_RAPIDOCR)),
    st.integers(120, 260),
    st.integers(120, 260),
    st.integers(0, 100),
    st.integers(0, 100),
)
@settings(deadline=None, max_examples=120)
def test_boxes_are_those_of_the_page_as_it_was_handed_over(setting, width, height, x, y):
    read = TrialEngine(FindsTheMark(), setting).read(page(width, height, x, y))
    assert (read.width, read.height) == (width, height)
    assert read.characters[0] is not None
    assert read.characters[0].box == pytest.approx((x, y, x + MARK, y + MARK), abs=1.5)


def test_each_setting_says_in_both_languages_what_it_is_for():
    for zh, en in SETTINGS.values():
        assert zh and en and zh != en


@pytest.mark.parametrize(
    ("engine", "setting"), [("rapidocr", "louder"), ("tesseract", "finer"), ("none", "stretched")]
)
def test_a_setting_that_an_engine_does_not_have_is_refused_with_what_to_do(engine, setting):
    with pytest.raises(OcrError) as told:
        make_trial(engine, setting)
    assert told.value.zh and told.value.en
