"""Sums over states of sharing: what is held in each, and how strict it is below a code."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import Connection, Join, and_, case, delete, func, select, true

from holdings.identity import UnitIdentity
from holdings.store.tables import packages, theme_sections, theme_units, themes, unit_ancestors, units
from sharing.classes import SharingClass
from sharing.store import open_faces, sharing_states

_BATCH = 500

# A unit whose state is missing is taken as withheld (`sharing.store.protect`).
_kept_class = func.coalesce(sharing_states.c.sharing_class, int(SharingClass.WITHHELD))
_kept_hidden = func.coalesce(sharing_states.c.face_hidden, true())


@dataclass(frozen=True, slots=True)
class StateTally:
    """How much is held in one state of sharing, withdrawn units left out.

    Attributes:
        sharing_class: the class.
        face_hidden: a reviewer hid the faces.
        units: how many units.
        pages: how many pages they have together.
        places: how many places they have together in published themes.
    """

    sharing_class: SharingClass
    face_hidden: bool
    units: int
    pages: int
    places: int


def tally_states(connection: Connection) -> list[StateTally]:
    """How much is held in each state of sharing."""
    placed = connection.execute(
        select(_kept_class, _kept_hidden, func.count())
        .select_from(_placed())
        .where(packages.c.state == "accepted", units.c.withdrawn.is_(False), themes.c.published.is_(True))
        .group_by(_kept_class, _kept_hidden)
    )
    places = {(number, bool(hidden)): int(count) for number, hidden, count in placed}
    rows = connection.execute(
        select(_kept_class, _kept_hidden, func.count(), func.sum(units.c.pages))
        .select_from(_with_states())
        .where(packages.c.state == "accepted", units.c.withdrawn.is_(False))
        .group_by(_kept_class, _kept_hidden)
    )
    return [
        StateTally(
            SharingClass(number), bool(hidden), int(count), int(pages), places.get((number, bool(hidden)), 0)
        )
        for number, hidden, count, pages in rows
    ]


def tally_package(connection: Connection, package: int) -> dict[SharingClass, int]:
    """How many units of a package are in each class, withdrawn ones left out."""
    rows = connection.execute(
        select(_kept_class, func.count())
        .select_from(_with_states())
        .where(units.c.package_id == package, units.c.withdrawn.is_(False))
        .group_by(_kept_class)
        .order_by(_kept_class)
    )
    return {SharingClass(number): int(count) for number, count in rows}


def open_title(connection: Connection, package: int) -> str:
    """The title that anyone sees of the first unit of a package that anyone finds; empty where there is none."""
    return (
        connection.execute(
            select(case((units.c.public_title != "", units.c.public_title), else_=units.c.title))
            .select_from(_with_states())
            .where(
                units.c.package_id == package,
                units.c.withdrawn.is_(False),
                open_faces(_kept_class, _kept_hidden),
            )
            .order_by(units.c.id)
            .limit(1)
        ).scalar_one_or_none()
        or ""
    )


def tally_themes(connection: Connection) -> tuple[int, int]:
    """How many published themes hold something that anyone sees, and how many only what some may see."""
    shown = open_faces(_kept_class, _kept_hidden)
    seen = list(
        connection.execute(
            select(func.max(case((shown, 1), else_=0)))
            .select_from(_placed())
            .where(packages.c.state == "accepted", units.c.withdrawn.is_(False), themes.c.published.is_(True))
            .group_by(themes.c.id)
        ).scalars()
    )
    return sum(seen), len(seen) - sum(seen)


def strictest_below(
    connection: Connection, archive: str, codes: Iterable[str]
) -> dict[str, tuple[SharingClass, str]]:
    """For each code the strictest class of the held units described below it, and the code of one that has it.

    Codes with nothing below them are left out.
    """
    wanted = list(codes)
    found: dict[str, tuple[SharingClass, str]] = {}
    for start in range(0, len(wanted), _BATCH):
        rows = connection.execute(
            select(unit_ancestors.c.code, units.c.code, _kept_class)
            .select_from(_with_states().join(unit_ancestors, unit_ancestors.c.unit_id == units.c.id))
            .where(
                unit_ancestors.c.archive == archive,
                unit_ancestors.c.code.in_(wanted[start : start + _BATCH]),
                packages.c.state == "accepted",
                units.c.withdrawn.is_(False),
            )
        )
        for above, below, number in rows:
            if above not in found or found[above][0] < number:
                found[above] = (SharingClass(number), below)
    return found


def more_open_than_below(connection: Connection, limit: int) -> list[tuple[UnitIdentity, UnitIdentity]]:
    """Held units with pages that are more open than a held unit below them, each with one such unit, at most `limit`.

    No change leaves a home so; a home may come to it when the rule of what lies below is another than it was.
    """
    above, above_state = units.alias("above"), sharing_states.alias("above_state")
    rows = connection.execute(
        select(above.c.archive, above.c.code, func.min(units.c.code).label("below"))
        .select_from(
            _with_states()
            .join(unit_ancestors, unit_ancestors.c.unit_id == units.c.id)
            .join(
                above,
                and_(above.c.archive == unit_ancestors.c.archive, above.c.code == unit_ancestors.c.code),
            )
            .join(above_state, above_state.c.unit_id == above.c.id)
        )
        .where(
            above.c.pages > 0,
            above.c.withdrawn.is_(False),
            units.c.withdrawn.is_(False),
            packages.c.state == "accepted",
            above_state.c.sharing_class < _kept_class,
        )
        .group_by(above.c.archive, above.c.code)
        .order_by(above.c.archive, above.c.code)
        .limit(limit)
    )
    return [(UnitIdentity(row.archive, row.code), UnitIdentity(row.archive, row.below)) for row in rows]


def drop_states(connection: Connection, rows: Iterable[int]) -> None:
    """Drop the states of staged units that are given up."""
    connection.execute(delete(sharing_states).where(sharing_states.c.unit_id.in_(list(rows))))


def _with_states() -> Join:
    return units.join(packages, packages.c.id == units.c.package_id).outerjoin(
        sharing_states, sharing_states.c.unit_id == units.c.id
    )


def _placed() -> Join:
    return (
        _with_states()
        .join(theme_units, theme_units.c.unit_id == units.c.id)
        .join(themes, themes.c.id == theme_units.c.theme_id)
        .join(
            theme_sections,
            and_(
                theme_sections.c.theme_id == theme_units.c.theme_id,
                theme_sections.c.slug == theme_units.c.section,
            ),
        )
    )
