"""Page images as they are sent to a reader."""

from __future__ import annotations

import io

import numpy as np
import numpy.typing as npt
from PIL import Image

WIDEST = 4_000
"""Pixels; wider asks are cut to this."""

JPEG_QUALITY = 82


def page_jpeg(image: npt.NDArray[np.uint8], width: int) -> bytes:
    """A page as JPEG, never larger than it was scanned; one without colour in greys.

    Args:
        image: (height, width, 3), RGB.
        width: wanted, in pixels, at least 1.
    """
    page = _fitting(image, width)
    if _colourless(image):
        page = page.convert("L")
    return _encoded(page, "JPEG", quality=JPEG_QUALITY)


def page_png(image: npt.NDArray[np.uint8], width: int) -> bytes:
    """A page as PNG; see `page_jpeg`."""
    return _encoded(_fitting(image, width), "PNG")


def _fitting(image: npt.NDArray[np.uint8], width: int) -> Image.Image:
    page = Image.fromarray(image)
    wanted = max(1, min(width, WIDEST, page.width))
    if wanted < page.width:
        height = max(1, round(page.height * wanted / page.width))
        page = page.resize((wanted, height), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return page


def _colourless(image: npt.NDArray[np.uint8]) -> bool:
    green = image[:, :, 1]
    return bool(np.array_equal(image[:, :, 0], green) and np.array_equal(image[:, :, 2], green))


def _encoded(page: Image.Image, form: str, **options: int) -> bytes:
    bytes_made = io.BytesIO()
    page.save(bytes_made, form, **options)
    return bytes_made.getvalue()
