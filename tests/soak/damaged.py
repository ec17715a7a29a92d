"""A corpus of damaged and hostile files, the same for the same seed: what an archive may be handed, and worse."""

from __future__ import annotations

import io
import random
import struct
import tarfile
import time
import zipfile
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from tests.rooms.holdings.ofd_samples import STANDARD, made, page_xml, text_object
from tests.rooms.indexer.office_samples import paragraph, word
from tests.soak.samples import SENTENCE, sound, tarred, zipped

Damage = Callable[[bytes, random.Random], bytes]

_LAUGHS = (
    '<!DOCTYPE d [<!ENTITY a "哈哈"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">'
    '<!ENTITY d "&c;&c;&c;&c;&c;&c;&c;&c;"><!ENTITY e SYSTEM "file:///etc/passwd">]>'
)

_LAUGHING = (_LAUGHS + "<d>&d;</d>").encode()
_WIDE = "<ofd:Area><ofd:PhysicalBox>0 0 1e9 1e9</ofd:PhysicalBox></ofd:Area>"


def _cut(octets: bytes, dice: random.Random) -> bytes:
    return octets[: max(1, int(len(octets) * dice.uniform(0.02, 0.98)))]


def _flipped_a_few(octets: bytes, dice: random.Random) -> bytes:
    return _flipped(octets, dice, dice.randint(1, 8))


def _flipped_many(octets: bytes, dice: random.Random) -> bytes:
    return _flipped(octets, dice, max(8, len(octets) // 50))


def _flipped(octets: bytes, dice: random.Random, count: int) -> bytes:
    changed = bytearray(octets)
    for _ in range(count):
        changed[dice.randrange(len(changed))] ^= 1 << dice.randrange(8)
    return bytes(changed)


def _blanked(octets: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(octets))
    length = min(len(octets) - start, max(16, len(octets) // dice.randint(2, 10)))
    return octets[:start] + bytes(length) + octets[start + length :]


def _stuffed(octets: bytes, dice: random.Random) -> bytes:
    at = dice.randrange(len(octets))
    return octets[:at] + dice.randbytes(dice.randint(1, 4096)) + octets[at:]


def _repeated(octets: bytes, dice: random.Random) -> bytes:
    start = dice.randrange(len(octets))
    piece = octets[start : start + dice.randint(1, 512)]
    return octets[:start] + piece * dice.randint(2, 200) + octets[start:]


def _largest_numbers(octets: bytes, dice: random.Random) -> bytes:
    changed = bytearray(octets)
    for _ in range(dice.randint(1, 4)):
        at = dice.randrange(max(1, min(len(changed), 2048) - 4))
        changed[at : at + 4] = dice.choice((b"\xff" * 4, b"\x7f\xff\xff\xff", b"\xff\xff\xff\x7f", bytes(4)))
    return bytes(changed)


DAMAGES: dict[str, Damage] = {
    "cut": _cut,
    "flipped": _flipped_a_few,
    "corrupt": _flipped_many,
    "blanked": _blanked,
    "stuffed": _stuffed,
    "repeated": _repeated,
    "numbers": _largest_numbers,
}
"""What is done to each sound file."""


def corpus(folder: Path, count: int, seed: int) -> dict[str, bytes]:
    """Damaged files by name: every hostile one, every sound one under a wrong name, and damage by turns.

    Args:
        folder: for what is made on the way.
        count: how many files, at least as many as there are hostile ones to have them all.
        seed: of every choice.
    """
    dice = random.Random(seed)
    with _one_moment(seed):
        samples = sound(folder)
        found: dict[str, bytes] = dict(hostile(folder))
    names = sorted(samples)
    for at, name in enumerate(names):
        wrong = Path(names[(at * 7 + 5) % len(names)]).suffix
        found[f"misnamed-{at:02d}-{Path(name).stem}{wrong}"] = samples[name]
    turn = 0
    while len(found) < count:
        for name in names:
            kind = list(DAMAGES)[turn % len(DAMAGES)]
            damaged = DAMAGES[kind](samples[name], dice)
            found[f"{kind}-{turn:03d}-{name}"] = damaged
            turn += 1
    if len(found) > count:  # a small part: some of each sort
        kept = dice.sample(sorted(found), count)
        found = {name: found[name] for name in sorted(kept)}
    return found


@contextmanager
def _one_moment(seed: int) -> Iterator[None]:
    """Packages hold the time of their making, mails a boundary drawn by lot: the same each time."""
    moment = time.gmtime(1_700_000_000)
    random.seed(seed)
    with patch("time.time", return_value=1_700_000_000.0), patch("time.localtime", return_value=moment):
        yield


def hostile(folder: Path) -> dict[str, bytes]:
    """Files made to do harm, by name."""
    found: dict[str, bytes] = {}
    for suffix in ("pdf", "docx", "ofd", "jpg", "txt", "zip", "eml", "tif"):
        found[f"empty.{suffix}"] = b""
    found |= _archives()
    found |= _packages(folder)
    found |= _pdfs()
    found |= _images()
    found |= _texts()
    return found


def _archives() -> dict[str, bytes]:
    zeros = zipped({"zeros.txt": bytes(80 << 20)})
    nested = zipped({"a.txt": SENTENCE.encode()})
    for at in range(12):
        nested = zipped({f"{at}.zip": nested})
    wide = zipped({f"{at}.zip": zeros for at in range(40)})
    leaving = io.BytesIO()
    with zipfile.ZipFile(leaving, "w") as package:
        for name in (
            "../../escape.txt",
            "/etc/lantai-escape",
            "C:\\escape.txt",
            "a/../../b.txt",
            "inside.txt",
        ):
            package.writestr(name, SENTENCE)
    links = io.BytesIO()
    with tarfile.open(fileobj=links, mode="w") as archive:
        for name, kind, to in (
            ("link", tarfile.SYMTYPE, "/etc/passwd"),
            ("hard", tarfile.LNKTYPE, "../../x"),
            ("pipe", tarfile.FIFOTYPE, ""),
            ("disk", tarfile.BLKTYPE, ""),
        ):
            entry = tarfile.TarInfo(name)
            entry.type, entry.linkname = kind, to
            archive.addfile(entry)
        for name in ("../up.txt", "/root.txt"):
            entry = tarfile.TarInfo(name)
            entry.size = 3
            archive.addfile(entry, io.BytesIO(b"abc"))
    locked = bytearray(zipped({"1.txt": b"abc" * 50, "2.txt": b"def"}))
    for mark, flag in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := locked.find(mark, at + 1)) >= 0:
            locked[at + flag] |= 1
    huge = bytearray(zipped({"1.txt": b"abc" * 50}))
    at = huge.find(b"PK\x01\x02")
    huge[at + 24 : at + 28] = b"\xfe\xff\xff\xff"  # unpacked size as the directory claims it
    nameless = io.BytesIO()
    with zipfile.ZipFile(nameless, "w") as package:
        package.writestr(zipfile.ZipInfo(""), b"nothing")
        package.writestr("1.txt", SENTENCE)
    bomb = zlib.compressobj(9, wbits=31)
    gz = bomb.compress(bytes(300 << 20)) + bomb.flush()
    return {
        "bomb.zip": zeros,
        "bomb-of-bombs.zip": wide,
        "nested-12.zip": nested,
        "escape.zip": leaving.getvalue(),
        "links.tar": links.getvalue(),
        "locked.zip": bytes(locked),
        "claims-4-gb.zip": bytes(huge),
        "many-members.zip": zipped({f"{at}.txt": b"x" for at in range(12_000)}),
        "nameless.zip": nameless.getvalue(),
        "bomb.gz": gz,
        "bomb.tar.gz": tarred({"zeros": bytes(200 << 20)}, "w:gz"),
        "no-members.zip": b"PK\x05\x06" + bytes(18),
        "half-a-tar.tar": tarred({"1.txt": b"abc", "2.txt": bytes(4000)}, "w")[:1800],
    }


def _packages(folder: Path) -> dict[str, bytes]:
    place = folder / "hostile"
    blanks = page_xml(text_object("一") + " " * (100 << 20))
    unit = '<ofd:CompositeGraphicUnit ID="{}"><ofd:Content>{}</ofd:Content></ofd:CompositeGraphicUnit>'
    call = '<ofd:CompositeObject ID="1" Boundary="0 0 1 1" ResourceID="{}"/>'
    loops = (
        f'<ofd:Res xmlns:ofd="{STANDARD}"><ofd:CompositeGraphicUnits>{unit.format(7, call.format(8) * 2)}'
        f"{unit.format(8, call.format(7) * 2)}</ofd:CompositeGraphicUnits></ofd:Res>"
    )
    common = "<ofd:PublicRes>Res.xml</ofd:PublicRes>"
    deep = "<w:tbl><w:tr><w:tc>" * 20_000 + "深" + "</w:tc></w:tr></w:tbl>" * 20_000
    many = text_object("页")
    laughing = page_xml(text_object("&d;&e;"))
    return {
        "laughs.ofd": made(place, [_LAUGHS + laughing], parts={"Doc_0/Pages/P0.xml": _LAUGHS + laughing}).read_bytes(),
        "outside.ofd": made(place, [many], base="../../../../etc/passwd").read_bytes(),
        "blanks.ofd": made(place, [blanks]).read_bytes(),
        "loop.ofd": made(place, [call.format(7)], common=common, parts={"Doc_0/Res.xml": loops}).read_bytes(),
        "many-pages.ofd": made(place, [many], after="", parts=_endless_ofd()).read_bytes(),
        "endless-deltas.ofd": made(
            place, [text_object("一二三", deltas='DeltaX="g 999999999 1 g 999999999 1"')]
        ).read_bytes(),
        "nan.ofd": made(
            place, [text_object("一二", more='CTM="nan inf 1e308 -1e308 0 0"', size=float("inf"))]
        ).read_bytes(),
        "huge-page.ofd": made(place, [page_xml(many, before=_WIDE)]).read_bytes(),
        "no-document.ofd": zipped({"OFD.xml": b"<OFD><DocBody><DocRoot>gone.xml</DocRoot></DocBody></OFD>"}),
        "laughs.docx": zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": _LAUGHING}),
        "deep.docx": word(place, deep).read_bytes(),
        "bomb.docx": word(place, paragraph("字" * (40 << 20))).read_bytes(),
        "empty-parts.docx": zipped({"[Content_Types].xml": b"", "word/document.xml": b""}),
        "lost-slides.pptx": zipped({"[Content_Types].xml": b"<Types/>", "ppt/presentation.xml": b"<p/>"}),
        "laughs.odt": zipped({"mimetype": b"application/vnd.oasis.opendocument.text", "content.xml": _LAUGHING}),
        "endless-blanks.ods": zipped(
            {
                "mimetype": b"application/vnd.oasis.opendocument.spreadsheet",
                "content.xml": b'<d xmlns:t="t"><t:body><t:s t:c="999999999"/></t:body></d>',
            }
        ),
        "far-cell.xlsx": _far_cell(),
    }  # fmt: skip


def _endless_ofd() -> dict[str, str]:
    pages = "".join(f'<ofd:Page ID="{at}" BaseLoc="Pages/P0.xml"/>' for at in range(30_000))
    return {
        "Doc_0/Document.xml": f'<ofd:Document xmlns:ofd="{STANDARD}"><ofd:Pages>{pages}</ofd:Pages></ofd:Document>'
    }


def _far_cell() -> bytes:
    space = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    sheet = '<sheet name="a" sheetId="1" r:id="r" xmlns:r="r"/>'
    link = '<Relationship Id="r" Target="worksheets/sheet1.xml"/>'
    rows = '<row r="1"><c r="A1" t="inlineStr"><is><t>近</t></is></c></row>'
    rows += '<row r="1048576"><c r="XFD1048576" t="inlineStr"><is><t>远</t></is></c></row>'
    return zipped(
        {
            "[Content_Types].xml": b"<Types/>",
            "xl/workbook.xml": f"<workbook {space}><sheets>{sheet}</sheets></workbook>".encode(),
            "xl/_rels/workbook.xml.rels": f"<Relationships>{link}</Relationships>".encode(),
            "xl/worksheets/sheet1.xml": f"<worksheet {space}><sheetData>{rows}</sheetData></worksheet>".encode(),
        }
    )  # fmt: skip


def _pdf(*objects: bytes, root: int = 1) -> bytes:
    """A PDF of these objects, numbered from 1, with a true table of where they lie."""
    out, places = bytearray(b"%PDF-1.7\n"), []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<</Size %d/Root %d 0 R>>\n" % (len(objects) + 1, root)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % start)


def _stream(content: bytes, more: bytes = b"") -> bytes:
    return b"<</Length %d%s>>\nstream\n" % (len(content), more) + content + b"\nendstream"


def _pdfs() -> dict[str, bytes]:
    catalogue, tree = b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[3 0 R]/Count 1>>"
    page = (
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>"
    )
    itself = b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 5 0 R>>>>"
    bomb = zlib.compress(b"0 0 m 9 9 l S\n" * (4 << 20), 9)
    prev = _pdf(catalogue, tree, page, _stream(b""))
    start = prev.rfind(b"xref\n0")
    looping = prev.replace(b"/Root 1 0 R", b"/Root 1 0 R/Prev %d" % start)
    return {
        "page-tree-of-itself.pdf": _pdf(catalogue, b"<</Type/Pages/Kids[2 0 R 2 0 R]/Count 99999999>>"),
        "form-of-itself.pdf": _pdf(catalogue, tree, page, _stream(b"/X Do"), _stream(b"/X Do /X Do", itself)),
        "table-of-itself.pdf": looping,
        "object-of-itself.pdf": _pdf(catalogue, b"2 0 R", page),
        "length-of-itself.pdf": _pdf(catalogue, tree, page, b"<</Length 4 0 R>>\nstream\nx\nendstream"),
        "wide-as-the-moon.pdf": _pdf(
            catalogue, tree, page.replace(b"0 0 200 200", b"0 0 1e9 1e9"), _stream(b"0 0 m 9 9 l S")
        ),
        "no-size.pdf": _pdf(catalogue, tree, page.replace(b"0 0 200 200", b"0 0 0 0"), _stream(b"")),
        "many-pages.pdf": _pdf(
            catalogue, b"<</Type/Pages/Kids[%s]/Count 25000>>" % (b"3 0 R " * 25_000), page
        ),
        "stream-bomb.pdf": _pdf(catalogue, tree, page, _stream(bomb, b"/Filter/FlateDecode")),
        "deep-arrays.pdf": _pdf(catalogue, tree, page, b"[" * 100_000),
        "no-pages.pdf": _pdf(catalogue, b"<</Type/Pages/Kids[]/Count 0>>"),
        "only-a-head.pdf": b"%PDF-1.7\n",
        "strange-lock.pdf": _pdf(
            catalogue, tree, page, _stream(b""), b"<</Filter/Standard/V 9/R 9>>"
        ).replace(b"/Root 1 0 R", b"/Root 1 0 R/Encrypt 5 0 R"),
    }


def _png(width: int, height: int, rows: bytes = b"") -> bytes:
    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


def _tiff(entries: list[tuple[int, int, int, int]], following: int) -> bytes:
    body = struct.pack("<H", len(entries)) + b"".join(struct.pack("<HHII", *entry) for entry in entries)
    return b"II*\0" + struct.pack("<I", 8) + body + struct.pack("<I", following)


def _images() -> dict[str, bytes]:
    small = [(256, 4, 1, 8), (257, 4, 1, 8), (258, 3, 1, 8), (259, 3, 1, 1), (262, 3, 1, 1), (273, 4, 1, 200),
             (278, 4, 1, 8), (279, 4, 1, 64)]  # fmt: skip
    huge = [(256, 4, 1, 4_000_000_000), (257, 4, 1, 4_000_000_000), *small[2:]]
    far = [*small, (700, 7, 4_000_000_000, 16)]
    return {
        "huge.png": _png(2_000_000_000, 2_000_000_000),
        "large.png": _png(60_000, 60_000),
        "lacks-rows.png": _png(3_000, 3_000, bytes(100)),
        "no-size.png": _png(0, 0),
        "loop.tif": _tiff(small, 8) + bytes(400),
        "huge.tif": _tiff(huge, 0) + bytes(400),
        "far-tag.tif": _tiff(far, 0) + bytes(400),
        "no-tags.tif": _tiff([], 0),
        "only-a-head.jpg": b"\xff\xd8\xff\xe0",
        "only-a-head.jp2": b"\x00\x00\x00\x0cjP  \r\n\x87\n" + bytes(60),
        "huge.bmp": b"BM" + bytes(12) + struct.pack("<IiiHHIIiiII", 40, 2**31 - 1, 2**31 - 1, 1, 24, 0, 0, 0, 0, 0, 0),
        "huge.gif": b"GIF89a\xff\xff\xff\xff\xf0\0\0" + bytes(800) + b",\0\0\0\0\xff\xff\xff\xff\0\x08\0;",
        "huge.webp": b"RIFF\x1e\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\xff\xff\xff\xff\xff\xff" + bytes(8),
    }  # fmt: skip


def _texts() -> dict[str, bytes]:
    parts = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (at, at) for at in range(2_000)
    )
    head = b"From: a@b\nTo: c@d\nSubject: x\nMIME-Version: 1.0\n"
    return {
        "deep.html": b"<html>" + b"<div>" * 200_000 + SENTENCE.encode() + b"</div>" * 200_000,
        "open-tags.html": b"<html>" + b"<a href='" * 100_000,
        "deep.rtf": b"{\\rtf1" + b"{" * 500_000 + b"x" + b"}" * 500_000,
        "bin.rtf": b"{\\rtf1 a\\bin2147483647 b}",
        "deep.eml": head + parts,
        "many-parts.eml": head
        + b"Content-Type: multipart/mixed; boundary=b\n\n"
        + b"--b\n\nx\n" * 30_000
        + b"--b--",
        "strange-charset.eml": head + b'Content-Type: text/plain; charset="no-such"\n\n' + SENTENCE.encode("gbk"),
        "noise.txt": random.Random(3).randbytes(5_000),
        "zeros.txt": bytes(5_000),
        "one-line.txt": b"x" * (3 << 20),
        "noise.bin": random.Random(4).randbytes(50_000),
        "noise.msg": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + random.Random(5).randbytes(20_000),
        "loop.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + b"\x3e\0\x03\0\xfe\xff\x09\0\x06\0" + bytes(10)
        + b"\x01\0\0\0\0\0\0\0" + bytes(8) + b"\0\x10\0\0\0\0\0\0\x01\0\0\0" + bytes(8) + bytes(436) + bytes(2048),
    }  # fmt: skip
