"""How much answers a question: units, pages, facets; exact where they are few, about right where they are many."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engines.at_once import begun
from engines.query import EVERYTHING, NOTHING, AllOf, Number, Query
from index_templates import templates as t
from index_templates.templates import EntryKind
from search_api.by_relevance import MOST_UNITS
from search_api.compile import Compiled
from search_api.recorded import Recorded
from search_api.resolving import units_among
from search_api.shapes import Total
from search_api.sight import EXACT_ENTRIES, EXACT_UNITS, Sight

#: A total, units by facet and value, and whether these are exact.
Tallied = tuple[Total, dict[str, dict[str, int]], bool]


def fills_a_list(sight: Sight, match: Query) -> bool:
    """Whether entries of so many units match that a list by relevance has no place for others."""
    numbers = sight.units_of(match, EXACT_ENTRIES)
    return numbers is None or len(numbers) >= MOST_UNITS


def counted_of(sight: Sight, recorded: Recorded, match: Query, facets: Sequence[str]) -> Tallied:
    """Totals and facets of records.

    Args:
        sight: what is asked.
        recorded: what is asked of records.
        match: which entries stand for those that have it, filtered.
        facets: which ones are wanted.
    """
    compiled = recorded.compiled
    if recorded.widely.others:
        return counted_entries(sight, compiled, match, compiled.parts, sight.count(match), facets)
    records = recorded.widely
    units, times = len(records.numbers), records.times
    if compiled.filters != EVERYTHING or compiled.leading == NOTHING:
        stands = AllOf((recorded.asked.entries, compiled.filters))
        records = replace(records, numbers=units_among(sight, stands, records.numbers))
        units = len(records.numbers)
    # Pages and facets of very many are those of a share.
    records = records.at_most(EXACT_UNITS)
    own = AllOf((Number(t.UNIT, records.numbers), recorded.asked.pages, compiled.filters))
    pages = begun(lambda: sight.count(own))
    tallied = {
        field: {value: count * records.times for value, count in values.items()}
        for field, values in facets_of_units(sight, records.numbers, facets).items()
    }
    exactly = records.times == 1
    total: Total = {"units": units * times, "units_exact": exactly, "pages": pages.value() * records.times}
    tell_themes_apart(sight, Number(t.UNIT, records.numbers), total, times=records.times)
    return total, tallied, exactly


def counted_entries(
    sight: Sight,
    compiled: Compiled,
    match: Query,
    parts: Sequence[Query],
    entries: int,
    facets: Sequence[str],
) -> Tallied:
    """Totals and facets of all entries that match.

    Args:
        sight: what is asked.
        compiled: the question.
        match: which entries match, filtered.
        parts: queries that together find these, each quick on a share of the units.
        entries: how many these are.
        facets: which ones are wanted.
    """
    if sight.index == t.CATALOGUE.name:
        # One entry a unit.
        return {"units": entries, "units_exact": True, "pages": 0}, sight.tally(match, facets), True
    pages = begun(lambda: _pages_found(sight, compiled, entries))
    numbers = sight.units(match) if entries <= EXACT_ENTRIES else None
    if numbers is None:
        sampled, times = sight.sampled_units([AllOf((part, compiled.filters)) for part in parts], entries)
        if len(sampled) * times <= 1.2 * EXACT_UNITS:
            numbers = sight.exact_units(match, 2 * EXACT_UNITS)
    if numbers is not None:
        found = facets_of_units(sight, numbers, facets)
        total: Total = {"units": len(numbers), "units_exact": True, "pages": pages.value()}
        tell_themes_apart(sight, match, total)
        return total, found, True
    about = {
        field: {value: count * times for value, count in values.items()}
        for field, values in facets_of_units(sight, sampled, facets).items()
    }
    total = {"units": len(sampled) * times, "units_exact": False, "pages": pages.value()}
    tell_themes_apart(sight, match, total)
    return total, about, False


def tell_themes_apart(sight: Sight, match: Query, total: Total, *, times: int = 1) -> None:
    """Among themes, count those that match by themselves, and leave them out of the units.

    Args:
        sight: what is asked.
        match: which entries match; every theme that is seen has one.
        total: counts both as units; changed here.
        times: how many times what matches is all.
    """
    if sight.index == t.THEMES.name:
        themes = sight.count(AllOf((match, Number(t.KIND, frozenset({int(EntryKind.THEME)}))))) * times
        total["themes"] = themes
        total["units"] = max(0, total["units"] - themes)


def _pages_found(sight: Sight, compiled: Compiled, entries: int) -> int:
    """How many of the entries that match are pages."""
    if not entries or sight.index != t.FULLTEXT.name or compiled.browses:
        return 0
    # All but the leading entries are; these are the fewer, and are found by the catalogue's words alone.
    return entries - sight.count(AllOf((compiled.leading, compiled.filters)))


def facets_of_units(
    sight: Sight, numbers: frozenset[int], facets: Sequence[str]
) -> dict[str, dict[str, int]]:
    """Facets of some units: every unit has one entry in the catalogue, so counting those counts units."""
    catalogue = Sight(sight.reader, t.CATALOGUE.name, sight.view, sight.access, sight.hidden)
    return catalogue.tally(Number(t.UNIT, numbers), facets)
