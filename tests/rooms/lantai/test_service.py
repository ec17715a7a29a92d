"""The service: its port, its log, its writer, its end."""

from __future__ import annotations

import fcntl
import logging
import re
import signal
import socket
import subprocess
import sys
import time

import httpx
import pytest

from lantai.logs import FieldFormatter
from lantai.watching import WriterWatch
from tests.homes import environment
from tests.waiting import HANGS_S, until

SECONDS = HANGS_S


def origin(server) -> str:
    found = re.search(r"http://[0-9.]+:[0-9]+", server.stdout.readline())
    assert found is not None, server.communicate(timeout=SECONDS)[1]
    return found[0]


def test_a_port_that_is_in_use_is_a_letter(lantai):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        said = lantai("serve", "--port", str(port), "--no-writer")
    assert said.code == 1
    assert str(port) in said.err
    assert "--port" in said.err
    assert "Traceback" not in said.err


@pytest.mark.slow
def test_the_service_answers_applies_changes_and_ends_in_order(filled, started):
    token = filled("reader", "add", "馆员", "--role", "staff").last
    server = started("serve", "--port", "0")
    with httpx.Client(base_url=origin(server), timeout=SECONDS) as client:
        assert client.get("/api/v1/health").json() == {"status": "up"}
        assert client.get("/").headers["content-type"].startswith("text/html")
        known = {"Authorization": f"Bearer {token}"}
        assert client.get("/api/v1/search", params={"q": "沉船"}, headers=known).json()["total"]["units"] == 2
        assert client.get("/api/v1/search", params={"q": "沉船"}).json()["total"]["units"] == 0
        filled("unit", "class", "J101-WS·1952·Y-0003", "无条件共享", "--reason", "开放")
        until(lambda: client.get("/api/v1/search", params={"q": "沉船"}).json()["total"]["units"] == 1)
    server.send_signal(signal.SIGTERM)
    _, log = server.communicate(timeout=SECONDS)
    assert server.returncode == 0
    assert "writer_stopped code=0" in log
    assert "path=/api/v1/search status=200" in log
    assert token not in log
    assert "沉船" not in log and "%E6" not in log


def test_a_writer_that_dies_is_started_again_with_growing_waits(tmp_path, caplog):
    caplog.set_level(logging.INFO)
    count = tmp_path / "count"
    command = ("/bin/sh", "-c", f"echo x >> {count}; exit 7")
    with WriterWatch(command, waits=(0.01, 0.02)):
        until(lambda: count.exists() and count.read_text().count("x") >= 4)
    waits = [record.wait_s for record in caplog.records if record.message == "writer_died"]
    assert waits[:3] == [0.01, 0.02, 0.02]


def test_a_writer_is_stopped_with_the_service(tmp_path):
    began, stopped = tmp_path / "began", tmp_path / "stopped"
    command = (
        "/bin/sh",
        "-c",
        f"trap 'touch {stopped}; exit 0' TERM; touch {began}; while :; do sleep 0.05; done",
    )
    with WriterWatch(command) as watch:
        until(began.exists)
        pid = watch.pid
        assert pid
    assert stopped.exists()
    assert watch.pid == 0


def test_an_event_is_one_line_whatever_a_client_sends():
    record = logging.LogRecord("lantai.serve", logging.INFO, "", 0, "answered", None, None)
    record.path = '/units/a b"\n2026 error forged'
    record.status = 404
    line = FieldFormatter().format(record)
    assert "\n" not in line
    assert line.endswith("status=404")
    assert "answered path='/units/a b\"\\n2026 error forged'" in line


@pytest.mark.slow
def test_no_writer_outlives_a_service_that_is_killed(filled, started, home):
    server = started("serve", "--port", "0")
    address = origin(server)
    wanted = httpx.get(f"{address}/api/v1/search", timeout=SECONDS).json()["total"]
    lock = home / "index" / "writer.lock"

    def held() -> bool:
        with lock.open("rb") as opened:
            try:
                fcntl.flock(opened, fcntl.LOCK_SH | fcntl.LOCK_NB)
            except BlockingIOError:
                return True
            return False

    until(held)
    server.kill()
    until(lambda: not held())
    # The next one takes over without being told of anything, and nothing is lost or doubled.
    filled("unit", "class", "J101-WS·1952·Y-0001", "withheld", "--reason", "x")
    again = origin(started("serve", "--port", "0"))
    told = httpx.get(f"{again}/api/v1/search", timeout=SECONDS).json()
    assert told["total"]["units"] == wanted["units"] - 1
    assert "J101-WS·1952·Y-0001" not in str(told)
    until(lambda: filled("status", "--json").json["backlog"] == 0)
    assert filled("check").code == 0


@pytest.mark.slow
def test_a_writer_whose_service_ended_while_it_started_ends_too(filled):
    writer = subprocess.run(
        [sys.executable, "-m", "lantai", "writer", "--watched-by", "1"],
        env=environment(),
        capture_output=True,
        timeout=SECONDS,
        check=False,
    )
    assert writer.returncode == 0


@pytest.mark.slow
def test_a_service_with_few_descriptors_says_so_and_answers_on(filled, home):
    """With a thousand silent connections and `ulimit -n 1024` new clients were reset, and nothing was logged."""
    server = subprocess.Popen(
        ["/bin/sh", "-c", f"ulimit -n 160; exec {sys.executable} -m lantai serve --port 0 --no-writer"],
        env={**environment(), "LANTAI_OCR": "none"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    address = origin(server)
    port = int(address.rpartition(":")[2])
    silent = []
    try:
        # From an address that is no proxy's: some connections are kept for those who look after the service.
        refused = b""
        while not refused:
            client = socket.create_connection(("127.0.0.1", port), SECONDS, ("127.0.0.1", 0))
            client.setblocking(False)
            silent.append(client)
            time.sleep(0.005)
            try:
                refused = client.recv(4096)
            except BlockingIOError:
                continue
            assert len(silent) < 400
        assert b" 503 " in refused and "稍后再试".encode() in refused
        # What is silent goes after ten seconds: then there is room again.
        until(lambda: httpx.get(f"{address}/api/v1/health", timeout=SECONDS).status_code == 200)
    finally:
        for client in silent:
            client.close()
        server.send_signal(signal.SIGTERM)
        _, log = server.communicate(timeout=SECONDS)
    assert "few_descriptors" in log and "ulimit" in log and "connections_refused" in log


def test_without_a_descriptor_a_client_is_told_so_and_the_log_says_what_to_do(caplog, monkeypatch):
    import errno

    from lantai.accepting import Acceptor
    from lantai.connections import OpenConnections, Trusted
    from lantai.counts import NoCounts
    from lantai.serving import bind

    listening = bind("127.0.0.1", 0)
    acceptor = Acceptor(
        listening, OpenConnections(9, 9, Trusted("")), lambda *_: True, NoCounts(), 9, lambda: 0.0
    )
    accept, tries = acceptor._accept, []

    def exhausted():
        tries.append(1)
        if acceptor._reserve >= 0:
            raise OSError(errno.EMFILE, "Too many open files")
        return accept()

    monkeypatch.setattr(acceptor, "_accept", exhausted)
    clients = [socket.create_connection(listening.getsockname(), SECONDS) for _ in range(3)]
    acceptor.accept_some()
    for client in clients:
        assert b" 503 " in client.recv(4096)
        client.close()
    # Each client took two tries, and the queue is empty: nothing turns in place.
    assert len(tries) == 8
    told = [record for record in caplog.records if record.message == "out_of_descriptors"]
    assert len(told) == 1 and "LimitNOFILE" in told[0].zh and "LimitNOFILE" in told[0].en
    acceptor.close()
