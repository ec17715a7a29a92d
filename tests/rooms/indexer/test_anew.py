"""An old home is read anew by the readers of today: what changes, what stays, and that nothing is lost."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, update

from holdings.identity import UnitIdentity
from holdings.letters import Letter
from holdings.pages import Reading, text_sum
from holdings.rereading import Outcome
from holdings.store import object_choice, objects, outbox, pages, readings, units
from holdings.store.object_choice import WantedObjects
from holdings.store.tables import page_texts
from indexer.reviewing.anew import ANEW, Asked, read_anew
from indexer.writing import drain
from sharing.corrections import correct_page, uncorrect_page
from tests.homes import make_plant, pinned, silent, take, write_package
from tests.rooms.holdings.test_rereading import GARBLED

NOW = "2026-12-01T00:00:00+00:00"
CODE = "J1-1-1"


@pytest.fixture
def plant(tmp_path):
    """A home whose first unit has two documents; a former reader garbled the first one."""
    plant = make_plant(tmp_path / "home")
    package = write_package(
        tmp_path / "移交",
        [
            {"档号": CODE, "题名": "通知", "共享类型": "无条件共享", "文件": "甲.txt;乙.txt"},
            {"档号": "J1-1-2", "题名": "报告", "共享类型": "暂不共享", "文件": "丙.md"},
        ],
        {"甲.txt": "恢复沿海班轮的通知\f第二页的正文", "乙.txt": "附件一览", "丙.md": "沉船打捞报告"},
    )
    take(plant, package)
    say(plant, 1, GARBLED)
    yield plant
    plant.store.close()


def unit_of(plant, code=CODE):
    with plant.store.reading() as connection:
        found = units.find(connection, UnitIdentity("", code))
    assert found is not None
    return found


def say(plant, number, text, **further):
    """What a reader of before left on a page."""
    with plant.store.writing() as connection:
        connection.execute(
            update(page_texts)
            .where(page_texts.c.unit_id == unit_of(plant).row, page_texts.c.number == number)
            .values(text=text, text_sum=text_sum(text), **further)
        )


def texts(plant, code=CODE):
    row = unit_of(plant, code).row
    with plant.store.reading() as connection:
        return [text for _, text in pages.texts_of(connection, [row])[row]]


def anew(plant, apply=True, suspect=False, recognised=False, **wanted):
    asked = Asked(WantedObjects(**wanted), suspect, recognised, apply)
    return read_anew(plant, asked, lambda: NOW, silent)


def last_number(plant):
    with plant.store.reading() as connection:
        return outbox.last_number(connection)


def test_a_preview_says_what_would_change_and_changes_nothing(plant):
    before, number = texts(plant), last_number(plant)
    done = anew(plant, apply=False)
    assert (done.read, done.changed) == (3, 1)
    assert done.outcomes[Outcome.CHANGED] == 1 and done.outcomes[Outcome.SAME] == 3
    (one,) = done.listed
    assert (one.unit, one.name) == (CODE, "甲.txt")
    assert GARBLED.startswith(one.before[:10]) and one.after.startswith("恢复沿海班轮")
    assert (texts(plant), last_number(plant)) == (before, number)


def test_what_is_read_today_stands_the_former_text_is_kept_and_history_says_so(plant):
    anew(plant)
    assert texts(plant) == ["恢复沿海班轮的通知", "第二页的正文", "附件一览"]
    row = unit_of(plant).row
    with plant.store.reading() as connection:
        kept = readings.of_page(connection, row, 1)
        history = units.history(connection, row)
    assert [(one.text, one.setting, one.stands) for one in kept] == [
        (GARBLED, "", False),
        ("恢复沿海班轮的通知", ANEW, True),
    ]
    assert (history[-1]["action"], history[-1]["after"]) == ("read", "same 1，changed 1")
    drain(plant)
    number = last_number(plant)
    again = anew(plant)
    assert again.changed == 0 and last_number(plant) == number, "a second run changes nothing"


def test_a_corrected_page_is_never_overwritten_and_what_is_read_today_stands_once_it_is_taken_back(plant):
    with plant.store.writing() as connection:
        correct_page(connection, unit_of(plant), 2, "校对过的正文", by="校对员", reason="核对", now=NOW)
    anew(plant)
    assert texts(plant) == ["恢复沿海班轮的通知", "校对过的正文", "附件一览"]
    with plant.store.writing() as connection:
        correct_page(connection, unit_of(plant), 1, "校对过的通知", by="校对员", reason="核对", now=NOW)
    with plant.store.writing() as connection:
        uncorrect_page(connection, unit_of(plant), 1, by="校对员", reason="", now=NOW)
    assert texts(plant)[0] == "恢复沿海班轮的通知", "and not what was garbled before"


def test_an_object_that_is_parted_otherwise_and_holds_a_correction_stays_whole(plant):
    with plant.store.writing() as connection:
        correct_page(connection, unit_of(plant), 2, "校对过的正文", by="校对员", reason="核对", now=NOW)
    with plant.store.reading() as connection:
        row = unit_of(plant).row
        digest = objects.of_units(connection, [row])[row][0].digest
    plant.objects.path(digest).write_bytes("全文只有一页".encode())
    done = anew(plant)
    assert texts(plant) == [GARBLED, "校对过的正文", "附件一览"]
    assert done.outcomes[Outcome.KEPT] == 2


def test_pages_that_todays_reader_does_not_know_are_emptied_and_no_number_moves(plant):
    with plant.store.reading() as connection:
        row = unit_of(plant).row
        digest = objects.of_units(connection, [row])[row][0].digest
    plant.objects.path(digest).write_bytes("两页并成了一页".encode())
    anew(plant)
    assert texts(plant) == ["两页并成了一页", "", "附件一览"]
    plant.objects.path(digest).write_bytes("一\f二\f三".encode())
    anew(plant)
    assert texts(plant) == ["一", "二", "附件一览", "三"]


def test_garbled_text_of_what_nobody_reads_is_taken_off_with_its_reason_and_good_text_is_not(plant):
    with plant.store.reading() as connection:
        row = unit_of(plant).row
        first, second = objects.of_units(connection, [row])[row]
    for one in (first, second):
        plant.objects.path(one.digest).write_bytes(bytes(range(256)) * 40)
    done = anew(plant)
    assert done.outcomes[Outcome.REFUSED] == 1 and done.outcomes[Outcome.KEPT] == 2
    assert texts(plant) == ["", "第二页的正文", "附件一览"]
    with plant.store.reading() as connection:
        first, second = objects.of_units(connection, [row])[row]
        assert readings.of_page(connection, row, 1)[0].text == GARBLED
    assert isinstance(first.note, Letter) and "甲.txt" in first.note.zh


def test_what_lacked_text_is_read_under_numbers_that_do_not_move(plant):
    row = unit_of(plant).row
    with plant.store.writing() as connection:
        connection.execute(delete(page_texts).where(page_texts.c.unit_id == row, page_texts.c.number == 3))
        objects.set_note(connection, row, 1, Letter("当时读不了。", "It could not be read then."))
    done = anew(plant, lacking=True)
    assert (done.read, done.changed) == (1, 1) and done.outcomes[Outcome.ADDED] == 1
    assert texts(plant)[2] == "附件一览"
    with plant.store.reading() as connection:
        assert objects.of_units(connection, [row])[row][1].note is None


def test_which_objects_are_read(plant):
    def read(**wanted):
        return anew(plant, apply=False, **wanted).read

    assert [read(forms=("txt",)), read(forms=("md",)), read(forms=("text",)), read(forms=("doc",))] == [
        2,
        1,
        3,
        0,
    ]
    assert [read(packages=(1,)), read(packages=(9,))] == [3, 0]
    assert [read(before="2000-01-01"), read(before="9999-01-01")] == [0, 3]
    assert [read(units=(unit_of(plant, "J1-1-2").row,)), read(suspect=True)] == [1, 1]
    with plant.store.reading() as connection:
        assert object_choice.count_chosen(connection, WantedObjects(forms=("txt",))) == 2


def test_recognised_pages_stay_unless_they_are_asked_for(plant):
    say(plant, 1, "识读的文字", reading=Reading.RECOGNISED.value, confidence=0.9, engine="x")
    anew(plant)
    assert texts(plant)[0] == "识读的文字"
    anew(plant, recognised=True)
    assert texts(plant)[0] == "恢复沿海班轮的通知"


def test_what_was_garbled_is_found_by_what_it_says_once_the_indices_have_followed(plant):
    from engines import query as q
    from index_templates import templates as t
    from index_templates.templates import EntryKind, Partition

    def found(two):
        page = q.Number(t.KIND, frozenset({int(EntryKind.PAGE)}))
        return (
            pinned(plant).at("fulltext", Partition.OPEN).count(q.AllOf((page, q.Term(t.TEXT_BIGRAMS, two))))
        )

    say(plant, 1, GARBLED)
    anew(plant)
    drain(plant)
    assert found("班轮") == 1
