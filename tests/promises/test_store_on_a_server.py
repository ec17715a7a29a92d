"""What a store on PostgreSQL promises beyond one on SQLite: several machines, and a server that goes and comes."""

from __future__ import annotations

import multiprocessing
import os
import subprocess
import sys
import threading
import time
from contextlib import closing, contextmanager
from pathlib import Path

import httpx
import psycopg
import pytest
import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Engine, make_url

from holdings.store import homes, migrating, outbox, packages, units
from holdings.store.database import Store, StoreDamaged, StoreUnavailable
from holdings.store.locks import INDEX_WRITER, INTAKE
from holdings.store.outbox import Change, Kind
from holdings.store.tables import metadata
from search_api.http import api_app
from sharing.access import ANONYMOUS
from tests.homes import environment, make_plant, take, write_package
from tests.journeys.serving import served
from tests.promises import asked_home, stores
from tests.promises.test_store_promises import staged
from tests.servers.fixtures import said_aloud
from tests.servers.obtaining import ServerMissingError
from tests.servers.postgresql import POSTGRESQL
from tests.servers.running import FOLDER_VARIABLE, owned

REVISIONS = sorted(
    path.name.partition("_")[0] for path in (migrating.MIGRATIONS / "versions").glob("[0-9]*.py")
)


@pytest.fixture
def url(postgres_url):
    with stores.prepared_database(postgres_url) as made:
        yield made


@pytest.fixture
def store(url):
    with closing(Store(url)) as opened:
        opened.migrate()
        yield opened


# ---- migrations


@pytest.mark.parametrize("earlier", REVISIONS)
@pytest.mark.parametrize("kind", stores.KINDS)
def test_a_store_of_any_earlier_revision_becomes_todays(kind, earlier, request):
    for url in stores.opened(kind, request, stores.empty_database):
        engine = sa.create_engine(url)
        migrating.upgrade(engine, earlier)
        engine.dispose()
        with closing(Store(url)) as store:
            store.migrate()
            store.migrate()
            with store.writing() as connection:
                row, rows = staged(connection, "J1-1-1")
                packages.accept(connection, row, 1, "2026-01-01")
                assert outbox.record(connection, [Change(Kind.PACKAGE, row)]) == 1
            with store.reading() as connection:
                assert units.count(connection) == 1 and list(units.by_rows(connection, rows)) == rows


def test_text_is_sorted_by_its_bytes_in_a_database_that_sorts_as_a_dictionary(store, url):
    codes = ["a", "B", "Ｊ", "乙", "甲", "一", "é", "z", "Z", "10", "9", "-1", "𠀀"]
    with store.writing() as connection:
        for code in codes:
            homes.set_fact(connection, code, code)
        table = metadata.tables["home"]
        names = connection.execute(sa.select(table.c.name).order_by(table.c.name)).scalars().all()
        assert names == sorted([*codes, "id"], key=lambda name: name.encode())
        odd = connection.execute(
            sa.text(
                "SELECT table_name, column_name FROM information_schema.columns WHERE table_schema = 'public' "
                "AND table_name <> 'alembic_version' AND (data_type = 'character varying' "
                "OR data_type = 'text' AND collation_name IS DISTINCT FROM 'C')"
            )
        ).all()
        assert odd == []


def test_text_may_be_of_any_length_and_hold_any_character(store):
    long = "长" * 5_000
    with store.writing() as connection:
        homes.set_fact(connection, long[:2_000], long)
        homes.set_fact(connection, "nul", "前\0后")
        assert homes.fact(connection, long[:2_000]) == long
        # PostgreSQL has no NUL: one character stands for it, so that every later one keeps its place.
        assert homes.fact(connection, "nul") == "前\ufffd后"
        assert homes.fact(connection, "n\0l") == ""


# ---- transactions


def test_whoever_asks_can_change_nothing(store):
    with pytest.raises(sa.exc.DBAPIError, match="read-only"), store.reading() as connection:
        homes.set_fact(connection, "a", "b")


def test_a_writer_sees_what_the_one_before_it_committed(store):
    """What it looks up first is as new as its lock: two clerks never decide on the same old state."""
    entered, go = threading.Event(), threading.Event()

    def first():
        with store.writing() as connection:
            entered.set()
            go.wait(30)
            homes.set_fact(connection, "turn", "first")

    seen = []

    def second():
        with store.writing() as connection:
            seen.append(homes.fact(connection, "turn"))

    threads = [threading.Thread(target=first), threading.Thread(target=second)]
    threads[0].start()
    assert entered.wait(30)
    threads[1].start()
    time.sleep(0.2)
    assert seen == []
    go.set()
    for thread in threads:
        thread.join(30)
    assert seen == ["first"]


def test_a_number_is_never_committed_before_the_one_below_it(url, store):
    """Even by transactions that do not wait for each other at the door: the counter's row holds them back."""
    engine = sa.create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    first, second = engine.connect(), engine.connect()
    assert outbox.record(first, [Change(Kind.UNIT, 1, 1)]) == 1
    numbers = []
    later = threading.Thread(target=lambda: numbers.append(outbox.record(second, [Change(Kind.UNIT, 2, 2)])))
    later.start()
    time.sleep(0.3)
    with store.reading() as connection:
        assert numbers == [] and outbox.after(connection, 0) == []
    first.commit()
    later.join(30)
    with store.reading() as connection:
        assert numbers == [2] and [change.number for change in outbox.after(connection, 0)] == [1]
    second.commit()
    with store.reading() as connection:
        assert [change.number for change in outbox.after(connection, 0)] == [1, 2]
    first.close()
    second.close()
    engine.dispose()


def test_processes_that_begin_at_the_same_time_make_one_home(postgres_url):
    program = (
        "import sys; import sharing.store; from holdings.store.database import Store; "
        "from holdings.store import homes\n"
        "store = Store(sys.argv[1]); store.migrate()\n"
        "with store.reading() as connection: print(homes.fact(connection, 'id'))\n"
    )
    with stores.empty_database(postgres_url) as url:
        running = [
            subprocess.Popen(
                [sys.executable, "-c", program, url], env=environment(), stdout=subprocess.PIPE, text=True
            )
            for _ in range(3)
        ]
        told = {process.communicate(timeout=60)[0] for process in running}
    assert len(told) == 1 and told.pop().strip()


def _write_in_child(store):
    for number in range(20):
        with store.writing() as connection:
            outbox.record(connection, [Change(Kind.UNIT, 2, number)])


def test_a_forked_process_and_its_parent_never_share_a_session(store):
    with store.reading() as connection:
        assert outbox.last_number(connection) == 0  # a connection is in the pool
    lock = store.lock(INDEX_WRITER)
    assert lock.acquire()
    child = multiprocessing.get_context("fork").Process(target=_write_in_child, args=(store,))
    child.start()
    for number in range(20):
        with store.writing() as connection:
            outbox.record(connection, [Change(Kind.UNIT, 1, number)])
    child.join(60)
    assert child.exitcode == 0 and lock.held()
    with store.reading() as connection:
        assert [change.number for change in outbox.after(connection, 0)] == list(range(1, 41))
    lock.release()


# ---- locks


def test_a_lock_is_held_by_one_process_wherever_it_runs(url, store):
    with closing(Store(url)) as elsewhere:
        here, there = store.lock(INDEX_WRITER), elsewhere.lock(INDEX_WRITER)
        assert not here.held() and not there.held_elsewhere()
        assert here.acquire() and here.acquire() and here.held()
        assert not there.acquire() and there.held_elsewhere() and not here.held_elsewhere()
        other = elsewhere.lock(INTAKE)
        assert other.acquire()  # another lock is another lock
        here.release()
        assert not there.held_elsewhere() and there.acquire() and not here.acquire()
        there.release()
        other.release()


# ---- letters


@pytest.mark.parametrize(
    ("change", "zh", "en"),
    [
        ({"database": "nowhere"}, "createdb", "createdb"),
        ({"port": 1}, "没有应答", "did not answer"),
        ({"host": "nowhere.invalid"}, "没有应答", "did not answer"),
    ],
    ids=["no database", "no server", "no host"],
)
def test_a_store_that_cannot_be_reached_says_what_to_do_and_never_the_password(url, change, zh, en):
    asked = make_url(url).set(password="hush-hush", **change)
    with (
        closing(Store(asked.render_as_string(hide_password=False))) as store,
        pytest.raises(StoreUnavailable) as told,
    ):
        store.migrate()
    assert zh in told.value.letter.zh and en in told.value.letter.en
    assert "hush" not in str(told.value) and "Traceback" not in str(told.value)


@pytest.mark.parametrize(
    ("statement", "table"),
    [
        ("DROP TABLE page_texts CASCADE", "page_texts"),
        ("ALTER TABLE units DROP COLUMN code CASCADE", "units"),
        ("DROP TABLE alembic_version", "alembic_version"),
    ],
)
def test_a_lost_table_is_named_with_what_can_still_be_read(url, statement, table):
    with closing(Store(url)) as store:
        store.migrate()
    with psycopg.connect(make_url(url).render_as_string(hide_password=False), autocommit=True) as connection:
        connection.execute(statement.encode())
    with closing(Store(url)) as store:
        with pytest.raises(StoreDamaged) as told:
            store.prepare()
            store.tables_there()
        assert table in told.value.letter.zh and "lantai check" in told.value.letter.en
        found = {each.name: each.why for each in store.examine().tables}
    assert found["packages"] == "" and (table not in found or found[table])


def test_a_missing_right_says_so(url):
    role = f"clerk_{time.monotonic_ns()}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(f"CREATE ROLE {role} LOGIN".encode())
    try:
        asked = make_url(url).set(username=role).render_as_string(hide_password=False)
        with (
            closing(Store(asked)) as store,
            pytest.raises(StoreUnavailable) as told,
            store.reading() as connection,
        ):
            homes.fact(connection, "id")
        assert "权限" in told.value.letter.zh and "OWNER" in told.value.letter.en
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(f"DROP ROLE {role}".encode())


@contextmanager
def tries_to_connect():
    """Of all stores of this process: how often a server was tried, so that nobody waits while it is tried for long."""
    tries: list[object] = []

    def note(_dialect, record, _arguments, _named):
        tries.append(record)

    event.listen(Engine, "do_connect", note)
    try:
        yield tries
    finally:
        event.remove(Engine, "do_connect", note)


@pytest.mark.slow
def test_a_server_that_is_started_again_costs_the_transactions_under_way_and_nothing_else():
    folder = Path(os.environ[FOLDER_VARIABLE]) / f"own-{os.getpid()}"
    try:
        with owned(POSTGRESQL, folder) as server, closing(Store(server.url)) as store:
            store.migrate()
            lock = store.lock(INDEX_WRITER)
            assert lock.acquire()
            with pytest.raises(StoreUnavailable) as told, store.writing() as connection:
                outbox.record(connection, [Change(Kind.UNIT, 1, 1)])
                server.kill()
                outbox.after(connection, 0)
            assert "整个保留，或完全没有" in told.value.letter.zh
            with tries_to_connect() as tries, pytest.raises(StoreUnavailable), store.reading() as connection:
                outbox.last_number(connection)
            assert len(tries) == 1  # said at once
            assert not lock.held()
            server.start()
            with store.reading() as connection:
                assert outbox.last_number(connection) == 0
            with store.writing() as connection:
                assert outbox.record(connection, [Change(Kind.UNIT, 1, 1)]) == 1
            assert lock.acquire() and lock.held()
            # A restart while nobody asks costs nobody anything.
            server.kill()
            server.start()
            with store.reading() as connection:
                assert outbox.last_number(connection) == 1
            assert not lock.held()
            _with_a_password(server, folder)
    except ServerMissingError as error:
        said_aloud("postgresql", error)


def _with_a_password(server, folder):
    rules = folder / "stored" / "pg_hba.conf"
    rules.write_text("host all clerk 127.0.0.1/32 scram-sha-256\n" + rules.read_text())
    with psycopg.connect(server.url, autocommit=True) as connection:
        connection.execute("CREATE ROLE clerk LOGIN PASSWORD 'right'")
        connection.execute("SELECT pg_reload_conf()")
    time.sleep(0.2)
    asked = make_url(server.url).set(username="clerk", password="hush-hush")
    with (
        closing(Store(asked.render_as_string(hide_password=False))) as store,
        pytest.raises(StoreUnavailable) as told,
    ):
        store.migrate()
    assert "密码" in told.value.letter.zh and "the password in LANTAI_STORE" in told.value.letter.en
    assert "hush" not in str(told.value)


@pytest.mark.slow
def test_while_the_server_is_away_readers_are_told_when_to_ask_again_and_then_answered(tmp_path):
    """A clear 503 with a retry time at once; no word of the server; answers come back by themselves."""
    folder = Path(os.environ[FOLDER_VARIABLE]) / f"own-{os.getpid()}"
    try:
        with owned(POSTGRESQL, folder) as server:
            plant = make_plant(tmp_path / "home", store_url=server.url)
            take(plant, write_package(tmp_path / "移交", asked_home.rows(6)))
            answers = asked_home.answering(plant)
            wanted = answers.search(ANONYMOUS, {"q": "福州"})
            with served(api_app(answers)) as origin, httpx.Client(base_url=origin, timeout=30) as client:
                server.kill()
                for path in ("search?q=福州", "units/J002-001-0001", "themes", "suggest?q=福"):
                    with tries_to_connect() as tries:
                        said = client.get(f"/api/v1/{path}")
                    assert len(tries) <= 2, path
                    assert (said.status_code, said.headers["retry-after"]) == (503, "5"), path
                    assert "数据库暂时没有应答" in said.json()["zh"] and "127.0.0.1" not in said.text
                assert client.get("/api/v1/health").status_code == 503
                server.start()
                assert answers.search(ANONYMOUS, {"q": "福州"}) == wanted
                assert client.get("/api/v1/health").status_code == 200
            plant.store.close()
    except ServerMissingError as error:
        said_aloud("postgresql", error)
