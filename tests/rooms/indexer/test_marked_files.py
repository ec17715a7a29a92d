"""Files without a catalogue whose name or first page has a secrecy mark are named to the archivist."""

from __future__ import annotations

import pytest

from indexer.sheet_report import report_on
from tests.homes import take
from tests.rooms.indexer.packages import terms
from tests.rooms.indexer.test_pipeline import plant as plant

PLAIN = {"来函.txt": "关于保密局的来函。", "机密纪要一.txt": "会议纪要。\f机密★10年"}


def loose(folder, files):
    folder.mkdir()
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def said(notices):
    return [letter for letter in notices if "密级标志" in letter.zh]


@pytest.mark.parametrize(
    "marked",
    [
        {"绝密★某件.txt": "一"},
        {"某件（机密★10年）.txt": "一"},
        {"机密纪要.txt": "机密★10年 某件"},
        {"某件.txt": "秘密 ★ 长期\n关于某事的通知"},
    ],
)
def test_a_marked_file_is_named_at_the_intake_and_again_when_it_is_run_again(plant, tmp_path, marked):
    folder = loose(tmp_path / "散件", PLAIN | marked)
    for _ in range(2):
        (letter,) = said(take(plant, folder).notices)
        (name,) = marked
        assert name in letter.zh and name in letter.en
        assert not any(plain in letter.zh for plain in PLAIN)


def test_a_file_that_says_it_was_declassified_or_only_speaks_of_secrets_is_not_named(plant, tmp_path):
    folder = loose(tmp_path / "散件", PLAIN | {"某件.txt": "机密★10年（已解密）", "五★级酒店.txt": "★★★"})
    assert said(take(plant, folder).notices) == []


def test_a_name_with_a_mark_is_told_before_the_intake(tmp_path):
    folder = loose(tmp_path / "散件", PLAIN | {"机密★10年 某件.txt": "一"})
    (letter,) = said(report_on(folder, terms()).notices)
    assert "机密★10年 某件.txt" in letter.zh
