"""Points in time: what a question is asked of, while the index goes on.

A point in time is opened once a commit, not once a question, and shared by the questions until the next
commit; it is given back when nobody holds it any more.
"""

from __future__ import annotations

import atexit
import threading
import time
import weakref
from collections.abc import Callable, Sequence
from typing import Any, Protocol

from engines.opensearch_engine.cluster import Cluster, ClusterError

#: The cluster forgets a point in time that nobody asks for so long, in seconds; we renew it well before.
_KEPT_SECONDS = 600
_RENEWED_SECONDS = 240
#: So long a cluster may take to take them back, in seconds; nobody waits for longer at the end of a command.
_ENDS_SECONDS = 2.0
#: Counts that are remembered of one point in time.
_MOST_REMEMBERED = 50_000


#: A field and a token.
Key = tuple[str, str]
#: Asks for the counts of some.
Ask = Callable[[Sequence[Key]], list[int]]


#: A path below the cluster, and the body of a search there.
Request = tuple[str, dict[str, Any]]


class Searched(Protocol):
    """What a search is put to."""

    def request(self, body: dict[str, Any]) -> Request:
        """A search as it is sent."""
        ...

    def search(self, body: dict[str, Any], *, scored: bool = False) -> dict[str, Any]:
        """The answer of all shards; see `Cluster.search`.

        Raises:
            ClusterError: there is none.
        """
        ...

    def remembered(self, keys: Sequence[Key], ask: Ask) -> list[int]:
        """Counts that cannot change here; `ask` is asked at once for those that are not known yet."""
        ...


class Live:
    """An index as it is at the moment of each search."""

    def __init__(self, cluster: Cluster, index: str) -> None:
        self._cluster = cluster
        self._index = index

    def request(self, body: dict[str, Any]) -> Request:
        """See `Searched.request`."""
        return f"/{self._index}/_search", body

    def search(self, body: dict[str, Any], *, scored: bool = False) -> dict[str, Any]:
        """See `Searched.search`."""
        return self._cluster.search(*self.request(body), scored=scored)

    @staticmethod
    def remembered(keys: Sequence[Key], ask: Ask) -> list[int]:
        """See `Searched.remembered`: here everything can change."""
        return ask(keys)


class Points:
    """Opens points in time, and gives back those that nobody holds."""

    def __init__(self, cluster: Cluster) -> None:
        self._cluster = cluster
        self._lock = threading.Lock()
        self._left: list[str] = []
        self._held: weakref.WeakSet[Point] = weakref.WeakSet()
        _OPENED.add(self)

    def open(self, index: str) -> Point:
        """A point in time of an index as it is now."""
        point = Point(self._cluster, index)
        # Not from within the collector, which may run anywhere: only noted there.
        weakref.finalize(point, self._left.extend, point.names).atexit = False
        self._held.add(point)
        return point

    def give_back(self) -> None:
        """Give back those that nobody holds any more."""
        with self._lock:
            left = [self._left.pop() for _ in range(len(self._left))]
        self._delete(left)

    def end(self) -> None:
        """Give back all: a node keeps 300 at most, and each command that asks opens six."""
        self._delete([*self._left, *(name for point in self._held for name in point.names)])

    def _delete(self, names: Sequence[str]) -> None:
        if names:
            try:
                self._cluster.ask(
                    "DELETE",
                    "/_search/point_in_time",
                    {"pit_id": [*names]},
                    absent=(404,),
                    seconds=_ENDS_SECONDS,
                )
            except ClusterError:
                return  # the cluster forgets them by itself


_OPENED: weakref.WeakSet[Points] = weakref.WeakSet()


@atexit.register
def _end() -> None:
    """What a process has opened does not outlive it."""
    for points in list(_OPENED):
        points.end()


class Point:
    """A point in time of one index; see `Searched`.

    Attributes:
        names: that the cluster knows it by, the last one now.
        lost: the cluster failed; the next question opens another.
    """

    def __init__(self, cluster: Cluster, index: str) -> None:
        self._cluster = cluster
        self._index = index
        self._lock = threading.Lock()
        self._asked = time.monotonic()
        self._counts: dict[Key, int] = {}
        self.names: list[str] = []
        self.lost = False
        self._open()

    @property
    def stale(self) -> bool:
        """It was lost, or would be soon because nobody asked."""
        return self.lost or time.monotonic() - self._asked > _RENEWED_SECONDS

    def request(self, body: dict[str, Any]) -> Request:
        """See `Searched.request`."""
        return "/_search", {**body, "pit": {"id": self.names[-1], "keep_alive": f"{_KEPT_SECONDS}s"}}

    def search(self, body: dict[str, Any], *, scored: bool = False) -> dict[str, Any]:
        """See `Searched.search`."""
        name = self.names[-1]
        try:
            told = self._cluster.search(*self.request(body), scored=scored)
        except ClusterError as error:
            self.lost = error.status != 400
            if error.status != 404:
                raise
            # The cluster was started again and forgot it. The index is that of the number known, or a later one.
            with self._lock:
                if self.names[-1] == name:
                    self._open()
            told = self._cluster.search(*self.request(body), scored=scored)
        self._asked = time.monotonic()
        return told

    def _open(self) -> None:
        told = self._cluster.ask(
            "POST",
            f"/{self._index}/_search/point_in_time",
            keep_alive=f"{_KEPT_SECONDS}s",
            allow_partial_pit_creation="false",
        )
        try:
            self.names.append(str(told["pit_id"]))
        except (KeyError, TypeError):
            raise ClusterError(0, "garbage") from None

    def remembered(self, keys: Sequence[Key], ask: Ask) -> list[int]:
        """See `Searched.remembered`."""
        known = self._counts
        unknown = [key for key in dict.fromkeys(keys) if key not in known]
        asked = dict(zip(unknown, ask(unknown), strict=True)) if unknown else {}
        if len(known) < _MOST_REMEMBERED:
            known.update(asked)
        return [asked[key] if key in asked else known[key] for key in keys]
