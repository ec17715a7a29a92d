"""A catalogue in xls, et or ods reads as one in xlsx does; what cannot be read is refused by a letter."""

from __future__ import annotations

import datetime as dt
import io
import struct
import zipfile
from pathlib import Path

import pytest
import xlwt
from hypothesis import given
from hypothesis import strategies as st

from indexer.sheets import SheetError, walked, xls
from indexer.sheets.biff import short_number
from indexer.sheets.forms import open_grids
from indexer.sheets.grid import GridRow
from tests.rooms.indexer.sheet_samples import bare_xls, cell, record, row, table
from tests.rooms.indexer.sheet_samples import ods as ods_file


def only_rows(path: Path) -> list[GridRow]:
    (grid,) = open_grids(path).grids
    return list(grid)


def style(written: str) -> xlwt.XFStyle:
    made = xlwt.XFStyle()
    made.num_format_str = written
    return made


def saved(book: xlwt.Workbook, path: Path) -> Path:
    book.save(str(path))
    return path


@pytest.mark.parametrize("name", ["目录.xls", "目录.et", "目录.xlsx", "目录"])
def test_an_xls_shows_what_a_person_sees(tmp_path, name):
    book = xlwt.Workbook()
    sheet = book.add_sheet("目录")
    sheet.write_merge(0, 0, 0, 5, "归档文件目录")
    sheet.write_merge(1, 3, 3, 3, "机密★20年")
    for at in range(1, 4):
        sheet.write(at, 0, at, style('"J001-WS·"0000'))
        sheet.write(at, 1, f"关于码头{at}的请示")
        sheet.write(at, 2, dt.datetime(1960, 9, 10 + at), style('yyyy"年"m"月"d"日"'))
        sheet.write(at, 4, at + 0.1, style("0.00"))
    sheet.write_rich_text(1, 5, ("甲", ("乙", xlwt.Font())))
    sheet.write(2, 5, True)
    sheet.write(3, 5, 123456)
    sheet.row(2).hidden = True
    sheet.col(4).hidden = True
    path = saved(book, tmp_path / name)
    title, first, second, third = only_rows(path)
    assert title.values == ("归档文件目录",) * 6 and title.merged[5] == "A1:F1"
    assert first.values == ("J001-WS·0001", "关于码头1的请示", "1960年9月11日", "机密★20年", "1.10", "甲乙")
    assert second.values == ("J001-WS·0002", "关于码头2的请示", "1960年9月12日", "机密★20年", "2.10", "TRUE")
    assert third.values == ("J001-WS·0003", "关于码头3的请示", "1960年9月13日", "机密★20年", "3.10", "123456")
    assert not first.merged and dict(third.merged) == {3: "D2:D4"}
    assert [found.hidden for found in (first, second, third)] == [False, True, False]
    assert open_grids(path).grids[0].hidden_columns == ((4, 4),)
    assert not any(found.faults for found in (title, first, second, third))


def test_what_is_uncertain_in_an_xls_is_said_with_its_cell(tmp_path):
    book = xlwt.Workbook()
    sheet = book.add_sheet("甲")
    sheet.write(0, 0, 35101234567890123.0)
    sheet.write(0, 1, 22172, style("d-mmm"))
    sheet.write(0, 2, xlwt.Formula('"甲"&"乙"'))
    sheet.write(0, 3, 12, style("0.00E+00"))
    sheet.row(0).set_cell_error(4, 0x2A)
    sheet.write(0, 5, "三")
    (found,) = only_rows(saved(book, tmp_path / "目录.xls"))
    assert set(found.faults) == {0, 1, 2, 3, 4} and found.values[4:] == ("#N/A", "三")
    assert all(f"{'ABCDE'[at]}1" in letter.zh and "“甲”" in letter.zh for at, letter in found.faults.items())


def test_days_of_an_xls_counted_from_1904_are_read_as_such(tmp_path):
    book = xlwt.Workbook()
    book.dates_1904 = True
    book.add_sheet("甲").write(0, 0, dt.datetime(1960, 9, 13), style("yyyy-mm-dd"))
    assert only_rows(saved(book, tmp_path / "目录.xls"))[0].values == ("1960-09-13",)


@given(st.lists(st.text(max_size=40), min_size=1, max_size=6), st.integers(1, 4_000))
def test_texts_of_an_xls_read_back_across_its_records(tmp_path_factory, texts, times):
    long = [
        text.replace("=", "-").replace("#", "-").replace("'", "-").replace("E", "F") * times for text in texts
    ]
    long = [text.replace("e", "f")[:30_000] + "。" for text in long]
    book = xlwt.Workbook()
    sheet = book.add_sheet("甲")
    for at, text in enumerate(long):
        sheet.write(at, 0, text)
    path = saved(book, tmp_path_factory.mktemp("xls") / "目录.xls")
    assert [found.values for found in only_rows(path)] == [(text,) for text in long]


@given(st.integers(-(1 << 29), (1 << 29) - 1))
def test_numbers_that_are_kept_short_are_what_they_were(number):
    assert short_number((number << 2 | 2) & 0xFFFFFFFF) == number
    assert short_number((number << 2 | 3) & 0xFFFFFFFF) == number / 100
    (high,) = struct.unpack("<Q", struct.pack("<d", float(number)))
    if not high & 0x3FFFFFFFF:
        assert short_number(high >> 32) == number


def test_worksheets_of_an_xls_are_read_in_order_or_named(tmp_path):
    book = xlwt.Workbook()
    for title, state in (("甲", 0), ("乙", 1), ("丙", 2), ("丁", 0), ("空", 0)):
        sheet = book.add_sheet(title)
        sheet.visibility = state
        if title != "空":
            sheet.write(0, 0, title)
    found = open_grids(saved(book, tmp_path / "目录.xls"))
    assert [grid.title for grid in found.grids] == ["甲", "丁"]
    assert [(sheet.title, sheet.why.name) for sheet in found.unread] == [("乙", "HIDDEN"), ("丙", "HIDDEN")]


def test_records_without_their_container_and_the_form_of_1995_are_read(tmp_path):
    path = tmp_path / "目录.xls"
    path.write_bytes(bare_xls(0x0600, [(0, 0, b"\x02\x00\x01" + "题名".encode("utf-16-le"))]))
    assert only_rows(path)[0].values == ("题名",)
    chinese = record(0x42, struct.pack("<H", 936))
    path.write_bytes(bare_xls(0x0500, [(2, 1, b"\x04\x00" + "题名".encode("gb18030"))], chinese))
    (found,) = only_rows(path)
    assert (found.number, found.values) == (3, ("", "题名"))


def test_cells_of_an_xls_in_any_order_make_the_same_rows_and_none_is_there_twice(tmp_path):
    def label(text: str) -> bytes:
        return struct.pack("<HB", len(text), 1) + text.encode("utf-16-le")

    path = tmp_path / "目录.xls"
    path.write_bytes(
        bare_xls(0x0600, [(1, 0, label("丙")), (0, 1, label("乙")), (1, 1, label("丁")), (0, 0, label("甲"))])
    )
    assert [found.values for found in only_rows(path)] == [("甲", "乙"), ("丙", "丁")]
    path.write_bytes(bare_xls(0x0600, [(0, 0, label("甲")), (0, 0, label("乙"))]))
    with pytest.raises(SheetError):
        only_rows(path)


def test_encrypted_and_too_large_xls_are_refused(tmp_path, monkeypatch):
    path = tmp_path / "目录.xls"
    path.write_bytes(bare_xls(0x0600, [], record(0x2F, b"\0" * 6)))
    with pytest.raises(SheetError, match="密码"):
        open_grids(path)
    monkeypatch.setattr(xls, "MOST_BYTES", 10)
    with pytest.raises(SheetError, match="过大"):
        open_grids(path)


def made_xls() -> bytes:
    book = xlwt.Workbook()
    sheet = book.add_sheet("目录")
    sheet.write_merge(0, 0, 0, 2, "归档文件目录")
    for at in range(1, 6):
        sheet.write(at, 0, at, style('"J"0000'))
        sheet.write(at, 1, f"题名{at}")
        sheet.write(at, 2, xlwt.Formula("A1"))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


XLS = made_xls()


@given(st.lists(st.tuples(st.integers(0, len(XLS) - 1), st.integers(0, 255)), min_size=1, max_size=4))
def test_an_xls_with_damaged_bytes_is_read_or_refused(tmp_path_factory, damage):
    octets = bytearray(XLS)
    for at, byte in damage:
        octets[at] = byte
    path = tmp_path_factory.mktemp("xls") / "目录.xls"
    path.write_bytes(octets)
    try:
        for grid in open_grids(path).grids:
            assert all(found.number > 0 for found in grid)
    except SheetError as error:
        assert error.letter.zh and error.letter.en


@given(st.binary(max_size=300))
def test_any_bytes_after_the_beginning_of_an_xls_are_read_or_refused(tmp_path_factory, tail):
    path = tmp_path_factory.mktemp("xls") / "目录.xls"
    for beginning in (b"\x09\x08\x10\x00\x00\x06\x05\x00" + b"\0" * 12, bytes.fromhex("d0cf11e0a1b11ae1")):
        path.write_bytes(beginning + tail)
        try:
            assert not [list(grid) for grid in open_grids(path).grids]
        except SheetError as error:
            assert error.letter.zh and error.letter.en


FLOAT = {"office__value_type": "float"}


def test_an_ods_shows_what_a_person_saw_when_it_was_saved(tmp_path):
    path = ods_file(
        tmp_path / "目录.xls",
        table(
            "目录",
            '<table:table-column table:number-columns-repeated="2"/><table:table-column table:visibility="collapse"/>',
            row(
                cell("归档文件目录", table__number_columns_spanned="3", table__number_rows_spanned="1"),
                cell(None, "covered-table-cell", table__number_columns_repeated="2"),
            ),
            row(cell(None, table__number_columns_repeated="16384"), table__number_rows_repeated="3"),
            row(
                cell("J001-WS·0001", **FLOAT, office__value="1"),
                cell("关于<text:span>码头</text:span>的<text:s text:c='2'/>请示\n 报告"),
                cell("机密", table__number_columns_spanned="1", table__number_rows_spanned="2"),
            ),
            row(cell("J001"), cell("<text:ruby><text:ruby-base>题名</text:ruby-base><text:ruby-text>timing"
                "</text:ruby-text></text:ruby>"), cell(None, "covered-table-cell"), table__visibility="filter"),
            row(cell("同", table__number_columns_repeated="2"), table__number_rows_repeated="2"),
        ),
    )  # fmt: skip
    title, first, second, third, fourth = only_rows(path)
    assert (title.values, dict(title.merged)) == (("归档文件目录",) * 3, {1: "A1:C1", 2: "A1:C1"})
    assert (first.number, first.values) == (5, ("J001-WS·0001", "关于码头的  请示 报告", "机密"))
    assert (second.values, dict(second.merged), second.hidden) == (
        ("J001", "题名", "机密"),
        {2: "C5:C6"},
        True,
    )
    assert [(found.number, found.values) for found in (third, fourth)] == [
        (7, ("同", "同")),
        (8, ("同", "同")),
    ]
    assert open_grids(path).grids[0].hidden_columns == ((2, 2),)


DATE = {"office__value_type": "date", "office__date_value": "1960-09-13"}

ODS_CELLS = [
    (cell("1960年9月13日", **DATE), "1960年9月13日", False),
    (cell("一九六〇年九月十三日", **DATE), "一九六〇年九月十三日", False),
    (cell("09/13/60", **DATE), "1960-09-13", False),
    (cell("13. Sep 1960", **DATE), "1960-09-13", False),
    (cell("Sep 60", **DATE), "1960-09", False),
    (cell("9月13日", **DATE), "9月13日", True),
    (cell(None, **DATE), "1960-09-13", False),
    (cell("0.50", **FLOAT, office__value="0.5"), "0.50", False),
    (cell(None, **FLOAT, office__value="12"), "12", False),
    (cell("", **FLOAT, office__value="12"), "12", True),
    (cell("35101234567890100", **FLOAT, office__value="35101234567890123"), "35101234567890100", True),
    (cell("3.5E+11", **FLOAT, office__value="350000000001"), "3.5E+11", True),
    (cell("###", **FLOAT, office__value="12"), "###", True),
    (cell("25.6%", office__value_type="percentage", office__value="0.256"), "25.6%", False),
    (cell("TRUE", office__value_type="boolean", office__boolean_value="true"), "TRUE", False),
    (cell("#N/A", calcext__value_type="error", office__value_type="string"), "#N/A", True),
    (cell("#REF!"), "#REF!", True),
    (cell(None, table__formula="of:=1+1"), "=1+1", True),
    (cell("", table__formula="of:=A1") + cell("甲"), "", False),
    (cell("'0003"), "0003", False),
    ("<table:table-cell><office:annotation><text:p>批注</text:p></office:annotation><text:p>甲</text:p>"
     "<text:p>乙</text:p></table:table-cell>", "甲\n乙", False),
]  # fmt: skip


@pytest.mark.parametrize(("written", "text", "doubted"), ODS_CELLS)
def test_a_cell_of_an_ods_reads_as_shown_or_is_doubted(tmp_path, written, text, doubted):
    (found,) = only_rows(ods_file(tmp_path / "目录.ods", table("甲", row(written))))
    assert found.values[0] == text
    assert set(found.faults) == ({0} if doubted else set())


def test_worksheets_of_an_ods_are_read_or_named(tmp_path):
    hidden = (
        '<style:style style:name="h" style:family="table"><style:table-properties table:display="false"/>'
        "</style:style>"
    )
    path = ods_file(
        tmp_path / "目录.ods",
        table("甲", row(cell("甲")))
        + table("乙", row(cell("乙")), table__style_name="h")
        + table("空", row(cell(None))),
        hidden,
    )
    found = open_grids(path)
    assert [grid.title for grid in found.grids] == ["甲"]
    assert [(sheet.title, sheet.why.name) for sheet in found.unread] == [("乙", "HIDDEN")]


def test_hostile_ods_are_refused(tmp_path, monkeypatch):
    path = tmp_path / "目录.ods"
    ods_file(path, table("甲", row(cell("甲"))), manifest="<m><encryption-data/></m>")
    with pytest.raises(SheetError, match="密码"):
        open_grids(path)
    ods_file(path, table("甲", row(cell("甲", table__number_columns_repeated="16385"))))
    with pytest.raises(SheetError, match="过大"):
        open_grids(path)
    ods_file(
        path,
        table(
            "甲", row(cell("甲", table__number_columns_repeated="9000"), table__number_rows_repeated="9000")
        ),
    )
    with pytest.raises(SheetError, match="过大"):
        open_grids(path)
    ods_file(path, "<office:x>" * 300 + "</office:x>" * 300)
    with pytest.raises(SheetError):
        open_grids(path)
    ods_file(path, table("甲", row(cell("甲"))) * 3)
    monkeypatch.setattr(walked, "MOST_WALKED", 1_000)
    with pytest.raises(SheetError, match="过大"):
        open_grids(path)


@pytest.mark.parametrize("part", ["xl/workbook.bin", "Index/Document.iwa", "word/document.xml"])
def test_archives_that_are_no_spreadsheet_that_is_read_are_refused(tmp_path, part):
    path = tmp_path / "目录.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("[Content_Types].xml", "<Types/>")
        archive.writestr(part, "x")
    with pytest.raises(SheetError, match="另存为"):
        open_grids(path)


def test_an_ods_in_one_piece_is_read(tmp_path):
    packed = ods_file(tmp_path / "a.ods", table("甲", row(cell("档号"), cell("题名"))))
    with zipfile.ZipFile(packed) as archive:
        content = archive.read("content.xml")
    flat = tmp_path / "目录.fods"
    flat.write_bytes(content.replace(b"office:document-content", b"office:document"))
    assert only_rows(flat)[0].values == ("档号", "题名")


def test_worksheets_of_an_xls_that_lie_within_one_another_are_refused(tmp_path):
    path = tmp_path / "目录.xls"
    once = bare_xls(0x0600, [(0, 0, b"\x02\x00\x01" + "题名".encode("utf-16-le"))] * 40)
    entry = record(0x85, struct.pack("<IH", 0, 0), b"\x01\x00A")
    at = once.index(entry[:4])
    (offset,) = struct.unpack_from("<I", once, at + 4)
    again = record(0x85, struct.pack("<IH", offset + 2 * len(entry), 0), b"\x01\x00B")
    path.write_bytes(once[:at] + again * 3 + once[at + len(entry) :])
    with pytest.raises(SheetError):
        open_grids(path)
