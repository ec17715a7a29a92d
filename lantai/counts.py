"""What a process counts for operators, and how a process that ends with another tells it to that one.

Names of what is counted are here; `lantai.metrics` gives them to Prometheus. Nothing is counted unless
``LANTAI_METRICS`` is set.
"""

from __future__ import annotations

import contextlib
import json
import os
import threading
from dataclasses import dataclass
from typing import Protocol

#: What is counted: name -> (its labels, what it means).
COUNTERS: dict[str, tuple[tuple[str, ...], str]] = {
    "requests": (("route", "method", "status"), "Requests answered, by the pattern of their address."),
    "questions_refused": ((), "Questions turned away because too many waited."),
    "connections_refused": (
        ("why",),
        "Connections turned away: too_many, too_many_of_address, no_descriptors.",
    ),
    "service_starts": (
        (),
        "Processes that answer, as they were started; more than --workers means that one died.",
    ),
    "writer_starts": ((), "Index writers that this service has started; more than one means that one died."),
    "writer_events": (("event",), "Events of the index writer, writer_failed and rebuild_failed among them."),
    "index_entries": (("index", "partition"), "Entries that the index writer has committed."),
    "index_commits": (("index", "partition"), "Commits of the index writer."),
    "indexed_pages": ((), "Pages that the index writer has committed."),
    "jobs": (("step", "outcome"), "Jobs of intakes that workers ended: done, failed, set_aside."),
    "job_seconds": (("step",), "Seconds that workers spent on jobs that were done."),
    "job_pages": (("step",), "Pages that jobs brought forward."),
}


class Counts(Protocol):
    """Counts what happens. Safe to use from several threads."""

    def add(self, name: str, *labels: str, amount: float = 1.0) -> None:
        """Count something.

        Args:
            name: in `COUNTERS`.
            labels: in the order there.
            amount: not below 0.
        """
        ...

    def took(self, route: str, seconds: float) -> None:
        """An answer was given, so many seconds after it was asked for."""
        ...


class NoCounts:
    """Counts nothing."""

    def add(self, name: str, *labels: str, amount: float = 1.0) -> None:
        """See `Counts.add`."""

    def took(self, route: str, seconds: float) -> None:
        """See `Counts.took`."""


@dataclass(frozen=True, slots=True)
class PipedCounts:
    """Tells another process, over a pipe; a line that does not go into it at once is lost, nobody waits.

    Attributes:
        end: the pipe's writing end.
    """

    end: int

    def add(self, name: str, *labels: str, amount: float = 1.0) -> None:
        """See `Counts.add`."""
        line = json.dumps([name, labels, amount]).encode("ascii") + b"\n"
        # So short a line goes whole or not at all (POSIX: PIPE_BUF), whoever else writes.
        with contextlib.suppress(OSError):
            os.write(self.end, line)

    def took(self, route: str, seconds: float) -> None:
        """See `Counts.took`."""
        line = json.dumps([None, [route], seconds]).encode("ascii") + b"\n"
        with contextlib.suppress(OSError):
            os.write(self.end, line)


class Pipe:
    """A pipe whose far ends tell what they count, and a thread that counts it here."""

    def __init__(self, counts: Counts) -> None:
        """For whoever counts.

        Args:
            counts: is told what arrives.
        """
        near, self._far = os.pipe()
        os.set_blocking(self._far, False)
        self._counts = counts
        threading.Thread(target=self._listen, args=(near,), name="counts", daemon=True).start()

    @property
    def far(self) -> int:
        """The writing end, for processes that this one starts."""
        return self._far

    def _listen(self, near: int) -> None:
        with open(near, "rb") as lines:
            for line in lines:
                with contextlib.suppress(ValueError, TypeError, KeyError):
                    name, labels, amount = json.loads(line)
                    if name is None:
                        self._counts.took(labels[0], amount)
                    else:
                        self._counts.add(name, *labels, amount=amount)
