"""Pages drawn with the place of each character kept: the truth that boxes of recognised characters are held to."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from holdings.pages import Box

Pixels = npt.NDArray[np.uint8]

_FOLDER = Path("/usr/share/fonts")
Face = tuple[str, int]
SONG: Face = ("opentype/noto/NotoSerifCJK-Regular.ttc", 2)
KAI: Face = ("truetype/arphic/ukai.ttc", 0)
MING: Face = ("truetype/arphic/uming.ttc", 0)
_OTHERS: tuple[Face, ...] = (("truetype/wqy/wqy-zenhei.ttc", 0),)
_SIZE = 40  # pixels of a character: 10 points at 300 dpi
_MARGIN = 130
_ABOVE = 0.88  # share of a character's square above its baseline
_STANDING = str.maketrans("「」『』（）《》—…“”", "﹁﹂﹃﹄︵︶︽︾︱︙﹃﹄")
_STOPS = frozenset("，。、；：")
_RED = (196, 40, 34)


class FontMissing(RuntimeError):
    """A font is not installed. Debian: fonts-noto-cjk, fonts-arphic-uming, fonts-arphic-ukai."""


@dataclass(frozen=True)
class Faces:
    """What pages are printed in: level, level by hand, upright."""

    song: Face = SONG
    kai: Face = KAI
    ming: Face = MING

    @classmethod
    def here(cls) -> Faces:
        """Those of this machine: each that is not installed is replaced by another with Han characters.

        Raises:
            FontMissing: there is none at all.
        """
        known = [face for face in (SONG, MING, KAI, *_OTHERS) if (_FOLDER / face[0]).exists()]
        if not known:
            raise FontMissing("No font with Han characters is here. Debian: apt install fonts-wqy-zenhei")
        return cls(*(face if face in known else known[0] for face in (SONG, KAI, MING)))


@dataclass(frozen=True)
class DrawnPage:
    """A page and where its characters stand.

    Attributes:
        name: what it is.
        pixels: (height, width, 3), RGB.
        signs: its characters in the order of reading, without layout.
        boxes: the square of each of them, in pixels, x0 y0 x1 y1, origin top left.
    """

    name: str
    pixels: Pixels
    signs: str
    boxes: tuple[Box, ...]


def drawn_pages(text: str, faces: Faces = Faces()) -> list[DrawnPage]:
    """A page of each kind with this text (some 400 characters, one paragraph)."""
    level = _level("printed", text, faces.song)
    return [
        level,
        _level("two columns", text, faces.song, columns=2),
        _stamped(_level("stamped", text, faces.kai)),
        _skewed(level, 1.5),
        _turned(level),
        _upright("vertical", text, faces.ming),
        _skewed(_upright("vertical", text, faces.ming), -1.0),
        _turned(_upright("vertical", text, faces.ming)),
    ]


def _font(face: Face) -> ImageFont.FreeTypeFont:
    path = _FOLDER / face[0]
    if not path.exists():
        raise FontMissing(f"{path} is missing. Debian: fonts-noto-cjk, fonts-arphic-uming, fonts-arphic-ukai")
    return ImageFont.truetype(str(path), _SIZE, index=face[1])


def _drawable(text: str, font: ImageFont.FreeTypeFont) -> str:
    nothing = bytes(font.getmask("\U0010ffff"))
    return "".join(sign for sign in text if not sign.isspace() and bytes(font.getmask(sign)) != nothing)


def _level(name: str, text: str, face: Face, columns: int = 1) -> DrawnPage:
    font = _font(face)
    signs = _drawable(text, font)
    across = 30 if columns == 1 else 15
    pitch, gap = int(1.7 * _SIZE), 3 * _SIZE
    lines: list[str] = [""]
    room = float(across - 2)  # the first line is indented
    for sign in signs:
        step = font.getlength(sign) / _SIZE
        if room < step and sign not in _STOPS:
            lines.append("")
            room = float(across)
        lines[-1] += sign
        room -= step
    high = -(-len(lines) // columns)
    width = 2 * _MARGIN + columns * (across + 1) * _SIZE + (columns - 1) * gap
    sheet = Image.new("RGB", (width, 2 * _MARGIN + high * pitch), "white")
    draw = ImageDraw.Draw(sheet)
    boxes: list[Box] = []
    for at, line in enumerate(lines):
        column, row = divmod(at, high)
        x = float(_MARGIN + column * ((across + 1) * _SIZE + gap) + (2 * _SIZE if at == 0 else 0))
        base = _MARGIN + row * pitch + _SIZE
        for sign in line:
            step = font.getlength(sign)
            draw.text((x, base), sign, fill=(30, 28, 26), font=font, anchor="ls")
            top = base - _ABOVE * _SIZE
            boxes.append((x, top, x + step, top + _SIZE))
            x += step
    return DrawnPage(name, np.asarray(sheet, dtype=np.uint8), signs, tuple(boxes))


def _upright(name: str, text: str, face: Face, down: int = 24) -> DrawnPage:
    font = _font(face)
    signs = "".join(sign for sign in _drawable(text, font) if not sign.isascii())
    step, pitch = _SIZE + 4, int(1.8 * _SIZE)
    columns: list[str] = [""]
    for sign in signs:
        if len(columns[-1]) >= down and sign not in _STOPS:
            columns.append("")
        columns[-1] += sign
    size = (2 * _MARGIN + pitch * len(columns), 2 * _MARGIN + step * (down + 1))
    sheet = Image.new("RGB", size, "white")
    draw = ImageDraw.Draw(sheet)
    boxes: list[Box] = []
    for at, column in enumerate(columns):
        middle = size[0] - _MARGIN - at * pitch - pitch // 2
        for row, sign in enumerate(column):
            top = _MARGIN + row * step
            if sign in _STOPS:  # in vertical setting a stop stands in the upper right of its square
                draw.text((middle + 2, top - int(0.45 * _SIZE)), sign, fill=(30, 28, 26), font=font)
            else:
                place = (middle, top + int(_ABOVE * _SIZE))
                draw.text(place, sign.translate(_STANDING), fill=(30, 28, 26), font=font, anchor="ms")
            boxes.append((middle - _SIZE / 2, top, middle + _SIZE / 2, top + _SIZE))
    return DrawnPage(name, np.asarray(sheet, dtype=np.uint8), signs, tuple(boxes))


def _stamped(page: DrawnPage) -> DrawnPage:
    sheet = Image.fromarray(page.pixels)
    seal = Image.new("RGB", sheet.size, "white")
    draw = ImageDraw.Draw(seal)
    x, y = int(0.7 * sheet.width), int(0.7 * sheet.height)
    draw.ellipse((x - 150, y - 150, x + 150, y + 150), outline=_RED, width=9)
    points = [
        (
            x + (62 if at % 2 == 0 else 25) * math.sin(at * math.pi / 5),
            y - (62 if at % 2 == 0 else 25) * math.cos(at * math.pi / 5),
        )
        for at in range(10)
    ]
    draw.polygon(points, fill=_RED)
    both = np.minimum(np.asarray(sheet), np.asarray(seal))
    return DrawnPage(page.name, both, page.signs, page.boxes)


def _skewed(page: DrawnPage, degrees: float) -> DrawnPage:
    sheet = Image.fromarray(page.pixels)
    turned = sheet.rotate(degrees, Image.Resampling.BICUBIC, fillcolor="white")
    angle = math.radians(degrees)
    middle = sheet.width / 2, sheet.height / 2

    def moved(x: float, y: float) -> tuple[float, float]:
        x, y = x - middle[0], y - middle[1]
        return (
            middle[0] + x * math.cos(angle) + y * math.sin(angle),
            middle[1] - x * math.sin(angle) + y * math.cos(angle),
        )

    return _moved(page, f"{page.name}, skewed {degrees:g}°", np.asarray(turned, dtype=np.uint8), moved)


def _turned(page: DrawnPage) -> DrawnPage:
    height, width = page.pixels.shape[:2]
    pixels = np.ascontiguousarray(page.pixels[::-1, ::-1])
    return _moved(page, f"{page.name}, upside down", pixels, lambda x, y: (width - x, height - y))


def _moved(
    page: DrawnPage, name: str, pixels: Pixels, place: Callable[[float, float], tuple[float, float]]
) -> DrawnPage:
    boxes = []
    for x0, y0, x1, y1 in page.boxes:
        # The square about the moved centre: skew by a degree or two does not widen it.
        x, y = place((x0 + x1) / 2, (y0 + y1) / 2)
        half = (x1 - x0) / 2, (y1 - y0) / 2
        boxes.append((x - half[0], y - half[1], x + half[0], y + half[1]))
    return DrawnPage(name, pixels, page.signs, tuple(boxes))
