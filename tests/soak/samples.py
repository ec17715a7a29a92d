"""A small sound file of every format that is read, for trials that damage them."""

from __future__ import annotations

import datetime as dt
import io
import tarfile
import zipfile
from pathlib import Path

import xlsxwriter
from PIL import Image, ImageDraw

from tests.material.documents import documents
from tests.rooms.holdings.ofd_samples import made, text_object
from tests.rooms.indexer.compound_samples import compound
from tests.rooms.indexer.office_samples import open_document, paragraph, slides, word
from tests.rooms.indexer.test_extraction_mail import attached, letter, outlook
from tests.shared import shared, shared_is_expected

SENTENCE = "各级国家档案馆应当按照规定向社会开放档案。"

#: Files by other writers, small enough to be damaged by the hundred: damaged too where they are.
_SHARED = (
    "helloworld.ofd", "no_page_container.ofd", "multiKeywordInTextCode.ofd", "拿来主义_page6.ofd", "test.doc",
    "test.docx", "test.odt", "test.rtf", "test.html", "test.pdf", "test-ocr-notext.pdf", "test-protected.pdf",
    "test-protected.docx", "issue-400-shiftjis.txt", "issue-494-email-with-plain-and-html.eml",
)  # fmt: skip


def picture(side: int = 160) -> Image.Image:
    """A page of strokes: decoded like a scan, quick to recognise."""
    sheet = Image.new("RGB", (side, side), "white")
    drawing = ImageDraw.Draw(sheet)
    for at in range(20, side - 20, 30):
        drawing.line((20, at, side - 20, at), fill="black", width=3)
    return sheet


def images() -> dict[str, bytes]:
    """Every kind of image, by name."""
    sheet = picture()
    forms: dict[str, tuple[Image.Image, str, dict]] = {
        "scan.jpg": (sheet, "JPEG", {}),
        "cmyk.jpg": (sheet.convert("CMYK"), "JPEG", {}),
        "scan.png": (sheet, "PNG", {}),
        "bits.png": (sheet.convert("1"), "PNG", {}),
        "scan.webp": (sheet, "WEBP", {}),
        "scan.jp2": (sheet, "JPEG2000", {}),
        "scan.bmp": (sheet, "BMP", {}),
        "scan.gif": (sheet.convert("P"), "GIF", {}),
        "lzw.tif": (sheet, "TIFF", {"compression": "tiff_lzw"}),
        "jpeg.tif": (sheet, "TIFF", {"compression": "jpeg"}),
        "fax.tif": (sheet.convert("1"), "TIFF", {"compression": "group4"}),
        "pages.tif": (sheet, "TIFF", {"save_all": True, "append_images": [sheet, sheet]}),
    }
    found = {}
    for name, (image, form, options) in forms.items():
        octets = io.BytesIO()
        image.save(octets, form, **options)
        found[name] = octets.getvalue()
    return found


def sound(folder: Path) -> dict[str, bytes]:
    """Every sample by its name; `folder` is for what is made on the way."""
    found = documents()
    if shared_is_expected():
        found |= {name: shared("formats", name).read_bytes() for name in _SHARED}
    found |= images()
    body = "".join(paragraph(SENTENCE) for _ in range(5))
    found["本馆.docx"] = word(folder / "a.docx", body).read_bytes()
    found["本馆.pptx"] = slides(folder / "a.pptx", {1: SENTENCE, 2: SENTENCE}, (2, 1)).read_bytes()
    found["本馆.odt"] = open_document(folder / "a.odt", "text", f"<text:p>{SENTENCE}</text:p>").read_bytes()
    with xlsxwriter.Workbook(folder / "a.xlsx") as book:
        book.set_properties({"created": dt.datetime(2026, 1, 1)})
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, [SENTENCE, 12, "档案"])
    found["本馆.xlsx"] = (folder / "a.xlsx").read_bytes()
    found["本馆.ofd"] = made(folder / "a.ofd", [text_object(SENTENCE), text_object(SENTENCE)]).read_bytes()
    found["gb.txt"] = (SENTENCE * 20).encode("gb18030")
    found["utf16.txt"] = (SENTENCE * 20).encode("utf-16")
    mail = letter()
    mail.add_attachment(found["本馆.docx"], maintype="application", subtype="x", filename="附件.docx")
    found["来函.eml"] = mail.as_bytes()
    held = {"__attach_version1.0_#00000000": attached("a.txt", SENTENCE.encode())}
    found["来函.msg"] = compound(outlook(**held))
    found["包.zip"] = zipped({"1.docx": found["本馆.docx"], "2.txt": found["gb.txt"]})
    found["包.tar"] = tarred({"1.txt": found["gb.txt"], "2.rtf": found["渡口.rtf"]}, "w")
    found["包.tar.gz"] = tarred({"1.txt": found["gb.txt"], "2.rtf": found["渡口.rtf"]}, "w:gz")
    return found


def zipped(members: dict[str, bytes]) -> bytes:
    """A ZIP of these members."""
    octets = io.BytesIO()
    with zipfile.ZipFile(octets, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return octets.getvalue()


def tarred(members: dict[str, bytes], mode: str) -> bytes:
    """A TAR of these members; `mode` as of tarfile."""
    octets = io.BytesIO()
    with tarfile.open(fileobj=octets, mode=mode) as package:  # type: ignore[call-overload]
        for name, content in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(content)
            package.addfile(entry, io.BytesIO(content))
    return octets.getvalue()
