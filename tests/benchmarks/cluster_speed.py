"""Indexing and answering on a cluster, beside the embedded engine and OpenSearch's own cjk analyzer; in one run."""

from __future__ import annotations

import json
import os
import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from engines.opensearch_engine.cluster import Cluster
from engines.port import Pinner
from holdings.identity import UnitIdentity
from holdings.store import pages, units
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
from search_api.shapes import SearchAnswer
from sharing.access import ANONYMOUS
from sharing.store import protected_by_numbers
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


def rows(options: Options, engine: EngineChoice, cluster: Cluster, server: int) -> list[Row]:
    """The rows of speed.

    Args:
        options: of the run.
        engine: the cluster, as settings choose it.
        cluster: the same, to be spoken to.
        server: its process.
    """
    folder = options.scratch / "home"
    folder.mkdir()
    quarry = Quarry((row["title"], row["text"]) for row in corpus.statutes())
    embedded = MeasuringHome.at(folder, SEGMENTER)
    clustered = MeasuringHome.at(folder, SEGMENTER, engine)
    try:
        # One store; its indices in either engine.
        embedded.put(invented.units(quarry.pages(options.pages)))
        indexing, index = _indexed(options, quarry, embedded, clustered, cluster, server)
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
    options: Options,
    quarry: Quarry,
    embedded: MeasuringHome,
    clustered: MeasuringHome,
    cluster: Cluster,
    server: int,
) -> tuple[list[Row], CjkIndex]:
    units = list(invented.units(quarry.pages(options.pages)))
    seconds: dict[str, float] = {}
    # Processor time: of the server, and of what feeds it.
    server_s: dict[str, float] = {}
    ours_s: dict[str, float] = {}
    for at_once in (1, 2):
        # The second time the server is warm; the faster of the two is what others are compared with.
        index = CjkIndex(cluster, f"cjk-{at_once}", _FACETS)
        name, before, own = f"cjk, {at_once} at a time", cpu_of(server), time.process_time()
        seconds[name] = index.fill(_documents(units), at_once)
        server_s[name], ours_s[name] = cpu_of(server) - before, time.process_time() - own
        if at_once == 1:
            index.remove()
    sizes = {}
    for name, home in (("Tantivy", embedded), ("OpenSearch", clustered)):
        before = cpu_of(server)
        figures = index_apart(home, lambda _done: None)
        seconds[name], sizes[name] = figures["seconds"], figures["bytes"]
        ours_s[name], server_s[name] = figures["cpu_s"], cpu_of(server) - before
    (options.out / "cluster-indexing.json").write_text(json.dumps(seconds, indent=2), encoding="utf-8")
    count = options.pages
    best = min(taken for name, taken in seconds.items() if name.startswith("cjk"))
    shown = ", ".join(f"{name} {count / taken:,.0f}" for name, taken in seconds.items())
    found = [
        told(f"{count:,} pages, indexing, pages/s, {cores()} cores", shown, COMMAND),
        told(
            f"{count:,} pages, bytes of index a page",
            ", ".join(f"{name} {size / count:,.0f}" for name, size in sizes.items()),
            COMMAND,
        ),
    ]
    spent = ", ".join(
        f"{name} {(ours_s[name] + server_s[name]) / count * 1e3:.2f} ({server_s[name] / count * 1e3:.2f})"
        for name in seconds
    )
    found.append(
        told(f"{count:,} pages, indexing, ms of processor a page (of them the server)", spent, COMMAND)
    )
    whole = cores() * best
    found.append(
        told(
            f"{count:,} pages, over cjk at the very most: "
            "Tantivy, if all cores were busy all the time; OpenSearch, if they were the server's alone",
            f"{whole / ours_s['Tantivy']:.2f}; {whole / server_s['OpenSearch']:.2f}",
            COMMAND,
        )
    )
    for name in ("Tantivy", "OpenSearch"):
        what = f"{count:,} pages, indexing from stored text, {name}, over OpenSearch's bulk with its cjk analyzer"
        found.append(at_least(what, best / seconds[name], _OVER_CJK, COMMAND))
    return found, index


def cpu_of(process: int) -> float:
    """Seconds of processor time that a process has had (Linux)."""
    fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


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
    calls, every, counts, shown = [], [], [], []
    pinner = clustered.pinner()
    with served(clustered) as service, service.client() as client:
        for question in asked:  # once over, untimed
            parameters = parameters_of(question)
            calls.append(raw.call_of(parameters))
            count, again = requests.of(parameters)
            every.append(again)
            counts.append(count)
            shown.append(_shown(clustered, there.search(ANONYMOUS, parameters)))
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
                ("needed", partial(_needed, clustered, pinner, shown[at])),
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


#: What one answer shows: numbers of units, and the pages of each.
_Shown = list[tuple[int, list[int]]]


def _shown(home: MeasuringHome, answer: SearchAnswer) -> _Shown:
    found: _Shown = []
    with home.store.reading() as connection:
        for hit in answer["hits"]:
            unit = hit["unit"] and units.find(connection, UnitIdentity("", hit["unit"]["code"]))
            if unit:
                found.append((unit.identity.number, [page["number"] for page in hit["pages"]]))
    return found


def _needed(home: MeasuringHome, pinner: Pinner, shown: _Shown) -> None:
    """What no answer can do without: how far the indices have come, and what is shown, out of the store."""
    pinner.pin()
    with home.store.reading() as connection:
        protected_by_numbers(connection, [number for number, _ in shown])
        pages.some_texts(connection, [(number, page) for number, some in shown for page in some])


def _rows_of(at: str, times: Times, counts: list[int]) -> list[Row]:
    over = times.p50("application") / times.p50("raw")
    found = [
        Row(
            f"{at}, application over the raw OpenSearch call (best units with count, and facets), p50",
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
        told(
            f"{at}, what no answer can do without (the numbers applied, what is shown out of the store), p50; "
            f"that and the raw call, over the raw call",
            f"{times.p50('needed')} ms; {1 + times.p50('needed') / times.p50('raw'):.2f} ×",
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
