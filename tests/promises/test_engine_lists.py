"""What every engine promises a list: each unit once, in a total order, each value counted through the question."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines import query as q
from engines.port import NO_DATE, Order
from index_templates import templates as t
from tests.promises.engine_adapters import CATALOGUE, add
from tests.promises.engine_corpus import FACETS, FREQUENT, WORDS
from tests.promises.engine_questions import questions, words


@given(question=questions, order=st.sampled_from(Order), size=st.integers(1, 12))
def test_an_ordered_list_is_walked_page_by_page_and_skips_nobody(thinned, question, order, size):
    snapshot, reference = thinned
    walked, after = [], None
    while page := snapshot.ordered(question, order, after, size):
        assert len(page) <= size
        walked += page
        after = page[-1]
    assert walked == reference.ordered(question, order)


def test_units_without_a_date_come_last_by_date(thinned):
    snapshot, reference = thinned
    dates = [unit.date for unit in snapshot.ordered(q.EVERYTHING, Order.DATE, None, 100)]
    assert (
        dates == sorted(dates) and dates[-1] == NO_DATE and len(dates) == len(reference.units(q.EVERYTHING))
    )


def test_units_without_a_date_come_last_by_the_newest(thinned):
    snapshot, reference = thinned
    dates = [unit.date for unit in snapshot.ordered(q.EVERYTHING, Order.NEWEST, None, 100)]
    assert dates == sorted(dates, reverse=True) and dates[-1] == 0
    assert len(dates) == len(reference.units(q.EVERYTHING))


@given(question=questions)
def test_values_are_counted_by_entries(thinned, question):
    snapshot, reference = thinned
    entries = snapshot.tally(question, FACETS)
    for name in FACETS:
        assert dict(entries[name]) == reference.tally(question, name)
        assert len(entries[name]) == len(dict(entries[name]))
    assert snapshot.tally(question, ()) == {}


@given(question=questions, start=st.sampled_from(("福", "福州", "fu", "无", "福州\x1ft")))
def test_suggestions_are_counted_through_the_question(thinned, question, start):
    snapshot, reference = thinned
    wanted = {
        value: count
        for value, count in reference.tally(question, t.SUGGESTED).items()
        if value.startswith(start)
    }
    found = snapshot.suggestions(start, question)
    assert dict(found) == wanted and len(found) == len(wanted)


@given(terms=st.lists(st.tuples(st.sampled_from(FREQUENT), words), max_size=8))
def test_the_frequency_of_each_word_is_how_many_entries_hold_it(held, terms):
    snapshot, reference = held
    wanted = [len(reference.matching(q.Term(name, word))) for name, word in terms]
    assert snapshot.frequencies(terms) == wanted
    assert snapshot.frequencies(terms) == wanted  # also where they were asked before


@given(asked=st.lists(questions, max_size=4))
def test_several_questions_are_counted_together_as_each_alone(thinned, asked):
    snapshot, reference = thinned
    assert snapshot.counts(asked) == [len(reference.matching(question)) for question in asked]


@given(start=st.text(max_size=400))
def test_any_beginning_of_a_keyword_can_be_asked_for(held, start):
    snapshot, reference = held
    assert snapshot.count(q.Prefix(t.CODE, start)) == len(reference.matching(q.Prefix(t.CODE, start)))


@pytest.mark.parametrize("start", ["日" * 100, "日" * 500, "𠮷" * 500, "x" * 5_000, "." * 1_000])
def test_a_beginning_longer_than_any_keyword_matches_nothing(held, start):
    assert held[0].count(q.Prefix(t.CODE, start)) == 0


@pytest.mark.parametrize("letter", "日𠮷x.")
def test_a_keyword_as_long_as_codes_get_is_found_by_its_beginning(empty, letter):
    generations, name = empty
    code = letter * 240
    add(generations, name, CATALOGUE, [{t.UNIT: [1], t.CODE: [code + letter]}], 1)
    assert generations.view(name).at("catalogue", CATALOGUE.partition).count(q.Prefix(t.CODE, code)) == 1


def test_a_phrase_of_one_token_is_refused_and_not_a_crash(held):
    with pytest.raises(ValueError, match="报告"):
        held[0].count(q.Phrase(t.TITLE, ((0, "报告"),)))


def test_many_threads_may_ask_one_snapshot(thinned):
    snapshot, reference = thinned
    asked = [q.Term(t.TITLE, word) for word in WORDS] + [
        q.EVERYTHING,
        q.Keyword(t.FONDS, frozenset({"J001"})),
    ]
    wanted = [len(reference.matching(question)) for question in asked]
    found = []

    def ask():
        for _ in range(20):
            found.append([snapshot.count(question) for question in asked])

    threads = [threading.Thread(target=ask) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [wanted] * 80
