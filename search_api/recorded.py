"""A question that is asked of records, made ready to be asked of an index: which records, which of their entries."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace

from engines.port import Order, Ordered
from engines.query import NOTHING, AllOf, AnyOf, Constant, Query, Without
from search_api.by_relevance import MOST_UNITS, Fetched
from search_api.compile import Compiled
from search_api.records import UNITS, OfRecords, excludes
from search_api.resolving import Records, Resolver, units_among
from search_api.sight import Scorings, Sight

#: Records of a step along an order: more at each, for where few match.
_STEP, _LONGEST_STEP = 100, 2_000


@dataclass(frozen=True, slots=True)
class Recorded:
    """A question asked of records.

    Attributes:
        compiled: the same question; its entries are those of the records.
        whole: entries that have all of it by themselves, of these records where all are known.
        in_one: the same of any records.
        read: the records that have it as they were read.
        widely: the same in spite of misreadings.
        asked: what is asked of records.
    """

    compiled: Compiled
    whole: Query
    in_one: Query
    read: Records
    widely: Records
    asked: OfRecords
    _read: Resolver
    _widely: Resolver

    @classmethod
    def of(cls, sight: Sight, compiled: Compiled) -> Recorded:
        """Find the records.

        Args:
            sight: what is asked.
            compiled: a question of records.
        """
        asked = compiled.records
        if asked is None:
            raise ValueError(compiled)
        resolver_widely = Resolver(sight, asked.widely)
        resolver, widely = resolver_widely, resolver_widely.records()
        read = widely
        if asked.widely != asked.read:
            resolver = Resolver(sight, asked.read)
            read = resolver.records(widely.share)
        entries = AllOf((widely.entries, asked.entries))
        beside = _beside(asked, read, widely)
        exact = entries if beside == NOTHING else Without(entries, beside)
        narrowed = replace(
            compiled,
            strict=entries,
            exact=exact,
            beside=beside,
            pages=AllOf((widely.entries, asked.pages)),
            parts=(entries,),
            leading=AllOf((widely.entries, UNITS)) if asked.entries != asked.pages else NOTHING,
            telling=False,
            lone=False,
        )
        # What has all of a question in one place is of such a record, if the record may say whatever it says besides.
        narrows = excludes(asked.read) and not read.share
        whole = AllOf((read.entries, compiled.exact)) if narrows else compiled.exact
        return cls(narrowed, whole, compiled.exact, read, widely, asked, resolver, resolver_widely)

    @property
    def sampled(self) -> bool:
        """Whether some records stand for many."""
        return self.read.share > 0 or self.widely.share > 0

    def together(self, listed: Collection[int]) -> Query:
        """Entries of further records that have it on several pages together."""
        return AllOf((self.read.without(frozenset(listed)).entries, self.asked.entries))

    def beside(self, listed: Collection[int]) -> Query:
        """Entries of further records that have it only if something was misread."""
        return AllOf((self.widely.without(frozenset(listed)).entries, self.asked.entries))

    def shown_pages(self) -> Scorings:
        """Pages that are shown of records that have it: those that have all of it by themselves before others."""
        alike = AnyOf(
            (Constant(self.asked.pages, 1.0), Constant(AllOf((self.asked.pages, self.in_one)), 0.5))
        )
        return Scorings(alike, alike)

    def misread_pages(self) -> Query:
        """Of shown pages those that count only if something was misread."""
        return _beside(self.asked, self.read, self.widely)

    def verified(self, fetch: Callable[[Query, int], Fetched], wanted: int) -> Fetched:
        """The best of entries that have all of it by themselves, without records that say elsewhere what they must not.

        Args:
            fetch: asks for the best units of some entries, so many of them.
            wanted: so many units.
        """
        if not self.sampled or not excludes(self.asked.read):
            return fetch(self.whole, wanted)
        asked = wanted
        while True:
            found = fetch(self.whole, asked)
            if found.best.tied:
                # Those that are left are the records of the share.
                return fetch(AllOf((self.read.entries, self.whole)), wanted)
            kept = self._read.among(frozenset(found.scores))
            if len(kept) >= wanted or not found.more or asked >= MOST_UNITS:
                return found.only(kept)
            asked *= 4

    def ordered(
        self, sight: Sight, order: Order, after: Ordered | None, limit: int, filters: Query
    ) -> list[Ordered]:
        """The first records in an order, where not all are known: step by step along it."""
        listed: list[Ordered] = []
        candidates = AllOf((self._widely.candidates, filters))
        step = max(_STEP, limit)
        while len(listed) < limit:
            some = sight.ordered(candidates, order, after, step)
            numbers = self._widely.among(frozenset(unit.unit for unit in some))
            numbers = units_among(sight, AllOf((self.asked.entries, filters)), numbers)
            listed.extend(unit for unit in some if unit.unit in numbers)
            if len(some) < step:
                break
            after, step = some[-1], min(2 * step, _LONGEST_STEP)
        return listed[:limit]


def with_required_records(sight: Sight, compiled: Compiled) -> Compiled:
    """A question that is loosened, with what it still requires required of records."""
    asked = compiled.records
    if asked is None or asked.required is None:
        return compiled
    read = Resolver(sight, asked.required).records()
    if read.share:
        # Very many have it, so those that have it in one place are many too.
        return compiled
    beside: Query = NOTHING
    if asked.required_widely is not None:
        widely = Resolver(sight, asked.required_widely).records(read.share)
        beside = Without(widely.entries, read.entries)
    return replace(compiled, required=read.entries, required_beside=beside)


def _beside(asked: OfRecords, read: Records, widely: Records) -> Query:
    if asked.misread == NOTHING:
        return NOTHING
    # Of a record that has it only in spite of misreadings all pages that may have been misread are marked.
    here = AllOf((Without(widely.entries, read.entries), asked.likely))
    return AnyOf((here, AllOf((widely.entries, asked.misread))))
