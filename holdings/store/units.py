"""Units of description in the store: reading them, one by one or by the thousand."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, insert, or_, select, update

from holdings.identity import UnitIdentity
from holdings.levels import Level
from holdings.store.readings import settle_quality
from holdings.store.tables import packages, unit_ancestors, unit_history, units
from holdings.units import Description, Unit

_BATCH = 500
#: Characters of an element in the history; the path of an object may be longer.
_LONGEST_ELEMENT = 40


def _accepted() -> Select[Any]:
    # A unit is held once its package is accepted; a staged one does not exist for any question.
    return (
        select(units)
        .join(packages, packages.c.id == units.c.package_id)
        .where(packages.c.state == "accepted")
    )


def find(connection: Connection, identity: UnitIdentity) -> Unit | None:
    """The unit of this identity, withdrawn ones included; None where nothing is held under it."""
    row = connection.execute(
        _accepted().where(units.c.archive == identity.archive, units.c.code == identity.code)
    ).first()
    return unit_of(row) if row is not None else None


def by_rows(connection: Connection, rows: Iterable[int]) -> dict[int, Unit]:
    """Held units by the store's rows; rows of nothing held are left out."""
    return {unit.row: unit for unit in _many(connection, units.c.id, rows)}


_PAGES = (
    select(units.c.id, units.c.pages)
    .join(packages, packages.c.id == units.c.package_id)
    .where(packages.c.state == "accepted", units.c.id.in_(bindparam("wanted", expanding=True)))
)


def pages_of_rows(connection: Connection, rows: Iterable[int]) -> dict[int, int]:
    """How many pages with text held units have, by the store's rows."""
    wanted = list(dict.fromkeys(rows))
    found: dict[int, int] = {}
    for start in range(0, len(wanted), _BATCH):
        told = connection.execute(_PAGES, {"wanted": wanted[start : start + _BATCH]})
        found.update((row, pages) for row, pages in told.all())
    return found


def by_numbers(connection: Connection, numbers: Iterable[int]) -> dict[int, Unit]:
    """Held units by their numbers in indices; numbers of nothing held are left out."""
    return {unit.identity.number: unit for unit in _many(connection, units.c.number, numbers)}


def by_identities(connection: Connection, archive: str, codes: Iterable[str]) -> dict[str, Unit]:
    """Held units of one archive by code."""
    wanted = list(dict.fromkeys(codes))
    found: dict[str, Unit] = {}
    for start in range(0, len(wanted), _BATCH):
        chosen = _accepted().where(
            units.c.archive == archive, units.c.code.in_(wanted[start : start + _BATCH])
        )
        found.update((row.code, unit_of(row)) for row in connection.execute(chosen))
    return found


_ORDER_KEYS = (
    select(units.c.number, units.c.archive, units.c.order_key)
    .join(packages, packages.c.id == units.c.package_id)
    .where(packages.c.state == "accepted", units.c.number.in_(bindparam("wanted", expanding=True)))
)


def order_keys(connection: Connection, numbers: Iterable[int]) -> dict[int, tuple[str, bytes]]:
    """The place of held units in the order of codes, by number: (archive, key)."""
    wanted = list(numbers)
    found: dict[int, tuple[str, bytes]] = {}
    for start in range(0, len(wanted), _BATCH):
        rows = connection.execute(_ORDER_KEYS, {"wanted": wanted[start : start + _BATCH]})
        found.update((number, (archive, key)) for number, archive, key in rows)
    return found


def rows_of_package(connection: Connection, package: int, after: int, limit: int) -> list[int]:
    """Rows of a package's units in the order of accession, from after a row."""
    return list(
        connection.execute(
            select(units.c.id)
            .where(units.c.package_id == package, units.c.id > after)
            .order_by(units.c.id)
            .limit(limit)
        ).scalars()
    )


def all_rows(connection: Connection, after: int, limit: int) -> list[int]:
    """Rows of all held units, from after a row; what a rebuild walks through."""
    return list(
        connection.execute(
            select(units.c.id)
            .join(packages, packages.c.id == units.c.package_id)
            .where(packages.c.state == "accepted", units.c.id > after)
            .order_by(units.c.id)
            .limit(limit)
        ).scalars()
    )


def count(connection: Connection) -> int:
    """How many units are held, withdrawn ones left out."""
    return int(
        connection.execute(
            select(func.count())
            .select_from(units.join(packages, packages.c.id == units.c.package_id))
            .where(packages.c.state == "accepted", units.c.withdrawn.is_(False))
        ).scalar_one()
    )


def at_or_below(connection: Connection, archive: str, code: str) -> list[int]:
    """Rows of the unit of a code and of all below it, in the order of codes; withdrawn ones left out."""
    above = (
        select(unit_ancestors.c.unit_id)
        .where(unit_ancestors.c.archive == archive, unit_ancestors.c.code == code)
        .scalar_subquery()
    )
    return list(
        connection.execute(
            select(units.c.id)
            .join(packages, packages.c.id == units.c.package_id)
            .where(
                units.c.archive == archive,
                or_(units.c.code == code, units.c.id.in_(above)),
                packages.c.state == "accepted",
                units.c.withdrawn.is_(False),
            )
            .order_by(units.c.order_key)
        ).scalars()
    )


def below(connection: Connection, archive: str, code: str) -> list[int]:
    """Rows of all units described below a code, at any depth."""
    return list(
        connection.execute(
            select(unit_ancestors.c.unit_id)
            .join(units, units.c.id == unit_ancestors.c.unit_id)
            .join(packages, packages.c.id == units.c.package_id)
            .where(
                unit_ancestors.c.archive == archive,
                unit_ancestors.c.code == code,
                packages.c.state == "accepted",
                units.c.withdrawn.is_(False),
            )
        ).scalars()
    )


def add(connection: Connection, package: int, batch: Sequence[tuple[Unit, bytes]]) -> list[int]:
    """Stage units of a package, with their order keys; returns their new rows.

    Raises:
        sqlalchemy.exc.IntegrityError: an identity is taken; nothing of the batch is added.
    """
    if not batch:
        return []
    connection.execute(
        insert(units), [{**_row(unit), "order_key": key, "package_id": package} for unit, key in batch]
    )
    numbers = [unit.identity.number for unit, _ in batch]
    rows: dict[int, int] = {}
    for start in range(0, len(numbers), _BATCH):
        rows.update(
            connection.execute(
                select(units.c.number, units.c.id).where(units.c.number.in_(numbers[start : start + _BATCH]))
            ).all()
        )
    ancestors = [
        {
            "archive": unit.identity.archive,
            "code": code,
            "unit_id": rows[unit.identity.number],
            "depth": depth,
        }
        for unit, _ in batch
        for depth, code in enumerate(unit.ancestors)
    ]
    if ancestors:
        connection.execute(insert(unit_ancestors), ancestors)
    return [rows[number] for number in numbers]


def change(connection: Connection, row: int, **columns: Any) -> None:
    """Set some columns of a unit and count its version on."""
    connection.execute(update(units).where(units.c.id == row).values(version=units.c.version + 1, **columns))


def remember(
    connection: Connection,
    row: int,
    at: str,
    action: str,
    *,
    element: str = "",
    before: str = "",
    after: str = "",
    reason: str = "",
) -> None:
    """Write a line of a unit's history."""
    connection.execute(
        insert(unit_history),
        [
            {
                "unit_id": row,
                "at": at,
                "action": action,
                "element": element[:_LONGEST_ELEMENT],
                "before": before,
                "after": after,
                "reason": reason,
            }
        ],
    )


def remember_accession(connection: Connection, rows: Sequence[int], at: str, source: str) -> None:
    """Write the first line of the history of newly staged units."""
    connection.execute(
        insert(unit_history),
        [{"unit_id": row, "at": at, "action": "accession", "after": source} for row in rows],
    )


def set_texts(connection: Connection, told: Sequence[tuple[int, int, str]]) -> None:
    """Set, by row, the number of page texts of units and the note of what is missing; counts the poorly read."""
    if told:
        connection.execute(
            update(units).where(units.c.id == bindparam("row")),
            [{"row": row, "pages": pages, "text_note": text_note} for row, pages, text_note in told],
        )
        settle_quality(connection, [row for row, _, _ in told])


def history(connection: Connection, row: int) -> list[dict[str, str]]:
    """A unit's history, oldest first."""
    lines = connection.execute(
        select(unit_history).where(unit_history.c.unit_id == row).order_by(unit_history.c.id)
    ).mappings()
    names = ("at", "action", "element", "before", "after", "reason")
    return [{name: str(line[name]) for name in names} for line in lines]


def _many(connection: Connection, column: Any, values: Iterable[Any]) -> Iterator[Unit]:
    wanted = list(dict.fromkeys(values))
    for start in range(0, len(wanted), _BATCH):
        for row in connection.execute(_accepted().where(column.in_(wanted[start : start + _BATCH]))):
            yield unit_of(row)


def _row(unit: Unit) -> dict[str, Any]:
    told = unit.description
    return {
        "archive": unit.identity.archive,
        "code": unit.identity.code,
        "number": unit.identity.number,
        "level": int(unit.level),
        "template": unit.template,
        "fonds": unit.fonds,
        "supplier": unit.supplier,
        "ancestors": _words(unit.ancestors),
        **description_columns(told),
        "pages": unit.pages,
        "text_note": unit.text_note,
        "withdrawn": unit.withdrawn,
    }


def description_columns(told: Description) -> dict[str, Any]:
    """A description as the columns of its row."""
    return {
        "title": told.title,
        "public_title": told.public_title,
        "responsible": told.responsible,
        "date_text": told.date_text,
        "earliest": told.earliest,
        "latest": told.latest,
        "document_number": told.document_number,
        "retention": told.retention,
        "secrecy": told.secrecy,
        "opening": told.opening,
        "creator": told.creator,
        "category": told.category,
        "stated_pages": told.stated_pages,
        "descriptors": _words(told.descriptors),
        "names": _words(told.names),
        "abstract": told.abstract,
        "former_codes": _words(told.former_codes),
        "other_cells": _pairs_text(told.other_cells),
    }


def _words(words: Sequence[str]) -> str:
    return json.dumps(list(words), ensure_ascii=False) if words else "[]"


def _tuple(text: str) -> tuple[str, ...]:
    return () if text == "[]" else tuple(json.loads(text))


def _pairs_text(pairs: Sequence[tuple[str, str]]) -> str:
    return json.dumps(pairs, ensure_ascii=False) if pairs else "[]"


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    return () if text == "[]" else tuple((heading, cell) for heading, cell in json.loads(text))


#: Levels by the number that a row keeps.
_LEVELS = {int(level): level for level in Level}


def unit_of(row: Row[Any]) -> Unit:
    """A row that begins with the columns of `units`, whatever follows them, as a unit.

    By their places: to ask a row for each of its columns by name took half of the time of an answer's units.
    """
    (
        number_of_row,
        archive,
        code,
        _number,
        _order_key,
        level,
        template,
        _fonds,
        supplier,
        ancestors,
        title,
        public_title,
        responsible,
        date_text,
        earliest,
        latest,
        document_number,
        retention,
        secrecy,
        opening,
        creator,
        category,
        stated_pages,
        descriptors,
        names,
        abstract,
        former_codes,
        other_cells,
        pages,
        text_note,
        poorly_read,
        withdrawn,
        _package,
        _version,
    ) = row[:_COLUMNS]
    return Unit(
        identity=UnitIdentity(archive, code),
        level=_LEVELS[level],
        template=template,
        supplier=supplier,
        ancestors=_tuple(ancestors),
        description=Description(
            title=title,
            public_title=public_title,
            responsible=responsible,
            date_text=date_text,
            earliest=earliest,
            latest=latest,
            document_number=document_number,
            retention=retention,
            secrecy=secrecy,
            opening=opening,
            creator=creator,
            category=category,
            stated_pages=stated_pages,
            descriptors=_tuple(descriptors),
            names=_tuple(names),
            abstract=abstract,
            former_codes=_tuple(former_codes),
            other_cells=_pairs(other_cells),
        ),
        pages=pages,
        text_note=text_note,
        poorly_read=poorly_read,
        withdrawn=bool(withdrawn),
        row=number_of_row,
    )


_COLUMNS = len(units.c)
