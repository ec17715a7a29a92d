"""What the readers of Office, RTF and HTML promise: all the text, in its order, on the pages that it has."""

from __future__ import annotations

import datetime as dt
import time
import zipfile

import pytest
import xlsxwriter
from hypothesis import given, settings
from hypothesis import strategies as st

from holdings.media.kinds import MediaKind
from holdings.media.limits import MediaLimits
from holdings.pages import Reading
from indexer.extraction.choose import extractor_for, kind_of_object
from indexer.extraction.html import html_text, markup_text
from indexer.extraction.port import Unreadable
from indexer.extraction.rtf import rtf_text
from ocr.no_engine import NoEngine
from tests.material.documents import FERRY, WORD_97, document, placed
from tests.rooms.indexer.office_samples import open_document, packed, paragraph, slides, word
from tests.rooms.indexer.test_extraction import pages_of
from tests.shared import shared


def texts(path, name=None):
    return [page.text for page in pages_of(path, name)]


@pytest.mark.parametrize("name", ["渡口.docx", "渡口.odt", "渡口.rtf", "渡口.html"])
def test_the_pages_of_a_document_are_those_that_its_writer_broke(tmp_path, name):
    first, second = pages_of(placed(tmp_path, name))
    assert (first.text, second.text) == FERRY
    assert second.reading is Reading.BORN and second.confidence == 1


@pytest.mark.shared("pages of documents by other writers are those that they broke")
@pytest.mark.parametrize("name", ["test.doc", "test.docx", "test.odt", "test.rtf", "test.html"])
def test_the_pages_of_the_shared_documents_are_those_that_their_writers_broke(name):
    first, second = texts(shared("formats", name))
    assert first.endswith("This is a sample text available in page 1")
    assert second == "This second part of the text is in Page 2"


def test_word_of_1997_is_read(tmp_path):
    assert tuple(texts(placed(tmp_path, "ferry.doc"))) == WORD_97


def test_an_encrypted_document_says_so(tmp_path):
    with pytest.raises(Unreadable, match="加密"):
        pages_of(placed(tmp_path, "加密.docx"))


@pytest.mark.parametrize("name", ["ferry.doc", "渡口.docx", "渡口.odt", "渡口.rtf", "渡口.html"])
def test_content_decides_and_not_the_name(tmp_path, name):
    path = tmp_path / "0a1b2c"
    path.write_bytes(document(name))
    assert texts(path, "批复.wps") == texts(placed(tmp_path, name))


def test_a_word_document_gives_tables_boxes_notes_and_headers_and_nothing_twice_or_deleted(tmp_path):
    body = (
        paragraph("关于土地改革的指示")
        + "<w:tbl><w:tr><w:tc>"
        + paragraph("姓名")
        + "</w:tc><w:tc>"
        + paragraph("李四")
        + "</w:tc></w:tr></w:tbl>"
        + "<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent>"
        + paragraph("文本框")
        + "</w:txbxContent></mc:Choice><mc:Fallback>"
        + paragraph("文本框")
        + "</mc:Fallback></mc:AlternateContent></w:r></w:p>"
        + "<w:p><w:ins><w:r><w:t>新增</w:t></w:r></w:ins><w:del><w:r><w:delText>删去</w:delText></w:r></w:del></w:p>"
        + '<w:p><w:r><w:br w:type="page"/></w:r></w:p><w:p><w:r><w:lastRenderedPageBreak/><w:t>第二页</w:t></w:r></w:p>'
    )
    path = word(
        tmp_path / "a.docx",
        body,
        footnotes=paragraph("脚注"),
        header1=paragraph("页眉"),
        header2=paragraph("页眉"),
    )
    first, second = texts(path)
    assert first == "关于土地改革的指示\n姓名\t李四\n文本框\n新增"
    assert second == "第二页\n脚注\n页眉"


def test_slides_come_in_the_order_of_the_show_one_a_page_with_their_notes(tmp_path):
    path = slides(tmp_path / "a.pptx", {1: "第二张", 2: "第一张\n开篇", 10: "未放映"}, [2, 1], notes="讲稿")
    assert texts(path) == ["第一张\n开篇", "第二张\n讲稿", "未放映"]


def test_sheets_are_pages_and_cells_are_as_they_are_shown(tmp_path):
    path = tmp_path / "a.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("卷内目录")
        sheet.write_row(0, 0, ["档号", "题名", "日期", "页数"])
        sheet.write_row(1, 0, ["J001-1", "关于土地改革的指示"])
        sheet.write_datetime(1, 2, dt.datetime(1951, 3, 2), book.add_format({"num_format": "yyyy年m月d日"}))
        sheet.write(1, 3, 12)
        sheet.write_rich_string(2, 0, "民国", book.add_format({"bold": True}), "档案")
        sheet.write(900_000, 5, "远处")
        sheet.write_comment(0, 0, "批注一则")
        book.add_worksheet("空表")
        book.add_worksheet("第三张").write(0, 0, True)
    assert texts(path) == [
        "卷内目录\n档号\t题名\t日期\t页数\nJ001-1\t关于土地改革的指示\t1951-03-02\t12\n民国档案\n远处",
        "空表",
        "第三张\nTRUE\n批注一则",
    ]


def test_an_open_document_gives_blanks_tables_breaks_and_footers(tmp_path):
    body = (
        '<text:h>标题</text:h><text:p>福建省<text:span>档案</text:span>馆<text:s text:c="2"/>A<text:tab/>B</text:p>'
        "<text:tracked-changes><text:p>删去</text:p></text:tracked-changes>"
        "<table:table><table:table-row><table:table-cell><text:p>姓名</text:p></table:table-cell><table:table-cell>"
        "<text:p>李四</text:p></table:table-cell></table:table-row></table:table>"
        '<text:p text:style-name="P1">第二页</text:p><text:p>前半<text:soft-page-break/>后半</text:p>'
    )
    styles = '<style:style style:name="P1"><style:paragraph-properties fo:break-before="page"/></style:style>'
    path = open_document(tmp_path / "a.odt", "text", body, styles, footer="页脚")
    assert texts(path) == ["标题\n福建省档案馆  A\tB\n姓名\t李四", "第二页\n前半", "后半\n页脚"]


def test_sheets_and_slides_of_open_document_are_pages(tmp_path):
    row = (
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell><text:p>{}</text:p></table:table-cell>'
        '<table:table-cell table:number-columns-repeated="16000"/></table:table-row>'
    )
    sheets = "".join(
        f'<table:table table:name="{name}">{row.format(cell)}</table:table>'
        for name, cell in (("目录", "档号"), ("乙", "丙"))
    )
    assert texts(open_document(tmp_path / "a.ods", "spreadsheet", sheets)) == ["目录\n档号", "乙\n丙"]
    shown = "".join(
        f"<draw:page><draw:frame><text:p>第{at}张</text:p></draw:frame></draw:page>" for at in (1, 2)
    )
    assert texts(open_document(tmp_path / "a.odp", "presentation", shown)) == ["第1张", "第2张"]


def test_a_long_document_is_cut_as_plain_text_is(tmp_path):
    path = word(tmp_path / "a.docx", "".join(paragraph("福建省数字档案共享管理办法" * 10) for _ in range(60)))
    pages = texts(path)
    assert len(pages) == 4 and all(len(page) <= 2000 for page in pages)
    assert "".join(pages).count("福建省") == 600


def test_packages_that_declare_entities_or_unpack_without_end_are_refused(tmp_path):
    laughs = '<!DOCTYPE d [<!ENTITY a "哈">]><w:document xmlns:w="urn:w"><w:body>&a;</w:body></w:document>'
    bad = packed(tmp_path / "a.docx", {"[Content_Types].xml": "<Types/>", "word/document.xml": laughs})
    with pytest.raises(Unreadable, match="DTD"):
        texts(bad)
    large = word(tmp_path / "b.docx", " " * (2 << 20))
    with pytest.raises(Unreadable, match="上限"):
        extractor_for(large, "b.docx", NoEngine(), MediaLimits(part_bytes=1 << 20)).page_count(large)


def hexed(text, encoding):
    return "".join(f"\\'{octet:02x}" for octet in text.encode(encoding))


@pytest.mark.parametrize(
    ("head", "body", "text"),
    [
        (r"\ansicpg936", hexed("福建省档案馆", "gb18030"), "福建省档案馆"),
        (
            r"\ansicpg1252{\fonttbl{\f0\fcharset134 SimSun;}{\f1\fcharset0 T;}}",
            r"\f0 " + hexed("档案", "gb18030") + r"\f1 caf\'e9",
            "档案café",
        ),
        (r"\ansicpg950", hexed("檔案館藏", "cp950"), "檔案館藏"),
        (r"\ansicpg1252\uc1", r"\u26723?\u26696?\u-10179?\u-9161?", "档案\U0001f437"),
        (r"\ansicpg1252\uc2", r"\u26723" + hexed("档", "gb18030") + "X", "档X"),
        (
            "",
            r"a\tab b\line c\par d{\*\unknown hidden}{\info{\title t}}{\pict 00ff}\bin3 {{{e",
            "a\tb\nc\nde",
        ),
        ("", r"{\*\shpinst{\sp{\sn x}{\sv 1}}{\shptxt in a box}}", "in a box"),
    ],
)
def test_rtf_is_read_in_the_code_page_of_each_font(head, body, text):
    assert rtf_text(f"{{\\rtf1\\ansi{head} {body}}}".encode("latin-1"))[0] == text


def test_headers_and_notes_of_rtf_come_after_its_text():
    assert rtf_text(rb"{\rtf1 one{\header head}{\footnote note} two\page three}") == (
        "one two\fthree",
        "head\nnote",
    )


@settings(max_examples=150, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            list(r"{}\*'abf0159- ") + [r"\u", r"\bin", r"\fonttbl", r"\fcharset", r"\ansicpg", r"\uc"]
        ),
        max_size=60,
    )
)
def test_any_rtf_ends_in_some_text(parts):
    main, aside = rtf_text(("{\\rtf1" + "".join(parts)).encode())
    (main + aside).encode()


PAGE = (
    '<html><head><meta charset="{}"><title>批复</title><style>p {{}}</style></head><body><h1>闽政〔2018〕5号</h1>'
    "<p>福建省<b>档案</b>馆&nbsp;藏</p><table><tr><td>姓名<td>李四</table><script>var x = '<p>';</script></body></html>"
)


@pytest.mark.parametrize(
    ("declared", "encoding"),
    [
        ("utf-8", "utf-8"),
        ("gb2312", "gb18030"),
        ("GBK", "gb18030"),
        ("nonsense", "gb18030"),
        ("utf-8", "gb18030"),
    ],
)
def test_html_gives_what_a_reader_sees_in_whatever_encoding(declared, encoding):
    text = html_text(PAGE.format(declared).encode(encoding))
    assert text == "批复\n闽政〔2018〕5号\n福建省档案馆 藏\n姓名\t李四"


def test_html_of_taiwan_and_of_mixed_bytes_is_read():
    page = '<meta http-equiv=Content-Type content="text/html; charset=big5"><body>檔案館藏&#27284;案'
    assert html_text(page.encode("cp950")) == "檔案館藏檔案"


@settings(max_examples=100, deadline=None)
@given(
    st.lists(
        st.sampled_from(
            [
                "<p>",
                "</p>",
                "<script>",
                "</script>",
                "<pre>",
                "</pre>",
                "<!--",
                "-->",
                "<![CDATA[",
                "<title>",
                "&#x110000;",
                "档案",
                "<svg>",
                "</svg>",
                "<",
            ]
        ),
        max_size=30,
    )
)
def test_any_markup_ends_in_some_text(parts):
    assert isinstance(markup_text("".join(parts)), str)


@pytest.mark.parametrize(
    "piece", [" ", "\t", "\n", "<pre> \t", "<!", "<a ", "</", "&", "档\n\n", "<!--", "<![CDATA["]
)
def test_endless_repetition_in_html_takes_no_longer_than_its_length(piece):
    began = time.process_time()
    markup_text("<pre>档" + piece * 50_000 + "x")
    assert time.process_time() - began < 10


@pytest.mark.parametrize("piece", [" ", "\\tab ", "{", "}", "\\'", "\\u1 ", "\\bin9 ", "\\*"])
def test_endless_repetition_in_rtf_takes_no_longer_than_its_length(piece):
    began = time.process_time()
    rtf_text(("{\\rtf1 a" + piece * 200_000 + "b").encode())
    assert time.process_time() - began < 10


OFFICE = {name: document(name) for name in ("ferry.doc", "渡口.docx", "渡口.odt")}


@settings(max_examples=60, deadline=None)
@given(
    st.sampled_from(sorted(OFFICE)),
    st.integers(1, 24_000),
    st.lists(st.tuples(st.integers(0, 24_000), st.integers(0, 255)), max_size=6),
)
def test_damaged_documents_are_read_or_refused_with_a_letter(tmp_path_factory, name, cut, flips):
    octets = bytearray(OFFICE[name])
    for at, value in flips:
        octets[at % len(octets)] = value
    path = tmp_path_factory.mktemp("damaged") / name
    path.write_bytes(octets[:cut] if cut % 2 else octets)
    try:
        assert texts(path)
    except Unreadable as error:
        assert name in error.letter.zh


def test_kinds_of_packages_are_told_apart_by_their_parts(tmp_path):
    with zipfile.ZipFile(tmp_path / "a", "w") as package:
        package.writestr("word/notes.txt", "x")
        package.writestr("说明.txt", "y")
    assert kind_of_object(tmp_path / "a", "a.docx") is MediaKind.ZIP
    assert kind_of_object(word(tmp_path / "b", ""), "b.zip") is MediaKind.OFFICE_XML
