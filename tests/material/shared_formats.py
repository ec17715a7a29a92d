"""What the shared files of formats are known to say, by name: a phrase of each, or the reason it has no text."""

from __future__ import annotations

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
