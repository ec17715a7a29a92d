"""Which records have what is asked of them: sets of units, from the part of a question that the fewest entries show.

Only that part is read whole; of everything else it is asked which of these records have it. Where even the rarest part
is shown by very many entries, a fair share of all records stands for all of them, picked by their numbers, which are
hashes. Everything is asked through the reader's own sight, so what is hidden and what is nowhere take the same steps.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engines.query import EVERYTHING, AllOf, AnyOf, Number, Query, Without, each_within
from index_templates import templates as t
from search_api.records import UNITS, Every, Shown, Some, Tree, leaves_of
from search_api.sight import Sight

#: Entries that are read whole; of more, records stand for others. Reading 5,000 takes 4 ms. At a million pages two
#: words that 20,000 pages say each stand on four hundred pages together by chance alone.
MOST_ENTRIES = 5_000
#: Records of one look: as many values as a tally has, at most.
_RECORDS = 4_000
#: Records from which on the list of their numbers is what takes time.
_MANY = 300
#: So few entries are read whole, whichever records they are of: 13,000 take 9 ms, to look for 4,000 records 12 or more.
_FEW = 15_000
#: As many entries are read as quickly as one record is looked for.
_EACH = 100


@dataclass(frozen=True, slots=True)
class Records:
    """Records that have what is asked.

    Attributes:
        numbers: of their units; of a share of them where there are very many.
        others: all records but these.
        share: the numbers are of one in 2 to the so many.
    """

    numbers: frozenset[int]
    others: bool = False
    share: int = 0

    @property
    def times(self) -> int:
        """How many times these are all."""
        return 1 << self.share

    @property
    def empty(self) -> bool:
        """Whether no record has it."""
        return not self.numbers and not self.others

    @property
    def entries(self) -> Query:
        """All entries of these records."""
        listed = Number(t.UNIT, self.numbers)
        return Without(EVERYTHING, listed) if self.others else listed

    def at_most(self, most: int) -> Records:
        """These, or a share of these, where they are more than so many."""
        share = self.share
        numbers = self.numbers
        while len(numbers) > most:
            # Numbers are hashes: a share has those that begin with so many zero bits.
            share += 1
            numbers = frozenset(number for number in numbers if share in t.shares_of(number))
        return Records(numbers, self.others, share)

    def without(self, numbers: frozenset[int]) -> Records:
        """The same but for some."""
        if self.others:
            return Records(self.numbers | numbers, True, self.share)
        return Records(self.numbers - numbers, False, self.share)


class Resolver:
    """Finds the records of one question.

    Args:
        sight: what is asked.
        tree: what records must have.
    """

    def __init__(self, sight: Sight, tree: Tree) -> None:
        self._sight = sight
        self._tree = tree
        leaves = tuple(dict.fromkeys(leaves_of(tree)))
        counts = sight.counts([leaf.query for leaf in leaves])
        self._counts: Mapping[Shown, int] = dict(zip(leaves, counts, strict=True))

    def records(self, share: int = 0) -> Records:
        """All records, or a share of them.

        Args:
            share: of one in 2 to the so many at most.
        """
        tree = self._tree
        if _is_open(tree):
            excluded = _excluded(tree)
            if excluded is not None and self._weight(excluded) <= MOST_ENTRIES:
                excluding = self._numbers(excluded, 0)
                if excluding is not None:
                    return Records(excluding, others=True)
            tree = Every((Shown(UNITS), tree))
            self._counts = {**self._counts, Shown(UNITS): self._sight.count(UNITS)}
        weight = self._weight(tree)
        share = max(share, (weight // (MOST_ENTRIES + 1)).bit_length())
        while True:
            numbers = self._numbers(tree, share)
            if numbers is not None:
                return Records(numbers, share=share)
            share += 1  # some records have very many entries

    def among(self, numbers: frozenset[int]) -> frozenset[int]:
        """Those of some records that have what is asked."""
        return self._among(self._tree, numbers)

    @property
    def candidates(self) -> Query:
        """Entries of records that may have it, as few as can be said of single entries."""
        return self._first(self._tree)

    def _weight(self, tree: Tree) -> int:
        """How many entries are read at most to know the records."""
        match tree:
            case Shown():
                return self._counts[tree]
            case Some(parts):
                return sum(map(self._weight, parts))
            case Every(wanted):
                return min(self._weight(part) for part in wanted if not _is_open(part))

    def _first(self, tree: Tree) -> Query:
        match tree:
            case _ if _is_open(tree):
                return UNITS
            case Shown(query):
                return query
            case Some(parts):
                return AnyOf(tuple(map(self._first, parts)))
            case Every(wanted):
                return self._first(min((part for part in wanted if not _is_open(part)), key=self._weight))

    def _numbers(self, tree: Tree, share: int) -> frozenset[int] | None:
        """The records of a share; None where they have too many entries to be read."""
        match tree:
            case Shown(query):
                return self._sight.units_of(_shared(query, share), 2 * MOST_ENTRIES)
            case Some(parts):
                found: frozenset[int] = frozenset()
                for part in parts:
                    numbers = self._numbers(part, share)
                    if numbers is None:
                        return None
                    found |= numbers
                return found
            case Every(wanted, unwanted):
                first = min((part for part in wanted if not _is_open(part)), key=self._weight)
                numbers = self._numbers(first, share)
                if numbers is None:
                    return None
                rest = tuple(part for part in wanted if part is not first)
                return self._among(Every(rest, unwanted), numbers, share)

    def _among(self, tree: Tree, numbers: frozenset[int], share: int = 0) -> frozenset[int]:
        match tree:
            case _ if not numbers:
                return numbers
            case Shown(query):
                if self._counts[tree] >> share <= min(_FEW, _EACH * len(numbers)):
                    shown = self._sight.units_of(_shared(query, share), 2 * _FEW)
                    if shown is not None:
                        return numbers & shown
                return units_among(self._sight, query, numbers)
            case Some(parts):
                return frozenset().union(*(self._among(part, numbers, share) for part in parts))
            case Every(wanted, unwanted):
                for part in sorted(wanted, key=self._work):
                    numbers = self._among(part, numbers, share)
                for part in unwanted:
                    numbers -= self._among(part, numbers, share)
                return numbers

    def _work(self, tree: Tree) -> int:
        return sum(self._counts[leaf] for leaf in leaves_of(tree))


def units_among(sight: Sight, query: Query, numbers: frozenset[int]) -> frozenset[int]:
    """Those of some units of which an entry matches."""
    found: set[int] = set()
    ordered = sorted(numbers)
    for start in range(0, len(ordered), _RECORDS):
        some = frozenset(ordered[start : start + _RECORDS])
        found |= sight.exact_units(of_units(some, query), _RECORDS) or frozenset()
    return frozenset(found)


def of_units(numbers: frozenset[int], query: Query) -> Query:
    """Entries of some units: each of several choices is narrowed by itself, which is quicker while these are few."""
    listed = Number(t.UNIT, numbers)
    if len(numbers) > _MANY:
        return AllOf((listed, query))
    return each_within(listed, query)


def _shared(query: Query, share: int) -> Query:
    if not share:
        return query
    return each_within(Number(t.SHARE, frozenset({share})), query)


def _is_open(tree: Tree) -> bool:
    """Whether nothing is wanted, so that nearly any record may match."""
    match tree:
        case Shown():
            return False
        case Some(parts):
            return any(map(_is_open, parts))
        case Every(wanted):
            return all(map(_is_open, wanted))


def _excluded(tree: Tree) -> Tree | None:
    """The records that do not match, where nothing else is asked than that they have not something."""
    match tree:
        case Every((), unwanted) if unwanted and not any(map(_is_open, unwanted)):
            return Some(unwanted)
        case _:
            return None
