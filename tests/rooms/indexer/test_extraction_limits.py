"""A reader that hangs, crashes, eats memory or prints without end costs its own object alone, and leaves nothing."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from holdings.media.limits import MediaLimits
from indexer.extraction.limits import ReadingLimits
from indexer.extraction.pool import ExtractionPool, Job, ObjectRead, PageRead, PageUnread
from tests.broken_engines.readers_by_name import TEXT, by_name
from tests.rooms.indexer.test_workers import gone

LIMITS = ReadingLimits(
    MediaLimits(unpacked_bytes=8 << 20),
    page_seconds=3.0,
    memory_bytes=256 << 20,
    printed_bytes=200_000,
)


def read(tmp_path, *names, limits=LIMITS, make=by_name):
    """What is told of objects with these names, by name, and the processes that read them."""
    jobs = []
    for key, name in enumerate(names):
        (tmp_path / f"{key}").write_text("x")
        jobs.append(Job(key, tmp_path / f"{key}", name))
    told: dict[str, list] = {name: [] for name in names}
    pids = set()
    with ExtractionPool("none", 1, limits, make) as pool:
        for one in pool.read(jobs):
            told[names[one.key]].append(one)
            pids |= {crew.worker.pid for crew in pool._crews.values()}
    assert gone(pids)
    return told


@pytest.mark.parametrize(
    ("how", "says"),
    [
        ("loops", "3 秒"),
        ("segfaults", "SIGSEGV"),
        ("allocates", "内存超过 256 MB"),
        ("recurses", "RecursionError"),
        ("prints", "不停地输出"),
        ("complains", "不停地输出"),
        ("writes", "File too large"),
    ],
)
def test_a_broken_reader_costs_its_own_page_and_the_reason_is_told(tmp_path, how, says, capfd):
    told = read(tmp_path, how, "reads")  # which would never end, or take all there is
    (unread,) = [one for one in told[how] if isinstance(one, PageUnread)]
    assert says in unread.letter.zh and how in unread.letter.en and unread.object_page == 1
    assert [one.page.text for one in told[how] if isinstance(one, PageRead)] == [TEXT]
    assert [type(one) for one in told["reads"]] == [PageRead, PageRead, ObjectRead]
    printed = capfd.readouterr()
    assert printed.out == "" and len(printed.err) < 200_000


@pytest.mark.parametrize(
    ("how", "says"), [("loops", "3 秒"), ("segfaults", "SIGSEGV"), ("allocates", "内存"), ("prints", "输出")]
)
def test_a_reader_that_breaks_while_it_opens_costs_its_own_object(tmp_path, how, says):
    told = read(tmp_path, f"opening-{how}", "reads")
    (end,) = told[f"opening-{how}"]
    assert isinstance(end, ObjectRead) and end.pages == 0
    assert end.letter is not None and says in end.letter.zh
    assert told["reads"][-1] == ObjectRead(1, "broken", 2, None)


def test_an_object_of_endless_pages_is_refused(tmp_path):
    (end,) = read(tmp_path, "pages")["pages"]
    assert "页" in end.letter.zh and end.pages == 0


def test_what_a_reader_started_ends_with_it(tmp_path):
    told = read(tmp_path, "leaves")
    assert any(isinstance(one, PageUnread) for one in told["leaves"])
    child = int(Path(tmp_path / "0").read_text())
    assert gone([child])


def test_an_object_that_takes_too_long_in_all_is_given_up(tmp_path):
    limits = ReadingLimits(page_seconds=60, file_seconds=0.05)
    names = ["sleeps", "reads"]
    told = read(tmp_path, *names, limits=limits, make=slow_pages)
    unread = [one for one in told["sleeps"] if isinstance(one, PageUnread)]
    assert len(unread) == 36 and "累计" in unread[0].letter.zh
    assert told["sleeps"][-1] == ObjectRead(0, "slow", 40, None)
    assert told["reads"][-1].letter is None


class SlowPages:
    reads: frozenset = frozenset()
    cheap = False

    def __init__(self, name):
        self._sleeps = name == "sleeps"

    def page_count(self, path):
        return 40 if self._sleeps else 1

    def page(self, path, index0):
        from holdings.pages import Reading
        from indexer.extraction.port import ExtractedPage

        time.sleep(0.02 * self._sleeps)
        return ExtractedPage(index0, TEXT, Reading.BORN)


def slow_pages(ocr, limits):
    return lambda path, name: (SlowPages(name), "slow")


def test_limits_that_could_read_nothing_are_refused():
    for page_seconds, memory, printed in ((0, 1, 1), (1, -1, 1), (1, 1, 0)):
        with pytest.raises(ValueError):
            ReadingLimits(page_seconds=page_seconds, memory_bytes=memory, printed_bytes=printed)


def test_no_core_is_left_where_a_reader_crashed(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    read(tmp_path, "segfaults")
    assert list(tmp_path.glob("*core*")) == []


class Unpacks:
    reads: frozenset = frozenset()
    cheap = False

    def page_count(self, path):
        from indexer.extraction.scratch import scratch_folder

        (scratch_folder(self) / "member").write_text("unpacked")
        time.sleep(600)


def unpacking(ocr, limits):
    return lambda path, name: (Unpacks(), "archive")


def test_what_a_reader_had_unpacked_when_it_was_ended_is_removed(tmp_path, monkeypatch):
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    monkeypatch.setattr("tempfile.tempdir", None)
    read(tmp_path, "a", limits=ReadingLimits(page_seconds=1.5), make=unpacking)
    assert list(scratch.iterdir()) == []
