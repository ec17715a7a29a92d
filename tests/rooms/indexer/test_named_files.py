"""A cell 文件 may name a folder, a pattern or a range of files; and which file of a folder is its catalogue."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.named_files import expand, natural_key, range_of
from indexer.receive import receive
from indexer.sheets import SheetError, find_sheet
from sharing.classes import SharingClass
from tests.rooms.indexer.packages import csv_bytes, package, reasons, terms

PICTURES = ["扫描/1.jpg", "扫描/2.jpg", "扫描/10.jpg", "扫描/说明.txt", "扫描/附/1.jpg"]


def objects_of(folder: Path) -> list[tuple[str, ...]]:
    return [found.objects for found in receive(folder, terms()).units()]


@pytest.mark.parametrize(
    ("cell", "meant"),
    [
        ("扫描", ("扫描/1.jpg", "扫描/2.jpg", "扫描/10.jpg", "扫描/说明.txt", "扫描/附/1.jpg")),
        ("扫描/", ("扫描/1.jpg", "扫描/2.jpg", "扫描/10.jpg", "扫描/说明.txt", "扫描/附/1.jpg")),
        (
            "扫描/*.jpg;扫描/说明.txt;扫描/附",
            ("扫描/1.jpg", "扫描/2.jpg", "扫描/10.jpg", "扫描/说明.txt", "扫描/附/1.jpg"),
        ),
        ("扫描/?.jpg", ("扫描/1.jpg", "扫描/2.jpg")),
        ("扫描/1.jpg-2.jpg", ("扫描/1.jpg", "扫描/2.jpg")),
        ("扫描/1-2.jpg", ("扫描/1.jpg", "扫描/2.jpg")),
        ("扫描/1.jpg至扫描/2.jpg", ("扫描/1.jpg", "扫描/2.jpg")),
    ],
)
def test_a_folder_a_pattern_and_a_range_name_their_files_in_order(tmp_path, cell, meant):
    rest = [path for path in PICTURES if path not in meant]
    rows = [["J001-1", "甲", cell], ["J001-2", "乙", ";".join(rest)]]
    folder = package(tmp_path, "档号 题名 文件", *rows, files=PICTURES)
    assert objects_of(folder)[0] == meant


def test_a_file_of_that_very_name_goes_before_a_range_or_a_pattern(tmp_path):
    files = ["001-003.jpg", "001.jpg", "002.jpg", "003.jpg"]
    rows = [["J001-1", "甲", "001-003.jpg"], ["J001-2", "乙", "001.jpg;002.jpg-003.jpg"]]
    folder = package(tmp_path, "档号 题名 文件", *rows, files=files)
    assert objects_of(folder) == [("001-003.jpg",), ("001.jpg", "002.jpg", "003.jpg")]


def test_what_lacks_in_a_range_and_what_is_named_twice_is_told(tmp_path):
    rows = [["J001-1", "甲", "001.jpg-003.jpg"], ["J001-2", "乙", "00?.jpg"], ["J001-3", "丙", "无/*.jpg"]]
    folder = package(tmp_path, "档号 题名 文件", *rows, files=["001.jpg", "003.jpg"])
    assert reasons(folder) == [("目录.csv", row, "文件") for row in (2, 3, 3, 4)]


def test_files_that_a_secret_row_names_by_folder_are_not_told(tmp_path):
    rows = [["J001-1", "甲", "绝密", "密件"], ["J001-2", "乙", "", ""]]
    folder = package(tmp_path, "档号 题名 密级 文件", *rows, files=["密件/代号.txt"])
    assert reasons(folder) == [("目录.csv", 2, "密级")]


@given(
    st.integers(0, 999),
    st.integers(1, 40),
    st.sampled_from(["", "P", "扫描/", "a-"]),
    st.sampled_from([".jpg", ".tif"]),
)
def test_a_range_names_each_number_once_and_in_order(first, count, stem, suffix):
    named = range_of(f"{stem}{first:03d}{suffix}-{stem}{first + count:03d}{suffix}")
    assert list(named) == [f"{stem}{number:03d}{suffix}" for number in range(first, first + count + 1)]
    assert sorted(named, key=natural_key) == list(named)


@pytest.mark.parametrize(
    "text", ["J101-001.jpg", "2020-2019.pdf", "a1.jpg-b2.jpg", "1.jpg-2.tif", "1-20001.jpg", "说明.txt"]
)
def test_what_is_no_range_names_nothing(text):
    assert expand(text, lambda _: iter(())) == []
    assert range_of(text) == ()


# ------------------------------------------------------------------------------------- which file is the catalogue


ROWS = [["归档文件目录", "", ""], ["档号", "题名", "密级"], ["J001-1", "甲", ""]]


def workbook(path: Path, rows: list[list[str]]) -> Path:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    path.parent.mkdir(parents=True, exist_ok=True)
    written = path.with_suffix(".xlsx")
    book.save(written)
    if written != path:
        shutil.move(written, path)
    return path


@pytest.mark.parametrize(
    "name",
    [
        "目录.xlsx",
        "归档文件目录.xlsx",
        "2024年目录(终).xlsx",
        "案卷目录_2.xlsx",
        "卷内文件目录 副本.xlsx",
        "移交清单.xlsx",
        "a.xlsx",
    ],
)
def test_a_catalogue_is_found_under_the_names_that_archives_give_it(tmp_path, name):
    workbook(tmp_path / name, ROWS)
    assert find_sheet(tmp_path) == tmp_path / name
    assert receive(tmp_path, terms()).count == 1


def test_the_surest_name_goes_first_and_two_of_a_kind_are_refused(tmp_path):
    for name in ("乙.xlsx", "丙.xlsx"):
        workbook(tmp_path / name, ROWS)
    with pytest.raises(SheetError, match="不止一份"):
        find_sheet(tmp_path)
    workbook(tmp_path / "案卷目录.xlsx", ROWS)
    assert find_sheet(tmp_path) == tmp_path / "案卷目录.xlsx"
    workbook(tmp_path / "卷内目录.xlsx", ROWS)
    with pytest.raises(SheetError, match="不止一份"):
        find_sheet(tmp_path)
    workbook(tmp_path / "目录.xlsx", ROWS)
    assert find_sheet(tmp_path) == tmp_path / "目录.xlsx"


@pytest.mark.parametrize(
    "name", ["归档文件目录.xlsx", "卷一/归档文件目录.xlsx", "归档文件目录.docx", "卷一/案卷目录.doc"]
)
def test_a_folder_with_something_like_a_catalogue_that_cannot_be_read_is_refused(tmp_path, name):
    (tmp_path / "甲.txt").write_text("x")
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_bytes(b"PK\x03\x04 damaged")
    try:
        assert reasons(tmp_path, fills_empty=SharingClass.UNCONDITIONAL) == [(name, 0, "")]
    except SheetError as error:
        assert Path(name).name in error.letter.zh


def test_a_sheet_that_names_most_columns_and_no_code_is_refused_as_a_catalogue(tmp_path):
    workbook(tmp_path / "a.xlsx", [["题名", "责任者", "密级", "日期"], ["甲", "局", "机密", "2024"]])
    (tmp_path / "甲.txt").write_text("x")
    with pytest.raises(SheetError, match="档号"):
        receive(tmp_path, terms())


def test_spreadsheets_that_are_records_are_taken_like_any_file(tmp_path):
    workbook(tmp_path / "发票.xlsx", [["日期", "金额", "备注"], ["2024-01-02", "3.50", ""]])
    with (tmp_path / "人数.csv").open("w", encoding="utf-8", newline="") as out:
        csv.writer(out).writerows([["年份", "人数"], ["1952", "3"]])
    (tmp_path / "名单.csv").write_bytes(csv_bytes([["姓名"], ["甲"]]))
    assert receive(tmp_path, terms()).count == 3
