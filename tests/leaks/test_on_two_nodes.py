"""With replicas too, on a cluster of two nodes, an anonymous reader cannot tell what is hidden; one node may die."""

from __future__ import annotations

import contextlib
import os
import shutil
import time
from pathlib import Path

import pytest

from engines.letters import EngineFailed
from engines.opensearch_engine.address import Shape
from tests.clusters import cluster_at, on_cluster
from tests.homes import make_plant
from tests.leaks import requests
from tests.leaks.asking import Home, differing
from tests.leaks.test_noninterference import hidden_changes
from tests.servers.fixtures import said_aloud
from tests.servers.obtaining import ServerMissingError
from tests.servers.opensearch import OpenSearch
from tests.servers.running import FOLDER_VARIABLE, free_port, owned

pytestmark = pytest.mark.soak


@pytest.fixture
def nodes():
    """Two nodes of one cluster; the first manages it, both hold data."""
    folder = Path(os.environ[FOLDER_VARIABLE]) / f"own-nodes-{os.getpid()}"
    meets = free_port()
    seed = f"discovery.seed_hosts: [127.0.0.1:{meets}]"
    first = OpenSearch(
        "opensearch-a",
        transport=meets,
        discovery=("node.name: a", seed, "cluster.initial_cluster_manager_nodes: [a]"),
    )
    second = OpenSearch("opensearch-b", discovery=("node.name: b", seed, "node.roles: [data]"))
    try:
        with owned(first, folder / "a") as one, owned(second, folder / "b") as other:
            _settled(one.url, number_of_nodes=2)
            yield one, other
    except ServerMissingError as error:
        said_aloud("opensearch", error)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _settled(url, seconds=90, **wanted):
    """The cluster's health when it is as wanted; a node that has just begun may not answer yet."""
    until = time.monotonic() + seconds
    told: dict[str, object] = {}
    while any(told.get(name) != value for name, value in wanted.items()):
        assert time.monotonic() < until, told
        time.sleep(0.3)
        with contextlib.suppress(EngineFailed):
            told = cluster_at(url).ask("GET", "/_cluster/health")
    return told


def test_replicas_and_merges_tell_nothing_and_the_answers_outlive_a_node(made, held, tmp_path, nodes):
    first, second = nodes
    homes = []
    for at, name in enumerate(("with hidden", "without")):
        folder = tmp_path / f"home{at}"
        shutil.copytree(made[name], folder)
        homes.append(Home(on_cluster(make_plant(folder), first.url, Shape(shards=2, replicas=1))))
    hiding, plain = homes
    copies = _settled(first.url, status="green")["active_shards"]
    paths = [
        *requests.every_word(held)[::5],
        *requests.searches(held, 60, seed=2),
        *requests.suggestions(held)[::8],
        *requests.themed()[::3],
    ]
    assert len(paths) > 100
    both = (hiding, plain)
    assert differing(both, paths) == []
    hidden_changes(hiding)
    hiding.follow()
    # Each copy merges by itself: what the copies of a restricted index hold differs from then on.
    cluster_at(first.url).ask("POST", "/lantai-*-restricted/_forcemerge", seconds=120.0, max_num_segments="1")
    # Asked often, so that every copy of every shard has its turn.
    for _ in range(3):
        assert differing(both, paths[::3]) == []
    second.kill()
    _settled(first.url, status="yellow", number_of_nodes=1)
    # What was being asked of the dead node is 503 once, and the next try asks the other copy.
    until = time.monotonic() + 60
    while any(home.ask(path).status == 503 for home in homes for path in paths[::3]):
        assert time.monotonic() < until
    assert differing(both, paths[::3]) == []
    print(f"{copies} copies of shards on two nodes; {len(paths)} requests told nothing; a node was killed")
    for home in homes:
        home.close()
