"""Asking the indices: from a compiled question to the units that answer it, counted and in order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial

from engines.at_once import begun
from engines.port import BestUnits
from engines.query import EVERYTHING, NOTHING, AllOf, AnyOf, Constant, Number, Query, Scored, may_match
from holdings.store.database import Transaction
from index_templates import templates as t
from search_api.by_relevance import MOST_UNITS, Fetched, PageTexts, fetched, ranked
from search_api.compile import (
    Asked,
    Compiled,
    Worth,
    asked,
    holding,
    loosened,
    loosened_pages,
    scored,
    scoring,
)
from search_api.cursors import Cursor
from search_api.letters import ABOUT, BEST_ONLY, LIST_ENDS, LOOSENED, TOO_MANY_TIES, tolerated
from search_api.pages_of_units import SoughtPages, of_units
from search_api.ranking import Weights, frequencies_of
from search_api.request import Match, Request, Scope, Sort
from search_api.shapes import Notice, Total
from search_api.sight import EXACT_ENTRIES, EXACT_UNITS, Scorings, Sight
from sharing.access import Protected


@dataclass(frozen=True, slots=True)
class Counted:
    """How much answers a question.

    Attributes:
        total: how much was found in all.
        facets: units by value.
        facets_exact: whether the facets' counts are exact.
        notices: what the reader should know.
    """

    total: Total
    facets: dict[str, dict[str, int]]
    facets_exact: bool
    notices: tuple[Notice, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """Units that answer a question.

    Attributes:
        match: how the words matched.
        units: numbers of the units on this page, in order.
        counted: how much was found, and what the reader should know of it; waits until it is counted.
        next: where the answer goes on; None at its end.
        sought: the pages that are shown with their marks.
        misread: of those, the ones that match only if something on them was misread.
        leads: of units by number the page by which each was found, where it is one.
        alone: these are all pages that match.
        texts: the texts of pages that were looked at.
        looked: the units that were looked at, by number.
    """

    match: Match
    units: tuple[int, ...]
    counted: Callable[[], Counted]
    next: Cursor | None
    sought: SoughtPages
    misread: Query
    leads: Mapping[int, int] = field(default_factory=dict)
    alone: bool = False
    texts: PageTexts = field(default_factory=dict)
    looked: Mapping[int, Protected] = field(default_factory=dict)


def find(connection: Transaction, sight: Sight, compiled: Compiled, request: Request, question: str) -> Found:
    """Ask the indices."""
    if request.sort is not Sort.RELEVANCE or compiled.browses:
        return _in_order(sight, compiled, request)
    frequencies = frequencies_of(sight, compiled.terms)
    # A word that nothing has is seen by how often it is there: then nothing has all of the question.
    loosens = request.match is Match.AUTO and compiled.loosens
    if request.match is not Match.ANY and (may_match(compiled.strict, frequencies.absent) or not loosens):
        weights = frequencies.weigh(loosens=False)
        found = _strictly(connection, sight, compiled, request, weights, question)
        if found is not None:
            return found
    return _loosely(connection, sight, compiled, request, frequencies.weigh(loosens=True), question)


def _strictly(
    connection: Transaction,
    sight: Sight,
    compiled: Compiled,
    request: Request,
    weights: Weights,
    question: str,
) -> Found | None:
    """All of the question; None where nothing has it and the question may be loosened."""
    match = _filtered(compiled, compiled.strict)
    shown = _end(request)
    exact = fetched(
        sight,
        _filtered(compiled, compiled.exact),
        _by_partition(weights, partial(_exact_query, compiled, weights, request.scope)),
        shown + 1,
    )
    entries, beside, likely = exact.best.count, 0, None
    if compiled.misread:
        likely = _misread_units(sight, compiled, weights, exact, shown + 1)
        beside = likely.best.count
        entries += beside
    may_loosen = request.match is Match.AUTO and compiled.loosens
    # Whether anything has all of it is decided before filters narrow it down.
    if may_loosen and not entries and not (request.filtered and sight.count(compiled.strict)):
        return None
    # Counted while the best are put in order and shown.
    counting = begun(lambda: _counted(sight, compiled, match, compiled.parts, entries, request.facets))
    list_of = ranked(connection, sight, exact, weights, question, shown + 1, shown)
    if likely is not None:
        list_of = list_of.beside(ranked(connection, sight, likely, weights, question, shown + 1, shown))
    page, following = _page(list_of.units, request, Match.ALL)
    alone = list_of.entries == len(list_of.pages)

    def counted() -> Counted:
        total, facets, exactly = counting.value()
        notices = [TOO_MANY_TIES] if list_of.tied else []
        _tell_misread(total, notices, beside, last=True)
        if not total["units_exact"]:
            notices.append(ABOUT)
        if following is None and list_of.more:
            notices.append(LIST_ENDS)
        return Counted(total, facets, exactly, (*compiled.notices, *notices))

    return Found(
        Match.ALL,
        page,
        counted,
        following,
        _alike(sight, compiled.pages, () if alone else page),
        compiled.beside,
        leads=list_of.pages,
        alone=alone,
        texts=list_of.texts,
        looked=list_of.looked,
    )


def _by_partition(weights: Weights, scored_by: Callable[[Worth], Query]) -> Scorings:
    """A question scored by BM25 in the open partition, and constant in the restricted one.

    Of an average entry both say the same: BM25 gives its idf to a word that an entry of average length says once.
    """
    return Scorings(scored_by(None), scored_by(weights.worth))


def _exact_query(compiled: Compiled, weights: Weights, scope: Scope, worth: Worth) -> Query:
    """What matches as it was read, scored."""
    if compiled.telling:
        # What matches is scored as it is found: looking for its words once more takes as long again.
        return AllOf((scored(compiled.exact, worth, weights.of_pair), compiled.filters))
    match, terms = _filtered(compiled, compiled.exact), asked(weights.kept, worth)
    if compiled.lone:
        # Crossed with all entries that hold the character its word takes twice as long.
        return Scored(match, _filtered(compiled, holding(terms, scope)), within=True)
    return Scored(match, scoring(terms))


def _misread_units(
    sight: Sight, compiled: Compiled, weights: Weights, exact: Fetched, wanted: int
) -> Fetched:
    """Units that match only if something was misread; counted alone where the others fill the list."""
    match = _filtered(compiled, compiled.beside)
    if len(exact.scores) < min(wanted, MOST_UNITS):
        scorings = _by_partition(weights, lambda worth: Scored(match, scoring(asked(weights.kept, worth))))
        return fetched(sight, match, scorings, wanted)
    count = sight.count(match)
    return Fetched(match, BestUnits((), count, whole=not count), {}, count > 0)


def _tell_misread(total: Total, notices: list[Notice], pages: int, *, last: bool) -> None:
    if pages:
        total["pages_tolerant"] = pages
        notices.append(tolerated(pages, last=last))


def _filtered(compiled: Compiled, match: Query) -> Query:
    return AllOf((match, compiled.filters)) if compiled.filters != EVERYTHING else match


def _loosely(
    connection: Transaction,
    sight: Sight,
    compiled: Compiled,
    request: Request,
    weights: Weights,
    question: str,
) -> Found:
    """Some of the question: the best 500 units, and totals and facets of these."""
    # Made once: an engine keeps what it made of them.
    open_terms = asked(weights.kept, None)
    granted_terms = asked(weights.kept, weights.worth) if weights.constant else open_terms

    def both(made: Callable[[Asked], Query]) -> Scorings:
        return Scorings(
            *(AllOf((made(terms), compiled.filters)) for terms in (open_terms, granted_terms)),
        )

    def fetch(required: Query) -> Fetched:
        scorings = both(lambda terms: loosened(required, terms, request.scope))
        return fetched(sight, scorings.open, scorings, MOST_UNITS)

    best = fetch(compiled.required)
    # What a quote or a field asks for stays asked; where it may have been misread it stands last, and marked.
    likely = fetch(compiled.required_beside) if compiled.required_beside != NOTHING else None
    own = both(lambda terms: loosened_pages(compiled.required, terms))
    if likely is not None:
        own = own.or_else(both(lambda terms: loosened_pages(compiled.required_beside, terms)))
    end = _end(request)
    sought = SoughtPages.begin(sight, own, best.first if end == request.size else ())

    def tally(
        numbers: frozenset[int], *, more: bool, tied: bool
    ) -> tuple[dict[str, dict[str, int]], int | None]:
        """Facets of the list, and its pages; None where those tell them by which its units were found."""
        facets = _facets_of_units(sight, numbers, request.facets)
        if sight.index != t.FULLTEXT.name:
            return facets, 0
        if tied:
            return facets, sight.count(of_units(numbers, own.open))
        # Of the best units of many the pages by which they were found: all others are not looked for.
        return facets, None if more else sight.count(own.open)

    if best.best.tied or likely is not None:
        list_of = ranked(connection, sight, best, weights, question, MOST_UNITS, end)
        if likely is not None:
            list_of = list_of.beside(ranked(connection, sight, likely, weights, question, MOST_UNITS, end))
        numbers = frozenset(list_of.units)
        tallied = begun(lambda: tally(numbers, more=list_of.more, tied=list_of.tied))
    else:
        # Counted while the best are put in order and shown.
        numbers = frozenset(best.scores)
        tallied = begun(lambda: tally(numbers, more=best.more, tied=False))
        list_of = ranked(connection, sight, best, weights, question, MOST_UNITS, end)
    page, following = _page(list_of.units, request, Match.ANY)

    def counted() -> Counted:
        facets, pages = tallied.value()
        if pages is None:
            pages = sum(list_of.pages.get(number, 0) > 0 for number in numbers)
        total: Total = {"units": len(numbers), "units_exact": not list_of.more, "pages": pages}
        notices = [LOOSENED] if request.match is Match.AUTO and list_of.units else []
        notices += [TOO_MANY_TIES] if list_of.tied else []
        if likely is not None:
            _tell_misread(total, notices, sight.count(of_units(numbers, likely.match)), last=True)
        notices += [BEST_ONLY] if list_of.more else []
        return Counted(total, facets, not list_of.more, (*compiled.notices, *notices))

    return Found(
        Match.ANY,
        page,
        counted,
        following,
        sought,
        compiled.required_beside,
        texts=list_of.texts,
        looked=list_of.looked,
    )


def _alike(sight: Sight, pages: Query, numbers: Collection[int]) -> SoughtPages:
    """The pages of units that match, one as good as the other."""
    alike = Constant(pages, 1.0)
    return SoughtPages.begin(sight, Scorings(alike, alike), numbers)


def _in_order(sight: Sight, compiled: Compiled, request: Request) -> Found:
    """All that matches, by code or date, without end."""
    loose = request.match is Match.ANY and not compiled.browses
    frequencies = frequencies_of(sight, compiled.terms)
    weights = frequencies.weigh(loosens=loose)
    terms = asked(weights.kept, None)
    match = _in_any_order(compiled, terms, request) if loose else compiled.strict
    notices = list(compiled.notices)
    decided = Match.ANY if loose else Match.ALL
    if request.match is Match.AUTO and compiled.loosens and not sight.count(match):
        decided, weights = Match.ANY, frequencies.weigh(loosens=True)
        terms = asked(weights.kept, None)
        match = _in_any_order(compiled, terms, request)
        notices.append(LOOSENED)
    query = AllOf((match, compiled.filters))
    misread = compiled.beside if decided is Match.ALL else compiled.required_beside
    own = compiled.pages if decided is Match.ALL else AllOf((loosened_pages(EVERYTHING, terms), query))
    after = request.cursor.after if request.cursor is not None else None
    parts = (query,) if decided is Match.ANY else compiled.parts
    # Counted while they are put in order and shown.
    counting = begun(lambda: _counted(sight, compiled, query, parts, sight.count(query), request.facets))
    listed = sight.ordered(query, request.sort.order, after, request.size + 1)

    def counted() -> Counted:
        total, facets, exactly = counting.value()
        if decided is Match.ANY and sight.index == t.FULLTEXT.name:
            total["pages"] = sight.count(own)
        if misread != NOTHING:
            # All of a question holds whatever `beside` holds; some of it is narrower.
            narrowed = _filtered(compiled, misread) if decided is Match.ALL else AllOf((misread, query))
            _tell_misread(total, notices, sight.count(narrowed), last=False)
        if not total["units_exact"]:
            notices.append(ABOUT)
        return Counted(total, facets, exactly, tuple(notices))

    following = Cursor(decided.value, 0, listed[request.size - 1]) if len(listed) > request.size else None
    shown = tuple(unit.unit for unit in listed[: request.size])
    sought = _alike(sight, own, () if compiled.browses else shown)
    return Found(decided, shown, counted, following, sought, misread)


def _in_any_order(compiled: Compiled, terms: Asked, request: Request) -> Query:
    """Some of the question and all that stays required, also where that may have been misread."""
    match = loosened(compiled.required, terms, request.scope)
    if compiled.required_beside == NOTHING:
        return match
    return AnyOf((match, loosened(compiled.required_beside, terms, request.scope)))


def _page(numbers: Sequence[int], request: Request, match: Match) -> tuple[tuple[int, ...], Cursor | None]:
    end = _end(request)
    following = Cursor(match.value, end) if end < len(numbers) else None
    return tuple(numbers[end - request.size : end]), following


def _end(request: Request) -> int:
    return (request.cursor.offset if request.cursor is not None else 0) + request.size


def _counted(
    sight: Sight,
    compiled: Compiled,
    match: Query,
    parts: Sequence[Query],
    entries: int,
    facets: Sequence[str],
) -> tuple[Total, dict[str, dict[str, int]], bool]:
    """Totals and facets of all that matches."""
    if sight.index == t.CATALOGUE.name:
        # One entry a unit.
        return {"units": entries, "units_exact": True, "pages": 0}, sight.tally(match, facets), True
    pages_found = begun(lambda: _pages_found(sight, compiled, entries))
    numbers = sight.units(match) if entries <= EXACT_ENTRIES else None
    if numbers is None:
        sampled, times = sight.sampled_units([AllOf((part, compiled.filters)) for part in parts], entries)
        if len(sampled) * times <= 1.2 * EXACT_UNITS:
            numbers = sight.exact_units(match, 2 * EXACT_UNITS)
    if numbers is not None:
        found = _facets_of_units(sight, numbers, facets)
        total: Total = {"units": len(numbers), "units_exact": True, "pages": pages_found.value()}
        return total, found, True
    about = {
        field: {value: count * times for value, count in values.items()}
        for field, values in _facets_of_units(sight, sampled, facets).items()
    }
    total = {"units": len(sampled) * times, "units_exact": False, "pages": pages_found.value()}
    return total, about, False


def _pages_found(sight: Sight, compiled: Compiled, entries: int) -> int:
    """How many of the entries that match are pages."""
    if not entries or sight.index != t.FULLTEXT.name or compiled.browses:
        return 0
    # All but the leading entries are; these are the fewer, and are found by the catalogue's words alone.
    return entries - sight.count(AllOf((compiled.leading, compiled.filters)))


def _facets_of_units(
    sight: Sight, numbers: frozenset[int], facets: Sequence[str]
) -> dict[str, dict[str, int]]:
    """Facets of some units: every unit has one entry in the catalogue, so counting those counts units."""
    catalogue = Sight(sight.reader, t.CATALOGUE.name, sight.view, sight.access, sight.hidden)
    return catalogue.tally(Number(t.UNIT, numbers), facets)
