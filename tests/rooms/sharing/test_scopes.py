"""Scopes are whole identities: those an older version kept, and those written before the home knew its own archive."""

from __future__ import annotations

import datetime as dt
from contextlib import closing

import pytest
import sqlalchemy as sa

import sharing.store as kept
from holdings.identity import UnitIdentity
from holdings.levels import Level
from holdings.store import homes, migrating
from holdings.store.database import Store
from holdings.store.tables import packages as packages_then
from holdings.store.tables import units as units_then
from holdings.units import Description, Unit
from sharing.access import Part, Protected, Role, SharingState, may_view
from sharing.classes import SharingClass
from sharing.grants import NamedReader
from sharing.store_scopes import begin_archive
from tests.promises import stores
from tests.promises.stores import insert_as_then
from tests.rooms.sharing.shelves import NOW, open_store

TODAY = dt.date(2026, 6, 30)
#: (archive, supplier) of a unit each: 同名 in both archives, the others in one.
_SUPPLIED = (
    ("", "同名"),
    ("352002", "同名"),
    ("", "甲:乙"),
    ("352002", "邻局"),
    ("352003", "三局"),
    ("352002", "三局"),
)


def _unit(at: int, archive: str, supplier: str) -> Unit:
    return Unit(UnitIdentity(archive, f"J1-{at}"), Level.ITEM, "", supplier, ("J1",), Description("题名"))


def _shelve(connection, package: int, supplied, accepted: bool) -> None:
    """Units of a package, as an older version kept them."""
    state = "accepted" if accepted else "staging"
    insert_as_then(connection, packages_then, id=package, digest=str(package), source="移交", state=state)
    for at, (archive, supplier) in enumerate(supplied, 100 * package):
        insert_as_then(
            connection,
            units_then,
            id=at,
            package_id=package,
            archive=archive,
            code=f"J1-{at}",
            number=at,
            supplier=supplier,
        )


@pytest.mark.parametrize("kind", stores.KINDS)
def test_suppliers_of_an_older_store_become_suppliers_of_one_archive_and_gain_nothing(kind, request):
    for url in stores.opened(kind, request, stores.empty_database):
        engine = sa.create_engine(url)
        migrating.upgrade(engine, "0003")
        engine.dispose()
        scopes = ("同名", "甲:乙", "邻局", "三局", "未曾移交", "只收了一半")
        with closing(Store(url)) as store:
            with store.writing() as connection:
                _shelve(connection, 1, _SUPPLIED, True)
                _shelve(connection, 9, [("352002", "只收了一半")], False)
                for scope in scopes:
                    kept.add_reader(
                        connection, NamedReader(scope, Role.SUPPLIER, scope, False), f"lt_{scope}", NOW
                    )
                kept.add_reader(connection, NamedReader("馆员", Role.STAFF, "352002", False), "lt_s", NOW)
            store.migrate()
            with store.reading() as connection:
                asking = {scope: kept.reader_by_token(connection, f"lt_{scope}", TODAY) for scope in scopes}
                readers = {known.name: known.scope for known in kept.all_readers(connection)}
                seen = {
                    scope: {
                        each
                        for at, each in enumerate(_SUPPLIED)
                        if reader is not None
                        and may_view(
                            reader,
                            Protected(_unit(at, *each), SharingState(SharingClass.WITHHELD)),
                            Part.PAGES,
                        )
                    }
                    for scope, reader in asking.items()
                }
        assert readers == {
            "同名": "同名",  # of both archives before; from now on of the home's own
            "甲:乙": ":甲:乙",
            "邻局": "352002:邻局",
            "三局": "三局",  # of two other archives: which of them is not guessed
            "未曾移交": "未曾移交",
            "只收了一半": "只收了一半",
            "馆员": "352002",
        }
        assert seen == {
            "同名": {("", "同名")},
            "甲:乙": {("", "甲:乙")},
            "邻局": {("352002", "邻局")},
            "三局": set(),
            "未曾移交": set(),
            "只收了一半": set(),
        }


def test_rights_that_named_the_home_s_own_archive_before_it_was_known_hold_from_then_on(tmp_path):
    with closing(open_store(tmp_path)) as store:
        with store.writing() as connection:
            for name, role, scope in (
                ("馆员", Role.STAFF, "352001"),
                ("邻馆馆员", Role.STAFF, "352002"),
                ("供档", Role.SUPPLIER, "352001:厂办"),
                ("怪名", Role.SUPPLIER, "352001:甲:乙"),
                ("邻馆供档", Role.SUPPLIER, "352002:厂办"),
                ("同形", Role.SUPPLIER, "352001"),  # a supplier whose name is the archive's code
                ("研究者", Role.READER, ""),
            ):
                kept.add_reader(connection, NamedReader(name, role, scope, False), f"lt_{name}", NOW)
            for scope in ("352001:J1", "352002:J1", "J2", "352001"):
                kept.add_grant(connection, "研究者", scope, dt.date(2026, 12, 31), "编史", NOW)
            begin_archive(connection, "352001")
        with store.reading() as connection:
            assert homes.fact(connection, "archive") == "352001"
            scopes = {known.name: known.scope for known in kept.all_readers(connection)}
            granted = [grant.scope for grant in kept.all_grants(connection)]
    assert scopes == {
        "馆员": "",
        "邻馆馆员": "352002",
        "供档": "厂办",
        "怪名": ":甲:乙",
        "邻馆供档": "352002:厂办",
        "同形": "352001",
        "研究者": "",
    }
    assert granted == ["J1", "352002:J1", "J2", "352001"]
