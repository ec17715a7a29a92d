"""Characters of a page that stand together in one line or column, by their boxes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from holdings.pages import Box

#: Characters stand in one line when they share more than half of their breadth across it, ...
_SHARED = 0.5
#: ... and the gap between them is no wider than so many of the larger of them: a spaced title stays one stretch.
_WIDEST_GAP = 2.5


@dataclass(frozen=True, slots=True)
class Stretch:
    """Characters that follow each other in a line or column.

    Attributes:
        first: index of the first of them in the text.
        end: index after the last of them.
        box: around all of them, as fractions of the page; origin top left, y down.
        vertical: they stand below one another; False for a single character.
    """

    first: int
    end: int
    box: Box
    vertical: bool


def stretches(boxes: Sequence[Box | None], first: int, end: int) -> list[Stretch]:
    """The characters [first, end) of a text, cut where a line ends; those without a place are passed over.

    Args:
        boxes: one a character of the text, as `holdings.pages.PageText` has them; may be shorter.
        first: index of the first character.
        end: index after the last.
    """
    found: list[_Growing] = []
    for at in range(max(0, first), min(end, len(boxes))):
        box = boxes[at]
        if box is None:
            continue
        if not found or not found[-1].takes(at, box):
            found.append(_Growing(at, box))
    return [each.done() for each in found]


class _Growing:
    """A stretch that may go on; its direction is known from its second character."""

    def __init__(self, at: int, box: Box) -> None:
        self._first, self._end = at, at + 1
        self._box = self._last = box
        self._axis = -1  # 0: along x, 1: along y, -1: not known yet

    def takes(self, at: int, box: Box) -> bool:
        """Whether the character goes on with it; if so, it is part of it."""
        axis = self._axis if self._axis >= 0 else self._axis_to(box)
        if axis < 0 or not self._goes_on(axis, box):
            return False
        self._axis, self._last, self._end = axis, box, at + 1
        mine = self._box
        self._box = (
            min(mine[0], box[0]),
            min(mine[1], box[1]),
            max(mine[2], box[2]),
            max(mine[3], box[3]),
        )
        return True

    def done(self) -> Stretch:
        return Stretch(self._first, self._end, self._box, self._axis == 1)

    def _axis_to(self, box: Box) -> int:
        """The axis along which a second character stands from the first; -1 for neither."""
        beside, below = self._shares(1, box), self._shares(0, box)
        if beside and below:  # they overlap: the way by which they are farther apart, in their own sizes
            steps = [abs(box[axis] - self._last[axis]) / _size(axis, self._last, box) for axis in (0, 1)]
            return 0 if steps[0] >= steps[1] else 1
        return 0 if beside else 1 if below else -1

    def _goes_on(self, axis: int, box: Box) -> bool:
        last = self._last
        gap = max(box[axis] - last[axis + 2], last[axis] - box[axis + 2])
        return self._shares(1 - axis, box) and gap <= _WIDEST_GAP * _size(axis, last, box)

    def _shares(self, axis: int, box: Box) -> bool:
        """Does the character share more than half of the smaller breadth on this axis with the stretch?"""
        mine = self._box
        shared = min(mine[axis + 2], box[axis + 2]) - max(mine[axis], box[axis])
        return shared > _SHARED * min(mine[axis + 2] - mine[axis], box[axis + 2] - box[axis])


def _size(axis: int, one: Box, other: Box) -> float:
    return max(one[axis + 2] - one[axis], other[axis + 2] - other[axis], 1e-6)
