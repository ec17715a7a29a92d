"""The index writer as a process: its signals and its log."""

from __future__ import annotations

import logging
import os
import signal
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

from indexer.workers import die_with_parent
from indexer.writing import run_writer
from lantai.counted_writing import CountedGenerations
from lantai.counts import Counts, NoCounts, PipedCounts
from lantai.logs import log_to_stderr

if TYPE_CHECKING:
    from lantai.wiring import House

_LOG = logging.getLogger("lantai.writer")
_FAILURES = frozenset({"writer_failed", "rebuild_failed", "index_made_by_other_rules"})


def write_until_stopped(house: House, *, watched_by: int, counts_to: int = -1) -> None:
    """Follow the outbox until SIGTERM or SIGINT.

    Args:
        house: the home.
        watched_by: number of the process that started this one, with which it ends, however that ends; 0 for none.
        counts_to: the writing end of a pipe to that process; -1 where it does not count.

    Raises:
        CommandFailed: nobody watches this one, and its operators' address cannot be had.
    """
    if watched_by:
        die_with_parent()
        if os.getppid() != watched_by:  # it ended while this one was starting
            return
        # Ctrl-C in a terminal reaches this process too; the service stops it in order.
        signal.signal(signal.SIGINT, signal.SIG_IGN)
    stop = threading.Event()
    for number in (signal.SIGTERM,) if watched_by else (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    log_to_stderr(house.settings.log)
    counts: Counts = PipedCounts(counts_to) if counts_to >= 0 else NoCounts()
    if not watched_by:
        from lantai.operators import watched

        counts = watched(house, "writer")

    def log(event: str, **fields: object) -> None:
        counts.add("writer_events", event)
        level = logging.ERROR if event in _FAILURES else logging.INFO
        _LOG.log(
            level,
            "%s",
            event,
            extra={f"{name}_" if name in _RESERVED else name: value for name, value in fields.items()},
        )

    plant = house.plant
    if not isinstance(counts, NoCounts):
        plant = replace(plant, generations=CountedGenerations(plant.generations, counts))
    run_writer(plant, stop, log)


#: Names that a log record has of its own.
_RESERVED = frozenset(vars(logging.LogRecord("", 0, "", 0, "", None, None))) | {"message", "asctime"}
