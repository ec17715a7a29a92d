"""The work that an answer takes, counted: the same on an idle machine and on a busy one."""

from __future__ import annotations

import dataclasses
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from types import FrameType
from typing import Any

from engines.at_once import Later
from engines.port import Pinner, Snapshot, View
from index_templates.templates import Partition


@dataclass
class Work:
    """What one answer took.

    Attributes:
        asked: calls of the engine, by method.
        leaves: terms, phrases and ranges in all queries that the engine was asked, each list of terms by its length.
        steps: calls of Python functions.
    """

    asked: Counter[str] = field(default_factory=Counter)
    leaves: int = 0
    steps: int = 0


@dataclass
class CountingPinner:
    """A pinner that counts what is asked of the real one's snapshots."""

    real: Pinner
    work: Work = field(default_factory=Work)

    def pin(self) -> View:
        """See `engines.port.Pinner.pin`."""
        return _CountingView(self, self.real.pin())

    def pinning(self) -> Later[View]:
        """See `engines.port.Pinner.pinning`."""
        return Later(self.pin)


@dataclass(frozen=True)
class _CountingView:
    pinner: CountingPinner
    real: View

    def at(self, index: str, partition: Partition) -> Snapshot:
        return _CountingSnapshot(self.pinner, self.real.at(index, partition))


class _CountingSnapshot:
    def __init__(self, pinner: CountingPinner, real: Snapshot) -> None:
        self._pinner, self._real = pinner, real

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._real, name)
        if not callable(method):
            return method

        def counted(*arguments: Any, **named: Any) -> Any:
            work = self._pinner.work
            work.asked[name] += 1
            work.leaves += sum(leaves(each) for each in (*arguments, *named.values()))
            return method(*arguments, **named)

        return counted


def leaves(query: Any) -> int:
    """How many terms, phrases and ranges a query (or a list of terms) is made of."""
    if isinstance(query, (str, int, float, bool, type(None))):
        return 0
    if isinstance(query, (tuple, list)):
        if query and all(isinstance(part, (str, int, float)) for part in query):
            return 1
        return sum(map(leaves, query))
    if isinstance(query, frozenset):
        return len(query)
    if dataclasses.is_dataclass(query):
        parts = [getattr(query, each.name) for each in dataclasses.fields(query)]
        return max(1, sum(map(leaves, parts)))
    return 0


@contextmanager
def steps_counted(work: Work) -> Iterator[None]:
    """Counts calls of Python functions in this thread into `work.steps`."""
    before = sys.getprofile()

    def step(_frame: FrameType, event: str, _argument: object) -> None:
        work.steps += event == "call"

    sys.setprofile(step)
    try:
        yield
    finally:
        sys.setprofile(before)


Counted = Callable[..., tuple[dict[str, Any], Work]]
