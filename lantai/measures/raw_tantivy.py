"""Raw calls to the embedded engine: queries compiled beforehand, asked of searchers of its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from engines.port import Place
from engines.tantivy_engine.compile import Compiler
from engines.tantivy_engine.schema import open_index, option_of
from engines.tantivy_engine.snapshot import entries_of
from index_templates.templates import TEMPLATES, Partition
from lantai.measures.raw_engine import RawCall, Recorded

#: Values of a facet that the engine is asked for, as the application asks.
_MOST_VALUES = 10_000


class RawTantivy:
    """Makes raw calls.

    Args:
        folder: of the generation that answers.
    """

    def __init__(self, folder: Path) -> None:
        self._searchers: dict[Place, tuple[Any, Compiler]] = {}
        for name, template in TEMPLATES.items():
            for partition in Partition:
                place = Place(name, partition)
                index = open_index(folder / str(place), template)
                compiler = Compiler(index.schema, option_of(template))
                self._searchers[place] = (index.searcher(), compiler)

    def call_of(self, recorded: Recorded) -> RawCall:
        """The raw call of what was recorded."""
        searches: list[tuple[Any, Any, int]] = []
        for place, (query, limit, _) in recorded.best.items():
            searcher, compiler = self._searchers[place]
            searches.append((searcher, compiler.compiled(query), entries_of(limit)))
        tallies: list[tuple[Any, Any, dict[str, Any]]] = []
        for place, query, fields, _ in recorded.tallies:
            searcher, compiler = self._searchers[place]
            tallies.append((searcher, compiler.compiled(query), _facets(fields)))

        def call() -> tuple[list[int], list[dict[str, Any]]]:
            found = [searcher.search(query, limit=limit, count=True) for searcher, query, limit in searches]
            counted = [searcher.aggregate(query, facets) for searcher, query, facets in tallies]
            return [each.count for each in found], counted

        return call


def _facets(fields: Sequence[str]) -> dict[str, Any]:
    asked: dict[str, Any] = {}
    for name in fields:
        asked[name] = {"terms": {"field": name, "size": _MOST_VALUES, "segment_size": _MOST_VALUES}}
    return asked
