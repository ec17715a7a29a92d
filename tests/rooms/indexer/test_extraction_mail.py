"""What the reader of mail promises: headers and body in the field's words, then each attachment by its own reader."""

from __future__ import annotations

import email.message
import email.policy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdings.media.kinds import MediaKind
from holdings.pages import Reading
from indexer.extraction.choose import extractor_for, kind_of_object
from indexer.extraction.port import Unreadable
from ocr.no_engine import NoEngine
from tests.material.documents import document, placed
from tests.rooms.indexer.compound_samples import compound, narrow, properties, wide
from tests.rooms.indexer.office_samples import paragraph, word
from tests.rooms.indexer.test_extraction import FixedEngine, pages_of
from tests.shared import shared


def letter(subject="关于移交档案的函", body="请查收附件。", **headers):
    mail = email.message.EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = subject, "张三 <zhang@example.cn>", "档案馆 <da@example.cn>"
    mail["Date"] = "Mon, 05 Mar 2018 09:30:00 +0800"
    for name, value in headers.items():
        mail[name] = value
    mail.set_content(body)
    return mail


def saved(path, mail):
    path.write_bytes(mail.as_bytes() if hasattr(mail, "as_bytes") else mail)
    return path


def texts(path, engine=None):
    return [page.text for page in pages_of(path, engine=engine)]


def test_a_mail_gives_its_headers_and_its_body(tmp_path):
    (text,) = texts(saved(tmp_path / "a.eml", letter(Cc="李四 <li@example.cn>")))
    assert text == (
        "题名：关于移交档案的函\n发件人：张三 <zhang@example.cn>\n收件人：档案馆 <da@example.cn>\n"
        "抄送：李四 <li@example.cn>\n日期：2018-03-05 09:30:00+08:00\n\n请查收附件。"
    )


def test_of_a_plain_and_an_html_body_the_richer_one_is_read_once(tmp_path):
    (text,) = texts(placed(tmp_path, "来函.eml"))
    assert text.startswith("题名：关于点交\n发件人：渡口办 <ferry@example.cn>")
    assert text.endswith("\n\n请于月内派员到馆点交。（网页）") and text.count("派员到馆点交") == 1


@pytest.mark.shared("a mail of a plain and an HTML body by another writer is read once")
def test_of_the_shared_mail_the_plain_body_is_read_once():
    (text,) = texts(shared("formats", "issue-494-email-with-plain-and-html.eml"))
    assert text.startswith("题名：Test email for FSCrawler issue 494\n发件人：sender@example.com")
    assert (
        text.count("issue 494") == 2 and "Unique plain text body for issue 494." in text and "<" not in text
    )


def test_a_mail_of_html_alone_is_read_as_text(tmp_path):
    mail = letter()
    mail.set_content("<p>请<b>查收</b></p><p>附件</p>", subtype="html")
    assert texts(saved(tmp_path / "a.eml", mail))[0].endswith("\n\n请查收\n附件")


def test_bare_bytes_in_gbk_are_read_in_headers_and_body(tmp_path):
    head = "From: 张三 <a@b.cn>\r\nTo: c@d.cn\r\nSubject: 土地改革\r\nMessage-ID: <1@b>\r\n".encode("gb18030")
    body = "\r\n关于土地改革的指示".encode("gb18030")
    (text,) = texts(saved(tmp_path / "a.eml", head + body))
    assert "题名：土地改革\n发件人：张三 <a@b.cn>" in text and text.endswith("关于土地改革的指示")
    declared = b"Subject: =?gb2312?B?" + b"yquwrw==" + b"?=\r\nFrom: a@b.cn\r\nTo: c@d.cn\r\n\r\nx"
    assert texts(saved(tmp_path / "b.eml", declared))[0].startswith("题名：")


def test_attachments_follow_each_by_its_own_reader_under_its_name(tmp_path):
    mail = letter()
    docx = word(tmp_path / "批复.docx", paragraph("同意移交")).read_bytes()
    mail.add_attachment(docx, maintype="application", subtype="octet-stream", filename="批复.docx")
    mail.add_attachment("清单一".encode("gb18030"), maintype="text", subtype="plain", filename="清单.txt")
    scan = document("扫描.pdf")
    mail.add_attachment(scan, maintype="application", subtype="pdf", filename="扫描.pdf")
    engine = FixedEngine()
    pages = pages_of(saved(tmp_path / "a.eml", mail), engine=engine)
    assert "附件：批复.docx；清单.txt；扫描.pdf" in pages[0].text
    assert [page.text for page in pages[1:4]] == ["批复.docx\n同意移交", "清单.txt\n清单一", "扫描.pdf\n训\n"]
    assert [page.object_page for page in pages] == list(range(len(pages)))
    assert pages[3].reading is Reading.RECOGNISED and pages[3].engine == "fixed"
    assert len(pages[3].boxes) == len(pages[3].text) and pages[3].boxes[0] is None and pages[3].boxes[7]


def test_a_mail_within_a_mail_is_read_and_an_attachment_that_cannot_be_says_why(tmp_path):
    outer = letter("转发")
    outer.add_attachment(letter("原函", body="原文如此。"))
    outer.add_attachment(b"%PDF-1.7 broken", maintype="application", subtype="pdf", filename="坏.pdf")
    path = saved(tmp_path / "a.eml", outer)
    reader = extractor_for(path, "来函.eml", NoEngine())
    assert reader.page_count(path) == 3
    reader_pages = [reader.page(path, at).text for at in (0, 1)]
    assert reader_pages[1].startswith("原函.eml\n题名：原函\n") and "原文如此。" in reader_pages[1]
    with pytest.raises(Unreadable, match="来函.eml/坏.pdf") as told:
        reader.page(path, 2)
    assert "损坏" in told.value.letter.zh


def test_mails_within_mails_end_at_a_depth(tmp_path):
    mail = letter("最里层", body="深处的字")
    for at in range(6):
        outer = letter(f"第{at}层")
        outer.add_attachment(mail)
        mail = outer
    with pytest.raises(Unreadable, match="嵌套"):
        pages_of(saved(tmp_path / "a.eml", mail))


def test_a_mail_is_known_by_its_headers_and_a_text_is_not_a_mail(tmp_path):
    assert kind_of_object(saved(tmp_path / "1a2b", letter()), "1a2b") is MediaKind.MAIL
    report = "From: the beginning\nnothing of the kind: a report\n\nTo whom: it may concern\n"
    (tmp_path / "r").write_text(report)
    assert kind_of_object(tmp_path / "r", "r.txt") is MediaKind.TEXT


FILETIME = 131_646_870_000_000_000  # 2018-03-05 01:30 UTC


def outlook(**more):
    streams = {
        "__properties_version1.0": properties(32, {(0x40, 0x39): FILETIME, (0x03, 0x3FFD): 936}),
        **dict([wide(0x37, "关于移交档案的函"), wide(0x0C1A, "张三"), wide(0x5D01, "zhang@example.cn")]),
        **dict([narrow(0x0E04, "档案馆", "gb18030"), wide(0x1000, "请查收附件。")]),
    }
    return {**streams, **more}


def attached(name, octets):
    return {
        "__properties_version1.0": properties(8),
        **dict([wide(0x3707, name)]),
        "__substg1.0_37010102": octets,
    }


def test_a_mail_of_outlook_gives_the_same(tmp_path):
    inner = {
        "__properties_version1.0": properties(24),
        **dict([wide(0x37, "原函"), wide(0x1000, "原文如此。")]),
    }
    held = {
        "__properties_version1.0": properties(8),
        **dict([wide(0x3001, "原函")]),
        "__substg1.0_3701000D": inner,
    }
    docx = word(tmp_path / "b.docx", paragraph("同意移交")).read_bytes()
    tree = outlook(
        **{
            "__attach_version1.0_#00000000": attached("批复.docx", docx),
            "__attach_version1.0_#00000001": held,
        }
    )
    path = tmp_path / "1a2b"
    path.write_bytes(compound(tree))
    assert kind_of_object(path, "1a2b") is MediaKind.MAIL
    own, within, attachment = texts(path)
    assert own == (
        "题名：关于移交档案的函\n发件人：张三 <zhang@example.cn>\n收件人：档案馆\n日期：2018-03-05 01:30:00+00:00\n"
        "附件：批复.docx；原函\n\n请查收附件。"
    )
    assert within == "题名：原函\n\n原文如此。" and attachment == "批复.docx\n同意移交"


MAILS = {
    "eml": letter().as_bytes(policy=email.policy.SMTP),
    "msg": compound(outlook(**{"__attach_version1.0_#00000000": attached("甲.txt", b"abc")})),
}


@settings(max_examples=80, deadline=None)
@given(
    st.sampled_from(sorted(MAILS)),
    st.integers(1, 40_000),
    st.lists(st.tuples(st.integers(0, 40_000), st.integers(0, 255)), max_size=8),
)
def test_damaged_mail_is_read_or_refused_with_a_letter(tmp_path_factory, kind, cut, flips):
    octets = bytearray(MAILS[kind])
    for at, value in flips:
        octets[at % len(octets)] = value
    path = tmp_path_factory.mktemp("damaged") / f"letter.{kind}"
    path.write_bytes(octets[: cut % len(octets) or 1] if cut % 2 else octets)
    try:
        assert texts(path)
    except Unreadable as error:
        assert path.name in error.letter.zh
