"""Opening the store: engines, transactions, migrations."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import Connection, create_engine, event, insert, select
from sqlalchemy.engine import Engine, make_url
from sqlalchemy.exc import DatabaseError

from holdings.letters import LantaiError, Letter
from holdings.store import tables

if TYPE_CHECKING:
    from alembic.config import Config

_MIGRATIONS = Path(__file__).parent / "migrations"
#: How long a writer waits for another one's transaction, in seconds.
_PATIENCE = 30


class StoreTooNew(LantaiError):
    """The store was written by a newer Lantai."""

    def __init__(self, revision: str) -> None:
        super().__init__(
            Letter(
                f"此馆藏由更新版本的兰台写入（结构版本 {revision}），旧版本打开会损坏它。请改用新版本的 lantai。",
                f"This home was written by a newer Lantai (schema {revision}); an older one would damage it. "
                "Use the newer lantai.",
            )
        )


#: A connection within one transaction, as the rooms pass it on.
Transaction = Connection


class Store:
    """A home's store. One instance a process; connections are taken for one transaction at a time."""

    def __init__(self, url: str) -> None:
        self._engine = _engine(url)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A connection for questions; what it sees is one state of the store."""
        with self._engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction: committed at the end, rolled back by any error."""
        with (
            self._engine.connect().execution_options(begin="BEGIN IMMEDIATE") as connection,
            connection.begin(),
        ):
            yield connection

    def migrate(self) -> None:
        """Bring the store to this version's schema; makes it where there is none.

        Raises:
            StoreTooNew: it is of a later version.
        """
        if not _is_current(self._engine):
            _upgrade(self._engine)
        with self.writing() as connection:
            if (
                connection.execute(select(tables.home.c.value).where(tables.home.c.name == "id")).first()
                is None
            ):
                connection.execute(insert(tables.home), [{"name": "id", "value": secrets.token_hex(8)}])
                connection.execute(insert(tables.counters), [{"name": "outbox", "value": 0}])

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()


def _is_current(engine: Engine) -> bool:
    """Whether the schema is this version's, seen without Alembic: loading it takes a quarter of a second."""
    newest = max(path.name.partition("_")[0] for path in (_MIGRATIONS / "versions").glob("[0-9]*.py"))
    with engine.connect() as connection:
        try:
            found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all()
        except DatabaseError:
            return False
    return found == [newest]


def _upgrade(engine: Engine) -> None:
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        _refuse_newer(config, connection)
        command.upgrade(config, "head")
        connection.commit()


def _refuse_newer(config: Config, connection: Connection) -> None:
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    current = MigrationContext.configure(connection).get_current_revision()
    if current is not None and current not in known:
        raise StoreTooNew(current)


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(parsed, pool_pre_ping=True)
    if parsed.database:
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(parsed, connect_args={"timeout": _PATIENCE, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def _settle(connection: Any, _record: Any) -> None:
        # The driver's own BEGIN would start transactions late and as readers; we begin them ourselves.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute("PRAGMA cache_size=-65536")
        cursor.execute("PRAGMA mmap_size=1073741824")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        # A writer takes its lock at once, so that it waits for others instead of failing half way.
        connection.exec_driver_sql(connection.get_execution_options().get("begin", "BEGIN"))

    return engine
