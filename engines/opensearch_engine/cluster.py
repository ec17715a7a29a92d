"""Speaking to an OpenSearch cluster: where it is, who we are there, and what its answers mean."""

from __future__ import annotations

import base64
import logging
import ssl
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from opensearchpy import OpenSearch
from opensearchpy.exceptions import ConnectionTimeout, TransportError
from urllib3 import Timeout

from engines.letters import EngineFailed, engine_away
from engines.opensearch_engine.address import Address

#: Bodies that matter to nobody but the cluster; a page is never printed by a log.
logging.getLogger("opensearch").setLevel(logging.CRITICAL)

#: Seconds to find the cluster, and for its answer to a question.
_CONNECTS, _ANSWERS = 3.0, 20.0
#: Kinds of no answer at all: nobody there, or somebody who says nothing.
_SILENT = frozenset({"timeout", "unreachable", "hangs"})
#: Connections kept open; as many questions are asked at a time.
_CONNECTIONS = 32


class ClusterError(EngineFailed):
    """The cluster did not do what it was asked.

    Its own words may quote what was sent, so only the kind of the failure is kept, for logs.

    Attributes:
        status: of HTTP; 0 where no answer came.
        kind: its own name for what went wrong.
    """

    def __init__(self, status: int, kind: str) -> None:
        super().__init__(engine_away() if not status and kind in _SILENT else None)
        self.status = status
        self.kind = kind

    @property
    def why(self) -> str:
        """What happened, in the words of machines."""
        return f"{self.status or 'no answer'}, {self.kind}"


@dataclass(frozen=True, slots=True)
class Cluster:
    """A cluster that is spoken to; safe to use from several threads.

    Attributes:
        client: of the library.
    """

    client: OpenSearch

    @classmethod
    def at(cls, address: Address) -> Cluster:
        """The cluster at an address; nothing is asked yet."""
        headers = {}
        if address.user:
            told = f"{address.user}:{address.password}".encode()
            headers["authorization"] = "Basic " + base64.b64encode(told).decode("ascii")
        secured: dict[str, Any] = {}
        if address.secure:
            secured = {"use_ssl": True, "ssl_context": ssl.create_default_context(cafile=address.authorities)}
        client = OpenSearch(
            hosts=[{"host": address.host, "port": address.port}],
            headers=headers,
            timeout=Timeout(connect=_CONNECTS, read=_ANSWERS),
            pool_maxsize=_CONNECTIONS,
            max_retries=0,  # who asks decides whether it may be asked again
            **secured,
        )
        return cls(client)

    def ask(
        self,
        method: str,
        path: str,
        body: Mapping[str, Any] | str | None = None,
        *,
        absent: Sequence[int] = (),
        seconds: float = 0.0,
        **parameters: str,
    ) -> Any:
        """The cluster's answer.

        Args:
            method: of HTTP.
            path: below the cluster, from "/" on.
            body: an object, or lines of objects.
            absent: statuses that are an answer too.
            seconds: how long it may take; 0 for as long as a question may.
            **parameters: of the query string.

        Raises:
            ClusterError: no answer, or one that is none.
        """
        sent: dict[str, Any] = dict(parameters)
        if absent:
            sent["ignore"] = tuple(absent)
        if seconds:
            sent["request_timeout"] = Timeout(connect=_CONNECTS, read=seconds)
        try:
            return self.client.transport.perform_request(method, path, params=sent, body=body)
        except ConnectionTimeout:
            raise ClusterError(0, "timeout") from None
        except TransportError as error:
            status = error.status_code if isinstance(error.status_code, int) else 0
            raise ClusterError(status, str(error.error) if status else "unreachable") from None
        except Exception as error:
            # An answer that is none makes the library stumble in many ways.
            raise ClusterError(0, f"garbage ({type(error).__name__})") from None

    def search(self, path: str, body: Mapping[str, Any], *, scored: bool = False) -> dict[str, Any]:
        """The answer to a search in which every shard took part.

        Args:
            path: below the cluster.
            body: of the search.
            scored: words are weighed by all shards' statistics, not each by its own; asks every shard twice.

        Raises:
            ClusterError: a shard failed or was too slow: half an answer is none.
        """
        told = self.ask("POST", searched_at(path, scored=scored), body)
        complete(told)
        return dict(told)

    def close(self) -> None:
        """Give the connections up."""
        self.client.close()


def searched_at(path: str, *, scored: bool) -> str:
    """Where a search is put in which every shard takes part; see `Cluster.search`."""
    kind = "dfs_query_then_fetch" if scored else "query_then_fetch"
    return f"{path}?allow_partial_search_results=false&search_type={kind}"


def complete(told: Any) -> None:
    """Return where every shard took part.

    Raises:
        ClusterError: one did not, or this is no answer.
    """
    try:
        shards = told["_shards"]
        if shards["failed"] or told.get("timed_out") or not shards["successful"]:
            raise ClusterError(503, "shards_failed")
    except (KeyError, TypeError, AttributeError):
        raise ClusterError(0, "garbage") from None
