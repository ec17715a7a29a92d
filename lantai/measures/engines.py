"""Where the indices of a measuring home lie: in its folder, or in the cluster that the settings name."""

from __future__ import annotations

from pathlib import Path

from engines.opensearch_engine.address import Shape
from engines.port import Generations
from lantai.engine_settings import EngineChoice

#: The engine of one machine, in the folder of the measuring home.
EMBEDDED = EngineChoice(None, Shape())


def generations_of(folder: Path, home: str, engine: EngineChoice) -> Generations:
    """The generations of a measuring home's indices.

    Args:
        folder: for the embedded engine.
        home: id of the measuring home, a new one for each; in a cluster no other home has its names.
        engine: which one is measured.
    """
    if engine.cluster is None:
        from engines.tantivy_engine.generations import TantivyGenerations

        return TantivyGenerations(folder)
    from engines.opensearch_engine.cluster import Cluster
    from engines.opensearch_engine.generations import OpenSearchGenerations

    return OpenSearchGenerations(Cluster.at(engine.cluster), home, engine.shape)


def bytes_below(folder: Path) -> int:
    """Bytes of all that lies below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def bytes_held(folder: Path, home: str, engine: EngineChoice) -> int:
    """Bytes of a measuring home's indices, all shards and copies together."""
    if engine.cluster is None:
        return bytes_below(folder)
    from engines.opensearch_engine.cluster import Cluster
    from engines.opensearch_engine.names import Names

    told = Cluster.at(engine.cluster).ask("GET", f"/{Names.of(home).stem}-*/_stats/store")
    return int(told["_all"]["total"]["store"]["size_in_bytes"])


def forget(home: str, engine: EngineChoice) -> None:
    """Remove the indices of a measuring home from a cluster; one that is embedded is not touched.

    Raises:
        ClusterError: they cannot be removed.
    """
    if engine.cluster is None:
        return
    from engines.opensearch_engine.cluster import Cluster
    from engines.opensearch_engine.names import Names

    cluster = Cluster.at(engine.cluster)
    # By their names, not by a pattern: a cluster may refuse to delete by one.
    for index in cluster.ask("GET", f"/{Names.of(home).stem}-*/_alias"):
        cluster.ask("DELETE", f"/{index}", absent=(404,))
