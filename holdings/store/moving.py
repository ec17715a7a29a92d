"""Moving a home's tables from one store to another, whatever databases they are on.

Rows go table by table in the order of their keys, in small transactions, out of one consistent read. A move that was
interrupted goes on: what is in the target must be the beginning of what is in the source, and the rest follows.
Until the move is finished the target carries a mark (`FACT`), and nobody opens it as a home.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from functools import partial
from itertools import zip_longest
from typing import Any

from sqlalchemy import Column, Connection, Integer, Table, delete, func, insert, select, text

from holdings.store import homes
from holdings.store.database import Store
from holdings.store.tables import counters, home, metadata

#: The fact that a target carries until all of the home is there: the home's id.
FACT = "moving"

#: Rows in one transaction, and read at a time.
_ROWS = 500
#: Told of a table so often, in rows.
_TELLS = 5_000

#: Tables that change without a row of the outbox, and are small enough to be compared once more at the end.
SMALL = ("counters", "readers", "grants", "packages")

#: Told how far it is: table, rows done, rows in all.
Told = Callable[[str, int, int], None]


class SourceChanged(Exception):
    """What is in the target is not the beginning of what is in the source any more."""


class TargetTaken(Exception):
    """The target holds a home that must not be written over."""

    def __init__(self, home_id: str) -> None:
        super().__init__(home_id)
        self.home_id = home_id


@dataclass(frozen=True, slots=True)
class TableSum:
    """What a table holds: the number of its rows, and a SHA-256 (hex) over all of them in the order of their keys."""

    rows: int
    sha256: str


def moved_tables() -> list[Table]:
    """The tables whose rows are moved, each after those that it refers to; facts of the home go last, by `finish`."""
    return [table for table in metadata.sorted_tables if table is not home]


def begin(target: Store, home_id: str) -> bool:
    """Mark the target as one to which this home is being moved.

    Returns:
        Whether a move of the same home was begun there before.

    Raises:
        TargetTaken: it holds a home: another one, or this one whole.
    """
    # Tables and mark come in one transaction: at no moment is the target a store in which a home may be begun.
    target.prepare(partial(_mark, home_id))
    with target.writing() as connection:
        there, mark = homes.fact(connection, "id"), homes.fact(connection, FACT)
        if mark == home_id == there:
            return True
        if there and (mark or not _untouched(connection)):
            raise TargetTaken(there)
        connection.execute(delete(counters))
        connection.execute(delete(home))
        _mark(home_id, connection)
    return False


def _mark(home_id: str, connection: Connection) -> None:
    if not homes.fact(connection, "id"):
        connection.execute(insert(home), [{"name": "id", "value": home_id}, {"name": FACT, "value": home_id}])


def _untouched(connection: Connection) -> bool:
    """Whether a home was made there and nothing ever came into it."""
    return all(
        not connection.execute(select(func.count()).select_from(table)).scalar_one()
        for table in moved_tables()
        if table is not counters
    ) and not int(connection.execute(select(func.coalesce(func.max(counters.c.value), 0))).scalar_one())


def counts(connection: Connection) -> dict[str, int]:
    """How many rows each table has."""
    return {
        table.name: int(connection.execute(select(func.count()).select_from(table)).scalar_one())
        for table in moved_tables()
    }


def copy(source: Connection, target: Store, told: Told) -> None:
    """Bring every row of the source that is not in the target yet.

    Args:
        source: a reading transaction, which sees one state to the end.
        target: where a move was begun (`begin`).
        told: told how far it is.

    Raises:
        SourceChanged: the target has rows that are not the beginning of the source's; `clear` it and copy again.
    """
    for table in moved_tables():
        total = int(source.execute(select(func.count()).select_from(table)).scalar_one())
        done = 0
        with (
            target.reading() as connection,
            closing(_rows(source, table)) as here,
            closing(_rows(connection, table)) as there_already,
        ):
            batch: list[tuple[Any, ...]] = []
            for row, there in _paired(here, there_already):
                done += 1
                if not there:
                    batch.append(row)
                if len(batch) == _ROWS:
                    _put(target, table, batch)
                    batch = []
                if done % _TELLS == 0:
                    told(table.name, done, total)
            if batch:
                _put(target, table, batch)
        told(table.name, done, total)


def _paired(
    source: Iterator[tuple[Any, ...]], target: Iterator[tuple[Any, ...]]
) -> Iterator[tuple[tuple[Any, ...], bool]]:
    for here, there in zip_longest(source, target):
        if there is not None and here != there:
            raise SourceChanged
        yield here, there is not None


def clear(target: Store) -> None:
    """Empty the target's tables, for a source that was changed after a move was interrupted."""
    with target.writing() as connection:
        for table in reversed(moved_tables()):
            connection.execute(delete(table))


def sums(connection: Connection, told: Told) -> dict[str, TableSum]:
    """What each table holds, the same on every database."""
    found = {}
    for name, total in counts(connection).items():
        found[name] = _sum(connection, metadata.tables[name], partial(_tell, told, name, total))
    return found


def _tell(told: Told, name: str, total: int, done: int) -> None:
    told(name, done, total)


def sum_of(connection: Connection, name: str) -> TableSum:
    """What one table holds."""
    return _sum(connection, metadata.tables[name], lambda _done: None)


def _sum(connection: Connection, table: Table, told: Callable[[int], None]) -> TableSum:
    digest, done = hashlib.sha256(), 0
    for row in _rows(connection, table):
        digest.update(repr(row).encode("utf-8", "surrogatepass"))
        done += 1
        if done % _TELLS == 0:
            told(done)
    told(done)
    return TableSum(done, digest.hexdigest())


def finish(source: Connection, target: Store) -> None:
    """Make the target a home: the facts of the source, and row numbers that go on after those ever given."""
    last = _last_rows(source)
    facts = [{"name": name, "value": value} for name, value in source.execute(select(home)) if name != FACT]
    with target.writing() as connection:
        _set_last_rows(connection, last)
        connection.execute(delete(home))
        connection.execute(insert(home), facts)


def _rows(connection: Connection, table: Table) -> Generator[tuple[Any, ...]]:
    asked = select(table).order_by(*table.primary_key.columns)
    with connection.execution_options(stream_results=True, yield_per=_ROWS).execute(asked) as streamed:
        for row in streamed:
            # PostgreSQL keeps no NUL (`holdings.store.postgresql`), so it is none wherever rows are compared.
            yield tuple(
                value.replace("\0", "\ufffd") if isinstance(value, str) and "\0" in value else value
                for value in row
            )


def _put(target: Store, table: Table, batch: list[tuple[Any, ...]]) -> None:
    names = [column.key for column in table.columns]
    with target.writing() as connection:
        connection.execute(insert(table), [dict(zip(names, row, strict=True)) for row in batch])


# ---- numbers of rows: one that was ever given is not given again, so that no index mistakes one unit for another


def _numbered() -> Iterator[tuple[Table, Column[Any]]]:
    for table in moved_tables():
        keys = list(table.primary_key.columns)
        if len(keys) == 1 and isinstance(keys[0].type, Integer) and table.autoincrement_column is keys[0]:
            yield table, keys[0]


def _last_rows(connection: Connection) -> dict[str, int]:
    """The highest row number that each table ever gave, by its name."""
    given: dict[str, int] = {}
    on_server = connection.dialect.name == "postgresql"
    if not on_server:
        given = dict(connection.execute(text("SELECT name, seq FROM sqlite_sequence")).all())
    found = {}
    for table, key in _numbered():
        held = int(connection.execute(select(func.coalesce(func.max(key), 0))).scalar_one())
        if on_server:
            sequence = _sequence(connection, table, key)
            given[table.name] = int(
                connection.execute(
                    text(f"SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM {sequence}")  # noqa: S608
                ).scalar_one()
            )
        found[table.name] = max(held, given.get(table.name, 0))
    return found


def _set_last_rows(connection: Connection, last: Mapping[str, int]) -> None:
    on_server = connection.dialect.name == "postgresql"
    for table, key in _numbered():
        number = last.get(table.name, 0)
        if not number:
            continue
        if on_server:
            sequence = _sequence(connection, table, key)
            connection.execute(select(func.setval(sequence, number)))
        elif table.dialect_options["sqlite"]["autoincrement"]:
            told = {"name": table.name, "seq": number}
            connection.execute(text("DELETE FROM sqlite_sequence WHERE name = :name"), told)
            connection.execute(text("INSERT INTO sqlite_sequence (name, seq) VALUES (:name, :seq)"), told)


def _sequence(connection: Connection, table: Table, key: Column[Any]) -> str:
    return str(connection.execute(select(func.pg_get_serial_sequence(table.name, key.name))).scalar_one())
