"""What stands around the units of a catalogue: lines, marks "as above", and headings that cannot be passed over."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest
import xlwt
from openpyxl.comments import Comment

from indexer.sheets import LeftOut, SheetError, SheetRow, open_sheet
from indexer.sheets.lines import Why
from indexer.verify import verify
from tests.rooms.indexer.packages import MadeGrid, sheet_of, terms
from tests.rooms.indexer.sheet_samples import cell, ods, row, table

HEADER = ["档号", "题名", "责任者", "日期", "密级", "共享类型"]


def unit(number: int, **cells: str) -> list[str]:
    written = {"档号": f"J001-1-{number}", "题名": f"关于春耕的通知之{number}", "日期": "2020", **cells}
    return [written.get(name, "") for name in HEADER]


def left_out(grid: MadeGrid) -> list[tuple[int, Why]]:
    return [(line.number, line.why) for line in sheet_of(grid).lines() if isinstance(line, LeftOut)]


def refused(grid: MadeGrid) -> list[int]:
    rows = sheet_of(grid).rows()
    return [one.number for one in rows if isinstance(verify("目录", one, terms(), ""), list)]


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (["合计", "2件", "", "", "", "2"], Why.TOTAL),
        (["小计", "", "", "", "12", "3件"], Why.TOTAL),
        (["总计：共 1 件 12 页"], Why.TOTAL),
        (["本卷共有三十二件，其中永久1,200页，长期十二页。"], Why.TOTAL),
        (["合计：" + "共1件" * 400], Why.TOTAL),
        (["", "", "", "移交人：张三", "接收人：李四"], Why.SIGNATURE),
        (["移交单位（盖章）", "", "", "", "接收单位（盖章）"], Why.SIGNATURE),
        (["经办人签字："], Why.SIGNATURE),
        (["移交人签名：张三", "", "", "", "", "2020年1月2日"], Why.SIGNATURE),
        (["填表人签章："], Why.SIGNATURE),
        (["年 月 日"], Why.SIGNATURE),
        (["", "", "", "2020 年 1 月 2 日"], Why.SIGNATURE),
        (["以下空白"], Why.SIGNATURE),
        (["————以下空白————"], Why.SIGNATURE),
        (["-1-"], Why.SIGNATURE),
        (["1960年"], Why.SECTION),
        (["二〇一九年度"], Why.SECTION),
        (["永久"], Why.SECTION),
        (["保管期限：30年"], Why.TITLE),
        (["定期30年"], Why.SECTION),
        (["1. 人事"], Why.SECTION),
        (["2、财务"], Why.SECTION),
        (["一、文书类"], Why.SECTION),
    ],
)
def test_lines_that_describe_no_unit_are_left_out_by_their_number(line, why):
    grid = MadeGrid([HEADER, unit(1), line, unit(2)])
    assert left_out(grid) == [(3, why)]
    assert refused(grid) == []


@pytest.mark.parametrize(
    "line",
    [
        ["合计", "", "", "", "机密"],
        ["小计", "", "", "", "", "暂不共享"],
        ["移交人：张三", "", "", "", "秘密"],
        ["J001-1-7"],
        ["1960"],
        ["12"],
        ["3-7"],
        ["办公室", "", "", "", "", "无条件共享"],
        ["合计", "关于合计的通知"],
        ["合计" + "，共一二三四五六" * 40 + "x"],
        ["合计" + "共1件" * 400 + "件x"],
    ],
)
def test_a_line_that_may_describe_a_unit_or_limit_one_is_refused(line):
    grid = MadeGrid([HEADER, unit(1), line, unit(2)])
    assert left_out(grid) == []
    assert refused(grid) == [3]


def test_a_merged_line_that_begins_with_a_code_is_no_section():
    grid = MadeGrid([HEADER, unit(1), ["J001-1-2 关于秋收的通知"] + [""] * 5, unit(3)], ["A3:F3"])
    assert left_out(grid) == []
    assert refused(grid) == [3]


@pytest.mark.parametrize("mark", ["同 上", "同上。", "（同上）", "〃  〃", "″ ″ ″", "同上件", "同上行", "′′"])
def test_a_mark_as_above_is_known_however_it_is_spaced(mark):
    grid = MadeGrid([HEADER, unit(1, 责任者="县府", 密级="普通"), unit(2, 责任者=mark, 密级=mark)])
    rows = list(sheet_of(grid).rows())
    assert [(one.cells["责任者"], one.cells["密级"]) for one in rows] == [("县府", "普通")] * 2
    assert rows[1].repeated == ("责任者", "密级")


def test_texts_that_only_begin_so_repeat_nothing():
    grid = MadeGrid([HEADER, unit(1, 责任者="县府"), unit(2, 责任者="同上海市政府"), unit(3, 责任者="-")])
    assert [one.cells["责任者"] for one in sheet_of(grid).rows()] == ["县府", "同上海市政府", "-"]


@pytest.mark.parametrize(
    "heading",
    [
        "利用权限",
        "查阅范围",
        "受控",
        "使用限制",
        "限制利用",
        "访问级别",
        "是否限制",
        "知悉范围",
        "阅读权限",
        "阅览限制",
        "控制",
        "是否受限",
        "敏感",
        "是否敏感",
        "涉及个人隐私",
        "利用等级",
    ],
)
def test_a_column_of_limits_under_any_name_is_never_passed_over(heading):
    with pytest.raises(SheetError):
        sheet_of(MadeGrid([["档号", "题名", heading], ["J001-1-1", "通知", "是"]]))


@pytest.mark.parametrize(
    "heading", ["备注", "载体", "利用次数", "存放地点", "控制号", "稿本", "使用文字", "权限人"]
)
def test_other_columns_are_kept(heading):
    sheet = sheet_of(MadeGrid([["档号", "题名", heading], ["J001-1-1", "通知", "是"]]))
    assert [one.others for one in sheet.rows()] == [((heading, "是"),)]


@pytest.mark.parametrize("title", ["机密★20年", "绝密", "涉密目录", "不开放", "控制使用"])
def test_a_worksheet_whose_name_speaks_of_secrecy_or_limits_refuses_the_package(title):
    columns = ["档号", "题名"]
    grids = [
        MadeGrid([columns, ["J001-1-1", "通知"]], title="普通"),
        MadeGrid([columns, ["J001-1-2", "通知"]], title=title),
    ]
    with pytest.raises(SheetError) as caught:
        sheet_of(*grids)
    assert title in caught.value.letter.zh and title in caught.value.letter.en
    assert len(list(sheet_of(grids[0]).rows())) == 1


def test_a_catalogue_whose_file_is_named_so_refuses_the_package_too(tmp_path):
    for name in ("机密文件目录.xlsx", "涉密档案案卷目录.xlsx", "不开放档案目录.xlsx"):
        with pytest.raises(SheetError) as caught:
            open_sheet(workbook(tmp_path / name))
        assert name in caught.value.letter.zh and name in caught.value.letter.en
    for name in ("机密文件目录（已解密）.xlsx", "保密局移交目录.xlsx", "归档文件目录.xlsx"):
        assert len(list(open_sheet(workbook(tmp_path / name)).rows())) == 2


def test_a_heading_that_is_merged_into_the_rows_below_is_said_to_be_that():
    grid = MadeGrid([HEADER, unit(1), unit(2)], ["E1:E3"])
    with pytest.raises(SheetError) as caught:
        sheet_of(grid)
    assert "E1:E3" in caught.value.letter.zh and "E1:E3" in caught.value.letter.en


def workbook(path: Path, *, comment: str = "", header: str = "", footer: str = "") -> Path:
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for values in (HEADER, unit(1), unit(2)):
        sheet.append(values)
    if comment:
        sheet["B2"].comment = Comment(comment, "张三")
    sheet.oddHeader.center.text = header
    sheet.oddFooter.center.text = footer
    book.save(path)
    return path


def test_what_is_printed_around_a_worksheet_may_not_speak_of_secrecy(tmp_path):
    with pytest.raises(SheetError):
        open_sheet(workbook(tmp_path / "目录.xlsx", header="机密★20年"))
    with pytest.raises(SheetError):
        open_sheet(workbook(tmp_path / "目录.xlsx", footer="&L不开放&R第 &P 页"))
    plain = open_sheet(workbook(tmp_path / "目录.xlsx", header="归档文件目录", footer="第 &P 页"))
    assert [isinstance(one, SheetRow) for one in plain.rows()] == [True, True]


def test_comments_on_cells_are_said_not_to_be_read_and_may_not_speak_of_secrecy(tmp_path):
    with pytest.raises(SheetError):
        open_sheet(workbook(tmp_path / "目录.xlsx", comment="此件机密★20年"))
    noted = open_sheet(workbook(tmp_path / "目录.xlsx", comment="原件缺页"))
    assert any("批注" in notice.zh for notice in noted.notices)
    assert not any("批注" in notice.zh for notice in open_sheet(workbook(tmp_path / "目录.xlsx")).notices)


def test_comments_in_an_ods_and_what_an_xls_prints_are_seen_too(tmp_path):
    def made(comment: str) -> Path:
        noted = cell("县府").replace(
            "<text:p>", f"<office:annotation><text:p>{comment}</text:p></office:annotation><text:p>"
        )
        rows = (row(*map(cell, HEADER[:3])), row(cell("J001-1-1"), cell("通知"), noted))
        return ods(tmp_path / "目录.ods", table("一", *rows))

    with pytest.raises(SheetError):
        open_sheet(made("此件秘密"))
    noted = open_sheet(made("缺页"))
    assert any("批注" in notice.zh for notice in noted.notices)
    assert [one.cells["责任者"] for one in noted.rows()] == ["县府"]

    for printed, harmless in (("&C绝密★30年", False), ("&C第 &P 页", True)):
        book = xlwt.Workbook(encoding="utf-8")
        sheet = book.add_sheet("一")
        sheet._Worksheet__header_str = printed  # its setter takes ASCII alone
        for at, values in enumerate((HEADER, unit(1))):
            for column, value in enumerate(values):
                sheet.write(at, column, value)
        book.save(str(tmp_path / "目录.xls"))
        if harmless:
            assert len(list(open_sheet(tmp_path / "目录.xls").rows())) == 1
        else:
            with pytest.raises(SheetError):
                open_sheet(tmp_path / "目录.xls")
