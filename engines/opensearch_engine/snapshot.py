"""One physical index as it stood when it was pinned, answering our questions."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from engines import query as ours
from engines.opensearch_engine.cluster import ClusterError
from engines.opensearch_engine.compile import compiled
from engines.opensearch_engine.points import Request, Searched
from engines.port import Applied, Best, BestUnits, Hit, Order, Ordered
from engines.rounding import all_rounded
from index_templates import templates as t

#: Values in a tally; as many as the embedded engine gives.
_MOST_VALUES = 10_000
_SORTS: dict[Order, tuple[str, ...]] = {
    Order.CODE: (t.ORDER, t.UNIT),
    Order.DATE: (t.EARLIEST, t.ORDER, t.UNIT),
    Order.NEWEST: (t.LATEST, t.ORDER, t.UNIT),
}
#: Entries asked for at once where a list of units is wanted: units have some pages each.
_ENTRIES_A_UNIT = 6
_LONGEST_PAGE = 5_000
_NO_PAGE = (0,)
#: Letters with a meaning in Lucene's regular expressions.
_MEANING = frozenset('.?+*|{}[]()"\\#@&<>~^$-')


class OpenSearchSnapshot:
    """See `engines.port.Snapshot`."""

    def __init__(self, searched: Searched, applied: Applied) -> None:
        self._searched = searched
        self.applied = applied

    def best(self, query: ours.Query, limit: int, most_ties: int) -> Best:
        """See `engines.port.Snapshot.best`."""
        asked = self.best_asked(query, limit, most_ties)
        wanted = asked["size"]
        told = self._search(asked, scored=True)
        hits, count = _hits(told), _count(told)
        if len(hits) <= limit:
            return Best(hits, count)
        edge = hits[limit - 1].score
        if hits[-1].score == edge and len(hits) < count:
            if wanted >= limit + most_ties:
                return Best(hits[:limit], count, tied=True)
            wanted = limit + most_ties
            # Scores are rounded here: whatever may be the edge's is above this.
            tied = {**asked, "size": wanted, "track_total_hits": False, "min_score": edge * (1 - 1e-4)}
            hits = _hits(self._search(tied, scored=True))
            if len(hits) >= wanted and hits[-1].score == edge:
                return Best(hits[:limit], count, tied=True)
        return Best(tuple(hit for hit in hits if hit.score >= edge), count)

    def best_asked(self, query: ours.Query, limit: int, most_ties: int) -> dict[str, Any]:
        """The search that `best` asks first, and mostly alone."""
        return {
            "query": compiled(query, self._rarity),
            "_source": False,
            "stored_fields": "_none_",
            "docvalue_fields": [t.UNIT, t.PAGE],
            # A cut often falls among ties: some more are fetched at once, so that one search is enough for most.
            "size": limit + max(1, min(limit // 4 + 50, most_ties)),
            "track_total_hits": True,
        }

    def best_units(self, query: ours.Query, limit: int, most_ties: int) -> BestUnits:
        """See `engines.port.Snapshot.best_units`."""
        asked = self.best_units_asked(query, limit, most_ties)
        told = self._search(asked, scored=True)
        hits, count, wanted = _first_of_units(told), _count(told), asked["size"]
        if len(hits) == wanted and wanted <= limit + most_ties and hits[-1].score == hits[limit - 1].score:
            wanted = limit + most_ties + 1
            hits = _first_of_units(
                self._search({**asked, "size": wanted, "track_total_hits": False}, scored=True)
            )
        return BestUnits.cut(hits, count, limit, most_ties, whole=len(hits) < wanted)

    def best_units_asked(self, query: ours.Query, limit: int, most_ties: int) -> dict[str, Any]:
        """The search that `best_units` asks first, and mostly alone."""
        # Each unit comes once: 500 units of eight pages take 5 ms, and by their entries 13 (100,000 pages).
        return {
            "query": compiled(query, self._rarity),
            "_source": False,
            "stored_fields": "_none_",
            "collapse": {"field": t.UNIT},
            "sort": [{"_score": "desc"}, {t.PAGE: {"order": "asc", "missing": 0}}],
            "size": limit + max(1, min(limit // 25 + 20, most_ties)),
            "track_total_hits": True,
        }

    def ordered(self, query: ours.Query, order: Order, after: Ordered | None, limit: int) -> list[Ordered]:
        """See `engines.port.Snapshot.ordered`."""
        sorts, size = _SORTS[order], min(_ENTRIES_A_UNIT * limit, _LONGEST_PAGE)
        asked: dict[str, Any] = {
            "query": compiled(query),
            "size": size,
            "track_total_hits": False,
            "_source": False,
            "stored_fields": "_none_",
            "sort": [{field: "desc" if field == t.LATEST else "asc"} for field in sorts],
        }
        found: dict[Ordered, None] = {}
        key = _key(after, order) if after is not None else None
        while len(found) < limit:
            hits = self._search(asked if key is None else {**asked, "search_after": key})["hits"]["hits"]
            if not hits:
                break
            for hit in hits:
                found.setdefault(_ordered(hit["sort"], order))
            # Entries of one unit have one key, so this passes over what is left of the last one.
            key = hits[-1]["sort"][: len(sorts)]
            if len(hits) < size:
                break
        return list(found)[:limit]

    def count(self, query: ours.Query) -> int:
        """See `engines.port.Snapshot.count`."""
        return _count(self._search({"query": compiled(query), "size": 0, "track_total_hits": True}))

    def counts(self, queries: Sequence[ours.Query]) -> list[int]:
        """See `engines.port.Snapshot.counts`."""
        # Measured: 48 words of 40,000 pages take 4 ms so, 48 searches in one request 21, one search 2.5.
        asked = {str(at): compiled(query) for at, query in enumerate(queries)}
        if not asked:
            return []
        told = self._aggregated(ours.EVERYTHING, {"each": {"filters": {"filters": asked}}})["each"]["buckets"]
        return [int(told[name]["doc_count"]) for name in asked]

    def tally(self, query: ours.Query, fields: Sequence[str]) -> dict[str, list[tuple[str, int]]]:
        """See `engines.port.Snapshot.tally`."""
        if not fields:
            return {}
        told = _aggregations(self._search(self.tally_asked(query, fields)))
        return {field: _values(told[field]) for field in fields}

    def tally_asked(self, query: ours.Query, fields: Sequence[str]) -> dict[str, Any]:
        """The search that `tally` asks."""
        return _tallying(
            query,
            {
                field: {"terms": {"field": field, "size": _MOST_VALUES, "shard_size": _MOST_VALUES}}
                for field in fields
            },
        )

    def units(self, query: ours.Query, most: int) -> frozenset[int] | None:
        """See `engines.port.Snapshot.units`."""
        told = self._search(
            {
                "query": compiled(query),
                "size": 0,
                "track_total_hits": most + 1,
                "aggs": {"units": {"terms": {"field": t.UNIT, "size": most, "shard_size": most}}},
            }
        )
        if _count(told) > most:
            return None
        return frozenset(int(value) for value, _ in _values(told["aggregations"]["units"]))

    def frequencies(self, terms: Sequence[tuple[str, str]]) -> list[int]:
        """See `engines.port.Snapshot.frequencies`: none that was deleted is in them."""
        return self._searched.remembered(
            terms, lambda unknown: self.counts([ours.Term(field, token) for field, token in unknown])
        )

    def _rarity(self, field: str, token: str) -> float:
        count, size = self.frequencies([(field, token)])[0], self.size()
        return math.log(1 + (size - count + 0.5) / (count + 0.5))

    def size(self) -> int:
        """See `engines.port.Snapshot.size`."""
        return self._searched.remembered([("", "")], lambda _: [self.count(ours.EVERYTHING)])[0]

    def suggestions(self, start: str, query: ours.Query) -> list[tuple[str, int]]:
        """See `engines.port.Snapshot.suggestions`."""
        counted = {
            "terms": {
                "field": t.SUGGESTED,
                "size": _MOST_VALUES,
                "shard_size": _MOST_VALUES,
                "include": _beginning(start),
                # Values are looked at in the entries that match, not in a dictionary of all.
                "execution_hint": "map",
            }
        }
        begun = ours.AllOf((query, ours.Prefix(t.SUGGESTED, start)))
        return _values(self._aggregated(begun, {"values": counted})["values"])

    def _aggregated(self, query: ours.Query, asked: dict[str, Any]) -> dict[str, Any]:
        return _aggregations(self._search(_tallying(query, asked)))

    def request(self, body: dict[str, Any]) -> Request:
        """A search of this index as it is sent."""
        return self._searched.request(body)

    def _search(self, body: dict[str, Any], *, scored: bool = False) -> dict[str, Any]:
        return self._searched.search(body, scored=scored)


def _tallying(query: ours.Query, asked: dict[str, Any]) -> dict[str, Any]:
    return {"query": compiled(query), "size": 0, "track_total_hits": False, "aggs": asked}


def _aggregations(told: dict[str, Any]) -> dict[str, Any]:
    found = told["aggregations"]
    if not isinstance(found, dict):
        raise ClusterError(0, "garbage")
    return found


def _hits(told: dict[str, Any]) -> tuple[Hit, ...]:
    hits = told["hits"]["hits"]
    fields = [each["fields"] for each in hits]
    return tuple(
        map(
            Hit,
            all_rounded([each["_score"] for each in hits]),
            [each[t.UNIT][0] for each in fields],
            [each.get(t.PAGE, _NO_PAGE)[0] for each in fields],
        )
    )


def _first_of_units(told: dict[str, Any]) -> list[Hit]:
    """The best entry of each unit."""
    hits = told["hits"]["hits"]
    sorts = [each["sort"] for each in hits]
    units = [each["fields"][t.UNIT][0] for each in hits]
    return list(map(Hit, all_rounded([score for score, _ in sorts]), units, [page for _, page in sorts]))


def _count(told: dict[str, Any]) -> int:
    return int(told["hits"]["total"]["value"])


def _values(told: dict[str, Any]) -> list[tuple[str, int]]:
    return [(str(bucket["key"]), int(bucket["doc_count"])) for bucket in told["buckets"]]


def _key(unit: Ordered, order: Order) -> list[str | int]:
    return [unit.order, unit.unit] if order is Order.CODE else [unit.date, unit.order, unit.unit]


def _ordered(key: list[Any], order: Order) -> Ordered:
    if order is Order.CODE:
        return Ordered(int(key[1]), str(key[0]), 0)
    return Ordered(int(key[2]), str(key[1]), int(key[0]))


def _beginning(start: str) -> str:
    """A regular expression of the values that begin like this, whatever letters it has."""
    return "".join(f"\\{letter}" if letter in _MEANING else letter for letter in start) + "(.|\n)*"
