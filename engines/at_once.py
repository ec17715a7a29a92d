"""Engines let go of the interpreter while they look, so one question may look at two things at once.

A thread that waits for work which no thread has begun does it itself, so work may wait for other work, in any depth,
and on one core everything is done in turn.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import Generic, TypeVar

_T = TypeVar("_T")
_Given = TypeVar("_Given", covariant=True)  # a view of an engine is a view


class Later(Generic[_Given]):
    """Work that was begun, or will be when its value is asked for.

    Args:
        work: called once, in some thread; what it raises is raised where the value is asked for.
    """

    def __init__(self, work: Callable[[], _Given]) -> None:
        self._work = work
        self._taken = threading.Lock()
        self._done = threading.Event()
        self._value: _Given
        self._error: BaseException | None = None

    def value(self) -> _Given:
        """What the work gives."""
        self._run()
        self._done.wait()
        if self._error is not None:
            raise self._error
        return self._value

    def _run(self) -> None:
        if not self._taken.acquire(blocking=False):
            return
        try:
            self._value = self._work()
        except BaseException as error:  # also a panic of an engine, which is no Exception
            self._error = error
        finally:
            self._done.set()


def begun(work: Callable[[], _T]) -> Later[_T]:
    """Begin work in a thread of its own, where there is a core for it."""
    later = Later(work)
    threads = _threads()
    if threads is not None:
        threads.submit(later._run)
    return later


@cache
def _threads() -> ThreadPoolExecutor | None:
    count = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    # As many as cores: threads beyond them only wait for one another (measured: four on two cores double the latency).
    return ThreadPoolExecutor(count, thread_name_prefix="lantai-look") if count > 1 else None
