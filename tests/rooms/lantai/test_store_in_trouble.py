"""A store that is damaged, gone or another's: said by its table, with what can be read and what to do."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing

import pytest

from holdings.store.database import Store
from lantai.cli import main

COMMANDS = (("status",), ("search", "班轮"), ("check",), ("reindex",), ("reader", "list"))


def connected(home):
    return closing(sqlite3.connect(home / "lantai.sqlite", isolation_level=None))


def no_log_beside(home):
    """Everything is in the one file."""
    with connected(home) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def pages_of(home, table):
    """(page size, numbers of the pages that a table lies on)."""
    with connected(home) as connection:
        root = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = ?", (table,)).fetchone()[0]
        return connection.execute("PRAGMA page_size").fetchone()[0], root


def broken_table(home):
    size, root = pages_of(home, "page_texts")
    with (home / "lantai.sqlite").open("r+b") as stream:
        stream.seek((root - 1) * size)
        stream.write(b"\xff" * size)


def broken_header(home):
    with (home / "lantai.sqlite").open("r+b") as stream:
        stream.write(b"\xff" * 100)


def halved(home):
    path = home / "lantai.sqlite"
    os.truncate(path, path.stat().st_size // 2)


def no_database(home):
    (home / "lantai.sqlite").write_bytes(b"this is a letter and no database\n" * 400)


def lost_table(home):
    with connected(home) as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        connection.execute("DROP TABLE page_texts")


def lost_version(home):
    with connected(home) as connection:
        connection.execute("DROP TABLE alembic_version")


def bits_in_a_text(home):
    with connected(home) as connection:
        connection.execute("UPDATE page_texts SET text = CAST(X'E88FE88F' AS TEXT)")


DAMAGES = {
    broken_table: "page_texts",
    broken_header: "",
    halved: "",
    no_database: "",
    lost_table: "page_texts",
    lost_version: "alembic_version",
    bits_in_a_text: "page_texts",
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_store_is_said_by_its_table_with_what_can_be_read(filled, home, damage):
    no_log_beside(home)
    damage(home)
    before = (home / "lantai.sqlite").read_bytes()
    for words in COMMANDS:
        said = filled(*words)
        assert "Traceback" not in said.err and "safe" not in said.err, words
        if words == ("check",):
            assert said.code == 1
            assert DAMAGES[damage] in said.err and "备份" in said.err and "docs/operations.md" in said.err
            assert "Tables that can be read whole" in said.err
    assert (home / "lantai.sqlite").read_bytes() == before or damage is not no_database


def test_a_check_tells_each_table_that_cannot_be_read_and_the_others_with_their_rows(filled, home):
    no_log_beside(home)
    broken_table(home)
    said = filled("check", "--json")
    assert said.code == 1 and said.json["ok"] is False
    told = " ".join(each["en"] for each in said.json["wrong"])
    assert "The table page_texts" in told and "units 5" in told and "packages 1" in told


@pytest.mark.parametrize("lose", ["delete", "empty"])
def test_a_store_that_is_gone_does_not_become_a_new_home(filled, home, lose):
    no_log_beside(home)
    kept = (home / "lantai.sqlite").read_bytes()
    for name in ("lantai.sqlite", "lantai.sqlite-wal", "lantai.sqlite-shm"):
        (home / name).unlink(missing_ok=True)
    if lose == "empty":
        (home / "lantai.sqlite").write_bytes(b"")
    for words in (*COMMANDS, ("check", "--repair")):
        said = filled(*words)
        assert said.code == 1 and "备份" in said.err and "LANTAI_STORE" in said.err, words
    # Nothing stands in the way of the one that is restored.
    assert not (home / "lantai.sqlite").exists() or (home / "lantai.sqlite").stat().st_size == 0
    (home / "lantai.sqlite").write_bytes(kept)
    assert filled("check").code == 0


@pytest.mark.parametrize("there", ["objects", "index"])
def test_a_store_of_another_home_is_refused_by_what_lies_beside_it(
    filled, home, tmp_path, there, monkeypatch
):
    other = tmp_path / "other"
    monkeypatch.setenv("LANTAI_HOME", str(other))
    assert filled("status").code == 0
    monkeypatch.setenv("LANTAI_HOME", str(home))
    shutil.rmtree(home / ("index" if there == "objects" else "objects"))
    no_log_beside(home)
    kept = (home / "lantai.sqlite").read_bytes()
    no_log_beside(other)
    shutil.copyfile(other / "lantai.sqlite", home / "lantai.sqlite")
    said = filled("status")
    assert said.code == 1 and there in said.err and "another" in said.err or "属于馆藏" in said.err
    (home / "lantai.sqlite").write_bytes(kept)
    assert filled("status").code == 0


def test_a_home_that_nothing_came_into_may_be_begun_anew(lantai, home):
    assert lantai("status").code == 0
    for path in home.glob("lantai.sqlite*"):
        path.unlink()
    assert lantai("status").code == 0


def test_a_home_of_before_takes_its_objects_for_its_own(filled, home):
    (home / "objects" / "home-id").unlink()
    assert filled("check").code == 0
    assert (home / "objects" / "home-id").read_text(encoding="utf-8") in filled("status").out


@pytest.mark.parametrize("after", range(1, 9))
def test_the_target_of_a_move_says_so_from_its_first_step_on(filled, home, tmp_path, after, monkeypatch):
    """A move is killed after each of its steps; whatever is there, it is no home, and the same command ends it."""
    import lantai.moving as module
    from holdings.objects import FolderObjects
    from holdings.store import moving

    target, place = tmp_path / "target" / "lantai.sqlite", tmp_path / "target" / "objects"
    command = ("move", "--to-store", f"sqlite:///{target}", "--to-objects", str(place))
    steps = 0

    def dies_after(step):
        def stepped(*arguments, **named):
            nonlocal steps
            steps += 1
            if steps > after:
                raise KeyboardInterrupt
            return step(*arguments, **named)

        return stepped

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Store, "prepare", dies_after(Store.prepare))
        patch.setattr(module, "_carry", dies_after(module._carry))
        patch.setattr(FolderObjects, "own", dies_after(FolderObjects.own))
        patch.setattr(moving, "copy", dies_after(moving.copy))
        patch.setattr(moving, "finish", dies_after(moving.finish))
        main(["status"])
        assert filled(*command).code == 1

    for store, objects in ((target, home / "objects"), (target, place), (home / "lantai.sqlite", place)):
        if store is target and not target.exists():
            continue
        monkeypatch.setenv("LANTAI_STORE", f"sqlite:///{store}")
        monkeypatch.setenv("LANTAI_OBJECTS", str(objects))
        said = filled("status")
        assert "每个单元都可检索" not in said.out or (store != target and not any(place.glob("??/*"))), (
            said.out
        )
    monkeypatch.delenv("LANTAI_STORE")
    monkeypatch.delenv("LANTAI_OBJECTS")
    (place / ".new-half").parent.mkdir(parents=True, exist_ok=True)
    (place / ".new-half").write_bytes(b"half an object")
    said = filled(*command)
    assert said.code == 0, said.err
    assert not list(place.glob(".new-*"))
    monkeypatch.setenv("LANTAI_STORE", f"sqlite:///{target}")
    monkeypatch.setenv("LANTAI_OBJECTS", str(place))
    assert filled("check").code == 0


def test_a_damaged_mark_of_the_home_beside_its_objects_keeps_nobody_out(filled, home):
    mark = home / "objects" / "home-id"
    kept = mark.read_bytes()
    mark.write_bytes(b"\xff" + kept[1:])
    assert filled("check").code == 0
    assert mark.read_bytes() == kept


def test_a_page_text_that_was_changed_in_the_database_is_named(filled, home):
    with connected(home) as connection:
        changed = connection.execute(
            "UPDATE page_texts SET text = replace(text, '四月', '五月') WHERE text LIKE '%四月%'"
        )
        assert changed.rowcount == 1
    said = filled("check")
    assert said.code == 1 and "J101-WS·1952·Y-0001" in said.err and "第 1 页" in said.err
    # No new index makes it right.
    said = filled("check", "--repair")
    assert said.code == 1 and "J101-WS·1952·Y-0001" in said.err


def test_a_text_that_was_corrected_as_it_should_be_is_as_it_should_be(filled, home):
    from holdings.identity import UnitIdentity
    from holdings.pages import text_sum
    from holdings.store import pages, units

    store = Store(f"sqlite:///{home / 'lantai.sqlite'}")
    with store.reading() as connection:
        rows = units.all_rows(connection, 0, 10)
        texts = pages.texts_of(connection, rows)
        assert list(pages.changed_texts(connection, lambda _done: None)) == []
        assert units.find(connection, UnitIdentity("", "J101-WS·1952·Y-0001")) is not None
    store.close()
    assert sum(map(len, texts.values())) == 4
    assert text_sum("甲\0乙") == text_sum("甲\ufffd乙") != text_sum("甲乙")


def test_a_value_of_another_kind_in_the_database_is_named(filled, home):
    with connected(home) as connection:
        connection.execute("UPDATE units SET title = x'ff00' WHERE rowid = (SELECT min(rowid) FROM units)")
    said = filled("check", "--json")
    assert said.code == 1
    assert any("units.title" in each["zh"] and "units.title" in each["en"] for each in said.json["wrong"])


def test_a_question_does_not_call_a_damaged_store_untouched(filled, home):
    lost_table(home)
    said = filled("search", "班轮")
    assert said.code == 1
    assert "lantai check" in said.err
    assert "没有受影响" not in said.err and "untouched" not in said.err


@pytest.mark.parametrize(
    ("change", "column"),
    [
        ("UPDATE units SET title = X'FF00'", "units.title"),
        ("UPDATE units SET ancestors = X'FF'", "units.ancestors"),
        ("UPDATE units SET earliest = 'abc'", "units.earliest"),
        ("UPDATE page_texts SET text = X'FF00'", "page_texts.text"),
    ],
)
def test_a_value_of_another_kind_is_named_by_whatever_command_meets_it(filled, home, change, column):
    with connected(home) as connection:
        connection.execute(change)
    for words in (("search", "班轮"), ("reindex",), ("check",)):
        said = filled(*words)
        assert "Traceback" not in said.err, said.err
        # A search that shows nothing of it may answer; whatever fails names it.
        assert said.code == 1 or words[0] == "search"
        assert said.code == 0 or (column in said.err and "docs/operations.md" in said.err)
