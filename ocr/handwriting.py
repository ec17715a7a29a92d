"""Does a page look written by hand? Type repeats its characters, a hand never does.

Of characters that were read on a page more than once the pictures are laid over one another. Printed, typed and
photocopied ones are the same also where ink is worn and paper stained: no stretching and no turning brings them closer
together. What a hand wrote twice differs in width, height and slant. Confidence tells less: running hands are read with
as much as worn prints are. Pitch tells nothing (docs/measures.md, which has the figures).

Characters carved one by one (woodblock prints) and lithographs of a hand repeat nothing either, so they are taken for
handwriting; a form that a hand filled in is taken for print, and so is a page with few characters twice.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from collections.abc import Iterator, Sequence

import cv2
import numpy as np
import numpy.typing as npt

from ocr.port import PageBox, ReadPage

Image = npt.NDArray[np.uint8]
_Grey = npt.NDArray[np.uint8]
_Change = tuple[float, float, float]  # stretched across, stretched down, turned by degrees

LEAST_PAIRS = 12
"""Pairs of one character under which nothing is told."""

MOST_REPEATED = 0.12
"""Share of pairs that repeat, from which a page is print. Measured: unsteady hands have .06 and less, prints .23 and
more, halfway ones .09 to .42; docs/measures.md."""

_MOST_PAIRS = 48
_SEEN_TO_BE_PRINT = 16  # pairs, half of which repeat
_SURE = 0.8  # confidence of a character that is compared
_LEAST_SIDE = 16  # pixels: smaller ones are too coarse
_ALIKE = 0.25  # difference in size of two characters that may be of one type
_SIDE, _GROWN = 48, 67  # pixels of a character, and of what is around it
_EDGE = 11
_LEAST_CONTRAST = 5.0
_STRETCHED = (0.86, 0.9, 0.94, 1.06, 1.1, 1.14)
_TURNED = (-8.0, -5.5, -3.5, 3.5, 5.5, 8.0)  # degrees
_HARDLY_STRETCHED, _HARDLY_TURNED = (0.97, 1.0, 1.03), (-1.8, 0.0, 1.8)  # coarse pixels do as much
_WAYS: tuple[tuple[Sequence[_Change], Sequence[_Change]], ...] = (
    ([(share, 1.0, 0.0) for share in _HARDLY_STRETCHED], [(share, 1.0, 0.0) for share in _STRETCHED]),
    ([(1.0, share, 0.0) for share in _HARDLY_STRETCHED], [(1.0, share, 0.0) for share in _STRETCHED]),
    ([(1.0, 1.0, turn) for turn in _HARDLY_TURNED], [(1.0, 1.0, turn) for turn in _TURNED]),
)


def looks_handwritten(image: Image, page: ReadPage) -> bool:
    """Whether hardly any of the characters that occur more than once repeat.

    Args:
        image: the page, (height, width, 3), uint8, RGB.
        page: what was read on it, with the places of its characters in pixels of the image.
    """
    repeated = count = 0
    for one, other in itertools.islice(_pairs(image, page), _MOST_PAIRS):
        count += 1
        repeated += _repeats(one, other)
        if count == _SEEN_TO_BE_PRINT and 2 * repeated >= count:
            return False
    return count >= LEAST_PAIRS and repeated < MOST_REPEATED * count


def _pairs(image: Image, page: ReadPage) -> Iterator[tuple[_Grey, _Grey]]:
    """Pictures of one character at two places; each character three times at the most."""
    places: dict[str, list[PageBox]] = defaultdict(list)
    for one in page.characters:
        if one is None or one.confidence < _SURE or not "\u4e00" <= one.character <= "\u9fff":
            continue
        if min(one.box[2] - one.box[0], one.box[3] - one.box[1]) >= _LEAST_SIDE:
            places[one.character].append(one.box)
    grey: _Grey = np.asarray(cv2.cvtColor(image, cv2.COLOR_RGB2GRAY), dtype=np.uint8)
    for boxes in places.values():
        if len(boxes) > 1:
            side = float(np.median([_side(box) for box in boxes[:4]]))
            shown = [_cut(grey, box, side) for box in boxes[:4] if abs(_side(box) / side - 1) <= _ALIKE]
            seen = [cut for cut in shown if cut is not None]
            yield from itertools.islice(itertools.combinations(seen, 2), 3)


def _side(box: PageBox) -> float:
    return max(box[2] - box[0], box[3] - box[1])


def _cut(grey: _Grey, box: PageBox, side: float) -> _Grey | None:
    """A character with what is around it; None at the edge of the page and on blank paper."""
    half = side * _GROWN / _SIDE / 2
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    left, top, right, bottom = int(x - half), int(y - half), int(x + half), int(y + half)
    if left < 0 or top < 0 or right > grey.shape[1] or bottom > grey.shape[0]:
        return None
    smaller = right - left > _GROWN
    cut = cv2.resize(
        grey[top:bottom, left:right],
        (_GROWN, _GROWN),
        interpolation=cv2.INTER_AREA if smaller else cv2.INTER_CUBIC,
    )
    if float(cut.std()) < _LEAST_CONTRAST:
        return None
    return np.asarray(cv2.GaussianBlur(cut, (0, 0), 0.8), dtype=np.uint8)


def _repeats(one: _Grey, other: _Grey) -> bool:
    """Are two pictures nearest to one another as they are, not wider, higher or turned?"""
    sample = one[_EDGE:-_EDGE, _EDGE:-_EDGE]

    def nearest(changes: Sequence[_Change]) -> float:
        return max(_likeness(sample, _changed(other, change)) for change in changes)

    return all(nearest(much) <= nearest(hardly) for hardly, much in _WAYS)


def _changed(picture: _Grey, change: _Change) -> _Grey:
    across, down, degrees = change
    middle = (_GROWN - 1) / 2
    turned = np.vstack([cv2.getRotationMatrix2D((middle, middle), degrees, 1.0), [0.0, 0.0, 1.0]])
    stretched = np.array(
        [[across, 0.0, middle * (1 - across)], [0.0, down, middle * (1 - down)], [0.0, 0.0, 1.0]]
    )
    return np.asarray(
        cv2.warpAffine(picture, (turned @ stretched)[:2], (_GROWN, _GROWN), borderMode=cv2.BORDER_REPLICATE),
        dtype=np.uint8,
    )


def _likeness(sample: _Grey, picture: _Grey) -> float:
    return float(cv2.matchTemplate(picture, sample, cv2.TM_CCOEFF_NORMED).max())
