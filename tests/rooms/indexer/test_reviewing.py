"""Pages to look at again: which they are, that the better reading stands, and that nothing is lost or done twice."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image
from sqlalchemy import update

from engines import query as q
from holdings.identity import UnitIdentity
from holdings.pages import Mark, Reading, text_sum
from holdings.readings import KeptReading, Reason
from holdings.store import objects, outbox, pages, readings, units
from holdings.store.objects import ObjectState
from holdings.store.readings import Wanted
from holdings.store.tables import page_texts
from index_templates import templates as t
from index_templates.templates import EntryKind, Partition
from indexer.progress import Stage
from indexer.rebuild import reindex
from indexer.reviewing.again import read_again
from indexer.reviewing.choosing import sense, worth
from indexer.reviewing.trials import Trial, trial_chooser
from indexer.writing import drain
from sharing.corrections import correct_page, uncorrect_page
from tests.broken_engines.ocr_by_setting import GOOD, POOR, by_setting
from tests.homes import make_plant, pinned, silent, take, write_package

NOW = "2026-01-01T00:00:00+00:00"
CODE = "J1-1-1"


def scan(count=1):
    images = [Image.new("RGB", (60, 90), (250, 250, 250 - number)) for number in range(count)]
    octets = io.BytesIO()
    images[0].save(octets, "TIFF", save_all=True, append_images=images[1:])
    return octets.getvalue()


@pytest.fixture
def package(tmp_path):
    return write_package(
        tmp_path / "移交",
        [
            {"档号": CODE, "题名": "修堤", "共享类型": "无条件共享", "文件": "a.tif"},
            {"档号": "J1-1-2", "题名": "文字", "共享类型": "无条件共享", "文件": "b.txt"},
        ],
        {"a.tif": scan(2), "b.txt": "原生的文字"},
    )


@pytest.fixture
def plant(tmp_path, package):
    plant = make_plant(tmp_path / "home")
    take(plant, package)
    yield plant
    plant.store.close()


def again(plant, setting, progress=silent, most=1_000, **wanted):
    trial = Trial("rapidocr", setting)
    return read_again(plant, Wanted(**wanted), trial, most, lambda: NOW, progress, make=by_setting)


def unit_of(plant, code=CODE):
    with plant.store.reading() as connection:
        return units.find(connection, UnitIdentity("", code))


def page_of(plant, number=1, code=CODE):
    with plant.store.reading() as connection:
        return pages.find(connection, unit_of(plant, code).row, number)


def kept(plant, number=1):
    with plant.store.reading() as connection:
        return readings.of_page(connection, unit_of(plant).row, number)


def pending(plant, **wanted):
    with plant.store.reading() as connection:
        found = readings.pending(connection, Wanted(**wanted))
        assert sum(readings.tally(connection, Wanted(**wanted)).values()) == len(found)
    return [(page.identity.code, page.number, page.reason) for page in found]


def last_number(plant):
    with plant.store.reading() as connection:
        return outbox.last_number(connection)


def pages_saying(plant, two):
    page = q.Number(t.KIND, frozenset({int(EntryKind.PAGE)}))
    said = q.AllOf((page, q.Term(t.TEXT_BIGRAMS, two)))
    return pinned(plant).at("fulltext", Partition.OPEN).count(said)


def correct(plant, text, number=1):
    with plant.store.writing() as connection:
        correct_page(connection, unit_of(plant), number, text, by="校对员", reason="核对原件", now=NOW)


def test_pages_without_a_reading_are_pending_and_born_digital_ones_never(plant):
    assert pending(plant) == [(CODE, 1, Reason.UNREAD), (CODE, 2, Reason.UNREAD)]
    assert pending(plant, reasons=frozenset({Reason.UNSURE})) == []
    assert pending(plant, fonds=(UnitIdentity("", "J2"),)) == []
    assert pending(plant, fonds=(UnitIdentity("", "J1"),)) == pending(plant)


def marked(plant, reading, mark, confidence=0.99, text="渡口木桥年久失修", number=1):
    """A page as an intake with recognition keeps it."""
    row = unit_of(plant).row
    with plant.store.writing() as connection:
        connection.execute(
            update(page_texts)
            .where(page_texts.c.unit_id == row, page_texts.c.number == number)
            .values(
                text=text,
                text_sum=text_sum(text),
                reading=reading,
                confidence=confidence,
                mark=mark,
                engine="x",
            )
        )


def test_pages_that_look_handwritten_and_layers_in_close_cases_are_pending(plant):
    marked(plant, Reading.RECOGNISED, Mark.HANDWRITTEN)
    marked(plant, Reading.LAYER, Mark.LAYER, confidence=1.0, number=2)
    listed = [(CODE, 1, Reason.HANDWRITTEN), (CODE, 2, Reason.LAYER)]
    assert pending(plant) == listed
    for one in listed:
        assert pending(plant, reasons=frozenset({one[2]})) == [one]
    # One that was read with little confidence too is listed once, as what it is.
    marked(plant, Reading.RECOGNISED, Mark.HANDWRITTEN, confidence=0.6)
    assert pending(plant) == listed and pending(plant, reasons=frozenset({Reason.UNSURE})) == []
    correct(plant, "渡口木橋年久失修")
    assert pending(plant) == listed[1:]


def test_marked_pages_are_found_by_their_index_and_not_by_walking_through_all(plant):
    with plant.store.reading() as connection:
        question = "EXPLAIN QUERY PLAN SELECT 1 FROM page_texts WHERE mark <> '' AND mark = 'handwritten'"
        plan = " ".join(str(row) for row in connection.exec_driver_sql(question))
    assert "ix_page_texts_marked" in plan


def test_a_page_that_was_never_read_gets_its_text_and_loses_its_note(plant):
    assert unit_of(plant).text_note
    done = again(plant, "plain")
    assert (done.pages, done.better, done.failed) == (2, 2, 0)
    page = page_of(plant)
    assert (page.text, page.reading, page.engine, page.confidence) == (
        POOR,
        Reading.RECOGNISED,
        "rapidocr",
        0.8,
    )
    assert len(page.boxes) == len(POOR)
    assert unit_of(plant).text_note == ""
    with plant.store.reading() as connection:
        (scanned,) = objects.of_units(connection, [unit_of(plant).row])[unit_of(plant).row]
    assert (scanned.state, scanned.note) == (ObjectState.READ, None)


def test_a_unit_counts_its_poorly_read_pages_as_they_come_and_go(plant):
    assert unit_of(plant).poorly_read == 0
    again(plant, "plain")
    assert unit_of(plant).poorly_read == 2
    assert pending(plant) == [(CODE, 1, Reason.UNSURE), (CODE, 2, Reason.UNSURE)]
    assert pending(plant, poor=0.8) == []
    correct(plant, GOOD)
    assert unit_of(plant).poorly_read == 1
    again(plant, "finer")
    assert unit_of(plant).poorly_read == 0
    assert unit_of(plant, "J1-1-2").poorly_read == 0


def test_the_better_reading_stands_and_the_older_is_kept(plant):
    again(plant, "plain")
    done = again(plant, "finer")
    assert (done.pages, done.better) == (2, 2)
    assert page_of(plant).text == GOOD
    told = [(one.setting, one.text, one.stands) for one in kept(plant)]
    assert told == [("", "", False), ("plain", POOR, False), ("finer", GOOD, True)]


def test_a_worse_reading_is_kept_and_does_not_stand(plant):
    again(plant, "plain")
    before = last_number(plant)
    done = again(plant, "stretched")
    assert (done.pages, done.better) == (2, 0)
    assert page_of(plant).text == POOR
    assert [one.setting for one in kept(plant)] == ["", "plain", "stretched"]
    assert last_number(plant) == before


def test_reading_again_in_the_same_way_does_nothing(plant):
    again(plant, "plain")
    before = last_number(plant)
    assert again(plant, "plain").pages == 0
    assert len(kept(plant)) == 2
    assert last_number(plant) == before


def test_an_interrupted_run_goes_on_where_it_stopped(plant):
    assert again(plant, "plain", most=1).pages == 1
    assert page_of(plant, 2).text == ""
    assert again(plant, "plain").pages == 1
    assert page_of(plant, 2).text == POOR
    assert [len(kept(plant, number)) for number in (1, 2)] == [2, 2]


def test_progress_is_told_with_what_is_done_what_there_is_and_what_failed(plant):
    stages: list[Stage] = []
    done = again(plant, "left", stages.append)
    assert done.failed == 2
    assert [failed.number for failed in done.failures] == [1, 2]
    assert "图像读不了" in done.failures[0].letter.zh
    last = stages[-1]
    assert (last.name, last.done, last.total, last.failed) == ("again", 2, 2, 2)
    assert again(plant, "left").pages == 0
    assert page_of(plant).text == "" and pending(plant)[0][2] is Reason.UNREAD


def test_an_empty_page_stays_pending_until_a_person_says_that_it_is_blank(plant):
    again(plant, "enlarged")
    # Nothing was read on it, which is more than could not be read.
    assert pending(plant) != []
    correct(plant, "")
    assert pending(plant) == [(CODE, 2, pending(plant)[0][2])]


def test_a_correction_outranks_every_reading_and_is_never_overwritten(plant, package):
    again(plant, "plain")
    correct(plant, "福建省档案馆。")
    done = again(plant, "finer")
    assert done.pages == 1  # the other page
    assert page_of(plant).text == "福建省档案馆。"
    assert page_of(plant).reading is Reading.CORRECTED
    assert take(plant, package).already
    assert page_of(plant).text == "福建省档案馆。"


def test_a_page_that_is_corrected_while_it_is_read_keeps_the_correction_and_the_reading(plant):
    again(plant, "plain")

    def meanwhile(stage):
        if page_of(plant).reading is not Reading.CORRECTED:
            correct(plant, "人说的")

    again(plant, "finer", meanwhile)
    assert page_of(plant).text == "人说的"
    assert {"finer", "plain", ""} >= {one.setting for one in kept(plant)}
    with plant.store.writing() as connection:
        uncorrect_page(connection, unit_of(plant), 1, by="甲", reason="", now=NOW)
    assert page_of(plant).text in (GOOD, POOR)


def test_a_page_that_a_repair_wrote_anew_says_what_it_says_among_its_readings(plant):
    again(plant, "left")  # failed, and on record
    row = unit_of(plant).row
    mended = [pages.StagedPage(row, 0, 0, "修好的字", Reading.RECOGNISED, "rapidocr", 0.9)]
    with plant.store.writing() as connection:
        pages.mend(connection, row, 0, mended)
    assert [one.text for one in kept(plant) if one.stands] == ["修好的字"]
    again(plant, "stretched")
    assert page_of(plant).text == "修好的字"
    assert [(one.text, one.stands) for one in kept(plant)][-2:] == [("修好的字", True), ("囗", False)]


def test_the_index_follows_and_a_rebuilt_one_says_the_same(plant):
    again(plant, "plain")
    again(plant, "finer")
    drain(plant)
    assert (pages_saying(plant, "报告"), pages_saying(plant, "抱吿")) == (2, 0)
    correct(plant, "修堤简报")
    drain(plant)
    told = [pages_saying(plant, two) for two in ("报告", "简报", "修堤")]
    assert told == [1, 1, 2]
    reindex(plant, lambda *_: None)
    assert [pages_saying(plant, two) for two in ("报告", "简报", "修堤")] == told


def test_a_setting_of_one_engine_is_not_taken_for_another(plant):
    from indexer.extraction.reading import EngineMissing

    with pytest.raises(EngineMissing) as told:
        read_again(plant, Wanted(), Trial("tesseract", "finer"), 10, lambda: NOW, silent, make=trial_chooser)
    assert "rapidocr" in told.value.letter.zh


# ---- the rule


def reading(text, confidence):
    return KeptReading(Reading.RECOGNISED, text, confidence=confidence)


def test_more_text_read_as_surely_is_worth_more():
    assert worth(reading(GOOD * 2, 0.9)) > worth(reading(GOOD, 0.9))


def test_the_same_text_read_more_surely_is_worth_more():
    assert worth(reading(GOOD, 0.95)) > worth(reading(GOOD, 0.9))


def test_words_are_worth_more_than_the_same_characters_in_no_order():
    rows = "福建省档案馆关于修缮沿江堤岸的报告，本县水利工程处派员勘验。"
    columns = "".join(rows[start::5] for start in range(5))  # read across its columns
    assert sense(rows) > sense(columns)
    assert worth(reading(rows, 0.95)) > worth(reading(columns, 0.97))


@given(st.text(max_size=60), st.floats(0, 1))
@settings(deadline=None, max_examples=200)
def test_worth_is_never_negative_and_grows_with_the_root_of_the_characters(text, confidence):
    assert 0.0 <= sense(text) <= 1.0
    assert 0.0 <= worth(reading(text, confidence)) <= len(text) ** 0.5


@pytest.mark.parametrize("text", ["", "  \n", "……——"])
def test_a_reading_without_a_letter_is_worth_nothing(text):
    assert worth(reading(text, 0.99)) == 0.0
