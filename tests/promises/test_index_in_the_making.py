"""Until a new index is whole nobody is answered by a part of it; what was killed half way goes or is finished."""

from __future__ import annotations

import json

import pytest

from engines.opensearch_engine.names import Names
from engines.port import Place
from holdings.store import homes, outbox
from index_templates.templates import Partition
from indexer import rebuild, scribe
from indexer.counts import expected_entries, searchable_entries
from indexer.files import replace_json
from indexer.findable import backlog
from indexer.locks import IntakeLock
from indexer.rebuild import reindex
from indexer.writing import drain
from search_api.problems import ProblemError
from sharing.access import ANONYMOUS
from tests.homes import pinned
from tests.promises.asked_home import answering, asked_home, code_of, tighten
from tests.rooms.indexer.test_writing import Running


@pytest.fixture
def plant(tmp_path):
    plant = asked_home(tmp_path, 24)
    yield plant
    plant.store.close()


def told_nobody(_done, _total, _rate):
    pass


def as_the_store_says(plant):
    with plant.store.reading() as connection:
        wanted = expected_entries(connection)
    return searchable_entries(pinned(plant)) == wanted and backlog(plant) == 0


def unavailable(answers):
    """The problem that a question meets."""
    with pytest.raises(ProblemError) as told:
        answers.search(ANONYMOUS, {"q": "福州"})
    assert told.value.status == 503 and not answers.healthy()
    return told.value


def lose_the_pointer(plant):
    (plant.index_folder / "current").unlink()


def lose_all(plant):
    for name in plant.generations.kept():
        plant.generations.drop(name)
    lose_the_pointer(plant)


@pytest.mark.parametrize("lose", [lose_the_pointer, lose_all])
def test_while_the_first_index_is_made_questions_are_told_so_and_never_answered_in_part(
    plant, lose, monkeypatch
):
    monkeypatch.setattr(scribe, "_COMMIT_ENTRIES", 10)
    answers = answering(plant)
    before = json.dumps(answers.search(ANONYMOUS, {"sort": "code", "size": "50"}))
    lose(plant)
    looks = []

    def look(_done):
        if not plant.generations.current():
            looks.append(unavailable(answers).letter.zh)

    drain(plant, look)
    assert looks and all("正在建立" in zh or "reindex" in zh for zh in looks)
    assert json.dumps(answers.search(ANONYMOUS, {"sort": "code", "size": "50"})) == before
    assert answers.healthy() and as_the_store_says(plant)


def test_a_first_index_whose_making_was_killed_is_finished_at_the_next_start(plant, monkeypatch):
    monkeypatch.setattr(scribe, "_COMMIT_ENTRIES", 10)
    lose_all(plant)

    def die(_done):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        drain(plant, die)
    (half,) = plant.generations.kept()
    assert plant.generations.unfinished(half) and "建立" in unavailable(answering(plant)).letter.zh
    with Running(plant) as running:
        until(running, lambda: plant.generations.current() == half)
    assert as_the_store_says(plant)


def until(running, so):
    import time

    for _ in range(2000):
        if so():
            return
        time.sleep(0.01)
    raise AssertionError(running.lines)


def test_a_rebuild_that_was_killed_and_that_nobody_waits_for_goes_at_the_next_start(plant, monkeypatch):
    monkeypatch.setattr(scribe, "_COMMIT_ENTRIES", 10)
    before = plant.generations.current()

    def die():
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild.build(plant, die, told_nobody)
    half = plant.generations.kept()[-1]
    assert half != before and plant.generations.unfinished(half)
    with Running(plant) as running:
        running.until("unfinished_index_removed")
    assert plant.generations.kept() == [before] and as_the_store_says(plant)


@pytest.mark.parametrize("after", range(1, 18))
def test_a_generation_whose_making_was_killed_at_any_step_is_seen_and_goes(plant, after, monkeypatch):
    from engines.tantivy_engine import generations as module

    steps = 0

    def dies_after(step):
        def stepped(*arguments):
            nonlocal steps
            steps += 1
            if steps > after:
                raise KeyboardInterrupt  # as a kill: nothing is cleared away
            return step(*arguments)

        return stepped

    before = plant.generations.current()
    for name in ("replace_text", "make_index", "write_applied"):
        monkeypatch.setattr(module, name, dies_after(getattr(module, name)))
    died = False
    try:
        made = plant.generations.make(plant.generations.manifest(before))
    except KeyboardInterrupt:
        died, made = True, ""
    monkeypatch.undo()
    left = [*plant.generations.remnants(), *filter(plant.generations.unfinished, plant.generations.kept())]
    assert left and (died or left == [made])
    assert plant.generations.current() == before and as_the_store_says(plant)
    with Running(plant) as running:
        running.until("unfinished_index_removed")
    assert plant.generations.remnants() == [] and plant.generations.kept() == [before]


def test_half_written_objects_go_at_the_next_start_and_not_while_an_intake_is_under_way(plant):
    folder = plant.index_folder.parent / "objects"
    left = folder / ".new-half"
    left.write_bytes(b"half an object")
    with IntakeLock(plant.index_folder, plant.store), Running(plant) as running:
        running.until("writer_began")
    assert left.exists()
    with Running(plant) as running:
        until(running, lambda: not left.exists())


def damage(plant, pattern):
    for path in plant.index_folder.glob(pattern):
        path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


@pytest.mark.parametrize(
    "pattern",
    [
        "g*/fulltext-open/*.term",
        "g*/catalogue-open/meta.json",
        "g*/*/applied.json",
        "g*/manifest.json",
        "current",
    ],
)
def test_beside_a_running_writer_one_reindex_mends_a_damaged_index(plant, pattern):
    answers = answering(plant)
    before = json.dumps(answers.search(ANONYMOUS, {"sort": "code", "size": "50"}))
    damage(plant, pattern)
    said: list[object] = []
    with Running(plant) as running:
        running.until("writer_began")
        reindex(plant, told_nobody, said.append)
    assert said, "it is said who rebuilds"
    assert json.dumps(answering(plant).search(ANONYMOUS, {"sort": "code", "size": "50"})) == before
    assert plant.generations.damage() == [] and as_the_store_says(plant)


def test_a_writer_that_begins_with_a_rebuild_follows_what_is_changed_meanwhile(plant, monkeypatch):
    replace_json(plant.index_folder / "rebuild-request.json", {"token": "asked before it was started"})
    tighten(plant, code_of(16))
    seen = []

    def build(plant, between, _progress):
        between()
        seen.append(backlog(plant))
        return plant.generations.current()

    monkeypatch.setattr(rebuild, "build", build)
    with Running(plant) as running:
        running.until("rebuild_done")
    assert seen == [0]


def test_a_damaged_index_is_said_once_by_the_writer_and_not_again_and_again(plant):
    damage(plant, "g*/catalogue-open/meta.json")
    with Running(plant) as running:
        running.until("index_damaged")
        until(running, lambda: len(running.lines) > 1)
    assert running.events().count("index_damaged") == 1 and "writer_failed" not in running.events()
    told = unavailable(answering(plant))
    assert "lantai reindex" in told.letter.zh and "meta.json" not in str(told.letter)


def test_an_index_that_a_rebuild_would_keep_and_that_is_damaged_is_dropped(plant):
    before = plant.generations.current()
    damage(plant, "g*/fulltext-open/*.idx")
    reindex(plant, told_nobody)
    assert before not in plant.generations.kept() and as_the_store_says(plant)


def test_an_index_that_is_damaged_is_not_gone_back_to(plant):
    before = plant.generations.current()
    reindex(plant, told_nobody)
    damage(plant, f"{before}/fulltext-open/*.idx")
    with pytest.raises(rebuild.NothingBefore):
        rebuild.roll_back(plant)
    assert plant.generations.current() != before


def test_a_home_that_nothing_came_into_has_an_empty_index_at_once(tmp_path):
    from tests.homes import make_plant

    plant = make_plant(tmp_path / "home")
    drain(plant)
    assert answering(plant).search(ANONYMOUS, {})["total"]["units"] == 0
    with plant.store.reading() as connection:
        assert outbox.last_number(connection) == 0
    plant.store.close()


def test_an_index_lost_in_a_cluster_is_named_and_one_reindex_makes_it_anew(opensearch_url, tmp_path):
    from engines.opensearch_engine.address import Shape
    from tests.clusters import cluster_at, on_cluster

    plant = on_cluster(asked_home(tmp_path, 12), opensearch_url, Shape())
    before = json.dumps(answering(plant).search(ANONYMOUS, {"sort": "code", "size": "50"}))
    name = plant.generations.current()
    assert plant.generations.damage() == [] and not plant.generations.unfinished(name)
    with plant.store.reading() as connection:
        names = Names.of(homes.fact(connection, "id"))
    lost = names.index(name, Place("fulltext", Partition.OPEN))
    cluster_at(opensearch_url).ask("DELETE", f"/{lost}")
    assert [fault.what for fault in plant.generations.damage()] == [lost]
    unavailable(answering(plant))
    reindex(plant, told_nobody)
    assert json.dumps(answering(plant).search(ANONYMOUS, {"sort": "code", "size": "50"})) == before
    assert plant.generations.damage() == [] and name not in plant.generations.kept()
    plant.store.close()
