"""The disk is full during an intake, wherever it is: the intake says so, and goes on when there is room."""

from __future__ import annotations

import dataclasses
import errno
import json
import shutil
import subprocess
import sys

import pytest
import sqlalchemy as sa

from engines.letters import EngineError
from holdings.letters import LantaiError
from holdings.store import units
from holdings.store.database import StoreUnavailable
from indexer.pipeline import take_in
from tests.broken_engines.index_engine import BrokenGenerations, raising_after
from tests.homes import environment, make_plant, terms, write_package
from tests.promises.asked_home import rows
from tests.promises.test_engine_in_trouble import as_the_store_says

UNITS = 60


@pytest.fixture
def package(tmp_path):
    told = [{**row, "text": row["text"] * 30} for row in rows(UNITS)]
    return write_package(tmp_path / "移交", told)


def _room_to_mount():
    """The words before a command that lets it mount in a name space of its own; empty where that is not allowed."""
    words = ["unshare", "--user", "--map-root-user", "--mount"]
    if not shutil.which(words[0]):
        return []
    tried = subprocess.run([*words, "true"], capture_output=True, check=False)
    return words if tried.returncode == 0 else []


@pytest.mark.slow
def test_a_disk_that_fills_up_at_every_point_of_an_intake_leaves_nothing_half_done(package, tmp_path):
    words = _room_to_mount()
    if not words:
        # Each part's full disk is tried below without a disk of its own.
        pytest.skip("NOT TESTED: a real disk that is full, for no process may mount one here")
    disk = tmp_path / "disk"
    disk.mkdir()
    done = subprocess.run(
        [*words, sys.executable, "-m", "tests.promises.full_disk", str(disk), str(package)],
        env=environment(),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    told = json.loads(done.stdout.splitlines()[-1])
    points = [point for point, _ in told["failed"]]
    print(f"{len(points)} intakes ended by a full disk, at {', '.join(dict.fromkeys(points))}; then {told}")
    assert len(points) >= 4 and len(set(points)) >= 3
    assert all(sound for _, sound in told["failed"])
    assert all("space" in letter or "full" in letter for letter in told["letters"]), told["letters"]
    assert (told["units"], told["objects"], told["whole"]) == (UNITS, UNITS, True)


def _objects_full(patch, plant):
    real, kept = plant.objects.keep, []

    def keep(source, announced=""):
        kept.append(source)
        if len(kept) > 20:
            raise OSError(errno.ENOSPC, "No space left on device")
        return real(source, announced)

    patch.setattr(plant.objects, "keep", keep)
    return plant


def _index_full(_patch, plant):
    full = raising_after(EngineError("fulltext-open", "No space left on device"))
    return dataclasses.replace(plant, generations=BrokenGenerations(plant.generations, "commit", full, 1))


FULL = {"objects": _objects_full, "index": _index_full}


@pytest.mark.parametrize("full", FULL.values(), ids=FULL)
def test_a_part_whose_disk_is_full_ends_an_intake_with_its_reason_and_the_next_one_finishes(
    package, tmp_path, full
):
    plant = make_plant(tmp_path / "home")
    with pytest.MonkeyPatch.context() as patch, pytest.raises(LantaiError, match="No space left"):
        take_in(full(patch, plant), package, terms(plant), lambda _: None)
    with plant.store.reading() as connection:
        assert units.count(connection) == (0 if full is _objects_full else UNITS)
    take_in(plant, package, terms(plant), lambda _: None)
    assert as_the_store_says(plant)
    plant.store.close()


def test_a_store_whose_disk_is_full_ends_an_intake_with_its_reason_and_the_next_one_finishes(
    package, tmp_path
):
    home = tmp_path / "home"
    make_plant(home).store.close()

    def few_pages_more(connection, _record):
        # SQLite says of its own limit what it says of a disk.
        (pages,) = connection.execute("PRAGMA page_count").fetchone()
        connection.execute(f"PRAGMA max_page_count = {pages + 6}")

    sa.event.listen(sa.pool.Pool, "connect", few_pages_more)
    try:
        plant = make_plant(home)
        with pytest.raises(StoreUnavailable, match="disk is full"):
            take_in(plant, package, terms(plant), lambda _: None)
        plant.store.close()
    finally:
        sa.event.remove(sa.pool.Pool, "connect", few_pages_more)
    plant = make_plant(home)
    with plant.store.reading() as connection:
        assert units.count(connection) == 0
    take_in(plant, package, terms(plant), lambda _: None)
    assert as_the_store_says(plant)
    plant.store.close()
