"""Suggestions by prefix, in either script: values of units that the reader may see, counted through a query."""

from __future__ import annotations

from analyzers.beginnings import beginning_of
from engines.query import EVERYTHING
from holdings.store.database import Transaction
from index_templates import templates as t
from index_templates.templates import SUGGESTION_SEPARATOR
from search_api.context import Context
from search_api.shapes import SuggestAnswer
from search_api.sight import Sight, reached
from sharing.access import Reader, filter_for

_MOST = 10


def suggest_answer(connection: Transaction, context: Context, reader: Reader, typed: str) -> SuggestAnswer:
    """Answer GET /suggest?q=: values that begin so before those with a word inside that does, by units, then value.

    Raises:
        ProblemError: 503 where no index can be asked.
    """
    start = beginning_of(typed)
    if not start:
        return {"suggestions": []}
    view, hidden = context.pinned(connection, partitions=reached(filter_for(reader)))
    sight = Sight.of(reader, t.CATALOGUE.name, view, hidden)
    counts: dict[tuple[str, str], int] = {}
    for partition in sight.partitions:
        here: dict[tuple[str, str], int] = {}
        for term, units in sight.at(partition).suggestions(start, sight.seen(EVERYTHING, partition)):
            _, kind, value = term.split(SUGGESTION_SEPARATOR)
            # Two words of one value may begin so: they are the same units.
            here[kind, value] = units
        for each, units in here.items():
            counts[each] = counts.get(each, 0) + units
    inside = {value: not beginning_of(value).startswith(start) for _, value in counts}
    best = sorted(counts.items(), key=lambda each: (inside[each[0][1]], -each[1], each[0][1], each[0][0]))[
        :_MOST
    ]
    return {
        "suggestions": [
            {"kind": kind, "value": value, "units": units} for (kind, value), units in best if units
        ]
    }
