"""What answering needs, put together once a process."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from analyzers.chains import Analyzer
from engines import guarding
from engines.at_once import Later
from engines.letters import (
    EngineError,
    EngineFailed,
    IndexBehind,
    IndexDamaged,
    IndexInTheMaking,
    NoIndex,
    OtherAnalyzer,
    for_the_log,
)
from engines.port import Pinner, View
from holdings.clock import Clock
from holdings.letters import Letter
from holdings.store.database import Store, Transaction
from index_templates.templates import Partition
from search_api.fonds import KnownFonds
from search_api.letters import LONGEST_QUESTION, unavailable
from search_api.profile import UNNAMED
from search_api.sight import Pending, pending

_LOG = logging.getLogger("lantai.search")


@dataclass(frozen=True, slots=True)
class Context:
    """The parts that answering asks.

    Attributes:
        store: the truth.
        pinner: pins the indices.
        analyzer: the one that made the indices.
        clock: gives the day on which grants are in force, and the moments of histories; never part of an answer.
        longest_question: in characters; of a longer one the beginning is searched.
        apply: how to get what is shared on conditions.
        fonds: those that were looked up lately.
    """

    store: Store
    pinner: Pinner
    analyzer: Analyzer
    clock: Clock
    longest_question: int = LONGEST_QUESTION
    apply: Letter = UNNAMED.apply
    fonds: KnownFonds = field(default_factory=KnownFonds)

    def pinning(self) -> Later[View]:
        """The indices as they stand, looked at while a question is read: in a cluster that is a request."""
        return guarding.pinning(self.pinner)

    def pinned(
        self,
        connection: Transaction,
        pinning: Later[View] | None = None,
        partitions: tuple[Partition, ...] = tuple(Partition),
    ) -> tuple[View, Pending]:
        """The indices as they stand, and what the store hides of them since.

        The indices are pinned first, the store is read after: what is hidden can only be too much.

        Args:
            connection: a transaction of the store in which nothing was read yet.
            pinning: what was begun.
            partitions: those that are asked.

        Raises:
            ProblemError: 503, there is no index that can be asked.
        """
        try:
            view = (pinning or self.pinning()).value()
            return view, pending(connection, view, partitions)
        except IndexDamaged as error:
            # What is damaged is for the log, never for a reader.
            _LOG.error("index_damaged", extra={"why": for_the_log(error)})
            raise unavailable(error.letter) from error
        except (NoIndex, IndexInTheMaking, OtherAnalyzer, IndexBehind) as error:
            raise unavailable(error.letter) from error


@contextmanager
def engine_failures() -> Iterator[None]:
    """Within it an engine that fails while it is asked is a problem (503) and not a fault (500)."""
    try:
        yield
    except (EngineFailed, EngineError) as error:
        _LOG.error("engine_failed", extra={"why": for_the_log(error)})
        # An adapter's own words are for the log.
        letter = error.letter if isinstance(error, EngineFailed) else EngineFailed().letter
        raise unavailable(letter) from error
