"""Kills: an intake or a writer that ends at any moment, and what must be true after the next start.

Also a program, run in processes of their own that the trials kill:
    python -m tests.kills intake HOME FOLDER
    python -m tests.kills writer HOME
"""

from __future__ import annotations

import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from engines import query as q
from engines.opensearch_engine.address import Shape
from engines.opensearch_engine.generations import OpenSearchGenerations
from holdings.identity import UnitIdentity
from holdings.store import homes as facts
from holdings.store import units
from index_templates import templates as t
from index_templates.templates import EntryKind, Partition
from indexer.counts import expected_entries, searchable_entries
from indexer.findable import backlog
from indexer.plant import Plant
from indexer.writing import drain, run_writer
from sharing.changes import change_class
from sharing.classes import SharingClass
from tests import homes
from tests.clusters import cluster_at

#: Tells a killed process where its indices lie.
_CLUSTER = "TEST_KILLS_CLUSTER"
_CLASSES = ("无条件共享", "有条件共享", "暂不共享", "未审核")


@dataclass
class Trial:
    """A home that is killed at random, and what it must hold.

    Attributes:
        folder: where home and packages lie.
        seed: of every random choice.
        units: how many units a package has.
        cluster: URL of the OpenSearch where the indices lie; empty for the home.
    """

    folder: Path
    seed: int
    units: int
    cluster: str = ""
    held: dict[str, tuple[bool, int]] = field(default_factory=dict)  # code: (open, pages)
    intakes_killed: int = 0
    writers_killed: int = 0

    def __post_init__(self):
        self.random = random.Random(self.seed)
        self.plant = plant_of(self.folder / "home", self.cluster)

    def package(self, number: int) -> Path:
        """A new package of generated texts, not taken in yet."""
        rows = []
        for at in range(1, self.units + 1):
            code = f"J{number:03d}-001-{at:04d}"
            pages = self.random.randint(1, 4)
            sharing = self.random.choice(_CLASSES)
            text = "\f".join(f"第{page}页：{code}号卷，记{marker(code)}事。" for page in range(1, pages + 1))
            rows.append({"档号": code, "题名": f"关于{at}的报告", "共享类型": sharing, "text": text})
            self.held[code] = (sharing == _CLASSES[0], pages)
        return homes.write_package(self.folder / f"package-{number}", rows)

    def round_of_intake(self, number: int, span: float) -> None:
        """An intake killed at a random moment of `span` seconds, and the next start."""
        folder = self.package(number)
        with started("intake", self.folder / "home", folder, cluster=self.cluster) as process:
            time.sleep(self.random.uniform(0, span))
            self.intakes_killed += process.poll() is None
        finish(self.folder / "home", folder, self.cluster)
        self.check()

    def round_of_writer(self, number: int, span: float) -> None:
        """A writer killed at a random moment while a package and changes of class come, and the next start."""
        folder = self.package(number)
        with (
            started("writer", self.folder / "home", cluster=self.cluster) as writer,
            started("intake", self.folder / "home", folder, cluster=self.cluster) as intake,
        ):
            time.sleep(self.random.uniform(0, span))
            self.writers_killed += writer.poll() is None
            writer.kill()
            self.change_some()
            intake.wait(120)
        finish(self.folder / "home", folder, self.cluster)
        self.check()

    def change_some(self) -> None:
        """Change the class of some units that are held, while a writer is dead or alive."""
        for code in self.random.sample(sorted(self.held), min(5, len(self.held))):
            with self.plant.store.writing() as connection:
                unit = units.find(connection, UnitIdentity("", code))
                if unit is None:
                    continue  # its package is not accepted yet
                to = self.random.choice(list(SharingClass))
                change_class(connection, unit, to, "试验", "2026-01-01T00:00:00+00:00")
                self.held[code] = (to is SharingClass.UNCONDITIONAL, self.held[code][1])

    def check(self) -> None:
        """Every unit is searchable once, none is lost, none is doubled."""
        drain(self.plant)
        assert backlog(self.plant) == 0
        with self.plant.store.reading() as connection:
            wanted = expected_entries(connection)
            assert units.count(connection) == len(self.held)
        view = homes.pinned(self.plant)
        assert searchable_entries(view) == wanted
        pages = q.Number(t.KIND, frozenset({int(EntryKind.PAGE)}))
        for code, (is_open, count) in self.held.items():
            identity = UnitIdentity("", code)
            here, there = Partition.OPEN, Partition.RESTRICTED
            if not is_open:
                here, there = there, here
            of_unit = q.Number(t.UNIT, frozenset({identity.number}))
            assert view.at("catalogue", here).count(of_unit) == 1, code
            assert view.at("fulltext", here).count(q.AllOf((of_unit, pages))) == count, code
            assert view.at("fulltext", there).count(q.AllOf((of_unit, pages))) == 0, code
            said = q.Phrase(t.TEXT_BIGRAMS, tuple(enumerate(bigrams(marker(code)))))
            assert view.at("fulltext", here).count(said) == count, code

    def sizes(self) -> dict[str, int]:
        """Entries by index."""
        return {str(place): size for place, size in searchable_entries(homes.pinned(self.plant)).items()}


def marker(code: str) -> str:
    """Four Han characters that only this unit's pages have."""
    number = int(code[1:4]) * 10_000 + int(code[-4:])
    places = []
    for _ in range(4):
        number, rest = divmod(number, len(_DIGITS))
        places.append(_DIGITS[rest])
    return "".join(places)


# Characters that no folding changes, none of them in the texts around the marker.
_DIGITS = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏闰余成岁律吕调阳云腾致雨露结为霜"


def bigrams(text: str) -> list[str]:
    """Overlapping pairs of characters."""
    return [text[at : at + 2] for at in range(len(text) - 1)]


def duration(folder: Path, size: int) -> float:
    """How long an undisturbed intake takes, from its first word, in seconds."""
    trial = Trial(folder, 0, size)
    package = trial.package(1)
    with started("intake", folder / "home", package) as process:
        began = time.monotonic()
        assert process.wait(300) == 0
        span = time.monotonic() - began
    trial.check()
    return span


def finish(home: Path, folder: Path, cluster: str = "") -> None:
    """Take a package in, undisturbed."""
    with started("intake", home, folder, cluster=cluster) as process:
        assert process.wait(300) == 0


@contextmanager
def started(*arguments: str | Path, cluster: str = "") -> Iterator[subprocess.Popen[str]]:
    """A process that has begun its work; it is killed at the end if it is still there."""
    command = [sys.executable, "-m", "tests.kills", *map(str, arguments)]
    environment = {**homes.environment(), _CLUSTER: cluster}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        try:
            assert process.stdout is not None
            assert process.stdout.readline() == "began\n"
            yield process
        finally:
            process.kill()


def plant_of(home: Path, cluster: str, workers: int = 1) -> Plant:
    """The plant of a home whose indices lie in a cluster, or in the home."""
    plant = homes.make_plant(home, workers)
    if not cluster:
        return plant
    with plant.store.reading() as connection:
        name = facts.fact(connection, "id")
    return replace(plant, generations=OpenSearchGenerations(cluster_at(cluster), name, Shape(shards=2)))


def _main(what: str, home: Path, *folders: str) -> None:
    plant = plant_of(home, os.environ.get(_CLUSTER, ""), workers=2)
    print("began", flush=True)
    if what == "writer":
        run_writer(plant, threading.Event(), lambda event, **fields: None)
    for folder in folders:
        homes.take(plant, Path(folder))


if __name__ == "__main__":
    _main(sys.argv[1], Path(sys.argv[2]), *sys.argv[3:])
