"""The index writer as a child of the service: started, watched, started again, stopped with it."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading
import time

from lantai.counts import Counts, NoCounts, Pipe

_LOG = logging.getLogger("lantai.watching")

_UNCOUNTED = NoCounts()
#: Waits before the writer is started again, in seconds; each death in quick succession takes the next.
WAITS = (0.5, 1.0, 2.0, 5.0, 10.0, 30.0, 60.0)
#: A writer that lived so long, in seconds, begins with the first wait again.
_SETTLED_S = 60.0
#: How long a writer may take to finish its commit when it is stopped, in seconds.
_PATIENCE_S = 30.0


class WriterWatch:
    """Keeps one writer process running; a context manager.

    Args:
        command: what to run; empty for `lantai writer`.
        waits: seconds before each new start.
        counts: is told of every start, and of what the writer tells.
    """

    def __init__(
        self,
        command: tuple[str, ...] = (),
        waits: tuple[float, ...] = WAITS,
        counts: Counts = _UNCOUNTED,
    ) -> None:
        ours = [sys.executable, "-m", "lantai", "writer", "--watched-by", str(os.getpid())]
        self._ends: tuple[int, ...] = ()
        if not command and not isinstance(counts, NoCounts):
            self._ends = (Pipe(counts).far,)
            ours += ["--counts", str(self._ends[0])]
        self._command = command or tuple(ours)
        self._waits = waits
        self._counts = counts
        self._stopping = threading.Event()
        self._started = threading.Event()
        self._process: subprocess.Popen[bytes] | None = None
        # The writer dies with the thread that started it (indexer.workers.die_with_parent), so this one
        # thread starts it every time and lives until the service ends.
        self._thread = threading.Thread(target=self._run, name="writer-watch", daemon=True)

    @property
    def pid(self) -> int:
        """Number of the writer's process; 0 while there is none."""
        process = self._process
        return process.pid if process is not None and process.poll() is None else 0

    def __enter__(self) -> WriterWatch:
        self._thread.start()
        self._started.wait()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def stop(self) -> None:
        """Stop the writer: it finishes its commit, or is killed when that takes too long (nothing is lost)."""
        self._stopping.set()
        process = self._process
        if process is not None and process.poll() is None:
            process.terminate()
            try:
                process.wait(_PATIENCE_S)
            except subprocess.TimeoutExpired:
                process.kill()
        self._thread.join(_PATIENCE_S)

    def _run(self) -> None:
        deaths = 0
        while not self._stopping.is_set():
            began = time.monotonic()
            # stdout too goes to stderr: the service's own stdout says only where it is.
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.DEVNULL, stdout=2, pass_fds=self._ends
            )
            self._counts.add("writer_starts")
            self._started.set()
            if self._stopping.is_set():
                self._process.terminate()
            _LOG.info("writer_started", extra={"pid": self._process.pid})
            code = self._process.wait()
            if self._stopping.is_set():
                _LOG.info("writer_stopped", extra={"code": code})
                return
            deaths = 0 if time.monotonic() - began > _SETTLED_S else deaths
            wait = self._waits[min(deaths, len(self._waits) - 1)]
            deaths += 1
            _LOG.error("writer_died", extra={"code": code, "wait_s": wait})
            self._stopping.wait(wait)
