"""What every engine promises the index writer: never half a change, never one twice, nothing before its commit."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from engines import query as q
from engines.packing import packed
from engines.port import PLACES, Applied
from index_templates import templates as t
from tests.homes import environment
from tests.promises.engine_adapters import CATALOGUE, FINGERPRINT, HOME, THEMES, add
from tests.promises.engine_corpus import count, one


def test_a_generation_begins_empty_in_all_six_places(empty):
    generations, name = empty
    view = generations.view(name)
    writer = generations.writer(name)
    for place in PLACES:
        assert (count(view, place=place), view.at(place.index, place.partition).size()) == (0, 0)
        assert view.at(place.index, place.partition).applied == Applied()
        assert writer.applied(place) == Applied() and writer.sure(place)
    writer.close()


def test_nothing_is_seen_before_the_commit_and_all_of_it_at_the_next_pin(empty):
    generations, name = empty
    pinner = generations.pinner(HOME, FINGERPRINT)
    before = pinner.pin()
    writer = generations.writer(name)
    writer.add(CATALOGUE, [one(1), one(2)])
    assert count(pinner.pin()) == 0
    writer.commit(CATALOGUE, Applied(5, 3))
    after = pinner.pin()
    assert count(after) == 2 and after.at("catalogue", CATALOGUE.partition).applied == Applied(5, 3)
    assert writer.applied(CATALOGUE) == Applied(5, 3)
    # What was pinned before stays as it was, and so does its number.
    assert count(before) == 0 and before.at("catalogue", CATALOGUE.partition).applied == Applied()
    writer.delete_units(CATALOGUE, [1])
    writer.commit(CATALOGUE, Applied(6))
    assert (count(before), count(after), count(pinner.pin())) == (0, 2, 1)
    writer.close()


def test_units_are_deleted_by_their_number_with_all_their_entries_and_no_others(empty):
    generations, name = empty
    units = [1, 2, 255, 256, (1 << 63) - 1, (1 << 63) - 2]
    pages = [one(unit, **{t.KIND: [1], t.PAGE: [page]}) for unit in units for page in (1, 2)]
    add(generations, name, CATALOGUE, [*map(one, units), *pages], 1)
    writer = generations.writer(name)
    writer.delete_units(CATALOGUE, [2, 256, (1 << 63) - 1, 77])
    writer.commit(CATALOGUE, Applied(2))
    writer.close()
    view = generations.view(name)
    assert view.at("catalogue", CATALOGUE.partition).units(q.EVERYTHING, 100) == {1, 255, (1 << 63) - 2}
    assert count(view) == 9


def test_deleting_and_adding_again_in_one_commit_leaves_the_new(empty):
    generations, name = empty
    add(generations, name, CATALOGUE, [one(1, "甲"), one(2, "甲")], 1)
    writer = generations.writer(name)
    writer.delete_units(CATALOGUE, [1])
    writer.add(CATALOGUE, [one(1, "乙乙")])
    writer.commit(CATALOGUE, Applied(2))
    view = generations.view(name)
    assert (count(view), count(view, q.Term(t.TITLE, "甲")), count(view, q.Term(t.TITLE, "乙乙"))) == (
        2,
        1,
        1,
    )
    # And once more before a commit: what is deleted last is gone, whatever was added before.
    writer.add(CATALOGUE, [one(1, "福州")])
    writer.delete_units(CATALOGUE, [1])
    writer.commit(CATALOGUE, Applied(3))
    writer.close()
    assert generations.view(name).at("catalogue", CATALOGUE.partition).units(q.EVERYTHING, 10) == {2}


def test_a_theme_goes_with_the_entries_of_its_units(empty):
    generations, name = empty
    placed = [one(unit, **{t.THEME_NUMBER: [theme]}) for theme in (70, 71) for unit in (1, 2, theme)]
    add(generations, name, THEMES, placed, 1)
    writer = generations.writer(name)
    writer.delete_themes(THEMES, [70])
    writer.commit(THEMES, Applied(2))
    writer.close()
    view = generations.view(name)
    assert view.at("themes", THEMES.partition).units(q.EVERYTHING, 10) == {1, 2, 71}
    assert count(view, place=THEMES) == 3


def test_what_is_not_committed_is_forgotten_when_the_writer_is_given_up(empty):
    generations, name = empty
    writer = generations.writer(name)
    writer.add(CATALOGUE, [one(1)])
    writer.commit(CATALOGUE, Applied(1))
    writer.add(CATALOGUE, [one(2)])
    writer.delete_units(CATALOGUE, [1])
    writer.close()
    again = generations.writer(name)
    assert again.applied(CATALOGUE) == Applied(1) and again.sure(CATALOGUE)
    again.commit(CATALOGUE, Applied(2))
    again.close()
    assert generations.view(name).at("catalogue", CATALOGUE.partition).units(q.EVERYTHING, 10) == {1}


def test_a_number_alone_can_be_written_down(empty):
    generations, name = empty
    add(generations, name, CATALOGUE, [one(1)], 1)
    add(generations, name, CATALOGUE, [], 9)
    writer = generations.writer(name)
    assert writer.applied(CATALOGUE) == Applied(9) and writer.sure(CATALOGUE)
    writer.close()


def test_places_do_not_see_each_other(empty):
    generations, name = empty
    writer = generations.writer(name)
    for at, place in enumerate(PLACES, 1):
        writer.add(place, [one(at)])
        writer.commit(place, Applied(at))
    writer.close()
    view = generations.view(name)
    for at, place in enumerate(PLACES, 1):
        snapshot = view.at(place.index, place.partition)
        assert snapshot.units(q.EVERYTHING, 10) == {at} and snapshot.applied == Applied(at)


def test_an_entry_with_a_field_that_the_index_does_not_know_is_refused(empty):
    generations, name = empty
    writer = generations.writer(name)
    with pytest.raises(KeyError, match="colour"):
        writer.add(CATALOGUE, [one(1, colour="red")])
    writer.close()


def test_entries_made_ready_elsewhere_are_as_those_that_are_not(empty):
    generations, name = empty
    writer = generations.writer(name)
    long = "甲" * 300  # longer than a token may be in a cluster
    entries = [one(1, f"福州 {long}"), one(2, "泉州"), one(3, f"福州 {long}"), one(4, "泉州")]
    writer.add(CATALOGUE, entries[:2])
    writer.add_packed(CATALOGUE, packed("catalogue", entries[2:]))
    writer.commit(CATALOGUE, Applied(1))
    writer.close()
    found = generations.view(name).at("catalogue", CATALOGUE.partition)
    for token, units in (("福州", {1, 3}), ("泉州", {2, 4}), (long, {1, 3}), ("甲" * 299, set())):
        assert found.units(q.Term(t.TITLE, token), 10) == units, token[:3]
    assert len({hit.score for hit in found.best(q.Term(t.TITLE, "泉州"), 10, 10).hits}) == 1


def test_a_writer_killed_in_a_commit_is_not_sure_and_a_repeat_doubles_nothing(adapter, empty, tmp_path):
    generations, name = empty
    add(generations, name, CATALOGUE, [one(1), one(2)], 3)
    entries = [one(unit) for unit in (2, 3, 4)]
    killed = subprocess.run(
        [sys.executable, "-m", "tests.promises.engine_adapters", adapter.name, str(tmp_path / "index")],
        input=json.dumps(entries),
        text=True,
        env=environment(),
        check=False,
    )
    assert killed.returncode == 9
    writer = generations.writer(name)
    assert writer.applied(CATALOGUE) == Applied(3) and not writer.sure(CATALOGUE)
    writer.delete_units(CATALOGUE, [2, 3, 4])
    writer.add(CATALOGUE, entries)
    writer.commit(CATALOGUE, Applied(7))
    writer.close()
    again = generations.writer(name)
    assert again.sure(CATALOGUE) and again.applied(CATALOGUE) == Applied(7)
    again.close()
    view = generations.view(name)
    assert view.at("catalogue", CATALOGUE.partition).units(q.EVERYTHING, 10) == {1, 2, 3, 4}
    assert count(view) == 4
