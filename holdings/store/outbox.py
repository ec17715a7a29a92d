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
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Select,
    and_,
    bindparam,
    delete,
    func,
    insert,
    select,
    update,
)

from holdings.store.tables import counters, outbox


class Kind(StrEnum):
    """What an outbox row names."""

    UNIT = "unit"
    THEME = "theme"
    PACKAGE = "package"


#: What a restricted theme leaves whose units are no longer all seen by the same readers: the sight of those who now
#: see nothing of it.
RIGHTS = "rights"
#: What a change leaves of whose subject anyone sees nothing without rights, neither before nor after it.
UNSEEN = "unseen"
#: The same of a theme whose entry there must not be found until the index has followed.
CLOSED = "closed"
#: Changes that leave what is open just as it is: it follows as if they had never been.
_BESIDE_OPEN = (RIGHTS, UNSEEN, CLOSED)
#: The counter of the last change that is none of those.
_OPEN = "open"


@dataclass(frozen=True, slots=True)
class Change:
    """A change that the indices must follow.

    Attributes:
        kind: what changed.
        subject: the store's row of the unit, theme or package.
        unit_number: of a unit, its number in indices; 0 otherwise.
        tightens: somebody may see less after it; its subject is hidden until it is applied.
        leaves: the partition (``open`` or ``restricted``) that the subject leaves; empty for none. `UNSEEN` where
            nobody sees anything of the subject without rights; of a theme also `RIGHTS` and `CLOSED`.
        number: its place in the order; 0 before it is written.
    """

    kind: Kind
    subject: int
    unit_number: int = 0
    tightens: bool = False
    leaves: str = ""
    number: int = 0

    @property
    def concerns_open(self) -> bool:
        """Whether anything that anyone may see may be another after it; True where that is not known."""
        return self.leaves not in _BESIDE_OPEN

    @property
    def hides(self) -> bool:
        """Whether something is hidden until the indices have followed."""
        return self.tightens or self.leaves not in ("", UNSEEN)


@dataclass(frozen=True, slots=True)
class Later:
    """What was committed after a change.

    Attributes:
        changes: those that hide something until the indices have followed, in order.
        last: number of the last change of all; 0 for a home in which nothing changed yet.
        last_open: number of the last change that concerns what is open.
        whole: every row later than the change is still kept.
    """

    changes: tuple[Change, ...]
    last: int
    last_open: int
    whole: bool


# Statements of every question are made once: making one costs as much as running it.
_LAST = select(counters.c.value).where(counters.c.name == "outbox")
_COLUMNS = (
    outbox.c.kind,
    outbox.c.subject,
    outbox.c.unit_number,
    outbox.c.tightens,
    outbox.c.leaves,
    outbox.c.number,
)
_AFTER = (
    select(*_COLUMNS)
    .where(outbox.c.number > bindparam("after"))
    .order_by(outbox.c.number)
    .limit(bindparam("most"))
)


def _hiding(*beside: ColumnElement[bool]) -> Select[Any]:
    """The changes that hide something, beside what a question has to know in any case: a row at least."""
    kept = outbox.alias()
    hides = outbox.c.tightens.is_(True) | outbox.c.leaves.not_in(("", UNSEEN))
    return (
        select(
            counters.c.value.label("last"),
            select(_OPEN_COUNTER.c.value)
            .where(_OPEN_COUNTER.c.name == _OPEN)
            .scalar_subquery()
            .label("last_open"),
            select(func.min(kept.c.number))
            .where(kept.c.number > bindparam("after"))
            .scalar_subquery()
            .label("first"),
            *_COLUMNS,
        )
        .select_from(counters.outerjoin(outbox, and_(outbox.c.number > bindparam("after"), hides, *beside)))
        .where(counters.c.name == "outbox")
        .order_by(outbox.c.number)
    )


_OPEN_COUNTER = counters.alias()
_HIDING = _hiding()
_HIDING_OPEN = _hiding(outbox.c.leaves.not_in(_BESIDE_OPEN))


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
    concerning = [number for number, change in enumerate(rows, first) if change.concerns_open]
    if concerning:
        _count_open(connection, concerning[-1])
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


def later(connection: Connection, number: int, *, of_open: bool) -> Later:
    """What was committed later than `number` and hides something until the indices have followed; one statement.

    Args:
        connection: a transaction.
        number: of the last change that the indices have applied.
        of_open: only what hides something that anyone may see; the others bring no row.
    """
    told = connection.execute(_HIDING_OPEN if of_open else _HIDING, {"after": number}).all()
    last, last_open, first = told[0][:3]
    whole = last <= number or first == number + 1
    changes = tuple(Change(Kind(kind), *rest) for _, _, _, kind, *rest in told if kind is not None)
    # A home of an earlier version has no such counter before its next change.
    return Later(changes, int(last), int(last if last_open is None else last_open), whole)


def last_number(connection: Connection) -> int:
    """The number of the last change committed; 0 for a home in which nothing changed yet."""
    return int(connection.execute(_LAST).scalar_one())


def first_kept(connection: Connection) -> int:
    """The number of the first row that is still kept; one past the last number where none is."""
    number = connection.execute(select(func.min(outbox.c.number))).scalar_one()
    return int(number) if number is not None else last_number(connection) + 1


def _count_open(connection: Connection, number: int) -> None:
    counted = connection.execute(update(counters).where(counters.c.name == _OPEN).values(value=number))
    if not counted.rowcount:
        connection.execute(insert(counters).values(name=_OPEN, value=number))


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
