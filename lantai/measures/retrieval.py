"""Relevance: is the right passage found, asked in its own script and in the other one?"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from analyzers.fold import rewritten
from holdings.letters import Letter
from lantai.engine_settings import EngineChoice
from lantai.measures import letters
from lantai.measures.engines import EMBEDDED
from lantai.measures.home import MeasuredUnit, MeasuringHome
from lantai.measures.letters import MaterialError
from lantai.measures.material import Asked, passages, questions
from lantai.measures.timing import spread, timed
from search_api.answering import Answering
from sharing.access import ANONYMOUS

#: Places of the answer that count: MRR@10, recall at 10.
_DEPTH = 10
#: Told of a stage: its name, how much is done, how much there is (0: not known).
Tell = Callable[[str, int, int], None]

PUT, INDEX, ASK = "存入 store", "写入索引 index", "提问 ask"


@dataclass(frozen=True, slots=True)
class Ranked:
    """The answer to one question.

    Attributes:
        asked: the question.
        found: ids of the first passages, best first.
        milliseconds: how long the answer took.
    """

    asked: Asked
    found: tuple[str, ...]
    milliseconds: float

    @property
    def reciprocal(self) -> float:
        """One over the place of the first right passage, counted from 1; 0 where none is among the first ten."""
        right = self.asked.right
        return next((1.0 / place for place, found in enumerate(self.found, 1) if found in right), 0.0)

    @property
    def recall(self) -> float:
        """The share of the right passages that is among the first ten."""
        return len(self.asked.right.intersection(self.found)) / len(self.asked.right)


def measure_retrieval(
    passages_path: Path,
    queries_path: Path,
    segmenter: str,
    run: Path | None,
    tell: Tell,
    note: Callable[[Letter], None],
    engine: EngineChoice = EMBEDDED,
) -> dict[str, Any]:
    """Measure relevance by the full application path: every passage a one-page unconditional unit, scope all.

    The same material gives the same figures, but for the times: order is total, ties go by code.

    Args:
        passages_path: rows {id, title, text}.
        queries_path: rows {id, script, text, passage}, and {passages} where several are right.
        segmenter: which one cuts words.
        run: folder for own.run and other.run in TREC form, made where there is none; None writes none.
        tell: told how far the work is.
        note: told what a person should know of the material.
        engine: which one is asked; in a cluster the indices are removed after.

    Returns:
        The object of `lantai measure retrieval --json` (design section 6).

    Raises:
        MaterialError: the material cannot be read, is empty, or has an id twice.
    """
    asked = list(questions(queries_path))
    if not asked:
        raise MaterialError(letters.nothing_in(queries_path))
    with tempfile.TemporaryDirectory(prefix="lantai-measure-") as folder, ExitStack() as stack:
        home = MeasuringHome.at(Path(folder), segmenter, engine)
        stack.callback(home.close)
        stack.callback(home.forget_indices)
        ids: dict[str, str] = {}
        total = home.put(_units(passages_path, ids), lambda done: tell(PUT, done, 0))
        if not total:
            raise MaterialError(letters.nothing_in(passages_path))
        known = set(ids.values())
        absent = [passage for each in asked for passage in sorted(each.right) if passage not in known]
        if absent:
            note(letters.unknown_passages(queries_path, len(absent), absent[0]))
        home.index(lambda done: tell(INDEX, done, total))
        own, other = _answers(home.answering(), asked, ids, tell)
    if run is not None:
        run.mkdir(parents=True, exist_ok=True)
        _write_run(run / "own.run", own)
        _write_run(run / "other.run", other)
    sets = dict.fromkeys(each.set for each in asked)
    return {
        "sets": {name: _figures(name, own, other) for name in sorted(sets)},
        **spread([each.milliseconds for each in own]),
    }


def _units(path: Path, ids: dict[str, str]) -> Iterator[MeasuredUnit]:
    seen: set[str] = set()
    for at, passage in enumerate(passages(path), 1):
        if passage.id in seen:
            raise MaterialError(letters.repeated(path, passage.id))
        seen.add(passage.id)
        code = f"M001-WS-{at:07d}"
        ids[code] = passage.id
        # Every passage has a title field, as every unit has; one without words finds nothing.
        yield MeasuredUnit(code, passage.title or "—", (passage.text,))


def _answers(
    answering: Answering, asked: Sequence[Asked], ids: dict[str, str], tell: Tell
) -> tuple[list[Ranked], list[Ranked]]:
    own: list[Ranked] = []
    other: list[Ranked] = []
    for done, each in enumerate(asked, 1):
        own.append(_ask(answering, each, each.text, ids))
        other.append(_ask(answering, each, rewritten(each.text, each.other_script), ids))
        tell(ASK, done, len(asked))
    return own, other


def _ask(answering: Answering, asked: Asked, text: str, ids: dict[str, str]) -> Ranked:
    parameters = {"q": text, "scope": "all", "size": str(_DEPTH)}
    answer, milliseconds = timed(lambda: answering.search(ANONYMOUS, parameters))
    found = tuple(ids[hit["unit"]["code"]] for hit in answer["hits"] if hit["unit"] is not None)
    return Ranked(asked, found, milliseconds)


def _figures(name: str, own: Sequence[Ranked], other: Sequence[Ranked]) -> dict[str, Any]:
    mine = [each for each in own if each.asked.set == name]
    theirs = [each for each in other if each.asked.set == name]
    return {
        "questions": len(mine),
        "mrr10": _mean([each.reciprocal for each in mine]),
        "recall10": _mean([each.recall for each in mine]),
        "other_script_mrr10": _mean([each.reciprocal for each in theirs]),
    }


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 4) if values else 0.0


def _write_run(path: Path, answers: Sequence[Ranked]) -> None:
    """Question, ``Q0``, passage, rank from 1, a score that falls with the rank, name of the run (TREC)."""
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        for each in answers:
            for rank, passage in enumerate(each.found, 1):
                stream.write(f"{each.asked.id} Q0 {passage} {rank} {_DEPTH + 1 - rank} lantai\n")
