"""The front door: what is too large to be read is refused before it is."""

from __future__ import annotations

import asyncio
import json

import httpx
import pytest

from lantai.serving import Front
from lantai.turns import PRESENCE, Presence, Turns
from portal.http import portal_app
from search_api.http import api_app
from tests.journeys.serving import served
from tests.promises.asked_home import answering, asked_home, code_of


async def counting(scope, receive, send):
    """Answers how many bytes came, and what came last."""
    size = 0
    while True:
        message = await receive()
        size += len(message.get("body", b""))
        if message["type"] == "http.disconnect" or not message.get("more_body"):
            break
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": f"{size} {message['type']}".encode()})


def asked(pieces, headers=(), most=1 << 20, app=counting, path="/"):
    said = []
    waiting = [
        {"type": "http.request", "body": piece, "more_body": at < len(pieces) - 1}
        for at, piece in enumerate(pieces)
    ]

    async def receive():
        return waiting.pop(0)

    async def send(message):
        said.append(message)

    scope = {"type": "http", "path": path, "method": "POST", "headers": list(headers)}
    asyncio.run(Front(app, app, most)(scope, receive, send))
    return said[0]["status"], said[1]["body"]


def test_a_body_within_the_limit_is_read():
    assert asked([b"x" * 1000, b"y"], [(b"content-length", b"1001")]) == (200, b"1001 http.request")


@pytest.mark.parametrize("length", [b"2000000", b"9" * 40, b"-1", b"many"])
def test_a_body_that_says_it_is_too_large_is_refused_unread(length):
    status, body = asked([b"x"], [(b"content-length", length)])
    problem = json.loads(body)
    assert status == problem["status"] == 413
    assert set(problem) == {"type", "title", "status", "detail", "zh", "en"}
    assert "1 MB" in problem["zh"] and "LANTAI_LIMIT_UPLOAD_MB" in problem["detail"]


def test_a_body_that_tells_no_length_is_read_up_to_the_limit_and_refused_in_the_same_words():
    told = asked([b"x"], [(b"content-length", b"2000000")])
    assert told[0] == 413
    assert asked([b"x" * 700_000] * 5) == told


async def failing(scope, receive, send):
    """Breaks where its client is gone, as applications do: some say 500 before."""
    while (await receive())["type"] != "http.disconnect":
        pass
    if scope["path"] == "/says":
        await send({"type": "http.response.start", "status": 500, "headers": []})
        await send({"type": "http.response.body", "body": b"Internal Server Error"})
    raise RuntimeError


async def hasty(scope, receive, send):
    """Answers before it reads."""
    await send({"type": "http.response.start", "status": 202, "headers": []})
    while (await receive())["type"] != "http.disconnect":
        pass
    await send({"type": "http.response.body", "body": b"begun"})


@pytest.mark.parametrize("path", ["/", "/says"])
def test_a_body_over_the_limit_is_refused_whatever_the_application_makes_of_it(path, caplog):
    assert asked([b"x" * 700_000] * 5, app=failing, path=path)[0] == 413
    assert "request_failed" not in caplog.text


def test_an_answer_that_was_begun_is_finished_whatever_the_body():
    assert asked([b"x" * 700_000] * 5, app=hasty) == (202, b"begun")


def test_a_correction_of_any_length_told_or_not_is_taken_or_refused_as_a_problem(tmp_path):
    plant = asked_home(tmp_path, 4)
    answers = answering(plant)
    path = f"/api/v1/units/{code_of(1)}/pages/1/text"
    staff = {"Authorization": "Bearer lt_staff", "If-Match": "*", "Content-Type": "application/json"}

    def pieces(size):
        yield b'{"text": "'
        for _ in range(size // 1_000):
            yield b"x" * 1_000
        yield b'"}'

    front = Front(api_app(answers), portal_app(answers), most_body=50_000)
    with served(front) as origin, httpx.Client(base_url=origin, timeout=30) as client:
        taken = client.put(path, content=pieces(2_000), headers=staff)
        assert (taken.status_code, taken.json()["text"]) == (200, "x" * 2_000)
        for body in (pieces(60_000), b"".join(pieces(60_000)), pieces(3_000_000)):
            refused = client.put(path, content=body, headers=staff)
            problem = refused.json()
            assert (refused.status_code, problem["status"]) == (413, 413)
            assert refused.headers["content-type"] == "application/problem+json"
            assert problem["type"] == "urn:lantai:problem:body-too-large"
            assert "LANTAI_LIMIT_UPLOAD_MB" in problem["zh"] and problem["en"] == problem["detail"]
        # Who may correct nothing is told so, and his body is not read.
        assert client.put(path, content=pieces(60_000)).status_code == 401
        assert client.get(f"/api/v1/units/{code_of(1)}/pages/1", headers=staff).json()["text"] == "x" * 2_000
    plant.store.close()


# ------------------------------------------------------------------------------------------------- turns


class Slow:
    """Answers when it is told to; notes who is being answered."""

    def __init__(self):
        self.begun, self.go = [], asyncio.Event()

    async def __call__(self, scope, receive, send):
        self.begun.append(scope["path"])
        if scope["method"] == "PUT":
            await receive()
        if not scope["path"].endswith("/health"):
            await self.go.wait()
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"x"})


async def settled():
    for _ in range(20):
        await asyncio.sleep(0)


class Said(list[int]):
    """The statuses that were sent."""


def asking(front, path, said, address="192.0.2.1", method="GET", receive=None, state=None):
    async def send(message):
        if "status" in message:
            said.append(message["status"])

    scope = {"type": "http", "path": path, "method": method, "headers": [], "client": (address, 1)}
    scope["state"] = state or {}
    return asyncio.create_task(front(scope, receive, send))


def test_health_and_static_pieces_wait_behind_no_question():
    async def play():
        app, said, more = Slow(), Said(), Said()
        front = Front(app, app, turns=Turns(2, most_waiting=3))
        asked = [asking(front, f"/api/v1/search/{at}", said, f"192.0.2.{at}") for at in range(9)]
        await settled()
        # Two are being answered, three wait, four were told to come again.
        assert len(app.begun) == 2 and said.count(503) == 4
        for path in ("/api/v1/health", "/robots.txt", "/static/lantai.css"):
            asking(front, path, more)
        await settled()
        assert app.begun[2:] == ["/api/v1/health", "/robots.txt", "/static/lantai.css"]
        assert more[0] == 200
        app.go.set()
        await asyncio.gather(*asked)
        assert said.count(200) == 5

    asyncio.run(play())


def test_a_client_that_sends_its_body_slowly_holds_no_turn():
    async def play():
        app, said = Slow(), Said()
        front = Front(app, app, turns=Turns(1))
        comes = asyncio.Event()

        async def receive():
            await comes.wait()
            return {"type": "http.request", "body": b"", "more_body": False}

        slow = asking(front, "/api/v1/put", said, method="PUT", receive=receive)
        await settled()
        other = asking(front, "/api/v1/search", said, "192.0.2.2")
        await settled()
        assert app.begun == ["/api/v1/put", "/api/v1/search"]
        app.go.set()
        await other
        comes.set()
        await slow
        assert said.count(200) == 2

    asyncio.run(play())


def test_whoever_has_gone_is_not_answered():
    async def play():
        app, said = Slow(), Said()
        front = Front(app, app, turns=Turns(1))
        first = asking(front, "/api/v1/1", said)
        await settled()
        gone = Presence()
        second = asking(front, "/api/v1/2", said, state={PRESENCE: gone})
        await settled()
        gone.leave()
        await second
        app.go.set()
        await first
        assert app.begun == ["/api/v1/1"]

    asyncio.run(play())
