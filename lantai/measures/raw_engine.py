"""The engine alone: the queries that the application compiled, asked again without the application.

For each question the last query for the best entries that each index was asked, with its count, and the tallies
of the facets: compiled beforehand and sent to the engine as they are. What the application does besides (term
frequencies, exact counts of units, looking for the pages to show, ranking again, reading the store, checking
rights) is not in it.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from analyzers.chains import Analyzer
from engines.port import Applied, Best, Order, Ordered, Pinner, Place, Snapshot, View
from engines.query import Query
from engines.tantivy_engine.compile import Compiler
from engines.tantivy_engine.generations import TantivyGenerations
from engines.tantivy_engine.schema import open_index, option_of
from holdings.store.database import Store
from index_templates import templates as t
from index_templates.templates import TEMPLATES, Partition
from search_api import finding
from search_api.compile import compile_question
from search_api.context import Context
from search_api.question import read_question
from search_api.request import read_request
from search_api.sight import Sight
from sharing.access import ANONYMOUS

#: Values of a facet that the engine is asked for, as the application asks.
_MOST_VALUES = 10_000

#: A question sent to the engine alone: gives the engine's results with their counts, and its facets.
RawCall = Callable[[], tuple[list[Any], list[Any]]]


@dataclass(slots=True)
class _Asked:
    """What the indices were asked for one question."""

    best: dict[Place, tuple[Query, int]] = field(default_factory=dict)
    tallies: list[tuple[Place, Query, tuple[str, ...]]] = field(default_factory=list)


class RawEngine:
    """Makes raw calls of questions.

    Args:
        store: of the home.
        pinner: of its indices.
        generations: where they lie.
        analyzer: the one that made them.
    """

    def __init__(
        self, store: Store, pinner: Pinner, generations: TantivyGenerations, analyzer: Analyzer
    ) -> None:
        self._recorder = _Recorder(pinner)
        self._context = Context(store, self._recorder, analyzer, dt.date.today)
        folder = generations.folder(generations.current())
        self._searchers: dict[Place, tuple[Any, Compiler]] = {}
        for name, template in TEMPLATES.items():
            for partition in Partition:
                place = Place(name, partition)
                index = open_index(folder / str(place), template)
                compiler = Compiler(index.schema, option_of(template))
                self._searchers[place] = (index.searcher(), compiler)

    def call_of(self, parameters: Mapping[str, str]) -> RawCall:
        """The raw call of an anonymous reader's question; asks the question once."""
        self._recorder.asked = _Asked()
        request = read_request(parameters)
        question = read_question(request.text)
        compiled = compile_question(question, request, self._context.analyzer)
        with self._context.store.reading() as connection:
            view, hidden = self._context.pinned(connection)
            sight = Sight.of(ANONYMOUS, compiled.index, view, hidden)
            finding.find(connection, sight, compiled, request, question.text).counted()
        return self._replay(self._recorder.asked)

    def _replay(self, asked: _Asked) -> RawCall:
        searches: list[tuple[Any, Any, int]] = []
        for place, (query, limit) in asked.best.items():
            searcher, compiler = self._searchers[place]
            searches.append((searcher, compiler.compiled(query), limit))
        tallies: list[tuple[Any, Any, dict[str, Any]]] = []
        for place, query, fields in asked.tallies:
            searcher, compiler = self._searchers[place]
            tallies.append((searcher, compiler.compiled(query), _facets(fields)))

        def call() -> tuple[list[Any], list[Any]]:
            found = [searcher.search(query, limit=limit, count=True) for searcher, query, limit in searches]
            counted = [searcher.aggregate(query, facets) for searcher, query, facets in tallies]
            return found, counted

        return call


def _facets(fields: Sequence[str]) -> dict[str, Any]:
    asked: dict[str, Any] = {}
    for name in fields:
        asked[name] = {"terms": {"field": name, "size": _MOST_VALUES, "segment_size": _MOST_VALUES}}
    return asked


class _Recorder:
    """A pinner that remembers what its snapshots are asked."""

    def __init__(self, pinner: Pinner) -> None:
        self._pinner = pinner
        self.asked = _Asked()

    def pin(self) -> View:
        return _RecordingView(self._pinner.pin(), self.asked)


@dataclass(frozen=True, slots=True)
class _RecordingView:
    view: View
    asked: _Asked

    def at(self, index: str, partition: Partition) -> Snapshot:
        return _RecordingSnapshot(self.view.at(index, partition), Place(index, partition), self.asked)


class _RecordingSnapshot:
    """See `engines.port.Snapshot`."""

    def __init__(self, snapshot: Snapshot, place: Place, asked: _Asked) -> None:
        self._snapshot = snapshot
        self._place = place
        self._asked = asked
        self.applied: Applied = snapshot.applied

    def best(self, query: Query, limit: int, most_ties: int) -> Best:
        # One more than asked for, as the adapter does to see ties. The last query is the one that answered.
        self._asked.best[self._place] = (query, limit + 1)
        return self._snapshot.best(query, limit, most_ties)

    def tally(self, query: Query, fields: Sequence[str]) -> dict[str, list[tuple[str, int]]]:
        self._remember(query, fields)
        return self._snapshot.tally(query, fields)

    def _remember(self, query: Query, fields: Sequence[str]) -> None:
        # A tally by unit numbers counts units exactly: the application's own care, no facet.
        if fields and tuple(fields) != (t.UNIT,):
            self._asked.tallies.append((self._place, query, tuple(fields)))

    def ordered(self, query: Query, order: Order, after: Ordered | None, limit: int) -> list[Ordered]:
        return self._snapshot.ordered(query, order, after, limit)

    def count(self, query: Query) -> int:
        return self._snapshot.count(query)

    def units(self, query: Query, most: int) -> frozenset[int] | None:
        return self._snapshot.units(query, most)

    def counts(self, queries: Sequence[Query]) -> list[int]:
        return self._snapshot.counts(queries)

    def frequencies(self, terms: Sequence[tuple[str, str]]) -> list[int]:
        return self._snapshot.frequencies(terms)

    def size(self) -> int:
        return self._snapshot.size()

    def suggestions(self, start: str, query: Query) -> list[tuple[str, int]]:
        return self._snapshot.suggestions(start, query)
