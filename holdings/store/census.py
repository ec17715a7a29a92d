"""Counting what is held: for status, for checks, for warnings before a slip of the pen becomes a right."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import ColumnElement, Connection, and_, func, select

from holdings.store.tables import packages, unit_objects, units

_STRIDE = 1_000


def packages_held(connection: Connection) -> int:
    """How many packages were accepted."""
    question = select(func.count()).select_from(packages).where(packages.c.state == "accepted")
    return int(connection.execute(question).scalar_one())


def staging(connection: Connection) -> list[str]:
    """Sources of the packages whose intake was begun and not finished, in the order of their beginning."""
    return [source for _, source in begun(connection)]


def begun(connection: Connection) -> list[tuple[int, str]]:
    """(row, source) of the packages whose intake was begun and not finished, in the order of their beginning."""
    question = (
        select(packages.c.id, packages.c.source).where(packages.c.state == "staging").order_by(packages.c.id)
    )
    return [(row.id, row.source) for row in connection.execute(question)]


def digests(connection: Connection) -> Iterator[tuple[str, int]]:
    """(digest, size in bytes) of every digital object that an accepted unit has, once each, by digest."""
    last = ""
    while True:
        found = connection.execute(
            select(unit_objects.c.digest, func.max(unit_objects.c.bytes))
            .join(units, units.c.id == unit_objects.c.unit_id)
            .join(packages, packages.c.id == units.c.package_id)
            .where(packages.c.state == "accepted", unit_objects.c.digest > last)
            .group_by(unit_objects.c.digest)
            .order_by(unit_objects.c.digest)
            .limit(_STRIDE)
        ).all()
        yield from found
        if len(found) < _STRIDE:
            return
        last = found[-1][0]


def supplies(connection: Connection, archive: str, supplier: str) -> bool:
    """Whether anything that this supplier of this archive handed over is held."""
    return _any_held(connection, and_(units.c.archive == archive, units.c.supplier == supplier))


def suppliers_archives(connection: Connection, supplier: str) -> list[str]:
    """The archives of which something supplied under this code is held, in order; empty text for the home's own."""
    return _archives(connection, units.c.supplier == supplier)


def foreign_archives(connection: Connection) -> list[str]:
    """The archives of which units are held under their code, in order."""
    return _archives(connection, units.c.archive != "")


def of_archive(connection: Connection, archive: str) -> bool:
    """Whether anything of this archive is held."""
    return _any_held(connection, units.c.archive == archive)


def _archives(connection: Connection, condition: ColumnElement[bool]) -> list[str]:
    return list(
        connection.execute(
            select(units.c.archive)
            .join(packages, packages.c.id == units.c.package_id)
            .where(packages.c.state == "accepted", condition)
            .distinct()
            .order_by(units.c.archive)
        ).scalars()
    )


def _any_held(connection: Connection, condition: ColumnElement[bool]) -> bool:
    held = (
        select(units.c.id)
        .join(packages, packages.c.id == units.c.package_id)
        .where(packages.c.state == "accepted", condition)
    )
    return connection.execute(held.limit(1)).first() is not None
