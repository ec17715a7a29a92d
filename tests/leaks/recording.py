"""Recording what the index writer does to the indices of one partition, in order."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from engines.packing import packed
from engines.port import Applied, Entry, Packed, Place
from engines.tantivy_engine.writer import TantivyWriter
from index_templates.templates import Partition


class Recorded(list[tuple[str, str, tuple[Any, ...]]]):
    """What was done: (index, what, with which units or entries). A commit of nothing is none."""

    def count(self, what: object) -> int:
        """How often something was done."""
        return sum(done == what for _, done, _ in self)


@contextmanager
def recording(monkeypatch: pytest.MonkeyPatch, partition: Partition) -> Iterator[Recorded]:
    """Within it what is written to a partition is recorded, and done."""
    recorded, touched = Recorded(), set[Place]()
    real = {name: getattr(TantivyWriter, name) for name in ("delete_units", "delete_themes", "commit")}
    real_add = TantivyWriter.add_packed

    def note(place: Place, what: str, told: tuple[Any, ...]) -> None:
        if place.partition is partition and (told or what == "commit"):
            recorded.append((str(place), what, told))

    def delete(what: str, self: TantivyWriter, place: Place, numbers: Iterable[int]) -> None:
        told = tuple(numbers)
        note(place, what, told)
        touched.update({place} if told else ())
        real[what](self, place, told)

    def add(self: TantivyWriter, place: Place, entries: Iterable[Packed]) -> None:
        told = tuple(entries)
        note(place, "add", told)
        touched.update({place} if told else ())
        real_add(self, place, told)

    def add_entries(self: TantivyWriter, place: Place, entries: Iterable[Entry]) -> None:
        add(self, place, packed(place.index, entries))

    def commit(self: TantivyWriter, place: Place, applied: Applied) -> None:
        if place in touched:
            touched.remove(place)
            note(place, "commit", ())
        real["commit"](self, place, applied)

    with monkeypatch.context() as patch:
        patch.setattr(TantivyWriter, "delete_units", lambda *told: delete("delete_units", *told))
        patch.setattr(TantivyWriter, "delete_themes", lambda *told: delete("delete_themes", *told))
        patch.setattr(TantivyWriter, "add", add_entries)
        patch.setattr(TantivyWriter, "add_packed", add)
        patch.setattr(TantivyWriter, "commit", commit)
        yield recorded
