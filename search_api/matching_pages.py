"""Which pages of the units on one page of an answer match, and how many."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from engines.port import Hit
from engines.query import NOTHING, AllOf, Number, Scored
from index_templates import templates as t
from search_api.compile import scoring
from search_api.finding import Found
from search_api.sight import Sight

#: Entries fetched for each unit.
_ENTRIES = 20
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
    """The matching pages of some units, the best `most` of each by number."""
    wanted = frozenset(numbers)
    if not wanted or sight.index != t.FULLTEXT.name:
        return {}
    hits: Iterable[Hit] = found.best.hits
    counts: dict[int, int] | None = None
    if len(found.best.hits) < found.best.count:
        score = scoring(found.terms)
        best = sight.best(Scored(AllOf((Number(t.UNIT, wanted), found.pages)), score), _ENTRIES * len(wanted))
        hits = best.hits
        if len(best.hits) < best.count:
            counts = _counts(sight, found, wanted)
    pages: dict[int, list[int]] = {number: [] for number in wanted}
    for hit in hits:
        if hit.page and hit.unit in wanted:
            pages[hit.unit].append(hit.page)
    if counts is not None:
        for number in sorted(number for number, shown in pages.items() if not shown and counts.get(number)):
            # One long unit may have taken all places.
            alone = Scored(AllOf((Number(t.UNIT, frozenset({number})), found.pages)), score)
            pages[number] = [hit.page for hit in sight.best(alone, most).hits]
    misread = _misread(sight, found, wanted)
    for number, some in misread.items():
        pages[number].sort(key=some.__contains__)
    return {
        number: MatchingPages(
            tuple(shown[:most]),
            counts.get(number, 0) if counts is not None else len(shown),
            misread.get(number, frozenset()).intersection(shown[:most]),
        )
        for number, shown in pages.items()
    }


def _misread(sight: Sight, found: Found, wanted: frozenset[int]) -> dict[int, frozenset[int]]:
    """The pages of each unit that match only if something in them was misread."""
    if found.misread == NOTHING:
        return {}
    best = sight.best(AllOf((Number(t.UNIT, wanted), found.misread)), _MOST_MISREAD)
    pages: dict[int, set[int]] = {}
    for hit in best.hits:
        pages.setdefault(hit.unit, set()).add(hit.page)
    return {number: frozenset(some) for number, some in pages.items()}


def _counts(sight: Sight, found: Found, wanted: frozenset[int]) -> dict[int, int]:
    tally = sight.tally(AllOf((Number(t.UNIT, wanted), found.pages)), (t.UNIT,))
    return {int(number): count for number, count in tally[t.UNIT].items()}
