"""The outbox: every change that the indices must follow, numbered in the order of commits.

A row is written in the transaction of the change it names. Its number comes from a counter row that
is taken last, so that rows commit in the order of their numbers: a database sequence does not promise
that, and a row would be skipped.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import Connection, bindparam, delete, func, insert, select, update

from holdings.store.tables import counters, outbox


class Kind(StrEnum):
    """What an outbox row names."""

    UNIT = "unit"
    THEME = "theme"
    PACKAGE = "package"


#: What a restricted theme leaves whose units are no longer all seen by the same readers: the sight of those who now
#: see nothing of it.
RIGHTS = "rights"


@dataclass(frozen=True, slots=True)
class Change:
    """A change that the indices must follow.

    Attributes:
        kind: what changed.
        subject: the store's row of the unit, theme or package.
        unit_number: of a unit, its number in indices; 0 otherwise.
        tightens: somebody may see less after it; its subject is hidden until it is applied.
        leaves: the partition (``open`` or ``restricted``) that the subject leaves; empty for none. Of a theme
            also `RIGHTS`.
        number: its place in the order; 0 before it is written.
    """

    kind: Kind
    subject: int
    unit_number: int = 0
    tightens: bool = False
    leaves: str = ""
    number: int = 0


# Statements of every question are made once: making one costs as much as running it.
_LAST = select(counters.c.value).where(counters.c.name == "outbox")
_AFTER = (
    select(
        outbox.c.kind,
        outbox.c.subject,
        outbox.c.unit_number,
        outbox.c.tightens,
        outbox.c.leaves,
        outbox.c.number,
    )
    .where(outbox.c.number > bindparam("after"))
    .order_by(outbox.c.number)
    .limit(bindparam("most"))
)


def record(connection: Connection, changes: Iterable[Change]) -> int:
    """Write the rows of some changes; call it last in the transaction.

    Returns:
        The number of the last row.
    """
    rows = list(changes)
    last = connection.execute(
        update(counters)
        .where(counters.c.name == "outbox")
        .values(value=counters.c.value + len(rows))
        .returning(counters.c.value)
    ).scalar_one()
    first = int(last) - len(rows) + 1
    if rows:
        connection.execute(
            insert(outbox),
            [
                {
                    "number": number,
                    "kind": change.kind.value,
                    "subject": change.subject,
                    "unit_number": change.unit_number,
                    "tightens": change.tightens,
                    "leaves": change.leaves,
                    "at": time.time(),
                }
                for number, change in enumerate(rows, first)
            ],
        )
    return int(last)


def after(connection: Connection, number: int, limit: int = 1_000_000) -> list[Change]:
    """The rows later than `number`, in order."""
    rows = connection.execute(_AFTER, {"after": number, "most": limit})
    return [Change(Kind(kind), *rest) for kind, *rest in rows]


def last_number(connection: Connection) -> int:
    """The number of the last change committed; 0 for a home in which nothing changed yet."""
    return int(connection.execute(_LAST).scalar_one())


def first_kept(connection: Connection) -> int:
    """The number of the first row that is still kept; one past the last number where none is."""
    number = connection.execute(select(func.min(outbox.c.number))).scalar_one()
    return int(number) if number is not None else last_number(connection) + 1


def forget(connection: Connection, applied: int, older_than: float) -> int:
    """Drop rows that every kept generation has applied and that are older than a moment.

    Args:
        connection: a writing transaction.
        applied: the lowest number applied by any kept generation.
        older_than: seconds since 1970.

    Returns:
        How many rows were dropped.
    """
    done = connection.execute(delete(outbox).where(outbox.c.number <= applied, outbox.c.at < older_than))
    return int(done.rowcount)
