"""The control index of a generation: its manifest, and of each physical index how far it has come.

Beside the indices, not in them: a replaced entry would linger in what BM25 counts. Its documents are read by
their ids, which sees every write at once, and replaced only by who has read what they replace: a writer that
was thought dead and comes back cannot write a number any more.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

from engines.opensearch_engine.cluster import Cluster, ClusterError
from engines.port import PLACES, Applied, Manifest, Place

CONTROL_MAPPING: dict[str, Any] = {"dynamic": False, "properties": {}}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a physical index has come.

    Attributes:
        applied: the number as it is promised.
        claim: counts the writers that it has had.
        stamp: counts its commits; a reader sees by it that there was one.
        sure: it holds just what its number says.
        seen: what a later write of this document must name.
    """

    applied: Applied = Applied()
    claim: int = 0
    stamp: int = 0
    sure: bool = True
    seen: tuple[int, int] = (0, 0)


def progress_of(document: dict[str, Any]) -> Progress:
    """What the document of a physical index says; the beginning where there is none."""
    if not document.get("found"):
        return Progress()
    told = document["_source"]
    return Progress(
        Applied(int(told["number"]), int(told["within"])),
        int(told["claim"]),
        int(told["stamp"]),
        bool(told["sure"]),
        (int(document["_seq_no"]), int(document["_primary_term"])),
    )


def manifest_of(told: dict[str, Any]) -> Manifest:
    """A manifest as it was kept."""
    return Manifest(**told)


def manifest_kept(manifest: Manifest) -> dict[str, Any]:
    """A manifest as it is kept."""
    return asdict(manifest)


def read_all(cluster: Cluster, index: str, seconds: float = 0.0) -> tuple[str, dict[Place, Progress]]:
    """The true name of a control index, and how far each physical index has come; an empty name for none.

    Args:
        cluster: where it lies.
        index: its name or alias.
        seconds: how long it may take; 0 for as long as a question may.
    """
    body = {"ids": [str(place) for place in PLACES]}
    told = cluster.ask("POST", f"/{index}/_mget", body, absent=(404,), seconds=seconds)
    try:
        documents = told.get("docs")
        if documents is None or any("error" in each for each in documents):
            kinds = {str(each["error"].get("type")) for each in documents or [told] if "error" in each}
            if kinds == {"index_not_found_exception"} or told.get("status") == 404:
                return "", {}
            raise ClusterError(503, "control_unreadable")
        known = {each["_id"]: each for each in documents}
        return str(documents[0]["_index"]), {place: progress_of(known[str(place)]) for place in PLACES}
    except (KeyError, TypeError, AttributeError, IndexError):
        raise ClusterError(0, "garbage") from None


def read_one(cluster: Cluster, index: str, place: Place) -> Progress:
    """How far one physical index has come."""
    return progress_of(cluster.ask("GET", f"/{index}/_doc/{place}", absent=(404,)))


def write(cluster: Cluster, index: str, place: Place, progress: Progress) -> Progress:
    """Replace what was read; returns it as a later write must name it.

    Raises:
        ClusterError: 409 where another writer has written since.
    """
    told = {
        "number": progress.applied.number,
        "within": progress.applied.within,
        "claim": progress.claim,
        "stamp": progress.stamp,
        "sure": progress.sure,
    }
    number, term = progress.seen
    fence = f"if_seq_no={number}&if_primary_term={term}" if term else "op_type=create"
    done = cluster.ask("PUT", f"/{index}/_doc/{place}?{fence}", told)
    seen = (int(done["_seq_no"]), int(done["_primary_term"]))
    return Progress(progress.applied, progress.claim, progress.stamp, progress.sure, seen)
