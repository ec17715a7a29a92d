"""Stops of a column that the recogniser saw next to nothing of: there is room for a sign, and ink in it.

The recogniser was trained on few columns. Of the stops of small type it gives some a chance of a thousandth; which of
them it is it knows all the same: of the signs that it might be the true one has several times the chance of the next.
"""

from __future__ import annotations

import statistics
from collections.abc import Mapping
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from ocr.ctc import STOP_GAP, STOPS, DecodedLine, with_signs_between

Image = npt.NDArray[np.uint8]

LEAST_CHANCE_INKED = 2e-4
"""A sign whose place is inked is one from this chance on; at places without ink the chances are below 5e-5."""

CLEAR_OF_THE_NEXT = 2.0
"""It has at least so many times the chance of any other sign that a stop could be."""

LEAST_TAIL = 0.85
"""Behind the centre of the last character there are so many steps of the column where a sign may stand."""

MARGIN = 0.38
"""Steps about the centre of a character that are its own."""

SMALLEST, LARGEST = 0.08, 0.55
"""A sign's ink is so high and so wide, as a share of the column's width."""

LEAST_CONTRAST = 40
"""Levels of 256 between paper and ink; less is no writing."""


@dataclass(frozen=True, slots=True)
class StepChances:
    """What the recogniser gives each sign at each step along a column.

    Attributes:
        chances: (steps, classes).
        classes: the class of each sign that a stop can be.
        used: share of the steps that the column fills, 0..1.
    """

    chances: npt.NDArray[np.float32]
    classes: Mapping[str, int]
    used: float

    def likeliest(self, begin: float, end: float, beside: str) -> str | None:
        """The stop between two places (fractions of the column's length), None where none is likely enough.

        Args:
            begin: the centre of the character before.
            end: the centre of the character after.
            beside: these two, which fade in and out there.
        """
        whole = len(self.chances) * self.used
        steps = self.chances[int(begin * whole) : max(int(end * whole), int(begin * whole) + 1)]
        likely = {sign: at for sign, at in self.classes.items() if _may_stand(sign, beside)}
        if not len(steps) or not likely:
            return None
        *others, (best, sign) = sorted((float(steps[:, at].max()), sign) for sign, at in likely.items())
        following = others[-1][0] if others else 0.0
        return sign if best >= max(LEAST_CHANCE_INKED, CLEAR_OF_THE_NEXT * following) else None


def with_inked_stops(line: DecodedLine, steps: StepChances, column: Image) -> DecodedLine:
    """A column with the stops that stand in its inked gaps.

    Args:
        line: as it was read.
        steps: what was nearly read.
        column: (thickness, length, 3), its top at the left.
    """
    between = [after - before for before, after in zip(line.places, line.places[1:], strict=False)]
    usual = statistics.median(between) if len(between) >= 3 else 0.0
    if usual <= 0.0:
        return line
    places, ends = (*line.places, 1.0), [*between, 1.0 - line.places[-1]]
    gaps = [
        at
        for at, room in enumerate(ends, start=1)
        if room >= usual * (STOP_GAP if at < len(line.places) else LEAST_TAIL)
    ]
    if not gaps:
        return line
    inked = _small_inks(column)
    found = {}
    for at in gaps:
        begin, end = places[at - 1], places[at]
        reach = end - MARGIN * usual if at < len(line.places) else 1.0
        if any(begin + MARGIN * usual <= place <= reach for place in inked):
            sign = steps.likeliest(begin, end, "".join(line.characters[at - 1 : at + 1]))
            if sign is not None:
                found[at] = (sign,)
    return with_signs_between(line, found)


def _may_stand(sign: str, beside: str) -> bool:
    """May this sign stand beside these characters? The ink of a stop or a quote is small and its own.

    A quote may have been lost beside a stop, which is the smaller; anything else beside a sign is the trace of that.
    """
    return all(STOPS[sign] > STOPS[other] == 0 for other in beside if other in STOPS)


def _small_inks(column: Image) -> list[float]:
    """Where along a column ink stands by itself that has the size of a stop, as fractions of its length."""
    grey = cv2.medianBlur(np.ascontiguousarray(column.min(axis=2)), 3)
    paper, ink = np.percentile(grey, 75), np.percentile(grey, 1)
    if paper - ink < LEAST_CONTRAST:
        return []
    dark = (grey < (paper + ink) / 2).astype(np.uint8)
    count, _, boxes, centres = cv2.connectedComponentsWithStats(dark, connectivity=8)
    thickness, length = grey.shape
    return [
        float(centres[at][0]) / length
        for at in range(1, count)
        if SMALLEST * thickness <= max(boxes[at][2], boxes[at][3]) <= LARGEST * thickness
    ]
