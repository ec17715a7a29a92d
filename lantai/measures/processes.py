"""What a measurement runs in processes of their own, so that their memory and their time are told apart."""

from __future__ import annotations

import http.client
import json
import socket
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from indexer.workers import Worker
from lantai.engine_settings import EngineChoice
from lantai.measures import letters
from lantai.measures.footprint import Footprint
from lantai.measures.home import MeasuringHome
from lantai.measures.letters import MeasureFailed
from lantai.measures.timing import processor_time

_SEARCH = "/api/v1/search"


def index_apart(home: MeasuringHome, progress: Callable[[int], None]) -> dict[str, float]:
    """Index a measuring home in a process of its own with a worker a core.

    Args:
        home: all that was put into it.
        progress: told how many units were entered.

    Returns:
        {"seconds", "cpu_s", "bytes", "peak_mb", "peak_own_mb"}: by the wall clock from the first look at the store to
        the last commit; processor time of all processes of the step, their start included; bytes of the indices; memory
        of these processes together (`Footprint`). A cluster's own is in neither.

    Raises:
        MeasureFailed: the process failed.
    """
    worker = Worker(partial(_index, home.folder, home.segmenter, home.engine))
    try:
        with Footprint(worker.pid) as footprint:
            while True:
                told = _received(worker, "index")
                if isinstance(told, tuple):
                    break
                progress(told)
    finally:
        worker.kill()
    return {
        "seconds": told[0],
        "cpu_s": told[1],
        "bytes": home.index_bytes,
        "peak_mb": footprint.peak_mb,
        "peak_own_mb": footprint.peak_own_mb,
    }


def _index(folder: Path, segmenter: str, engine: EngineChoice, connection: Connection) -> None:
    home = MeasuringHome.at(folder, segmenter, engine)
    began = time.perf_counter()
    home.index(connection.send)
    seconds = time.perf_counter() - began
    connection.send((seconds, processor_time()))
    home.close()


class Client:
    """One client of a service on loopback, over one connection that stays open.

    Args:
        port: of the service.
    """

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=120)

    def search(self, parameters: dict[str, str]) -> bytes:
        """The body of the answer, read whole.

        Raises:
            MeasureFailed: it is no answer, or the service is gone.
        """
        try:
            self._connection.request("GET", f"{_SEARCH}?{urlencode(parameters)}")
            answer = self._connection.getresponse()
            body = answer.read()
        except (OSError, http.client.HTTPException) as error:
            raise MeasureFailed(letters.process_failed("http", str(error))) from error
        if answer.status != 200:
            raise MeasureFailed(letters.bad_answer(answer.status, parameters.get("q", "")))
        return body

    def answer(self, parameters: dict[str, str]) -> Any:
        """The same as an object."""
        return json.loads(self.search(parameters))

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


@dataclass(frozen=True, slots=True)
class Service:
    """A service on loopback.

    Attributes:
        port: where it answers.
        pid: its process.
    """

    port: int
    pid: int

    @contextmanager
    def client(self) -> Iterator[Client]:
        """A client with a connection of its own, closed at the end."""
        client = Client(self.port)
        try:
            yield client
        finally:
            client.close()


@contextmanager
def served(home: MeasuringHome) -> Iterator[Service]:
    """A measuring home served on loopback as `lantai serve` serves one, by a process of its own."""
    worker = Worker(partial(_serve, home.folder, home.segmenter, home.engine))
    try:
        yield Service(int(_received(worker, "http")), worker.pid)
    finally:
        worker.kill()


def _serve(folder: Path, segmenter: str, engine: EngineChoice, connection: Connection) -> None:
    from lantai.serving import Front, bind, serve
    from portal.http import portal_app
    from search_api.http import api_app

    answering = MeasuringHome.at(folder, segmenter, engine).answering()
    listening: socket.socket = bind("127.0.0.1", 0)
    connection.send(listening.getsockname()[1])
    serve(Front(api_app(answering), portal_app(answering)), listening)


def _received(worker: Worker, what: str) -> Any:
    try:
        return worker.connection.recv()
    except (EOFError, OSError) as error:
        code = worker.ended()
        raise MeasureFailed(letters.process_failed(what, f"exit code {code}")) from error
