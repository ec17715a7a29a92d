"""Jobs: whatever a queue does to them, each page is there once; what cannot be done is set aside with its reason."""

from __future__ import annotations

import json
import threading
import time
import zlib
from dataclasses import replace

import pytest

from holdings.identity import UnitIdentity
from holdings.store import jobs, objects, pages, units
from holdings.store.jobs import Job, Step
from indexer.analysing import analyse, rules_now
from indexer.entries import Subject
from indexer.queues import desk, steps
from indexer.queues.again import objects_again
from indexer.queues.answers import packed, unpacked
from indexer.queues.carrier import CarrierAway
from indexer.queues.desk import SentQueue
from indexer.queues.readers import reading_pool
from indexer.queues.steps import MOST_TRIES, Hands, Later
from indexer.subjects import subjects
from tests.broken_engines.carrier import ThreadsCarrier
from tests.homes import make_plant, silent, take, write_package


@pytest.fixture
def plant(tmp_path):
    plant = make_plant(tmp_path / "home")
    yield plant
    plant.store.close()


def package(folder, count=6):
    rows = [
        {"档号": f"J001-001-{at:04d}", "题名": f"关于{at}的报告", "text": f"第一页{at}\f第二页{at}"}
        for at in range(1, count + 1)
    ]
    return write_package(folder, rows)


def store_content(plant):
    """What the store says of units, objects and pages, without moments."""
    from holdings.store.tables import page_boxes, page_texts, unit_objects
    from holdings.store.tables import units as unit_rows

    with plant.store.reading() as connection:
        return {
            table.name: [
                tuple(row) for row in connection.execute(table.select().order_by(*table.primary_key))
            ]
            for table in (unit_rows, unit_objects, page_texts, page_boxes)
        }


def test_the_store_holds_the_same_whichever_queue_did_the_work(tmp_path, plant):
    folder = package(tmp_path / "移交")
    (folder / "坏.pdf").write_bytes(b"%PDF-1.7 broken")
    with (folder / "目录.csv").open("a", encoding="utf-8") as sheet:
        sheet.write("J001-001-0099,坏件,坏.pdf\n")
    inline = take(plant, folder)
    other = make_plant(tmp_path / "other")
    with ThreadsCarrier() as carrier:
        carrier.work(other, 2)
        sent = take(replace(other, queue=SentQueue(carrier)), folder)
    assert (sent.units, sent.pages) == (inline.units, inline.pages) == (7, 12)
    assert [one.letter for one in sent.unread] == [one.letter for one in inline.unread] != []
    assert store_content(other) == store_content(plant)
    with other.store.reading() as connection:
        assert jobs.tally(connection) == {}
    other.store.close()


@pytest.mark.slow
def test_a_queue_that_loses_and_doubles_jobs_costs_time_and_nothing_else(tmp_path, plant, monkeypatch):
    monkeypatch.setattr(desk, "_LOST_S", 0.3)
    with ThreadsCarrier() as carrier:
        carrier.loses, carrier.doubles = 0.4, 0.4
        carrier.work(plant, 3)
        done = take(replace(plant, queue=SentQueue(carrier)), package(tmp_path / "移交", 12))
    assert done.pages == 24 and done.unread == ()
    assert len(carrier.brought) > len(set(carrier.brought)), "no job came twice: nothing was tried"
    with plant.store.reading() as connection:
        unit = units.find(connection, UnitIdentity("", "J001-001-0007"))
        assert unit is not None
        assert [text for _, text in pages.texts_of(connection, [unit.row])[unit.row]] == [
            "第一页7",
            "第二页7",
        ]


def test_a_queue_that_is_away_is_waited_for(tmp_path, plant, monkeypatch):
    monkeypatch.setattr(desk, "_WAITS", (0.1,))
    with ThreadsCarrier() as carrier:
        carrier.away = True
        carrier.work(plant)
        threading.Timer(1.0, setattr, (carrier, "away", False)).start()
        began = time.monotonic()
        done = take(replace(plant, queue=SentQueue(carrier)), package(tmp_path / "移交"))
    assert done.pages == 12 and time.monotonic() - began > 0.9


def test_a_queue_that_comes_back_empty_is_given_its_jobs_again(tmp_path, plant, monkeypatch):
    monkeypatch.setattr(desk, "_LOST_S", 0.3)
    with ThreadsCarrier() as carrier:

        def come_back():
            carrier.forget()
            carrier.work(plant)

        threading.Timer(0.7, come_back).start()
        done = take(replace(plant, queue=SentQueue(carrier)), package(tmp_path / "移交"))
    assert done.pages == 12


def test_a_job_whose_worker_died_before_it_began_comes_again_after_the_lease(tmp_path, plant, monkeypatch):
    monkeypatch.setattr(desk, "_LOST_S", 0.0)
    with ThreadsCarrier() as carrier:
        _, _, (job,) = staged(plant, tmp_path, 1)
        sending = desk._Sending(plant.store, carrier, lease=2_000.0)
        sending.send([job])
        carrier.die_with_one()

        def look_after(heard_before):
            for _ in range(2):  # once to see that nothing waits, once to see that this goes on
                with plant.store.reading() as connection:
                    (now,) = jobs.under_way(connection, job.package, [Step.READ])
                sending.look_after([replace(now, heard=now.heard - heard_before)])
            return carrier.holds().waiting

        assert look_after(1_000.0) == 0, "it may have been taken a moment ago"
        assert look_after(2_001.0) == 1


def test_a_job_that_is_put_off_is_not_lost_before_it_is_due(tmp_path, plant, monkeypatch):
    monkeypatch.setattr(desk, "_LOST_S", 0.0)
    with ThreadsCarrier() as carrier:
        _, _, (job,) = staged(plant, tmp_path, 1)
        sending = desk._Sending(plant.store, carrier, lease=2_000.0)
        sending.send([job])
        carrier.die_with_one()
        with plant.store.writing() as connection:
            jobs.hand_back(connection, job.row, CarrierAway().letter, time.time() + 60.0, got_on=False)
        for passed, waiting in ((1_000.0, 0), (2_061.0, 1)):
            for _ in range(2):
                with plant.store.reading() as connection:
                    (now,) = jobs.under_way(connection, job.package, [Step.READ])
                sending.look_after([replace(now, heard=now.heard - passed)])
            assert carrier.holds().waiting == waiting


def staged(plant, tmp_path, count=2):
    """A package whose objects wait to be read."""
    from indexer.accession import accession
    from indexer.receive import receive
    from tests.homes import terms

    received = receive(package(tmp_path / "移交", count), terms(plant))
    begun = accession(plant, received, silent)
    with plant.store.writing() as connection:
        rows = objects.waiting(connection, begun.package, (0, -1), 10)
        added = jobs.add(
            connection, [Job(Step.READ, begun.package, row.unit, row.position) for row in rows], time.time()
        )
    return begun.package, rows, added


def test_a_job_that_comes_again_or_late_changes_nothing(tmp_path, plant):
    _, _, added = staged(plant, tmp_path)
    with Hands(plant, lambda lane, rows: None, 5.0) as hands:
        hands.work(added[0].row)
        before = store_content(plant)
        hands.work(added[0].row)
        hands.work(99_999)
        assert store_content(plant) == before


def test_a_job_that_another_worker_has_is_left_to_it_while_that_lives(tmp_path, plant):
    _, _, added = staged(plant, tmp_path)
    row = added[0].row
    with plant.store.writing() as connection:
        jobs.begin(connection, row, time.time())
    with Hands(plant, lambda lane, rows: None, 5.0) as hands:
        with pytest.raises(Later):
            hands.work(row)
        with plant.store.writing() as connection:
            jobs.beat(connection, row, time.time() - 60)  # nothing was heard of it for a minute
        hands.work(row)
    with plant.store.reading() as connection:
        assert jobs.find(connection, row) is None


def test_a_document_that_ends_every_worker_is_set_aside_and_the_rest_goes_on(tmp_path, plant):
    package_row, rows, added = staged(plant, tmp_path)
    with plant.store.writing() as connection:
        for _ in range(MOST_TRIES):  # each of them a worker that died with it
            jobs.begin(connection, added[0].row, time.time() - 60)
    with Hands(plant, lambda lane, rows: None, 5.0) as hands:
        for job in added:
            hands.work(job.row)
    with plant.store.reading() as connection:
        kept = objects.of_units(connection, [row.unit for row in rows])
        tally = objects.tally(connection, package_row)
    first, second = (kept[row.unit][0] for row in rows)
    assert sum(tally.values()) == 2 and first.state == "unread" and second.state == "read"
    assert first.note is not None and f"{MOST_TRIES} 次" in first.note.zh and "jobs retry" in first.note.zh


def test_small_objects_share_a_job_until_one_of_them_ends_its_workers(tmp_path, plant):
    package_row, rows, added = staged(plant, tmp_path, 4)
    with plant.store.writing() as connection:
        jobs.finish(connection, [job.row for job in added])
        (shared_job,) = jobs.add(connection, list(desk._read_jobs(package_row, rows)), time.time())
        for _ in range(MOST_TRIES):
            jobs.begin(connection, shared_job.row, time.time() - 60)
    assert shared_job.places == tuple((row.unit, row.position) for row in rows)
    with Hands(plant, lambda lane, rows: None, 5.0) as hands:
        hands.work(shared_job.row)
        with plant.store.reading() as connection:
            alone = jobs.under_way(connection, package_row, (Step.READ,))
        assert [job.places for job in alone] == [((row.unit, row.position),) for row in rows]
        for job in alone:
            hands.work(job.row)
    with plant.store.reading() as connection:
        assert objects.tally(connection, package_row) == {"read": 4}


def test_an_error_is_tried_again_with_growing_waits_and_then_set_aside(tmp_path, plant):
    _, rows, added = staged(plant, tmp_path)
    plant.objects.erase(rows[0].digest)
    waits = []
    with Hands(plant, lambda lane, rows: None, 5.0) as hands:
        for _ in range(MOST_TRIES - 1):
            with pytest.raises(Later) as later:
                hands.work(added[0].row)
            waits.append(later.value.seconds)
        hands.work(added[0].row)
    assert waits == sorted(waits) and waits[0] < waits[-1]
    with plant.store.reading() as connection:
        row = objects.of_units(connection, [rows[0].unit])[rows[0].unit][0]
    assert row.note is not None and rows[0].digest in row.note.zh  # the reason of the last try


class TimeUp(Exception):
    """What a queue raises into a job that takes too long."""


def test_a_job_that_takes_too_long_keeps_what_it_did_and_the_rest_is_another_job(tmp_path, plant):
    _, rows, added = staged(plant, tmp_path, 1)

    def kept():
        with plant.store.reading() as connection:
            found = pages.staged_pages(connection, objects.of_units(connection, [rows[0].unit]))
        return sorted(number for numbers in found.values() for number in numbers)

    with Hands(plant, lambda lane, rows: None, 5.0, (TimeUp,)) as hands:
        known = hands._told

        def out_of_time(*arguments):
            for word in known(*arguments):
                yield word
                raise TimeUp

        hands._told = out_of_time  # type: ignore[method-assign]
        # It got on, so it comes again at once and no try counts against it, however often.
        with pytest.raises(Later) as later:
            hands.work(added[0].row)
        assert later.value.seconds < 1 and kept() == [0]
        hands._told = known  # type: ignore[method-assign]
        hands.work(added[0].row)
    assert kept() == [0, 1]
    with plant.store.reading() as connection:
        assert jobs.tally(connection) == {}


def test_a_job_that_gets_nowhere_in_its_time_is_set_aside(tmp_path, plant):
    _, rows, added = staged(plant, tmp_path, 1)

    def out_of_time(*_arguments):
        yield from ()
        raise TimeUp

    with Hands(plant, lambda lane, rows: None, 5.0, (TimeUp,)) as hands:
        hands._told = out_of_time  # type: ignore[method-assign]
        for _ in range(MOST_TRIES - 1):
            with pytest.raises(Later):
                hands.work(added[0].row)
        hands.work(added[0].row)
    with plant.store.reading() as connection:
        row = objects.of_units(connection, [rows[0].unit])[rows[0].unit][0]
        assert jobs.tally(connection) == {}
    assert row.state == "unread" and row.note is not None and "时间" in row.note.zh


def test_a_dropped_package_takes_its_jobs_along(tmp_path, plant):
    from indexer.giving_up import give_up

    package_row, _, added = staged(plant, tmp_path)
    give_up(plant.store, plant.objects, package_row)
    with plant.store.reading() as connection:
        assert jobs.tally(connection) == {}
    with Hands(plant, lambda lane, rows: None, 5.0) as hands:
        hands.work(added[0].row)  # what was sent already is over


def test_entries_are_the_same_after_their_way_through_the_store(tmp_path, plant):
    take(plant, package(tmp_path / "移交"))
    with plant.store.reading() as connection:
        known = subjects(connection, units.all_rows(connection, 0, 10))
    assert known and isinstance(known[0], Subject)
    made = analyse(known, "rjieba")
    fingerprint, back = unpacked(packed("f", made))
    assert fingerprint == "f" and back is not None
    assert (back.numbers, back.first, back.last, back.pages) == (
        made.numbers,
        made.first,
        made.last,
        made.pages,
    )
    assert back.placed == made.placed
    # Of another version: not ours. Of several lines: commands to a cluster.
    assert unpacked(zlib.compress(json.dumps(["f", {"placed": []}]).encode())) == ("", None)
    place, (entry, *_) = next(iter(made.placed.items()))
    several = replace(made, placed={place: [entry._replace(document="{}\n{}")]})
    with pytest.raises(ValueError, match="several lines"):
        unpacked(packed("f", several))
    assert unpacked(packed("f", None)) == ("f", None)


def test_analysis_goes_on_in_the_writer_where_no_worker_takes_it(tmp_path, plant):
    take(plant, package(tmp_path / "移交"))
    pieces = [[1, 2], [3, 4], [5, 6], [77]]
    with ThreadsCarrier() as carrier:
        alone = list(SentQueue(carrier).analyses(plant.store, 1)("rjieba", pieces))
    assert [made.numbers for made in alone] == [
        made.numbers for made in plant.queue.analyses(plant.store, 1)("rjieba", pieces)
    ]
    with plant.store.reading() as connection:
        assert jobs.tally(connection) == {}


def test_analysis_by_workers_comes_in_order_and_one_of_other_rules_is_made_anew(tmp_path, plant, monkeypatch):
    take(plant, package(tmp_path / "移交"))
    pieces = [[at] for at in range(1, 7)]
    with ThreadsCarrier() as carrier:
        carrier.work(plant, 2)
        made = list(SentQueue(carrier).analyses(plant.store, 1)("rjieba", pieces))
    assert [one.first for one in made] == [1, 2, 3, 4, 5, 6]
    with ThreadsCarrier() as carrier:
        carrier.work(replace(plant, segmenter="jieba"), 1)
        other = list(SentQueue(carrier).analyses(plant.store, 1)("rjieba", pieces))
    assert [one.placed.keys() for one in other] == [one.placed.keys() for one in made]


def test_entries_of_a_worker_with_templates_of_another_version_are_made_anew(tmp_path, plant, monkeypatch):
    """What fields mean may change while the analyzer stays: a worker that was not upgraded knows nothing of it."""
    take(plant, package(tmp_path / "移交"))
    pieces = [[at] for at in range(1, 7)]
    here = list(plant.queue.analyses(plant.store, 1)("rjieba", pieces))

    def of_before(subjects, segmenter):
        made = analyse(subjects, segmenter)
        places = {
            place: [entry._replace(document=entry.document.replace("J001", "J999")) for entry in entries]
            for place, entries in made.placed.items()
        }
        return replace(made, placed=places)

    monkeypatch.setattr(steps, "analyse", of_before)
    monkeypatch.setattr(
        steps, "rules_now", lambda segmenter: rules_now(segmenter).replace("catalogue:", "catalogue:0")
    )
    with ThreadsCarrier() as carrier:
        carrier.work(plant, 1)
        made = list(SentQueue(carrier).analyses(plant.store, 1)("rjieba", pieces))
    assert [one.placed for one in made] == [one.placed for one in here]


def test_what_lacked_text_is_read_again_under_numbers_that_do_not_move(tmp_path, plant):
    folder = package(tmp_path / "移交", 1)
    (folder / "书.epub").write_bytes(b"PK\x03\x04 no zip")
    (folder / "目录.csv").write_text(
        "档号,题名,文件\nJ001-001-0001,卷,书.epub;文件/00001.txt\n", encoding="utf-8"
    )
    done = take(plant, folder)
    assert done.pages == 2 and len(done.unread) == 1
    with plant.store.reading() as connection:
        ((_, _, source, row),) = objects.lacking(connection, (0, -1), 10)
    assert (source, row.name) == ("移交", "书.epub")
    # The store gives other bytes for the digest, as if a reader had learned the format.
    plant.objects.path(row.digest).write_bytes("补上的文字\f第二页".encode())
    with reading_pool(plant, 1) as pool:
        assert list(objects_again(plant, pool, [(row.unit, row.position)])) == [True]
    with plant.store.reading() as connection:
        assert objects.lacking(connection, (0, -1), 10) == []
        texts = pages.texts_of(connection, [row.unit])[row.unit]
    assert texts == [(1, "第一页1"), (2, "第二页1"), (3, "补上的文字"), (4, "第二页")]
