"""A catalogue sheet reads back as it was written, whichever program and country it comes from."""

from __future__ import annotations

import datetime as dt
import tempfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from indexer.sheets import COLUMNS, SheetError, SheetRow, find_sheet, is_catalogue, open_sheet
from indexer.sheets.table import is_ditto
from tests.rooms.indexer.packages import csv_bytes

TRADITIONAL = dict(
    zip(
        COLUMNS,
        (
            "檔號 題名 責任者 日期 文號 保管期限 密級 開放標識 共享類型 公開題名 "
            "立檔單位 檔案館代碼 著錄層級 門類 頁數 主題詞 人名 摘要 原檔號 文件"
        ).split(),
        strict=True,
    )
)
BIG5_WORDS = "關於水利工程經費之呈文縣政府民國二十三年，。「」糧食"
WORDS = {
    "utf-8": BIG5_WORDS + "关于水利𠮷⿰é,;\t\"'\n☃",
    "utf-8-sig": BIG5_WORDS + '关于é,;"',
    "gb18030": BIG5_WORDS + "关于水利𠮷é,;\t\"'",
    "cp950": BIG5_WORDS + ",;\t\"'",
}


@pytest.fixture(scope="module", autouse=True)
def _folders_that_go_away(tmp_path_factory):
    """Folders made inside property tests lie where pytest clears up."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("made")))
        yield


def rows_of(path: Path) -> list[SheetRow]:
    return list(open_sheet(path).rows())


def written(table, name="目录.csv", **how) -> Path:
    path = Path(tempfile.mkdtemp()) / name
    if path.suffix == ".csv":
        path.write_bytes(csv_bytes(table, **how))
    else:
        book = xlsxwriter.Workbook(path)
        sheet = book.add_worksheet()
        for at, row in enumerate(table):
            for column, text in enumerate(row):
                sheet.write_string(at, column, text)
        book.close()
    return path


@st.composite
def catalogues(draw, alphabet: str):
    columns = draw(st.permutations(COLUMNS))[: draw(st.integers(2, len(COLUMNS)))]
    columns = list(dict.fromkeys([*columns, "档号", "题名"]))
    names = draw(st.sampled_from([dict(zip(COLUMNS, COLUMNS, strict=True)), TRADITIONAL]))
    cell = st.text(alphabet, max_size=12).filter(lambda text: not is_ditto(text.strip()))
    rows = draw(
        st.lists(st.lists(cell, min_size=len(columns), max_size=len(columns)), min_size=1, max_size=5)
    )
    rows[0][columns.index("题名")] = "關於"
    header = [draw(st.sampled_from(["", " ", "\u3000"])) + names[column] for column in columns]
    return columns, header, rows


def expected(columns, rows):
    trimmed = [[cell.strip().replace("\r\n", "\n") for cell in row] for row in rows]
    return [
        (number, dict(zip(columns, row, strict=True)))
        for number, row in enumerate(trimmed, start=2)
        if any(row)
    ]


@pytest.mark.parametrize(
    ("encoding", "shown"),
    [("utf-8", "UTF-8"), ("utf-8-sig", "UTF-8"), ("gb18030", "GB18030"), ("cp950", "Big5")],
)
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@given(data=st.data())
def test_a_csv_reads_back_in_any_encoding_order_of_columns_and_delimiter(encoding, shown, delimiter, data):
    columns, header, rows = data.draw(catalogues(WORDS[encoding]))
    if encoding == "cp950":  # which has no simplified characters to name columns with
        header = [TRADITIONAL[column] for column in columns]
    sheet = open_sheet(written([header, *rows], encoding=encoding, delimiter=delimiter))
    assert sheet.encoding == shown
    assert sheet.columns == tuple(columns)
    assert [(row.number, dict(row.cells)) for row in sheet.rows()] == expected(columns, rows)
    assert [row.number for row in sheet.rows()] == [row.number for row in sheet.rows()]
    assert bool(sheet.notices) == (shown != "UTF-8")


@given(catalogues(WORDS["utf-8"]))
def test_an_xlsx_reads_back_in_any_order_of_columns(catalogue):
    columns, header, rows = catalogue
    sheet = open_sheet(written([header, *rows], "目录.xlsx"))
    assert sheet.encoding == ""
    assert [(row.number, dict(row.cells)) for row in sheet.rows()] == expected(columns, rows)


def test_numbers_and_dates_of_cells_are_the_text_that_a_person_sees(tmp_path):
    path = tmp_path / "目录.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    day, month = (
        book.add_format({"num_format": "yyyy-mm-dd"}),
        book.add_format({"num_format": 'yyyy"年"m"月"'}),
    )
    zeros = book.add_format({"num_format": "0000"})
    for column, name in enumerate(["档号", "题名", "日期", "页数", "文号"]):
        sheet.write(0, column, name)
    sheet.write_number(1, 0, 23, zeros)
    sheet.write_boolean(1, 1, True)
    sheet.write_number(1, 2, 19340512)
    sheet.write_number(1, 3, 12.0)
    sheet.write_number(1, 4, 1.5)
    sheet.write_datetime(2, 2, dt.datetime(2003, 9, 8), day)
    sheet.write_datetime(3, 2, dt.datetime(2003, 9, 1), month)
    sheet.write_number(4, 2, 1e9, day)
    book.close()
    first, second, third, fourth = rows_of(path)
    assert dict(first.cells) == {
        "档号": "0023",
        "题名": "TRUE",
        "日期": "19340512",
        "页数": "12",
        "文号": "1.5",
    }
    assert (second.cells["日期"], third.cells["日期"]) == ("2003-09-08", "2003年9月")
    assert [fault.column for fault in fourth.faults] == ["日期"]


def test_a_formula_shows_its_last_result_and_one_never_reckoned_is_not_an_empty_cell(tmp_path):
    path = tmp_path / "目录.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["档号", "题名", "密级"])
    sheet.write_formula(1, 0, '="J001-"&"1"', None, "J001-1")
    sheet.write_row(1, 1, ["甲", "机密"])
    book.close()
    assert rows_of(path)[0].cells["档号"] == "J001-1"
    other = openpyxl.Workbook()
    other.active.append(["档号", "题名", "密级"])
    other.active.append(["J001-1", "甲", '="机"&"密"'])
    other.save(path)
    assert [fault.column for fault in rows_of(path)[0].faults] == ["密级"]


def test_rows_are_numbered_as_the_spreadsheet_program_shows_them(tmp_path):
    table = [["", ""], ["档号", "题名"], ["", " "], ["J001", "甲\n乙"], [], ["J002", "丙"]]
    assert [row.number for row in rows_of(written(table))] == [4, 6]
    assert [row.number for row in rows_of(written(table, "目录.xlsx"))] == [4, 6]


@pytest.mark.parametrize("name", ["目录.csv", "目录.xlsx"])
def test_missing_doubled_and_unknown_columns_are_told_by_name(name):
    with pytest.raises(SheetError, match="题名"):
        open_sheet(written([["档号", "名称"], ["J001", "甲"]], name))
    with pytest.raises(SheetError, match="日期"):
        open_sheet(written([["档号", "题名", "日期", " 日期"], ["J001", "甲", "", ""]], name))
    sheet = open_sheet(written([["档号", "题名", "备注"], ["J001", "甲", "缺页"]], name))
    assert "备注" in sheet.notices[0].zh and "备注" in sheet.notices[0].en
    with pytest.raises(SheetError, match="没有任何档案"):
        open_sheet(written([["档号", "题名"]], name))
    with pytest.raises(SheetError, match="没有任何档案"):
        open_sheet(written([], name))


@pytest.mark.parametrize("heading", ["保密期限", "密级和期限", "秘密等級"])
def test_a_column_of_secrecy_under_another_name_is_never_passed_over(heading):
    with pytest.raises(SheetError, match="密级"):
        open_sheet(written([["档号", "题名", heading], ["J001", "甲", "30年"]]))


def test_cells_under_no_heading_are_told_for_the_row_may_be_shifted():
    (row,) = rows_of(written([["档号", "题名"], ["J001", "甲", "", "乙"]]))
    assert row.beyond == ("乙",)
    (row,) = rows_of(written([["档号", "", "题名"], ["J001", "丙", "甲"]]))
    assert row.beyond == ("丙",)
    (row,) = rows_of(written([["档号", "题名", ""], ["J001", "甲", " ", ""]]))
    assert row.beyond == ()


def test_the_sheet_of_a_folder_is_found_by_its_name(tmp_path):
    assert find_sheet(tmp_path) is None
    (tmp_path / "目录").mkdir()
    assert find_sheet(tmp_path) is None
    (tmp_path / "目錄.CSV").write_text("x")
    assert find_sheet(tmp_path) == tmp_path / "目錄.CSV"
    (tmp_path / "目录.xlsx").write_text("x")
    with pytest.raises(SheetError, match="不止一份"):
        find_sheet(tmp_path)


@pytest.mark.parametrize("suffix", [".xls", ".ods", ".et", ".xlsm"])
def test_a_sheet_that_cannot_be_read_is_never_overlooked(tmp_path, suffix):
    path = tmp_path / f"目录{suffix}"
    path.write_bytes(bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 600)
    assert find_sheet(tmp_path) == path
    with pytest.raises(SheetError):
        open_sheet(path)


def test_a_sheet_is_known_by_its_header_whatever_its_name():
    assert is_catalogue(written([["題名", "檔號"], ["甲", "J001"]], "移交清单.csv", encoding="big5"))
    assert is_catalogue(written([["题名", "档号"], ["甲", "J001"]], "清单.xlsx"))
    assert not is_catalogue(written([["题名"], ["甲"]], "清单.csv"))


def test_bytes_outside_the_encoding_are_told_by_their_line(tmp_path):
    path = tmp_path / "目录.csv"
    path.write_bytes("档号,题名\nJ001,甲\n".encode() + b"J002,\xff\xfe\n")
    with pytest.raises(SheetError, match="第3行"):
        open_sheet(path)
    path.write_bytes("档号,题名\nJ001,甲\n".encode("gb18030") + b"J002,\xff\xff\n")
    with pytest.raises(SheetError, match=r"GB18030.*第3行"):
        open_sheet(path)
    path.write_bytes("档号,题名\nJ001,甲\n".encode("utf-32"))
    with pytest.raises(SheetError, match="UTF-8"):
        open_sheet(path)


def test_every_worksheet_is_read_or_named(tmp_path):
    path = tmp_path / "目录.xlsx"
    book = openpyxl.Workbook()
    book.active.title = "说明"
    book.active.append(["说明"])
    book.active.append(["本批共一件"])
    book.create_sheet("目录").append(["档号", "题名"])
    book["目录"].append(["J001", "甲"])
    hidden = book.create_sheet("旧")
    hidden.append(["题名", "责任者", "档号"])
    hidden.append(["乙", "局", "J002"])
    hidden.sheet_state = "hidden"
    deep = book.create_sheet("深")
    deep.append(["档号", "题名"])
    deep.append(["J003", "丙"])
    deep.sheet_state = "veryHidden"  # no menu of Excel names it
    book.save(path)
    sheet = open_sheet(path)
    assert [(row.worksheet, row.cells["档号"]) for row in sheet.rows()] == [("", "J001")]
    said = "".join(notice.zh for notice in sheet.notices)
    assert "“说明”" in said and "“旧”" in said and "“深”是隐藏的" in said and "LibreOffice" in said
    hidden.sheet_state = "visible"
    book.save(path)
    rows = rows_of(path)
    assert [(row.worksheet, row.number, row.cells["档号"]) for row in rows] == [
        ("目录", 2, "J001"),
        ("旧", 2, "J002"),
    ]
    assert len({row.key for row in rows}) == 2


def test_rows_that_are_filtered_out_or_hidden_and_hidden_columns_are_read_and_named(tmp_path):
    path = tmp_path / "目录.xlsx"
    book = openpyxl.Workbook()
    for row in (("档号", "题名", "共享类型"), ("J001", "甲", "无条件共享"), ("J002", "乙", "暂不共享")):
        book.active.append(row)
    book.active.auto_filter.ref = "A1:C3"
    book.active.row_dimensions[3].hidden = True
    book.active.column_dimensions["C"].hidden = True
    book.save(path)
    sheet = open_sheet(path)
    rows = list(sheet.rows())
    assert [(row.cells["档号"], row.cells["共享类型"]) for row in rows] == [
        ("J001", "无条件共享"),
        ("J002", "暂不共享"),
    ]
    assert any("隐藏的列" in notice.zh and "C" in notice.zh for notice in sheet.notices)


def test_a_worksheet_that_holds_units_without_a_header_is_refused(tmp_path):
    path = tmp_path / "目录.xlsx"
    book = openpyxl.Workbook()
    book.active.append(["档号", "题名"])
    book.active.append(["J001-WS·2010·Y-0001", "甲"])
    book.create_sheet("续").append(["J001-WS·2010·Y-0002", "乙"])
    book.save(path)
    with pytest.raises(SheetError, match="续"):
        open_sheet(path)
