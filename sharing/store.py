"""What the store keeps of sharing: states of units, readers, grants. It joins the holdings' transactions."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    ColumnElement,
    Connection,
    ForeignKey,
    FromClause,
    Index,
    Integer,
    Row,
    String,
    Table,
    Text,
    and_,
    bindparam,
    exists,
    false,
    func,
    insert,
    or_,
    select,
    update,
)

from holdings.identity import UnitIdentity, parts_of
from holdings.store.outbox import UNSEEN, Change, Kind
from holdings.store.tables import (
    metadata,
    packages,
    unit_ancestors,
    units,
)
from holdings.store.units import unit_of
from holdings.units import Unit
from sharing.access import (
    ANONYMOUS,
    Part,
    Protected,
    Reader,
    Role,
    SharingState,
    open_to_anyone,
    shown_to_anyone,
)
from sharing.classes import SharingClass
from sharing.grants import Grant, NamedReader, token_hash

sharing_states = Table(
    "sharing_states",
    metadata,
    Column("unit_id", Integer, ForeignKey("units.id"), primary_key=True),
    Column("class", Integer, nullable=False, key="sharing_class"),
    Column("face_hidden", Boolean, nullable=False, default=False),
    Column("published", Text, nullable=False, default="[]"),  # JSON list of elements
    Index("ix_sharing_states_class", "sharing_class"),
)

readers = Table(
    "readers",
    metadata,
    Column("name", String(80), primary_key=True),
    Column("role", String(10), nullable=False),
    Column("scope", String(240), nullable=False),
    Column("token_hash", String(64), nullable=False, unique=True),
    Column("added_on", String(32), nullable=False),
    Column("ended_on", String(32), nullable=False, default=""),
)

grants = Table(
    "grants",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("reader", String(80), ForeignKey("readers.name"), nullable=False, index=True),
    Column("scope", String(240), nullable=False),
    Column("until", String(10), nullable=False),  # YYYY-MM-DD, the last day
    Column("reason", Text, nullable=False),
    Column("given_on", String(32), nullable=False),
    Column("ended_on", String(32), nullable=False, default=""),
    sqlite_autoincrement=True,
)

_BATCH = 500
#: Of a unit whose state is missing: nobody sees it but who may see everything of it.
_CLOSED = SharingState(SharingClass.WITHHELD, face_hidden=True)


def put_states(connection: Connection, states: Mapping[int, SharingState]) -> None:
    """Write the states of newly staged units, by row."""
    if states:
        connection.execute(
            insert(sharing_states), [{"unit_id": row, **_columns(state)} for row, state in states.items()]
        )


def set_state(connection: Connection, row: int, state: SharingState) -> None:
    """Change the state of a unit."""
    connection.execute(update(sharing_states).where(sharing_states.c.unit_id == row).values(_columns(state)))


def states(connection: Connection, rows: Iterable[int]) -> dict[int, SharingState]:
    """States by row."""
    wanted = list(rows)
    found: dict[int, SharingState] = {}
    for start in range(0, len(wanted), _BATCH):
        for row in connection.execute(
            select(sharing_states).where(sharing_states.c.unit_id.in_(wanted[start : start + _BATCH]))
        ):
            found[row.unit_id] = _state(row)
    return found


def protect(connection: Connection, held: Iterable[Unit]) -> dict[int, Protected]:
    """Units with their states, by row. A unit whose state is missing is taken as withheld."""
    by_row = {unit.row: unit for unit in held}
    known = states(connection, by_row)
    return {row: Protected(unit, known.get(row, _CLOSED)) for row, unit in by_row.items()}


def change_of(protected: Protected, *, tightens: bool = False) -> Change:
    """The outbox row of a unit of which something changed, but not who may see it."""
    unit = protected.unit
    leaves = "" if shown_to_anyone(protected) else UNSEEN
    return Change(Kind.UNIT, unit.row, unit.identity.number, tightens=tightens, leaves=leaves)


def changes_of(connection: Connection, held: Iterable[Unit]) -> list[Change]:
    """The outbox rows of units whose words or pages changed, but not who may see them; none of them tightens."""
    return [change_of(protected) for protected in protect(connection, held).values()]


def package_change(connection: Connection, package: int) -> Change:
    """The outbox row of a package that becomes visible."""
    shown = connection.execute(
        select(units.c.id)
        .join(sharing_states, sharing_states.c.unit_id == units.c.id)
        .where(units.c.package_id == package, visible(ANONYMOUS))
        .limit(1)
    ).first()
    return Change(Kind.PACKAGE, package, leaves="" if shown is not None else UNSEEN)


# Statements of every question are made once: making one costs as much as running it.
_PROTECTED = (
    select(
        units,
        sharing_states.c.sharing_class,
        sharing_states.c.face_hidden,
        sharing_states.c.published,
    )
    .join(packages, packages.c.id == units.c.package_id)
    .outerjoin(sharing_states, sharing_states.c.unit_id == units.c.id)
    .where(packages.c.state == "accepted")
)
_BY_NUMBERS = _PROTECTED.where(units.c.number.in_(bindparam("wanted", expanding=True)))


def protected_by_numbers(connection: Connection, numbers: Iterable[int]) -> dict[int, Protected]:
    """Held units with their states, by their numbers in indices, in one look."""
    return {protected.unit.identity.number: protected for protected in _protected(connection, numbers)}


def _protected(connection: Connection, numbers: Iterable[int]) -> Iterator[Protected]:
    wanted = list(dict.fromkeys(numbers))
    for start in range(0, len(wanted), _BATCH):
        for row in connection.execute(_BY_NUMBERS, {"wanted": wanted[start : start + _BATCH]}):
            yield protected_of(row)


def protected_of(row: Row[Any]) -> Protected:
    """A row that begins with the columns of `units`, with its state, as an outer join found it.

    One whose state is missing is taken as withheld.
    """
    return Protected(unit_of(row), _CLOSED if row.sharing_class is None else _state(row))


def add_reader(connection: Connection, reader: NamedReader, token: str, now: str) -> None:
    """Add a reader; only the hash of the token is kept.

    Raises:
        sqlalchemy.exc.IntegrityError: the name is taken.
    """
    connection.execute(
        insert(readers).values(
            name=reader.name,
            role=reader.role.value,
            scope=reader.scope,
            token_hash=token_hash(token),
            added_on=now,
            ended_on="",
        )
    )


def end_reader(connection: Connection, name: str, now: str) -> bool:
    """End a reader's token; False where no such reader is open."""
    done = connection.execute(
        update(readers).where(readers.c.name == name, readers.c.ended_on == "").values(ended_on=now)
    )
    return bool(done.rowcount)


def all_readers(connection: Connection) -> list[NamedReader]:
    """All readers, ended ones included, by name."""
    return [
        NamedReader(row.name, Role(row.role), row.scope, bool(row.ended_on))
        for row in connection.execute(select(readers).order_by(readers.c.name))
    ]


def add_grant(connection: Connection, reader: str, scope: str, until: dt.date, reason: str, now: str) -> int:
    """Give a grant; returns its id. It holds from the next question on."""
    return int(
        connection.execute(
            insert(grants)
            .values(
                reader=reader, scope=scope, until=until.isoformat(), reason=reason, given_on=now, ended_on=""
            )
            .returning(grants.c.id)
        ).scalar_one()
    )


def end_grant(connection: Connection, grant: int, now: str) -> bool:
    """Take a grant back; False where no such grant is in force."""
    done = connection.execute(
        update(grants).where(grants.c.id == grant, grants.c.ended_on == "").values(ended_on=now)
    )
    return bool(done.rowcount)


def all_grants(connection: Connection) -> list[Grant]:
    """All grants ever given, in the order of their ids."""
    return [
        Grant(row.id, row.reader, row.scope, dt.date.fromisoformat(row.until), row.reason, bool(row.ended_on))
        for row in connection.execute(select(grants).order_by(grants.c.id))
    ]


_OPEN_READERS = select(readers.c.name, readers.c.role, readers.c.scope).where(readers.c.ended_on == "")
_BY_TOKEN = _OPEN_READERS.where(readers.c.token_hash == bindparam("hash"))
_BY_NAME = _OPEN_READERS.where(readers.c.name == bindparam("known_as"))
_GRANTED = select(grants.c.scope).where(
    grants.c.reader == bindparam("known_as"), grants.c.ended_on == "", grants.c.until >= bindparam("today")
)


def reader_by_token(connection: Connection, token: str, today: dt.date) -> Reader | None:
    """The reader whose token this is, with the grants in force today; None if unknown or ended."""
    row = connection.execute(_BY_TOKEN, {"hash": token_hash(token)}).first()
    return _reader(connection, row.name, row.role, row.scope, today) if row is not None else None


def reader_by_name(connection: Connection, name: str, today: dt.date) -> Reader | None:
    """The reader of this name, with the grants in force today; None if unknown or ended."""
    row = connection.execute(_BY_NAME, {"known_as": name}).first()
    return _reader(connection, row.name, row.role, row.scope, today) if row is not None else None


def open_faces(sharing_class: ColumnElement[int], face_hidden: ColumnElement[bool]) -> ColumnElement[bool]:
    """`sharing.access.open_to_anyone` for a face, as a condition on two columns: made of what that rule says."""
    return or_(
        *(
            and_(sharing_class == int(one), face_hidden.is_(hidden))
            for one in SharingClass
            for hidden in (False, True)
            if open_to_anyone(SharingState(one, face_hidden=hidden), Part.FACE)
        )
    )


def visible(
    reader: Reader, unit: FromClause = units, state: FromClause = sharing_states
) -> ColumnElement[bool]:
    """The access law for a face as a condition on `units` joined with `sharing_states`.

    The same policy as `sharing.access.may_view` for the part ``face``; a property test holds them together.
    Whether the unit's package is accepted is the caller's to ask.
    """
    rights = [open_faces(state.c.sharing_class, state.c.face_hidden)]
    if reader.role is Role.STAFF:
        rights.append(unit.c.archive == reader.scope)
    if reader.role is Role.SUPPLIER:
        archive, supplier = parts_of(reader.scope)
        rights.append(and_(unit.c.archive == archive, unit.c.supplier == supplier))
    if reader.role is not None and reader.granted:
        rights.append(
            and_(state.c.sharing_class == int(SharingClass.CONDITIONAL), _within(reader.granted, unit))
        )
    return and_(unit.c.withdrawn.is_(False), or_(*rights))


def rows_directly_below(
    connection: Connection, reader: Reader, identity: UnitIdentity, after: bytes, limit: int
) -> list[int]:
    """Rows of the units that this reader sees directly below one, in the order of codes, from after a key."""
    question = select(units.c.id).select_from(_below_tables()).where(*_directly_below(reader, identity))
    if after:
        question = question.where(units.c.order_key > after)
    return list(connection.execute(question.order_by(units.c.order_key).limit(limit)).scalars())


def count_directly_below(connection: Connection, reader: Reader, identity: UnitIdentity) -> int:
    """How many units this reader sees directly below one."""
    question = select(func.count()).select_from(_below_tables()).where(*_directly_below(reader, identity))
    return int(connection.execute(question).scalar_one())


def _below_tables() -> FromClause:
    return (
        unit_ancestors.join(units, units.c.id == unit_ancestors.c.unit_id)
        .join(sharing_states, sharing_states.c.unit_id == units.c.id)
        .join(packages, packages.c.id == units.c.package_id)
    )


def _directly_below(reader: Reader, identity: UnitIdentity) -> tuple[ColumnElement[bool], ...]:
    between, between_state, between_package = units.alias(), sharing_states.alias(), packages.alias()
    nearer = unit_ancestors.alias()
    hidden_by = (
        select(nearer.c.unit_id)
        .select_from(
            nearer.join(between, and_(between.c.archive == nearer.c.archive, between.c.code == nearer.c.code))
            .join(between_state, between_state.c.unit_id == between.c.id)
            .join(between_package, between_package.c.id == between.c.package_id)
        )
        .where(
            nearer.c.unit_id == unit_ancestors.c.unit_id,
            nearer.c.depth > unit_ancestors.c.depth,
            between_package.c.state == "accepted",
            visible(reader, between, between_state),
        )
    )
    return (
        unit_ancestors.c.archive == identity.archive,
        unit_ancestors.c.code == identity.code,
        packages.c.state == "accepted",
        visible(reader),
        ~hidden_by.exists(),
    )


def _within(scopes: frozenset[str], unit: FromClause) -> ColumnElement[bool]:
    by_archive: dict[str, list[str]] = {}
    for scope in sorted(scopes):
        identity = UnitIdentity.read(scope)
        by_archive.setdefault(identity.archive, []).append(identity.code)
    above = unit_ancestors.alias()
    parts: list[ColumnElement[bool]] = [false()]
    for archive, codes in by_archive.items():
        granted_above = exists().where(
            above.c.unit_id == unit.c.id, above.c.archive == archive, above.c.code.in_(codes)
        )
        parts.append(and_(unit.c.archive == archive, or_(unit.c.code.in_(codes), granted_above)))
    return or_(*parts)


def _reader(connection: Connection, name: str, role: str, scope: str, today: dt.date) -> Reader:
    granted = connection.execute(_GRANTED, {"known_as": name, "today": today.isoformat()}).scalars().all()
    return Reader(name, Role(role), scope, frozenset(granted))


def _state(row: Row[Any]) -> SharingState:
    published = frozenset() if row.published == "[]" else frozenset(json.loads(row.published))
    return SharingState(SharingClass(row.sharing_class), bool(row.face_hidden), published)


def _columns(state: SharingState) -> dict[str, object]:
    return {
        "sharing_class": int(state.sharing_class),
        "face_hidden": state.face_hidden,
        "published": json.dumps(sorted(state.published)),
    }
