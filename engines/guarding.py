"""Guarding: whatever goes wrong inside an engine arrives as one error that says what to do.

An engine's library raises what it likes, a Rust panic among it, which no `except Exception` catches.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TypeVar

from engines.at_once import Later
from engines.letters import EngineFailed
from engines.port import Best, BestUnits, Order, Ordered, Pinner, Snapshot, View
from engines.query import Query
from holdings.letters import LantaiError
from index_templates import templates as t
from index_templates.fields import Integers
from index_templates.templates import Partition

_Answer = TypeVar("_Answer")
_NUMBERS = frozenset(field.name for field in t.SHARED if isinstance(field, Integers))


def pinning(pinner: Pinner) -> Later[View]:
    """Pin the indices; begun where that takes a request. The errors come where its value is asked for.

    Raises:
        EngineFailed: the engine failed, now or at any later question to the view.
        LantaiError: as the pinner says (`NoIndex`, `OtherAnalyzer`).
    """
    begun = _asked(pinner.pinning)
    return Later(lambda: _GuardedView(_asked(begun.value)))


def _asked(ask: Callable[[], _Answer]) -> _Answer:
    try:
        return ask()
    except (LantaiError, KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:
        raise EngineFailed from error


@dataclass(frozen=True, slots=True)
class _GuardedView:
    real: View

    def at(self, index: str, partition: Partition) -> Snapshot:
        return _GuardedSnapshot(_asked(lambda: self.real.at(index, partition)))


class _GuardedSnapshot:
    def __init__(self, real: Snapshot) -> None:
        self._real = real
        self.applied = real.applied

    def best(self, query: Query, limit: int, most_ties: int) -> Best:
        return _asked(lambda: self._real.best(query, limit, most_ties))

    def best_units(self, query: Query, limit: int, most_ties: int) -> BestUnits:
        return _asked(lambda: self._real.best_units(query, limit, most_ties))

    def ordered(self, query: Query, order: Order, after: Ordered | None, limit: int) -> list[Ordered]:
        return _asked(lambda: self._real.ordered(query, order, after, limit))

    def count(self, query: Query) -> int:
        return _asked(lambda: self._real.count(query))

    def counts(self, queries: Sequence[Query]) -> list[int]:
        return _one_each(_asked(lambda: self._real.counts(queries)), queries)

    def tally(self, query: Query, fields: Sequence[str]) -> dict[str, list[tuple[str, int]]]:
        return _counted(_asked(lambda: self._real.tally(query, fields)))

    def units(self, query: Query, most: int) -> frozenset[int] | None:
        return _asked(lambda: self._real.units(query, most))

    def frequencies(self, terms: Sequence[tuple[str, str]]) -> list[int]:
        return _one_each(_asked(lambda: self._real.frequencies(terms)), terms)

    def size(self) -> int:
        return _asked(self._real.size)

    def suggestions(self, start: str, query: Query) -> list[tuple[str, int]]:
        found = _asked(lambda: self._real.suggestions(start, query))
        if any(value.count(t.SUGGESTION_SEPARATOR) != 2 or count < 1 for value, count in found):
            raise EngineFailed
        return found


def _one_each(counts: list[int], asked: Sequence[object]) -> list[int]:
    """Counts as they are, if they can be true.

    Raises:
        EngineFailed: not one for each that was asked, or below nothing.
    """
    if len(counts) != len(asked) or any(count < 0 for count in counts):
        raise EngineFailed
    return counts


def _counted(tallies: dict[str, list[tuple[str, int]]]) -> dict[str, list[tuple[str, int]]]:
    """Tallies as they are, if they can be true.

    Raises:
        EngineFailed: a count below nothing, or a number that is none.
    """
    for field, values in tallies.items():
        numbers = field in _NUMBERS
        if any(count < 0 or (numbers and not value.removeprefix("-").isdecimal()) for value, count in values):
            raise EngineFailed
    return tallies
