"""Lines of a text layer that are shown turned by quarters, such as a wide table on an upright page."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from itertools import pairwise

from holdings.media.signs import Place, Sign


def upright(box: Place, quarters: int, width: float, height: float) -> Place:
    """A place on a page as it is after turning the page back, so that its lines are level.

    Args:
        box: on the page as shown.
        quarters: by how many its lines are turned clockwise, 0 to 3.
        width: of the page as shown, in the unit of `box`.
        height: of the same.
    """
    x0, y0, x1, y1 = box
    if quarters == 1:
        return y0, width - x1, y1, width - x0
    if quarters == 2:
        return width - x1, height - y1, width - x0, height - y0
    if quarters == 3:
        return height - y1, x0, height - y0, x1
    return box


def as_shown(box: Place, quarters: int, width: float, height: float) -> Place:
    """The inverse of `upright`; `width` and `height` are those of the page as shown."""
    if quarters in (1, 3):
        return upright(box, 4 - quarters, height, width)
    return upright(box, quarters, width, height)


def by_lines(signs: Sequence[Sign]) -> list[Sign]:
    """Signs on level lines, with the lines in the order in which they stand below one another.

    pdfium parts turned writing in lines, but hands these out, or the characters within them, in the order of the page
    as it is not turned.

    Args:
        signs: line by line, parted by line breaks.
    """
    lines: list[list[Sign]] = [[]]
    for sign in signs:
        if sign.character in "\r\n":
            lines.append([])
        else:
            lines[-1].append(sign)
    placed = [(_middle(line), line) for line in lines if any(sign.box is not None for sign in line)]
    size = statistics.median(one[2] for one, _ in placed) if placed else 1.0
    found: list[Sign] = []
    for _, line in sorted(placed, key=lambda one: (round(one[0][1] / (0.5 * size)), one[0][0])):
        found.extend(reversed(line) if _runs_back(line) else line)
        found.append(Sign("\n", None))
    return found


def _middle(line: Sequence[Sign]) -> tuple[float, float, float]:
    """Where a line begins, the height of its middle, and its size of type."""
    boxes = [sign.box for sign in line if sign.box is not None]
    size = max(statistics.median(max(box[2] - box[0], box[3] - box[1]) for box in boxes), 1e-6)
    middle = (min(box[1] for box in boxes) + max(box[3] for box in boxes)) / 2
    return min(box[0] for box in boxes), middle, size


def _runs_back(line: Sequence[Sign]) -> bool:
    starts = [sign.box[0] for sign in line if sign.box is not None]
    steps = [here - before for before, here in pairwise(starts)]
    return sum(1 for step in steps if step < 0) > len(steps) / 2
