"""Facet values with the words that a person reads."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from holdings.store.database import Transaction
from index_templates import templates as t
from search_api.shapes import FacetValue
from search_api.showing import category_label
from sharing.access import Reader
from sharing.classes import SharingClass
from sharing.store_seen import theme_titles_seen

#: Values of one facet that are shown.
_MOST = 100


def labelled(
    connection: Transaction,
    reader: Reader,
    tallies: Mapping[str, Mapping[str, int]],
    fonds_titles: Callable[[Iterable[str]], Mapping[str, str]],
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
            ordered = sorted(values.items(), key=lambda each: (-each[1], each[0]))[:_MOST]
        shown = [value for value, _ in ordered]
        labels = fonds_titles(shown) if field == t.FONDS else _labels(connection, reader, field, shown)
        facets[field] = [
            {"value": value, "label": labels.get(value, value), "count": count} for value, count in ordered
        ]
    return facets


def _labels(connection: Transaction, reader: Reader, field: str, values: list[str]) -> Mapping[str, str]:
    if field == t.SHARING_CLASS:
        return {sharing_class.word: sharing_class.zh for sharing_class in SharingClass}
    if field == t.CATEGORY:
        return {value: category_label(value) for value in values}
    if field == t.THEME:
        return theme_titles_seen(connection, reader, values)
    return {}
