"""What a PDF says outside of its pages' own text: fields of forms, annotations, XFA, embedded files."""

from __future__ import annotations

import ctypes
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pypdfium2.raw as raw

from holdings.media.letters import MediaError
from holdings.media.limits import MediaLimits
from holdings.media.safe_xml import Element, local, parsed

MAX_NOTES = 5_000
"""Annotations of one page that are looked at."""

MAX_NOTE = 100_000
"""Characters of one annotation or field."""

MAX_ATTACHMENTS = 1_000
"""Embedded files that are named."""

_NOT_SHOWN = raw.FPDF_ANNOT_FLAG_HIDDEN | raw.FPDF_ANNOT_FLAG_NOVIEW
# A link repeats what the page says, a pop-up what its parent does.
_NO_TEXT = (raw.FPDF_ANNOT_LINK, raw.FPDF_ANNOT_POPUP)
_WRITTEN_FIELDS = (raw.FPDF_FORMFIELD_TEXTFIELD, raw.FPDF_FORMFIELD_COMBOBOX, raw.FPDF_FORMFIELD_LISTBOX)
_PASSWORD = 1 << 13  # ISO 32000-1, table 228


@dataclass(frozen=True, slots=True)
class Note:
    """An annotation or a field that somebody filled in.

    Attributes:
        text: what it says.
        rectangle: left, bottom, right, top in points of the page's own space.
    """

    text: str
    rectangle: tuple[float, float, float, float]


def notes_of(page: Any, forms: Any) -> list[Note]:
    """What annotations and fields of a page say to whoever looks at it, in their own order.

    Args:
        page: of pypdfium2.
        forms: the environment of the document's forms; None where it has none.
    """
    count = min(MAX_NOTES, int(raw.FPDFPage_GetAnnotCount(page)))
    return [note for at in range(count) if (note := _note(page, forms, at)) is not None]


def _note(page: Any, forms: Any, at: int) -> Note | None:
    found: Any = raw.FPDFPage_GetAnnot(page, at)
    if not found:
        return None
    try:
        kind = raw.FPDFAnnot_GetSubtype(found)
        if kind in _NO_TEXT or raw.FPDFAnnot_GetFlags(found) & _NOT_SHOWN:
            return None
        text = _field(found, forms) if kind == raw.FPDF_ANNOT_WIDGET else _string(found, b"Contents")
        if not text.strip():
            return None
        place = raw.FS_RECTF()
        raw.FPDFAnnot_GetRect(found, ctypes.byref(place))
        return Note(text.strip(), (place.left, place.bottom, place.right, place.top))
    finally:
        raw.FPDFPage_CloseAnnot(found)


def _field(found: Any, forms: Any) -> str:
    """The value of a field that people write in; nothing of buttons, whose states are no words."""
    if forms is None:
        return _string(found, b"V")
    if raw.FPDFAnnot_GetFormFieldType(forms, found) not in _WRITTEN_FIELDS:
        return ""
    if raw.FPDFAnnot_GetFormFieldFlags(forms, found) & _PASSWORD:
        return ""
    return _asked(lambda space, size: raw.FPDFAnnot_GetFormFieldValue(forms, found, space, size)) or _string(
        found, b"V"
    )


def _string(found: Any, key: bytes) -> str:
    return _asked(lambda space, size: raw.FPDFAnnot_GetStringValue(found, key, space, size))


def _asked(ask: Callable[[Any, int], int]) -> str:
    """A text that pdfium writes as UTF-16 into a space whose size it tells first."""
    size = min(int(ask(None, 0)), 2 * MAX_NOTE)
    if size <= 2:
        return ""
    space = (ctypes.c_ushort * (size // 2 + 1))()
    ask(space, size)
    text = bytes(space)[:size].decode("utf-16-le", "replace").partition("\0")[0]
    return text.replace("\r\n", "\n").replace("\r", "\n")


def attachments_of(document: Any) -> tuple[str, ...]:
    """The names of the files that a PDF holds, as a portfolio or beside its pages."""
    count = min(MAX_ATTACHMENTS, max(0, int(raw.FPDFDoc_GetAttachmentCount(document))))
    return tuple(" ".join(_attachment_name(document, at).split()) or f"#{at + 1}" for at in range(count))


def _attachment_name(document: Any, at: int) -> str:
    found: Any = raw.FPDFDoc_GetAttachment(document, at)
    return _asked(lambda space, size: raw.FPDFAttachment_GetName(found, space, size)) if found else ""


def attachment_bytes(document: Any, at: int, most: int) -> bytes | None:
    """The bytes of an embedded file.

    Args:
        document: of pypdfium2.
        at: of `attachments_of`, from 0.
        most: bytes.

    Returns:
        None where it has more than `most`, or none that can be unpacked.
    """
    found: Any = raw.FPDFDoc_GetAttachment(document, at)
    size = ctypes.c_ulong()
    if not found or not raw.FPDFAttachment_GetFile(found, None, 0, ctypes.byref(size)):
        return None
    if not 0 < size.value <= most:
        return None
    space = (ctypes.c_uint8 * size.value)()
    if not raw.FPDFAttachment_GetFile(found, space, size.value, ctypes.byref(size)):
        return None
    return bytes(space)


def xfa_text(document: Any, limits: MediaLimits) -> str:
    """What was filled into an XFA form (its data packet), a line a field: name and value."""
    packets = min(100, max(0, int(raw.FPDF_GetXFAPacketCount(document))))
    lines: list[str] = []
    for at in range(packets):
        octets = _packet(document, at, limits.part_bytes)
        if b"<" not in octets:
            continue
        try:
            root = parsed(octets, "XFA", "XFA")
        except MediaError:
            continue
        for data in _named(root, "data"):
            lines.extend(_fields(data))
    return "\n".join(dict.fromkeys(lines))[: 10 * MAX_NOTE]


def _packet(document: Any, at: int, most: int) -> bytes:
    size = ctypes.c_ulong()
    if not raw.FPDF_GetXFAPacketContent(document, at, None, 0, ctypes.byref(size)) or size.value > most:
        return b""
    space = (ctypes.c_uint8 * max(1, size.value))()
    raw.FPDF_GetXFAPacketContent(document, at, space, size.value, ctypes.byref(size))
    return bytes(space)[: size.value]


def _named(root: Element, name: str) -> Iterator[Element]:
    for element in root.iter():
        if local(element) == name:
            yield element


def _fields(data: Element) -> Iterator[str]:
    for element in data.iter():
        value = " ".join((element.text or "").split())
        if value and not len(element):
            yield f"{local(element)}：{value}" if element is not data else value
