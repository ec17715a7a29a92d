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
from typing import Any, Protocol

from holdings import errands
from lantai import letters
from lantai.bodies import Body, refuse_body
from lantai.collecting import settle
from lantai.counts import Counts, NoCounts
from lantai.errors import CommandFailed

_LOG = logging.getLogger("lantai.serve")

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

#: Seconds that answers under way have to finish when the service is stopped.
_GRACE_S = 10
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

    def __init__(self, api: App, portal: App, most_body: int = 16 << 20, counts: Counts = _UNCOUNTED) -> None:
        """For the two applications.

        Args:
            api: below ``/api/``.
            portal: everything else.
            most_body: bytes of the body of a request.
            counts: is told of every answer.
        """
        self._api = api
        self._portal = portal
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
            else:
                await to(scope, body.receive, body.send)
                await body.refuse_if_over()
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


def serve(app: App, listening: socket.socket) -> None:
    """Answer until SIGTERM or SIGINT; what is under way is finished first."""
    import uvicorn

    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        lifespan="auto",
        timeout_graceful_shutdown=_GRACE_S,
    )
    server = uvicorn.Server(config)

    def stop(*_: object) -> None:
        server.should_exit = True

    # Uvicorn raises the signal again when it is done; ours then does nothing, and the writer is stopped in order.
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    settle()
    server.run(sockets=[listening])
