"""One ASGI application of API and portal, and the server that speaks HTTP for it."""

from __future__ import annotations

import asyncio
import errno
import logging
import signal
import socket
import threading
import time
import traceback
from collections.abc import Awaitable, Callable, MutableMapping
from typing import TYPE_CHECKING, Any, Protocol

from holdings import errands
from lantai import letters, serving_letters
from lantai.accepting import Acceptor
from lantai.bodies import Body, refuse_body
from lantai.collecting import settle
from lantai.compressing import Compressed
from lantai.connections import (
    Bounds,
    OpenConnections,
    ServingLimits,
    Trusted,
    client_of,
    connections_within,
    raise_descriptor_limit,
)
from lantai.counts import Counts, NoCounts
from lantai.errors import CommandFailed
from lantai.turns import AT_ONCE, PRESENCE, Crowded, Left, Presence, Turn, Turns
from search_api.problems import problem_body

if TYPE_CHECKING:
    from lantai.wiring import House

_LOG = logging.getLogger("lantai.serve")

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

#: What takes no turn: it costs next to nothing, and says whether questions can be answered.
_NO_TURNS = frozenset({"/api/v1/health", "/robots.txt", "/favicon.ico", "/language", "/logo"})
USUAL_LIMITS, USUAL_BOUNDS = ServingLimits(), Bounds()
#: A loop that has not turned for so many seconds hangs.
_TURNS_S = 4.0
#: So much of a stack is logged, counted from where it broke.
_FRAMES = 12
#: Others are counted together: a client may send any word.
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
_UNCOUNTED = NoCounts()


class App(Protocol):
    """An ASGI 3 application."""

    def __call__(self, scope: Scope, receive: Receive, send: Send) -> Awaitable[None]:
        """See the ASGI specification."""
        ...


class Front:
    """The API below ``/api/``, the portal at everything else, and a line of log for each answer.

    The log holds no question, no header and no token: the path without its query only. A body larger than is allowed
    is answered with 413 and not read; one that does not tell its length is read up to the limit, and so answered.

    Each request has an id, taken from its header ``X-Request-ID`` where that is well formed, else made. It stands in
    the answer's header of that name and in every line that is logged on the way, and is no part of any body.
    """

    def __init__(
        self,
        api: App,
        portal: App,
        most_body: int = 16 << 20,
        counts: Counts = _UNCOUNTED,
        turns: Turns | None = None,
    ) -> None:
        """For the two applications.

        Args:
            api: below ``/api/``.
            portal: everything else.
            most_body: bytes of the body of a request.
            counts: is told of every answer.
            turns: in which questions are answered; None for so many as are usual.
        """
        self._turns = turns or Turns(AT_ONCE)
        self._api = Compressed(api)
        self._portal = Compressed(portal)
        self._most_body = most_body
        self._counts = counts
        self._loop: asyncio.AbstractEventLoop | None = None

    def alive(self) -> bool:
        """Whether the loop that answers still turns; asked from another thread, it waits for some seconds."""
        loop = self._loop
        if loop is None:
            return True  # nothing was asked yet
        turned = threading.Event()
        try:
            loop.call_soon_threadsafe(turned.set)
        except RuntimeError:
            return False
        return turned.wait(_TURNS_S)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """See the ASGI specification."""
        if scope["type"] != "http":
            # Start and end of the service are the API's to know.
            self._loop = asyncio.get_running_loop()
            await self._api(scope, receive, send)
            return
        with errands.within(errands.taken(_header(scope, b"x-request-id"))):
            await self._answer(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        path = str(scope["path"])
        to = self._api if path == "/api" or path.startswith("/api/") else self._portal
        began, status, started = time.perf_counter(), 500, False

        async def noting(message: Message) -> None:
            nonlocal status, started
            if message["type"] == "http.response.start":
                status, started = int(message["status"]), True
                # Whatever stands there: one id, the one in the log.
                kept = [each for each in message.get("headers", ()) if each[0].lower() != b"x-request-id"]
                message["headers"] = [*kept, (b"x-request-id", errands.current().encode("ascii"))]
            await send(message)

        body = Body(receive, noting, self._most_body)
        try:
            if _length(scope) > self._most_body:
                await refuse_body(noting, self._most_body)
            elif _takes_no_turn(path):
                await to(scope, body.receive, body.send)
                await body.refuse_if_over()
            else:
                async with InTurn(self._turns, scope, body.receive, body.send) as turn:
                    await to(scope, turn.receive, turn.send)
                await body.refuse_if_over()
        except Crowded:
            self._counts.add("questions_refused")
            await _say_crowded(noting)
        except Left:
            status = 499  # as other servers log it: nobody reads an answer
        except Exception as error:
            if body.over and not started:
                await body.refuse_if_over()
                return
            # Where, and never its words: they may hold what a reader asked.
            stack = "".join(traceback.format_tb(error.__traceback__)[-_FRAMES:])
            _LOG.error("request_failed", extra={"kind": type(error).__name__, "stack": stack})
            if not started:
                raise
        finally:
            seconds = time.perf_counter() - began
            method = scope["method"] if scope["method"] in _METHODS else "other"
            # The pattern, never the path: paths are without number, and name what is held.
            route = getattr(scope.get("route"), "path", "none")
            self._counts.add("requests", route, method, str(status))
            self._counts.took(route, seconds)
            _LOG.info(
                "answered",
                extra={
                    "method": scope["method"],
                    "path": path,
                    "status": status,
                    "ms": round(seconds * 1000, 1),
                },
            )


def _header(scope: Scope, wanted: bytes) -> str:
    """A header of a request; empty where there is none."""
    return next((value.decode("latin-1") for name, value in scope["headers"] if name == wanted), "")


def _length(scope: Scope) -> int:
    """What a request says of the length of its body; 0 where it says nothing."""
    told = _header(scope, b"content-length")
    if not told:
        return 0
    return int(told) if told.isascii() and told.isdigit() and len(told) < 20 else 1 << 62


def _takes_no_turn(path: str) -> bool:
    """Whether an answer costs next to nothing, and whoever looks after the service must get it at any time."""
    return path in _NO_TURNS or path.startswith("/static/")


class InTurn:
    """A request that takes its turn, and gives it back while it waits for its client and as its answer begins."""

    def __init__(self, turns: Turns, scope: Scope, receive: Receive, send: Send) -> None:
        """For a request.

        Args:
            turns: which are taken.
            scope: of the request.
            receive: of the request.
            send: of the request.
        """
        client = scope.get("client") or ("", 0)
        # Within an address each reader who is signed in, and else each connection.
        known = _header(scope, b"authorization") or _header(scope, b"cookie")
        self._flow = client_of(str(client[0])), str(hash(known)) if known else str(client[1])
        self._presence: Presence | None = scope.get("state", {}).get(PRESENCE)
        self._turns = turns
        self._receive = receive
        self._send = send
        self._turn: Turn | None = None
        self._answered = False

    async def __aenter__(self) -> InTurn:
        self._turn = await self._turns.take(self._flow, self._presence)
        return self

    async def __aexit__(self, *_: object) -> None:
        self._end()

    def _end(self) -> None:
        if self._turn is not None:
            self._turn.end()
            self._turn = None

    async def receive(self) -> Message:
        """The next message of the client, for which no turn waits."""
        self._end()
        message = await self._receive()
        if not self._answered and message["type"] == "http.request":
            self._turn = await self._turns.take(self._flow, self._presence)
        return message

    async def send(self, message: Message) -> None:
        """A message to the client; the work is done when the first one is sent."""
        self._answered = True
        self._end()
        await self._send(message)


async def _say_crowded(send: Send) -> None:
    problem = serving_letters.crowded()
    headers = [
        (b"content-type", b"application/problem+json"),
        (b"cache-control", b"no-store"),
        (b"retry-after", str(problem.retry_after).encode()),
    ]
    await send({"type": "http.response.start", "status": problem.status, "headers": headers})
    await send({"type": "http.response.body", "body": problem_body(problem)})


def front_of(house: House, counts: Counts) -> Front:
    """The front door of a home: its API and its portal."""
    from portal.http import portal_app
    from search_api.http import api_app

    answering, profile = house.answering, house.profile
    return Front(
        api_app(answering, profile),
        portal_app(answering, profile),
        house.settings.upload_bytes,
        counts,
        house.turns(),
    )


def bind(host: str, port: int) -> socket.socket:
    """A listening address; port 0 takes any that is free.

    Raises:
        CommandFailed: the port is in use, or the address is none of this machine's.
    """
    opened: socket.socket | None = None
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        listening = opened = socket.socket(family, kind, protocol)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind(address)
        # From here on whoever comes is kept waiting, not turned away.
        listening.listen()
    except (OSError, OverflowError) as error:
        if opened is not None:
            opened.close()
        if not isinstance(error, OSError):
            raise CommandFailed(letters.cannot_listen(host, port, str(error))) from None
        if error.errno == errno.EADDRINUSE:
            raise CommandFailed(letters.port_in_use(host, port)) from None
        raise CommandFailed(letters.cannot_listen(host, port, error.strerror or str(error))) from None
    return listening


def address_of(listening: socket.socket) -> str:
    """The URL of a listening address."""
    host, port = listening.getsockname()[:2]
    shown = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, f"[{host}]" if ":" in host else host)
    return f"http://{shown}:{port}"


def serve(
    app: App,
    listening: socket.socket,
    limits: ServingLimits = USUAL_LIMITS,
    counts: Counts = _UNCOUNTED,
    bounds: Bounds = USUAL_BOUNDS,
) -> None:
    """Answer until SIGTERM or SIGINT; what is under way is finished first.

    Args:
        app: what answers.
        listening: where clients come.
        limits: of connections.
        counts: is told of those that were turned away.
        bounds: of each connection.
    """
    from lantai.http_server import HttpServer

    descriptors = raise_descriptor_limit()
    most = connections_within(descriptors)
    if most < limits.connections:
        told = serving_letters.few_descriptors(descriptors, most)
        _LOG.warning("few_descriptors", extra={"zh": told.zh, "en": told.en})
    trusted = Trusted(limits.proxies)
    counted = OpenConnections(min(most, limits.connections), limits.connections_of_address, trusted)
    server = HttpServer(app, trusted, bounds)
    acceptor = Acceptor(
        listening,
        counted,
        lambda connection, address: server.take(connection, lambda: counted.leave(address)),
        counts,
        descriptors,
    )

    def stop(*_: object) -> None:
        server.stop()

    # Uvicorn raises the signal again when it is done; ours then does nothing, and the writer is stopped in order.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    settle()
    server.run_on(listening.fileno(), acceptor.accept_some, acceptor.close)
