"""Generations of indices whose writer counts what it commits, for operators."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from index_templates import templates as t
from index_templates.templates import EntryKind

if TYPE_CHECKING:
    from engines.port import Applied, Entry, Generations, IndexWriter, Manifest, Packed, Pinner, Place, View
    from lantai.counts import Counts


class CountedGenerations:
    """See `engines.port.Generations`; all of it is the real ones', but for the writers."""

    def __init__(self, real: Generations, counts: Counts) -> None:
        """For generations and whoever counts."""
        self._real = real
        self._counts = counts
        self.current = real.current
        self.kept = real.kept
        self.make_current = real.make_current
        self.drop = real.drop
        self.make = real.make
        self.applied = real.applied
        self.unfinished = real.unfinished
        self.damage = real.damage
        self.damage_of = real.damage_of
        self.remnants = real.remnants
        self.sweep = real.sweep

    def manifest(self, name: str) -> Manifest:
        """See `engines.port.Generations.manifest`."""
        return self._real.manifest(name)

    def view(self, name: str) -> View:
        """See `engines.port.Generations.view`."""
        return self._real.view(name)

    def pinner(self, home: str, fingerprint: str) -> Pinner:
        """See `engines.port.Generations.pinner`."""
        return self._real.pinner(home, fingerprint)

    def writer(self, name: str) -> IndexWriter:
        """See `engines.port.Generations.writer`."""
        return CountedWriter(self._real.writer(name), self._counts)


class CountedWriter:
    """See `engines.port.IndexWriter`; counts what is committed."""

    def __init__(self, real: IndexWriter, counts: Counts) -> None:
        """For a writer and whoever counts."""
        self._real = real
        self._counts = counts
        self._gathered: dict[Place, tuple[int, int]] = {}
        self.applied = real.applied
        self.sure = real.sure
        self.delete_units = real.delete_units
        self.delete_themes = real.delete_themes
        self.close = real.close

    def add(self, place: Place, entries: Iterable[Entry]) -> None:
        """See `engines.port.IndexWriter.add`."""
        added = list(entries)
        self._real.add(place, added)
        self._gather(place, len(added), sum(list(entry[t.KIND]) == [int(EntryKind.PAGE)] for entry in added))

    def add_packed(self, place: Place, entries: Iterable[Packed]) -> None:
        """See `engines.port.IndexWriter.add_packed`."""
        added = list(entries)
        self._real.add_packed(place, added)
        self._gather(place, len(added), sum(entry.kind == EntryKind.PAGE for entry in added))

    def _gather(self, place: Place, count: int, pages: int) -> None:
        before, pages_before = self._gathered.get(place, (0, 0))
        self._gathered[place] = before + count, pages_before + pages

    def commit(self, place: Place, applied: Applied) -> None:
        """See `engines.port.IndexWriter.commit`."""
        self._real.commit(place, applied)
        count, pages = self._gathered.pop(place, (0, 0))
        self._counts.add("index_commits", place.index, place.partition.value)
        if count:
            self._counts.add("index_entries", place.index, place.partition.value, amount=count)
        if pages:
            self._counts.add("indexed_pages", amount=pages)
