"""The scribe: applies the outbox to one generation of the indices, exactly once, in order.

Each of the six indices has the number of the last row that it has applied beside it, written after the commit
of the changes. Applying a row twice changes nothing, so a kill at any moment loses nothing and doubles nothing:
what was not written down is done again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from analyzers.chains import make_analyzer
from engines.port import PLACES, Applied, Generations, IndexWriter, Place
from holdings import errands
from holdings.identity import number_of
from holdings.store import outbox, themes, units
from holdings.store.database import Store
from holdings.store.outbox import Change, Kind
from index_templates import templates as t
from indexer.analysing import Analysed, analyse, entries_of_all
from indexer.entries import Placed, theme_entries
from indexer.queues.port import Analyses
from indexer.subjects import pieces, subjects, theme_subject

#: Entries of one index between two of its commits in a long piece of work.
_COMMIT_ENTRIES = 25_000
#: Rows of units read from the store at a time.
_STRIDE = 2_000
#: Below so many units the work is done in this process: starting others takes a second.
_SMALL = 400

#: Told after every commit of a long piece of work: how many units are done.
Progress = Callable[[int], None]


def no_progress(_done: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class _Range:
    """Units to enter in the order of their rows, of one package or of all."""

    package: int  # 0 for all held units


class Scribe:
    """Writes one generation.

    Args:
        store: the truth.
        generations: where the generation lies.
        name: the generation's name.
        segmenter: of the analyzer that made, or makes, the generation.
        analyses: makes the entries in a long piece of work.
    """

    def __init__(
        self, store: Store, generations: Generations, name: str, segmenter: str, analyses: Analyses
    ) -> None:
        self._store = store
        self._segmenter = segmenter
        self._analyses = analyses
        self._writer: IndexWriter = generations.writer(name)
        self._base = generations.manifest(name).base
        self._applied: dict[Place, Applied] = {place: self._writer.applied(place) for place in PLACES}

    @property
    def applied(self) -> int:
        """The number of the last row that every index has applied."""
        return min(applied.number for applied in self._applied.values())

    def close(self) -> None:
        """Give the writer up."""
        self._writer.close()

    def apply_pending(self, progress: Progress = no_progress) -> bool:
        """Apply all rows that are committed; returns whether there were any."""
        with self._store.reading() as connection:
            changes = outbox.after(connection, self.applied, limit=20_000)
        if not changes:
            return False
        for run in _runs(changes):
            if run[0].kind is Kind.PACKAGE:
                self._enter_package(run[0], progress)
            else:
                self._apply(run)
        return True

    def enter_all(self, progress: Progress = no_progress) -> Iterator[None]:
        """Enter every held unit and theme into a generation that is being made; resumes where it stopped.

        Yields after every commit, so that the writer can follow other changes between.
        """
        if self.applied >= self._base:
            return
        for place in PLACES:
            if self._applied[place].number >= self._base:
                continue
            # Until all is entered the number stays below the base: -1, with the units done beside it.
            self._applied[place] = Applied(-1, self._applied[place].within)
        yield from self._enter(_Range(0), Applied(-1, 0), Applied(self._base, 0), progress)

    # Packages and rebuilding: many units, entered in the order of rows.

    def _enter_package(self, change: Change, progress: Progress) -> None:
        before, after = Applied(change.number - 1, 0), Applied(change.number, 0)
        # Its jobs belong to the intake, whose lines name the package too.
        with errands.within(errands.current() or f"package-{change.subject}"):
            for _ in self._enter(_Range(change.subject), before, after, progress):
                pass

    def _enter(self, rows: _Range, before: Applied, after: Applied, progress: Progress) -> Iterator[None]:
        todo = {place: applied for place, applied in self._applied.items() if applied.number < after.number}
        begun = {place: applied.within for place, applied in todo.items()}
        start = min(begun.values(), default=0)
        # A generation that was rebuilt may hold units of a later package already, and one whose writer was
        # killed some units more than its number says.
        rewrites = {
            place: (self._base > 0 and rows.package > 0) or not self._writer.sure(place) for place in todo
        }
        gathered = dict.fromkeys(todo, 0)
        done = 0
        for analysed in self._analysed(rows, start):
            for place in todo:
                if analysed.last <= begun[place]:
                    continue
                if rewrites[place] or analysed.first <= begun[place]:
                    self._delete(place, analysed.numbers)
                entries = analysed.placed.get(place, [])
                self._writer.add_packed(place, entries)
                gathered[place] += len(entries)
            done += len(analysed.numbers)
            # Each index commits by its own entries: what is hidden leaves no trace in the segments of what is open.
            full = [place for place in todo if gathered[place] >= _COMMIT_ENTRIES]
            for place in full:
                gathered[place] = 0
                self._commit(place, Applied(before.number, analysed.last))
            if full:
                progress(done)
                yield
        if rows.package == 0:
            self._enter_themes(todo)
        for place in todo:
            self._commit(place, after)
        progress(done)

    def _analysed(self, rows: _Range, start: int) -> Iterator[Analysed]:
        first = self._some_rows(rows, start, _SMALL + 1)
        if len(first) <= _SMALL:
            for piece in self._pieces(first):
                with self._store.reading() as connection:
                    known = subjects(connection, piece)
                if known:
                    yield analyse(known, self._segmenter)
            return
        yield from self._analyses(self._segmenter, self._all_pieces(rows, start))

    def _all_pieces(self, rows: _Range, start: int) -> Iterator[list[int]]:
        while stride := self._some_rows(rows, start, _STRIDE):
            yield from self._pieces(stride)
            start = stride[-1]

    def _some_rows(self, rows: _Range, start: int, limit: int) -> list[int]:
        with self._store.reading() as connection:
            if rows.package:
                return units.rows_of_package(connection, rows.package, start, limit)
            return units.all_rows(connection, start, limit)

    def _pieces(self, rows: Sequence[int]) -> list[list[int]]:
        with self._store.reading() as connection:
            return list(pieces(connection, rows))

    def _enter_themes(self, places: Iterable[Place]) -> None:
        analyzer = make_analyzer(self._segmenter)
        with self._store.reading() as connection:
            rows = themes.rows(connection, drafts=False)
            told = [theme_subject(connection, row) for row in rows]
        for theme in told:
            if theme is not None:
                number = number_of("theme", theme.slug)
                for place in places:
                    # A kill between the commit of these and its number would enter them twice.
                    self._delete(place, [number])
                for place, entries in theme_entries(theme, analyzer).items():
                    if place in places:
                        self._writer.add(place, entries)

    # Single changes: few units, each entered anew.

    def _apply(self, changes: Sequence[Change]) -> None:
        last = Applied(changes[-1].number, 0)
        todo = [place for place in PLACES if self._applied[place].number < last.number]
        unit_rows = list(dict.fromkeys(change.subject for change in changes if change.kind is Kind.UNIT))
        # Keyed by number too: a theme that was removed has no row any more, but entries to delete.
        theme_rows = {change.unit_number: change.subject for change in changes if change.kind is Kind.THEME}
        numbers = list(dict.fromkeys(change.unit_number for change in changes if change.kind is Kind.UNIT))
        placed = self._entries(unit_rows, list(theme_rows.values()))
        of_themes = self._theme_units(list(theme_rows.values()), set(unit_rows))
        if any(change.tightens or change.leaves for change in changes):
            # What somebody may no longer see is gone everywhere before it is added anywhere else.
            for place in todo:
                self._delete_changed(place, numbers, theme_rows)
                self._commit(place, self._applied[place])
        for place in todo:
            self._delete_changed(place, numbers, theme_rows)
            self._writer.add(place, placed.get(place, ()))
            self._writer.add(place, of_themes.get(place, ()))
        for place in todo:
            self._commit(place, last)

    def _delete_changed(self, place: Place, numbers: Sequence[int], theme_rows: dict[int, int]) -> None:
        self._delete(place, numbers)
        if place.index == t.THEMES.name:
            self._writer.delete_themes(place, theme_rows)

    def _entries(self, unit_rows: Sequence[int], theme_rows: Sequence[int]) -> Placed:
        placed: Placed = {}
        for piece in self._pieces(unit_rows):
            with self._store.reading() as connection:
                known = subjects(connection, piece)
            for place, entries in entries_of_all(known, self._segmenter).items():
                placed.setdefault(place, []).extend(entries)
        analyzer = make_analyzer(self._segmenter)
        for row in theme_rows:
            with self._store.reading() as connection:
                theme = theme_subject(connection, row)
            if theme is not None:
                for place, entries in theme_entries(theme, analyzer).items():
                    placed.setdefault(place, []).extend(entries)
        return placed

    def _theme_units(self, theme_rows: Sequence[int], entered: set[int]) -> Placed:
        """Entries of units placed in changed themes that are not entered anew themselves."""
        placed: Placed = {}
        slugs: set[str] = set()
        rows: set[int] = set()
        with self._store.reading() as reading:
            for row in theme_rows:
                if themes.exists(reading, row):
                    theme = themes.by_row(reading, row)
                    if theme.published:
                        slugs.add(theme.slug)
                        rows |= theme.unit_rows - entered
        for piece in self._pieces(sorted(rows)):
            with self._store.reading() as reading:
                known = subjects(reading, piece)
            for place, entries in entries_of_all(known, self._segmenter).items():
                if place.index == t.THEMES.name:
                    placed.setdefault(place, []).extend(
                        entry for entry in entries if slugs.intersection(map(str, entry[t.THEME]))
                    )
        return placed

    def _delete(self, place: Place, numbers: Sequence[int]) -> None:
        self._writer.delete_units(place, numbers)

    def _commit(self, place: Place, applied: Applied) -> None:
        self._writer.commit(place, applied)
        self._applied[place] = applied


def _runs(changes: Iterable[Change]) -> Iterator[list[Change]]:
    """Runs of single changes, and each package by itself."""
    run: list[Change] = []
    for change in changes:
        if change.kind is Kind.PACKAGE:
            if run:
                yield run
            yield [change]
            run = []
        else:
            run.append(change)
            if len(run) >= _SMALL:
                yield run
                run = []
    if run:
        yield run
