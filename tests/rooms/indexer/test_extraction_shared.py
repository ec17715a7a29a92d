"""Every shared file gives its text, found by a phrase, or its reason; docs/formats.md tells of every one."""

from __future__ import annotations

import re

import pytest

from indexer.extraction.choose import extractor_for
from indexer.extraction.port import Unreadable
from ocr.no_engine import NoEngine
from tests.shared import REPOSITORY, shared

SAMPLE = "This is a sample text available in page 1"
PHRASES = {
    "AddAttachment.ofd": "这是一个带有附件的OFD文件",
    "Test.pdf": "竞争性磋商文件",
    "ano.ofd": "应用开发指南（常用手册）",
    "chineseDir.ofd": "你好呀，OFD Reader&Writer！",
    "helloworld.ofd": "你好呀，OFD Reader&Writer！",
    "namespace_no_std.ofd": "你好呀，OFD Reader&Writer！",
    "issue-400-shiftjis.txt": "全文検索の技術調査について",
    "issue-494-email-with-plain-and-html.eml": "Unique plain text body for issue 494.",
    "multiKeywordInTextCode.ofd": "打发打发哈哈打发",
    "no_page_container.ofd": "发票代码：031001900511",
    "test-ocr.pdf": "This file also contains text.",
    "test-ofda.ofd": "Hello OFD-A",
    "y.ofd": "建设新时代海关数字档案室",
    "拿来主义_page6.ofd": "自从给枪炮打破了大门之后",
    "文字横向-数科.ofd": "一二三",
    **dict.fromkeys(["test.doc", "test.docx", "test.html", "test.odt", "test.pdf", "test.rtf"], SAMPLE),
}
REASONS = {
    "test-ocr-notext.pdf": "LANTAI_OCR",  # recognised where recognition is on
    "test-protected.docx": "加密",
    "test-protected.pdf": "加密",
}


def found(name):
    """Texts and letters of all pages."""
    path = shared("formats", name)
    texts, letters = [], []
    try:
        reader = extractor_for(path, name, NoEngine())
        for at in range(reader.page_count(path)):
            try:
                texts.append(reader.page(path, at).text)
            except Unreadable as error:
                letters.append(error.letter.zh)
    except Unreadable as error:
        letters.append(error.letter.zh)
    return texts, letters


@pytest.mark.parametrize("name", sorted(path.name for path in shared("formats").iterdir()))
def test_every_shared_file_gives_its_text_or_its_reason(name):
    texts, letters = found(name)
    if name in PHRASES:
        assert any(PHRASES[name] in text for text in texts)
    else:
        assert any(REASONS[name] in letter for letter in letters)


def test_the_docs_tell_of_every_shared_file():
    text = (REPOSITORY / "docs" / "formats.md").read_text(encoding="utf-8")
    told = set(
        re.findall(
            r"[^\s|,]+\.(?:ofd|pdf|txt|eml|docx?|html|odt|rtf)", text.partition("The shared test files")[2]
        )
    )
    assert {path.name for path in shared("formats").iterdir()} <= told
