"""Facet values with the words that a person reads."""

from __future__ import annotations

from collections.abc import Mapping

from holdings.store.database import Transaction
from index_templates import templates as t
from search_api.shapes import FacetValue
from search_api.showing import category_label
from search_api.theme_sight import seen_theme
from sharing.access import Reader
from sharing.classes import SharingClass

#: Values of one facet that are shown.
_MOST = 100


def labelled(
    connection: Transaction,
    reader: Reader,
    tallies: Mapping[str, Mapping[str, int]],
    fonds_titles: Mapping[str, str],
) -> dict[str, list[FacetValue]]:
    """Tallies as facets: by count, then value; years in their own order.

    Args:
        connection: a transaction of the store.
        reader: who looks.
        tallies: units by value, by facet.
        fonds_titles: titles of fonds that the reader may see, by written code.
    """
    facets: dict[str, list[FacetValue]] = {}
    for field, values in tallies.items():
        if field == t.YEAR:
            ordered = sorted(values.items(), key=lambda each: int(each[0]))
        else:
            ordered = sorted(values.items(), key=lambda each: (-each[1], each[0]))[:_MOST]
        if field == t.FONDS:
            labels = fonds_titles
        else:
            labels = _labels(connection, reader, field, [value for value, _ in ordered])
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
        seen = {value: seen_theme(connection, reader, value) for value in values}
        return {value: theme.title for value, theme in seen.items() if theme is not None}
    return {}
