"""An archive's usual catalogue is a catalogue: where its header stands, what its columns mean, which rows are units."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from indexer.refusals import Refusal
from indexer.sheets import Account, LeftOut, SheetError, SheetRow
from indexer.sheets.header import find_header
from indexer.sheets.headings import COLUMNS, read_heading
from indexer.sheets.lines import Why
from indexer.verify import ReceivedUnit, verify
from tests.rooms.indexer.packages import MadeGrid, sheet_of, terms

CODE = "J001-WS·2010·Y-{:04d}"


def units_of(*grids: MadeGrid) -> list[SheetRow]:
    return list(sheet_of(*grids).rows())


def cells_of(*grids: MadeGrid, column: str) -> list[str]:
    return [row.cells[column] for row in units_of(*grids)]


def left_out(*grids: MadeGrid) -> list[tuple[int, Why]]:
    return [(line.number, line.why) for line in sheet_of(*grids).lines() if isinstance(line, LeftOut)]


def refused(*grids: MadeGrid) -> list[tuple[int, str]]:
    """(row, column) of every reason against the rows."""
    judged = (verify("目录", row, terms(), "") for row in units_of(*grids))
    return [(reason.row, reason.column) for found in judged if isinstance(found, list) for reason in found]


def reason_of(row: SheetRow) -> Refusal:
    """The only reason against a row."""
    found = verify("目录", row, terms(), "")
    assert isinstance(found, list)
    (reason,) = found
    return reason


def accepted(*grids: MadeGrid) -> list[ReceivedUnit]:
    judged = [verify("目录", row, terms(), "") for row in units_of(*grids)]
    assert all(isinstance(found, ReceivedUnit) for found in judged), judged
    return [found for found in judged if isinstance(found, ReceivedUnit)]


# ------------------------------------------------------------------------------------------------ the header


WORDS = st.text(st.sampled_from("关于水利经费的请示批复通知局厅二三年档案目录归文件卷19-·J"), max_size=9)
TITLES = st.sampled_from(
    [
        ["归 档 文 件 目 录"],
        ["", "", "卷内文件目录"],
        ["某县档案馆", "", "2010年度"],
        ["全宗名称：水利局", "", "保管期限：永久"],
        ["题名"],
        ["档号说明", "见附页"],
        ["", ""],
    ]
)


@st.composite
def printed(draw):
    """A catalogue as a program prints it: titles, the header, units; and where its header stands."""
    others = st.lists(
        st.sampled_from([name for name in COLUMNS if name not in ("档号", "题名")]), unique=True
    )
    columns = draw(st.permutations(["档号", "题名", *draw(others)]))
    above = draw(st.lists(TITLES, max_size=6))
    units = draw(st.integers(1, 6))
    rows = []
    for number in range(units):
        row = [draw(WORDS) for _ in columns]
        row[columns.index("档号")] = CODE.format(number)
        row[columns.index("题名")] = "题" + draw(WORDS)
        rows.append(row)
    return above, columns, rows


@given(printed())
def test_the_header_is_found_whatever_stands_above_it_and_no_unit_is_taken_for_it(catalogue):
    above, columns, rows = catalogue
    grid = MadeGrid([*above, columns, *rows])
    found = find_header("目录", list(grid))
    assert found is not None
    assert found.rows == (len(above) + 1,)
    assert found.header.columns == tuple(columns)
    assert [row.cells["档号"] for row in sheet_of(grid).rows()] == [
        row[columns.index("档号")].strip() for row in rows
    ]


@given(printed())
def test_units_without_a_header_are_no_catalogue(catalogue):
    _, _, rows = catalogue
    assert find_header("目录", list(MadeGrid(rows))) is None


def test_a_header_below_the_first_thirty_rows_is_not_looked_for():
    grid = MadeGrid([[f"说明{at}"] for at in range(30)] + [["档号", "题名"], [CODE.format(1), "甲"]])
    with pytest.raises(SheetError, match="表头"):
        sheet_of(grid)


def test_headings_in_two_rows_are_read_by_group():
    grid = MadeGrid(
        [
            ["归档文件目录"],
            ["序号", "档号", "", "", "", "题名", "日期", ""],
            ["", "全宗号", "目录号", "案卷号", "件号", "", "起始日期", "终止日期"],
            ["1", "0023", "1", "15", "7", "关于水利的通知", "1953.2.1", "1953.3.4"],
        ],
        ["A1:H1", "A2:A3", "B2:E2", "F2:F3", "G2:H2"],
    )
    (row,) = units_of(grid)
    assert (row.number, row.cells["档号"], row.cells["日期"]) == (4, "0023-1-15-7", "1953.2.1至1953.3.4")
    assert sheet_of(grid).tables[0].found.rows == (2, 3)


def test_a_heading_over_two_columns_is_one_column():
    grid = MadeGrid(
        [["档号", "题名", "", "密级"], [CODE.format(1), "甲", "", "内部"], [CODE.format(2), "乙", "丙", ""]],
        ["B1:C1", "B2:C2"],
    )
    first, second = units_of(grid)
    assert (first.cells["题名"], first.beyond, first.faults) == ("甲", (), ())
    assert second.beyond == ("丙",)


@pytest.mark.parametrize(
    ("heading", "element"),
    [
        ("檔 號", "档号"),
        ("题名\n(必填)", "题名"),
        ("*责任者：", "责任者"),
        ("【日期】", ""),
        ("日　期（8位）", "日期"),
        ("文件编号", "文号"),
        ("成文日期", "日期"),
        ("起止日期", "日期"),
        ("案卷题名", "题名"),
        ("总页数", "页数"),
        ("機構（問題）", "机构"),
        ("攝影者", "责任者"),
        ("类别", "门类"),
        ("备注", ""),
        ("原檔號", "原档号"),
        ("旧档号（1985年前）", "原档号"),
        ("原编号", "原档号"),
        ("原案卷号", ""),
        ("密级和期限", ""),
    ],
)
def test_headings_of_real_systems_are_understood(heading, element):
    assert read_heading(heading)[0] == element


def test_of_two_headings_for_one_element_the_standards_own_counts_and_the_other_is_kept():
    (row,) = units_of(MadeGrid([["档号", "案卷题名", "文件题名"], [CODE.format(1), "卷", "件"]]))
    assert row.cells["题名"] == "件"
    assert row.others == (("案卷题名", "卷"),)
    for strict in (("密级", "文件密级"), ("开放标识", "开放状态"), ("档号", "档案号")):
        with pytest.raises(SheetError, match="重复"):
            sheet_of(MadeGrid([["档号", "题名", *strict][-4:], ["a", "b", "c", "d"]]))


@pytest.mark.parametrize("heading", ["是否开放利用", "公开属性", "控制使用范围", "解密时间"])
def test_a_column_of_openness_or_secrecy_under_another_name_is_never_passed_over(heading):
    with pytest.raises(SheetError, match=heading):
        sheet_of(MadeGrid([["档号", "题名", heading], [CODE.format(1), "甲", "否"]]))


def test_a_heading_that_is_not_certain_is_refused():
    with pytest.raises(SheetError, match="C1"):
        sheet_of(MadeGrid([["档号", "题名", "#REF!"], [CODE.format(1), "甲", "机密"]], faults={"C1": "出错"}))


# -------------------------------------------------------------------------------------------- what no row loses


KINDS = {
    Why.HEADER: ["档号", "题名", "责任者", "密级"],
    Why.SECTION: ["一、文书类", "", "", ""],
    Why.TOTAL: ["合计", "12件", "", ""],
    Why.SIGNATURE: ["移交人：甲", "", "接收人：乙", ""],
    Why.TITLE: ["归档文件目录", "", "", ""],
}


@given(
    st.lists(st.one_of(st.sampled_from(list(KINDS)), st.sampled_from(["unit", "torn", "blank"])), max_size=20)
)
def test_every_row_is_a_unit_or_left_out_by_its_number_or_refused(kinds):
    table = [KINDS[Why.TITLE], ["档号", "题名", "责任者", "密级"], [CODE.format(0), "首件", "局", ""]]
    for number, kind in enumerate(kinds, start=1):
        if isinstance(kind, Why):
            table.append(KINDS[kind])
        elif kind == "unit":
            table.append([CODE.format(number), f"关于第{number}号", "局", ""])
        elif kind == "torn":
            table.append(["", f"接上行的题名{number}", "", ""])
        else:
            table.append([])
    grid = MadeGrid(table)
    account, units, refusals, out = Account(), [], [], []
    for line in sheet_of(grid).lines():
        row = account.taken(line)
        if row is None:
            out.append(line.number)
        elif isinstance(verify("目录", row, terms(), ""), ReceivedUnit):
            units.append(line.number)
        else:
            refusals.append(line.number)
    assert sorted(out + units + refusals) == [row.number for row in grid if row.number != 2]
    assert refusals == [at for at, kind in enumerate(kinds, start=4) if kind == "torn"]
    assert [at for at, kind in enumerate(kinds, start=4) if kind == "unit"] == units[1:]
    said = "".join(notice.zh for notice in account.notices("目录"))
    counted = {number for rows in account.left_out.values() for number in rows.kept}
    assert counted == set(out) and "第 " in said


def test_rows_that_are_no_unit_are_told_apart():
    grid = MadeGrid(
        [
            ["档号", "题名", "页数", "密级"],
            ["一、文书类", "", "", ""],
            [CODE.format(1), "合计表", "3", ""],
            ["档 号", "题名", "页数", "密级"],
            ["科技档案", "", "", ""],
            [CODE.format(2), "说明：关于水利", "4", ""],
            ["", "小计", "7", ""],
            ["共2件，7页", "", "", ""],
            ["说明：本目录一式两份。", "", "", ""],
            ["制表人", "张三", "", ""],
            ["第1页 共3页", "", "", ""],
        ],
        ["A5:D5"],
    )
    assert left_out(grid) == [
        (2, Why.SECTION),
        (4, Why.HEADER),
        (5, Why.SECTION),
        (7, Why.TOTAL),
        (8, Why.TOTAL),
        (9, Why.SIGNATURE),
        (10, Why.SIGNATURE),
        (11, Why.SIGNATURE),
    ]
    assert cells_of(grid, column="题名") == ["合计表", "说明：关于水利"]


@pytest.mark.parametrize(
    "row",
    [
        ["", "关于水利的通知", "", ""],
        [CODE.format(2), "", "", ""],
        ["一、文书类", "", "", "机密"],
        ["", "合计", "", "机密"],
        ["合计", "关于合计的通知", "", ""],
    ],
)
def test_a_row_that_may_be_a_unit_is_refused_and_not_left_out(row):
    grid = MadeGrid([["档号", "题名", "页数", "密级"], [CODE.format(1), "甲", "", ""], row])
    assert [number for number, _ in refused(grid)] == [3] * len(refused(grid)) != []


def test_a_title_that_only_names_who_keeps_secrets_says_nothing_of_rows():
    grid = MadeGrid([["某县保密委员会归档文件目录"], ["档号", "题名"], [CODE.format(1), "甲"]])
    assert len(accepted(grid)) == 1


@pytest.mark.parametrize("text", ["二、机密文件", "不开放档案", "以下控制使用", "暂不共享部分", "涉 密 卷"])
@pytest.mark.parametrize("above", [True, False])
def test_a_line_between_units_that_speaks_of_secrecy_or_openness_refuses_the_package(text, above):
    header, unit = ["档号", "题名", "责任者"], [CODE.format(1), "甲", "局"]
    rows = [[text, "", ""], header, unit] if above else [header, unit, [text, "", ""]]
    grid = MadeGrid(rows, ["A1:C1" if above else "A3:C3"])
    assert refused(grid) == [(1 if above else 3, "")]
    (reason,) = [found for row in units_of(grid) if isinstance(found := verify("", row, terms(), ""), list)]
    assert text not in str(reason[0].letter)


def test_a_second_header_of_other_columns_in_one_worksheet_is_refused():
    grid = MadeGrid(
        [["档号", "题名", "密级"], [CODE.format(1), "甲", ""], ["题名", "密级", "档号"], ["乙", "", "x"]]
    )
    with pytest.raises(SheetError, match="第3行"):
        units_of(grid)


@pytest.mark.parametrize(
    "row", [[CODE.format(2)], [CODE.format(2), "关于某干部的"], ["处理决定", "暂不共享"]]
)
def test_a_row_of_a_csv_with_too_few_cells_refuses_the_package(row):
    header = ["档号", "题名", "共享类型"]
    grid = MadeGrid([["归档文件目录"], header, [CODE.format(1), "甲", ""], row], encoding="UTF-8")
    assert refused(grid) == [(4, "")]
    assert refused(MadeGrid([header, [CODE.format(1), "甲"]])) == []


# ---------------------------------------------------------------------------------------------- merged and as above


def test_a_value_merged_over_rows_holds_for_each_of_them():
    grid = MadeGrid(
        [["档号", "题名", "责任者", "密级", "共享类型", "日期"]]
        + [
            [CODE.format(at), f"图{at}", "局" if not at else "", "机密★20年" if not at else "", "", "2020"]
            for at in range(4)
        ],
        ["C2:C5", "D2:D5"],
    )
    assert cells_of(grid, column="责任者") == ["局"] * 4
    assert refused(grid) == [(row, "密级") for row in range(2, 6)]
    account = Account()
    for line in sheet_of(grid).lines():
        account.taken(line)
    said = "".join(notice.zh for notice in account.notices("目录"))
    assert "C2:C5" in said and "D2:D5" in said


def test_what_is_merged_over_codes_or_over_a_strict_column_and_another_refuses_with_the_range():
    header = ["档号", "题名", "责任者", "共享类型"]
    codes = MadeGrid([header, [CODE.format(1), "甲", "", ""], ["", "乙", "", ""]], ["A2:A3"])
    assert refused(codes) == [(3, "档号")]
    across = MadeGrid([header, [CODE.format(1), "甲", "暂不共享", ""]], ["C2:D2"])
    assert refused(across) == [(2, "共享类型")]
    for grid, stated in ((codes, "A2:A3"), (across, "C2:D2")):
        assert stated in "".join(fault.letter.zh for row in units_of(grid) for fault in row.faults)


def test_parts_of_codes_may_be_merged_but_not_the_last():
    header = ["全宗号", "目录号", "案卷号", "件号", "题名"]
    rows = [["23", "1", "15", "1", "甲"], ["", "", "", "2", "乙"]]
    grid = MadeGrid([header, *rows], ["A2:A3", "B2:B3", "C2:C3"])
    assert cells_of(grid, column="档号") == ["23-1-15-1", "23-1-15-2"]
    assert (
        refused(MadeGrid([header, rows[0], ["", "", "", "", "乙"]], ["A2:A3", "B2:B3", "C2:C3", "D2:D3"]))
        != []
    )


def test_cells_below_a_value_that_are_not_merged_stay_empty():
    grid = MadeGrid([["档号", "题名", "责任者"], [CODE.format(1), "甲", "局"], [CODE.format(2), "乙", ""]])
    assert cells_of(grid, column="责任者") == ["局", ""]


@pytest.mark.parametrize("mark", ["〃", "″", '"', "同上", "仝上"])
def test_a_mark_as_above_repeats_the_row_above(mark):
    grid = MadeGrid(
        [
            ["档号", "题名", "责任者", "密级"],
            [CODE.format(1), "甲", "局", "内部"],
            [CODE.format(2), "乙", mark, mark],
            [CODE.format(3), "丙", mark, mark],
        ]
    )
    rows = units_of(grid)
    assert [row.cells["责任者"] for row in rows] == ["局"] * 3
    assert [row.cells["密级"] for row in rows] == ["内部"] * 3
    assert [row.repeated for row in rows] == [(), ("责任者", "密级"), ("责任者", "密级")]


def test_a_mark_as_above_is_certain_in_strict_columns_only_right_below_a_value():
    header = ["档号", "题名", "共享类型"]
    first, second = [CODE.format(1), "甲", "暂不共享"], [CODE.format(2), "乙", "〃"]
    assert refused(MadeGrid([header, first, second])) == []
    for between in ([], ["二、科技类", "", ""], [CODE.format(3), "丙", ""]):
        assert [column for _, column in refused(MadeGrid([header, first, between, second]))] == ["共享类型"]
    assert refused(MadeGrid([header, second])) == [(2, "共享类型")]
    assert refused(MadeGrid([header, first, ["〃", "乙", ""]])) == [(3, "档号")]
    assert refused(MadeGrid([["档号", "题名", "责任者"], [CODE.format(1), "甲", "〃"]])) == [(2, "责任者")]


# -------------------------------------------------------------------------------------------------- codes of parts


@pytest.mark.parametrize(
    ("header", "row", "code"),
    [
        (["全宗号", "目录号", "案卷号", "件号"], ["0023", "001", "0015", "001"], "0023-001-0015-001"),
        (["全宗号", "类别号", "案卷号"], ["J019", "KU·01·2017", "001"], "J019-KU·01·2017-001"),
        (["全宗号", "案卷目录号", "案卷号"], ["23", "1", "15"], "23-1-15"),
        (["全宗号", "年度", "保管期限", "件号"], ["J101", "2019", "永久", "0001"], "J101-2019·Y-0001"),
        (
            ["全宗号", "门类", "年度", "保管期限", "机构(问题)", "件号"],
            ["J101", "WS", "2019", "定期30年", "BGS", "0001"],
            "J101-WS·2019·D30·BGS-0001",
        ),
        (["全宗号", "类别号", "件号"], ["J101", "WS·2019·Y", "0001"], "J101-WS·2019·Y-0001"),
    ],
)
def test_codes_are_made_of_their_parts_and_the_way_is_shown(header, row, code):
    sheet = sheet_of(MadeGrid([["题名", *header], ["甲", *row]]))
    (found,) = sheet.rows()
    assert found.cells["档号"] == code
    (notice,) = [notice.zh for notice in sheet.notices if "拼成" in notice.zh]
    assert code in notice and header[0] in notice


def test_parts_that_stand_above_the_table_hold_for_all_of_it_until_they_are_stated_anew():
    grid = MadeGrid(
        [
            ["卷内文件目录"],
            ["全宗号：23 目录号：1", "", "案卷号：15"],
            ["顺序号", "题名", "页号"],
            ["1", "甲", "1-3"],
            ["2", "乙", "4"],
            ["全宗号：23 目录号：1", "", "案卷号：16"],
            ["顺序号", "题名", "页号"],
            ["1", "丙", "1"],
        ]
    )
    assert cells_of(grid, column="档号") == ["23-1-15-1", "23-1-15-2", "23-1-16-1"]
    assert [
        (found.unit.description.stated_pages, found.unit.description.other_cells) for found in accepted(grid)
    ] == [
        (3, (("页号", "1-3"),)),
        (0, (("页号", "4"),)),
        (0, (("页号", "1"),)),
    ]


def test_what_the_lines_above_say_of_retention_holds_for_each_row_as_in_its_code():
    grid = MadeGrid(
        [
            ["全宗号", "J101", "年度", "2003", "保管期限", "永久"],
            ["件号", "责任者", "题名", "日期", "页数", "备注"],
            ["1", "局", "关于甲", "20030102", "3", ""],
        ]
    )
    (found,) = accepted(grid)
    assert (found.unit.identity.code, found.unit.description.retention) == ("J101-2003·Y-1", "永久")


def test_a_code_of_which_a_part_is_missing_or_joined_is_refused():
    header = ["全宗号", "目录号", "案卷号", "件号", "题名"]
    assert refused(MadeGrid([header, ["23", "", "15", "1", "甲"]])) == [(2, "档号")]
    assert refused(MadeGrid([header, ["23", "1", "15", "1-2", "甲"]])) == [(2, "档号")]
    with pytest.raises(SheetError, match="档号"):
        sheet_of(MadeGrid([["目录号", "案卷号", "件号", "题名"], ["1", "15", "1", "甲"]]))


# ------------------------------------------------------------------------------------------------------ cells


def test_a_cell_that_is_not_certain_refuses_in_a_known_column_and_is_kept_in_another():
    header = ["档号", "题名", "责任者", "密级", "备注"]
    row = [CODE.format(1), "甲", "#N/A", "", "#REF!"]
    grid = MadeGrid([header, row], faults={"C2": "C2 出错", "E2": "E2 出错"})
    assert refused(grid) == [(2, "责任者")]
    kept = MadeGrid([header, [*row[:2], "局", "", "#REF!"]], faults={"E2": "E2 出错"})
    (found,) = accepted(kept)
    assert found.unit.description.other_cells == (("备注", "#REF!"),)
    (line,) = units_of(kept)
    assert line.doubtful == ("备注",)
    marked = MadeGrid([header, [CODE.format(1), "甲", "#N/A", "=密", ""]], faults={"C2": "C2", "D2": "=密"})
    reason = reason_of(units_of(marked)[0])
    assert (reason.column, "=密" in reason.letter.zh) == ("密级", False)


@pytest.mark.parametrize("code", ["3.51012E+16", "1.2e5", "35101234567890100"])
def test_a_code_whose_digits_a_spreadsheet_program_lost_is_refused_in_a_csv(code):
    assert refused(MadeGrid([["档号", "题名"], [code, "甲"]], encoding="UTF-8")) == [(2, "档号")]
    assert refused(MadeGrid([["档号", "题名"], ["35101234567890123", "甲"]], encoding="UTF-8")) == []


def test_what_is_not_read_is_kept_and_named_and_running_numbers_are_named():
    sheet = sheet_of(
        MadeGrid(
            [["序号", "档号", "题名", "备注", "原案卷号"], ["1", CODE.format(1), "甲", "复印件", "旧-7"]]
        )
    )
    said = "".join(notice.zh for notice in sheet.notices)
    assert all(f"{name}" in said for name in ("序号", "备注", "原案卷号"))
    (found,) = sheet.rows()
    assert found.others == (("备注", "复印件"), ("原案卷号", "旧-7"))


@pytest.mark.parametrize("mark", ["机密", "秘密★10年", "绝 密"])
def test_a_secrecy_mark_in_a_column_that_is_not_known_never_comes_in(mark):
    grid = MadeGrid([["档号", "题名", "日期", "备注"], [CODE.format(1), "甲", "2024", mark]])
    assert refused(grid) == [(2, "")]
    reason = reason_of(units_of(grid)[0])
    assert mark not in str(reason.letter)
    assert (
        refused(MadeGrid([["档号", "题名", "日期", "备注"], [CODE.format(1), "甲", "1950", "机密★5年"]]))
        == []
    )
