"""An OpenSearch that is gone, stalls, answers garbage or refuses: a clear word at once, and nothing is lost."""

from __future__ import annotations

import dataclasses
import json
import logging
import threading
import time

import httpx
import pytest

from engines import query as q
from engines.letters import EngineError
from engines.opensearch_engine import bulk, cluster
from engines.opensearch_engine import generations as made
from engines.opensearch_engine.address import Shape
from engines.opensearch_engine.generations import OpenSearchGenerations
from engines.port import Applied
from holdings.store import homes, outbox
from index_templates import templates as t
from indexer.counts import expected_entries, searchable_entries
from indexer.findable import NotFindableYet, backlog, wait_until_findable
from indexer.writing import drain
from lantai.settings import settings_from
from search_api.http import api_app
from sharing.access import ANONYMOUS
from tests.clusters import cluster_at, on_cluster
from tests.homes import make_plant, pinned, take, write_package
from tests.journeys.serving import served
from tests.promises import asked_home
from tests.promises.asked_home import answering, code_of, tighten
from tests.promises.engine_adapters import CATALOGUE, begun
from tests.promises.engine_corpus import one
from tests.promises.test_engine_in_trouble import ASKED, a_clear_problem
from tests.rooms.indexer.test_writing import Running
from tests.servers.proxy import PASSWORD, before
from tests.waiting import HANGS_S, until

pytestmark = pytest.mark.xdist_group("cluster in trouble")


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    plant = asked_home.asked_home(tmp_path_factory.mktemp("asked"), 24)
    yield plant
    plant.store.close()


@pytest.fixture(scope="module")
def between(opensearch_url):
    """What stands between us and the cluster."""
    with before(opensearch_url) as proxy:
        yield proxy


@pytest.fixture(scope="module")
def clustered(home, between):
    # A stall is short here, so that nobody waits for it.
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(cluster, "_ANSWERS", 2.0)
        yield on_cluster(home, between.url, Shape())


@pytest.fixture
def client(clustered, between):
    between.trouble = _none
    with (
        served(api_app(answering(clustered))) as origin,
        httpx.Client(base_url=f"{origin}/api/v1", timeout=HANGS_S) as client,
    ):
        yield client
    between.trouble = _none


def _none(_method, _path, body, ask):
    return ask(body)


def _hangs_up(*_request):
    return 0, b""


def _stalls(_method, _path, body, ask):
    time.sleep(2.5)
    return ask(body)


def _says(status, body):
    return lambda *_request: (status, body)


def _searches(change):
    """Trouble with the answers of searches alone."""

    def trouble(_method, path, body, ask):
        status, said = ask(body)
        if "_search" not in path or "point_in_time" in path:
            return status, said
        return 200, json.dumps(change(json.loads(said))).encode()

    return trouble


def _a_shard_failed(told):
    for each in told.get("responses", [told]):
        each["_shards"] = {**each.get("_shards", {}), "failed": 1}
    return told


TROUBLES = {
    "gone": _hangs_up,
    "stalls": _stalls,
    "too busy": _says(429, b'{"error": {"type": "circuit_breaking_exception"}, "status": 429}'),
    "not ready": _says(503, b'{"error": {"type": "master_not_discovered_exception"}, "status": 503}'),
    "a page of another server": _says(200, b"<html>It works!</html>"),
    "nothing": _says(200, b""),
    "another object": _says(200, b'{"ok": true}'),
    "a list": _says(200, b"[1, 2]"),
    "a shard failed": _searches(_a_shard_failed),
    "too slow": _searches(lambda told: {**told, "timed_out": True, "responses": [{"timed_out": True}]}),
    "no hits": _searches(lambda told: {"_shards": told.get("_shards", {})}),
}


@pytest.mark.parametrize("trouble", [_hangs_up, _stalls], ids=["gone", "stalls"])
def test_a_cluster_that_does_not_answer_is_named_to_readers_and_to_the_log(client, between, trouble, caplog):
    between.trouble = trouble
    told = client.get("search", params={"q": "福州"}).json()
    assert "没有应答" in told["zh"] and "LANTAI_ENGINE" in told["detail"]
    (line,) = [record for record in caplog.records if record.message == "engine_failed"]
    assert line.why in ("no answer, unreachable", "no answer, timeout")
    between.trouble = _none
    _until_answered(client)


@pytest.mark.parametrize("trouble", TROUBLES.values(), ids=TROUBLES)
def test_a_cluster_in_trouble_is_a_clear_word_and_then_it_answers_again(client, between, trouble):
    asked = ASKED[:1] if trouble is _stalls else ASKED
    wanted = [client.get(path, params=parameters).content for path, parameters in asked]
    between.trouble = trouble
    for path, parameters in asked:
        a_clear_problem(client.get(path, params=parameters))
    # What asks no index is answered meanwhile.
    assert client.get(f"units/{code_of(8)}").status_code == 200
    between.trouble = _none
    _until_answered(client)
    assert [client.get(path, params=parameters).content for path, parameters in asked] == wanted


def _until_answered(client):
    """Nobody starts anything anew: a cluster that hung is looked for once a second."""
    until(lambda: client.get("search").status_code != 503, "an answer")


def test_while_a_cluster_hangs_one_question_waits_for_it_and_the_others_are_told_at_once(
    client, between, monkeypatch
):
    hanging, reached = threading.Event(), []

    def hangs(_method, _path, body, ask):
        reached.append(1)
        hanging.wait(HANGS_S)
        return ask(body)

    between.trouble = hangs
    a_clear_problem(client.get("search", params={"q": "福州"}))
    monkeypatch.setattr(
        made, "LOOK", HANGS_S
    )  # whoever looks whether it is back waits for as long as it hangs
    before, told = len(reached), []

    def ask():
        told.append(client.get("search", params={"q": "福州"}).status_code)

    # More at a time than a service has threads: each would hold one for as long as a question may take.
    asking = [threading.Thread(target=ask) for _ in range(60)]
    for thread in asking:
        thread.start()
    until(lambda: len(told) >= 59, lambda: f"{len(told)} of 60 were told")
    assert set(told[:59]) == {503}
    assert client.get(f"units/{code_of(8)}").status_code == 200
    print(f"{len(told)} of 60 were told while it hung, {len(reached) - before} looked for it")
    assert len(reached) - before <= 1
    between.trouble = _none
    hanging.set()
    for thread in asking:
        thread.join(HANGS_S)
    assert len(told) == 60
    _until_answered(client)


def test_a_revocation_shows_in_the_next_answer_while_no_writer_runs(client, clustered):
    asked = {"q": "福州", "class": "unconditional", "size": "100"}
    code = client.get("search", params=asked).json()["hits"][0]["unit"]["code"]
    tighten(clustered, code)
    assert f'"{code}"' not in client.get("search", params=asked).text
    drain(clustered)
    assert f'"{code}"' not in client.get("search", params=asked).text


def test_points_in_time_that_the_cluster_forgot_are_opened_again(client, opensearch_url):
    wanted = client.get("search", params={"q": "福州码头"}).content
    cluster_at(opensearch_url).ask("DELETE", "/_search/point_in_time/_all")
    assert client.get("search", params={"q": "福州码头"}).content == wanted


# ---- the way in


@pytest.fixture
def fresh(tmp_path, between, monkeypatch):
    monkeypatch.setattr(bulk, "_LONGEST_WAIT", 0.2)
    between.trouble = _none
    plant = make_plant(tmp_path / "home")
    yield on_cluster(plant, between.url, Shape(shards=2))
    between.trouble = _none
    plant.store.close()


def as_the_store_says(plant):
    with plant.store.reading() as connection:
        wanted = expected_entries(connection)
    return searchable_entries(pinned(plant)) == wanted and backlog(plant) == 0


def _lines(body):
    """The writes of a bulk, each with its lines."""
    lines, writes = body.splitlines(keepends=True), []
    while lines:
        head = lines.pop(0)
        writes.append(head if b'"delete"' in head[:10] else head + lines.pop(0))
    return writes


def _refused(write, status=429):
    kind = "delete" if write.startswith(b'{"delete"') else "index"
    return {kind: {"status": status, "error": {"type": "rejected_execution_exception"}}}


class Bulks:
    """Trouble with the first bulks: `does` says what becomes of each; the rest pass."""

    def __init__(self, does, times=4):
        self.does, self.left, self.met = does, times, 0

    def __call__(self, _method, path, body, ask):
        if "_bulk" not in path or self.left <= 0:
            return ask(body)
        self.left -= 1
        self.met += 1
        return self.does(body, ask)


def _half_done(body, ask):
    """Every other write is done, the others are refused."""
    writes = _lines(body)
    done = writes[::2]
    status, said = ask(b"".join(done))
    told = json.loads(said)
    items = iter(told["items"])
    told["items"] = [_refused(write) if at % 2 else next(items) for at, write in enumerate(writes)]
    return status, json.dumps({**told, "errors": True}).encode()


def _done_and_lost(body, ask):
    """All is done and the word of it is lost."""
    ask(body)
    return 0, b""


BULK_TROUBLES = {
    "all refused": lambda body, _ask: (429, b'{"error": {"type": "rejected"}, "status": 429}'),
    "half refused": _half_done,
    "done, and the word of it lost": _done_and_lost,
    "gone": lambda _body, _ask: (0, b""),
    "between two machines": lambda _body, _ask: (502, b"<html>Bad gateway</html>"),
    "too large": lambda _body, _ask: (413, b""),
    "garbage": lambda _body, _ask: (200, b'{"items": [1]}'),
}


@pytest.fixture(scope="module")
def written(between):
    """A generation for writers alone."""
    between.trouble = _none
    generations = OpenSearchGenerations(cluster_at(between.url), "written", Shape(shards=2))
    return generations, begun(generations)


@pytest.mark.parametrize("trouble", BULK_TROUBLES.values(), ids=BULK_TROUBLES)
def test_writes_that_are_refused_are_tried_until_they_are_done_and_none_twice(
    written, between, monkeypatch, trouble
):
    monkeypatch.setattr(bulk, "_LONGEST_WAIT", 0.2)
    generations, name = written
    writer = generations.writer(name)
    between.trouble = bulks = Bulks(trouble)
    pages = [one(unit, **{t.KIND: [1], t.PAGE: [page]}) for unit in range(1, 30) for page in range(1, 8)]
    writer.delete_units(CATALOGUE, range(100))
    writer.add(CATALOGUE, pages)
    writer.commit(CATALOGUE, Applied(1))
    writer.delete_units(CATALOGUE, range(20, 30))
    writer.commit(CATALOGUE, Applied(2))
    assert bulks.met == 4
    held = generations.view(name).at(CATALOGUE.index, CATALOGUE.partition)
    assert held.count(q.EVERYTHING) == 19 * 7
    assert held.units(q.EVERYTHING, 1_000) == frozenset(range(1, 20)) and held.applied == Applied(2)


def test_an_intake_half_refused_is_whole_in_the_end(fresh, between, tmp_path):
    between.trouble = bulks = Bulks(_half_done)
    take(fresh, write_package(tmp_path / "一", asked_home.rows(12)))
    tighten(fresh, code_of(1))
    drain(fresh)
    assert bulks.met == 4
    assert as_the_store_says(fresh)


def test_an_intake_whose_cluster_goes_away_says_that_it_is_taken_in_and_the_next_one_finishes(
    fresh, between, tmp_path
):
    take(fresh, write_package(tmp_path / "一", asked_home.rows(6)))
    between.trouble = _hangs_up
    package = write_package(tmp_path / "二", asked_home.rows(6, first=30))
    with pytest.raises(NotFindableYet, match="已经接收"):
        take(fresh, package)
    between.trouble = _none
    assert take(fresh, package).already
    assert as_the_store_says(fresh)


def test_a_cluster_that_refuses_for_too_long_is_said_and_the_next_try_finishes(
    fresh, between, tmp_path, monkeypatch
):
    monkeypatch.setattr(bulk.send, "__defaults__", (time.sleep, 0.5))
    take(fresh, write_package(tmp_path / "一", asked_home.rows(6)))
    tighten(fresh, code_of(1))
    between.trouble = Bulks(BULK_TROUBLES["all refused"], 10_000)
    with pytest.raises(EngineError) as told:
        drain(fresh)
    assert "429" in str(told.value) or "rejected" in str(told.value)
    assert backlog(fresh) == 1
    between.trouble = _none
    drain(fresh)
    assert as_the_store_says(fresh)


@pytest.mark.parametrize("where", ["_refresh", "_doc/"])
def test_a_writer_whose_cluster_fails_anywhere_goes_on_when_it_is_back(fresh, between, tmp_path, where):
    take(fresh, write_package(tmp_path / "一", asked_home.rows(6)))
    failing = threading.Event()

    def trouble(_method, path, body, ask):
        status, said = ask(body)
        return (0, b"") if failing.is_set() and where in path else (status, said)

    between.trouble = trouble
    with Running(fresh) as running:
        wait_until_findable(fresh, _end(fresh), 60)
        failing.set()
        tighten(fresh, code_of(1))
        time.sleep(1)
        failing.clear()
        wait_until_findable(fresh, _end(fresh), 60)
        why = [fields["why"] for event, fields in running.lines if event == "writer_failed"]
        assert why and all("unreachable" in each for each in why), why
    assert as_the_store_says(fresh)


def test_a_disk_that_is_nearly_full_is_waited_out(fresh, opensearch_url, tmp_path):
    take(fresh, write_package(tmp_path / "一", asked_home.rows(6)))
    true = cluster_at(opensearch_url)
    with fresh.store.reading() as connection:
        stem = f"lantai-{homes.fact(connection, 'id')}"

    def block(on):
        true.ask("PUT", f"/{stem}*-open/_settings", {"index.blocks.read_only_allow_delete": on})

    block("true")
    freeing = threading.Timer(1.5, block, (None,))
    freeing.start()
    try:
        take(fresh, write_package(tmp_path / "二", asked_home.rows(6, first=30)))
    finally:
        freeing.join()
    assert as_the_store_says(fresh)


def test_a_writer_thought_dead_cannot_write_when_it_comes_back(fresh, tmp_path):
    take(fresh, write_package(tmp_path / "一", asked_home.rows(6)))
    generations = fresh.generations
    name = generations.current()
    old, new = generations.writer(name), generations.writer(name)
    number = old.applied(CATALOGUE).number
    old.add(CATALOGUE, [one(5, "旧")])
    new.add(CATALOGUE, [one(5, "新")])
    new.commit(CATALOGUE, Applied(number))
    with pytest.raises(EngineError):
        old.commit(CATALOGUE, Applied(number + 100))
    again = generations.writer(name)
    assert again.applied(CATALOGUE) == Applied(number)
    again.delete_units(CATALOGUE, [5])
    again.commit(CATALOGUE, Applied(number))
    assert as_the_store_says(fresh)


def test_a_dropped_generation_leaves_the_cluster_when_its_readers_are_done(
    written, opensearch_url, monkeypatch
):
    monkeypatch.setattr(made, "_GRACE", 0.0)
    generations, current = written
    dropped = generations.make(generations.manifest(current))
    generations.drop(dropped)
    assert dropped not in generations.kept() and current in generations.kept()
    until(lambda: _indices(opensearch_url, f"lantai-written-{dropped}-*") == 0, "a generation that is gone")
    assert _indices(opensearch_url, f"lantai-written-{current}-*") == 7


def _indices(url, names):
    return len(cluster_at(url).ask("GET", f"/{names}/_settings", allow_no_indices="true"))


def _end(plant):
    with plant.store.reading() as connection:
        return outbox.last_number(connection)


# ---- who we are there


def test_a_cluster_behind_tls_and_a_password_is_asked_and_neither_is_ever_shown(
    home, opensearch_url, tmp_path, caplog
):
    caplog.set_level(logging.DEBUG)
    with before(opensearch_url, tmp_path) as proxy:
        settings = settings_from(
            {
                "LANTAI_HOME": str(tmp_path),
                "LANTAI_ENGINE": proxy.url,
                "LANTAI_ENGINE_CA": str(proxy.authority),
            }
        )
        address = settings.engine.cluster
        assert address is not None and address.secure
        secured = _replaced(home, address)
        assert answering(secured).search(ANONYMOUS, {"q": "福州码头"})["total"]["units"] > 0
        assert proxy.passed > 10 and proxy.refused == 0
        for wrong in (
            dataclasses.replace(address, password="other"),
            dataclasses.replace(address, authorities=None),
        ):
            with pytest.raises(Exception) as told:
                _replaced(home, wrong)
            assert PASSWORD not in str(told.value) + repr(told.value)
        assert proxy.refused > 0
    assert PASSWORD not in caplog.text and "p%40ss" not in caplog.text


def _replaced(plant, address):
    with plant.store.reading() as connection:
        home = homes.fact(connection, "id")
    generations = OpenSearchGenerations(cluster.Cluster.at(address), home, Shape())
    there = dataclasses.replace(plant, generations=generations)
    drain(there)
    return there
