"""What is kept of an object does not depend on the order in which its pages are heard."""

from __future__ import annotations

import itertools

import pytest

from holdings.identity import UnitIdentity
from holdings.letters import Letter
from holdings.levels import Level
from holdings.store import objects, packages, units
from holdings.store.objects import UnitObject
from holdings.units import Description, Unit
from indexer.extraction.jobs import ObjectRead, PageUnread
from indexer.hearing import Hearing
from tests.homes import make_plant


def reason(page: int) -> Letter:
    return Letter(f"第{page + 1}页坏了。", f"Page {page + 1} is damaged.")


@pytest.mark.parametrize("written_at_once", [True, False])
def test_the_note_is_of_the_first_page_that_is_missing(tmp_path, written_at_once):
    plant = make_plant(tmp_path / "home")
    for at, order in enumerate(itertools.permutations(range(3))):
        with plant.store.writing() as connection:
            package = packages.begin(connection, f"{at}", "移交", [])
            unit = Unit(UnitIdentity("", f"J1-{at}"), Level.FILE, "", "J1", (), Description("卷"))
            (row,) = units.add(connection, package, [(unit, f"J1-{at}".encode())])
            objects.add(connection, [UnitObject(row, 0, "0" * 64, "卷.pdf", 9)])
        hearing = Hearing(plant.store, package)
        with plant.store.reading() as connection:
            hearing.expect(1, objects.of_units(connection, [row])[row][0])
        for page in order:
            hearing.hear(PageUnread(1, page, reason(page)))
            if written_at_once:
                hearing.flush()
        hearing.hear(ObjectRead(1, "pdf", 3, reason(order[0])))
        hearing.flush()
        with plant.store.reading() as connection:
            assert objects.of_units(connection, [row])[row][0].note == reason(0), order
    plant.store.close()
