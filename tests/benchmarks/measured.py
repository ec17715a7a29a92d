"""The rows that `lantai measure` gives on the shared test data."""

from __future__ import annotations

import json
from typing import Any

from tests.benchmarks import corpus
from tests.benchmarks.rows import Options, Row, at_least, at_most, lantai_json, told
from tests.shared import shared

#: MRR@10 that design section 7 asks for.
MRR = {"cmrc-dev": 0.98, "drcd-dev": 0.965}


def retrieval(options: Options) -> list[Row]:
    """Relevance of the shared questions among the statutes."""
    file = options.scratch / "passages.jsonl"
    count = corpus.write(file)
    queries = shared("retrieval", "queries.jsonl.gz")
    run = options.out / "run"
    words = ("--passages", str(file), "--queries", str(queries), "--run", str(run))
    figures = lantai_json("measure", "retrieval", *words)
    _keep(options, "retrieval", figures)
    command = (
        "python -m tests.benchmarks.corpus P.jsonl && lantai measure retrieval --passages P.jsonl "
        "--queries ../shared/data/retrieval/queries.jsonl.gz"
    )
    rows = [told("passages among which the shared questions are asked", f"{count:,}", command)]
    for name, each in figures["sets"].items():
        what = f"{name}, {each['questions']:,} questions"
        if name in MRR:
            rows.append(at_least(f"{what}: MRR@10", each["mrr10"], MRR[name], command))
        lost = round(abs(each["mrr10"] - each["other_script_mrr10"]), 4)
        rows.append(told(f"{what}: MRR@10 in the other script", f"{each['other_script_mrr10']:.4f}", command))
        rows.append(at_most(f"{what}: difference between the scripts", lost, 0.005, "", command))
        rows.append(told(f"{what}: recall@10", f"{each['recall10']:.4f}", command))
    rows.append(told("one question, p50 / p95", f"{figures['p50_ms']} / {figures['p95_ms']} ms", command))
    return rows


def speed(options: Options) -> list[Row]:
    """Indexing and answering at a size."""
    text = shared("statutes", "statutes.jsonl.gz")
    queries = shared("retrieval", "queries.jsonl.gz")
    words = ("--pages", str(options.pages), "--text", str(text), "--queries", str(queries))
    figures = lantai_json("measure", "speed", *words)
    _keep(options, f"speed-{options.pages}", figures)
    command = (
        f"lantai measure speed --pages {options.pages} --text ../shared/data/statutes/statutes.jsonl.gz "
        "--queries ../shared/data/retrieval/queries.jsonl.gz"
    )
    at = f"{options.pages:,} pages"
    index, search = figures["index"], figures["search"]
    cores = figures["cores"]
    rows = [
        at_most(
            f"{at}, over HTTP, 300 questions and 300 keywords: p95",
            figures["http"]["p95_ms"],
            25,
            "ms",
            command,
        ),
        told(f"{at}, the same: p50", f"{figures['http']['p50_ms']} ms", command),
        at_most(f"{at}, over HTTP, quoted phrases: p95", figures["phrases"]["p95_ms"], 60, "ms", command),
        told(f"{at}, embedded: p50 / p95", f"{search['p50_ms']} / {search['p95_ms']} ms", command),
        _ratio(f"{at}, application over the engine alone, p50", search, figures["raw_engine"], 3.0, command),
        _ratio(
            f"{at}, reader with 100 grants over anonymous, p50", figures["restricted"], search, 1.5, command
        ),
        told(
            f"{at}, indexing from stored text, {cores} cores",
            f"{index['pages_per_s']:,} pages/s, {index['mchar_per_s']} Mchar/s",
            command,
        ),
        told(f"{at}, bytes of index a page", f"{index['bytes_per_page']:,}", command),
        told(
            f"{at}, peak memory of indexing, all processes / without mapped files",
            f"{index['peak_rss_mb']:,} / {index['peak_own_mb']:,} MB",
            command,
        ),
    ]
    for kind, each in figures["kinds"].items():
        rows.append(
            told(
                f"{at}, over HTTP, {kind} alone: p50 / p95",
                f"{each['p50_ms']} / {each['p95_ms']} ms",
                command,
            )
        )
    return rows


def _ratio(what: str, above: dict[str, float], below: dict[str, float], most: float, command: str) -> Row:
    ratio = above["p50_ms"] / below["p50_ms"] if below["p50_ms"] else float("inf")
    figure = f"{ratio:.2f} × ({above['p50_ms']} / {below['p50_ms']} ms)"
    return Row(what, figure, f"≤ {most:g} ×", ratio <= most, command)


def _keep(options: Options, name: str, figures: Any) -> None:
    (options.out / f"{name}.json").write_text(json.dumps(figures, indent=2), encoding="utf-8")
