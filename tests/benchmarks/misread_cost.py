"""What tolerance costs and gives at a size: pages misread as worn ones were; milliseconds, bytes, what it adds."""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator, Sequence
from itertools import islice
from pathlib import Path

from analyzers.fold import fold
from engines.query import Constant
from holdings.clock import clock_of
from holdings.identity import UnitIdentity
from index_templates import templates as t
from lantai.measures.cutting import Quarry
from lantai.measures.engines import bytes_below
from lantai.measures.home import MeasuredUnit, MeasuringHome
from search_api.answering import Answering
from search_api.compile import compile_question
from search_api.context import Context
from search_api.question import read_question
from search_api.request import read_request
from search_api.sight import Sight
from search_api.tolerant import held_by
from sharing.access import ANONYMOUS
from tests.benchmarks import corpus
from tests.benchmarks.misreader import Misreader
from tests.benchmarks.printed_pages import Read, line_of
from tests.benchmarks.rows import Row, at_least, told

COMMAND = 'make bench ARGS="--only misreadings"'

_PAGES_OF_A_UNIT = 8
_KEYWORDS = 300
_ROUNDS = 3
#: One in so many of the shared questions is asked.
_EVERY = 45
#: Pages of the homes whose size is compared.
_SMALL = 4_000
_SEED = 20260402


def rows(learned: Sequence[Read], pages: int) -> list[Row]:
    """Latency with and without tolerance among so many pages, half of them recognised; size of the index.

    Args:
        learned: pages as they were printed and as they were read: others are misread alike.
        pages: of the home that is asked.
    """
    quarry = Quarry((row["title"], row["text"]) for row in corpus.statutes())
    misreader = Misreader(learned, _SEED)
    at = f"{pages:,} pages, half of them recognised and 5 % misread"
    with tempfile.TemporaryDirectory(prefix="lantai-bench-") as folder:
        home = MeasuringHome.at(Path(folder), "rjieba")
        home.put(units(quarry, pages, misreader, every=2))
        home.index()
        made = latency(home.answering(), _keywords(quarry), at)
        made += precision(home, quarry, pages, _keywords(quarry))
        home.close()
    plain, misread = (_bytes(quarry, misreader, every) for every in (0, 1))
    made.append(
        told(
            "bytes of index a page: as they are / recognised, 5 % misread",
            f"{plain:,} / {misread:,}",
            COMMAND,
        )
    )
    return made


def units(quarry: Quarry, pages: int, misreader: Misreader, every: int) -> Iterator[MeasuredUnit]:
    """Units of eight pages; every so many-th is misread, none where `every` is 0."""
    gathered: list[str] = []
    title = ""
    number = 0
    for page in quarry.pages(pages):
        title = title or page.title
        gathered.append(page.text)
        if len(gathered) == _PAGES_OF_A_UNIT:
            number += 1
            code = _code(number)
            if every and number % every == 0:
                read = [misreader.misread(text) for text in gathered]
                yield MeasuredUnit(
                    code, title, tuple(text for text, _ in read), doubts=tuple(doubts for _, doubts in read)
                )
            else:
                yield MeasuredUnit(code, title, tuple(gathered))
            gathered, title = [], ""


def latency(answering: Answering, keywords: Sequence[str], at: str) -> list[Row]:
    """Milliseconds with tolerance and without: keywords of three to six characters as exact phrases, and whole
    questions, which are loosened.
    """
    questions = [row["text"] for row in islice(corpus.questions(), 0, None, _EVERY)]
    made = []
    for asked, what in (
        ([f"“{keyword}”" for keyword in keywords], f"{len(keywords)} keywords of 3-6 characters"),
        (questions, f"{len(questions)} whole questions"),
    ):
        took, found, added = _asked(answering, asked)
        for tolerant, name in (("1", "with tolerance"), ("0", "without")):
            wall, processor = (_half_and_most(each) for each in zip(*took[tolerant], strict=True))
            made.append(
                told(
                    f"{at}: {what} {name}, p50 / p95", f"{wall} ms, of the processor {processor} ms", COMMAND
                )
            )
        if added:
            made.append(
                told(f"{at}: {what}: pages found, of them misread", f"{found:,} / {added:,}", COMMAND)
            )
    return made


def precision(home: MeasuringHome, quarry: Quarry, pages: int, keywords: Sequence[str]) -> list[Row]:
    """Of the pages that are found, and of those found only in spite of misreadings, how many say it in truth.

    Args:
        home: with the units that `units` makes.
        quarry: that they were cut from.
        pages: of the home.
        keywords: asked as exact phrases.
    """
    found: dict[tuple[int, int], set[str]] = {}
    added: dict[tuple[int, int], set[str]] = {}
    with home.store.reading() as connection:
        context = Context(home.store, home.pinner(), home.analyzer, clock_of())
        view, hidden = context.pinned(connection)
        sight = Sight.of(ANONYMOUS, t.FULLTEXT.name, view, hidden)
        for keyword in keywords:
            request = read_request({"q": f"“{keyword}”"})
            question = read_question(request.text)
            compiled = compile_question(question, request, home.analyzer, held_by(sight))
            for query, kept in ((compiled.pages, found), (compiled.beside, added)):
                for hit in sight.best(Constant(query, 1.0), pages).hits:
                    kept.setdefault((hit.unit, hit.page), set()).add(fold(keyword))
    right, right_added = 0, 0
    for at, page in enumerate(quarry.pages(pages)):
        unit, number = divmod(at, _PAGES_OF_A_UNIT)
        place = UnitIdentity("", _code(unit + 1)).number, number + 1
        if place in found:
            truth = line_of(page.text)
            right += sum(keyword in truth for keyword in found[place])
            right_added += sum(keyword in truth for keyword in added.get(place, ()))
    whole, whole_added = (sum(map(len, some.values())) for some in (found, added))
    what = f"{pages:,} pages, half of them recognised and 5 % misread: {len(keywords)} keywords: precision"
    return [
        at_least(f"{what}, all {whole:,} pages found", right / max(1, whole), 0.9, COMMAND),
        told(
            f"{what}, the {whole_added:,} found only in spite of misreadings",
            f"{right_added / max(1, whole_added):.3f}",
            COMMAND,
        ),
    ]


def _code(number: int) -> str:
    return f"M001-WS-{number:07d}"


def _asked(
    answering: Answering, asked: Sequence[str]
) -> tuple[dict[str, list[tuple[float, float]]], int, int]:
    """(by tolerance: milliseconds and those of the processor; pages found with it; of them those misread)."""
    took: dict[str, list[tuple[float, float]]] = {"1": [], "0": []}
    added = found = 0
    for round_ in range(_ROUNDS):
        for question in asked:
            # Each goes first as often as last; the first round is not counted.
            for tolerant in ("1", "0") if round_ % 2 else ("0", "1"):
                begun, worked = time.perf_counter(), time.process_time()
                answer = answering.search(ANONYMOUS, {"q": question, "tolerant": tolerant})
                if round_:
                    ended = time.perf_counter(), time.process_time()
                    took[tolerant].append((1000 * (ended[0] - begun), 1000 * (ended[1] - worked)))
                elif tolerant == "1":
                    added += answer["total"].get("pages_tolerant", 0)
                    found += answer["total"]["pages"]
    return took, found, added


def _half_and_most(times: Sequence[float]) -> str:
    return f"{statistics.median(times):.1f} / {sorted(times)[int(0.95 * len(times))]:.1f}"


def _keywords(quarry: Quarry) -> list[str]:
    phrases = (phrase.strip("“”") for phrase in quarry.phrases(4 * _KEYWORDS))
    return [phrase for phrase in phrases if 3 <= len(fold(phrase)) <= 6][:_KEYWORDS]


def _bytes(quarry: Quarry, misreader: Misreader, every: int) -> int:
    with tempfile.TemporaryDirectory(prefix="lantai-bench-") as folder:
        home = MeasuringHome.at(Path(folder), "rjieba")
        home.put(units(quarry, _SMALL, misreader, every))
        home.index()
        home.close()
        return bytes_below(Path(folder) / "index") // _SMALL
