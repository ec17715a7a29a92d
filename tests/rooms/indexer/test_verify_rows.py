"""What a row of a catalogue becomes, and what it is refused for."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from holdings.identity import UnitIdentity
from holdings.letters import Letter
from holdings.levels import Level
from indexer.sheets import COLUMNS, SheetRow
from indexer.sheets.lines import CellFault
from indexer.verify import ReceivedUnit, named_paths, verify
from sharing.classes import SharingClass
from tests.rooms.indexer.packages import terms

GOOD = {"档号": "J001-WS·2010·Y-0001", "题名": "关于水利经费的通知"}


def judged(cells=None, beyond=(), home="", **told):
    return verify("目录.csv", SheetRow(7, {**GOOD, **(cells or {})}, beyond), terms(**told), home)


def unit(cells=None, **told) -> ReceivedUnit:
    found = judged(cells, **told)
    assert isinstance(found, ReceivedUnit), found
    return found


def refused(cells=None, **told) -> list[str]:
    found = judged(cells, **told)
    assert isinstance(found, list)
    assert all(reason.source == "目录.csv" and reason.row == 7 for reason in found)
    return [reason.column for reason in found]


def columns(found) -> list[str]:
    assert isinstance(found, list)
    return [reason.column for reason in found]


def test_a_row_becomes_a_unit_with_every_element():
    found = unit(
        {
            "档号": "j001-ws.2010.y-0001",
            "题名": "关于水利经费\n的通知",
            "责任者": "县政府;水利局",
            "日期": "民国二十三年五月十二日",
            "文号": "闽政[2018]第005号",
            "保管期限": "永久",
            "密级": "内部",
            "开放标识": "控制",
            "共享类型": "无条件共享",
            "公开题名": "水利经费文件",
            "立档单位": "闽海县政府",
            "档案馆代码": "435001",
            "著录层级": "案卷级",
            "门类": "文书",
            "页数": "１２页",
            "主题词": "水利；经费|水利",
            "人名": "张三、李四，王五",
            "摘要": "第一段\n第二段",
            "文件": "a/1.txt； b\\2.txt",
        }
    )
    what = found.unit.description
    assert found.row == 7
    assert found.unit.identity == UnitIdentity("435001", "J001-WS·2010·Y-0001")
    assert (found.unit.level, found.unit.supplier, found.unit.fonds) == (Level.FILE, "闽海县政府", "J001")
    assert found.unit.ancestors == ("J001", "J001-WS", "J001-WS·2010", "J001-WS·2010·Y")
    assert (what.title, what.public_title) == ("关于水利经费的通知", "水利经费文件")
    assert (what.responsible, what.document_number, what.category) == (
        "县政府;水利局",
        "闽政〔2018〕5号",
        "文书",
    )
    assert (what.date_text, what.earliest, what.latest) == ("民国二十三年五月十二日", 19340512, 19340512)
    assert (what.retention, what.secrecy, what.opening) == ("永久", "内部", "控制")
    assert (what.stated_pages, what.descriptors, what.names) == (
        12,
        ("水利", "经费"),
        ("张三", "李四", "王五"),
    )
    assert what.abstract == "第一段\n第二段"
    assert found.state.sharing_class is SharingClass.CONDITIONAL
    assert found.objects == ("a/1.txt", "b/2.txt")


def test_an_empty_level_comes_from_the_template_of_the_code_else_item():
    assert unit().unit.level is Level.ITEM
    assert unit({"档号": "J001"}).unit.level is Level.FONDS
    assert unit({"档号": "J001-WS·2010·Y"}).unit.level is Level.SERIES
    strange = unit({"档号": "民国-旧-卷"}).unit
    assert (strange.level, strange.template) == (Level.ITEM, "")


def test_a_supplier_is_one_of_the_archive_that_the_row_belongs_to():
    told = {"档案馆代码": "352002"}
    assert unit(told).unit.supplied_by == "352002:J001"
    assert unit({**told, "立档单位": "水利局"}).unit.supplied_by == "352002:水利局"
    assert unit({**told, "立档单位": "水利局"}, supplier="S9").unit.supplied_by == "352002:S9"
    assert unit({"立档单位": "水利局"}).unit.supplied_by == "水利局"
    assert unit({"立档单位": "352002:水利局"}).unit.supplied_by == ":352002:水利局"
    assert unit(told).unit.written_fonds == "352002:J001"


def test_the_supplier_is_who_was_named_else_the_creator_else_the_fonds():
    assert unit().unit.supplier == "J001"
    assert unit({"立档单位": "水利局"}).unit.supplier == "水利局"
    assert unit({"立档单位": "水利局"}, supplier="S9").unit.supplier == "S9"


def test_units_of_the_homes_own_archive_are_bare():
    assert unit({"档案馆代码": "435001"}, home="435001").unit.identity.archive == ""
    assert unit({"档案馆代码": "435002"}, home="435001").unit.identity.written == "435002:J001-WS·2010·Y-0001"
    assert unit({}, home="435001").unit.identity.archive == ""


def test_an_empty_class_takes_what_the_intake_says_and_the_stricter_mark_wins():
    assert unit().state.sharing_class is SharingClass.UNREVIEWED
    given_open = unit({"共享类型": ""}, fills_empty=SharingClass.UNCONDITIONAL)
    assert given_open.state.sharing_class is SharingClass.UNCONDITIONAL
    closed = unit({"共享类型": "无条件共享", "开放标识": "不开放"}, fills_empty=SharingClass.UNCONDITIONAL)
    assert closed.state.sharing_class is SharingClass.WITHHELD


@pytest.mark.parametrize(
    ("column", "cell"),
    [
        ("档号", ""),
        ("档号", "J001/2"),
        ("档号", "J" * 201),
        ("题名", ""),
        ("保管期限", "大概永久"),
        ("开放标识", "半开放"),
        ("共享类型", "随便"),
        ("著录层级", "本"),
        ("页数", "十几"),
        ("页数", "-3"),
        ("页数", "1.5"),
        ("页数", "9999999"),
        ("档案馆代码", "435:001"),
        ("档案馆代码", "4" * 41),
        ("立档单位", "局" * 201),
        ("责任者", "人\0"),
        ("文件", "../外面.txt"),
        ("文件", "/etc/passwd"),
        ("文件", "C:\\a.txt"),
        ("文件", "a/../../b"),
        ("密级", "机密★10年"),
    ],
)
def test_each_fault_is_refused_by_row_and_column(column, cell):
    assert refused({column: cell}) == [column]


def test_every_fault_of_a_row_is_told_at_once():
    bad = {
        "档号": "a/b",
        "题名": "",
        "保管期限": "x",
        "开放标识": "x",
        "共享类型": "x",
        "著录层级": "x",
        "页数": "x",
        "档案馆代码": ":",
        "文件": "..",
    }
    assert sorted(refused(bad)) == sorted(bad)


@pytest.mark.parametrize(
    ("mark", "date", "today", "let_in"),
    [
        ("机密", "20061122", dt.date(2026, 11, 22), False),
        ("机密", "20061121", dt.date(2026, 11, 22), True),
        ("秘密★5年", "2020", dt.date(2026, 1, 1), True),
        ("绝密", "19990101", dt.date(2026, 11, 22), False),
        ("绝密", "19900101", dt.date(2026, 11, 22), True),
        ("秘密", "", dt.date(2026, 11, 22), False),
        ("秘密", "不详的日期", dt.date(2026, 11, 22), False),
        ("秘密长期", "19500101", dt.date(2026, 11, 22), False),
        ("已解密", "2025", dt.date(2026, 11, 22), True),
        ("公开", "2025", dt.date(2026, 11, 22), True),
        ("甲等", "1950", dt.date(2026, 11, 22), False),
        ("公开" + " " * 400 + "机密", "1950", dt.date(2026, 11, 22), False),
    ],
)
def test_a_secrecy_mark_in_force_or_unknown_never_comes_in(mark, date, today, let_in):
    found = judged({"密级": mark, "日期": date}, today=today)
    assert isinstance(found, ReceivedUnit) == let_in
    if isinstance(found, list):
        assert [reason.column for reason in found] == ["密级"]


@given(
    st.dictionaries(
        st.sampled_from([name for name in COLUMNS if name != "密级"]), st.text("秘甲乙/:\0", min_size=6)
    )
)
def test_the_refusal_of_a_secret_row_repeats_nothing_that_the_row_says(cells):
    (reason,) = judged({**cells, "密级": "绝密"})
    said = f"{reason.placed}"
    assert not any(
        cell.strip() in said for cell in (*cells.values(), *GOOD.values()) if len(cell.strip()) > 3
    )


def test_a_row_that_may_be_shifted_is_refused_for_that_alone():
    (reason,) = judged({"档号": "a/b", "密级": "绝密"}, beyond=("机密",))
    assert (reason.row, reason.column) == (7, "")
    assert "a/b" not in str(reason.letter)


@given(st.dictionaries(st.sampled_from(COLUMNS), st.text(max_size=40)))
def test_any_row_is_a_unit_or_reasons(cells):
    found = judged(cells)
    assert isinstance(found, ReceivedUnit) or (found and all(reason.letter.zh for reason in found))


@given(st.text("ab./\\;；\n:| C", max_size=30))
def test_no_path_leads_out_of_the_folder(cell):
    good, bad = named_paths(cell)
    for path in good:
        assert path and not path.startswith("/")
        assert not {"", ".", ".."} & set(path.split("/"))
    assert all(piece.strip() for piece in bad)


@pytest.mark.parametrize(
    ("cell", "pages"),
    [("共3页", 3), ("2.0", 2), ("1-5", 5), ("第7页—第9页", 3), ("12P", 12), ("４页", 4), ("7-7", 1)],
)
def test_pages_are_counted_however_they_are_written(cell, pages):
    assert unit({"页数": cell}).unit.description.stated_pages == pages


def test_pages_that_count_backwards_are_refused():
    assert refused({"页数": "5-1"}) == ["页数"]


@pytest.mark.parametrize(
    ("cell", "shown", "day"),
    [
        ("2019/3/12 0:00:00", "2019/3/12", 20190312),
        ("2019-03-15T00:00:00", "2019-03-15", 20190315),
        ("2019-03-15T00:00:00.000Z", "2019-03-15", 20190315),
        ("2019-03-15 16:30", "2019-03-15 16:30", 20190315),
    ],
)
def test_the_time_behind_a_date_is_no_part_of_it(cell, shown, day):
    what = unit({"日期": cell}).unit.description
    assert (what.date_text, what.earliest, what.latest) == (shown, day, day)


@pytest.mark.parametrize(
    "cell", ["不详", "19450231", "前些年", "甲午年", "正德三年", "50年代", "——", "三十年代初期" * 60]
)
def test_no_date_refuses_a_row(cell):
    found = unit({"日期": cell})
    what = found.unit.description
    assert (what.date_text, what.earliest, what.latest) == (cell, 0, 0)
    assert found.unread_date is not None


def test_a_date_cell_that_is_not_certain_leaves_the_unit_without_a_date():
    row = SheetRow(7, {**GOOD, "日期": "9-8"}, faults=(CellFault("日期", Letter("没有年份", "no year")),))
    found = verify("目录.csv", row, terms(), "")
    assert isinstance(found, ReceivedUnit)
    assert (found.unit.description.date_text, found.unit.description.earliest) == ("9-8", 0)
    assert found.unread_date is not None and found.unread_date.zh == "没有年份"
    # Another cell that is not certain still refuses, and a secret with such a date is a secret.
    other = replace(row, faults=(*row.faults, CellFault("页数", Letter("读不准", "not certain"))))
    assert columns(verify("目录.csv", other, terms(), "")) == ["页数"]
    secret = replace(row, cells={**row.cells, "密级": "秘密"})
    assert columns(verify("目录.csv", secret, terms(), "")) == ["密级"]


@pytest.mark.parametrize(
    ("mark", "date", "let_in"),
    [
        ("秘密", "民国时期", True),
        ("秘密", "1937-", False),
        ("秘密", "1937至今", False),
        ("秘密", "1945年以前", True),
        ("秘密", "甲午年", False),
        ("秘密★至1960年", "1950", True),
        ("秘密★至清末", "1950", False),
        ("秘密★至约1960年", "1950", False),
        ("秘密★至1960年以前", "1950", False),
    ],
)
def test_a_date_that_is_open_or_guessed_ends_no_secret(mark, date, let_in):
    assert isinstance(judged({"密级": mark, "日期": date}), ReceivedUnit) == let_in


@pytest.mark.parametrize("mark", ["普通", "一般", "无", "公开", "空", ""])
def test_a_mark_that_says_no_secret_lets_the_row_in(mark):
    assert unit({"密级": mark, "日期": "2024"}).unit.description.secrecy == mark


@pytest.mark.parametrize(
    ("cells", "sharing_class"),
    [
        ({"开放标识": "划控"}, SharingClass.WITHHELD),
        ({"划控": "是"}, SharingClass.WITHHELD),
        ({"划控": "控制"}, SharingClass.CONDITIONAL),
        ({"划控": "否"}, SharingClass.UNCONDITIONAL),
        ({"划控": "是", "开放标识": "开放"}, SharingClass.WITHHELD),
    ],
)
def test_what_restrains_opening_makes_a_unit_stricter(cells, sharing_class):
    found = unit({"共享类型": "无条件共享", **cells})
    assert found.state.sharing_class is sharing_class


def test_a_word_in_a_column_of_restraints_that_is_not_known_is_refused():
    assert refused({"划控": "半控"}) == ["划控"]
