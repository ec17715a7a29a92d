"""Small spreadsheets of the forms that no library here writes: ods, and records of xls."""

from __future__ import annotations

import struct
import zipfile
from pathlib import Path

_SPACES = " ".join(
    f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
    for short in ("office", "table", "text", "style")
)


def ods(path: Path, tables: str, styles: str = "", manifest: str = "<a/>") -> Path:
    """An ods with these elements of tables."""
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_SPACES} '
        'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
        f"<office:automatic-styles>{styles}</office:automatic-styles><office:body><office:spreadsheet>{tables}"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", manifest)
        archive.writestr("content.xml", content)
    return path


def row(*cells: str, **attributes: str) -> str:
    """A row of an ods."""
    return f"<table:table-row{_written(attributes)}>{''.join(cells)}</table:table-row>"


def cell(text: str | None = "", element: str = "table-cell", **attributes: str) -> str:
    """A cell of an ods; with None for one without any text."""
    inside = "" if text is None else f"<text:p>{text}</text:p>"
    return f"<table:{element}{_written(attributes)}>{inside}</table:{element}>"


def table(name: str, *rows: str, **attributes: str) -> str:
    """A worksheet of an ods."""
    return f'<table:table table:name="{name}"{_written(attributes)}>{"".join(rows)}</table:table>'


def _written(attributes: dict[str, str]) -> str:
    """Attributes, with __ for the colon and _ for the hyphen."""
    return "".join(
        f' {name.replace("__", ":").replace("_", "-")}="{value}"' for name, value in attributes.items()
    )


def record(kind: int, *pieces: bytes) -> bytes:
    """A record of an xls."""
    octets = b"".join(pieces)
    return struct.pack("<HH", kind, len(octets)) + octets


def bare_xls(version: int, labels: list[tuple[int, int, bytes]], *globals_: bytes) -> bytes:
    """The records of an xls of one worksheet with these labels: row, column, the string with its length."""
    beginning = record(0x0809, struct.pack("<HH", version, 5), b"\0" * 4)
    style = record(0xE0, struct.pack("<HH", 0, 0), b"\0" * 12)
    title = b"\x01A" if version == 0x0500 else b"\x01\x00A"
    size = len(beginning) + sum(map(len, globals_)) + len(style) + 4 + 6 + len(title) + 4
    sheet = record(0x85, struct.pack("<IH", size, 0), title)
    cells = b"".join(record(0x0204, struct.pack("<HHH", at, column, 0), text) for at, column, text in labels)
    return b"".join(
        (beginning, *globals_, style, sheet, record(0x0A))
        + (record(0x0809, struct.pack("<HH", version, 0x10), b"\0" * 4), cells, record(0x0A))
    )
