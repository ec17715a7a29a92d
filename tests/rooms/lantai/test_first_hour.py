"""The first hour with own records: who finds what was taken in, classes for many, changes that wait."""

from __future__ import annotations

import signal

import pytest

from indexer.locks import WriterLock
from lantai.wiring import House
from tests.waiting import HANGS_S

SHEET = "题名,档号\n港务会议纪要,J301-WS·2024-0001\n封港通知,J301-WS·2024-0002\n邻宗,J30-WS·2024-0001\n"


@pytest.fixture
def own(lantai, tmp_path):
    """`lantai` on a home with a package of an own sheet without classes."""
    folder = tmp_path / "自己的"
    folder.mkdir()
    (folder / "目录.csv").write_text(SHEET, encoding="utf-8")
    said = lantai("intake", str(folder))
    assert said.code == 0
    return lantai, said, folder


def history_of(lantai, code):
    return [line["action"] for line in lantai("unit", "show", code, "--json").json["history"]]


def test_an_intake_says_who_finds_how_much_and_the_next_command(own):
    lantai, said, _ = own
    assert "未审核 unreviewed 3" in said.out and "只有供档单位与馆员能找到" in said.out
    assert "lantai unit class --package 1 无条件共享 --only 未审核 --reason 已审核" in said.out
    words = "unit class --package 1 无条件共享 --reason 已审核 --yes".split()
    assert lantai(*words).code == 0
    again = lantai("intake", str(own[2]), "--class", "有条件共享")
    assert "lantai unit class" in again.err and "lantai unit correct" not in again.err


def test_an_intake_says_how_many_of_its_units_the_home_had_before(own, tmp_path):
    lantai, _, _ = own
    more = tmp_path / "补交"
    more.mkdir()
    (more / "目录.csv").write_text(SHEET + "补件,J301-WS·2024-0009\n", encoding="utf-8")
    said = lantai("intake", str(more))
    assert "单元 units 1，此前已有 held before 3" in said.out
    (more / "目录.csv").write_text(SHEET + "\n", encoding="utf-8")
    told = lantai("intake", str(more), "--json").json
    assert (told["units"], told["units_before"]) == (0, 3)


def test_an_intake_of_open_units_names_a_question_that_finds_one(filled, package):
    said = filled("intake", str(package))
    assert "无条件共享 unconditional 2：任何人都能检索、阅览" in said.out
    (line,) = [line for line in said.out.splitlines() if line.startswith("接下来 next: ")]
    asked = line.partition("lantai search ")[2].strip("'")
    assert filled("search", asked, "--json").json["total"]["units"] >= 1


def test_an_anonymous_question_that_finds_nothing_says_what_nobody_finds(own):
    lantai, _, _ = own
    for question in ("封港通知", "封港 通知 纪要", "没有的词 另一个词"):
        said = lantai("search", question)
        assert said.code == 0 and "0 个单元" in said.out
        assert "部分符合" not in said.out and "未审核 3" in said.err
        answer = lantai("search", question, "--json").json
        assert answer["match"] == "all" and all(each["code"] != "loosened" for each in answer["notices"])
    assert lantai("reader", "add", "馆员", "--role", "staff").code == 0
    said = lantai("search", "封港", "--as", "馆员")
    assert "J301-WS·2024-0002" in said.out and "未审核 3" not in said.err


@pytest.mark.parametrize("way", [("--below", "J301"), ("--package", "1"), ("--query", "J301")])
def test_classes_of_many_are_shown_first_and_changed_with_history(own, way):
    lantai, _, _ = own
    words = ["unit", "class", *way, "无条件共享", "--reason", "已审核", "--only", "未审核"]
    said = lantai(*words)
    assert said.code == 0 and "J301-WS·2024-0001" in said.out and "--yes" in said.err
    assert "class" not in history_of(lantai, "J301-WS·2024-0001")
    assert lantai(*words, "--yes").code == 0
    for code in ("J301-WS·2024-0001", "J301-WS·2024-0002"):
        assert history_of(lantai, code)[-1] == "class"
    # J30 is not J301; a whole package is more than one fonds.
    neighbour = lantai("unit", "show", "J30-WS·2024-0001", "--json").json["history"][-1]["action"]
    assert (neighbour == "class") is (way[0] == "--package")
    # No writer runs, so what was changed is found at once.
    assert "J301-WS·2024-0002" in lantai("search", "封港").out
    assert "没有改动" in lantai(*words, "--yes").err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["unit", "class", "无条件共享", "--reason", "x"], "--below 档号"),
        (["unit", "class", "J301", "无条件共享", "--below", "J301", "--reason", "x"], "--below 档号"),
        (["unit", "class", "J301", "无条件共享", "--yes", "--reason", "x"], "--only"),
        (["unit", "class", "--package", "0", "无条件共享", "--reason", "x"], "不是数目"),
    ],
)
def test_which_units_are_meant_is_said_in_one_way(own, words, said):
    told = own[0](*words)
    assert told.code == 2 and said in told.err


@pytest.mark.parametrize(
    "way", [("--below", "J3"), ("--below", "J301-WS·20"), ("--package", "9"), ("--query", "没有的词")]
)
def test_where_nothing_is_nothing_is_changed(own, way):
    told = own[0]("unit", "class", *way, "无条件共享", "--reason", "x", "--yes")
    assert told.code == 1 and "没有执行" in told.err


def test_a_unit_with_pages_never_becomes_more_open_than_what_stays_below_it(lantai, tmp_path):
    folder = tmp_path / "卷"
    folder.mkdir()
    rows = "题名,档号,文件\n卷,J1-1,一.txt\n件一,J1-1-1,二.txt\n件二,J1-1-2,三.txt\n"
    (folder / "目录.csv").write_text(rows, encoding="utf-8")
    for name in "一二三":
        (folder / f"{name}.txt").write_text(f"港务局来文{name}。", encoding="utf-8")
    assert lantai("intake", str(folder)).code == 0
    assert lantai("unit", "class", "J1-1-2", "withheld", "--reason", "x").code == 0
    told = lantai("unit", "class", "--query", "题名:卷", "有条件共享", "--reason", "x", "--yes")
    assert told.code == 1 and "J1-1-2" in told.err
    assert history_of(lantai, "J1-1-1") == ["accession"]
    assert lantai("unit", "class", "--below", "J1", "有条件共享", "--reason", "x", "--yes").code == 0
    assert history_of(lantai, "J1-1")[-1] == "class"


def test_what_another_writer_has_not_entered_waits_and_is_said(own, monkeypatch):
    lantai, _, _ = own
    house = House()
    lock = WriterLock(house.plant.index_folder, house.store)
    try:
        assert lock.acquire()
        assert lantai("unit", "class", "--below", "J301", "无条件共享", "--reason", "x", "--yes").code == 0
        # A writer runs, as far as anybody can tell, and follows by itself.
        assert "等待" not in lantai("search", "封港").err
        assert "写入进程正在运行" in lantai("write").err
    finally:
        lock.release()
        house.close()
    said = lantai("search", "封港")
    assert "2 项改动尚未写入索引" in said.err and "lantai write" in said.err
    assert lantai("write").out.startswith("已写入 2 项改动")
    assert "J301-WS·2024-0002" in lantai("search", "封港").out


def test_a_theme_of_a_withdrawn_unit_says_that_nobody_sees_it(own):
    lantai, _, _ = own
    for words in (
        ["unit", "class", "--below", "J301", "无条件共享", "--reason", "x", "--yes"],
        ["unit", "withdraw", "J301-WS·2024-0001", "--reason", "x"],
        ["theme", "create", "port", "--title", "港务"],
        ["theme", "section", "port", "one", "--title", "一"],
    ):
        assert lantai(*words).code == 0
    said = lantai("theme", "place", "port", "one", "J301-WS·2024-0001")
    assert said.code == 0 and "已撤回" in said.err and "lantai unit restore" in said.err
    said = lantai("intake", str(own[2]), "--class", "无条件共享")
    assert said.code == 1 and "lantai unit restore" in said.err


def test_themes_and_units_are_counted_apart(own):
    lantai, _, _ = own
    for words in (
        ["unit", "class", "--below", "J301", "无条件共享", "--reason", "x", "--yes"],
        ["theme", "create", "port", "--title", "港务"],
        ["theme", "section", "port", "one", "--title", "一"],
        ["theme", "place", "port", "one", "J301-WS·2024-0001"],
        ["theme", "place", "port", "one", "J301-WS·2024-0002"],
        ["theme", "publish", "port"],
    ):
        assert lantai(*words).code == 0
    for question, units, themes in (("港务", 1, 1), ("", 2, 1), ("封港", 1, 0), ("港务 没有的词", 1, 1)):
        total = lantai("search", question, "--scope", "themes", "--json").json["total"]
        assert (total["units"], total["themes"]) == (units, themes), question
    assert "2 个单元 units，0 页 pages，1 个专题 themes" in lantai("search", "", "--scope", "themes").out


def test_making_a_home_leaves_no_lines_of_its_migrations_in_the_log(home, started):
    server = started("serve", "--port", "0")
    assert "127.0.0.1" in server.stdout.readline()
    server.send_signal(signal.SIGTERM)
    _, log = server.communicate(timeout=HANGS_S)
    assert "serving" in log and "alembic" not in log


def test_a_day_that_is_none_is_told_which_forms_there_are(own):
    lantai, _, _ = own
    assert lantai("reader", "add", "甲", "--role", "reader").code == 0
    said = lantai("grant", "add", "甲", "--scope", "J301", "--until", "明年", "--reason", "x")
    assert said.code == 2 and "2027-06-30" in said.err
    said = lantai("grant", "add", "甲", "--scope", "J301-WS·2024", "--until", "2099", "--reason", "x")
    assert said.code == 0 and "没有任何单元" not in said.err
    assert lantai("measure", "speed", "--pages", "0", "--text", "x", "--queries", "x").code == 2
