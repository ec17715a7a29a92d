"""Redis: nothing is saved."""

from __future__ import annotations

import socket
from dataclasses import dataclass
from pathlib import Path

from tests.servers import obtaining
from tests.servers.running import Plan


@dataclass(frozen=True)
class Redis:
    """See `tests.servers.running.Server`."""

    name: str = "redis"

    def plan(self, folder: Path, port: int) -> Plan:
        """See `tests.servers.running.Server.plan`."""

        def ready() -> bool:
            with socket.create_connection(("127.0.0.1", port), timeout=5) as line:
                line.sendall(b"PING\r\n")
                return line.recv(16).startswith(b"+PONG")

        command = [str(obtaining.redis()), "--port", str(port), "--bind", "127.0.0.1"]
        return Plan(
            [*command, "--save", "", "--appendonly", "no", "--dir", str(folder)],
            f"redis://127.0.0.1:{port}",
            ready,
        )


REDIS = Redis()
