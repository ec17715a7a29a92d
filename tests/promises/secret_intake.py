"""An intake in a process of its own, killed with all its workers at a named moment.

    python -m tests.promises.secret_intake HOME STORE BUCKET FOLDER MOMENT

STORE is a URL, or empty for a file in the home; BUCKET is ``endpoint prefix``, or empty for a folder in the home.
It says ``refused``, ``taken`` or dies.
"""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import obstore

from holdings.objects import Objects
from holdings.s3_objects import S3Objects
from holdings.store import packages, units
from indexer import giving_up, pipeline, staging
from indexer.extraction.jobs import ObjectRead, Told
from indexer.hearing import Hearing
from indexer.plant import Plant
from indexer.queues.inline import InlineQueue
from indexer.refusals import Refused
from tests import homes
from tests.promises import buckets

#: Stands in what is secret, in titles, texts and names, and nowhere else.
WORD = "荧惑守心"
ROOT = Path(__file__).resolve().parents[2]


def _die(*_arguments: object, **_named: object) -> None:
    os.killpg(0, signal.SIGKILL)


def _put(owner: object, **instead: Callable[..., Any]) -> None:
    for name, function in instead.items():
        setattr(owner, name, function)


def _at(owner: object, name: str) -> Callable[[], None]:
    return lambda: _put(owner, **{name: _die})


def _when_secret_bytes_are_written() -> None:
    """Another file may come to be kept first: die only with one that holds the word."""
    synced, put = os.fsync, obstore.put

    def fsync(descriptor: Any) -> None:
        is_file = stat.S_ISREG(os.fstat(descriptor).st_mode)
        if is_file and WORD.encode() in os.pread(descriptor, 1 << 20, 0):
            _die()
        synced(descriptor)

    def sent(store: Any, key: str, path: Any, **more: Any) -> Any:
        return _die() if WORD.encode() in path.read_bytes() else put(store, key, path, **more)

    _put(os, fsync=fsync)
    _put(obstore, put=sent)


def _when_an_archive_is_read() -> None:
    """Its members lie unpacked until the process that reads it is given something else."""
    hear = Hearing.hear

    def heard(self: Hearing, told: Told) -> bool:
        if isinstance(told, ObjectRead) and told.kind == "zip":
            _die()
        return hear(self, told)

    _put(Hearing, hear=heard)


#: The moments at which an intake is killed: what is put in the place of what would have been done next.
MOMENTS: dict[str, tuple[Callable[[], None], ...]] = {
    "": (),
    "the bytes are written and have no name": (_when_secret_bytes_are_written,),
    "the bytes are kept and no unit is staged": (_at(staging, "_stage_batch"),),
    "the units are written and not committed": (_at(units, "remember_accession"),),
    "the units are staged and not read": (_at(InlineQueue, "read"),),
    "an archive is unpacked": (_when_an_archive_is_read,),
    "the texts are read and the package is not accepted": (_at(pipeline, "make_visible"),),
    # Of the intake that is refused, or that finds what an earlier one has left:
    "the bytes are erased and the rows are not": (_at(packages, "drop_units"),),
    "the rows are deleted and the pages are not written anew": (_at(giving_up, "_forget_traces"),),
}


@dataclass(frozen=True)
class Place:
    """Where a home lies.

    Attributes:
        home: folder.
        store: URL of the store; empty for a file in the folder.
        bucket: endpoint and prefix of its objects; empty for a folder in the folder.
    """

    home: Path
    store: str = ""
    bucket: str = ""

    def plant(self) -> Plant:
        """The home's parts, opened."""
        kept: Objects | None = None
        if self.bucket:
            endpoint, prefix = self.bucket.split()
            kept = S3Objects(buckets.bucket(endpoint, prefix), self.home / "copies", buckets.ROOM)
        return homes.make_plant(self.home, store_url=self.store, objects=kept)

    def take(self, folder: Path, moment: str = "") -> str:
        """Take in a folder in a process of its own; ``taken``, ``refused``, or ``killed`` at a moment."""
        scratch = self.home / "scratch"
        scratch.mkdir(parents=True, exist_ok=True)
        told = subprocess.run(
            [sys.executable, "-m", __name__, str(self.home), self.store, self.bucket, str(folder), moment],
            cwd=ROOT,
            env={**homes.environment(), "TMPDIR": str(scratch)},
            start_new_session=True,
            stdout=subprocess.PIPE,
            check=False,
        )
        return "killed" if told.returncode == -signal.SIGKILL else told.stdout.decode().strip()


def main(home: str, store: str, bucket: str, folder: str, moment: str) -> None:
    """Take in a folder, and die at the moment if it comes."""
    plant = Place(Path(home), store, bucket).plant()
    for arrange in MOMENTS[moment]:
        arrange()
    try:
        homes.take(plant, Path(folder))
    except Refused:
        print("refused")
    else:
        print("taken")


if __name__ == "__main__":
    main(*sys.argv[1:])
