"""Further files of the table of `tests.material.said`: other writings, disguises, and what stands beside the text."""

from __future__ import annotations

import bz2
import email.message
import email.mime.base
import email.mime.multipart
import email.mime.text
import io
import zipfile
from collections.abc import Sequence
from functools import partial

from tests.material.said import (
    JAPANESE,
    LATIN,
    RUSSIAN,
    SAID,
    Maker,
    Written,
    _headers,
    _in_a_file,
    _letter,
    _mail,
    _tar,
    _text,
)
from tests.rooms.holdings.ofd_samples import made, text_object
from tests.rooms.holdings.pdf_samples import hexed, pdf_page, stream
from tests.rooms.holdings.pdf_samples import text as words
from tests.rooms.indexer.office_samples import open_document, paragraph, word
from tests.rooms.indexer.word_samples import Run, word_document

KOREAN = (
    "부산항 화물 처리 보고서. 금년 삼월 이후 각 부두의 하역이 혼잡하여 선박이 제때에 정박하지 못하고 있다.",
)
GREEK = ("Ο πρόξενος έφθασε στο λιμάνι χθες το βράδυ και ανέφερε για το εμπόριο τσαγιού.",)
_LINE = 24  # characters of a line of a PDF or OFD


def _foreign_page(said: Sequence[str], *, encoding: str) -> Written:
    body = "".join(f"<p>{text}</p>" for text in said)
    return f'<html><head><meta charset="{encoding}"></head><body>{body}</body></html>'.encode(encoding), ()


def _flat_text(said: Sequence[str]) -> Written:
    names = ("office", "text")
    spaces = "".join(f' xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)
    body = "".join(f"<text:p>{text}</text:p>" for text in said)
    kind = 'office:mimetype="application/vnd.oasis.opendocument.text"'
    return (
        f"<office:document{spaces} {kind}><office:body><office:text>{body}</office:text></office:body>"
        "</office:document>"
    ).encode(), ()


def _word_2003(said: Sequence[str]) -> Written:
    space = 'xmlns:w="http://schemas.microsoft.com/office/word/2003/wordml"'
    body = "".join(map(paragraph, said))
    return (
        f'<?xml version="1.0"?><?mso-application progid="Word.Document"?>'
        f"<w:wordDocument {space}><w:body>{body}</w:body></w:wordDocument>"
    ).encode(), ()


def _sheet_2003(said: Sequence[str]) -> Written:
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    rows = "".join(f'<Row><Cell><Data ss:Type="String">{text}</Data></Cell></Row>' for text in said)
    return (
        f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="{space}" xmlns:ss="{space}">'
        f'<Worksheet ss:Name="总表"><Table>{rows}</Table></Worksheet></Workbook>'
    ).encode(), ["总表"]


def _uof(said: Sequence[str]) -> Written:
    spaces = 'xmlns:uof="http://schemas.uof.org/cn/2003/uof" xmlns:字="http://schemas.uof.org/cn/2003/uof-wordproc"'
    body = "".join(f"<字:段落><字:句><字:文本串>{text}</字:文本串></字:句></字:段落>" for text in said)
    return f"<uof:UOF {spaces}><字:主体>{body}</字:主体></uof:UOF>".encode(), ()


def _table_called_xls(said: Sequence[str]) -> Written:
    rows = "".join(f"<tr><td>{at}</td><td>{text}</td></tr>" for at, text in enumerate(said))
    return f"<table border=1>{rows}</table>".encode("gb18030"), [str(at) for at in range(len(said))]


def _word_97(said: Sequence[str]) -> Written:
    first, note, header, *rest = said
    parts = {
        "text": [Run("".join(f"{text}\r" for text in (first, *rest)))],
        "footnotes": [Run(f"{note}\r")],
        "headers": [Run(f"{header}\r")],
    }
    return _in_a_file(lambda path: word_document(path, parts, stories=(0,) * 7 + (len(header) + 1,) * 2)), ()


def _word_of_1997_narrow(said: Sequence[str]) -> Written:
    runs = [Run(f"{text}\r", "cp1252") for text in said]
    return _in_a_file(lambda path: word_document(path, {"text": runs}, scattered=True)), ()


def _word_with_boxes(said: Sequence[str]) -> Written:
    box, comment, *rest = said
    boxed = f"<w:pict><w:txbxContent>{paragraph(box)}</w:txbxContent></w:pict>"
    body = f"<w:p><w:r>{boxed}</w:r></w:p>" + "".join(map(paragraph, rest))
    comments = f"<w:comment>{paragraph(comment)}</w:comment>"
    return _in_a_file(lambda path: word(path, body, comments=comments)), ()


def _show(said: Sequence[str]) -> Written:
    frames = "".join(
        f"<draw:page><draw:frame><draw:text-box><text:p>{text}</text:p></draw:text-box></draw:frame></draw:page>"
        for text in said
    )
    return _in_a_file(lambda path: open_document(path, "presentation", frames)), ()


def _open_note(said: Sequence[str]) -> Written:
    first, note, *rest = said
    body = (
        f"<text:p>{first}<text:note><text:note-citation>1</text:note-citation><text:note-body>"
        f"<text:p>{note}</text:p></text:note-body></text:note></text:p>"
    )
    body += "".join(f"<text:p>{text}</text:p>" for text in rest)
    return _in_a_file(lambda path: open_document(path, "text", body)), ()


def _lines(text: str, top: float) -> str:
    return "".join(
        words(text[at : at + _LINE], 60, top - 20 * row) for row, at in enumerate(range(0, len(text), _LINE))
    )


def _pdf_with_notes(said: Sequence[str]) -> Written:
    first, note = said[0], said[1]
    annotation = f"<< /Type /Annot /Subtype /FreeText /Contents {hexed(note)} /F 4 /Rect [140 600 300 640] >>"
    return _in_a_file(
        lambda path: pdf_page(
            path, _lines(first, 760), page="/Annots [10 0 R]", objects={10: annotation.encode()}
        )
    ), ()


def _pdf_with_a_file(said: Sequence[str]) -> Written:
    first, within = said[0], said[1]
    more = {
        10: f"<< /Type /Filespec /F (a.txt) /UF {hexed('a.txt')} /EF << /F 11 0 R >> >>".encode(),
        11: stream(within.encode("gb18030"), "/Type /EmbeddedFile"),
    }
    catalog = "/Names << /EmbeddedFiles << /Names [(a.txt) 10 0 R] >> >>"
    return _in_a_file(lambda path: pdf_page(path, _lines(first, 760), catalog=catalog, objects=more)), [
        "附件：a.txt",
        "a.txt",
    ]


def _ofd_of_many_pages(said: Sequence[str]) -> Written:
    pages = [
        "".join(text_object(text[at : at + 12], y=4 + at * 0.28, size=2.6) for at in range(0, len(text), 12))
        for text in said
    ]
    return _in_a_file(lambda path: made(path, pages)), ()


def _apple_mail(said: Sequence[str]) -> Written:
    octets, seen = _mail(said, encoding="utf-8", transfer="base64")
    return f"{len(octets)}\n".encode() + octets + b'<?xml version="1.0"?><plist></plist>\n', seen


def _forwarded(said: Sequence[str]) -> Written:
    inner = _letter("里函")
    inner.set_content("\n".join(said[1:]))
    outer = email.mime.multipart.MIMEMultipart()
    for name, value in _letter("外函").items():
        outer[name] = str(value)
    outer.attach(email.mime.text.MIMEText(said[0], "plain", "utf-8"))
    part = email.mime.base.MIMEBase("message", "rfc822")
    part["Content-Transfer-Encoding"] = "base64"
    part.add_header("Content-Disposition", "attachment", filename="x.eml")
    part = _with_payload(part, inner.as_bytes())
    outer.attach(part)
    return outer.as_bytes(), [*_headers("外函", "x.eml"), *_headers("里函"), "x.eml"]


def _with_payload(part: email.mime.base.MIMEBase, octets: bytes) -> email.mime.base.MIMEBase:
    import base64

    message = email.message.Message()
    message.set_payload(base64.encodebytes(octets).decode("ascii"))
    part.set_payload([message])
    return part


def _rtf_with_notes(said: Sequence[str]) -> Written:
    def escaped(text: str) -> str:
        return "".join(
            f"\\u{ord(sign)}?" if ord(sign) < 0x8000 else f"\\u{ord(sign) - 65536}?" for sign in text
        )

    first, note, header, *rest = map(escaped, said)
    body = f"{{\\header\\pard {header}\\par}}{first}{{\\footnote\\pard {note}}}\\par " + "\\par ".join(rest)
    return f"{{\\rtf1\\ansi {body}\\par}}".encode("ascii"), ()


def _zip_in_zip(said: Sequence[str]) -> Written:
    def packed(members: dict[str, bytes]) -> bytes:
        octets = io.BytesIO()
        with zipfile.ZipFile(octets, "w") as package:
            for name, content in members.items():
                package.writestr(name, content)
        return octets.getvalue()

    within = packed({f"{at}.txt": text.encode() for at, text in enumerate(said)})
    return packed({"卷.zip": within}), ["卷.zip", *(f"{at}.txt" for at in range(len(said)))]


def _tar_bz2(said: Sequence[str]) -> Written:
    octets, seen = _tar(said)
    return bz2.compress(octets), seen


FURTHER_MAKERS: dict[str, tuple[Maker, Sequence[str]]] = {
    "korean.txt": (partial(_text, "cp949"), KOREAN),
    "euc.txt": (partial(_text, "euc_jp"), JAPANESE),
    "hz.txt": (
        partial(_text, "hz"),
        ("渔业合作社借款办法，自即日起施行。", "水利委员会修缮海堤，工料由各乡分摊。"),
    ),
    "latin.txt": (partial(_text, "cp1252"), LATIN),
    "russian.txt": (partial(_text, "cp1251"), RUSSIAN),
    "koi8.txt": (partial(_text, "koi8-r"), RUSSIAN),
    "greek.txt": (partial(_text, "cp1253"), GREEK),
    "korean.html": (partial(_foreign_page, encoding="euc-kr"), KOREAN),
    "sjis.html": (partial(_foreign_page, encoding="shift_jis"), JAPANESE),
    "russian.html": (partial(_foreign_page, encoding="windows-1251"), RUSSIAN),
    "flat.fodt": (_flat_text, SAID),
    "word2003.doc": (_word_2003, SAID),
    "sheet2003.xls": (_sheet_2003, SAID),
    "标文通.uof": (_uof, SAID),
    "table.xls": (_table_called_xls, SAID),
    "word97.doc": (_word_97, SAID),
    "narrow.doc": (_word_of_1997_narrow, LATIN),
    "boxes.docx": (_word_with_boxes, SAID),
    "show.odp": (_show, SAID),
    "note.odt": (_open_note, SAID),
    "notes.pdf": (_pdf_with_notes, SAID[:2]),
    "holds.pdf": (_pdf_with_a_file, SAID[:2]),
    "pages.ofd": (_ofd_of_many_pages, SAID),
    "1.emlx": (_apple_mail, SAID),
    "forwarded.eml": (_forwarded, SAID),
    "notes.rtf": (_rtf_with_notes, SAID),
    "in.zip": (_zip_in_zip, SAID),
    "卷.tar.bz2": (_tar_bz2, SAID),
}
"""By the name of the file, what writes it and what it is to say."""
