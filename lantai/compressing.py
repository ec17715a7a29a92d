"""Answers compressed on their way, where that can tell nobody anything.

The size of a compressed answer tells of repetitions in it: who makes a reader's browser ask for a text of his choice,
and sees the sizes, learns what else stands in the answer (BREACH, https://breachattack.com). So only what anyone may
have is compressed. What is for one reader, and every page with a form to sign in, is `no-store` and travels as it is;
so do digital objects, whose ranges and digests are of the bytes that are kept.
"""

from __future__ import annotations

import asyncio
import gzip
import re
from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, Final

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

#: Shorter answers fit into a packet or two as they are.
LEAST: Final = 1_000
#: A larger answer is compressed beside the loop, which meanwhile serves others.
_ON_THE_LOOP: Final = 32_000
#: Of 1 to 9: half the time of 6, and a tenth more bytes of a page of hits.
_LEVEL: Final = 4
_TYPES: Final = re.compile(
    rb"text/(?:html|css|plain|javascript|xml)|image/svg\+xml|application/(?:json|xml|[a-z.+-]+\+(?:json|xml))"
)


class Compressed:
    """An ASGI application whose answers to anyone are compressed where the client takes that (RFC 9110, 12.5.3).

    A compressed answer has the entity tag of the plain one, as a weak one: it is the same in other bytes
    (RFC 9110, 8.8.1).
    """

    def __init__(self, app: App) -> None:
        """For an application that sends an answer in one piece where it is to be compressed."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the ASGI specification."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        takes = takes_gzip(_header(scope["headers"], b"accept-encoding"))
        known = _header(scope["headers"], b"if-none-match")
        head = scope["method"] == "HEAD"
        begun: Message | None = None

        async def sending(message: Message) -> None:
            nonlocal begun
            if message["type"] == "http.response.start":
                headers = list(message.get("headers", ()))
                if not _for_anyone(headers):
                    await send(message)
                    return
                headers = _varying(headers)
                message = {**message, "headers": headers}
                if message["status"] == 304 and b"W/" in known:
                    message["headers"] = _weakened(headers)
                elif takes and message["status"] == 200 and _is_worth_it(headers):
                    begun = message  # until its body is there
                    return
                await send(message)
                return
            if begun is not None and message["type"] == "http.response.body":
                started, begun = begun, None
                if head:
                    await send({**started, "headers": _encoded(started["headers"], None)})
                elif not message.get("more_body"):
                    body = await _packed(message.get("body", b""))
                    await send({**started, "headers": _encoded(started["headers"], len(body))})
                    message = {**message, "body": body}
                else:
                    await send(started)
            await send(message)

        await self._app(scope, receive, sending)


def takes_gzip(accepted: bytes) -> bool:
    """Whether a client takes gzip, by its Accept-Encoding; one that says nothing gets what is plain."""
    weights: dict[str, float] = {}
    for each in accepted.decode("latin-1").lower().split(","):
        name, *parameters = (part.strip() for part in each.split(";"))
        weight = next((part[2:] for part in parameters if part.startswith("q=")), "1")
        try:
            weights[name] = float(weight)
        except ValueError:
            weights[name] = 0.0
    named = next((weights[name] for name in ("gzip", "x-gzip", "*") if name in weights), 0.0)
    return named > 0


def _header(headers: Any, wanted: bytes) -> bytes:
    return b",".join(value for name, value in headers if name.lower() == wanted)


def _for_anyone(headers: Any) -> bool:
    """Whether an answer is what anyone gets, in the one form that it has."""
    kept = _header(headers, b"cache-control")
    whole = not _header(headers, b"accept-ranges") and not _header(headers, b"content-encoding")
    return bool(kept) and b"no-store" not in kept and whole


def _is_worth_it(headers: Any) -> bool:
    length = _header(headers, b"content-length")
    long = length.isdigit() and int(length) >= LEAST
    return long and _TYPES.match(_header(headers, b"content-type")) is not None


def _varying(headers: list[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    varies = b", ".join(part for part in (_header(headers, b"vary"), b"Accept-Encoding") if part)
    return [*(each for each in headers if each[0].lower() != b"vary"), (b"vary", varies)]


def _weakened(headers: Any) -> list[tuple[bytes, bytes]]:
    return [
        (name, b"W/" + value if name.lower() == b"etag" and not value.startswith(b"W/") else value)
        for name, value in headers
    ]


def _encoded(headers: Any, length: int | None) -> list[tuple[bytes, bytes]]:
    """The headers of a compressed answer; to HEAD its length is not told, as it is not known (RFC 9110, 9.3.2)."""
    kept = [each for each in _weakened(headers) if each[0].lower() != b"content-length"]
    told = [] if length is None else [(b"content-length", str(length).encode("ascii"))]
    return [*kept, (b"content-encoding", b"gzip"), *told]


async def _packed(body: bytes) -> bytes:
    # Without a time in it, the same answer is the same bytes.
    if len(body) < _ON_THE_LOOP:
        return gzip.compress(body, _LEVEL, mtime=0)
    return await asyncio.to_thread(gzip.compress, body, _LEVEL, mtime=0)
