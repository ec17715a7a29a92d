"""Remembers that the cluster hangs, so that whoever asks next is told at once and does not wait for it too.

A cluster that refuses says so at once. One that hangs, or whose machine is gone from the network, says nothing, and
every question would wait for as long as a question may, until no thread is left for those that need no index.
"""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator

from engines.opensearch_engine.cluster import ClusterError

#: So long, in seconds, a look that takes milliseconds may take; then the cluster hangs.
LOOK = 4.0
#: No answer after so many seconds is a hanging cluster; sooner it is one that refuses, and costs nobody anything.
_HANGS = 1.0
#: Seconds between two looks whether it is back. One question looks, the others do not wait for it.
_AGAIN = 1.0


class Away:
    """Whether the cluster hangs; safe to use from several threads.

    Args:
        clock: seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._hangs = False
        self._looking = False
        self._next = 0.0

    @contextlib.contextmanager
    def looking(self) -> Iterator[None]:
        """Within it the cluster is asked something short.

        Raises:
            ClusterError: it hangs, as somebody found out just now.
        """
        began = self._enter()
        hangs = False
        try:
            yield
        except ClusterError as error:
            hangs = error.status == 0 and self._clock() - began >= _HANGS
            raise
        finally:
            with self._lock:
                self._hangs, self._looking, self._next = hangs, False, self._clock() + _AGAIN

    def _enter(self) -> float:
        now = self._clock()
        with self._lock:
            if self._hangs and (self._looking or now < self._next):
                raise ClusterError(0, "hangs")
            self._looking = True
        return now
