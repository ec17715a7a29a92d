"""PDF, by pypdfium2: pages, text with the place of each character, pixels."""

from __future__ import annotations

import ctypes
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import numpy as np
import numpy.typing as npt
import pypdfium2 as pdfium
import pypdfium2.raw as raw

from holdings.media import letters
from holdings.media.laid_text import LaidText
from holdings.media.letters import MediaError
from holdings.media.limits import USUAL, MediaLimits
from holdings.media.line_joining import Place, Sign, joined, lines_of

POINTS_PER_INCH = 72.0
MAX_PAGE_CHARACTERS = 500_000


class PdfObject:
    """An opened PDF. A context manager; pages are counted from 0.

    Not for use by several threads at once: pdfium has one state a process.
    """

    def __init__(self, path: Path, limits: MediaLimits = USUAL) -> None:
        """Open a PDF.

        Raises:
            MediaError: encrypted, broken, empty, or with more than `limits.pages`.
        """
        self._name = path.name
        self._limits = limits
        try:
            size = path.stat().st_size
        except OSError as error:
            raise MediaError(letters.broken(self._name, error.strerror or "?")) from error
        if size == 0:
            raise MediaError(letters.empty(self._name))
        try:
            self._pdf: Any = pdfium.PdfDocument(path)
            count = len(self._pdf)
        except pdfium.PdfiumError as error:
            if raw.FPDF_GetLastError() in (raw.FPDF_ERR_PASSWORD, raw.FPDF_ERR_SECURITY):
                raise MediaError(letters.encrypted(self._name)) from error
            raise MediaError(letters.broken(self._name, str(error))) from error
        if count == 0:
            self.close()
            raise MediaError(letters.empty(self._name))
        if count > limits.pages:
            self.close()
            raise MediaError(letters.too_many_pages(self._name, count, limits.pages))
        self._count = int(count)

    @property
    def page_count(self) -> int:
        """How many pages it has, at least 1."""
        return self._count

    def page_text(self, index0: int) -> LaidText:
        """The text layer of a page; an empty text if it has none.

        Args:
            index0: page, from 0.

        Raises:
            MediaError: no such page, or it cannot be read.
        """
        page = self._page(index0)
        try:
            text_page: Any = page.get_textpage()
            try:
                signs = _signs(page, text_page)
            finally:
                text_page.close()
            picture, size = _picture_share(page), page.get_size()
        except pdfium.PdfiumError as error:
            raise MediaError(letters.broken(self._name, f"{index0 + 1}: {error}")) from error
        finally:
            page.close()
        paragraphs = _as_fractions(joined(lines_of(signs)), size)
        return LaidText(
            "".join(sign.character for sign in paragraphs), tuple(sign.box for sign in paragraphs), picture
        )

    def page_size(self, index0: int) -> tuple[float, float]:
        """Width and height in points of a page as it is shown, turned and cropped.

        Raises:
            MediaError: no such page, or it cannot be read.
        """
        page = self._page(index0)
        try:
            width, height = page.get_size()
        finally:
            page.close()
        return float(width), float(height)

    def page_image(self, index0: int, dpi: float) -> npt.NDArray[np.uint8]:
        """A page as pixels, on white, annotations drawn: (height, width, 3), RGB.

        Args:
            index0: page, from 0.
            dpi: pixels an inch.

        Raises:
            MediaError: no such page, it cannot be drawn, or would have more than `limits.pixels`.
        """
        page = self._page(index0)
        try:
            scale = dpi / POINTS_PER_INCH
            width, height = page.get_size()
            pixels = (max(1, round(width * scale)), max(1, round(height * scale)))
            if pixels[0] * pixels[1] > self._limits.pixels:
                raise MediaError(letters.too_many_pixels(self._name, *pixels, self._limits.pixels))
            bitmap: Any = page.render(scale=scale, rev_byteorder=True)
            drawn = np.asarray(bitmap.to_numpy())
        except pdfium.PdfiumError as error:
            raise MediaError(letters.broken(self._name, f"{index0 + 1}: {error}")) from error
        finally:
            page.close()
        if drawn.ndim == 2:
            drawn = drawn[:, :, np.newaxis]
        if drawn.shape[2] == 1:
            drawn = np.repeat(drawn, 3, axis=2)
        return np.array(drawn[:, :, :3], dtype=np.uint8, order="C")

    def close(self) -> None:
        """Close it; closing twice is fine."""
        self._pdf.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _page(self, index0: int) -> Any:
        if not 0 <= index0 < self._count:
            raise MediaError(letters.no_such_page(self._name, index0 + 1, self._count))
        try:
            return self._pdf[index0]
        except pdfium.PdfiumError as error:
            raise MediaError(letters.broken(self._name, f"{index0 + 1}: {error}")) from error


class _Shown:
    """From points of the page's own space to the page as it is shown, turned and cropped."""

    def __init__(self, page: Any) -> None:
        # Three points through pdfium give the whole affine map, rotation and crop box included.
        self._width, self._height = page.get_size()
        grid = 1_000_000
        origin, right, up = (
            self._device(page, grid, *at) for at in ((0.0, 0.0), (1000.0, 0.0), (0.0, 1000.0))
        )
        self._origin = origin
        self._x = ((right[0] - origin[0]) / 1000, (right[1] - origin[1]) / 1000)
        self._y = ((up[0] - origin[0]) / 1000, (up[1] - origin[1]) / 1000)

    def box(self, left: float, bottom: float, right: float, top: float) -> Place:
        """In points of the page as shown, y down, kept within the page."""
        one, other = self._map(left, bottom), self._map(right, top)
        xs, ys = sorted((one[0], other[0])), sorted((one[1], other[1]))
        x0, x1 = (min(1.0, max(0.0, x)) for x in xs)
        y0, y1 = (min(1.0, max(0.0, y)) for y in ys)
        return x0 * self._width, y0 * self._height, x1 * self._width, y1 * self._height

    def _map(self, x: float, y: float) -> tuple[float, float]:
        return (
            self._origin[0] + x * self._x[0] + y * self._y[0],
            self._origin[1] + x * self._x[1] + y * self._y[1],
        )

    @staticmethod
    def _device(page: Any, grid: int, x: float, y: float) -> tuple[float, float]:
        at_x, at_y = ctypes.c_int(), ctypes.c_int()
        raw.FPDF_PageToDevice(page, 0, 0, grid, grid, 0, x, y, ctypes.byref(at_x), ctypes.byref(at_y))
        return at_x.value / grid, at_y.value / grid


def _signs(page: Any, text_page: Any) -> list[Sign]:
    """Every character of a text page, in pdfium's order."""
    shown = _Shown(page)
    count = min(int(text_page.count_chars()), MAX_PAGE_CHARACTERS)
    signs: list[Sign] = []
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    high = 0
    for at in range(count):
        point = int(raw.FPDFText_GetUnicode(text_page, at))
        if 0xD800 <= point <= 0xDBFF:
            high = point
            continue
        if 0xDC00 <= point <= 0xDFFF:
            point = 0x10000 + ((high - 0xD800) << 10) + (point - 0xDC00) if high else 0xFFFD
        high = 0
        if point == 0 or point > 0x10FFFF or point in (0xFFFE, 0x2, 0xAD):
            # 0xFFFE and 2 are pdfium's marks of a hyphen at a line's end.
            continue
        known = raw.FPDFText_GetCharBox(
            text_page, at, ctypes.byref(left), ctypes.byref(right), ctypes.byref(bottom), ctypes.byref(top)
        )
        character = chr(point)
        if not known or raw.FPDFText_IsGenerated(text_page, at) == 1 or character in "\r\n":
            signs.append(Sign(character, None))
            continue
        signs.append(Sign(character, shown.box(left.value, bottom.value, right.value, top.value)))
    return signs


def _as_fractions(signs: list[Sign], size: tuple[float, float]) -> list[Sign]:
    """Boxes in points as fractions of the page's size."""
    width, height = max(size[0], 1e-6), max(size[1], 1e-6)
    return [
        sign
        if sign.box is None
        else Sign(
            sign.character,
            (
                min(1.0, sign.box[0] / width),
                min(1.0, sign.box[1] / height),
                min(1.0, sign.box[2] / width),
                min(1.0, sign.box[3] / height),
            ),
        )
        for sign in signs
    ]


def _picture_share(page: Any) -> float:
    width, height = page.get_size()
    largest = 0.0
    for found in page.get_objects(filter=[raw.FPDF_PAGEOBJ_IMAGE], max_depth=3):
        x0, y0, x1, y1 = found.get_bounds()
        largest = max(largest, abs(x1 - x0) * abs(y1 - y0))
    return float(min(1.0, largest / max(width * height, 1.0)))
