"""What operators are told: numbers, readiness, log lines; and that readers are told nothing of it."""

from __future__ import annotations

import asyncio
import io
import json
import logging
import shutil
import socket
import time
from types import SimpleNamespace

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from holdings import errands
from indexer.locks import WriterLock
from lantai import probing
from lantai.errors import SettingsError
from lantai.logs import FieldFormatter, JsonFormatter
from lantai.metrics import Metrics
from lantai.operators import NEEDS, watched
from lantai.probing import Part, Prober
from lantai.serving import Front
from lantai.settings import settings_from
from lantai.wiring import House
from tests.rooms.lantai.test_service import origin
from tests.waiting import HANGS_S, until

SECONDS = HANGS_S


def told(text):
    """Metrics as they are read: (name, labels) -> value."""
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as taken:
        return taken.getsockname()[1]


# ---------------------------------------------------------------------------------------------- log lines


def logged(formatter, do):
    """The lines that are logged while something is done."""
    stream = io.StringIO()
    arrange = logging.StreamHandler(stream)
    arrange.setFormatter(formatter)
    logger = logging.getLogger("lantai.serve")
    before = logger.level
    logger.addHandler(arrange)
    logger.setLevel(logging.INFO)
    try:
        do()
    finally:
        logger.removeHandler(arrange)
        logger.setLevel(before)
    return stream.getvalue().splitlines()


def test_each_event_is_an_object_a_line_with_the_request_it_belongs_to():
    def do():
        log = logging.getLogger("lantai.serve")
        with errands.within("ab-12"):
            log.info("answered", extra={"status": 200, "level": "上", "path": "/units/a\nb"})
        try:
            raise ValueError
        except ValueError:
            log.exception("writer_failed")

    first, second = map(json.loads, logged(JsonFormatter(), do))
    assert first | {"at": ""} == {
        "at": "",
        "level": "info",
        "logger": "lantai.serve",
        "event": "answered",
        "request": "ab-12",
        "status": 200,
        "level_": "上",
        "path": "/units/a\nb",
    }
    assert first["at"].endswith("+00:00")
    assert second["level"] == "error" and "ValueError" in second["trace"]
    assert "request" not in second


def test_the_lines_for_people_name_the_request_too():
    with errands.within("ab-12"):
        (line,) = logged(FieldFormatter(), lambda: logging.getLogger("lantai.serve").info("answered"))
    assert line.endswith("lantai.serve answered request=ab-12")


# ---------------------------------------------------------------------------------------------- requests


async def echoing(scope, receive, send):
    """Answers the errand it was asked in; breaks where it is asked to, with the reader's words in the error."""
    scope["route"] = SimpleNamespace(path="/api/v1/units/{code:path}")
    await send({"type": "http.response.start", "status": 200, "headers": []})
    if b"broken" in scope["query_string"]:
        raise RuntimeError(scope["query_string"].decode())
    await send({"type": "http.response.body", "body": errands.current().encode()})


def asked(request_id, query=b"", counts=None):
    said = []

    async def receive():
        return {"type": "http.request", "body": b""}

    async def send(message):
        said.append(message)

    headers = [(b"x-request-id", request_id)] if request_id else []
    scope = {
        "type": "http",
        "path": "/api/v1/units/J101",
        "query_string": query,
        "method": "GET",
        "headers": headers,
    }
    front = Front(echoing, echoing, counts=counts) if counts else Front(echoing, echoing)
    asyncio.run(front(scope, receive, send))
    (sent_back,) = [value for name, value in said[0]["headers"] if name == b"x-request-id"]
    return sent_back, said[-1].get("body", b"")


def test_an_id_that_is_brought_stands_in_answer_and_log():
    answers = []
    (line,) = logged(JsonFormatter(), lambda: answers.append(asked(b"trace-7.f:1")))
    assert answers == [(b"trace-7.f:1", b"trace-7.f:1")]
    assert json.loads(line)["request"] == "trace-7.f:1"


@pytest.mark.parametrize("brought", [b"", b"lt_a_token", b"a b", b"x" * 65, b"-a", "档".encode(), b'a"b'])
def test_an_id_that_could_tell_a_token_or_break_a_line_is_replaced(brought):
    sent_back, inside = asked(brought)
    assert sent_back == inside != brought
    assert len(sent_back) == 16


def test_a_fault_is_logged_with_its_place_and_without_what_was_asked():
    lines = logged(JsonFormatter(), lambda: asked(b"trace-8", "broken=沉船".encode()))
    failed, answered = map(json.loads, lines)
    assert (failed["event"], failed["kind"], failed["request"]) == (
        "request_failed",
        "RuntimeError",
        "trace-8",
    )
    assert "in echoing" in failed["stack"]
    assert answered["event"] == "answered"
    assert not any("沉船" in line or "broken" in line.replace('if b\\"broken\\"', "") for line in lines)


def test_answers_are_counted_by_the_pattern_of_their_address():
    metrics = Metrics("serve", "1", dict)
    for _ in range(3):
        asked(b"", counts=metrics)
    text, media_type = metrics.told("")
    found = told(text.decode())
    route = ("route", "/api/v1/units/{code:path}")
    assert found["lantai_requests_total", (("method", "GET"), route, ("status", "200"))] == 3
    assert found["lantai_request_seconds_count", (route,)] == 3
    assert found["lantai_build_info", (("part", "serve"), ("version", "1"))] == 1
    assert media_type.startswith("text/plain")
    assert "J101" not in text.decode()


# ---------------------------------------------------------------------------------------------- readiness


@pytest.fixture
def house(filled):
    house = House()
    yield house
    house.close()


def parts(prober):
    prober.look()
    return [trouble.part for trouble in prober.troubles()]


def test_a_home_that_can_answer_is_ready_and_counted(house):
    prober = Prober(house, NEEDS["serve"], 600)
    assert [trouble.part for trouble in prober.troubles()] == [Part.STORE]  # nothing was seen yet
    assert parts(prober) == []
    until(lambda: parts(prober) == [] and ("packages", ("accepted",)) in prober.states())
    states = prober.states()
    assert states["ready", ()] == states["up", ("store",)] == states["up", ("index",)] == 1
    assert states["outbox_pending_rows", ()] == 0
    assert {name[1][0]: value for name, value in states.items() if name[0] == "units"} == {
        "unconditional": 2,
        "conditional": 1,
        "withheld": 1,
        "unreviewed": 1,
    }
    assert sum(value for name, value in states.items() if name[0] == "pages") == 4


@pytest.fixture
def later(monkeypatch):
    """Lets so many seconds pass, for whoever looks at a clock."""
    clock, passed = time.monotonic, [0.0]
    monkeypatch.setattr(time, "monotonic", lambda: clock() + passed[0])

    def pass_by(seconds):
        passed[0] += seconds

    return pass_by


def test_a_writer_that_does_not_get_on_is_not_ready_and_one_that_waits_for_nothing_is(house, filled, later):
    prober = Prober(house, NEEDS["serve"], 600)
    assert parts(prober) == []
    later(700)
    assert parts(prober) == []  # nothing waits
    writer = WriterLock(house.settings.index, house.store)
    assert writer.acquire()  # one that hangs: where none runs, the command applies its change itself
    filled("unit", "class", "J101-WS·1952·Y-0001", "withheld", "--reason", "x")
    writer.release()
    assert parts(prober) == []  # it has just begun to wait
    later(700)
    assert parts(prober) == [Part.WRITER]
    assert prober.states()["outbox_pending_rows", ()] == 1
    assert "1 change waits" in prober.troubles()[0].letter.en
    filled("reindex")
    assert parts(prober) == []


def test_without_an_index_it_is_not_ready_and_says_what_to_do(house, home):
    prober = Prober(house, NEEDS["serve"], 600)
    shutil.rmtree(home / "index")
    assert parts(prober) == [Part.INDEX]
    assert "lantai serve" in prober.troubles()[0].letter.en


def test_tables_of_another_version_are_not_ready(house, home):
    import sqlite3

    with sqlite3.connect(home / "lantai.sqlite") as store:
        store.execute("UPDATE alembic_version SET version_num = '9999'")
    store.close()
    assert parts(Prober(house, NEEDS["worker"], 600)) == [Part.STORE]


def test_what_was_seen_long_ago_counts_for_nothing(house, later):
    prober = Prober(house, NEEDS["serve"], 600)
    assert parts(prober) == []
    later(31)
    assert [trouble.part for trouble in prober.troubles()] == [Part.STORE]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("", None),
        ("9464", ("127.0.0.1", 9464)),
        ("0.0.0.0:9464", ("0.0.0.0", 9464)),
        ("[::1]:9464", ("::1", 9464)),
    ],
)
def test_the_address_of_operators(written, meant, tmp_path):
    assert settings_from({"LANTAI_HOME": str(tmp_path), "LANTAI_METRICS": written}).metrics == meant


@pytest.mark.parametrize("written", ["localhost", "localhost:", ":9464", "a:99999", "a:-1", "http://a:b"])
def test_an_address_that_is_none_is_a_letter(written, tmp_path):
    with pytest.raises(SettingsError, match="LANTAI_METRICS"):
        settings_from({"LANTAI_HOME": str(tmp_path), "LANTAI_METRICS": written})


def test_an_address_that_is_taken_is_a_letter(filled, monkeypatch):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        monkeypatch.setenv("LANTAI_METRICS", f"127.0.0.1:{taken.getsockname()[1]}")
        said = filled("serve", "--port", "0", "--no-writer")
    assert said.code == 1
    assert "LANTAI_METRICS" in said.err and "Traceback" not in said.err


def test_operators_read_all_of_it_at_their_address(house, monkeypatch):
    monkeypatch.setenv("LANTAI_METRICS", str(free_port()))
    monkeypatch.setattr(probing, "EVERY_S", 0.1)
    living = [True]
    counts = watched(House(), "serve", lambda: living[0])
    counts.add("writer_events", "writer_failed")
    host, port = House().settings.metrics or ("", 0)
    # Each request has a connection of its own: one that was kept may be closed by the other side just then.
    kept_open = httpx.Limits(max_keepalive_connections=0)
    with httpx.Client(base_url=f"http://{host}:{port}", timeout=SECONDS, limits=kept_open) as client:
        until(lambda: client.get("/ready").status_code == 200)
        assert client.get("/ready").json() == {"ready": True, "reasons": []}
        assert client.get("/live").json() == {"live": True}
        living[0] = False
        assert client.get("/live").status_code == 503
        shutil.rmtree(house.settings.index)
        until(lambda: "lantai serve" in client.get("/ready").text)
        assert client.get("/ready").status_code == 503
        (reason,) = client.get("/ready").json()["reasons"]
        assert reason["part"] == "index" and reason["zh"]
        metrics = client.get("/metrics")
        found = told(metrics.text)
        assert found["lantai_ready", ()] == 0
        assert found["lantai_writer_events_total", (("event", "writer_failed"),)] == 1
        assert client.get("/nowhere").status_code == client.post("/metrics").status_code - 97 == 404


# ---------------------------------------------------------------------------------------------- together


@pytest.mark.slow
def test_a_service_tells_operators_and_no_reader(filled, started, monkeypatch):
    port = free_port()
    monkeypatch.setenv("LANTAI_METRICS", f"127.0.0.1:{port}")
    monkeypatch.setenv("LANTAI_LOG", "json")
    token = filled("reader", "add", "馆员", "--role", "staff").last
    server = started("serve", "--port", "0")
    with httpx.Client(base_url=origin(server), timeout=SECONDS) as client:
        sent = {"X-Request-ID": "trace-1", "Authorization": f"Bearer {token}"}
        answer = client.get("/api/v1/search", params={"q": "沉船"}, headers=sent)
        assert answer.headers.get_list("x-request-id") == ["trace-1"]
        assert client.get("/", params={"q": "沉船"}, headers=sent).headers["x-request-id"] == "trace-1"
        for path in ("/metrics", "/live", "/ready", "/api/v1/metrics", "/api/v1/ready"):
            hidden = client.get(path)
            assert hidden.status_code == 404 and "lantai_" not in hidden.text

        def seen():
            return told(httpx.get(f"http://127.0.0.1:{port}/metrics", timeout=SECONDS).text)

        began = ("lantai_writer_events_total", (("event", "writer_began"),))
        until(
            lambda: seen().get(began),
            "the service's writer runs, and not the command, which would apply it itself",
        )
        filled("unit", "class", "J101-WS·1952·Y-0001", "有条件共享", "--reason", "x")
        until(
            lambda: ("lantai_indexed_pages_total", ()) in seen() and seen()["lantai_indexed_pages_total", ()]
        )
        until(lambda: httpx.get(f"http://127.0.0.1:{port}/ready").status_code == 200)
        found = seen()
    assert found["lantai_writer_events_total", (("event", "writer_began"),)] == 1
    assert found["lantai_writer_starts_total", ()] == 1
    searches = (("method", "GET"), ("route", "/api/v1/search"), ("status", "200"))
    assert found["lantai_requests_total", searches] == 1
    server.terminate()
    _, log = server.communicate(timeout=SECONDS)
    assert server.returncode == 0
    lines = [json.loads(line) for line in log.splitlines()]
    assert {line["event"] for line in lines if line.get("request") == "trace-1"} == {"answered"}
    assert any(line["event"] == "writer_began" for line in lines)
    assert token not in log
    assert "沉船" not in log and "%E6" not in log
