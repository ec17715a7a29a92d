"""Pages printed for tests, with the truth about them."""

from __future__ import annotations

from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from tests.shared import shared
from tests.untested import untested

FONTS = (
    "/usr/share/fonts/opentype/noto/NotoSerifCJK-Regular.ttc",
    "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
    "/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc",
    "/usr/share/fonts/truetype/arphic/uming.ttc",
)


def font(size: int) -> ImageFont.FreeTypeFont:
    """A font with Han characters; without one the test fails under CI=true and is skipped by name elsewhere."""
    known = [name for name in FONTS if Path(name).exists()]
    if not known:
        untested("printed pages", "no font with Han characters here. Debian: apt install fonts-noto-cjk")
    return ImageFont.truetype(known[0], size)


def shared_page(name: str) -> tuple[np.ndarray, str]:
    """(page image, true text) of one of the shared pages."""
    with Image.open(shared("ocr", "img", f"{name}.jpg")) as image:
        pixels = np.asarray(image.convert("RGB"))
    return pixels, shared("ocr", "truth", f"{name}.txt").read_text(encoding="utf-8")


def blank(width: int = 900, height: int = 700) -> Image.Image:
    """A sheet of white paper."""
    return Image.new("RGB", (width, height), "white")


def write(sheet: Image.Image, place: tuple[int, int], text: str, size: int = 36, ink: str = "black") -> None:
    """Write one line."""
    ImageDraw.Draw(sheet).text(place, text, fill=ink, font=font(size))


def stamp(sheet: Image.Image, centre: tuple[int, int], radius: int) -> None:
    """A round red stamp with a star of sorts in its middle."""
    drawing = ImageDraw.Draw(sheet)
    x, y = centre
    drawing.ellipse((x - radius, y - radius, x + radius, y + radius), outline=(200, 30, 30), width=6)
    drawing.polygon(
        [(x, y - 40), (x + 35, y + 30), (x - 40, y - 10), (x + 40, y - 10), (x - 35, y + 30)],
        fill=(200, 30, 30),
    )
