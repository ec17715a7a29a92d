"""A secrecy mark outside 密级 is seen however it is written, and a text that only speaks of secrecy is no mark."""

from __future__ import annotations

import pytest

from indexer import letters
from indexer.refusals import Refusal
from indexer.sheets import SheetRow
from indexer.verify import ReceivedUnit, verify
from sharing.classes import SharingClass
from tests.rooms.indexer.packages import terms

MARKS = (
    "绝密★30年",
    "机密 ★ 20年",
    "秘 密",
    "機密",
    "機密★長期",
    "机密件",
    "机密文件",
    "绝密级",
    "【机密】",
    "（秘密）",
    "机密（20年）",
    "机密。",
    "★机密",
    "密",
    "密件",
    "（密）",
    "密级：机密",
    "密级:秘密★10年",
    "此件为机密",
    "该件属秘密级",
    "定为秘密",
    "国家秘密",
    "盖有机密章",
    "涉密",
    "内容涉密",
    "未解密",
    "尚未解密",
    "保密期内",
    "复印件 机密",
    "机密、复印件",
    "绝密件，原件",
    "缺第3页；机密★长期",
    "原件存保密室，机密★20年",
)
NO_MARKS = (
    "保密局移交",
    "秘密工作经验",
    "保守国家秘密教育材料",
    "密植水稻",
    "原为机密，已解密",
    "机密(已解密)",
    "已解密",
    "不涉密",
    "非密",
    "无密级",
    "机密已于2005年解密",
    "与密云县来往",
    "复印件",
)


def row(note: str = "", **cells: str) -> SheetRow:
    return SheetRow(
        2,
        {"档号": "J001-1-1", "题名": "通知", "日期": "2020-01-02", "共享类型": "无条件共享", **cells},
        others=(("备注", note),) if note else (),
    )


def judged(one: SheetRow) -> ReceivedUnit | list[Refusal]:
    return verify("目录", one, terms(), "")


@pytest.mark.parametrize("mark", MARKS)
def test_a_mark_in_force_in_a_note_never_comes_in_and_is_not_repeated(mark):
    found = judged(row(mark))
    assert isinstance(found, list)
    (reason,) = found
    assert (reason.column, reason.letter) == ("", letters.secrecy_elsewhere())


@pytest.mark.parametrize("text", NO_MARKS)
def test_a_note_that_only_speaks_of_secrecy_is_kept(text):
    found = judged(row(text))
    assert isinstance(found, ReceivedUnit)
    assert found.unit.description.other_cells == (("备注", text),)


@pytest.mark.parametrize("mark", ["绝密★30年", "机密★20年", "秘密", "密件", "机密（10年）"])
def test_a_mark_whose_term_is_over_keeps_nothing_out(mark):
    assert isinstance(judged(row(mark, 日期="1950")), ReceivedUnit)


@pytest.mark.parametrize("mark", ["涉密", "未解密", "机密★长期", "秘密★至2030年12月31日"])
def test_a_mark_that_names_no_end_or_a_later_one_is_in_force_however_old_the_record_is(mark):
    assert isinstance(judged(row(mark, 日期="1950")), list)


@pytest.mark.parametrize(
    "cells",
    [
        {"题名": "关于春耕的通知（机密）"},
        {"题名": "机密★20年 关于春耕的通知"},
        {"题名": "【绝密】关于春耕的通知"},
        {"责任者": "机密"},
        {"文号": "秘密★10年"},
        {"立档单位": "机密"},
        {"摘要": "本件为 机密★20年，内容是春耕。"},
    ],
)
def test_a_mark_in_any_known_column_never_comes_in(cells):
    found = judged(row(**cells))
    assert isinstance(found, list) and [reason.column for reason in found] == [""]


@pytest.mark.parametrize(
    "cells",
    [
        {"题名": "关于秘密工作的总结"},
        {"题名": "机密与绝密文件管理办法"},
        {"题名": "秘密"},
        {"责任者": "县保密委员会"},
        {"主题词": "机密;保密工作"},
        {"题名": "关于春耕的通知（机密）", "密级": "已解密"},
        {"题名": "关于春耕的通知（机密）", "密级": "机密(已解密)"},
    ],
)
def test_what_a_record_is_about_is_no_mark(cells):
    assert isinstance(judged(row(**cells)), ReceivedUnit)


@pytest.mark.parametrize(
    ("note", "most"),
    [
        *((note, "有条件共享") for note in ("不开放", "暂不开放", "不宜公开", "延期开放", "复印件，划控")),
        *((note, "无条件共享") for note in ("控制使用", "复印件，限制利用", "内部使用", "受控")),
    ],
)
def test_a_unit_is_not_opened_against_a_note_that_limits_it(note, most):
    words = ["无条件共享", "有条件共享", "暂不共享"]
    for word in words[: words.index(most) + 1]:
        found = judged(row(note, 共享类型=word))
        assert isinstance(found, list) and [reason.column for reason in found] == ["备注"]
    for word in words[words.index(most) + 1 :]:
        assert isinstance(judged(row(note, 共享类型=word)), ReceivedUnit)


def test_a_note_that_limits_a_unit_which_is_not_open_is_kept():
    for word in (SharingClass.WITHHELD, SharingClass.UNREVIEWED):
        assert isinstance(judged(row("不开放", 共享类型=word.zh)), ReceivedUnit)
    assert isinstance(judged(row("开放")), ReceivedUnit)
    assert isinstance(judged(row("关于不开放的讨论")), ReceivedUnit)
