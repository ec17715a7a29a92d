"""Digital objects of held units, chosen by their form, their package, their unit."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Connection, func, or_, select

from holdings.store.objects import UnitObject, object_of
from holdings.store.tables import packages, unit_objects, units


@dataclass(frozen=True, slots=True)
class WantedObjects:
    """Which objects are asked for; an empty tuple or text asks for no condition.

    Attributes:
        forms: kinds (`holdings.media.kinds.MediaKind`'s values) or endings of names without their dot.
        packages: rows of packages.
        units: rows of units.
        before: of packages that were accepted before this moment, ISO 8601.
        lacking: those alone that lack text or some of it.
    """

    forms: tuple[str, ...] = ()
    packages: tuple[int, ...] = ()
    units: tuple[int, ...] = ()
    before: str = ""
    lacking: bool = False


def choose_objects(
    connection: Connection, wanted: WantedObjects, after: tuple[int, int], limit: int
) -> list[tuple[str, str, UnitObject]]:
    """(archive, code, object) of units that are held and not withdrawn, in order, from after (unit, position) on."""
    question = (
        select(unit_objects, units.c.archive, units.c.code)
        .join(units, units.c.id == unit_objects.c.unit_id)
        .join(packages, packages.c.id == units.c.package_id)
        .where(*_asked(wanted))
        .where(
            units.c.id >= after[0],
            or_(unit_objects.c.unit_id > after[0], unit_objects.c.position > after[1]),
        )
        .order_by(unit_objects.c.unit_id, unit_objects.c.position)
        .limit(limit)
    )
    return [(row.archive, row.code, object_of(row)) for row in connection.execute(question)]


def count_chosen(connection: Connection, wanted: WantedObjects) -> int:
    """How many objects are asked for."""
    question = (
        select(func.count())
        .select_from(unit_objects)
        .join(units, units.c.id == unit_objects.c.unit_id)
        .join(packages, packages.c.id == units.c.package_id)
        .where(*_asked(wanted))
    )
    return int(connection.execute(question).scalar_one())


def _asked(wanted: WantedObjects) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        packages.c.state == "accepted",
        units.c.withdrawn.is_(False),
        unit_objects.c.state != "waiting",
    ]
    if wanted.forms:
        name = func.lower(unit_objects.c.name)
        conditions.append(
            or_(
                unit_objects.c.kind.in_(wanted.forms),
                *(name.endswith(f".{form}", autoescape=True) for form in wanted.forms),
            )
        )
    if wanted.packages:
        conditions.append(packages.c.id.in_(wanted.packages))
    if wanted.units:
        conditions.append(units.c.id.in_(wanted.units))
    if wanted.before:
        conditions.append(packages.c.accepted_on < wanted.before)
    if wanted.lacking:
        conditions.append(unit_objects.c.note_zh != "")
    return conditions
