"""HTTP spoken with bounds: a connection may take so much memory and so much time, whoever is at its other end.

Uvicorn bounds neither the headers of a request (with its fast parser) nor the time in which a request comes. So this
protocol counts what comes before the end of the headers, and a watch ends what is overdue; it turns only while
connections are open.
"""

from __future__ import annotations

import asyncio
import codecs
import functools
import logging
import time
from collections.abc import Callable, Iterable
from email.utils import formatdate
from typing import TYPE_CHECKING, Any, cast

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol, RequestResponseCycle

from lantai import serving_letters as letters
from lantai.connections import Bounds
from lantai.serving_letters import raw_answer
from lantai.turns import PRESENCE, Presence
from search_api.problems import ProblemError

if TYPE_CHECKING:
    from uvicorn.config import Config
    from uvicorn.server import ServerState

_LOG = logging.getLogger("lantai.serve")

#: Reads letters of which a piece may have only the beginning.
_UTF_8 = codecs.getincrementaldecoder("utf-8")
#: Bytes of a refused client that are read and thrown away while it reads why.
_THROWN_AWAY = 1 << 20


class GuardedProtocol(HttpToolsProtocol):
    """One connection; see `uvicorn.protocols.http.httptools_impl.HttpToolsProtocol`."""

    def __init__(
        self,
        config: Config,
        server_state: ServerState,
        app_state: dict[str, Any],
        bounds: Bounds,
        left: Callable[[], None],
    ) -> None:
        """For a connection that was accepted.

        Args:
            config: of the server.
            server_state: shared by all connections.
            app_state: what the application keeps.
            bounds: of the connection.
            left: called once when it has ended.
        """
        self.presence = Presence()
        super().__init__(config, server_state, {**app_state, PRESENCE: self.presence})
        self._bounds = bounds
        self._left = left
        self._head_bytes = 0
        self._in_head = True
        self._in_line = True
        self._line_letters = _UTF_8()
        self._begins = b""
        self._thrown_away = 0
        # Since when, by the loop's clock; None where it is not so.
        self._head_since: float | None = None
        self._body_since: float | None = None
        self._idle_since: float | None = None
        self._stuck_since: float | None = None
        self._closing_since: float | None = None

    # ------------------------------------------------------------------------------------------- begin and end

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """See `asyncio.Protocol.connection_made`."""
        super().connection_made(cast("asyncio.Transport", transport))
        self._head_since = self.loop.time()

    def connection_lost(self, exc: Exception | None) -> None:
        """See `asyncio.Protocol.connection_lost`."""
        super().connection_lost(exc)
        self.presence.leave()
        self._left()

    # --------------------------------------------------------------------------------------------- what comes

    def data_received(self, data: bytes) -> None:
        """Read on; never more than is allowed before the headers of a request end."""
        if self._closing_since is not None:
            self._thrown_away += len(data)
            if self._thrown_away > _THROWN_AWAY:
                self.flow.pause_reading()  # until the watch ends it: it may read why it is refused
            return
        if self._idle_since is not None:
            self._idle_since, self._head_since = None, self.loop.time()
        while data and self._takes_in():
            if not self._in_head:
                piece, data = data, b""
            else:
                room = self._bounds.head_bytes - self._head_bytes
                if room <= 0:
                    self._refuse(letters.head_too_large(self._bounds.head_bytes))
                    return
                piece, data = data[:room], data[room:]
                if not self._head_bytes:
                    self._begins = piece[:1]
                self._head_bytes += len(piece)
                if self._in_line:
                    try:
                        piece = self._typed(piece)
                    except UnicodeDecodeError:
                        # A request begins with letters; another protocol (TLS) does not.
                        spoken = self._begins.isalpha()
                        self._refuse(letters.line_not_utf8() if spoken else letters.not_http())
                        return
            super().data_received(piece)

    def _takes_in(self) -> bool:
        return self._closing_since is None and not self.presence.gone

    def _typed(self, piece: bytes) -> bytes:
        """The first line of a request as it should have been sent: letters of any script, as programs type them.

        Raises:
            UnicodeDecodeError: they are in another encoding than UTF-8, which nobody could tell from words.
        """
        line, end, rest = piece.partition(b"\n")
        self._in_line = not end
        self._line_letters.decode(line, final=bool(end))
        if not line.isascii():
            line = b"".join(b"%%%02X" % byte if byte > 0x7F else bytes((byte,)) for byte in line)
        return line + end + rest

    def on_message_begin(self) -> None:
        """See httptools: the first byte of a request."""
        super().on_message_begin()
        if self._head_since is None:
            self._head_since = self.loop.time()

    def on_headers_complete(self) -> None:
        """See httptools."""
        self._head_bytes, self._in_head, self._in_line = 0, False, False
        self._head_since, self._body_since = None, self.loop.time()
        self.server_state.default_headers = _date_headers(int(time.time()))
        super().on_headers_complete()

    def on_message_complete(self) -> None:
        """See httptools."""
        self._body_since, self._in_head, self._in_line = None, True, True
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """See `HttpToolsProtocol.on_response_complete`."""
        super().on_response_complete()
        # Uvicorn's own clock for this is one timer an answer; the watch needs none.
        self._unset_keepalive_if_required()
        if not self.pipeline and self._head_since is None and self._body_since is None:
            self._idle_since = self.loop.time()

    def pause_writing(self) -> None:
        """See `asyncio.Protocol.pause_writing`."""
        super().pause_writing()
        self._stuck_since = self.loop.time()

    def resume_writing(self) -> None:
        """See `asyncio.Protocol.resume_writing`."""
        super().resume_writing()
        self._stuck_since = None

    # ------------------------------------------------------------------------------------------------ refusing

    def send_400_response(self, msg: str) -> None:
        """What came is no HTTP."""
        self._refuse(letters.not_http())

    def _last_request(self) -> RequestResponseCycle | None:
        # Uvicorn calls it a cycle always: before the first request there is none.
        return cast("RequestResponseCycle | None", self.cycle)

    def _refuse(self, problem: ProblemError) -> None:
        """Say why, and close: at once where an answer is under way, into which nothing can be said."""
        _LOG.info("request_refused", extra={"status": problem.status})
        self._closing_since = self.loop.time()
        self._unset_keepalive_if_required()
        cycle = self._last_request()
        if cycle is not None and not cycle.response_complete:
            cycle.keep_alive = False
            if cycle.response_started or self._body_since is None:
                self.transport.abort()
                return
            # Whatever the application was told so far, it now sees that nothing more comes.
            cycle.disconnected = True
            cycle.message_event.set()
        self.transport.write(raw_answer(problem))
        # Not closed yet: what a client still sends would tear the connection before it has read why.
        if self.transport.can_write_eof():
            self.transport.write_eof()
        self.flow.resume_reading()

    def look(self, now: float) -> None:
        """End the connection where something is overdue.

        Args:
            now: by the loop's clock.
        """
        bounds = self._bounds
        if self._closing_since is None and self.transport.is_closing():
            self._closing_since = now
        if _over(self._closing_since, bounds.linger_seconds, now):
            self.transport.abort()
        elif self._closing_since is not None:
            return
        elif _over(self._stuck_since, bounds.stuck_seconds, now):
            self.transport.abort()
        elif _over(self._idle_since, bounds.idle_seconds, now):
            self.transport.close()
        elif _over(self._head_since, bounds.head_seconds, now):
            if self._head_bytes or self._last_request() is not None:
                self._refuse(letters.too_slow(bounds.head_seconds))
            else:
                self.transport.close()  # it never said a word
        elif _over(self._body_since, bounds.body_seconds, now) and not self.flow.read_paused:
            self._refuse(letters.too_slow(bounds.body_seconds))


@functools.lru_cache(maxsize=2)
def _date_headers(second: int) -> list[tuple[bytes, bytes]]:
    return [(b"date", formatdate(second, usegmt=True).encode("ascii"))]


def _over(since: float | None, seconds: float, now: float) -> bool:
    return since is not None and now - since > seconds


class Watch:
    """Looks at every connection again and again while there is one."""

    def __init__(self, connections: Iterable[Any], every_s: float) -> None:
        """For the connections of a server.

        Args:
            connections: `GuardedProtocol`s; may change.
            every_s: seconds between two looks.
        """
        self._connections = connections
        self._every_s = every_s
        self._timer: asyncio.TimerHandle | None = None

    def wake(self) -> None:
        """A connection was made."""
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(self._every_s, self._look)

    def _look(self) -> None:
        self._timer = None
        open_now = list(self._connections)
        now = asyncio.get_running_loop().time()
        for connection in open_now:
            connection.look(now)
        if open_now:
            self.wake()
