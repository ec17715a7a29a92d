"""The baseline of relevance: BM25 over pairs of characters, title and text in one field, nothing else.

It is what bm25s gives with method lucene, k1 1.2 and b .75. Written out here: these lines are shorter than what a pin
of that package and of what it needs would add to the requirements.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

_K1, _B = 1.2, 0.75


class BigramRanking:
    """Ranks texts for questions.

    Args:
        texts: title and text of each passage.
    """

    def __init__(self, texts: Sequence[str]) -> None:
        counts = [Counter(_pairs(text)) for text in texts]
        lengths = np.array([sum(each.values()) for each in counts], dtype=np.float64)
        usual = max(1.0, float(lengths.mean()))
        holding: dict[str, list[tuple[int, int]]] = {}
        for number, each in enumerate(counts):
            for pair, times in each.items():
                holding.setdefault(pair, []).append((number, times))
        self._size = len(texts)
        self._scores: dict[str, tuple[npt.NDArray[np.int64], npt.NDArray[np.float64]]] = {}
        for pair, places in holding.items():
            numbers, times = np.array(places).T
            idf = np.log(1 + (self._size - len(numbers) + 0.5) / (len(numbers) + 0.5))
            long = _K1 * (1 - _B + _B * lengths[numbers] / usual)
            self._scores[pair] = numbers, idf * times / (times + long)

    def first(self, question: str, wanted: int) -> list[int]:
        """Numbers of the best texts, ties in their order; none that holds nothing of the question."""
        total = np.zeros(self._size)
        for pair in _pairs(question):
            if pair in self._scores:
                numbers, scores = self._scores[pair]
                total[numbers] += scores
        best = np.argsort(-total, kind="stable")[:wanted]
        return [int(number) for number in best if total[number] > 0]


def _pairs(text: str) -> list[str]:
    return [text[at : at + 2] for at in range(len(text) - 1)]
