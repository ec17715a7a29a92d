"""Facet values with the words that a person reads."""

from __future__ import annotations

from collections.abc import Mapping

from holdings.identity import UnitIdentity
from holdings.store.database import Transaction
from index_templates import templates as t
from search_api.shapes import FacetValue
from search_api.showing import category_label, title_for
from search_api.theme_sight import seen_theme
from sharing.access import Part, Reader, may_view
from sharing.classes import SharingClass
from sharing.store import protected_by_codes

#: Values of one facet that are shown.
_MOST = 100


def labelled(
    connection: Transaction, reader: Reader, tallies: Mapping[str, Mapping[str, int]]
) -> dict[str, list[FacetValue]]:
    """Tallies as facets: by count, then value; years in their own order."""
    facets: dict[str, list[FacetValue]] = {}
    for field, values in tallies.items():
        ordered = sorted(values.items(), key=lambda each: (-each[1], each[0]))
        if field == t.YEAR:
            ordered.sort(key=lambda each: int(each[0]))
        else:
            ordered = ordered[:_MOST]
        labels = _labels(connection, reader, field, [value for value, _ in ordered])
        facets[field] = [
            {"value": value, "label": labels.get(value, value), "count": count} for value, count in ordered
        ]
    return facets


def _labels(connection: Transaction, reader: Reader, field: str, values: list[str]) -> dict[str, str]:
    if field == t.SHARING_CLASS:
        return {sharing_class.word: sharing_class.zh for sharing_class in SharingClass}
    if field == t.CATEGORY:
        return {value: category_label(value) for value in values}
    if field == t.FONDS:
        return _unit_titles(connection, reader, values)
    if field == t.THEME:
        seen = {value: seen_theme(connection, reader, value) for value in values}
        return {value: theme.title for value, theme in seen.items() if theme is not None}
    return {}


def _unit_titles(connection: Transaction, reader: Reader, written: list[str]) -> dict[str, str]:
    by_archive: dict[str, list[str]] = {}
    for code in written:
        identity = UnitIdentity.read(code)
        by_archive.setdefault(identity.archive, []).append(identity.code)
    labels = {}
    for archive, codes in by_archive.items():
        for protected in protected_by_codes(connection, archive, codes).values():
            if may_view(reader, protected, Part.FACE):
                labels[protected.unit.identity.written] = title_for(reader, protected)
    return labels
