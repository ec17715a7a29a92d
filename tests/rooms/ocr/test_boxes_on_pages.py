"""A hit is marked where it stands: on drawn pages marks of random phrases cover what was drawn.

The larger measure, eight kinds of pages with several texts, is `make bench ARGS="--only boxes"`.
"""

from __future__ import annotations

import pytest

from ocr.engines import make_engine
from tests.benchmarks.boxes import LEAST, PHRASES, intersection_over_union, measured
from tests.benchmarks.drawn_pages import Faces, FontMissing, drawn_pages
from tests.material.texts import passages
from tests.untested import untested

TEXT = "".join(one.text for one in passages(3)[::2])[:420]
KINDS = ("printed", "stamped", "printed, upside down", "vertical", "vertical, skewed -1°")


@pytest.mark.slow
@pytest.mark.parametrize("kind", KINDS)
def test_twenty_random_phrases_of_a_page_are_covered_by_their_marks(kind: str):
    try:
        pages = {page.name: page for page in drawn_pages(TEXT, Faces.here())}
    except FontMissing as missing:
        untested("marks on drawn pages", missing)
    found = measured(make_engine("rapidocr"), pages[kind], PHRASES, seed=3)
    assert len(found.overlaps) == PHRASES
    assert min(found.overlaps) >= LEAST, sorted(found.overlaps)[:5]
    assert found.misread <= 4


def test_overlap_counts_what_is_shared_of_what_either_covers():
    size = (100, 100)
    assert intersection_over_union([(0, 0, 10, 10)], [(0, 0, 10, 10)], size) == 1
    assert intersection_over_union([(0, 0, 10, 10)], [(5, 0, 15, 10)], size) == pytest.approx(1 / 3)
    assert intersection_over_union([(0, 0, 10, 10)], [(50, 50, 60, 60)], size) == 0
    assert intersection_over_union([(0, 0, 10, 10), (10, 0, 20, 10)], [(0, 0, 20, 10)], size) == 1
    assert intersection_over_union([], [], size) == 0
