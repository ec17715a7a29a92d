"""Index engines in trouble, around a real one: they crash, stall, or answer garbage."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from engines.at_once import Later
from engines.letters import EngineError
from engines.port import Best, BestUnits, Generations, Hit, IndexWriter, Ordered, Pinner, Snapshot, View
from index_templates.templates import Partition


class Panic(BaseException):
    """As a Rust library's panic arrives in Python: no `except Exception` catches it."""


#: What a crash may look like: an adapter's own error, a library's, the system's, a panic, a lost connection.
CRASHES: tuple[BaseException, ...] = (
    EngineError("fulltext-open", "merge thread died"),
    ValueError("An IO error occurred: 'No such file or directory'"),
    OSError(5, "Input/output error"),
    RuntimeError("connection lost"),
    TimeoutError("read timed out"),
    Panic("called `Option::unwrap()` on a `None` value"),
)


@dataclass
class BrokenPinner:
    """A pinner whose snapshots do something else before they answer, or instead.

    Attributes:
        real: the pinner that it stands before.
        trouble: called with a method's name and its true answer; what it returns is answered. None: no trouble.
    """

    real: Pinner
    trouble: Callable[[str, Any], Any] | None = None

    def pin(self) -> View:
        """See `engines.port.Pinner.pin`."""
        view = self.real.pin()
        if self.trouble is not None:
            view = self.trouble("pin", view)
        return BrokenView(self, view)

    def pinning(self) -> Later[View]:
        """See `engines.port.Pinner.pinning`."""
        return Later(self.pin)


@dataclass(frozen=True)
class BrokenView:
    """See `engines.port.View`."""

    pinner: BrokenPinner
    real: View

    def at(self, index: str, partition: Partition) -> Snapshot:
        """See `engines.port.View.at`."""
        return BrokenSnapshot(self.pinner, self.real.at(index, partition))


class BrokenSnapshot:
    """See `engines.port.Snapshot`."""

    def __init__(self, pinner: BrokenPinner, real: Snapshot) -> None:
        self._pinner = pinner
        self._real = real
        self.applied = real.applied

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._real, name)

        def troubled(*arguments: Any) -> Any:
            answer = method(*arguments)
            trouble = self._pinner.trouble
            return answer if trouble is None else trouble(name, answer)

        return troubled


def crashing(error: BaseException, *names: str) -> Callable[[str, Any], Any]:
    """Trouble: the methods of these names crash; all of them where none is named."""

    def trouble(name: str, answer: Any) -> Any:
        if not names or name in names:
            raise error
        return answer

    return trouble


@dataclass
class Stall:
    """Trouble: every call waits until `go` is set; `reached` is set when one waits."""

    reached: threading.Event = field(default_factory=threading.Event)
    go: threading.Event = field(default_factory=threading.Event)

    def __call__(self, name: str, answer: Any) -> Any:
        self.reached.set()
        assert self.go.wait(60)
        return answer


@dataclass
class Garbage:
    """Trouble: answers of the right type that say anything.

    Attributes:
        units: numbers of units to name, true ones among them.
    """

    units: list[int]
    random: random.Random = field(default_factory=lambda: random.Random(3))

    def __call__(self, name: str, answer: Any) -> Any:
        match answer:
            case Best():
                hits = [self._hit() for _ in range(self.random.randint(0, 30))]
                hits.sort(key=lambda hit: -hit.score)
                return Best(tuple(hits), len(hits) + self.random.randint(0, 5))
            case BestUnits():
                hits = [self._hit() for _ in range(self.random.randint(0, 30))]
                hits.sort(key=lambda hit: -hit.score)
                tied = self.random.random() < 0.3
                return BestUnits(tuple(hits), len(hits) + self.random.randint(0, 5), not tied, tied, 0.5)
            case frozenset():
                return frozenset(self._unit() for _ in range(self.random.randint(0, 20)))
            case dict():
                if self.random.random() < 0.8:
                    return {key: [(str(self._unit()), 3), ("1934", 0)] for key in answer}
                return {key: [("码头", 3), ("10.10", self.random.randint(-1, 99))] for key in answer}
            case list() if name == "ordered":
                return [Ordered(self._unit(), "\x01?", 0) for _ in range(self.random.randint(0, 20))]
            case list():
                return [("没有分隔", 4), ("福\x1ftitle\x1f福", -3)]
            case int():
                return self.random.randint(0, 1 << 40)
            case _:
                return answer

    def _unit(self) -> int:
        return self.random.choice((*self.units, 0, 12, (1 << 63) - 1))

    def _hit(self) -> Hit:
        score = self.random.choice((0.0, 1.5, 1e9))
        return Hit(score, self._unit(), self.random.randint(-1, 9))


@dataclass
class BrokenGenerations:
    """Generations whose writers get into trouble: a call of `method` goes to `trouble` while `times` is above 0.

    Attributes:
        real: what it stands before.
        method: of the writer.
        trouble: called with the true method and its arguments, in its place.
        times: how often.
    """

    real: Generations
    method: str
    trouble: Callable[..., Any]
    times: int

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def writer(self, name: str) -> IndexWriter:
        """See `engines.port.Generations.writer`."""
        return BrokenWriter(self, self.real.writer(name))


class BrokenWriter:
    """See `engines.port.IndexWriter`."""

    def __init__(self, generations: BrokenGenerations, real: IndexWriter) -> None:
        self._generations = generations
        self._real = real

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._real, name)
        if name != self._generations.method:
            return method

        def troubled(*arguments: Any) -> Any:
            if self._generations.times <= 0:
                return method(*arguments)
            self._generations.times -= 1
            return self._generations.trouble(method, *arguments)

        return troubled


def raising(error: BaseException) -> Callable[..., Any]:
    """Trouble of a writer: the call fails before anything is done."""

    def trouble(_method: Callable[..., Any], *_arguments: Any) -> Any:
        raise error

    return trouble


def raising_after(error: BaseException) -> Callable[..., Any]:
    """Trouble of a writer: the call does its work and fails all the same."""

    def trouble(method: Callable[..., Any], *arguments: Any) -> Any:
        method(*arguments)
        raise error

    return trouble


def pretending(_method: Callable[..., Any], *_arguments: Any) -> None:
    """Trouble of a writer: nothing is done and nothing is said."""
