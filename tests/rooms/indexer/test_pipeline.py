"""The way in: a package is taken whole or refused, running it again changes nothing, what was done stays done."""

from __future__ import annotations

from dataclasses import replace

import pytest

from engines import query as q
from holdings.identity import UnitIdentity
from holdings.store import homes as facts
from holdings.store import objects, outbox, packages, pages, units
from index_templates import templates as t
from index_templates.templates import EntryKind, Partition
from indexer.accession import accession, make_visible
from indexer.locks import IntakeBusy, IntakeLock
from indexer.pipeline import Stage, take_in
from indexer.receive import receive
from indexer.refusals import Refused
from sharing.changes import change_class, withdraw
from sharing.classes import SharingClass
from tests.homes import make_plant, pinned, silent, take, terms, write_package

NOW = "2026-01-01T00:00:00+00:00"


@pytest.fixture
def plant(tmp_path):
    plant = make_plant(tmp_path / "home")
    yield plant
    plant.store.close()


def row(code, text=None, title="关于修堤的报告", sharing="无条件共享", **more):
    told = {"档号": code, "题名": title, "共享类型": sharing, **more}
    return told if text is None else {**told, "text": text}


def unit_of(plant, code, archive=""):
    with plant.store.reading() as connection:
        return units.find(connection, UnitIdentity(archive, code))


def texts_of(plant, code):
    unit = unit_of(plant, code)
    with plant.store.reading() as connection:
        return pages.texts_of(connection, [unit.row])[unit.row]


def last_number(plant):
    with plant.store.reading() as connection:
        return outbox.last_number(connection)


def staged(plant, folder):
    with plant.store.reading() as connection:
        return packages.find(connection, receive(folder, terms(plant)).digest)


def pages_saying(plant, two, partition=Partition.OPEN):
    page = q.Number(t.KIND, frozenset({int(EntryKind.PAGE)}))
    said = q.Term(t.TEXT_BIGRAMS, two)
    return pinned(plant).at("fulltext", partition).count(q.AllOf((page, said)))


class StopHere(Exception):
    """Whoever waits has gone away."""


def stopping_at(name, done):
    def progress(stage):
        if stage.name == name and stage.done >= done:
            raise StopHere

    return progress


def test_a_folder_is_findable_when_the_intake_returns(plant, tmp_path):
    folder = write_package(
        tmp_path / "移交",
        [row("J1-1-1", "堤岸第一页\f堤岸第二页"), row("J1-1-2", "堤岸密件", sharing="暂不共享")],
    )
    told = take(plant, folder)
    assert (told.units, told.pages, told.already, told.unread) == (2, 3, False, ())
    assert pages_saying(plant, "堤岸") == 2
    assert pages_saying(plant, "堤岸", Partition.RESTRICTED) == 1
    with plant.store.reading() as connection:
        assert [line["action"] for line in units.history(connection, unit_of(plant, "J1-1-1").row)] == [
            "accession"
        ]


def test_progress_is_told_by_stage_with_what_is_done_and_what_there_is(plant, tmp_path):
    folder = write_package(tmp_path / "移交", [row("J1-1-1", "一"), row("J1-1-2", "二")], {})
    stages: list[Stage] = []
    take_in(plant, folder, terms(plant), stages.append)
    assert list(dict.fromkeys(stage.name for stage in stages)) == ["verify", "accession", "read", "write"]
    for name in ("verify", "accession", "read", "write"):
        last = [stage for stage in stages if stage.name == name][-1]
        assert (last.done, last.total, last.failed) == (2, 2, 0), name


def test_running_it_again_changes_nothing(plant, tmp_path):
    folder = write_package(tmp_path / "移交", [row("J1-1-1", "一"), row("J1-1-2")])
    first = take(plant, folder)
    again = take(plant, folder)
    assert again.already
    assert (again.package, again.units, again.pages) == (first.package, first.units, first.pages)
    assert last_number(plant) == first.number == again.number


def test_units_that_are_held_just_the_same_are_left_where_they_are(plant, tmp_path):
    take(plant, write_package(tmp_path / "一月", [row("J1-1-1", "一")]))
    before = unit_of(plant, "J1-1-1").row
    told = take(plant, write_package(tmp_path / "二月", [row("J1-1-1", "一"), row("J1-1-2", "二")]))
    assert told.units == 1
    assert unit_of(plant, "J1-1-1").row == before
    assert unit_of(plant, "J1-1-2") is not None


def test_a_former_code_that_an_earlier_version_kept_beside_the_elements_is_no_other_description(
    plant, tmp_path
):
    first = {**row("J1-1-1", "一"), "旧档号": "旧-7；旧-8", "备注": "缺页"}
    take(plant, write_package(tmp_path / "一月", [first]))
    held = unit_of(plant, "J1-1-1")
    assert held.description.former_codes == ("旧-7", "旧-8")
    kept = (("旧档号", "旧-7；旧-8"), ("备注", "缺页"))
    before = replace(held.description, former_codes=(), other_cells=kept)
    with plant.store.writing() as connection:
        units.change(connection, held.row, **units.description_columns(before))
    assert take(plant, write_package(tmp_path / "二月", [first, row("J1-1-2", "二")])).units == 1
    assert unit_of(plant, "J1-1-1").description.other_cells == kept
    with pytest.raises(Refused) as refused:
        take(plant, write_package(tmp_path / "三月", [{**first, "旧档号": "旧-9"}]))
    assert "原档号" in refused.value.reasons[0].letter.zh


@pytest.mark.parametrize(
    ("other", "differs"),
    [
        (row("J1-1-1", "一", title="另一个题名"), "题名"),
        (row("J1-1-1", "二"), "文件"),
        (row("J1-1-1", "一", sharing="有条件共享"), "共享类型"),
    ],
)
def test_a_code_that_is_held_otherwise_is_refused_and_both_sources_are_named(plant, tmp_path, other, differs):
    take(plant, write_package(tmp_path / "一月", [row("J1-1-1", "一")]))
    before = last_number(plant)
    folder = write_package(tmp_path / "二月", [row("J1-1-9", "九"), other])
    with pytest.raises(Refused) as refused:
        take(plant, folder)
    [reason] = refused.value.reasons
    assert (reason.source, reason.row) == ("目录.csv", 3)
    assert "一月" in reason.letter.zh and differs in reason.letter.zh and "一月" in reason.letter.en
    assert last_number(plant) == before
    assert unit_of(plant, "J1-1-9") is None and staged(plant, folder) is None


def test_a_loose_file_that_is_held_otherwise_is_refused_by_its_own_name(plant, tmp_path):
    (tmp_path / "散件").mkdir()
    (tmp_path / "散件" / "来函.txt").write_text("一", encoding="utf-8")
    take(plant, tmp_path / "散件")
    (tmp_path / "散件" / "来函.txt").write_text("二", encoding="utf-8")
    with pytest.raises(Refused) as refused:
        take(plant, tmp_path / "散件")
    [reason] = refused.value.reasons
    assert reason.placed.zh.startswith("来函.txt：") and reason.placed.en.startswith("来函.txt: ")


def test_a_restraint_that_an_earlier_version_kept_behind_the_opening_is_no_other_description(plant, tmp_path):
    first = {**row("J1-1-1", "一", sharing=""), "开放标识": "开放", "划控": "控制", "备注": "缺页"}
    take(plant, write_package(tmp_path / "一月", [first]))
    held = unit_of(plant, "J1-1-1")
    assert (held.description.opening, dict(held.description.other_cells)["划控"]) == ("开放", "控制")
    before = replace(held.description, opening="开放；控制", other_cells=(("备注", "缺页"),))
    with plant.store.writing() as connection:
        units.change(connection, held.row, **units.description_columns(before))
    assert take(plant, write_package(tmp_path / "二月", [first, row("J1-1-2", "二")])).units == 1
    for other in ({"划控": "是"}, {"开放标识": "控制"}, {"划控": ""}):
        with pytest.raises(Refused):
            take(plant, write_package(tmp_path / "".join(other.values() or "空"), [{**first, **other}]))


def test_a_withdrawn_unit_does_not_come_back_by_being_handed_over_again(plant, tmp_path):
    take(plant, write_package(tmp_path / "一月", [row("J1-1-1", "一")]))
    with plant.store.writing() as connection:
        held = units.find(connection, UnitIdentity("", "J1-1-1"))
        assert held is not None
        withdraw(connection, held, "错", NOW)
    with pytest.raises(Refused, match="不予|未予"):
        take(plant, write_package(tmp_path / "二月", [row("J1-1-1", "一"), row("J1-1-2", "二")]))


def test_a_unit_with_files_may_not_be_more_open_than_what_is_held_below_it(plant, tmp_path):
    take(plant, write_package(tmp_path / "一月", [row("J1-1-1", "一", sharing="暂不共享")]))
    with pytest.raises(Refused) as refused:
        take(plant, write_package(tmp_path / "二月", [row("J1-1", "全卷")]))
    assert "J1-1-1" in refused.value.reasons[0].letter.zh
    take(plant, write_package(tmp_path / "三月", [row("J1-1")]))  # without files it shows nothing
    assert unit_of(plant, "J1-1") is not None


def test_a_unit_may_not_be_stricter_than_a_held_one_with_pages_above_it(plant, tmp_path):
    take(plant, write_package(tmp_path / "一月", [row("J1-1", "全卷"), row("J2-1")]))
    with pytest.raises(Refused) as refused:
        take(plant, write_package(tmp_path / "二月", [row("J1-1-1", sharing="有条件共享")]))
    assert "J1-1" in refused.value.reasons[0].letter.zh
    take(plant, write_package(tmp_path / "三月", [row("J2-1-1", sharing="有条件共享"), row("J1-1-2")]))
    assert unit_of(plant, "J2-1-1") is not None and unit_of(plant, "J1-1-2") is not None


def test_what_is_tightened_while_a_package_is_staged_still_counts(plant, tmp_path):
    take(plant, write_package(tmp_path / "一月", [row("J1-1-1", "一")]))
    folder = write_package(tmp_path / "二月", [row("J1-1", "全卷")])
    received = receive(folder, terms(plant))
    begun = accession(plant, received, silent)
    plant.queue.read(plant, begun.package, silent)
    with plant.store.writing() as connection:
        below = units.find(connection, UnitIdentity("", "J1-1-1"))
        assert below is not None
        change_class(connection, below, SharingClass.WITHHELD, "收紧", NOW)
    with pytest.raises(Refused):
        make_visible(plant, received, begun)
    assert unit_of(plant, "J1-1") is None and staged(plant, folder) is None


def test_a_staged_package_is_nothing_to_any_question(plant, tmp_path):
    folder = write_package(tmp_path / "移交", [row("J1-1-1", "一"), row("J1-1-2", "二")])
    with pytest.raises(StopHere):
        take_in(plant, folder, terms(plant), stopping_at("read", 1))
    assert staged(plant, folder) is not None
    assert unit_of(plant, "J1-1-1") is None
    with plant.store.reading() as connection:
        assert units.count(connection) == 0 and outbox.last_number(connection) == 0


def test_an_interrupted_intake_goes_on_where_it_stopped(plant, tmp_path):
    folder = write_package(tmp_path / "移交", [row(f"J1-1-{at}", f"{at}\f页{at}") for at in range(1, 260)])
    with pytest.raises(StopHere):
        take_in(plant, folder, terms(plant), stopping_at("read", 100))
    begun = staged(plant, folder)
    stages: list[Stage] = []
    told = take_in(plant, folder, terms(plant), stages.append)
    assert told.package == begun.row
    first = next(stage for stage in stages if stage.name == "read")
    assert first.done >= 100 and first.total == 259
    assert (told.units, told.pages) == (259, 518)
    assert texts_of(plant, "J1-1-259") == [(1, "259"), (2, "页259")]


def test_an_interrupted_package_that_was_mended_takes_the_place_of_what_was_staged(plant, tmp_path):
    rows = [row("J1-1-1", "一"), row("J1-1-2", "二")]
    with pytest.raises(StopHere):
        take_in(plant, write_package(tmp_path / "移交", rows), terms(plant), stopping_at("read", 1))
    with pytest.raises(Refused) as refused:
        take(plant, write_package(tmp_path / "别处", [row("J1-1-1", "一")]))
    assert "移交" in refused.value.reasons[0].letter.zh
    mended = write_package(tmp_path / "移交", [row("J1-1-1", "一", title="改正的题名"), rows[1]])
    assert take(plant, mended).units == 2
    assert unit_of(plant, "J1-1-1").description.title == "改正的题名"


@pytest.mark.parametrize("workers", [1, 3])
def test_page_numbers_run_on_through_the_objects_of_a_unit(tmp_path, workers):
    plant = make_plant(tmp_path / "home", workers)
    files = {f"卷/{at}.txt": "\f".join(f"{at}之{page}" for page in range(1, at + 1)) for at in range(1, 7)}
    named = ";".join(reversed(files))
    take(plant, write_package(tmp_path / "移交", [row("J1-1-1", 文件=named)], files))
    expected = [f"{at}之{page}" for at in range(6, 0, -1) for page in range(1, at + 1)]
    assert texts_of(plant, "J1-1-1") == list(enumerate(expected, 1))
    assert unit_of(plant, "J1-1-1").pages == 21
    plant.store.close()


def test_page_numbers_are_the_same_after_an_interruption(plant, tmp_path):
    files = {f"卷/{at}.txt": f"{at}甲\f{at}乙\f{at}丙" for at in range(1, 301)}
    rows = [row("J1-1-1", 文件=";".join(files)), row("J1-1-2", "末")]
    folder = write_package(tmp_path / "移交", rows, files)
    with pytest.raises(StopHere):
        take_in(plant, folder, terms(plant), stopping_at("read", 60))
    take(plant, folder)
    expected = [f"{at}{page}" for at in range(1, 301) for page in "甲乙丙"]
    assert texts_of(plant, "J1-1-1") == list(enumerate(expected, 1))


def test_an_object_that_cannot_be_read_marks_its_unit_and_stops_nothing(plant, tmp_path):
    files: dict[str, str | bytes] = {"a.txt": "前页", "b.wps": b"\x01\x02\x03\xff" * 64, "c.txt": "后页"}
    rows = [row("J1-1-1", 文件="a.txt;b.wps;c.txt"), row("J1-1-2", "整件")]
    told = take(plant, write_package(tmp_path / "移交", rows, files))
    [unread] = told.unread
    assert (unread.unit, unread.name) == ("J1-1-1", "b.wps")
    assert texts_of(plant, "J1-1-1") == [(1, "前页"), (2, "后页")]
    note = unit_of(plant, "J1-1-1").text_note.split("\n")
    assert len(note) == 2 and "b.wps" in note[0] and "b.wps" in note[1]
    assert unit_of(plant, "J1-1-2").text_note == ""
    with plant.store.reading() as connection:
        kept = objects.of_units(connection, [unit_of(plant, "J1-1-1").row])
    assert [each.state.value for each in next(iter(kept.values()))] == ["read", "unread", "read"]


def test_a_blank_page_is_a_page(plant, tmp_path):
    take(plant, write_package(tmp_path / "移交", [row("J1-1-1", "一\f\f三")]))
    assert texts_of(plant, "J1-1-1") == [(1, "一"), (2, ""), (3, "三")]


def test_the_archive_of_the_home_is_known_once_a_package_is_accepted(plant, tmp_path):
    rows = [row("J1-1-1", "一", 档案馆代码="435001")]
    folder = write_package(tmp_path / "移交", rows)
    with pytest.raises(StopHere):
        take_in(plant, folder, terms(plant), stopping_at("read", 1))
    with plant.store.reading() as connection:
        assert facts.fact(connection, "archive") == ""
    take(plant, folder)
    with plant.store.reading() as connection:
        assert facts.fact(connection, "archive") == "435001"
    assert unit_of(plant, "J1-1-1") is not None


def test_a_package_taken_in_before_its_archive_was_known_is_still_known(plant, tmp_path):
    folder = write_package(tmp_path / "移交", [row("J1-1-1", "一", 档案馆代码="435001")])
    take(plant, folder)
    assert take(plant, folder).already


def test_packages_are_taken_in_one_at_a_time(plant, tmp_path):
    folder = write_package(tmp_path / "移交", [row("J1-1-1", "一")])
    with IntakeLock(plant.index_folder, plant.store), pytest.raises(IntakeBusy):
        take(plant, folder)
    assert take(plant, folder).units == 1
