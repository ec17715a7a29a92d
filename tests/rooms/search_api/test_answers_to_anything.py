"""Questions of every shape get an answer for little work, and never a fault."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from holdings.store import homes
from search_api.answering import Answering
from search_api.problems import ProblemError
from sharing.access import ANONYMOUS
from tests.homes import CLOCK
from tests.rooms.search_api.archive import Archive
from tests.rooms.search_api.counted import Counted, CountingPinner, Work, steps_counted
from tests.rooms.search_api.test_question import _SHAPES

# The most that a question may cost, whatever it is made of: calls of the engine, parts of all its queries, calls of
# Python functions. (The costliest of these takes half of each; what is asked of records is asked part by part.)
MOST_ASKED, MOST_LEAVES, MOST_STEPS = 30, 10_000, 1_500_000

COSTLY = {
    "alternatives": " OR ".join("福建省政府训令第号关于旱灾赈济办法") * 3,
    "and or": "甲 AND 乙 OR 丙 AND 丁 OR " * 25 + "戊",
    "250 characters": " ".join(chr(0x4E00 + 7 * at) for at in range(250)),
    "250 times the same": "的 " * 250,
    "frequent": "中国 是 的 一 年 在 " * 40,
    "one long chunk": "的是一在年中国大" * 62,
    "years": " ".join(f"{year}年" for year in range(1900, 1980)),
    "document numbers": " ".join(f"闽政〔2018〕{at}号" for at in range(40)),
    "quotes": "".join(f"“{chr(0x4E00 + at)}”" for at in range(160)),
    "one quoted boundary after another": "“" + "甲，" * 240 + "”",
    "fields": "题名:的 责任者:省 " * 40,
    "single characters of titles": "题名:一 题名:人 " * 40,
    "codes": "J001 J002 J003 " * 33,
    "code of one letter": "档号:J",
    "not": "NOT " * 125 + "中国",
    "not in brackets": "NOT(" * 80 + "中国" + ")" * 80,
    "nested": "(中国 AND " * 60,
    "nested well": "".join(f"(a{at} OR " for at in range(55)) + "中国" + ")" * 55,
    "10,000 deep": "(" * 10_000 + "甲 AND 乙" + ")" * 10_000,
    "100,000 characters": "福建省政府" * 20_000,
    "only punctuation": "，。、；：？！（）《》〈〉【】—…·",
    "lone quote": "“",
    "lone operators": "AND OR NOT",
    "markup": "<script>alert('福建')</script>&amp;<b>",
    "controls": "".join(map(chr, range(32))) + "福\x7f建\x85",
    "emoji": "😀👨‍👩‍👧🇨🇳福建",
    "beyond the BMP": "𠮷𡃁𪚥𬺈𰻞",
    "noncharacters": "\ufffe\uffff\U0010ffff福",
    "lucene": 'title:[* TO *] +(a) -b "c"~2^3 d* /e.*/ \\',
    "zero": "\x00",
    "blank": " \u3000 ",
}


@pytest.fixture(scope="module")
def counted(archive: Archive) -> Counted:
    """Asks as the anonymous reader, and counts the work of it."""
    with archive.plant.store.reading() as connection:
        home = homes.fact(connection, "id")
    pinner = CountingPinner(archive.plant.generations.pinner(home, archive.analyzer.fingerprint))
    answering = Answering(archive.plant.store, pinner, archive.analyzer, CLOCK)

    def asking(question: str, **parameters: str):
        pinner.work = work = Work()
        with steps_counted(work):
            answer = answering.search(ANONYMOUS, {"q": question, **parameters})
        return answer, work

    asking("旱灾")  # what is read once a process, dictionaries above all, is no work of a question
    return asking


@pytest.mark.parametrize("match", ["auto", "all", "any"])
@pytest.mark.parametrize("shape", COSTLY)
def test_costly_questions_are_answered_for_bounded_work(counted: Counted, shape: str, match: str) -> None:
    for scope in ("all", "catalogue", "fulltext", "themes"):
        answer, work = counted(COSTLY[shape], scope=scope, match=match)

        assert work.asked.total() <= MOST_ASKED, (scope, work.asked)
        assert work.leaves <= MOST_LEAVES and work.steps <= MOST_STEPS, scope
        assert answer["total"]["units"] >= len([hit for hit in answer["hits"] if hit["unit"]])


def test_a_costlier_question_counts_for_more_work(counted: Counted) -> None:
    (_, little), (_, much) = counted("旱灾"), counted(COSTLY["250 characters"], match="any")
    assert little.asked.total() > 0 and 0 < little.leaves < much.leaves and 0 < little.steps < much.steps


@pytest.mark.parametrize("shape", ["only punctuation", "lone quote"])
def test_nothing_to_search_for_says_so(ask, shape: str) -> None:
    answer = ask(COSTLY[shape])
    assert answer["total"] == {"units": 0, "units_exact": True, "pages": 0}
    assert "nothing-searchable" in [notice["code"] for notice in answer["notices"]]


def test_an_empty_question_browses(ask, archive: Archive) -> None:
    answer = ask(COSTLY["blank"], size="100")
    seen = len(archive.by_class("unconditional")) + len(archive.by_class("conditional"))
    assert answer["total"]["units"] == seen
    assert answer["notices"] == []


_PARAMETERS = st.fixed_dictionaries(
    {"q": _SHAPES},
    optional={
        "scope": st.sampled_from(["all", "catalogue", "fulltext", "themes"]) | st.text(max_size=3),
        "match": st.sampled_from(["auto", "all", "any"]),
        "sort": st.sampled_from(["relevance", "date", "code"]),
        "size": st.sampled_from(["1", "7", "100", "0", "101", "-1", "x", "１"]),
        "from": st.sampled_from(
            ["1934", "193405", "19340512", "0000", "9999", "1934-05-12", "193413", "x", "１９３４"]
        ),
        "to": st.sampled_from(["1934", "193402", "19341231", "1", "19341332"]),
        "fonds": st.text(max_size=5),
        "class": st.sampled_from(["unconditional", "无条件共享", "x"]),
        "cursor": st.text(max_size=12)
        | st.sampled_from(["WyJhbGwiLDIwLG51bGxd", "WyIiLDAsWzE5MzQsIiIsMV1d"]),
        "facets": st.sampled_from(["", "fonds", "year,class", "nothing", ","]),
    },
)


@given(_PARAMETERS)
@example({"q": "福建", "cursor": "WyJhbGwiLDIwLG51bGxd", "sort": "date"})
@example({"q": "福建", "cursor": "WyIiLDAsWzE5MzQsIiIsMV1d", "sort": "relevance"})
@example({"q": "\ud800", "fonds": "\ud800", "category": "\x00", "theme": "\ud800"})
@settings(max_examples=120, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
def test_any_parameters_get_an_answer_or_a_clear_problem(
    archive: Archive, parameters: dict[str, str]
) -> None:
    try:
        answer = archive.answering.search(ANONYMOUS, parameters)
    except ProblemError as problem:
        assert problem.status == 400
        assert problem.letter.zh
        assert problem.letter.en
    else:
        assert answer["total"]["units"] >= 0
