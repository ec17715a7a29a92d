"""OpenSearch: the core alone, no plug-in, in 512 MB."""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from pathlib import Path

from tests.servers import obtaining
from tests.servers.http_answers import answers
from tests.servers.running import Plan, free_port, reachable


@dataclass(frozen=True)
class OpenSearch:
    """See `tests.servers.running.Server`.

    Attributes:
        heap: megabytes of Java's heap.
        more: further lines of its settings.
        java: further words for Java.
        transport: port at which nodes of one cluster speak; 0 for any.
        discovery: how it finds other nodes.
    """

    name: str = "opensearch"
    heap: int = 512
    more: tuple[str, ...] = ()
    java: tuple[str, ...] = ()
    transport: int = 0
    discovery: tuple[str, ...] = ("discovery.type: single-node",)

    def plan(self, folder: Path, port: int) -> Plan:
        """See `tests.servers.running.Server.plan`."""
        archive, java = obtaining.artifact("opensearch"), obtaining.java()
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(folder)
        home = next(folder.glob("opensearch-*"))
        for script in (home / "bin").iterdir():
            script.chmod(0o755)
        config = home / "config"
        options = config / "jvm.options"
        # The runtime is small: it has no incubator modules.
        kept = [line for line in options.read_text().splitlines() if "jdk.incubator.vector" not in line]
        options.write_text("\n".join(kept) + "\n")
        settings = (
            "cluster.name: lantai-tests",
            *self.discovery,
            "network.host: 127.0.0.1",
            f"http.port: {port}",
            f"transport.port: {self.transport or free_port()}",
            f"path.data: {folder / 'data'}",
            f"path.logs: {folder / 'logs'}",
            # A disk that is nearly full is a test of its own, not an accident of this machine.
            "cluster.routing.allocation.disk.threshold_enabled: false",
            # Homes by the hundred are opened here within the ten minutes that a point in time is kept.
            "search.max_open_pit_context: 20000",
            *self.more,
        )
        (config / "opensearch.yml").write_text("\n".join(settings) + "\n")
        (folder / "tmp").mkdir()
        url = f"http://127.0.0.1:{port}"
        return Plan(
            [str(home / "bin" / "opensearch")],
            url,
            lambda: answers(f"{url}/_cluster/health?wait_for_status=yellow&timeout=1s"),
            {
                "OPENSEARCH_JAVA_HOME": str(reachable(java, folder)),
                "OPENSEARCH_JAVA_OPTS": " ".join((f"-Xms{self.heap}m", f"-Xmx{self.heap}m", *self.java)),
                "OPENSEARCH_TMPDIR": str(folder / "tmp"),
            },
            seconds=180.0,
        )


OPENSEARCH = OpenSearch()
