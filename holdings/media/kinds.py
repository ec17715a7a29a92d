"""What kind of thing a digital object is: told by its content, its name only breaks ties."""

from __future__ import annotations

import codecs
import re
from enum import StrEnum
from pathlib import PurePosixPath

from holdings.media.text_encodings import is_unmarked_utf_16

HEAD = 4096
"""Bytes of an object's beginning that are enough to tell its kind."""


class MediaKind(StrEnum):
    """Kinds of digital objects."""

    PDF = "pdf"
    JPEG = "jpeg"
    PNG = "png"
    TIFF = "tiff"
    WEBP = "webp"
    JP2 = "jp2"
    BMP = "bmp"
    GIF = "gif"
    OFD = "ofd"
    OFFICE_XML = "office-xml"
    OPEN_DOCUMENT = "open-document"
    OFFICE_OLD = "office-old"
    OFFICE_FLAT = "office-flat"
    RTF = "rtf"
    HTML = "html"
    EPUB = "epub"
    MAIL = "mail"
    ZIP = "zip"
    TAR = "tar"
    TEXT = "text"
    UNKNOWN = "unknown"


IMAGE_KINDS = frozenset(
    {
        MediaKind.JPEG,
        MediaKind.PNG,
        MediaKind.TIFF,
        MediaKind.WEBP,
        MediaKind.JP2,
        MediaKind.BMP,
        MediaKind.GIF,
    }
)

_SIGNATURES: tuple[tuple[bytes, MediaKind], ...] = (
    (b"\xff\xd8\xff", MediaKind.JPEG),
    (b"\x89PNG\r\n\x1a\n", MediaKind.PNG),
    (b"II*\x00", MediaKind.TIFF),
    (b"MM\x00*", MediaKind.TIFF),
    (b"II+\x00", MediaKind.TIFF),
    (b"MM\x00+", MediaKind.TIFF),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", MediaKind.JP2),
    (b"\xff\x4f\xff\x51", MediaKind.JP2),
    (b"GIF8", MediaKind.GIF),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", MediaKind.OFFICE_OLD),
    (b"{\\rtf", MediaKind.RTF),
)

_ZIP_NAMES: dict[str, MediaKind] = {
    ".ofd": MediaKind.OFD,
    ".docx": MediaKind.OFFICE_XML,
    ".xlsx": MediaKind.OFFICE_XML,
    ".pptx": MediaKind.OFFICE_XML,
    ".odt": MediaKind.OPEN_DOCUMENT,
    ".ods": MediaKind.OPEN_DOCUMENT,
    ".odp": MediaKind.OPEN_DOCUMENT,
    ".epub": MediaKind.EPUB,
}

_MAIL_HEADERS = frozenset(
    b"received return-path from to date subject message-id mime-version content-type delivered-to reply-to".split()
)

_MAIL_NAMES = frozenset({".eml", ".emlx", ".mht", ".mhtml"})
_HEADER = re.compile(rb"[!-9;-~]+[ \t]*:")
# Before the headers: a mailbox's line of the sender (RFC 4155), Apple's number of bytes.
_BEFORE_MAIL = re.compile(rb"(?:From [^\n]*\n|\s*\d{1,12}[ \t]*\r?\n|[\r\n]+)")
_POSTMARK = re.compile(rb"From \S+ [^\n]*\d:\d\d[^\n]*\n")

# Written in letters, and for programs to read: PostScript, sealed envelopes of PGP.
_TEXT_OF_PROGRAMS = (b"%!PS-Adobe", b"-----BEGIN PGP MESSAGE")
_HTML_ROOTS = frozenset({"html", "head", "body"})
_HTML_PARTS = frozenset(
    "a b big blockquote br caption center div dl em fieldset font form h1 h2 h3 h4 h5 h6 hr i iframe img input label "
    "link meta ol p pre script small span strong style table tbody td th thead title tr u ul".split()
)
_OWN_MARKS = frozenset({".txt", ".md", ".csv", ".tsv", ".log", ".text", ".eml"})
_PROLOGUE = re.compile(rb"(?:\s+|<\?.*?\?>|<!--.*?-->|<![^>\[]*>)+", re.DOTALL)
_TAG = re.compile(rb"<([A-Za-z_\x80-\xff][A-Za-z0-9_.:\x80-\xff-]*)[\s>/]")
_FLAT_OFFICE = (
    b"urn:schemas-microsoft-com:office:spreadsheet",
    b"http://schemas.microsoft.com/office/word/2003/wordml",
    b"http://schemas.microsoft.com/office/2006/xmlPackage",
    b"urn:oasis:names:tc:opendocument:xmlns:office:1.0",
    b"http://schemas.uof.org/",
    b"http://www.gb.org.cn/uof",
)

_TEXT_MARKS = (codecs.BOM_UTF8, codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_TEXT_CONTROLS = frozenset(b"\t\n\r\f\x1a\x1b")
_SHIFTS = frozenset(b"\x0e\x0f")


def kind_of(head: bytes, name: str) -> MediaKind:
    """The kind of a digital object.

    Args:
        head: its first `HEAD` bytes, or all of them if it has fewer.
        name: its name; used only where the content leaves it open (which kind of ZIP, of text).
    """
    for signature, kind in _SIGNATURES:
        if head.startswith(signature):
            return kind
    suffix = PurePosixPath(name.replace("\\", "/")).suffix.lower()
    if _begins_like_mail(head, suffix in _MAIL_NAMES):
        return MediaKind.MAIL
    if b"%PDF-" in head[:1024]:
        return MediaKind.PDF
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return MediaKind.WEBP
    if head.startswith(b"BM") and len(head) >= 18 and head[6:10] == b"\0\0\0\0":
        return MediaKind.BMP
    if head.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return _zip_kind(head, suffix)
    text = _looks_like_text(head) or _looks_like_markup(head)
    if not head or not text or head.startswith(_TEXT_OF_PROGRAMS):
        return MediaKind.UNKNOWN
    return _text_kind(head, suffix)


def _zip_kind(head: bytes, suffix: str) -> MediaKind:
    if b"OFD.xml" in head:
        return MediaKind.OFD
    if b"mimetypeapplication/epub" in head:
        return MediaKind.EPUB
    if b"mimetypeapplication/vnd.oasis" in head:
        return MediaKind.OPEN_DOCUMENT
    if b"[Content_Types].xml" in head or any(part in head for part in (b"word/", b"xl/", b"ppt/")):
        return MediaKind.OFFICE_XML
    return _ZIP_NAMES.get(suffix, MediaKind.ZIP)


def _looks_like_text(head: bytes) -> bool:
    if head.startswith(_TEXT_MARKS):
        return True
    if b"\0" in head:
        return is_unmarked_utf_16(head)
    # ISO 2022 of China and Korea shifts by two controls, after a sequence that says to what.
    controls = _TEXT_CONTROLS | _SHIFTS if b"\x1b$" in head else _TEXT_CONTROLS
    if any(byte < 32 and byte not in controls for byte in head):
        return False
    return any(_decodes(head, encoding) for encoding in ("utf-8", "gb18030", "big5", "shift_jis"))


def _decodes(head: bytes, encoding: str) -> bool:
    """Does it decode, but for a character that the cut at the end broke?"""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        decoder.decode(head, final=False)
    except UnicodeDecodeError:
        return False
    return True


def _begins_like_mail(head: bytes, named: bool) -> bool:
    """Three headers of mail before the first empty line, and nothing but headers before it (RFC 5322, 2.2).

    Of a mail by its name, one header is enough; a page that was saved whole has those of MIME. Whatever follows the
    headers, in whatever encoding, decides nothing.
    """
    head = head.removeprefix(codecs.BOM_UTF8)
    before = _BEFORE_MAIL.match(head)
    named = named or _POSTMARK.match(head) is not None
    block = head[before.end() if before else 0 :].replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    if not _HEADER.match(block):
        return False
    block, ended, _ = block.partition(b"\n\n")
    lines = block.split(b"\n")
    names: list[bytes] = []
    for line in lines if ended or len(lines) == 1 else lines[:-1]:
        name, colon, _ = line.partition(b":")
        if line[:1] in (b" ", b"\t") and names:
            continue
        if not colon or not name or b" " in name.strip() or not name.isascii():
            return False
        names.append(name.strip().lower())
    known = sum(name in _MAIL_HEADERS for name in names)
    return known >= 3 or (named and known >= 1) or {b"mime-version", b"content-type"} <= set(names)


def _looks_like_markup(head: bytes) -> bool:
    """HTML in whatever encoding: its tags are in ASCII, and what it declares or its bytes tell the rest."""
    return (
        b"\0" not in head
        and not any(byte < 32 and byte not in _TEXT_CONTROLS for byte in head)
        and _first_tag(head) in _HTML_ROOTS
    )


def _first_tag(head: bytes) -> str:
    """The name of the first element of a markup, in small letters; empty for text that begins with none."""
    bare = head.replace(b"\0", b"").removeprefix(codecs.BOM_UTF8)
    bare = bare.removeprefix(codecs.BOM_UTF16_LE).removeprefix(codecs.BOM_UTF16_BE)
    found = _PROLOGUE.match(bare)
    tag = _TAG.match(bare, found.end() if found else 0)
    return tag[1].decode("ascii", "replace").lower() if tag else ""


def _is_flat_office(head: bytes) -> bool:
    """An Office document in one XML file: its root names one of the vocabularies (W3C XML Names)."""
    bare = head.replace(b"\0", b"")
    return any(name in bare for name in _FLAT_OFFICE)


def _text_kind(head: bytes, suffix: str) -> MediaKind:
    beginning = head.lstrip(codecs.BOM_UTF8).lstrip()[:1024].lower()
    first = _first_tag(head)
    if beginning.startswith(b"<!doctype html") or first in _HTML_ROOTS:
        return MediaKind.HTML
    if first and first not in _HTML_PARTS and _is_flat_office(head):
        return MediaKind.OFFICE_FLAT
    # A part of a page, as databases export tables; a text with marks of its own may begin like one.
    if first in _HTML_PARTS and suffix not in _OWN_MARKS and b"</" in head.replace(b"\0", b""):
        return MediaKind.HTML
    if suffix in (".htm", ".html") and b"<" in beginning:
        return MediaKind.HTML
    return MediaKind.TEXT
