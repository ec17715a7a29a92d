"""A rebuild on a cluster: no failed and no mixed answer while it is interrupted, resumed, swapped, and rolled back."""

from __future__ import annotations

import time

import pytest

from engines.opensearch_engine.address import Shape
from indexer import scribe
from indexer.counts import expected_entries, searchable_entries
from indexer.findable import backlog
from indexer.rebuild import build, reindex, roll_back
from indexer.writing import drain
from search_api.problems import ProblemError
from sharing.access import ANONYMOUS
from tests.clusters import merged, on_cluster
from tests.homes import pinned
from tests.promises import asked_home
from tests.promises.asked_home import IN_ORDER, answering, answers_of
from tests.promises.test_reindex_while_asked import (
    Asking,
    close_in_every_way,
    counted_as_listed,
    each,
    interrupted,
    lists,
    shows,
    told_nobody,
)
from tests.rooms.indexer.test_writing import Running

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("cluster in trouble")]


@pytest.fixture(scope="module")
def plant(tmp_path_factory, opensearch_url):
    embedded = asked_home.asked_home(tmp_path_factory.mktemp("asked"), 24)
    plant = on_cluster(embedded, opensearch_url, Shape(shards=2))
    merged(plant, opensearch_url)
    yield plant
    plant.store.close()


#: Every third order, scope and question; a cluster answers in some milliseconds, and there are three readers.
ASKED = IN_ORDER[::3]


def test_nobody_notices_a_rebuild_that_is_interrupted_and_resumed(plant, monkeypatch):
    monkeypatch.setattr(scribe, "_COMMIT_ENTRIES", 20)
    before = answers_of(answering(plant), ASKED)
    first = plant.generations.current()
    with Asking(plant, ASKED[::6], each(before)) as asking:
        with pytest.raises(KeyboardInterrupt):
            build(plant, interrupted, told_nobody)
        half = plant.generations.kept()[-1]
        assert plant.generations.current() == first and half != first
        told: list[tuple[int, int, float]] = []
        reindex(plant, lambda *how_far: told.append(how_far))
        # It went on with the one that was begun, and says how far it came and how fast.
        assert plant.generations.current() == half
        assert told[-1][:2] == (24, 24) and all(rate > 0 for _, _, rate in told)
        _asked_once_more(asking)
    assert asking.wrong == [] and asking.rounds
    assert answers_of(answering(plant), ASKED) == before
    print(
        f"2 rebuilds, 1 of them interrupted; {asking.rounds} rounds of {len(ASKED[::6])} questions as 3 readers"
    )


@pytest.mark.soak
def test_nobody_notices_what_a_running_writer_rebuilds_for_whoever_asks(plant):
    before = answers_of(answering(plant), ASKED)
    with Running(plant) as writer, Asking(plant, ASKED, each(before)) as asking:
        for _ in range(5):
            reindex(plant, told_nobody)
            _asked_once_more(asking)
        assert writer.events().count("rebuild_done") == 5
    print(f"5 rebuilds by a running writer; {asking.rounds} rounds of {len(ASKED)} questions as 3 readers")
    assert asking.wrong == [] and answers_of(answering(plant), ASKED) == before


def _asked_once_more(asking):
    rounds = asking.rounds
    while asking.rounds == rounds and not asking.wrong:
        time.sleep(0.05)


def test_a_roll_back_shows_nothing_that_was_closed_since_with_the_writer_stopped(plant):
    reindex(plant, told_nobody)
    earlier = plant.generations.kept()[-2]
    gone = close_in_every_way(plant)
    drain(plant)
    truth = answers_of(answering(plant), ASKED)
    assert roll_back(plant) == earlier and backlog(plant) > 0
    told = lists(plant)
    assert len(told) > 20 and shows(told, gone) == []
    for name, said in told.items():
        counted_as_listed(name, said)
    drain(plant)
    with plant.store.reading() as connection:
        wanted = expected_entries(connection)
    assert searchable_entries(pinned(plant)) == wanted and backlog(plant) == 0
    assert answers_of(answering(plant), ASKED) == truth


def test_an_index_that_was_deleted_in_the_cluster_is_a_clear_word_and_made_again(plant):
    """`lantai reindex` mends what somebody removed with the cluster's own tools."""
    before = answers_of(answering(plant), IN_ORDER[:6])
    answers = answering(plant)
    plant.generations.drop(plant.generations.current())
    with pytest.raises(ProblemError) as told:
        answers.search(ANONYMOUS, {"q": "福州"})
    assert told.value.status == 503
    drain(plant)
    assert answers_of(answers, IN_ORDER[:6]) == before
