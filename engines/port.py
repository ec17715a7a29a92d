"""The port of an engine: what every adapter promises.

A home has three indices in two partitions, so six physical indices. Questions are asked of a `Snapshot`:
one physical index as it stood when it was pinned. Writing goes through one `IndexWriter`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Protocol

from engines.at_once import Later
from engines.letters import IndexDamaged
from engines.query import Query
from index_templates.templates import TEMPLATES, Partition

#: An entry: for each field tokens joined by blanks, or keywords, or numbers. Fields without a value are left out.
Entry = Mapping[str, str | Sequence[str] | Sequence[int]]


class Packed(NamedTuple):
    """An entry made ready for any engine (`engines.packing`).

    Attributes:
        unit: number of the unit or theme; 0 for none, as with the others.
        kind: what it stands for.
        page: page number.
        theme: number of the theme.
        document: the whole entry as JSON, one line.
    """

    unit: int
    kind: int
    page: int
    theme: int
    document: str


class Order(StrEnum):
    """Total orders of units other than by relevance."""

    CODE = "code"
    DATE = "date"  # earliest day first, units without a date last; then by code
    NEWEST = "newest"  # latest day first, units without a date last; then by code


@dataclass(frozen=True, slots=True)
class Place:
    """Which of the six physical indices is meant."""

    index: str
    partition: Partition

    def __str__(self) -> str:
        return f"{self.index}-{self.partition.value}"


@dataclass(frozen=True, slots=True)
class Applied:
    """How far a physical index has followed the outbox.

    Attributes:
        number: the last row applied whole.
        within: the last unit row done of the package named by row `number + 1`; 0 for none.
    """

    number: int = 0
    within: int = 0


class Hit(NamedTuple):
    """An entry that matched; a named tuple, because a question makes a thousand of them.

    Attributes:
        score: rounded to five significant digits; never shown to a reader.
        unit: number of the unit or theme.
        page: page number, from 1; 0 for an entry that is no page.
    """

    score: float
    unit: int
    page: int


@dataclass(frozen=True, slots=True)
class Best:
    """The best entries for a question.

    Attributes:
        hits: by score, best first; entries of the same score in no promised order. Every entry tied with
            the last one is included, up to the limit of ties.
        count: how many entries match in all.
        tied: the ties with the last hit were too many to take all; then the hits are no more than `limit`.
    """

    hits: tuple[Hit, ...]
    count: int
    tied: bool = False


@dataclass(frozen=True, slots=True)
class BestUnits:
    """The best units for a question, each by its best entry.

    Attributes:
        hits: of each unit its best entry, of entries alike the one with the lowest page; best first, units of the same
            score in no promised order. Every unit tied with the last is included, up to the limit of ties.
        count: how many entries match in all.
        whole: these are all units that match.
        tied: the units tied with the last were too many to take all; then `hits` are those above them, all of these.
        edge: the score of those that were too many; 0.0 where they were not.
    """

    hits: tuple[Hit, ...]
    count: int
    whole: bool
    tied: bool = False
    edge: float = 0.0

    @classmethod
    def cut(cls, hits: Sequence[Hit], count: int, limit: int, most_ties: int, *, whole: bool) -> BestUnits:
        """The best of more.

        Args:
            hits: one of each unit, best first; all that are as good as the one at `limit`, or more than the ties allow.
            count: how many entries match.
            limit: so many units, and those tied with the last.
            most_ties: so many more at most.
            whole: `hits` are all units that match.
        """
        if len(hits) <= limit:
            return cls(tuple(hits), count, whole)
        edge = hits[limit - 1].score
        kept = tuple(hit for hit in hits if hit.score >= edge)
        if len(kept) > limit + most_ties:
            return cls(tuple(hit for hit in kept if hit.score > edge), count, False, True, edge)
        return cls(kept, count, whole and len(kept) == len(hits))


def by_unit(hits: Iterable[Hit]) -> dict[int, Hit]:
    """Of each unit its first entry; of those as good as that the one with the lowest page.

    Args:
        hits: best first.
    """
    found: dict[int, Hit] = {}
    for hit in hits:
        known = found.setdefault(hit.unit, hit)
        if hit.page < known.page and hit.score == known.score:
            found[hit.unit] = hit
    return found


@dataclass(frozen=True, slots=True)
class Ordered:
    """A unit in a list by code or date.

    Attributes:
        unit: number of the unit or theme.
        order: its place by code.
        date: its earliest day, YYYYMMDD; `NO_DATE` without one. In the order of the newest its latest day, and 0
            without one.
    """

    unit: int
    order: str
    date: int


#: Sorts after every date.
NO_DATE = 99_999_999


class Snapshot(Protocol):
    """One physical index as it stood when it was pinned; safe to use from several threads."""

    applied: Applied

    def best(self, query: Query, limit: int, most_ties: int) -> Best:
        """The best entries, at least `limit` if so many match."""
        ...

    def best_units(self, query: Query, limit: int, most_ties: int) -> BestUnits:
        """The best units, at least `limit` if so many match."""
        ...

    def ordered(self, query: Query, order: Order, after: Ordered | None, limit: int) -> list[Ordered]:
        """Distinct units that match, in a total order, from after one of them."""
        ...

    def count(self, query: Query) -> int:
        """How many entries match."""
        ...

    def counts(self, queries: Sequence[Query]) -> list[int]:
        """How many entries match each of some queries, asked together."""
        ...

    def tally(self, query: Query, fields: Sequence[str]) -> dict[str, list[tuple[str, int]]]:
        """For each field its values among the matching entries, and how many entries have each."""
        ...

    def units(self, query: Query, most: int) -> frozenset[int] | None:
        """The distinct units of the matching entries; None where more than `most` entries match."""
        ...

    def frequencies(self, terms: Sequence[tuple[str, str]]) -> list[int]:
        """How many entries hold each of some (field, token), asked together; deleted ones may linger in it."""
        ...

    def size(self) -> int:
        """How many entries there are."""
        ...

    def suggestions(self, start: str, query: Query) -> list[tuple[str, int]]:
        """Values of the field `suggested` that begin like this, each with how many entries matching `query` have it.

        Counted through the query, never read from a dictionary: a value that no matching entry has is not there.
        """
        ...


class View(Protocol):
    """All snapshots of one generation, pinned together."""

    def at(self, index: str, partition: Partition) -> Snapshot:
        """The snapshot of one physical index."""
        ...


class IndexWriter(Protocol):
    """The one writer of one generation."""

    def applied(self, place: Place) -> Applied:
        """How far a physical index has come."""
        ...

    def sure(self, place: Place) -> bool:
        """Whether the index holds just what its number says; not so after a kill in the middle of a commit."""
        ...

    def delete_units(self, place: Place, numbers: Iterable[int]) -> None:
        """Delete all entries of some units (or themes) from a physical index."""
        ...

    def delete_themes(self, place: Place, numbers: Iterable[int]) -> None:
        """Delete all entries of some themes, their units' included, from the thematic index."""
        ...

    def add(self, place: Place, entries: Iterable[Entry]) -> None:
        """Add entries."""
        ...

    def add_packed(self, place: Place, entries: Iterable[Packed]) -> None:
        """Add entries that were made ready before, wherever that was (`engines.packing`)."""
        ...

    def commit(self, place: Place, applied: Applied) -> None:
        """Make everything since the last commit findable, then write down how far the index has come.

        A kill between the two is harmless: the same changes are applied again, which changes nothing.

        Raises:
            EngineError: nothing of it was kept; throw the writer away, open a new one, repeat.
        """
        ...

    def close(self) -> None:
        """Give the writer up; what was not committed is forgotten."""
        ...


@dataclass(frozen=True, slots=True)
class Manifest:
    """What made a generation of the indices.

    Attributes:
        home: id of the home.
        fingerprint: of the analyzer.
        templates: version of each index's template.
        base: the outbox number at which its building began; 0 for a home's first one.
    """

    home: str
    fingerprint: str
    templates: dict[str, int]
    base: int


class Pinner(Protocol):
    """Pins the snapshots of the generation that answers; safe to use from several threads."""

    def pin(self) -> View:
        """All snapshots of the current generation.

        Raises:
            NoIndex: none was made yet.
            IndexInTheMaking: the first one is being made.
            IndexDamaged: something of it is not what was written.
            OtherAnalyzer: it was made by other rules than the caller's.
        """
        ...

    def pinning(self) -> Later[View]:
        """The same, and where it takes a request it is begun at once, for who has other things to do meanwhile."""
        ...


class Generations(Protocol):
    """The generations of a home's indices."""

    def current(self) -> str:
        """Name of the generation that answers; empty where there is none, or it cannot be read which one it is."""
        ...

    def kept(self) -> list[str]:
        """Names of all generations that are whole or being made, in the order of making."""
        ...

    def manifest(self, name: str) -> Manifest:
        """What made a generation.

        Raises:
            IndexDamaged: that cannot be read.
        """
        ...

    def applied(self, name: str) -> Applied:
        """How far the index of a generation has come that has come least far, whoever made it.

        Raises:
            IndexDamaged: that cannot be read.
        """
        ...

    def make(self, manifest: Manifest) -> str:
        """Begin a new generation, which is marked unfinished until it answers; returns its name."""
        ...

    def unfinished(self, name: str) -> bool:
        """Whether a generation was begun and never answered a question."""
        ...

    def damage(self) -> list[IndexDamaged]:
        """What is not as it was written: of where the generations lie, and of the one that answers, byte by byte."""
        ...

    def damage_of(self, name: str) -> list[IndexDamaged]:
        """What of one generation is not as it was written."""
        ...

    def remnants(self) -> list[str]:
        """What is left of generations whose making or dropping was interrupted; nothing reads it."""
        ...

    def sweep(self) -> None:
        """Remove what `remnants` names. Only the writer calls it."""
        ...

    def make_current(self, name: str) -> None:
        """Let a generation answer from the next question on."""
        ...

    def drop(self, name: str) -> None:
        """Delete a generation that does not answer; readers that have it pinned go on."""
        ...

    def writer(self, name: str) -> IndexWriter:
        """The writer of a generation."""
        ...

    def view(self, name: str) -> View:
        """The snapshots of any generation, whoever made it; for counting, not for answering.

        Raises:
            IndexDamaged: something of it is not what was written.
            OtherAnalyzer: its entries are described by other templates than ours.
        """
        ...

    def pinner(self, home: str, fingerprint: str) -> Pinner:
        """What questions pin their snapshots with."""
        ...


#: The six physical indices.
PLACES = tuple(Place(name, partition) for name in TEMPLATES for partition in Partition)


def least(applied: Iterable[Applied]) -> Applied:
    """The number of the index that has come least far."""
    return min(applied, key=lambda each: (each.number, each.within), default=Applied())


def manifest_now(home: str, fingerprint: str, base: int) -> Manifest:
    """The manifest that a generation made now would have."""
    return Manifest(home, fingerprint, {name: template.version for name, template in TEMPLATES.items()}, base)
