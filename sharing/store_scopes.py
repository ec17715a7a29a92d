"""The home learns the code of its own archive: rights that named it by that code are written bare from then on."""

from __future__ import annotations

from sqlalchemy import select, update

from holdings.identity import parts_of, written
from holdings.store import homes
from holdings.store.database import Transaction
from sharing.access import Role
from sharing.store import grants, readers


def begin_archive(connection: Transaction, archive: str) -> None:
    """Keep the code of the home's own archive, and let every right that names this archive name it as units do.

    Whoever was given rights before the code was known wrote them ``ARCHIVE:CODE``; the units are written bare.
    """
    homes.set_fact(connection, "archive", archive)
    for name, role, scope in connection.execute(
        select(readers.c.name, readers.c.role, readers.c.scope)
    ).all():
        # Staff have an archive for their scope, a supplier an identity within one.
        own = "" if role == Role.STAFF.value and scope == archive else _bare(scope, archive)
        if own != scope:
            connection.execute(update(readers).where(readers.c.name == name).values(scope=own))
    for grant, scope in connection.execute(select(grants.c.id, grants.c.scope)).all():
        own = _bare(scope, archive)
        if own != scope:
            connection.execute(update(grants).where(grants.c.id == grant).values(scope=own))


def _bare(scope: str, archive: str) -> str:
    named, code = parts_of(scope)
    return written("", code) if named == archive else scope
