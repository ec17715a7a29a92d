"""From the chances that a recogniser gives at each step along a line to its characters."""

from __future__ import annotations

import statistics
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from ocr.port import LEAST_CHANCE, SURE

ALTERNATIVES = 6
"""Kept of each character. Of the characters misread on pages printed and worn until 5 % were, six of the
likeliest hold the truth of 84 %, three of 75 %."""

LOST = 3
LEAST_LOST = 0.02
"""What may have been lost between two characters is kept from this chance on, so many of each place."""


_CLOSING, _OPENING = "”’」』﹂﹄》〉）", "“‘「『﹁﹃《〈（"
STOPS = {
    **dict.fromkeys("。，、；：？！", 0),
    **dict.fromkeys(_CLOSING, 1),
    **dict.fromkeys(_OPENING, 2),
}
"""Signs that stand between words, and which of several stands first."""

STOP_GAP = 1.45
"""Characters of a column whose centres are so many times as far apart as they use to be leave room for a sign."""

LEAST_STOP = 0.05
"""A sign that was nearly read where there is room for one, with at least this chance, is one."""

STOP_CONFIDENCE = 0.9
"""What such a sign is worth."""


@dataclass(frozen=True, slots=True)
class DecodedLine:
    """Characters of one line.

    Attributes:
        characters: in order.
        places: centre of each along the line, as a fraction 0..1 of the line's own length.
        confidences: of each, 0..1.
        alternatives: of each, likeliest first.
        chances: of the alternatives of each.
        absent: of each, the chance that nothing stands there, 0..1.
        lost: for each, what may stand before it and was not read, with its chance, likeliest first.
    """

    characters: tuple[str, ...]
    places: tuple[float, ...]
    confidences: tuple[float, ...]
    alternatives: tuple[tuple[str, ...], ...]
    chances: tuple[tuple[float, ...], ...] = ()
    absent: tuple[float, ...] = ()
    lost: tuple[tuple[tuple[str, float], ...], ...] = ()


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
    alternatives: list[tuple[tuple[str, float], ...]] = []
    absent: list[float] = []
    lost: list[tuple[tuple[str, float], ...]] = []
    before = 0
    for start in starts:
        end = int(bounds[np.searchsorted(bounds, start, side="right")])
        sign = int(best[start])
        # The surest step of the run speaks for it.
        peak = int(start + chances[start:end, sign].argmax())
        characters.append(signs[sign])
        places.append(min(1.0, ((start + end) / 2) / max(steps * used, 1.0)))
        confidences.append(float(chances[peak, sign]))
        sure = chances[peak, sign] > SURE
        alternatives.append(
            () if sure else _likely(chances[peak], {0, sign}, signs, LEAST_CHANCE, ALTERNATIVES)
        )
        absent.append(0.0 if sure else float(chances[peak, 0]))
        lost.append(_lost(chances[before:start], {0, sign, int(best[before - 1]) if before else 0}, signs))
        before = end
    return DecodedLine(
        tuple(characters),
        tuple(places),
        tuple(confidences),
        tuple(tuple(other for other, _ in each) for each in alternatives),
        tuple(tuple(chance for _, chance in each) for each in alternatives),
        tuple(absent),
        tuple(lost),
    )


def with_stops(line: DecodedLine) -> DecodedLine:
    """A column with the stops and quotes that stand in its gaps.

    The recogniser was trained on few columns and lets many of their signs go: between two characters it nearly reads
    one and says nothing. On a level line there is no such gap, for a sign has no more room than it needs.
    """
    steps = [after - before for before, after in zip(line.places, line.places[1:], strict=False)]
    usual = statistics.median(steps) if len(steps) >= 3 else 0.0
    if usual <= 0.0 or not line.lost:
        return line
    found = {
        at + 1: signs
        for at, step in enumerate(steps)
        if step >= STOP_GAP * usual
        if (signs := _signs_between(line.lost[at + 1], max(1, round(step / usual) - 1)))
    }
    return with_signs_between(line, found)


def with_signs_between(line: DecodedLine, found: Mapping[int, Sequence[str]]) -> DecodedLine:
    """A line with further signs.

    Args:
        line: at least one character.
        found: by the number of the character that they stand before, or the number of all for the end of the line.
    """
    if not found:
        return line
    rows: list[tuple[Any, ...]] = []
    for at, row in enumerate([*_rows(line), None]):
        signs = found.get(at, ())
        before = line.places[at - 1] if at else 0.0
        after = line.places[at] if row is not None else 1.0
        for number, sign in enumerate(signs, start=1):
            share = number / (len(signs) + 1)
            place = before * (1.0 - share) + after * share
            rows.append((sign, place, STOP_CONFIDENCE, (), (), 1.0 - STOP_CONFIDENCE, ()))
        if row is not None:
            rows.append((*row[:-1], ()) if signs else row)
    return DecodedLine(*zip(*rows, strict=True))


def _signs_between(lost: Sequence[tuple[str, float]], room: int) -> tuple[str, ...]:
    """Of what was nearly read the likeliest signs that there is room for, one of a kind, in their order."""
    kinds: dict[int, str] = {}
    for sign, chance in lost:
        if sign in STOPS and chance >= LEAST_STOP and len(kinds) < room:
            kinds.setdefault(STOPS[sign], sign)
    return tuple(kinds[kind] for kind in sorted(kinds))


def _rows(line: DecodedLine) -> Iterator[tuple[Any, ...]]:
    """All that is known of each character, in the order of the line's own fields."""
    return zip(
        line.characters,
        line.places,
        line.confidences,
        line.alternatives,
        line.chances,
        line.absent,
        line.lost,
        strict=True,
    )


def _lost(
    between: npt.NDArray[np.float32], known: set[int], signs: Sequence[str]
) -> tuple[tuple[str, float], ...]:
    """What the steps between two characters nearly said; the characters themselves fade in and out there."""
    if not len(between) or between[:, 1:].max() < LEAST_LOST:
        return ()
    return _likely(between.max(axis=0), known, signs, LEAST_LOST, LOST)


def _likely(
    chances: npt.NDArray[np.float32], known: set[int], signs: Sequence[str], least: float, most: int
) -> tuple[tuple[str, float], ...]:
    """The likeliest signs but those that are known, likeliest first."""
    likely = np.flatnonzero(chances >= least)
    ordered = likely[np.argsort(-chances[likely], kind="stable")]
    found = [(signs[int(at)], float(chances[at])) for at in ordered if int(at) not in known]
    return tuple(each for each in found if not each[0].isspace())[:most]
