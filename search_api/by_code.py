"""The first units of very many, by code.

An engine that puts a hundred thousand entries in order takes a tenth of a second. Where so many match, nearly any
unit does, so it is quicker to walk the units in the store's order and to ask the engine which of them match.
"""

from __future__ import annotations

from engines.port import Order
from engines.query import AllOf, Number, Query
from holdings.store.database import Transaction
from index_templates import templates as t
from search_api.sight import Sight
from sharing.store_seen import numbers_in_order

#: Up to so many entries the engine orders them quicker than the store is walked.
_FEW = 5_000
#: Units of a step: more at each, for where few match.
_STEP, _LONGEST_STEP = 200, 2_000


def first_by_code(connection: Transaction, sight: Sight, query: Query, entries: int, most: int) -> list[int]:
    """Numbers of the first units that match, in the order of codes.

    Args:
        connection: the store.
        sight: what is asked.
        query: which entries match.
        entries: how many match.
        most: at most so many units.
    """
    if entries <= _FEW or sight.index == t.THEMES.name:
        return [each.unit for each in sight.ordered(query, Order.CODE, None, most)]
    found: list[int] = []
    after, step = ("", b""), _STEP
    while len(found) < most:
        # Those that the reader sees and no others: how many are hidden between them makes no more steps.
        held = numbers_in_order(connection, sight.reader, after, step)
        if held:
            numbers = frozenset(number for number, _ in held)
            matching = sight.exact_units(AllOf((query, Number(t.UNIT, numbers))), step) or frozenset()
            found.extend(number for number, _ in held if number in matching)
            after = held[-1][1]
        if len(held) < step:
            break
        step = min(2 * step, _LONGEST_STEP)
    return found[:most]
