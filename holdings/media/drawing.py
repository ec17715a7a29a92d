"""A page of a digital object as a picture for a reader: one way for images, PDF and OFD."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt

from holdings.media.drawn import Drawing, NoPictureError
from holdings.media.images import image_size, small_image
from holdings.media.kinds import IMAGE_KINDS, MediaKind
from holdings.media.laid_text import LEAST_PICTURE, PICTURE_PAGE, usable_text
from holdings.media.limits import USUAL, MediaLimits
from holdings.media.ofd import OfdObject
from holdings.media.pdf import POINTS_PER_INCH, PdfObject
from holdings.media.render import page_jpeg

FULL_DPI = 300
"""Dots an inch at which a page of a document counts as drawn in full: what scans for keeping have (DA/T 31-2017)."""

MAX_DRAWN_PIXELS = 40_000_000
"""Of a picture made for a reader. A page of strange proportions is drawn narrower than was asked for."""

MAX_DRAWN_SIDE = 16_000
"""Pixels; a JPEG holds 65,535."""

_MILLIMETRES = 25.4


def full_size(path: Path, kind: MediaKind, index0: int, limits: MediaLimits = USUAL) -> tuple[int, int]:
    """Width and height of a page in pixels: as scanned, or of a document at `FULL_DPI`.

    Args:
        path: of the object.
        kind: of the object.
        index0: page, from 0.
        limits: of the object.

    Raises:
        NoPictureError: the page has text alone, or is one of a file in a PDF.
        MediaError: the object or page cannot be opened.
    """
    if kind in IMAGE_KINDS:
        return image_size(path, index0, limits)
    width, height = _inches(path, kind, index0, limits)
    return max(1, round(width * FULL_DPI)), max(1, round(height * FULL_DPI))


def draw(path: Path, kind: MediaKind, index0: int, width: int, limits: MediaLimits = USUAL) -> Drawing:
    """A page as a JPEG, upright as recognition saw it, so that boxes of characters fit.

    Args:
        path: of the object.
        kind: of the object.
        index0: page, from 0.
        width: wanted, in pixels, at least 1; an image is never drawn wider than it was scanned.
        limits: of the object.

    Raises:
        NoPictureError: the page has text alone.
        MediaError: the object or page cannot be opened or drawn.
    """
    if kind in IMAGE_KINDS:
        across, down = image_size(path, index0, limits)
        return _sent(small_image(path, index0, _bounded(width, across, down), limits))
    across_in, down_in = _inches(path, kind, index0, limits)
    dpi = max(0.1, _bounded(width, across_in, down_in) / max(across_in, 1e-3))
    if kind is MediaKind.PDF:
        with PdfObject(path, limits) as pdf:
            return _sent(pdf.page_image(index0, dpi))
    with OfdObject(path, limits) as ofd:
        return _sent(ofd.page_image(index0, dpi))


def _inches(path: Path, kind: MediaKind, index0: int, limits: MediaLimits) -> tuple[float, float]:
    if kind is MediaKind.PDF:
        with PdfObject(path, limits) as pdf:
            if index0 >= pdf.page_count and pdf.attachments:
                raise NoPictureError  # of a file in it, which is read after its own pages
            # Without a font the page would be blank; its text says more. What was recognised on it is shown on it.
            if pdf.lacks_fonts(index0) and pdf.page_text(index0).picture_share < LEAST_PICTURE:
                raise NoPictureError
            points = pdf.page_size(index0)
            return points[0] / POINTS_PER_INCH, points[1] / POINTS_PER_INCH
    if kind is not MediaKind.OFD:
        raise NoPictureError
    with OfdObject(path, limits) as ofd:
        page = ofd.page(index0)
        # Text in fonts that the OFD does not carry is not drawn. Such a page is shown where it is a picture all the
        # same, or where its text was recognised on this very drawing (indexer/extraction/ofd.py).
        partly = page.lacks_fonts and usable_text(page.laid) and page.laid.picture_share < PICTURE_PAGE
        if not page.drawable or partly:
            raise NoPictureError
        size = ofd.page_size(index0)
        return size[0] / _MILLIMETRES, size[1] / _MILLIMETRES


def _bounded(width: int, across: float, down: float) -> int:
    """The width to draw, so that height and pixels stay within bounds."""
    ratio = max(down / max(across, 1e-6), 1e-6)
    return max(1, int(min(width, MAX_DRAWN_SIDE / ratio, (MAX_DRAWN_PIXELS / ratio) ** 0.5)))


def _sent(pixels: npt.NDArray[np.uint8]) -> Drawing:
    height, width = pixels.shape[:2]
    return Drawing(page_jpeg(pixels, width), width, height)
