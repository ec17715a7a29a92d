"""Draws pages in processes of their own: a file that hangs, crashes or eats memory costs its own picture only.

What a process sends back is read as plain numbers and bytes, never unpickled: its memory may be a hostile file's.
"""

from __future__ import annotations

import contextlib
import dataclasses
import json
import socket
import subprocess
import sys
import threading
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from holdings.letters import LantaiError, Letter
from holdings.media import drawing_letters as letters
from holdings.media.drawn import ERROR, NONE, SIZE, Drawing, NoPictureError
from holdings.media.kinds import MediaKind
from holdings.media.letters import MediaError
from holdings.media.limits import USUAL, MediaLimits

SECONDS = 20.0
"""The longest time for one page: 120 million pixels of TIFF take 3 s, the slowest page of the samples 0.4 s."""

MEMORY = 1_536 << 20
"""Bytes that a process may use beyond those it starts with: 120 million pixels are 480 MB in CMYK, twice."""

PATIENCE = 5.0
"""Seconds that a caller waits for a free process."""

MOST_WAITING = 8
"""Callers that wait at once; who comes beyond them is told to come again. Waiting holds a thread of the service."""

PAINTERS = 2
"""Processes that draw, at most."""

_START = 60.0
_MOST_PAGES = 500  # of one process; what a library leaks goes with it

# As in indexer/workers.py: nothing of the working folder is imported before the parent's own path is known.
_BOOT = (
    "import json, sys; from multiprocessing.connection import Connection; c = Connection(int(sys.argv[1])); "
    "sys.path[:] = json.loads(c.recv_bytes()); from holdings.media.painter import serve; serve(c)"
)


class StudioBusyError(LantaiError):
    """No process was free in time."""

    def __init__(self) -> None:
        super().__init__(letters.busy())


class Studio:
    """Processes that draw pages, started when they are needed. Safe to use from several threads."""

    def __init__(
        self,
        workers: int = PAINTERS,
        seconds: float = SECONDS,
        memory: int = MEMORY,
        patience: float = PATIENCE,
        limits: MediaLimits = USUAL,
    ) -> None:
        """Starts nothing yet.

        Args:
            workers: processes at most, at least 1.
            seconds: the longest time for one page, at least 1.
            memory: bytes; see `MEMORY`.
            patience: seconds that a caller waits for a free process.
            limits: of the objects that are opened.
        """
        self._seconds = seconds
        self._terms = json.dumps(
            {"seconds": seconds, "memory": memory, "limits": dataclasses.asdict(limits)}
        ).encode()
        self._patience = patience
        self._free = threading.BoundedSemaphore(workers)
        self._waiting = threading.BoundedSemaphore(MOST_WAITING)
        self._lock = threading.Lock()
        self._idle: list[_Painter] = []
        self._closed = False

    def full_size(self, path: Path, kind: MediaKind, index0: int, name: str) -> tuple[int, int]:
        """As `holdings.media.drawing.full_size`; `name` is what letters call the object.

        Raises:
            NoPictureError: the page has text alone.
            MediaError: the page cannot be opened, or not within time and memory.
            StudioBusyError: no process was free in time.
        """
        told = self._asked({"path": str(path), "kind": kind.value, "page": index0, "name": name, "width": 0})
        width, height = SIZE.unpack_from(told)
        return width, height

    def draw(self, path: Path, kind: MediaKind, index0: int, width: int, name: str) -> Drawing:
        """As `holdings.media.drawing.draw`; raises as `full_size`."""
        told = self._asked(
            {"path": str(path), "kind": kind.value, "page": index0, "name": name, "width": max(1, width)}
        )
        across, down = SIZE.unpack_from(told)
        return Drawing(told[SIZE.size :], across, down)

    def close(self) -> None:
        """Ends the processes; closing twice is fine."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for painter in idle:
            painter.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _asked(self, task: dict[str, Any]) -> bytes:
        self._await_turn()
        try:
            answer = self._answer(json.dumps(task).encode())
        except TimeoutError:
            raise MediaError(letters.too_slow(task["name"], self._seconds)) from None
        except (EOFError, OSError) as error:
            raise MediaError(letters.gave_up(task["name"])) from error
        finally:
            self._free.release()
        tag, told = answer[:1], answer[1:]
        if tag == NONE:
            raise NoPictureError
        if tag == ERROR:
            zh, en = json.loads(told)
            raise MediaError(Letter(str(zh), str(en)))
        return told

    def _await_turn(self) -> None:
        if self._free.acquire(blocking=False):
            return
        if not self._waiting.acquire(blocking=False):
            raise StudioBusyError
        try:
            if not self._free.acquire(timeout=self._patience):
                raise StudioBusyError
        finally:
            self._waiting.release()

    def _answer(self, task: bytes) -> bytes:
        with self._lock:
            painter = self._idle.pop() if self._idle else None
        if painter is not None and not painter.alive():
            painter.kill()  # it was ended while it had nothing to do
            painter = None
        painter = painter or _Painter(self._seconds, self._terms)
        try:
            answer = painter.asked(task)
        except BaseException:
            painter.kill()
            raise
        with self._lock:
            if not self._closed and painter.pages < _MOST_PAGES:
                self._idle.append(painter)
                return answer
        painter.kill()
        return answer


class _Painter:
    """One process."""

    def __init__(self, seconds: float, terms: bytes) -> None:
        self._seconds = seconds
        self.pages = 0
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(
                [sys.executable, "-I", "-c", _BOOT, str(theirs.fileno())],
                pass_fds=(theirs.fileno(),),
                stdin=subprocess.DEVNULL,
                stdout=2,
            )
        self._connection: Connection = Connection(ours.detach())
        with contextlib.suppress(OSError):  # a process that is dead already shows on reading
            self._connection.send_bytes(json.dumps(sys.path).encode())
            self._connection.send_bytes(terms)
        self._ready = False

    def alive(self) -> bool:
        return self._process.poll() is None

    def asked(self, task: bytes) -> bytes:
        """What the process says to a task.

        Raises:
            TimeoutError: it took too long.
            EOFError, OSError: it ended by itself.
        """
        if not self._ready:
            self._heard(_START)
            self._ready = True
        self._connection.send_bytes(task)
        self.pages += 1
        return self._heard(self._seconds)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()
        if not self._connection.closed:
            self._connection.close()

    def _heard(self, seconds: float) -> bytes:
        if not self._connection.poll(seconds):
            raise TimeoutError
        return self._connection.recv_bytes()
