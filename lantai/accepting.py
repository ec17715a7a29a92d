"""Taking connections from the listening address: within bounds, and with words where there are too many."""

from __future__ import annotations

import contextlib
import errno
import logging
import os
import socket
import time
from collections.abc import Callable

from lantai import serving_letters as letters
from lantai.connections import OpenConnections, Refusal
from lantai.counts import Counts
from lantai.serving_letters import raw_answer

_LOG = logging.getLogger("lantai.serve")

#: Connections that are taken before anything else is looked at.
_AT_ONCE = 64
#: A trouble that lasts is said so often, in seconds.
_SAID_EVERY_S = 10.0
#: What an accept says where no file may be opened any more.
_EXHAUSTED = frozenset({errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM})


class Acceptor:
    """Takes connections and hands them on.

    Args:
        listening: where they come.
        open_connections: counts them; whoever takes one over says when it has ended.
        hand_on: takes a connection over, with the client's address; False where nobody can.
        counts: is told of those that were turned away.
        descriptors: how many this process may open, for the log.
        clock: seconds that only grow.
    """

    def __init__(
        self,
        listening: socket.socket,
        open_connections: OpenConnections,
        hand_on: Callable[[socket.socket, str], bool],
        counts: Counts,
        descriptors: int,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._listening = listening
        self._open = open_connections
        self._hand_on = hand_on
        self._counts = counts
        self._descriptors = descriptors
        self._clock = clock
        self._said: dict[Refusal, float] = {}
        listening.setblocking(False)
        # Given up for an instant to tell a client why it is not taken, where no other is to be had.
        self._reserve = os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC)

    def accept_some(self) -> None:
        """Take whoever waits; call it when the listening address can be read."""
        for _ in range(_AT_ONCE):
            try:
                connection, address = self._accept()
            except BlockingIOError:
                return
            except OSError as error:
                if error.errno in _EXHAUSTED and self._turn_away_without_descriptors():
                    continue
                if error.errno in (errno.ECONNABORTED, errno.EPROTO, errno.EINTR):
                    continue
                return
            refusal = self._open.enter(address)
            if refusal is not None:
                self._turn_away(connection, refusal)
            elif not self._hand_on(connection, address):
                self._open.leave(address)
                self._turn_away(connection, Refusal.TOO_MANY)

    def close(self) -> None:
        """Take nobody any more."""
        self._listening.close()
        if self._reserve >= 0:
            os.close(self._reserve)
            self._reserve = -1

    def _accept(self) -> tuple[socket.socket, str]:
        connection, address = self._listening.accept()
        connection.setblocking(False)
        with contextlib.suppress(OSError):
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return connection, str(address[0]) if address else ""

    def _turn_away_without_descriptors(self) -> bool:
        """With the descriptor that is kept for this; False where not even that helps."""
        if self._reserve < 0:
            with contextlib.suppress(OSError):
                self._reserve = os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC)
            return False
        os.close(self._reserve)
        self._reserve = -1
        try:
            connection, _ = self._accept()
            self._turn_away(connection, Refusal.NO_DESCRIPTORS)
        except OSError:
            return False
        finally:
            with contextlib.suppress(OSError):
                self._reserve = os.open(os.devnull, os.O_RDONLY | os.O_CLOEXEC)
        return True

    def _turn_away(self, connection: socket.socket, refusal: Refusal) -> None:
        problem = letters.too_many_connections(refusal is Refusal.TOO_MANY_OF_ADDRESS)
        with connection, contextlib.suppress(OSError):
            connection.send(raw_answer(problem))
            connection.shutdown(socket.SHUT_WR)
            # What it asked is read, or closing would tear the connection before the answer is read.
            connection.recv(1 << 16)
        self._counts.add("connections_refused", refusal.value)
        if self._clock() - self._said.get(refusal, float("-inf")) >= _SAID_EVERY_S:
            self._said[refusal] = self._clock()
            if refusal is Refusal.NO_DESCRIPTORS:
                told = letters.out_of_descriptors(self._descriptors)
                _LOG.error("out_of_descriptors", extra={"zh": told.zh, "en": told.en})
            else:
                _LOG.warning("connections_refused", extra={"why": refusal.value, "open": self._open.count})
