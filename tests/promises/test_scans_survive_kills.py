"""An intake of scans that is killed goes on where it stopped: no page that is in the store is recognised again.

The measure of speed and memory with 300 pages and the real engine is tests/benchmarks/scans.py.
"""

from __future__ import annotations

import contextlib
import sqlite3
import subprocess
import sys
import time

from PIL import Image

from tests import homes
from tests.broken_engines.counting_reader import TEXT
from tests.rooms.indexer.test_workers import gone

PAGES = 24


def scans(folder):
    folder.mkdir()
    sheets = [Image.new("L", (60, 80), 8 * at) for at in range(PAGES)]
    sheets[0].save(folder / "卷.tif", save_all=True, append_images=sheets[1 : PAGES // 2])
    sheets[PAGES // 2].save(folder / "册.tif", save_all=True, append_images=sheets[PAGES // 2 + 1 :])
    return folder


def started(home, folder, log, seconds):
    command = [
        sys.executable,
        "-m",
        "tests.broken_engines.counting_reader",
        *map(str, (home, folder, log, seconds)),
    ]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=homes.environment())


def stored(home):
    try:
        with contextlib.closing(sqlite3.connect(f"file:{home / 'home.sqlite'}?mode=ro", uri=True)) as store:
            return store.execute("SELECT count(*) FROM page_texts").fetchone()[0]
    except sqlite3.OperationalError:
        return 0


def noted(log):
    """(page, process) of each recognition so far."""
    return [tuple(map(int, line.split())) for line in log.read_text().splitlines()] if log.exists() else []


def test_a_killed_intake_of_scans_recognises_no_stored_page_again(tmp_path):
    folder, home, log = scans(tmp_path / "scans"), tmp_path / "home", tmp_path / "log"
    with started(home, folder, log, 0.5) as intake:
        until = time.monotonic() + 60
        while stored(home) == 0 and time.monotonic() < until:
            time.sleep(0.02)
        intake.kill()
    there, before = stored(home), noted(log)
    assert 0 < there <= len(before) < PAGES
    assert gone({pid for _, pid in before})
    with started(home, folder, log, 0.02) as intake:
        assert intake.wait(60) == 0
        assert intake.stdout is not None
        assert intake.stdout.read().split() == ["began", str(PAGES)]
    again = noted(log)[len(before) :]
    # What was read but not yet written down when the kill came, and nothing more.
    assert len(again) == PAGES - there
    assert {page for page, _ in before} | {page for page, _ in again} == {8 * at for at in range(PAGES)}
    assert len({pid for _, pid in again}) == 2  # a worker a core
    with contextlib.closing(sqlite3.connect(home / "home.sqlite")) as store:
        texts = store.execute("SELECT text FROM page_texts").fetchall()
    assert texts == [(TEXT,)] * PAGES
