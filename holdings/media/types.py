"""Media types of digital objects, by which programs know what they get."""

from __future__ import annotations

from pathlib import PurePosixPath
from typing import Final

from holdings.media.kinds import MediaKind

#: What is not known to be anything else (RFC 2046, 4.5.1): no browser shows or runs it.
BYTES: Final = "application/octet-stream"

_TYPES: Final[dict[str, str]] = {
    MediaKind.PDF: "application/pdf",
    MediaKind.JPEG: "image/jpeg",
    MediaKind.PNG: "image/png",
    MediaKind.TIFF: "image/tiff",
    MediaKind.WEBP: "image/webp",
    MediaKind.JP2: "image/jp2",
    MediaKind.BMP: "image/bmp",
    MediaKind.GIF: "image/gif",
    MediaKind.OFD: "application/ofd",
    MediaKind.RTF: "application/rtf",
    MediaKind.HTML: "text/html",
    MediaKind.EPUB: "application/epub+zip",
    MediaKind.MAIL: "message/rfc822",
    MediaKind.ZIP: "application/zip",
    MediaKind.TAR: "application/x-tar",
    # Scripts, styles and drawings (SVG) are texts too, and with this type and `nosniff` nothing but texts.
    MediaKind.TEXT: "text/plain",
}
_OFFICE: Final = frozenset({MediaKind.OFFICE_XML, MediaKind.OPEN_DOCUMENT, MediaKind.OFFICE_OLD})
_OFFICE_TYPES: Final = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".odp": "application/vnd.oasis.opendocument.presentation",
    ".doc": "application/msword",
    ".xls": "application/vnd.ms-excel",
    ".ppt": "application/vnd.ms-powerpoint",
}


def media_type(kind: str, name: str) -> str:
    """The media type of an object by its kind; of office documents by the end of the name.

    Args:
        kind: as the store has it; empty or strange where it is not known.
        name: of the object.
    """
    if kind in _OFFICE:
        return _OFFICE_TYPES.get(PurePosixPath(name).suffix.lower(), BYTES)
    return _TYPES.get(kind, BYTES)
