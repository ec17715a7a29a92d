"""Images, by Pillow: pages of an image object as pixels."""

from __future__ import annotations

import struct
import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageFile, ImageOps, UnidentifiedImageError

from holdings.media import letters
from holdings.media.letters import MediaError
from holdings.media.limits import USUAL, MediaLimits

# The limit is checked here, with a letter, before anything is decoded.
Image.MAX_IMAGE_PIXELS = None
ImageFile.LOAD_TRUNCATED_IMAGES = False

_ORIENTATION = 0x0112
# TIFF 6.0, section 8: NewSubfileType, and SubfileType of older writers.
_NEW_SUBFILE_TYPE, _SUBFILE_TYPE = 254, 255
_REDUCED, _MASK, _OLD_REDUCED = 1, 4, 2

# Formats that are decoded from above, line by line: what stands before the end of a file cut short is sound.
_READ_WHEN_CUT = ("JPEG", "MPO")
# How ImageOps.exif_transpose turns; EXIF 2.3, 4.6.4, Orientation.
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

# What Pillow's decoders raise on damaged bytes.
_DAMAGE = (
    OSError, SyntaxError, ValueError, EOFError, struct.error, LookupError, TypeError, ArithmeticError,
    AttributeError, RuntimeError,
)  # fmt: skip


def image_pages(path: Path, limits: MediaLimits = USUAL) -> int:
    """How many pages an image has: more than 1 for a TIFF of several pages, else 1.

    Raises:
        MediaError: not an image, damaged, empty, or with more than `limits.pages`.
    """
    with _opened(path) as image:
        count = len(_page_frames(image, limits, path.name))
    if count > limits.pages:
        raise MediaError(letters.too_many_pages(path.name, count, limits.pages))
    return count


def image_page(path: Path, index0: int, limits: MediaLimits = USUAL) -> npt.NDArray[np.uint8]:
    """One page of an image, upright, as (height, width, 3) RGB.

    The camera's orientation mark is obeyed; CMYK, 1-bit, palette, grey of 8 and 16 bits are turned to RGB,
    what is transparent becomes white paper.

    Args:
        path: of the image.
        index0: page, from 0.
        limits: of its size.

    Raises:
        MediaError: no such page, damaged, or more than `limits.pixels`.
    """
    return image_page_as_is(path, index0, limits)[0]


def image_page_as_is(
    path: Path, index0: int, limits: MediaLimits = USUAL
) -> tuple[npt.NDArray[np.uint8], bool]:
    """A page as `image_page` gives it, and whether all of it is there.

    A file that was cut short, by an interrupted copy or a camera, holds the upper part of its page, which is given;
    what is missing is grey or white.

    Raises:
        MediaError: as `image_page`.
    """
    with _page_of(path, index0, limits) as image:
        whole = _load(image)
        upright = ImageOps.exif_transpose(image)
        return np.ascontiguousarray(np.asarray(_rgb(upright), dtype=np.uint8)), whole


def image_size(path: Path, index0: int, limits: MediaLimits = USUAL) -> tuple[int, int]:
    """Width and height in pixels of a page as `image_page` gives it, without decoding it.

    Raises:
        MediaError: as `image_page`, but for damage beyond the image's head.
    """
    with _page_of(path, index0, limits) as image:
        width, height = image.size
        return (height, width) if _lies(image) else (width, height)


def small_image(path: Path, index0: int, width: int, limits: MediaLimits = USUAL) -> npt.NDArray[np.uint8]:
    """A page as `image_page` gives it, shrunk to at most `width` pixels wide while it is decoded.

    Takes far less time and memory than to decode it whole: 1,200 wide of a JPEG of 70 million pixels 0.34 s
    against 2.9 s on two busy cores.

    Raises:
        MediaError: as `image_page`.
    """
    with _page_of(path, index0, limits) as image:
        own = image.height if _lies(image) else image.width
        shrink = max(1.0, own / width)
        wanted = max(1, round(image.width / shrink)), max(1, round(image.height / shrink))
        image.draft(None, wanted)
        _load(image)
        small = image
        if image.size[0] > wanted[0]:
            small = _evenly(image).resize(wanted, Image.Resampling.LANCZOS, reducing_gap=2.0)
        turned = _TURNS.get(image.getexif().get(_ORIENTATION, 1))
        upright = small if turned is None else small.transpose(turned)
        return np.ascontiguousarray(np.asarray(_rgb(upright), dtype=np.uint8))


def _evenly(image: Image.Image) -> Image.Image:
    """The image in a mode whose pixels can be mixed; a palette or bits cannot."""
    if image.mode == "1":
        return image.convert("L")
    if image.mode in ("L", "RGB", "CMYK", "YCbCr") and "transparency" not in image.info:
        return image
    return _rgb(image)


def _lies(image: Image.Image) -> bool:
    """Is the image turned by a quarter before it is shown? Pillow turns TIFF by itself, and knows it beforehand."""
    return image.format != "TIFF" and image.getexif().get(_ORIENTATION, 1) in (5, 6, 7, 8)


def _page_frames(image: Image.Image, limits: MediaLimits, name: str) -> Sequence[int]:
    """The frames of a file that are pages: of an animation the first; of a TIFF all but thumbnails and masks."""
    if image.format != "TIFF":
        return (0,)
    count = int(getattr(image, "n_frames", 1))
    if count > limits.pages:
        raise MediaError(letters.too_many_pages(name, count, limits.pages))
    if count == 1:
        return (0,)
    pages = [at for at in range(count) if not _stands_for_another(image, at)]
    return pages or range(count)


def _stands_for_another(image: Image.Image, frame: int) -> bool:
    """Is this frame of a TIFF a smaller version of another one, or its mask (TIFF 6.0, NewSubfileType)?"""
    image.seek(frame)
    tags: Any = image.tag_v2  # type: ignore[attr-defined]
    newer, older = tags.get(_NEW_SUBFILE_TYPE, 0), tags.get(_SUBFILE_TYPE, 0)
    return bool(int(newer) & (_REDUCED | _MASK)) or int(older) == _OLD_REDUCED


def _load(image: Image.Image) -> bool:
    """Decodes an image; False where its file ends too early and only what is there was decoded.

    Raises:
        OSError: nothing of it can be decoded. Other errors as `_DAMAGE`.
    """
    try:
        image.load()
    except OSError as error:
        # Pillow knows no other sign of it than what it says.
        if "truncated" not in str(error) or image.format not in _READ_WHEN_CUT:
            raise
    else:
        return True
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        image.load()
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False
    return False


@contextmanager
def _page_of(path: Path, index0: int, limits: MediaLimits = USUAL) -> Iterator[Image.Image]:
    """The image at a page, not decoded yet; it is within the limits."""
    with _opened(path) as image:
        frames = _page_frames(image, limits, path.name)
        if not 0 <= index0 < len(frames):
            raise MediaError(letters.no_such_page(path.name, index0 + 1, len(frames)))
        image.seek(frames[index0])
        width, height = image.size
        if width * height > limits.pixels:
            raise MediaError(letters.too_many_pixels(path.name, width, height, limits.pixels))
        if width == 0 or height == 0:
            raise MediaError(letters.empty(path.name))
        yield image


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
    except MemoryError as error:
        raise MediaError(letters.needs_memory(path.name)) from error
    except _DAMAGE as error:
        raise MediaError(letters.broken(path.name, str(error) or type(error).__name__)) from error
