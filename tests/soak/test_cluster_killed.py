"""A real OpenSearch that is killed in the middle of a bulk: 503 at once, back by itself, nothing lost or doubled."""

from __future__ import annotations

import os
import signal
import threading
import time
from pathlib import Path

import httpx
import pytest

from engines.opensearch_engine import bulk
from engines.opensearch_engine.address import Shape
from indexer.counts import expected_entries, searchable_entries
from indexer.findable import NotFindableYet, backlog, wait_until_findable
from search_api.http import api_app
from tests.clusters import on_cluster
from tests.homes import make_plant, pinned, take, write_package
from tests.journeys.serving import served
from tests.promises import asked_home
from tests.promises.asked_home import answering, code_of, tighten
from tests.promises.test_engine_in_trouble import ASKED, a_clear_problem, outbox_end
from tests.rooms.indexer.test_writing import Running
from tests.servers.fixtures import said_aloud
from tests.servers.obtaining import ServerMissingError
from tests.servers.opensearch import OpenSearch
from tests.servers.proxy import before
from tests.servers.running import FOLDER_VARIABLE, owned

pytestmark = pytest.mark.soak

#: A start is most of such a test: Java's first compiler alone starts sooner.
QUICK = OpenSearch(name="killed-opensearch", java=("-XX:TieredStopAtLevel=1",))
#: What "at once" means for a question to a cluster that is gone, in seconds.
AT_ONCE = 1.0
HELD, ADDED = 12, 40


@pytest.fixture
def own_cluster():
    folder = Path(os.environ[FOLDER_VARIABLE]) / f"own-opensearch-{os.getpid()}"
    try:
        with owned(QUICK, folder) as server:
            yield server
    except ServerMissingError as error:
        said_aloud("opensearch", error)


class KilledInABulk:
    """The second bulk of many writes: half of it is done, then the cluster is killed."""

    def __init__(self, server):
        self.server, self.bulks, self.writes = server, 0, 0
        self.killed = threading.Event()

    def __call__(self, _method, path, body, ask):
        if "_bulk" in path and not self.killed.is_set():
            lines = body.splitlines(keepends=True)
            if len(lines) >= 2 * ADDED:
                self.bulks += 1
                if self.bulks == 2:
                    self.writes = len(lines) // 2
                    ask(b"".join(lines[: self.writes // 2 * 2]))
                    self.server.kill()
                    self.killed.set()
                    return 0, b""
        try:
            return ask(body)
        except OSError:
            return 0, b""  # it is not there


def _taking(plant, package, ended):
    try:
        take(plant, package)
    except NotFindableYet as error:
        ended.append(error)


def questions_while_it_is_gone(client):
    """Each is answered at once with a clear word; returns the slowest, in seconds."""
    took = []
    for path, parameters in ASKED * 3:
        began = time.monotonic()
        a_clear_problem(client.get(path, params=parameters))
        took.append(time.monotonic() - began)
    began = time.monotonic()
    assert client.get("health").status_code == 503
    assert client.get(f"units/{code_of(1)}").status_code == 200
    took.append(time.monotonic() - began)
    return max(took)


def test_a_cluster_killed_in_the_middle_of_a_bulk_loses_and_doubles_nothing_and_readers_are_told_at_once(
    own_cluster, tmp_path, monkeypatch
):
    monkeypatch.setattr(bulk, "_LONGEST_WAIT", 0.5)
    with before(own_cluster.url) as proxy:
        plant = on_cluster(make_plant(tmp_path / "home"), proxy.url, Shape(shards=2))
        take(plant, write_package(tmp_path / "一", asked_home.rows(HELD)))
        with (
            served(api_app(answering(plant))) as origin,
            httpx.Client(base_url=f"{origin}/api/v1", timeout=30) as client,
            Running(plant),
        ):
            wanted = client.get("search", params={"sort": "code", "size": "100"}).json()["total"]
            proxy.trouble = killing = KilledInABulk(own_cluster)
            package = write_package(tmp_path / "二", asked_home.rows(ADDED, first=100))
            # An intake waits until its units are findable; with its cluster gone it says so and ends.
            ended: list[NotFindableYet] = []
            taking = threading.Thread(target=_taking, args=(plant, package, ended))
            taking.start()
            assert killing.killed.wait(60), "no bulk was met: nothing was tried"
            slowest = questions_while_it_is_gone(client)
            # What is closed meanwhile is closed when the cluster is back, whatever it still holds.
            tighten(plant, code_of(8))
            gone = time.monotonic()
            own_cluster.start()
            back = time.monotonic()
            answer = client.get("search", params={"sort": "code", "size": "100"})
            while answer.status_code == 503:
                assert time.monotonic() < back + 30
                time.sleep(0.1)
                answer = client.get("search", params={"sort": "code", "size": "100"})
            recovered = time.monotonic() - back
            assert f'"{code_of(8)}"' not in answer.text
            taking.join(90)
            assert not taking.is_alive()
            # What it had accepted is entered by the writer all the same, which nobody started anew.
            wait_until_findable(plant, outbox_end(plant), 60)
            take(plant, package)
        with plant.store.reading() as connection:
            entries = expected_entries(connection)
        assert backlog(plant) == 0
        assert searchable_entries(pinned(plant)) == entries
        print(
            f"killed with {killing.writes} writes of a bulk under way; {len(ASKED) * 3} questions were told so in "
            f"{slowest:.2f} s at most; started in {back - gone:.1f} s, answered {recovered:.1f} s after; "
            f"{wanted['units']} units were found before; then {sum(entries.values())} entries, none lost or doubled"
        )
        assert slowest < AT_ONCE
        _that_hangs(own_cluster, plant)
    plant.store.close()


def _that_hangs(server, plant):
    """Stopped, not ended: it takes connections and says nothing, as a machine that swaps does."""
    with (
        served(api_app(answering(plant))) as origin,
        httpx.Client(base_url=f"{origin}/api/v1", timeout=30) as client,
    ):
        wanted = client.get("search", params={"q": "福州"}).content
        os.killpg(server.pid, signal.SIGSTOP)
        try:
            a_clear_problem(client.get("search", params={"q": "福州"}))  # this one found out
            slowest = questions_while_it_is_gone(client)
        finally:
            os.killpg(server.pid, signal.SIGCONT)
        until = time.monotonic() + 30
        while (answer := client.get("search", params={"q": "福州"})).status_code == 503:
            assert time.monotonic() < until
            time.sleep(0.1)
        assert answer.content == wanted
        print(f"while it hung {len(ASKED) * 3} questions were told so in {slowest:.2f} s at most")
