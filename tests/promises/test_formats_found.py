"""Whatever is handed over, in every format that is read: its text is found by a phrase, or the reason is shown.

The whole way: a folder is taken in as a person does it, recognition included, and asked as anyone asks.
"""

from __future__ import annotations

import io

import pytest
from PIL import Image, ImageDraw, ImageFont

from holdings.identity import UnitIdentity
from holdings.store import units
from indexer.pipeline import take_in
from indexer.verify import Terms
from lantai.wiring import House
from sharing.access import ANONYMOUS
from sharing.classes import SharingClass
from tests import homes
from tests.material import documents as material
from tests.material.shared_formats import PHRASES, REASONS
from tests.rooms.indexer.compound_samples import compound
from tests.rooms.indexer.office_samples import open_document, paragraph, slides, word
from tests.rooms.indexer.test_extraction_mail import attached, letter, outlook
from tests.rooms.ocr.printing import font
from tests.shared import shared
from tests.soak.samples import tarred, zipped

pytestmark = pytest.mark.slow

#: Files of which only recognition tells, beside what `PHRASES` says of those with a text layer.
RECOGNISED = {"扫描.pdf": "關於在青螺嶼設置燈塔的請示"}
SHARED_RECOGNISED = {"ano.ofd": "扩展开发指南", "test-ocr-notext.pdf": "This file contains some words"}

#: Numbers as phrases, no two alike: each file says its own.
WORDS = "甲乙丙丁戊己庚辛壬癸"


class Shelf:
    """Files to hand over, each with the phrase that finds it."""

    def __init__(self, folder):
        self.folder = folder
        self.phrases: dict[str, str] = {}
        self._made = folder.parent / "made"
        self._made.mkdir()

    def say(self) -> str:
        """A phrase that no other file has."""
        number = len(self.phrases)
        first, second = divmod(number, len(WORDS))
        return f"海塘工程第{WORDS[first]}{WORDS[second]}号图说"

    def put(self, name: str, octets: bytes, phrase: str) -> None:
        (self.folder / name).write_bytes(octets)
        self.phrases[name] = phrase


def texts(shelf):
    for name, encoding in (
        ("utf8.txt", "utf-8"), ("bom.txt", "utf-8-sig"), ("gb18030.txt", "gb18030"), ("big5.txt", "cp950"),
        ("utf16le.txt", "utf-16"), ("utf16be.txt", "utf-16-be"),
    ):  # fmt: skip
        phrase = shelf.say()
        text = f"{phrase}，附一幅。\n" * 8
        if encoding == "cp950":
            text = text.replace("号图说", "號圖說")
        shelf.put(name, (b"\xfe\xff" if encoding == "utf-16-be" else b"") + text.encode(encoding), phrase)
    japanese = "海岸保全工事の調査について、記録を保存する。\n" * 8
    shelf.put("sjis.txt", japanese.encode("cp932"), "海岸保全工事の調査について")


def documents(shelf):
    made = shelf._made / "x"

    def put(name, make):
        phrase = shelf.say()
        shelf.put(name, make(phrase), phrase)

    put("a.docx", lambda said: word(made, paragraph(said)).read_bytes())
    put("a.pptx", lambda said: slides(made, {1: said}, (1,)).read_bytes())
    put("a.odt", lambda said: open_document(made, "text", f"<text:p>{said}</text:p>").read_bytes())
    cell = "<table:table-cell><text:p>{}</text:p></table:table-cell>"
    cell = f"<table:table><table:table-row>{cell}</table:table-row></table:table>"
    put("a.ods", lambda said: open_document(made, "spreadsheet", cell.format(said)).read_bytes())
    put("a.xlsx", _workbook)
    padding = "附图。" * 500  # the samples' streams are filled up to 4,096 bytes
    put("a.html", lambda said: f"<html><meta charset=gbk><p>{said}</p>".encode("gbk"))
    put("a.rtf", _rtf)
    put("a.eml", lambda said: letter(body=said).as_bytes())
    put("attached.eml", _with_attachment)
    put("a.msg", lambda said: _outlook(f"{said}，{padding}"))
    put("nested.zip", lambda said: zipped({"卷/a.zip": zipped({"b.txt": said.encode("gb18030")})}))
    put("a.tar", lambda said: tarred({"a.txt": said.encode()}, "w"))
    put("a.tar.gz", lambda said: tarred({"a.zip": zipped({"b.rtf": _rtf(said)})}, "w:gz"))
    # Told by what it is, not by what it is called.
    put("真的是压缩包.pdf", lambda said: zipped({"a.txt": said.encode()}))
    put("没有后缀", lambda said: word(made, paragraph(said)).read_bytes())


def _workbook(said):
    import xlsxwriter

    octets = io.BytesIO()
    with xlsxwriter.Workbook(octets) as book:
        book.add_worksheet().write(0, 0, said)
    return octets.getvalue()


def _rtf(said):
    hexed = "".join(f"\\'{octet:02x}" for octet in said.encode("gb18030"))
    return f"{{\\rtf1\\ansi\\ansicpg936 {hexed}\\par}}".encode()


def _outlook(said):
    held = {"__attach_version1.0_#00000000": attached("a.txt", said.encode())}
    return compound(outlook(**held))


def _with_attachment(said):
    mail = letter()
    mail.add_attachment(said, filename="附件.txt")
    return mail.as_bytes()


def images(shelf):
    grey, bits = "L", "1"
    for name, form, mode, options in (
        ("rgb.jpg", "JPEG", "RGB", {"quality": 90}), ("cmyk.jpg", "JPEG", "CMYK", {"quality": 90}),
        ("grey.png", "PNG", grey, {}), ("bits.png", "PNG", bits, {}), ("palette.png", "PNG", "P", {}),
        ("lzw.tif", "TIFF", "RGB", {"compression": "tiff_lzw"}), ("cmyk.tif", "TIFF", "CMYK", {}),
        ("fax.tif", "TIFF", bits, {"compression": "group4"}), ("bits.tif", "TIFF", bits, {}),
        ("jpeg.tif", "TIFF", "RGB", {"compression": "jpeg"}), ("scan.jp2", "JPEG2000", "RGB", {}),
        ("scan.webp", "WEBP", "RGB", {"quality": 90}),
    ):  # fmt: skip
        phrase = shelf.say()
        octets = io.BytesIO()
        sheet(phrase).convert(mode).save(octets, form, **options)
        shelf.put(name, octets.getvalue(), phrase)
    phrase = shelf.say()
    octets = io.BytesIO()
    sheet("首页").save(octets, "TIFF", save_all=True, append_images=[sheet("次页"), sheet(phrase)])
    shelf.put("pages.tif", octets.getvalue(), phrase)
    phrase = shelf.say()
    octets = io.BytesIO()
    sheet(phrase).save(octets, "PDF", resolution=150)
    shelf.put("scanned.pdf", octets.getvalue(), phrase)


def sheet(text):
    page = Image.new("RGB", (700, 220), "white")
    ImageDraw.Draw(page).text((60, 70), text, fill="black", font=shelf_font())
    return page


def shelf_font() -> ImageFont.FreeTypeFont:
    return font(44)


def ours(shelf):
    """Every format, written for this project; what recognition reads of each."""
    for name, octets in material.documents().items():
        shelf.put(name, octets, RECOGNISED.get(name) or material.PHRASES.get(name, ""))
    texts(shelf)
    documents(shelf)
    images(shelf)
    return material.REASONS, RECOGNISED


def others(shelf):
    """The shared files, of many writers."""
    for path in sorted(shared("formats").iterdir()):
        shelf.put(
            path.name, path.read_bytes(), SHARED_RECOGNISED.get(path.name) or PHRASES.get(path.name, "")
        )
    return REASONS, SHARED_RECOGNISED


_OTHERS = pytest.mark.shared("files of many formats by other writers are found by their phrases")


@pytest.fixture(scope="module", params=[ours, pytest.param(others, marks=_OTHERS)], ids=["ours", "others"])
def house(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("formats")
    handed = folder / "移交"
    handed.mkdir()
    shelf = Shelf(handed)
    reasons, recognised = request.param(shelf)
    lacking = {name: reason for name, reason in reasons.items() if name not in recognised}
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LANTAI_HOME", str(folder / "home"))
        patch.setenv("LANTAI_WORKERS", "2")
        house = House()
        terms = Terms("", SharingClass.UNCONDITIONAL, "", house.settings.templates, house.today())
        done = take_in(house.plant, handed, terms, homes.silent)
        assert done.units == len(shelf.phrases)
        yield house, shelf, {one.name: one for one in done.unread}, lacking
        house.close()


def test_every_file_is_found_by_its_phrase(house):
    house, shelf, unread, lacking = house
    lost = {}
    for name, phrase in shelf.phrases.items():
        if name in lacking:
            continue
        answer = house.answering.search(ANONYMOUS, {"q": f'"{phrase}"', "size": "100"})
        titles = {hit["unit"]["title"] for hit in answer["hits"]}
        if not any(name.startswith(title) for title in titles):
            said = unread[name].letter.zh if name in unread else ""
            lost[name] = f"{phrase} {sorted(titles)} {said}"
    assert lost == {}


def test_files_without_text_show_their_reasons(house):
    house, _, unread, lacking = house
    assert len(lacking) == 2
    for name, reason in lacking.items():
        assert reason in unread[name].letter.zh
        with house.store.reading() as connection:
            archive, _, code = unread[name].unit.rpartition(":")
            assert units.find(connection, UnitIdentity(archive, code)) is not None
        shown = house.answering.unit(ANONYMOUS, unread[name].unit)
        assert reason in str(shown)
