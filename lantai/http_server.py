"""Uvicorn's server, which here takes connections that somebody else accepted, and sleeps while nobody asks."""

from __future__ import annotations

import asyncio
import functools
import socket
from collections.abc import Callable
from typing import Any

import uvicorn

from lantai.connections import Bounds, Trusted
from lantai.guarding import GuardedProtocol, Watch

#: Seconds that answers under way have to finish when the service is stopped.
_GRACE_S = 10


class HttpServer:
    """Speaks HTTP for an application.

    Args:
        app: an ASGI application.
        trusted: addresses whose word on whom they speak for is believed.
        bounds: of each connection.
    """

    def __init__(self, app: Any, trusted: Trusted, bounds: Bounds) -> None:
        config = uvicorn.Config(
            app,
            http=GuardedProtocol,
            ws="none",
            log_config=None,
            access_log=False,
            server_header=False,
            date_header=False,
            lifespan="auto",
            proxy_headers=bool(trusted.told),
            forwarded_allow_ips=trusted.told,
            timeout_graceful_shutdown=_GRACE_S,
        )
        self._server = _Server(config, bounds)

    def take(self, connection: socket.socket, left: Callable[[], None]) -> bool:
        """Answer on a connection; on the server's own loop.

        Args:
            connection: which is closed at its end.
            left: called once when it has ended.

        Returns:
            Whether it was taken.
        """
        return self._server.take(connection, left)

    def stop(self) -> None:
        """Finish what is under way, then end; from a signal's handler too."""
        self._server.stop()

    def run_on(
        self,
        watched: int,
        readable: Callable[[], None],
        ended: Callable[[], None],
        started: Callable[[], None] = lambda: None,
    ) -> None:
        """Answer until `stop`.

        Args:
            watched: a descriptor.
            readable: called on the loop when it can be read.
            ended: called when no connection is to be taken any more.
            started: called on the loop when connections can be taken.
        """
        self._server.watched = watched, readable, ended
        self._server.when_started = started
        self._server.run()


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, bounds: Bounds) -> None:
        super().__init__(config)
        self._bounds = bounds
        self.watched: tuple[int, Callable[[], None], Callable[[], None]] | None = None
        self.when_started: Callable[[], None] = lambda: None
        self._stopped: asyncio.Event | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._watch = Watch(self.server_state.connections, bounds.watch_seconds)

    def take(self, connection: socket.socket, left: Callable[[], None]) -> bool:
        loop = self._loop
        if loop is None or self.should_exit:
            return False
        task = loop.create_task(self._connect(loop, connection, left))
        self.server_state.tasks.add(task)
        task.add_done_callback(self.server_state.tasks.discard)
        return True

    async def _connect(
        self, loop: asyncio.AbstractEventLoop, connection: socket.socket, left: Callable[[], None]
    ) -> None:
        once = _Once(left)
        try:
            await loop.connect_accepted_socket(
                functools.partial(
                    GuardedProtocol, self.config, self.server_state, self.lifespan.state, self._bounds, once
                ),
                connection,
            )
        except OSError:
            connection.close()
            once()
            return
        self._watch.wake()

    def stop(self) -> None:
        self.should_exit = True
        loop, stopped = self._loop, self._stopped
        if loop is not None and stopped is not None:
            loop.call_soon_threadsafe(stopped.set)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await self.lifespan.startup()
        if self.lifespan.should_exit:
            self.should_exit = True
            return
        self.servers: list[Any] = []
        self._loop, self._stopped = asyncio.get_running_loop(), asyncio.Event()
        if self.watched is not None:
            self._loop.add_reader(self.watched[0], self.watched[1])
        self.started = True
        self.when_started()

    async def main_loop(self) -> None:
        # Uvicorn's own turns ten times a second for the date and for this flag.
        assert self._stopped is not None
        if not self.should_exit:
            await self._stopped.wait()

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        if self.watched is not None:
            watched, _, ended = self.watched
            asyncio.get_running_loop().remove_reader(watched)
            ended()
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: Any) -> None:
        super().handle_exit(sig, frame)
        self.stop()


class _Once:
    """Calls something the first time that it is called."""

    def __init__(self, what: Callable[[], None]) -> None:
        self._what: Callable[[], None] | None = what

    def __call__(self) -> None:
        what, self._what = self._what, None
        if what is not None:
            what()
