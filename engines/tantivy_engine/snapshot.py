"""One Tantivy index as it stood when it was pinned, answering our questions."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from tantivy import Query, Searcher, SearchResult

from engines import query as ours
from engines.at_once import begun
from engines.port import Applied, Best, BestUnits, Hit, Order, Ordered, by_unit
from engines.rounding import all_rounded, rounded
from engines.tantivy_engine.compile import Compiler
from index_templates import templates as t

#: Values in a tally; more than any facet is shown with, and far below where Tantivy truncates silently.
_MOST_VALUES = 10_000
#: Entries from which on the best are looked for apart from counting all: 800,000 take 6 ms and not 19.
_MANY = 50_000
#: So many entries of one score are a crowd, which is told apart by units.
_CROWD = 5_000
#: Hits with their scores, best first; and how many match in all.
_Found = tuple[Sequence[tuple[float, Any]], int]
_SOURCES: dict[Order, list[dict[str, Any]]] = {
    Order.CODE: [{"order": {"terms": {"field": t.ORDER}}}, {"unit": {"terms": {"field": t.UNIT}}}],
    Order.DATE: [
        {"date": {"terms": {"field": t.EARLIEST}}},
        {"order": {"terms": {"field": t.ORDER}}},
        {"unit": {"terms": {"field": t.UNIT}}},
    ],
    Order.NEWEST: [
        {"date": {"terms": {"field": t.LATEST, "order": "desc"}}},
        {"order": {"terms": {"field": t.ORDER}}},
        {"unit": {"terms": {"field": t.UNIT}}},
    ],
}


class TantivySnapshot:
    """See `engines.port.Snapshot`."""

    def __init__(self, searcher: Searcher, compiler: Compiler, applied: Applied) -> None:
        self._searcher = searcher
        self._compiler = compiler
        self.applied = applied

    def best(self, query: ours.Query, limit: int, most_ties: int) -> Best:
        """See `engines.port.Snapshot.best`."""
        # A cut often falls among ties: some more are fetched at once, so that one search is enough for most.
        wanted = limit + max(1, min(limit // 4 + 50, most_ties))
        found = self._most(query, wanted)
        while True:
            hits, count = found
            if len(hits) <= limit:
                break
            edge = rounded(hits[limit - 1][0])
            within = limit
            while within < len(hits) and rounded(hits[within][0]) == edge:
                within += 1
            if within < len(hits) or len(hits) >= count:
                hits = hits[:within]
                break
            if wanted >= limit + most_ties:
                return Best(self._hits(hits[:limit]), count, tied=True)
            wanted = limit + most_ties
            found = self._first(query, wanted)
        return Best(self._hits(hits), count)

    def best_units(self, query: ours.Query, limit: int, most_ties: int) -> BestUnits:
        """See `engines.port.Snapshot.best_units`."""
        query = scored_last(query)
        entries = entries_of(limit)
        first = self._scored_first(query, entries, limit, most_ties)
        if isinstance(first, BestUnits):
            return first
        known: dict[int, Hit] = {}
        count = -1
        while True:
            found, matching = first or self._most(_without(query, known), entries)
            first = None
            hits = self._hits(found)
            count = max(count, matching)
            if len(hits) >= matching:
                known |= by_unit(hits)
                return BestUnits.cut(list(known.values()), count, limit, most_ties, whole=True)
            edge = hits[-1].score
            here = by_unit(hits)
            above = {unit: hit for unit, hit in here.items() if hit.score > edge}
            known |= above
            complete = [hit for hit in known.values() if hit.score > edge]
            if len(complete) >= limit:
                return BestUnits.cut(complete, count, limit, most_ties, whole=False)
            if above:
                # Their best entries are known: whatever else they have would only hide other units.
                continue
            if entries < _CROWD:
                entries = _CROWD
                continue
            # Very many entries are alike. Of how many units are they?
            known |= here
            if len(known) > limit + most_ties:
                return BestUnits.cut(list(known.values()), count, limit, most_ties, whole=False)

    def _scored_first(
        self, query: ours.Query, entries: int, limit: int, most_ties: int
    ) -> BestUnits | _Found | None:
        """The units of a character that very many entries hold and few score by, or the first of its entries.

        What has a score is read by itself, and is all that stands above the others. Whether those are too many is told
        by a share of them: to read 5,000 with their places took 12 ms, and to look three times for the best 30 as long.

        Returns:
            None where neither can be said so.
        """
        if not isinstance(query, ours.Scored) or not query.within:
            return None
        if self._at_most(query.match) <= entries + most_ties:
            return None
        counting = begun(lambda: self.count(query.match))
        hits, scored = self._first(query.score, entries)
        if scored >= entries:
            return (hits, counting.value()) if rounded(hits[-1][0]) > 0 else None
        best = {unit: hit for unit, hit in by_unit(self._hits(hits)).items() if hit.score > 0}
        if len(best) >= limit:
            return None
        count = counting.value()
        share = max(0, (count // _CROWD).bit_length() - 1)
        sample = query.match if not share else ours.AllOf((_share(share), query.match))
        found = self._searcher.search(self._compiled(ours.Constant(sample, 0.0)), limit=_CROWD, count=False)
        units = self._searcher.fast_field_values(t.UNIT, [address for _, address in found.hits])
        if len({*units, *best}) <= limit + most_ties:
            return None
        return BestUnits(tuple(best.values()), count, whole=False, tied=True)

    def _most(self, query: ours.Query, wanted: int) -> _Found:
        if isinstance(query, ours.Scored) and self._at_most(query.match) > _MANY:
            return self._scored_alone(query, wanted)
        return self._first(query, wanted)

    def _first(self, query: ours.Query, wanted: int) -> _Found:
        found = self._searcher.search(self._compiled(query), limit=wanted, count=True)
        return found.hits, _count(found)  # the library builds the list of hits anew at every look

    def _scored_alone(self, query: ours.Scored, wanted: int) -> _Found:
        """The same where very many match: those that have a score come first, and are fewer."""
        counting = begun(lambda: self.count(query.match))
        scored = query.score
        if not query.within:
            scored = ours.AllOf((scored, ours.Constant(query.match, 0.0)))
        hits, _ = self._first(scored, wanted)
        # Entries without a score are alike, whether they match the words or not.
        if len(hits) == wanted and rounded(hits[-1][0]) > 0:
            return hits, counting.value()
        return self._first(query, wanted)

    def _at_most(self, query: ours.Query) -> int:
        """As many entries match, or fewer."""
        match query:
            case ours.Term(field, value):
                return self._searcher.doc_freq(field, value)
            case ours.AnyOf(parts):
                return sum(self._at_most(part) for part in parts)
            case ours.AllOf(parts):
                return min((self._at_most(part) for part in parts), default=self.size())
            case ours.Without(kept, _):
                return self._at_most(kept)
            case ours.Phrase(field, tokens):
                return min(self._searcher.doc_freq(field, token) for _, token in tokens)
            case _:
                return self.size()

    def _hits(self, scored: Sequence[tuple[float, Any]]) -> tuple[Hit, ...]:
        addresses = [address for _, address in scored]
        units, pages = (
            _whole(self._searcher.fast_field_values(field, addresses)) for field in (t.UNIT, t.PAGE)
        )
        return tuple(map(Hit, all_rounded([score for score, _ in scored]), units, pages))

    def ordered(self, query: ours.Query, order: Order, after: Ordered | None, limit: int) -> list[Ordered]:
        """See `engines.port.Snapshot.ordered`."""
        composite: dict[str, Any] = {"sources": _SOURCES[order], "size": limit}
        if after is not None:
            # The greatest unit number, so that the unit itself is passed over whatever its number is.
            key = {"order": f"str:{after.order}", "unit": f"i64:{after.unit}"}
            if order is not Order.CODE:
                key["date"] = f"i64:{after.date}"
            composite["after"] = key
        answer = self._searcher.aggregate(self._compiled(query), {"units": {"composite": composite}})
        return [
            Ordered(int(key["unit"]), str(key["order"]), int(key.get("date", 0)))
            for key in (bucket["key"] for bucket in answer["units"]["buckets"])
        ]

    def count(self, query: ours.Query) -> int:
        """See `engines.port.Snapshot.count`."""
        return _count(self._searcher.search(self._compiled(query), limit=1, count=True))

    def counts(self, queries: Sequence[ours.Query]) -> list[int]:
        """See `engines.port.Snapshot.counts`."""
        return [self.count(query) for query in queries]

    def tally(self, query: ours.Query, fields: Sequence[str]) -> dict[str, list[tuple[str, int]]]:
        """See `engines.port.Snapshot.tally`."""
        if not fields:
            return {}
        ask = {
            field: {"terms": {"field": field, "size": _MOST_VALUES, "segment_size": _MOST_VALUES}}
            for field in fields
        }
        answer = self._searcher.aggregate(self._compiled(query), ask)
        return {
            field: [(_value(bucket["key"]), int(bucket["doc_count"])) for bucket in answer[field]["buckets"]]
            for field in fields
        }

    def units(self, query: ours.Query, most: int) -> frozenset[int] | None:
        """See `engines.port.Snapshot.units`."""
        hits = self._searcher.search(self._compiled(query), limit=most + 1, count=False).hits
        if len(hits) > most:
            return None
        numbers = self._searcher.fast_field_values(t.UNIT, [address for _, address in hits])
        return frozenset(int(number) for number in numbers if number is not None)

    def frequencies(self, terms: Sequence[tuple[str, str]]) -> list[int]:
        """See `engines.port.Snapshot.frequencies`."""
        holding = self._searcher.doc_freq
        return [holding(field, token) for field, token in terms]

    def size(self) -> int:
        """See `engines.port.Snapshot.size`."""
        return self._searcher.num_docs

    def suggestions(self, start: str, query: ours.Query) -> list[tuple[str, int]]:
        """See `engines.port.Snapshot.suggestions`."""
        return self._searcher.terms_with_prefix(t.SUGGESTED, start, self._compiled(query))

    def _compiled(self, query: ours.Query) -> Query:
        return self._compiler.compiled(query)


def entries_of(units: int) -> int:
    """As many entries are fetched at once to find so many units: units have some entries each."""
    return units + units // 2 + 50


def _without(query: ours.Query, units: Collection[int]) -> ours.Query:
    """The entries of other units."""
    if not units:
        return query
    known = ours.Number(t.UNIT, frozenset(units))
    if isinstance(query, ours.Scored):
        score = ours.Without(query.score, known) if query.within else query.score
        return ours.Scored(ours.Without(query.match, known), score, query.within)
    return ours.Without(query, known)


def _share(share: int) -> ours.Query:
    """The entries of one unit in 2 to the so many."""
    return ours.Number(t.SHARE, frozenset({share}))


def scored_last(query: ours.Query) -> ours.Query:
    """A query of which some entries are left out, with that done to what is matched and not to what is scored.

    So what a reader with rights is asked by is known for what it is, too.
    """
    match query:
        case ours.Without(kept, dropped):
            inner = scored_last(kept)
            if isinstance(inner, ours.Scored):
                score = ours.Without(inner.score, dropped) if inner.within else inner.score
                return ours.Scored(ours.Without(inner.match, dropped), score, inner.within)
        case ours.AllOf((first, ours.Keyword() | ours.Number() as only)):
            inner = scored_last(first)
            if isinstance(inner, ours.Scored):
                score = ours.AllOf((inner.score, only)) if inner.within else inner.score
                return ours.Scored(ours.AllOf((inner.match, only)), score, inner.within)
    return query


def _value(key: str | float) -> str:
    return key if isinstance(key, str) else str(int(key))


def _count(found: SearchResult) -> int:
    # The library's own types forget that a result has its count.
    return getattr(found, "count", None) or 0


def _whole(values: list[int | float | bool | None]) -> list[int]:
    return [int(value) if value is not None else 0 for value in values]
