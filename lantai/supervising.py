"""`lantai serve` with several processes that answer: this one takes the connections and hands each to the least busy.

One place counts connections, of all and of each address, whichever process answers them; a process that dies takes its
own along and nothing else, and is started again. None outlives this one.
"""

from __future__ import annotations

import contextlib
import logging
import os
import selectors
import signal
import socket
import subprocess
import sys
import threading
import time
from types import FrameType

from lantai.accepting import Acceptor
from lantai.connections import (
    OpenConnections,
    ServingLimits,
    Trusted,
    connections_within,
    raise_descriptor_limit,
)
from lantai.counts import Counts
from lantai.link import ENDED, HERE, LOOK, READY, TAKE, receive_words, word
from lantai.watching import WAITS

_LOG = logging.getLogger("lantai.serve")

#: A process that lived so long, in seconds, begins with the first wait again.
_SETTLED_S = 60.0
#: Seconds that processes have to finish what is under way, a little more than they take themselves.
_PATIENCE_S = 15.0
#: A process that does not say so many seconds that it is there hangs.
_TURNS_S = 4.0


class _Answerer:
    """A process that answers, or the wait until the next one."""

    def __init__(self) -> None:
        self.process: subprocess.Popen[bytes] | None = None
        self.link: socket.socket | None = None
        self.ready = False
        self.clients: dict[int, str] = {}
        self.began = 0.0
        self.deaths = 0
        self.start_at = 0.0
        self.here = threading.Event()


class Supervisor:
    """Keeps processes that answer, and hands them connections.

    Args:
        listening: where clients come.
        count: processes.
        command: starts one; the descriptor of its link is added as the last word.
        limits: of connections.
        counts: is told of every start, and of connections that were turned away.
        passed: descriptors that the processes inherit.
        waits: seconds before a process that died is started again.
    """

    def __init__(
        self,
        listening: socket.socket,
        count: int,
        command: tuple[str, ...],
        limits: ServingLimits,
        counts: Counts,
        passed: tuple[int, ...] = (),
        waits: tuple[float, ...] = WAITS,
    ) -> None:
        self._listening = listening
        self._command = command
        self._counts = counts
        self._passed = passed
        self._waits = waits
        self._answerers = [_Answerer() for _ in range(count)]
        self._selector = selectors.DefaultSelector()
        self._accepting = False
        self._stopping = False
        self._asked = False
        self._ticket = 0
        self._wake_near, self._wake_far = socket.socketpair()
        for end in (self._wake_near, self._wake_far):
            end.setblocking(False)
        descriptors = raise_descriptor_limit()
        most = min(limits.connections, count * connections_within(descriptors))
        self._open = OpenConnections(most, limits.connections_of_address, Trusted(limits.proxies))
        self._acceptor = Acceptor(listening, self._open, self._hand_on, counts, descriptors)

    @property
    def pids(self) -> list[int]:
        """The processes that answer now."""
        return [one.process.pid for one in self._answerers if one.process is not None and one.ready]

    def run(self) -> None:
        """Serve until SIGTERM or SIGINT; what is under way is finished first."""
        signal.set_wakeup_fd(self._wake_far.fileno(), warn_on_full_buffer=False)
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, self._stop)
        self._selector.register(self._wake_near, selectors.EVENT_READ, self._woken)
        try:
            while not self._stopping:
                self._start_those_due()
                for key, _ in self._selector.select(self._until_next_start()):
                    key.data()
        finally:
            self._end_all()
            signal.set_wakeup_fd(-1)

    def alive(self) -> bool:
        """Whether every process that is ready still turns; asked from another thread, it waits for some seconds."""
        asked = [one for one in self._answerers if one.ready]
        for one in asked:
            one.here.clear()
        self._asked = True
        self._wake()
        until = time.monotonic() + _TURNS_S
        return all(one.here.wait(max(0.0, until - time.monotonic())) or not one.ready for one in asked)

    # ------------------------------------------------------------------------------------------- processes

    def _start_those_due(self) -> None:
        now = time.monotonic()
        for one in self._answerers:
            if one.process is None and one.start_at <= now:
                self._start(one)

    def _until_next_start(self) -> float | None:
        waits = [one.start_at for one in self._answerers if one.process is None]
        return max(0.0, min(waits) - time.monotonic()) if waits else None

    def _start(self, one: _Answerer) -> None:
        ours, theirs = socket.socketpair()
        ours.setblocking(False)
        with theirs:
            # Started by this thread, which lives as long as the process: they end with it (die_with_parent).
            one.process = subprocess.Popen(
                (*self._command, str(theirs.fileno())),
                stdin=subprocess.DEVNULL,
                stdout=2,
                pass_fds=(theirs.fileno(), *self._passed),
            )
        one.link, one.began = ours, time.monotonic()
        self._selector.register(ours, selectors.EVENT_READ, lambda: self._listen(one))
        self._counts.add("service_starts")
        _LOG.info("service_started", extra={"pid": one.process.pid})

    def _listen(self, one: _Answerer) -> None:
        """What a process says; its end too."""
        assert one.link is not None
        try:
            words = receive_words(one.link)
        except OSError:
            words = None
        if words is None:
            self._bury(one)
            return
        for kind, ticket in words:
            if kind == READY:
                one.ready = True
                self._accept(True)
            elif kind == HERE:
                one.here.set()
            elif kind == ENDED and ticket in one.clients:
                self._open.leave(one.clients.pop(ticket))

    def _bury(self, one: _Answerer) -> None:
        process, link = one.process, one.link
        assert process is not None and link is not None
        self._selector.unregister(link)
        link.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(1.0)
        if process.poll() is None:
            process.kill()  # it let go of us and lives on: it can be given nothing any more
            process.wait()
        for address in one.clients.values():
            self._open.leave(address)
        lived = time.monotonic() - one.began
        one.deaths = 0 if lived > _SETTLED_S else one.deaths
        wait = self._waits[min(one.deaths, len(self._waits) - 1)]
        one.deaths += 1
        one.process, one.link, one.ready, one.clients = None, None, False, {}
        one.start_at = time.monotonic() + wait
        one.here.set()
        if not any(other.ready for other in self._answerers):
            self._accept(False)  # whoever comes waits in the kernel's queue
        if not self._stopping:
            _LOG.error("service_died", extra={"pid": process.pid, "code": process.returncode, "wait_s": wait})

    def _end_all(self) -> None:
        self._accept(False)
        self._acceptor.close()
        running = [one for one in self._answerers if one.process is not None]
        for one in running:
            assert one.process is not None
            one.process.terminate()
        until = time.monotonic() + _PATIENCE_S
        for one in running:
            assert one.process is not None and one.link is not None
            try:
                one.process.wait(max(0.0, until - time.monotonic()))
            except subprocess.TimeoutExpired:
                one.process.kill()
                one.process.wait()
            one.link.close()
        self._selector.close()
        self._wake_near.close()
        self._wake_far.close()

    # ----------------------------------------------------------------------------------------- connections

    def _accept(self, wanted: bool) -> None:
        if wanted and not self._accepting:
            self._selector.register(self._listening, selectors.EVENT_READ, self._acceptor.accept_some)
        elif self._accepting and not wanted:
            self._selector.unregister(self._listening)
        self._accepting = wanted

    def _hand_on(self, connection: socket.socket, address: str) -> bool:
        """Give a connection to whoever has fewest; False where nobody takes it."""
        self._ticket += 1
        for one in sorted((one for one in self._answerers if one.ready), key=lambda one: len(one.clients)):
            assert one.link is not None
            try:
                socket.send_fds(one.link, [word(TAKE, self._ticket)], [connection.fileno()])
            except OSError:
                continue  # it reads nothing, or has just ended
            one.clients[self._ticket] = address
            connection.close()
            return True
        return False

    # --------------------------------------------------------------------------------------------- signals

    def _stop(self, _number: int, _frame: FrameType | None) -> None:
        self._stopping = True

    def _wake(self) -> None:
        with contextlib.suppress(OSError):
            self._wake_far.send(b"\0")

    def _woken(self) -> None:
        with contextlib.suppress(BlockingIOError):
            while self._wake_near.recv(4096):
                pass
        if self._asked:
            self._asked = False
            for one in self._answerers:
                if one.ready and one.link is not None:
                    with contextlib.suppress(OSError):
                        one.link.send(word(LOOK, 0))


def service_command(count: int, counts_to: int) -> tuple[str, ...]:
    """Starts a process that answers, as one of `count`."""
    return (
        sys.executable,
        "-m",
        "lantai",
        "service",
        "--watched-by",
        str(os.getpid()),
        "--of",
        str(count),
        "--counts",
        str(counts_to),
        "--link",
    )
