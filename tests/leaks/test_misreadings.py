"""What may have been misread on pages that a reader may not see tells that reader nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from holdings.doubts import Doubt
from lantai.measures.home import MeasuredUnit, MeasuringHome
from sharing.access import ANONYMOUS, Reader, Role
from sharing.classes import SharingClass

MISREAD = "福建肖政府密令，民国廿三年福州各县"
DOUBTS = ((Doubt(2, 0.6, (("省", 0.3),)),),)
OPEN = (
    MeasuredUnit("M001-WS-0000001", "扫描件", (MISREAD,), doubts=DOUBTS),
    MeasuredUnit("M001-WS-0000002", "打字件", ("福建省政府訓令第五號",)),
    MeasuredUnit("M001-WS-0000003", "电子件", (MISREAD,)),
)


def hidden(*classes: SharingClass) -> tuple[MeasuredUnit, ...]:
    doubts = (Doubt(2, 0.6, (("省", 0.3), ("密", 0.2))), *DOUBTS[0])
    return tuple(
        MeasuredUnit(f"M001-WS-000010{at}", "密件", (f"貔貅肖约{at}。{MISREAD}",), of_class, doubts=(doubts,))
        for at, of_class in enumerate(classes)
    )


QUESTIONS = ("福建省政府", "“建省”", "貔貅密约", "“貅密约”", "“貅省约”", "福建 NOT 省政府", "省政府 福州", "")


def answers(folder: Path, units: Iterable[MeasuredUnit], reader: Reader) -> list[str]:
    folder.mkdir()
    home = MeasuringHome.at(folder, "rjieba")
    home.put(units)
    home.index()
    answering = home.answering()
    told = [
        json.dumps(answering.search(reader, {"q": question, "sort": sort}), ensure_ascii=False)
        for question in QUESTIONS
        for sort in ("relevance", "code")
        if question or sort == "code"
    ]
    home.close()
    return told


def test_an_anonymous_reader_gets_the_same_bytes_whether_or_not_hidden_pages_were_misread(tmp_path: Path):
    with_them = answers(
        tmp_path / "with", OPEN + hidden(SharingClass.WITHHELD, SharingClass.UNREVIEWED), ANONYMOUS
    )
    assert with_them == answers(tmp_path / "without", OPEN, ANONYMOUS)
    assert not any("貔貅肖约" in answer for answer in with_them)


def test_a_reader_with_a_grant_learns_nothing_of_misread_pages_outside_it(tmp_path: Path):
    granted = replace(OPEN[0], code="M001-WS-0000009", sharing_class=SharingClass.CONDITIONAL)
    reader = Reader("读者", Role.READER, granted=frozenset({granted.code}))
    others = hidden(SharingClass.WITHHELD)
    with_them = answers(tmp_path / "with", (*OPEN, granted, *others), reader)
    assert with_them == answers(tmp_path / "without", (*OPEN, granted), reader)
    # What is granted is found in spite of its misreadings.
    assert any(granted.code in answer and '"tolerant": true' in answer for answer in with_them)
