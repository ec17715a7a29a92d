"""Counts that a test can read."""

from __future__ import annotations

import threading
from collections import Counter


class Counted:
    """See `lantai.counts.Counts`."""

    def __init__(self):
        self.of: Counter[tuple[str, ...]] = Counter()
        self._lock = threading.Lock()

    def add(self, name, *labels, amount=1.0):
        with self._lock:
            self.of[name, *labels] += int(amount)

    def took(self, route, seconds):
        with self._lock:
            self.of["took", route] += 1
