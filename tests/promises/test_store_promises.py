"""What every store promises a home: one truth, changes in the order of their numbers, and nobody waits long."""

from __future__ import annotations

import dataclasses
import subprocess
import sys
import threading
import time

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from holdings.identity import UnitIdentity
from holdings.levels import Level
from holdings.store import census, homes, outbox, packages, pages, themes, units
from holdings.store.database import Store, StoreTooNew
from holdings.store.outbox import Change, Kind
from holdings.store.tables import metadata
from holdings.themes import Placement, Section, Theme
from holdings.units import Description, Unit
from sharing.access import SharingState
from sharing.classes import SharingClass
from sharing.store import all_readers, put_states, states
from sharing.store_tallies import tally_states
from tests.homes import environment, make_plant, take, write_package
from tests.promises import asked_home, stores
from tests.promises.asked_home import code_of, tighten
from tests.promises.stores import sqlite

NOW = "2026-01-01T00:00:00+00:00"


@pytest.fixture(params=stores.KINDS)
def url(request):
    yield from stores.opened(request.param, request, stores.prepared_database)


@pytest.fixture
def store(url):
    store = Store(url)
    store.migrate()
    yield store
    store.close()


def unit_of(code, **more):
    told = Description(
        title=f"题名{code}",
        responsible="福州",
        other_cells=(("备注", "缺页"), ("原案卷号", code)),
        former_codes=("旧-7", code),
    )
    return Unit(UnitIdentity("", code), Level.ITEM, "", "supplier", ("J1", "J1-1"), told, **more)


def staged(connection, *codes, digest="d1"):
    row = packages.begin(connection, digest, "移交", [])
    rows = units.add(connection, row, [(unit_of(code), code.encode()) for code in codes])
    units.remember_accession(connection, rows, NOW, "移交")
    return row, rows


# ---- schema


def test_the_migrations_make_just_the_tables_that_the_rooms_ask(store, url):
    engine = sa.create_engine(url)
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection, opts={"compare_type": _other_type, "compare_server_default": True}
        )
        assert compare_metadata(context, metadata) == []
    engine.dispose()


def _other_type(_context, _there, _here, there, here):
    # Text has no length in PostgreSQL, as it has none in SQLite (`postgresql.settle_collations`).
    return False if isinstance(there, sa.String) and isinstance(here, sa.String) else None


def test_the_migrations_make_the_same_sqlite_tables_to_the_letter(tmp_path):
    """Row ids, conflicts and foreign keys that the comparison of schemas does not see."""

    def made(url):
        engine = sa.create_engine(url)
        with engine.connect() as connection:
            rows = connection.execute(text("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL")).all()
        engine.dispose()
        return {name: sorted(piece.strip(" ()") for piece in _plain(sql).split(",")) for name, sql in rows}

    migrated = Store(sqlite(tmp_path))
    migrated.migrate()
    migrated.close()
    direct = f"sqlite:///{tmp_path / 'direct.sqlite'}"
    engine = sa.create_engine(direct)
    metadata.create_all(engine)
    engine.dispose()
    here, there = made(sqlite(tmp_path)), made(direct)
    here.pop("alembic_version")
    assert here == there


def _plain(sql):
    return " ".join(sql.replace('"', "").split())


def test_opening_again_changes_nothing_and_keeps_the_home(store, url):
    with store.reading() as connection:
        home = homes.fact(connection, "id")
    again = Store(url)
    again.migrate()
    with again.reading() as connection:
        assert homes.fact(connection, "id") == home != ""
        assert outbox.last_number(connection) == 0
    again.close()


def test_a_store_of_a_newer_version_is_not_opened_and_not_touched(store, url):
    engine = sa.create_engine(url)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    older = Store(url)
    with pytest.raises(StoreTooNew) as told:
        older.migrate()
    assert "9999" in told.value.letter.zh and "lantai" in told.value.letter.zh
    assert "newer" in told.value.letter.en
    with engine.connect() as connection:
        assert connection.execute(text("SELECT version_num FROM alembic_version")).scalar() == "9999"
    older.close()
    engine.dispose()


# ---- transactions


def test_a_change_is_kept_whole_or_not_at_all(store):
    with pytest.raises(RuntimeError), store.writing() as connection:
        staged(connection, "J1-1-1")
        outbox.record(connection, [Change(Kind.PACKAGE, 1)])
        raise RuntimeError
    with store.reading() as connection:
        assert packages.find(connection, "d1") is None and outbox.last_number(connection) == 0


def test_a_reader_sees_one_state_whatever_is_committed_meanwhile(store):
    with store.reading() as connection:
        assert outbox.last_number(connection) == 0
        with store.writing() as other:
            outbox.record(other, [Change(Kind.UNIT, 1, 2)])
        assert outbox.last_number(connection) == 0 and outbox.after(connection, 0) == []
    with store.reading() as connection:
        assert outbox.last_number(connection) == 1


def test_two_writers_wait_for_each_other_and_neither_fails(store):
    done = []

    def write(at):
        for number in range(20):
            with store.writing() as connection:
                homes.set_fact(connection, f"f{at}", str(number))
                outbox.record(connection, [Change(Kind.UNIT, at, number)])
        done.append(at)

    threads = [threading.Thread(target=write, args=(at,)) for at in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(done) == [0, 1, 2, 3]


# ---- the outbox


def test_numbers_are_seen_in_the_order_of_commits_by_whoever_follows(store, url):
    """Two processes and two threads write; a follower that always asks for what is later misses nothing."""
    program = (
        "import sys; import sharing.store; from holdings.store.database import Store; "
        "from holdings.store import outbox; from holdings.store.outbox import Change, Kind\n"
        "store = Store(sys.argv[1])\n"
        "for number in range(40):\n"
        "    with store.writing() as connection:\n"
        "        outbox.record(connection, [Change(Kind.UNIT, int(sys.argv[2]), number)] * 2)\n"
    )
    running = [
        subprocess.Popen([sys.executable, "-c", program, url, str(at)], env=environment()) for at in (1, 2)
    ]

    def write(at):
        for number in range(40):
            with store.writing() as connection:
                outbox.record(connection, [Change(Kind.UNIT, at, number)] * 2)

    threads = [threading.Thread(target=write, args=(at,)) for at in (3, 4)]
    for thread in threads:
        thread.start()
    seen: list[Change] = []
    until = time.monotonic() + 60
    while len(seen) < 4 * 80 and time.monotonic() < until:
        with store.reading() as connection:
            seen += outbox.after(connection, seen[-1].number if seen else 0, limit=7)
    for thread in threads:
        thread.join()
    assert [process.wait(60) for process in running] == [0, 0]
    assert [change.number for change in seen] == list(range(1, 321))
    for at in (1, 2, 3, 4):
        assert [c.unit_number for c in seen if c.subject == at] == [n for n in range(40) for _ in (1, 2)]


def test_a_number_of_a_change_that_was_taken_back_is_given_again(store):
    with pytest.raises(RuntimeError), store.writing() as connection:
        assert outbox.record(connection, [Change(Kind.UNIT, 1, 1)]) == 1
        raise RuntimeError
    with store.writing() as connection:
        assert outbox.record(connection, [Change(Kind.UNIT, 1, 1, tightens=True, leaves="open")]) == 1
    with store.reading() as connection:
        assert outbox.after(connection, 0) == [Change(Kind.UNIT, 1, 1, True, "open", 1)]


def test_only_rows_that_are_applied_everywhere_and_old_enough_are_forgotten(store):
    with store.writing() as connection:
        outbox.record(connection, [Change(Kind.UNIT, at, at) for at in range(1, 6)])
        assert outbox.first_kept(connection) == 1
        assert outbox.forget(connection, 3, time.time() - 60) == 0
        assert outbox.forget(connection, 3, time.time() + 60) == 3
        assert [change.number for change in outbox.after(connection, 0)] == [4, 5]
        assert outbox.first_kept(connection) == 4
        assert outbox.forget(connection, 99, time.time() + 60) == 2
        # The counter goes on, so an index that is behind can still be told from one that is not.
        assert (outbox.first_kept(connection), outbox.last_number(connection)) == (6, 5)
        assert outbox.record(connection, [Change(Kind.UNIT, 1, 1)]) == 6


# ---- what is staged does not exist


def test_a_staged_package_exists_for_no_question(store):
    with store.writing() as connection:
        row, rows = staged(connection, "J1-1-1", "J1-1-2")
        put_states(connection, dict.fromkeys(rows, SharingState(SharingClass.UNCONDITIONAL)))
    identity = UnitIdentity("", "J1-1-1")

    def asked(connection):
        return [
            units.find(connection, identity),
            units.by_rows(connection, rows),
            units.by_numbers(connection, [identity.number]),
            units.by_identities(connection, "", [identity.code]),
            units.order_keys(connection, [identity.number]),
            units.all_rows(connection, 0, 10),
            units.count(connection),
            units.below(connection, "", "J1-1"),
            list(census.digests(connection)),
            census.packages_held(connection),
            census.supplies(connection, "", "supplier"),
            census.of_archive(connection, ""),
            list(tally_states(connection)),
        ]

    with store.reading() as connection:
        assert [bool(answer) for answer in asked(connection)] == [False] * 13
        found = packages.find(connection, "d1")
        assert found is not None and not found.accepted and census.staging(connection) == ["移交"]
    with store.writing() as connection:
        packages.accept(connection, row, 2, NOW)
    with store.reading() as connection:
        held = asked(connection)
        assert held[0] is not None and held[6] == 2 and held[5] == rows and census.staging(connection) == []
        assert [bool(answer) for at, answer in enumerate(held) if at != 8] == [True] * 12


def test_a_staged_package_can_be_dropped_without_a_trace(store):
    with store.writing() as connection:
        row, rows = staged(connection, "J1-1-1")
        pages.stage(connection, [pages.StagedPage(rows[0], 0, 0, "文")])
        packages.drop_units(connection, rows)
        packages.drop(connection, row)
        assert packages.find(connection, "d1") is None and units.history(connection, rows[0]) == []
        assert pages.numbers_of(connection, rows[0]) == []
        # Its codes are free again.
        staged(connection, "J1-1-1", digest="d2")


def test_an_accepted_package_is_never_dropped(store):
    with store.writing() as connection:
        row, _ = staged(connection, "J1-1-1")
        packages.accept(connection, row, 1, NOW)
        packages.drop(connection, row)
        assert packages.find(connection, "d1") is not None


def test_a_code_is_given_once(store):
    with store.writing() as connection:
        staged(connection, "J1-1-1")
    with pytest.raises(Exception, match="UNIQUE|unique"), store.writing() as connection:
        staged(connection, "J1-1-1", digest="d2")


# ---- histories, states, themes


def test_the_history_of_a_unit_is_told_oldest_first_and_never_shortened(store):
    with store.writing() as connection:
        _, (row,) = staged(connection, "J1-1-1")
        units.remember(
            connection, row, "2026-02-01", "class", before="无条件共享", after="暂不共享", reason="复核"
        )
        units.change(connection, row, title="新题名")
        units.remember(
            connection, row, "2026-03-01", "correct", element="title", before="题名J1-1-1", after="新题名"
        )
    with store.reading() as connection:
        told = units.history(connection, row)
    assert [line["action"] for line in told] == ["accession", "class", "correct"]
    assert told[1] == {
        "at": "2026-02-01",
        "action": "class",
        "element": "",
        "before": "无条件共享",
        "after": "暂不共享",
        "reason": "复核",
    }


def test_a_theme_comes_back_as_it_was_put(store):
    with store.writing() as connection:
        package, rows = staged(connection, "J1-1-1", "J1-1-2")
        packages.accept(connection, package, 2, NOW)
        sections = (
            Section("b", "乙", (Placement(rows[1], "说明"),)),
            Section("a", "甲", (Placement(rows[0]),)),
        )
        theme = Theme("flood", "水灾", "导言", True, sections)
        row = themes.put(connection, theme)
        assert themes.find(connection, "flood") == (row, theme)
        assert themes.with_units(connection, rows) == {rows[0]: [row], rows[1]: [row]}
        smaller = dataclasses.replace(theme, sections=sections[:1], published=False)
        assert themes.put(connection, smaller) == row
        assert themes.find(connection, "flood") == (row, smaller)
        assert themes.with_units(connection, rows) == {} and themes.rows(connection, drafts=False) == []
        themes.remove(connection, row)
        assert themes.find(connection, "flood") is None and not themes.exists(connection, row)


def test_states_come_back_as_they_were_put(store):
    with store.writing() as connection:
        _, rows = staged(connection, "J1-1-1", "J1-1-2")
        put = {
            rows[0]: SharingState(SharingClass.CONDITIONAL, True, frozenset({"names", "abstract"})),
            rows[1]: SharingState(SharingClass.WITHHELD),
        }
        put_states(connection, put)
        assert states(connection, rows) == put and all_readers(connection) == []


# ---- nobody waits long


@pytest.mark.slow
def test_a_revocation_does_not_wait_for_an_intake(tmp_path):
    plant = make_plant(tmp_path / "home")
    take(plant, write_package(tmp_path / "一", asked_home.rows(20)))
    large = write_package(tmp_path / "二", asked_home.rows(600, first=100))
    taking = threading.Thread(target=take, args=(plant, large))
    taking.start()
    # Each is done while the package is still being taken in: a package's own transaction would let none through.
    before, to = 0, (SharingClass.WITHHELD, SharingClass.UNREVIEWED)
    for at in range(40):
        tighten(plant, code_of(1 + at % 20), to[at // 20 % 2])
        if not taking.is_alive():
            break
        before += 1
        time.sleep(0.1)
    taking.join()
    with plant.store.reading() as connection:
        assert units.count(connection) == 620
    plant.store.close()
    print(f"{before} revocations during an intake of 600 units")
    assert before > 5


# ---- looking often


def test_a_look_for_commits_sees_each_one_and_nothing_else(store, url):
    """The index writer looks five times a second: what it does not see would not be searchable."""
    watch, other = store.commit_watch(), Store(url)
    try:
        mark = watch.mark()
        assert watch.mark() == mark
        with other.reading() as connection:
            outbox.last_number(connection)
        with other.writing() as connection:
            outbox.record(connection, [Change(Kind.UNIT, 1, 2)])
            assert watch.mark() == mark
        seen = {mark}
        for at in range(20):
            with (other if at % 2 else store).writing() as connection:
                outbox.record(connection, [Change(Kind.UNIT, 1, 2)])
            mark = watch.mark()
            assert mark not in seen
            assert watch.mark() == mark
            seen.add(mark)
    finally:
        watch.close()
        other.close()
