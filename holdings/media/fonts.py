"""Are the Chinese characters of a PDF drawn that brings no font for them? That depends on the machine's own fonts."""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
import pypdfium2 as pdfium
import pypdfium2.raw as raw

_OBJECTS = (
    "<< /Type /Catalog /Pages 2 0 R >>",
    "<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
    "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Resources << /Font << /F 4 0 R >> >> /Contents 7 0 R >>",
    "<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /UniGB-UCS2-H /DescendantFonts [5 0 R] >>",
    "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /SimSun /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) "
    "/Supplement 4 >> /DW 1000 /FontDescriptor 6 0 R >>",
    "<< /Type /FontDescriptor /FontName /SimSun /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 880 "
    "/Descent -120 /CapHeight 700 /StemV 80 >>",
)
_TWO_SIGNS = "BT /F 60 Tf 20 30 Td <{}> Tj ET"
_LIKE_NOTHING = 0.02  # share of pixels by which two different characters differ, at least


@functools.cache
def draws_han() -> bool:
    """Does this machine have a font for Chinese characters whose PDF embeds none?

    Two pages with different characters are drawn: without a font both are blank, or full of the same empty boxes.
    """
    one, other = _drawn("档案"), _drawn("一二")
    return bool(np.mean(one != other) > _LIKE_NOTHING and one.min() < 128)


def lacks_fonts(page: Any) -> bool:
    """Would a page of pypdfium2 be drawn without some of its text, for want of a font on this machine?"""
    if draws_han():
        return False
    for found in page.get_objects(filter=[raw.FPDF_PAGEOBJ_TEXT], max_depth=5):
        font = raw.FPDFTextObj_GetFont(found)
        # A simple font of Latin letters has a substitute within pdfium.
        if font and not raw.FPDFFont_GetIsEmbedded(font) and _beyond_latin(page, found):
            return True
    return False


def _beyond_latin(page: Any, found: Any) -> bool:
    text_page: Any = page.get_textpage()
    try:
        space = (raw.FPDF_WCHAR * 64)()
        size = min(64, int(raw.FPDFTextObj_GetText(found, text_page, space, 128)) // 2 + 1)
        return any(space[at] >= 0x2E80 for at in range(size))
    finally:
        text_page.close()


def _drawn(words: str) -> Any:
    content = _TWO_SIGNS.format(words.encode("utf-16-be").hex())
    written = bytearray(b"%PDF-1.4\n")
    places = []
    for number, entries in enumerate(
        (*_OBJECTS, f"<< /Length {len(content)} >>\nstream\n{content}\nendstream"), 1
    ):
        places.append(len(written))
        written += f"{number} 0 obj\n{entries}\nendobj\n".encode("ascii")
    start, count = len(written), len(places) + 1
    rows = "".join(f"{place:010d} 00000 n \n" for place in places)
    written += f"xref\n0 {count}\n0000000000 65535 f \n{rows}".encode("ascii")
    written += f"trailer << /Size {count} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n".encode("ascii")
    document: Any = pdfium.PdfDocument(bytes(written))
    try:
        return np.array(document[0].render(scale=0.5).to_numpy())
    finally:
        document.close()
