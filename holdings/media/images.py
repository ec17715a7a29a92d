"""Images, by Pillow: pages of an image object as pixels."""

from __future__ import annotations

import struct
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from holdings.media import letters
from holdings.media.letters import MediaError

MAX_IMAGE_PIXELS = 120_000_000
"""A broadsheet page at 300 dpi has 70 million; decoded, this is 360 MB."""

MAX_IMAGE_PAGES = 5_000

# The limit is checked here, with a letter, before anything is decoded.
Image.MAX_IMAGE_PIXELS = None
ImageFile.LOAD_TRUNCATED_IMAGES = False

# What Pillow's decoders raise on damaged bytes.
_DAMAGE = (
    OSError, SyntaxError, ValueError, EOFError, struct.error, LookupError, TypeError, ArithmeticError,
    AttributeError, RuntimeError, MemoryError,
)  # fmt: skip


def image_pages(path: Path) -> int:
    """How many pages an image has: more than 1 for a TIFF of several pages, else 1.

    Raises:
        MediaError: not an image, damaged, empty, or with more than `MAX_IMAGE_PAGES` pages.
    """
    with _opened(path) as image:
        # Frames of an animation are not pages.
        count = int(getattr(image, "n_frames", 1)) if image.format == "TIFF" else 1
    if count > MAX_IMAGE_PAGES:
        raise MediaError(letters.too_many_pages(path.name, count, MAX_IMAGE_PAGES))
    return count


def image_page(path: Path, index0: int) -> npt.NDArray[np.uint8]:
    """One page of an image, upright, as (height, width, 3) RGB.

    The camera's orientation mark is obeyed; CMYK, 1-bit, palette, grey of 8 and 16 bits are turned to RGB,
    what is transparent becomes white paper.

    Args:
        path: of the image.
        index0: page, from 0.

    Raises:
        MediaError: no such page, damaged, or more than `MAX_IMAGE_PIXELS`.
    """
    with _opened(path) as image:
        if index0 < 0 or (index0 > 0 and image.format != "TIFF"):
            raise MediaError(letters.no_such_page(path.name, index0 + 1, 1))
        try:
            image.seek(index0)
        except EOFError:
            count = int(getattr(image, "n_frames", 1))
            raise MediaError(letters.no_such_page(path.name, index0 + 1, count)) from None
        width, height = image.size
        if width * height > MAX_IMAGE_PIXELS:
            raise MediaError(letters.too_many_pixels(path.name, width, height, MAX_IMAGE_PIXELS))
        if width == 0 or height == 0:
            raise MediaError(letters.empty(path.name))
        image.load()
        upright = ImageOps.exif_transpose(image)
        return np.ascontiguousarray(np.asarray(_rgb(upright), dtype=np.uint8))


def _rgb(image: Image.Image) -> Image.Image:
    if image.mode in ("I;16", "I;16L", "I;16B", "I;16N", "I", "F"):
        grey = np.asarray(image).astype(np.float64)
        top = 65535.0 if image.mode.startswith("I;16") or grey.max(initial=0) > 255 else 255.0
        return Image.fromarray(np.clip(grey * (255.0 / top), 0, 255).astype(np.uint8)).convert("RGB")
    if "A" in image.mode or image.mode in ("La", "PA") or "transparency" in image.info:
        layered = image.convert("RGBA")
        paper = Image.new("RGBA", layered.size, (255, 255, 255, 255))
        return Image.alpha_composite(paper, layered).convert("RGB")
    return image.convert("RGB")


@contextmanager
def _opened(path: Path) -> Iterator[Image.Image]:
    try:
        if path.stat().st_size == 0:
            raise MediaError(letters.empty(path.name))
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            with Image.open(path) as image:
                yield image
    except MediaError:
        raise
    except UnidentifiedImageError as error:
        raise MediaError(letters.broken(path.name, "not an image that is known")) from error
    except _DAMAGE as error:
        raise MediaError(letters.broken(path.name, str(error) or type(error).__name__)) from error
