"""What every engine promises a question: exactly the entries that match, scored by its words, the best of them."""

from __future__ import annotations

from unittest import mock

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engines.query import EVERYTHING, AllOf, AnyOf, Keyword, Query, Scored, Term, Without, may_match
from engines.tantivy_engine import snapshot as tantivy_snapshot
from index_templates import templates as t
from tests.promises.engine_corpus import FONDS, WORDS, identities
from tests.promises.engine_questions import keywords, questions, scored


@given(question=questions)
def test_what_matches_is_what_looking_at_each_entry_finds(thinned, question):
    snapshot, reference = thinned
    wanted = reference.matching(question)
    best = snapshot.best(question, 1_000, 0)
    assert {(hit.unit, hit.page) for hit in best.hits} == identities(wanted)
    assert (best.count, best.tied) == (len(wanted), False)
    assert snapshot.count(question) == len(wanted)
    assert snapshot.size() == len(reference.entries)


@given(question=questions, most=st.integers(1, 60))
def test_units_are_all_of_them_or_none_are_named(thinned, question, most):
    snapshot, reference = thinned
    found = snapshot.units(question, most)
    assert found == (reference.units(question) if len(reference.matching(question)) <= most else None)


@given(question=scored)
def test_scores_are_what_the_words_of_the_question_say(held, question):
    snapshot, reference = held
    wanted = {
        next(iter(identities([entry]))): reference.score(question, entry)
        for entry in reference.matching(question)
    }
    found = snapshot.best(question, 1_000, 0).hits
    assert {(hit.unit, hit.page): pytest.approx(hit.score, rel=6e-5) for hit in found} == wanted
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)


@given(match=questions, score=scored, limit=st.integers(1, 6))
@example(match=EVERYTHING, score=Term(t.TEXT_WORDS, WORDS[0]), limit=1)
def test_scores_are_the_same_where_very_many_match(held, match, score, limit):
    snapshot, reference = held
    question = Scored(match, score)
    wanted = sorted(
        (reference.score(question, entry) for entry in reference.matching(question)), reverse=True
    )
    with mock.patch.object(tantivy_snapshot, "_MANY", -1):  # many is a matter of time alone
        found = snapshot.best(question, limit, 5)
    assert found.count == len(wanted)
    assert [hit.score for hit in found.hits] == pytest.approx(wanted[: len(found.hits)], rel=6e-5)


@given(question=scored, limit=st.integers(1, 40), most_ties=st.sampled_from((0, 1, 5, 500)))
def test_the_best_come_with_all_that_are_tied_with_the_last(held, question, limit, most_ties):
    snapshot, reference = held
    everything = snapshot.best(question, 1_000, 0).hits
    best = snapshot.best(question, limit, most_ties)
    assert best.count == len(everything) == len(reference.matching(question))
    assert len(best.hits) >= min(limit, best.count)
    edge = everything[min(limit, best.count) - 1].score if everything else 0.0
    tied = {hit for hit in everything if hit.score >= edge}
    if best.tied:
        assert len(tied) > limit and set(best.hits) <= tied
        assert len(tied) - limit >= min(1, most_ties) and most_ties < 500
    else:
        assert set(best.hits) == tied and len(best.hits) == len(tied)


def _units_of(hits):
    """Of each unit its best score, and the lowest page that has it."""
    best: dict[int, tuple[float, int]] = {}
    for hit in hits:
        known = best.get(hit.unit, (hit.score, hit.page))
        best[hit.unit] = max(known, (hit.score, hit.page), key=lambda told: (told[0], -told[1]))
    return best


def _check_best_units(wanted, best, limit, most_ties):
    """Check them against all units of the answer, by score; returns what was shown of each."""
    scores = sorted((score for score, _ in wanted.values()), reverse=True)
    shown = {hit.unit: (hit.score, hit.page) for hit in best.hits}
    assert len(shown) == len(best.hits)
    assert [hit.score for hit in best.hits] == sorted((hit.score for hit in best.hits), reverse=True)
    edge = scores[min(limit, len(scores)) - 1] if scores else 0.0
    as_good = {unit for unit, (score, _) in wanted.items() if score >= edge}
    assert best.tied == (len(as_good) > limit + most_ties)
    if best.tied:
        assert best.edge == edge and not best.whole
        assert shown.keys() == {unit for unit, (score, _) in wanted.items() if score > edge}
    else:
        assert shown.keys() == as_good
        assert best.whole == (as_good == wanted.keys())
    return shown


@given(question=scored, limit=st.integers(1, 40), most_ties=st.sampled_from((0, 1, 5, 500)))
def test_the_best_units_come_by_their_best_entries_with_all_that_are_tied(held, question, limit, most_ties):
    snapshot, _ = held
    everything = snapshot.best(question, 1_000, 0)
    wanted = _units_of(everything.hits)
    best = snapshot.best_units(question, limit, most_ties)
    assert best.count == everything.count
    shown = _check_best_units(wanted, best, limit, most_ties)
    assert shown == {unit: wanted[unit] for unit in shown}


@given(
    question=scored,
    limit=st.integers(1, 12),
    most_ties=st.sampled_from((0, 1, 5)),
    entries=st.integers(1, 5),
    crowd=st.integers(2, 9),
)
def test_however_few_entries_are_fetched_at_once_the_best_units_are_the_same(
    held, question, limit, most_ties, entries, crowd
):
    snapshot, _ = held
    everything = snapshot.best(question, 1_000, 0)
    # How many the embedded engine fetches is a matter of time alone.
    with (
        mock.patch.object(tantivy_snapshot, "entries_of", lambda _units: entries),
        mock.patch.object(tantivy_snapshot, "_CROWD", crowd),
    ):
        best = snapshot.best_units(question, limit, most_ties)
    assert best.count == everything.count
    _check_best_units(_units_of(everything.hits), best, limit, most_ties)


@given(
    match=questions,
    score=scored,
    left_out=st.none() | keywords,
    only=st.none() | keywords,
    limit=st.integers(1, 8),
    most_ties=st.sampled_from((0, 1, 5)),
    entries=st.integers(1, 9),
    crowd=st.sampled_from((4, 9, 5_000)),
)
@example(EVERYTHING, Term(t.TEXT_WORDS, WORDS[0]), None, None, 30, 5, 45, 4)
@example(EVERYTHING, Term(t.TITLE, WORDS[4]), Keyword(t.FONDS, frozenset({FONDS[0]})), None, 30, 1, 45, 9)
@example(EVERYTHING, Term(t.TITLE, WORDS[4]), None, Keyword(t.FONDS, frozenset({FONDS[1]})), 12, 0, 20, 4)
def test_what_few_entries_score_by_and_very_many_hold_gives_the_same_units(
    held, match, score, left_out, only, limit, most_ties, entries, crowd
):
    """A single character is in most texts, and a word of its own in few; a reader's rights stand around both."""
    snapshot, _ = held
    question: Query = Scored(AnyOf((match, score)), score, within=True)
    if only is not None:
        question = AllOf((question, only))
    if left_out is not None:
        question = Without(question, left_out)
    everything = snapshot.best(question, 1_000, 0)
    with (
        mock.patch.object(tantivy_snapshot, "entries_of", lambda _units: entries),
        mock.patch.object(tantivy_snapshot, "_CROWD", crowd),
    ):
        best = snapshot.best_units(question, limit, most_ties)
    assert best.count == everything.count
    wanted = _units_of(everything.hits)
    shown = _check_best_units(wanted, best, limit, most_ties)
    assert {unit: score for unit, (score, _) in shown.items()} == {unit: wanted[unit][0] for unit in shown}


@given(question=questions)
def test_what_certainly_matches_nothing_has_no_entry(thinned, question):
    snapshot, _ = thinned

    def absent(field: str, token: str) -> bool:
        return not snapshot.frequencies([(field, token)])[0]

    if not may_match(question, absent):
        assert snapshot.count(question) == 0
