"""Watching the work of an answer: statements, rows, steps of the database, calls of the engine, calls in Python.

Counted, never timed: whoever is told the same must have been worked for the same, or a clock tells what words do not.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import FrameType
from typing import Any

from sqlalchemy import event

from engines.at_once import Later
from indexer.plant import Plant
from tests.leaks.asking import Answer, Home

_ROOT = Path(__file__).resolve().parents[2]
_ROOMS = tuple(str(_ROOT / room) for room in ("analyzers", "holdings", "search_api", "sharing"))


@dataclass
class Work:
    """What was done for one answer.

    Attributes:
        statements: put to the store, in order.
        rows: that it gave.
        steps: of the database's own machine (SQLite).
        asked: calls of the engine: what, of which index.
        calls: of functions of the rooms that answer; what an engine's adapter keeps of earlier questions is its own.
    """

    statements: list[str] = field(default_factory=list)
    rows: int = 0
    steps: int = 0
    asked: Counter[str] = field(default_factory=Counter)
    calls: Counter[str] = field(default_factory=Counter)

    def difference(self, other: Work) -> str:
        """What differs, but for steps of the database; empty where nothing does."""
        if self.statements != other.statements:
            return f"statements:\n  {self.statements}\n  {other.statements}"
        if self.rows != other.rows:
            return f"rows: {self.rows}, {other.rows}"
        if self.asked != other.asked:
            return f"asked of the engine: {self.asked - other.asked}, {other.asked - self.asked}"
        if self.calls != other.calls:
            return f"calls: {self.calls - other.calls}, {other.calls - self.calls}"
        return ""


class WatchedHome:
    """A home whose work is counted."""

    def __init__(self, plant: Plant) -> None:
        self._work = Work()
        self.home = Home(plant, lambda answers: _Watched(answers, self), lambda pinner: _Pinner(pinner, self))
        engine = plant.store._engine
        event.listen(engine, "before_cursor_execute", self._executed)
        event.listen(engine, "checkout", self._checked_out)

    def work_for(
        self, path: str, token: str = "", method: str = "GET", *, warm: bool = True, **more: Any
    ) -> tuple[Work, Answer]:
        """What an answer takes, and the answer; where `warm`, what is made once is made before."""
        if warm:
            self.home.ask(path, token, method=method, **more)
        self._work = work = Work()
        answer = self.home.ask(path, token, method=method, **more)
        self._work = Work()
        return work, answer

    def note(self, asked: str) -> None:
        """The engine is asked something."""
        self._work.asked[asked] += 1

    @contextmanager
    def calls_counted(self) -> Iterator[None]:
        """Within it calls of this thread are counted."""
        before = sys.getprofile()
        sys.setprofile(self._called)
        try:
            yield
        finally:
            sys.setprofile(before)

    def _called(self, frame: FrameType, what: str, _arg: object) -> None:
        if what == "call" and frame.f_code.co_filename.startswith(_ROOMS):
            self._work.calls[frame.f_code.co_qualname] += 1

    def _executed(
        self, _connection: Any, _cursor: Any, statement: str, _parameters: Any, _context: Any, _many: bool
    ) -> None:
        self._work.statements.append(statement)

    def _checked_out(self, connection: Any, _record: Any, _proxy: Any) -> None:
        connection.set_progress_handler(self._stepped, 1)
        connection.row_factory = self._fetched

    def _stepped(self) -> int:
        self._work.steps += 1
        return 0

    def _fetched(self, _cursor: Any, row: tuple[Any, ...]) -> tuple[Any, ...]:
        self._work.rows += 1
        return row


class _Watched:
    """Answers, with the calls in it counted."""

    def __init__(self, real: Any, watch: WatchedHome) -> None:
        self._real, self._watch = real, watch

    def __getattr__(self, name: str) -> Any:
        real = getattr(self._real, name)

        def counted(*given: Any, **named: Any) -> Any:
            with self._watch.calls_counted():
                return real(*given, **named)

        return counted


class _Pinner:
    def __init__(self, real: Any, watch: WatchedHome) -> None:
        self._real, self._watch = real, watch

    def pin(self) -> Any:
        return _View(self._real.pin(), self._watch)

    def pinning(self) -> Any:
        pinning = self._real.pinning()
        return Later(lambda: _View(pinning.value(), self._watch))


class _View:
    def __init__(self, real: Any, watch: WatchedHome) -> None:
        self._real, self._watch = real, watch

    def at(self, index: str, partition: Any) -> Any:
        note = partial(self._watch.note)
        return _Snapshot(self._real.at(index, partition), f"{index} {partition.value}", note)


class _Snapshot:
    def __init__(self, real: Any, place: str, note: Any) -> None:
        self._real, self._place, self._note = real, place, note
        self.applied = real.applied

    def __getattr__(self, name: str) -> Any:
        asked = getattr(self._real, name)

        def counted(*given: Any, **named: Any) -> Any:
            # How many are asked together is work too.
            many = len(given[0]) if name in ("frequencies", "counts") else 1
            self._note(f"{self._place} {name} {many}")
            return asked(*given, **named)

        return counted
