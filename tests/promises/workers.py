"""Homes whose work is done by `lantai worker` processes over a real Redis."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from holdings.store import homes as facts
from indexer.plant import Plant
from indexer.queues.celery_queue import CeleryCarrier
from indexer.queues.desk import SentQueue
from tests import homes
from tests.servers.keeper import alive
from tests.servers.running import FOLDER_VARIABLE, Running, Server, owned


@contextlib.contextmanager
def own_server(server: Server) -> Iterator[Running]:
    """A server of a test's own, in a folder that its user reaches."""
    folder = Path(os.environ[FOLDER_VARIABLE]) / f"own-{server.name}-{os.getpid()}"
    with owned(server, folder) as running:
        yield running


def queued(plant: Plant, redis_url: str, lease: float = 6.0) -> Plant:
    """The same plant, with its work handed out over Redis."""
    with plant.store.reading() as connection:
        home = facts.fact(connection, "id")
    return replace(plant, queue=SentQueue(CeleryCarrier(redis_url, home), lease))


def start_worker(
    home: Path, redis_url: str, *lanes: str, processes: int = 2, ocr: str = "none"
) -> subprocess.Popen[bytes]:
    """A worker of the home that `tests.homes.make_plant` made, with its log in ``worker.log``."""
    asked = [word for lane in lanes for word in ("--queue", lane)]
    return start_program(home, redis_url, "lantai", "worker", "--processes", str(processes), *asked, ocr=ocr)


def start_program(
    home: Path, redis_url: str, module: str, *words: str, ocr: str = "none"
) -> subprocess.Popen[bytes]:
    """A program of Python in that home, with its log in ``worker.log``."""
    environment = {
        **homes.environment(),
        "LANTAI_HOME": str(home),
        "LANTAI_STORE": f"sqlite:///{home / 'home.sqlite'}",
        "LANTAI_QUEUE": redis_url,
        "LANTAI_OCR": ocr,
    }
    with (home / "worker.log").open("ab") as log:
        return subprocess.Popen(
            [sys.executable, "-m", module, *words],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            cwd=home,
        )


@contextlib.contextmanager
def working(home: Path, redis_url: str, *lanes: str, processes: int = 2, ocr: str = "none") -> Iterator[int]:
    """The number of a worker's process; it is ended at the end, politely."""
    with ended(start_worker(home, redis_url, *lanes, processes=processes, ocr=ocr)) as pid:
        yield pid


@contextlib.contextmanager
def ended(process: subprocess.Popen[bytes]) -> Iterator[int]:
    """The number of a worker's process; it is ended at the end, politely."""
    try:
        yield process.pid
    finally:
        process.terminate()
        try:
            process.wait(20)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def kill_all(process: subprocess.Popen[bytes]) -> None:
    """kill -9; its own processes go with it."""
    mine = children(process.pid)
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    for child in mine:
        for _ in range(100):
            if not alive(child):
                break
            time.sleep(0.05)


def children(pid: int) -> list[int]:
    """Processes that a process started (Linux)."""
    told = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
    return [int(word) for word in told.split()]
