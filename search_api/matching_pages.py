"""Which pages of the units on one page of an answer match, and how many."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from engines.query import NOTHING, AllOf, Number
from index_templates import templates as t
from search_api.finding import Found
from search_api.pages_of_units import SoughtPages
from search_api.sight import Sight

#: In place of the score of the page by which a unit was found: more than that of the others, which are all alike.
_LEADS = 2.0
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

    Of units that have all of a question the page by which they were found comes first, then the others in the order of
    pages; of a question that was loosened they come by score, those of the same score in the order of pages: entries
    alike come from an engine in the order in which they were written, which no two generations share.
    """
    wanted = frozenset(numbers)
    if not wanted or sight.index != t.FULLTEXT.name:
        return {}
    leads = {number: page for number in wanted if (page := found.leads.get(number, 0))}
    if found.alone:
        pages = {number: {page: _LEADS} for number, page in leads.items()}
        counts = dict.fromkeys(pages, 1)
    else:
        pages, counts = _scored(found.sought, wanted, most)
        for number, page in leads.items():
            pages[number][page] = _LEADS
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


def _scored(
    sought: SoughtPages, wanted: frozenset[int], most: int
) -> tuple[dict[int, dict[int, float]], dict[int, int]]:
    """Scores of matching pages by unit and page, and how many match of each unit."""
    best = sought.of(wanted)
    pages: dict[int, dict[int, float]] = {number: {} for number in wanted}
    for hit in best.hits:
        if hit.page and hit.unit in pages:
            pages[hit.unit][hit.page] = hit.score
    if len(best.hits) >= best.count:
        return pages, {number: len(some) for number, some in pages.items()}
    counts = sought.counts(wanted)
    for number, count in sorted(counts.items()):
        # Longer units may have taken all places; and which ones of a crowd came is chance.
        if len(pages[number]) < (count if best.tied else min(most, count)):
            pages[number] = {hit.page: hit.score for hit in sought.of_one(number, most).hits if hit.page}
    return pages, counts
