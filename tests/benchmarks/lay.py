"""Lay questions: law as ordinary people ask for it, beside a plain ranking by pairs of characters.

Among the articles alone, and with the statutes in pieces of 500 characters besides.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from lantai.measures.material import Asked, Passage, passages, questions
from lantai.measures.retrieval import Ranked
from tests.benchmarks import corpus
from tests.benchmarks.bigrams import BigramRanking
from tests.benchmarks.rows import Options, Row, lantai_json, told
from tests.shared import shared

COMMAND = 'make bench ARGS="--only lay"'
#: How far Lantai has to be ahead in each figure.
AHEAD = 0.01
_DEPTH = 10
_PIECE = 500


def run(options: Options) -> list[Row]:
    """The rows of lay questions: all of them, then every other one, on which weights were chosen, and the rest."""
    articles = list(passages(shared("retrieval", "lay-passages.jsonl.gz")))
    asked_file = shared("retrieval", "lay-queries.jsonl.gz")
    asked = list(questions(asked_file))
    rows: list[Row] = []
    kept: dict[str, Any] = {}
    for name, among in (
        ("among their own articles", articles),
        ("among the statutes", [*articles, *_pieces()]),
    ):
        file, runs = options.scratch / "lay.jsonl", options.out / f"lay-{len(among)}"
        _write(file, among)
        words = ("--passages", str(file), "--queries", str(asked_file), "--run", str(runs))
        figures = lantai_json("measure", "retrieval", *words)
        ours = _read_run(runs / "own.run", asked)
        theirs = _baseline(among, asked)
        kept[name] = {"figures": figures, "baseline": _figures(theirs)}
        rows.append(
            told(f"lay questions {name}: questions, passages", f"{len(asked)}, {len(among):,}", COMMAND)
        )
        for part, start, step in (("all", 0, 1), ("chosen on", 0, 2), ("held out", 1, 2)):
            rows += _beside(f"lay questions {name}, {part}", ours[start::step], theirs[start::step])
    (options.out / "lay.json").write_text(json.dumps(kept, indent=2, ensure_ascii=False), encoding="utf-8")
    return rows


def _beside(what: str, ours: list[Ranked], theirs: list[Ranked]) -> list[Row]:
    rows = []
    for figure, mine in _figures(ours).items():
        baseline = _figures(theirs)[figure]
        shown = f"{mine:.4f} / {baseline:.4f}"
        must = f"ahead by {AHEAD:g}"
        rows.append(
            Row(f"{what}: {figure}, Lantai / BM25 over pairs", shown, must, mine >= baseline + AHEAD, COMMAND)
        )
    return rows


def _figures(answers: list[Ranked]) -> dict[str, float]:
    return {
        "MRR@10": round(sum(each.reciprocal for each in answers) / len(answers), 4),
        "recall@10": round(sum(each.recall for each in answers) / len(answers), 4),
    }


def _baseline(among: list[Passage], asked: list[Asked]) -> list[Ranked]:
    ranking = BigramRanking([f"{each.title}{each.text}" for each in among])
    return [
        Ranked(each, tuple(among[number].id for number in ranking.first(each.text, _DEPTH)), 0.0)
        for each in asked
    ]


def _read_run(path: Path, asked: list[Asked]) -> list[Ranked]:
    found: dict[str, list[str]] = {}
    for line in path.read_text(encoding="utf-8").splitlines():
        question, _, passage, *_ = line.split()
        found.setdefault(question, []).append(passage)
    return [Ranked(each, tuple(found.get(each.id, ())), 0.0) for each in asked]


def _pieces() -> Iterator[Passage]:
    for number, row in enumerate(corpus.statutes()):
        text = row["text"]
        for at in range(0, len(text), _PIECE):
            if piece := text[at : at + _PIECE].strip():
                yield Passage(f"statute-{number:04d}-{at:06d}", row["title"], piece)


def _write(path: Path, among: list[Passage]) -> None:
    with path.open("w", encoding="utf-8") as stream:
        for each in among:
            row = {"id": each.id, "title": each.title, "text": each.text}
            stream.write(json.dumps(row, ensure_ascii=False) + "\n")
