"""A home for measuring: units put straight into the store, then indexed as any others are."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from analyzers.chains import Analyzer, make_analyzer
from engines.port import Pinner, manifest_now
from engines.tantivy_engine.generations import TantivyGenerations
from holdings.codes import order_key
from holdings.identity import UnitIdentity
from holdings.levels import Level
from holdings.pages import PageText
from holdings.store import homes, outbox, pages, units
from holdings.store.database import Store
from holdings.store.outbox import Change, Kind
from holdings.store.tables import packages
from holdings.units import Description, Unit
from indexer.scribe import Progress, Scribe, no_progress
from indexer.workers import cores
from search_api.answering import Answering
from sharing.access import SharingState
from sharing.classes import SharingClass
from sharing.store import put_states

_BATCH = 500


@dataclass(frozen=True, slots=True)
class MeasuredUnit:
    """A unit of a measurement.

    Attributes:
        code: its reference code.
        title: its title.
        texts: the texts of its pages.
        sharing_class: its class.
        fonds: code of its fonds.
        year: the year of its date; 0 for none.
    """

    code: str
    title: str
    texts: tuple[str, ...]
    sharing_class: SharingClass = SharingClass.UNCONDITIONAL
    fonds: str = "M001"
    year: int = 0


@dataclass(frozen=True, slots=True)
class MeasuringHome:
    """A home in a folder of its own.

    Attributes:
        store: its store.
        generations: its indices.
        analyzer: what cuts its texts.
        home: its id.
    """

    store: Store
    generations: TantivyGenerations
    analyzer: Analyzer
    home: str
    segmenter: str

    @classmethod
    def make(cls, folder: Path, segmenter: str) -> MeasuringHome:
        """A new home in an empty folder."""
        store = Store(f"sqlite:///{folder / 'store.sqlite'}")
        store.migrate()
        with store.reading() as connection:
            home = homes.fact(connection, "id")
        return cls(store, TantivyGenerations(folder / "index"), make_analyzer(segmenter), home, segmenter)

    def put(self, measured: Iterable[MeasuredUnit]) -> int:
        """Put units into the store as one package; returns how many pages they have."""
        with self.store.writing() as connection:
            package = connection.execute(
                packages.insert()
                .values(
                    digest="measure",
                    source="measure",
                    state="accepted",
                    units=0,
                    accepted_on="",
                    notices="[]",
                )
                .returning(packages.c.id)
            ).scalar_one()
        pages_put = 0
        for batch in _batches(measured):
            with self.store.writing() as connection:
                rows = units.add(connection, package, [(_unit(each), order_key(each.code)) for each in batch])
                put_states(
                    connection,
                    {row: SharingState(each.sharing_class) for row, each in zip(rows, batch, strict=True)},
                )
                for row, each in zip(rows, batch, strict=True):
                    pages.put(
                        connection, row, 0, [PageText(at, text) for at, text in enumerate(each.texts, 1)]
                    )
                    pages_put += len(each.texts)
        with self.store.writing() as connection:
            outbox.record(connection, [Change(Kind.PACKAGE, package)])
        return pages_put

    def index(self, progress: Progress = no_progress) -> None:
        """Index all that was put, as the index writer does."""
        name = self.generations.make(manifest_now(self.home, self.analyzer.fingerprint, 0))
        scribe = Scribe(self.store, self.generations, name, self.segmenter, cores())
        while scribe.apply_pending(progress):
            pass
        scribe.close()
        self.generations.make_current(name)

    def pinner(self) -> Pinner:
        """What pins its indices."""
        return self.generations.pinner(self.home, self.analyzer.fingerprint)

    def answering(self) -> Answering:
        """What answers questions of it."""
        return Answering(self.store, self.pinner(), self.analyzer, dt.date.today)


def _batches(measured: Iterable[MeasuredUnit]) -> Iterator[list[MeasuredUnit]]:
    iterator = iter(measured)
    while batch := list(islice(iterator, _BATCH)):
        yield batch


def _unit(each: MeasuredUnit) -> Unit:
    return Unit(
        identity=UnitIdentity("", each.code),
        level=Level.ITEM,
        template="",
        supplier=each.fonds,
        ancestors=(each.fonds,),
        description=Description(
            title=each.title,
            date_text=str(each.year) if each.year else "",
            earliest=each.year * 10_000 + 101 if each.year else 0,
            latest=each.year * 10_000 + 1231 if each.year else 0,
            category="WS",
        ),
        pages=len(each.texts),
    )
