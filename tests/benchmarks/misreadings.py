"""What is found in recognised pages of what stands in their true text (`--only misreadings`).

Texts of the shared questions' passages are printed in several kinds, worn, and recognised by the default engine.
Two measures: keywords of three to six characters at about 2, 5 and 10 % of misread characters, as exact phrases, with
tolerance and without; what tolerance costs at a size. Whole questions: `printed_questions`.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from analyzers.fold import fold
from lantai.measures.home import MeasuredUnit, MeasuringHome
from search_api.answering import Answering
from sharing.access import ANONYMOUS
from tests.benchmarks import corpus, misread_cost
from tests.benchmarks.printed_pages import Read, Reader, line_of
from tests.benchmarks.printing import KINDS, WEAR
from tests.benchmarks.rows import Options, Row, at_least, told

COMMAND = 'make bench ARGS="--only misreadings"'

#: Pages of a kind printed at each level, and characters on them: a third of an A4 page.
PAGES, CHARACTERS = 16, 330
KEYWORDS = 900
_SEED = 20260401


def run(options: Options) -> list[Row]:
    """The rows of this measure."""
    reader = Reader(options.out / "read")
    levels = read_levels(reader, PAGES)
    rows = [row for level, pages in levels.items() for row in keyword_rows(level, pages)]
    return rows + misread_cost.rows(levels[5], options.pages)


def read_levels(reader: Reader, pages: int) -> dict[int, list[Read]]:
    """So many pages of each kind at each level of wear."""
    passages = [
        row["text"]
        for row in corpus.passages()
        if len(row["text"]) >= CHARACTERS and "statute" not in row["id"]
    ]
    random.Random(_SEED).shuffle(passages)
    levels: dict[int, list[Read]] = {2: [], 5: [], 10: []}
    for number, kind in enumerate(KINDS):
        for level, read in levels.items():
            for at in range(pages):
                # The same texts at each level, others for each kind.
                text = passages[number * pages + at][:CHARACTERS]
                read.append(reader.read(text, kind, WEAR[kind.name][level], at))
    return levels


def keyword_rows(level: int, pages: Sequence[Read]) -> list[Row]:
    """Recall and precision of keywords in pages of one level, with tolerance and without."""
    wrong = sum(page.wrong for page in pages) / len(pages)
    keywords = drawn([page.truth for page in pages], KEYWORDS)
    units = [
        MeasuredUnit(_code(at), "—", (page.text,), doubts=(page.doubts,)) for at, page in enumerate(pages)
    ]
    truths = {_code(at): line_of(page.truth) for at, page in enumerate(pages)}
    sums = {"1": [0, 0, 0], "0": [0, 0, 0]}
    with tempfile.TemporaryDirectory(prefix="lantai-bench-") as folder:
        home = MeasuringHome.at(Path(folder), "rjieba")
        home.put(units)
        home.index()
        answering = home.answering()
        for keyword in keywords:
            true = {code for code, truth in truths.items() if fold(keyword) in truth}
            for tolerant, sum_ in sums.items():
                found = set(codes_of(answering, keyword, tolerant))
                sum_[0] += len(true)
                sum_[1] += len(true & found)
                sum_[2] += len(found)
        home.close()
    what = f"{len(keywords)} keywords of 3-6 characters in {len(pages)} pages, {100 * wrong:.1f} % misread"
    (whole, right, all_), (_, exact, _) = sums["1"], sums["0"]
    made = [told(f"{what}: recall, exact alone", f"{exact / whole:.3f}", COMMAND)]
    recall, precision = f"{what}: recall with tolerance", f"{what}: precision with tolerance"
    made.append(
        at_least(recall, right / whole, 0.93, COMMAND)
        if level == 5
        else told(recall, f"{right / whole:.3f}", COMMAND)
    )
    made.append(at_least(precision, right / max(1, all_), 0.9, COMMAND))
    return made


def drawn(texts: Sequence[str], wanted: int) -> list[str]:
    """Runs of three to six Han characters that stand in the texts."""
    chance = random.Random(_SEED)
    found: list[str] = []
    while len(found) < wanted:
        text, length = chance.choice(texts), chance.randint(3, 6)
        at = chance.randrange(len(text))
        run = text[at : at + length]
        if len(run) == length and all("一" <= sign <= "鿿" for sign in run):
            found.append(run)
    return found


def codes_of(answering: Answering, keyword: str, tolerant: str) -> Iterator[str]:
    """Codes of the units that are found for an exact phrase."""
    asked: dict[str, Any] = {
        "q": f"“{keyword}”",
        "scope": "fulltext",
        "sort": "code",
        "size": "100",
        "facets": "",
    }
    if tolerant != "1":
        asked["tolerant"] = tolerant
    cursor = ""
    while True:
        answer = answering.search(ANONYMOUS, asked | ({"cursor": cursor} if cursor else {}))
        for hit in answer["hits"]:
            if hit["unit"] is not None:
                yield hit["unit"]["code"]
        cursor = answer["next"] or ""
        if not cursor:
            return


def _code(at: int) -> str:
    return f"M001-WS-{at + 1:07d}"
