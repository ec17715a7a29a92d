"""Cutting a line out of a page, and finding its characters' places on the page again."""

from __future__ import annotations

import statistics
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from ocr.ctc import DecodedLine
from ocr.lines import Quad, ReadLine, full_widths
from ocr.port import PageBox, ReadCharacter

Image = npt.NDArray[np.uint8]

LINE_HEIGHT = 48
"""Pixels; what the recogniser was trained on."""

VERTICAL_RATIO = 1.5
"""A crop this much taller than wide is a column (as the recogniser was trained)."""

SQUEEZE = 0.88
"""Lines are made this much narrower. Characters stay legible and cost falls with the width (24 shared pages:
CPU 3.1 → 2.8 s a page, mean CER no worse)."""

LONGEST_LINE = 4_800
"""Pixels of a crop; more than 100 characters."""


@dataclass(frozen=True, slots=True)
class Crop:
    """One line, cut out and made level.

    Attributes:
        pixels: (LINE_HEIGHT, length, 3); a column is turned so that its top is at the left.
        quad: where it stood on the page.
        vertical: it is a column.
    """

    pixels: Image
    quad: Quad
    vertical: bool

    def line(self, decoded: DecodedLine) -> ReadLine:
        """The line with the places of its characters on the page; blanks at the ends left out."""
        spans = _spans(decoded, self._length_in_heights())
        characters = [
            ReadCharacter(sign, self._box(span), confidence, others, chances, absent, lost)
            for sign, span, confidence, others, chances, absent, lost in zip(
                decoded.characters,
                spans,
                decoded.confidences,
                decoded.alternatives,
                decoded.chances,
                decoded.absent,
                decoded.lost,
                strict=True,
            )
        ]
        while characters and characters[0].character.isspace():
            characters.pop(0)
        while characters and characters[-1].character.isspace():
            characters.pop()
        return ReadLine(self.quad, tuple(characters), self.vertical)

    def _length_in_heights(self) -> float:
        return float(self.pixels.shape[1]) / float(self.pixels.shape[0]) / SQUEEZE

    def _box(self, span: tuple[float, float]) -> PageBox:
        top_left, top_right, bottom_right, bottom_left = self.quad
        edges = (
            ((top_left, bottom_left), (top_right, bottom_right))
            if self.vertical
            else ((top_left, top_right), (bottom_left, bottom_right))
        )
        xs, ys = [], []
        for begin, end in edges:
            for share in span:
                xs.append(begin[0] + (end[0] - begin[0]) * share)
                ys.append(begin[1] + (end[1] - begin[1]) * share)
        return min(xs), min(ys), max(xs), max(ys)


def crop_line(page: Image, corners: npt.NDArray[np.float32]) -> Crop | None:
    """Cut one line out of a page.

    Args:
        page: (height, width, 3).
        corners: (4, 2), pixels: top left, top right, bottom right, bottom left.

    Returns:
        None for a line thinner than a pixel.
    """
    width = float(max(np.linalg.norm(corners[0] - corners[1]), np.linalg.norm(corners[2] - corners[3])))
    height = float(max(np.linalg.norm(corners[0] - corners[3]), np.linalg.norm(corners[1] - corners[2])))
    if min(width, height) < 2:
        return None
    vertical = height >= VERTICAL_RATIO * width
    length = height if vertical else width
    thickness = width if vertical else height
    pixels = int(np.clip(np.ceil(SQUEEZE * LINE_HEIGHT * length / thickness), 8, LONGEST_LINE))
    # Cut at the page's own resolution first and shrink after: warping straight to 48 pixels aliases.
    flat = np.array([[0, 0], [width, 0], [width, height], [0, height]], dtype=np.float32)
    matrix = cv2.getPerspectiveTransform(corners.astype(np.float32), flat)
    size = (max(1, round(width)), max(1, round(height)))
    cut = cv2.warpPerspective(page, matrix, size, borderMode=cv2.BORDER_REPLICATE, flags=cv2.INTER_CUBIC)
    if vertical:
        cut = np.rot90(cut)
    line = cv2.resize(cut, (pixels, LINE_HEIGHT))
    quad: Quad = tuple((float(x), float(y)) for x, y in corners)  # type: ignore[assignment]
    return Crop(np.asarray(line, dtype=np.uint8), quad, vertical)


def _spans(decoded: DecodedLine, heights: float) -> list[tuple[float, float]]:
    """Where each character begins and ends, as fractions of the line's length.

    Characters meet half way between their centres, but none is wider than its kind allows.
    """
    places = decoded.places
    if not places:
        return []
    widths = [full_widths(sign) for sign in decoded.characters]
    steps = [
        (after - before) / ((left + right) / 2)
        for before, after, left, right in zip(places, places[1:], widths, widths[1:], strict=False)
        if left >= 0.5 and right >= 0.5
    ]
    unit = statistics.median(steps) if len(steps) >= 3 else min(0.8 / heights, 1.0 / max(sum(widths), 0.5))
    spans = []
    for at, place in enumerate(places):
        half = unit * widths[at] / 2
        begin, end = place - half, place + half
        if at:
            begin = max(begin, (places[at - 1] + place) / 2)
        if at + 1 < len(places):
            end = min(end, (place + places[at + 1]) / 2)
        spans.append((max(0.0, begin), min(1.0, max(end, begin))))
    return spans
