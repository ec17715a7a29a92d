"""What every engine promises a home: exactly the entries that match, in order, counted, and never half a change."""

from __future__ import annotations

import json
import random
import subprocess
import sys
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engines import query as q
from engines.letters import NoIndex, OtherAnalyzer
from engines.port import NO_DATE, PLACES, Applied, Order, manifest_now
from index_templates import templates as t
from tests.homes import environment
from tests.promises.engine_adapters import ADAPTERS, CATALOGUE, FINGERPRINT, HOME, THEMES, add, begun
from tests.promises.reference_engine import ReferenceEngine, number

WORDS = ("福州", "报告", "甲", "乙乙", "rail", "1934")
CODES = ("J001-001-0001", "J001-001-0002", "J001-002-0001", "350001:J001-001-0001", "民国 #&~.*(1)", "𠮷-1")
FONDS = ("J001", "J002", "350001:J001")
THEME_SLUGS = ("roads", "schools")
KINDS = (0, 1, 3)
SUGGESTED = ("福州\x1ftitle\x1f福州", "福建\x1fname\x1f福建", "fuzhou\x1fname\x1fFuzhou")
FREQUENT = (t.TEXT_WORDS, t.TEXT_BIGRAMS, t.CATALOGUE_WORDS, t.TITLE)
NUMBERS = (t.KIND, t.PAGE, t.YEAR, t.EARLIEST, t.LATEST, t.UNIT)
FACETS = (t.FONDS, t.YEAR, t.CATEGORY, t.THEME, t.UNIT)


def make_units(random_: random.Random, count: int) -> list[int]:
    # Numbers of units use all their 63 bits; the greatest must not be rounded anywhere.
    return [(1 << 63) - 1, *(random_.getrandbits(63) for _ in range(count - 1))]


def make_entries(random_: random.Random, numbers: list[int]):
    """Entries as intake makes them: of one unit alike but for what each page says."""
    entries = []
    for at, unit in enumerate(numbers):
        dated = random_.random() < 0.8
        year = random_.randint(1930, 1936)
        code = random_.choice(CODES)
        base = {
            t.UNIT: [unit],
            t.EARLIEST: [year * 10_000 + 101 if dated else NO_DATE],
            t.LATEST: [(year + 1) * 10_000 + 1231 if dated else 0],
            t.YEAR: [year, year + 1] if dated else [],
            t.CODE: [f"{code}-{at}", *([code] if random_.random() < 0.2 else [])],
            t.ORDER: [
                f"{random_.choice(('', '350001'))}\x01{at % 7}{chr(random_.choice((65, 233, 255)))}{at}"
            ],
            t.FONDS: [random_.choice(FONDS)],
            t.CATEGORY: random_.choice(([], ["文书"])),
            t.THEME: sorted(random_.sample(THEME_SLUGS, random_.randint(0, 2))),
            t.CATALOGUE_WORDS: " ".join(random_.choices(WORDS, k=random_.randint(1, 12))),
            t.TITLE: " ".join(random_.choices(WORDS, k=random_.randint(1, 5))),
        }
        entries.append({**base, t.KIND: [0], t.SUGGESTED: random_.sample(SUGGESTED, random_.randint(0, 3))})
        for page in range(1, random_.randint(1, 4)):
            said = " ".join(random_.choices(WORDS, k=random_.randint(0, 30)))
            entries.append({**base, t.KIND: [1], t.PAGE: [page], t.TEXT_WORDS: said, t.TEXT_BIGRAMS: said})
    return entries


@pytest.fixture(scope="module", params=ADAPTERS, ids=lambda adapter: adapter.name)
def adapter(request):
    return request.param


@pytest.fixture(scope="module")
def held(adapter, tmp_path_factory):
    """A corpus added in several commits and nothing deleted, and the reference that holds the same."""
    return corpus(adapter, tmp_path_factory.mktemp("held"), deletes=False)


@pytest.fixture(scope="module")
def thinned(adapter, tmp_path_factory):
    """A corpus from which units were deleted, and the reference that never held them."""
    return corpus(adapter, tmp_path_factory.mktemp("thinned"), deletes=True)


def corpus(adapter, folder, *, deletes):
    random_ = random.Random(41 + deletes)
    numbers = make_units(random_, 40)
    entries = make_entries(random_, numbers)
    generations = adapter.open(folder)
    name = begun(generations)
    for start in range(0, len(entries), 30):
        add(generations, name, CATALOGUE, entries[start : start + 30], start + 1)
    gone = set(random_.sample(numbers, 12)) if deletes else set()
    writer = generations.writer(name)
    writer.delete_units(CATALOGUE, sorted(gone))
    writer.commit(CATALOGUE, Applied(1_000))
    writer.close()
    kept = [entry for entry in entries if number(entry, t.UNIT) not in gone]
    snapshot = generations.pinner(HOME, FINGERPRINT).pin().at(CATALOGUE.index, CATALOGUE.partition)
    return snapshot, ReferenceEngine(kept)


@pytest.fixture
def empty(adapter, tmp_path):
    generations = adapter.open(tmp_path / "index")
    return generations, begun(generations)


# ---- questions of every kind

words = st.sampled_from((*WORDS, "无"))
places = st.lists(st.integers(0, 3), min_size=2, max_size=3, unique=True).map(sorted)
terms = st.builds(q.Term, st.sampled_from(FREQUENT), words)
phrases = st.builds(
    lambda name, at, said: q.Phrase(name, tuple(zip(at, said, strict=False))),
    st.sampled_from((t.TEXT_BIGRAMS, t.TITLE)),
    places,
    st.lists(words, min_size=3, max_size=3),
)
keywords = st.builds(
    q.Keyword,
    st.sampled_from((t.FONDS, t.CATEGORY, t.THEME)),
    st.frozensets(st.sampled_from((*FONDS, "文书", "roads", "")), max_size=4)
    # Many values are asked in another way than few.
    | st.just(frozenset({*map(str, range(150)), "J002", "schools"})),
)
numbers = st.builds(
    q.Number,
    st.sampled_from(NUMBERS),
    st.frozensets(st.sampled_from((0, 1, 2, 1933, 1934, NO_DATE, (1 << 63) - 1)), max_size=4)
    | st.just(frozenset({*range(1_800, 1_933), 0, (1 << 63) - 1})),
)
betweens = st.builds(
    q.Between,
    st.sampled_from(NUMBERS),
    st.sampled_from((0, 1, 1933, 1934_0101, NO_DATE)),
    st.sampled_from((0, 2, 1935, 1934_1231, (1 << 63) - 1)),
)
prefixes = st.builds(q.Prefix, st.just(t.CODE), st.sampled_from(("", "J", *CODES)) | st.text(max_size=4))
filters = keywords | numbers | betweens | prefixes | st.sampled_from((q.EVERYTHING, q.NOTHING))
weights = st.sampled_from((0.0, 0.5, 1.0, 3.0))


def composed(leaves):
    def wider(inner):
        parts = st.lists(inner, max_size=3).map(tuple)
        return (
            st.builds(q.AllOf, parts)
            | st.builds(q.AnyOf, parts)
            | st.builds(q.Without, inner, inner)
            | st.builds(q.Scored, inner, inner)
            | st.builds(q.Constant, inner, weights)
            | st.builds(q.Weighted, inner, weights)
        )

    return st.recursive(leaves, wider, max_leaves=8)


questions = composed(terms | phrases | filters)
#: Those whose score the port promises: where a field keeps frequencies, or by a constant.
scored = composed(terms | phrases | keywords | numbers | betweens | st.just(q.EVERYTHING))


def identities(entries):
    return {(number(entry, t.UNIT), number(entry, t.KIND), number(entry, t.PAGE)) for entry in entries}


@given(question=questions)
def test_what_matches_is_what_looking_at_each_entry_finds(thinned, question):
    snapshot, reference = thinned
    wanted = reference.matching(question)
    best = snapshot.best(question, 1_000, 0)
    assert {(hit.unit, hit.kind, hit.page) for hit in best.hits} == identities(wanted)
    assert (best.count, best.tied) == (len(wanted), False)
    assert snapshot.count(question) == len(wanted)
    assert snapshot.size() == len(reference.entries)


@given(question=questions, most=st.integers(1, 60))
def test_units_are_all_of_them_or_none_are_named(thinned, question, most):
    snapshot, reference = thinned
    found = snapshot.units(question, most)
    assert found == (reference.units(question) if len(reference.matching(question)) <= most else None)
    assert abs(snapshot.about_units(question) - len(reference.units(question))) <= 0.06 * 40


@given(question=scored)
def test_scores_are_what_the_words_of_the_question_say(held, adapter, question):
    snapshot, reference = held
    wanted = {
        next(iter(identities([entry]))): _scaled(reference, question, entry, adapter.factor)
        for entry in reference.matching(question)
    }
    found = snapshot.best(question, 1_000, 0).hits
    assert {(hit.unit, hit.kind, hit.page): pytest.approx(hit.score, rel=1e-4) for hit in found} == wanted
    assert [hit.score for hit in found] == sorted((hit.score for hit in found), reverse=True)


def _scaled(reference, question, entry, factor):
    """The reference's score with the adapter's own constant for BM25, which constants do not have."""
    return reference.score(_factored(question, factor), entry)


def _factored(question, factor):
    match question:
        case q.Term() | q.Phrase():
            return q.Weighted(question, factor)
        case q.AllOf(parts) | q.AnyOf(parts):
            return type(question)(tuple(_factored(part, factor) for part in parts))
        case q.Without(kept, dropped):
            return q.Without(_factored(kept, factor), dropped)
        case q.Scored(match, score):
            return q.Scored(match, _factored(score, factor))
        case q.Weighted(inner, weight):
            return q.Weighted(_factored(inner, factor), weight)
        case _:
            return question


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


@given(question=questions)
def test_values_are_counted_by_entries_and_by_units(thinned, question):
    snapshot, reference = thinned
    entries, by_unit = snapshot.tally(question, FACETS), snapshot.tally_units(question, FACETS)
    for name in FACETS:
        assert dict(entries[name]) == reference.tally(question, name)
        assert dict(by_unit[name]) == reference.tally_units(question, name)
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


@given(name=st.sampled_from(FREQUENT), word=words)
def test_the_frequency_of_a_word_is_how_many_entries_hold_it(held, name, word):
    snapshot, reference = held
    assert snapshot.frequency(name, word) == len(reference.matching(q.Term(name, word)))


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


# ---- writing


def one(unit, word="报告", **more):
    return {t.UNIT: [unit], t.KIND: [0], t.TITLE: word, t.ORDER: [f"\x01{unit}"], **more}


def count(view, question=q.EVERYTHING, place=CATALOGUE):
    return view.at(place.index, place.partition).count(question)


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


# ---- generations


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
