"""What is found in recognised pages of what stands in their true text (`--only misreadings`).

Texts of the shared questions' passages are printed in several kinds, worn, and recognised by the default engine.
Three measures: the passages' own questions; keywords of three to six characters at about 2, 5 and 10 % of
misread characters, as exact phrases, with tolerance and without; what tolerance costs at a size.
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
from tests.benchmarks.printing import KINDS
from tests.benchmarks.rows import Options, Row, at_least, told

COMMAND = 'make bench ARGS="--only misreadings"'

#: Pages of a kind printed at each level, and characters on them: a third of an A4 page.
PAGES, CHARACTERS = 16, 330
KEYWORDS = 900
#: Passages that are printed whole and asked for by their own questions, and how worn they are.
PASSAGES, WORN = 200, 2
#: How worn each kind is so that about so many per cent of its letters and digits are misread.
WEAR: dict[str, dict[int, float]] = {
    "printed": {2: 0.45, 5: 0.49, 10: 0.52},
    "vertical": {2: 0.30, 5: 0.35, 10: 0.39},
    "carbon copy": {2: 0.265, 5: 0.35, 10: 0.415},
    "telefax": {2: 0.85, 5: 0.89, 10: 0.91},
}
_SEED = 20260401


def run(options: Options) -> list[Row]:
    """The rows of this measure."""
    reader = Reader(options.out / "read")
    levels = read_levels(reader, PAGES)
    rows = [row for level, pages in levels.items() for row in keyword_rows(level, pages)]
    return rows + question_rows(reader, PASSAGES) + misread_cost.rows(levels[5], options.pages)


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


def question_rows(reader: Reader, wanted: int) -> list[Row]:
    """MRR@10 of the questions of some passages, among all passages, by their true text and as they were read.

    These passages have no titles, so that only what is printed can answer.
    """
    rows = list(corpus.passages())
    chosen = [row for row in rows if "statute" not in row["id"]]
    chosen = random.Random(_SEED).sample(chosen, min(wanted, len(chosen)))
    read = {
        row["id"]: reader.read(row["text"], kind, WEAR[kind.name][WORN], at)
        for at, row in enumerate(chosen)
        for kind in [KINDS[at % len(KINDS)]]
    }
    asked = [row for row in corpus.questions() if row["passage"] in read]
    wrong = sum(page.wrong for page in read.values()) / len(read)
    true, recognised_ = (_mrr(rows, read, asked, as_read) for as_read in (False, True))
    what = f"{len(asked)} questions of {len(read)} printed passages among {len(rows):,}, {100 * wrong:.1f} % misread"
    return [
        told(f"{what}: MRR@10 on the true text", f"{true:.4f}", COMMAND),
        told(f"{what}: MRR@10 on what was read", f"{recognised_:.4f}", COMMAND),
        at_least(f"{what}: the second as a share of the first", recognised_ / true, 0.98, COMMAND),
    ]


def _mrr(
    rows: Sequence[dict[str, str]], read: dict[str, Read], asked: Sequence[dict[str, str]], as_read: bool
) -> float:
    def unit(at: int, row: dict[str, str]) -> MeasuredUnit:
        page = read.get(row["id"])
        if page is None:
            return MeasuredUnit(_code(at), row["title"] or "—", (row["text"],))
        if as_read:
            return MeasuredUnit(_code(at), "—", (page.text,), doubts=(page.doubts,))
        return MeasuredUnit(_code(at), "—", (page.truth,))

    codes = {row["id"]: _code(at) for at, row in enumerate(rows)}
    with tempfile.TemporaryDirectory(prefix="lantai-bench-") as folder:
        home = MeasuringHome.at(Path(folder), "rjieba")
        home.put(unit(at, row) for at, row in enumerate(rows))
        home.index()
        answering = home.answering()
        whole = 0.0
        for question in asked:
            answer = answering.search(ANONYMOUS, {"q": question["text"], "scope": "all", "size": "10"})
            found = [hit["unit"]["code"] for hit in answer["hits"] if hit["unit"] is not None]
            if codes[question["passage"]] in found:
                whole += 1 / (found.index(codes[question["passage"]]) + 1)
        home.close()
    return whole / len(asked)


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
