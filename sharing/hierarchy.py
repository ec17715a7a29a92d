"""The hierarchy as one reader sees it: whatever that reader may not see is not there.

A unit stands directly below another if no unit that the reader sees stands between them. So a series that is
withheld, or was never described, leaves its items below the fonds, as if there were no series. A code at which the
reader sees no unit, and units below it, is a bare level: of it nothing is known but what lies below.
"""

from __future__ import annotations

from holdings.codes import borders
from holdings.identity import UnitIdentity
from holdings.store import units
from holdings.store.database import Transaction
from sharing import store
from sharing.access import Part, Protected, Reader, may_view
from sharing.store_seen import units_seen


def children(
    connection: Transaction, reader: Reader, identity: UnitIdentity, after: bytes, limit: int
) -> list[Protected]:
    """Units directly below a unit in the order of codes, from after an order key."""
    rows = store.rows_directly_below(connection, reader, identity, after, limit)
    held = units.by_rows(connection, rows)
    protected = store.protect(connection, held.values())
    return [
        protected[row] for row in rows if row in protected and may_view(reader, protected[row], Part.FACE)
    ]


def count_children(connection: Transaction, reader: Reader, identity: UnitIdentity) -> int:
    """How many units stand directly below a unit."""
    return store.count_directly_below(connection, reader, identity)


def ancestors(
    connection: Transaction, identity: UnitIdentity, reader: Reader
) -> list[tuple[str, Protected | None]]:
    """The codes above a unit or a bare level, fonds first, each with its unit where the reader may see that."""
    above = borders(identity.code)
    # An ancestor that is hidden and one that was never described are asked for alike, and bring nothing.
    known = units_seen(connection, reader, identity.archive, above)
    return [(UnitIdentity(identity.archive, code).written, known.get(code)) for code in above]
