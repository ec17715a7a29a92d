"""A record has what any of its pages has: several words on several pages, and nothing that must not be there."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from lantai.measures.home import MeasuredUnit, MeasuringHome
from search_api import resolving
from search_api.answering import Answering
from sharing.access import ANONYMOUS
from sharing.classes import SharingClass

WORDS = ("龙眼", "桐油", "蔗糖", "樟脑", "茶叶", "木材")
_HIDDEN = SharingClass.WITHHELD


def _units() -> list[MeasuredUnit]:
    drawn = random.Random(8)
    made = []
    for at in range(120):
        pages = tuple(
            "。".join(["本页", *drawn.sample(WORDS, drawn.choice((0, 1, 1, 2)))]) + "。"
            for _ in range(drawn.randint(1, 4))
        )
        title = f"{drawn.choice(WORDS)}行业卷" if at % 5 == 0 else "商会卷"
        made.append(
            MeasuredUnit(
                f"R{1 + at % 3:03d}-WS-{at:04d}",
                title,
                pages,
                _HIDDEN if at % 11 == 7 else SharingClass.UNCONDITIONAL,
                1930 + at % 20,
            )
        )
    return made


HELD = _units()
SEEN = [unit for unit in HELD if unit.sharing_class is not _HIDDEN]


@pytest.fixture(scope="module")
def answering(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Answering]:
    """A home of records of a few pages, of which each says little."""
    home = MeasuringHome.at(tmp_path_factory.mktemp("records"), "rjieba")
    home.put(HELD)
    home.index()
    yield home.answering()
    home.close()


@pytest.fixture(params=["all records known", "a share stands for all"])
def known(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether all records are read, or so many match that a share of them stands for all."""
    if request.param != "all records known":
        monkeypatch.setattr(resolving, "MOST_ENTRIES", 12)
        monkeypatch.setattr(resolving, "_FEW", 3)
    return request.param == "all records known"


def has(unit: MeasuredUnit, word: str) -> bool:
    return word in unit.title or any(word in text for text in unit.texts)


def whole(unit: MeasuredUnit, words: tuple[str, ...]) -> bool:
    """Whether one page, with the catalogue's words, has them all."""
    return any(all(word in f"{unit.title}‖{text}" for word in words) for text in ("", *unit.texts))


def found(answering: Answering, question: str, **more: str) -> list[str]:
    parameters = {"q": question, "size": "100", "facets": "", "match": "all", **more}
    codes: list[str] = []
    while True:
        told = answering.search(ANONYMOUS, parameters)
        codes += [hit["unit"]["code"] for hit in told["hits"] if hit["unit"]]
        if told["next"] is None:
            return codes
        parameters["cursor"] = told["next"]


# A question as text and whether a record answers it.
_word = st.sampled_from(WORDS)
_nodes = st.recursive(
    st.tuples(st.just("word"), _word),
    lambda inner: (
        st.tuples(st.just("AND"), inner, inner)
        | st.tuples(st.just("OR"), inner, inner)
        | st.tuples(st.just("NOT"), inner, inner)
    ),
    max_leaves=5,
)


def typed(node) -> str:
    if node[0] == "word":
        return node[1]
    operator, one, other = node
    joint = "AND NOT" if operator == "NOT" else operator
    return f"({typed(one)} {joint} {typed(other)})"


def true(node, unit: MeasuredUnit) -> bool:
    if node[0] == "word":
        return has(unit, node[1])
    operator, one, other = node
    if operator == "AND":
        return true(one, unit) and true(other, unit)
    if operator == "OR":
        return true(one, unit) or true(other, unit)
    return true(one, unit) and not true(other, unit)


@given(node=_nodes, sort=st.sampled_from(["code", "date", "relevance"]))
@settings(max_examples=120, suppress_health_check=list(HealthCheck), deadline=None)
def test_operators_speak_of_records(answering: Answering, known: bool, node, sort: str) -> None:
    codes = found(answering, typed(node), sort=sort)
    wanted = {unit.code for unit in SEEN if true(node, unit)}
    assert len(codes) == len(set(codes))
    if known or sort != "relevance":
        assert set(codes) == wanted
    else:
        assert set(codes) <= wanted
    years = {unit.code: (unit.year, unit.code) for unit in SEEN}
    if sort == "date":
        assert codes == sorted(codes, key=years.__getitem__)
    if sort == "code":
        assert codes == sorted(codes)


@pytest.mark.parametrize("question", ["龙眼 桐油", "龙眼 AND 桐油", "“龙眼” “桐油”", "桐油 “龙眼”"])
def test_words_on_different_pages_of_one_record_are_found_and_what_has_them_on_one_comes_first(
    answering: Answering, known: bool, question: str
) -> None:
    words = ("龙眼", "桐油")
    together = {unit.code for unit in SEEN if all(has(unit, word) for word in words)}
    in_one = {unit.code for unit in SEEN if whole(unit, words)}
    assert in_one < together
    codes = found(answering, question, match="auto")
    assert set(codes[: len(in_one)]) == in_one
    assert set(codes) == together if known else set(codes) <= together
    assert found(answering, question, sort="code") == sorted(together)


def test_totals_count_records_and_the_pages_that_say_something_of_it(answering: Answering) -> None:
    for scope in ("all", "fulltext"):
        told = answering.search(ANONYMOUS, {"q": "龙眼 桐油", "scope": scope, "size": "100"})
        records = [
            unit
            for unit in SEEN
            if all(has(unit, word) for word in ("龙眼", "桐油"))
            and (scope == "all" or any("龙眼" in text or "桐油" in text for text in unit.texts))
        ]
        pages = sum("龙眼" in text or "桐油" in text for unit in records for text in unit.texts)
        assert told["total"] == {"units": len(records), "units_exact": True, "pages": pages}
        by_code = {unit.code: unit for unit in records}
        for hit in told["hits"]:
            assert hit["unit"] is not None
            texts = by_code[hit["unit"]["code"]].texts
            of_unit = [at for at, text in enumerate(texts, 1) if "龙眼" in text or "桐油" in text]
            assert hit["matching_pages"] == len(of_unit)
            shown = [page["number"] for page in hit["pages"]]
            assert set(shown) <= set(of_unit) and len(shown) == min(3, len(of_unit))
            both = [at for at in of_unit if "龙眼" in texts[at - 1] and "桐油" in texts[at - 1]]
            if both:
                assert shown[0] in both


def test_what_must_not_be_there_is_nowhere_in_the_record(answering: Answering, known: bool) -> None:
    for sort in ("relevance", "code"):
        codes = found(answering, "龙眼 NOT 桐油", sort=sort)
        true_codes = {unit.code for unit in SEEN if has(unit, "龙眼") and not has(unit, "桐油")}
        assert set(codes) == true_codes
    assert found(answering, "NOT 龙眼", sort="code") == sorted(
        unit.code for unit in SEEN if not has(unit, "龙眼")
    )


def test_many_records_are_counted_about_right_and_it_is_said(
    answering: Answering, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resolving, "MOST_ENTRIES", 40)
    told = answering.search(ANONYMOUS, {"q": "龙眼 桐油"})
    together = sum(has(unit, "龙眼") and has(unit, "桐油") for unit in SEEN)
    assert not told["total"]["units_exact"] and not told["facets_exact"]
    assert abs(told["total"]["units"] - together) <= 0.6 * together
    assert "about" in [notice["code"] for notice in told["notices"]]


def test_filters_narrow_records_and_a_quote_that_stays_asked_is_of_the_record(answering: Answering) -> None:
    wanted = sorted(
        unit.code for unit in SEEN if unit.code[:4] == "R001" and has(unit, "龙眼") and has(unit, "桐油")
    )
    assert found(answering, "龙眼 桐油", fonds="R001", sort="code") == wanted
    told = answering.search(ANONYMOUS, {"q": "龙眼 桐油", "fonds": "R001"})
    assert told["total"]["units"] == len(wanted)
    assert {each["value"]: each["count"] for each in told["facets"]["fonds"]} == {"R001": len(wanted)}
    loose = answering.search(ANONYMOUS, {"q": "“龙眼” “桐油” 不曾有过的话 商会", "size": "100"})
    assert loose["match"] == "any"
    codes = {hit["unit"]["code"] for hit in loose["hits"] if hit["unit"]}
    assert codes == {unit.code for unit in SEEN if has(unit, "龙眼") and has(unit, "桐油")}
