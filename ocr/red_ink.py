"""Red ink: stamps over the text, and headings printed in red.

In the red channel red ink is as bright as paper, so that black text under a stamp can be read there. Used
only where red ink is found: on other pages it loses contrast (measured: 7.5 → .6 % CER on a stamped page,
worse on one without). What is printed in red (文头 of an official document) is read from all colours.
"""

from __future__ import annotations

import cv2
import numpy as np
import numpy.typing as npt

from ocr.lines import Quad

Image = npt.NDArray[np.uint8]

RED_EXCESS = 45
"""How much red must exceed green. Brown paper exceeds by 25 at most."""

RED_SHARE = 0.0004
"""Of the page's pixels. A stamp of 4 cm has ten times as much."""

STEP = 4
"""Red is looked for in every fourth pixel each way."""

STAMP_ASPECT = 1.8
"""A patch of red not longer than this in either direction is a stamp, if it is also higher than a line."""


def red_mask(image: Image) -> npt.NDArray[np.bool_]:
    """Which pixels are red ink. Input (height, width, 3) RGB."""
    red, green, blue = (image[:, :, at].astype(np.int16) for at in range(3))
    mask: npt.NDArray[np.bool_] = (red - green > RED_EXCESS) & (red - blue > RED_EXCESS // 2) & (red > 90)
    return mask


def has_red_ink(image: Image) -> bool:
    """Is there as much red on the page as a stamp or a red heading leaves?"""
    sample = image[::STEP, ::STEP]
    if (sample[:, :, 0] == sample[:, :, 1]).all():
        return False
    return float(red_mask(sample).mean()) >= RED_SHARE


def without_red(image: Image) -> Image:
    """The page with red ink seen through a red glass, all else as it is: (height, width, 3), RGB."""
    near = cv2.dilate(red_mask(image).astype(np.uint8), np.ones((5, 5), np.uint8)).astype(bool)
    paper = np.median(image[::STEP, ::STEP].reshape(-1, 3), axis=0)
    seen = image.copy()
    # The red channel, in the tone of this paper, so that no edge shows where the ink was.
    red = image[:, :, 0][near].astype(np.float32) / max(float(paper[0]), 1.0)
    seen[near] = np.clip(red[:, np.newaxis] * paper, 0, 255).astype(np.uint8)
    return seen


def stamps(image: Image) -> list[tuple[float, float, float, float]]:
    """Boxes x0, y0, x1, y1 in pixels of the patches of red that are stamps, not lines of writing."""
    mask = red_mask(image[::STEP, ::STEP]).astype(np.uint8)
    reach = max(3, min(mask.shape) // 60)
    joined = cv2.morphologyEx(mask, cv2.MORPH_CLOSE, np.ones((reach, reach), np.uint8))
    _, _, statistics, _ = cv2.connectedComponentsWithStats(joined)
    found = []
    for x, y, width, height, _ in statistics[1:]:
        if min(width, height) * STAMP_ASPECT < max(width, height) or height < min(mask.shape) / 20:
            continue
        found.append(
            (float(x * STEP), float(y * STEP), float((x + width) * STEP), float((y + height) * STEP))
        )
    return found


def is_red_line(image: Image, quad: Quad, found_stamps: list[tuple[float, float, float, float]]) -> bool:
    """Is this line written in red, and not on a stamp?"""
    xs, ys = [x for x, _ in quad], [y for _, y in quad]
    middle_x, middle_y = sum(xs) / 4, sum(ys) / 4
    if any(x0 <= middle_x <= x1 and y0 <= middle_y <= y1 for x0, y0, x1, y1 in found_stamps):
        return False
    part = image[max(0, int(min(ys))) : int(max(ys)) + 1, max(0, int(min(xs))) : int(max(xs)) + 1]
    if part.size == 0:
        return False
    red = float(red_mask(part).mean())
    paper = float(np.percentile(part[:, :, 0], 80))
    black = float((part[:, :, 0] < paper * 0.6).mean())
    return red > 0.05 and red > 2 * black
