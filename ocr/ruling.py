"""Ruled tables: finding the rules of a grid, and taking them out so that an engine sees the cells alone."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

Grey = npt.NDArray[np.uint8]

SHORTEST = 1 / 12
"""A rule is at least so long, as a share of the page's width."""

LEAST_ACROSS, LEAST_DOWN = 3, 3
"""A grid has at least so many rules across and down; a frame around a page has two of each."""

_WINDOW, _INK = 31, 15  # of the threshold: pixels about a pixel, and how much darker than these ink is
_AROUND = 5  # pixels that go with a rule: it is grey at its edges


def without_grid(grey: Grey) -> Grey | None:
    """The page without the rules of its table; None where there is none.

    Args:
        grey: (height, width).
    """
    # OpenCV's own types forget what kind of number an image holds.
    ink: Any = cv2.adaptiveThreshold(
        grey, 255, cv2.ADAPTIVE_THRESH_MEAN_C, cv2.THRESH_BINARY_INV, _WINDOW, _INK
    )
    length = max(60, int(grey.shape[1] * SHORTEST))
    across: Any = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((1, length), np.uint8))
    down: Any = cv2.morphologyEx(ink, cv2.MORPH_OPEN, np.ones((length, 1), np.uint8))
    if not _cross(across, down):
        return None
    rules = cv2.dilate(cv2.bitwise_or(across, down), np.ones((_AROUND, _AROUND), np.uint8))
    bare = grey.copy()
    bare[rules > 0] = int(np.median(grey))
    return bare


def _cross(across: Grey, down: Grey) -> bool:
    """Do enough rules of both directions meet? A column of rules between tiers of a newspaper does not."""
    near = np.ones((_AROUND, _AROUND), np.uint8)
    meeting = cv2.bitwise_and(cv2.dilate(across, near), cv2.dilate(down, near)) > 0
    return _met(across, meeting) >= LEAST_ACROSS and _met(down, meeting) >= LEAST_DOWN


def _met(rules: Grey, meeting: npt.NDArray[np.bool_]) -> int:
    """How many rules of one direction meet some of the other."""
    near = np.ones((_AROUND, _AROUND), np.uint8)
    _, labels = cv2.connectedComponents(cv2.dilate(rules, near))
    return len(np.unique(labels[meeting & (labels > 0)]))
