"""Sending many writes: in pieces, with patience, each item until it is done. Nothing is dropped."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from engines.opensearch_engine.cluster import Cluster, ClusterError

#: Bytes and writes of one request. Past some megabytes requests get no faster, only larger in the cluster's memory.
PIECE_BYTES = 4_000_000
PIECE_WRITES = 1_000
#: The first wait after a refusal, in seconds; each further one is twice as long, up to the other.
_FIRST_WAIT, _LONGEST_WAIT = 0.1, 10.0
#: So long a refusal is waited out, in seconds; then the writer gives up, and the whole is tried again later.
PATIENCE = 120.0
#: Seconds that one request may take.
_REQUEST = 60.0

#: Too much at once; not there for now; gone between two machines; a disk that is nearly full (403, 429).
_PASSING = frozenset({0, 403, 429, 500, 502, 503, 504})
#: Done already, by an earlier try of the same or by a later writer; nothing there to delete.
_DONE = frozenset({404, 409})


#: What is read of an answer, so that no more is written: it was 200 bytes a write, and is 30.
_TOLD = "items.*.status,items.*.error.type"


@dataclass(frozen=True, slots=True)
class Write:
    """One write.

    Attributes:
        name: id of the document.
        unit: number of the unit, by which it is routed.
        document: as it is sent, JSON in one line; None deletes.
    """

    name: str
    unit: int
    document: str | None


class Refused(Exception):
    """The cluster refuses an item for good, or has refused everything for too long.

    Attributes:
        kind: its own name for why.
    """

    def __init__(self, kind: str) -> None:
        super().__init__(kind)
        self.kind = kind


def send(
    cluster: Cluster,
    index: str,
    writes: Iterable[Write],
    version: int,
    wait: Callable[[float], None] = time.sleep,
    patience: float = PATIENCE,
) -> None:
    """Return when every write is done.

    Args:
        cluster: where to.
        index: which physical index.
        writes: of different documents.
        version: greater than that of every earlier write; a document never goes back to a smaller one.
        wait: sleeps so many seconds.
        patience: seconds of waiting after which it is given up.

    Raises:
        Refused: an item can never be done, or patience ended.
    """
    for piece in _pieces(writes, version):
        _send_piece(cluster, index, piece, wait, patience)


def _send_piece(
    cluster: Cluster, index: str, piece: list[str], wait: Callable[[float], None], patience: float
) -> None:
    waits, waited, share = _FIRST_WAIT, 0.0, len(piece)
    left = piece
    while left:
        part, rest = left[:share], left[share:]
        again, why = _tried(cluster, index, part)
        if not again:
            left = rest
            continue
        if len(again) < len(part):
            waits = _FIRST_WAIT  # it goes on, if slowly
        else:
            waited += waits
            if waited > patience:
                raise Refused(why)
        # Less at a time: a cluster that refuses is a cluster that has too much to do.
        share = max(1, len(again) // 2)
        left = [*again, *rest]
        wait(waits)
        waits = min(2 * waits, _LONGEST_WAIT)


def _tried(cluster: Cluster, index: str, part: list[str]) -> tuple[list[str], str]:
    """The writes that must be tried again, and why."""
    try:
        told = cluster.ask("POST", f"/{index}/_bulk", "".join(part), seconds=_REQUEST, filter_path=_TOLD)
        items = [next(iter(item.values())) for item in told["items"]]
        if len(items) != len(part):
            return part, "garbage"
    except ClusterError as error:
        if error.status in _PASSING or error.status == 413:
            return part, error.kind
        raise Refused(error.kind) from None
    except (KeyError, TypeError, AttributeError, StopIteration):
        return part, "garbage"
    again, why = [], ""
    for write, item in zip(part, items, strict=True):
        status, kind = _status(item)
        if 200 <= status < 300 or (status in _DONE and kind != "index_not_found_exception"):
            continue
        if status not in _PASSING:
            raise Refused(kind)
        again.append(write)
        why = kind
    return again, why


def _status(item: Any) -> tuple[int, str]:
    try:
        error = item.get("error") or {}
        return int(item["status"]), str(error.get("type", ""))
    except (KeyError, TypeError, ValueError, AttributeError):
        return 0, "garbage"


def _pieces(writes: Iterable[Write], version: int) -> Iterator[list[str]]:
    piece: list[str] = []
    size = 0
    for write in writes:
        text = _lines(write, version)
        if piece and (size + len(text) > PIECE_BYTES // 2 or len(piece) >= PIECE_WRITES):
            yield piece
            piece, size = [], 0
        piece.append(text)
        size += len(text)
    if piece:
        yield piece


def _lines(write: Write, version: int) -> str:
    about = (
        f'{{"_id":{json.dumps(write.name)},"routing":"{write.unit}",'
        f'"version":{version},"version_type":"external"}}'
    )
    if write.document is None:
        return f'{{"delete":{about}}}\n'
    return f'{{"index":{about}}}\n{write.document}\n'
