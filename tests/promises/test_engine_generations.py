"""What every engine promises an operator: one generation answers, another is made beside it, a swap is seen whole."""

from __future__ import annotations

import pytest

from engines.letters import NoIndex, OtherAnalyzer
from engines.port import PLACES, manifest_now
from tests.promises.engine_adapters import CATALOGUE, FINGERPRINT, HOME, add, begun
from tests.promises.engine_corpus import count, one


def test_generations_are_kept_in_the_order_of_making_and_one_answers(adapter, tmp_path):
    generations = adapter.open(tmp_path / "index")
    assert (generations.current(), generations.kept()) == ("", [])
    with pytest.raises(NoIndex):
        generations.pinner(HOME, FINGERPRINT).pin()
    first, second = begun(generations), generations.make(manifest_now(HOME, FINGERPRINT, 12))
    assert generations.kept() == [first, second] and generations.current() == first
    assert generations.manifest(second) == manifest_now(HOME, FINGERPRINT, 12)
    assert adapter.open(tmp_path / "index").kept() == [first, second]
    generations.drop(second)
    assert generations.kept() == [first]


def test_a_swap_is_seen_whole_at_the_next_pin_and_readers_of_the_old_go_on(empty):
    generations, first = empty
    for place in PLACES:
        add(generations, first, place, [one(1)], 1)
    pinner = generations.pinner(HOME, FINGERPRINT)
    before = pinner.pin()
    second = generations.make(manifest_now(HOME, FINGERPRINT, 1))
    for place in PLACES:
        add(generations, second, place, [one(2), one(3)], 1)
        assert count(pinner.pin(), place=place) == 1
    generations.make_current(second)
    after = pinner.pin()
    generations.drop(first)
    for place in PLACES:
        assert (count(before, place=place), count(after, place=place)) == (1, 2)
        assert count(pinner.pin(), place=place) == 2


def test_a_name_is_never_given_twice_so_nobody_mistakes_a_new_generation_for_an_old(empty):
    generations, first = empty
    second = generations.make(manifest_now(HOME, FINGERPRINT, 1))
    generations.make_current(second)
    pinner = generations.pinner(HOME, FINGERPRINT)
    add(generations, second, CATALOGUE, [one(1)], 1)
    assert count(pinner.pin()) == 1
    generations.make_current(first)
    generations.drop(second)
    third = generations.make(manifest_now(HOME, FINGERPRINT, 2))
    assert third not in (first, second)
    add(generations, third, CATALOGUE, [one(1), one(2)], 1)
    generations.make_current(third)
    assert count(pinner.pin()) == 2


def test_an_index_made_by_other_rules_does_not_answer(empty):
    generations, name = empty
    add(generations, name, CATALOGUE, [one(1)], 1)
    for home, rules in ((HOME, "other rules"), ("another home", FINGERPRINT)):
        with pytest.raises(OtherAnalyzer) as told:
            generations.pinner(home, rules).pin()
        assert "lantai reindex" in told.value.letter.en and "lantai reindex" in told.value.letter.zh
    assert count(generations.view(name)) == 1
