"""Formats that no reader here knows: what they are called, and whether a Tika server gets text out of them.

So that a unit says of an object what is true of it. What Tika reads was asked of Tika 3.2 itself, and is asked again by
a test.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass
from enum import Enum
from pathlib import Path

from holdings.media.compound import Compound
from holdings.media.letters import MediaError
from holdings.media.zip_parts import ZipParts

_HEAD = 4096


class Words(Enum):
    """Where the words of a format are got."""

    TIKA = "tika"  # a Tika server reads it
    NOWHERE = "nowhere"  # neither does anything here nor Tika
    NONE = "none"  # sound and film: there are none
    LOCKED = "locked"  # encrypted: with its key alone


@dataclass(frozen=True, slots=True)
class Foreign:
    """A format without a reader.

    Attributes:
        zh: its name in Chinese.
        en: its name in English.
        words: where they are got.
        tika_type: as Tika calls it; empty where it has no name for it.
    """

    zh: str
    en: str
    words: Words
    tika_type: str = ""


def _read(zh: str, en: str, tika_type: str) -> Foreign:
    return Foreign(zh, en, Words.TIKA, tika_type)


def _unread(zh: str, en: str, tika_type: str = "") -> Foreign:
    return Foreign(zh, en, Words.NOWHERE, tika_type)


_SOUND = Foreign("录音", "a sound recording", Words.NONE)
_FILM = Foreign("录像或影片", "a film", Words.NONE)
_SEALED = Foreign("加密的数字信封（S/MIME 或 PGP）", "a sealed envelope (S/MIME or PGP)", Words.LOCKED)

EPUB = _read("EPUB 电子书", "an EPUB book", "application/epub+zip")
_WORD_PERFECT = _read(
    "WordPerfect 文档", "a WordPerfect document", "application/vnd.wordperfect; version=6.x"
)
_ACCESS = _read("Access 数据库", "an Access database", "application/x-msaccess")
_OLD_WORD = _unread("Word 2 或 DOS 版 Word、Write 文档", "a document of Word 2, Word for DOS or Write")

SIGNATURES: tuple[tuple[int, bytes, Foreign], ...] = (
    (0, b"ITSF", _read("CHM 帮助文件", "a CHM help file", "application/vnd.ms-htmlhelp")),
    (0, b"7z\xbc\xaf\x27\x1c", _read("7z 压缩包", "a 7z archive", "application/x-7z-compressed")),
    (0, b"Rar!\x1a\x07\x01\x00", _unread("RAR 5 压缩包", "a RAR 5 archive", "application/x-rar-compressed; version=5")),
    (0, b"Rar!\x1a\x07\x00", _read("RAR 压缩包", "a RAR archive", "application/x-rar-compressed")),
    (0, b"!BDN", _read("Outlook 数据文件（PST）", "an Outlook data file (PST)", "application/vnd.ms-outlook-pst")),
    (4, b"Standard Jet DB", _ACCESS),
    (4, b"Standard ACE DB", _ACCESS),
    (0, b"\xffWPC", _WORD_PERFECT),
    (0, b"\x78\x9f\x3e\x22", _read("winmail.dat (TNEF)", "a winmail.dat (TNEF)", "application/vnd.ms-tnef")),
    (0, b"\x1f\x8b", _read("gzip 压缩文件", "a file packed by gzip", "application/gzip")),
    (0, b"BZh", _read("bzip2 压缩文件", "a file packed by bzip2", "application/x-bzip2")),
    (0, b"\xfd7zXZ\x00", _read("xz 压缩文件", "a file packed by xz", "application/x-xz")),
    (0, b"\x60\xea", _read("ARJ 压缩包", "an ARJ archive", "application/x-arj")),
    (0, b"070701", _read("cpio 归档", "a cpio archive", "application/x-cpio")),
    (40, b" EMF", _read("EMF 图元文件", "an EMF drawing", "image/emf")),
    (0, b"\xd7\xcd\xc6\x9a", _read("WMF 图元文件", "a WMF drawing", "image/wmf")),
    (
        0,
        b"\xe4\x52\x5c\x7b\x8c\xd8\xa7\x4d",
        _read("OneNote 笔记", "OneNote notes", "application/onenote; format=one"),
    ),
    (0, b"-----BEGIN PGP MESSAGE", _SEALED),
    (0, b"CAJ\x00", _unread("CAJ 文献", "a CAJ article")),
    (0, b"KDH ", _unread("KDH 文献（知网）", "a KDH article (CNKI)")),
    (0, b"HWP Document File V", _unread("HWP 3 文档", "an HWP 3 document", "application/x-hwp")),
    (0, b"\xdb\xa5\x2d\x00", _OLD_WORD),
    (0, b"\x31\xbe\x00\x00", _OLD_WORD),
    (0, b"\x00\x00\x02\x00\x06\x04", _unread("Lotus 1-2-3 表格", "a Lotus 1-2-3 sheet", "application/vnd.lotus-1-2-3")),
    (0, b"%!PS", _unread("PostScript 文件", "a PostScript file", "application/postscript")),
    (0, b"AC10", _unread("AutoCAD 图（DWG）", "an AutoCAD drawing (DWG)")),
    (0, b"AT&TFORM", _unread("DjVu 扫描件", "a DjVu scan", "image/vnd.djvu")),
    (0, b"8BPS", _unread("Photoshop 图像", "a Photoshop image")),
    (4, b"ftypheic", _unread("HEIC 照片", "a HEIC photograph")),
    (4, b"ftypmif1", _unread("HEIC 照片", "a HEIC photograph")),
    (0, b"SQLite format 3\x00", _unread("SQLite 数据库", "an SQLite database", "application/x-sqlite3")),
    (0, b"MSCF", _unread("CAB 压缩包", "a CAB archive", "application/vnd.ms-cab-compressed")),
    (2, b"-lh", _unread("LZH 压缩包", "an LZH archive", "application/x-lha")),
    (0, b"\x28\xb5\x2f\xfd", _unread("zstd 压缩文件", "a file packed by zstd", "application/zstd")),
    (0, b"MZ", _unread("Windows 或 DOS 程序", "a program of Windows or DOS")),
    (0, b"\x7fELF", _unread("Linux 程序", "a program of Linux")),
    (0, b"\x00\x01\x00\x00\x00", _unread("字体文件", "a font")),
    (0, b"OTTO", _unread("字体文件", "a font")),
    (0, b"ttcf", _unread("字体文件", "a font")),
    (0, b"ID3", _SOUND), (0, b"\xff\xfb", _SOUND), (0, b"\xff\xf3", _SOUND), (0, b"fLaC", _SOUND),
    (0, b"#!AMR", _SOUND), (8, b"WAVE", _SOUND), (4, b"ftypM4A", _SOUND), (0, b"OggS", _SOUND), (0, b"MThd", _SOUND),
    (8, b"AVI ", _FILM), (4, b"ftyp", _FILM), (4, b"moov", _FILM), (0, b"FLV\x01", _FILM),
    (0, b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", _FILM), (0, b"\x1a\x45\xdf\xa3", _FILM), (0, b"\x00\x00\x01\xba", _FILM),
    (0, b"\x00\x00\x01\xb3", _FILM), (0, b".RMF", _FILM),
)  # fmt: skip
"""Where a signature stands in the first bytes, the signature, and what it is; the first that fits."""

STREAMS: tuple[tuple[str, Foreign], ...] = (
    ("VisioDocument", _read("Visio 图", "a Visio drawing", "application/vnd.visio")),
    (
        "Quill/QuillSub/CONTENTS",
        _read("Publisher 出版物", "a Publisher publication", "application/x-mspublisher"),
    ),
    ("BodyText/Section0", _read("HWP 文档", "an HWP document", "application/x-hwp-v5")),
    ("MatOST", _unread("Works 文档", "a Works document", "application/vnd.ms-works")),
)
"""By a stream of it, what a compound file is."""

PARTS: tuple[tuple[re.Pattern[str], Foreign], ...] = (
    (re.compile(r"visio/"), _read("Visio 图", "a Visio drawing", "application/vnd.ms-visio.drawing")),
    (re.compile(r".*\.fdseq\Z"), _read("XPS 文档", "an XPS document", "application/vnd.ms-xpsdocument")),
    (re.compile(r"Index/.*\.iwa\Z|Index\.zip\Z"), _unread("iWork 文档", "an iWork document")),
)
"""By a part of it, what a package is."""

_CMS = bytes.fromhex("2a864886f70d0107")  # RFC 5652: 2 signed, 3 enveloped
_SIGNED = _read("带签名的数字信封（S/MIME）", "a signed envelope (S/MIME)", "application/pkcs7-mime")


def foreign_format(path: Path) -> Foreign | None:
    """What an object is that nothing here reads; None where nobody can tell, or it cannot be opened."""
    try:
        with path.open("rb") as octets:
            head = octets.read(_HEAD)
        if head.startswith(b"\xd0\xcf\x11\xe0"):
            with Compound(path) as compound:
                return next((one for name, one in STREAMS if name in compound.streams), None)
        if head.startswith(b"PK"):
            with ZipParts(path) as parts:
                return foreign_package(parts)
    except (OSError, MediaError, zipfile.BadZipFile):
        return None
    if head.startswith(b"0") and (at := head.find(_CMS, 0, 64)) > 0:
        return {b"\x02": _SIGNED, b"\x03": _SEALED}.get(head[at + 8 : at + 9])
    return next((one for at, signature, one in SIGNATURES if head.startswith(signature, at)), None)


def foreign_package(parts: ZipParts) -> Foreign | None:
    """What a package is that is neither Office nor an archive of files; None for others."""
    names = parts.entries.keys()
    if "mimetype" in names and "META-INF/container.xml" in names:
        return EPUB
    return next((one for pattern, one in PARTS if any(pattern.match(name) for name in names)), None)
