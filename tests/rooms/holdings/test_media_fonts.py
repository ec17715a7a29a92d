"""PDFs that embed no font: drawn where the machine has one, shown by their text where it has none."""

from __future__ import annotations

import pytest

from holdings.media import fonts
from holdings.media.drawing import draw, full_size
from holdings.media.drawn import NoPictureError
from holdings.media.fonts import draws_han
from holdings.media.kinds import MediaKind
from holdings.media.pdf import PdfObject
from tests.rooms.holdings.pdf_samples import latin, lines_picture, pdf_page

_FONT = {
    10: b"<< /Type /Font /Subtype /Type0 /BaseFont /SimSun /Encoding /UniGB-UCS2-H /DescendantFonts [11 0 R] >>",
    11: b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /SimSun /CIDSystemInfo << /Registry (Adobe) "
    b"/Ordering (GB1) /Supplement 4 >> /DW 1000 /FontDescriptor 12 0 R >>",
    12: b"<< /Type /FontDescriptor /FontName /SimSun /Flags 4 /FontBBox [0 -200 1000 900] /ItalicAngle 0 /Ascent 880 "
    b"/Descent -120 /CapHeight 700 /StemV 80 >>",
    13: lines_picture(10),
}
_WORDS = f"BT /F 40 Tf 60 700 Td <{'渡口木桥'.encode('utf-16-be').hex()}> Tj ET\n"


def _page(path, content=_WORDS):
    # The entry of the last font by a name counts.
    return pdf_page(
        path, content, resources="/Font << /F 10 0 R /H 9 0 R >> /XObject << /I 13 0 R >>", objects=_FONT
    )


def test_a_machine_tells_truly_whether_it_draws_such_characters(tmp_path):
    with PdfObject(_page(tmp_path / "a.pdf")) as opened:
        assert opened.page_text(0).text == "渡口木桥"
        assert bool(opened.page_image(0, 72).min() < 128) is draws_han()
        assert opened.lacks_fonts(0) is not draws_han()


def test_without_a_font_such_a_page_is_shown_by_its_text_and_others_are_drawn(tmp_path, monkeypatch):
    monkeypatch.setattr(fonts, "draws_han", lambda: False)
    with pytest.raises(NoPictureError):
        full_size(_page(tmp_path / "a.pdf"), MediaKind.PDF, 0)
    with pytest.raises(NoPictureError):
        draw(_page(tmp_path / "a.pdf"), MediaKind.PDF, 0, 200)
    for content in (latin("Stone Bridge", 60, 700), "q 595 0 0 842 0 0 cm /I Do Q\n" + _WORDS):
        assert draw(_page(tmp_path / "b.pdf", content), MediaKind.PDF, 0, 200).width == 200
