"""A merged value holds for each cell of its range, whatever ranges a worksheet has."""

from __future__ import annotations

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.sheets import SheetError
from indexer.sheets import merged as merged_module
from indexer.sheets.forms import open_grids
from indexer.sheets.merged import MergedRange, MergedRanges
from tests.rooms.indexer.workbooks import changed, only_rows, saved


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
