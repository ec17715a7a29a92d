"""Running servers for tests: on a free port, as a user other than root, ended with the tests.

`shared` gives one server to all workers of a test session. `Running` is a server of a test's own, which it
may stop, kill and start again; its folder and port stay the same.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from tests.servers.keeper import alive
from tests.servers.obtaining import ROOT

#: Names the folder of the session's shared servers, for its workers.
FOLDER_VARIABLE = "TEST_SERVERS_FOLDER"
OWNER_VARIABLE = "TEST_SERVERS_OWNER"


class ServerFailedError(RuntimeError):
    """A server is here and does not start."""


@dataclass(frozen=True)
class Plan:
    """How a server is started.

    Attributes:
        command: what runs; from the server's folder, and it stays in the foreground.
        url: where it answers.
        ready: whether it answers; may raise OSError while it does not.
        environment: what is set for it beside PATH and HOME.
        first: what is run once, before the first start.
        seconds: how long it may take to be ready.
    """

    command: list[str]
    url: str
    ready: Callable[[], bool]
    environment: dict[str, str] = field(default_factory=dict)
    first: tuple[list[str], ...] = ()
    seconds: float = 120.0


class Server(Protocol):
    """A kind of server."""

    @property
    def name(self) -> str:
        """As versions.toml has it."""
        ...

    def plan(self, folder: Path, port: int) -> Plan:
        """How it is started in a folder that exists and is empty at the first time.

        Raises:
            ServerMissingError: it is not on this machine.
        """
        ...


def free_port() -> int:
    """A port of loopback that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def other_user() -> str:
    """Who servers run as: nobody where this is root (OpenSearch and PostgreSQL refuse root); else empty."""
    return "nobody" if os.geteuid() == 0 else ""


def reachable(path: Path, folder: Path) -> Path:
    """A program's path as the servers' user can reach it: itself, or a copy in the server's folder."""
    if not other_user() or all(parent.stat().st_mode & 0o001 for parent in path.resolve().parents):
        return path
    copied = folder / path.name
    if path.is_dir():
        shutil.copytree(path, copied, dirs_exist_ok=True)
    else:
        shutil.copy(path, copied)
    return copied


class Running:
    """A server that runs until it is stopped or its owner ends.

    Args:
        server: what runs.
        folder: its own; must not exist or be empty at the first start.
        owner: process with which it ends.
        left: what is removed where the owner ends without a word.
    """

    def __init__(self, server: Server, folder: Path, owner: int, left: Path) -> None:
        self._server = server
        self._left = left
        self._folder = folder
        self._owner = owner
        self._keeper: subprocess.Popen[bytes] | None = None
        folder.mkdir(parents=True, exist_ok=True)
        self._plan = server.plan(folder, free_port())
        self._give_away()
        for command in self._plan.first:
            self._once(command)

    @property
    def url(self) -> str:
        """Where it answers."""
        return self._plan.url

    @property
    def keeper(self) -> int:
        """The process to end to stop it; 0 while it does not run."""
        return self._keeper.pid if self._keeper else 0

    def start(self) -> Running:
        """Start it, and return when it answers.

        Raises:
            ServerFailedError: it ended, or does not answer in time.
        """
        with (self._folder / "log").open("ab") as log:
            self._keeper = subprocess.Popen(
                [
                    *(sys.executable, "-m", "tests.servers.keeper"),
                    *(str(self._owner), other_user(), str(self._left), *self._plan.command),
                ],
                cwd=self._folder,
                env=self._environment(),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        until = time.monotonic() + self._plan.seconds
        while not self._ready():
            if self._keeper.poll() is not None or time.monotonic() > until:
                told = (self._folder / "log").read_text(encoding="utf-8", errors="replace")[-3_000:]
                self.stop()
                raise ServerFailedError(f"{self._server.name} did not start:\n{told}")
            time.sleep(0.1)
        return self

    def stop(self) -> None:
        """Stop it politely."""
        if self._keeper is not None:
            self._keeper.terminate()
            self._keeper.wait(60)
            self._keeper = None

    def kill(self) -> None:
        """Kill it, so that it has no time for anything."""
        with contextlib.suppress(ProcessLookupError):
            os.killpg(self.pid, signal.SIGKILL)
        self.stop()

    def forget(self) -> None:
        """Leave it to its keeper: it goes on until it is ended by the number of that."""
        if self._keeper is not None:
            self._keeper.returncode = 0  # nobody waits for it here, which is meant
            self._keeper = None

    @property
    def pid(self) -> int:
        """The server's own process, which leads its group."""
        return int((self._folder / "server.pid").read_text())

    def _ready(self) -> bool:
        try:
            return self._plan.ready()
        except OSError:
            return False

    def _once(self, command: list[str]) -> None:
        as_user = {"user": other_user(), "group": _group(), "extra_groups": []} if other_user() else {}
        done = subprocess.run(  # type: ignore[call-overload]
            command,
            cwd=self._folder,
            env=self._environment(),
            capture_output=True,
            text=True,
            check=False,
            **as_user,
        )
        if done.returncode:
            raise ServerFailedError(f"{command[0]}: {done.stdout}\n{done.stderr}")

    def _environment(self) -> dict[str, str]:
        # Nothing of whoever runs the tests: a server is the same everywhere.
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "HOME": str(self._folder),
            "LANG": "C.UTF-8",
            "PYTHONPATH": str(ROOT),
            **self._plan.environment,
        }

    def _give_away(self) -> None:
        if other_user():
            number = pwd.getpwnam(other_user()).pw_uid
            for path in (self._folder, *self._folder.rglob("*")):
                os.chown(path, number, _group())


def _group() -> int:
    return pwd.getpwnam(other_user()).pw_gid


def shared(server: Server) -> str:
    """URL of the session's server of this kind; the first worker that asks starts it.

    Raises:
        ServerMissingError: it is not on this machine.
        ServerFailedError: it does not start.
    """
    folder = Path(os.environ[FOLDER_VARIABLE])
    folder.mkdir(exist_ok=True)
    folder.chmod(0o711)  # the servers run as another user
    with (folder / f"{server.name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        noted = folder / f"{server.name}.json"
        if noted.exists():
            told = json.loads(noted.read_text())
            if alive(told["keeper"]):
                return str(told["url"])
        # A port may be taken between the look and the start: then once more.
        for again in (True, False):
            own = folder / server.name
            shutil.rmtree(own, ignore_errors=True)
            try:
                running = Running(server, own, int(os.environ[OWNER_VARIABLE]), folder).start()
            except ServerFailedError:
                if not again:
                    raise
                continue
            break
        noted.write_text(json.dumps({"url": running.url, "keeper": running.keeper}))
        running.forget()
        return running.url


@contextlib.contextmanager
def owned(server: Server, folder: Path) -> Iterator[Running]:
    """A server of the caller's own, started; it is stopped and its folder removed at the end."""
    running = Running(server, folder, os.getpid(), folder)
    try:
        yield running.start()
    finally:
        running.stop()
        shutil.rmtree(folder, ignore_errors=True)


def end_shared(folder: Path) -> None:
    """End the session's servers and remove what they wrote."""
    keepers = [int(json.loads(noted.read_text())["keeper"]) for noted in folder.glob("*.json")]
    for keeper in keepers:
        with contextlib.suppress(ProcessLookupError):
            os.kill(keeper, signal.SIGTERM)
    until = time.monotonic() + 30
    while any(alive(keeper) for keeper in keepers) and time.monotonic() < until:
        time.sleep(0.05)
    shutil.rmtree(folder, ignore_errors=True)
