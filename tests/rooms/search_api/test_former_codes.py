"""A former code finds its unit as a code does, is shown, and is never taken for a code."""

from __future__ import annotations

import pytest

from indexer.writing import drain
from search_api.problems import ProblemError
from sharing.access import ANONYMOUS
from tests.homes import make_plant, take, write_package
from tests.promises.asked_home import answering

_ROWS = (
    {"档号": "J001-WS·1950-001", "题名": "甲", "原档号": "旧3-12-0045-0007；闽/3/14/2"},
    # The code itself of this one is the former code of the next.
    {"档号": "T103-WS·1900·Y-001-001", "题名": "乙"},
    {"档号": "J001-WS·1950-003", "题名": "丙", "原档号": "T103-WS·1900·Y-001-001"},
    {"档号": "J001-WS·1950-004", "题名": "丁", "原档号": "秘5-1-0001", "共享类型": "有条件共享"},
    {"档号": "J001-WS·1950-005", "题名": "戊，参见旧3-12-0045-0007"},
    {"档号": "J001-WS·1950-006", "题名": "己", "原档号": "暗6-1-0001", "共享类型": "暂不共享"},
)
_FIRST, _SECOND, _THIRD = (row["档号"] for row in _ROWS[:3])


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("former")
    plant = make_plant(folder / "home")
    rows = [{"共享类型": "无条件共享", "text": "无关的正文。", **row} for row in _ROWS]
    take(plant, write_package(folder / "移交", rows))
    drain(plant)
    yield answering(plant)
    plant.store.close()


def found(answers, question: str, **parameters: str) -> list[str]:
    told = answers.search(ANONYMOUS, {"q": question, **parameters})
    return [hit["unit"]["code"] for hit in told["hits"]] if told["match"] == "all" else []


@pytest.mark.parametrize(
    "typed",
    [
        "旧3-12-0045-0007",
        "旧3·12·45·7",
        "旧3-12-45-7",
        "“旧3-12-0045-0007”",
        "旧３－１２－００４５－０００７",
        "12-0045-0007",
        "原档号:旧3-12-0045-0007",
        "原檔號:旧3-12",
        "原档号:旧3",
        "旧档号:12-0045-0007",
        "原档号:闽/3/14/2",
        "原档号:闽-3-14",
        "former:闽3",
    ],
)
def test_a_former_code_finds_its_unit_first_however_it_is_written(answers, typed: str) -> None:
    assert found(answers, typed)[:1] == [_FIRST]


def test_the_unit_that_has_the_code_comes_before_the_one_that_had_it(answers) -> None:
    for typed in ("T103-WS·1900·Y-001-001", "T103WS1900Y001001", "T103 WS 1900 Y 1 1", "1900·Y-001-001"):
        assert found(answers, typed)[:2] == [_SECOND, _THIRD], typed
    # Which of both is asked can be said.
    assert found(answers, "档号:T103-WS·1900·Y-001-001") == [_SECOND]
    assert found(answers, "原档号:T103-WS·1900·Y-001-001") == [_THIRD]
    assert found(answers, "原档号:J001-WS·1950-001") == []


def test_a_former_code_is_shown_and_opens_no_unit(answers) -> None:
    told = answers.unit(ANONYMOUS, _FIRST)
    assert told["unit"]["former_codes"] == ["旧3-12-0045-0007", "闽/3/14/2"]
    assert told["description"]["原档号"] == "旧3-12-0045-0007；闽/3/14/2"
    assert list(told["description"])[:2] == ["档号", "原档号"]
    with pytest.raises(ProblemError) as unknown:
        answers.unit(ANONYMOUS, "旧3-12-0045-0007")
    assert unknown.value.status == 404
    (first, *_) = answers.search(ANONYMOUS, {"q": "旧3-12-0045-0007"})["hits"]
    assert first["unit"]["former_codes"] == ["旧3-12-0045-0007", "闽/3/14/2"]
    suggested = answers.suggest(ANONYMOUS, "旧3-12")["suggestions"]
    assert [one["value"] for one in suggested if one["kind"] == "former_code"] == ["旧3-12-0045-0007"]


def test_what_is_not_on_a_face_is_neither_found_nor_shown(answers) -> None:
    for typed in ("秘5-1-0001", "原档号:秘5-1-0001", "“秘5-1-0001”", "暗6-1-0001", "原档号:暗6"):
        assert found(answers, typed) == [], typed
    told = answers.unit(ANONYMOUS, "J001-WS·1950-004")
    assert told["unit"]["former_codes"] == [] and "原档号" not in told["description"]
