"""The baseline of the benchmarks is BM25 as its formula says, counted by hand."""

from __future__ import annotations

import math

import pytest

from lantai.measures.material import Asked
from lantai.measures.retrieval import Ranked
from tests.benchmarks.bigrams import BigramRanking


def test_the_baseline_ranks_by_bm25_over_pairs_of_characters() -> None:
    ranking = BigramRanking(["甲乙丙", "甲乙甲乙", "丁戊"])
    assert ranking.first("甲乙", 10) == [1, 0]
    assert ranking.first("乙丙", 10) == [0]
    assert ranking.first("己庚", 10) == []
    numbers, scores = ranking._scores["甲乙"]
    idf = math.log(1 + (3 - 2 + 0.5) / (2 + 0.5))
    expected = [
        idf * times / (times + 1.2 * (0.25 + 0.75 * length / 2)) for times, length in ((1, 2), (2, 3))
    ]
    assert list(numbers) == [0, 1]
    assert list(scores) == pytest.approx(expected)


def test_of_several_right_passages_the_first_one_found_counts() -> None:
    asked = Asked("lay-1", "zh-Hans", "谁可以投诉", "a", ("b", "c"))
    answer = Ranked(asked, ("x", "c", "a"), 1.0)
    assert answer.reciprocal == 0.5
    assert answer.recall == pytest.approx(2 / 3)
