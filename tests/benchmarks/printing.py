"""Pages printed and degraded: kinds of print that archives scan, each as legible as a strength says.

The same text, kind, strength and seed give the same pixels wherever the same fonts are installed (Debian:
fonts-noto-cjk, fonts-arphic-uming, fonts-arphic-ukai, fonts-wqy-zenhei).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

Pixels = npt.NDArray[np.uint8]

_FOLDER = Path("/usr/share/fonts")
_SIZE = 40  # pixels of a character: 10 points at 300 dpi
_MARGIN = 60
_STANDING = str.maketrans("「」『』（）()〔〕《》〈〉—…“”", "﹁﹂﹃﹄︵︶︵︶︹︺︽︾︿﹀︱︙﹃﹄")
_STOPS = frozenset("，。、；：")


@dataclass(frozen=True)
class Kind:
    """A kind of print.

    Attributes:
        name: what it is called.
        script: BCP 47 of the script that it is printed in.
        font: file below the folder of fonts.
        face: number of the face in that file.
        vertical: columns from right to left.
        wear: what becomes of it: `blur` (out of focus, noise), `carbon` (faded, broken strokes), `fax` (low
            resolution, black and white), `bleed` (the other side shows through, stained paper).
    """

    name: str
    script: str
    font: str
    face: int
    vertical: bool
    wear: str


KINDS = (
    Kind("printed", "zh-Hans", "opentype/noto/NotoSerifCJK-Regular.ttc", 2, False, "blur"),
    Kind("vertical", "zh-Hant", "truetype/arphic/uming.ttc", 0, True, "bleed"),
    Kind("carbon copy", "zh-Hans", "truetype/arphic/ukai.ttc", 0, False, "carbon"),
    Kind("telefax", "zh-Hans", "truetype/wqy/wqy-zenhei.ttc", 0, False, "fax"),
)

#: How worn each kind is so that about so many per cent of its letters and digits are misread.
WEAR: dict[str, dict[int, float]] = {
    "printed": {2: 0.45, 5: 0.49, 10: 0.52},
    "vertical": {2: 0.30, 5: 0.35, 10: 0.39},
    "carbon copy": {2: 0.265, 5: 0.35, 10: 0.415},
    "telefax": {2: 0.85, 5: 0.89, 10: 0.91},
}


class FontMissing(RuntimeError):
    """A font of a kind is not installed."""


@cache
def _font(kind: Kind) -> ImageFont.FreeTypeFont:
    path = _FOLDER / kind.font
    if not path.exists():
        raise FontMissing(
            f"{path} is missing; install Debian's fonts-noto-cjk, -arphic-uming, -arphic-ukai, -wqy-zenhei"
        )
    return ImageFont.truetype(str(path), _SIZE, index=kind.face)


def printable(text: str, kind: Kind) -> str:
    """The text without characters that the kind's font cannot draw."""
    font = _font(kind)
    nothing = bytes(font.getmask("\U0010ffff"))
    return "".join(
        sign for sign in text if sign == "\n" or sign == " " or bytes(font.getmask(sign)) != nothing
    )


def printed(text: str, kind: Kind, strength: float, seed: int) -> Pixels:
    """A page image (height, width, 3), RGB.

    Args:
        text: paragraphs parted by line feeds; only what `printable` leaves is drawn.
        kind: of print.
        strength: of the wear, 0 (as new) to 1 (hardly legible).
        seed: of what chance does to the page.
    """
    sheet = _vertical(text, kind) if kind.vertical else _level(text, kind)
    return _worn(np.asarray(sheet, dtype=np.float32), kind.wear, strength, np.random.default_rng(seed))


def _level(text: str, kind: Kind) -> Image.Image:
    font, across = _font(kind), 26
    lines: list[str] = []
    for paragraph in text.split("\n"):
        line, width = "", 0.0
        for sign in "　　" + paragraph:
            step = font.getlength(sign)
            if width + step > across * _SIZE and sign not in _STOPS:
                lines.append(line)
                line, width = "", 0.0
            line, width = line + sign, width + step
        lines.append(line)
    pitch = int(1.6 * _SIZE)
    sheet = Image.new("L", (2 * _MARGIN + (across + 1) * _SIZE, 2 * _MARGIN + pitch * len(lines)), 255)
    draw = ImageDraw.Draw(sheet)
    for at, line in enumerate(lines):
        draw.text((_MARGIN, _MARGIN + at * pitch), line, fill=0, font=font)
    return sheet


def _vertical(text: str, kind: Kind) -> Image.Image:
    font, down = _font(kind), 24
    columns: list[str] = []
    for paragraph in text.split("\n"):
        column = "　　"
        for sign in paragraph:
            if len(column) >= down and sign not in _STOPS:
                columns.append(column)
                column = ""
            column += sign
        columns.append(column)
    step, pitch = _SIZE + 4, int(1.7 * _SIZE)
    size = (2 * _MARGIN + pitch * len(columns), 2 * _MARGIN + step * (down + 1))
    sheet = Image.new("L", size, 255)
    draw = ImageDraw.Draw(sheet)
    for at, column in enumerate(columns):
        middle = size[0] - _MARGIN - at * pitch - pitch // 2
        for row, sign in enumerate(column.translate(_STANDING)):
            top = _MARGIN + row * step
            if sign in _STOPS:  # in vertical setting a stop stands in the upper right of its square
                draw.text((middle + 2, top - int(0.45 * _SIZE)), sign, fill=0, font=font)
            else:
                draw.text((middle, top + int(0.86 * _SIZE)), sign, fill=0, font=font, anchor="ms")
    return sheet


def _worn(sheet: Any, wear: str, strength: float, chance: np.random.Generator) -> Pixels:
    # OpenCV's own types forget what kind of number an image holds.
    worn: Any
    height, width = sheet.shape
    turned = cv2.getRotationMatrix2D((width / 2, height / 2), chance.uniform(-0.4, 0.4), 1.0)
    sheet = cv2.warpAffine(sheet, turned, (width, height), borderValue=255.0, flags=cv2.INTER_CUBIC)
    noise = chance.normal(0.0, 1.0, sheet.shape).astype(np.float32)
    match wear:
        case "blur":
            sheet = cv2.GaussianBlur(sheet, (0, 0), 0.5 + 5.0 * strength)
            worn = 225 - (255 - sheet) * 0.75 + (4 + 30 * strength) * noise
        case "bleed":
            other: Any = cv2.GaussianBlur(np.ascontiguousarray(sheet[:, ::-1]), (0, 0), 2.0)
            stains: Any = cv2.GaussianBlur(chance.normal(0, 1, sheet.shape).astype(np.float32), (0, 0), 40.0)
            stains *= 25 / max(1e-6, float(stains.std()))
            sheet = cv2.GaussianBlur(sheet, (0, 0), 0.6 + 4.0 * strength)
            worn = (
                215
                - (255 - sheet) * 0.65
                - (255 - other) * 0.45 * strength
                + stains
                + (4 + 20 * strength) * noise
            )
        case "carbon":
            ink: Any = cv2.GaussianBlur(chance.normal(0, 1, sheet.shape).astype(np.float32), (0, 0), 3.0)
            ink /= max(1e-6, float(ink.std()))
            gone = 1 / (1 + np.exp(-4 * (ink + 2.2 - 3.2 * strength)))  # share of the ink that is left
            sheet = cv2.GaussianBlur(255 - (255 - sheet) * gone, (0, 0), 0.8 + 2.0 * strength)
            worn = 215 - (255 - sheet) * (0.6 - 0.25 * strength) + (4 + 14 * strength) * noise
        case _:
            share = 1.0 - 0.78 * strength
            small: Any = cv2.resize(sheet, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
            small = small + chance.normal(0.0, 8 + 30 * strength, small.shape).astype(np.float32)
            small = np.where(small > 150, 255, 0).astype(np.float32)
            worn = cv2.resize(small, (width, height), interpolation=cv2.INTER_NEAREST)
    grey = np.clip(worn, 0, 255).astype(np.uint8)
    quality = [int(cv2.IMWRITE_JPEG_QUALITY), 75]
    packed = cv2.imencode(".jpg", grey, quality)[1]
    read: Any = cv2.imdecode(packed, cv2.IMREAD_GRAYSCALE)
    return np.asarray(cv2.cvtColor(read, cv2.COLOR_GRAY2RGB), dtype=np.uint8)
