"""The extraction pool: every page told once, a bad page costs itself alone, nothing is left behind."""

from __future__ import annotations

import collections
import os
import random
import signal
import subprocess
import sys
import time
import tracemalloc

import pytest
from PIL import Image

from indexer.extraction import pool as pools
from indexer.extraction.limits import USUAL, ReadingLimits
from indexer.extraction.pool import ExtractionPool, Job, ObjectRead, PageRead, PageUnread
from indexer.extraction.reading import EngineMissing
from indexer.workers import WorkerDiedError
from tests.broken_engines import ocr_by_colour as colour
from tests.material.documents import document
from tests.material.scans import scans
from tests.rooms.indexer.test_workers import alive, gone
from tests.shared import REPOSITORY


def scan(path, *colours):
    pages = [Image.new("RGB", (40, 60), of) for of in colours]
    pages[0].save(path, save_all=True, append_images=pages[1:])
    return path


def read(jobs, workers=2, seconds=60.0, make=colour.by_colour):
    with ExtractionPool("none", workers, ReadingLimits(page_seconds=seconds), make) as pool:
        return list(pool.read(jobs))


def of(told, kind):
    return [one for one in told if isinstance(one, kind)]


def check_order(told):
    """Each page once, each object once and after its pages."""
    pages = [(one.key, one.page.object_page if isinstance(one, PageRead) else one.object_page)
             for one in told if not isinstance(one, ObjectRead)]  # fmt: skip
    assert len(pages) == len(set(pages))
    ended = set()
    for one in told:
        assert one.key not in ended
        if isinstance(one, ObjectRead):
            ended.add(one.key)
    return collections.Counter(key for key, _ in pages)


def test_every_page_of_every_object_is_told_once_and_each_object_after_its_pages(tmp_path):
    jobs = []
    for key in range(60):
        if key % 3 == 0:
            path = scan(tmp_path / f"{key}.tif", *[colour.READS] * (1 + key % 11))
        else:
            path = tmp_path / f"{key}.txt"
            path.write_text("\f".join(f"第{n}页" for n in range(1 + key % 7)), encoding="gb18030")
        jobs.append(Job(key, path, path.name))
    told = read(jobs)
    counted = check_order(told)
    ends = of(told, ObjectRead)
    assert {end.key for end in ends} == set(range(60))
    for end in ends:
        assert end.pages == counted[end.key] == 1 + end.key % (11 if end.key % 3 == 0 else 7)
        assert end.letter is None and end.kind == ("tiff" if end.key % 3 == 0 else "text")


def test_pages_of_one_object_are_shared_by_the_workers_and_boxes_are_fractions(tmp_path):
    path = scan(tmp_path / "卷宗.tif", *[colour.READS] * 30)
    told = read([Job(7, path, path.name)])
    assert sorted(one.page.object_page for one in of(told, PageRead)) == list(range(30))
    page = of(told, PageRead)[0].page
    assert page.text == colour.TEXT and page.engine == "colour" and page.confidence == 0.9
    assert page.boxes == ((1 / 40, 1 / 60, 2 / 40, 3 / 60),) * len(colour.TEXT)


def test_pages_that_were_read_before_are_skipped(tmp_path):
    path = scan(tmp_path / "a.tif", *[colour.READS] * 10)
    done = frozenset({0, 1, 2, 3, 4, 6})
    told = read([Job(1, path, path.name, done)])
    assert sorted(one.page.object_page for one in of(told, PageRead)) == [5, 7, 8, 9]
    assert told[-1] == ObjectRead(1, "tiff", 10, None)
    assert read([Job(1, path, path.name, frozenset(range(10)))]) == [ObjectRead(1, "tiff", 10, None)]


@pytest.mark.parametrize("bad", [colour.CRASHES, colour.EXITS])
def test_a_worker_that_ends_costs_its_own_page(tmp_path, bad):
    path = scan(tmp_path / "a.tif", *[colour.READS] * 2, bad, *[colour.READS] * 7)
    other = tmp_path / "b.txt"
    other.write_text("另一件", encoding="utf-8")
    told = read([Job(1, path, "a.tif"), Job(2, other, "b.txt")])
    check_order(told)
    (unread,) = of(told, PageUnread)
    assert (unread.key, unread.object_page) == (1, 2)
    assert ("SIGSEGV" if bad == colour.CRASHES else "3") in unread.letter.zh and "a.tif" in unread.letter.zh
    assert len([one for one in of(told, PageRead) if one.key == 1]) == 9
    assert ObjectRead(1, "tiff", 10, None) in told and ObjectRead(2, "text", 1, None) in told


def test_a_page_that_takes_too_long_is_given_up_with_its_worker(tmp_path):
    path = scan(tmp_path / "a.tif", colour.READS, colour.STALLS, colour.READS)
    told = read([Job(1, path, "a.tif")], seconds=1.0)  # the page would take an hour
    (unread,) = of(told, PageUnread)
    assert unread.object_page == 1 and "1 秒" in unread.letter.zh
    assert sorted(one.page.object_page for one in of(told, PageRead)) == [0, 2]


def test_an_object_that_ends_worker_after_worker_is_given_up_and_the_rest_is_read(tmp_path):
    path = scan(tmp_path / "a.tif", *[colour.CRASHES] * 40)
    other = scan(tmp_path / "b.tif", colour.READS)
    told = read([Job(1, path, "a.tif"), Job(2, other, "b.tif")], workers=1)
    counted = check_order(told)
    assert counted == {1: 40, 2: 1}
    letters = collections.Counter(one.letter for one in of(told, PageUnread))
    assert sum("SIGSEGV" in letter.zh for letter in letters.elements()) == pools.MOST_LOST
    (end,) = [one for one in of(told, ObjectRead) if one.key == 1]
    assert end.pages == 40 and end.letter is not None and "SIGSEGV" in end.letter.en
    assert ObjectRead(2, "tiff", 1, None) in told


@pytest.mark.parametrize(
    ("bad", "says"),
    [
        (colour.RAISES, "ZeroDivisionError"),
        (colour.REFUSES, "图像读不了"),
        (colour.ANSWERS_NOTHING, "AttributeError"),
        (colour.ANSWERS_NONSENSE, "ZeroDivisionError"),
        (colour.ANSWERS_UNSENDABLE, "stays here"),
    ],
)
def test_an_engine_that_fails_on_a_page_costs_that_page(tmp_path, bad, says):
    path = scan(tmp_path / "a.tif", bad)
    other = scan(tmp_path / "b.tif", colour.READS)
    told = read([Job(1, path, "a.tif"), Job(2, other, "b.tif")], workers=1)
    (unread,) = of(told, PageUnread)
    assert unread.key == 1 and says in unread.letter.zh
    assert ObjectRead(1, "tiff", 1, unread.letter) in told and ObjectRead(2, "tiff", 1, None) in told


def test_boxes_from_nowhere_are_kept_within_the_page(tmp_path):
    told = read([Job(1, scan(tmp_path / "a.tif", colour.ANSWERS_WILD_BOXES), "a.tif")])
    (one,) = of(told, PageRead)
    assert all(box is None or all(0 <= side <= 1 for side in box) for box in one.page.boxes)


def test_a_worker_killed_from_outside_is_replaced(tmp_path):
    path = scan(tmp_path / "a.tif", *[colour.READS] * 8)
    with ExtractionPool("none", 2, USUAL, colour.by_colour) as pool:
        assert len(of(list(pool.read([Job(1, path, "a.tif")])), PageRead)) == 8
        for crew in pool._crews.values():  # idle
            os.kill(crew.worker.pid, signal.SIGKILL)
        time.sleep(0.2)
        assert len(of(list(pool.read([Job(2, path, "a.tif")])), PageRead)) == 8


def test_workers_that_cannot_begin_and_engines_that_cannot_be_made_end_the_reading(tmp_path):
    path = scan(tmp_path / "a.tif", colour.READS)
    with pytest.raises(WorkerDiedError, match="7"):
        read([Job(1, path, "a.tif")], make=colour.never_ready)
    with ExtractionPool("no-such-engine", 1) as pool, pytest.raises(EngineMissing, match="no-such-engine"):
        list(pool.read([Job(1, path, "a.tif")]))


def test_a_reading_that_is_given_up_leaves_nothing_for_the_next(tmp_path):
    path = scan(tmp_path / "a.tif", *[colour.READS] * 20)
    with ExtractionPool("none", 2, USUAL, colour.by_colour) as pool:
        first = pool.read(Job(key, path, "a.tif") for key in range(50))
        next(first)
        with pytest.raises(RuntimeError, match="another read"):
            next(pool.read([]))
        first.close()
        told = list(pool.read([Job(99, path, "a.tif")]))
        assert {one.key for one in told} == {99} and len(told) == 21
        pids = [crew.worker.pid for crew in pool._crews.values()]
    assert gone(pids)


def test_jobs_are_taken_only_as_workers_get_free(tmp_path):
    path = tmp_path / "a.txt"
    path.write_text("正文", encoding="utf-8")
    taken = 0

    def jobs():
        nonlocal taken
        for key in range(500):
            taken += 1
            yield Job(key, path, "a.txt")

    ended = 0
    with ExtractionPool("none", 2) as pool:
        for one in pool.read(jobs()):
            ended += isinstance(one, ObjectRead)
            assert taken - ended <= 2 * 4 + 1
    assert ended == 500


def test_memory_does_not_grow_with_the_pages(tmp_path):
    path = tmp_path / "a.txt"
    page = "卷" * 1000
    path.write_text("\f".join([page] * 20_000), encoding="utf-8")  # 60 MB
    read_pages = 0
    with ExtractionPool("none", 1) as pool:
        tracemalloc.start()
        for one in pool.read([Job(1, path, "a.txt")]):
            read_pages += isinstance(one, PageRead)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
    assert read_pages == 20_000
    assert peak < 8 << 20


def test_a_consumer_slower_than_a_page_may_be_costs_no_page(tmp_path):
    path = scan(tmp_path / "a.tif", *[colour.READS] * 6)
    told: list = []
    with ExtractionPool("none", 2, ReadingLimits(page_seconds=0.5), colour.by_colour) as pool:
        for one in pool.read([Job(1, path, "a.tif")]):
            if len(told) < 2:
                time.sleep(1.0)
            told.append(one)
    assert len(of(told, PageRead)) == 6


def test_an_encrypted_pdf_says_so_by_its_own_name(tmp_path):
    stored = tmp_path / "9f86d081884c7d65"  # objects lie by digest
    stored.write_bytes(document("加密.pdf"))
    (end,) = read([Job(1, stored, "合同.pdf")])
    assert end.kind == "pdf" and end.pages == 0
    assert "加密" in end.letter.zh and "合同.pdf" in end.letter.zh and "9f86" not in str(end.letter)


PARENT = """
import sys
from pathlib import Path
from indexer.extraction.limits import ReadingLimits
from indexer.extraction.pool import ExtractionPool, Job
from tests.broken_engines.ocr_by_colour import by_colour
with ExtractionPool("none", 2, ReadingLimits(page_seconds=3600), by_colour) as pool:
    jobs = [Job(1, Path(sys.argv[1]), "good"), Job(2, Path(sys.argv[2]), "stalls"), Job(3, Path(sys.argv[2]), "stalls")]
    for told in pool.read(jobs):
        print(*[crew.worker.pid for crew in pool._crews.values()], flush=True)
"""


def test_kill_nine_of_the_parent_leaves_no_process_behind(tmp_path):
    good, stalls = scan(tmp_path / "a.tif", colour.READS), scan(tmp_path / "b.tif", colour.STALLS)
    with subprocess.Popen(
        [sys.executable, "-c", PARENT, good, stalls], stdout=subprocess.PIPE, cwd=REPOSITORY, text=True
    ) as parent:
        assert parent.stdout is not None
        pids = [int(pid) for pid in parent.stdout.readline().split()]
        assert pids and all(alive(pid) for pid in pids)
        time.sleep(0.5)  # both are busy with a page that never ends
        parent.kill()
    assert gone(pids)


@pytest.mark.slow
def test_a_scan_is_read_by_the_default_engine_as_an_image_and_as_a_page_of_a_pdf(tmp_path):
    sample = scans()["RS-001-002"]
    scanned, truth = sample.path, sample.text
    bound = tmp_path / "卷.pdf"
    Image.open(scanned).convert("RGB").save(bound, resolution=300)
    with ExtractionPool("rapidocr", 2) as pool:
        told = list(pool.read([Job(1, scanned, scanned.name), Job(2, bound, bound.name)]))
    pages = {one.key: one.page for one in of(told, PageRead)}
    wanted = set(truth)
    for key in (1, 2):
        assert len(wanted & set(pages[key].text)) / len(wanted) > 0.95
        assert pages[key].engine == "rapidocr" and pages[key].confidence > 0.9
        assert len(pages[key].boxes) == len(pages[key].text)


@pytest.mark.slow
def test_among_bad_pages_of_every_sort_each_page_is_told_once(tmp_path):
    dice = random.Random(11)
    sorts = [colour.READS] * 12 + [colour.CRASHES, colour.RAISES, colour.ANSWERS_UNSENDABLE, colour.STALLS]
    drawn = {key: [dice.choice(sorts) for _ in range(dice.randint(1, 14))] for key in range(12)}
    jobs = [Job(key, scan(tmp_path / f"{key}.tif", *colours), f"{key}.tif") for key, colours in drawn.items()]
    told = read(jobs, seconds=1.0)
    counted = check_order(told)
    assert counted == {key: len(colours) for key, colours in drawn.items()}
    for one in of(told, PageRead):
        assert drawn[one.key][one.page.object_page] == colour.READS
    for end in of(told, ObjectRead):
        assert end.pages == len(drawn[end.key])
        assert (end.letter is None) == any(one.key == end.key for one in of(told, PageRead))
    # Only the rest of an object that is given up is lost beside the bad pages.
    lost = [one for one in of(told, PageUnread) if drawn[one.key][one.object_page] == colour.READS]
    assert all("不再尝试" in one.letter.zh for one in lost)
