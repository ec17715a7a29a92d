"""The preview of setting many classes says what --yes does: what is refused, what is tightened along."""

from __future__ import annotations

import itertools
import random
from dataclasses import replace

import pytest

from holdings.store import units
from lantai.classing import Chosen, class_many, rehearse
from lantai.wiring import House
from sharing.classes import SharingClass
from sharing.store import protect, set_state

ROWS = "题名,档号,文件\n卷,J1-1,一.txt\n件一,J1-1-1,二.txt\n件二,J1-1-2,三.txt\n又卷,J1-2,四.txt\n又件,J1-2-1,五.txt\n"
SHOWN = "连带收紧的上级"


@pytest.fixture
def nested(lantai, tmp_path):
    """`lantai` on a home of two open files with pages, each with items below it."""
    folder = tmp_path / "卷"
    folder.mkdir()
    (folder / "目录.csv").write_text(ROWS, encoding="utf-8")
    for name in "一二三四五":
        (folder / f"{name}.txt").write_text(f"港务局来文{name}。", encoding="utf-8")
    assert lantai("intake", str(folder), "--class", "无条件共享").code == 0
    return lantai


def classed(lantai, *words):
    return lantai("unit", "class", *words, "--reason", "已审")


def history(lantai):
    return [
        lantai("unit", "show", f"J1-{code}", "--json").json["history"] for code in ("1", "1-1", "1-2", "2")
    ]


def test_a_preview_names_every_refusal_as_the_change_does(nested):
    for code in ("J1-1-2", "J1-2-1"):
        assert classed(nested, code, "withheld").code == 0
    before = history(nested)
    words = ("--query", "题名:卷", "有条件共享")
    preview, done = classed(nested, *words), classed(nested, *words, "--yes")
    for said in (preview, done):
        assert said.code == 1
        for code in ("J1-1-2", "J1-2-1"):  # not only the first that is refused
            assert code in said.err
        assert "没有改动" in said.err and "加上 --yes" not in said.err
    assert done.err == preview.err
    assert history(nested) == before


def test_a_preview_names_the_ancestors_that_are_tightened_along(nested):
    before = history(nested)
    words = ("--query", "档号:J1-1-2", "暂不共享")
    preview = classed(nested, *words)
    assert preview.code == 0 and "--yes" in preview.err
    assert history(nested) == before
    done = classed(nested, *words, "--yes")

    def along(said):
        return [line for line in said.out.splitlines() if SHOWN in line]

    assert along(preview) == along(done) and "J1-1 " in along(done)[0]
    assert history(nested) != before


def test_as_many_are_changed_as_the_preview_counted(nested):
    words = ("--below", "J1-1", "暂不共享")
    # The file is tightened with its first item, before its own turn, and counts all the same.
    assert "3 件" in classed(nested, *words).err
    assert "changed: 3" in classed(nested, *words, "--yes").out


class TakenBack(Exception):
    """Ends a transaction without leaving anything."""


def test_what_is_rehearsed_is_what_is_done_whatever_the_classes_are(nested):
    chance = random.Random(20)
    house = House()
    kinds = set()
    try:
        for _, to in itertools.product(range(30), SharingClass):
            with pytest.raises(TakenBack), house.store.writing() as connection:
                held = units.by_rows(connection, range(1, 20))
                for row, protected in protect(connection, held.values()).items():
                    # Classes that nobody could have set too: what is done of them is rehearsed all the same.
                    state = replace(protected.state, sharing_class=chance.choice(list(SharingClass)))
                    set_state(connection, row, state)
                rows = tuple(row for row in held if chance.random() < 0.6)
                only = frozenset(each for each in SharingClass if chance.random() < 0.8)
                chosen = Chosen(rows, to, only, also_limited=False)
                rehearsed = rehearse(connection, chosen)
                assert rehearsed == class_many(connection, chosen, "已审", "2026-01-01T00:00:00Z")
                kinds.add((bool(rehearsed.along), bool(rehearsed.refused)))
                raise TakenBack
    finally:
        house.close()
    assert kinds >= {(True, False), (False, True), (False, False)}
