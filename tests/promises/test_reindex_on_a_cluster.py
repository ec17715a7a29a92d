"""A rebuild on a cluster: no failed and no mixed answer while it is interrupted, resumed, swapped, and rolled back."""

from __future__ import annotations

import pytest

from engines.opensearch_engine.address import Shape
from indexer import scribe
from indexer.counts import expected_entries, searchable_entries
from indexer.rebuild import reindex, roll_back
from indexer.writing import backlog, drain
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


class Rates:
    """What a rebuild told of its progress; interrupts it the first time that some units are done."""

    def __init__(self, interrupts):
        self.interrupts, self.told = interrupts, []

    def __call__(self, done, total, rate):
        self.told.append((done, total, rate))
        if self.interrupts and 0 < done < total:
            raise KeyboardInterrupt


def test_nobody_notices_a_rebuild_that_is_interrupted_and_resumed(plant, monkeypatch):
    monkeypatch.setattr(scribe, "_COMMIT_ENTRIES", 20)
    before = answers_of(answering(plant), IN_ORDER)
    first = plant.generations.current()
    with Asking(plant, IN_ORDER[::6], each(before)) as asking:
        interrupted = Rates(interrupts=True)
        with pytest.raises(KeyboardInterrupt):
            reindex(plant, interrupted)
        half = plant.generations.kept()[-1]
        assert plant.generations.current() == first and half != first
        resumed = Rates(interrupts=False)
        reindex(plant, resumed)
        # By a writer that runs, for whoever asks.
        assert plant.generations.current() == half
        with Running(plant) as writer:
            asked = asking.rounds
            reindex(plant, told_nobody)
            assert "rebuild_done" in writer.events()
            while asking.rounds < asked + 2 and not asking.wrong:
                pass
    assert asking.wrong == [] and asking.rounds
    # It goes on where it stopped: what was done is not done again, and progress has a rate.
    assert interrupted.told[-1][0] <= resumed.told[0][0] and all(rate > 0 for _, _, rate in resumed.told)
    assert resumed.told[-1][:2] == (24, 24)
    assert answers_of(answering(plant), IN_ORDER) == before
    print(f"{asking.rounds} rounds of {len(IN_ORDER[::6])} questions by 3 readers; 3 rebuilds, 1 interrupted")


def test_a_roll_back_shows_nothing_that_was_closed_since_with_the_writer_stopped(plant):
    reindex(plant, told_nobody)
    earlier = plant.generations.kept()[-2]
    gone = close_in_every_way(plant)
    drain(plant)
    truth = answers_of(answering(plant), IN_ORDER)
    assert roll_back(plant) == earlier and backlog(plant) > 0
    told = lists(plant)
    assert len(told) > 20 and shows(told, gone) == []
    for name, said in told.items():
        counted_as_listed(name, said)
    drain(plant)
    with plant.store.reading() as connection:
        wanted = expected_entries(connection)
    assert searchable_entries(pinned(plant)) == wanted and backlog(plant) == 0
    assert answers_of(answering(plant), IN_ORDER) == truth


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
