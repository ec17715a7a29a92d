"""Quotes inside a sentence are preferred and loosened; signs and small words exclude; titles in capitals are titles."""

from __future__ import annotations

import pytest

from lantai.measures.home import MeasuredUnit, MeasuringHome
from sharing.access import ANONYMOUS

UNITS = (
    MeasuredUnit("Q001-WS-0000001", "养老试点", ("探索“以房养老”的新路。",)),
    MeasuredUnit("Q001-WS-0000002", "居住权", ("居住权制度可以通过合同实现，房屋归老人使用。",)),
    MeasuredUnit("Q001-WS-0000003", "居住权", ("通过居住权制度，以房屋供养老人。",)),
    MeasuredUnit("Q001-WS-0000004", "关于“三清”工作的补充通知", ("无正文",)),
    MeasuredUnit("Q001-WS-0000005", "关于运动会的通知", ("文内提到三清殿修缮与工作的补充通知一事。",)),
    MeasuredUnit("Q001-WS-0000006", "RULES FOR GOODS NOT CLAIMED", ("pier",)),
    MeasuredUnit("Q001-WS-0000007", "RULES FOR GOODS", ("pier",)),
    MeasuredUnit("Q001-WS-0000008", "闽江航运", ("马尾",)),
    MeasuredUnit("Q001-WS-0000009", "闽江航运", ("洪山",)),
)


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory):
    home = MeasuringHome.at(tmp_path_factory.mktemp("quotes"), "rjieba")
    home.put(UNITS)
    home.index()
    answering = home.answering()

    def asking(question: str, **parameters: str):
        return answering.search(ANONYMOUS, {"q": question, **parameters})

    yield asking
    home.close()


def codes(answer) -> list[int]:
    return [int(hit["unit"]["code"][-1]) for hit in answer["hits"]]


def notices(answer) -> list[str]:
    return [notice["code"] for notice in answer["notices"]]


def test_what_is_quoted_in_a_sentence_comes_first_and_hides_nothing(ask) -> None:
    answer = ask("如何通过居住权制度实现“以房养老”？")
    assert answer["match"] == "any"
    assert codes(answer)[0] == 1 and set(codes(answer)) >= {1, 2, 3}
    assert notices(answer) == ["loosened", "quoted-first"]
    assert answer["total"]["units"] == len(codes(answer))


def test_what_nothing_says_as_it_is_quoted_is_loosened_and_it_is_said(ask) -> None:
    answer = ask("如何通过居住权制度实现“房以老养”？")
    assert {2, 3} <= set(codes(answer))
    assert notices(answer) == ["loosened", "quoted-nowhere"]
    # A quotation by itself is exact, and is not loosened.
    assert codes(ask("“房以老养”")) == []
    assert codes(ask("居住权 “房以老养”")) == []
    assert codes(ask("“以房养老”")) == [1]


@pytest.mark.parametrize(
    "typed",
    [
        "关于“三清”工作的补充通知",
        "“关于“三清”工作的补充通知”",
        '"关于“三清”工作的补充通知"',
        "《关于“三清”工作的补充通知》",
        "「关于“三清”工作的补充通知」",
        "题名:关于“三清”工作的补充通知",
        "题名:“关于“三清”工作的补充通知”",
    ],
)
def test_a_title_with_quotes_is_found_however_it_is_pasted(ask, typed: str) -> None:
    answer = ask(typed)
    assert (answer["match"], codes(answer), notices(answer)) == ("all", [4], [])


def test_the_notice_that_nothing_can_be_searched_never_stands_over_hits(ask) -> None:
    for typed in ("居住权 。", "居住权 ？ ——", "居住权 NOT 。", "“” 居住权", "居住权 OR ！"):
        answer = ask(typed)
        assert codes(answer) and "nothing-searchable" not in notices(answer), typed
    for typed in ("。", "？", "“”", "NOT 。"):
        assert notices(ask(typed)) == ["nothing-searchable"], typed


def test_titles_in_capitals_and_words_that_exclude(ask) -> None:
    assert codes(ask("RULES FOR GOODS NOT CLAIMED")) == [6]
    assert codes(ask("goods not claimed")) == [6]
    assert codes(ask("NOT CLAIMED")) == [6]
    for typed in ("-马尾", "－马尾", "!马尾", "not 马尾", "非 马尾", "NOT 马尾", "-“马尾”"):
        assert codes(ask(f"闽江航运 {typed}")) == [9], typed
