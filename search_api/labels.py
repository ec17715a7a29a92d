"""Facet values with the words that a person reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from analyzers.fold import fold
from holdings.store.database import Transaction
from index_templates import templates as t
from search_api.fonds import FondsTitles
from search_api.shapes import FacetValue
from search_api.showing import category_label
from sharing.access import Reader
from sharing.classes import SharingClass
from sharing.store_seen import theme_titles_seen

#: Values of one facet that are shown beside hits.
MOST_SHOWN = 100


def labelled(
    connection: Transaction,
    reader: Reader,
    tallies: Mapping[str, Mapping[str, int]],
    fonds_titles: FondsTitles,
) -> dict[str, list[FacetValue]]:
    """Tallies as facets: by count, then value; years in their own order.

    Args:
        connection: a transaction of the store.
        reader: who looks.
        tallies: units by value, by facet.
        fonds_titles: titles of those of some fonds that the reader may see, by written code.
    """
    facets: dict[str, list[FacetValue]] = {}
    for field, values in tallies.items():
        if field == t.YEAR:
            ordered = sorted(values.items(), key=lambda each: int(each[0]))
        else:
            ordered = _by_count(values)[:MOST_SHOWN]
        facets[field] = _shown(connection, reader, field, ordered, fonds_titles)
    return facets


def facet_page(
    connection: Transaction,
    reader: Reader,
    field: str,
    values: Mapping[str, int],
    fonds_titles: FondsTitles,
    part: FacetPart,
) -> tuple[list[FacetValue], int]:
    """A page of the values of one facet, and how many there are in all.

    Args:
        connection: a transaction of the store.
        reader: who looks.
        field: of the facet.
        values: units by value, as this reader sees them.
        fonds_titles: as of `labelled`.
        part: which of the values.
    """
    ordered = _by_count(values) if field != t.YEAR else sorted(values.items(), key=lambda each: int(each[0]))
    wanted = fold(part.text)
    if wanted:
        told = _shown(connection, reader, field, ordered, fonds_titles)
        kept = [each for each in told if wanted in fold(each["value"]) or wanted in fold(each["label"])]
        return kept[part.start : part.start + part.size], len(kept)
    page = ordered[part.start : part.start + part.size]
    return _shown(connection, reader, field, page, fonds_titles), len(ordered)


@dataclass(frozen=True, slots=True)
class FacetPart:
    """Some of the values of a facet: those that hold a text, folded; from one on; at most so many."""

    text: str
    start: int
    size: int


def _by_count(values: Mapping[str, int]) -> list[tuple[str, int]]:
    return sorted(values.items(), key=lambda each: (-each[1], each[0]))


def _shown(
    connection: Transaction,
    reader: Reader,
    field: str,
    ordered: list[tuple[str, int]],
    fonds_titles: FondsTitles,
) -> list[FacetValue]:
    shown = [value for value, _ in ordered]
    labels = fonds_titles(shown) if field == t.FONDS else _labels(connection, reader, field, shown)
    return [{"value": value, "label": labels.get(value, value), "count": count} for value, count in ordered]


def _labels(connection: Transaction, reader: Reader, field: str, values: list[str]) -> Mapping[str, str]:
    if field == t.SHARING_CLASS:
        return {sharing_class.word: sharing_class.zh for sharing_class in SharingClass}
    if field == t.CATEGORY:
        return {value: category_label(value) for value in values}
    if field == t.YEAR:
        return {value: f"公元前{1 - int(value)}" for value in values if int(value) < 1}
    if field == t.THEME and values:
        return theme_titles_seen(connection, reader, values)
    return {}
