"""Mail as mailers really write it: every body, every mail of a mailbox, whatever is declared; nothing lost."""

from __future__ import annotations

import base64
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from holdings.media.kinds import MediaKind, kind_of
from holdings.media.limits import MediaLimits
from indexer.extraction.choose import extractor_for, kind_of_object
from indexer.extraction.mail_forms import joined
from indexer.extraction.port import Unreadable
from ocr.no_engine import NoEngine
from tests.rooms.indexer.compound_samples import compound, wide
from tests.rooms.indexer.test_extraction import pages_of
from tests.rooms.indexer.test_extraction_mail import letter, outlook, saved, texts

HEAD = "From: 何雁 <he@example.cn>\r\nTo: lu@example.cn\r\nDate: Thu, 4 Nov 1999 16:05:00 +0800\r\n"


def plain(text):
    return MIMEText(text, "plain", "utf-8")


def html(text):
    return MIMEText(f"<html><body><p>{text}</p></body></html>", "html", "utf-8")


def mixed(*parts, kind="mixed"):
    whole = MIMEMultipart(kind)
    whole["Subject"], whole["From"], whole["To"] = "堤工", "he@example.cn", "lu@example.cn"
    for part in parts:
        whole.attach(part)
    return whole


def bodies(tmp_path, mail):
    return texts(saved(tmp_path / "a.eml", mail))[0].partition("\n\n")[2]


def test_every_body_is_read_in_its_order(tmp_path):
    mail = mixed(html("海塘第三段已竣工"), plain("本函经网关扫描"), html("另附：<b>闸门</b>修缮"))
    assert bodies(tmp_path, mail) == "海塘第三段已竣工\n\n本函经网关扫描\n\n另附：闸门修缮"


def test_of_two_forms_the_richer_is_read_and_what_only_the_other_says(tmp_path):
    stub = mixed(
        plain("请用网页查看本函。"), html("海塘加高三尺，款由盐捐项下拨付，限冬至前竣工"), kind="alternative"
    )
    assert bodies(tmp_path, stub) == "海塘加高三尺，款由盐捐项下拨付，限冬至前竣工\n请用网页查看本函。"
    same = mixed(plain("第一行\n第二行"), html("第一行<br>第二行"), kind="alternative")
    assert bodies(tmp_path, same) == "第一行\n第二行"


def test_forms_of_one_body_are_known_at_any_depth(tmp_path):
    pictures = MIMEMultipart("related")
    pictures.attach(html("塘工月报，附图两幅"))
    mail = mixed(mixed(plain("塘工月报，附图两幅"), pictures, kind="alternative"), plain("页脚"))
    assert bodies(tmp_path, mail) == "塘工月报，附图两幅\n\n页脚"


_line = st.text(st.sampled_from("海塘工程 竣abc，。12"), max_size=12)
_text = st.lists(_line, max_size=6).map("\n".join)


@given(_text, _text)
def test_no_word_of_either_form_is_lost(first, second):
    kept = "".join(joined(first, second).split())
    for word in " ".join((first, second)).replace("，", " ").replace("。", " ").split():
        assert word in kept.replace("，", "").replace("。", "")


def test_what_an_outlook_mail_says_in_html_alone_is_kept(tmp_path):
    tree = outlook(
        **dict([wide(0x1000, "见网页版")]),
        **{"__substg1.0_10130102": "<p>海塘加固概算核定书全文</p>".encode()},
    )
    (tmp_path / "a").write_bytes(compound(tree))
    (text,) = texts(tmp_path / "a")
    assert text.endswith("海塘加固概算核定书全文\n\n见网页版")


MAILS = [
    letter(f"第{at}函", body=f"第{at}函正文。\n\nFrom here on 另起一段。\n>From 引文") for at in range(3)
]
MAILBOX = b"".join(
    b"From he@example.cn Thu Nov  4 16:05:00 1999\n"
    + mail.as_bytes().replace(b"\n>From", b"\n>>From")
    + b"\n\n"
    for mail in MAILS
)


@pytest.mark.parametrize("name", ["收件箱.mbox", "Inbox", "1999"])
def test_each_mail_of_a_mailbox_is_a_page_of_its_own(tmp_path, name):
    path = saved(tmp_path / name, MAILBOX)
    assert kind_of_object(path, name) is MediaKind.MAIL
    assert texts(path) == [texts(saved(tmp_path / f"{at}.eml", mail))[0] for at, mail in enumerate(MAILS)]
    windows = saved(tmp_path / "w", MAILBOX.replace(b"\n", b"\r\n"))
    assert [text.splitlines()[0] for text in texts(windows)] == ["题名：第0函", "题名：第1函", "题名：第2函"]


def test_a_line_of_the_text_begins_no_mail(tmp_path):
    box = b"From a@b.cn Thu Nov  4 16:05:00 1999\nSubject: x\nFrom: a@b.cn\nTo: c@d.cn\n\n"
    text = "甲\n\nFrom that day on\n没有冒号\n\nFrom the pier: 乙".encode()
    (found,) = texts(saved(tmp_path / "m", box + text))
    assert found.endswith("甲\n\nFrom that day on\n没有冒号\n\nFrom the pier: 乙")


def test_a_mailbox_with_more_mails_than_are_allowed_is_refused(tmp_path):
    path = saved(tmp_path / "m", MAILBOX)
    with pytest.raises(Unreadable, match="条目"):
        extractor_for(path, "m", NoEngine(), MediaLimits(archive_entries=2)).page_count(path)
    with pytest.raises(Unreadable, match="解压后总计"):
        extractor_for(path, "m", NoEngine(), MediaLimits(unpacked_bytes=400)).page_count(path)


def test_what_stands_before_and_after_a_mail_is_no_part_of_it(tmp_path):
    inner = letter(body="闸门图样已寄出。").as_bytes()
    counted = str(len(inner)).encode() + b"\n" + inner + b'<?xml version="1.0"?><plist><dict/></plist>'
    expected = texts(saved(tmp_path / "a.eml", inner))
    for octets in (counted, b"\xef\xbb\xbf" + inner, b"\r\n\r\n" + inner):
        path = saved(tmp_path / "b", octets)
        assert kind_of_object(path, "b") is MediaKind.MAIL and texts(path) == expected


SAVED = (
    "MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=\"P\"\r\n\r\n此文档为单个文件网页。\r\n\r\n"
    "--P\r\nContent-Location: file:///C:/a.htm\r\nContent-Transfer-Encoding: quoted-printable\r\n"
    'Content-Type: text/html; charset="gb2312"\r\n\r\n{}\r\n'
    "--P\r\nContent-Location: file:///C:/a.files/s.css\r\nContent-Type: text/css\r\n\r\np {{ color: red }}\r\n"
    "--P\r\nContent-Location: file:///C:/a.files/filelist.xml\r\nContent-Type: text/xml\r\n\r\n<xml/>\r\n"
    "--P\r\nContent-Location: file:///C:/a.files/2.htm\r\nContent-Type: text/html; charset=gb2312\r\n\r\n"
    "<p>第二张表</p>\r\n--P--\r\n"
)  # fmt: skip


@pytest.mark.parametrize("name", ["网页.mht", "公文.doc", "1a2b"])
def test_a_page_that_was_saved_whole_is_read_without_its_machinery(tmp_path, name):
    written = "".join(f"={octet:02X}" for octet in "网页存档一束".encode("gb18030"))
    path = saved(tmp_path / name, SAVED.format(f"<p>{written}</p>").encode("gb18030"))
    assert kind_of_object(path, name) is MediaKind.MAIL
    assert texts(path) == ["网页存档一束\n\n第二张表"]


@pytest.mark.parametrize("encoding", ["base64", "quoted-printable"])
def test_a_mail_within_may_be_encoded(tmp_path, encoding):
    inner = letter("里函", body="内层：From 闸口\n\nFrom now on").as_bytes()
    text = base64.encodebytes(inner).decode() if encoding == "base64" else inner.decode().replace("=", "=3D")
    octets = mixed(plain("外层")).as_bytes().rstrip()
    border = octets.rpartition(b"\n")[2].removesuffix(b"--")
    head = f'\nContent-Type: message/rfc822; name="里.eml"\nContent-Transfer-Encoding: {encoding}\n\n'
    octets = octets.removesuffix(b"--") + head.encode()
    found = texts(saved(tmp_path / "a.eml", octets + text.encode() + b"\n" + border + b"--\n"))
    assert found[1].startswith("里.eml\n题名：里函") and found[1].endswith("内层：From 闸口\n\nFrom now on")


@pytest.mark.parametrize(
    ("declared", "written", "text"),
    [
        ("koi8-r", "koi8-r", "Консул осмотрел мол и маяк"),
        ("iso-8859-1", "latin-1", "Le phare a été réparé à la fin de l'été"),
        ("iso-8859-1", "cp1252", "“the sea wall” – repaired"),
        ("windows-1252", "cp1252", "He wrote: ‘no funds’ — then left"),
        ("gb2312", "gb18030", "鎔基、喆、㙍：人名用字"),
        ("GBK", "gb18030", "海塘岁修章程"),
        ("x-gbk", "gb18030", "海塘岁修章程"),
        ("big5", "cp950", "海塘歲修章程，裏"),
        ("us-ascii", "gb18030", "海塘岁修章程三件"),
        ("iso-8859-1", "gb18030", "海塘岁修章程三件"),
        ("no-such-thing", "gb18030", "海塘岁修章程三件"),
        ("", "gb18030", "海塘岁修章程三件"),
        ("", "utf-8", "海塘岁修章程三件"),
        ("", "cp950", "海塘歲修章程三件"),
        ("gb2312", "utf-8", "海塘岁修章程三件"),
        ("gb2312", "cp950", "海塘歲修章程三件"),
        ("big5", "gb18030", "海塘岁修章程三件"),
        ("hz-gb-2312", "hz", "海塘岁修章程"),
        ("iso-2022-jp", "iso2022_jp", "海岸保全の記録"),
        ("punycode", "utf-8", "海塘岁修章程"),
    ],
)
@pytest.mark.parametrize("kind", ["plain", "html"])
def test_text_is_in_what_is_declared_where_it_can_be(tmp_path, declared, written, text, kind):
    parameter = f"; charset={declared}" if declared else ""
    head = f"{HEAD}Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: text/{kind}{parameter}\r\n\r\n"
    octets = (f"<p>{text}</p>" if kind == "html" else text).encode(written)
    path = saved(tmp_path / "a.eml", head.encode() + octets)
    assert kind_of_object(path, "1") is MediaKind.MAIL
    assert texts(path)[0].endswith(f"\n\n{text}")


def test_one_damaged_byte_spoils_no_text(tmp_path):
    body = "关于海塘岁修经费的呈文，附清册一本。".encode("gb18030") * 20
    octets = f"{HEAD}Subject: x\r\nContent-Type: text/plain; charset=gb2312\r\n\r\n".encode() + body + b"\xff"
    (text,) = texts(saved(tmp_path / "a.eml", octets))
    assert text.count("关于海塘岁修经费的呈文，附清册一本。") == 20


def test_a_body_that_is_no_text_is_not_kept_and_what_is_attached_is(tmp_path):
    head = (
        f"{HEAD}Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=B\r\n\r\n--B\r\n"
    )
    text = (
        b"Content-Type: text/plain; charset=euc-kr\r\n\r\n"
        + "国民政府海塘岁修章程三件附后".encode("gb18030") * 9
    )
    file = b"\r\n--B\r\nContent-Type: text/plain; name=a.txt\r\n\r\nabc\r\n--B--\r\n"
    path = saved(tmp_path / "a.eml", head.encode() + text + file)
    reader = extractor_for(path, "a.eml", NoEngine())
    with pytest.raises(Unreadable, match="乱码"):
        reader.page(path, 0)
    assert reader.page(path, 1).text == "a.txt\nabc"


def test_names_of_attachments_are_read_however_they_are_written(tmp_path):
    name = "海塘鎔册.txt"
    quoted = "".join(f"%{octet:02X}" for octet in name.encode("gb18030"))
    word = base64.b64encode(name.encode("gb18030")).decode()
    for written in (f"filename*=gb2312''{quoted}", f'filename="=?gb2312?B?{word}?="', f'filename="{name}"'):
        octets = (
            f"{HEAD}Subject: x\r\nMIME-Version: 1.0\r\nContent-Type: application/octet-stream\r\n"
            f"Content-Disposition: attachment; {written}\r\n\r\n"
        ).encode("gb18030") + b"abc"
        assert texts(saved(tmp_path / "a.eml", octets))[1] == f"{name}\nabc"


def test_soft_line_ends_and_files_within_the_text_are_undone(tmp_path):
    part = (
        "Content-Type: text/plain; charset=utf-8; format=flowed; delsp=yes\r\n\r\n海塘岁 \r\n修章程\r\n下一段"
    )
    (text,) = texts(saved(tmp_path / "a.eml", f"{HEAD}Subject: x\r\n{part}".encode()))
    assert text.endswith("\n\n海塘岁修章程\n下一段")
    packed = "begin 644 清册.txt\n" + "#86)C\n`\nend\n"
    own, within = texts(saved(tmp_path / "b.eml", f"{HEAD}Subject: x\r\n\r\n附后\n{packed}此致".encode()))
    assert own.endswith("附件：清册.txt\n\n附后\n此致") and within == "清册.txt\nabc"


def test_a_report_on_delivery_is_read_whole(tmp_path):
    status = b"Reporting-MTA: dns; mx.example.cn\n\nFinal-Recipient: rfc822; lu@example.cn\nStatus: 5.1.1\n"
    mail = mixed(plain("退信"), kind="report")
    octets = (
        mail.as_bytes().rstrip().removesuffix(b"--") + b"\nContent-Type: message/delivery-status\n\n" + status
    )
    text = "\n".join(texts(saved(tmp_path / "a.eml", octets)))
    assert "退信" in text and "mx.example.cn" in text and "Status: 5.1.1" in text


def test_a_text_about_mail_is_no_mail():
    for text in (
        b"From: the beginning\nof the report, in two parts\n\nTo: all",
        b"Note: a\n\nDate: b\n",
        b"From me\n",
    ):
        assert kind_of(text, "a.txt") is MediaKind.TEXT
    assert kind_of(b"%PDF-1.4\nSubject: a\n", "a.eml") is MediaKind.PDF


@settings(max_examples=60, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 4000), st.integers(0, 255)), max_size=8), st.integers(1, 4000))
def test_a_damaged_mailbox_is_read_or_refused_with_a_letter(tmp_path_factory, flips, cut):
    octets = bytearray(MAILBOX[:cut])
    for at, value in flips:
        octets[at % len(octets)] = value
    path = tmp_path_factory.mktemp("box") / "box.mbox"
    path.write_bytes(octets)
    try:
        assert pages_of(path)
    except Unreadable as error:
        assert path.name in error.letter.zh


def test_parts_without_end_are_refused(tmp_path):
    octets = bytearray(
        b"Subject: x\nFrom: a\nTo: b\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=0\n\n"
    )
    for at in range(3_000):
        octets += f"--{at}\nContent-Type: multipart/mixed; boundary={at + 1}\n\n".encode()
    with pytest.raises(Unreadable):
        texts(saved(tmp_path / "a.eml", bytes(octets)))
    many = b"--0\n\nx\n" * 2_100
    with pytest.raises(Unreadable, match="条目"):
        texts(saved(tmp_path / "b.eml", bytes(octets[: octets.index(b"--0")]) + many))
