"""A table of files of the formats that archives hand over, by python's own and by public writers, and what each says.

Each maker writes every text of `said` once, each in another place of the format: its body, a table, a note, a header.
"""

from __future__ import annotations

import csv
import email.message
import email.mime.multipart
import email.mime.text
import io
import mailbox
import tarfile
import tempfile
import zipfile
from collections.abc import Callable, Sequence
from email.policy import SMTP
from functools import partial
from pathlib import Path

import openpyxl
import openpyxl.comments
import xlsxwriter
import xlwt

from tests.material.documents import OFFICE
from tests.material.texts import passages
from tests.rooms.holdings.media_samples import pdf
from tests.rooms.holdings.ofd_samples import made, text_object
from tests.rooms.indexer.office_samples import open_document, paragraph, slides, word

#: (the file, what a person sees in it beside the texts: names, labels).
Written = tuple[bytes, Sequence[str]]
Maker = Callable[[Sequence[str]], Written]

SAID = tuple(passage.text.replace("\n", "") for passage in passages(6))
LATIN = (
    "The harbour master of Lianyu asks for two lanterns, one for the mole and one for the ferry stage.",
    "Le maître du port demande une lanterne à l'entrée de la rivière, avant l'été prochain.",
)
RUSSIAN = ("Начальник порта просит выдать два фонаря для мола и для пристани парома.",)
JAPANESE = ("潮位観測の記録について、測候所より報告する。毎時の水位、風向および気圧を添付する。",)


def _text(encoding: str, said: Sequence[str], *, mark: bytes = b"", ends: str = "\n") -> Written:
    return mark + ends.join(said).encode(encoding), ()


def _csv(said: Sequence[str]) -> Written:
    rows = io.StringIO()
    csv.writer(rows).writerows([["题名", "摘要"], *([f"件{at}", text] for at, text in enumerate(said))])
    return rows.getvalue().encode("gb18030"), ["题名,摘要", *(f"件{at}," for at in range(len(said)))]


def _html(said: Sequence[str], *, encoding: str, declared: str = "") -> Written:
    head, table, *rest = said
    declared = declared or encoding
    markup = (
        f'<!DOCTYPE html><html><head><meta charset="{declared}"><title>{head}</title><style>p {{ top: 0 }}</style>'
        f"<script>var x = 'y';</script></head><body><table><tr><td>{table}</td></tr></table>"
        + "".join(f"<p>{text}</p><!-- 注释 -->" for text in rest)
        + "</body></html>"
    )
    return markup.encode(encoding), ()


def _sheets(said: Sequence[str]) -> Written:
    octets = io.BytesIO()
    with xlsxwriter.Workbook(octets) as book:
        for at, text in enumerate(said[:-2]):
            book.add_worksheet(f"表{at}").write(at, 0, text)
        last = book.add_worksheet("末表")
        last.merge_range("A1:C1", said[-2])
        last.write_comment("A1", said[-1])
    return octets.getvalue(), [*(f"表{at}" for at in range(len(said) - 2)), "末表"]


def _other_sheets(said: Sequence[str]) -> Written:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "总表"
    for at, text in enumerate(said):
        sheet.cell(at + 1, 2, text)
    octets = io.BytesIO()
    book.save(octets)
    return octets.getvalue(), ["总表"]


def _old_sheets(said: Sequence[str]) -> Written:
    book = xlwt.Workbook(encoding="utf-8")
    for at, text in enumerate(said):
        book.add_sheet(f"表{at}").write(0, 0, text)
    octets = io.BytesIO()
    book.save(octets)
    return octets.getvalue(), [f"表{at}" for at in range(len(said))]


def _in_a_file(make: Callable[[Path], Path]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return make(Path(folder) / "made").read_bytes()


def _word(said: Sequence[str]) -> Written:
    first, note, header, cell, *rest = said
    body = paragraph(first) + f"<w:tbl><w:tr><w:tc>{paragraph(cell)}</w:tc></w:tr></w:tbl>"
    body += "".join(map(paragraph, rest))
    return _in_a_file(
        lambda path: word(
            path, body, footnotes=f"<w:footnote>{paragraph(note)}</w:footnote>", header1=paragraph(header)
        )
    ), ()


def _slides(said: Sequence[str]) -> Written:
    *texts, notes = said
    shown = dict(enumerate(texts, 1))
    return _in_a_file(lambda path: slides(path, shown, tuple(shown), notes)), ()


def _open_text(said: Sequence[str]) -> Written:
    *texts, footer = said
    body = "".join(f"<text:p>{text}</text:p>" for text in texts)
    return _in_a_file(lambda path: open_document(path, "text", body, footer=footer)), ()


def _open_sheet(said: Sequence[str]) -> Written:
    cells = "".join(f"<table:table-cell><text:p>{text}</text:p></table:table-cell>" for text in said)
    body = f'<table:table table:name="总表"><table:table-row>{cells}</table:table-row></table:table>'
    return _in_a_file(lambda path: open_document(path, "spreadsheet", body)), ["总表"]


def _rtf(said: Sequence[str], *, unicode: bool) -> Written:
    def escaped(text: str) -> str:
        if unicode:
            return "".join(f"\\u{ord(character)}?" for character in text)
        return "".join(f"\\'{octet:02x}" for octet in text.encode("gb18030"))

    body = "\\par ".join(escaped(text) for text in said)
    return f"{{\\rtf1\\ansi\\ansicpg936{{\\*\\generator nobody;}} {body}\\par}}".encode("ascii"), ()


def _pdf(said: Sequence[str]) -> Written:
    pages = [[(60.0, 760.0 - 20 * at, text[at * 24 : at * 24 + 24]) for at in range(30)] for text in said]
    return _in_a_file(lambda path: pdf(path, [[line for line in page if line[2]] for page in pages])), ()


def _ofd(said: Sequence[str]) -> Written:
    pages = [
        "".join(text_object(text[at : at + 24], y=4 + at / 5, size=4.0) for at in range(0, len(text), 24))
        for text in said
    ]
    return _in_a_file(lambda path: made(path, pages)), ()


def _letter(subject: str) -> email.message.EmailMessage:
    mail = email.message.EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = subject, "何雁 <he@example.cn>", "lu@example.cn"
    mail["Date"] = "Thu, 04 Nov 1999 16:05:00 +0800"
    return mail


def _headers(subject: str, attached: str = "") -> list[str]:
    shown = [f"题名：{subject}", "发件人：何雁 <he@example.cn>", "收件人：lu@example.cn"]
    shown.append("日期：1999-11-04 16:05:00+08:00")
    return shown + ([f"附件：{attached}"] if attached else [])


def _mail(said: Sequence[str], *, encoding: str, transfer: str) -> Written:
    mail = _letter("海塘")
    mail.set_content("\n".join(said), charset=encoding, cte=transfer)
    return mail.as_bytes(policy=SMTP), _headers("海塘")


def _mail_in_two_forms(said: Sequence[str]) -> Written:
    mail = _letter("两式")
    mail.set_content("\n".join(said))
    mail.add_alternative("".join(f"<p>{text}</p>" for text in said), subtype="html")
    return mail.as_bytes(policy=SMTP), _headers("两式")


def _mail_of_parts(said: Sequence[str]) -> Written:
    first, footer, attached, within, *rest = said
    mail = email.mime.multipart.MIMEMultipart()
    for name, value in _letter("多段").items():
        mail[name] = str(value)
    mail.attach(email.mime.text.MIMEText(f"<p>{first}</p>", "html", "gb18030"))
    for text in rest:
        mail.attach(email.mime.text.MIMEText(text, "plain", "utf-8"))
    file = email.mime.text.MIMEText(attached, "plain", "utf-8")
    file.add_header("Content-Disposition", "attachment", filename="甲.txt")
    mail.attach(file)
    inner = _letter("里函")
    inner.set_content(within)
    mail.attach(email.mime.text.MIMEText(footer, "plain", "utf-8"))
    outer = email.message.EmailMessage()
    for name, value in mail.items():
        outer[name] = value
    outer.set_payload([*mail.get_payload(), _carried(inner)])
    seen = [*_headers("多段", "甲.txt；里函.eml"), "甲.txt", *_headers("里函"), "里函.eml"]
    return outer.as_bytes(), seen


def _carried(mail: email.message.EmailMessage) -> email.message.Message:
    part = email.message.Message()
    part["Content-Type"] = "message/rfc822"
    part.set_payload([mail])
    return part


def _mailbox(said: Sequence[str]) -> Written:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "box"
        box = mailbox.mbox(path)
        for at, text in enumerate(said):
            mail = _letter(f"第{at}函")
            mail.set_content(f"From 此处起\n{text}")
            box.add(mail)
        box.close()
        seen = [line for at in range(len(said)) for line in (*_headers(f"第{at}函"), "From 此处起")]
        return path.read_bytes(), seen


def _saved_page(said: Sequence[str]) -> Written:
    page = email.mime.multipart.MIMEMultipart("related")
    page.attach(email.mime.text.MIMEText("".join(f"<p>{text}</p>" for text in said), "html", "gb18030"))
    page.attach(email.mime.text.MIMEText("p { color: red }", "css"))
    return page.as_bytes(), ()


def _zip(said: Sequence[str], *, large: bool = False) -> Written:
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w", zipfile.ZIP_DEFLATED) as package:
        for at, text in enumerate(said):
            with package.open(f"卷/{at}.txt", "w", force_zip64=large) as member:
                member.write(text.encode("gb18030"))
    return octets.getvalue(), [f"卷/{at}.txt" for at in range(len(said))]


def _tar(said: Sequence[str], *, mode: str = "w", encoding: str = "utf-8") -> Written:
    octets = io.BytesIO()
    with tarfile.open(fileobj=octets, mode=mode, encoding=encoding, format=tarfile.GNU_FORMAT) as package:  # type: ignore[call-overload]
        for at, text in enumerate(said):
            entry = tarfile.TarInfo(f"移交卷/{at}.txt")
            entry.size = len(text.encode())
            package.addfile(entry, io.BytesIO(text.encode()))
    return octets.getvalue(), [f"移交卷/{at}.txt" for at in range(len(said))]


MAKERS: dict[str, tuple[Maker, Sequence[str]]] = {
    "utf8.txt": (partial(_text, "utf-8"), SAID),
    "marked.txt": (partial(_text, "utf-8-sig"), SAID),
    "gb.txt": (partial(_text, "gb18030"), SAID),
    "windows.txt": (partial(_text, "gb18030", ends="\r\n"), SAID),
    "utf16.txt": (partial(_text, "utf-16"), SAID),
    "utf16be.txt": (partial(_text, "utf-16-be"), SAID),
    "sjis.txt": (partial(_text, "cp932"), JAPANESE),
    "目录.csv": (_csv, SAID),
    "utf8.html": (partial(_html, encoding="utf-8"), SAID),
    "gbk.html": (partial(_html, encoding="gbk"), SAID),
    "gb2312.html": (partial(_html, encoding="gb18030", declared="gb2312"), SAID),
    "utf16.html": (partial(_html, encoding="utf-16"), SAID),
    "book.xlsx": (_sheets, SAID),
    "other.xlsx": (_other_sheets, SAID),
    "book.xls": (_old_sheets, SAID),
    "text.docx": (_word, SAID),
    "show.pptx": (_slides, SAID),
    "text.odt": (_open_text, SAID),
    "sheet.ods": (_open_sheet, SAID),
    "codes.rtf": (partial(_rtf, unicode=False), SAID),
    "unicode.rtf": (partial(_rtf, unicode=True), SAID),
    "born.pdf": (_pdf, SAID),
    "born.ofd": (_ofd, SAID),
    "base64.eml": (partial(_mail, encoding="utf-8", transfer="base64"), SAID),
    "quoted.eml": (partial(_mail, encoding="gb18030", transfer="quoted-printable"), SAID),
    "bare.eml": (partial(_mail, encoding="gb18030", transfer="8bit"), SAID),
    "latin.eml": (partial(_mail, encoding="latin-1", transfer="8bit"), LATIN),
    "koi8.eml": (partial(_mail, encoding="koi8-r", transfer="8bit"), RUSSIAN),
    "sjis.eml": (partial(_mail, encoding="iso-2022-jp", transfer="7bit"), JAPANESE),
    "forms.eml": (_mail_in_two_forms, SAID),
    "parts.eml": (_mail_of_parts, SAID),
    "Inbox": (_mailbox, SAID),
    "页.mht": (_saved_page, SAID),
    "页.doc": (_saved_page, SAID),
    "卷.zip": (_zip, SAID),
    "large.zip": (partial(_zip, large=True), SAID),
    "卷.tar": (_tar, SAID),
    "gbk.tar": (partial(_tar, encoding="gb18030"), SAID),
    "卷.tgz": (partial(_tar, mode="w:gz"), SAID),
    "卷.txz": (partial(_tar, mode="w:xz"), SAID),
}
"""By the name of the file, what writes it and what it is to say."""

#: What the documents say that LibreOffice wrote (`tests.material.make_office`).
BY_LIBREOFFICE = tuple(sorted(path.name for path in OFFICE.iterdir()))
