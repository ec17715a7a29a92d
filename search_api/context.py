"""What answering needs, put together once a process."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from analyzers.chains import Analyzer
from engines.letters import IndexBehind, NoIndex, OtherAnalyzer
from engines.port import Pinner, View
from holdings.store.database import Store, Transaction
from search_api.letters import unavailable
from search_api.sight import Pending, pending


@dataclass(frozen=True, slots=True)
class Context:
    """The parts that answering asks.

    Attributes:
        store: the truth.
        pinner: pins the indices.
        analyzer: the one that made the indices.
        today: the day on which grants are in force; never part of an answer.
    """

    store: Store
    pinner: Pinner
    analyzer: Analyzer
    today: Callable[[], dt.date]

    def pinned(self, connection: Transaction) -> tuple[View, Pending]:
        """The indices as they stand, and what the store hides of them since.

        The indices are pinned first, the store is read after: what is hidden can only be too much.

        Raises:
            ProblemError: 503, there is no index that can be asked.
        """
        try:
            view = self.pinner.pin()
            return view, pending(connection, view)
        except (NoIndex, OtherAnalyzer, IndexBehind) as error:
            raise unavailable(error.letter) from error
