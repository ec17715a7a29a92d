"""`lantai check-sheet` tells an archivist what an intake would do, and an intake does that."""

from __future__ import annotations

import csv
import hashlib
from pathlib import Path

import pytest

TABLE = [
    ["卷内文件目录", "", "", "", "", ""],
    ["全宗号：J101 目录号：1 案卷号：15", "", "", "", "", ""],
    ["顺序号", "题名", "责任者", "日期", "备注", "文件"],
    ["1", "关于水利经费的请示", "水利局", "1952-03-04 00:00:00", "复印件", "扫描/1.txt"],
    ["2", "关于水利经费的批复", "〃", "1952-03-09", "", "扫描/2.txt"],
    ["", "合计", "2件", "", "", ""],
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A volume's catalogue as it is printed, with its files."""
    made = tmp_path / "移交" / "第十五卷"
    (made / "扫描").mkdir(parents=True)
    write(made, TABLE)
    for number in (1, 2):
        (made / "扫描" / f"{number}.txt").write_text(f"水利经费文件之{number}", encoding="utf-8")
    return made


def write(folder: Path, table: list[list[str]]) -> None:
    with (folder / "卷内文件目录.csv").open("w", encoding="gb18030", newline="") as out:
        csv.writer(out).writerows(table)


def test_all_of_it_is_told_before_anything_is_taken_in(lantai, folder, home):
    before = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(folder.rglob("*.*")))).hexdigest()
    said = lantai("check-sheet", str(folder), "--json")
    told = said.json
    assert (said.code, told["fits"], told["form"], told["encoding"]) == (0, True, "csv", "GB18030")
    (table,) = told["tables"]
    assert table["header_rows"] == [3]
    assert ["顺序号", "件号"] in table["columns"]
    assert table["kept"] == ["备注"]
    assert (table["code_pattern"], dict(table["stated"])) == (
        "全宗号-目录号-案卷号-件号",
        {"全宗号": "J101", "目录号": "1", "案卷号": "15"},
    )
    assert [(left["why"], [number for number, _ in left["rows"]]) for left in told["left_out"]] == [
        ("title", [1, 2]),
        ("total", [6]),
    ]
    assert told["repeated"] == [["", "责任者", ["5"]]]
    assert (told["rows"], told["units"], told["levels"], told["classes"]) == (
        2,
        2,
        {"文件": 2},
        {"未审核": 2},
    )
    assert (told["files_found"], told["files_absent"], told["files_surplus"]) == (2, 0, 0)
    assert list(home.iterdir()) == []
    after = hashlib.sha256(b"".join(path.read_bytes() for path in sorted(folder.rglob("*.*")))).hexdigest()
    assert after == before
    shown = lantai("check-sheet", str(folder))
    assert shown.code == 0 and "J101-1-15-1" in shown.out and shown.last.startswith("可以接收")


def test_an_intake_does_what_was_told_and_keeps_what_it_does_not_read_for_staff_alone(lantai, folder):
    told = lantai("check-sheet", str(folder), "--class", "unconditional", "--json").json
    done = lantai("intake", str(folder), "--class", "unconditional", "--json").json
    assert (done["units"], done["notices"]) == (told["units"], told["notices"])
    record = lantai("unit", "show", "J101-1-15-1", "--json").json
    assert record["other_cells"] == [["备注", "复印件"]]
    assert record["description"]["日期"] == "1952-03-04"
    assert "备注: 复印件" in lantai("unit", "show", "J101-1-15-1").out
    assert lantai("search", "水利经费", "--json").json["hits"]
    assert lantai("search", "复印件", "--json").json["hits"] == []
    assert "复印件" not in lantai("search", "水利经费", "--json").out
    assert lantai("intake", str(folder), "--class", "unconditional", "--json").json["already"] is True


def test_every_reason_for_a_refusal_is_told_and_an_intake_gives_the_same(lantai, folder):
    write(folder, [*TABLE[:4], ["2", "", "水利局", "前天", "", "扫描/3.txt"], ["3", "甲"], *TABLE[5:]])
    said = lantai("check-sheet", str(folder), "--json")
    assert (said.code, said.json["fits"], said.json["total"]) == (1, False, 4)
    places = {(one["source"], one["row"], one["column"]) for one in said.json["reasons"]}
    sheet = "卷内文件目录.csv"
    assert places == {
        (sheet, 5, "题名"),
        (sheet, 5, "文件"),
        (sheet, 6, ""),
        ("扫描/2.txt", 0, ""),
    }
    # No date refuses.
    assert "日期" not in {column for _, _, column in places}
    assert (said.json["files_found"], said.json["files_absent"], said.json["files_surplus"]) == (1, 1, 1)
    refused = lantai("intake", str(folder))
    assert refused.code == 1
    assert all(one["zh"] in refused.err for one in said.json["reasons"])
    shown = lantai("check-sheet", str(folder))
    assert "不能接收" in shown.last and "可接收" not in shown.out
    assert "没有问题的行有件 units in rows without faults: 1" in shown.out


def test_a_sheet_that_cannot_be_read_a_folder_without_one_and_nothing_at_all(lantai, folder, tmp_path):
    write(folder, [["题名", "责任者", "日期"], ["甲", "局", "1952"]])
    said = lantai("check-sheet", str(folder), "--json")
    assert (said.code, said.json["total"]) == (1, 1)
    assert "档号" in said.json["reasons"][0]["zh"]
    (folder / "卷内文件目录.csv").unlink()
    alone = lantai("check-sheet", str(folder), "--json")
    assert (alone.code, alone.json["sheet"], alone.json["units"]) == (0, "", 2)
    assert lantai("check-sheet", str(tmp_path / "没有")).code == 2
    empty = tmp_path / "空"
    empty.mkdir()
    assert lantai("check-sheet", str(empty)).code == 1
