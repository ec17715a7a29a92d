"""No sheet, however broken or forged, brings down an intake: it is a letter, or it is read."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from indexer.receive import Refused, receive
from indexer.sheets import SheetError, open_sheet, package
from indexer.sheets import delimited as delimited_module
from indexer.sheets import table as table_module
from tests.rooms.indexer.packages import terms

HEADER = "档号,题名,日期,密级,文件\n".encode()


def workbook_bytes(rows=(("档号", "题名"), ("J001", "甲"))) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out)
    sheet = book.add_worksheet()
    for at, row in enumerate(rows):
        sheet.write_row(at, 0, row)
    book.close()
    return out.getvalue()


WORKBOOK = workbook_bytes()


def replaced(part: str, change) -> bytes:
    """The workbook with one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(WORKBOOK)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, change(content) if name == part else content)
        if part not in old.namelist():
            new.writestr(part, change(b""))
    return out.getvalue()


@pytest.fixture(scope="module", autouse=True)
def _folders_that_go_away(tmp_path_factory):
    """Folders made inside property tests lie where pytest clears up."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tempfile, "tempdir", str(tmp_path_factory.mktemp("made")))
        yield


def outcome(content: bytes, name: str) -> str:
    """What an intake makes of a sheet: read, or refused by a letter; anything else escapes and fails."""
    with tempfile.TemporaryDirectory() as made:
        (Path(made) / name).write_bytes(content)
        try:
            assert list(receive(Path(made), terms()).units())
        except (SheetError, Refused) as error:
            assert error.letter.zh and error.letter.en
            return "refused"
        return "read"


@given(st.binary(max_size=400))
def test_any_bytes_after_a_header_are_read_or_refused(tail):
    assert outcome(HEADER + tail, "目录.csv") in ("read", "refused")


@given(st.text(st.sampled_from("J001-甲,;\t\"'\n\r\0\x01\ufeff\u2028=机密19340512/..\\"), max_size=80))
def test_any_mixture_of_quotes_breaks_and_controls_is_read_or_refused(tail):
    assert outcome(HEADER + tail.encode(), "目录.csv") in ("read", "refused")


@given(st.binary(max_size=200))
def test_any_bytes_at_all_are_read_or_refused(content):
    assert outcome(content, "目录.csv") == "refused"
    assert outcome(content, "目录.xlsx") == "refused"


@given(st.integers(0, len(WORKBOOK) - 1), st.integers(0, 255))
def test_a_workbook_with_a_damaged_byte_is_read_or_refused(at, byte):
    damaged = bytearray(WORKBOOK)
    damaged[at] = byte
    assert outcome(bytes(damaged), "目录.xlsx") in ("read", "refused")


SHEET_XML = zipfile.ZipFile(io.BytesIO(WORKBOOK)).read("xl/worksheets/sheet1.xml")


@given(
    st.integers(0, len(SHEET_XML)),
    st.integers(0, 12),
    st.sampled_from([b"", b"-1", b"9" * 30, b"x", b"<c/>", b"&"]),
)
def test_a_worksheet_with_forged_words_is_read_or_refused(at, length, words):
    forged = replaced("xl/worksheets/sheet1.xml", lambda xml: xml[:at] + words + xml[at + length :])
    assert outcome(forged, "目录.xlsx") in ("read", "refused")


@pytest.mark.parametrize(
    "xml",
    [
        b'<row r="99999999999"><c t="inlineStr"><is><t>x</t></is></c></row>',
        b'<row r="3"><c r="ZZZ3" t="inlineStr"><is><t>x</t></is></c></row>',
        b'<row r="3"><c r="A3" t="s"><v>999999</v></c></row>',
        b'<row r="3"><c r="A3" s="9999"><v>1</v></c></row>',
        b'<row r="3"><c r="A3"><v>1e999</v></c></row>',
        b'<row r="3"><c r="A3"><v>nan</v></c></row>',
        b'<row r="3"><c r="A3" t="d"><v>yesterday</v></c></row>',
        b'<row r="3">' + b"<c/>" * 20_000 + b"</row>",
        b'<row r="1.5"><c><v>1</v></c></row>',
        b"<row r=",
    ],
)
def test_forged_rows_are_refused(xml):
    forged = replaced(
        "xl/worksheets/sheet1.xml", lambda old: old.replace(b"</sheetData>", xml + b"</sheetData>")
    )
    assert outcome(forged, "目录.xlsx") == "refused"


def test_rows_out_of_order_and_without_numbers_are_not_lost(tmp_path):
    row = '<row{}><c t="inlineStr"><is><t>{}</t></is></c><c t="inlineStr"><is><t>乙</t></is></c></row>'
    xml = (row.format(' r="9"', "J009") + row.format(' r="3"', "J003") + row.format("", "J004")).encode()
    (tmp_path / "目录.xlsx").write_bytes(
        replaced("xl/worksheets/sheet1.xml", lambda old: old.replace(b"</sheetData>", xml + b"</sheetData>"))
    )
    rows = list(open_sheet(tmp_path / "目录.xlsx").rows())
    assert [(row.number, row.cells["档号"]) for row in rows] == [
        (2, "J001"),
        (9, "J009"),
        (3, "J003"),
        (4, "J004"),
    ]


def test_a_dimension_that_lies_hides_no_row(tmp_path):
    lying = replaced("xl/worksheets/sheet1.xml", lambda old: old.replace(b'ref="A1:B2"', b'ref="A1"'))
    assert lying != WORKBOOK
    (tmp_path / "目录.xlsx").write_bytes(lying)
    assert [row.cells["题名"] for row in open_sheet(tmp_path / "目录.xlsx").rows()] == ["甲"]


def test_macros_entities_passwords_and_other_archives_are_refused():
    assert outcome(replaced("xl/vbaProject.bin", lambda _: b"x"), "目录.xlsx") == "refused"
    bomb = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "cccc">]>'
    assert outcome(replaced("xl/workbook.xml", lambda old: bomb + old), "目录.xlsx") == "refused"
    assert outcome(bytes.fromhex("d0cf11e0a1b11ae1") + b"\0" * 600, "目录.xlsx") == "refused"
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("readme.txt", "x")
    assert outcome(other.getvalue(), "目录.xlsx") == "refused"


def test_a_workbook_that_unpacks_beyond_the_limits_is_refused_before_it_is_unpacked(monkeypatch):
    bomb = replaced("xl/worksheets/sheet1.xml", lambda old: old + b" " * 5_000_000)
    assert outcome(bomb, "目录.xlsx") == "read"
    monkeypatch.setattr(package, "RATIO_FROM", 1_000_000)
    assert outcome(bomb, "目录.xlsx") == "refused"
    monkeypatch.undo()
    monkeypatch.setattr(package, "MOST_UNPACKED", 1_000_000)
    assert outcome(bomb, "目录.xlsx") == "refused"
    monkeypatch.undo()
    monkeypatch.setattr(package, "MOST_ENTRIES", 3)
    assert outcome(WORKBOOK, "目录.xlsx") == "refused"


@pytest.mark.parametrize("size", [100_001, 200_000])
def test_a_huge_cell_is_refused(size):
    assert outcome(HEADER + b"J001," + b"x" * size + b",,,\n", "目录.csv") == "refused"
    huge = replaced(
        "xl/worksheets/sheet1.xml",
        lambda old: old.replace(
            b"</sheetData>",
            b'<row r="3"><c r="A3" t="inlineStr"><is><t>' + b"x" * size + b"</t></is></c></row></sheetData>",
        ),
    )
    assert outcome(huge, "目录.xlsx") == "refused"


def test_limits_of_rows_columns_and_bytes_are_letters(monkeypatch):
    assert outcome(HEADER.rstrip() + b"," * 2_000 + b"x\nJ001,a\n", "目录.csv") == "refused"
    monkeypatch.setattr(table_module, "MOST_ROWS", 3)
    assert outcome(HEADER + b"J001,a,,,\n" * 1, "目录.csv") == "read"
    assert outcome(HEADER + b"\n\nJ001,a,,,\n", "目录.csv") == "refused"
    monkeypatch.setattr(delimited_module, "MOST_BYTES", 10)
    assert outcome(HEADER + b"J001,a,,,\n", "目录.csv") == "refused"


@pytest.mark.parametrize("unseen", ["\0", "\x07", "\x1b", "\x7f"])
def test_control_characters_are_refused_by_row_and_column(tmp_path, unseen):
    (tmp_path / "目录.csv").write_bytes(HEADER + f"J001,甲{unseen}乙,,,\n".encode())
    with pytest.raises(Refused) as refused:
        receive(tmp_path, terms())
    assert [(reason.row, reason.column) for reason in refused.value.reasons] == [(2, "题名")]


def test_a_quotation_mark_that_is_not_closed_is_told_by_its_row(tmp_path):
    (tmp_path / "目录.csv").write_bytes(HEADER + 'J001,甲,,,\nJ002,"乙,,,\nJ003,丙,,,\n'.encode())
    with pytest.raises(SheetError, match="第3行"):
        receive(tmp_path, terms())
