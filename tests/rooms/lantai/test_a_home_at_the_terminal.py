"""From a folder to an answer at the terminal, and what staff decide about units in between."""

from __future__ import annotations

import json
import sqlite3
import subprocess
import sys
from contextlib import closing

import pytest

from holdings.clock import clock_of
from indexer.locks import WriterLock
from lantai.wiring import House
from tests.homes import environment
from tests.shared import REPOSITORY

NOTICE, PILOT, BOMB, LETTER = (f"J101-WS·1952·Y-000{number}" for number in (1, 2, 3, 4))


def codes(said):
    return [hit["unit"]["code"] for hit in said.json["hits"]]


def test_a_package_is_findable_when_intake_returns_and_a_second_one_changes_nothing(filled, package):
    before = filled("status", "--json")
    assert before.json["units"] == 5
    assert before.json["packages"] == 1
    assert before.json["classes"] == {"unconditional": 2, "conditional": 1, "unreviewed": 1, "withheld": 1}
    assert before.json["backlog"] == 0
    assert before.json["staging"] == []
    assert before.json["entries"]["fulltext-open"] == {"expected": 4, "searchable": 4}
    again = filled("intake", str(package), "--json")
    assert again.json["already"] is True
    assert filled("status", "--json").out == before.out
    assert "Every unit is searchable once" in filled("status").out


def test_an_unchanged_home_has_the_same_status_before_anything_is_in_it(lantai):
    first = lantai("status", "--json")
    assert first.json["units"] == 0
    assert first.json["generation"] == ""
    assert lantai("status", "--json").out == first.out


def test_a_refused_package_lists_every_reason_one_a_line(lantai, package):
    sheet = package / "目录.csv"
    sheet.write_text(
        sheet.read_text(encoding="utf-8").replace("19520310", "甲午年").replace("有条件共享", "随便")
    )
    (package / "多余.txt").write_text("无人认领", encoding="utf-8")
    said = lantai("intake", str(package))
    assert said.code == 1
    assert said.out == ""
    lines = said.err.splitlines()
    assert not any(line.startswith("目录.csv:3 日期: ") for line in lines)
    assert sum(line.startswith("目录.csv:4 共享类型: ") for line in lines) == 1
    assert sum(line.startswith("多余.txt: ") for line in lines) == 1
    assert lantai("status", "--json").json["units"] == 0


def test_a_date_that_is_not_read_is_kept_and_said_and_refuses_nothing(lantai, package):
    sheet = package / "目录.csv"
    sheet.write_text(sheet.read_text(encoding="utf-8").replace("19520310", "甲午年"))
    said = lantai("intake", str(package))
    assert said.code == 0
    assert "第 3 行“甲午年”" in said.out + said.err
    assert lantai("status", "--json").json["units"] == 5
    code = next(
        line.split(",")[0] for line in sheet.read_text(encoding="utf-8").splitlines() if "甲午年" in line
    )
    assert "甲午年" in lantai("unit", "show", code).out


def test_what_is_older_than_our_era_is_found_counted_and_in_order(lantai, package):
    sheet = package / "目录.csv"
    sheet.write_text(sheet.read_text(encoding="utf-8").replace("19520310", "公元前221年"), encoding="utf-8")
    code = "J101-WS·1952·Y-0001"
    assert lantai("intake", str(package)).code == 0
    told = lantai("search", "", "--sort", "date", "--json").json
    assert told["hits"][0]["unit"]["code"] == code
    assert {"value": "-220", "label": "公元前221", "count": 1} in told["facets"]["year"]
    for question in ("日期:公元前221年", "日期:秦代", "日期:公元前3世纪"):
        found = lantai("search", question, "--json").json
        assert [hit["unit"]["code"] for hit in found["hits"]] == [code], question
    assert lantai("search", "日期:公元前222年", "--json").json["hits"] == []


def test_no_facets_are_counted_where_none_are_asked_for(filled):
    assert filled("search", "", "--facets", "", "--json").json["facets"] == {}
    assert list(filled("search", "", "--facets", "year", "--json").json["facets"]) == ["year"]
    assert len(filled("search", "", "--json").json["facets"]) == 6
    whole = filled("search", "", "--facets", "fonds", "--json").json["facets"]["fonds"]
    fonds = [word for each in whole for word in ("--fonds", each["value"])]
    both = filled("search", "", *fonds, "--json").json["total"]["units"]
    assert both == sum(each["count"] for each in whole)
    assert filled("search", "", "--facet", "fonds", "--json").json["facets"]["fonds"] == whole


def test_each_reader_finds_what_the_law_lets_that_reader_see(filled):
    filled("reader", "add", "家属", "--role", "reader")
    filled("grant", "add", "家属", "--scope", "J101", "--until", "2099", "--reason", "家史")
    filled("reader", "add", "馆员", "--role", "staff")
    assert codes(filled("search", "沉船", "--json")) == []
    assert codes(filled("search", "沉船", "--as", "家属", "--json")) == [PILOT]
    assert sorted(codes(filled("search", "沉船", "--as", "馆员", "--json"))) == [PILOT, BOMB]
    assert codes(filled("search", "班輪", "--json")) == [NOTICE]
    shown = filled("search", "班轮")
    assert NOTICE in shown.out
    filled("grant", "end", "1")
    assert codes(filled("search", "沉船", "--as", "家属", "--json")) == []


def test_words_without_quotes_are_one_question(filled):
    assert codes(filled("search", "恢复", "班轮", "--json")) == [NOTICE]
    assert len(codes(filled("search", "", "--size", "1", "--json"))) == 1


def test_an_unknown_value_of_a_parameter_is_wrong_use(filled):
    said = filled("search", "班轮", "--scope", "everything")
    assert said.code == 2
    assert "Traceback" not in said.err


def test_a_class_is_set_at_once_without_a_writer(filled):
    assert codes(filled("search", "班轮", "--json")) == [NOTICE]
    said = filled("unit", "class", NOTICE.lower(), "暂不共享", "--reason", "复查")
    assert said.code == 0
    assert filled("status", "--json").json["backlog"] == 0
    assert codes(filled("search", "班轮", "--json")) == []
    told = filled("unit", "show", NOTICE, "--json").json
    assert told["class"] == "withheld"
    assert told["history"][-1] | {"at": ""} == {
        "at": "",
        "action": "class",
        "element": "",
        "before": "unconditional",
        "after": "withheld",
        "reason": "复查",
    }
    assert "already" in filled("unit", "class", NOTICE, "withheld", "--reason", "x").out


def test_a_correction_is_held_to_the_rules_of_a_catalogue(filled):
    assert filled("unit", "correct", NOTICE, "日期=1952年13月").code == 2
    assert filled("unit", "correct", NOTICE, "题名=").code == 2
    said = filled(
        "unit",
        "correct",
        NOTICE,
        "日期=民国三十四年八月",
        "names=林大椿;吴金水",
        "原档号=旧3-12-7；闽-45",
        "--reason",
        "核对",
    )
    assert said.code == 0
    told = filled("unit", "show", NOTICE, "--json").json
    assert told["description"]["日期"] == "民国三十四年八月"
    assert told["description"]["人名"] == "林大椿;吴金水"
    assert told["description"]["原档号"] == "旧3-12-7;闽-45"
    assert {line["element"] for line in told["history"]} == {"", "日期", "人名", "原档号"}
    assert "nothing changed" in filled("unit", "correct", NOTICE, "日期=民国三十四年八月").out
    assert filled("reindex").code == 0
    assert codes(filled("search", "吴金水", "--json")) == [NOTICE]
    assert codes(filled("search", "旧3·012·007", "--json")) == [NOTICE]


def test_a_withdrawn_unit_is_gone_for_everyone_and_its_history_stays(filled):
    filled("reader", "add", "馆员", "--role", "staff")
    assert filled("unit", "withdraw", LETTER, "--reason", "供档单位收回").code == 0
    assert codes(filled("search", "食堂", "--as", "馆员", "--json")) == []
    assert filled("unit", "show", LETTER, "--json").json["withdrawn"] is True
    assert filled("status", "--json").json["units"] == 4


def test_a_withdrawn_unit_can_be_brought_back_and_meanwhile_every_command_says_what_stands_there(
    filled, package
):
    filled("reader", "add", "馆员", "--role", "staff")
    said = filled("unit", "withdraw", LETTER, "--reason", "供档单位收回")
    assert "lantai unit restore" in said.out
    said = filled("unit", "class", LETTER, "暂不共享", "--reason", "复查")
    assert "已撤回" in said.err and "lantai unit restore" in said.err
    said = filled("unit", "restore", LETTER, "--reason", "供档单位送回")
    assert (said.code, said.err) == (0, "") and "暂不共享 withheld" in said.out
    assert filled("reindex").code == 0
    assert codes(filled("search", "食堂", "--as", "馆员", "--json")) == [LETTER]
    assert codes(filled("search", "食堂", "--json")) == []
    history = filled("unit", "show", LETTER, "--json").json["history"]
    assert [line["action"] for line in history][-3:] == ["withdraw", "class", "restore"]
    assert "nothing changed" in filled("unit", "restore", LETTER, "--reason", "再次").out


def test_a_face_is_hidden_and_shown_and_elements_published(filled):
    assert codes(filled("search", "引水员", "--json")) == [PILOT]
    assert filled("unit", "face", PILOT, "--hide", "--reason", "x").code == 0
    assert codes(filled("search", "引水员", "--json")) == []
    assert filled("unit", "face", PILOT, "--show", "--publish", "人名", "--reason", "x").code == 0
    assert filled("reindex").code == 0
    assert codes(filled("search", "林大椿", "--json")) == [PILOT]
    assert filled("unit", "show", PILOT, "--json").json["published"] == ["names"]


def test_a_home_that_is_as_it_should_be_passes_its_check(filled):
    filled("reader", "add", "家属", "--role", "reader")
    filled("grant", "add", "家属", "--scope", "J101", "--until", "2099", "--reason", "家史")
    said = filled("check", "--json")
    assert said.code == 0, said.out
    assert said.json["ok"] is True
    assert said.json["checked"]["objects"] == 4
    assert said.json["checked"]["units"] == 5


def test_a_damaged_and_a_lost_object_are_named_by_the_check(filled, home):
    first, second, *_ = sorted(path for path in (home / "objects").glob("??/*"))
    first.write_bytes(b"other")
    second.unlink()
    said = filled("check")
    assert said.code == 1
    assert first.name in said.err
    assert second.name in said.err


@pytest.mark.parametrize(
    ("by_hand", "named"),
    [
        ("UPDATE sharing_states SET class = 1 WHERE class = 3", "withheld"),
        ("UPDATE units SET supplier = '教育局' WHERE code LIKE '%2'", "s:教育局/conditional"),
        ("DELETE FROM unit_ancestors; UPDATE units SET ancestors = '[]'", "u:J101/conditional"),
    ],
)
def test_rights_in_the_index_other_than_the_store_s_are_found(filled, home, by_hand, named):
    # Changed behind the house's back, so that no change was written for the indices.
    with closing(sqlite3.connect(home / "lantai.sqlite")) as store:
        store.executescript(by_hand)
    said = filled("check")
    assert said.code == 1
    assert named in said.err
    assert "lantai reindex" in said.err
    assert filled("reindex").code == 0
    assert filled("check").code == 0


def test_changes_that_no_writer_applied_are_told_by_the_check(filled):
    house = House()
    try:
        # Somebody else is the writer, and is killed before it wrote.
        with WriterLock(house.plant.index_folder, house.store):
            filled("unit", "class", NOTICE, "withheld", "--reason", "x")
    finally:
        house.close()
    said = filled("check")
    assert said.code == 1
    assert "lantai serve" in said.err


def test_a_roll_back_returns_to_the_generation_before(filled):
    assert filled("reindex", "--back").code == 1
    first = filled("status", "--json").json["generation"]
    assert filled("reindex").code == 0
    assert filled("status", "--json").json["generation"] != first
    assert filled("reindex", "--back").code == 0
    assert filled("status", "--json").json["generation"] == first


@pytest.mark.parametrize(
    ("words", "never"),
    [
        (
            ("grant", "list"),
            ("tantivy", "alembic", "rjieba", "onnxruntime", "fastapi", "uvicorn", "openpyxl"),
        ),
        (("search", "班轮", "--json"), ("onnxruntime", "cv2", "fastapi", "openpyxl", "pypdfium2", "alembic")),
    ],
)
def test_a_command_loads_what_it_needs_and_no_more(filled, words, never):
    program = (
        "import json, sys; from lantai.cli import main; code = main(sys.argv[1:]); "
        "print(json.dumps([code, *sys.modules]), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *words],
        cwd=REPOSITORY,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    code, *loaded = json.loads(done.stderr)
    assert code == 0
    assert set(never).isdisjoint(loaded)
    assert "holdings" in loaded


def test_a_history_is_read_in_the_archive_s_zone_and_kept_in_utc(filled, monkeypatch):
    monkeypatch.setenv("LANTAI_TIMEZONE", "Asia/Taipei")
    (moment, *_) = [line["at"] for line in filled("unit", "show", LETTER, "--json").json["history"]]
    assert moment.endswith("+00:00")
    shown = filled("unit", "show", LETTER).out
    assert clock_of("Asia/Taipei").local(moment) in shown and moment not in shown
    assert "供档单位 supplier: 闽海港务局" in shown
