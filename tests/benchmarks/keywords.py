"""Keywords of one to four characters in either script, as exact phrases, against true containment.

Passages are those of the shared questions among the statutes. What a passage truly contains is decided on text that was
closed up and folded, without any index.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from analyzers.layout import fold_closed
from lantai.measures.cutting import Quarry
from lantai.measures.home import MeasuredUnit, MeasuringHome
from search_api.answering import Answering
from sharing.access import ANONYMOUS
from tests.benchmarks import corpus
from tests.benchmarks.rows import Options, Row, at_least, told

KEYWORDS = 600
COMMAND = 'make bench ARGS="--only keywords"'


@dataclass
class Tally:
    """Hits of some keywords: right ones, wrong ones, and those that are missing."""

    keywords: int = 0
    right: int = 0
    wrong: int = 0
    missing: int = 0

    def add(self, found: set[str], true: set[str]) -> None:
        self.keywords += 1
        self.right += len(found & true)
        self.wrong += len(found - true)
        self.missing += len(true - found)

    @property
    def precision(self) -> float:
        return self.right / (self.right + self.wrong) if self.right + self.wrong else 1.0

    @property
    def recall(self) -> float:
        return self.right / (self.right + self.missing) if self.right + self.missing else 1.0


def measured(rows: list[dict[str, str]], keywords: list[str]) -> tuple[Tally, Tally]:
    """Tallies of keywords that are one or two characters long, and of longer ones; over all passages."""
    short, long = Tally(), Tally()
    folded = {_code(at): fold_closed(row["text"]) for at, row in enumerate(rows)}
    with tempfile.TemporaryDirectory(prefix="lantai-bench-") as folder:
        home = MeasuringHome.at(Path(folder), "rjieba")
        home.put(MeasuredUnit(_code(at), row["title"] or "—", (row["text"],)) for at, row in enumerate(rows))
        home.index()
        answering = home.answering()
        for keyword in keywords:
            sought = fold_closed(keyword)
            true = {code for code, text in folded.items() if sought in text}
            (short if len(keyword) < 3 else long).add(set(_found(answering, keyword)), true)
        home.close()
    return short, long


def run(options: Options) -> list[Row]:
    """The rows of this measure."""
    rows = list(corpus.passages())
    quarry = Quarry((row["title"], row["text"]) for row in rows)
    short, long = measured(rows, quarry.keywords(KEYWORDS))
    made = []
    for name, tally in (("1-2", short), ("3-4", long)):
        what = f"{tally.keywords} keywords of {name} characters, either script, as exact phrases"
        made.append(at_least(f"{what}: precision", tally.precision, 1.0, COMMAND))
        made.append(at_least(f"{what}: recall", tally.recall, 1.0, COMMAND))
    made.append(told("passages that keywords are looked for in", f"{len(rows):,}", COMMAND))
    return made


def _code(at: int) -> str:
    return f"M001-WS-{at + 1:07d}"


def _found(answering: Answering, keyword: str) -> Iterator[str]:
    asked = {"q": f"“{keyword}”", "scope": "fulltext", "sort": "code", "size": "100", "facets": ""}
    cursor = ""
    while True:
        answer = answering.search(ANONYMOUS, asked | ({"cursor": cursor} if cursor else {}))
        for hit in answer["hits"]:
            if hit["unit"] is not None:
                yield hit["unit"]["code"]
        cursor = answer["next"] or ""
        if not cursor:
            return
