"""What of a damaged store can be read: table by table, row by row until the first that cannot."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Boolean, Float, Integer, LargeBinary, String, Table, func, select
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import DBAPIError

from holdings.store.tables import metadata

#: So many findings of SQLite are told.
_MOST = 20
_ROWS = 500
#: What SQLite keeps in a column of a kind.
_KINDS = (
    (String, ("text",)),
    (LargeBinary, ("blob",)),
    (Float, ("real", "integer")),
    ((Integer, Boolean), ("integer",)),
)


@dataclass(frozen=True, slots=True)
class TableRead:
    """What of one table could be read.

    Attributes:
        name: of the table.
        rows: read, in the order of keys.
        why: what ended it; empty where all was read.
    """

    name: str
    rows: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Examined:
    """What of a store could be read.

    Attributes:
        structure: what SQLite finds wrong in its file.
        tables: every table.
    """

    structure: tuple[str, ...]
    tables: tuple[TableRead, ...]

    @property
    def damaged(self) -> bool:
        """Whether anything is not as it should be."""
        return bool(self.structure) or any(table.why for table in self.tables)


def examine(engine: Engine) -> Examined:
    """Read every row of every table as far as that goes; nothing is changed."""
    try:
        structure = tuple(faults_of_file(engine))
    except DBAPIError as error:
        structure = (_reason(error),)
    return Examined(structure, tuple(_read(engine, table) for table in metadata.sorted_tables))


def faults_of_file(engine: Engine) -> list[str]:
    """What is wrong in SQLite's file, and which columns hold what cannot stand there; nothing on a server."""
    if engine.dialect.name != "sqlite":
        return []
    with engine.connect() as connection:
        found = connection.exec_driver_sql(f"PRAGMA quick_check({_MOST})").scalars().all()
        wrong = [line for text in found if text != "ok" for line in str(text).splitlines()][:_MOST]
        return wrong or _values_of_another_kind(connection)[:_MOST]


def _values_of_another_kind(connection: Connection) -> list[str]:
    """Columns in which SQLite keeps what does not belong there, such as bytes for a text: it never minds by itself."""
    found = []
    for table in metadata.sorted_tables:
        for column in table.columns:
            kinds = next((kinds for kind, kinds in _KINDS if isinstance(column.type, kind)), None)
            if kinds is not None:
                kept = func.typeof(column, type_=String)
                asked = select(func.count()).select_from(table).where(kept.not_in([*kinds, "null"]))
                count = connection.execute(asked).scalar_one()
                if count:
                    found.append(f"{table.name}.{column.name}: {count} values that are no {kinds[0]}")
    return found


def _read(engine: Engine, table: Table) -> TableRead:
    rows = 0
    try:
        with engine.connect() as connection:
            asked = select(table).order_by(*table.primary_key.columns)
            with connection.execution_options(stream_results=True, yield_per=_ROWS).execute(
                asked
            ) as streamed:
                for _ in streamed:
                    rows += 1
    except DBAPIError as error:
        return TableRead(table.name, rows, _reason(error))
    return TableRead(table.name, rows)


def _reason(error: DBAPIError) -> str:
    lines = [line.strip() for line in str(error.orig).splitlines() if line.strip()]
    return lines[0].partition(" with text ")[0] if lines else type(error.orig).__name__
