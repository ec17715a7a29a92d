"""Many pages in a cluster: answers over HTTP, the memory of each process, and a rebuild while clients read."""

from __future__ import annotations

import dataclasses
import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path

from indexer.rebuild import reindex
from indexer.workers import Worker, cores
from lantai.engine_settings import EngineChoice
from lantai.measures import invented
from lantai.measures.cutting import Quarry
from lantai.measures.footprint import Footprint
from lantai.measures.home import MeasuringHome
from lantai.measures.letters import MeasureFailed
from lantai.measures.processes import Client, Service, index_apart, served
from lantai.measures.speed import Questions, interleaved, parameters_of, questions_of
from lantai.measures.timing import spread, timed
from tests.benchmarks import corpus
from tests.benchmarks.cluster import Started, started
from tests.benchmarks.cluster_speed import SEGMENTER
from tests.benchmarks.rows import Options, Row, told
from tests.homes import make_plant

COMMAND = 'make bench ARGS="--only cluster-large"'
#: Clients that read while the indices are made anew.
READERS = 2


def run(options: Options) -> list[Row]:
    """The rows of this measure."""
    with started() as there:
        home, indexing = made(options.scratch, options.large, there)
        try:
            return [*indexing, *asked(home, options, there)]
        finally:
            home.forget_indices()
            home.close()


def made(folder: Path, pages: int, there: Started) -> tuple[MeasuringHome, list[Row]]:
    """A home of so many pages with its indices in the cluster, and the rows of its making."""
    home = MeasuringHome.at(folder, SEGMENTER, there.engine)
    home.put(invented.units(_quarry().pages(pages)))
    with Footprint(there.pid) as server:
        figures = index_apart(home, lambda _done: None)
    at = f"{pages:,} pages in OpenSearch"
    return home, [
        told(f"{at}: first indexing, {cores()} cores", f"{pages / figures['seconds']:,.0f} pages/s", COMMAND),
        told(f"{at}: bytes of index a page", f"{figures['bytes'] / pages:,.0f}", COMMAND),
        told(
            f"{at}: peak memory of indexing, OpenSearch / ours, all processes",
            f"{server.peak_mb:,.0f} / {figures['peak_mb']:,.0f} MB",
            COMMAND,
        ),
    ]


def asked(home: MeasuringHome, options: Options, there: Started) -> list[Row]:
    """Ask over HTTP, then make the indices anew while clients read."""
    quarry = _quarry()
    questions = questions_of([row["text"] for row in corpus.questions()], quarry)
    del quarry
    at = f"{options.large:,} pages in OpenSearch"
    with served(home) as service:
        with service.client() as client:
            rows, answers = _times(at, client, questions)
        with Footprint(there.pid) as server, Footprint(service.pid) as api:
            time.sleep(0.5)
        rows.append(
            told(
                f"{at}: resident memory after that, OpenSearch / API process",
                f"{server.peak_mb:,.0f} / {api.peak_mb:,.0f} MB",
                COMMAND,
            )
        )
        return [*rows, *_rebuilt(at, home, options, there, service, answers)]


def _times(at: str, client: Client, questions: Questions) -> tuple[list[Row], dict[str, bytes]]:
    plain = interleaved(questions.sentences, questions.keywords)
    answers = {question: client.search(parameters_of(question)) for question in (*plain, *questions.phrases)}
    rows = []
    for name, some in (
        ("300 questions and 300 keywords", plain),
        ("the questions alone", list(questions.sentences)),
        ("the keywords alone", list(questions.keywords)),
        ("300 quoted phrases", list(questions.phrases)),
    ):
        each = spread([timed(partial(client.search, parameters_of(question)))[1] for question in some])
        figure = f"{each['p50_ms']} / {each['p95_ms']} ms"
        rows.append(told(f"{at}, over HTTP, {name}: p50 / p95", figure, COMMAND))
    return rows, answers


@dataclass
class Reading:
    """What clients saw.

    Attributes:
        milliseconds: of every answer.
        wrong: questions whose answer was another one than before.
        failed: questions without an answer.
    """

    milliseconds: list[float] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)
    failed: list[str] = field(default_factory=list)


def read_until(stop: Callable[[], bool], service: Service, answers: dict[str, bytes], begin: int) -> Reading:
    """Ask one question after the other until told to stop, and compare each answer with the one known.

    Args:
        stop: asked before every question.
        service: who answers.
        answers: by question, byte for byte.
        begin: with which question.
    """
    seen = Reading()
    order = list(answers)
    with service.client() as client:
        at = begin
        while not stop():
            question = order[at % len(order)]
            at += 1
            try:
                body, taken = timed(partial(client.search, parameters_of(question)))
            except MeasureFailed:
                seen.failed.append(question)
                client.close()
                continue
            seen.milliseconds.append(taken)
            if body != answers[question]:
                seen.wrong.append(question)
    return seen


def _rebuilt(
    at: str,
    home: MeasuringHome,
    options: Options,
    there: Started,
    service: Service,
    answers: dict[str, bytes],
) -> list[Row]:
    ended = threading.Event()
    seen: list[Reading] = []

    def read(begin: int) -> None:
        seen.append(read_until(ended.is_set, service, answers, begin))

    begins = [number * len(answers) // READERS for number in range(READERS)]
    readers = [threading.Thread(target=read, args=(begin,)) for begin in begins]
    before = home.generations.current()
    worker = Worker(partial(_reindex, home.folder, home.segmenter, home.engine))
    try:
        with Footprint(worker.pid) as ours, Footprint(there.pid) as server, Footprint(service.pid) as api:
            for reader in readers:
                reader.start()
            seconds = float(worker.connection.recv())
            time.sleep(2)  # the new generation answers for a while
            ended.set()
            for reader in readers:
                reader.join()
    finally:
        ended.set()
        worker.kill()
    assert home.generations.current() != before
    times = [taken for each in seen for taken in each.milliseconds]
    wrong = [question for each in seen for question in each.wrong]
    failed = [question for each in seen for question in each.failed]
    (options.out / "cluster-large-wrong.json").write_text(
        json.dumps({"wrong": wrong, "failed": failed}, ensure_ascii=False), encoding="utf-8"
    )
    each = spread(times)
    return [
        told(
            f"{at}: reindex while {READERS} clients read", f"{options.large / seconds:,.0f} pages/s", COMMAND
        ),
        Row(
            f"{at}, meanwhile: answers that failed / were others than before",
            f"{len(failed)} / {len(wrong)} of {len(times) + len(failed):,}",
            "0 / 0",
            not failed and not wrong,
            COMMAND,
        ),
        told(f"{at}, meanwhile, over HTTP: p50 / p95", f"{each['p50_ms']} / {each['p95_ms']} ms", COMMAND),
        told(
            f"{at}, meanwhile, peak memory: OpenSearch / API process / index writer with its processes",
            f"{server.peak_mb:,.0f} / {api.peak_mb:,.0f} / {ours.peak_mb:,.0f} MB",
            COMMAND,
        ),
    ]


def _reindex(folder: Path, segmenter: str, engine: EngineChoice, connection: Connection) -> None:
    home = MeasuringHome.at(folder, segmenter, engine)
    plant = dataclasses.replace(make_plant(folder, workers=cores()), generations=home.generations)
    began = time.perf_counter()
    reindex(plant, lambda _done, _total, _rate: None)
    connection.send(time.perf_counter() - began)


def _quarry() -> Quarry:
    return Quarry((row["title"], row["text"]) for row in corpus.statutes())
