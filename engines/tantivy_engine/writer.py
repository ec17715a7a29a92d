"""Writing the Tantivy indices of one generation."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from pathlib import Path

from tantivy import Index, IndexWriter

from engines.letters import EngineError, IndexDamaged
from engines.packing import packed
from engines.port import Applied, Entry, Packed, Place
from engines.tantivy_engine.allocator import give_back_freed_memory
from engines.tantivy_engine.applied import read_applied, read_commit, write_applied
from engines.tantivy_engine.fixity import write_parts
from engines.tantivy_engine.schema import open_index
from index_templates import templates as t

#: Bytes a writer gathers before it flushes a segment; the full-text index gets more.
_HEAP = 32_000_000
_FULLTEXT_HEAP = 128_000_000


class TantivyWriter:
    """See `engines.port.IndexWriter`. One a generation, held by the one writer process."""

    def __init__(self, folder: Path) -> None:
        give_back_freed_memory()
        self._folder = folder
        self._open: dict[Place, _OpenIndex] = {}

    def applied(self, place: Place) -> Applied:
        """See `engines.port.IndexWriter.applied`."""
        return self._at(place).applied()

    def sure(self, place: Place) -> bool:
        """See `engines.port.IndexWriter.sure`."""
        return self._at(place).sure

    def delete_units(self, place: Place, numbers: Iterable[int]) -> None:
        """See `engines.port.IndexWriter.delete_units`."""
        with _writing(place):
            self._at(place).delete(t.UNIT, numbers)

    def delete_themes(self, place: Place, numbers: Iterable[int]) -> None:
        """See `engines.port.IndexWriter.delete_themes`."""
        with _writing(place):
            self._at(place).delete(t.THEME_NUMBER, numbers)

    def add(self, place: Place, entries: Iterable[Entry]) -> None:
        """See `engines.port.IndexWriter.add`."""
        self.add_packed(place, packed(place.index, entries))

    def add_packed(self, place: Place, entries: Iterable[Packed]) -> None:
        """See `engines.port.IndexWriter.add_packed`."""
        with _writing(place):
            self._at(place).add(entries)

    def commit(self, place: Place, applied: Applied) -> None:
        """See `engines.port.IndexWriter.commit`."""
        with _writing(place):
            self._at(place).commit(applied)

    def close(self) -> None:
        """See `engines.port.IndexWriter.close`."""
        for index in self._open.values():
            index.close()
        self._open.clear()

    def _at(self, place: Place) -> _OpenIndex:
        found = self._open.get(place)
        if found is None:
            heap = _FULLTEXT_HEAP if place.index == t.FULLTEXT.name else _HEAP
            with _writing(place):
                found = _OpenIndex(self._folder / str(place), place.index, heap)
            self._open[place] = found
        return found


@contextlib.contextmanager
def _writing(place: Place) -> Iterator[None]:
    """Within it what the library or the disk refuses is one error.

    After any error a Tantivy writer may store nothing and say it did: never use it again.
    """
    try:
        yield
    except (ValueError, OSError) as error:
        raise EngineError(str(place), str(error)) from error


class _OpenIndex:
    def __init__(self, folder: Path, name: str, heap: int) -> None:
        self._folder = folder
        self._template = t.TEMPLATES[name]
        self._touched = False
        self._index: Index = open_index(folder, self._template)
        self._writer: IndexWriter = self._index.writer(heap, 1)
        # What a writer before this one left unfinished: a full disk would fill again with every try.
        self._writer.garbage_collect_files()
        # The writer's own property keeps the stamp of its opening; `commit` returns the new one.
        self._stamp: int = self._writer.commit_opstamp
        self.sure = self._stamp == read_commit(folder)

    def applied(self) -> Applied:
        return read_applied(self._folder)

    def delete(self, field: str, numbers: Iterable[int]) -> None:
        for number in numbers:
            self._touched = True
            # An integer field; on an unsigned one this would delete nothing, silently.
            self._writer.delete_documents_by_term(field, number)

    def add(self, entries: Iterable[Packed]) -> None:
        for entry in entries:
            self._touched = True
            self._writer.add_json(entry.document)

    def commit(self, applied: Applied) -> None:
        if self._touched:
            self._stamp = self._writer.commit()
            self._touched = False
            write_parts(self._folder)
        write_applied(self._folder, applied, self._stamp)

    def close(self) -> None:
        if self._touched:
            # A writer that met a full disk cannot even do that; what it did not commit is gone all the same.
            with contextlib.suppress(ValueError):
                self._writer.rollback()
        # A merge that goes on after the next writer has opened brings back what that one deleted.
        self._writer.wait_merging_threads()
        del self._writer
        with contextlib.suppress(IndexDamaged, OSError):  # whoever opens it next says so
            write_parts(self._folder)
