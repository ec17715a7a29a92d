"""Draws pages in processes of their own: a file that hangs, crashes or eats memory costs its own picture only.

What a process sends back is read as plain numbers and bytes, never unpickled: its memory may be a hostile file's.
"""

from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import struct
import subprocess
import sys
import threading
from multiprocessing.connection import Connection
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from holdings.letters import LantaiError, Letter
from holdings.media import drawing_letters as letters
from holdings.media.drawing import Drawing, NoPictureError, draw, full_size
from holdings.media.kinds import MediaKind
from holdings.media.letters import MediaError, broken

SECONDS = 20.0
"""The longest time for one page: 120 million pixels of TIFF take 3 s, the slowest page of the samples 0.4 s."""

MEMORY = 1_536 << 20
"""Bytes that a process may use beyond those it starts with: 120 million pixels are 480 MB in CMYK, twice."""

PATIENCE = 5.0
"""Seconds that a caller waits for a free process."""

MOST_WAITING = 8
"""Callers that wait at once; who comes beyond them is told to come again. Waiting holds a thread of the service."""

_START = 60.0
_MOST_PAGES = 500  # of one process; what a library leaks goes with it
_SIZE = struct.Struct("<II")
_READY, _PICTURE, _MEASURE, _NONE, _ERROR = b"r", b"p", b"m", b"n", b"e"

# As in indexer/workers.py: nothing of the working folder is imported before the parent's own path is known.
_BOOT = (
    "import json, sys; from multiprocessing.connection import Connection; c = Connection(int(sys.argv[1])); "
    "sys.path[:] = json.loads(c.recv_bytes()); from holdings.media.studio import _serve; _serve(c)"
)


class StudioBusyError(LantaiError):
    """No process was free in time."""

    def __init__(self) -> None:
        super().__init__(letters.busy())


class Studio:
    """Processes that draw pages, started when they are needed. Safe to use from several threads."""

    def __init__(
        self, workers: int = 2, seconds: float = SECONDS, memory: int = MEMORY, patience: float = PATIENCE
    ) -> None:
        """Starts nothing yet.

        Args:
            workers: processes at most, at least 1.
            seconds: the longest time for one page, at least 1.
            memory: bytes; see `MEMORY`.
            patience: seconds that a caller waits for a free process.
        """
        self._seconds = seconds
        self._memory = memory
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
        width, height = _SIZE.unpack_from(told)
        return width, height

    def draw(self, path: Path, kind: MediaKind, index0: int, width: int, name: str) -> Drawing:
        """As `holdings.media.drawing.draw`; raises as `full_size`."""
        told = self._asked(
            {"path": str(path), "kind": kind.value, "page": index0, "name": name, "width": max(1, width)}
        )
        across, down = _SIZE.unpack_from(told)
        return Drawing(told[_SIZE.size :], across, down)

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
        if tag == _NONE:
            raise NoPictureError
        if tag == _ERROR:
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
        painter = painter or _Painter(self._seconds, self._memory)
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

    def __init__(self, seconds: float, memory: int) -> None:
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
            self._connection.send_bytes(json.dumps({"seconds": seconds, "memory": memory}).encode())
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


def _serve(connection: Connection) -> None:
    """What a process does: one answer a task; it ends with its parent, whose end of the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent
    try:
        limits = json.loads(connection.recv_bytes())
        _bound(int(limits["memory"]))
        connection.send_bytes(_READY)
        while True:
            task = json.loads(connection.recv_bytes())
            # Should the parent die while a page is drawn, nobody waits: SIGALRM ends the process, in any loop.
            _alarm(float(limits["seconds"]) + 2)
            connection.send_bytes(_done(task))
            _alarm(0)
    except (EOFError, OSError):
        os._exit(0)


def _alarm(seconds: float) -> None:
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, seconds)


def _bound(memory: int) -> None:
    """Keeps the process from taking more than `memory` bytes beyond what it has; where the system can."""
    with contextlib.suppress(ImportError, OSError, ValueError):
        import resource

        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0])
        most = pages * resource.getpagesize() + memory
        resource.setrlimit(resource.RLIMIT_AS, (most, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


def _done(task: dict[str, Any]) -> bytes:
    path, kind, index0 = Path(task["path"]), MediaKind(task["kind"]), int(task["page"])
    try:
        if not task["width"]:
            return _MEASURE + _SIZE.pack(*full_size(path, kind, index0))
        drawing = draw(path, kind, index0, int(task["width"]))
    except NoPictureError:
        return _NONE
    except MediaError as error:
        letter = error.letter
    except Exception as error:  # whatever a decoder raises costs this page alone
        letter = broken(path.name, f"{type(error).__name__}: {error}"[:200])
    else:
        return _PICTURE + _SIZE.pack(drawing.width, drawing.height) + drawing.jpeg
    # The object's bytes lie under their digest; people know it by its name.
    told = [text.replace(path.name, task["name"]) for text in (letter.zh, letter.en)]
    return _ERROR + json.dumps(told).encode()
