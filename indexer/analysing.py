"""Analysing in several processes: pieces of subjects go out, entries come back in order."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from analyzers.chains import make_analyzer
from indexer.entries import Placed, Subject, entries_of


@dataclass(frozen=True, slots=True)
class Analysed:
    """The entries of a piece of units.

    Attributes:
        placed: entries by index.
        numbers: the units' numbers in indices.
        first: row of the first unit.
        last: row of the last unit.
        pages: how many page entries there are.
        characters: how many characters were analysed.
    """

    placed: Placed
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


def _make(segmenter: str) -> Callable[[list[Subject]], Analysed]:
    analyzer = make_analyzer(segmenter)

    def run(subjects: list[Subject]) -> Analysed:
        placed: Placed = {}
        pages = characters = 0
        for subject in subjects:
            for place, entries in entries_of(subject, analyzer).items():
                placed.setdefault(place, []).extend(entries)
            pages += len(subject.texts)
            characters += sum(len(text) for _, text in subject.texts)
        rows = [subject.protected.unit.row for subject in subjects]
        numbers = tuple(subject.protected.unit.identity.number for subject in subjects)
        return Analysed(placed, numbers, min(rows), max(rows), pages, characters)

    return run
