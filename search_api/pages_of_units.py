"""The pages of the units that an answer shows; looked for as soon as it is known which units may be shown."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from engines.at_once import Later, begun
from engines.port import Best
from engines.query import Constant, Number, Query, each_within
from index_templates import templates as t
from search_api.sight import Scorings, Sight

#: Entries fetched for each unit.
_ENTRIES = 20


@dataclass(frozen=True, slots=True)
class SoughtPages:
    """Pages of units.

    Attributes:
        sight: what is asked.
        scorings: which entries are such pages, scored.
        units: the units whose pages are looked for already.
        sought: these pages.
    """

    sight: Sight
    scorings: Scorings
    units: frozenset[int]
    sought: Later[Best]

    @classmethod
    def begin(cls, sight: Sight, scorings: Scorings, numbers: Collection[int]) -> SoughtPages:
        """Look for the pages of units that may be shown, while other things are done; for none of no unit."""
        units = frozenset(numbers)

        def sought() -> Best:
            return _best(sight, scorings, units, _ENTRIES * len(units))

        has_pages = sight.index == t.FULLTEXT.name and units
        return cls(sight, scorings, units, begun(sought) if has_pages else Later(sought))

    def of(self, numbers: frozenset[int]) -> Best:
        """The best pages of some units and maybe of others, twenty for each in all."""
        if numbers <= self.units:
            return self.sought.value()
        return _best(self.sight, self.scorings, numbers, _ENTRIES * len(numbers))

    def of_one(self, number: int, most: int) -> Best:
        """The best pages of one unit, and those as good as the last of them."""
        return _best(self.sight, self.scorings, frozenset({number}), most)

    def counts(self, numbers: frozenset[int]) -> dict[int, int]:
        """How many pages each of some units has."""
        tally = self.sight.tally(of_units(numbers, self.scorings.open), (t.UNIT,))[t.UNIT]
        return {int(number): count for number, count in tally.items()}


def _best(sight: Sight, scorings: Scorings, units: frozenset[int], most: int) -> Best:
    return sight.best_of(
        Scorings(of_units(units, scorings.open), of_units(units, scorings.restricted)), max(1, most)
    )


def of_units(numbers: frozenset[int], pages: Query) -> Query:
    """Pages of some units.

    Each of several choices is narrowed by itself: where they are joined first, an engine looks through all that stands
    near each unit (6 ms and not 1 for words in half of a million pages).
    """
    if isinstance(pages, Constant):
        return Constant(of_units(numbers, pages.query), pages.score)
    return each_within(Number(t.UNIT, numbers), pages)
