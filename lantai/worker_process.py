"""A worker as a process: what it works with, and its log."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from indexer.queues import letters
from indexer.workers import cores
from lantai.counts import Counts, NoCounts, Pipe, PipedCounts
from lantai.errors import SettingsError
from lantai.logs import log_to_stderr

if TYPE_CHECKING:
    from collections.abc import Sequence

    from indexer.plant import Plant
    from indexer.queues.steps import Tell
    from lantai.wiring import House

_LOG = logging.getLogger("lantai.worker")


def work_until_stopped(house: House, lanes: Sequence[str], processes: int) -> None:
    """Do jobs until SIGTERM or SIGINT.

    Args:
        house: the home.
        lanes: names of `indexer.queues.carrier.Lane`.
        processes: jobs at a time; 0 for the setting's.

    Raises:
        SettingsError: the work is done in the process, so there is nothing for a worker.
        CommandFailed: the operators' address cannot be had.
    """
    if house.settings.queue == "inline":
        raise SettingsError(letters.no_workers_needed())
    from indexer.queues.carrier import Lane
    from indexer.queues.celery_queue import run_worker
    from indexer.queues.steps import untold
    from lantai.operators import watched

    log_to_stderr(house.settings.log)
    counts = watched(house, "worker")
    tell: Tell = untold if isinstance(counts, NoCounts) else _teller(PipedCounts(Pipe(counts).far))
    home, url = house.home_id, house.settings.queue
    count = processes or house.settings.workers or cores()
    house.close()  # the processes are forked, and connections are not shared
    _LOG.info("worker_began", extra={"lanes": ",".join(lanes), "processes": count})
    run_worker(url, home, [Lane(lane) for lane in lanes], count, _plant, tell)
    _LOG.info("worker_ended")


def _teller(counts: Counts) -> Tell:
    """Counts what the processes of a worker end, in the one that started them."""

    def tell(step: str, outcome: str, seconds: float, pages: int) -> None:
        counts.add("jobs", step, outcome)
        if outcome == "done":
            counts.add("job_seconds", step, amount=seconds)
            counts.add("job_pages", step, amount=pages)

    return tell


def _plant() -> Plant:
    from lantai.wiring import House

    return House().plant
