"""Nearness: how closely a text follows a question.

Five things, each a share: of the question's pairs of characters, by what they tell, in the best window of 40
characters; of its runs of 3 to 6 characters; its longest run that stands in the text; of its words, by what they tell,
anywhere in the text; of its pairs in the title of the unit. The weights were chosen on 5,134 questions of the shared
sets, ranking the first 30 entries again: MRR@10 from .979 / .941 by BM25 alone (simplified / traditional) to
.984 / .964 by the first three things, .982 / .966 with the words and .985 / .966 with the title. With a window of 80
and runs alone it was .983 / .953.
"""

from __future__ import annotations

from collections.abc import Mapping

_WINDOW = 40
_SHORTEST_RUN, _LONGEST_RUN = 3, 6
#: Places of one pair in a text that are looked at; more tell nothing.
_MOST_PLACES = 50
#: Characters of a question that are looked at for runs: the time grows with them.
_LONGEST_QUESTION = 120

_COVERAGE, _RUNS, _LONGEST, _WORDS, _TITLE = 2.0, 0.6, 0.8, 0.8, 0.8


class Nearness:
    """Measures texts for one question.

    Args:
        question: the folded question.
        pairs: what each of its pairs of characters tells (its idf).
        words: what each of its words tells.
    """

    def __init__(self, question: str, pairs: Mapping[str, float], words: Mapping[str, float]) -> None:
        self._question = question[:_LONGEST_QUESTION]
        self._weights = pairs
        self._words = words
        self._whole = sum(pairs.values())
        self._all_words = sum(words.values())
        self._runs = [
            {
                run
                for at in range(len(self._question) - length + 1)
                if (run := self._question[at : at + length]).isalnum()
            }
            for length in range(_SHORTEST_RUN, _LONGEST_RUN + 1)
        ]
        self._count = sum(map(len, self._runs))

    def of(self, text: str, title: str) -> float:
        """How near the question is to a text of a unit: from 0, nothing of it, to 5.0, all of it in one place.

        Args:
            text: folded.
            title: of the unit, folded.
        """
        if not self._whole:
            return 0.0
        return (
            _COVERAGE * self._coverage(text)
            + _RUNS * self._share_of_runs(text)
            + _LONGEST * self._longest(text)
            + _WORDS * _share(self._words, text, self._all_words)
            + _TITLE * _share(self._weights, title, self._whole)
        )

    def _share_of_runs(self, text: str) -> float:
        found = 0
        there: set[str] = set()
        for runs in self._runs:
            # A longer run is there only where both shorter ones in it are.
            wanted = [run for run in runs if run[1:] in there and run[:-1] in there] if there else runs
            there = {run for run in wanted if run in text}
            found += len(there)
            if not there:
                break
        return found / self._count if self._count else 0.0

    def _longest(self, text: str) -> float:
        question, best = self._question, 0
        for start in range(len(question)):
            while start + best < len(question) and question[start : start + best + 1] in text:
                best += 1
        return best / max(1, len(question))

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


def _share(pieces: Mapping[str, float], text: str, whole: float) -> float:
    """The share of some pieces, by what they tell, that stand in a text."""
    return sum(worth for piece, worth in pieces.items() if piece in text) / whole if whole else 0.0
