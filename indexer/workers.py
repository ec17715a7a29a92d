"""Worker processes: one a core, and none outlives the process that started it."""

from __future__ import annotations

import contextlib
import ctypes
import os
import pickle
import platform
import queue
import signal
import socket
import struct
import subprocess
import sys
import threading
import time
import traceback
from collections.abc import Callable, Generator, Iterable
from concurrent.futures import ThreadPoolExecutor
from multiprocessing.connection import Connection, wait
from types import TracebackType
from typing import Any, Generic, Self, TypeVar

from holdings.letters import LantaiError
from indexer import worker_letters

I = TypeVar("I")  # noqa: E741 - what goes in
O = TypeVar("O")  # noqa: E741 - what comes out

_PR_SET_PDEATHSIG = 1  # prctl(2), linux/prctl.h
_TICKET = struct.Struct("<q")
_MAKE = -1  # ticket of an error while a worker got ready


class WorkerDiedError(LantaiError):
    """A worker process ended by itself, or was ended because it gave no answer in time."""


class WorkerFailedError(RuntimeError):
    """An error in a worker that could not be carried over to this process; the text is its traceback."""


def cores() -> int:
    """Number of cores that this process may run on, at least 1."""
    if hasattr(os, "sched_getaffinity"):
        return max(1, len(os.sched_getaffinity(0)))
    return max(1, os.cpu_count() or 1)


def die_with_parent() -> None:
    """From here on this process is killed when its parent dies, however that dies.

    Linux: the kernel sends SIGKILL when the *thread* that started this process ends (prctl(2),
    PR_SET_PDEATHSIG), so workers are started from a thread that lives as long as the process (`Worker`).
    Elsewhere a thread looks once a second whether the parent is still the same.
    """
    parent = os.getppid()
    if platform.system() == "Linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        if os.getppid() != parent:  # it died before the kernel knew
            os._exit(1)
        return

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1)
        os._exit(1)

    threading.Thread(target=watch, name="die-with-parent", daemon=True).start()


#: Starts every worker: its thread lives as long as this process (see `die_with_parent`).
_starter = ThreadPoolExecutor(max_workers=1, thread_name_prefix="worker-starter")

#: What workers print goes on to our own error output, up to so many bytes of each; ...
_SHOWN = 1 << 16
#: ... one that prints more than this is ended, where nothing else is said.
MOST_PRINTED = 64 << 20

# Not multiprocessing's spawn: that runs the parent's main module again in each worker, cannot start from
# a program read from standard input, and keeps a tracker process. -I: nothing of the working folder is
# imported before the parent's own path is known.
_BOOT = (
    "import sys; from multiprocessing.connection import Connection; c = Connection(int(sys.argv[1])); "
    "sys.path[:] = c.recv(); from indexer.workers import _serve; _serve(c)"
)


class Worker:
    """A process of its own that runs one function, with a two-way pipe to it.

    It leads a group of its own, so that what it started ends with it.

    Attributes:
        connection: this end of the pipe; it reads as ended once the process is gone.
        flooded: it was ended because it printed too much.
    """

    def __init__(self, run: Callable[[Connection], None], most_printed: int = MOST_PRINTED) -> None:
        """Starts the process; does not wait until it is ready.

        Args:
            run: picklable by reference (a function of a module, or a partial of one); it is called once
                with the other end of the pipe, and the process ends when it returns.
            most_printed: bytes that it may print; beyond that it is ended.
        """
        self.flooded = False
        first_words = pickle.dumps(run, pickle.HIGHEST_PROTOCOL)
        ours, theirs = socket.socketpair()
        for end in (ours, theirs):  # room for results while the parent is busy
            end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 1 << 20)
        printed, prints = os.pipe()
        try:
            with theirs:
                self._process = _starter.submit(_start, theirs.fileno(), prints).result()
        finally:
            os.close(prints)
        self._drain = threading.Thread(
            target=self._pass_on, args=(printed, most_printed), name="worker-printed", daemon=True
        )
        self._drain.start()
        self.connection: Connection = Connection(ours.detach())
        with contextlib.suppress(OSError):  # a process that is dead already shows on reading
            self.connection.send(sys.path)
            self.connection.send_bytes(first_words)

    @property
    def pid(self) -> int:
        """Number of the process."""
        return self._process.pid

    def kill(self) -> int:
        """Ends the process and what it started, waits for its end; its code as `subprocess.Popen.returncode`."""
        self._end_group()
        code = self._process.wait()
        if not self.connection.closed:
            self.connection.close()
        return code

    def ended(self) -> int:
        """Exit code of a process whose pipe has ended: its own, where it ends within a second."""
        until = time.monotonic() + 1
        # Looked at without being reaped: until then its number, and its group's, is nobody else's.
        look = os.WEXITED | os.WNOHANG | os.WNOWAIT
        while self._process.returncode is None and time.monotonic() < until:
            with contextlib.suppress(ChildProcessError):
                if os.waitid(os.P_PID, self.pid, look) is not None:
                    break
            time.sleep(0.002)
        code = self.kill()
        self._drain.join(1)  # its last words are told before ours
        return code

    def _end_group(self) -> None:
        if self._process.returncode is None:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
            self._process.kill()

    def _pass_on(self, printed: int, most: int) -> None:
        """Empties what the process prints at all times, so that it never waits for us."""
        seen = 0
        with open(printed, "rb", buffering=0) as words:
            while piece := words.read(1 << 16):
                if seen < _SHOWN:
                    with contextlib.suppress(OSError):
                        os.write(2, piece[: _SHOWN - seen])
                seen += len(piece)
                if seen > most and not self.flooded:
                    self.flooded = True
                    self._end_group()


def _start(theirs: int, prints: int) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-I", "-c", _BOOT, str(theirs)],
        pass_fds=(theirs,),
        stdin=subprocess.DEVNULL,
        stdout=prints,  # what a library prints in a worker never mixes with our answers
        stderr=prints,
        start_new_session=True,
    )


def _serve(connection: Connection) -> None:
    """The first words of every worker."""
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends its workers
    try:
        connection.recv()(connection)
    except (EOFError, BrokenPipeError, ConnectionResetError):  # the parent is gone or has closed
        os._exit(0)


class WorkerPool(Generic[I, O]):
    """The same function in several processes, results in order; a context manager.

    For work in which an error is an error of the whole: whatever an item raises is raised by `map`.
    """

    def __init__(self, make: Callable[[], Callable[[I], O]], workers: int, seconds: float | None) -> None:
        """Starts the workers; does not wait until they are ready.

        Args:
            make: picklable by reference; called once in each worker, gives the function.
            workers: number of processes, at least 1.
            seconds: longest time for one item; None: no limit.
        """
        if workers < 1:
            raise ValueError(f"a pool needs at least one worker, not {workers}")
        self._seconds = seconds
        self._results: queue.SimpleQueue[tuple[int, bytes | None, float]] = queue.SimpleQueue()
        self._next = 0  # ticket of the next item, over all maps
        self._mapping = False
        self._closed = False
        self._workers = [Worker(_Answers(make)) for _ in range(workers)]
        self._load = [0] * workers
        self._since = [time.monotonic()] * workers  # when the item in hand was begun
        self._receiver = threading.Thread(target=self._receive, name="worker-results", daemon=True)
        self._receiver.start()

    def map(self, items: Iterable[I], ahead: int = 2) -> Generator[O]:
        """The results of the items, in their order.

        Args:
            items: taken from only as far ahead as the results allow.
            ahead: items taken and not yet given back, per worker; bounds the memory.

        Raises:
            WorkerDiedError: a worker ended, or took longer than `seconds` over an item; the pool is closed.
            Exception: whatever an item raised, when its turn comes, with the worker's traceback as a note.
            RuntimeError: the pool is closed, or another map of it is not at its end.
        """
        if self._closed or self._mapping:
            raise RuntimeError("this pool is closed" if self._closed else "this pool is at another map")
        self._mapping = True
        first = turn = self._next
        done: dict[int, bytes] = {}
        source, more = iter(items), True
        try:
            while True:
                self._take(done, first, block=False)
                while more and self._next - turn < max(1, ahead) * len(self._workers):
                    try:
                        item = next(source)
                    except StopIteration:
                        more = False
                        break
                    self._send(item)
                if turn == self._next:
                    return
                while turn not in done:
                    self._take(done, first, block=True)
                answer = _opened(done.pop(turn))
                turn += 1
                yield answer
        finally:
            self._mapping = False

    def close(self) -> None:
        """Ends the workers; nothing is left behind. Closing twice changes nothing."""
        self._closed = True
        for worker in self._workers:
            worker._process.kill()
        self._receiver.join()
        for worker in self._workers:
            worker.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _send(self, item: I) -> None:
        which = min(range(len(self._workers)), key=self._load.__getitem__)
        message = _TICKET.pack(self._next) + pickle.dumps(item, pickle.HIGHEST_PROTOCOL)
        if not self._load[which]:
            self._since[which] = time.monotonic()
        self._load[which] += 1
        self._next += 1
        with contextlib.suppress(OSError):  # a dead worker shows in the results
            self._workers[which].connection.send_bytes(message)

    def _take(self, done: dict[int, bytes], first: int, *, block: bool) -> None:
        """Takes what the workers have answered; waits for one answer if `block`."""
        while True:
            try:
                which, message, at = self._results.get(block, self._patience() if block else None)
            except queue.Empty:
                if block:
                    self._end_stalled()
                return
            if message is None:
                self._closed = True
                code = self._workers[which].ended()
                self.close()
                raise WorkerDiedError(worker_letters.worker_died(code))
            (ticket,) = _TICKET.unpack_from(message)
            if ticket == _MAKE:
                self.close()
                _opened(message)
                raise AssertionError("only an error comes with this ticket")
            self._load[which] -= 1
            self._since[which] = at
            if ticket >= first:  # else of a map that was given up
                done[ticket] = message
            block = False

    def _patience(self) -> float | None:
        if self._seconds is None:
            return None
        busy = [since for since, load in zip(self._since, self._load, strict=True) if load]
        return max(0.0, min(busy) + self._seconds - time.monotonic()) if busy else None

    def _end_stalled(self) -> None:
        if self._seconds is not None and self._results.empty() and not self._patience():
            self.close()
            raise WorkerDiedError(worker_letters.worker_stalled(self._seconds))

    def _receive(self) -> None:
        """Empties the pipes at all times, so that no worker waits for a busy parent. The memory is `map`'s window."""
        which = {worker.connection: at for at, worker in enumerate(self._workers)}
        while which:
            for connection in wait(list(which)):
                assert isinstance(connection, Connection)
                try:
                    message = connection.recv_bytes()
                except (EOFError, OSError):
                    self._results.put((which.pop(connection), None, time.monotonic()))
                else:
                    self._results.put((which[connection], message, time.monotonic()))


class _Answers:
    """What a worker of `WorkerPool` does: one answer to each item, in the order of its coming."""

    def __init__(self, make: Callable[[], Callable[[Any], Any]]) -> None:
        self._make = make

    def __call__(self, connection: Connection) -> None:
        inbox: queue.SimpleQueue[bytes] = queue.SimpleQueue()

        def receive() -> None:  # always listening, so that both sides never wait on full pipes
            while True:
                try:
                    inbox.put(connection.recv_bytes())
                except (EOFError, OSError):
                    os._exit(0)

        threading.Thread(target=receive, name="worker-inbox", daemon=True).start()
        try:
            work = self._make()
        except Exception as error:
            connection.send_bytes(_TICKET.pack(_MAKE) + _error(error))
            return
        while True:
            message = inbox.get()
            try:
                item = pickle.loads(memoryview(message)[_TICKET.size :])
                answer = pickle.dumps((True, work(item), ""), pickle.HIGHEST_PROTOCOL)
            except Exception as error:
                answer = _error(error)
            connection.send_bytes(message[: _TICKET.size] + answer)


def _error(error: Exception) -> bytes:
    trace = "".join(traceback.format_exception(error))
    try:
        carried = pickle.dumps((False, error, trace), pickle.HIGHEST_PROTOCOL)
        pickle.loads(carried)  # some errors leave but cannot be made again
    except Exception:
        return pickle.dumps((False, WorkerFailedError(trace), ""), pickle.HIGHEST_PROTOCOL)
    return carried


def _opened(message: bytes) -> Any:
    done, answer, trace = pickle.loads(memoryview(message)[_TICKET.size :])
    if done:
        return answer
    if trace:
        answer.add_note(f"In a worker process:\n{trace}")
    raise answer
