"""Sending beside other work: the writer makes the next pieces while the cluster takes in the last ones."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from concurrent.futures import Future, ThreadPoolExecutor, wait

from engines.opensearch_engine.bulk import Refused, Write, send
from engines.opensearch_engine.cluster import Cluster

#: Requests under way at a time. One alone leaves the cluster idle while the next is made; beyond two nothing is gained
#: on the machine that was measured (two cores), and a cluster of more cores takes each request on one of them.
_AT_ONCE = 2
#: Lots that were handed over and are not done yet; who hands over another waits.
_WAITING = _AT_ONCE + 1


class Sending:
    """Sends lots of writes to one physical index, some at a time and in no order.

    A document never goes back to a smaller version, so it does not matter which lot comes first.
    """

    def __init__(self, cluster: Cluster, index: str) -> None:
        self._cluster = cluster
        self._index = index
        self._hands: ThreadPoolExecutor | None = None
        self._room = threading.Semaphore(_WAITING)
        self._given_up = threading.Event()
        self._lots: list[Future[None]] = []

    def hand_over(self, writes: Iterable[Write], version: int) -> None:
        """Let a lot be sent; returns when there is room for the next one.

        Raises:
            Refused: an earlier lot cannot be sent.
            ClusterError: likewise.
        """
        self._look()
        if self._hands is None:
            self._hands = ThreadPoolExecutor(_AT_ONCE, thread_name_prefix="lantai-bulk")
        self._room.acquire()
        self._lots.append(self._hands.submit(self._send, list(writes), version))

    def finish(self) -> None:
        """Return when all that was handed over is done.

        Raises:
            Refused: a lot cannot be sent; nothing is under way any more.
            ClusterError: likewise.
        """
        lots, self._lots = self._lots, []
        wait(lots)
        for lot in lots:
            lot.result()

    def give_up(self) -> None:
        """Send no more; returns when no request is under way, so that none comes after what a later writer sends."""
        self._given_up.set()
        if self._hands is not None:
            self._hands.shutdown(wait=True, cancel_futures=True)

    def _look(self) -> None:
        if any(lot.done() and lot.exception() is not None for lot in self._lots):
            self._given_up.set()
            self.finish()
        self._lots = [lot for lot in self._lots if not lot.done()]

    def _send(self, writes: list[Write], version: int) -> None:
        try:
            send(self._cluster, self._index, writes, version, self._wait)
        finally:
            self._room.release()

    def _wait(self, seconds: float) -> None:
        if self._given_up.wait(seconds):
            raise Refused("given_up")
