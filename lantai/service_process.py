"""A process that answers, one of several: it is handed connections by the one that started it."""

from __future__ import annotations

import asyncio
import os
import signal
import socket
from collections import deque
from typing import TYPE_CHECKING

from indexer.workers import die_with_parent
from lantai.connections import Trusted, raise_descriptor_limit
from lantai.counts import Counts, NoCounts, PipedCounts
from lantai.link import ENDED, HERE, LOOK, READY, TAKE, receive_connection, word
from lantai.logs import log_to_stderr

if TYPE_CHECKING:
    from lantai.http_server import HttpServer
    from lantai.wiring import House

#: Seconds until what did not go into the link is tried again.
_AGAIN_S = 0.01


def answer_for(house: House, link: int, *, watched_by: int, of: int, counts_to: int) -> None:
    """Answer on the connections that come over a link, until SIGTERM or the link's end.

    Args:
        house: the home.
        link: descriptor of the link (`lantai.link`).
        watched_by: number of the process that started this one, with which it ends, however that ends.
        of: how many such processes there are; they share what the service may take.
        counts_to: the writing end of a pipe to that process; -1 where it does not count.
    """
    from lantai.http_server import HttpServer
    from lantai.serving import USUAL_BOUNDS, front_of

    die_with_parent()
    if os.getppid() != watched_by:  # it ended while this one was starting
        return
    # Ctrl-C in a terminal reaches this process too; the one that started it stops it in order.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    log_to_stderr(house.settings.log)
    raise_descriptor_limit()
    house.service_processes = of
    counts: Counts = PipedCounts(counts_to) if counts_to >= 0 else NoCounts()
    server = HttpServer(front_of(house, counts), Trusted(house.settings.serving.proxies), USUAL_BOUNDS)
    signal.signal(signal.SIGTERM, lambda *_: server.stop())
    with socket.socket(fileno=link) as words:
        words.setblocking(False)
        ends = _Ends(server, words)
        server.run_on(words.fileno(), ends.take_some, lambda: None, lambda: ends.say(READY))


class _Ends:
    """What is said over the link."""

    def __init__(self, server: HttpServer, link: socket.socket) -> None:
        self._server = server
        self._link = link
        self._unsaid: deque[bytes] = deque()

    def say(self, kind: int, ticket: int = 0) -> None:
        """Say something, now or as soon as the other side has read what was said before."""
        self._unsaid.append(word(kind, ticket))
        if len(self._unsaid) == 1:
            self._go_on()

    def _go_on(self) -> None:
        try:
            while self._unsaid:
                self._link.send(self._unsaid[0])
                self._unsaid.popleft()
        except BlockingIOError:
            asyncio.get_running_loop().call_later(_AGAIN_S, self._go_on)
        except OSError:
            self._unsaid.clear()  # it has ended, and so does this process

    def take_some(self) -> None:
        """Take what came; the link's end is ours."""
        while True:
            try:
                told = receive_connection(self._link)
            except BlockingIOError:
                return
            except OSError:
                told = None
            if told is None:
                self._server.stop()
                return
            kind, ticket, descriptors = told
            if kind == TAKE:
                self._take(ticket, descriptors)
            elif kind == LOOK:
                self.say(HERE)

    def _take(self, ticket: int, descriptors: list[int]) -> None:
        if not descriptors:
            self.say(ENDED, ticket)  # there was no descriptor left to take it over
            return
        connection = socket.socket(fileno=descriptors[0])
        connection.setblocking(False)
        if not self._server.take(connection, lambda: self.say(ENDED, ticket)):
            connection.close()
            self.say(ENDED, ticket)
