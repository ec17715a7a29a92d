"""Mail (RFC 5322, MIME), by the standard library: headers, body and what is attached."""

from __future__ import annotations

import codecs
import email
import email.header
import email.message
import email.utils
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from holdings.media import letters
from holdings.media.letters import MediaError
from holdings.media.zip_parts import why

MAX_MAIL = 512 << 20
"""Bytes of a mail."""

MAX_PARTS = 2_000
"""Parts of a mail, at whatever depth."""

# What Chinese and Japanese mailers name, and what they write.
_WIDER = {"gb2312": "gb18030", "gbk": "gb18030", "big5": "cp950", "shift_jis": "cp932", "ascii": "utf-8"}
_GUESSES = ("utf-8", "gb18030", "cp950", "latin-1")


@dataclass(frozen=True, slots=True)
class Enclosed:
    """Something attached.

    Attributes:
        name: as the mail calls it; empty if it does not.
        octets: its bytes; empty where it is a mail that has no bytes of its own.
        mail: a mail within a mail of Outlook; None for all else.
    """

    name: str
    octets: bytes
    mail: Mail | None = None


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail; texts are as it shows them, empty where it says nothing.

    Attributes:
        subject: of the mail.
        sender: name and address.
        receivers: names and addresses.
        copies: those of the carbon copy.
        date: as ISO 8601 where it can be understood, else as written.
        body: plain text.
        html: the body as HTML, where there is no plain one.
        html_encoding: as the header declares it.
        enclosed: attachments, in their order.
    """

    subject: str = ""
    sender: str = ""
    receivers: str = ""
    copies: str = ""
    date: str = ""
    body: str = ""
    html: bytes = b""
    html_encoding: str = ""
    enclosed: tuple[Enclosed, ...] = field(default=())


def opened_mail(path: Path) -> Mail:
    """The mail of an eml.

    Raises:
        MediaError: too large, with too many parts, or so damaged that nothing can be made of it.
    """
    if path.stat().st_size > MAX_MAIL:
        raise MediaError(letters.part_too_large(path.name, path.name, MAX_MAIL))
    try:
        return _mail(email.message_from_bytes(path.read_bytes()), path.name)
    except MediaError:
        raise
    except Exception as error:  # the library raises nearly everything on damaged headers
        raise MediaError(letters.broken(path.name, why(error))) from error


def in_encoding(octets: bytes, encoding: str) -> str:
    """Text in the encoding that is declared, or one that fits; damaged characters are U+FFFD."""
    for name in (encoding, *_GUESSES):
        try:
            known = codecs.lookup(name).name
            return octets.decode(_WIDER.get(known, known))
        except (LookupError, UnicodeError, ValueError):
            continue
    return octets.decode("utf-8", "replace")


def _mail(message: email.message.Message, name: str) -> Mail:
    plain: list[str] = []
    html: list[tuple[bytes, str]] = []
    enclosed: list[Enclosed] = []
    for count, part in enumerate(_leaves(message)):
        if count >= MAX_PARTS:
            raise MediaError(letters.too_many_entries(name, count, MAX_PARTS))
        kind = part.get_content_type()
        called = _named(part)
        if kind == "message/rfc822":
            inner = part.get_payload()
            first = inner[0] if isinstance(inner, list) and inner else None
            if isinstance(first, email.message.Message):
                subject = _text(first.get("Subject")) or "mail"
                enclosed.append(Enclosed(called or f"{subject}.eml", first.as_bytes()))
            continue
        octets = _payload(part)
        own = not called and part.get_content_disposition() != "attachment"
        charset = str(part.get_content_charset() or "")
        if own and kind == "text/plain":
            plain.append(in_encoding(octets, charset))
        elif own and kind == "text/html":
            html.append((octets, charset))
        elif octets or called:
            enclosed.append(Enclosed(called or f"{kind.replace('/', '.')}", octets))
    body = "\n".join(text for text in plain if text.strip())
    page, encoding = html[0] if html and not body else (b"", "")
    return Mail(
        _text(message.get("Subject")),
        _text(message.get("From")),
        _text(message.get("To")),
        _text(message.get("Cc")),
        _date(message.get("Date")),
        body,
        page,
        encoding,
        tuple(enclosed),
    )


def _leaves(message: email.message.Message) -> Iterator[email.message.Message]:
    """Parts that are no containers; a mail within is one of them."""
    waiting = [message]
    while waiting:
        part = waiting.pop()
        inner = part.get_payload()
        if part.get_content_type() != "message/rfc822" and isinstance(inner, list):
            waiting.extend(child for child in reversed(inner) if isinstance(child, email.message.Message))
        else:
            yield part


def _payload(part: email.message.Message) -> bytes:
    try:
        octets = part.get_payload(decode=True)
    except Exception:  # a damaged transfer encoding
        octets = None
    if isinstance(octets, bytes):
        return octets
    return str(part.get_payload()).encode("utf-8", "surrogateescape")


def _named(part: email.message.Message) -> str:
    try:
        return _text(part.get_filename()).replace("\\", "/").rpartition("/")[2]
    except Exception:  # a damaged parameter
        return ""


def _text(value: object) -> str:
    """A header as it is shown: encoded words (RFC 2047) and bare bytes decoded, folds undone."""
    if value is None:
        return ""
    try:
        pieces = email.header.decode_header(value if isinstance(value, email.header.Header) else str(value))
    except Exception:  # damaged encoded words
        return " ".join(str(value).split())
    text = ""
    for piece, encoding in pieces:
        octets = piece if isinstance(piece, bytes) else str(piece).encode("utf-8", "surrogateescape")
        text += in_encoding(octets, "" if encoding in (None, "unknown-8bit") else str(encoding))
    return " ".join(text.split())


def _date(value: object) -> str:
    text = _text(value)
    try:
        return email.utils.parsedate_to_datetime(text).isoformat(" ") if text else ""
    except (ValueError, TypeError, IndexError, OverflowError):
        return text
