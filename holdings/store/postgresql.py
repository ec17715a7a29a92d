"""The store on PostgreSQL: one database a home, asked and written by several processes on several machines.

Each transaction keeps what SQLite keeps: a reader sees one state (REPEATABLE READ, read only), and the writers of
a home wait for each other (an advisory lock, taken before the first look), so that whatever a writer looked up
still holds when it writes. Text sorts by its bytes whatever the database's locale says (`settle_collations`).

Advisory locks belong to a session: between Lantai and the server there may be a pool of sessions (PgBouncer in
session mode), never one of transactions. A database holds one home: the locks are the database's.
"""

from __future__ import annotations

import os
import weakref
from collections.abc import Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, MetaData, create_engine, event, text
from sqlalchemy.engine import URL, Engine
from sqlalchemy.exc import DBAPIError

from holdings.letters import LantaiError, Letter
from holdings.store.failures import store_failures

if TYPE_CHECKING:
    from psycopg import Connection as Session
    from psycopg.abc import Buffer, Dumper

#: The first of the two numbers of each of our advisory locks: "LANT".
LOCKS = 0x4C414E54
#: The second number of the lock that every writing transaction takes.
WRITERS = 1

#: The oldest server that is supported, as `server_version_num` counts: 13.
OLDEST = 130_000

_LAST_CHANGE = "SELECT value FROM counters WHERE name = 'outbox'"

#: Connections that a process keeps, and opens beside them when more threads ask at a time.
_KEPT, _BESIDE = 5, 15
#: How long a thread waits for a connection, and a writer for another one's transaction, in seconds.
_PATIENCE = 30
#: How long a server may take to answer a new connection, in seconds.
_CONNECTS = 5

# One look-up by key is what we ask most: compiling a plan takes longer than running it.
_SESSION = f"SET lock_timeout = '{_PATIENCE}s'; SET jit = off"


class ServerTooOld(LantaiError):
    """The PostgreSQL server is of a version that Lantai was never tried on."""

    def __init__(self, version: str) -> None:
        super().__init__(
            Letter(
                f"PostgreSQL 服务器的版本 {version} 太旧，兰台没有在其上试过，馆藏没有打开。请升级到 13 或更新的版本。",
                f"The PostgreSQL server is of version {version}, on which Lantai was never tried, so the home was "
                "not opened. Upgrade it to 13 or newer.",
            )
        )


def open_postgresql(url: URL) -> Engine:
    """An engine for a home's database; nothing is asked of the server yet.

    Raises:
        ImportError: the driver is not installed.
    """
    if url.drivername == "postgresql":
        url = url.set(drivername="postgresql+psycopg")
    engine = create_engine(
        url,
        # A server that was started again costs a look before each transaction, never an answer.
        pool_pre_ping=True,
        pool_size=_KEPT,
        max_overflow=_BESIDE,
        pool_timeout=_PATIENCE,
        connect_args={
            "connect_timeout": _CONNECTS,
            "application_name": "lantai",
            # A machine that vanished is noticed in half a minute, not in two hours.
            "keepalives_idle": 10,
            "keepalives_interval": 5,
            "keepalives_count": 3,
            "tcp_user_timeout": 30_000,
        },
    )

    _part_at_fork(engine)

    @event.listens_for(engine, "connect")
    def _settle(session: Session[Any], _record: Any) -> None:
        for dumper in _dumpers():
            session.adapters.register_dumper(str, dumper)
        with session.cursor() as cursor:
            cursor.execute(_SESSION)
        session.commit()

    return engine


def rewrite(engine: Engine, tables: Sequence[str]) -> bool:
    """Write tables anew, so that nothing stays in them of what was deleted; True.

    What the server's own log and its backups keep is for whoever runs the server (docs/operations.md).
    """
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in tables:
            connection.exec_driver_sql(f'VACUUM (FULL) "{table}"')
    return True


def _part_at_fork(engine: Engine) -> None:
    """A child process opens connections of its own: two processes in one session hear each other's answers."""
    known = weakref.ref(engine)

    def part() -> None:
        ours = known()
        if ours is not None:
            ours.dispose(close=False)

    os.register_at_fork(after_in_child=part)


@cache
def _dumpers() -> tuple[type[Dumper], ...]:
    """How texts are sent. NUL is a character for SQLite and Python, and none for PostgreSQL: it goes as U+FFFD."""
    from psycopg.types.string import StrDumper, StrDumperUnknown

    class Texts(StrDumper):
        def dump(self, obj: str) -> Buffer | None:
            return super().dump(obj.replace("\0", "\ufffd") if "\0" in obj else obj)

    class Unknowns(StrDumperUnknown):
        def dump(self, obj: str) -> Buffer | None:
            return super().dump(obj.replace("\0", "\ufffd") if "\0" in obj else obj)

    # The driver takes the last one where the type of a value is not known from its place.
    return Texts, Unknowns


def readers(engine: Engine) -> Engine:
    """The same connections, for transactions that see one state and change nothing."""
    return engine.execution_options(isolation_level="REPEATABLE READ", postgresql_readonly=True)


def wait_for_writers(connection: Connection) -> None:
    """Wait until no other transaction writes this home; at the end of the transaction the next one goes on.

    The transaction is READ COMMITTED: each of its looks is newer than this lock, and nobody else changes
    anything. (A snapshot of the whole transaction would be older than the lock that it waited for.)
    """
    connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCKS}, {WRITERS})"))


def refuse_old_server(connection: Connection) -> None:
    """Look at the server's version.

    Raises:
        ServerTooOld: it is older than `OLDEST`.
    """
    number = int(connection.execute(text("SHOW server_version_num")).scalar_one())
    if number < OLDEST:
        raise ServerTooOld(str(connection.execute(text("SHOW server_version")).scalar_one()))


def settle_collations(connection: Connection, metadata: MetaData) -> None:
    """Make every text column of the home ``text COLLATE "C"``: of any length, in the order of its bytes.

    That is how SQLite keeps text. Migrations need not think of it: this follows each of them.
    """
    quote = connection.dialect.identifier_preparer.quote
    found = connection.execute(
        text(
            "SELECT table_name, column_name FROM information_schema.columns "
            "WHERE table_schema = current_schema() AND data_type IN ('character varying', 'text') "
            "AND (collation_name IS DISTINCT FROM 'C' OR data_type <> 'text') ORDER BY table_name, ordinal_position"
        )
    ).all()
    columns: dict[str, list[str]] = {}
    for table, column in found:
        if table in metadata.tables:
            columns.setdefault(table, []).append(f'ALTER COLUMN {quote(column)} TYPE text COLLATE "C"')
    for table, changes in columns.items():
        connection.execute(text(f"ALTER TABLE {quote(table)} {', '.join(changes)}"))


class SessionLock:
    """A lock that one process holds at a time, whatever machine it runs on (a session's advisory lock).

    It lies in a connection of its own: the server gives it back when the process, its machine or the server ends.

    Args:
        engine: of the home's database.
        number: which lock; the second of its two numbers.
    """

    def __init__(self, engine: Engine, number: int) -> None:
        self._engine = engine
        self._number = number
        self._connection: Connection | None = None

    def acquire(self) -> bool:
        """Take the lock; False where somebody else holds it. Taking it twice changes nothing."""
        if self._connection is not None:
            return True
        with store_failures():
            return self._take()

    def _take(self) -> bool:
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        try:
            if connection.execute(text(f"SELECT pg_try_advisory_lock({LOCKS}, {self._number})")).scalar_one():
                # Of a machine that vanished the server must notice it too, or nobody could take over.
                connection.execute(
                    text(
                        "SELECT set_config('tcp_keepalives_idle', '10', false), "
                        "set_config('tcp_keepalives_interval', '5', false), "
                        "set_config('tcp_keepalives_count', '3', false)"
                    )
                )
                self._connection = connection
                return True
        finally:
            if self._connection is None:
                connection.close()
        return False

    def held(self) -> bool:
        """Whether it is still ours: a server that was started again has forgotten it."""
        if self._connection is None:
            return False
        try:
            return bool(self._connection.execute(text("SELECT true")).scalar_one())
        except DBAPIError:
            self.release()
            return False

    def held_elsewhere(self) -> bool:
        """Whether somebody else holds it."""
        if self._connection is not None:
            return False
        # Looked up, not tried: whoever tries holds it for an instant.
        with store_failures(), self._engine.connect() as connection:
            return bool(
                connection.execute(
                    text(
                        "SELECT EXISTS (SELECT FROM pg_locks JOIN pg_database ON pg_database.oid = pg_locks.database "
                        "WHERE datname = current_database() AND locktype = 'advisory' AND granted "
                        "AND classid = :room AND objid = :number AND objsubid = 2)"
                    ),
                    {"room": LOCKS, "number": self._number},
                ).scalar_one()
            )

    def release(self) -> None:
        """Give the lock back; a session that ended has done so."""
        connection, self._connection = self._connection, None
        if connection is None:
            return
        try:
            if not connection.invalidated:
                connection.execute(text(f"SELECT pg_advisory_unlock({LOCKS}, {self._number})"))
        except DBAPIError:
            connection.invalidate()
        finally:
            connection.close()


class CountedCommits:
    """See `holdings.store.commits.CommitWatch`: the number of the last change, in one request of an open connection.

    A connection that ended is replaced at the next look.
    """

    def __init__(self, engine: Engine) -> None:
        """For a home's database; nothing is asked yet."""
        self._engine = engine
        self._connection: Connection | None = None

    def mark(self) -> int:
        """See `CommitWatch.mark`."""
        with store_failures():
            if self._connection is None:
                self._connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
            try:
                return int(self._connection.exec_driver_sql(_LAST_CHANGE).scalar_one())
            except DBAPIError:
                self._connection.invalidate()
                self.close()
                raise

    def close(self) -> None:
        """See `CommitWatch.close`."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
