"""An index as OpenSearch makes one of Chinese without us: its cjk analyzer, text kept, facets by keyword."""

from __future__ import annotations

import json
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from typing import Any

from engines.opensearch_engine.cluster import Cluster

#: Documents of one request of bulk.
_PIECE = 1_000
#: Hits of an answer, as many as ours shows.
HITS = 20
_SECONDS = 120.0
_BM25 = {"analyzer": "cjk", "type": "text"}


class CjkIndex:
    """One index of documents with title, text and facets.

    Args:
        cluster: where it lies.
        name: its name.
        facets: its fields that are counted.
    """

    def __init__(self, cluster: Cluster, name: str, facets: Sequence[str] = ()) -> None:
        self._cluster = cluster
        self._name = name
        self._facets = tuple(facets)
        keywords = {field: {"type": "keyword"} for field in (*self._facets, "class")}
        body = {
            # As an archive sets it while it fills an index.
            "settings": {"number_of_shards": 1, "number_of_replicas": 0, "refresh_interval": "-1"},
            "mappings": {"properties": {"title": _BM25, "text": _BM25, **keywords}},
        }
        cluster.ask("PUT", f"/{name}", body)

    def fill(self, documents: Iterable[tuple[str, Mapping[str, str]]], at_once: int) -> float:
        """Put documents into it by bulk; returns the seconds until all are findable.

        Args:
            documents: id and fields of each.
            at_once: requests under way at a time.
        """
        began = time.perf_counter()
        with ThreadPoolExecutor(at_once) as hands:
            for waiting in _pieces(_pieces(iter(documents), _PIECE), 2 * at_once):
                for done in [hands.submit(self._send, piece) for piece in waiting]:
                    done.result()
        self._cluster.ask("POST", f"/{self._name}/_refresh", seconds=_SECONDS)
        return time.perf_counter() - began

    def _send(self, piece: list[tuple[str, Mapping[str, str]]]) -> None:
        lines = "".join(
            f'{{"index":{{"_id":"{name}"}}}}\n{json.dumps(fields, ensure_ascii=False)}\n'
            for name, fields in piece
        )
        told = self._cluster.ask("POST", f"/{self._name}/_bulk", lines, seconds=_SECONDS)
        if told["errors"]:
            raise RuntimeError(f"a document was refused: {told['items'][0]}")

    def found(self, question: str, size: int) -> list[str]:
        """Ids of the best documents for a question, asked of title and text."""
        asked = {"query": _matching(question), "size": size, "_source": False}
        told = self._cluster.ask("POST", f"/{self._name}/_search", asked)
        return [str(hit["_id"]) for hit in told["hits"]["hits"]]

    def answer(self, question: str) -> Any:
        """The best documents that anyone may see with their titles, the exact count, and all facets."""
        asked = {
            "query": {
                "bool": {"must": [_matching(question)], "filter": [{"term": {"class": "unconditional"}}]}
            },
            "size": HITS,
            "_source": ["title"],
            "track_total_hits": True,
            "aggs": {field: {"terms": {"field": field, "size": 10_000}} for field in self._facets},
        }
        return self._cluster.ask("POST", f"/{self._name}/_search", asked)

    def remove(self) -> None:
        """Remove it."""
        self._cluster.ask("DELETE", f"/{self._name}")


def _matching(question: str) -> dict[str, Any]:
    return {"multi_match": {"query": question, "fields": ["title", "text"]}}


def _pieces(items: Iterator[Any], size: int) -> Iterator[list[Any]]:
    while piece := list(islice(items, size)):
        yield piece
