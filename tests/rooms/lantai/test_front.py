"""The front door: what is too large to be read is refused before it is."""

from __future__ import annotations

import asyncio
import json

import pytest

from lantai.serving import Front


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


def asked(pieces, headers=(), most=1 << 20):
    said = []
    waiting = [
        {"type": "http.request", "body": piece, "more_body": at < len(pieces) - 1}
        for at, piece in enumerate(pieces)
    ]

    async def receive():
        return waiting.pop(0)

    async def send(message):
        said.append(message)

    scope = {"type": "http", "path": "/", "method": "POST", "headers": list(headers)}
    asyncio.run(Front(counting, counting, most)(scope, receive, send))
    return said[0]["status"], said[1]["body"]


def test_a_body_within_the_limit_is_read():
    assert asked([b"x" * 1000, b"y"], [(b"content-length", b"1001")]) == (200, b"1001 http.request")


@pytest.mark.parametrize("length", [b"2000000", b"9" * 40, b"-1", b"many"])
def test_a_body_that_says_it_is_too_large_is_refused_unread(length):
    status, body = asked([b"x"], [(b"content-length", length)])
    problem = json.loads(body)
    assert status == problem["status"] == 413
    assert "1 MB" in problem["title"] and "LANTAI_LIMIT_UPLOAD_MB" in problem["detail"]


def test_a_body_that_tells_no_length_ends_at_the_limit():
    status, body = asked([b"x" * 700_000] * 5)
    assert (status, body) == (200, b"700000 http.disconnect")
