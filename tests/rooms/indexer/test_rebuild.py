"""Rebuilding: the same answers after, nothing mixed between, and a way back that shows nothing closed since."""

from __future__ import annotations

import threading

import pytest

from engines import query as q
from engines.port import manifest_now
from holdings.identity import UnitIdentity
from holdings.store import outbox, themes, units
from holdings.themes import Placement, Section, Theme
from index_templates.templates import Partition
from indexer import rebuild, scribe
from indexer.counts import expected_entries, searchable_entries
from indexer.findable import backlog, wait_until_findable
from indexer.pipeline import take_in
from indexer.rebuild import NothingBefore, RebuildFailed, reindex, roll_back
from indexer.writing import drain
from sharing.changes import change_class
from sharing.classes import SharingClass
from sharing.themes import put_theme
from tests.homes import make_plant, pinned, take, terms, write_package
from tests.rooms.indexer.test_writing import Running

NOW = "2026-01-01T00:00:00+00:00"
UNITS = 40


@pytest.fixture
def plant(tmp_path):
    plant = make_plant(tmp_path / "home")
    rows = [
        {
            "档号": f"J1-1-{at}",
            "题名": f"第{at}号报告",
            "共享类型": ("无条件共享", "有条件共享", "暂不共享")[at % 3],
            "text": f"第一页{at}\f第二页",
        }
        for at in range(1, UNITS + 1)
    ]
    take(plant, write_package(tmp_path / "移交", rows))
    with plant.store.writing() as connection:
        placed = tuple(Placement(row, "说明") for row in units.all_rows(connection, 0, 5))
        put_theme(connection, Theme("flood", "水灾", "导言", True, (Section("a", "甲", placed),)))
    drain(plant)
    yield plant
    plant.store.close()


def change(plant, code, to):
    with plant.store.writing() as connection:
        unit = units.find(connection, UnitIdentity("", code))
        assert unit is not None
        change_class(connection, unit, to, "试验", NOW)


def as_the_store_says(plant):
    with plant.store.reading() as connection:
        wanted = expected_entries(connection)
    return searchable_entries(pinned(plant)) == wanted and backlog(plant) == 0


def told_nobody(_done, _total, _rate):
    pass


def test_a_rebuild_gives_the_same_entries_and_keeps_the_generation_before(plant):
    before, sizes = plant.generations.current(), searchable_entries(pinned(plant))
    told = []
    reindex(plant, lambda *progress: told.append(progress))
    assert plant.generations.current() != before
    assert searchable_entries(pinned(plant)) == sizes and as_the_store_says(plant)
    assert plant.generations.kept() == [before, plant.generations.current()]
    assert told[-1][:2] == (UNITS, UNITS)
    second = plant.generations.current()
    reindex(plant, told_nobody)
    assert plant.generations.kept() == [second, plant.generations.current()]


def test_what_changes_while_it_is_built_is_in_it(plant, monkeypatch):
    monkeypatch.setattr(scribe, "_COMMIT_ENTRIES", 10)
    changed: list[bool] = []

    def between():
        if not changed:
            changed.append(True)
            change(plant, "J1-1-3", SharingClass.WITHHELD)
            change(plant, "J1-1-39", SharingClass.WITHHELD)
            change(plant, "J1-1-2", SharingClass.UNCONDITIONAL)

    rebuild.build(plant, between, told_nobody)
    assert changed and as_the_store_says(plant)


def test_a_package_taken_in_while_it_is_built_is_in_it_once(plant, monkeypatch, tmp_path):
    monkeypatch.setattr(scribe, "_COMMIT_ENTRIES", 10)
    done: list[bool] = []

    def between():
        if not done:
            done.append(True)
            rows = [{"档号": "J2-1-1", "题名": "后来的", "共享类型": "无条件共享", "text": "后来"}]
            with pytest.raises(Stop):  # accepted; the index is another's to write
                take_until_accepted(plant, write_package(tmp_path / "二月", rows))

    rebuild.build(plant, between, told_nobody)
    number = q.Number("unit", frozenset({UnitIdentity("", "J2-1-1").number}))
    assert pinned(plant).at("catalogue", Partition.OPEN).count(number) == 1
    assert as_the_store_says(plant)


class Stop(Exception):
    pass


def take_until_accepted(plant, folder):
    def progress(stage):
        if stage.name == "write":
            raise Stop

    take_in(plant, folder, terms(plant), progress)


def test_an_interrupted_rebuild_is_resumed_and_never_answers_half(plant, monkeypatch):
    monkeypatch.setattr(scribe, "_COMMIT_ENTRIES", 10)
    before = plant.generations.current()

    def stop():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild.build(plant, stop, told_nobody)
    half = plant.generations.kept()[-1]
    assert plant.generations.current() == before and half != before
    assert as_the_store_says(plant)
    change(plant, "J1-1-3", SharingClass.WITHHELD)
    reindex(plant, told_nobody)
    assert plant.generations.current() == half
    assert as_the_store_says(plant)


def test_a_rebuild_interrupted_under_other_rules_is_dropped(plant):
    with plant.store.reading() as connection:
        last = outbox.last_number(connection)
    half = plant.generations.make(manifest_now("another", "other rules", last))
    reindex(plant, told_nobody)
    assert half not in plant.generations.kept()
    assert as_the_store_says(plant)


def test_a_rebuild_that_is_not_what_the_store_says_never_answers(plant, monkeypatch):
    before = plant.generations.current()
    honest = expected_entries

    def wrong(connection):
        counts = honest(connection)
        return {place: count + (place.index == "fulltext") for place, count in counts.items()}

    monkeypatch.setattr(rebuild, "expected_entries", wrong)
    with pytest.raises(RebuildFailed, match="lantai reindex"):
        reindex(plant, told_nobody)
    assert plant.generations.current() == before and plant.generations.kept() == [before]
    assert as_the_store_says(plant)


def test_a_running_writer_rebuilds_for_whoever_asks(plant):
    before = plant.generations.current()
    with Running(plant) as running:
        running.until("writer_began")
        told = []
        reindex(plant, lambda *progress: told.append(progress))
        assert plant.generations.current() != before
        change(plant, "J1-1-3", SharingClass.WITHHELD)
        wait_until_findable(plant, 3, 20)
        assert "rebuild_done" in running.events()
    assert told and told[-1][:2] == (UNITS, UNITS)
    assert as_the_store_says(plant)


def test_questions_are_answered_whole_while_an_index_is_rebuilt(plant):
    wrong, stop = [], threading.Event()
    sizes = searchable_entries(pinned(plant))

    def ask():
        while not stop.is_set():
            found = searchable_entries(pinned(plant))
            if found != sizes:
                wrong.append(found)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        for _ in range(3):
            reindex(plant, told_nobody)
    finally:
        stop.set()
        asking.join()
    assert wrong == []


def test_after_a_roll_back_the_writer_catches_up(plant):
    before = plant.generations.current()
    reindex(plant, told_nobody)
    change(plant, "J1-1-39", SharingClass.WITHHELD)
    drain(plant)
    assert roll_back(plant) == before == plant.generations.current()
    assert backlog(plant) == 1  # search hides what was tightened until this is applied
    drain(plant)
    assert as_the_store_says(plant)
    reindex(plant, told_nobody)  # what was rolled back from is not taken for an unfinished rebuild
    assert as_the_store_says(plant) and plant.generations.current() != before


def test_there_is_no_way_back_without_a_generation_before(plant):
    with pytest.raises(NothingBefore, match="lantai reindex"):
        roll_back(plant)


def test_a_draft_that_is_published_while_the_index_is_rebuilt_has_one_entry(plant, monkeypatch):
    with plant.store.writing() as connection:
        rows = units.all_rows(connection, 0, 3)
        section = Section("a", "甲", tuple(Placement(row) for row in rows))
        put_theme(connection, Theme("drought", "旱灾", "", False, (section,)))

    def between():
        with plant.store.writing() as connection:
            found = themes.find(connection, "drought")
            assert found is not None
            theme = found[1]
            if not theme.published:
                put_theme(connection, Theme("drought", "旱灾", "", True, theme.sections))

    monkeypatch.setattr(scribe, "_COMMIT_ENTRIES", 10)
    rebuild.build(plant, between, told_nobody)
    assert as_the_store_says(plant)
