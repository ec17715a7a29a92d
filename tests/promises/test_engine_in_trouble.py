"""An index engine that crashes, stalls or answers garbage: a clear word and no wrong answer; nothing is lost."""

from __future__ import annotations

import dataclasses
import json
import threading

import httpx
import pytest

from engines.letters import EngineError
from holdings.store import outbox, units
from indexer.counts import expected_entries, searchable_entries
from indexer.findable import CountsDiffer, NotFindableYet, backlog, wait_until_findable
from indexer.writing import drain
from search_api.http import api_app
from sharing.access import ANONYMOUS
from sharing.classes import SharingClass
from tests.broken_engines.index_engine import (
    CRASHES,
    BrokenGenerations,
    BrokenPinner,
    Garbage,
    Panic,
    Stall,
    crashing,
    pretending,
    raising,
    raising_after,
)
from tests.homes import make_plant, pinned, take, write_package
from tests.journeys.serving import served
from tests.promises import asked_home
from tests.promises.asked_home import answering, code_of, tighten
from tests.rooms.indexer.test_writing import Running


@pytest.fixture(scope="module")
def plant(tmp_path_factory):
    plant = asked_home.asked_home(tmp_path_factory.mktemp("asked"), 24)
    yield plant
    plant.store.close()


@pytest.fixture
def pinner(plant):
    from analyzers.chains import make_analyzer

    manifest = plant.generations.manifest(plant.generations.current())
    return BrokenPinner(plant.generations.pinner(manifest.home, make_analyzer(plant.segmenter).fingerprint))


@pytest.fixture
def client(plant, pinner):
    with (
        served(api_app(answering(plant, pinner))) as origin,
        httpx.Client(base_url=f"{origin}/api/v1", timeout=30) as client,
    ):
        yield client


ASKED: tuple[tuple[str, dict[str, str]], ...] = (
    ("search", {"q": "福州码头"}),
    ("search", {"q": "福州", "sort": "date"}),
    ("search", {}),
    ("search", {"q": "海港", "scope": "themes"}),
    ("suggest", {"q": "福"}),
)


def a_clear_problem(answer):
    assert answer.status_code == 503, answer.text
    told = answer.json()
    assert answer.headers["content-type"] == "application/problem+json" and int(answer.headers["retry-after"])
    assert told["zh"] and told["en"]
    # Nothing of the machine's insides travels to a reader.
    assert not any(word in answer.text for word in ("unwrap", "No such file", "Input/output", "Traceback"))


@pytest.mark.parametrize("error", CRASHES, ids=lambda error: type(error).__name__)
def test_an_engine_that_crashes_is_a_clear_problem_and_then_it_answers_again(client, pinner, error):
    before = [client.get(path, params=parameters).content for path, parameters in ASKED]
    for names in ((), ("best_units", "ordered", "suggestions"), ("pin",)):
        pinner.trouble = crashing(error, *names)
        for path, parameters in ASKED:
            a_clear_problem(client.get(path, params=parameters))
    # What asks no index is answered meanwhile.
    assert client.get(f"units/{code_of(8)}").status_code == 200
    assert client.get("themes").status_code == 200
    pinner.trouble = None
    assert [client.get(path, params=parameters).content for path, parameters in ASKED] == before


@pytest.mark.parametrize("error", CRASHES, ids=lambda error: type(error).__name__)
def test_health_says_down_while_the_engine_does_not_let_itself_be_pinned(client, pinner, error):
    pinner.trouble = crashing(error, "pin")
    assert client.get("health").status_code == 503
    pinner.trouble = None
    assert client.get("health").status_code == 200


def test_an_engine_that_stalls_holds_up_its_own_questions_only(plant, client, pinner):
    pinner.trouble = stall = Stall()
    answers = []
    asking = threading.Thread(target=lambda: answers.append(client.get("search", params={"q": "福州"})))
    asking.start()
    try:
        assert stall.reached.wait(30)
        # Others read on, and a revocation does not wait for the question.
        with httpx.Client(base_url=client.base_url, timeout=10) as other:
            assert other.get(f"units/{code_of(9)}").status_code == 200
            assert other.get(f"units/{code_of(9)}/pages/1").status_code == 200
            tighten(plant, code_of(9))
            assert answers == [] and not stall.go.is_set()  # the question still waits
            # Whether a code at which no unit is seen is a level of others is asked of the engine, so not that.
            assert other.get(f"units/{code_of(9)}/pages/1").status_code == 404
    finally:
        stall.go.set()
        asking.join(60)
    assert answers[0].status_code == 200
    pinner.trouble = None
    assert code_of(9) not in client.get("search", params={"q": "福州", "size": "100"}).text


def test_an_engine_that_answers_garbage_shows_nobody_what_they_may_not_see(plant, client, pinner):
    with plant.store.reading() as connection:
        held = units.by_rows(connection, units.all_rows(connection, 0, 100))
    numbers = [unit.identity.number for unit in held.values()]
    closed = [at for at in range(1, 25) if at // 2 % 4 in (2, 3)]
    for _ in range(30):
        pinner.trouble = Garbage(numbers)
        for path, parameters in ASKED:
            answer = client.get(path, params=parameters)
            assert answer.status_code in (200, 503), answer.text
            if answer.status_code == 503:
                a_clear_problem(answer)
            for at in closed:
                assert f'"{code_of(at)}"' not in answer.text and f"第{at}号报告" not in answer.text
    pinner.trouble = None


def test_an_index_whose_files_are_damaged_is_a_clear_problem(tmp_path):
    plant = asked_home.asked_home(tmp_path, 12)
    answers = answering(plant)
    with served(api_app(answers)) as origin, httpx.Client(base_url=f"{origin}/api/v1", timeout=30) as client:
        wanted = client.get("search", params={"q": "福州"}).content
        for path in plant.index_folder.glob("*/fulltext-open/*"):
            path.write_bytes(b"damaged")
        fresh = answering(plant)
        with served(api_app(fresh)) as again, httpx.Client(base_url=f"{again}/api/v1", timeout=30) as other:
            answer = other.get("search", params={"q": "福州"})
        a_clear_problem(answer)
    assert wanted
    plant.store.close()


# ---- the way in


@pytest.fixture
def fresh(tmp_path):
    plant = make_plant(tmp_path / "home")
    yield plant
    plant.store.close()


def as_the_store_says(plant):
    with plant.store.reading() as connection:
        wanted = expected_entries(connection)
    return searchable_entries(pinned(plant)) == wanted and backlog(plant) == 0


TROUBLES = {
    f"{method}, {when.__name__}, {type(error).__name__}": (method, when(error))
    for method in ("add", "add_packed", "commit", "delete_units")
    for when in (raising, raising_after)
    for error in (EngineError("catalogue-open", "disk full"), OSError(28, "No space left"), Panic("index"))
}


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
def test_a_writer_that_fails_is_thrown_away_and_the_work_repeated(fresh, tmp_path, trouble):
    take(fresh, write_package(tmp_path / "一", asked_home.rows(6)))
    method, does = trouble
    broken = dataclasses.replace(fresh, generations=BrokenGenerations(fresh.generations, method, does, 2))
    tighten(fresh, code_of(1))
    tighten(fresh, code_of(2), SharingClass.UNREVIEWED)
    with Running(broken) as running:
        wait_until_findable(fresh, outbox_end(fresh), 30)
        take(fresh, write_package(tmp_path / "二", asked_home.rows(6, first=30)))
        wait_until_findable(fresh, outbox_end(fresh), 30)
    assert running.events().count("writer_failed") == 2
    assert as_the_store_says(fresh)


@pytest.mark.parametrize("method", ["add_packed", "commit"])
def test_an_intake_whose_index_fails_is_finished_by_the_next_one(fresh, tmp_path, method):
    folder = write_package(tmp_path / "一", asked_home.rows(6))
    error = EngineError("fulltext-open", "disk full")
    broken = dataclasses.replace(
        fresh, generations=BrokenGenerations(fresh.generations, method, raising_after(error), 1)
    )
    with pytest.raises(EngineError):
        take(broken, folder)
    take(broken, folder)
    assert as_the_store_says(fresh)


def test_a_writer_that_says_done_and_stored_nothing_is_found_out(fresh, tmp_path, monkeypatch):
    take(fresh, write_package(tmp_path / "一", asked_home.rows(6)))
    monkeypatch.setattr("indexer.findable._SETTLES", 0.2)
    broken = dataclasses.replace(
        fresh, generations=BrokenGenerations(fresh.generations, "add", pretending, 1_000)
    )
    with Running(broken):
        tighten(fresh, code_of(1), SharingClass.WITHHELD)
        with pytest.raises(CountsDiffer):
            wait_until_findable(fresh, outbox_end(fresh), 30)


def test_a_writer_that_stalls_hides_what_was_tightened_and_is_not_called_done(fresh, tmp_path):
    take(fresh, write_package(tmp_path / "一", asked_home.rows(12)))
    stalled, go = threading.Event(), threading.Event()

    def stalls(method, *arguments):
        stalled.set()
        assert go.wait(60)
        return method(*arguments)

    broken = dataclasses.replace(fresh, generations=BrokenGenerations(fresh.generations, "commit", stalls, 1))
    answers = answering(fresh)
    with Running(broken):
        try:
            tighten(fresh, code_of(8))
            assert stalled.wait(30)
            assert f'"{code_of(8)}"' not in json.dumps(answers.search(ANONYMOUS, {"size": "100"}))
            with pytest.raises(NotFindableYet):
                wait_until_findable(fresh, outbox_end(fresh), 0.2)
        finally:
            go.set()
        wait_until_findable(fresh, outbox_end(fresh), 30)
    assert as_the_store_says(fresh)


def outbox_end(plant):
    with plant.store.reading() as connection:
        return outbox.last_number(connection)


def test_a_drain_that_failed_is_repeated_by_the_next(fresh, tmp_path):
    take(fresh, write_package(tmp_path / "一", asked_home.rows(6)))
    tighten(fresh, code_of(1))
    broken = BrokenGenerations(
        fresh.generations, "commit", raising(EngineError("catalogue-open", "disk full")), 1
    )
    with pytest.raises(EngineError):
        drain(dataclasses.replace(fresh, generations=broken))
    assert backlog(fresh) == 1
    drain(fresh)
    assert as_the_store_says(fresh)
