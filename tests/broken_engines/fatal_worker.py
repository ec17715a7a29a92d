"""A worker whose own process ends at a certain document, as by a kernel that takes its memory back.

    python -m tests.broken_engines.fatal_worker LOG LEASE

Everything else is `lantai worker`. Each end is a line of LOG: the number of the process that met the document.
"""

from __future__ import annotations

import os
import signal
import sys

from indexer.queues import celery_queue
from indexer.queues.steps import Hands
from lantai.cli import main

#: Part of the name of a document that no worker survives.
FATAL = "致命"


def _deadly(log: str) -> None:
    known = Hands._waiting

    def waiting(self, job):
        rows, have = known(self, job)
        if any(FATAL in row.name for row in rows):
            noted = os.open(log, os.O_APPEND | os.O_CREAT | os.O_WRONLY)
            os.write(noted, f"{os.getpid()}\n".encode())
            os.close(noted)
            os.kill(os.getpid(), signal.SIGKILL)
        return rows, have

    vars(celery_queue)["LEASE_S"] = float(sys.argv[2])
    setattr(Hands, "_waiting", waiting)  # noqa: B010 - not exported


if __name__ == "__main__":
    _deadly(sys.argv[1])
    sys.exit(main(["worker", "--processes", "2", "--queue", "light"]))
