"""Mail (RFC 5322, MIME), by the standard library: headers, every body and what is attached.

The library's own decoding of headers and texts is not used: it holds mailers to what they declare, and Chinese ones
declare GB2312 and write GB18030, or declare nothing. Its parser keeps bytes as they are.
"""

from __future__ import annotations

import base64
import binascii
import codecs
import email
import email.message
import email.utils
import io
import quopri
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email.generator import BytesGenerator
from email.policy import Compat32
from pathlib import Path

from holdings.media import letters
from holdings.media.legacy_encodings import in_encoding
from holdings.media.letters import MediaError
from holdings.media.zip_parts import why

MAX_MAIL = 512 << 20
"""Bytes of a mail."""

MAX_PARTS = 2_000
"""Parts of a mail, at whatever depth."""

# Apple's: the number of bytes of the mail, the mail, a property list.
_COUNTED = re.compile(rb"\s*(\d{1,12})[ \t]*\r?\n")
# Of a page that was saved whole with all that it needs: nobody reads these.
_MACHINERY = frozenset(
    "text/css text/javascript text/ecmascript application/javascript application/x-javascript text/xml "
    "application/xml application/x-mso application/vnd.ms-officetheme text/x-amp-html".split()
)
_UU_BEGINS = re.compile(r"^begin [0-7]{3,4} (\S.*)$", re.MULTILINE)
_MAILS = frozenset({"message/rfc822", "message/global", "message/news"})
# The blank between two words is none of the text.
_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,80})\?([bBqQ])\?([^?]*)\?=(?:\s+(?==\?[^?\s]{1,80}\?[bBqQ]\?))?")


class _Raw(Compat32):
    """Headers stay as they are written; the library's own would lose bare bytes."""

    def header_fetch_parse(self, name: str, value: str) -> str:
        del name
        return value


_RAW = _Raw(mangle_from_=False, max_line_length=0)


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
class HtmlBody:
    """A body as HTML.

    Attributes:
        octets: of the page.
        encoding: as the header declares it; empty where it does not.
    """

    octets: bytes
    encoding: str


@dataclass(frozen=True, slots=True)
class Body:
    """A text of a mail. Where it has both forms, each is meant to say the same.

    Attributes:
        plain: as plain text.
        pages: as HTML.
    """

    plain: str = ""
    pages: tuple[HtmlBody, ...] = ()


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail; texts are as it shows them, empty where it says nothing.

    Attributes:
        subject: of the mail.
        sender: name and address.
        receivers: names and addresses.
        copies: those of the carbon copy.
        blind_copies: those of the blind carbon copy, in mail that was sent.
        date: as ISO 8601 where it can be understood, else as written.
        bodies: its texts, in their order.
        enclosed: attachments, in their order.
    """

    subject: str = ""
    sender: str = ""
    receivers: str = ""
    copies: str = ""
    blind_copies: str = ""
    date: str = ""
    bodies: tuple[Body, ...] = ()
    enclosed: tuple[Enclosed, ...] = field(default=())


def opened_mail(path: Path) -> Mail:
    """The mail of an eml, emlx or mht.

    Raises:
        MediaError: too large, with too many parts, or so damaged that nothing can be made of it.
    """
    if path.stat().st_size > MAX_MAIL:
        raise MediaError(letters.part_too_large(path.name, path.name, MAX_MAIL))
    try:
        return _mail(email.message_from_bytes(_message(path.read_bytes()), policy=_RAW), path.name)
    except MediaError:
        raise
    except Exception as error:  # the library raises nearly everything on damaged headers
        raise MediaError(letters.broken(path.name, why(error))) from error


def _message(octets: bytes) -> bytes:
    """The bytes of the mail, without what stands before and after it."""
    octets = octets.removeprefix(codecs.BOM_UTF8)
    counted = _COUNTED.match(octets)
    if counted:
        return octets[counted.end() : counted.end() + int(counted[1])]
    return octets.lstrip(b"\r\n")


def _mail(message: email.message.Message, name: str) -> Mail:
    plain: dict[int, list[str]] = {}
    pages: dict[int, list[HtmlBody]] = {}
    enclosed: list[Enclosed] = []
    for count, (part, body, related) in enumerate(_leaves(message)):
        if count >= MAX_PARTS:
            raise MediaError(letters.too_many_entries(name, count, MAX_PARTS))
        kind = part.get_content_type()
        called = _named(part)
        attached = part.get_content_disposition() == "attachment"
        if kind in _MAILS:
            octets, subject = _within(part)
            if octets:
                enclosed.append(Enclosed(called or f"{subject or 'mail'}.eml", octets))
            continue
        if kind in _MACHINERY and related and not attached:
            continue
        octets = _payload(part)
        own = not called and not attached
        if kind in ("message/delivery-status", "text/rfc822-headers") and not attached:
            plain.setdefault(body, []).append(in_encoding(octets, ""))
        elif own and kind == "text/plain":
            text, within = _without_uuencoded(in_encoding(octets, _charset(part)))
            plain.setdefault(body, []).append(_unwrapped(part, text))
            enclosed.extend(within)
        elif own and kind in ("text/html", "application/xhtml+xml"):
            pages.setdefault(body, []).append(HtmlBody(octets, _charset(part)))
        elif octets or called:
            enclosed.append(Enclosed(called or _located(part) or kind.replace("/", "."), octets))
    bodies = tuple(
        Body("\n".join(text for text in plain.get(at, ()) if text.strip()), tuple(pages.get(at, ())))
        for at in sorted({*plain, *pages})
    )
    return Mail(
        header_text(message.get("Subject")),
        header_text(message.get("From")),
        header_text(message.get("To")),
        header_text(message.get("Cc")),
        header_text(message.get("Bcc")),
        _date(message.get("Date")),
        bodies,
        tuple(enclosed),
    )


def _leaves(message: email.message.Message) -> Iterator[tuple[email.message.Message, int, bool]]:
    """Parts that are no containers, each with the number of its body and whether a page needs it.

    Parts of one `multipart/alternative` are forms of one body, at whatever depth; all others are bodies of their own.
    A mail within is a part.
    """
    numbers = 0
    waiting: list[tuple[email.message.Message, int | None, bool]] = [(message, None, False)]
    while waiting:
        part, body, related = waiting.pop()
        kind = part.get_content_type()
        children = part.get_payload() if part.is_multipart() else None
        numbers += 1
        if kind in _MAILS or kind == "message/delivery-status" or not isinstance(children, list):
            yield part, numbers if body is None else body, related
            continue
        if kind == "multipart/alternative" and body is None:
            body = numbers
        related = related or kind == "multipart/related"
        waiting.extend(
            (child, body, related) for child in reversed(children) if isinstance(child, email.message.Message)
        )


def _within(part: email.message.Message) -> tuple[bytes, str]:
    """The bytes and the subject of a mail within."""
    inner = part.get_payload() if part.is_multipart() else None
    first = inner[0] if isinstance(inner, list) and inner else None
    if not isinstance(first, email.message.Message):
        return _payload(part), ""
    octets = _as_bytes(first)
    if _transfer_encoding(part) in ("base64", "quoted-printable", "x-uuencode"):
        # RFC 2046, 5.2.1 forbids it, and mailers do it; the parser looked for headers in the encoded text.
        carrier = email.message.Message()
        carrier["Content-Transfer-Encoding"] = _transfer_encoding(part)
        carrier.set_payload(octets.lstrip().decode("ascii", "surrogateescape"))
        decoded = _payload(carrier)
        if b":" in decoded[:4096]:
            return decoded, header_text(
                email.message_from_bytes(decoded[: 1 << 16], policy=_RAW).get("Subject")
            )
    return octets, header_text(first.get("Subject"))


def _as_bytes(message: email.message.Message) -> bytes:
    octets = io.BytesIO()
    BytesGenerator(octets, mangle_from_=False, maxheaderlen=0, policy=_RAW).flatten(message)
    return octets.getvalue()


def _payload(part: email.message.Message) -> bytes:
    encoding = _transfer_encoding(part)
    if str(part.get("Content-Transfer-Encoding", "")).lower() != encoding:
        del part["Content-Transfer-Encoding"]  # the library knows it only without blanks and comments
        part["Content-Transfer-Encoding"] = encoding
    if part.is_multipart():  # a report on delivery: blocks of headers
        blocks = part.get_payload()
        return b"\n".join(_as_bytes(one) for one in blocks if isinstance(one, email.message.Message))
    try:
        octets = part.get_payload(decode=True)
    except Exception:  # a damaged transfer encoding
        return _as_bytes(part).partition(b"\n\n")[2]
    return octets if isinstance(octets, bytes) else b""


def _transfer_encoding(part: email.message.Message) -> str:
    return str(part.get("Content-Transfer-Encoding", "")).partition(";")[0].partition("(")[0].strip().lower()


def _charset(part: email.message.Message) -> str:
    try:
        return str(part.get_content_charset() or "")
    except Exception:  # a damaged parameter
        return ""


def _unwrapped(part: email.message.Message, text: str) -> str:
    """The text as it was before the mailer broke its lines (RFC 3676)."""
    if str(part.get_param("format", "")).lower() != "flowed":
        return text
    keep = 0 if str(part.get_param("delsp", "")).lower() == "yes" else 1
    lines: list[str] = []
    soft = False
    for line in text.replace("\r\n", "\n").split("\n"):
        own = line.removeprefix(" ")
        ends_soft = own.endswith(" ") and own != "-- "
        own = own[: len(own) - 1 + keep] if ends_soft else own
        if soft and own and not own.startswith(">"):
            lines[-1] += own
        else:
            lines.append(own)
        soft = ends_soft
    return "\n".join(lines)


def _without_uuencoded(text: str) -> tuple[str, list[Enclosed]]:
    """The text without the files that mailers before MIME wrote into it (uuencode of POSIX), and those files."""
    if "\nend" not in text or not _UU_BEGINS.search(text):
        return text, []
    kept: list[str] = []
    found: list[Enclosed] = []
    name = ""
    lines: list[str] = []
    for line in text.split("\n"):
        begins = _UU_BEGINS.match(line)
        if not lines and begins:
            name, lines = begins[1].strip(), [line]
        elif lines and line.strip() == "end":
            try:
                octets = b"".join(binascii.a2b_uu(one.rstrip("\r")) for one in lines[1:] if one.strip())
                found.append(Enclosed(name, octets))
            except (binascii.Error, ValueError):
                kept += [*lines, line]
            lines = []
        else:
            (lines if lines else kept).append(line)
    return "\n".join(kept + lines), found


def _named(part: email.message.Message) -> str:
    """The name of a part, by RFC 2231 or as mailers write it."""
    for parameter, header in (("filename", "Content-Disposition"), ("name", "Content-Type")):
        try:
            found = part.get_param(parameter, None, header)
        except Exception:  # a damaged parameter
            continue
        if isinstance(found, tuple):  # charset, language, and bytes as Latin-1
            found = in_encoding(str(found[2]).encode("latin-1", "replace"), str(found[0] or ""))
        if found and (name := header_text(found).replace("\\", "/").rpartition("/")[2]):
            return name
    return ""


def _located(part: email.message.Message) -> str:
    """The last step of where a part of a saved page came from."""
    path = header_text(part.get("Content-Location")).partition("?")[0].replace("\\", "/").rstrip("/")
    return path.rpartition("/")[2] if "/" in path else ""


def header_text(value: object) -> str:
    """A header as it is shown: encoded words (RFC 2047) and bare bytes decoded, folds undone.

    Characters may be cut between two words, so the bytes of neighbours are joined before they are decoded.
    """
    text = "" if value is None else str(value)
    pieces: list[tuple[bytes, str]] = []
    at = 0
    for word in _ENCODED_WORD.finditer(text):
        pieces.append((text[at : word.start()].encode("utf-8", "surrogateescape"), ""))
        pieces.append((_word(word), word[1].partition("*")[0].lower()))
        at = word.end()
    pieces.append((text[at:].encode("utf-8", "surrogateescape"), ""))
    joined: list[tuple[bytes, str]] = []
    for octets, encoding in pieces:
        if joined and (joined[-1][1] == encoding or not octets):
            joined[-1] = joined[-1][0] + octets, joined[-1][1]
        else:
            joined.append((octets, encoding))
    return " ".join("".join(in_encoding(octets, encoding) for octets, encoding in joined).split())


def _word(word: re.Match[str]) -> bytes:
    written = word[3].encode("ascii", "ignore")
    try:
        if word[2] in "qQ":
            return quopri.decodestring(written, header=True)
        return base64.b64decode(written + b"=" * (-len(written) % 4))
    except (binascii.Error, ValueError):
        return word[0].encode("utf-8", "surrogateescape")


def _date(value: object) -> str:
    text = header_text(value)
    try:
        return email.utils.parsedate_to_datetime(text).isoformat(" ") if text else ""
    except (ValueError, TypeError, IndexError, OverflowError):
        return text
