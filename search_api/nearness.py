"""Nearness: how closely a text follows a question.

Three things, each a share: of the question's pairs of characters, by what they tell, in the best window of 40
characters; of its runs of 3 to 6 characters; of its single characters, by what they tell and by BM25, so that a word
of law is found by a word of the street that shares a character with it (赔钱, 赔偿; 欠薪, 拖欠). Characters are in
every text, so a long text is held to more of them: its length counts in full (b = 1).

The weights were chosen on three kinds of question together: on facts of encyclopaedia paragraphs in either script, and
on law as ordinary people ask, among the articles alone and among passages of statutes; on every other question of
each, held against the rest (docs/measures.md, "Weights").
"""

from __future__ import annotations

from collections.abc import Mapping

_WINDOW = 40
_SHORTEST_RUN, _LONGEST_RUN = 3, 6
#: Places of one pair in a text that are looked at; more tell nothing.
_MOST_PLACES = 50
#: Characters of a question that are looked at for runs and one by one: the time grows with them.
LONGEST_QUESTION = 120
#: BM25's k1: how soon a character that stands in a text once more tells nothing more.
_K1 = 1.2

_COVERAGE, _RUNS, _CHARACTERS = 0.8, 0.8, 4.0


class Nearness:
    """Measures texts for one question.

    Args:
        question: the folded question.
        pairs: what each of its pairs of characters tells (its idf).
        characters: what each of its characters tells, times how often the question says it.
        usual: length of a usual text of those that are compared, in characters.
    """

    def __init__(
        self, question: str, pairs: Mapping[str, float], characters: Mapping[str, float], usual: float
    ) -> None:
        self._question = question[:LONGEST_QUESTION]
        self._weights = pairs
        self._characters = characters
        self._usual = max(1.0, usual)
        self._whole = sum(pairs.values())
        self._all_characters = sum(characters.values())
        self._runs = [
            {
                run
                for at in range(len(self._question) - length + 1)
                if (run := self._question[at : at + length]).isalnum()
            }
            for length in range(_SHORTEST_RUN, _LONGEST_RUN + 1)
        ]
        self._count = sum(map(len, self._runs))

    def of(self, text: str) -> float:
        """How near the question is to a text: from 0, nothing of it, to less than 5.6, all of it in one place.

        Args:
            text: folded.
        """
        if not self._whole:
            return 0.0
        return (
            _COVERAGE * self._coverage(text)
            + _RUNS * self._share_of_runs(text)
            + _CHARACTERS * self._share_of_characters(text)
        )

    def _share_of_characters(self, text: str) -> float:
        if not self._all_characters:
            return 0.0
        enough = _K1 * len(text) / self._usual
        told = 0.0
        for character, worth in self._characters.items():
            times = text.count(character)
            if times:
                told += worth * times / (times + enough)
        return told / self._all_characters

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
