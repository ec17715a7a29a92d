"""An intake whose servers go away in the middle: it says so, is run again, and nothing is lost or doubled."""

from __future__ import annotations

import os
import threading
import time
from collections import Counter
from pathlib import Path

import pytest
import sqlalchemy as sa

from holdings.letters import LantaiError
from holdings.objects import ObjectsUnavailable
from holdings.s3_objects import S3Objects
from holdings.store import units
from holdings.store.database import StoreUnavailable
from holdings.store.tables import metadata
from indexer.counts import expected_entries, searchable_entries
from indexer.pipeline import take_in
from tests.homes import make_plant, pinned, terms, write_package
from tests.promises import buckets
from tests.promises.asked_home import rows
from tests.servers.fixtures import said_aloud
from tests.servers.obtaining import ServerMissingError
from tests.servers.postgresql import POSTGRESQL
from tests.servers.running import FOLDER_VARIABLE, owned
from tests.servers.s3proxy import S3PROXY

UNITS = 30
PAGES = sum(row["text"].count("\f") + 1 for row in rows(UNITS))


@pytest.fixture
def folder():
    return Path(os.environ[FOLDER_VARIABLE]) / f"own-{os.getpid()}"


def whole(plant):
    """Everything is there once, in the store and in the indices."""
    with plant.store.reading() as connection:
        counted = {
            name: int(
                connection.execute(sa.select(sa.func.count()).select_from(metadata.tables[name])).scalar_one()
            )
            for name in ("units", "page_texts", "unit_objects", "unit_history", "packages", "sharing_states")
        }
        assert units.count(connection) == UNITS
        assert searchable_entries(pinned(plant)) == expected_entries(connection)
        digests = set(connection.execute(sa.select(metadata.tables["unit_objects"].c.digest)).scalars())
    assert counted == {
        "units": UNITS,
        "page_texts": PAGES,
        "unit_objects": UNITS,
        "unit_history": UNITS,
        "packages": 1,
        "sharing_states": UNITS,
    }
    assert {digest for digest, _ in plant.objects.all()} == digests
    return counted


@pytest.mark.slow
def test_postgresql_killed_during_an_intake_loses_and_doubles_nothing(folder, tmp_path):
    package = write_package(tmp_path / "移交", rows(UNITS))
    try:
        with owned(POSTGRESQL, folder) as server:
            plant, failed = make_plant(tmp_path / "home", store_url=server.url), 0
            for wait in (0.4, 1.2):
                ended: list[LantaiError] = []

                def take(told=ended):
                    try:
                        take_in(plant, package, terms(plant), lambda _: time.sleep(0.02))
                    except StoreUnavailable as failure:
                        told.append(failure)

                taking = threading.Thread(target=take)
                taking.start()
                time.sleep(wait)
                server.kill()
                taking.join(60)
                assert not taking.is_alive()
                failed += len(ended)
                assert all("没有应答或中断" in error.letter.zh for error in ended)
                server.start()
            take_in(plant, package, terms(plant), lambda _: None)
            counted = whole(plant)
            print(f"PostgreSQL killed twice, {failed} intakes ended by it; then {counted}")
            assert failed
            plant.store.close()
    except ServerMissingError as error:
        said_aloud("postgresql", error)


@pytest.mark.slow
def test_an_object_store_that_refuses_writes_ends_an_intake_and_nothing_of_it_is_held(s3_url, tmp_path):
    package = write_package(tmp_path / "移交", rows(UNITS))
    bucket = buckets.bucket(s3_url)
    kept_in = Path(os.environ[FOLDER_VARIABLE]) / S3PROXY.name / "objects" / bucket.name / bucket.prefix
    objects = S3Objects(bucket, tmp_path / "copies", buckets.ROOM)
    plant, kept = make_plant(tmp_path / "home", objects=objects), Counter[str]()
    real = objects.keep

    def keep(source, announced=""):
        kept["asked"] += 1
        if kept["asked"] == 10:
            _writable(kept_in, False)
        return real(source, announced)

    try:
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(objects, "keep", keep)
            with pytest.raises(ObjectsUnavailable) as told:
                take_in(plant, package, terms(plant), lambda _: None)
    finally:
        _writable(kept_in, True)
    assert bucket.url in told.value.letter.zh
    with plant.store.reading() as connection:
        assert units.count(connection) == 0
    take_in(plant, package, terms(plant), lambda _: None)
    print(f"the object store refused the 10th of {UNITS} objects and all after it; then {whole(plant)}")
    plant.store.close()


def _writable(folder, yes):
    for path in (folder, *(inner for inner in folder.rglob("*") if inner.is_dir())):
        path.chmod(0o755 if yes else 0o555)
