"""Opening the store: transactions, locks between processes, the schema."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, insert, select
from sqlalchemy.engine import Engine, make_url

from holdings.store import examining, migrating, postgresql, tables
from holdings.store.commits import CommitWatch
from holdings.store.examining import Examined
from holdings.store.failures import StoreDamaged, StoreUnavailable, store_failures
from holdings.store.locks import NoLock, StoreLock
from holdings.store.migrating import StoreTooNew
from holdings.store.sqlite import DataVersion, empty_log, open_sqlite, rewrite

__all__ = ["Store", "StoreDamaged", "StoreTooNew", "StoreUnavailable", "Transaction"]

#: A connection within one transaction, as the rooms pass it on.
Transaction = Connection


class Store:
    """A home's store. One instance a process; connections are taken for one transaction at a time.

    Args:
        url: ``sqlite:///…`` or ``postgresql://…``; nothing is opened before the first transaction.
    """

    def __init__(self, url: str) -> None:
        parsed = make_url(url)
        self._on_server = parsed.get_backend_name() == "postgresql"
        self._engine: Engine = postgresql.open_postgresql(parsed) if self._on_server else open_sqlite(parsed)
        self._readers = postgresql.readers(self._engine) if self._on_server else self._engine

    @property
    def on_server(self) -> bool:
        """Whether several machines can use it at a time."""
        return self._on_server

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for questions; what it sees is one state of the store.

        Raises:
            StoreUnavailable: it cannot be asked now.
        """
        with store_failures(), self._readers.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction: committed at the end, rolled back by any error. Writers of a home wait for each other.

        Raises:
            StoreUnavailable: it cannot be used now; the transaction is kept whole or not at all.
        """
        with (
            store_failures(),
            self._engine.connect().execution_options(begin="BEGIN IMMEDIATE") as connection,
            connection.begin(),
        ):
            if self._on_server:
                postgresql.wait_for_writers(connection)
            yield connection

    def lock(self, number: int) -> StoreLock:
        """A lock between the processes that use this store, on whatever machine.

        SQLite's file is on one machine, where a lock on a file is enough: its own is always free.

        Args:
            number: which lock (`holdings.store.locks`).
        """
        return postgresql.SessionLock(self._engine, number) if self._on_server else NoLock()

    def commit_watch(self) -> CommitWatch:
        """Sees whether anything was committed, for whoever looks often.

        Raises:
            StoreUnavailable: it cannot be asked now.
        """
        return postgresql.CountedCommits(self._engine) if self._on_server else DataVersion(self._engine)

    def migrate(self) -> None:
        """Bring the store to this version's schema; makes it, and the home in it, where there is none.

        Raises:
            StoreTooNew: it is of a later version.
            StoreUnavailable: it cannot be used now.
        """
        self.prepare()
        with self.reading() as connection:
            if _home(connection):
                return
        with self.writing() as connection:
            # Another process may have made it meanwhile.
            if not _home(connection):
                connection.execute(insert(tables.home), [{"name": "id", "value": secrets.token_hex(8)}])
                connection.execute(insert(tables.counters), [{"name": "outbox", "value": 0}])

    def prepare(self, then: Callable[[Connection], None] = lambda _connection: None) -> None:
        """Bring the tables to this version's schema, and make no home in them; see `migrate`.

        Args:
            then: done in the same transaction, where anything is to be made at all.
        """
        with store_failures():
            if not migrating.is_current(self._engine):
                migrating.upgrade(self._engine, then=then)

    def at_this_schema(self) -> bool:
        """Whether the tables are this version's; nothing is changed.

        Raises:
            StoreUnavailable: it cannot be asked now.
        """
        with store_failures():
            return migrating.is_current(self._engine)

    def examine(self) -> Examined:
        """What of it can be read, table by table, whatever state it is in; all of its rows are read."""
        return examining.examine(self._engine)

    def tables_there(self) -> int:
        """How many tables there are; each is looked into.

        Raises:
            StoreDamaged: one is not there, or cannot be read at its beginning.
        """
        with self.reading() as connection:
            for table in tables.metadata.sorted_tables:
                connection.execute(select(table).limit(1)).first()
        return len(tables.metadata.sorted_tables)

    def structure(self) -> list[str]:
        """What SQLite finds wrong in the structure of its file, reading all of it; nothing on a server.

        Raises:
            StoreDamaged: it cannot even be looked at.
        """
        with store_failures():
            return examining.faults_of_file(self._engine)

    def forget_deleted(self, *, dropped: bool) -> bool:
        """Leave nothing on the disk of rows that were deleted, nor of transactions that were never committed.

        Args:
            dropped: rows were deleted, so the tables are written anew; else the log alone may hold something.

        Returns:
            Whether it was done; it is not while somebody reads all the time, and is to be tried again.

        Raises:
            StoreUnavailable: it cannot be done now.
        """
        with store_failures():
            if self._on_server:
                names = [table.name for table in tables.metadata.sorted_tables]
                return postgresql.rewrite(self._engine, names) if dropped else True
            return rewrite(self._engine) if dropped else empty_log(self._engine)

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()


def _home(connection: Connection) -> bool:
    return (
        connection.execute(select(tables.home.c.value).where(tables.home.c.name == "id")).first() is not None
    )
