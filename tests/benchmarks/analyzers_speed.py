"""How fast texts are folded and cut, in one process: ``python -m tests.benchmarks.analyzers_speed``.

Pages of 455 characters of the first 400 statutes of the shared test data; figures are million characters of
original text for each second of processor time, the best of three runs.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Iterable
from typing import TypeVar

from analyzers.chains import make_analyzer
from analyzers.fold import fold, fold_with_offsets
from tests.rooms.analyzers.samples import shared_statutes

PAGE = 455
T = TypeVar("T")
R = TypeVar("R")


def measured(work: Callable[[T], R], pages: Iterable[T]) -> tuple[list[R], float]:
    """Does the work on each page, three times; gives the results and the best processor time in seconds."""
    best = float("inf")
    results: list[R] = []
    for _ in range(3):
        begin = time.process_time()
        results = [work(page) for page in pages]
        best = min(best, time.process_time() - begin)
    return results, best


def speeds(count: int) -> dict[str, float]:
    """Million characters a second of processor time, by step, over the first ``count`` statutes."""
    analyzer = make_analyzer()
    analyzer.analyse("开始")
    pages = [text[at : at + PAGE] for text in shared_statutes(count) for at in range(0, len(text), PAGE)]
    characters = sum(map(len, pages))
    folded, seconds = measured(fold, pages)
    steps = {
        "fold": seconds,
        "fold with offsets": measured(fold_with_offsets, pages)[1],
        "words": measured(analyzer.words, folded)[1],
        "bigrams as a list": measured(analyzer.bigrams, folded)[1],
        "characters": measured(analyzer.characters, folded)[1],
        "analyse: fold, words, bigrams, chars": measured(analyzer.analyse, pages)[1],
    }
    return {name: characters / took / 1e6 for name, took in steps.items()}


def main() -> None:
    """Prints one line a step."""
    arguments = argparse.ArgumentParser(description=main.__doc__)
    arguments.add_argument("--statutes", type=int, default=400, help="how many statutes to read")
    for name, speed in speeds(arguments.parse_args().statutes).items():
        print(f"{name:<40}{speed:7.2f} Mchar/s")


if __name__ == "__main__":
    main()
