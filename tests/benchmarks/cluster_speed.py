"""Indexing and answering on a cluster, beside the embedded engine and OpenSearch's own cjk analyzer; in one run."""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from engines.opensearch_engine.cluster import Cluster
from indexer.workers import cores
from lantai.collecting import settle
from lantai.engine_settings import EngineChoice
from lantai.measures import invented
from lantai.measures.cutting import Quarry
from lantai.measures.home import MeasuredUnit, MeasuringHome
from lantai.measures.processes import index_apart, served
from lantai.measures.raw_engine import RawEngine
from lantai.measures.speed import Questions, interleaved, parameters_of, questions_of
from lantai.measures.timing import spread, timed
from sharing.access import ANONYMOUS
from tests.benchmarks import corpus
from tests.benchmarks.cjk_index import CjkIndex
from tests.benchmarks.cluster_requests import Requests
from tests.benchmarks.rows import Options, Row, at_least, told

COMMAND = 'make bench ARGS="--only cluster"'
SEGMENTER = "rjieba"
#: The application over the raw call, and indexing over that of the cjk analyzer.
_OVER_RAW, _OVER_CJK = 1.3, 0.7
_BESIDE = "OpenSearch's cjk analyzer (one search: 20 hits, count, facets), p50"
_FACETS = ("fonds", "supplier", "year", "category")


@dataclass
class Times:
    """Milliseconds of every question, by who was asked."""

    rows: dict[str, list[float]] = field(default_factory=dict)

    def add(self, row: str, work: Callable[[], object]) -> None:
        """Do it, and note how long it took."""
        self.rows.setdefault(row, []).append(timed(work)[1])

    def p50(self, row: str) -> float:
        """The middle of a row."""
        return spread(self.rows[row])["p50_ms"]

    def told(self, row: str) -> str:
        """A row as a table shows it."""
        each = spread(self.rows[row])
        return f"{each['p50_ms']} / {each['p95_ms']} ms"


def rows(options: Options, engine: EngineChoice, cluster: Cluster) -> list[Row]:
    """The rows of speed.

    Args:
        options: of the run.
        engine: the cluster, as settings choose it.
        cluster: the same, to be spoken to.
    """
    folder = options.scratch / "home"
    folder.mkdir()
    quarry = Quarry((row["title"], row["text"]) for row in corpus.statutes())
    embedded = MeasuringHome.at(folder, SEGMENTER)
    clustered = MeasuringHome.at(folder, SEGMENTER, engine)
    try:
        # One store; its indices in either engine.
        embedded.put(invented.units(quarry.pages(options.pages)))
        indexing, index = _indexed(options, quarry, embedded, clustered, cluster)
        questions = questions_of([row["text"] for row in corpus.questions()], quarry)
        del quarry
        # As a service does when it starts: what pages are cut from is in nobody's way.
        settle()
        return [*indexing, *_answered(options, questions, embedded, clustered, cluster, index)]
    finally:
        clustered.forget_indices()
        embedded.close()
        clustered.close()


def _indexed(
    options: Options, quarry: Quarry, embedded: MeasuringHome, clustered: MeasuringHome, cluster: Cluster
) -> tuple[list[Row], CjkIndex]:
    units = list(invented.units(quarry.pages(options.pages)))
    seconds: dict[str, float] = {}
    for at_once in (1, 2):
        # The second time the server is warm; the faster of the two is what others are compared with.
        index = CjkIndex(cluster, f"cjk-{at_once}", _FACETS)
        seconds[f"cjk, {at_once} at a time"] = index.fill(_documents(units), at_once)
        if at_once == 1:
            index.remove()
    sizes = {}
    for name, home in (("Tantivy", embedded), ("OpenSearch", clustered)):
        figures = index_apart(home, lambda _done: None)
        seconds[name], sizes[name] = figures["seconds"], figures["bytes"]
    (options.out / "cluster-indexing.json").write_text(json.dumps(seconds, indent=2), encoding="utf-8")
    pages = options.pages
    best = min(taken for name, taken in seconds.items() if name.startswith("cjk"))
    shown = ", ".join(f"{name} {pages / taken:,.0f}" for name, taken in seconds.items())
    found = [
        told(f"{pages:,} pages, indexing, pages/s, {cores()} cores", shown, COMMAND),
        told(
            f"{pages:,} pages, bytes of index a page",
            ", ".join(f"{name} {size / pages:,.0f}" for name, size in sizes.items()),
            COMMAND,
        ),
    ]
    for name in ("Tantivy", "OpenSearch"):
        what = f"{pages:,} pages, indexing from stored text, {name}, over OpenSearch's bulk with its cjk analyzer"
        found.append(at_least(what, best / seconds[name], _OVER_CJK, COMMAND))
    return found, index


def _documents(units: list[MeasuredUnit]) -> Iterator[tuple[str, dict[str, str]]]:
    for unit in units:
        fonds, _, rest = unit.code.partition("-")
        about = {
            "title": unit.title,
            "fonds": fonds,
            "supplier": fonds,
            "year": str(unit.year),
            "category": rest.partition("·")[0],
            "class": unit.sharing_class.name.lower(),
        }
        for number, text in enumerate(unit.texts, 1):
            yield f"{unit.code}.{number}", {**about, "text": text}


def _answered(
    options: Options,
    questions: Questions,
    embedded: MeasuringHome,
    clustered: MeasuringHome,
    cluster: Cluster,
    index: CjkIndex,
) -> list[Row]:
    asked = interleaved(questions.sentences, questions.keywords)
    here, there = embedded.answering(), clustered.answering()
    raw, requests = RawEngine(clustered), Requests(clustered, cluster)
    calls, every, counts = [], [], []
    with served(clustered) as service, service.client() as client:
        for question in asked:  # once over, untimed
            parameters = parameters_of(question)
            calls.append(raw.call_of(parameters))
            count, again = requests.of(parameters)
            every.append(again)
            counts.append(count)
            there.search(ANONYMOUS, parameters)
            here.search(ANONYMOUS, parameters)
            client.search(parameters)
            index.answer(question)
        times = Times()
        for at, question in enumerate(asked):
            parameters = parameters_of(question)
            kind = "sentence" if question in questions.sentences else "keyword"
            turn: list[tuple[str, Callable[[], object]]] = [
                ("application", partial(there.search, ANONYMOUS, parameters)),
                ("raw", calls[at]),
                ("every", every[at]),
                ("http", partial(client.search, parameters)),
                ("embedded", partial(here.search, ANONYMOUS, parameters)),
                ("cjk", partial(index.answer, question)),
            ]
            # Each goes first as often as any other.
            for name, work in turn[at % len(turn) :] + turn[: at % len(turn)]:
                times.add(name, work)
                times.rows.setdefault(f"{name}, {kind}", []).append(times.rows[name][-1])
    (options.out / "cluster-times.json").write_text(
        json.dumps({name: spread(each) for name, each in times.rows.items()}, indent=2), encoding="utf-8"
    )
    return _rows_of(f"{options.pages:,} pages", times, counts)


def _rows_of(at: str, times: Times, counts: list[int]) -> list[Row]:
    over = times.p50("application") / times.p50("raw")
    found = [
        Row(
            f"{at}, application over the raw OpenSearch call (best entries with count, and facets), p50",
            f"{over:.2f} × ({times.p50('application')} / {times.p50('raw')} ms)",
            f"≤ {_OVER_RAW} ×",
            over <= _OVER_RAW,
            COMMAND,
        ),
        told(
            f"{at}, application over all its own requests sent again one after the other, p50",
            f"{_ratio(times, 'application', 'every')}; {statistics.mean(counts):.1f} requests a question",
            COMMAND,
        ),
        told(f"{at}, over HTTP, 300 questions and 300 keywords: p50 / p95", times.told("http"), COMMAND),
        told(f"{at}, the same on Tantivy, in the process: p50 / p95", times.told("embedded"), COMMAND),
    ]
    for kind in ("", ", sentence", ", keyword"):
        shown = _ratio(times, f"application{kind}", f"cjk{kind}")
        tail = f"; p95 {_p95(times, f'application{kind}')} / {_p95(times, f'cjk{kind}')} ms"
        found.append(told(f"{at}{kind}: application over {_BESIDE}", shown + tail, COMMAND))
    shown = _ratio(times, "embedded", "cjk")
    found.append(told(f"{at}: the same on Tantivy, in the process, over it, p50", shown, COMMAND))
    return found


def _ratio(times: Times, above: str, below: str) -> str:
    one, other = times.p50(above), times.p50(below)
    return f"{one / other:.2f} × ({one} / {other} ms)"


def _p95(times: Times, row: str) -> Any:
    return spread(times.rows[row])["p95_ms"]
