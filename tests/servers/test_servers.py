"""The servers that tests are run against start, answer, survive a kill, and leave nothing behind."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.parse
from pathlib import Path

import pytest

from tests.servers.keeper import alive
from tests.servers.obtaining import ROOT, sources
from tests.servers.redis import REDIS
from tests.servers.running import owned

FIXTURES = ("opensearch_url", "postgres_url", "redis_url", "tika_url", "s3_url")


@pytest.mark.parametrize("name", FIXTURES)
def test_a_server_answers_on_loopback(name, request):
    told = urllib.parse.urlsplit(request.getfixturevalue(name))
    assert told.hostname == "127.0.0.1"
    with socket.create_connection((told.hostname, told.port), timeout=5) as line:
        assert line.getpeername()[1] == told.port


def test_a_server_of_ones_own_is_killed_and_started_again_where_it_was(redis_url, tmp_path):
    del redis_url  # it is on this machine
    folder = Path(os.environ["TEST_SERVERS_FOLDER"]) / f"own-{os.getpid()}"
    with owned(REDIS, folder) as running:
        url, first = running.url, running.pid
        running.kill()
        assert not alive(first)
        running.start()
        assert running.url == url and running.pid != first
        last = running.pid
    assert not alive(last) and not folder.exists()


SMALL = """
import os
from pathlib import Path
def test_one(redis_url):
    Path({told!r}).write_text(os.environ["TEST_SERVERS_FOLDER"])
    if {die}:
        os.kill(os.getpid(), 9)
"""


@pytest.mark.parametrize("die", [False, True], ids=["ends", "is killed"])
def test_a_session_leaves_nothing_behind(redis_url, tmp_path, die):
    del redis_url
    told = tmp_path / "told"
    (tmp_path / "conftest.py").write_text("pytest_plugins = ['tests.servers.fixtures']\n")
    (tmp_path / "test_small.py").write_text(SMALL.format(told=str(told), die=die))
    kept = {name: value for name, value in os.environ.items() if not name.startswith("TEST_SERVERS")}
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull, str(tmp_path)],
        cwd=tmp_path,
        env={**kept, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert ended.returncode == (-signal.SIGKILL if die else 0), ended.stdout
    folder = Path(told.read_text())
    until = time.monotonic() + 20
    pid = folder / "redis" / "server.pid"
    while pid.exists() and alive(int(pid.read_text())) and time.monotonic() < until:
        time.sleep(0.1)
    assert not pid.exists() or not alive(int(pid.read_text()))
    if not die:
        assert not folder.exists()


def test_versions_stand_in_one_place():
    for source in sources().values():
        assert sum(map(bool, (source.maven, source.python, source.debian))) == 1
        assert not source.maven or f":{source.version}:" in source.maven
