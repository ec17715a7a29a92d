"""A package is taken whole, or refused with every reason at once, and what it says of itself holds."""

from __future__ import annotations

import dataclasses
import os
import shutil
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdings.code_spelling import SEPARATORS
from holdings.codes import parse
from holdings.identity import UnitIdentity
from holdings.levels import Level
from indexer.folder import code_of
from indexer.receive import NothingToReceive, Refused, receive
from indexer.refusals import MOST_KEPT
from indexer.sheets import SheetError
from sharing.classes import SharingClass
from tests.rooms.indexer.packages import csv_bytes, package, reasons, terms
from tests.shared import REPOSITORY

OPEN, SOME, CLOSED = "无条件共享", "有条件共享", "暂不共享"


def test_a_sound_package_gives_its_units_in_the_order_of_the_sheet(tmp_path):
    folder = package(
        tmp_path / "移交",
        "档号 题名 共享类型 文件",
        ["J001", "全宗", OPEN, ""],
        ["J001-WS·2010·Y-0002", "乙", SOME, "扫描/2-1.txt;扫描/2-2.txt"],
        ["J001-WS·2010·Y-0001", "甲", CLOSED, "扫描/1.txt"],
        files=["扫描/1.txt", "扫描/2-1.txt", "扫描/2-2.txt", ".DS_Store", "扫描/Thumbs.db", "~$目录.xlsx"],
    )
    received = receive(folder, terms())
    units = list(received.units())
    assert (received.source, received.folder, received.count) == ("移交", folder, 3)
    assert [found.row for found in units] == [2, 3, 4]
    assert units[1].objects == ("扫描/2-1.txt", "扫描/2-2.txt")
    assert [found.state.sharing_class.zh for found in units] == [OPEN, SOME, CLOSED]
    assert all((folder / path).is_file() for found in units for path in found.objects)
    assert list(received.units()) == units


def test_every_fault_of_a_package_is_told_at_once(tmp_path):
    folder = package(
        tmp_path,
        "档号 题名 日期 密级 共享类型 页数 文件",
        ["J001-1", "甲", "19450231", "", "", "", "甲.txt"],
        ["J001-2", "", "", "", "", "x", "乙.txt"],
        ["J001-2", "丙", "", "", "", "", "乙.txt"],
        ["J001-3", "丁", "20250101", "机密", "", "", "秘件.txt"],
        ["J001-4", "戊", "", "", "", "", "没有.txt;../外.txt"],
        ["J001-5", "己", "", "", OPEN, "", "己.txt"],
        ["J001-5-1", "庚", "", "", CLOSED, "", ""],
        ["J001-6", "辛", "", "", "随便", "", ""],
        files=["甲.txt", "乙.txt", "秘件.txt", "己.txt", "多余.txt", "夹/多余.pdf"],
    )
    assert sorted(reasons(folder)) == sorted(
        [
            ("目录.csv", 3, "题名"),
            ("目录.csv", 3, "页数"),
            ("目录.csv", 4, "档号"),
            ("目录.csv", 4, "文件"),
            ("目录.csv", 5, "密级"),
            ("目录.csv", 6, "文件"),
            ("目录.csv", 6, "文件"),
            ("目录.csv", 7, "共享类型"),
            ("目录.csv", 9, "共享类型"),
            ("多余.txt", 0, ""),
            ("夹/多余.pdf", 0, ""),
        ]
    )


def test_a_refusal_lists_a_thousand_reasons_and_counts_the_others(tmp_path):
    folder = package(tmp_path, "档号 题名", *[[f"J001-{number}", ""] for number in range(1_500)])
    with pytest.raises(Refused) as refused:
        receive(folder, terms())
    assert (len(refused.value.reasons), refused.value.total) == (MOST_KEPT, 1_500)
    assert "1500" in refused.value.letter.zh and "500" in refused.value.letter.en


def test_secret_rows_leave_no_word_in_the_refusal(tmp_path):
    folder = package(
        tmp_path,
        "档号 题名 日期 密级 责任者 文件",
        ["J001-代号七", "雷霆计划", "20250101", "绝密", "某部", "雷霆/图纸.txt"],
        ["J001-代号七", "雷霆附件", "20250101", "绝密★30年", "某部", "雷霆/缺.txt"],
        ["J001-1", "", "前天", "", "", ""],
        files=["雷霆/图纸.txt"],
    )
    with pytest.raises(Refused) as refused:
        receive(folder, terms())
    said = "".join(str(reason.placed) for reason in refused.value.reasons) + str(refused.value)
    assert [(reason.row, reason.column) for reason in refused.value.reasons] == [
        (2, "密级"),
        (3, "密级"),
        (4, "题名"),
    ]
    assert not [word for word in ("代号七", "雷霆", "图纸", "某部", "缺.txt") if word in said]


def test_duplicate_codes_name_both_rows(tmp_path):
    folder = package(
        tmp_path, "档号 题名", ["J001-a.1", "甲"], ["J002", "乙"], ["ｊ001－A·1", "丙"], ["J001-A·1", "丁"]
    )
    with pytest.raises(Refused) as refused:
        receive(folder, terms())
    assert [(reason.row, reason.column) for reason in refused.value.reasons] == [(4, "档号"), (5, "档号")]
    assert all(
        "第2行" in reason.letter.zh and "row 2" in reason.letter.en for reason in refused.value.reasons
    )


def test_the_same_code_in_two_archives_is_two_units_unless_one_is_the_homes_own(tmp_path):
    rows = [["J001", "甲", "435001"], ["J001", "乙", "435002"], ["J001", "丙", ""]]
    header = "档号 题名 档案馆代码"
    assert reasons(package(tmp_path / "a", header, *rows)) == []
    assert reasons(package(tmp_path / "a", header, *rows), home_archive="435001") == [("目录.csv", 4, "档号")]
    assert reasons(package(tmp_path / "b", header, rows[0], rows[2])) == [("目录.csv", 3, "档号")]


def test_the_only_archive_of_a_sheet_is_the_home_of_a_fresh_home(tmp_path):
    folder = package(tmp_path / "a", "档号 题名 档案馆代码", ["J001", "甲", "435001"], ["J002", "乙", ""])
    fresh = receive(folder, terms())
    assert fresh.home_archive == "435001"
    assert [found.unit.identity for found in fresh.units()] == [
        UnitIdentity("", "J001"),
        UnitIdentity("", "J002"),
    ]
    assert any("435001" in notice.zh for notice in fresh.notices)
    again = receive(folder, terms(home_archive="435001"))
    assert (again.digest, again.home_archive) == (fresh.digest, "435001")
    elsewhere = receive(folder, terms(home_archive="435009"))
    assert [found.unit.identity.archive for found in elsewhere.units()] == ["435001", ""]
    assert elsewhere.digest != fresh.digest
    two = package(tmp_path / "b", "档号 题名 档案馆代码", ["J001", "甲", "435001"], ["J002", "乙", "435002"])
    assert receive(two, terms()).home_archive == ""
    assert receive(package(tmp_path / "c", "档号 题名", ["J001", "甲"]), terms()).home_archive == ""


@pytest.mark.parametrize(
    ("above", "below", "files", "let_in"),
    [
        (OPEN, CLOSED, "甲.txt", False),
        (OPEN, SOME, "甲.txt", False),
        (SOME, "", "甲.txt", False),
        (SOME, SOME, "甲.txt", True),
        (CLOSED, OPEN, "甲.txt", True),
        (OPEN, CLOSED, "", True),
    ],
)
@pytest.mark.parametrize("separator", SEPARATORS)
def test_a_unit_with_files_is_never_more_open_than_one_below_it(
    tmp_path, separator, above, below, files, let_in
):
    folder = package(
        tmp_path,
        "档号 题名 共享类型 文件",
        [f"J001-WS·2010·Y-0003{separator}002", "下级", below, ""],
        ["J001-WS·2010·Y-0003", "案卷", above, files],
        ["J001-WS·2010·Y-00030", "邻卷", CLOSED, ""],
        files=[files] if files else [],
    )
    if let_in:
        assert receive(folder, terms()).count == 3
        return
    with pytest.raises(Refused) as refused:
        receive(folder, terms())
    (reason,) = refused.value.reasons
    assert (reason.row, reason.column) == (3, "共享类型")
    assert "第2行" in reason.letter.zh


def test_codes_that_follow_no_template_are_taken_with_one_warning(tmp_path):
    folder = package(tmp_path, "档号 题名", ["旧档-一", "甲"], ["旧档-二", "乙"], ["J001", "丙"])
    (notice,) = receive(folder, terms()).notices
    assert "2 个档号" in notice.zh and "2 reference codes" in notice.en


def test_links_out_of_the_folder_and_things_that_are_no_files_are_refused(tmp_path):
    outside = tmp_path / "外"
    outside.mkdir()
    (outside / "密.txt").write_text("x")
    folder = package(
        tmp_path / "移交",
        "档号 题名 文件",
        ["J001", "甲", "链.txt;夹/密.txt;管道;内链.txt;甲.txt"],
        files=["甲.txt"],
    )
    (folder / "链.txt").symlink_to(outside / "密.txt")
    (folder / "夹").symlink_to(outside)
    (folder / "环").symlink_to(folder / "环")
    (folder / "内链.txt").symlink_to(folder / "甲.txt")
    os.mkfifo(folder / "管道")
    found = reasons(folder)
    assert {place for place in found if not place[1]} == {
        (name, 0, "") for name in ("链.txt", "夹", "环", "管道")
    }
    assert [place for place in found if place[1]] == [("目录.csv", 2, "文件")] * 3


def test_files_are_found_whichever_way_the_disk_spells_accents(tmp_path):
    nfd = unicodedata.normalize("NFD", "café/が.txt")
    folder = package(tmp_path, "档号 题名 文件", ["J001", "甲", "café/が.txt"], files=[nfd])
    (found,) = receive(folder, terms()).units()
    assert (folder / found.objects[0]).read_text() == nfd


def test_a_file_name_in_no_encoding_is_refused_by_a_letter(tmp_path):
    folder = package(tmp_path, "档号 题名", ["J001", "甲"])
    (Path(os.fsdecode(os.fsencode(folder) + b"/\xce\xc4.txt"))).write_text("x")
    ((name, row, _),) = reasons(folder)
    assert row == 0 and name.encode().endswith(b".txt")


def test_the_digest_is_that_of_the_content_wherever_and_whenever_it_is_handed_over(tmp_path):
    folder = package(tmp_path / "a", "档号 题名 文件", ["J001", "甲", "一.txt"], files=["一.txt"])
    first = receive(folder, terms()).digest
    shutil.copytree(folder, tmp_path / "b")
    later = dataclasses.replace(terms(), today=terms().today.replace(year=2030))
    assert receive(tmp_path / "b", later).digest == first
    assert receive(tmp_path / "b" / "目录.csv", terms()).digest == first
    assert receive(folder, terms(supplier="S1")).digest != first
    assert receive(folder, terms(fills_empty=SharingClass.WITHHELD)).digest != first
    (folder / "一.txt").write_text("改")
    assert receive(folder, terms()).digest != first
    (tmp_path / "b" / "目录.csv").write_bytes(csv_bytes([["档号", "题名", "文件"], ["J001", "乙", "一.txt"]]))
    assert receive(tmp_path / "b", terms()).digest != first


def test_the_only_archive_of_a_sheet_is_the_home_s_own_unless_its_units_are_held_as_another_s(tmp_path):
    folder = package(
        tmp_path, "档号 题名 档案馆代码", ["J001", "甲", "435001"], ["J002", "乙", "４３５００１"]
    )
    fresh = receive(folder, terms())
    assert fresh.home_archive == "435001"
    assert [found.unit.identity.written for found in fresh.units()] == ["J001", "J002"]
    later = receive(folder, terms(foreign=frozenset({"435001", "435002"})))
    assert later.home_archive == ""
    assert [found.unit.identity.written for found in later.units()] == ["435001:J001", "435001:J002"]
    assert [letter for letter in later.notices if "435001" in letter.zh] == []


def test_a_sheet_that_changes_after_it_was_verified_is_never_taken_in(tmp_path):
    folder = package(tmp_path, "档号 题名", ["J001", "甲"], ["J002", "乙"])
    received = receive(folder, terms())
    (folder / "目录.csv").write_bytes(
        csv_bytes([["档号", "题名", "密级"], ["J001", "甲", "公开"], ["J002", "乙", "绝密"]])
    )
    with pytest.raises(SheetError, match="改动"):
        list(received.units())


# ------------------------------------------------------------------------------------------ without a catalogue


def test_a_folder_without_a_sheet_is_one_unit_a_file(tmp_path):
    folder = tmp_path / "港务旧档"
    for name in ("会议/纪要.txt", "会议/DSC001.JPG", "账本.pdf", ".隐藏", "会议/.DS_Store", "Thumbs.db"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(name)
    received = receive(folder, terms(fills_empty=SharingClass.CONDITIONAL))
    units = {found.objects[0]: found for found in received.units()}
    assert received.count == len(units) == 3
    plain = units["会议/纪要.txt"]
    assert plain.unit.identity == UnitIdentity("", "港务旧档-会议-纪要·TXT")
    assert plain.unit.ancestors == ("港务旧档", "港务旧档-会议", "港务旧档-会议-纪要")
    assert (plain.unit.description.title, plain.unit.level) == ("纪要", Level.ITEM)
    assert plain.unit.supplier == "港务旧档"
    assert all(found.state.sharing_class is SharingClass.CONDITIONAL for found in units.values())
    (notice,) = received.notices
    assert "3 个文件" in notice.zh and "有条件共享" in notice.zh
    codes = {path: found.unit.identity.code for path, found in units.items()}
    (folder / "会议" / "dsc001.jpg").write_text("另一张")
    more = {found.objects[0]: found.unit.identity.code for found in receive(folder, terms()).units()}
    assert {path: more[path] for path in codes} == codes
    assert len(set(more.values())) == 4


@given(st.lists(st.text("aA1-·. 甲/_é#", min_size=1, max_size=8), min_size=2, max_size=12, unique=True))
def test_no_two_paths_share_a_code_and_every_code_is_valid(paths):
    paths = [path for path in paths if all(path.split("/"))]
    codes = [code_of("旧档", path) for path in paths]
    assert len(set(codes)) == len(codes)
    assert all(parse(code).text == code and parse(code).fonds == "旧档" for code in codes)


@given(st.text(min_size=1, max_size=300), st.text(max_size=300))
def test_any_name_of_a_file_or_folder_makes_a_valid_code(name, folder):
    assert parse(code_of(folder, name)).text == code_of(folder, name)


def test_one_file_is_a_package_too(tmp_path):
    (tmp_path / "甲.txt").write_text("x")
    (tmp_path / "乙.txt").write_text("x")
    (found,) = receive(tmp_path / "甲.txt", terms()).units()
    assert found.objects == ("甲.txt",)


def test_the_catalogue_itself_may_be_named_and_may_have_any_name(tmp_path):
    folder = package(tmp_path, "档号 题名 文件", ["J001", "甲", "一.txt"], files=["一.txt"])
    (folder / "目录.csv").rename(folder / "移交清单.csv")
    assert receive(folder / "移交清单.csv", terms()).count == 1


@pytest.mark.parametrize("name", ["下级/移交清单.csv", "下级/目录.csv", "下级/目录.xls", "下级/甲.csv"])
def test_a_folder_is_never_taken_without_the_catalogue_that_it_holds(tmp_path, name):
    (tmp_path / "甲.txt").write_text("x")
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(csv_bytes([["档号", "题名", "密级"], ["J001", "甲", "绝密"]]))
    assert reasons(tmp_path, fills_empty=SharingClass.UNCONDITIONAL) == [(name, 0, "")]


def test_a_path_with_nothing_in_it_is_told(tmp_path):
    with pytest.raises(NothingToReceive, match="不存在"):
        receive(tmp_path / "没有", terms())
    with pytest.raises(NothingToReceive, match="没有可接收"):
        receive(tmp_path, terms())
    (tmp_path / ".DS_Store").write_text("x")
    with pytest.raises(NothingToReceive, match="没有可接收"):
        receive(tmp_path, terms())
    with pytest.raises(NothingToReceive):
        receive(tmp_path / "a\0b", terms())


# ------------------------------------------------------------------------------------------------------- memory

_PEAK = """
import resource, sys
from pathlib import Path
from indexer.receive import receive
from tests.rooms.indexer.packages import terms
received = receive(Path(sys.argv[1]), terms())
assert sum(1 for _ in received.units()) == int(sys.argv[2])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def peak_mb(folder: Path, count: int) -> float:
    """Peak memory of receiving a package in a process of its own, in MB."""
    rows = (
        [f"J{n % 900 + 100}-WS·2010·D30-{n:07d}", f"关于第{n}号事项的通知", f"{1950 + n % 60}0101", "文书"]
        for n in range(count)
    )
    package(folder, "档号 题名 日期 门类", *rows)
    command = [sys.executable, "-c", _PEAK, str(folder), str(count)]
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=REPOSITORY)
    return int(done.stdout) / (1024 * 1024 if sys.platform == "darwin" else 1024)


@pytest.mark.slow
def test_memory_does_not_grow_with_the_package(tmp_path):
    assert peak_mb(tmp_path / "large", 60_000) - peak_mb(tmp_path / "small", 10_000) < 20


def test_dates_that_tell_no_year_are_listed_by_row_and_refuse_nothing(tmp_path):
    folder = package(
        tmp_path,
        "档号 题名 日期",
        ["J001-1", "甲", "民国二十三年"],
        ["J001-2", "乙", "不详"],
        ["J001-3", "丙", ""],
        ["J001-4", "丁", "甲午年"],
    )
    received = receive(folder, terms())
    (notice,) = [letter for letter in received.notices if "读不出年份" in letter.zh]
    assert "第 3 行“不详”；第 5 行“甲午年”" in notice.zh and "2 格" in notice.zh
    assert 'row 3 "不详"; row 5 "甲午年"' in notice.en
    assert [each.unit.description.date_text for each in received.units()] == [
        "民国二十三年",
        "不详",
        "",
        "甲午年",
    ]


def test_of_many_unread_dates_the_first_are_listed_and_all_counted(tmp_path):
    rows = [[f"J001-{number}", "甲", "甲午年"] for number in range(60)]
    received = receive(package(tmp_path, "档号 题名 日期", *rows), terms())
    (notice,) = [letter for letter in received.notices if "读不出年份" in letter.zh]
    assert "60 格" in notice.zh and "等" in notice.zh and len(notice.zh) < 1_000
