"""What the application sends to a cluster for a question, overheard and sent again without the application."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from engines.opensearch_engine.cluster import Cluster
from engines.opensearch_engine.generations import OpenSearchGenerations
from holdings.clock import clock_of
from lantai.measures.home import MeasuringHome
from search_api.answering import Answering
from sharing.access import ANONYMOUS


@dataclass(frozen=True)
class Overheard(Cluster):
    """A cluster that remembers what it is asked.

    Attributes:
        heard: method, path and body of each request, in the order in which they began.
    """

    heard: list[tuple[str, str, str]] = field(default_factory=list)

    def ask(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | str | None = None,
        *,
        absent: Sequence[int] = (),
        seconds: float = 0.0,
        **parameters: str,
    ) -> Any:
        """See `Cluster.ask`."""
        text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False, separators=(",", ":"))
        self.heard.append((method, path, text))
        return super().ask(method, path, body, absent=absent, seconds=seconds, **parameters)


class Requests:
    """Overhears a measuring home's questions."""

    def __init__(self, home: MeasuringHome, cluster: Cluster) -> None:
        self._cluster = cluster
        self._overheard = Overheard(cluster.client)
        generations = OpenSearchGenerations(self._overheard, home.home, home.engine.shape)
        pinner = generations.pinner(home.home, home.analyzer.fingerprint)
        self._answering = Answering(home.store, pinner, home.analyzer, clock_of())

    def of(self, parameters: Mapping[str, str]) -> tuple[int, Callable[[], None]]:
        """How many requests an anonymous reader's question takes, and what sends them again one after the other.

        What is asked once a commit, such as the number of entries with a word, is not among them the second time.
        """
        self._answering.search(ANONYMOUS, parameters)
        self._overheard.heard.clear()
        self._answering.search(ANONYMOUS, parameters)
        heard = list(self._overheard.heard)

        def again() -> None:
            for method, path, body in heard:
                self._cluster.ask(method, path, body)

        return len(heard), again
