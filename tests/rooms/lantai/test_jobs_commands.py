"""What failed for good is listed with its reason, tried again by a command, and said in the status."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from holdings.pages import text_sum
from holdings.store import objects
from holdings.store.database import Store
from holdings.store.tables import page_texts


@pytest.fixture
def lacking(lantai, tmp_path):
    """A home with one object that nothing here reads."""
    folder = tmp_path / "移交"
    folder.mkdir()
    (folder / "图.vsd").write_bytes(bytes(range(256)) * 20)
    (folder / "文.txt").write_text("沉船打捞", encoding="utf-8")
    (folder / "目录.csv").write_text(
        "档号,题名,共享类型,文件\nJ1-1-1,图纸,无条件共享,图.vsd\nJ1-1-2,报告,无条件共享,文.txt\n",
        encoding="utf-8",
    )
    assert lantai("intake", str(folder)).code == 0
    return lantai


def test_what_lacks_text_is_listed_with_its_reason(lacking):
    (one,) = lacking("jobs", "failed", "--json").json["failed"]
    assert (one["unit"], one["name"], one["package"]) == ("J1-1-1", "图.vsd", "移交")
    assert "LANTAI_TIKA" in one["zh"] and "LANTAI_TIKA" in one["en"]
    said = lacking("jobs", "failed")
    assert said.code == 0 and "J1-1-1" in said.out and "图.vsd" in said.out


def test_trying_again_says_what_is_still_lacking(lacking):
    before = lacking("status", "--json").out
    said = lacking("jobs", "retry", "--json")
    assert said.code == 1 and said.json == {"tried": 1, "mended": 0, "left": 1}
    assert lacking("status", "--json").out == before, "nothing was read, so nothing changed"
    assert "J1-1-1" in lacking("jobs", "retry", "J1-1-1").err
    none = lacking("jobs", "retry", "J1-1-2")
    assert none.code == 0 and "jobs failed" in none.err


def garble(home):
    """What a reader of before made of the second unit's text."""
    store = Store(f"sqlite:///{home / 'lantai.sqlite'}")
    garbled = "¹ØÓÚ»Ö¸´ÑØº£¶¨ÆÚ°àÂÖµÄÍ¨Öª¡£ÏÖ½«ÓÐ¹ØÊÂÏîÍ¨ÖªÈçÏÂ"
    with store.writing() as connection:
        connection.execute(
            update(page_texts)
            .where(page_texts.c.text == "沉船打捞")
            .values(text=garbled, text_sum=text_sum(garbled))
        )
    store.close()


def test_an_old_home_is_read_anew_after_a_preview(lacking, home):
    garble(home)
    said = lacking("jobs", "reread", "--suspect")
    assert said.code == 0 and "J1-1-2" in said.out and "沉船打捞" in said.out and "--apply" in said.err
    assert lacking("jobs", "reread", "--suspect", "--json").json["pages"]["changed"] == 1
    applied = lacking("jobs", "reread", "--suspect", "--apply", "--json").json
    assert (applied["applied"], applied["objects"], applied["changed"]) == (True, 1, 1)
    assert lacking("jobs", "reread", "--suspect", "--json").json["objects"] == 0
    assert "J1-1-2" in lacking("search", "沉船打捞", "--json").out
    assert "沉船打捞" in lacking("ocr", "compare", "J1-1-2", "1").out


def test_what_is_read_anew_is_chosen_by_unit_form_package_and_day(lacking):
    def read(*words):
        return lacking("jobs", "reread", "--json", *words).json["objects"]

    assert [
        read(),
        read("J1-1-2"),
        read("--format", ".TXT"),
        read("--package", "移交"),
        read("--package", "1"),
        read("--package", "移交", "1"),
        read("--lacking"),
    ] == [2, 1, 1, 2, 2, 2, 1]
    assert read("--before", "2000-01-01") == 0
    assert lacking("jobs", "reread", "--before", "昨天").code == 2
    assert lacking("jobs", "reread", "J9-9-9").code == 1


def test_a_package_that_is_not_there_is_an_error_that_says_which_there_are(lacking, tmp_path):
    for words in (
        ("jobs", "reread", "--package", "3"),
        ("jobs", "reread", "--package", "移交", "二批"),
        ("unit", "class", "--package", "二批", "无条件共享", "--reason", "x", "--yes"),
    ):
        said = lacking(*words)
        assert said.code == 1 and "现有：1 移交" in said.err and "There are: 1 移交" in said.err
    # A second folder of the same name: what is read anew may be of both, a class is set for one.
    again = tmp_path / "又一次" / "移交"
    again.mkdir(parents=True)
    (again / "三.txt").write_text("潮汐表", encoding="utf-8")
    assert lacking("intake", str(again)).code == 0
    assert lacking("jobs", "reread", "--package", "移交", "--json").json["objects"] == 3
    assert lacking("jobs", "reread", "--package", "2", "--json").json["objects"] == 1
    said = lacking("unit", "class", "--package", "移交", "暂不共享", "--reason", "x", "--yes")
    assert said.code == 1 and "编号：1、2" in said.err


def test_an_inline_home_needs_no_worker(lantai):
    said = lantai("worker")
    assert said.code != 0 and "inline" in said.err and "redis://" in said.err


def test_the_status_says_how_far_an_unfinished_package_is(lacking, home, tmp_path, monkeypatch):
    from indexer.queues.inline import InlineQueue

    folder = tmp_path / "二批"
    folder.mkdir()
    for at in (1, 2):
        (folder / f"{at}.txt").write_text(f"第{at}件", encoding="utf-8")

    def fails(_queue, _plant, _package, _progress):
        raise KeyboardInterrupt

    monkeypatch.setattr(InlineQueue, "read", fails)
    assert lacking("intake", str(folder)).code == 1
    status = lacking("status", "--json").json
    assert status["queue"] == "inline" and status["jobs"] == {}
    assert status["progress"] == [
        {"source": "二批", "total": 2, "done": 0, "failed": 0, "left": 2, "jobs": 0}
    ]
    assert "0/2" in lacking("status").out
    monkeypatch.undo()


def test_an_unreadable_object_is_no_failure_of_its_neighbours(lacking, home):
    store = Store(f"sqlite:///{home / 'lantai.sqlite'}")
    with store.reading() as connection:
        assert len(objects.lacking(connection, (0, -1), 10)) == 1
    store.close()
    assert "J1-1-2" in lacking("search", "沉船打捞", "--json").out
