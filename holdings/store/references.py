"""Which digital objects anything refers to, and which are only on their way in.

Bytes are kept before the units are staged that they belong to. Their digests are written down before that
(`begin`), so that bytes of an intake that was killed between the two are known, and can be erased.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from sqlalchemy import Connection, delete, exists, insert, select

from holdings.store.tables import objects_begun, packages, unit_objects, units

_BATCH = 500


def begin(connection: Connection, digests: Iterable[str]) -> None:
    """Write down that the bytes of these digests are going to be kept."""
    wanted = set(digests)
    fresh = wanted - set(begun(connection))
    if fresh:
        connection.execute(insert(objects_begun), [{"digest": digest} for digest in sorted(fresh)])


def begun(connection: Connection) -> list[str]:
    """Digests whose bytes may have been kept although nothing refers to them."""
    return list(connection.execute(select(objects_begun.c.digest)).scalars())


def settle(connection: Connection) -> None:
    """Nothing is on its way in any more: units refer to what was kept, or it was erased."""
    connection.execute(delete(objects_begun))


def referred(connection: Connection, digests: Sequence[str]) -> set[str]:
    """Those of some digests that a unit has, held or staged."""
    found: set[str] = set()
    for start in range(0, len(digests), _BATCH):
        some = digests[start : start + _BATCH]
        question = select(unit_objects.c.digest).where(unit_objects.c.digest.in_(some)).distinct()
        found.update(connection.execute(question).scalars())
    return found


def of_these_alone(connection: Connection, rows: Sequence[int]) -> list[str]:
    """Digests of the objects of some units that no other unit has, held or staged."""
    other = unit_objects.alias()
    elsewhere = exists().where(other.c.digest == unit_objects.c.digest, other.c.unit_id.not_in(rows))
    question = select(unit_objects.c.digest).where(unit_objects.c.unit_id.in_(rows), ~elsewhere).distinct()
    return list(connection.execute(question).scalars())


def staged_by(
    connection: Connection, source: str, numbers: Sequence[int], digests: Sequence[str]
) -> set[int]:
    """Rows of staged packages from a source, or with a unit of these numbers, or with an object of these digests."""
    staged = packages.c.state != "accepted"
    found = set(
        connection.execute(select(packages.c.id).where(staged, packages.c.source == source)).scalars()
    )
    of_units = select(packages.c.id).join(units, units.c.package_id == packages.c.id).where(staged).distinct()
    for start in range(0, len(numbers), _BATCH):
        some = of_units.where(units.c.number.in_(numbers[start : start + _BATCH]))
        found.update(connection.execute(some).scalars())
    of_objects = of_units.join(unit_objects, unit_objects.c.unit_id == units.c.id)
    for start in range(0, len(digests), _BATCH):
        named = of_objects.where(unit_objects.c.digest.in_(digests[start : start + _BATCH]))
        found.update(connection.execute(named).scalars())
    return found
