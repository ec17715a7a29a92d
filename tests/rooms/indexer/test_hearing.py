"""What is kept of an object does not depend on the order in which its pages are heard."""

from __future__ import annotations

import itertools

import pytest

from holdings.identity import UnitIdentity
from holdings.letters import Letter
from holdings.levels import Level
from holdings.pages import Mark, Reading
from holdings.store import objects, packages, pages, units
from holdings.store.objects import UnitObject
from holdings.units import Description, Unit
from indexer.extraction.jobs import ObjectRead, PageRead, PageUnread
from indexer.extraction.recognised import recognised
from indexer.hearing import Hearing
from tests.homes import make_plant
from tests.rooms.ocr.test_handwriting import written


def reason(page: int) -> Letter:
    return Letter(f"第{page + 1}页坏了。", f"Page {page + 1} is damaged.")


def begun(plant, at=0):
    """The row of a unit that is being read, and what hears of its object as job 1."""
    with plant.store.writing() as connection:
        package = packages.begin(connection, f"{at}", "移交", [])
        unit = Unit(UnitIdentity("", f"J1-{at}"), Level.FILE, "", "J1", (), Description("卷"))
        (row,) = units.add(connection, package, [(unit, f"J1-{at}".encode())])
        objects.add(connection, [UnitObject(row, 0, "0" * 64, "卷.pdf", 9)])
    hearing = Hearing(plant.store, package)
    with plant.store.reading() as connection:
        hearing.expect(1, objects.of_units(connection, [row])[row][0])
    return row, hearing


class Reads:
    """An engine that has read a page."""

    name = "rapidocr"

    def __init__(self, page):
        self._page = page

    def read(self, image):
        return self._page


def test_a_page_that_looks_handwritten_is_kept_with_its_mark(tmp_path):
    plant = make_plant(tmp_path / "home")
    row, hearing = begun(plant)
    for at, unsteady in enumerate((1.0, 0.0)):
        image, page = written(unsteady=unsteady)
        hearing.hear(PageRead(1, recognised(Reads(page), image, "卷.pdf", at)))
    hearing.flush()
    with plant.store.reading() as connection:
        kept = [pages.find(connection, row, number) for number in (1, 2)]
    assert [(page.reading, page.mark) for page in kept if page is not None] == [
        (Reading.RECOGNISED, Mark.HANDWRITTEN),
        (Reading.RECOGNISED, Mark.NONE),
    ]
    plant.store.close()


@pytest.mark.parametrize("written_at_once", [True, False])
def test_the_note_is_of_the_first_page_that_is_missing(tmp_path, written_at_once):
    plant = make_plant(tmp_path / "home")
    for at, order in enumerate(itertools.permutations(range(3))):
        row, hearing = begun(plant, at)
        for page in order:
            hearing.hear(PageUnread(1, page, reason(page)))
            if written_at_once:
                hearing.flush()
        hearing.hear(ObjectRead(1, "pdf", 3, reason(order[0])))
        hearing.flush()
        with plant.store.reading() as connection:
            assert objects.of_units(connection, [row])[row][0].note == reason(0), order
    plant.store.close()
