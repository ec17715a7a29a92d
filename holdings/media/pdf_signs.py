"""The characters of a PDF's page: what pdfium finds, where it stands on the page as shown, and what is seen of it."""

from __future__ import annotations

import ctypes
import math
from collections.abc import Sequence
from typing import Any

import pypdfium2.raw as raw

from holdings.media.laid_text import Fractions, covered_share
from holdings.media.line_joining import joined, lines_of
from holdings.media.pdf_notes import Note
from holdings.media.pdf_objects import PageObjects, objects_of, text_object
from holdings.media.signs import Place, Sign
from holdings.media.turned_lines import as_shown, by_lines, upright

MAX_PAGE_CHARACTERS = 500_000

_ANGLES_LOOKED_AT = 24
"""Characters of a page whose angle is asked; all are where one of them is turned."""


class Shown:
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

    @property
    def size(self) -> tuple[float, float]:
        """Width and height of the page as shown, in points."""
        return self._width, self._height

    def box(self, left: float, bottom: float, right: float, top: float) -> Place | None:
        """In points of the page as shown, y down, kept within the page; None for what lies outside of it."""
        one, other = self._map(left, bottom), self._map(right, top)
        xs, ys = sorted((one[0], other[0])), sorted((one[1], other[1]))
        if not (0 <= xs[0] + xs[1] <= 2 and 0 <= ys[0] + ys[1] <= 2):
            return None
        x0, x1 = (min(1.0, max(0.0, x)) for x in xs)
        y0, y1 = (min(1.0, max(0.0, y)) for y in ys)
        return x0 * self._width, y0 * self._height, x1 * self._width, y1 * self._height

    def whole(self, left: float, bottom: float, right: float, top: float) -> Place:
        """In points of the page as shown, also where it reaches beyond the page."""
        one, other = self._map(left, bottom), self._map(right, top)
        xs, ys = sorted((one[0], other[0])), sorted((one[1], other[1]))
        return xs[0] * self._width, ys[0] * self._height, xs[1] * self._width, ys[1] * self._height

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


def page_signs(page: Any, text_page: Any) -> tuple[list[Sign], tuple[Fractions, ...], float]:
    """Every character of a page that is seen or can be found, in paragraphs.

    Text of layers that are switched off and text outside of the crop box is left out. Lines that are shown turned
    follow the level ones, each kind in its own order.

    Args:
        page: of pypdfium2.
        text_page: of the page.

    Returns:
        The signs, with boxes in points of the page as shown; where pictures lie, as fractions of the page; the
        share of the page that they cover, 0..1.
    """
    shown, objects = Shown(page), objects_of(page)
    pictures = tuple(
        _as_fraction(box, shown.size) for _, bounds in objects.pictures if (box := _clipped(shown, bounds))
    )
    quarters = _quarters(page, text_page)
    kinds = _signs(shown, text_page, objects, quarters)
    signs: list[Sign] = []
    for turned in sorted(kinds):
        if signs:
            signs.append(Sign("\n", None))
        signs.extend(_in_paragraphs(kinds[turned], turned, shown.size))
    return signs, pictures, covered_share(pictures)


def note_signs(note: Note, shown: Shown) -> list[Sign]:
    """The characters of a note, spread over its rectangle: an annotation does not tell where each stands."""
    box = shown.box(*note.rectangle)
    lines = note.text.split("\n")
    signs: list[Sign] = []
    for row, line in enumerate(lines):
        if row:
            signs.append(Sign("\n", None))
        for at, character in enumerate(line):
            if box is None:
                signs.append(Sign(character, None))
                continue
            wide, high = (box[2] - box[0]) / len(line), (box[3] - box[1]) / len(lines)
            x, y = box[0] + at * wide, box[1] + row * high
            signs.append(Sign(character, (x, y, x + wide, y + high)))
    return signs


def as_fractions(signs: Sequence[Sign], size: tuple[float, float]) -> list[Sign]:
    """Boxes in points as fractions of the page's size."""
    return [
        sign if sign.box is None else Sign(sign.character, _as_fraction(sign.box, size), sign.seen)
        for sign in signs
    ]


def _as_fraction(box: Place, size: tuple[float, float]) -> Fractions:
    width, height = max(size[0], 1e-6), max(size[1], 1e-6)
    return (
        min(1.0, box[0] / width),
        min(1.0, box[1] / height),
        min(1.0, box[2] / width),
        min(1.0, box[3] / height),
    )


def _clipped(shown: Shown, bounds: tuple[float, float, float, float]) -> Place | None:
    """The part of a picture that lies on the page."""
    x0, y0, x1, y1 = shown.whole(*bounds)
    box = max(0.0, x0), max(0.0, y0), min(shown.size[0], x1), min(shown.size[1], y1)
    return box if box[0] < box[2] and box[1] < box[3] else None


def _in_paragraphs(signs: list[Sign], quarters: int, size: tuple[float, float]) -> list[Sign]:
    if not quarters:
        return joined(lines_of(signs))
    level = [
        sign if sign.box is None else Sign(sign.character, upright(sign.box, quarters, *size), sign.seen)
        for sign in signs
    ]
    return [
        sign if sign.box is None else Sign(sign.character, as_shown(sign.box, quarters, *size), sign.seen)
        for sign in joined(lines_of(by_lines(level)))
    ]


def _quarters(page: Any, text_page: Any) -> tuple[int, bool]:
    """By how many quarters the page itself turns its text clockwise, and whether some of it is turned besides."""
    own = int(raw.FPDFPage_GetRotation(page)) % 4
    count = int(raw.FPDFText_CountChars(text_page))
    step = max(1, count // _ANGLES_LOOKED_AT)
    return own, any(_turned(text_page, at) for at in range(0, count, step))


def _turned(text_page: Any, at: int) -> int:
    angle = float(raw.FPDFText_GetCharAngle(text_page, at))
    return round(angle / (math.pi / 2)) % 4 if math.isfinite(angle) and angle >= 0 else 0


def _signs(
    shown: Shown, text_page: Any, objects: PageObjects, quarters: tuple[int, bool]
) -> dict[int, list[Sign]]:
    """Every character of a text page, in pdfium's order, by the quarters that it is shown turned by."""
    count = min(int(text_page.count_chars()), MAX_PAGE_CHARACTERS)
    kinds: dict[int, list[Sign]] = {}
    left, right, bottom, top = (ctypes.c_double() for _ in range(4))
    high = 0
    own, mixed = quarters
    signs = kinds.setdefault(own, [])
    owners = bool(objects.hidden or objects.pictures or objects.invisible)
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
        text = text_object(text_page, at) if owners else 0
        box = shown.box(left.value, bottom.value, right.value, top.value)
        if box is None or text in objects.hidden:
            continue
        if mixed:
            signs = kinds.setdefault((own + _turned(text_page, at)) % 4, [])
        middle = (left.value + right.value) / 2, (bottom.value + top.value) / 2
        signs.append(Sign(character, box, not (owners and objects.unseen(text, *middle))))
    return kinds
