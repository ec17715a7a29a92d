"""Times as the measures report them."""

from __future__ import annotations

import math
import resource
import time
from collections.abc import Callable, Sequence
from typing import TypeVar

T = TypeVar("T")


def percentile(values: Sequence[float], share: float) -> float:
    """The smallest of the values that is not below `share` percent of them (nearest rank); 0 for none."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(len(ordered) * share / 100) - 1)] if ordered else 0.0


def spread(milliseconds: Sequence[float]) -> dict[str, float]:
    """{"p50_ms", "p95_ms"} of some times."""
    return {
        "p50_ms": round(percentile(milliseconds, 50), 2),
        "p95_ms": round(percentile(milliseconds, 95), 2),
    }


def timed(work: Callable[[], T]) -> tuple[T, float]:
    """What work gives, and how many milliseconds it took by the wall clock."""
    began = time.perf_counter()
    given = work()
    return given, (time.perf_counter() - began) * 1000


def processor_time() -> float:
    """Seconds of processor time of this process and of those that it started and that have ended."""
    children = resource.getrusage(resource.RUSAGE_CHILDREN)
    return time.process_time() + children.ru_utime + children.ru_stime
