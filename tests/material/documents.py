"""A file of every format that archives hand over, small, with the phrase that finds it or the reason it has none."""

from __future__ import annotations

import struct
import tempfile
from collections.abc import Callable
from email.message import EmailMessage
from functools import cache
from pathlib import Path

from tests.material.truetype import blocks
from tests.rooms.holdings.media_samples import pdf
from tests.rooms.holdings.ofd_samples import made, text_object
from tests.rooms.indexer.compound_samples import compound

OFFICE = Path(__file__).resolve().parent / "office"
SAMPLES = Path(__file__).resolve().parents[2] / "samples"
#: Of the sample holdings: a born-digital PDF that brings its fonts, and one of scanned pages alone.
BORN_PDF = SAMPLES / "海光中学移交" / "电子" / "2006-0011.pdf"
SCANNED_PDF = SAMPLES / "闽海港务局" / "扫描件" / "1954-002-006.pdf"

#: What the two pages of the Chinese documents in `OFFICE` say, and the document of 1997.
FERRY = ("连屿镇渡口章程，渡船每日卯时开行。", "白沙渡船户名册，附保结三纸。")
WORD_97 = (
    "The ferry of Lianyu leaves at five in the morning.",
    "Roll of the boatmen of Baisha, with three bonds.",
)

#: What the two columns of 两栏.ofd say, each set in lines of ten characters.
COLUMNS = (
    "左栏先述渡口沿革，次述渡船尺寸与载重，末附历年船捐数目。",
    "右栏先述渡工工食，次述船只修理，末附乘客须知十条。",
)

PHRASES = {
    "ferry.doc": WORD_97[0],
    "渡口.docx": FERRY[0],
    "渡口.odt": FERRY[0],
    "渡口.rtf": FERRY[1],
    "渡口.html": FERRY[1],
    "潮汐.txt": "潮位観測の記録について",
    "来函.eml": "请于月内派员到馆点交。",
    "开馆.pdf": "连屿档案馆开馆通告",
    "一行.ofd": "渡船执照存根",
    "两栏.ofd": "右栏先述渡工工食，次述船只修理",
    "合成.ofd": "灯塔值更日记",
    "自带字形.ofd": "灯号对照表",
}
REASONS = {
    "扫描.pdf": "LANTAI_OCR",  # recognised where recognition is on
    "加密.docx": "加密",
    "加密.pdf": "加密",
}


@cache
def document(name: str) -> bytes:
    """The bytes of one of `PHRASES` or `REASONS`."""
    if (OFFICE / name).exists():
        return (OFFICE / name).read_bytes()
    return _MAKERS[name]()


def documents() -> dict[str, bytes]:
    """All of them by name."""
    return {name: document(name) for name in (*PHRASES, *REASONS)}


def placed(folder: Path, name: str) -> Path:
    """The document `name` as a file in `folder`."""
    path = folder / name
    path.write_bytes(document(name))
    return path


def _in_a_file(make: Callable[[Path], Path]) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        return make(Path(folder) / "made").read_bytes()


def _tide() -> bytes:
    line = "潮位観測の記録について、測候所より報告する。毎時の水位、風向および気圧を添付。\r\n"
    return (line * 4).encode("cp932")


def _mail() -> bytes:
    mail = EmailMessage()
    mail["Subject"], mail["From"], mail["To"] = "关于点交", "渡口办 <ferry@example.cn>", "archive@example.cn"
    mail["Date"] = "Mon, 05 Mar 2018 09:30:00 +0800"
    mail.set_content("请于月内派员到馆点交。\n")
    mail.add_alternative(
        "<html><body><p>请于月内派员到馆<b>点交</b>。（网页）</p></body></html>", subtype="html"
    )
    return mail.as_bytes()


def _notice(path: Path) -> Path:
    lines = ("连屿档案馆开馆通告", "本馆定于下月初一日起", "开放阅览，来馆者须携带")
    return pdf(
        path, [[(100.0, 700.0 - 20 * at, line) for at, line in enumerate(lines)], [(100.0, 700.0, "附则")]]
    )


def _locked_pdf() -> bytes:
    """The notice behind a password: RC4 of 40 bits, whose key the empty password does not give."""
    octets = _in_a_file(_notice)
    lock = b"/Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >> /ID [<00> <00>] " % (
        b"5a" * 32,
        b"a5" * 32,
    )
    return octets.replace(b"/Root 1 0 R", lock + b"/Root 1 0 R")


def _locked_word() -> bytes:
    """What a word processor writes for a password: the package encrypted by AES (MS-OFFCRYPTO 2.3.4.5)."""
    provider = "Microsoft Enhanced RSA and AES Cryptographic Provider\0".encode("utf-16-le")
    header = struct.pack("<IIIIIIII", 0x24, 0, 0x660E, 0x8004, 128, 0x18, 0, 0) + provider
    verifier = struct.pack("<I", 16) + b"\x11" * 16 + b"\x22" * 16 + struct.pack("<I", 20) + b"\x33" * 32
    told = struct.pack("<HHII", 3, 2, 0x24, len(header)) + header + verifier
    return compound({"EncryptionInfo": told, "EncryptedPackage": struct.pack("<Q", 4_000) + b"\x44" * 4_096})


def _columns(path: Path) -> Path:
    """Two columns, each a composite object of the resources."""
    left, right = ([text[at : at + 10] for at in range(0, len(text), 10)] for text in COLUMNS)
    units = "".join(
        f'<ofd:CompositeGraphicUnit ID="{number}"><ofd:Content>'
        + "".join(text_object(line, x=x, y=20 + 8 * at) for at, line in enumerate(lines))
        + "</ofd:Content></ofd:CompositeGraphicUnit>"
        for number, x, lines in ((20, 10, left), (21, 110, right))
    )
    call = '<ofd:CompositeObject ID="{0}" Boundary="0 0 200 100" ResourceID="{0}"/>'
    resources = (
        f'<ofd:Res xmlns:ofd="urn:x"><ofd:CompositeGraphicUnits>{units}</ofd:CompositeGraphicUnits></ofd:Res>'
    )
    return made(
        path,
        [call.format(20) + call.format(21)],
        common="<ofd:PublicRes>R.xml</ofd:PublicRes>",
        parts={"Doc_0/R.xml": resources},
    )


def _composite(path: Path) -> Path:
    unit = (
        '<ofd:CompositeGraphicUnit ID="20"><ofd:Content>'
        + text_object("灯塔值更日记")
        + "</ofd:Content></ofd:CompositeGraphicUnit>"
    )
    resources = (
        f'<ofd:Res xmlns:ofd="urn:x"><ofd:CompositeGraphicUnits>{unit}</ofd:CompositeGraphicUnits></ofd:Res>'
    )
    return made(
        path,
        ['<ofd:CompositeObject ID="1" Boundary="0 0 200 100" ResourceID="20"/>'],
        common="<ofd:PublicRes>R.xml</ofd:PublicRes>",
        parts={"Doc_0/R.xml": resources},
    )


def _own_glyphs(path: Path) -> Path:
    """A page of text, and two of private-use characters that only the font in the file can draw."""
    fonts = (
        '<ofd:Res xmlns:ofd="urn:x" BaseLoc="Res"><ofd:Fonts><ofd:Font ID="5" FontName="Blocks">'
        "<ofd:FontFile>blocks.ttf</ofd:FontFile></ofd:Font></ofd:Fonts></ofd:Res>"
    )
    glyphs = (
        '<ofd:TextObject ID="9" Boundary="20 {y} 160 10" Font="5" Size="10">'
        '<ofd:CGTransform CodePosition="0" CodeCount="4" GlyphCount="4"><ofd:Glyphs>1 2 3 4</ofd:Glyphs>'
        '</ofd:CGTransform><ofd:TextCode X="0" Y="9" DeltaX="g 3 12">\ue001\ue002\ue003\ue004</ofd:TextCode>'
        "</ofd:TextObject>"
    )
    drawn = "".join(glyphs.format(y=y) for y in (20, 40, 60))
    return made(
        path,
        [text_object("灯号对照表", y=10), drawn, drawn],
        common="<ofd:PublicRes>R.xml</ofd:PublicRes>",
        parts={"Doc_0/R.xml": fonts, "Doc_0/Res/blocks.ttf": blocks()},
    )


_MAKERS: dict[str, Callable[[], bytes]] = {
    "潮汐.txt": _tide,
    "来函.eml": _mail,
    "开馆.pdf": lambda: _in_a_file(_notice),
    "扫描.pdf": SCANNED_PDF.read_bytes,
    "加密.pdf": _locked_pdf,
    "加密.docx": _locked_word,
    "一行.ofd": lambda: _in_a_file(lambda path: made(path, [text_object("渡船执照存根")])),
    "两栏.ofd": lambda: _in_a_file(_columns),
    "合成.ofd": lambda: _in_a_file(_composite),
    "自带字形.ofd": lambda: _in_a_file(_own_glyphs),
}
