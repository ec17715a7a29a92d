"""A carrier of jobs in memory, with workers in threads: it loses jobs, brings them twice, or is away, as it is told."""

from __future__ import annotations

import queue
import random
import threading
from collections.abc import Sequence

from indexer.queues.carrier import CarrierAway, Held, Lane
from indexer.queues.steps import Hands, Later


class ThreadsCarrier:
    """See `indexer.queues.carrier.Carrier`. A context manager; workers begin with `work`.

    Attributes:
        away: nothing can be sent or asked.
        loses: share of the jobs that are lost on the way.
        doubles: share that is brought twice.
        brought: rows of the jobs that were brought, in their order.
    """

    name = "threads"

    def __init__(self, seed: int = 1) -> None:
        self.away = False
        self.loses = 0.0
        self.doubles = 0.0
        self.brought: list[int] = []
        self._random = random.Random(seed)
        self._waiting: queue.Queue[int] = queue.Queue()
        self._in_hand = 0
        self._of_the_dead = 0
        self._over = threading.Event()
        self._threads: list[threading.Thread] = []

    def send(self, lane: Lane, rows: Sequence[int]) -> None:
        if self.away:
            raise CarrierAway
        for row in rows:
            if self._random.random() >= self.loses:
                self._waiting.put(row)
            if self._random.random() < self.doubles:
                self._waiting.put(row)

    def holds(self) -> Held:
        if self.away:
            raise CarrierAway
        return Held(self._waiting.qsize(), self._in_hand + self._of_the_dead)

    def die_with_one(self) -> None:
        """A worker takes a job and dies before it begins: the job counts as in its hand for ever."""
        self._waiting.get(timeout=10)
        self._of_the_dead += 1

    def forget(self) -> None:
        """Lose all that waits."""
        while not self._waiting.empty():
            self._waiting.get()

    def work(self, plant, workers: int = 1, lease: float = 5.0) -> None:
        for _ in range(workers):
            thread = threading.Thread(target=self._run, args=(plant, lease), daemon=True)
            thread.start()
            self._threads.append(thread)

    def __enter__(self) -> ThreadsCarrier:
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(30)

    def _run(self, plant, lease: float) -> None:
        with Hands(plant, self.send, lease) as hands:
            while not self._over.is_set():
                try:
                    row = self._waiting.get(timeout=0.05)
                except queue.Empty:
                    continue
                self._in_hand += 1
                self.brought.append(row)
                try:
                    hands.work(row)
                except Later:
                    # A second is as good as any other time here.
                    threading.Timer(0.2, self._waiting.put, (row,)).start()
                finally:
                    self._in_hand -= 1
