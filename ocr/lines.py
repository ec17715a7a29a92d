"""A line of writing as an engine finds it, before the order of reading is known."""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ocr.port import ReadCharacter

SKEW_REACH = 0.8
"""Degrees about the median of the lines' own angles."""

SKEW_STEP = 0.05

Point = tuple[float, float]
Quad = tuple[Point, Point, Point, Point]
"""Corners in pixels: top left, top right, bottom right, bottom left."""


@dataclass(frozen=True, slots=True)
class ReadLine:
    """One line or column of writing.

    Attributes:
        quad: its corners on the page image, in pixels.
        characters: as read, in the order of writing.
        vertical: written from top to bottom.
    """

    quad: Quad
    characters: tuple[ReadCharacter, ...]
    vertical: bool

    @property
    def text(self) -> str:
        """The characters, joined."""
        return "".join(read.character for read in self.characters)

    @property
    def confidence(self) -> float:
        """Mean over its characters; 0.0 for none."""
        if not self.characters:
            return 0.0
        return sum(read.confidence for read in self.characters) / len(self.characters)


def full_widths(text: str) -> float:
    """Length of a text in full-width characters: a Han character is 1, a Latin letter .5, a blank .25."""
    units = 0.0
    for sign in text:
        if sign.isspace():
            units += 0.25
        else:
            units += 1.0 if unicodedata.east_asian_width(sign) in "WFA" else 0.5
    return units


def skew_of(quads: Sequence[Quad]) -> float:
    """Skew of a page, in radians, positive for clockwise (y down): the median over long lines.

    Horizontal lines tell by their upper edge, vertical ones by their left edge.
    """
    weighted: list[tuple[float, float]] = []
    for top_left, top_right, _, bottom_left in quads:
        across = (top_right[0] - top_left[0], top_right[1] - top_left[1])
        down = (bottom_left[0] - top_left[0], bottom_left[1] - top_left[1])
        width, height = math.hypot(*across), math.hypot(*down)
        if width >= 4 * height:
            weighted.append((math.atan2(across[1], across[0]), width))
        elif height >= 4 * width:
            weighted.append((math.atan2(-down[0], down[1]), height))
    if not weighted:
        return 0.0
    weighted.sort()
    half = sum(weight for _, weight in weighted) / 2
    passed = 0.0
    for angle, weight in weighted:
        passed += weight
        if passed >= half:
            return _sharpened(quads, angle)
    return weighted[-1][0]


def _sharpened(quads: Sequence[Quad], angle: float) -> float:
    """The angle near this one at which lines that stand level stand most exactly so.

    A detector works on a small copy of the page, so that the angle of one short line is out by degrees;
    the centres of lines on opposite sides of the page tell it to hundredths.
    """
    corners = np.asarray(quads, dtype=np.float64)
    if len(corners) < 6:
        return angle
    centres = corners.mean(axis=1)
    sides = np.linalg.norm(corners - np.roll(corners, 1, axis=1), axis=2)
    thickness = float(np.median(sides.min(axis=1)))
    upright = float(np.median(sides[:, 1] + sides[:, 3])) < float(np.median(sides[:, 0] + sides[:, 2]))
    tried = angle + np.radians(np.arange(-SKEW_REACH, SKEW_REACH + SKEW_STEP, SKEW_STEP))
    sharpness = []
    for one in tried:
        cos, sin = math.cos(one), math.sin(one)
        level = (
            centres[:, 0] * cos + centres[:, 1] * sin
            if upright
            else centres[:, 1] * cos - centres[:, 0] * sin
        )
        level = np.sort(level)
        # Neighbours closer than a fifth of a line are meant to stand on one line.
        near = np.diff(level) / (0.2 * thickness)
        sharpness.append(float(np.exp(-(near**2)).sum()) - 0.02 * abs(one - angle))
    return float(tried[int(np.argmax(sharpness))])


def levelled(quad: Quad, skew: float) -> tuple[float, float, float, float]:
    """The upright box x0, y0, x1, y1 of a quad after the page has been turned back by its skew.

    The box has the quad's own width and height about its own centre, so that a slightly wrong skew does
    not make long lines thick.
    """
    cos, sin = math.cos(skew), math.sin(skew)
    centre_x = sum(x for x, _ in quad) / 4
    centre_y = sum(y for _, y in quad) / 4
    x, y = centre_x * cos + centre_y * sin, centre_y * cos - centre_x * sin
    width = (math.dist(quad[0], quad[1]) + math.dist(quad[3], quad[2])) / 2
    height = (math.dist(quad[0], quad[3]) + math.dist(quad[1], quad[2])) / 2
    return x - width / 2, y - height / 2, x + width / 2, y + height / 2
