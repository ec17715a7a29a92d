"""What a reader's questions reach: which entries of which partition, as the store says at this moment.

Questions are asked of snapshots that may be behind the store. Rows that are not applied yet and that tighten
hide their units for every reader; rows that move a unit hide it in the partition that it leaves.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import partial
from typing import TypeVar

from engines.at_once import begun
from engines.letters import IndexBehind
from engines.port import PLACES, Best, BestUnits, Hit, Order, Ordered, Place, Snapshot, View, by_unit
from engines.query import AllOf, AnyOf, Constant, Keyword, Number, Query, Term, Without
from holdings.store import outbox
from holdings.store.database import Transaction
from holdings.store.outbox import RIGHTS, Kind
from index_templates import templates as t
from index_templates.templates import Partition
from sharing.access import AccessFilter, Reader, filter_for

_Answer = TypeVar("_Answer")

#: Entries up to which units are counted one by one.
EXACT_ENTRIES = 2_000
#: Units up to which a count is promised to be exact.
EXACT_UNITS = 1_000
#: Of very many entries the units and facets are estimated from a part of the units with so many entries or less.
_SAMPLED_ENTRIES = 2_000
#: Ties with the last of the best up to which all are taken (design section 4).
MOST_TIES = 5_000
#: The same of units.
MOST_TIED_UNITS = 1_000


@dataclass(frozen=True, slots=True)
class Pending:
    """What committed changes hide until the indices have followed.

    Attributes:
        units: numbers of hidden units by physical index.
        themes: numbers of themes that are hidden with all that stands in them.
        doubtful: (store's row, number) of restricted themes that some readers see nothing of any more.
        last_open: number of the last change that the transaction sees of what anyone may see.
    """

    units: dict[Place, frozenset[int]]
    themes: frozenset[int]
    doubtful: frozenset[tuple[int, int]] = frozenset()
    last_open: int = 0

    def hiding(self, themes: frozenset[int]) -> Pending:
        """The same, with the restricted entries of some themes hidden too."""
        place = Place(t.THEMES.name, Partition.RESTRICTED)
        units = {**self.units, place: self.units.get(place, frozenset()) | themes}
        return replace(self, units=units, doubtful=frozenset())


def reached(access: AccessFilter) -> tuple[Partition, ...]:
    """The partitions that rights reach: an empty set of them the open one only."""
    return (Partition.OPEN, Partition.RESTRICTED) if access.tokens else (Partition.OPEN,)


def pending(
    connection: Transaction, view: View, partitions: tuple[Partition, ...] = tuple(Partition)
) -> Pending:
    """What the rows after each snapshot's number hide; one statement, whether or not there are any.

    Args:
        connection: a transaction of the store.
        view: the pinned snapshots.
        partitions: those that are asked. Where it is the open one alone, changes of what nobody may see bring nothing.

    Raises:
        IndexBehind: a snapshot is older than the rows that are still kept.
    """
    applied = {
        place: view.at(place.index, place.partition).applied.number
        for place in PLACES
        if place.partition in partitions
    }
    later = outbox.later(connection, min(applied.values()), of_open=partitions == (Partition.OPEN,))
    if not later.whole:
        raise IndexBehind
    units: dict[Place, set[int]] = {}
    themes: set[int] = set()
    doubtful: set[tuple[int, int]] = set()
    for change in later.changes:
        behind = [place for place, number in applied.items() if number < change.number]
        if change.kind is Kind.THEME and change.tightens:
            if any(place.index == t.THEMES.name for place in behind):
                themes.add(change.unit_number)
        elif change.kind is Kind.THEME:
            left = _left(change.leaves)
            if left in behind and change.leaves == RIGHTS:
                doubtful.add((change.subject, change.unit_number))
            elif left in behind:
                units.setdefault(left, set()).add(change.unit_number)
        elif change.kind is Kind.UNIT:
            for place in behind:
                if change.tightens or change.leaves == place.partition.value:
                    units.setdefault(place, set()).add(change.unit_number)
    hidden = {place: frozenset(numbers) for place, numbers in units.items()}
    return Pending(hidden, frozenset(themes), frozenset(doubtful), later.last_open)


def _left(leaves: str) -> Place:
    """The index that a theme leaves."""
    return Place(t.THEMES.name, Partition.OPEN if leaves == Partition.OPEN else Partition.RESTRICTED)


@dataclass(frozen=True, slots=True)
class Scorings:
    """One question, scored as either partition may be: both match alike.

    Attributes:
        open: for the open partition, whose statistics everybody may know.
        restricted: for the restricted one, scored by nothing that its statistics say.
    """

    open: Query
    restricted: Query

    def or_else(self, others: Scorings) -> Scorings:
        """What matches either."""
        return Scorings(AnyOf((self.open, others.open)), AnyOf((self.restricted, others.restricted)))

    def of(self, partition: Partition) -> Query:
        """The query of a partition."""
        return self.open if partition is Partition.OPEN else self.restricted


@dataclass(frozen=True, slots=True)
class Sight:
    """One reader's sight of one index.

    Attributes:
        reader: who looks.
        index: which index is looked at.
        view: the pinned snapshots.
        access: the reader's rights as tokens.
        hidden: what committed changes hide.
    """

    reader: Reader
    index: str
    view: View
    access: AccessFilter
    hidden: Pending

    @classmethod
    def of(cls, reader: Reader, index: str, view: View, hidden: Pending) -> Sight:
        """The sight that a reader's rights give."""
        return cls(reader, index, view, filter_for(reader), hidden)

    @property
    def partitions(self) -> tuple[Partition, ...]:
        """See `reached`."""
        return reached(self.access)

    def at(self, partition: Partition) -> Snapshot:
        """The snapshot of one partition."""
        return self.view.at(self.index, partition)

    def seen(self, query: Query, partition: Partition) -> Query:
        """The part of a question's entries in a partition that this reader may see."""
        if partition is Partition.RESTRICTED:
            query = AllOf((query, Keyword(t.ACCESS, self.access.tokens)))
        elif self.access.tokens:
            # What the tokens give in full is answered by the restricted partition, not by its face here.
            query = Without(query, Keyword(t.ACCESS, self.access.tokens))
        hidden = self.hidden.units.get(Place(self.index, partition))
        if hidden:
            query = Without(query, Number(t.UNIT, hidden))
        if self.hidden.themes and self.index == t.THEMES.name:
            query = Without(query, Number(t.THEME_NUMBER, self.hidden.themes))
        return query

    def best(self, query: Query, limit: int) -> Best:
        """The best entries of both partitions together, where nothing is scored by statistics."""
        return self.best_of(Scorings(query, query), limit)

    def best_of(self, scorings: Scorings, limit: int) -> Best:
        """The best entries of both partitions together."""
        found = self._each(
            lambda part: self.at(part).best(self.seen(scorings.of(part), part), limit, MOST_TIES)
        )
        if len(found) == 1:
            return found[0]
        hits = sorted((hit for each in found for hit in each.hits), key=_by_score)
        kept = _with_ties(hits, limit)
        return Best(tuple(kept), sum(each.count for each in found), any(each.tied for each in found))

    def best_units(self, scorings: Scorings, limit: int) -> BestUnits:
        """The best units of both partitions together."""
        found = self._each(
            lambda part: self.at(part).best_units(self.seen(scorings.of(part), part), limit, MOST_TIED_UNITS)
        )
        return found[0] if len(found) == 1 else _best_of_all(found, limit)

    def kept(self, field: str, tokens: Sequence[str], sign: str) -> frozenset[str]:
        """The tokens that anyone may know of, or that some entry holds which this reader sees.

        Args:
            field: where they stand.
            tokens: asked for.
            sign: a token that every entry has that has any; where none is open, the others are not asked for there.
        """
        asked = [(field, token) for token in tokens]
        if not asked:
            return frozenset()
        is_open = self.at(Partition.OPEN)
        counted = (
            is_open.frequencies(asked) if any(is_open.frequencies([(field, sign)])) else [0] * len(asked)
        )
        kept = {token for (_, token), count in zip(asked, counted, strict=True) if count}
        others = [each for each in asked if each[1] not in kept]
        if others and self.access.tokens:
            seen = self.restricted_counts(others)
            kept |= {token for (_, token), count in zip(others, seen, strict=True) if count}
        return frozenset(kept)

    def restricted_counts(self, terms: Sequence[tuple[str, str]]) -> list[int]:
        """How many restricted entries that this reader sees hold each of some (field, token).

        The partition's own frequencies would be quicker, and count what this reader may not know of. Whether any is
        held at all is asked first: of most runs as which a page may have been misread none is.
        """
        each = [Term(field, token) for field, token in terms]
        if len(each) > 1:
            any_of = self.seen(Constant(AnyOf(tuple(each)), 0.0), Partition.RESTRICTED)
            if not self.at(Partition.RESTRICTED).count(any_of):
                return [0] * len(each)
        seen = [self.seen(term, Partition.RESTRICTED) for term in each]
        return self.at(Partition.RESTRICTED).counts(seen)

    def count(self, query: Query) -> int:
        """How many entries match."""
        return sum(self._each(lambda part: self.at(part).count(self.seen(query, part))))

    def counts(self, queries: Sequence[Query]) -> list[int]:
        """How many entries match each of some queries, asked together."""
        each = self._each(lambda part: self.at(part).counts([self.seen(query, part) for query in queries]))
        return [sum(counts) for counts in zip(*each, strict=True)]

    def ordered(self, query: Query, order: Order, after: Ordered | None, limit: int) -> list[Ordered]:
        """Distinct units in a total order."""
        listed = self._each(lambda part: self.at(part).ordered(self.seen(query, part), order, after, limit))
        found = [unit for units in listed for unit in units]
        if len(self.partitions) > 1:
            turn = -1 if order is Order.NEWEST else 1
            found.sort(key=lambda unit: (turn * unit.date, unit.order))
        return found[:limit]

    def units(self, query: Query) -> frozenset[int] | None:
        """The distinct units of few entries; None where there are more than `EXACT_ENTRIES`."""
        return self.units_of(query, EXACT_ENTRIES)

    def units_of(self, query: Query, most: int) -> frozenset[int] | None:
        """The distinct units of matching entries; None where a partition has more than `most` of these."""
        return _together(self._each(lambda part: self.at(part).units(self.seen(query, part), most)))

    def exact_units(self, query: Query, most: int) -> frozenset[int] | None:
        """The distinct units of many entries, where they are few; None where there are more than `most`."""

        def units_of(part: Partition) -> frozenset[int] | None:
            values = self.at(part).tally(self.seen(query, part), (t.UNIT,))[t.UNIT]
            return frozenset(int(value) for value, _ in values) if len(values) <= most else None

        return _together(self._each(units_of))

    def sampled_units(self, queries: Sequence[Query], entries: int) -> tuple[frozenset[int], int]:
        """Units of very many entries: a fair part of them, picked by their hash, and how many times it is all.

        Args:
            queries: what matches any of them is meant.
            entries: how many entries match.
        """
        part_of = 1 << (entries // _SAMPLED_ENTRIES).bit_length()
        while True:
            units = _together(self._each(partial(self._sampled, queries, part_of)))
            if units is not None:
                return units, part_of
            part_of *= 2  # some units have very many entries

    def _sampled(self, queries: Sequence[Query], part_of: int, part: Partition) -> frozenset[int] | None:
        most = 4 * _SAMPLED_ENTRIES
        return _together(
            [self.at(part).units(self.seen(_sample(query, part_of), part), most) for query in queries]
        )

    def tally(self, query: Query, fields: Sequence[str]) -> dict[str, dict[str, int]]:
        """Entries by value."""
        return _sum(self._each(lambda part: self.at(part).tally(self.seen(query, part), fields)))

    def _each(self, ask: Callable[[Partition], _Answer]) -> list[_Answer]:
        """What every partition answers, asked at once."""
        parts = self.partitions
        others = [begun(partial(ask, part)) for part in parts[1:]]
        return [ask(parts[0]), *(other.value() for other in others)]


def _sample(query: Query, part_of: int) -> Query:
    # Unit numbers are hashes, so those that begin with some zeros are a fair sample of units.
    if part_of == 1:
        return query
    return AllOf((query, Number(t.SHARE, frozenset({part_of.bit_length() - 1}))))


def _together(found: Iterable[frozenset[int] | None]) -> frozenset[int] | None:
    """All units; None where a partition has too many to tell them."""
    numbers: frozenset[int] = frozenset()
    for each in found:
        if each is None:
            return None
        numbers |= each
    return numbers


def _by_score(hit: Hit) -> float:
    return -hit.score


def _with_ties(hits: list[Hit], limit: int) -> list[Hit]:
    if len(hits) <= limit:
        return hits
    edge = hits[limit - 1].score
    end = limit
    while end < len(hits) and hits[end].score == edge:
        end += 1
    return hits[:end]


def _best_of_all(found: Sequence[BestUnits], limit: int) -> BestUnits:
    hits = sorted((hit for each in found for hit in each.hits), key=_by_score)
    count = sum(each.count for each in found)
    crowd = max((each.edge for each in found if each.tied), default=None)
    told = list(by_unit(hits).values())
    if crowd is None or (len(told) >= limit and told[limit - 1].score > crowd):
        whole = all(each.whole for each in found)
        return BestUnits.cut(told, count, limit, MOST_TIED_UNITS, whole=whole)
    above = tuple(hit for hit in told if hit.score > crowd)
    return BestUnits(above, count, whole=False, tied=True, edge=crowd)


def _sum(tallies: Iterable[dict[str, list[tuple[str, int]]]]) -> dict[str, dict[str, int]]:
    total: dict[str, dict[str, int]] = {}
    for tally in tallies:
        for field, values in tally.items():
            into = total.setdefault(field, {})
            for value, count in values:
                into[value] = into.get(value, 0) + count
    return total
