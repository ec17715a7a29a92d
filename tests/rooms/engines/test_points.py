"""Points in time do not outlive the process that opened them: a node of a cluster keeps few."""

from __future__ import annotations

import subprocess
import sys

from tests.shared import REPOSITORY

_PROGRAM = """
from engines.opensearch_engine.cluster import ClusterError
from engines.opensearch_engine.points import Points

class Cluster:
    opened = 0
    def ask(self, method, path, body=None, **_):
        if method == "DELETE":
            print(*sorted(body["pit_id"]), flush=True)
            raise ClusterError(0, "unreachable")  # nobody is told: the process ends all the same
        self.opened += 1
        return {"pit_id": f"point-{self.opened}"}

points = Points(Cluster())
held, dropped = points.open("one"), points.open("two")
del dropped
"""


def test_a_process_that_ends_gives_back_all_that_it_opened():
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM],
        cwd=REPOSITORY,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert (done.stdout.split(), done.stderr) == (["point-1", "point-2"], "")
