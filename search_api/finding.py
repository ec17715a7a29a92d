"""Asking the indices: from a compiled question to the units that answer it, counted and in order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analyzers.fold import fold
from engines.port import Hit
from engines.query import EVERYTHING, AllOf, Number, Query, Scored
from holdings.store import pages, units
from holdings.store.database import Transaction
from index_templates import templates as t
from search_api.compile import Compiled, loosened, loosened_pages, scoring
from search_api.cursors import Cursor
from search_api.letters import ABOUT, BEST_ONLY, LIST_ENDS, LOOSENED, TOO_MANY_TIES
from search_api.nearness import Nearness
from search_api.ranking import Weights, weigh_terms
from search_api.request import Match, Request, Sort
from search_api.shapes import Notice, Total
from search_api.showing import seen_words
from search_api.sight import EXACT_ENTRIES, EXACT_UNITS, Sight
from sharing.access import Reader
from sharing.store import protect

#: By relevance a list ends at so many units.
MOST_UNITS = 500
#: Entries fetched at first by relevance.
_FIRST = 200
#: Entries that are ranked again by nearness.
_AGAIN = 30
#: What nearness weighs against the engine's own score.
_NEARNESS = 1.0


@dataclass(frozen=True, slots=True)
class Found:
    """Units that answer a question.

    Attributes:
        match: how the words matched.
        units: numbers of the units on this page, in order.
        total: how much was found in all.
        facets: units by value.
        facets_exact: whether the facets' counts are exact.
        next: where the answer goes on; None at its end.
        pages: the query of the pages that are shown with their marks.
        weights: what the words are worth.
        notices: what the reader should know.
    """

    match: Match
    units: tuple[int, ...]
    total: Total
    facets: dict[str, dict[str, int]]
    facets_exact: bool
    next: Cursor | None
    pages: Query
    weights: Weights
    notices: tuple[Notice, ...]


def find(connection: Transaction, sight: Sight, compiled: Compiled, request: Request, question: str) -> Found:
    """Ask the indices."""
    if request.sort is not Sort.RELEVANCE or compiled.browses:
        return _in_order(sight, compiled, request)
    if request.match is not Match.ANY:
        found = _strictly(connection, sight, compiled, request, question)
        if found is not None:
            return found
    return _loosely(connection, sight, compiled, request, question)


def _strictly(
    connection: Transaction, sight: Sight, compiled: Compiled, request: Request, question: str
) -> Found | None:
    """All of the question; None where nothing has it and the question may be loosened."""
    weights = weigh_terms(sight, compiled.terms, loosens=False)
    match = AllOf((compiled.strict, compiled.filters)) if compiled.filters != EVERYTHING else compiled.strict
    query = Scored(match, scoring(weights.kept, weights.weigh))
    ranked = _ranked(connection, sight, query, request, weights, question)
    may_loosen = request.match is Match.AUTO and compiled.loosens
    # Whether anything has all of it is decided before filters narrow it down.
    if may_loosen and not ranked.count and not (request.filtered and sight.count(compiled.strict)):
        return None
    notices = [TOO_MANY_TIES] if ranked.tied else []
    total, facets, exact = _counted(sight, compiled, match, ranked.count, request.facets)
    if not total["units_exact"]:
        notices.append(ABOUT)
    page, following = _page(ranked.units, request, Match.ALL)
    if following is None and ranked.more:
        notices.append(LIST_ENDS)
    return Found(
        Match.ALL,
        page,
        total,
        facets,
        exact,
        following,
        compiled.pages,
        weights,
        (*compiled.notices, *notices),
    )


def _loosely(
    connection: Transaction, sight: Sight, compiled: Compiled, request: Request, question: str
) -> Found:
    """Some of the question: the best 500 units, and totals and facets of these."""
    weights = weigh_terms(sight, compiled.terms, loosens=True)
    query = AllOf((loosened(compiled, weights.kept, request.scope, weights.weigh), compiled.filters))
    ranked = _ranked(connection, sight, query, request, weights, question, at_least=MOST_UNITS)
    numbers = frozenset(ranked.units)
    own = AllOf((loosened_pages(weights.kept), Number(t.UNIT, numbers)))
    total: Total = {
        "units": len(numbers),
        "units_exact": not ranked.more,
        "pages": sight.count(own) if numbers and sight.index == t.FULLTEXT.name else 0,
    }
    facets = _facets_of_units(sight, numbers, request.facets)
    page, following = _page(ranked.units, request, Match.ANY)
    notices = [LOOSENED] if request.match is Match.AUTO and ranked.units else []
    notices += [TOO_MANY_TIES] if ranked.tied else []
    notices += [BEST_ONLY] if ranked.more else []
    return Found(
        Match.ANY,
        page,
        total,
        facets,
        not ranked.more,
        following,
        loosened_pages(weights.kept),
        weights,
        (*compiled.notices, *notices),
    )


def _in_order(sight: Sight, compiled: Compiled, request: Request) -> Found:
    """All that matches, by code or date, without end."""
    loose = request.match is Match.ANY and not compiled.browses
    weights = weigh_terms(sight, compiled.terms, loosens=loose)
    match = loosened(compiled, weights.kept, request.scope, weights.weigh) if loose else compiled.strict
    notices = list(compiled.notices)
    decided = Match.ANY if loose else Match.ALL
    if request.match is Match.AUTO and compiled.loosens and not sight.count(match):
        decided, weights = Match.ANY, weigh_terms(sight, compiled.terms, loosens=True)
        match = loosened(compiled, weights.kept, request.scope, weights.weigh)
        notices.append(LOOSENED)
    query = AllOf((match, compiled.filters))
    after = request.cursor.after if request.cursor is not None else None
    listed = sight.ordered(query, request.sort.order, after, request.size + 1)
    total, facets, exact = _counted(sight, compiled, query, sight.count(query), request.facets)
    if decided is Match.ANY and sight.index == t.FULLTEXT.name:
        total["pages"] = sight.count(AllOf((loosened_pages(weights.kept), compiled.filters)))
    if not total["units_exact"]:
        notices.append(ABOUT)
    following = Cursor(decided.value, 0, listed[request.size - 1]) if len(listed) > request.size else None
    shown = tuple(unit.unit for unit in listed[: request.size])
    own = compiled.pages if decided is Match.ALL else loosened_pages(weights.kept)
    return Found(decided, shown, total, facets, exact, following, own, weights, tuple(notices))


@dataclass(frozen=True, slots=True)
class _Ranked:
    units: tuple[int, ...]
    count: int
    more: bool
    tied: bool


def _ranked(
    connection: Transaction,
    sight: Sight,
    query: Query,
    request: Request,
    weights: Weights,
    question: str,
    at_least: int = 0,
) -> _Ranked:
    """Units by relevance: by their best entries, the first ranked again by nearness, ties by code."""
    offset = request.cursor.offset if request.cursor is not None else 0
    wanted = min(MOST_UNITS, max(offset + request.size + 1, at_least))
    limit = max(_FIRST, 2 * wanted)
    while True:
        best = sight.best(query, limit)
        scores: dict[int, float] = {}
        for hit in best.hits:
            scores.setdefault(hit.unit, hit.score)
        if len(scores) >= wanted or len(best.hits) >= best.count or limit >= 16 * MOST_UNITS or best.tied:
            break
        limit *= 4
    if best.tied:
        # Too many are alike to compare them: by code, from the first.
        numbers = [unit.unit for unit in sight.ordered(query, Sort.CODE.order, None, MOST_UNITS + 1)]
        return _Ranked(tuple(numbers[:MOST_UNITS]), best.count, len(numbers) > MOST_UNITS, tied=True)
    scores = _near(connection, sight.reader, best.hits, scores, weights, question)
    numbers = _by_score_then_code(connection, scores, offset + request.size)
    more = len(numbers) > MOST_UNITS or len(best.hits) < best.count
    return _Ranked(tuple(numbers[:MOST_UNITS]), best.count, more, tied=False)


def _near(
    connection: Transaction,
    reader: Reader,
    hits: Sequence[Hit],
    scores: dict[int, float],
    weights: Weights,
    question: str,
) -> dict[int, float]:
    """Rank the first units again: the engine's score as a share of the best one's, and nearness."""
    pairs = {pair: weights.of_pair(pair) for pair in weights.kept.bigrams}
    first = _first_entries(hits)
    if len(first) < 2 or len(pairs) < 2 or not hits[0].score:
        return scores
    held = units.by_numbers(connection, {hit.unit for hit in first})
    rows = {number: unit.row for number, unit in held.items()}
    texts = pages.some_texts(
        connection, [(rows[hit.unit], hit.page) for hit in first if hit.page and hit.unit in rows]
    )
    leading = protect(connection, [held[hit.unit] for hit in first if not hit.page and hit.unit in held])
    measure = Nearness(fold(question), pairs)
    top = hits[0].score
    again: dict[int, float] = {}
    for hit in first:
        unit = held.get(hit.unit)
        if unit is None:
            continue
        # Only what this reader may read: the words behind a face must not move it.
        text = texts.get((unit.row, hit.page), "") if hit.page else seen_words(reader, leading[unit.row])
        score = 1.0 + hit.score / top + _NEARNESS * measure.of(fold(text))
        again[hit.unit] = max(again.get(hit.unit, 0.0), score)
    # What was not looked at again stays below what was, in its own order.
    return {
        number: float(f"{again[number]:.5g}") if number in again else score / top
        for number, score in scores.items()
    }


def _first_entries(hits: Sequence[Hit]) -> list[Hit]:
    if len(hits) <= _AGAIN:
        return list(hits)
    edge = hits[_AGAIN - 1].score
    # A cut takes every entry tied with its last, but for crowds that only codes can order.
    tied = [hit for hit in hits if hit.score >= edge]
    return tied if len(tied) <= 3 * _AGAIN else [hit for hit in hits if hit.score > edge]


def _by_score_then_code(connection: Transaction, scores: dict[int, float], shown: int) -> list[int]:
    """Units by score, ties by code as far as they are shown: nobody sees the order of the rest."""
    ordered = sorted(scores, key=scores.__getitem__, reverse=True)
    if not ordered:
        return []
    edges = (
        scores[ordered[min(shown, len(ordered)) - 1]],
        scores[ordered[min(MOST_UNITS, len(ordered)) - 1]],
    )
    counts: dict[float, int] = {}
    for score in scores.values():
        counts[score] = counts.get(score, 0) + 1
    tied = [
        number
        for number, score in scores.items()
        if counts[score] > 1 and (score >= edges[0] or (score == edges[1] and len(ordered) > MOST_UNITS))
    ]
    codes = units.order_keys(connection, tied) if tied else {}
    return sorted(ordered, key=lambda number: (-scores[number], codes.get(number, ("", b""))))


def _page(numbers: Sequence[int], request: Request, match: Match) -> tuple[tuple[int, ...], Cursor | None]:
    offset = request.cursor.offset if request.cursor is not None else 0
    end = offset + request.size
    following = Cursor(match.value, end) if end < len(numbers) else None
    return tuple(numbers[offset:end]), following


def _counted(
    sight: Sight, compiled: Compiled, match: Query, entries: int, facets: Sequence[str]
) -> tuple[Total, dict[str, dict[str, int]], bool]:
    """Totals and facets of all that matches."""
    pages_found = 0
    if entries and sight.index == t.FULLTEXT.name and not compiled.browses:
        pages_found = sight.count(AllOf((compiled.pages, compiled.filters)))
    if sight.index == t.CATALOGUE.name:
        # One entry a unit.
        return {"units": entries, "units_exact": True, "pages": 0}, sight.tally(match, facets), True
    numbers = sight.units(match) if entries <= EXACT_ENTRIES else None
    if numbers is None:
        sampled, times = sight.sampled_units(match, entries)
        if len(sampled) * times <= 1.2 * EXACT_UNITS:
            numbers = sight.exact_units(match, 2 * EXACT_UNITS)
    if numbers is not None:
        total: Total = {"units": len(numbers), "units_exact": True, "pages": pages_found}
        return total, _facets_of_units(sight, numbers, facets), True
    about = {
        field: {value: count * times for value, count in values.items()}
        for field, values in _facets_of_units(sight, sampled, facets).items()
    }
    return {"units": len(sampled) * times, "units_exact": False, "pages": pages_found}, about, False


def _facets_of_units(
    sight: Sight, numbers: frozenset[int], facets: Sequence[str]
) -> dict[str, dict[str, int]]:
    """Facets of some units: every unit has one entry in the catalogue, so counting those counts units."""
    catalogue = Sight(sight.reader, t.CATALOGUE.name, sight.view, sight.access, sight.hidden)
    return catalogue.tally(Number(t.UNIT, numbers), facets)


def pages_of(sight: Sight, found: Found, numbers: Iterable[int], most: int) -> dict[int, list[int]]:
    """The best matching pages of some units, at most `most` each, best first."""
    wanted = frozenset(numbers)
    if not wanted or sight.index != t.FULLTEXT.name:
        return {}
    shown: dict[int, list[int]] = {number: [] for number in wanted}
    query = Scored(
        AllOf((Number(t.UNIT, wanted), found.pages)), scoring(found.weights.kept, found.weights.weigh)
    )
    best = sight.best(query, 20 * len(wanted))
    for hit in best.hits:
        if hit.unit in wanted and len(shown[hit.unit]) < most and hit.page:
            shown[hit.unit].append(hit.page)
    if len(best.hits) < best.count:
        # One long unit may have taken all places.
        for number in sorted(number for number, found_pages in shown.items() if not found_pages):
            alone = Scored(AllOf((Number(t.UNIT, frozenset({number})), found.pages)), query.score)
            shown[number] = [hit.page for hit in sight.best(alone, most).hits[:most] if hit.page]
    return shown


def page_counts(sight: Sight, found: Found, numbers: Iterable[int]) -> dict[int, int]:
    """How many pages of each of some units match."""
    wanted = frozenset(numbers)
    if not wanted or sight.index != t.FULLTEXT.name:
        return {}
    tally = sight.tally(AllOf((Number(t.UNIT, wanted), found.pages)), (t.UNIT,))
    return {int(number): count for number, count in tally[t.UNIT].items()}
