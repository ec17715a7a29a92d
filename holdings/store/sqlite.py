"""The store on SQLite: one file, readers beside one writer."""

from __future__ import annotations

import sqlite3
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, create_engine, event
from sqlalchemy.engine import URL, Engine
from sqlalchemy.exc import OperationalError

from holdings.store.failures import store_failures

#: How long a writer waits for another one's transaction, in seconds.
_PATIENCE = 30


def rewrite(engine: Engine) -> bool:
    """Write the whole file anew, and empty its log: nothing stays in either of what was deleted.

    `secure_delete` alone does not do it: where rows move between pages, their old places keep what they said.

    Returns:
        Whether the log could be emptied; it cannot while somebody reads from it.
    """
    # Not within a transaction, which VACUUM refuses: in the place of BEGIN comes what changes nothing.
    alone = engine.connect().execution_options(begin="PRAGMA foreign_keys=ON")
    with alone as connection:
        connection.exec_driver_sql("VACUUM")
        return _log_emptied(connection)


def empty_log(engine: Engine) -> bool:
    """Bring the log into the file and empty it; returns whether nobody stood in the way.

    A transaction that was killed has left in the log what it never committed.
    """
    with engine.connect().execution_options(begin="PRAGMA foreign_keys=ON") as connection:
        return _log_emptied(connection)


def _log_emptied(connection: Connection) -> bool:
    busy, _, _ = connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").one()
    return not busy


def open_sqlite(url: URL) -> Engine:
    """An engine whose transactions see one state and whose writers wait for each other."""
    if url.database:
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": _PATIENCE, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _settle(connection: Any, _record: Any) -> None:
        # The driver's own BEGIN would start transactions late and as readers; we begin them ourselves.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA secure_delete=ON")
        cursor.execute("PRAGMA cache_size=-65536")
        cursor.execute("PRAGMA mmap_size=1073741824")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A writer takes its lock at once, so that it waits for others instead of failing half way.
        connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))

    return engine


class DataVersion:
    """See `holdings.store.commits.CommitWatch`; on a connection that never writes (``PRAGMA data_version``).

    Ten microseconds a look, where a transaction takes some hundred. A stamp of the file would not do: the log of writes
    keeps its size while it is written anew, and the clock of files stands still for milliseconds.
    """

    def __init__(self, engine: Engine) -> None:
        """For a home's store; its connection is its own."""
        with store_failures():
            pooled = engine.raw_connection()
            self._connection: Any = pooled.driver_connection
            pooled.detach()

    def mark(self) -> int:
        """See `CommitWatch.mark`."""
        with store_failures():
            try:
                return int(self._connection.execute("PRAGMA data_version").fetchone()[0])
            except sqlite3.Error as error:
                raise OperationalError("PRAGMA data_version", None, error) from error

    def close(self) -> None:
        """See `CommitWatch.close`."""
        self._connection.close()
