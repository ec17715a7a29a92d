"""The same bytes in units of every class, under names of their own: what is hidden lends the open ones no name.

Of each kind of file there is one that is read, and those of which something cannot be read: broken, encrypted, of no
known kind, archives with such members. Each lies twice side by side, hidden before the other and after it.
"""

from __future__ import annotations

import io
import random
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from indexer.plant import Plant
from indexer.writing import drain
from tests.homes import make_plant, take, write_package
from tests.leaks.archives import CONDITIONAL, OPEN, UNREVIEWED, WITHHELD

#: Stands in the name of every file that is hidden, and nowhere else.
HIDDEN_NAME = "鼷鼠检举信"


def _noise(seed: str, size: int) -> bytes:
    return random.Random(seed).randbytes(size)


def _png(seed: str, data: bytes | None = None) -> bytes:
    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    rows = b"".join(b"\0" + _noise(f"{seed}{at}", 32) for at in range(24))
    head = struct.pack(">IIBBBBB", 32, 24, 8, 0, 0, 0, 0)
    body = zlib.compress(rows) if data is None else data
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def _zip(seed: str, members: dict[str, bytes], *, locked: bool = False, torn: bool = False) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, octets in members.items():
            archive.writestr(zipfile.ZipInfo(name), octets + seed.encode())
    written = bytearray(packed.getvalue())
    if locked:
        written[written.find(b"PK\x03\x04") + 6] |= 1
        written[written.find(b"PK\x01\x02") + 8] |= 1
    if torn:
        written[40:50] = bytes(10)
    return bytes(written)


def _torn_word(seed: str) -> bytes:
    return _zip(seed, {"[Content_Types].xml": b"<", "word/document.xml": b"<w"})


def _tar(seed: str) -> bytes:
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as archive:
        for name, octets in (("一.txt", f"清册{seed}".encode()), ("二.txt", _noise(seed, 4000))):
            entry = tarfile.TarInfo(name)
            entry.size = len(octets)
            archive.addfile(entry, io.BytesIO(octets))
    return packed.getvalue()[:2600]


def _locked_pdf(seed: str) -> bytes:
    parts = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>",
        b"<< /Filter /Standard /V 1 /R 2 /P -4 /O <%s> /U <%s> >>"
        % (_noise(f"o{seed}", 32).hex().encode(), _noise(f"u{seed}", 32).hex().encode()),
    ]
    written, places = bytearray(b"%PDF-1.4\n"), []
    for number, part in enumerate(parts, 1):
        places.append(len(written))
        written += b"%d 0 obj\n%s\nendobj\n" % (number, part)
    table = len(written)
    written += b"xref\n0 5\n0000000000 65535 f \n" + b"".join(b"%010d 00000 n \n" % at for at in places)
    told = _noise(f"i{seed}", 16).hex().encode()
    written += b"trailer\n<< /Size 5 /Root 1 0 R /Encrypt 4 0 R /ID [<%s> <%s>] >>\n" % (told, told)
    return bytes(written + b"startxref\n%d\n%%%%EOF\n" % table)


def _mail(seed: str) -> bytes:
    return (
        f"From: a@archive.test\nTo: b@archive.test\nSubject: report {seed}\nMIME-Version: 1.0\n"
        'Content-Type: multipart/mixed; boundary="x"\n\n--x\nContent-Type: text/plain; charset=utf-8\n\n'
        f'堤岸报告{seed}\n--x\nContent-Type: application/pdf; name="damaged.pdf"\n'
        "Content-Disposition: attachment\n\n%PDF-1.4 torn\n--x--\n"
    ).encode()


@dataclass(frozen=True, slots=True)
class Sort:
    """One sort of file: its bytes by a seed, and the suffixes of the hidden one's name and of the other's."""

    name: str
    bytes_of: Callable[[str], bytes]
    hidden: str
    other: str


SORTS = (
    Sort("文本", lambda seed: f"堤岸修缮报告，第{seed}号。".encode(), ".txt", ".txt"),
    Sort("异名文本", lambda seed: f"堤岸修缮清册{seed}".encode("utf-16-le") + b"\0\xd8\0", ".txt", ".dat"),
    Sort("断页", lambda seed: f"<p>堤岸<b>修缮</b>{seed}</p>".encode(), ".html", ".txt"),
    Sort("坏版式", lambda seed: b"%PDF-1.7\n" + _noise(seed, 90), ".pdf", ".pdf"),
    Sort("加密版式", _locked_pdf, ".pdf", ".pdf"),
    Sort("不明", lambda seed: b"\x00\x01\x02" + _noise(seed, 90), ".heic", ".bin"),
    Sort("坏照片", lambda seed: b"\xff\xd8\xff\xe0" + _noise(seed, 60), ".jpg", ".jpeg"),
    Sort("照片", _png, ".png", ".tif"),
    Sort("坏图", lambda seed: _png(seed, b"\x78\x9c" + _noise(seed, 40)), ".png", ".png"),
    Sort("包", lambda seed: _zip(seed, {"甲.txt": b"abc", "乙.pdf": b"%PDF-1.4 torn"}), ".zip", ".zip"),
    Sort("加密包", lambda seed: _zip(seed, {"甲.txt": b"abc", "乙.txt": b"d"}, locked=True), ".zip", ".dat"),
    Sort("坏包", lambda seed: _zip(seed, {"甲.txt": b"abc" * 40, "乙.txt": b"d"}, torn=True), ".zip", ".zip"),
    Sort("断包", _tar, ".tar", ".tar"),
    Sort("邮件", _mail, ".eml", ".txt"),
    Sort(
        "坏文书",
        lambda seed: _zip(seed, {"[Content_Types].xml": b"<", "word/document.xml": b"<w"}),
        ".docx",
        ".docx",
    ),
    Sort("旧文书", lambda seed: bytes.fromhex("d0cf11e0a1b11ae1") + _noise(seed, 700), ".doc", ".wps"),
    Sort("空", lambda seed: b"", ".txt", ".pdf"),
    Sort(
        "信箱",
        lambda seed: b"From a@archive.test Mon Jan  1 00:00:00 2001\n" + _mail(seed) + b"\n",
        ".mbox",
        ".txt",
    ),
    Sort("信包", lambda seed: _zip(seed, {"甲.eml": _mail(seed), "乙.txt": b"abc"}), ".zip", ".dat"),
    Sort(
        "包中包",
        lambda seed: _zip(seed, {"甲.zip": _zip(seed, {"乙.pdf": b"%PDF-1.4 torn"})}),
        ".zip",
        ".zip",
    ),
    Sort(
        "坏账册",
        lambda seed: _zip(seed, {"[Content_Types].xml": b"<", "xl/workbook.xml": b"<"}),
        ".xlsx",
        ".zip",
    ),
    Sort("断文书", lambda seed: b"{\\rtf1\\ansi{\\fonttbl " + seed.encode() * 9, ".rtf", ".txt"),
)

#: (fonds, class of the hidden unit, class of the other).
PAIRS = (("J201", WITHHELD, OPEN), ("J202", UNREVIEWED, CONDITIONAL), ("J203", WITHHELD, WITHHELD))


@dataclass(frozen=True, slots=True)
class Filed:
    """A unit with one file."""

    code: str
    sharing: str
    name: str
    octets: bytes
    hidden: bool


def filed() -> Iterator[Filed]:
    """Every unit, in the order of the catalogue: of each pair one first and then, with other bytes, the other."""
    for fonds, closed, other in PAIRS:
        for at, sort in enumerate(SORTS):
            for turn in (0, 1):
                octets = sort.bytes_of(f"{fonds}{at}{turn}")
                # The hidden ones are of fonds that nobody asks for, so that the others' codes tell nothing of them.
                secret = Filed(
                    f"J29{fonds[-1]}-{at:02d}{turn}",
                    closed,
                    f"密卷{fonds}/{HIDDEN_NAME}{at}{turn}{sort.hidden}",
                    octets,
                    True,
                )
                open_ = Filed(
                    f"{fonds}-{at:02d}{turn}",
                    other,
                    f"{fonds}/{sort.name}{at}{turn}{sort.other}",
                    octets,
                    False,
                )
                yield from (secret, open_) if turn else (open_, secret)


def make_archive(folder: Path, *, hidden: bool) -> Plant:
    """A home with all units, or one that never held those that are hidden."""
    plant = make_plant(folder / "home")
    held = [one for one in filed() if hidden or not one.hidden]
    rows = [
        {"档号": one.code, "题名": f"堤岸修缮 {one.code}", "共享类型": one.sharing, "文件": one.name}
        for one in held
    ]
    take(plant, write_package(folder / "移交", rows, {one.name: one.octets for one in held}))
    drain(plant)
    return plant
