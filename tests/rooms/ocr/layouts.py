"""Pages laid out by rule, so that the order of their lines is known."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace

from hypothesis import strategies as st

from ocr.reading_order import LineShape

FAT = 0.12
"""Of a character, on each side: how much a detected line is larger than its print."""


@dataclass
class Sheet:
    """Lines in the order in which they were set."""

    size: float
    lines: list[LineShape] = field(default_factory=list)

    def set(self, x: float, y: float, units: float, *, vertical: bool = False, size: float = 0.0) -> None:
        """Set one line of `units` characters, its first character's corner at x, y."""
        size = size or self.size
        long, thick, fat = units * size, size, FAT * size
        box = (x, y, x + thick, y + long) if vertical else (x, y, x + long, y + thick)
        grown = (box[0] - fat, box[1] - fat, box[2] + fat, box[3] + fat)
        self.lines.append(LineShape(grown, units, vertical))


@st.composite
def paragraphs(draw: st.DrawFn, width: int, least: int, most: int) -> list[tuple[int, int]]:
    """(indent, units) of lines of running text: paragraphs with two characters of indent."""
    lines: list[tuple[int, int]] = []
    count = draw(st.integers(least, most))
    while len(lines) < count:
        body = draw(st.integers(2, 5))
        for at in range(body):
            indent = 2 if at == 0 else 0
            units = width - indent if at < body - 1 else draw(st.integers(min(3, width), width)) - indent
            lines.append((indent, max(units, 1)))
    return lines[:count]


@st.composite
def columns(draw: st.DrawFn) -> Sheet:
    """Two or three columns of horizontal text, level or not, with or without a headline and a page number."""
    size = draw(st.sampled_from([24.0, 40.0, 50.0]))
    sheet = Sheet(size)
    count = draw(st.integers(2, 3))
    width, gutter = draw(st.integers(12, 24)), draw(st.sampled_from([1.5, 2.0, 3.0]))
    leading = size * draw(st.sampled_from([1.4, 1.6, 2.0]))
    top, left = 300.0, 200.0
    whole = count * width * size + (count - 1) * gutter * size
    if draw(st.booleans()):
        heading = draw(st.integers(int(whole / size / 2 / 2), int(whole / size / 2)))
        sheet.set(left + (whole - heading * size * 2) / 2, top - 3 * size, heading, size=size * 2)
    least = draw(st.integers(6, 12))
    bottom = top
    for column in range(count):
        x = left + column * (width + gutter) * size
        y = top + draw(st.sampled_from([0.0, 0.0, 0.5])) * size
        for indent, units in draw(paragraphs(width, least, least + 4)):
            sheet.set(x + indent * size, y, units)
            y += leading
        bottom = max(bottom, y)
    if draw(st.booleans()):
        sheet.set(left + whole / 2 - size, bottom + 3 * size, 2)
    return sheet


@st.composite
def tiers(draw: st.DrawFn) -> Sheet:
    """One to four tiers of vertical text, columns from right to left, each tier with or without a heading."""
    size = draw(st.sampled_from([30.0, 46.0]))
    sheet = Sheet(size)
    count, tall = draw(st.integers(1, 4)), draw(st.integers(10, 20))
    gap = draw(st.sampled_from([1.0, 1.5, 3.0]))
    leading = size * draw(st.sampled_from([1.3, 1.6, 1.9]))
    right = 2400.0
    for tier in range(count):
        x, y = right, 200 + tier * (tall + gap) * size
        if draw(st.booleans()):
            sheet.set(x - 0.5 * size, y, min(4, tall), vertical=True, size=1.4 * size)
            x -= leading * 1.4
        for indent, units in draw(paragraphs(tall, 8, 14)):
            sheet.set(x, y + indent * size, units, vertical=True)
            x -= leading
    return sheet


@st.composite
def tables(draw: st.DrawFn) -> Sheet:
    """A catalogue: a heading, and rows of short cells with titles of every length."""
    size = 40.0
    sheet = Sheet(size)
    starts = [0.0, 3.5, 11.0, 27.0, 33.0]
    rows = draw(st.integers(5, 18))
    sheet.set(900, 200, 4, size=60)
    step = size * draw(st.sampled_from([2.0, 2.5]))
    for row in range(rows):
        cells = [
            draw(st.sampled_from([0.5, 1.0])),
            draw(st.sampled_from([5.0, 5.5])),
            draw(st.integers(5, 13)),
            3.0,
            4.5,
        ]
        for start, units in zip(starts, cells, strict=True):
            sheet.set(200 + start * size, 400 + row * step + draw(st.sampled_from([-4.0, 0.0, 4.0])), units)
    return sheet


@st.composite
def facing_pages(draw: st.DrawFn) -> Sheet:
    """An opened volume in vertical writing: the right page, then the left one, each in two tiers."""
    size, tall = 40.0, 14
    sheet = Sheet(size)
    for right in (3600.0, 1650.0):
        for tier in range(2):
            x = right
            for indent, units in draw(paragraphs(tall, 18, 18)):
                sheet.set(x, 200 + tier * (tall + 2) * size + indent * size, units, vertical=True)
                x -= size * 1.8
    return sheet


@st.composite
def notes(draw: st.DrawFn) -> Sheet:
    """A vertical page with interlinear notes at the head, in the middle and at the end of columns.

    A note fills the column's width with two narrow lines, or is a single one; a long one goes on at the head of the
    next column. Columns lean a little, as in a photographed book.
    """
    wide, count = 60.0, draw(st.integers(7, 12))
    large, small = 46.0, draw(st.sampled_from([24.0, 26.0, 28.0]))
    height = draw(st.integers(16, 24))
    lean = draw(st.sampled_from([0.0, 0.0, -0.012, 0.012]))
    sheet = Sheet(large)
    kinds: list[str] = []
    while len(kinds) < 200:
        kinds += draw(st.permutations(["text", "note", "text", "note", "text", "single"]))
    kind, left = "", 0
    for column in range(count):
        middle, used = 2000.0 - column * wide, 0.0
        while used < height - 1.5:
            if not left:
                kind, left = kinds.pop(), draw(st.integers(2, 14))
            pitch = large if kind == "text" else small * 1.05
            room = int((height - used) * large / pitch)
            units = min(left, room, 4 if kind == "single" else left)
            left = 0 if kind == "single" else left - units
            top = 300.0 + used * large
            shift = lean * top
            if kind == "text":
                sheet.set(middle - large / 2 + shift, top, units, vertical=True)
            elif kind == "note":
                # The second line of a note that ends here may be a character shorter.
                second = max(1, units - (0 if left else draw(st.integers(0, 1))))
                sheet.set(middle + 1 + shift, top, units, vertical=True, size=small)
                sheet.set(middle - small - 1 + shift, top, second, vertical=True, size=small)
            else:
                sheet.set(middle + 1 + shift, top, units, vertical=True, size=small)
            used += units * pitch / large + 0.15
    return sheet


@st.composite
def contents(draw: st.DrawFn) -> Sheet:
    """A table of contents in two tiers of vertical columns: a title in large text and a note below it."""
    wide, count = 60.0, draw(st.integers(6, 12))
    sheet = Sheet(46.0)
    for tier in range(2):
        for column in range(count):
            middle, top = 2000.0 - column * wide, 300.0 + tier * 12 * 46.0
            units = draw(st.integers(3, 6))
            sheet.set(middle - 23, top, units, vertical=True)
            below, pair = top + units * 46.0 + 8, draw(st.integers(2, 4))
            sheet.set(middle + 1, below, pair, vertical=True, size=25.0)
            sheet.set(middle - 26, below, pair, vertical=True, size=25.0)
    return sheet


def turned(lines: list[LineShape], degrees: float) -> list[LineShape]:
    """Lines of a page turned about its corner, boxes kept upright: what a skew left over does to them."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    moved = []
    for line in lines:
        x0, y0, x1, y1 = line.box
        x, y = (x0 + x1) / 2, (y0 + y1) / 2
        dx, dy = x * cos - y * sin - x, x * sin + y * cos - y
        moved.append(replace(line, box=(x0 + dx, y0 + dy, x1 + dx, y1 + dy)))
    return moved
