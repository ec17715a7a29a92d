"""`lantai check` says where the machine lacks what PDFs without fonts are drawn with."""

from __future__ import annotations

import pytest

from lantai import checking


@pytest.mark.parametrize("has_font", [True, False])
def test_a_machine_without_a_chinese_font_is_advised_to_install_one(filled, lantai, monkeypatch, has_font):
    monkeypatch.setattr(checking, "draws_han", lambda: has_font)
    said = lantai("check", "--json")
    assert said.code == 0 and said.json["ok"] is True
    assert any("fonts-wqy-zenhei" in advice["en"] for advice in said.json["advice"]) is not has_font
