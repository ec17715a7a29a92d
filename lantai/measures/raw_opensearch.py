"""Raw calls to a cluster: the requests of the adapter, made beforehand, sent one after the other and read whole.

A question's requests are those of the adapter to the byte: the last search for the best units with its count, as
many hits as the adapter asks for, and the facets. They go over one connection that stays open, by the same client,
and the answers are read from JSON; nothing else is done with them.
"""

from __future__ import annotations

import json
from typing import Any

from engines.opensearch_engine.address import Address
from engines.opensearch_engine.cluster import Cluster, searched_at
from engines.opensearch_engine.points import Request
from engines.opensearch_engine.snapshot import OpenSearchSnapshot
from lantai.measures.raw_engine import RawCall, Recorded
from search_api.sight import MOST_TIED_UNITS


class RawOpenSearch:
    """Makes raw calls."""

    def __init__(self, address: Address) -> None:
        self._cluster = Cluster.at(address)

    def call_of(self, recorded: Recorded) -> RawCall:
        """The raw call of what was recorded."""
        searches = []
        for query, limit, snapshot in recorded.best.values():
            assert isinstance(snapshot, OpenSearchSnapshot)
            searches.append(
                _sent(snapshot.request(snapshot.best_units_asked(query, limit, MOST_TIED_UNITS)), scored=True)
            )
        tallies = []
        for _, query, fields, snapshot in recorded.tallies:
            assert isinstance(snapshot, OpenSearchSnapshot)
            tallies.append(_sent(snapshot.request(snapshot.tally_asked(query, fields)), scored=False))

        def call() -> tuple[list[int], list[dict[str, Any]]]:
            found = [self._cluster.ask("POST", path, body) for path, body in searches]
            counted = [self._cluster.ask("POST", path, body) for path, body in tallies]
            counts = [int(each["hits"]["total"]["value"]) for each in found]
            return counts, [each["aggregations"] for each in counted]

        return call


def _sent(request: Request, *, scored: bool) -> tuple[str, str]:
    path, body = request
    return searched_at(path, scored=scored), json.dumps(body, ensure_ascii=False, separators=(",", ":"))
