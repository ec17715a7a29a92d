"""match=all against the plain truth: sets, totals, facets, filters, orders, cursors."""

from __future__ import annotations

import random
from collections import Counter

import pytest
from hypothesis import HealthCheck, assume, event, example, given, settings
from hypothesis import strategies as st

from holdings.codes import order_key
from holdings.dates import parse_date
from search_api.problems import ProblemError
from search_api.shapes import SearchAnswer
from sharing.access import ANONYMOUS
from tests.rooms.search_api.archive import Archive, Held
from tests.rooms.search_api.plain_truth import answer, collapsed, days, years
from tests.rooms.search_api.test_exact_phrases import all_pages

_QUOTES = set('"“”「」『』＂〝〞()（）：:')
_FILTERS = st.fixed_dictionaries(
    {},
    optional={
        "fonds": st.sampled_from(["J001", "J002", "J003", "J103", "J999"]),
        "category": st.sampled_from(["WS", "KJ"]),
        "class": st.sampled_from(["unconditional", "conditional", "withheld"]),
        "from": st.sampled_from(["1934", "193405", "19340512", "1950"]),
        "to": st.sampled_from(["1934", "193405", "19340512", "1961"]),
    },
)


def _keeps(filters: dict[str, str]):
    low = int(filters.get("from", "").ljust(8, "0") or 0)
    high = int(filters.get("to", "").ljust(8, "9") or 0) or 99_999_999

    def keeps(held: Held) -> bool:
        first, last = days(held)
        return (
            filters.get("fonds", held.fonds) == held.fonds
            and filters.get("category", held.elements.get("门类", "")) == held.elements.get("门类", "")
            and filters.get("class", held.sharing_class) == held.sharing_class
            and (
                not ("from" in filters or "to" in filters) or (bool(first) and first <= high and last >= low)
            )
        )

    return keeps


@st.composite
def questions(draw: st.DrawFn) -> list[tuple[int, int, int, bool, bool]]:
    """Where to cut chunks out of the archive: (text, place, length, quoted, from the title)."""
    return draw(
        st.lists(
            st.tuples(
                st.integers(0, 10_000),
                st.integers(0, 10_000),
                st.integers(1, 9),
                st.booleans(),
                st.booleans(),
            ),
            min_size=1,
            max_size=3,
        )
    )


def _cut(archive: Archive, cuts: list[tuple[int, int, int, bool, bool]]) -> list[tuple[str, bool]]:
    chunks = []
    # Chunks of one unit, mostly: else nothing has all of them.
    held = archive.held[cuts[0][0] % len(archive.held)]
    for number, place, length, quoted, of_title in cuts:
        text = held.catalogue if of_title or not held.pages else held.pages[number % len(held.pages)]
        at = place % max(1, len(text) - length)
        chunk = text[at : at + length]
        if not quoted:
            chunk = "".join(chunk.split())
        assume(not _QUOTES & set(chunk) and collapsed(chunk).strip("‖"))
        # Years, numbers and codes are understood as more than their words; they have tests of their own.
        assume(not any(sign in chunk for sign in "年号號年J") and "\n" not in chunk)
        chunks.append((chunk, quoted))
    return chunks


@given(questions(), st.sampled_from(["all", "catalogue", "fulltext"]), _FILTERS)
@settings(max_examples=70, suppress_health_check=list(HealthCheck))
def test_answers_are_the_plain_truth(archive: Archive, cuts, scope: str, filters: dict[str, str]) -> None:
    chunks = _cut(archive, cuts)
    if filters.get("from", "") > filters.get("to", "9") and filters["from"][:4] != filters["to"][:4]:
        filters = {**filters, "from": filters["to"], "to": filters["from"]}
    assume(filters.get("from", "").ljust(8, "0") <= filters.get("to", "").ljust(8, "9"))
    typed = " ".join(f"“{chunk}”" if quoted else chunk for chunk, quoted in chunks)
    true = answer(list(archive.held), chunks, scope, _keeps(filters))
    event(f"{min(len(true.units), 3)} units or more")
    told = archive.answering.search(
        ANONYMOUS, {"q": typed, "scope": scope, "match": "all", "size": "100", "sort": "code", **filters}
    )
    assert told["match"] == "all"
    assert _codes(told) == sorted(true.units, key=order_key)[:100]
    pages = 0 if scope == "catalogue" else len(true.pages)
    assert told["total"] == {"units": len(true.units), "units_exact": True, "pages": pages}
    by_code = {held.code: held for held in archive.held}
    units = [by_code[code] for code in true.units]
    facets = {
        name: {each["value"]: each["count"] for each in values} for name, values in told["facets"].items()
    }
    assert facets["fonds"] == Counter(unit.fonds for unit in units)
    assert facets["year"] == Counter(str(year) for unit in units for year in years(unit))
    assert facets["category"] == Counter(unit.elements["门类"] for unit in units if unit.elements.get("门类"))
    assert facets["class"] == Counter(unit.sharing_class for unit in units)
    assert told["facets_exact"] is True
    # Pages with each hit are pages that count, and their number is told.
    for hit in told["hits"]:
        code = hit["unit"]["code"] if hit["unit"] is not None else ""
        matching = {number for unit, number in true.pages if unit == code and scope != "catalogue"}
        assert hit["matching_pages"] == len(matching)
        assert {page["number"] for page in hit["pages"]} <= matching
        assert len(hit["pages"]) == min(3, len(matching))
    # By relevance the same units.
    ranked = archive.answering.search(
        ANONYMOUS, {"q": typed, "scope": scope, "match": "all", "size": "100", **filters}
    )
    assert ranked["total"] == told["total"]
    assert ranked["facets"] == told["facets"]
    if len(true.units) <= 100:
        assert set(_codes(ranked)) == true.units


def test_a_long_unit_whose_title_matches_does_not_flood_the_pages(ask) -> None:
    """Pages count by their own text only."""
    told = ask("长卷")
    assert told["total"] == {"units": 1, "units_exact": True, "pages": 0}
    assert told["hits"][0]["pages"] == []
    assert ask("长卷", scope="fulltext", match="all")["total"]["units"] == 0
    told = ask("长卷 月报")
    assert told["total"] == {"units": 1, "units_exact": True, "pages": 12}
    assert ask("长卷 月报", scope="fulltext")["total"]["pages"] == 12
    assert ask("月报", scope="catalogue", match="all")["total"]["units"] == 0


def test_auto_loosens_only_when_all_finds_nothing_and_says_so(ask) -> None:
    strict = ask("盐务局 月报")
    assert strict["match"] == "all"
    assert "loosened" not in [notice["code"] for notice in strict["notices"]]
    loose = ask("盐务局 不曾有过的话")
    assert loose["match"] == "any"
    assert "loosened" in [notice["code"] for notice in loose["notices"]]
    assert {"J103-WS-10", "J103-WS-11"} <= {hit["unit"]["code"] for hit in loose["hits"]}
    never = ask("盐务局 不曾有过的话", match="all")
    assert (never["match"], never["total"]["units"], never["facets"]["fonds"]) == ("all", 0, [])


@pytest.mark.parametrize("sort", ["relevance", "code", "date"])
def test_facet_filters_do_not_change_what_auto_decided(ask, sort: str) -> None:
    told = ask("盐务局 月报", fonds="J001", sort=sort)
    assert (told["match"], told["total"]["units"]) == ("all", 0)
    told = ask("盐务局 月报", from_="1800", to="1801", sort=sort)
    assert (told["match"], told["total"]["units"]) == ("all", 0)
    told = ask("盐务局 不曾有过的话", fonds="J103", sort=sort)
    assert (told["match"], told["total"]["units"]) == ("any", 2)


@pytest.mark.parametrize("size", [1, 7, 100])
@pytest.mark.parametrize("sort", ["relevance", "code", "date"])
@pytest.mark.parametrize(
    ("typed", "match"), [("", "auto"), ("的", "all"), ("中国 的", "all"), ("福建省 水利 铁路", "any")]
)
def test_cursors_page_through_all(
    ask, archive: Archive, typed: str, match: str, sort: str, size: int
) -> None:
    whole: list[str] = []
    cursor: dict[str, str] = {}
    first = None
    while True:
        told = ask(typed, match=match, sort=sort, size=str(size), facets="", **cursor)
        first = first or told
        assert told["total"] == first["total"]
        assert len(told["hits"]) <= size
        whole += _codes(told)
        if told["next"] is None:
            break
        assert len(told["hits"]) == size
        cursor = {"cursor": told["next"]}
    assert len(whole) == len(set(whole)) == first["total"]["units"] > 7
    if sort == "code":
        assert whole == sorted(whole, key=order_key)
    if sort == "date":
        by_code = {held.code: held for held in archive.held}
        assert whole == sorted(
            whole,
            key=lambda code: (_first_day(by_code[code]), order_key(code)),
        )


def _first_day(held: Held) -> int:
    written = held.elements.get("日期", "").split("-")[0]
    return int(f"{written}0101"[:8]) if written else 99_999_999


def test_pages_of_an_answer_are_the_same_cut_anywhere(ask) -> None:
    whole = [hit["unit"]["code"] for hit in ask("的", size="100")["hits"]]
    parts: list[str] = []
    cursor: dict[str, str] = {}
    for size in (3, 1, 20, 5):
        told = ask("的", size=str(size), **cursor)
        parts += _codes(told)
        cursor = {"cursor": told["next"]}
    assert parts == whole[: len(parts)]


def test_ends_of_a_span_are_included_and_spans_overlap(ask) -> None:
    def found(**dates: str) -> set[str]:
        told = {name.replace("since", "from"): value for name, value in dates.items()}
        return all_pages(ask, "题名:报告", fonds="J102", **told)[0]

    five, six, seven = "J102-1-0001-0005", "J102-1-0001-0006", "J102-1-0001-0007"
    assert found(since="19340912", to="19340912") == {five, six}
    assert found(since="19340913", to="19341231") == {six}
    assert found(since="1935", to="1935") == {six, seven}
    assert found(since="19350102") == {six}
    assert found(since="193409", to="193409") == {five, six}
    assert found(since="1936", to="1940") == set()
    assert found(to="1933") == {six, "J102-1-0001-0008"}
    with pytest.raises(ProblemError) as refused:
        found(since="1935", to="1934")
    assert refused.value.status == 400


@given(
    st.sampled_from(["", "的", "盐务局", "福建 铁路"]),
    st.sampled_from(["auto", "any"]),
    st.randoms(use_true_random=False),
)
@example("", "auto", random.Random(0))
@settings(max_examples=20, suppress_health_check=list(HealthCheck))
def test_clicking_a_facet_gives_what_it_promised(
    archive: Archive, typed: str, match: str, drawn: random.Random
) -> None:
    told = archive.answering.search(ANONYMOUS, {"q": typed, "match": match})
    assert list(told["facets"]) == ["fonds", "supplier", "year", "category", "class", "theme"]
    for name, values in told["facets"].items():
        assert len({each["value"] for each in values}) == len(values)
        for each in drawn.sample(values, min(2, len(values))):
            assert set(each) == {"value", "label", "count"}
            value = each["value"]
            filters = {"from": value, "to": value} if name == "year" else {name: value}
            pinned = told["match"] if typed else match
            narrowed = archive.answering.search(ANONYMOUS, {"q": typed, "match": pinned, **filters})
            assert narrowed["total"]["units"] == each["count"], (name, value)


def test_facets_have_labels_and_an_order(ask) -> None:
    facets = ask("")["facets"]
    assert [each["label"] for each in facets["theme"]] == ["旱災與賑濟", "盐务"]
    assert {each["value"]: each["label"] for each in facets["category"]} == {
        "WS": "文书",
        "KJ": "科技",
        "ZP": "照片",
    }
    assert {each["value"]: each["label"] for each in facets["class"]} == {
        "unconditional": "无条件共享",
        "conditional": "有条件共享",
    }
    assert [each["value"] for each in facets["year"]] == sorted(each["value"] for each in facets["year"])
    counts = [each["count"] for each in facets["fonds"]]
    assert counts == sorted(counts, reverse=True)
    assert set(ask("", facets="year,class")["facets"]) == {"year", "class"}
    assert ask("", facets="")["facets"] == {}


def test_a_facet_with_many_values_says_so_and_pages(ask) -> None:
    whole = ask("")
    for name, values in whole["facets"].items():
        assert whole["facet_values"][name] == len(values)
        paged, cursor, last = [], "", ""
        while True:
            told = ask("", facet=name, size="2", **({"cursor": cursor} if cursor else {}))
            assert told["hits"] == [] and list(told["facets"]) == [name]
            assert told["facet_values"] == {name: len(values)}
            assert told["total"] == whole["total"]
            paged += told["facets"][name]
            assert cursor != last or not cursor
            last, cursor = cursor, told["next"] or ""
            if not cursor:
                break
        assert paged == values
    # Of a question whose match was decided, pages go on in the same list.
    told = ask("盐务局", facet="fonds", size="1")
    if told["next"]:
        assert ask("盐务局", facet="fonds", size="1", cursor=told["next"])["match"] == told["match"]


def test_values_of_a_facet_are_looked_for_by_value_and_label(ask) -> None:
    themes = ask("")["facets"]["theme"]
    told = ask("", facet="theme", facet_q="旱灾")
    assert [each["label"] for each in told["facets"]["theme"]] == ["旱災與賑濟"]
    assert told["facet_values"] == {"theme": 1} and told["next"] is None
    assert ask("", facet="theme", facet_q="无此")["facets"] == {"theme": []}
    assert ask("", facet="theme", facet_q=themes[-1]["value"])["facets"]["theme"] == [themes[-1]]


def test_the_newest_come_first_and_undated_units_last(ask) -> None:
    def dated(sort: str) -> list[str]:
        return [hit["unit"]["date"] for hit in ask("报告", fonds="J102", sort=sort, size="100")["hits"]]

    newest = dated("newest")
    ends = [parse_date(each).latest if each else 0 for each in newest]
    assert ends == sorted(ends, reverse=True) and ends[0] > 0 and ends[-1] == 0
    assert sorted(newest) == sorted(dated("date"))
    walked, cursor = [], ""
    while True:
        told = ask("报告", fonds="J102", sort="newest", size="3", **({"cursor": cursor} if cursor else {}))
        walked += [hit["unit"]["date"] for hit in told["hits"]]
        cursor = told["next"] or ""
        if not cursor:
            break
    assert walked == newest


def _granted(archive: Archive, name: str) -> frozenset[str]:
    """Codes that a named reader sees in full beside what is open."""
    if name == "staff":
        return frozenset(each.code for each in archive.held)
    if name == "supplier":
        return frozenset(each.code for each in archive.held if each.fonds == "J001")
    return frozenset(
        each.code for each in archive.by_class("conditional") if each.code.startswith(("J001-1-", "J002-"))
    )


@pytest.mark.parametrize("name", ["staff", "supplier", "grantee"])
@pytest.mark.parametrize("sort", ["relevance", "code", "date"])
def test_named_readers_find_both_partitions_each_unit_once(
    ask, archive: Archive, name: str, sort: str
) -> None:
    reader = archive.answering.reader(archive.tokens[name])
    granted = _granted(archive, name)
    drawn = random.Random(f"{name} {sort}")
    hidden = [
        each
        for each in archive.held
        if each.code in granted and each.sharing_class != "unconditional" and each.pages
    ]
    words = [
        each.pages[0][at : at + 2] for each in drawn.sample(hidden, min(10, len(hidden))) for at in (5, 12)
    ]
    assert hidden
    for word in [*(word for word in words if word.isalnum()), "的"]:
        true = answer(list(archive.held), [(word, True)], "all", granted=granted)
        told = ask(f"“{word}”", reader=reader, sort=sort, size="100")
        codes = _codes(told)
        assert told["total"] == {"units": len(true.units), "units_exact": True, "pages": len(true.pages)}
        while told["next"]:
            told = ask(f"“{word}”", reader=reader, sort=sort, size="100", cursor=told["next"])
            codes += _codes(told)
        assert len(codes) == len(set(codes))
        assert set(codes) == true.units
        by_code = {each.code: each for each in archive.held}
        classes = {each["value"]: each["count"] for each in told["facets"]["class"]}
        assert classes == Counter(by_code[code].sharing_class for code in codes)
        if sort == "code":
            assert codes == sorted(codes, key=order_key)
        if sort == "date":
            assert codes == sorted(codes, key=lambda code: (_first_day(by_code[code]), order_key(code)))


def _codes(told: SearchAnswer) -> list[str]:
    return [hit["unit"]["code"] for hit in told["hits"] if hit["unit"] is not None]
