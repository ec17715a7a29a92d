"""Which of two readings of a page is the better one?

The rule: a reading is worth

    (confidence - GUESS) x (share of its letters that stand in words of two or more) x root of its characters

The first factor says how legible the characters were to the engine; the second, which depends on no engine's opinion
of itself, sees characters that were guessed and columns read as rows; the third sees lines that were lost, and grows
slowly, since a reading that takes stains for characters has more of them too. Of readings worth about the same the
older stands (`holdings.readings.CLEARLY`).

Measured by `python -m tests.benchmarks.readings`; the figures stand in docs/readings.md.
"""

from __future__ import annotations

import math
import unicodedata

from analyzers.fold import fold
from analyzers.segmenters import make_segmenter
from holdings.pages import Reading
from holdings.plausibility import fault_of
from holdings.readings import KeptReading

#: A character read with this confidence is a guess.
GUESS = 0.5


def worth(reading: KeptReading) -> float:
    """What a machine's reading of a page is worth; only readings of one page can be compared.

    0 for no text, and for one that was not recognised and is none that anybody can have written.
    """
    if reading.reading is not Reading.RECOGNISED and fault_of(reading.text) is not None:
        return 0.0
    characters = sum(1 for sign in reading.text if not sign.isspace())
    return max(0.0, reading.confidence - GUESS) * sense(reading.text) * math.sqrt(characters)


def sense(text: str) -> float:
    """The share of a text's letters and digits that stand in words of two or more, 0 to 1; 0 for none."""
    folded = fold(text)
    letters = sum(map(_says, folded))
    if not letters:
        return 0.0
    # In search mode a long word comes after the shorter ones inside it; single characters are never inside.
    single = sum(1 for word in make_segmenter("rjieba").words(folded) if len(word) == 1 and _says(word))
    return max(0.0, 1.0 - single / letters)


def _says(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LN"
