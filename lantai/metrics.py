"""Counts and states of a process as Prometheus reads them (text exposition format)."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Histogram, ProcessCollector
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.exposition import choose_encoder

from lantai.counts import COUNTERS

if TYPE_CHECKING:
    from prometheus_client.metrics_core import Metric

#: Upper ends of the classes in which latencies are counted, in seconds.
_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0)

#: States: name -> (its labels, what it means).
GAUGES: dict[str, tuple[tuple[str, ...], str]] = {
    "up": (("part",), "Whether a part answers: store, index, queue."),
    "ready": ((), "Whether this process says that it is ready (see /ready)."),
    "looked_seconds_ago": ((), "Seconds since the states were looked at."),
    "outbox_pending_rows": ((), "Changes that the indices have not applied yet."),
    "outbox_last_row": ((), "Number of the last change; its rate is that of changes."),
    "outbox_stalled_seconds": (
        (),
        "Seconds since the indices got on, while changes wait; 0 where none does.",
    ),
    "units": (("class",), "Units held, by class."),
    "pages": (("class",), "Pages held, by class; its rate is that of intakes."),
    "packages": (("state",), "Packages: accepted, or begun and not finished."),
    "jobs_open": (("step", "state"), "Jobs of intakes in the store, by step and state."),
    "queue_jobs": (("state",), "Jobs in the queue: waiting, or in the hand of a worker."),
}

#: A gauge's values: (name, labels) -> value.
States = Mapping[tuple[str, tuple[str, ...]], float]


class Metrics:
    """What one process counts and sees; `lantai.counts.Counts`."""

    def __init__(self, part: str, version: str, states: Callable[[], States]) -> None:
        """For a process.

        Args:
            part: what it is: serve, writer, worker.
            version: of Lantai.
            states: gives the values of gauges; must not block.
        """
        self._registry = CollectorRegistry()
        # For a loop that adds a thousand times a second the children are looked up here, once each.
        self._children: dict[tuple[str, tuple[str, ...]], Counter] = {}
        self._making = threading.Lock()
        self._counters = {
            name: Counter(f"lantai_{name}", told, labels, registry=self._registry)
            for name, (labels, told) in COUNTERS.items()
        }
        self._latency = Histogram(
            "lantai_request_seconds",
            "Seconds from a request to the end of its answer, by the pattern of its address.",
            ("route",),
            buckets=_BUCKETS,
            registry=self._registry,
        )
        self._routes: dict[str, Histogram] = {}
        self._registry.register(_States(part, version, states))
        ProcessCollector(registry=self._registry)

    def add(self, name: str, *labels: str, amount: float = 1.0) -> None:
        """See `lantai.counts.Counts.add`."""
        child = self._children.get((name, labels))
        if child is None:
            with self._making:
                counter = self._counters[name]
                child = self._children[name, labels] = counter.labels(*labels) if labels else counter
        child.inc(amount)

    def took(self, route: str, seconds: float) -> None:
        """See `lantai.counts.Counts.took`."""
        child = self._routes.get(route)
        if child is None:
            child = self._routes[route] = self._latency.labels(route)
        child.observe(seconds)

    def told(self, accept: str) -> tuple[bytes, str]:
        """All of it, and its media type, in the format that a reader asks for.

        Args:
            accept: the header of that name; empty for the plain format.
        """
        encode, media_type = choose_encoder(accept)
        return encode(self._registry), media_type


class _States:
    """Gauges that are looked up when they are read."""

    def __init__(self, part: str, version: str, states: Callable[[], States]) -> None:
        self._part = part
        self._version = version
        self._states = states

    def describe(self) -> list[Metric]:
        """Nothing is looked up to be registered."""
        return []

    def collect(self) -> Iterator[Metric]:
        """See `prometheus_client.registry.Collector`."""
        about = GaugeMetricFamily("lantai_build_info", "What runs here.", labels=("part", "version"))
        about.add_metric((self._part, self._version), 1.0)
        yield about
        seen = self._states()
        for name, (labels, told) in GAUGES.items():
            values = {found: value for (known, found), value in seen.items() if known == name}
            if values:
                gauge = GaugeMetricFamily(f"lantai_{name}", told, labels=labels)
                for found, value in values.items():
                    gauge.add_metric(found, value)
                yield gauge
