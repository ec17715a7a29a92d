"""A person's word on what a page says: kept with who and when, first among the readings, taken back when wrong."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdings.pages import PageText, Reading, pack_boxes
from holdings.readings import KeptReading, best_by_machine, page_digest
from holdings.store import outbox, pages, readings, units
from sharing.access import Part, Role, may_correct, may_view
from sharing.corrections import (
    LONGEST_PAGE,
    NoSuchPage,
    NotCorrected,
    PageChanged,
    UnfitText,
    correct_page,
    uncorrect_page,
)
from tests.rooms.sharing.shelves import NOW, find, open_store, shelve
from tests.rooms.sharing.units import protected, readers

CODE = "J1-1-1"
READ = "福健省档案馆"
BOXES = tuple((at * 0.1, 0.1, at * 0.1 + 0.1, 0.2) for at in range(len(READ)))


@pytest.fixture
def home(tmp_path):
    opened = open_store(tmp_path)
    row = shelve(opened, [("", CODE)])[("", CODE)]
    with opened.writing() as connection:
        page = PageText(1, READ, Reading.RECOGNISED, "rapidocr", 0.9, "", 0, BOXES)
        pages.put(connection, row, 0, [page])
        readings.settle_quality(connection, [row])
    yield opened
    opened.close()


def page_of(home, number=1):
    with home.reading() as connection:
        return pages.find(connection, find(connection, CODE).row, number)


def kept(home):
    with home.reading() as connection:
        return readings.of_page(connection, find(connection, CODE).row, 1)


def correct(home, text, number=1, by="林校对", seen=""):
    with home.writing() as connection:
        unit = find(connection, CODE)
        return correct_page(connection, unit, number, text, by=by, reason="核对原件", now=NOW, seen=seen)


def uncorrect(home, seen=""):
    with home.writing() as connection:
        unit = find(connection, CODE)
        return uncorrect_page(connection, unit, 1, by="林校对", reason="校对有误", now=NOW, seen=seen)


def last_change(home):
    with home.reading() as connection:
        return outbox.after(connection, 0)[-1]


def test_the_page_says_what_the_person_said_with_the_places_of_what_stayed(home):
    page = correct(home, "福建省档案馆")
    assert (page.text, page.reading, page.engine, page.confidence) == (
        "福建省档案馆",
        Reading.CORRECTED,
        "",
        1.0,
    )
    assert page.boxes == page_of(home).boxes
    assert len(page.boxes) == 6
    for box, before in zip(page.boxes, BOXES, strict=True):
        assert box == pytest.approx(before)


def test_who_and_when_and_why_is_kept_and_the_first_reading_too(home):
    correct(home, "福建省档案馆")
    first, second = kept(home)
    assert (first.text, first.engine, first.confidence, first.stands) == (READ, "rapidocr", 0.9, False)
    assert first.boxes == pack_boxes(BOXES)
    assert (second.by, second.at, second.reason, second.stands) == ("林校对", NOW, "核对原件", True)
    with home.reading() as connection:
        line = units.history(connection, find(connection, CODE).row)[-1]
    assert (line["action"], line["before"], line["after"]) == ("text", "recognised rapidocr", "corrected")
    assert "第1页" in line["element"] and "林校对" in line["reason"]


def test_a_corrected_page_is_not_poorly_read_any_more(home):
    with home.reading() as connection:
        assert find(connection, CODE).poorly_read == 1
    correct(home, READ)  # the person agrees with the machine
    with home.reading() as connection:
        assert find(connection, CODE).poorly_read == 0
        assert readings.pending(connection, readings.Wanted()) == []
    uncorrect(home)
    with home.reading() as connection:
        assert find(connection, CODE).poorly_read == 1


@pytest.mark.parametrize(
    ("text", "tightens"),
    [("福建省档案馆", True), (READ + "，一九五二年", False), ("", True), (f" {READ}\n", False)],
)
def test_the_change_tightens_where_text_goes_away_and_only_there(home, text, tightens):
    correct(home, text)
    assert last_change(home).tightens is tightens


def test_two_people_do_not_undo_each_others_work(home):
    seen = page_digest(page_of(home))
    correct(home, "甲的更正", seen=seen)
    with pytest.raises(PageChanged):
        correct(home, "乙的更正", seen=seen)
    with pytest.raises(PageChanged):
        uncorrect(home, seen=seen)
    assert page_of(home).text == "甲的更正"
    correct(home, "乙的更正", seen=page_digest(page_of(home)))
    assert page_of(home).text == "乙的更正"


def test_saying_the_same_again_changes_nothing(home):
    correct(home, "福建省档案馆")
    before = last_change(home).number
    correct(home, "福建省档案馆\r\n")
    assert last_change(home).number == before
    assert len(kept(home)) == 2


def test_a_correction_is_taken_back_and_stays_on_record(home):
    correct(home, "错的")
    page = uncorrect(home)
    assert (page.text, page.reading, page.engine, page.confidence) == (
        READ,
        Reading.RECOGNISED,
        "rapidocr",
        0.9,
    )
    for box, before in zip(page.boxes, BOXES, strict=True):
        assert box == pytest.approx(before)
    assert [one.text for one in kept(home)] == [READ, "错的"]
    assert last_change(home).tightens
    with pytest.raises(NotCorrected):
        uncorrect(home)


@pytest.mark.parametrize("text", ["字\0", "字\ud800", "一\f二", "字" * (LONGEST_PAGE + 1)])
def test_what_can_be_no_page_is_refused_and_nothing_changes(home, text):
    with pytest.raises(UnfitText) as told:
        correct(home, text)
    assert told.value.letter.zh and told.value.letter.en
    assert page_of(home).text == READ and len(kept(home)) == 1


@pytest.mark.parametrize("number", [0, -1, 2, 1 << 40])
def test_a_page_that_is_not_there_is_said_so(home, number):
    with pytest.raises(NoSuchPage):
        correct(home, "字", number)


@given(st.lists(st.text(alphabet="甲乙丙丁\n ", max_size=12), min_size=1, max_size=5))
@settings(deadline=None, max_examples=30)
def test_whatever_people_say_the_last_word_stands_and_taking_it_back_brings_the_machine(
    tmp_path_factory, said
):
    opened = open_store(tmp_path_factory.mktemp("home"))
    row = shelve(opened, [("", CODE)])[("", CODE)]
    with opened.writing() as connection:
        pages.put(connection, row, 0, [PageText(1, READ, Reading.RECOGNISED, "rapidocr", 0.9, "", 0, BOXES)])
    for text in said:
        page = correct(opened, text)
        assert page.text == text.rstrip("\n")
        assert len(page.boxes) in (0, len(page.text))
        assert sum(one.stands for one in kept(opened)) == 1
    assert uncorrect(opened).text == READ
    opened.close()


def test_the_best_of_the_machines_is_the_one_of_most_worth_and_of_equals_the_first():
    def read(row, worth, reading=Reading.RECOGNISED):
        return KeptReading(reading, "字", worth=worth, row=row)

    chosen = best_by_machine([read(1, 3.0), read(2, 5.0), read(3, 5.01), read(4, 9.0, Reading.CORRECTED)])
    assert chosen is not None and chosen.row == 2
    failed = KeptReading(Reading.BORN, "", confidence=0.0, row=1)
    assert best_by_machine([failed, read(2, 0.1)]) == read(2, 0.1)
    assert best_by_machine([failed]) == failed
    assert best_by_machine([read(4, 9.0, Reading.CORRECTED)]) is None


@given(readers(), protected())
@settings(deadline=None, max_examples=200)
def test_nobody_corrects_what_he_may_not_see_and_none_but_staff_of_the_archive(reader, unit):
    if may_correct(reader, unit):
        assert may_view(reader, unit, Part.PAGES)
        assert reader.role is Role.STAFF and reader.scope == unit.unit.identity.archive
