"""Nearness: how closely the words of a question stand together in a text.

The best window of 80 characters: the share of the question's pairs of characters that stand in it, each by
what it tells, and the share of its runs of 3 to 6 characters. Measured on 39,265 passages and 1,500 questions:
re-ranking the first 30 moves MRR@10 from .978 / .963 to .984 / .968 (simplified / traditional).
"""

from __future__ import annotations

from collections.abc import Mapping

_WINDOW = 80
_SHORTEST_RUN, _LONGEST_RUN = 3, 6
#: Places of one pair in a text that are looked at; more tell nothing.
_MOST_PLACES = 200


class Nearness:
    """Measures texts for one question.

    Args:
        question: the folded question.
        weights: what each of its pairs of characters tells (its idf).
    """

    def __init__(self, question: str, weights: Mapping[str, float]) -> None:
        self._weights = weights
        self._whole = sum(weights.values())
        self._runs = {
            question[at : at + length]
            for length in range(_SHORTEST_RUN, _LONGEST_RUN + 1)
            for at in range(len(question) - length + 1)
            if question[at : at + length].isalnum()
        }

    def of(self, text: str) -> float:
        """How near the question is to a folded text: 0 (nothing of it) to 2."""
        if not self._whole:
            return 0.0
        return self._coverage(text) + self._share_of_runs(text)

    def _share_of_runs(self, text: str) -> float:
        if not self._runs:
            return 0.0
        return sum(run in text for run in self._runs) / len(self._runs)

    def _coverage(self, text: str) -> float:
        places: list[tuple[int, str]] = []
        for pair in self._weights:
            at, seen = text.find(pair), 0
            while at >= 0 and seen < _MOST_PLACES:
                places.append((at, pair))
                seen += 1
                at = text.find(pair, at + 1)
        places.sort()
        best = current = 0.0
        start = 0
        held: dict[str, int] = {}
        for at, pair in places:
            if not held.get(pair):
                current += self._weights[pair]
            held[pair] = held.get(pair, 0) + 1
            while places[start][0] < at - _WINDOW:
                gone = places[start][1]
                held[gone] -= 1
                if not held[gone]:
                    current -= self._weights[gone]
                start += 1
            best = max(best, current)
        return best / self._whole
