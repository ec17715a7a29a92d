"""Tika server; it forks a worker that it restarts."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from tests.servers import obtaining
from tests.servers.http_answers import answers
from tests.servers.running import Plan, reachable


@dataclass(frozen=True)
class Tika:
    """See `tests.servers.running.Server`."""

    name: str = "tika"

    def plan(self, folder: Path, port: int) -> Plan:
        """See `tests.servers.running.Server.plan`."""
        java = reachable(obtaining.java(), folder) / "bin" / "java"
        archive = reachable(obtaining.artifact("tika"), folder)
        (folder / "tmp").mkdir()
        url = f"http://127.0.0.1:{port}"
        return Plan(
            [
                *(str(java), "-Xmx256m", f"-Djava.io.tmpdir={folder / 'tmp'}", "-jar", str(archive)),
                *("-h", "127.0.0.1", "-p", str(port)),
            ],
            url,
            lambda: answers(f"{url}/version"),
            # The forked worker is started by name.
            {"JAVA_HOME": str(java.parents[1]), "TMPDIR": str(folder / "tmp")},
        )


TIKA = Tika()
