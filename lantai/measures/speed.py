"""Speed: how fast pages are indexed, and how long answers take at a size, all in one run on one machine."""

from __future__ import annotations

import datetime as dt
import json
import tempfile
from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from holdings.clock import clock_of
from indexer.workers import cores
from lantai.collecting import settle
from lantai.engine_settings import EngineChoice
from lantai.measures import invented, letters
from lantai.measures.cutting import KEYWORD, CutPage, Quarry
from lantai.measures.engines import EMBEDDED
from lantai.measures.home import MeasuringHome
from lantai.measures.letters import MaterialError
from lantai.measures.material import question_texts, titled_texts
from lantai.measures.processes import Client, index_apart, served
from lantai.measures.raw_engine import RawCall, RawEngine
from lantai.measures.retrieval import ASK, INDEX, PUT, Tell
from lantai.measures.timing import spread, timed
from search_api.answering import Answering
from sharing.access import ANONYMOUS, Role
from sharing.grants import NamedReader, new_token
from sharing.store import add_grant, add_reader

#: Questions of each kind: sentences, keywords, phrases.
QUESTIONS = 300
#: Grants of the reader with grants.
GRANTS = 100
#: Hits that an answer shows.
HITS = "20"

_GRANTEE = "measured"


@dataclass(frozen=True, slots=True)
class Questions:
    """What is asked.

    Attributes:
        sentences: longer than a keyword.
        keywords: of one to four characters.
        phrases: in quotation marks.
    """

    sentences: tuple[str, ...]
    keywords: tuple[str, ...]
    phrases: tuple[str, ...]


@dataclass(slots=True)
class _Times:
    """Milliseconds of every question, by row."""

    rows: dict[str, list[float]] = field(default_factory=dict)

    def add(self, row: str, milliseconds: float) -> None:
        self.rows.setdefault(row, []).append(milliseconds)

    def spread(self, row: str) -> dict[str, float]:
        return spread(self.rows.get(row, []))


def measure_speed(
    pages: int,
    text_path: Path,
    queries_path: Path,
    segmenter: str,
    kept: Path | None,
    tell: Tell,
    engine: EngineChoice = EMBEDDED,
) -> dict[str, Any]:
    """Measure indexing and answering at a size.

    Args:
        pages: how many; texts that are too short for so many are recombined.
        text_path: rows {title, text} that pages are cut from.
        queries_path: rows {text}; those of up to four characters are keywords, those in quotation marks phrases.
            Kinds that it lacks are drawn from the texts.
        segmenter: which one cuts words.
        kept: a folder to keep the measured home in; one that holds it already is asked again without being made
            anew, and its figures of indexing are those of its making. None for a folder that goes away after.
        tell: told how far the work is.
        engine: which one is measured. In a cluster the indices of a home that is not kept are removed after.

    Returns:
        The object of `lantai measure speed --json`: that of design section 6, and besides "phrases" (over HTTP),
        "kinds" (over HTTP, sentences and keywords apart), "cores" and in "index" "seconds" and "peak_own_mb".

    Raises:
        MaterialError: the material cannot be read or is empty.
        MeasureFailed: a process of the measurement failed.
    """
    if pages < 1:
        raise MaterialError(letters.no_pages(pages))
    asked_texts = list(question_texts(queries_path))
    quarry = Quarry(titled_texts(text_path))
    if not len(quarry):
        raise MaterialError(letters.nothing_in(text_path))
    questions = questions_of(asked_texts, quarry)
    with ExitStack() as stack:
        if kept is None:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="lantai-measure-")))
        else:
            folder = kept
            folder.mkdir(parents=True, exist_ok=True)
        home = MeasuringHome.at(folder, segmenter, engine)
        stack.callback(home.close)
        if kept is None:
            stack.callback(home.forget_indices)
        indexed = _made(home, folder, pages)
        if not indexed:
            indexed = _make(home, folder, quarry, pages, tell)
        # What pages are cut from is in no process that is measured.
        del quarry
        settle()
        with served(home) as service, service.client() as client:
            times = _asked(home, client, questions, tell)
    seconds = indexed["seconds"]
    return {
        "pages": pages,
        "cores": cores(),
        "index": {
            "pages_per_s": round(pages / seconds, 1),
            "mchar_per_s": round(indexed["characters"] / seconds / 1e6, 3),
            "bytes_per_page": round(indexed["bytes"] / pages),
            "peak_rss_mb": round(indexed["peak_mb"], 1),
            "peak_own_mb": round(indexed["peak_own_mb"], 1),
            "seconds": round(seconds, 1),
        },
        **{row: times.spread(row) for row in ("search", "raw_engine", "restricted", "http", "phrases")},
        "kinds": {kind: times.spread(kind) for kind in ("sentences", "keywords")},
    }


#: In a kept home: what was seen when it was made.
_FIGURES = "measured.json"


def _made(home: MeasuringHome, folder: Path, pages: int) -> dict[str, float]:
    """The figures of a home that was made before; empty where there is none.

    Raises:
        MaterialError: it is of another size, or of other rules.
    """
    path = folder / _FIGURES
    if not path.exists():
        return {}
    figures: dict[str, float] = json.loads(path.read_text())
    if figures["pages"] != pages:
        raise MaterialError(letters.other_size(folder, int(figures["pages"])))
    home.pinner().pin()
    return figures


def _make(home: MeasuringHome, folder: Path, quarry: Quarry, pages: int, tell: Tell) -> dict[str, float]:
    counted = _Counted(quarry.pages(pages))
    home.put(invented.units(counted), lambda done: tell(PUT, done, pages))
    _add_grantee(home, pages)
    count = -(-pages // invented.UNIT_PAGES)
    indexed = index_apart(home, lambda done: tell(INDEX, done, count))
    figures = {**indexed, "pages": pages, "characters": counted.characters}
    (folder / _FIGURES).write_text(json.dumps(figures))
    return figures


def questions_of(told: Sequence[str], quarry: Quarry) -> Questions:
    """Up to 300 of each kind, spread evenly over what was told; kinds that were not told are drawn from texts."""
    phrases = [text for text in told if text[0] in '“"「『' and text[-1] in '”"」』' and len(text) > 2]
    plain = [text for text in told if text not in set(phrases)]
    keywords = [text for text in plain if len(text) <= KEYWORD]
    sentences = [text for text in plain if len(text) > KEYWORD]
    return Questions(
        tuple(_some(sentences)),
        tuple(_some(keywords) or quarry.keywords(QUESTIONS)),
        tuple(_some(phrases) or quarry.phrases(QUESTIONS)),
    )


def _some(texts: Sequence[str]) -> list[str]:
    if len(texts) <= QUESTIONS:
        return list(texts)
    return [texts[at * len(texts) // QUESTIONS] for at in range(QUESTIONS)]


class _Counted:
    """Pages as they come, with the number of their characters."""

    def __init__(self, pages: Iterable[CutPage]) -> None:
        self._pages = iter(pages)
        self.characters = 0

    def __iter__(self) -> _Counted:
        return self

    def __next__(self) -> CutPage:
        page = next(self._pages)
        self.characters += len(page.text)
        return page


def _add_grantee(home: MeasuringHome, pages: int) -> None:
    clock = clock_of()
    now = clock.moment()
    until = clock.today() + dt.timedelta(days=365)
    with home.store.writing() as connection:
        add_reader(connection, NamedReader(_GRANTEE, Role.READER, "", False), new_token(), now)
        for scope in invented.grant_scopes(pages, GRANTS):
            add_grant(connection, _GRANTEE, scope, until, "measure", now)


def _asked(home: MeasuringHome, client: Client, questions: Questions, tell: Tell) -> _Times:
    """Every question by every row that is compared in turn, so that a machine that drifts drifts for all alike.

    The service is asked by itself, one question after another: it shares its processor's caches with no other process
    that asks the same, as it would not where it serves.
    """
    answering = home.answering()
    raw = RawEngine(home)
    asked = interleaved(questions.sentences, questions.keywords)
    total = 3 * len(asked) + len(questions.phrases)
    # Once over, untimed: mapped files are in memory and tables of characters are filled, as in a service that
    # has run for a while. No answer is kept by anything.
    calls: list[RawCall] = []
    for done, question in enumerate(asked, 1):
        calls.append(raw.call_of(parameters_of(question)))
        _ask_grantee(answering, question)
        client.search(parameters_of(question))
        tell(ASK, done, total)
    for question in questions.phrases:
        client.search(parameters_of(question))
    times = _Times()
    keywords = frozenset(questions.keywords)
    for at, question in enumerate(asked):
        taken = timed(partial(client.search, parameters_of(question)))[1]
        times.add("http", taken)
        times.add("keywords" if question in keywords else "sentences", taken)
        tell(ASK, len(asked) + at + 1, total)
    for at, question in enumerate(questions.phrases):
        times.add("phrases", timed(partial(client.search, parameters_of(question)))[1])
        tell(ASK, 2 * len(asked) + at + 1, total)
    for at, (question, call) in enumerate(zip(asked, calls, strict=True)):
        rows: list[tuple[str, Callable[[], object]]] = [
            ("search", partial(answering.search, ANONYMOUS, parameters_of(question))),
            ("raw_engine", call),
            ("restricted", partial(_ask_grantee, answering, question)),
        ]
        # Each row goes first as often as any other: who follows finds a warm cache.
        for row, work in rows[at % 3 :] + rows[: at % 3]:
            times.add(row, timed(work)[1])
        tell(ASK, 2 * len(asked) + len(questions.phrases) + at + 1, total)
    return times


def parameters_of(question: str) -> dict[str, str]:
    """What a question is asked with."""
    # Scope all, match auto, every facet: what a question is without further words.
    return {"q": question, "size": HITS}


def _ask_grantee(answering: Answering, question: str) -> object:
    # With the grants read anew, as they are for every question.
    return answering.search(answering.reader_named(_GRANTEE), parameters_of(question))


def interleaved(first: Sequence[str], second: Sequence[str]) -> list[str]:
    """Both in turn, as far as both go, then the rest of the longer one."""
    both = [text for pair in zip(first, second, strict=False) for text in pair]
    even = min(len(first), len(second))
    return [*both, *first[even:], *second[even:]]
