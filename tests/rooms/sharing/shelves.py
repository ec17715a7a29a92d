"""A store with units on its shelves, put there without an intake."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import sharing.store
from holdings.codes import order_key
from holdings.identity import UnitIdentity
from holdings.levels import Level
from holdings.store import packages, units
from holdings.store.database import Store
from holdings.units import Description, Unit
from sharing.access import SharingState
from sharing.classes import SharingClass
from tests.rooms.sharing.units import ancestors_of

NOW = "2026-01-01T00:00:00+00:00"


def open_store(folder: Path) -> Store:
    """A fresh store."""
    return open_at(f"sqlite:///{folder / 'home.sqlite'}")


def open_at(url: str) -> Store:
    """The store of a URL."""
    store = Store(url)
    store.migrate()
    return store


def shelve(
    store: Store,
    codes: Iterable[tuple[str, str]],
    sharing_class: SharingClass = SharingClass.UNCONDITIONAL,
    pages: int = 1,
    accepted: bool = True,
    digest: str = "一批",
) -> dict[tuple[str, str], int]:
    """Units of (archive, code) as one package; their rows."""
    told = [
        Unit(
            UnitIdentity(archive, code),
            Level.ITEM,
            "",
            "厂办",
            ancestors_of(code),
            Description(f"题名{code}"),
            pages=pages,
        )
        for archive, code in codes
    ]
    with store.writing() as connection:
        package = packages.begin(connection, digest, digest, ())
        rows = units.add(connection, package, [(unit, order_key(unit.identity.code)) for unit in told])
        sharing.store.put_states(connection, dict.fromkeys(rows, SharingState(sharing_class)))
        if accepted:
            packages.accept(connection, package, len(rows), NOW)
    return {(unit.identity.archive, unit.identity.code): row for unit, row in zip(told, rows, strict=True)}


def find(connection, code: str, archive: str = "") -> Unit:
    """A held unit."""
    unit = units.find(connection, UnitIdentity(archive, code))
    assert unit is not None
    return unit
