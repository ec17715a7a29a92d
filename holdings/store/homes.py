"""What this home is: its id and its archive's code."""

from __future__ import annotations

from sqlalchemy import Connection, delete, insert, select

from holdings.store.tables import home


def fact(connection: Connection, name: str) -> str:
    """A fact about the home; empty text where it was never set."""
    value = connection.execute(select(home.c.value).where(home.c.name == name)).scalar_one_or_none()
    return str(value) if value is not None else ""


def set_fact(connection: Connection, name: str, value: str) -> None:
    """Set a fact about the home."""
    connection.execute(delete(home).where(home.c.name == name))
    connection.execute(insert(home), [{"name": name, "value": value}])
