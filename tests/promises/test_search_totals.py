"""Totals of large answers: pages always exact, units exact up to 1,000 and said to be about right beyond."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from lantai.measures.home import MeasuredUnit, MeasuringHome
from search_api.answering import Answering
from sharing.access import ANONYMOUS
from sharing.classes import SharingClass

UNITS = 3_000
_NEAR = 0.10


def _unit(at: int) -> MeasuredUnit:
    # Every word stands on one or two pages of one unit in so many; the first page says nothing of thirds.
    texts = ["共同之语。" + ("双数。" if at % 2 == 0 else "")]
    if at % 3 == 0:
        texts.append("三分之语，再次共同之语。" + ("九分。" if at % 9 == 0 else ""))
    hidden = at % 10 == 7
    return MeasuredUnit(
        f"T{1 + at % 4:03d}-1-{at:05d}",
        f"第{at}件",
        tuple(texts),
        SharingClass.WITHHELD if hidden else SharingClass.UNCONDITIONAL,
        1900 + at % 50,
    )


HELD = [_unit(at) for at in range(UNITS)]
SEEN = [unit for unit in HELD if unit.sharing_class is SharingClass.UNCONDITIONAL]


@pytest.fixture(scope="module")
def answering(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answering]:
    """A home of three thousand small units."""
    home = MeasuringHome.at(tmp_path_factory.mktemp("many"), "rjieba")
    home.put(HELD)
    home.index()
    yield home.answering()
    home.close()


def true_units(word: str) -> list[MeasuredUnit]:
    return [unit for unit in SEEN if any(word in text for text in unit.texts)]


@pytest.mark.parametrize("sort", ["relevance", "code", "date"])
@pytest.mark.parametrize("word", ["共同之语", "双数", "三分之语", "九分"])
def test_units_are_exact_up_to_a_thousand_and_about_right_beyond(
    answering: Answering, word: str, sort: str
) -> None:
    told = answering.search(ANONYMOUS, {"q": f"“{word}”", "sort": sort})
    true = true_units(word)
    total = told["total"]
    assert total["pages"] == sum(word in text for unit in true for text in unit.texts)
    codes = [notice["code"] for notice in told["notices"]]
    if len(true) <= 1_000:
        assert total["units_exact"]
    if total["units_exact"]:
        assert total["units"] == len(true)
        assert "about" not in codes
        assert {each["value"]: each["count"] for each in told["facets"]["fonds"]} == {
            fonds: count
            for fonds in ("T001", "T002", "T003", "T004")
            if (count := sum(unit.code[:4] == fonds for unit in true))
        }
    else:
        assert abs(total["units"] - len(true)) <= _NEAR * len(true)
        assert "about" in codes
        assert not told["facets_exact"]
        for each in told["facets"]["fonds"]:
            count = sum(unit.code[:4] == each["value"] for unit in true)
            assert abs(each["count"] - count) <= _NEAR * count


def test_browsing_counts_exactly(answering: Answering) -> None:
    told = answering.search(ANONYMOUS, {})
    assert told["total"] == {"units": len(SEEN), "units_exact": True, "pages": 0}
    assert sum(each["count"] for each in told["facets"]["year"]) == len(SEEN)


@pytest.mark.parametrize("question", ["“共同之语”", "双数 共同", "“双数” 共同之语"])
def test_by_relevance_the_list_ends_at_five_hundred_and_says_so(answering: Answering, question: str) -> None:
    codes: list[str] = []
    parameters = {"q": question, "size": "100", "match": "all", "facets": ""}
    while True:
        told = answering.search(ANONYMOUS, parameters)
        codes += [hit["unit"]["code"] for hit in told["hits"] if hit["unit"]]
        if told["next"] is None:
            break
        parameters["cursor"] = told["next"]
    assert len(codes) == len(set(codes)) == 500
    assert "list-ends" in [notice["code"] for notice in told["notices"]]


def test_any_counts_the_best_five_hundred(answering: Answering) -> None:
    told = answering.search(ANONYMOUS, {"q": "双数 九分 不曾有过的话"})
    assert told["match"] == "any"
    assert told["total"]["units"] == 500
    assert not told["total"]["units_exact"]
    assert "best-only" in [notice["code"] for notice in told["notices"]]
    assert sum(each["count"] for each in told["facets"]["fonds"]) == 500
    filtered = answering.search(
        ANONYMOUS, {"q": "双数 九分 不曾有过的话", "fonds": "T001", "from": "1900", "to": "1903"}
    )
    true = [
        unit
        for unit in {unit.code: unit for word in ("双数", "九分") for unit in true_units(word)}.values()
        if unit.code[:4] == "T001" and 1900 <= unit.year <= 1903
    ]
    assert filtered["match"] == "any"
    assert filtered["total"]["units"] == len(true)
    assert filtered["total"]["units_exact"]


@pytest.mark.parametrize("sort", ["code", "date"])
def test_by_code_and_date_the_list_has_no_end(answering: Answering, sort: str) -> None:
    codes: list[str] = []
    parameters = {"q": "“共同之语”", "size": "100", "sort": sort, "facets": ""}
    while True:
        told = answering.search(ANONYMOUS, parameters)
        codes += [hit["unit"]["code"] for hit in told["hits"] if hit["unit"]]
        if told["next"] is None:
            break
        parameters["cursor"] = told["next"]
    years = {unit.code: unit.year for unit in SEEN}
    order = sorted(years) if sort == "code" else sorted(years, key=lambda code: (years[code], code))
    assert codes == order
