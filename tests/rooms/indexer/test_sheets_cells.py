"""Cells read as a person sees them, or their row says that they are not certain; never another value."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from openpyxl.worksheet.formula import ArrayFormula

from indexer.sheets import SheetError, delimited
from indexer.sheets import merged as merged_module
from indexer.sheets.forms import open_grids
from indexer.sheets.grid import GridRow
from indexer.sheets.merged import MergedRange, MergedRanges
from indexer.sheets.number_formats import number_format
from indexer.sheets.shown import Doubt, shown_text


def only_rows(path: Path) -> list[GridRow]:
    (grid,) = open_grids(path).grids
    return list(grid)


def saved(folder: Path, book: openpyxl.Workbook) -> Path:
    path = folder / "目录.xlsx"
    book.save(path)
    return path


def changed(path: Path, part: str, change) -> Path:
    """The workbook with one part changed."""
    old = path.read_bytes()
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(old)) as source,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            content = source.read(name)
            target.writestr(name, change(content) if name == part else content)
    path.write_bytes(out.getvalue())
    return path


SHOWN = [
    (23, "0000", "0023"),
    (1, '"J001-WS·1960·Y-"0000', "J001-WS·1960·Y-0001"),
    (2, "0000_ ", "0002 "),
    (123, "000-000", "000-123"),
    (19600105, '0000"-"00"-"00', "1960-01-05"),
    (1960.1, "0.00", "1960.10"),
    (1960.1, "General", "1960.1"),
    (1960.1000000000001, "General", "1960.1"),
    (1 / 3, "General", "0.333333333"),
    (123456789012345, "General", "123456789012345"),
    (1234567.5, "#,##0.00", "1,234,567.50"),
    (0.256, "0%", "26%"),
    (0.256, "0.0%", "25.6%"),
    (-5, "0", "-5"),
    (-5, "0;(0)", "(5)"),
    (0, '0;-0;"无"', "无"),
    (7, '[红色]0"卷"', "7卷"),
    (7, "@", "7"),
    (7, "G/通用格式", "7"),
    (12.5, "[$¥-804]#,##0.0", "¥12.5"),
    (1200, '_ "¥"* #,##0_ ;_ "¥"* \\-#,##0_ ;_ "¥"* "-"_ ;_ @_ ', " ¥1,200 "),
    (5, "??0", "  5"),
    (2, '[<10]"0"0;0', "02"),
    (0, "0;-0;;@", ""),
    (22172, "yyyy-mm-dd", "1960-09-13"),
    (22172, 'yyyy"年"m"月"d"日";@', "1960年9月13日"),
    (22172, '[$-804]yyyy"年"m"月"', "1960年9月"),
    (22172, '[DBNum1][$-804]yyyy"年"m"月"d"日"', "一九六〇年九月十三日"),
    (22172, "yyyy/m/d", "1960/9/13"),
    (22172, "yyyy", "1960"),
    (22172.75, "yyyy/m/d h:mm", "1960/9/13 18:00"),
    (22172, "m/d/yy", "1960-09-13"),
    (22172, "mmm-yy", "1960-09"),
    (22172, 'yyyy"年"m"月"d"日" aaaa', "1960-09-13"),
    (1, "yyyy-mm-dd", "1900-01-01"),
    (59, "yyyy-mm-dd", "1900-02-28"),
    (61, "yyyy-mm-dd", "1900-03-01"),
    (0.5, "h:mm AM/PM", "12:00 PM"),
    (1.25, "[h]:mm:ss", "30:00:00"),
    (0.0000127, "mm:ss.00", "00:01.10"),
]

DOUBTED = [
    (1234567890123456, "General", Doubt.LOST_DIGITS),
    (35101234567890123.0, "0", Doubt.LOST_DIGITS),
    (35101234567890123.0, '"J"0', Doubt.LOST_DIGITS),
    (351012, "0.00E+00", Doubt.SCIENTIFIC),
    (1e-12, "General", Doubt.SCIENTIFIC),
    (5, ";;;", Doubt.HIDDEN),
    (0.5, "# ?/?", Doubt.UNKNOWN_FORMAT),
    (7, "J0", Doubt.UNKNOWN_FORMAT),
    (7, '"J0', Doubt.UNKNOWN_FORMAT),
    (7, "[NatNum1]0", Doubt.UNKNOWN_FORMAT),
    (7, "0*-", Doubt.UNKNOWN_FORMAT),
    (7, "[DBNum2]0", Doubt.UNKNOWN_FORMAT),
    (22172, "[$-404]e/m/d", Doubt.UNKNOWN_FORMAT),
    (22172, "[$-70000]yyyy", Doubt.UNKNOWN_FORMAT),
    (22172, 'm"月"d"日"', Doubt.NO_YEAR),
    (22172, "d-mmm", Doubt.NO_YEAR),
    (60, "yyyy-mm-dd", Doubt.NO_DATE),
    (0.5, "yyyy-mm-dd", Doubt.NO_DATE),
    (-3, "yyyy-mm-dd", Doubt.NO_DATE),
    (1e9, "yyyy-mm-dd", Doubt.NO_DATE),
]


@pytest.mark.parametrize(("value", "written", "text"), SHOWN)
def test_a_number_reads_as_it_is_shown_in_its_format(value, written, text):
    shown = number_format(written).number(value)
    assert (shown.text, shown.doubt) == (text, None)


@pytest.mark.parametrize(("value", "written", "doubt"), DOUBTED)
def test_a_number_that_is_not_shown_whole_or_not_understood_is_doubted(value, written, doubt):
    assert number_format(written).number(value).doubt is doubt


@given(st.text(st.sampled_from('0#?.,%@;"\\_*[]EemydhsaGg/- 年$<>=1'), max_size=14), st.floats(-1e17, 1e17))
def test_any_format_shows_a_number_or_doubts_it(written, value):
    shown = number_format(written).number(value)
    assert isinstance(shown.text, str)
    assert isinstance(number_format(written).text("甲").text, str)


@given(st.integers(0, 10**15 - 1), st.integers(1, 15))
def test_zeros_of_a_format_fill_up_and_lose_no_digit(value, width):
    assert number_format("0" * width).number(value).text == str(value).zfill(width)
    assert number_format("#,##0").number(value).text == f"{value:,}"
    assert number_format("General").number(value).text == str(value)


@given(st.integers(-(10**11), 10**11), st.integers(1, 4))
def test_decimals_of_a_format_are_those_that_are_shown(hundreds, decimals):
    value = hundreds / 10**decimals
    shown = number_format("0." + "0" * decimals).number(value).text
    assert float(shown) == pytest.approx(value, rel=1e-14)
    assert len(shown.partition(".")[2]) == decimals


@given(st.dates(dt.date(1900, 3, 1), dt.date(9999, 12, 31)), st.times())
def test_days_and_times_read_back(day, time):
    serial = (day - dt.date(1899, 12, 30)).days
    assert number_format("yyyy-mm-dd").number(serial).text == day.isoformat()
    assert number_format("yyyy-mm-dd").number(serial - 1462, True).text == day.isoformat() or day.year < 1905
    fraction = (time.hour * 3600 + time.minute * 60 + time.second) / 86_400
    shown = number_format("yyyy-mm-dd hh:mm:ss").number(serial + fraction).text
    assert shown == f"{day.isoformat()} {time.replace(microsecond=0).isoformat()}"


def test_texts_in_formats_of_text():
    assert number_format('"J001-"@').text("12").text == "J001-12"
    assert number_format("0").text("甲").text == "甲"
    assert number_format('0;-0;0;@"卷"').text("3").text == "3卷"
    assert number_format(";;;").text("机密").doubt is Doubt.HIDDEN


@pytest.mark.parametrize("text", ["#N/A", "#REF!", " #VALUE! ", "#DIV/0!", "#NAME?", "#SPILL!", "Err:502"])
def test_what_is_left_of_an_error_value_is_no_text(text):
    assert shown_text(text).doubt is Doubt.ERROR


@pytest.mark.parametrize(("text", "doubt"), [("3.51E+16", Doubt.SCIENTIFIC), ("####", Doubt.NARROW)])
def test_what_a_spreadsheet_program_made_of_a_number_is_no_text(text, doubt):
    assert shown_text(text).doubt is doubt


@pytest.mark.parametrize("text", ["#1 码头", "E+16", "12E5", "'八一'专刊", "'93年总结'", "C#", "e", "#"])
def test_texts_that_only_look_like_it_are_left_alone(text):
    assert (shown_text(text).text, shown_text(text).doubt) == (text, None)


def test_an_apostrophe_before_a_number_is_the_mark_of_text():
    assert shown_text("'0003").text == "0003"
    assert shown_text("'0001-WS.2").text == "0001-WS.2"


def test_a_merged_value_holds_for_each_cell_of_its_range(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in (
        ["移交目录", None, None],
        ["档号", "题名", "密级"],
        ["J1", "甲", "机密"],
        ["J2", "乙"],
        ["J3", None],
    ):
        sheet.append(row)
    for merged in ("A1:C1", "C3:C5", "A5:B5"):
        sheet.merge_cells(merged)
    title, header, first, second, third = only_rows(saved(tmp_path, book))
    assert title.values == ("移交目录",) * 3 and dict(title.merged) == {1: "A1:C1", 2: "A1:C1"}
    assert not header.merged and not first.merged
    assert first.values == ("J1", "甲", "机密")
    assert second.values == ("J2", "乙", "机密") and dict(second.merged) == {2: "C3:C5"}
    assert third.values == ("J3", "J3", "机密") and dict(third.merged) == {1: "A5:B5", 2: "C3:C5"}


def test_a_merged_value_that_is_not_certain_is_not_certain_in_any_cell(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["J1", "#N/A"])
    book.active.append(["J2", None])
    book.active.merge_cells("B1:B2")
    first, second = only_rows(saved(tmp_path, book))
    assert set(first.faults) == {1} and set(second.faults) == {1}
    assert "B2" in second.faults[1].zh and "B2" in second.faults[1].en


def test_a_value_under_a_merged_range_is_told(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["J1", "公开"])
    book.active.append(["J2", "机密"])
    book.active.append(["J3", "公开"])
    path = changed(
        saved(tmp_path, book),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(
            b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="B1:B3"/></mergeCells>'
        ),
    )
    first, second, third = only_rows(path)
    assert not first.faults and not third.faults
    assert second.values[1] == "机密" and "合并" in second.faults[1].zh


def test_rows_in_which_nothing_but_a_merged_value_stands_are_blank(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["标题"])
    book.active["A4"] = "J1"
    book.active.merge_cells("A1:XFD3")
    title, last = only_rows(saved(tmp_path, book))
    assert (title.number, last.number) == (1, 4)
    assert last.values == ("J1",)


@st.composite
def disjoint_ranges(draw):
    ranges: list[MergedRange] = []
    for _ in range(draw(st.integers(0, 6))):
        top, left = draw(st.integers(1, 8)), draw(st.integers(0, 8))
        new = MergedRange(top, left, top + draw(st.integers(0, 4)), left + draw(st.integers(0, 4)))
        if not any(
            new.left <= old.right
            and old.left <= new.right
            and new.top <= old.bottom
            and old.top <= new.bottom
            for old in ranges
        ):
            ranges.append(new)
    return ranges


@given(disjoint_ranges(), st.permutations(range(6)))
def test_every_cell_of_a_range_shows_its_first_and_every_other_its_own(ranges, order):
    merged = MergedRanges()
    for at in sorted(range(len(ranges)), key=lambda at: order[at]):
        merged.add(ranges[at])
    lender = merged.lender()
    for row in range(1, 14):
        values = [f"{row}/{column}" for column in range(14)]
        covered = {
            column: found
            for column in range(14)
            for found in ranges
            if found.top <= row <= found.bottom
            and found.left <= column <= found.right
            and (row, column) != (found.top, found.left)
        }
        own = ["" if column in covered else value for column, value in enumerate(values)]
        names = lender.fill(row, own, {})
        assert own == [
            f"{covered[column].top}/{covered[column].left}" if column in covered else value
            for column, value in enumerate(values)
        ]
        assert names == {column: found.address for column, found in covered.items()}


def test_ranges_that_overlap_or_rows_out_of_order_are_refused(tmp_path):
    book = openpyxl.Workbook()
    for at in range(4):
        book.active.append([f"J{at}", "甲", "乙"])
    overlapping = b'</sheetData><mergeCells><mergeCell ref="A1:B3"/><mergeCell ref="B2:C2"/></mergeCells>'
    path = changed(
        saved(tmp_path, book),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"</sheetData>", overlapping),
    )
    with pytest.raises(SheetError, match="A1:B3"):
        only_rows(path)


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


CSV = [
    ('="0001-002"', "0001-002", False),
    ('"=""0003"""', "0003", False),
    ('"=""a, b"""', "a, b", False),
    ("'0003", "0003", False),
    ("3.51012E+16", "3.51012E+16", True),
    ("#N/A", "#N/A", True),
    ("=A1&B1", "=A1&B1", True),
    ("=关于", "=关于", False),
    ("20-5", "20-5", False),
    ("01960", "01960", False),
    ("2.0", "2.0", False),
]


@pytest.mark.parametrize(("written", "text", "doubted"), CSV)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le"])
def test_a_cell_of_a_csv_reads_as_it_was_meant(tmp_path, written, text, doubted, encoding):
    path = tmp_path / "目录.csv"
    path.write_bytes(f"题名\t档号\n甲\t{written}\n".encode(encoding))
    row = only_rows(path)[1]
    assert row.values == ("甲", text)
    assert set(row.faults) == ({1} if doubted else set())
    if doubted:
        assert "B2" in row.faults[1].zh


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5", "utf-16"])
def test_title_rows_above_the_header_leave_encoding_and_delimiter_as_they_are(tmp_path, encoding):
    path = tmp_path / "清冊.txt"
    lines = ["某局歸檔文件目錄;;", "民國四十九年度;;", "檔號;題名;頁數", "J1;關於經費, 糧食的呈文;3"]
    path.write_bytes("\r\n".join(lines).encode(encoding))
    (grid,) = open_grids(path).grids
    assert [row.values for row in grid] == [tuple(line.split(";")) for line in lines]


def test_each_row_of_a_csv_has_as_many_cells_as_it_was_written_with(tmp_path):
    path = tmp_path / "目录.csv"
    path.write_text("档号,题名,密级\nJ1,关于某事\n的处理,机密\nJ2,乙,,\n", encoding="utf-8")
    assert [len(row.values) for row in only_rows(path)] == [3, 2, 2, 4]


def test_a_first_line_that_names_the_delimiter_is_none_of_the_rows(tmp_path):
    path = tmp_path / "目录.csv"
    path.write_text("sep=;\n档号;题名\nJ1;甲,乙\n", encoding="utf-8")
    assert [(row.number, row.values) for row in only_rows(path)] == [
        (1, ("档号", "题名")),
        (2, ("J1", "甲,乙")),
    ]


def test_the_form_is_known_by_content(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(["档号", "题名"])
    path = saved(tmp_path, book).rename(tmp_path / "目录.xls")
    assert only_rows(path)[0].values == ("档号", "题名")
    (tmp_path / "目录.et").write_text("档号\t题名\nJ1\t甲\n", encoding="gb18030")
    assert only_rows(tmp_path / "目录.et")[1].values == ("J1", "甲")


def test_a_row_of_a_csv_that_would_fill_the_memory_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "目录.csv"
    monkeypatch.setattr(delimited, "MOST_ROW", 100)
    path.write_text("档号,题名\n" + "J1,甲\n" * 100, encoding="utf-8")
    assert len(only_rows(path)) == 101
    for row in ("," * 200, ",".join(['"甲\n乙"'] * 40)):
        path.write_text(f"档号,题名\n{row}\n", encoding="utf-8")
        with pytest.raises(SheetError, match="过大"):
            only_rows(path)


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


def test_a_forged_range_of_every_cell_costs_no_more_than_its_bytes(tmp_path, monkeypatch):
    book = openpyxl.Workbook()
    for at in range(50):
        book.active.append([f"J{at}"])
    path = changed(
        saved(tmp_path, book),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(
            b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>'
        ),
    )
    monkeypatch.setattr(merged_module, "MOST_LENT", 20 * 16_384)
    with pytest.raises(SheetError, match="合并"):
        only_rows(path)


@pytest.mark.parametrize("reference", [b"B2:A1", b"A1:XFE2", b"A1:ZZZZ9", b"x", b""])
def test_a_forged_range_is_refused(tmp_path, reference):
    book = openpyxl.Workbook()
    book.active.append(["档号"])
    path = changed(
        saved(tmp_path, book),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(
            b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="' + reference + b'"/></mergeCells>'
        ),
    )
    with pytest.raises(SheetError):
        open_grids(path)
