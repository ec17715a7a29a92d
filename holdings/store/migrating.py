"""Migrations: bringing a store to this version's schema."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, inspect
from sqlalchemy.engine import Engine
from sqlalchemy.exc import DatabaseError

from holdings.letters import LantaiError, Letter
from holdings.store import postgresql, tables

if TYPE_CHECKING:
    from alembic.config import Config

#: Where the migrations lie; `versions` holds one file a revision.
MIGRATIONS = Path(__file__).parent / "migrations"


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


def is_current(engine: Engine) -> bool:
    """Whether the schema is this version's, seen without Alembic: loading it takes a quarter of a second."""
    newest = max(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))
    with engine.connect() as connection:
        try:
            found = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalars().all()
        except DatabaseError as error:
            # A store that nothing was made in yet, or one of which something is lost: only the first may be made.
            connection.rollback()
            if str(getattr(error.orig, "sqlstate", "") or "") != "42P01" and "no such table" not in str(
                error
            ):
                raise
            if inspect(connection).has_table(tables.home.name):
                raise
            return False
    return found == [newest]


def upgrade(
    engine: Engine, to: str = "head", then: Callable[[Connection], None] = lambda _connection: None
) -> None:
    """Run the migrations that are missing, in one transaction where the database can.

    Args:
        engine: of the store.
        to: the revision; a test stops at an earlier one.
        then: done in the same transaction.

    Raises:
        StoreTooNew: it is of a later version.
        ServerTooOld: the PostgreSQL server is.
    """
    from alembic import command
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS).replace("%", "%%"))
    with engine.connect() as connection:
        config.attributes["connection"] = connection
        on_server = engine.dialect.name == "postgresql"
        if on_server:
            postgresql.refuse_old_server(connection)
            # Several processes start at a time: the first migrates, the others find it done.
            postgresql.wait_for_writers(connection)
        _refuse_newer(config, connection)
        command.upgrade(config, to)
        if on_server:
            postgresql.settle_collations(connection, tables.metadata)
        then(connection)
        connection.commit()


def _refuse_newer(config: Config, connection: Connection) -> None:
    from alembic.runtime.migration import MigrationContext
    from alembic.script import ScriptDirectory

    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    current = MigrationContext.configure(connection).get_current_revision()
    if current is not None and current not in known:
        raise StoreTooNew(current)
