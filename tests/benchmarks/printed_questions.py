"""Retrieval through recognition (`--only printed`): whole passages printed, worn, recognised, asked for by questions.

Two hundred passages of the shared questions are printed in four kinds, worn as scans are, and recognised by the
default engine. Their own questions are asked among all passages twice: once with their true text, once with what was
read. With their titles, as every unit of an archive has one; and without, so that only what is printed can answer.
"""

from __future__ import annotations

import random
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from lantai.measures.home import MeasuredUnit, MeasuringHome
from search_api.answering import Answering
from sharing.access import ANONYMOUS
from tests.benchmarks import corpus
from tests.benchmarks.printed_pages import Read, Reader
from tests.benchmarks.printing import KINDS, WEAR
from tests.benchmarks.rows import Options, Row, at_least, told

COMMAND = 'make bench ARGS="--only printed"'

#: Passages that are printed whole, and how worn: about so many per cent of the letters and digits are misread.
PASSAGES, WORN = 200, 2
#: What is asked of the MRR@10 on what was read, as a share of that on the true text.
SHARE = 0.98
_SEED = 20260401


@dataclass(frozen=True)
class Printed:
    """A passage that was printed and read.

    Attributes:
        kind: of print.
        read: what was printed and what was read.
    """

    kind: str
    read: Read


def run(options: Options) -> list[Row]:
    """The rows of this measure."""
    passages = list(corpus.passages())
    printed = printed_passages(passages, Reader(options.out / "read"), PASSAGES)
    asked = [row for row in corpus.questions() if row["passage"] in printed]
    by_kind = {
        kind.name: [at for at, row in enumerate(asked) if printed[row["passage"]].kind == kind.name]
        for kind in KINDS
    }
    wrong = {
        name: _mean([page.read.wrong for page in printed.values() if page.kind == name]) for name in by_kind
    }
    told_ = ", ".join(f"{name} {100 * share:.1f} %" for name, share in wrong.items())
    rows = [told("printed passages: letters and digits misread, by kind", told_, COMMAND)]
    for titles, how in ((True, "with their titles"), (False, "without titles")):
        (true,) = _reciprocals(_units(passages, printed, titles, as_read=False), passages, asked, [{}])
        as_read = _units(passages, printed, titles, as_read=True)
        read, alone = _reciprocals(as_read, passages, asked, [{}, {"tolerant": "0"}])
        what = (
            f"{len(asked)} questions of {len(printed)} printed passages {how} among {len(passages):,}, "
            f"{100 * _mean(list(wrong.values())):.1f} % misread"
        )
        rows.append(told(f"{what}: MRR@10 on the true text", f"{_mean(true):.4f}", COMMAND))
        rows.append(told(f"{what}: MRR@10 on what was read", f"{_mean(read):.4f}", COMMAND))
        rows.append(told(f"{what}: MRR@10 on what was read, tolerant=0", f"{_mean(alone):.4f}", COMMAND))
        rows.append(at_least(f"{what}: read over true", _mean(read) / _mean(true), SHARE, COMMAND))
        shares = ", ".join(
            f"{name} {_mean([read[at] for at in own]) / _mean([true[at] for at in own]):.3f} of {len(own)}"
            for name, own in by_kind.items()
        )
        rows.append(told(f"printed passages {how}: read over true, by kind", shares, COMMAND))
    return rows


def printed_passages(
    passages: Sequence[Mapping[str, str]], reader: Reader, wanted: int
) -> dict[str, Printed]:
    """So many of the shared questions' passages by their ids, each printed whole in one of the kinds, and read."""
    chosen = [row for row in passages if "statute" not in row["id"]]
    chosen = random.Random(_SEED).sample(chosen, min(wanted, len(chosen)))
    printed: dict[str, Printed] = {}
    for at, row in enumerate(chosen):
        kind = KINDS[at % len(KINDS)]
        printed[row["id"]] = Printed(kind.name, reader.read(row["text"], kind, WEAR[kind.name][WORN], at))
    return printed


def _units(
    passages: Sequence[Mapping[str, str]], printed: Mapping[str, Printed], titles: bool, *, as_read: bool
) -> list[MeasuredUnit]:
    """A unit of one page for every passage; of printed ones what was printed, or what was read."""
    units: list[MeasuredUnit] = []
    for at, row in enumerate(passages):
        code, title, page = _code(at), row["title"] or "—", printed.get(row["id"])
        if page is None:
            units.append(MeasuredUnit(code, title, (row["text"],)))
            continue
        title = title if titles else "—"
        if as_read:
            units.append(MeasuredUnit(code, title, (page.read.text,), doubts=(page.read.doubts,)))
        else:
            units.append(MeasuredUnit(code, title, (page.read.truth,)))
    return units


def _reciprocals(
    units: Sequence[MeasuredUnit],
    passages: Sequence[Mapping[str, str]],
    asked: Sequence[Mapping[str, str]],
    ways: Sequence[Mapping[str, str]],
) -> list[list[float]]:
    """For each way of asking, of each question one over the place of its passage, 0 beyond the tenth."""
    codes = {row["id"]: _code(at) for at, row in enumerate(passages)}
    with tempfile.TemporaryDirectory(prefix="lantai-bench-") as folder:
        home = MeasuringHome.at(Path(folder), "rjieba")
        home.put(units)
        home.index()
        answering = home.answering()
        found = [
            [_reciprocal(answering, row["text"], codes[row["passage"]], way) for row in asked] for way in ways
        ]
        home.close()
    return found


def _reciprocal(answering: Answering, question: str, code: str, way: Mapping[str, str]) -> float:
    answer = answering.search(ANONYMOUS, {"q": question, "scope": "all", "size": "10", **way})
    found = [hit["unit"]["code"] for hit in answer["hits"] if hit["unit"] is not None]
    return 1 / (found.index(code) + 1) if code in found else 0.0


def _mean(figures: Sequence[float]) -> float:
    return sum(figures) / max(1, len(figures))


def _code(at: int) -> str:
    return f"M001-WS-{at + 1:07d}"
