"""On a cluster too an anonymous reader cannot tell what is hidden: with several shards, and while segments merge."""

from __future__ import annotations

import shutil

import pytest

from engines.opensearch_engine.address import Shape
from sharing.classes import SharingClass
from tests.clusters import cluster_at, on_cluster
from tests.homes import make_plant
from tests.leaks import requests
from tests.leaks.asking import Home, differing, unit_path
from tests.leaks.test_next_answer import SECRET, UNIT
from tests.leaks.test_noninterference import hidden_changes

pytestmark = pytest.mark.xdist_group("leaks on a cluster")


@pytest.fixture
def both(made, tmp_path, opensearch_url):
    """The home with hidden units and the one without, their indices in one cluster."""
    homes = []
    for at, (name, shape) in enumerate((("with hidden", Shape(shards=3)), ("without", Shape(shards=3)))):
        folder = tmp_path / f"home{at}"
        shutil.copytree(made[name], folder)
        homes.append(Home(on_cluster(make_plant(folder), opensearch_url, shape)))
    yield tuple(homes)
    for home in homes:
        home.close()


def test_what_anybody_is_told_is_the_same_before_and_after_hidden_changes_and_merges(
    both, held, opensearch_url
):
    hiding, _ = both
    paths = [
        *requests.every_word(held)[::3],
        *requests.searches(held, 45, seed=1),
        *requests.suggestions(held)[::6],
        *requests.themed()[::2],
    ]
    assert len(paths) > 150
    assert differing(both, paths) == []
    hidden_changes(hiding)
    again = paths[::4]
    assert differing(both, again) == []
    hiding.follow()
    assert differing(both, again) == []
    cluster_at(opensearch_url).ask(
        "POST", "/lantai-*-restricted/_forcemerge", seconds=120.0, max_num_segments="1"
    )
    assert differing(both, again) == []


def test_what_is_closed_is_gone_from_the_next_answer_on_a_cluster(both):
    hiding, _ = both
    code = "J101-A-000"
    assert code in hiding.ask("/api/v1/search?size=100&sort=code").body.decode()
    hiding.classify(code, SharingClass.WITHHELD)
    assert f'"{code}"' not in hiding.ask("/api/v1/search?size=100&sort=code").body.decode()
    hiding.follow()
    assert f'"{code}"' not in hiding.ask("/api/v1/search?size=100&sort=code").body.decode()


def test_a_grant_that_is_given_and_taken_back_shows_in_the_next_answer_on_a_cluster(both):
    """No writer runs here: rights are read from the store at every question."""
    hiding, _ = both
    token = hiding.add_reader("grantee")

    def reads() -> bool:
        seen = UNIT in hiding.codes(token, q=SECRET)
        assert (hiding.ask(unit_path(UNIT, "/pages/1"), token).status == 200) is seen
        return seen

    assert not reads()
    for _ in range(3):
        grant = hiding.grant("grantee", UNIT)
        assert reads()
        hiding.end_grant(grant)
        assert not reads()
    hiding.grant("grantee", UNIT)
    assert reads()
    # What is tightened beyond what grants give is gone for a grantee too, before the index has followed.
    hiding.classify(UNIT, SharingClass.WITHHELD)
    assert not reads()
    hiding.follow()
    assert not reads()
