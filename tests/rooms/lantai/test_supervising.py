"""Several processes that answer: who gets which connection, what happens when one dies, and that none stays behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections import Counter
from pathlib import Path

import httpx
import pytest

from tests.homes import environment
from tests.rooms.lantai.served import PATIENCE, rest
from tests.rooms.lantai.test_operators import free_port, told
from tests.rooms.lantai.test_service import SECONDS, origin
from tests.waiting import until

#: A supervisor of light processes: prints its port, then serves until it is stopped.
_SUPERVISOR = """
import sys
from lantai.connections import ServingLimits
from lantai.serving import bind
from lantai.supervising import Supervisor
from tests.rooms.lantai.counted import Counted
listening = bind("127.0.0.1", 0)
print(listening.getsockname()[1], flush=True)
limits = ServingLimits(connections=40, connections_of_address=4, proxies="127.0.0.1")
command = (sys.executable, "-m", "tests.rooms.lantai.answering_process")
Supervisor(listening, 2, command, limits, Counted(), waits=(0.05,)).run()
"""


class Light:
    """A supervisor with two light processes."""

    def __init__(self):
        self.process = subprocess.Popen(
            [sys.executable, "-c", _SUPERVISOR], env=environment(), stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        self.port = int(self.process.stdout.readline())
        self.open: list[socket.socket] = []

    def connect(self, address="127.0.0.1"):
        connection = socket.create_connection(("127.0.0.1", self.port), PATIENCE, (address, 0))
        self.open.append(connection)
        return connection

    def pid(self, connection):
        return int(connection.makefile("rb").readline())

    def both(self):
        """A connection to each of the two processes, by its number."""
        first = self.connect()
        pid = self.pid(first)
        while True:
            second = self.connect()
            if (other := self.pid(second)) != pid:
                return {pid: first, other: second}
            second.close()

    def close(self):
        for connection in self.open:
            connection.close()
        self.process.kill()
        self.process.communicate()


@pytest.fixture
def light():
    light = Light()
    yield light
    light.close()


def lives(pid):
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] not in "ZX"
    except FileNotFoundError:
        return False


def test_connections_go_to_whoever_has_fewest_and_are_counted_in_one_place(light):
    of = Counter(list(light.both()))
    of.update(light.pid(light.connect()) for _ in range(6))
    assert min(of.values()) >= 2 and of.total() == 8
    # An address has four, whichever process answers them; a proxy is not counted so.
    taken = Counter(light.pid(light.connect("127.0.0.2")) for _ in range(4))
    assert min(taken.values()) >= 1
    assert b"503" in rest(light.connect("127.0.0.2"))
    assert light.pid(light.connect())


def test_a_process_that_is_killed_takes_its_own_connections_along_and_is_started_again(light):
    known = light.both()
    dies, stays = sorted(known)
    os.kill(dies, signal.SIGKILL)
    assert rest(known[dies]) in (b"", b" (torn)")
    # All who come meanwhile are answered, and the other's connections are left alone.
    seen: set[int] = set()
    while not seen - {dies, stays}:
        with socket.create_connection(("127.0.0.1", light.port), PATIENCE) as connection:
            line = connection.makefile("rb").readline()
            if line and not line.startswith(b"HTTP"):
                seen.add(int(line))
    assert dies not in seen
    known[stays].settimeout(0.05)
    with pytest.raises(TimeoutError):
        known[stays].recv(1)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_no_process_outlives_the_one_that_started_it(light, number):
    pids = list(light.both())
    light.process.send_signal(number)
    light.process.wait(PATIENCE)
    until(lambda: not any(lives(pid) for pid in pids))
    with pytest.raises(ConnectionRefusedError):
        light.connect()


@pytest.mark.slow
def test_a_service_of_two_processes_is_one_service(filled, started, monkeypatch):
    port = free_port()
    monkeypatch.setenv("LANTAI_METRICS", str(port))
    server = started("serve", "--port", "0", "--workers", "2")
    address = origin(server)
    one = httpx.get(f"{address}/api/v1/search", timeout=SECONDS)
    problems, answers, enough = [], [], threading.Event()

    def ask():
        while not enough.is_set():
            try:
                answers.append(httpx.get(f"{address}/api/v1/search", timeout=SECONDS).headers["etag"])
            except httpx.TransportError as error:
                problems.append(error)

    def counted(name, *labels):
        return told(httpx.get(f"http://127.0.0.1:{port}/metrics", timeout=SECONDS).text).get(
            (name, labels), 0
        )

    def children():
        found = Path(f"/proc/{server.pid}/task/{server.pid}/children").read_text().split()
        return [int(pid) for pid in found if b"service" in Path(f"/proc/{pid}/cmdline").read_bytes()]

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        until(lambda: len(answers) > 3)
        os.kill(children()[0], signal.SIGKILL)
        until(lambda: counted("lantai_service_starts_total") == 3)
        before = len(answers)
        until(lambda: len(answers) > before + 3)
    finally:
        enough.set()
        asking.join(SECONDS)
    # Whoever had its connection in that process was cut off once; everybody else was answered, and alike.
    assert len(problems) <= 1 and set(answers) == {one.headers["etag"]}
    assert httpx.get(f"http://127.0.0.1:{port}/live", timeout=SECONDS).json() == {"live": True}
    labels = (("method", "GET"), ("route", "/api/v1/search"), ("status", "200"))
    until(lambda: counted("lantai_requests_total", *labels) >= len(answers))
    server.send_signal(signal.SIGTERM)
    _, log = server.communicate(timeout=SECONDS)
    assert server.returncode == 0 and "writer_stopped code=0" in log and "service_died" in log
