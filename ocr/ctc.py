"""From the chances that a recogniser gives at each step along a line to its characters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

ALTERNATIVES = 3
LEAST_CHANCE = 0.01
"""An alternative less likely than this says nothing."""


@dataclass(frozen=True, slots=True)
class DecodedLine:
    """Characters of one line.

    Attributes:
        characters: in order.
        places: centre of each along the line, as a fraction 0..1 of the line's own length.
        confidences: of each, 0..1.
        alternatives: of each, likeliest first.
    """

    characters: tuple[str, ...]
    places: tuple[float, ...]
    confidences: tuple[float, ...]
    alternatives: tuple[tuple[str, ...], ...]


def decode(chances: npt.NDArray[np.float32], signs: Sequence[str], used: float) -> DecodedLine:
    """Best path through connectionist temporal classification, repeats merged, blanks left out.

    Args:
        chances: (steps, classes); class 0 is "no character".
        signs: the character of each class.
        used: share of the steps that the line fills, 0..1; the rest is padding.
    """
    best = chances.argmax(axis=1)
    steps = len(best)
    begins = np.ones(steps, dtype=bool)
    begins[1:] = best[1:] != best[:-1]
    starts = np.flatnonzero(begins & (best != 0))
    bounds = np.append(np.flatnonzero(begins), steps)
    characters: list[str] = []
    places: list[float] = []
    confidences: list[float] = []
    alternatives: list[tuple[str, ...]] = []
    for start in starts:
        end = int(bounds[np.searchsorted(bounds, start, side="right")])
        # The surest step of the run speaks for it.
        peak = int(start + chances[start:end, best[start]].argmax())
        characters.append(signs[int(best[start])])
        places.append(min(1.0, ((start + end) / 2) / max(steps * used, 1.0)))
        confidences.append(float(chances[peak, best[start]]))
        alternatives.append(_others(chances[peak], int(best[start]), signs))
    return DecodedLine(tuple(characters), tuple(places), tuple(confidences), tuple(alternatives))


def _others(chances: npt.NDArray[np.float32], best: int, signs: Sequence[str]) -> tuple[str, ...]:
    if chances[best] > 1.0 - LEAST_CHANCE:
        return ()
    likely = np.flatnonzero(chances >= LEAST_CHANCE)
    ordered = likely[np.argsort(-chances[likely])]
    found = [signs[int(at)] for at in ordered if at not in (0, best)]
    return tuple(sign for sign in found if not sign.isspace())[:ALTERNATIVES]
