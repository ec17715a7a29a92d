"""PostgreSQL: a cluster of its own, without a password, on loopback."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass
from pathlib import Path

from tests.servers import obtaining
from tests.servers.running import Plan


@dataclass(frozen=True)
class PostgreSQL:
    """See `tests.servers.running.Server`."""

    name: str = "postgresql"

    def plan(self, folder: Path, port: int) -> Plan:
        """See `tests.servers.running.Server.plan`."""
        programs = obtaining.postgresql()
        stored = str(folder / "stored")

        def ready() -> bool:
            asked = [str(programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(port)]
            return subprocess.run(asked, check=False, timeout=10).returncode == 0

        return Plan(
            [
                *(
                    str(programs / "postgres"),
                    "-D",
                    stored,
                    "-h",
                    "127.0.0.1",
                    "-p",
                    str(port),
                    "-k",
                    str(folder),
                ),
                # It need not outlive a power cut, only a kill.
                *("-c", "fsync=off", "-c", "shared_buffers=32MB", "-c", "max_connections=200"),
            ],
            f"postgresql://lantai@127.0.0.1:{port}/postgres",
            ready,
            {"TZ": "UTC"},
            first=(
                [
                    *(str(programs / "initdb"), "-D", stored, "-U", "lantai", "-A", "trust"),
                    *("-E", "UTF8", "--no-locale", "--no-sync"),
                ],
            ),
        )


POSTGRESQL = PostgreSQL()
