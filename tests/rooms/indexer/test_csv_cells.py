"""A csv reads as it was meant: its cells, its rows, its delimiter."""

from __future__ import annotations

from pathlib import Path

import pytest

from indexer.sheets import SheetError, delimited
from indexer.sheets.forms import open_grids
from indexer.sheets.grid import GridRow


def only_rows(path: Path) -> list[GridRow]:
    (grid,) = open_grids(path).grids
    return list(grid)


CSV = [
    ('="0001-002"', "0001-002", False),
    ('"=""0003"""', "0003", False),
    ('"=""a, b"""', "a, b", False),
    ("'0003", "0003", False),
    ("'J001-WS·2010·Y-0003", "J001-WS·2010·Y-0003", False),
    ("'关于'的说明", "'关于'的说明", False),
    ("'A3纸", "'A3纸", False),
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


def test_a_row_of_a_csv_that_would_fill_the_memory_is_refused(tmp_path, monkeypatch):
    path = tmp_path / "目录.csv"
    monkeypatch.setattr(delimited, "MOST_ROW", 100)
    path.write_text("档号,题名\n" + "J1,甲\n" * 100, encoding="utf-8")
    assert len(only_rows(path)) == 101
    for row in ("," * 200, ",".join(['"甲\n乙"'] * 40)):
        path.write_text(f"档号,题名\n{row}\n", encoding="utf-8")
        with pytest.raises(SheetError, match="过大"):
            only_rows(path)
