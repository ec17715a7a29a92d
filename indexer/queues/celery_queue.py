"""Celery over Redis: carries the numbers of jobs to workers, and runs the workers.

Names of everything in Redis carry the home's own id, so that two homes share a Redis without meeting.
"""

from __future__ import annotations

import contextlib
import logging
import threading
import time
import warnings
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

from celery import Celery, Task, signals
from celery.apps import worker as celery_worker
from celery.exceptions import CPendingDeprecationWarning, SoftTimeLimitExceeded
from celery.platforms import SecurityWarning
from celery.worker import state
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from holdings import errands
from indexer.plant import Plant
from indexer.queues.carrier import CarrierAway, Held, Lane
from indexer.queues.desk import LEASE_S
from indexer.queues.steps import Hands, Later, Tell, untold
from indexer.workers import die_with_parent

#: A job that takes longer, in seconds, is interrupted and goes on as a new one; ...
SOFT_LIMIT_S = 1_200
#: ... one that cannot be interrupted is killed with its process.
HARD_LIMIT_S = 1_290
#: A worker that is gone gives its jobs back after so many seconds at the latest; longer than any job takes.
VISIBILITY_S = 1_800
#: Nobody waits longer, in seconds, for a Redis that does not answer.
_PATIENCE_S = 5.0

#: A worker looks so often, in seconds, whether jobs wait while it has none; after so many looks it connects anew.
_WATCH_S, _IDLE_LOOKS = 2.0, 3

_TASK = "lantai.job"
#: The header in which a job carries the errand that it belongs to.
_ERRAND = "lantai_errand"
_LOG = logging.getLogger("lantai.worker")


class CeleryCarrier:
    """See `indexer.queues.carrier.Carrier`."""

    name = "celery"

    def __init__(self, url: str, home: str) -> None:
        """Connects to nothing yet.

        Args:
            url: of the Redis; it may hold a password.
            home: the home's own id.
        """
        self._app = _app(url, home)

    def send(self, lane: Lane, rows: Sequence[int]) -> None:
        """See `indexer.queues.carrier.Carrier.send`."""
        headers = {_ERRAND: errands.current()}
        with _reached(), self._app.producer_or_acquire() as producer:
            for row in rows:
                self._app.send_task(
                    _TASK, (row,), queue=lane.value, producer=producer, retry=False, headers=headers
                )

    def holds(self, lanes: Sequence[Lane] = tuple(Lane)) -> Held:
        """See `indexer.queues.carrier.Carrier.holds`; `waiting` of some lanes only."""
        with _reached(), self._app.connection_for_read() as connection:
            channel = connection.default_channel
            waiting = sum(channel._size(lane.value) for lane in lanes)
            return Held(int(waiting), int(channel.client.hlen(channel.unacked_key)))


class _Watch:
    """Sees to it that a worker takes jobs.

    Celery goes on without a word, and takes nothing any more, where an acknowledgement met a Redis that was away:
    the message counts as in hand for ever. Then the worker connects anew, which forgets what was in hand.
    """

    def __init__(self, carrier: CeleryCarrier, lanes: Sequence[Lane], consumer: Any) -> None:
        self._carrier = carrier
        self._lanes = lanes
        self._consumer = consumer
        self._idle = 0

    def run(self) -> None:
        """Look now and then, as long as the process lives."""
        while True:
            time.sleep(_WATCH_S)
            with contextlib.suppress(CarrierAway):
                self._look()

    def _look(self) -> None:
        if state.active_requests or not self._carrier.holds(self._lanes).waiting:
            self._idle = 0
            return
        self._idle += 1
        if self._idle >= _IDLE_LOOKS:
            self._idle = 0
            _LOG.warning("worker_connects_anew")
            self._consumer.hub.call_soon(_break_off)


def _break_off() -> None:
    raise ConnectionResetError("jobs wait and none is taken")


def run_worker(
    url: str,
    home: str,
    lanes: Sequence[Lane],
    processes: int,
    plant: Callable[[], Plant],
    tell: Tell = untold,
) -> None:
    """Be a worker until SIGTERM, which lets it finish the jobs in hand; SIGQUIT does not.

    Args:
        url: of the Redis; it may hold a password.
        home: the home's own id.
        lanes: whose jobs are done.
        processes: jobs done at a time, each in a process of its own.
        plant: makes the parts, in each process anew.
        tell: is told, in those processes, of every job that ended.
    """
    app = _app(url, home)
    carrier = CeleryCarrier(url, home)
    made: dict[str, Hands] = {}

    def begin(**_: Any) -> None:
        die_with_parent()
        made["hands"] = Hands(plant(), carrier.send, LEASE_S, (SoftTimeLimitExceeded,), tell)

    def end(**_: Any) -> None:
        if "hands" in made:
            made.pop("hands").close()

    @app.task(name=_TASK, bind=True, max_retries=None)  # type: ignore[untyped-decorator]
    def job(task: Task, row: int) -> None:
        # Whoever writes to the queue may have written anything.
        errand = str((task.request.headers or {}).get(_ERRAND, ""))
        with errands.within(errands.taken(errand) if errand else ""):
            try:
                made["hands"].work(row)
            except Later as later:
                raise task.retry(countdown=later.seconds) from None

    def ready(sender: Any, **_: Any) -> None:
        watch = _Watch(carrier, lanes, sender)
        threading.Thread(target=watch.run, name="queue-watch", daemon=True).start()

    signals.worker_ready.connect(ready, weak=False)
    signals.worker_process_init.connect(begin, weak=False)
    signals.worker_process_shutdown.connect(end, weak=False)
    for name in ("celery", "kombu"):  # their every word would be a line a job
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))
    logging.getLogger("celery").addFilter(_briefly)
    logging.getLogger("celery.worker.request").addFilter(_briefly)
    logging.getLogger("celery.worker.consumer.consumer").addFilter(_briefly)
    # It would say between our lines that it ends.
    celery_worker.safe_say = lambda *_, **__: None
    # Celery warns a root of messages that run code; ours are numbers in JSON.
    warnings.filterwarnings("ignore", category=SecurityWarning)
    # Which way of losing a connection is meant is set below; it says all the same that the default will change.
    warnings.filterwarnings("ignore", category=CPendingDeprecationWarning)
    app.Worker(
        queues=[lane.value for lane in lanes],
        concurrency=processes,
        pool="prefork",
        quiet=True,
        without_gossip=True,
        without_mingle=True,
        without_heartbeat=True,
        loglevel=logging.getLogger().level,
    ).start()


def _briefly(record: logging.LogRecord) -> bool:
    """What went wrong with Redis is one line and no stack of frames."""
    record.exc_info, record.exc_text = None, None
    return True


def _app(url: str, home: str) -> Celery:
    app = Celery("lantai", broker=url, set_as_current=False)
    app.conf.update(
        task_serializer="json",
        accept_content=["json"],
        task_ignore_result=True,
        task_create_missing_queues=True,
        # A job is acknowledged when it is done: one whose worker dies comes again.
        task_acks_late=True,
        task_reject_on_worker_lost=True,
        worker_prefetch_multiplier=1,
        worker_disable_prefetch=True,  # no job waits in the hand of a worker that is busy with another
        worker_cancel_long_running_tasks_on_connection_loss=False,
        worker_hijack_root_logger=False,
        worker_redirect_stdouts=False,
        worker_enable_remote_control=False,
        worker_send_task_events=False,
        worker_proc_alive_timeout=60.0,
        task_soft_time_limit=SOFT_LIMIT_S,
        task_time_limit=HARD_LIMIT_S,
        broker_connection_retry=True,
        broker_connection_retry_on_startup=True,
        broker_connection_max_retries=None,
        broker_transport_options={
            "visibility_timeout": VISIBILITY_S,
            "global_keyprefix": f"lantai-{home}-",
            "socket_connect_timeout": _PATIENCE_S,
            "socket_timeout": 4 * _PATIENCE_S,
            "socket_keepalive": True,
            "max_retries": 0,
        },
    )
    return app


@contextmanager
def _reached() -> Iterator[None]:
    try:
        yield
    except (OperationalError, RedisError, OSError):
        raise CarrierAway from None  # the error itself may name the address
