"""Mail of Outlook (MS-OXMSG): properties and attachments out of a compound file."""

from __future__ import annotations

import datetime as dt
import struct
from dataclasses import dataclass, field
from pathlib import Path

from holdings.media import letters
from holdings.media.compound import Compound
from holdings.media.legacy_encodings import in_encoding
from holdings.media.letters import MediaError
from holdings.media.mail import Body, Enclosed, HtmlBody, Mail

MAX_DEPTH = 4
"""Mails within one another."""

MAX_ENCLOSED = 2_000
"""Attachments of one file, at whatever depth."""

_ATTACHMENT = "__attach_version1.0_#"
_EPOCH = dt.datetime(1601, 1, 1, tzinfo=dt.UTC)
_LATEST = 2_650_467_744_000_000_000  # ticks of 100 ns to the year 10000
_ENCODINGS = {
    936: "gb18030",
    54936: "gb18030",
    950: "cp950",
    932: "cp932",
    65001: "utf-8",
    20936: "gb18030",
    20866: "koi8-r",
    28591: "cp1252",
    1200: "utf-16-le",
}
_PROPERTIES = "__properties_version1.0"


@dataclass(slots=True)
class _Open:
    file: Compound
    left: int = MAX_ENCLOSED
    folders: dict[str, list[str]] = field(default_factory=dict)  # streams by the folder that they lie in


def opened_outlook_mail(path: Path) -> Mail:
    """The mail of a msg.

    Raises:
        MediaError: damaged, too large, or with too many attachments.
    """
    with Compound(path) as file:
        opened = _Open(file)
        for name in file.streams:
            folder, _, _ = name.rpartition("/")
            opened.folders.setdefault(folder, []).append(name)
        return _mail(opened, "", 32, 0)


def _mail(opened: _Open, folder: str, header: int, depth: int) -> Mail:
    numbers = _numbers(opened, folder, header)
    code = numbers.get(0x3FFD) or numbers.get(0x3FDE) or 0
    encoding = _ENCODINGS.get(code, f"cp{code}")
    internet = numbers.get(0x3FDE, 0)

    def text(number: int) -> str:
        return _text(opened, folder, number, encoding)

    address = text(0x5D01) or text(0x0C1F)
    name = text(0x0C1A)
    body = text(0x1000)
    page = _octets(opened, folder, "10130102")
    html = page or text(0x1013).encode()
    pages = (HtmlBody(html, _ENCODINGS.get(internet, f"cp{internet}") if page else "utf-8"),) if html else ()
    ticks = numbers.get(0x0039) or numbers.get(0x0E06) or 0
    enclosed = []
    prefix = f"{folder}/{_ATTACHMENT}" if folder else _ATTACHMENT
    below = {
        f"{prefix}{name[len(prefix) :].partition('/')[0]}"
        for name in opened.folders
        if name.startswith(prefix)
    }
    for place in sorted(below):
        opened.left -= 1
        if opened.left < 0:
            raise MediaError(letters.too_many_entries(opened.file.name, MAX_ENCLOSED, MAX_ENCLOSED))
        enclosed.append(_enclosed(opened, place, encoding, depth))
    return Mail(
        text(0x0037),
        f"{name} <{address}>" if name and "@" in address and name != address else name or address,
        text(0x0E04),
        text(0x0E03),
        text(0x0E02),
        (_EPOCH + dt.timedelta(microseconds=ticks // 10)).isoformat(" ", "seconds")
        if 0 < ticks < _LATEST
        else "",
        (Body(body, pages),),
        tuple(enclosed),
    )


def _enclosed(opened: _Open, folder: str, encoding: str, depth: int) -> Enclosed:
    called = next(
        (name for number in (0x3707, 0x3704, 0x3001) if (name := _text(opened, folder, number, encoding))), ""
    )
    inner = f"{folder}/__substg1.0_3701000D"
    if f"{inner}/{_PROPERTIES}" in opened.file.streams:
        mail = _mail(opened, inner, 24, depth + 1) if depth < MAX_DEPTH else Mail(subject=called)
        return Enclosed(called or f"{mail.subject or 'mail'}.msg", b"", mail)
    return Enclosed(called.replace("\\", "/").rpartition("/")[2], _octets(opened, folder, "37010102"))


def _octets(opened: _Open, folder: str, tag: str) -> bytes:
    name = f"{folder}/__substg1.0_{tag}" if folder else f"__substg1.0_{tag}"
    return opened.file.read(name) if name in opened.file.streams else b""


def _text(opened: _Open, folder: str, number: int, encoding: str) -> str:
    """A property that is text, in UTF-16 or in the code page of the mail (MS-OXMSG 2.1.2)."""
    wide = _octets(opened, folder, f"{number:04X}001F")
    if wide:
        return wide.decode("utf-16-le", "replace").rstrip("\0")
    narrow = _octets(opened, folder, f"{number:04X}001E").rstrip(b"\0")
    return in_encoding(narrow, encoding) if narrow else ""


def _numbers(opened: _Open, folder: str, header: int) -> dict[int, int]:
    """Properties of fixed length: integers and times (MS-OXMSG 2.4)."""
    name = f"{folder}/{_PROPERTIES}" if folder else _PROPERTIES
    octets = opened.file.read(name) if name in opened.file.streams else b""
    found = {}
    for at in range(header, len(octets) - 15, 16):
        kind, number = struct.unpack_from("<HH", octets, at)
        if kind == 0x0003:
            found[number] = struct.unpack_from("<I", octets, at + 8)[0]
        elif kind == 0x0040:
            found[number] = struct.unpack_from("<Q", octets, at + 8)[0]
    return found
