"""Which pages of the units on one page of an answer match, and how many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engines.query import NOTHING, AllOf, AnyOf, Constant, Number, Query
from index_templates import templates as t
from search_api.finding import Found
from search_api.request import Match
from search_api.sight import Sight

#: Entries fetched for each unit.
_ENTRIES = 20
#: In place of the score of a page that was not fetched: less than any.
_NOT_FETCHED = -1.0
#: Misread pages of the units of one answer that are told from others.
_MOST_MISREAD = 2_000


@dataclass(frozen=True, slots=True)
class MatchingPages:
    """Pages of one unit that match.

    Attributes:
        best: numbers of the best of them, best first; those that match as they were read before others.
        count: how many match in all.
        misread: of the best, those that match only if something in them was misread.
    """

    best: tuple[int, ...]
    count: int
    misread: frozenset[int] = frozenset()


NO_PAGES = MatchingPages((), 0)


def matching_pages(sight: Sight, found: Found, numbers: Iterable[int], most: int) -> dict[int, MatchingPages]:
    """The matching pages of some units, the best `most` of each by number.

    The best are those among the entries that were fetched to rank the units, by score, and of the same score in the
    order of pages: entries alike come from an engine in the order in which they were written, which no two
    generations share. Others follow in the order of pages.
    """
    wanted = frozenset(numbers)
    if not wanted or sight.index != t.FULLTEXT.name:
        return {}
    pages: dict[int, dict[int, float]] = {number: {} for number in wanted}
    hits = found.best.hits
    # Of too many that are alike it is chance which ones came.
    edge = hits[-1].score if found.best.tied else None
    for hit in hits:
        if hit.page and hit.unit in wanted and hit.score != edge:
            pages[hit.unit].setdefault(hit.page, hit.score)
    counts = {number: len(shown) for number, shown in pages.items()}
    # Loosened, a page counts that is among the best entries, be there others that share a word with the question.
    fetched = len(found.best.hits) >= found.best.count or (found.match is Match.ANY and found.best.hits)
    if not fetched or found.best.tied:
        others, counts = _others(sight, found, wanted, most)
        for number, page in others:
            pages[number].setdefault(page, _NOT_FETCHED)
    misread = _misread(sight, found, wanted)
    matching: dict[int, MatchingPages] = {}
    for number, shown in pages.items():
        beside = misread.get(number, frozenset())
        best = tuple(_in_order(shown, beside))[:most]
        matching[number] = MatchingPages(best, counts.get(number, 0), beside.intersection(best))
    return matching


def _in_order(scores: Mapping[int, float], beside: frozenset[int]) -> list[int]:
    """Pages that match as they were read, then the others; the best first, then by number."""
    return sorted(scores, key=lambda page: (page in beside, -scores[page], page))


def _misread(sight: Sight, found: Found, wanted: frozenset[int]) -> dict[int, frozenset[int]]:
    """The pages of each unit that match only if something in them was misread."""
    if found.misread == NOTHING:
        return {}
    best = sight.best(AllOf((Number(t.UNIT, wanted), found.misread)), _MOST_MISREAD)
    pages: dict[int, set[int]] = {}
    for hit in best.hits:
        pages.setdefault(hit.unit, set()).add(hit.page)
    return {number: frozenset(some) for number, some in pages.items()}


def _others(
    sight: Sight, found: Found, wanted: frozenset[int], most: int
) -> tuple[list[tuple[int, int]], dict[int, int]]:
    """(unit, page) of matching pages in the order of pages, and how many match of each unit."""
    query = Constant(_of_units(wanted, found.pages), 1.0)
    best = sight.best(query, _ENTRIES * len(wanted))
    others = sorted((hit.unit, hit.page) for hit in best.hits if hit.page)
    if len(best.hits) >= best.count:
        counts: dict[int, int] = {}
        for number, _ in others:
            counts[number] = counts.get(number, 0) + 1
        return others, counts
    tally = sight.tally(query, (t.UNIT,))[t.UNIT]
    counts = {int(number): count for number, count in tally.items()}
    there = {number for number, _ in others}
    for number in sorted(counts.keys() - there):
        # One long unit may have taken all places.
        alone = Constant(_of_units(frozenset({number}), found.pages), 1.0)
        others.extend(sorted((hit.unit, hit.page) for hit in sight.best(alone, most).hits if hit.page))
    return others, counts


def _of_units(numbers: frozenset[int], pages: Query) -> Query:
    """Pages of some units.

    Each of several choices is narrowed by itself: where they are joined first, an engine looks through all that stands
    near each unit (6 ms and not 1 for words in half of a million pages).
    """
    units = Number(t.UNIT, numbers)
    choices = pages.parts if isinstance(pages, AnyOf) else (pages,)
    return AnyOf(tuple(AllOf((units, choice)) for choice in choices))
