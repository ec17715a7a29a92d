"""Asking the indices: from a compiled question to the units that answer it, counted and in order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial, reduce

from engines.at_once import begun
from engines.port import BestUnits
from engines.query import EVERYTHING, NOTHING, AllOf, AnyOf, Constant, Number, Query, Scored, may_match
from holdings.store.database import Transaction
from index_templates import templates as t
from search_api.by_relevance import MOST_UNITS, Fetched, PageTexts, Ranked, fetched, one_after_another, ranked
from search_api.compile import Compiled
from search_api.counting import (
    Tallied,
    counted_entries,
    counted_of,
    facets_of_units,
    fills_a_list,
    tell_themes_apart,
)
from search_api.cursors import Cursor
from search_api.folding import folded
from search_api.letters import (
    ABOUT,
    ABOUT_ALL,
    BEST_ONLY,
    LIST_ENDS,
    LOOSENED,
    QUOTED_FIRST,
    QUOTED_NOWHERE,
    SOME_OF_IT,
    TOO_MANY_TIES,
    all_first,
    tolerated,
)
from search_api.pages_of_units import SoughtPages, of_units
from search_api.ranking import Weights, frequencies_of
from search_api.recorded import Recorded, with_required_records
from search_api.records import excludes
from search_api.request import Match, Request, Scope, Sort
from search_api.scoring import Asked, Worth, asked, holding, loosened, loosened_pages, scored, scoring
from search_api.shapes import Notice, Total
from search_api.sight import Scorings, Sight
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
    frequencies = frequencies_of(sight, compiled.terms, folded(question))
    # A word that nothing has is seen by how often it is there: then nothing has all of the question.
    may_have_all = may_match(compiled.strict, frequencies.absent)
    loosens = request.match is Match.AUTO and compiled.loosens
    by_some = request.match is Match.ANY or (
        loosens and compiled.asks and not (may_have_all and fills_a_list(sight, compiled.strict))
    )
    if not by_some and (may_have_all or not loosens):
        weights = frequencies.weigh(loosens=False)
        found = _strictly(connection, sight, compiled, request, weights, question)
        if found is not None:
            return found
        may_have_all = False
    having = compiled.exact if by_some and may_have_all else NOTHING
    required = with_required_records(sight, compiled)
    some = _loosely(connection, sight, required, request, frequencies.weigh(loosens=True), question, having)
    if loosens and by_some and may_have_all and not some.units:
        # Nothing of it stands anywhere as it was read: where all of it was misread it is found all the same.
        every = frequencies.weigh(loosens=False)
        return _strictly(connection, sight, compiled, request, every, question) or some
    return some


def _strictly(
    connection: Transaction,
    sight: Sight,
    compiled: Compiled,
    request: Request,
    weights: Weights,
    question: str,
) -> Found | None:
    """All of the question; None where nothing has it and the question may be loosened."""
    may_loosen = request.match is Match.AUTO and compiled.loosens
    recorded = Recorded.of(sight, compiled) if compiled.records is not None else None
    if recorded is not None:
        if may_loosen and recorded.widely.empty:
            return None
        compiled = recorded.compiled
    match = _filtered(compiled, compiled.strict)
    shown = _end(request)

    def fetch(query: Query, wanted: int = shown + 1) -> Fetched:
        scorings = _by_partition(weights, partial(_exact_query, compiled, query, weights, request.scope))
        return fetched(sight, _filtered(compiled, query), scorings, wanted)

    if recorded is None:
        exact = fetch(compiled.exact)
        entries = exact.best.count
    else:
        exact = recorded.verified(fetch, shown + 1)
        # Of some records it is known already that they have all of it.
        entries = 1 if exact.best.count and not excludes(recorded.asked.read) else sight.count(match)
    by_code = [fetch(AllOf((first, compiled.exact))) for first in compiled.first]
    beside, likely = 0, None
    if compiled.misread and recorded is None:
        likely = _misread_units(sight, compiled, weights, exact, shown + 1)
        beside = likely.best.count
        entries += beside
    elif recorded is not None and compiled.beside != NOTHING:
        beside = sight.count(_filtered(compiled, compiled.beside))
    # Whether anything has all of it is decided before filters narrow it down.
    if may_loosen and not entries and not (request.filtered and sight.count(compiled.strict)):
        return None
    # Counted while the best are put in order and shown.
    counting = begun(
        partial(counted_entries, sight, compiled, match, compiled.parts, entries, request.facets)
        if recorded is None
        else partial(counted_of, sight, recorded, match, request.facets)
    )
    list_of = ranked(connection, sight, exact, weights, question, shown + 1, shown)
    for best in reversed(by_code):
        list_of = ranked(connection, sight, best, weights, question, shown + 1, shown).beside(list_of)
    if recorded is not None:
        # What stands on several pages together comes after what has all of it in one place, misread ones last.
        for others in (recorded.together, recorded.beside):
            if len(list_of.units) <= shown and (others == recorded.together or beside):
                further = fetch(others(list_of.units))
                list_of = list_of.beside(
                    ranked(connection, sight, further, weights, question, shown + 1, shown)
                )
    if likely is not None:
        list_of = list_of.beside(ranked(connection, sight, likely, weights, question, shown + 1, shown))
    page, following = _page(list_of.units, request, Match.ALL)
    alone = recorded is None and list_of.entries == len(list_of.pages)

    def counted() -> Counted:
        total, facets, exactly = counting.value()
        notices = [TOO_MANY_TIES] if list_of.tied else []
        _tell_misread(total, notices, beside, last=True)
        if not total["units_exact"]:
            notices.append(_about(recorded))
        if following is None and (list_of.more or (recorded is not None and recorded.sampled)):
            notices.append(LIST_ENDS)
        return Counted(total, facets, exactly, (*compiled.notices, *notices))

    return Found(
        Match.ALL,
        page,
        counted,
        following,
        _alike(sight, compiled.pages, () if alone else page)
        if recorded is None
        else _of_record(sight, recorded, page),
        compiled.beside if recorded is None else recorded.misread_pages(),
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


def _exact_query(compiled: Compiled, exact: Query, weights: Weights, scope: Scope, worth: Worth) -> Query:
    """What matches as it was read, scored."""
    if compiled.telling:
        # What matches is scored as it is found: looking for its words once more takes as long again.
        return AllOf((scored(exact, worth, weights.of_pair), compiled.filters))
    match, terms = _filtered(compiled, exact), asked(weights.kept, worth)
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
    having: Query,
) -> Found:
    """Some of the question: the best 500 units, and totals and facets of these; first those `having` all of it."""
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
    quoting = _quoting(fetch, compiled)
    whole = _having_all(sight, compiled, request, weights, having)
    # What a quote or a field asks for stays asked; where it may have been misread it stands last, and marked.
    likely = fetch(compiled.required_beside) if compiled.required_beside != NOTHING else None
    own = both(lambda terms: loosened_pages(compiled.required, terms))
    if likely is not None:
        own = own.or_else(both(lambda terms: loosened_pages(compiled.required_beside, terms)))
    lists = one_after_another([each for each in (whole, quoting, best, likely) if each is not None])
    if whole is not None:
        # A page that has all of it in other words, a year written otherwise, is shown too.
        having_all = Constant(_filtered(compiled, compiled.pages), 0.0)
        own = own.or_else(Scorings(having_all, having_all))
    end = _end(request)
    first = frozenset(number for each in lists for number in each.first)
    sought = SoughtPages.begin(sight, own, first if end == request.size else ())

    def tally(
        numbers: frozenset[int], *, more: bool, tied: bool
    ) -> tuple[dict[str, dict[str, int]], int | None]:
        """Facets of the list, and its pages; None where those tell them by which its units were found."""
        facets = facets_of_units(sight, numbers, request.facets)
        if sight.index != t.FULLTEXT.name:
            return facets, 0
        if tied:
            return facets, sight.count(of_units(numbers, own.open))
        # Of the best units of many the pages by which they were found: all others are not looked for.
        return facets, None if more else sight.count(own.open)

    def in_turn() -> Ranked:
        told = [ranked(connection, sight, each, weights, question, MOST_UNITS, end) for each in lists]
        return reduce(Ranked.beside, told)

    if any(each.best.tied for each in lists) or likely is not None:
        list_of = in_turn()
        numbers = frozenset(list_of.units)
        tallied = begun(lambda: tally(numbers, more=list_of.more, tied=list_of.tied))
    else:
        # Counted while the best are put in order and shown.
        numbers = frozenset(number for each in lists for number in each.scores)
        more = any(each.more for each in lists)
        tallied = begun(lambda: tally(numbers, more=more, tied=False))
        list_of = in_turn()
    page, following = _page(list_of.units, request, Match.ANY)

    def counted() -> Counted:
        facets, pages = tallied.value()
        if pages is None:
            pages = sum(list_of.pages.get(number, 0) > 0 for number in numbers)
        total: Total = {"units": len(numbers), "units_exact": not list_of.more, "pages": pages}
        tell_themes_apart(sight, Number(t.UNIT, numbers), total)
        notices = _told_of_loosening(whole, list_of) if request.match is Match.AUTO else []
        if compiled.preferred != NOTHING and list_of.units:
            notices.append(QUOTED_NOWHERE if quoting is None else QUOTED_FIRST)
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


def _told_of_loosening(whole: Fetched | None, list_of: Ranked) -> list[Notice]:
    if whole is None:
        return [LOOSENED] if list_of.units else []
    return [all_first(len(whole.scores))] if len(list_of.units) > len(whole.scores) else []


def _having_all(
    sight: Sight, compiled: Compiled, request: Request, weights: Weights, having: Query
) -> Fetched | None:
    """Units of which one entry has all of the question as it was read; None where none has."""
    if having == NOTHING:
        return None
    scorings = _by_partition(weights, partial(_exact_query, compiled, having, weights, request.scope))
    found = fetched(sight, _filtered(compiled, having), scorings, MOST_UNITS)
    return found if found.best.count else None


def _quoting(fetch: Callable[[Query], Fetched], compiled: Compiled) -> Fetched | None:
    """Units that hold, as it stands, what stands in quotes inside a sentence; None where none does."""
    if compiled.preferred == NOTHING:
        return None
    found = fetch(AllOf((compiled.required, compiled.preferred)))
    return found if found.best.count else None


def _alike(sight: Sight, pages: Query, numbers: Collection[int]) -> SoughtPages:
    """The pages of units that match, one as good as the other."""
    alike = Constant(pages, 1.0)
    return SoughtPages.begin(sight, Scorings(alike, alike), numbers)


def _in_order(sight: Sight, asked_for: Compiled, request: Request) -> Found:
    """All that matches, by code or date, without end."""
    loose = request.match is Match.ANY and not asked_for.browses
    may_loosen = request.match is Match.AUTO and asked_for.loosens
    recorded = Recorded.of(sight, asked_for) if asked_for.records is not None and not loose else None
    compiled = asked_for if recorded is None else recorded.compiled
    frequencies = frequencies_of(sight, compiled.terms, "")
    notices = list(compiled.notices)
    match = compiled.strict
    if not loose and may_loosen:
        if not sight.count(match):
            loose = True
            notices.append(LOOSENED)
        elif asked_for.asks and not fills_a_list(sight, asked_for.strict):
            loose = True
            notices.append(SOME_OF_IT)
    terms = asked(frequencies.weigh(loosens=loose).kept, None)
    if loose:
        compiled, recorded = with_required_records(sight, asked_for), None
        match = _in_any_order(compiled, terms, request)
    query = AllOf((match, compiled.filters))
    misread = compiled.required_beside if loose else compiled.beside
    own = AllOf((loosened_pages(EVERYTHING, terms), query)) if loose else compiled.pages
    after = request.cursor.after if request.cursor is not None else None
    parts = (query,) if loose else compiled.parts

    def tally() -> Tallied:
        if recorded is not None:
            return counted_of(sight, recorded, query, request.facets)
        return counted_entries(sight, compiled, query, parts, sight.count(query), request.facets)

    # Counted while they are put in order and shown.
    counting = begun(tally)
    if recorded is not None and recorded.sampled:
        listed = recorded.ordered(sight, request.sort.order, after, request.size + 1, compiled.filters)
    else:
        listed = sight.ordered(query, request.sort.order, after, request.size + 1)

    def counted() -> Counted:
        total, facets, exactly = counting.value()
        if loose and sight.index == t.FULLTEXT.name:
            total["pages"] = sight.count(own)
        if misread != NOTHING:
            # All of a question holds whatever `beside` holds; some of it is narrower.
            narrowed = AllOf((misread, query)) if loose else _filtered(compiled, misread)
            _tell_misread(total, notices, sight.count(narrowed), last=False)
        if not total["units_exact"]:
            notices.append(_about(recorded))
        return Counted(total, facets, exactly, tuple(notices))

    following = (
        Cursor(_match_of(loose).value, 0, listed[request.size - 1]) if len(listed) > request.size else None
    )
    shown = tuple(unit.unit for unit in listed[: request.size])
    wanted = () if compiled.browses else shown
    sought = _alike(sight, own, wanted) if recorded is None else _of_record(sight, recorded, wanted)
    return Found(_match_of(loose), shown, counted, following, sought, misread)


def _match_of(loose: bool) -> Match:
    return Match.ANY if loose else Match.ALL


def _of_record(sight: Sight, recorded: Recorded, numbers: Collection[int]) -> SoughtPages:
    return SoughtPages.begin(sight, recorded.shown_pages(), numbers)


def _about(recorded: Recorded | None) -> Notice:
    return ABOUT_ALL if recorded is not None and recorded.sampled else ABOUT


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
