"""Digital objects made for tests: small PDF files by hand, so that every byte is known."""

from __future__ import annotations

from pathlib import Path

Placed = tuple[float, float, str]


def pdf(
    path: Path, pages: list[list[Placed]], *, rotate: int = 0, size: float = 12.0, broken_map: bool = False
) -> Path:
    """A PDF of A4 pages with lines of text at (x, y) points from the lower left, in a font without outlines.

    Args:
        path: where to write it.
        pages: lines of each page.
        rotate: degrees by which pages are shown turned, clockwise.
        size: of the characters, in points.
        broken_map: characters map to private-use ones, as in files whose fonts lost their tables.
    """
    signs = sorted({sign for page in pages for _, _, text in page for sign in text})
    codes = {sign: at + 1 for at, sign in enumerate(signs)}
    pairs = "\n".join(
        f"<{code:04X}> <{(chr(0xE000 + code) if broken_map else sign).encode('utf-16-be').hex()}>"
        for sign, code in codes.items()
    )
    table = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapName /T def /CMapType 2 def\n"
        "1 begincodespacerange <0000> <FFFF> endcodespacerange\n"
        f"{len(codes)} beginbfchar\n{pairs}\nendbfchar endcmap end end"
    )
    widths = " ".join(f"{code} [{1000 if ord(sign) > 255 else 500}]" for sign, code in codes.items())
    objects: dict[int, bytes] = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        3: b"<< /Type /Font /Subtype /Type0 /BaseFont /F /Encoding /Identity-H /DescendantFonts [4 0 R] "
        b"/ToUnicode 6 0 R >>",
        4: (
            "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /F /CIDSystemInfo << /Registry (Adobe) "
            f"/Ordering (Identity) /Supplement 0 >> /DW 1000 /W [{widths}] /FontDescriptor 5 0 R >>"
        ).encode(),
        5: b"<< /Type /FontDescriptor /FontName /F /Flags 4 /FontBBox [0 -120 1000 880] /ItalicAngle 0 /Ascent 880 "
        b"/Descent -120 /CapHeight 700 /StemV 80 >>",
        6: f"<< /Length {len(table)} >>\nstream\n{table}\nendstream".encode(),
    }
    kids = []
    for page in pages:
        number = len(objects) + 2
        kids.append(number)
        drawn = "\n".join(
            f"BT /F {size} Tf 1 0 0 1 {x} {y} Tm <{''.join(f'{codes[sign]:04X}' for sign in text)}> Tj ET"
            for x, y, text in page
        )
        objects[number] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Rotate {rotate} "
            f"/Resources << /Font << /F 3 0 R >> >> /Contents {number + 1} 0 R >>"
        ).encode()
        objects[number + 1] = f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream".encode()
    objects[2] = (
        f"<< /Type /Pages /Count {len(pages)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>".encode()
    )
    written = bytearray(b"%PDF-1.7\n")
    places = {}
    for number in sorted(objects):
        places[number] = len(written)
        written += f"{number} 0 obj\n".encode() + objects[number] + b"\nendobj\n"
    start = len(written)
    last = max(objects)
    written += f"xref\n0 {last + 1}\n0000000000 65535 f \n".encode()
    for number in range(1, last + 1):
        written += f"{places.get(number, 0):010d} 00000 n \n".encode()
    written += f"trailer << /Size {last + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode()
    path.write_bytes(bytes(written))
    return path
