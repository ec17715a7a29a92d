"""Cells of a workbook read as a person sees them, or their row says that they are not certain."""

from __future__ import annotations

import datetime as dt
import zipfile

import openpyxl
import pytest
import xlsxwriter
from openpyxl.worksheet.formula import ArrayFormula

from indexer.sheets import SheetError
from indexer.sheets.forms import open_grids
from tests.rooms.indexer.workbooks import changed, only_rows, saved


def test_formulas_show_their_last_result_and_without_one_the_cell_is_named(tmp_path):
    path = tmp_path / "目录.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet("一")
    sheet.write_formula(0, 0, '="J001-"&"1"', None, "J001-1")
    sheet.write_formula(0, 1, "=1+1")  # which writes a result of 0
    sheet.write_formula(0, 2, "=1+1", None, 2)
    sheet.write_formula(0, 3, "=A1", None, "#REF!")
    book.close()
    (row,) = only_rows(path)
    assert (row.values[0], row.values[2]) == ("J001-1", "2")
    assert set(row.faults) == {1, 3}
    assert "B1" in row.faults[1].zh and "工作表“一”" in row.faults[1].zh
    other = openpyxl.Workbook()
    other.active.append(["=1+1", "甲"])
    other.active["C1"] = ArrayFormula("C1:C2", "=SUM(A1:A2)")
    (row,) = only_rows(saved(tmp_path, other))
    assert set(row.faults) == {0, 2} and row.values[0] == "=1+1"


def test_a_picture_in_a_cell_is_no_text_of_it(tmp_path):
    path = tmp_path / "目录.xlsx"
    book = xlsxwriter.Workbook(path)
    book.add_worksheet().write_formula(0, 0, '=DISPIMG("ID_1",1)', None, '=DISPIMG("ID_1",1)')
    book.close()
    assert set(only_rows(path)[0].faults) == {0}


def test_days_counted_from_1904_are_read_as_such(tmp_path):
    path = tmp_path / "目录.xlsx"
    book = xlsxwriter.Workbook(path, {"date_1904": True})
    sheet = book.add_worksheet()
    sheet.write_datetime(0, 0, dt.datetime(1960, 9, 13), book.add_format({"num_format": "yyyy-mm-dd"}))
    book.close()
    assert only_rows(path)[0].values == ("1960-09-13",)


def test_rich_text_is_whole_phonetic_guides_are_none_of_it_and_escapes_are_undone_once(tmp_path):
    path = tmp_path / "目录.xlsx"
    book = xlsxwriter.Workbook(path)
    sheet = book.add_worksheet()
    bold = book.add_format({"bold": True})
    sheet.write_rich_string(0, 0, "关于", bold, "码头", "的请示")
    sheet.write_string(0, 1, "PHONETIC")
    sheet.write_string(0, 2, "ESCAPED")
    sheet.write_string(0, 3, "_x0041_")
    book.close()
    guide = "<t>题名</t></si>".replace(
        "</si>", '<rPh sb="0" eb="2"><t>timing</t></rPh><phoneticPr fontId="1"/></si>'
    )
    changed(
        path,
        "xl/sharedStrings.xml",
        lambda xml: xml.replace(b"<t>PHONETIC</t></si>", guide.encode()).replace(
            b"ESCAPED", b"a_x000D_b_x005F_c"
        ),
    )
    assert only_rows(path)[0].values == ("关于码头的请示", "题名", "a\rb_c", "_x0041_")


def test_a_workbook_in_the_strict_form_is_read(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["档号", "题名"])
    path = saved(tmp_path, book)
    for part in ("xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/sharedStrings.xml", "xl/styles.xml"):
        changed(
            path,
            part,
            lambda xml: xml.replace(
                b"http://schemas.openxmlformats.org/spreadsheetml/2006/main",
                b"http://purl.oclc.org/ooxml/spreadsheetml/main",
            ).replace(
                b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
                b"http://purl.oclc.org/ooxml/officeDocument/relationships",
            ),
        )
    assert only_rows(path)[0].values == ("档号", "题名")


def test_hidden_rows_and_columns_are_read_and_said_to_be_hidden(tmp_path):
    book = openpyxl.Workbook()
    for at in range(3):
        book.active.append([f"J{at}", "甲"])
    book.active.row_dimensions[2].hidden = True
    book.active.column_dimensions["B"].hidden = True
    path = saved(tmp_path, book)
    assert [(row.values[0], row.hidden) for row in only_rows(path)] == [
        ("J0", False),
        ("J1", True),
        ("J2", False),
    ]
    assert open_grids(path).grids[0].hidden_columns == ((1, 1),)


def test_every_worksheet_is_read_or_named(tmp_path):
    path = tmp_path / "目录.xlsx"
    book = xlsxwriter.Workbook(path)
    for title, hide in (("甲", None), ("乙", "hide"), ("丙", "very_hidden"), ("丁", None), ("空", None)):
        sheet = book.add_worksheet(title)
        if title != "空":
            sheet.write(0, 0, title)
        if hide:
            getattr(sheet, hide)()
    chart = book.add_chart({"type": "line"})
    chart.add_series({"values": "=甲!$A$1:$A$2"})
    book.add_chartsheet("图").set_chart(chart)
    book.close()
    found = open_grids(path)
    assert [grid.title for grid in found.grids] == ["甲", "丁"]
    assert [(sheet.title, sheet.why.name) for sheet in found.unread] == [
        ("乙", "HIDDEN"),
        ("丙", "HIDDEN"),
        ("图", "CHART"),
    ]


def test_the_form_is_known_by_content(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["档号", "题名"])
    path = saved(tmp_path, book).rename(tmp_path / "目录.xls")
    assert only_rows(path)[0].values == ("档号", "题名")
    (tmp_path / "目录.et").write_text("档号\t题名\nJ1\t甲\n", encoding="gb18030")
    assert only_rows(tmp_path / "目录.et")[1].values == ("J1", "甲")


def test_a_workbook_whose_parts_or_worksheets_are_there_twice_is_refused(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["档号"])
    book.create_sheet("乙").append(["档号"])
    path = saved(tmp_path, book)
    whole = path.read_bytes()
    changed(path, "xl/_rels/workbook.xml.rels", lambda xml: xml.replace(b"sheet2.xml", b"sheet1.xml"))
    with pytest.raises(SheetError):
        open_grids(path)
    path.write_bytes(whole)
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr("XL/workbook.xml", "<x/>")
    with pytest.raises(SheetError):
        open_grids(path)


def test_damage_behind_the_rows_is_not_passed_over(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["档号", "题名"])
    path = changed(saved(tmp_path, book), "xl/worksheets/sheet1.xml", lambda xml: xml + b"<x>")
    with pytest.raises(SheetError):
        only_rows(path)
