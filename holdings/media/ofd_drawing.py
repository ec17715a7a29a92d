"""An OFD page as pixels: its objects are put on a page of pdfium, which draws it.

Characters are drawn where the OFD carries their font, by the glyphs that it names (GB/T 33190-2016, 11.4), so that
pages of bare glyphs or private-use codes can be recognised. Shadings, patterns and clips are left out.
"""

from __future__ import annotations

import ctypes
import io
import math
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pypdfium2.raw as raw
from PIL import Image

from holdings.media import letters
from holdings.media.letters import MediaError
from holdings.media.ofd_objects import Matrix, Placed, joined, mapped, numbers
from holdings.media.ofd_package import OfdPackage
from holdings.media.ofd_text import glyph_places, type_size
from holdings.media.safe_xml import child, local, words

MAX_PATH_STEPS = 100_000
"""Lines and curves of one path."""

MAX_GLYPHS = 50_000
"""Glyphs drawn on one page."""

_POINTS = 72 / 25.4  # a millimetre
_LARGEST_PAGE = 14_400.0  # points: pages of PDF may be no larger
_STEPS = {"M": 2, "S": 2, "L": 2, "Q": 4, "B": 6, "A": 7, "C": 0}


def drawn(
    package: OfdPackage, objects: Sequence[Placed], area: tuple[float, float, float, float], dpi: float
) -> npt.NDArray[np.uint8]:
    """Objects of a page on white.

    Args:
        package: where pictures and fonts lie.
        objects: in the order of drawing.
        area: of the page: x, y, width, height in millimetres.
        dpi: pixels an inch.

    Returns:
        (height, width, 3), RGB.

    Raises:
        MediaError: too many pixels, or pdfium cannot draw it.
    """
    left, top, width, height = area
    pixels = max(1, round(width / 25.4 * dpi)), max(1, round(height / 25.4 * dpi))
    if pixels[0] * pixels[1] > package.limits.pixels:
        raise MediaError(letters.too_many_pixels(package.name, *pixels, package.limits.pixels))
    # On a page of its own measure, which may be smaller than the true one: only pixels count.
    points = min(_POINTS, _LARGEST_PAGE / max(width, height))
    to_page: Matrix = (points, 0.0, 0.0, -points, -left * points, (top + height) * points)
    try:
        with _Canvas(package, width * points, height * points) as canvas:
            for found in objects:
                canvas.put(found, joined(to_page, found.matrix))
            return canvas.pixels(pixels)
    except pdfium.PdfiumError as error:
        raise MediaError(letters.broken(package.name, str(error))) from error


class _Canvas:
    """A page of pdfium in the making; everything it borrows is kept until it is closed."""

    def __init__(self, package: OfdPackage, width: float, height: float) -> None:
        self._package = package
        self._pdf: Any = pdfium.PdfDocument.new()
        self._page: Any = self._pdf.new_page(width, height)
        self._fonts: dict[str, Any] = {}
        self._kept: list[Any] = []
        self._glyphs = MAX_GLYPHS

    def __enter__(self) -> _Canvas:
        return self

    def __exit__(self, *_: object) -> None:
        self._page.close()
        for font in self._fonts.values():
            if font is not None:
                raw.FPDFFont_Close(font)
        self._pdf.close()

    def put(self, found: Placed, matrix: Matrix) -> None:
        kind = local(found.element)
        if kind == "ImageObject":
            self._picture(found, matrix)
        elif kind == "PathObject":
            self._path(found, matrix)
        else:
            self._text(found, matrix)

    def pixels(self, size: tuple[int, int]) -> npt.NDArray[np.uint8]:
        self._page.gen_content()
        width, height = size
        bitmap: Any = pdfium.PdfBitmap.new_native(width, height, raw.FPDFBitmap_BGR)
        bitmap.fill_rect((255, 255, 255, 255), 0, 0, width, height)
        raw.FPDF_RenderPageBitmap(bitmap, self._page, 0, 0, width, height, 0, raw.FPDF_ANNOT)
        return np.ascontiguousarray(np.asarray(bitmap.to_numpy())[:, :, ::-1], dtype=np.uint8)

    def _picture(self, found: Placed, matrix: Matrix) -> None:
        part = found.resources.pictures.get(found.element.get("ResourceID", ""))
        pixels = None if part is None else _opened(self._package.media(part), self._package.limits.pixels)
        if pixels is None:
            return
        bitmap: Any = pdfium.PdfBitmap.from_pil(pixels)
        self._kept.append(bitmap)
        image: Any = pdfium.PdfImage.new(self._pdf)
        image.set_bitmap(bitmap)
        # A picture of PDF stands on its foot.
        image.set_matrix(pdfium.PdfMatrix(*joined(matrix, (1.0, 0.0, 0.0, -1.0, 0.0, 1.0))))
        self._page.insert_obj(image)

    def _path(self, found: Placed, matrix: Matrix) -> None:
        element = found.element
        steps = words(child(element, "AbbreviatedData")).replace(",", " ").split(None, MAX_PATH_STEPS * 7)
        if not steps:
            return
        fills, strokes = element.get("Fill") in ("true", "1"), element.get("Stroke") not in ("false", "0")
        if not strokes and not fills:
            return
        path = raw.FPDFPageObj_CreateNewPath(*mapped(matrix, 0.0, 0.0))
        _follow(path, steps, matrix)
        scale = math.sqrt(abs(matrix[0] * matrix[3] - matrix[1] * matrix[2])) or 1.0
        width = (numbers(element.get("LineWidth", "")) or [0.353])[0]
        raw.FPDFPageObj_SetStrokeWidth(path, max(0.1, width * scale))
        even_odd = element.get("Rule", "").lower().startswith("even")
        mode = (raw.FPDF_FILLMODE_ALTERNATE if even_odd else raw.FPDF_FILLMODE_WINDING) if fills else 0
        raw.FPDFPageObj_SetFillColor(path, *_colour(found, "FillColor"))
        raw.FPDFPageObj_SetStrokeColor(path, *_colour(found, "StrokeColor"))
        raw.FPDFPath_SetDrawMode(path, mode, strokes)
        raw.FPDFPage_InsertObject(self._page, path)

    def _text(self, found: Placed, matrix: Matrix) -> None:
        font = self._font(found)
        if font is None:
            return
        size, colour = type_size(found.element), _colour(found, "FillColor")
        scale = (numbers(found.element.get("HScale", "")) or [1.0])[0]
        for glyph, x, y in glyph_places(found.element):
            if self._glyphs <= 0:
                return
            self._glyphs -= 1
            shown: Any = raw.FPDFPageObj_CreateTextObj(self._pdf, font, 1.0)
            raw.FPDFText_SetCharcodes(shown, (ctypes.c_uint32 * 1)(glyph), 1)
            place = joined(matrix, (size * scale, 0.0, 0.0, -size, x, y))
            raw.FPDFPageObj_SetFillColor(shown, *colour)
            raw.FPDFPageObj_SetMatrix(shown, raw.FS_MATRIX(*place))
            raw.FPDFPage_InsertObject(self._page, shown)

    def _font(self, found: Placed) -> Any:
        part = found.font
        if part is None:
            return None
        if part not in self._fonts:
            octets = self._package.media(part)
            kept = (ctypes.c_uint8 * len(octets)).from_buffer_copy(octets)
            self._kept.append(kept)
            kind = raw.FPDF_FONT_TRUETYPE
            self._fonts[part] = raw.FPDFText_LoadFont(self._pdf, kept, len(octets), kind, True) or None
        return self._fonts[part]


def _opened(octets: bytes, most_pixels: int) -> Image.Image | None:
    """A picture on white; None where it cannot be read or is too large: the rest of the page is drawn all the same."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(io.BytesIO(octets)) as image:
                if image.width * image.height > most_pixels:
                    return None
                if image.mode in ("1", "L", "RGB", "CMYK", "YCbCr"):
                    return image.convert("RGB")
                layered = image.convert("RGBA")
        paper = Image.new("RGBA", layered.size, (255, 255, 255, 255))
        return Image.alpha_composite(paper, layered).convert("RGB")
    except Exception:  # Pillow's decoders raise nearly everything
        return None


def _colour(found: Placed, name: str) -> tuple[int, int, int, int]:
    """Red, green, blue, opacity, 0..255, of a FillColor or StrokeColor; black where it says nothing (clause 8.3)."""
    named = child(found.element, name)
    values = [] if named is None else numbers(named.get("Value", ""))
    shares = [min(255, max(0, round(value))) for value in values]
    opacity = numbers(found.element.get("Alpha", "")) or [255.0]
    seen = min(255, max(0, round(opacity[0])))
    if len(shares) == 1:
        return shares[0], shares[0], shares[0], seen
    if len(shares) == 3:
        return shares[0], shares[1], shares[2], seen
    if len(shares) == 4:  # CMYK
        red, green, blue = ((255 - share) * (255 - shares[3]) // 255 for share in shares[:3])
        return red, green, blue, seen
    return 0, 0, 0, seen


def _follow(path: Any, steps: Sequence[str], matrix: Matrix) -> None:
    """Lines and curves of AbbreviatedData (clause 9.3); an arc is drawn as the line to its end."""
    at, here = 0, (0.0, 0.0)
    while at < len(steps):
        operator = steps[at]
        count = _STEPS.get(operator)
        if count is None:
            at += 1
            continue
        points = numbers(" ".join(steps[at + 1 : at + 1 + count]))
        at += 1 + count
        if operator == "C":
            raw.FPDFPath_Close(path)
        if len(points) != count or not count:
            continue
        end = points[-2], points[-1]
        if operator in "MS":
            raw.FPDFPath_MoveTo(path, *mapped(matrix, *end))
        elif operator in "LA":
            raw.FPDFPath_LineTo(path, *mapped(matrix, *end))
        else:
            if operator == "B":
                one, two = (points[0], points[1]), (points[2], points[3])
            else:  # a quadratic curve as a cubic one
                middle = points[0], points[1]
                one, two = _between(here, middle, 2 / 3), _between(end, middle, 2 / 3)
            raw.FPDFPath_BezierTo(path, *mapped(matrix, *one), *mapped(matrix, *two), *mapped(matrix, *end))
        here = end


def _between(one: tuple[float, float], other: tuple[float, float], share: float) -> tuple[float, float]:
    return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share
