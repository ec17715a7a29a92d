"""Homes and packages for tests, made as a user makes them: a store, a folder with a catalogue and its files."""

from __future__ import annotations

import csv
import datetime as dt
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import sharing.store  # noqa: F401 (its tables are part of the schema)
from analyzers.chains import make_analyzer
from engines.port import View
from engines.tantivy_engine.generations import TantivyGenerations
from holdings.clock import CHINA, Clock
from holdings.objects import FolderObjects, Objects
from holdings.store import homes
from holdings.store.database import Store
from indexer.pipeline import Intake, Stage, take_in
from indexer.plant import Plant
from indexer.verify import Terms
from sharing.classes import SharingClass

TODAY = dt.date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class StandingClock(Clock):
    """A clock whose day stands still, or is set.

    Attributes:
        day: gives the day.
    """

    day: Callable[[], dt.date] = lambda: TODAY

    def today(self) -> dt.date:
        """See `Clock.today`."""
        return self.day()


CLOCK = StandingClock(ZoneInfo(CHINA))


def make_plant(folder: Path, workers: int = 1, store_url: str = "", objects: Objects | None = None) -> Plant:
    """The plant of a home in `folder`, made where there is none, at the schema of today.

    Args:
        folder: of the indices, and of what has no other place.
        workers: processes of an intake.
        store_url: of the store; empty for a file in the folder.
        objects: where digital objects lie; None for a folder in the folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    store = Store(store_url or f"sqlite:///{folder / 'home.sqlite'}")
    store.migrate()
    index = folder / "index"
    return Plant(
        store=store,
        objects=objects or FolderObjects(folder / "objects"),
        generations=TantivyGenerations(index),
        index_folder=index,
        segmenter="rjieba",
        ocr="none",
        templates=(),
        workers=workers,
    )


def write_package(
    folder: Path, rows: Sequence[Mapping[str, str]], files: Mapping[str, str | bytes] | None = None
):
    """A folder to be handed over.

    Args:
        folder: made where there is none.
        rows: of the catalogue, by the columns' names. A row with `text` gets a file of its own that holds it,
            named in 文件.
        files: further files by their path below the folder.

    Returns:
        The folder.
    """
    folder.mkdir(parents=True, exist_ok=True)
    columns = list(dict.fromkeys(name for row in rows for name in row if name != "text"))
    if any("text" in row for row in rows) and "文件" not in columns:
        columns.append("文件")
    with (folder / "目录.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, columns)
        writer.writeheader()
        for number, row in enumerate(rows, 1):
            told = {name: value for name, value in row.items() if name != "text"}
            if "text" in row:
                path = f"文件/{number:05d}.txt"
                (folder / path).parent.mkdir(exist_ok=True)
                (folder / path).write_text(row["text"], encoding="utf-8")
                told["文件"] = path
            writer.writerow(told)
    for path, content in (files or {}).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(content.encode() if isinstance(content, str) else content)
    return folder


def terms(plant: Plant, fills_empty: SharingClass = SharingClass.UNREVIEWED, supplier: str = "") -> Terms:
    """The terms of an intake into this home."""
    with plant.store.reading() as connection:
        archive = homes.fact(connection, "archive")
    return Terms(supplier, fills_empty, archive, plant.templates, TODAY)


def silent(_stage: Stage) -> None:
    """Tells nobody of progress."""


def take(plant: Plant, folder: Path, fills_empty: SharingClass = SharingClass.UNREVIEWED) -> Intake:
    """Take in a folder; its units are findable when this returns."""
    return take_in(plant, folder, terms(plant, fills_empty), silent)


def pinned(plant: Plant) -> View:
    """The indices of a home as a question pins them."""
    with plant.store.reading() as connection:
        home = homes.fact(connection, "id")
    return plant.generations.pinner(home, make_analyzer(plant.segmenter).fingerprint).pin()


def environment() -> dict[str, str]:
    """For processes that a test starts: this checkout's rooms on the path."""
    return {**os.environ, "PYTHONPATH": str(Path(__file__).resolve().parent.parent)}
