"""Relevance on a cluster and in the home: the same questions, and OpenSearch's own cjk analyzer beside them."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from analyzers.fold import rewritten
from engines.opensearch_engine.cluster import Cluster
from lantai.measures.material import Asked, questions
from tests.benchmarks import corpus
from tests.benchmarks.cjk_index import CjkIndex
from tests.benchmarks.rows import Options, Row, at_most, lantai_json, told

COMMAND = 'make bench ARGS="--only cluster"'
#: Questions of the sample, spread evenly over all.
SAMPLE = 1_500
#: How far the engines may differ.
_SAME = 0.003
_DEPTH = 10


def rows(options: Options, url: str, cluster: Cluster) -> list[Row]:
    """The rows of relevance.

    Args:
        options: of the run.
        url: of the cluster, as settings name it.
        cluster: the same, to be spoken to.
    """
    passages, asked = options.scratch / "passages.jsonl", options.scratch / "questions.jsonl"
    count = corpus.write(passages)
    whole = list(corpus.questions())
    sample = spread(whole, SAMPLE)
    asked.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in sample), encoding="utf-8")
    words = ("measure", "retrieval", "--passages", str(passages), "--queries", str(asked))
    embedded = lantai_json(*words)["sets"]
    clustered = lantai_json(*words, engine=url)["sets"]
    beside = cjk(cluster, list(questions(asked)))
    (options.out / "cluster-relevance.json").write_text(
        json.dumps({"tantivy": embedded, "opensearch": clustered, "cjk": beside}, indent=2), encoding="utf-8"
    )
    found = [
        told(
            "relevance: passages, and questions of the sample",
            f"{count:,}; {len(sample):,} of {len(whole):,}",
            COMMAND,
        )
    ]
    for name in embedded:
        found += _rows_of(name, embedded[name], clustered[name], beside[name])
    return found


def spread(items: Sequence[Any], wanted: int) -> list[Any]:
    """So many of some items, evenly over all; all where there are no more."""
    if len(items) <= wanted:
        return list(items)
    return [items[at * len(items) // wanted] for at in range(wanted)]


def cjk(cluster: Cluster, asked: Sequence[Asked]) -> dict[str, dict[str, float]]:
    """MRR@10 of OpenSearch's cjk analyzer over title and text, by set: asked in its own script and in the other."""
    index = CjkIndex(cluster, "cjk-passages")
    index.fill(((row["id"], {"title": row["title"], "text": row["text"]}) for row in corpus.passages()), 2)
    own: dict[str, list[float]] = {}
    other: dict[str, list[float]] = {}
    for each in asked:
        for places, text in ((own, each.text), (other, rewritten(each.text, each.other_script))):
            found = index.found(text, _DEPTH)
            at = found.index(each.passage) + 1 if each.passage in found else 0
            places.setdefault(each.set, []).append(1 / at if at else 0.0)
    index.remove()
    return {
        name: {"mrr10": _mean(own[name]), "other_script_mrr10": _mean(other[name])} for name in sorted(own)
    }


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 4)


def _rows_of(
    name: str, embedded: dict[str, Any], clustered: dict[str, Any], beside: dict[str, float]
) -> list[Row]:
    what = f"{name}, {embedded['questions']:,} questions"
    made = []
    for figure, script in (("mrr10", "own script"), ("other_script_mrr10", "other script")):
        here, there = embedded[figure], clustered[figure]
        shown = f"{there:.4f} / {here:.4f} / {beside[figure]:.4f}"
        made.append(
            told(
                f"{what}, MRR@10, {script}: OpenSearch / Tantivy / OpenSearch's cjk analyzer", shown, COMMAND
            )
        )
        apart = round(abs(here - there), 4)
        made.append(at_most(f"{what}, {script}: difference between the engines", apart, _SAME, "", COMMAND))
    return made
