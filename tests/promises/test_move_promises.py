"""The same home on one machine and on servers: the same answers, and a move between them that loses nothing."""

from __future__ import annotations

import dataclasses
import io
import shutil
import threading
from contextlib import closing

import pytest
from sqlalchemy import func, select

from engines.letters import WriterBusy
from engines.tantivy_engine.generations import TantivyGenerations
from holdings.objects import FolderObjects
from holdings.s3_objects import S3Objects
from holdings.store import homes, moving, outbox, packages, units
from holdings.store.database import Store
from holdings.store.locks import INDEX_WRITER
from holdings.store.outbox import Change, Kind
from holdings.store.tables import metadata
from indexer.locks import WriterLock
from indexer.writing import drain
from lantai.errors import CommandFailed
from lantai.moving import ObjectsFailed, move_home
from lantai.places import MoveUnfinished, refuse_unfinished
from tests.homes import make_plant, take, write_package
from tests.promises import buckets, stores
from tests.promises.asked_home import (
    BY_RELEVANCE,
    IN_ORDER,
    answering,
    answers_of,
    asked_home,
    code_of,
    rows,
    tighten,
)
from tests.promises.test_store_promises import unit_of

ASKED = IN_ORDER[::7] + BY_RELEVANCE[::3]


def silent(*_):
    """Shows nobody how far it is."""


def told(plant):
    return answers_of(answering(plant), ASKED)


def sums(store):
    with store.reading() as connection:
        return moving.sums(connection, silent)


@pytest.fixture
def server(postgres_url):
    with stores.prepared_database(postgres_url) as url:
        yield url


@pytest.fixture
def place(s3_url):
    return buckets.bucket(s3_url)


@pytest.fixture
def in_bucket(place, tmp_path):
    return S3Objects(place, tmp_path / "copies", buckets.ROOM)


def opened(url):
    store = Store(url)
    store.prepare()
    return closing(store)


def moved(plant, store, objects, folder):
    """The same home after its settings were changed; its indices stay."""
    shutil.copytree(plant.index_folder, folder / "index")
    generations = TantivyGenerations(folder / "index")
    return dataclasses.replace(
        plant, store=store, objects=objects, generations=generations, index_folder=folder / "index"
    )


@pytest.mark.slow
def test_a_home_on_servers_answers_as_one_on_a_single_machine(tmp_path, server, in_bucket):
    one = asked_home(tmp_path / "one", 24)
    other = asked_home(tmp_path / "other", 24, server, in_bucket)
    wanted, found = told(one), told(other)
    assert len(wanted) > 25 and found == wanted
    for plant in (one, other):
        tighten(plant, code_of(8))
    assert told(other) == told(one)  # at once, whatever the indices hold
    for plant in (one, other):
        drain(plant)
    assert told(other) == told(one)
    for plant in (one, other):
        plant.store.close()


@pytest.mark.slow
def test_a_moved_home_answers_the_same_there_and_back(tmp_path, server, place, in_bucket):
    plant = asked_home(tmp_path, 24)
    wanted = told(plant)
    before = sums(plant.store)
    with opened(server) as there:
        report = move_home(plant, there, in_bucket, place.url, silent)
        assert report.tables == before and report.objects == 24
        with plant.store.reading() as old, there.reading() as new:
            assert homes.fact(new, "id") == homes.fact(old, "id") == report.home
        refuse_unfinished(there)
        there_plant = moved(plant, there, in_bucket, tmp_path / "there")
        assert told(there_plant) == wanted
        # It is a home like any other: it takes changes, and new rows get numbers of their own.
        take(there_plant, write_package(tmp_path / "后来", rows(6, first=200)))
        tighten(there_plant, code_of(8))
        drain(there_plant)
        wanted = told(there_plant)
        back = tmp_path / "back"
        back.mkdir()
        with opened(stores.sqlite(back)) as home:
            objects = FolderObjects(back / "objects")
            report = move_home(there_plant, home, objects, "objects", silent)
            assert report.tables == sums(there) and report.objects == 30
            back_plant = dataclasses.replace(there_plant, store=home, objects=objects)
            assert told(back_plant) == wanted
            take(back_plant, write_package(tmp_path / "再后来", rows(6, first=300)))
            with home.reading() as connection:
                assert units.count(connection) == 36
    plant.store.close()


# ---- what is refused, and what goes on


def shelved(folder, count=20):
    """A home with units and objects, made without an intake; nothing is in its indices."""
    plant = make_plant(folder / "home")
    kept = [plant.objects.keep(io.BytesIO(b"%d" % number)) for number in range(count)]
    with plant.store.writing() as connection:
        package = packages.begin(connection, "d1", "移交", [])
        told_of = [(unit_of(f"J1-1-{number}"), b"%d" % number) for number in range(count)]
        given = units.add(connection, package, told_of)
        units.remember_accession(connection, given, "2026-01-01", "移交\0包")
        packages.accept(connection, package, count, "2026-01-01")
        outbox.record(connection, [Change(Kind.PACKAGE, package)])
    return plant, [digest for digest, _ in kept]


@pytest.fixture(params=stores.KINDS)
def target(request):
    for url in stores.opened(request.param, request, stores.prepared_database):
        with opened(url) as store:
            yield store


@pytest.fixture
def plant(tmp_path):
    made, _ = shelved(tmp_path / "source")
    yield made
    made.store.close()


def test_a_row_number_that_was_ever_given_is_not_given_again(plant, target):
    """Indices know units by numbers that stay; one of a unit that was dropped must not come back."""
    with plant.store.writing() as connection:
        (last,) = units.add(connection, 1, [(unit_of("J9-1-1"), b"9")])
        packages.drop_units(connection, [last])
    move_home(plant, target, None, "", silent)
    with target.writing() as connection:
        (fresh,) = units.add(connection, 1, [(unit_of("J9-1-2"), b"9")])
        units.remember_accession(connection, [fresh], "2026-01-01", "x")
        assert fresh == last + 1 and len(units.history(connection, fresh)) == 1


@pytest.mark.parametrize("after", [0, 21])
def test_a_move_that_was_interrupted_goes_on(plant, target, after, monkeypatch):
    puts: list[int] = []
    again: list[int] = []
    real = moving._put

    def breaking(store, table, batch):
        if len(puts) == after:
            raise KeyboardInterrupt
        puts.append(len(batch))
        real(store, table, batch)

    monkeypatch.setattr(moving, "_ROWS", 3)
    with monkeypatch.context() as patch:
        patch.setattr(moving, "_put", breaking)
        with pytest.raises(KeyboardInterrupt):
            move_home(plant, target, None, "", silent)
    with pytest.raises(MoveUnfinished) as refused:
        refuse_unfinished(target)
    assert "lantai move" in refused.value.letter.zh

    def counting(store, table, batch):
        again.append(len(batch))
        real(store, table, batch)

    monkeypatch.setattr(moving, "_put", counting)
    move_home(plant, target, None, "", silent)
    refuse_unfinished(target)
    assert sums(target) == sums(plant.store)
    with plant.store.reading() as connection:
        assert sum(again) == sum(moving.counts(connection).values()) - sum(puts)  # nothing twice


def test_a_home_that_was_changed_since_the_interruption_is_moved_as_it_is_now(plant, target, monkeypatch):
    monkeypatch.setattr(moving, "_ROWS", 3)
    with monkeypatch.context() as patch:
        patch.setattr(moving, "finish", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        with pytest.raises(KeyboardInterrupt):
            move_home(plant, target, None, "", silent)
    with plant.store.writing() as connection:
        units.change(connection, 5, title="改题名")
        units.remember(connection, 5, "2026-02-01", "correct")
        outbox.record(connection, [Change(Kind.UNIT, 5, 5)])
    move_home(plant, target, None, "", silent)
    assert sums(target) == sums(plant.store)
    with target.reading() as connection:
        assert units.by_rows(connection, [5])[5].description.title == "改题名"


def test_a_home_that_changes_while_it_is_moved_is_not_said_to_be_moved(plant, target, monkeypatch):
    real = moving.copy

    def slowly(*given):
        real(*given)
        with plant.store.writing() as connection:
            outbox.record(connection, [Change(Kind.UNIT, 5, 5)])

    monkeypatch.setattr(moving, "copy", slowly)
    with pytest.raises(CommandFailed, match="changed while it was moved"):
        move_home(plant, target, None, "", silent)
    with pytest.raises(MoveUnfinished):
        refuse_unfinished(target)


def test_another_home_is_never_written_over(plant, target):
    target.migrate()
    with target.writing() as connection:
        outbox.record(connection, [Change(Kind.UNIT, 1, 1)])
    before = sums(target)
    with pytest.raises(CommandFailed, match="holds another home"):
        move_home(plant, target, None, "", silent)
    assert sums(target) == before
    refuse_unfinished(target)


def test_a_home_that_was_moved_there_before_is_never_written_over(plant, target):
    move_home(plant, target, None, "", silent)
    with target.writing() as connection:
        outbox.record(connection, [Change(Kind.UNIT, 1, 1)])
    with pytest.raises(CommandFailed, match="already is this home"):
        move_home(plant, target, None, "", silent)
    with target.reading() as connection:
        assert outbox.last_number(connection) == 2


def test_a_home_that_nothing_came_into_gives_way(plant, target):
    target.migrate()
    move_home(plant, target, None, "", silent)
    with target.reading() as connection, plant.store.reading() as source:
        assert homes.fact(connection, "id") == homes.fact(source, "id")


def test_what_was_read_back_differently_is_not_said_to_be_moved(plant, target, monkeypatch):
    real = moving._put

    def careless(store, table, batch):
        if table.name == "units":
            batch = [(*row[:10], "题名", *row[11:]) for row in batch]
        real(store, table, batch)

    monkeypatch.setattr(moving, "_put", careless)
    with pytest.raises(CommandFailed, match="units"):
        move_home(plant, target, None, "", silent)
    with pytest.raises(MoveUnfinished):
        refuse_unfinished(target)


def test_a_home_whose_writer_runs_is_not_moved(plant, target):
    with WriterLock(plant.index_folder, plant.store), pytest.raises(WriterBusy):
        move_home(plant, target, None, "", silent)
    with target.reading() as connection:
        assert connection.execute(select(func.count()).select_from(metadata.tables["home"])).scalar() == 0


# ---- objects


@pytest.fixture(params=buckets.KINDS)
def elsewhere(request, tmp_path):
    if request.param == "folder":
        return FolderObjects(tmp_path / "elsewhere")
    return buckets.opener("s3", request)()


def test_objects_are_moved_whether_a_unit_names_them_or_not(plant, elsewhere):
    report = move_home(plant, None, elsewhere, "there", silent)
    assert report.objects == 20 and sorted(elsewhere.all()) == sorted(plant.objects.all())
    assert report.bytes == sum(size for _, size in plant.objects.all()) and report.tables == {}
    assert move_home(plant, None, elsewhere, "there", silent).objects == 20  # verified once more


def test_a_damaged_object_is_named_and_the_rest_is_moved(plant, elsewhere):
    digest, _ = next(iter(sorted(plant.objects.all())))
    plant.objects.path(digest).write_bytes(b"rotten")
    with pytest.raises(ObjectsFailed) as failed:
        move_home(plant, None, elsewhere, "there", silent)
    assert list(failed.value.failed) == [digest] and digest in failed.value.failed[digest].zh
    assert len(list(elsewhere.all())) == 19 and not elsewhere.holds(digest)


def test_an_object_that_rots_on_its_way_is_found_by_reading_back(plant, tmp_path, monkeypatch):
    there = FolderObjects(tmp_path / "there")
    move_home(plant, None, there, "there", silent)
    digest, size = next(iter(sorted(there.all())))
    there.path(digest).write_bytes(b"x" * size)
    with pytest.raises(ObjectsFailed) as failed:
        move_home(plant, None, there, "there", silent)
    assert list(failed.value.failed) == [digest]
    assert move_home(plant, None, there, "there", silent).objects == 20  # brought again


def test_a_place_with_objects_of_another_home_is_refused(plant, elsewhere):
    elsewhere.keep(io.BytesIO("别馆的".encode()))
    with pytest.raises(CommandFailed, match="not of this home"):
        move_home(plant, None, elsewhere, "there", silent)
    assert len(list(elsewhere.all())) == 1


# ---- two machines


def test_on_a_server_there_is_one_writer_on_all_machines(tmp_path, server):
    """Two homes' folders, as on two machines, share a store and no file."""
    one, other = make_plant(tmp_path / "a", store_url=server), make_plant(tmp_path / "b", store_url=server)
    with WriterLock(one.index_folder, one.store):
        lock = WriterLock(other.index_folder, other.store)
        assert lock.held_elsewhere() and not lock.acquire()
        with pytest.raises(WriterBusy):
            drain(other)
    assert not lock.held_elsewhere() and lock.acquire() and lock.held()
    lock.release()
    one.store.close()
    other.store.close()


def test_a_writer_whose_server_forgot_it_takes_its_lock_again_before_it_goes_on(tmp_path, server):
    from indexer.findable import wait_until_findable
    from indexer.writing import run_writer

    plant = make_plant(tmp_path / "a", store_url=server)
    take(plant, write_package(tmp_path / "移交", rows(4)))
    events, stop = [], threading.Event()
    running = threading.Thread(target=run_writer, args=(plant, stop, lambda event, **_: events.append(event)))
    running.start()
    try:
        until = threading.Event()
        while "writer_began" not in events:
            until.wait(0.05)
        import psycopg

        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        for _ in range(200):
            if events.count("writer_began") == 2:
                break
            until.wait(0.05)
        tighten(plant, code_of(1))
        with plant.store.reading() as connection:
            number = outbox.last_number(connection)
        wait_until_findable(plant, number, 20)
    finally:
        stop.set()
        running.join(30)
    assert events.count("writer_began") == 2 and events[-1] == "writer_ended"
    assert not plant.store.lock(INDEX_WRITER).held_elsewhere()
    plant.store.close()
