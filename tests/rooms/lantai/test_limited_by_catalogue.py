"""What a catalogue itself limits (控制, 不开放, 划控, 备注) is not opened along with the rest, nor without a word."""

from __future__ import annotations

import pytest

SHEET = """档号,题名,开放标识,划控,备注,共享类型
Z1-1-1-1,公开的一件,开放,,,
Z1-1-1-2,没写的一件,,,,
Z1-1-1-3,控制的一件,控制,,,
Z1-1-1-4,划控一件,开放,控制,,
Z1-1-1-5,附注一件,开放,,控制使用,
Z1-1-1-6,不开放的一件,不开放,,,
"""
FREE = ("Z1-1-1-1", "Z1-1-1-2")
LIMITED = ("Z1-1-1-3", "Z1-1-1-4", "Z1-1-1-5")


def take_in(lantai, folder, sheet=SHEET):
    folder.mkdir()
    (folder / "目录.csv").write_text(sheet, encoding="utf-8")
    said = lantai("intake", str(folder))
    assert said.code == 0
    return said


def class_now(lantai, code):
    return lantai("unit", "show", code, "--json").json["class"]


@pytest.fixture
def reviewed(lantai, tmp_path):
    """`lantai` on a home with a package of which the catalogue limits some."""
    take_in(lantai, tmp_path / "移交")
    return lantai


def many(*more):
    return ["unit", "class", "--package", "1", "无条件共享", "--reason", "已审核", *more]


@pytest.mark.parametrize("way", [("--package", "1"), ("--below", "Z1"), ("--query", "一件")])
def test_what_the_catalogue_limits_is_listed_apart_and_stays(reviewed, way):
    words = ["unit", "class", *way, "无条件共享", "--only", "未审核", "--reason", "已审核"]
    shown = reviewed(*words)
    apart = shown.out.partition("目录限制")[2]
    assert all(code in apart for code in LIMITED)
    assert not any(code in apart for code in FREE)
    assert "未审核 unreviewed 2 →" in shown.out and "--also-limited" in shown.err
    assert reviewed(*words, "--yes").code == 0
    assert {class_now(reviewed, code) for code in FREE} == {"unconditional"}
    assert {class_now(reviewed, code) for code in LIMITED} == {"unreviewed"}


def test_a_word_of_its_own_opens_what_the_catalogue_limits_too(reviewed):
    said = reviewed(*many("--also-limited", "--yes"))
    assert said.code == 0 and "Z1-1-1-6" in said.out.partition("目录限制")[2]
    assert {class_now(reviewed, code) for code in (*FREE, *LIMITED, "Z1-1-1-6")} == {"unconditional"}


def test_a_class_as_strict_as_the_catalogue_takes_what_it_limits_along(reviewed):
    words = ["unit", "class", "--package", "1", "有条件共享", "--reason", "已审核", "--yes"]
    said = reviewed(*words)
    assert (
        "Z1-1-1-6" in said.out.partition("目录限制")[2]
        and "Z1-1-1-3" not in said.out.partition("目录限制")[2]
    )
    assert {class_now(reviewed, code) for code in (*FREE, *LIMITED)} == {"conditional"}
    assert class_now(reviewed, "Z1-1-1-6") == "withheld"


def test_tightening_asks_no_catalogue(reviewed):
    assert reviewed("unit", "class", "Z1-1-1-6", "无条件共享", "--reason", "x").code == 0
    words = ["unit", "class", "--below", "Z1", "有条件共享", "--only", "无条件共享", "--reason", "x", "--yes"]
    assert "目录限制" not in reviewed(*words).out
    assert class_now(reviewed, "Z1-1-1-6") == "conditional"


@pytest.mark.parametrize(
    ("code", "words"),
    [("Z1-1-1-3", "控制"), ("Z1-1-1-4", "控制"), ("Z1-1-1-5", "控制使用"), ("Z1-1-1-6", "不开放")],
)
def test_a_single_unit_is_opened_aloud(reviewed, code, words):
    said = reviewed("unit", "class", code, "无条件共享", "--reason", "期满")
    assert said.code == 0 and class_now(reviewed, code) == "unconditional"
    assert f"“{words}”" in said.err
    again = reviewed("unit", "class", code, "暂不共享", "--reason", "x")
    assert words not in again.err


def test_a_single_unit_has_no_need_of_the_word(reviewed):
    assert reviewed("unit", "class", "Z1-1-1-3", "无条件共享", "--also-limited", "--reason", "x").code == 2


def test_an_intake_advises_to_open_only_what_is_unreviewed(lantai, tmp_path):
    said = take_in(lantai, tmp_path / "移交")
    assert "lantai unit class --package 1 无条件共享 --only 未审核 --reason" in said.out
    assert "lantai unit class --package 1 unconditional --only unreviewed --reason" in said.out


def test_an_intake_of_what_the_catalogue_closes_advises_to_open_nothing(lantai, tmp_path):
    closed = "档号,题名,开放标识\nZ1-1,甲,不开放\nZ1-2,乙,延期开放\n"
    said = take_in(lantai, tmp_path / "移交", closed)
    assert "unit class" not in said.out and "lantai reader add" in said.out
    found = lantai("search", "甲")
    assert "暂不共享 2" in found.err and "unit class" not in found.err


def test_an_empty_answer_advises_to_open_only_what_is_unreviewed(lantai, tmp_path):
    take_in(lantai, tmp_path / "移交")
    said = lantai("search", "一件")
    assert "无条件共享 --only 未审核" in said.err and "unconditional --only unreviewed" in said.err


def test_open_in_the_catalogue_and_yet_unreviewed_is_said_before_and_after(lantai, tmp_path):
    said = take_in(lantai, tmp_path / "移交")
    checked = lantai("check-sheet", str(tmp_path / "移交"))
    for told in (said.err, checked.out):
        assert "有 1 件“开放标识”写的是开放" in told and "--class" in told and "1 unit is 开放" in told
        assert "有 3 件目录写着限制" in told
    open_rows = SHEET.partition("Z1-1-1-5")[0]
    (tmp_path / "移交" / "目录.csv").write_text(open_rows, encoding="utf-8")
    assert "有 1 件" not in lantai("check-sheet", str(tmp_path / "移交"), "--class", "无条件共享").out


def test_the_internal_word_is_shown_to_staff_at_the_machine_and_to_no_reader(reviewed):
    assert reviewed("unit", "class", "Z1-1-1-4", "无条件共享", "--reason", "期满").code == 0
    shown = reviewed("unit", "show", "Z1-1-1-4", "--json").json
    assert shown["description"]["开放标识"] == "开放" and ["划控", "控制"] in shown["other_cells"]
    hits = reviewed("search", "划控一件", "--json")
    assert "Z1-1-1-4" in hits.out and "控制" not in hits.out


def test_a_letter_on_a_refused_package_points_to_what_stands_above_it(lantai, tmp_path):
    folder = tmp_path / "移交"
    folder.mkdir()
    (folder / "目录.csv").write_text("档号,题名\nZ1-1,\n", encoding="utf-8")
    said = lantai("intake", str(folder))
    assert (
        said.code == 1
        and "for 1 reason;" in said.err
        and "上列各条" in said.err
        and "listed above" in said.err
    )
    assert said.err.index("题名是空的") < said.err.index("上列各条")
    assert "for 1 reason\n" in lantai("check-sheet", str(folder)).out


def test_one_of_a_kind_is_said_in_the_singular(lantai, tmp_path):
    folder = tmp_path / "移交"
    folder.mkdir()
    (folder / "目录.csv").write_text("档号,题名,日期\n一号柜,甲,不详的某日\n", encoding="utf-8")
    said = lantai("intake", str(folder)).err
    assert "1 reference code follows no template" in said and "1 cell of 日期 tells no year" in said
    (folder / "目录.csv").write_text("档号,题名\nZ1-1,甲,多余\n", encoding="utf-8")
    assert "1 cell of this row stands under no heading" in lantai("intake", str(folder)).err
