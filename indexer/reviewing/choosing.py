"""Which of two readings of a page is the better one?

The rule: a reading is worth the letters and digits that it read, each counted by how far the engine's confidence is
above a guess and by how much of the text makes words:

    worth = letters x (confidence - GUESS) x (share of the letters that stand in words of two or more)

The first factor sees lines that were lost, the second what was hardly legible, the third, which depends on no
engine's opinion of itself, columns read as rows and characters that were guessed. Of equal readings the older stands.
"""

from __future__ import annotations

import unicodedata

from analyzers.fold import fold
from analyzers.segmenters import make_segmenter
from holdings.readings import KeptReading

#: A character read with this confidence is a guess.
GUESS = 0.5


def worth(reading: KeptReading) -> float:
    """What a machine's reading of a page is worth; only readings of one page can be compared.

    Returns:
        0 for one that read nothing, else about the number of characters that can be relied on.
    """
    letters = sum(1 for sign in reading.text if unicodedata.category(sign)[0] in "LN")
    if not letters:
        return 0.0
    return letters * max(0.0, reading.confidence - GUESS) * sense(reading.text)


def sense(text: str) -> float:
    """The share of a text's letters and digits that stand in words of two or more, 0 to 1; 0 for none."""
    words = [word for word in make_segmenter("rjieba").words(fold(text)) if _says(word)]
    # In search mode a long word comes after the shorter ones inside it; single characters are never inside.
    single = sum(1 for word in words if len(word) == 1)
    letters = sum(1 for sign in fold(text) if unicodedata.category(sign)[0] in "LN")
    return max(0.0, 1.0 - single / letters) if letters else 0.0


def _says(word: str) -> bool:
    return any(unicodedata.category(sign)[0] in "LN" for sign in word)
