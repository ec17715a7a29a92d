"""Relevance: is the right passage found, asked in its own script and in the other one?"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lantai.measures.home import MeasuredUnit, MeasuringHome
from lantai.measures.material import Asked, passages, questions
from search_api.answering import Answering
from sharing.access import ANONYMOUS

_DEPTH = 10


@dataclass(frozen=True, slots=True)
class Ranked:
    """The answer to one question: codes of the first units, and how long it took."""

    asked: Asked
    found: tuple[str, ...]
    milliseconds: float


def measure_retrieval(
    passages_path: Path, queries_path: Path, segmenter: str, run: Path | None
) -> dict[str, Any]:
    """Measure relevance by the full application path: every passage a one-page unconditional unit, scope all.

    Args:
        passages_path: rows {id, title, text}.
        queries_path: rows {id, script, text, passage}.
        segmenter: which one cuts words.
        run: folder for own.run and other.run in TREC form; None for none.

    Returns:
        The object of `lantai measure retrieval --json`.
    """
    asked = list(questions(queries_path))
    with tempfile.TemporaryDirectory(prefix="lantai-measure-") as folder:
        home = MeasuringHome.make(Path(folder), segmenter)
        ids: dict[str, str] = {}
        home.put(_units(passages_path, ids))
        home.index()
        answering = home.answering()
        own = [_ask(answering, each, each.text, ids) for each in asked]
        convert = _converters()
        other = [
            _ask(answering, each, convert[each.script.startswith("zh-Hant")](each.text), ids)
            for each in asked
        ]
    if run is not None:
        run.mkdir(parents=True, exist_ok=True)
        _write_run(run / "own.run", own)
        _write_run(run / "other.run", other)
    times = [each.milliseconds for each in own]
    return {
        "sets": {name: _figures(name, own, other) for name in sorted({each.set for each in asked})},
        "p50_ms": round(statistics.median(times), 2) if times else 0.0,
        "p95_ms": round(percentile(times, 95), 2),
    }


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` percent of the values lie; 0 for none."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share / 100))] if ordered else 0.0


def _units(path: Path, ids: dict[str, str]) -> list[MeasuredUnit]:
    made = []
    for at, passage in enumerate(passages(path), 1):
        code = f"M001-{at:07d}"
        ids[code] = passage.id
        made.append(MeasuredUnit(code, passage.title or "无题", (passage.text,)))
    return made


def _ask(answering: Answering, asked: Asked, text: str, ids: dict[str, str]) -> Ranked:
    began = time.perf_counter()
    answer = answering.search(ANONYMOUS, {"q": text, "size": str(_DEPTH)})
    taken = (time.perf_counter() - began) * 1000
    found = tuple(ids[hit["unit"]["code"]] for hit in answer["hits"] if hit["unit"] is not None)
    return Ranked(asked, found, taken)


def _figures(name: str, own: Sequence[Ranked], other: Sequence[Ranked]) -> dict[str, Any]:
    mine = [each for each in own if each.asked.set == name]
    theirs = [each for each in other if each.asked.set == name]
    return {
        "questions": len(mine),
        "mrr10": round(_mean(_reciprocal(each) for each in mine), 4),
        "recall10": round(_mean(float(each.asked.passage in each.found) for each in mine), 4),
        "other_script_mrr10": round(_mean(_reciprocal(each) for each in theirs), 4),
    }


def _reciprocal(each: Ranked) -> float:
    return 1.0 / (each.found.index(each.asked.passage) + 1) if each.asked.passage in each.found else 0.0


def _mean(values: object) -> float:
    told = list(values)  # type: ignore[call-overload]
    return sum(told) / len(told) if told else 0.0


def _converters() -> dict[bool, Callable[[str], str]]:
    """How to write a question in the other script: by whether its own is Traditional."""
    from opencc import OpenCC

    return {False: OpenCC("s2t").convert, True: OpenCC("t2s").convert}


def _write_run(path: Path, answers: Sequence[Ranked]) -> None:
    with path.open("w", encoding="utf-8") as stream:
        for each in answers:
            for rank, passage in enumerate(each.found, 1):
                stream.write(f"{each.asked.id} Q0 {passage} {rank} {_DEPTH + 1 - rank} lantai\n")
