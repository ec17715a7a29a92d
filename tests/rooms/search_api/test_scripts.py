"""The script of a text, for browsers and screen readers."""

from __future__ import annotations

import pytest

from search_api.scripts import script_of


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("閩海縣政府布告：春季施種牛痘", "zh-Hant"),
        ("关于修缮崇源乡内迁旧址的请示", "zh-Hans"),
        # Written so in both.
        ("海光", "zh"),
        ("皇后大道中", "zh"),
        # A Traditional text with a slip of the pen is Traditional; one of both scripts is Chinese.
        ("閩海縣參議會第一屆第一次大會會議紀錄，国", "zh-Hant"),
        ("閩海縣 闽海县", "zh"),
        ("J101-WS·1952", ""),
        ("1934-05-12", ""),
        ("", ""),
        ("Harbour Board 港", "zh"),
    ],
)
def test_a_text_says_its_script(text: str, tag: str) -> None:
    assert script_of(text) == tag
