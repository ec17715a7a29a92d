"""Homes of tests whose indices lie in the session's OpenSearch."""

from __future__ import annotations

import dataclasses
from urllib.parse import urlsplit

from engines.opensearch_engine.address import Address, Shape
from engines.opensearch_engine.cluster import Cluster
from engines.opensearch_engine.generations import OpenSearchGenerations
from engines.opensearch_engine.names import Names
from engines.port import PLACES
from holdings.store import homes
from indexer.plant import Plant
from indexer.writing import drain


def cluster_at(url: str) -> Cluster:
    """The cluster at a URL without credentials."""
    told = urlsplit(url)
    return Cluster.at(Address(str(told.hostname), int(told.port or 0)))


def on_cluster(plant: Plant, url: str, shape: Shape) -> Plant:
    """The same home with its indices in a cluster, made there from its store."""
    with plant.store.reading() as connection:
        home = homes.fact(connection, "id")
    there = dataclasses.replace(plant, generations=OpenSearchGenerations(cluster_at(url), home, shape))
    drain(there)
    return there


def merged(plant: Plant, url: str) -> None:
    """Merge the indices of a home in a cluster now, as the cluster does by itself in time.

    Until then entries that were replaced while the home was built count for BM25, as they do in any engine.
    """
    with plant.store.reading() as connection:
        names = Names.of(homes.fact(connection, "id"))
    cluster, generation = cluster_at(url), plant.generations.current()
    for place in PLACES:
        index = names.index(generation, place)
        cluster.ask("POST", f"/{index}/_forcemerge", max_num_segments="1")
        cluster.ask("POST", f"/{index}/_refresh")
