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
from tests.rooms.analyzers.samples import statutes

PAGE = 455
T = TypeVar("T")
R = TypeVar("R")


def measured(name: str, work: Callable[[T], R], pages: Iterable[T], characters: int) -> list[R]:
    """Does the work on each page, prints its speed, and gives the results."""
    best = float("inf")
    results: list[R] = []
    for _ in range(3):
        begin = time.process_time()
        results = [work(page) for page in pages]
        best = min(best, time.process_time() - begin)
    print(f"{name:<34}{characters / best / 1e6:7.2f} Mchar/s")
    return results


def main() -> None:
    """Prints one line a step."""
    arguments = argparse.ArgumentParser(description=main.__doc__)
    arguments.add_argument("--statutes", type=int, default=400, help="how many statutes to read")
    count = arguments.parse_args().statutes
    begin = time.perf_counter()
    analyzer = make_analyzer()
    analyzer.analyse("开始")
    print(f"{'start':<34}{time.perf_counter() - begin:7.2f} s")
    pages = [text[at : at + PAGE] for text in statutes(count) for at in range(0, len(text), PAGE)]
    characters = sum(map(len, pages))
    print(f"{len(pages)} pages, {characters} characters")
    folded = measured("fold", fold, pages, characters)
    measured("fold with offsets", fold_with_offsets, pages, characters)
    measured("words", analyzer.words, folded, characters)
    measured("bigrams as a list", analyzer.bigrams, folded, characters)
    measured("characters", analyzer.characters, folded, characters)
    measured("analyse: fold, words, bigrams, chars", analyzer.analyse, pages, characters)


if __name__ == "__main__":
    main()
