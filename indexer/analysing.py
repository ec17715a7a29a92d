"""Analysing in several processes: pieces of subjects go out, entries come back in order, ready for the engine."""

from __future__ import annotations

import copyreg
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, fields
from functools import partial
from operator import attrgetter
from typing import Any

from analyzers.chains import make_analyzer
from engines.packing import packed
from engines.port import Packed, Place
from holdings.identity import UnitIdentity
from holdings.units import Description, Unit
from index_templates.templates import TEMPLATES, Partition
from indexer.entries import Placed, Subject, ThemePlace, entries_of
from sharing.access import Protected, SharingState


@dataclass(frozen=True, slots=True)
class Analysed:
    """The entries of a piece of units.

    Attributes:
        placed: entries by index, ready for the engine.
        numbers: the units' numbers in indices.
        first: row of the first unit.
        last: row of the last unit.
        pages: how many page entries there are.
        characters: how many characters were analysed.
    """

    placed: dict[Place, list[Packed]]
    numbers: tuple[int, ...]
    first: int
    last: int
    pages: int
    characters: int


def analysing(segmenter: str) -> Callable[[], Callable[[list[Subject]], Analysed]]:
    """What an analysing process makes itself at its start; small enough to be sent to it."""
    return partial(_make, segmenter)


def analyse(subjects: list[Subject], segmenter: str) -> Analysed:
    """The entries of a piece, made in this process."""
    return _make(segmenter)(subjects)


def rules_now(segmenter: str) -> str:
    """The rules by which entries are made here: of the analyzer, and of the templates with what their fields mean."""
    versions = " ".join(f"{name}:{template.version}" for name, template in TEMPLATES.items())
    return f"{make_analyzer(segmenter).fingerprint} {versions}"


def entries_of_all(
    subjects: Sequence[Subject], segmenter: str, partitions: Collection[Partition] = tuple(Partition)
) -> Placed:
    """The entries of some units in the indices of some partitions, not made ready."""
    analyzer = make_analyzer(segmenter)
    placed: Placed = {}
    for subject in subjects:
        for place, entries in entries_of(subject, analyzer, partitions).items():
            placed.setdefault(place, []).extend(entries)
    return placed


def _send_by_fields(kind: type[Any]) -> None:
    """Send instances of a dataclass to another process as its name and the values of its fields.

    Python's own way for one with slots asks the class for its fields at each instance: a seventh of the work of the
    process that sends units out.
    """
    values = attrgetter(*(each.name for each in fields(kind)))
    copyreg.pickle(kind, lambda sent: (kind, values(sent)))


for _kind in (Subject, ThemePlace, Protected, SharingState, Unit, Description, UnitIdentity, Analysed):
    _send_by_fields(_kind)


def _make(segmenter: str) -> Callable[[list[Subject]], Analysed]:
    analyzer = make_analyzer(segmenter)

    def run(subjects: list[Subject]) -> Analysed:
        placed: dict[Place, list[Packed]] = {}
        for subject in subjects:  # one by one, so that no more than a unit's entries are there twice
            for place, entries in entries_of(subject, analyzer).items():
                placed.setdefault(place, []).extend(packed(place.index, entries))
        rows = [subject.protected.unit.row for subject in subjects]
        numbers = tuple(subject.protected.unit.identity.number for subject in subjects)
        pages = sum(len(subject.texts) for subject in subjects)
        characters = sum(len(text) for subject in subjects for _, text in subject.texts)
        return Analysed(placed, numbers, min(rows), max(rows), pages, characters)

    return run
