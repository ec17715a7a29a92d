"""A home for measuring: units put straight into the store, then indexed as any others are."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from analyzers.chains import Analyzer, make_analyzer
from engines.port import Generations, Pinner, manifest_now
from holdings.clock import clock_of
from holdings.codes import order_key, parse
from holdings.doubts import Doubt, with_doubts
from holdings.identity import UnitIdentity
from holdings.pages import Reading
from holdings.store import homes, outbox, pages, units
from holdings.store.database import Store
from holdings.store.outbox import Change, Kind
from holdings.store.pages import StagedPage
from holdings.store.tables import packages
from holdings.units import Description, Unit
from indexer.queues.inline import InlineQueue
from indexer.scribe import Progress, Scribe, no_progress
from indexer.workers import cores
from lantai.engine_settings import EngineChoice
from lantai.measures.engines import EMBEDDED, bytes_held, forget, generations_of
from search_api.answering import Answering
from sharing.access import SharingState
from sharing.classes import SharingClass
from sharing.store import put_states

#: Units a transaction. Memory stays the same whatever the number of units.
_BATCH = 500


@dataclass(frozen=True, slots=True)
class MeasuredUnit:
    """A unit of a measurement.

    Attributes:
        code: its reference code.
        title: its title.
        texts: the texts of its pages.
        sharing_class: its class.
        year: the year of its date; 0 for none.
        doubts: one for each page, where its pages were recognised; empty where none was.
        archive: that holds it; empty for the home's own.
    """

    code: str
    title: str
    texts: tuple[str, ...]
    sharing_class: SharingClass = SharingClass.UNCONDITIONAL
    year: int = 0
    doubts: tuple[tuple[Doubt, ...], ...] = ()
    archive: str = ""


@dataclass(frozen=True, slots=True)
class MeasuringHome:
    """A home in a folder of its own.

    Attributes:
        folder: where it lies.
        store: its store.
        engine: which engine holds its indices.
        generations: its indices.
        analyzer: what cuts its texts.
        segmenter: name of the analyzer's segmenter.
        home: its id.
    """

    folder: Path
    store: Store
    engine: EngineChoice
    generations: Generations
    analyzer: Analyzer
    segmenter: str
    home: str

    @classmethod
    def at(cls, folder: Path, segmenter: str, engine: EngineChoice = EMBEDDED) -> MeasuringHome:
        """The home in a folder, made where there is none; any process may open it.

        Args:
            folder: where it lies.
            segmenter: which one cuts words.
            engine: which one holds the indices; one store may have its indices in several.
        """
        store = Store(f"sqlite:///{folder / 'home.sqlite'}")
        store.migrate()
        with store.reading() as connection:
            home = homes.fact(connection, "id")
        generations = generations_of(folder / "index", home, engine)
        return cls(folder, store, engine, generations, make_analyzer(segmenter), segmenter, home)

    def put(self, measured: Iterable[MeasuredUnit], progress: Progress = no_progress) -> int:
        """Put units into the store as one package; returns how many pages they have.

        Args:
            measured: read one batch at a time.
            progress: told how many pages were put.
        """
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
        done = 0
        for batch in _batches(measured):
            with self.store.writing() as connection:
                rows = units.add(connection, package, [(_unit(each), order_key(each.code)) for each in batch])
                put_states(
                    connection,
                    {row: SharingState(each.sharing_class) for row, each in zip(rows, batch, strict=True)},
                )
                staged = [
                    _page(row, each, at)
                    for row, each in zip(rows, batch, strict=True)
                    for at in range(len(each.texts))
                ]
                pages.stage(connection, staged)
            done += len(staged)
            progress(done)
        with self.store.writing() as connection:
            outbox.record(connection, [Change(Kind.PACKAGE, package)])
        return done

    def index(self, progress: Progress = no_progress) -> None:
        """Index all that was put, as the index writer does, with a process a core.

        Args:
            progress: told how many units were entered.
        """
        name = self.generations.make(manifest_now(self.home, self.analyzer.fingerprint, 0))
        scribe = Scribe(
            self.store, self.generations, name, self.segmenter, InlineQueue().analyses(self.store, cores())
        )
        try:
            while scribe.apply_pending(progress):
                pass
        finally:
            scribe.close()
        self.generations.make_current(name)

    def pinner(self) -> Pinner:
        """What pins its indices."""
        return self.generations.pinner(self.home, self.analyzer.fingerprint)

    def answering(self) -> Answering:
        """What answers questions of it."""
        return Answering(self.store, self.pinner(), self.analyzer, clock_of())

    @property
    def index_bytes(self) -> int:
        """Bytes of its indices."""
        return bytes_held(self.folder / "index", self.home, self.engine)

    def forget_indices(self) -> None:
        """Leave nothing of it in a cluster; what lies in its folder goes with that."""
        forget(self.home, self.engine)

    def close(self) -> None:
        """Give the store back; needed before the folder is removed."""
        self.store.close()


def _page(row: int, each: MeasuredUnit, at: int) -> StagedPage:
    text = each.texts[at]
    if not each.doubts:
        return StagedPage(row, 0, at, text)
    boxes = with_doubts(b"", each.doubts[at], text)
    return StagedPage(row, 0, at, text, Reading.RECOGNISED, "measure", 0.95, boxes)


def _batches(measured: Iterable[MeasuredUnit]) -> Iterator[list[MeasuredUnit]]:
    iterator = iter(measured)
    while batch := list(islice(iterator, _BATCH)):
        yield batch


def _unit(each: MeasuredUnit) -> Unit:
    code = parse(each.code)
    return Unit(
        identity=UnitIdentity(each.archive, code.text),
        level=code.level,
        template=code.template,
        supplier=code.fonds,
        ancestors=code.ancestors,
        description=Description(
            title=each.title,
            date_text=str(each.year) if each.year else "",
            earliest=each.year * 10_000 + 101 if each.year else 0,
            latest=each.year * 10_000 + 1231 if each.year else 0,
            category=code.elements[1][1].partition("·")[0] if len(code.elements) > 1 else "",
        ),
        pages=len(each.texts),
    )
