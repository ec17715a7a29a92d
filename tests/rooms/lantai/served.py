"""An application served as `lantai serve` serves one, in a thread of the test, with bounds that end soon."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from lantai.accepting import Acceptor
from lantai.connections import Bounds, OpenConnections, ServingLimits, Trusted
from lantai.http_server import HttpServer
from lantai.serving import bind
from tests.rooms.lantai.counted import Counted

#: What does not end within this many seconds never will.
PATIENCE = 60.0


async def echoing(scope, receive, send):
    """Answers the path and the query as they came, and how long the body was."""
    if scope["type"] != "http":
        await receive()
        await send({"type": "lifespan.startup.complete"})
        await receive()
        await send({"type": "lifespan.shutdown.complete"})
        return
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return
        size, more = size + len(message.get("body", b"")), message.get("more_body", False)
    body = f"{scope['path']}?{scope['query_string'].decode()} {size}".encode()
    headers = [(b"content-length", b"%d" % len(body))]
    await send({"type": "http.response.start", "status": 200, "headers": headers})
    await send({"type": "http.response.body", "body": body})


@dataclass
class Service:
    """A service under test."""

    port: int
    open_connections: OpenConnections
    counted: Counted
    taken: list[str] = field(default_factory=list)
    sockets: list[socket.socket] = field(default_factory=list)

    def entered(self):
        """How many connections were taken so far."""
        return len(self.taken)

    def connect(self, said=b"", address="127.0.0.1"):
        """A connection, on which something was said."""
        connection = socket.create_connection(("127.0.0.1", self.port), PATIENCE, (address, 0))
        self.sockets.append(connection)
        if said:
            connection.sendall(said)
        return connection


def rest(connection):
    """All that still comes, until the other side ends it."""
    pieces = []
    try:
        while piece := connection.recv(1 << 16):
            pieces.append(piece)
    except ConnectionError:
        pieces.append(b" (torn)")
    return b"".join(pieces)


@contextmanager
def serving(
    app=echoing, bounds: Bounds | None = None, limits: ServingLimits | None = None
) -> Iterator[Service]:
    """Serve an application until the end of the block."""
    limits = limits or ServingLimits()
    trusted = Trusted(limits.proxies)
    listening = bind("127.0.0.1", 0)
    port = listening.getsockname()[1]
    counted = OpenConnections(limits.connections, limits.connections_of_address, trusted)
    server = HttpServer(app, trusted, bounds or Bounds())
    counts = Counted()
    taken: list[str] = []

    def take(connection, address):
        taken.append(address)
        return server.take(connection, lambda: counted.leave(address))

    acceptor = Acceptor(
        listening,
        counted,
        take,
        counts,
        1_000,
    )
    running = threading.Thread(
        target=server.run_on, args=(listening.fileno(), acceptor.accept_some, acceptor.close), daemon=True
    )
    running.start()
    service = Service(port, counted, counts, taken)
    try:
        yield service
    finally:
        for connection in service.sockets:
            connection.close()
        server.stop()
        running.join(PATIENCE)
        assert not running.is_alive()
