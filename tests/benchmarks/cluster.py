"""A cluster beside the embedded engine, and beside what OpenSearch does with Chinese by itself; in one run."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from engines.opensearch_engine.address import Address, Shape
from engines.opensearch_engine.cluster import Cluster
from lantai.engine_settings import EngineChoice
from tests.benchmarks import cluster_relevance, cluster_speed
from tests.benchmarks.cjk_server import CjkOpenSearch
from tests.benchmarks.rows import Options, Row
from tests.servers.running import owned

#: Megabytes of OpenSearch's heap.
HEAP = 2_048


@dataclass(frozen=True)
class Started:
    """A cluster that runs.

    Attributes:
        url: where it answers.
        pid: its process.
        engine: as settings choose it.
        cluster: to be spoken to.
    """

    url: str
    pid: int
    engine: EngineChoice
    cluster: Cluster

    @classmethod
    def at(cls, url: str, pid: int) -> Started:
        """The one at a URL without credentials."""
        told = urlsplit(url)
        address = Address(str(told.hostname), int(told.port or 0))
        return cls(url, pid, EngineChoice(address, Shape()), Cluster.at(address))


@contextlib.contextmanager
def started() -> Iterator[Started]:
    """An OpenSearch of the caller's own, with the cjk analyzer put in."""
    with tempfile.TemporaryDirectory(prefix="lantai-bench-") as reached:
        Path(reached).chmod(0o711)  # the server runs as another user
        with owned(CjkOpenSearch(heap=HEAP), Path(reached) / "opensearch") as running:
            yield Started.at(running.url, running.pid)


def run(options: Options) -> list[Row]:
    """The rows of this measure."""
    with started() as there:
        relevance = cluster_relevance.rows(options, there.url, there.cluster)
        return [*relevance, *cluster_speed.rows(options, there.engine, there.cluster, there.pid)]
