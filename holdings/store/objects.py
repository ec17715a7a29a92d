"""Digital objects of units in the store: which they are, in what order, and what became of each at intake."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, bindparam, func, insert, or_, select, update

from holdings.letters import Letter
from holdings.store.tables import packages, unit_objects, units

_BATCH = 500


class ObjectState(StrEnum):
    """What became of an object at intake."""

    WAITING = "waiting"
    READ = "read"
    UNREAD = "unread"  # it has no text at all


@dataclass(frozen=True, slots=True)
class UnitObject:
    """A digital object of a unit.

    Attributes:
        unit: row of the unit.
        position: its place among the unit's objects, from 0.
        digest: SHA-256 (hex) of its bytes.
        name: its path below the folder that was handed over.
        size: bytes.
        kind: what its bytes are; empty while it is waiting, and where that is not known.
        pages: how many pages it has; 0 while it is waiting, and where they could not be counted.
        state: what became of it.
        note: why its text, or that of some of its pages, is missing; None where nothing is.
    """

    unit: int
    position: int
    digest: str
    name: str
    size: int
    kind: str = ""
    pages: int = 0
    state: ObjectState = ObjectState.WAITING
    note: Letter | None = None


def add(connection: Connection, rows: Sequence[UnitObject]) -> None:
    """Add the objects of newly staged units."""
    if rows:
        connection.execute(
            insert(unit_objects),
            [
                {
                    "unit_id": row.unit,
                    "position": row.position,
                    "digest": row.digest,
                    "name": row.name,
                    "bytes": row.size,
                    "state": row.state.value,
                }
                for row in rows
            ],
        )


def of_units(connection: Connection, rows: Iterable[int]) -> dict[int, list[UnitObject]]:
    """The objects of some units in their order; units without any are left out."""
    wanted = list(rows)
    found: dict[int, list[UnitObject]] = {}
    for start in range(0, len(wanted), _BATCH):
        question = (
            select(unit_objects)
            .where(unit_objects.c.unit_id.in_(wanted[start : start + _BATCH]))
            .order_by(unit_objects.c.unit_id, unit_objects.c.position)
        )
        for each in map(object_of, connection.execute(question)):
            found.setdefault(each.unit, []).append(each)
    return found


def find(connection: Connection, unit: int, position: int) -> UnitObject | None:
    """The object at a place among those of a unit (by its row); None where there is none."""
    row = connection.execute(
        select(unit_objects).where(unit_objects.c.unit_id == unit, unit_objects.c.position == position)
    ).one_or_none()
    return object_of(row) if row is not None else None


def waiting(connection: Connection, package: int, after: tuple[int, int], limit: int) -> list[UnitObject]:
    """Objects of a package that wait to be read, in the order of units, from after (unit, position)."""
    question = (
        _of_package(package)
        .where(
            unit_objects.c.state == ObjectState.WAITING.value,
            # The unit's own condition lets the walk begin there and not at the package's first unit.
            units.c.id >= after[0],
            or_(unit_objects.c.unit_id > after[0], unit_objects.c.position > after[1]),
        )
        .limit(limit)
    )
    return list(map(object_of, connection.execute(question)))


def with_notes(connection: Connection, package: int, limit: int) -> list[tuple[str, str, UnitObject]]:
    """(archive, code, object) of a package's objects whose text is missing or partly missing."""
    question = (
        _of_package(package)
        .add_columns(units.c.archive, units.c.code)
        .where(unit_objects.c.note_zh != "")
        .limit(limit)
    )
    return [(row.archive, row.code, object_of(row)) for row in connection.execute(question)]


def tally(connection: Connection, package: int) -> dict[ObjectState, int]:
    """How many objects of a package are in each state."""
    rows = connection.execute(
        select(unit_objects.c.state, func.count())
        .join(units, units.c.id == unit_objects.c.unit_id)
        .where(units.c.package_id == package)
        .group_by(unit_objects.c.state)
    )
    return {ObjectState(state): int(count) for state, count in rows}


def note(connection: Connection, notes: dict[tuple[int, int], Letter]) -> None:
    """Write, by (unit, position), why some pages are missing; a note that is there already stays."""
    if notes:
        connection.execute(
            update(unit_objects).where(*_this(), unit_objects.c.note_zh == ""),
            [
                {"of_unit": unit, "at": position, "note_zh": letter.zh, "note_en": letter.en}
                for (unit, position), letter in notes.items()
            ],
        )


def set_note(connection: Connection, unit: int, position: int, why: Letter | None) -> None:
    """Write anew why some of an object's text is missing; None: nothing is."""
    connection.execute(
        update(unit_objects)
        .where(unit_objects.c.unit_id == unit, unit_objects.c.position == position)
        .values(note_zh=why.zh if why else "", note_en=why.en if why else "")
    )


def lacking(
    connection: Connection, after: tuple[int, int], limit: int
) -> list[tuple[str, str, str, UnitObject]]:
    """(archive, code, package, object) of held objects that lack text, from after (unit, position) on."""
    question = (
        select(unit_objects, units.c.archive, units.c.code, packages.c.source)
        .join(units, units.c.id == unit_objects.c.unit_id)
        .join(packages, packages.c.id == units.c.package_id)
        .where(
            packages.c.state == "accepted",
            unit_objects.c.note_zh != "",
            units.c.id >= after[0],
            or_(unit_objects.c.unit_id > after[0], unit_objects.c.position > after[1]),
        )
        .order_by(unit_objects.c.unit_id, unit_objects.c.position)
        .limit(limit)
    )
    return [(row.archive, row.code, row.source, object_of(row)) for row in connection.execute(question)]


def settle(connection: Connection, rows: Sequence[UnitObject]) -> None:
    """Write what became of some objects: kind, pages and state; notes are written by `note`."""
    if rows:
        connection.execute(
            update(unit_objects).where(*_this()),
            [
                {
                    "of_unit": row.unit,
                    "at": row.position,
                    "kind": row.kind,
                    "pages": row.pages,
                    "state": row.state.value,
                }
                for row in rows
            ],
        )


def _this() -> Iterator[ColumnElement[bool]]:
    yield unit_objects.c.unit_id == bindparam("of_unit")
    yield unit_objects.c.position == bindparam("at")


def _of_package(package: int) -> Select[Any]:
    return (
        select(unit_objects)
        .join(units, units.c.id == unit_objects.c.unit_id)
        .where(units.c.package_id == package)
        .order_by(unit_objects.c.unit_id, unit_objects.c.position)
    )


def object_of(row: Row[Any]) -> UnitObject:
    """An object by its row of the store."""
    return UnitObject(
        unit=row.unit_id,
        position=row.position,
        digest=row.digest,
        name=row.name,
        size=row.bytes,
        kind=row.kind,
        pages=row.pages,
        state=ObjectState(row.state),
        note=Letter(row.note_zh, row.note_en) if row.note_zh else None,
    )
