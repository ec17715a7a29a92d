"""The adapters of the engine's port that are held to its promises.

Also a program that is killed in the middle of a commit:
    python -m tests.promises.engine_adapters ADAPTER FOLDER
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

from engines.opensearch_engine import control
from engines.opensearch_engine import writer as opensearch_writer
from engines.opensearch_engine.address import Address, Shape
from engines.opensearch_engine.cluster import Cluster
from engines.opensearch_engine.control import Progress
from engines.opensearch_engine.generations import OpenSearchGenerations
from engines.port import Applied, Entry, Generations, Place, manifest_now
from engines.tantivy_engine import writer as tantivy_writer
from engines.tantivy_engine.generations import TantivyGenerations
from index_templates.templates import Partition
from tests.servers.opensearch import OPENSEARCH as OPENSEARCH_SERVER
from tests.servers.running import shared

#: The index that the promises are tried on, unless they are about another.
CATALOGUE = Place("catalogue", Partition.OPEN)
THEMES = Place("themes", Partition.OPEN)
HOME, FINGERPRINT = "home", "rules"


@dataclass(frozen=True)
class Adapter:
    """An adapter of the engine's port.

    Attributes:
        name: for test ids.
        open: the generations below a folder (or in a cluster, under names made of it).
        die_after_commit: makes the next commit end this process before it writes down how far it came.
        needs: fixtures without which it cannot be tried.
    """

    name: str
    open: Callable[[Path], Generations]
    die_after_commit: Callable[[], None]
    needs: tuple[str, ...] = ()


def _tantivy_dies() -> None:
    setattr(tantivy_writer, "write_applied", lambda *_: os._exit(9))  # noqa: B010 - not exported


def _opensearch(folder: Path) -> Generations:
    # A home of its own for each folder, in the one cluster of the session.
    home = hashlib.sha256(str(folder).encode()).hexdigest()[:24]
    told = urlsplit(shared(OPENSEARCH_SERVER))
    cluster = Cluster.at(Address(str(told.hostname), int(told.port or 0)))
    return OpenSearchGenerations(cluster, home, Shape())


def _opensearch_dies() -> None:
    true = control.write

    def dies(cluster: Cluster, index: str, place: Place, progress: Progress) -> Progress:
        if progress.sure and progress.applied != Applied(3):
            os._exit(9)
        return true(cluster, index, place, progress)

    setattr(opensearch_writer, "write", dies)  # noqa: B010 - not exported


TANTIVY = Adapter("tantivy", TantivyGenerations, _tantivy_dies)
OPENSEARCH = Adapter("opensearch", _opensearch, _opensearch_dies, ("opensearch_url",))
ADAPTERS = [TANTIVY, OPENSEARCH]


def begun(generations: Generations) -> str:
    """Make a generation that answers."""
    name = generations.make(manifest_now(HOME, FINGERPRINT, 0))
    generations.make_current(name)
    return name


def add(generations: Generations, name: str, place: Place, entries: list[Entry], upto: int) -> None:
    """Add entries in one commit."""
    writer = generations.writer(name)
    try:
        writer.add(place, entries)
        writer.commit(place, Applied(upto))
    finally:
        writer.close()


def _main(adapter: str, folder: Path, entries: list[Entry]) -> None:
    chosen = next(each for each in ADAPTERS if each.name == adapter)
    generations = chosen.open(folder)
    chosen.die_after_commit()
    add(generations, generations.current(), CATALOGUE, entries, 7)


if __name__ == "__main__":
    _main(sys.argv[1], Path(sys.argv[2]), json.load(sys.stdin))
