"""PDF of one page made by hand: text anywhere and at any angle, pictures, layers, fields, notes, embedded files."""

from __future__ import annotations

import zlib
from pathlib import Path

_RANGES = [f"<{high:02X}00> <{high:02X}FF> <{high:02X}00>" for high in range(256)]
_TABLE = (
    "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def /CMapType 2 def\n"
    "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
    + "".join(
        f"{len(part)} beginbfrange\n" + "\n".join(part) + "\nendbfrange\n"
        for part in (_RANGES[at : at + 100] for at in range(0, 256, 100))
    )
    + "endcmap end end"
)

FONT = 4
"""Number of the object that is the font `/F` of every page; further objects begin with `FREE`."""

FREE = 10


def text(words: str, x: float, y: float, size: float = 12.0, matrix: str = "1 0 0 1", mode: int = 0) -> str:
    """Operators that write words from x, y on, in points from the lower left; `mode` 3 leaves no ink."""
    codes = words.encode("utf-16-be").hex()
    return f"BT /F {size} Tf {mode} Tr {matrix} {x} {y} Tm <{codes}> Tj ET\n"


def latin(words: str, x: float, y: float, matrix: str = "1 0 0 1") -> str:
    """As `text`, of Latin letters with outlines: pdfium leaves out turned characters that have none."""
    return f"BT /H 12 Tf 0 Tr {matrix} {x} {y} Tm ({words}) Tj ET\n"


def hexed(words: str) -> str:
    """A text string of PDF."""
    return f"<{(chr(0xFEFF) + words).encode('utf-16-be').hex()}>"


def stream(octets: bytes, entries: str = "") -> bytes:
    """A stream object."""
    return f"<< /Length {len(octets)} {entries} >>\nstream\n".encode() + octets + b"\nendstream"


def picture(rows: list[bytes], wide: int) -> bytes:
    """A picture of greys, a byte a pixel."""
    entries = f"/Type /XObject /Subtype /Image /Width {wide} /Height {len(rows)} /ColorSpace /DeviceGray"
    return stream(zlib.compress(b"".join(rows)), f"{entries} /BitsPerComponent 8 /Filter /FlateDecode")


def lines_picture(lines: int, wide: int = 400, high: int = 560) -> bytes:
    """A white sheet with so many lines of something that looks like writing, from a tenth of its height on."""
    page = [bytearray(b"\xff" * wide) for _ in range(high)]
    for line in range(lines):
        top = high // 10 + line * 24
        for row in range(top, min(high, top + 12)):
            for x in range(wide // 10, wide * 9 // 10):
                if (x // 3 + row // 3) % 3 == 0:
                    page[row][x] = 0
    return picture([bytes(row) for row in page], wide)


def pdf_page(
    path: Path,
    content: str,
    *,
    page: str = "",
    resources: str = "",
    catalog: str = "",
    objects: dict[int, bytes] | None = None,
) -> Path:
    """A PDF of one A4 page.

    Args:
        path: where to write it.
        content: operators.
        page: further entries of the page.
        resources: further entries of its resources.
        catalog: further entries of the catalog.
        objects: further objects by their numbers, from `FREE` on.
    """
    held = {
        1: f"<< /Type /Catalog /Pages 2 0 R {catalog} >>".encode(),
        2: b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        3: (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] {page} "
            f"/Resources << /Font << /F {FONT} 0 R /H 9 0 R >> {resources} >> /Contents 8 0 R >>"
        ).encode(),
        FONT: b"<< /Type /Font /Subtype /Type0 /BaseFont /F /Encoding /Identity-H /DescendantFonts [5 0 R] "
        b"/ToUnicode 7 0 R >>",
        5: b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /F /CIDSystemInfo << /Registry (Adobe) "
        b"/Ordering (Identity) /Supplement 0 >> /DW 1000 /W [32 126 500] /FontDescriptor 6 0 R >>",
        6: b"<< /Type /FontDescriptor /FontName /F /Flags 4 /FontBBox [0 -120 1000 880] /ItalicAngle 0 "
        b"/Ascent 880 /Descent -120 /CapHeight 700 /StemV 80 >>",
        7: stream(_TABLE.encode()),
        8: stream(content.encode()),
        9: b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
        **(objects or {}),
    }
    written = bytearray(b"%PDF-1.7\n")
    places = {}
    for number in sorted(held):
        places[number] = len(written)
        written += f"{number} 0 obj\n".encode() + held[number] + b"\nendobj\n"
    start, last = len(written), max(held)
    written += f"xref\n0 {last + 1}\n0000000000 65535 f \n".encode()
    for number in range(1, last + 1):
        written += f"{places.get(number, 0):010d} 00000 {'n' if number in places else 'f'} \n".encode()
    written += f"trailer << /Size {last + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    path.write_bytes(bytes(written))
    return path
