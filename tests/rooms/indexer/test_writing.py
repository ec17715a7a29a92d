"""The one writer: it follows whatever is committed, goes on after failures, and says done only when it is."""

from __future__ import annotations

import dataclasses
import shutil
import threading
import time

import pytest
from sqlalchemy import event

from engines import query as q
from engines.letters import EngineError, OtherAnalyzer, WriterBusy
from engines.port import Applied, Place, manifest_now
from engines.tantivy_engine.generations import TantivyGenerations
from engines.tantivy_engine.writer import TantivyWriter
from holdings.identity import UnitIdentity
from holdings.store import outbox, units
from index_templates import templates as t
from index_templates.templates import Partition
from indexer import findable
from indexer.counts import expected_entries, searchable_entries
from indexer.findable import applied_number, backlog, wait_until_findable
from indexer.writing import WriterLock, drain, ensure_generation, forget_old_rows, run_writer
from sharing.changes import change_class
from sharing.classes import SharingClass
from tests.homes import make_plant, pinned, take, write_package
from tests.waiting import HANGS_S, until

NOW = "2026-01-01T00:00:00+00:00"


@pytest.fixture
def plant(tmp_path):
    plant = make_plant(tmp_path / "home")
    rows = [
        {"档号": f"J1-1-{at}", "题名": f"报告{at}", "共享类型": "无条件共享", "text": f"第一页{at}\f第二页"}
        for at in range(1, 5)
    ]
    take(plant, write_package(tmp_path / "移交", rows))
    yield plant
    plant.store.close()


class Running:
    """A writer in a thread of this process, as `lantai serve` has it in a process of its own."""

    def __init__(self, plant):
        self.lines = []
        self.stop = threading.Event()
        self._thread = threading.Thread(target=run_writer, args=(plant, self.stop, self._log))

    def _log(self, event, **fields):
        self.lines.append((event, fields))

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self.stop.set()
        self._thread.join(HANGS_S)
        assert not self._thread.is_alive()

    def events(self):
        return [event for event, _ in self.lines]

    def until(self, event):
        until(lambda: event in self.events(), lambda: (event, self.lines))


def withhold(plant, code):
    with plant.store.writing() as connection:
        unit = units.find(connection, UnitIdentity("", code))
        assert unit is not None
        change_class(connection, unit, SharingClass.WITHHELD, "收紧", NOW)
        return outbox.last_number(connection)


def catalogue(plant, partition):
    return pinned(plant).at("catalogue", partition).count(q.EVERYTHING)


def as_the_store_says(plant):
    with plant.store.reading() as connection:
        return searchable_entries(pinned(plant)) == expected_entries(connection)


def test_there_is_one_writer(plant):
    first, second = WriterLock(plant.index_folder, plant.store), WriterLock(plant.index_folder, plant.store)
    assert not second.held_elsewhere()
    with first:
        assert second.held_elsewhere() and not first.held_elsewhere()
        assert not second.acquire()
        with pytest.raises(WriterBusy):
            drain(plant)
        with pytest.raises(WriterBusy), second:
            pass
    assert second.acquire()
    second.release()


def test_the_backlog_is_what_is_not_applied_yet(plant):
    assert backlog(plant) == 0
    withhold(plant, "J1-1-1")
    withhold(plant, "J1-1-2")
    assert backlog(plant) == 2
    drain(plant)
    assert backlog(plant) == 0 and as_the_store_says(plant)
    assert (catalogue(plant, Partition.OPEN), catalogue(plant, Partition.RESTRICTED)) == (2, 2)


def test_applying_twice_changes_nothing(plant):
    withhold(plant, "J1-1-1")
    before = plant.index_folder.parent / "before"
    shutil.copytree(plant.index_folder, before)
    drain(plant)
    # The number is lost, as if the writer was killed after its commits and before it wrote them down.
    name = plant.generations.current()
    for folder in (plant.index_folder / name).iterdir():
        if folder.is_dir():
            shutil.copy(before / name / folder.name / "applied.json", folder / "applied.json")
    assert backlog(plant) == 1
    drain(plant)
    assert as_the_store_says(plant) and backlog(plant) == 0


def test_a_package_whose_number_was_lost_is_not_entered_twice(plant):
    name = plant.generations.current()
    for numbers in (plant.index_folder / name).glob("*/applied.json"):
        numbers.unlink()
    assert backlog(plant) == 1
    drain(plant)
    assert as_the_store_says(plant) and catalogue(plant, Partition.OPEN) == 4


def test_a_running_writer_follows_what_is_committed(plant):
    with Running(plant) as running:
        number = withhold(plant, "J1-1-1")
        wait_until_findable(plant, number, HANGS_S)
        assert catalogue(plant, Partition.RESTRICTED) == 1
        assert running.events() == ["writer_began"]
    assert not WriterLock(plant.index_folder, plant.store).held_elsewhere()


def test_an_intake_beside_a_running_writer_waits_for_it(plant, tmp_path):
    with Running(plant):
        rows = [{"档号": "J2-1-1", "题名": "另一件", "共享类型": "无条件共享", "text": "正文"}]
        take(plant, write_package(tmp_path / "二月", rows))
        assert catalogue(plant, Partition.OPEN) == 5


def test_a_second_writer_stands_by_and_takes_over(plant):
    with Running(plant) as second_to_come:
        second_to_come.until("writer_began")
        with Running(plant) as second:
            second.until("writer_stands_by")
            second_to_come.stop.set()
            second.until("writer_began")
            wait_until_findable(plant, withhold(plant, "J1-1-1"), HANGS_S)


class FailingWriter(TantivyWriter):
    """Fails at its first commits, as on a full disk."""

    failures = 0

    def commit(self, place, applied):
        if FailingWriter.failures > 0:
            FailingWriter.failures -= 1
            raise EngineError(str(place), "no space left on device")
        super().commit(place, applied)


class FailingGenerations(TantivyGenerations):
    def writer(self, name):
        return FailingWriter(self.folder(name))


def test_after_a_failure_the_writer_begins_anew_and_loses_nothing(plant):
    broken = dataclasses.replace(plant, generations=FailingGenerations(plant.index_folder))
    with Running(broken) as running:
        running.until("writer_began")
        FailingWriter.failures = 2
        wait_until_findable(plant, withhold(plant, "J1-1-1"), HANGS_S)
    failed = [fields for event, fields in running.lines if event == "writer_failed"]
    assert len(failed) == 2
    assert failed[1]["again_in"] > failed[0]["again_in"]
    assert as_the_store_says(plant)


def test_an_index_made_by_other_rules_is_an_error_that_names_the_command(plant):
    generations = plant.generations
    with plant.store.reading() as connection:
        last = outbox.last_number(connection)
    generations.make_current(generations.make(manifest_now("another", "other rules", last)))
    with pytest.raises(OtherAnalyzer, match="lantai reindex"):
        ensure_generation(plant)
    with Running(plant) as running:
        running.until("index_made_by_other_rules")
    assert "writer_failed" not in running.events()


def test_an_index_that_was_deleted_is_made_again(plant):
    sizes = searchable_entries(pinned(plant))
    shutil.rmtree(plant.index_folder)
    drain(plant)
    assert searchable_entries(pinned(plant)) == sizes and backlog(plant) == 0


def test_an_index_that_was_deleted_is_made_again_after_rows_were_forgotten(plant):
    withhold(plant, "J1-1-1")
    drain(plant)
    sizes = searchable_entries(pinned(plant))
    assert forget_old_rows(plant, time.time() + 1) == 2
    assert forget_old_rows(plant, time.time() + 1) == 0
    shutil.rmtree(plant.index_folder)
    drain(plant)
    assert searchable_entries(pinned(plant)) == sizes and backlog(plant) == 0


def test_rows_are_kept_a_day_and_until_every_kept_generation_has_applied_them(plant):
    assert forget_old_rows(plant, time.time() - 86_400) == 0
    with plant.store.reading() as connection:
        last = outbox.last_number(connection)
    plant.generations.make(manifest_now("beside", "other rules", last))  # nothing is entered in it yet
    assert forget_old_rows(plant, time.time() + 1) == 0


def test_nobody_says_done_before_it_is(plant):
    with pytest.raises(findable.NotFindableYet, match="lantai status"):
        wait_until_findable(plant, withhold(plant, "J1-1-1"), 0.1)
    drain(plant)
    wait_until_findable(plant, 1, 0)


def test_an_index_that_holds_something_else_is_never_called_done(plant, monkeypatch):
    monkeypatch.setattr(findable, "_SETTLES", 0.2)
    name = plant.generations.current()
    place = Place("catalogue", Partition.OPEN)
    with WriterLock(plant.index_folder, plant.store):
        writer = plant.generations.writer(name)
        writer.add(place, [{t.UNIT: [1], t.ORDER: ["x"]}])
        writer.commit(place, Applied(1, 0))
        writer.close()
    with pytest.raises(findable.CountsDiffer, match="lantai reindex"):
        wait_until_findable(plant, 1, None)


class Minutes(threading.Event):
    """Ends a writer after so many of its own seconds; nobody really waits."""

    def __init__(self, seconds, at=None):
        super().__init__()
        self.now, self._seconds, self._at = 0.0, seconds, dict(at or {})

    def wait(self, timeout=None):
        self.now += timeout
        for due in [moment for moment in self._at if moment <= self.now]:
            self._at.pop(due)()
        if self.now >= self._seconds:
            self.set()
        return self.is_set()


def test_a_writer_of_a_home_that_nobody_changes_begins_no_transactions(plant):
    """A look at everything ten or twenty times a second took two per cent of a core, day and night."""
    drain(plant)
    begun = []
    event.listen(plant.store._engine, "begin", lambda connection: begun.append(connection))
    minutes = Minutes(600)
    run_writer(plant, minutes, lambda event, **fields: None, lambda: minutes.now)
    assert len(begun) <= 20


@pytest.mark.parametrize("moment", [1.0, 7.35, 30.92])
def test_a_change_in_a_quiet_home_is_applied_within_half_a_second(plant, moment):
    drain(plant)
    minutes = Minutes(60)
    number = []
    applied = []

    def change():
        number.append(withhold(plant, "J1-1-1"))
        minutes._at[minutes.now + 0.5] = lambda: applied.append(
            applied_number(plant.generations.view(plant.generations.current()))
        )

    minutes._at[moment] = change
    run_writer(plant, minutes, lambda event, **fields: None, lambda: minutes.now)
    assert applied == number
