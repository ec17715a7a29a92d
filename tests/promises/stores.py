"""The stores that are held to the promises: SQLite in a folder, and databases of the session's PostgreSQL."""

from __future__ import annotations

import fcntl
import os
import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

import sharing.store  # noqa: F401 (its tables are part of the schema)
from holdings.store.database import Store
from tests.servers.running import FOLDER_VARIABLE

#: Sorts text as a Chinese dictionary does, so that an order by bytes is our own doing.
_LOCALE = "TEMPLATE template0 ENCODING 'UTF8' LOCALE_PROVIDER icu ICU_LOCALE 'zh-CN' LOCALE 'C'"
_PREPARED = "prepared"


def sqlite(folder: Path) -> str:
    """URL of a store in a folder."""
    return f"sqlite:///{folder / 'home.sqlite'}"


@contextmanager
def empty_database(server: str) -> Iterator[str]:
    """URL of a database without a table; it is dropped at the end."""
    with _database(server, _LOCALE) as url:
        yield url


@contextmanager
def prepared_database(server: str) -> Iterator[str]:
    """URL of a database with this version's tables and no home; it is dropped at the end."""
    _prepare(server)
    with _database(server, f"TEMPLATE {_PREPARED}") as url:
        yield url


@contextmanager
def _database(server: str, how: str) -> Iterator[str]:
    name = f"home_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} {how}".encode())
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)".encode())


def _prepare(server: str) -> None:
    # Once a session, whichever worker comes first: migrating takes a second, copying a database 50 ms.
    with (Path(os.environ[FOLDER_VARIABLE]) / "prepared.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with psycopg.connect(server, autocommit=True) as connection:
            if connection.execute(
                "SELECT 1 FROM pg_database WHERE datname = %s AND NOT datallowconn", (_PREPARED,)
            ).fetchone():
                return
            connection.execute(f"DROP DATABASE IF EXISTS {_PREPARED}".encode())
            connection.execute(f"CREATE DATABASE {_PREPARED} {_LOCALE}".encode())
            store = Store(make_url(server).set(database=_PREPARED).render_as_string(hide_password=False))
            store.prepare()
            store.close()
            # A template that nobody can be in can always be copied.
            connection.execute(f"ALTER DATABASE {_PREPARED} ALLOW_CONNECTIONS false".encode())


def opened(kind: str, request: pytest.FixtureRequest, make: Callable[[str], object]) -> Iterator[str]:
    """The URL of a fresh store of a kind, for a fixture.

    Args:
        kind: ``sqlite`` or ``postgresql``.
        request: of the fixture.
        make: `empty_database` or `prepared_database`.
    """
    if kind == "sqlite":
        yield sqlite(request.getfixturevalue("tmp_path"))
        return
    with make(request.getfixturevalue("postgres_url")) as url:  # type: ignore[attr-defined]
        yield url


KINDS = ("sqlite", "postgresql")


def insert_as_then(connection: sa.Connection, table: sa.Table, **values: Any) -> None:
    """Insert a row into a table as the store's version had it, be it an older one; what is not named is empty."""
    then = {column["name"] for column in sa.inspect(connection).get_columns(table.name)}
    empty = {str: "", int: 0, float: 0.0, bytes: b"", bool: False}
    row = {
        column.name: values.get(column.name, empty[column.type.python_type])
        for column in table.columns
        if column.name in then
    }
    connection.execute(sa.insert(sa.table(table.name, *map(sa.column, row))), [row])
