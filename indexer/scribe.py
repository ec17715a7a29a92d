"""The scribe: applies the outbox to one generation of the indices, exactly once, in order.

Each of the six indices has the number of the last row that it has applied beside it, written after the commit
of the changes. Applying a row twice changes nothing, so a kill at any moment loses nothing and doubles nothing:
what was not written down is done again.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from analyzers.chains import make_analyzer
from engines.port import PLACES, Applied, Generations, IndexWriter, Place
from holdings import errands
from holdings.identity import number_of
from holdings.store import outbox, themes, units
from holdings.store.database import Store
from holdings.store.outbox import Change, Kind
from index_templates import templates as t
from index_templates.templates import Partition
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
#: Rows of the outbox read at a time.
_ROWS = 20_000

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
        """Apply all rows that are committed; returns whether there were any.

        Each partition follows its own rows in runs of its own: what is open is written and committed just as if
        nothing hidden had changed between. (Replaced entries linger in the counts that BM25 reads until segments are
        merged, and which are merged follows from the commits.) What is open goes first, so that what leaves it is gone
        before it is added to what is restricted.
        """
        with self._store.reading() as connection:
            if not outbox.after(connection, self.applied, limit=1):
                return False
            last = outbox.last_number(connection)
        while (start := self.applied) < last:
            package = self._next_package(start, last)
            end = package.number - 1 if package is not None else last
            for partition in (Partition.OPEN, Partition.RESTRICTED):
                self._follow(partition, end, progress)
            if package is not None:
                self._enter_package(package, PLACES, progress)
        return True

    def _next_package(self, start: int, last: int) -> Change | None:
        """The next package of which anything concerns what is open."""
        for change in self._changes(start, last):
            if change.kind is Kind.PACKAGE and change.concerns_open:
                return change
        return None

    def _changes(self, start: int, last: int) -> Iterator[Change]:
        """The rows later than one number, up to another, in order."""
        while start < last:
            with self._store.reading() as connection:
                some = outbox.after(connection, start, limit=_ROWS)
            yield from (change for change in some if change.number <= last)
            start = some[-1].number if len(some) == _ROWS else last

    def _follow(self, partition: Partition, end: int, progress: Progress) -> None:
        """Apply the rows up to a number to one partition."""
        places = [place for place in PLACES if place.partition is partition]
        start = min(self._applied[place].number for place in places)
        run: list[Change] = []
        for change in self._changes(start, end):
            if partition is Partition.OPEN and not change.concerns_open:
                continue
            if change.kind is Kind.PACKAGE:
                self._apply(places, run, change.number - 1)
                self._enter_package(change, places, progress)
                run = []
                continue
            run.append(change)
            if len(run) >= _SMALL:
                self._apply(places, run, change.number)
                run = []
        self._apply(places, run, end)

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
        yield from self._enter(_Range(0), PLACES, Applied(-1, 0), Applied(self._base, 0), progress)

    # Packages and rebuilding: many units, entered in the order of rows.

    def _enter_package(self, change: Change, places: Sequence[Place], progress: Progress) -> None:
        before, after = Applied(change.number - 1, 0), Applied(change.number, 0)
        # Its jobs belong to the intake, whose lines name the package too.
        with errands.within(errands.current() or f"package-{change.subject}"):
            for _ in self._enter(_Range(change.subject), places, before, after, progress):
                pass

    def _enter(
        self, rows: _Range, places: Sequence[Place], before: Applied, after: Applied, progress: Progress
    ) -> Iterator[None]:
        todo = {
            place: applied
            for place, applied in self._applied.items()
            if place in places and applied.number < after.number
        }
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

    def _apply(self, places: Sequence[Place], changes: Sequence[Change], number: int) -> None:
        """Apply a run to the indices of one partition, which have then applied all up to a number."""
        last = Applied(number, 0)
        todo = [place for place in places if self._applied[place].number < number]
        if changes:
            self._write(todo, changes)
        for place in todo:
            self._commit(place, last)

    def _write(self, todo: Sequence[Place], changes: Sequence[Change]) -> None:
        unit_rows = list(dict.fromkeys(change.subject for change in changes if change.kind is Kind.UNIT))
        # Keyed by number too: a theme that was removed has no row any more, but entries to delete.
        theme_rows = {change.unit_number: change.subject for change in changes if change.kind is Kind.THEME}
        numbers = list(dict.fromkeys(change.unit_number for change in changes if change.kind is Kind.UNIT))
        partitions = {place.partition for place in todo}
        placed = self._entries(unit_rows, list(theme_rows.values()), partitions)
        of_themes = self._theme_units(list(theme_rows.values()), set(unit_rows), partitions)
        if any(change.hides for change in changes):
            # What somebody may no longer see is gone everywhere before it is added anywhere else.
            for place in todo:
                self._delete_changed(place, numbers, theme_rows)
                self._commit(place, self._applied[place])
        for place in todo:
            self._delete_changed(place, numbers, theme_rows)
            self._writer.add(place, placed.get(place, ()))
            self._writer.add(place, of_themes.get(place, ()))

    def _delete_changed(self, place: Place, numbers: Sequence[int], theme_rows: dict[int, int]) -> None:
        self._delete(place, numbers)
        if place.index == t.THEMES.name:
            self._writer.delete_themes(place, theme_rows)

    def _entries(
        self, unit_rows: Sequence[int], theme_rows: Sequence[int], partitions: Collection[Partition]
    ) -> Placed:
        placed: Placed = {}
        for piece in self._pieces(unit_rows):
            with self._store.reading() as connection:
                known = subjects(connection, piece)
            for place, entries in entries_of_all(known, self._segmenter, partitions).items():
                placed.setdefault(place, []).extend(entries)
        analyzer = make_analyzer(self._segmenter)
        for row in theme_rows:
            with self._store.reading() as connection:
                theme = theme_subject(connection, row)
            if theme is not None:
                for place, entries in theme_entries(theme, analyzer).items():
                    placed.setdefault(place, []).extend(entries)
        return placed

    def _theme_units(
        self, theme_rows: Sequence[int], entered: set[int], partitions: Collection[Partition]
    ) -> Placed:
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
            for place, entries in entries_of_all(known, self._segmenter, partitions).items():
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
