"""Jobs over a real Redis, done by real workers: the same holdings as in the process, whatever dies meanwhile."""

from __future__ import annotations

import os
import signal
import threading
import time
from dataclasses import replace

import pytest
from PIL import Image

from holdings.store import jobs, objects
from holdings.store.jobs import Step
from holdings.store.objects import ObjectState
from indexer.counts import expected_entries, searchable_entries
from indexer.queues import desk
from indexer.queues.carrier import CarrierAway, Lane
from indexer.queues.celery_queue import CeleryCarrier
from indexer.queues.steps import MOST_TRIES
from tests.homes import make_plant, pinned, take, write_package
from tests.material.documents import document
from tests.material.scans import scans
from tests.promises.workers import (
    children,
    ended,
    kill_all,
    own_server,
    queued,
    start_program,
    start_worker,
    working,
)
from tests.rooms.indexer.test_queues import store_content
from tests.servers.redis import REDIS

# One worker of the test run: each test has workers of its own, and two cores are shared.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("redis")]


def many(folder, count):
    rows = [
        {
            "档号": f"J001-001-{at:04d}",
            "题名": f"关于{at}的报告",
            "共享类型": "无条件共享",
            "text": "\f".join(f"第{page}页，{at}号卷" for page in range(1, 5)),
        }
        for at in range(1, count + 1)
    ]
    return write_package(folder, rows)


def mixed(folder):
    """Texts, a PDF with a text layer, an OFD, a broken file, and a scan that has to be recognised."""
    scan = folder / "文件" / "扫描.png"
    scan.parent.mkdir(parents=True)
    with Image.open(scans()["RS-001-002"].path) as whole:
        whole.convert("L").crop((0, 0, min(900, whole.width), min(320, whole.height))).save(scan)
    rows = [
        {"档号": "J001-001-0001", "题名": "来文", "共享类型": "无条件共享", "text": "一\f二\f三"},
        {
            "档号": "J001-001-0002",
            "题名": "电子件",
            "共享类型": "有条件共享",
            "文件": "文件/a.pdf;文件/b.ofd",
        },
        {
            "档号": "J001-001-0003",
            "题名": "扫描件",
            "共享类型": "无条件共享",
            "文件": "文件/扫描.png;文件/c.txt",
        },
        {"档号": "J001-001-0004", "题名": "坏件", "共享类型": "无条件共享", "文件": "文件/坏.doc;文件/d.txt"},
    ]
    files: dict[str, str | bytes] = {
        "文件/a.pdf": document("开馆.pdf"),
        "文件/b.ofd": document("一行.ofd"),
        "文件/c.txt": "附页一\f附页二",
        "文件/坏.doc": document("ferry.doc")[:3_000],
        "文件/d.txt": "附页",
    }
    return write_package(folder, rows, files)


def whole(plant, units, page_count):
    """Every page is there once, every unit is searchable once, and no job is left."""
    with plant.store.reading() as connection:
        wanted = expected_entries(connection)
        assert jobs.tally(connection) == {}
    assert searchable_entries(pinned(plant)) == wanted
    content = store_content(plant)
    assert len(content["units"]) == units
    places = [(row[0], row[1]) for row in content["page_texts"]]
    assert len(places) == len(set(places)) == page_count


def test_the_same_holdings_give_the_same_store_and_index_inline_and_over_redis(tmp_path, redis_url):
    folder = mixed(tmp_path / "移交")
    inline = replace(make_plant(tmp_path / "inline"), ocr="rapidocr")
    mine = take(inline, folder)
    home = tmp_path / "home"
    plant = queued(make_plant(home), redis_url)
    with working(home, redis_url, processes=1, ocr="rapidocr"):
        theirs = take(plant, folder)
    assert (theirs.units, theirs.pages) == (mine.units, mine.pages)
    assert [(one.unit, one.name, one.letter) for one in theirs.unread] == [
        (one.unit, one.name, one.letter) for one in mine.unread
    ]
    assert store_content(plant) == store_content(inline)
    assert searchable_entries(pinned(plant)) == searchable_entries(pinned(inline))
    assert "step=recognise" in (home / "worker.log").read_text(encoding="utf-8")


def in_background(plant, folder):
    """An intake in a thread; joins with what it did."""
    done = []
    thread = threading.Thread(target=lambda: done.append(take(plant, folder)), daemon=True)
    thread.start()

    def join(seconds=90):
        thread.join(seconds)
        assert done, "the intake did not end"
        return done[0]

    return join


def until_some_are_read(plant, least):
    for _ in range(600):
        with plant.store.reading() as connection:
            tally = objects.tally(connection, 1)
        if tally.get(ObjectState.READ, 0) >= least:
            return tally
        time.sleep(0.02)
    raise AssertionError("nothing was read")


def test_a_worker_killed_in_the_middle_of_a_package_loses_and_doubles_nothing(tmp_path, redis_url):
    home = tmp_path / "home"
    plant = queued(make_plant(home), redis_url, lease=3.0)
    folder = many(tmp_path / "移交", 150)
    first = start_worker(home, redis_url)
    join = in_background(plant, folder)
    until_some_are_read(plant, 5)
    # One of its processes, then the whole of it: both come at any moment.
    os.kill(children(first.pid)[0], signal.SIGKILL)
    time.sleep(0.05)
    kill_all(first)
    with plant.store.reading() as connection:
        left = objects.tally(connection, 1).get(ObjectState.WAITING, 0)
    assert left, "the kill came too late: nothing was tried"
    with working(home, redis_url):
        done = join()
    assert (done.units, done.pages, done.unread) == (150, 600, ())
    whole(plant, 150, 600)


def test_a_document_that_kills_every_worker_is_set_aside_after_four_tries_and_the_rest_goes_on(
    tmp_path, redis_url, monkeypatch
):
    monkeypatch.setattr(desk, "TOGETHER", 1)
    home, log = tmp_path / "home", tmp_path / "met"
    plant = queued(make_plant(home), redis_url, lease=1.0)
    folder = many(tmp_path / "移交", 12)
    (folder / "文件" / "致命.txt").write_text("谁读谁死", encoding="utf-8")
    with (folder / "目录.csv").open("a", encoding="utf-8") as sheet:
        sheet.write("J001-001-0099,致命件,无条件共享,文件/致命.txt\n")
    with ended(start_program(home, redis_url, "tests.broken_engines.fatal_worker", str(log), "1.0")):
        done = take(plant, folder)
    met = log.read_text().split()
    print(f"{len(met)} worker processes were killed by one document of 13; {done.pages} pages of the others")
    assert len(met) == len(set(met)) == MOST_TRIES
    assert (done.units, done.pages) == (13, 48)
    assert [(one.unit, one.name) for one in done.unread] == [("J001-001-0099", "文件/致命.txt")]
    assert f"{MOST_TRIES} 次" in done.unread[0].letter.zh and "jobs retry" in done.unread[0].letter.zh
    whole(plant, 13, 48)
    # It is on the list of what failed for good.
    with plant.store.reading() as connection:
        assert [row.name for _, _, _, row in objects.lacking(connection, (0, -1), 10)] == ["文件/致命.txt"]


def test_a_redis_that_is_killed_and_comes_back_empty_loses_and_doubles_nothing(tmp_path, redis_url):
    del redis_url  # it is on this machine
    home = tmp_path / "home"
    with own_server(REDIS) as redis:
        plant = queued(make_plant(home), redis.url)
        folder = many(tmp_path / "移交", 150)
        with working(home, redis.url):
            join = in_background(plant, folder)
            until_some_are_read(plant, 5)
            redis.kill()
            with plant.store.reading() as connection:
                left = objects.tally(connection, 1).get(ObjectState.WAITING, 0)
            time.sleep(1)
            redis.start()
            done = join()
    assert left, "Redis was killed too late: nothing was tried"
    assert (done.units, done.pages, done.unread) == (150, 600, ())
    whole(plant, 150, 600)


def test_two_homes_on_one_redis_do_not_meet(tmp_path, redis_url):
    here, there = (CeleryCarrier(redis_url, f"{tmp_path.name}-{name}") for name in ("here", "there"))
    here.send(Lane.LIGHT, [1, 2, 3])
    assert here.holds().waiting == 3
    assert there.holds().waiting == 0


def test_each_lane_waits_for_its_own_workers(tmp_path, redis_url):
    """Scans that wait for a recogniser hold up nothing else."""
    home = tmp_path / "home"
    plant = queued(make_plant(home), redis_url)
    folder = mixed(tmp_path / "移交")
    with working(home, redis_url, "light", processes=1, ocr="rapidocr"):
        in_background(plant, folder)
        for _ in range(600):
            with plant.store.reading() as connection:
                tally = objects.tally(connection, 1)
                steps = {step for _, step, _ in jobs.tally(connection)}
            if tally.get(ObjectState.WAITING) == 1 and steps == {Step.RECOGNISE}:
                break
            time.sleep(0.05)
    assert tally[ObjectState.WAITING] == 1 and steps == {Step.RECOGNISE}


def test_a_redis_that_never_was_is_said_without_its_password(tmp_path, caplog):
    carrier = CeleryCarrier("redis://:geheim@127.0.0.1:1/0", "h")
    with pytest.raises(CarrierAway) as away:
        carrier.send(Lane.LIGHT, [1])
    assert "geheim" not in str(away.value) and "LANTAI_QUEUE" in away.value.letter.zh
    assert away.value.__suppress_context__
    assert "geheim" not in caplog.text
