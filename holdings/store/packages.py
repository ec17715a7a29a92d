"""Packages in the store: one row an intake, staging until it is accepted whole."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, delete, func, insert, select, update

from holdings.letters import Letter
from holdings.store.tables import (
    jobs,
    packages,
    page_boxes,
    page_texts,
    unit_ancestors,
    unit_history,
    unit_objects,
    units,
)

_BATCH = 500


@dataclass(frozen=True, slots=True)
class Package:
    """A package as the store keeps it.

    Attributes:
        row: the store's own row number.
        digest: SHA-256 (hex) of what was handed over and the terms.
        source: name of the folder or sheet.
        accepted: its units are held; else they are staged, and exist for no question.
        units: how many units it brought; 0 while it is staged.
        notices: what a person should know of it.
    """

    row: int
    digest: str
    source: str
    accepted: bool
    units: int
    notices: tuple[Letter, ...]


@dataclass(frozen=True, slots=True)
class Holder:
    """Which package has a unit.

    Attributes:
        unit: row of the unit.
        package: row of the package.
        source: name of the package's folder or sheet.
        accepted: the package is accepted, so the unit is held.
    """

    unit: int
    package: int
    source: str
    accepted: bool


def find(connection: Connection, digest: str) -> Package | None:
    """The package of this digest; None where nothing like it was ever begun."""
    row = connection.execute(select(packages).where(packages.c.digest == digest)).first()
    if row is None:
        return None
    notices = tuple(Letter(zh, en) for zh, en in json.loads(row.notices))
    return Package(row.id, row.digest, row.source, row.state == "accepted", row.units, notices)


def accepted_names(connection: Connection) -> dict[int, str]:
    """The packages that were accepted: their rows and the names of their folders or sheets, in the order of rows."""
    rows = connection.execute(
        select(packages.c.id, packages.c.source).where(packages.c.state == "accepted").order_by(packages.c.id)
    )
    return {row.id: row.source for row in rows}


def begin(connection: Connection, digest: str, source: str, notices: Sequence[Letter]) -> int:
    """Begin to stage a package; returns its row."""
    told = json.dumps([[letter.zh, letter.en] for letter in notices], ensure_ascii=False)
    return int(
        connection.execute(
            insert(packages)
            .values(digest=digest, source=source, state="staging", notices=told)
            .returning(packages.c.id)
        ).scalar_one()
    )


def holders(connection: Connection, numbers: Iterable[int]) -> dict[int, Holder]:
    """Which packages, staged ones included, have the units of these numbers."""
    wanted = list(numbers)
    found: dict[int, Holder] = {}
    for start in range(0, len(wanted), _BATCH):
        rows = connection.execute(
            select(units.c.number, units.c.id, packages.c.id, packages.c.source, packages.c.state)
            .join(packages, packages.c.id == units.c.package_id)
            .where(units.c.number.in_(wanted[start : start + _BATCH]))
        )
        for number, unit, package, source, state in rows:
            found[number] = Holder(unit, package, source, state == "accepted")
    return found


def any_units(connection: Connection, besides: int) -> bool:
    """Whether any other package has a unit, held or staged."""
    return (
        connection.execute(select(units.c.id).where(units.c.package_id != besides).limit(1)).first()
        is not None
    )


def tally(connection: Connection, package: int) -> tuple[int, int]:
    """How many units and how many pages a package brought, or has staged so far."""
    count, pages = connection.execute(
        select(func.count(), func.coalesce(func.sum(units.c.pages), 0)).where(units.c.package_id == package)
    ).one()
    return int(count), int(pages)


def units_up_to(connection: Connection, package: int, row: int) -> int:
    """How many of a package's units have a row up to this one."""
    return int(
        connection.execute(
            select(func.count()).where(units.c.package_id == package, units.c.id <= row)
        ).scalar_one()
    )


def accept(connection: Connection, package: int, count: int, now: str) -> None:
    """From the end of the transaction on the units of a package are held."""
    connection.execute(
        update(packages)
        .where(packages.c.id == package)
        .values(state="accepted", units=count, accepted_on=now)
    )


def begin_to_drop(connection: Connection, package: int) -> None:
    """From the end of the transaction on a staged package is only to be removed, whoever is interrupted in it."""
    connection.execute(delete(jobs).where(jobs.c.package_id == package))
    connection.execute(
        update(packages)
        .where(packages.c.id == package, packages.c.state == "staging")
        .values(state="dropping", digest=f"dropping {package}")
    )


def being_dropped(connection: Connection) -> list[int]:
    """Rows of the packages whose removal was begun and not finished."""
    return list(connection.execute(select(packages.c.id).where(packages.c.state == "dropping")).scalars())


def drop_units(connection: Connection, rows: Sequence[int]) -> None:
    """Remove staged units with all that the holdings keep of them; their bytes are erased before."""
    for table in (page_texts, page_boxes, unit_objects, unit_ancestors, unit_history):
        connection.execute(delete(table).where(table.c.unit_id.in_(rows)))
    connection.execute(delete(units).where(units.c.id.in_(rows)))


def drop(connection: Connection, package: int) -> None:
    """Remove a staged package that has no units any more, and what was still to be done for it."""
    connection.execute(delete(jobs).where(jobs.c.package_id == package))
    connection.execute(delete(packages).where(packages.c.id == package, packages.c.state != "accepted"))
