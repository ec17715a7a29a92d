"""Units by relevance: by their best entries, the first ranked again by nearness, ties by code."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from analyzers.writing import Writing
from engines.port import BestUnits, Hit
from engines.query import AllOf, AnyTerm, Number, Query
from engines.rounding import rounded
from holdings.store import pages, units
from holdings.store.database import Transaction
from index_templates import templates as t
from search_api.by_code import first_by_code
from search_api.folding import folded
from search_api.misread_marks import read_as_asked
from search_api.nearness import Nearness
from search_api.ranking import Weights
from search_api.showing import seen_words, title_for
from search_api.sight import Scorings, Sight
from sharing.access import Protected
from sharing.store import protected_by_numbers

#: By relevance a list ends at so many units.
MOST_UNITS = 500
#: Units that are ranked again by nearness, and so always fetched.
_AGAIN = 30
#: Of units alike at the last of these places so many are looked at too.
_ALIKE = 2 * _AGAIN
#: What is written as it was asked stands above what holds the question only after folding: more than the engine's own
#: score and nearness make of a page that says it more often.
_WRITTEN_AS_ASKED = 6.0

#: Texts of pages by (unit's number, page number).
PageTexts = dict[tuple[int, int], str]


@dataclass(frozen=True, slots=True)
class Ranked:
    """Units by relevance.

    Attributes:
        units: their numbers, as many as were wanted or more, `MOST_UNITS` at most.
        pages: of units that were fetched the page that matches best, by number; 0 where it is no page.
        entries: how many entries match in all.
        tied: too many units are alike; those that nothing tells from others come by code.
        more: there are units beyond the list's end.
        texts: the texts of pages that were looked at.
        looked: the units that were looked at, by number.
    """

    units: tuple[int, ...]
    pages: Mapping[int, int]
    entries: int
    tied: bool
    more: bool
    texts: PageTexts = field(default_factory=dict)
    looked: Mapping[int, Protected] = field(default_factory=dict)

    def beside(self, others: Ranked) -> Ranked:
        """This list, then what another has besides; their entries are different ones."""
        known = frozenset(self.units)
        units_ = (*self.units, *(number for number in others.units if number not in known))
        return Ranked(
            units_[:MOST_UNITS],
            {**others.pages, **self.pages},
            self.entries + others.entries,
            self.tied or others.tied,
            self.more or others.more or len(units_) > MOST_UNITS,
            {**self.texts, **others.texts},
            {**self.looked, **others.looked},
        )


@dataclass(frozen=True, slots=True)
class Fetched:
    """The best units for a question, before they are put in order.

    Attributes:
        match: which entries match.
        best: the units, each by its best entry.
        scores: of the units that the list is made of, by number.
        more: there are units beyond them.
    """

    match: Query
    best: BestUnits
    scores: dict[int, float]
    more: bool

    @property
    def first(self) -> frozenset[int]:
        """The units that may be ranked again, and so come first."""
        return frozenset(hit.unit for hit in _first_hits(self.best.hits))

    def only(self, numbers: frozenset[int]) -> Fetched:
        """The same without other units than some."""
        hits = tuple(hit for hit in self.best.hits if hit.unit in numbers)
        scores = {number: score for number, score in self.scores.items() if number in numbers}
        return Fetched(self.match, replace(self.best, hits=hits), scores, self.more)


def fetched(sight: Sight, match: Query, scorings: Scorings, wanted: int) -> Fetched:
    """Ask for the best units.

    Args:
        sight: what is asked.
        match: which entries match.
        scorings: the same, scored.
        wanted: so many units.
    """
    best = sight.best_units(scorings, max(_AGAIN, min(MOST_UNITS, wanted)))
    scores = {hit.unit: hit.score for hit in best.hits}
    return Fetched(match, best, _list_of(scores, MOST_UNITS), more=not best.whole or len(scores) > MOST_UNITS)


def one_after_another(lists: Sequence[Fetched]) -> list[Fetched]:
    """Lists without the units of those before them, all together no longer than one list may be."""
    known: set[int] = set()
    left: list[Fetched] = []
    for each in lists:
        others = {number: score for number, score in each.scores.items() if number not in known}
        kept = _list_of(others, MOST_UNITS - len(known))
        left.append(Fetched(each.match, each.best, kept, each.more or len(kept) < len(others)))
        known.update(kept)
    return left


def _list_of(scores: dict[int, float], most: int) -> dict[int, float]:
    """The units of the list.

    Where its end falls among ties, the units with the smallest numbers stay in it: the same ones in every home, and no
    page of the list has to know the codes of a crowd at its end.
    """
    if len(scores) <= most:
        return scores
    kept = sorted(scores, key=lambda number: (-scores[number], number))[:most]
    return {number: scores[number] for number in kept}


def ranked(
    connection: Transaction,
    sight: Sight,
    found: Fetched,
    weights: Weights,
    question: str,
    wanted: int,
    shown: int,
) -> Ranked:
    """Put units in order.

    Args:
        connection: the store, to rank again by the texts.
        sight: what was asked.
        found: the best units.
        weights: what the question's terms are worth.
        question: as it was typed.
        wanted: so many units.
        shown: of them the first so many in an order that holds; nobody sees the order of the rest.
    """
    best = found.best
    pages_ = {hit.unit: hit.page for hit in best.hits}
    scores, texts, looked = _near(connection, sight, best.hits, found.scores, weights, question)
    numbers = _by_score_then_code(connection, scores, shown)
    more = found.more
    if best.tied:
        # Too many are alike to compare them: after those above them, by code, from the first.
        wanted = min(MOST_UNITS, wanted)
        alike = first_by_code(connection, sight, found.match, best.count, wanted + 1)
        above = frozenset(numbers)
        numbers = [*numbers, *(number for number in alike if number not in above)]
        more = len(numbers) > wanted
        numbers = numbers[:wanted]
    return Ranked(tuple(numbers), pages_, best.count, best.tied, more, texts, looked)


def _near(
    connection: Transaction,
    sight: Sight,
    hits: Sequence[Hit],
    scores: dict[int, float],
    weights: Weights,
    question: str,
) -> tuple[dict[int, float], PageTexts, dict[int, Protected]]:
    """Rank the first units again: the engine's score as a share of the best one's, and nearness."""
    # A pair that no page holds as it was read, and some may hold, tells most.
    pairs = {pair: weights.of_pair(pair) for pair in weights.kept.bigrams} | dict(weights.kept.likely)
    first = [hit for hit in _first_hits(hits) if hit.unit in scores]
    writing = Writing(question)
    if len(first) < 2 or (len(pairs) < 2 and not writing.matters) or not hits[0].score:
        return scores, {}, {}
    texts = pages.some_texts(connection, [(hit.unit, hit.page) for hit in first if hit.page])
    looked = protected_by_numbers(connection, [hit.unit for hit in first])
    titles = {number: title_for(sight.reader, protected) for number, protected in looked.items()}
    misread = _misread(connection, sight, first, weights, texts)
    shown: dict[int, str] = {}
    for hit in first:
        # Only what this reader may read: the words behind a face must not move it.
        if hit.page:
            shown[hit.unit] = texts.get((hit.unit, hit.page), "")
        else:
            shown[hit.unit] = seen_words(sight.reader, looked[hit.unit]) if hit.unit in looked else ""
    read = {hit.unit: misread.get((hit.unit, hit.page)) or folded(shown[hit.unit]) for hit in first}
    usual = sum(map(len, read.values())) / len(read)
    measure = Nearness(folded(question), pairs, weights.characters, usual)
    top = hits[0].score
    again: dict[int, float] = {}
    for hit in first:
        text = read[hit.unit]
        again[hit.unit] = 1.0 + hit.score / top + measure.of(text)
        as_shown = f"{shown[hit.unit]}\n\n{titles.get(hit.unit, '')}"
        if writing.matters and not writing.differs_in(text, as_shown):
            again[hit.unit] += _WRITTEN_AS_ASKED
    # What was not looked at again stays below what was, in its own order.
    scores = {
        number: rounded(again[number]) if number in again else score / top for number, score in scores.items()
    }
    return scores, texts, looked


def _misread(
    connection: Transaction, sight: Sight, first: Sequence[Hit], weights: Weights, texts: PageTexts
) -> PageTexts:
    """Those of some pages that may hold more of the question than was read, folded, with it in its place."""
    if not weights.kept.likely:
        return {}
    pairs = AnyTerm(tuple((t.TEXT_LIKELY, pair, 1.0) for pair, _ in weights.kept.likely), constant=True)
    found = sight.best(AllOf((Number(t.UNIT, frozenset(hit.unit for hit in first)), pairs)), 4 * _AGAIN)
    places = {(hit.unit, hit.page) for hit in found.hits} & texts.keys()
    sought = frozenset(pair for pair, _ in weights.kept.likely)
    packed = pages.some_boxes(connection, places)
    return {at: read_as_asked(texts[at], boxes, sought) for at, boxes in packed.items()}


def _first_hits(hits: Sequence[Hit]) -> Sequence[Hit]:
    if len(hits) <= _AGAIN:
        return hits
    edge = hits[_AGAIN - 1].score
    # A cut takes every unit tied with its last, but for crowds that only codes can order.
    tied = [hit for hit in hits[: _AGAIN + _ALIKE + 1] if hit.score >= edge]
    return tied if len(tied) <= _AGAIN + _ALIKE else [hit for hit in tied if hit.score > edge]


def _by_score_then_code(connection: Transaction, scores: dict[int, float], shown: int) -> list[int]:
    """Units by score, ties by code as far as they are shown."""
    ordered = sorted(scores, key=scores.__getitem__, reverse=True)
    groups = _ties(ordered, scores)
    groups = [(start, end) for start, end in groups if start < shown]
    if groups:
        codes = units.order_keys(
            connection, [number for start, end in groups for number in ordered[start:end]]
        )
        for start, end in groups:
            ordered[start:end] = sorted(ordered[start:end], key=lambda number: codes.get(number, ("", b"")))
    return ordered


def _ties(ordered: list[int], scores: dict[int, float]) -> list[tuple[int, int]]:
    """Where units of the same score stand."""
    groups: list[tuple[int, int]] = []
    start = 0
    while start < len(ordered):
        score, end = scores[ordered[start]], start + 1
        while end < len(ordered) and scores[ordered[end]] == score:
            end += 1
        if end - start > 1:
            groups.append((start, end))
        start = end
    return groups
