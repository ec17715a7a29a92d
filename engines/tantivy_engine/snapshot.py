"""One Tantivy index as it stood when it was pinned, answering our questions."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from tantivy import Query, Searcher, SearchResult

from engines import query as ours
from engines.port import Applied, Best, Hit, Order, Ordered
from engines.tantivy_engine.compile import Compiler
from index_templates import templates as t

#: Values in a tally; more than any facet is shown with, and far below where Tantivy truncates silently.
_MOST_VALUES = 10_000
_SOURCES: dict[Order, list[dict[str, Any]]] = {
    Order.CODE: [{"order": {"terms": {"field": t.ORDER}}}, {"unit": {"terms": {"field": t.UNIT}}}],
    Order.DATE: [
        {"date": {"terms": {"field": t.EARLIEST}}},
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
        compiled = self._compiled(query)
        wanted = limit + 1
        while True:
            found = self._searcher.search(compiled, limit=wanted, count=True)
            count = _count(found)
            hits = found.hits  # the library builds this list anew at every look
            if len(hits) <= limit:
                taken, tied = hits, False
                break
            edge = _rounded(hits[limit - 1][0])
            within = limit
            while within < len(hits) and _rounded(hits[within][0]) == edge:
                within += 1
            if within < len(hits) or len(hits) >= count:
                taken, tied = hits[:within], False
                break
            if wanted >= limit + most_ties:
                taken, tied = hits, True
                break
            wanted = min(wanted * 4, limit + most_ties)
        addresses = [address for _, address in taken]
        units, kinds, pages = (
            self._searcher.fast_field_values(field, addresses) for field in (t.UNIT, t.KIND, t.PAGE)
        )
        scores = [_rounded(score) for score, _ in taken]
        found_hits = tuple(map(Hit, scores, _whole(units), _whole(kinds), _whole(pages)))
        return Best(found_hits, count, tied)

    def ordered(self, query: ours.Query, order: Order, after: Ordered | None, limit: int) -> list[Ordered]:
        """See `engines.port.Snapshot.ordered`."""
        composite: dict[str, Any] = {"sources": _SOURCES[order], "size": limit}
        if after is not None:
            # The greatest unit number, so that the unit itself is passed over whatever its number is.
            key = {"order": f"str:{after.order}", "unit": f"i64:{after.unit}"}
            if order is Order.DATE:
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

    def tally(self, query: ours.Query, fields: Sequence[str]) -> dict[str, list[tuple[str, int]]]:
        """See `engines.port.Snapshot.tally`."""
        return self._tally(query, fields, by_unit=False)

    def tally_units(self, query: ours.Query, fields: Sequence[str]) -> dict[str, list[tuple[str, int]]]:
        """See `engines.port.Snapshot.tally_units`."""
        return self._tally(query, fields, by_unit=True)

    def units(self, query: ours.Query, most: int) -> frozenset[int] | None:
        """See `engines.port.Snapshot.units`."""
        hits = self._searcher.search(self._compiled(query), limit=most + 1, count=False).hits
        if len(hits) > most:
            return None
        numbers = self._searcher.fast_field_values(t.UNIT, [address for _, address in hits])
        return frozenset(int(number) for number in numbers if number is not None)

    def about_units(self, query: ours.Query) -> int:
        """See `engines.port.Snapshot.about_units`."""
        return round(self._searcher.cardinality(self._compiled(query), t.UNIT))

    def frequency(self, field: str, token: str) -> int:
        """See `engines.port.Snapshot.frequency`."""
        return self._searcher.doc_freq(field, token)

    def size(self) -> int:
        """See `engines.port.Snapshot.size`."""
        return self._searcher.num_docs

    def suggestions(self, start: str, query: ours.Query) -> list[tuple[str, int]]:
        """See `engines.port.Snapshot.suggestions`."""
        return self._searcher.terms_with_prefix(t.SUGGESTED, start, self._compiled(query))

    def _compiled(self, query: ours.Query) -> Query:
        return self._compiler.compiled(query)

    def _tally(
        self, query: ours.Query, fields: Sequence[str], *, by_unit: bool
    ) -> dict[str, list[tuple[str, int]]]:
        if not fields:
            return {}
        ask: dict[str, Any] = {}
        for field in fields:
            ask[field] = {"terms": {"field": field, "size": _MOST_VALUES, "segment_size": _MOST_VALUES}}
            if by_unit:
                ask[field]["aggs"] = {"units": {"cardinality": {"field": t.UNIT}}}
        answer = self._searcher.aggregate(self._compiled(query), ask)
        tallies: dict[str, list[tuple[str, int]]] = {}
        for field in fields:
            tallies[field] = [
                (
                    str(bucket["key"]) if isinstance(bucket["key"], str) else str(int(bucket["key"])),
                    round(bucket["units"]["value"]) if by_unit else int(bucket["doc_count"]),
                )
                for bucket in answer[field]["buckets"]
            ]
        return tallies


def _rounded(score: float) -> float:
    return float(f"{score:.5g}")


def _count(found: SearchResult) -> int:
    # The library's own types forget that a result has its count.
    return getattr(found, "count", None) or 0


def _whole(values: list[int | float | bool | None]) -> list[int]:
    return [int(value) if value is not None else 0 for value in values]
