"""The engine alone: the queries that the application compiled, asked again without the application.

For each question the query for the best units that found most in each index, with its count, and the tallies
of the facets: compiled beforehand and sent to the engine as they are (`raw_tantivy.py`, `raw_opensearch.py`). What
the application does besides (term frequencies, exact counts of units, looking for the pages to show, ranking again,
reading the store, checking rights) is not in it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engines.at_once import Later
from engines.port import Applied, Best, BestUnits, Order, Ordered, Pinner, Place, Snapshot, View
from engines.query import Query
from holdings.clock import clock_of
from index_templates import templates as t
from index_templates.templates import Partition
from lantai.measures.home import MeasuringHome
from search_api import finding
from search_api.compile import compile_question
from search_api.context import Context
from search_api.question import read_question
from search_api.request import read_request
from search_api.sight import Sight
from sharing.access import ANONYMOUS

#: A question sent to the engine alone: gives how many entries it found in each place, and its facets.
RawCall = Callable[[], tuple[list[int], list[dict[str, Any]]]]


@dataclass(slots=True)
class Recorded:
    """What the indices were asked for one question.

    Attributes:
        best: by place the query for the best units that found most, how many were wanted, and who answered.
        most: by place how many entries that found.
        tallies: of facets.
    """

    best: dict[Place, tuple[Query, int, Snapshot]] = field(default_factory=dict)
    most: dict[Place, int] = field(default_factory=dict)
    tallies: list[tuple[Place, Query, tuple[str, ...], Snapshot]] = field(default_factory=list)


class RawEngine:
    """Makes raw calls of questions to a measuring home, whichever engine holds its indices."""

    def __init__(self, home: MeasuringHome) -> None:
        self._recorder = _Recorder(home.pinner())
        self._context = Context(home.store, self._recorder, home.analyzer, clock_of())
        self._replay = _replay_of(home)

    def call_of(self, parameters: Mapping[str, str]) -> RawCall:
        """The raw call of an anonymous reader's question; asks the question once."""
        self._recorder.recorded = Recorded()
        request = read_request(parameters)
        question = read_question(request.text)
        compiled = compile_question(question, request, self._context.analyzer)
        with self._context.store.reading() as connection:
            view, hidden = self._context.pinned(connection)
            sight = Sight.of(ANONYMOUS, compiled.index, view, hidden)
            finding.find(connection, sight, compiled, request, question.text).counted()
        return self._replay(self._recorder.recorded)


def _replay_of(home: MeasuringHome) -> Callable[[Recorded], RawCall]:
    if home.engine.cluster is not None:
        from lantai.measures.raw_opensearch import RawOpenSearch

        return RawOpenSearch(home.engine.cluster).call_of
    from lantai.measures.raw_tantivy import RawTantivy

    return RawTantivy(home.folder / "index" / home.generations.current()).call_of


class _Recorder:
    """A pinner that remembers what its snapshots are asked."""

    def __init__(self, pinner: Pinner) -> None:
        self._pinner = pinner
        self.recorded = Recorded()

    def pin(self) -> View:
        return _RecordingView(self._pinner.pin(), self.recorded)

    def pinning(self) -> Later[View]:
        return Later(self.pin)


@dataclass(frozen=True, slots=True)
class _RecordingView:
    view: View
    recorded: Recorded

    def at(self, index: str, partition: Partition) -> Snapshot:
        return _RecordingSnapshot(self.view.at(index, partition), Place(index, partition), self.recorded)


class _RecordingSnapshot:
    """See `engines.port.Snapshot`."""

    def __init__(self, snapshot: Snapshot, place: Place, recorded: Recorded) -> None:
        self._snapshot = snapshot
        self._place = place
        self._recorded = recorded
        self.applied: Applied = snapshot.applied

    def best_units(self, query: Query, limit: int, most_ties: int) -> BestUnits:
        found = self._snapshot.best_units(query, limit, most_ties)
        # Of several lists the one with most entries answers; another says which of these have all of a question.
        if found.count >= self._recorded.most.get(self._place, 0):
            self._recorded.best[self._place] = (query, limit, self._snapshot)
            self._recorded.most[self._place] = found.count
        return found

    def best(self, query: Query, limit: int, most_ties: int) -> Best:
        return self._snapshot.best(query, limit, most_ties)

    def tally(self, query: Query, fields: Sequence[str]) -> dict[str, list[tuple[str, int]]]:
        self._remember(query, fields)
        return self._snapshot.tally(query, fields)

    def _remember(self, query: Query, fields: Sequence[str]) -> None:
        # A tally by unit numbers counts units exactly: the application's own care, no facet.
        if fields and tuple(fields) != (t.UNIT,):
            self._recorded.tallies.append((self._place, query, tuple(fields), self._snapshot))

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
