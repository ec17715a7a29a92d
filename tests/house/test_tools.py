"""The programs that other tests drive do what those tests take for granted."""

from __future__ import annotations

import subprocess

import pytest
from playwright.sync_api import Browser

from tests import tools


@pytest.mark.browser
def test_chromium_draws_a_page_in_chinese(browser: Browser):
    with browser.new_context(locale="zh-CN") as context:
        page = context.new_page()
        page.set_content("<title>兰台</title><span id=a>檔</span><span id=b>案</span>")
        assert page.title() == "兰台"
        box = page.locator("#a").bounding_box()
        assert box is not None
        assert box["width"] > 0
        # Two characters that a font has look different; two empty boxes look the same.
        assert page.locator("#a").screenshot() != page.locator("#b").screenshot()


@pytest.mark.tesseract
def test_tesseract_has_both_scripts_and_directions():
    listed = subprocess.run([tools.tesseract(), "--list-langs"], capture_output=True, text=True, check=True)
    assert set(listed.stdout.split()) >= tools.TESSERACT_LANGUAGES
