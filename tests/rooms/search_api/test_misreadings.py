"""A word is found in recognised pages in spite of misreadings: marked so, after exact hits, and only there."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from holdings.doubts import Doubt, with_doubts
from holdings.store.tables import page_texts
from lantai.measures.home import MeasuredUnit, MeasuringHome
from search_api.answering import Answering
from search_api.misread_marks import read_as_asked
from search_api.problems import ProblemError
from sharing.access import ANONYMOUS

#: 省 was read as 肖, and the engine thought of 省; 训 was lost before 令, and the engine nearly read it.
MISREAD = "福建肖政府密令，民国廿三年福州各县"
DOUBTS = (Doubt(2, 0.6, (("省", 0.3), ("消", 0.05))), Doubt(6, 0.9, lost=(("訓", 0.1),)))
UNITS = (
    MeasuredUnit("M001-WS-0000001", "打字件", ("福建省政府訓令第五號",)),
    MeasuredUnit("M001-WS-0000002", "扫描件", (MISREAD, "无关的一页"), doubts=(DOUBTS, ())),
    # The same wrong characters in a text that was never recognised are what they are.
    MeasuredUnit("M001-WS-0000003", "电子件", (MISREAD,)),
    MeasuredUnit("M001-WS-0000004", "断行", ("呈報旱災情形\n請予賑濟",), doubts=((),)),
    MeasuredUnit("M001-WS-0000005", "断行的电子件", ("呈報旱災情形\n請予賑濟",)),
)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory):
    made = MeasuringHome.at(tmp_path_factory.mktemp("misreadings"), "rjieba")
    made.put(UNITS)
    made.index()
    yield made
    made.close()


@pytest.fixture(scope="module")
def ask(home: MeasuringHome):
    answering: Answering = home.answering()

    def asking(question: str, **parameters: str):
        return answering.search(ANONYMOUS, {"q": question, **parameters})

    return asking


def codes(answer) -> list[int]:
    return [int(hit["unit"]["code"][-1]) for hit in answer["hits"]]


def marked(answer) -> list[tuple[bool, list[str]]]:
    return [
        (page["tolerant"], [page["text"][start:end] for start, end in page["marks"]])
        for hit in answer["hits"]
        for page in hit["pages"]
    ]


@pytest.mark.parametrize("question", ["福建省政府", "“省政府”", "建省", "福建省"])
@pytest.mark.parametrize("sort", ["relevance", "code"])
def test_what_was_misread_is_found_and_marked_where_it_stands(ask, question, sort):
    answer = ask(question, sort=sort)
    assert codes(answer) == [1, 2]
    assert [tolerant for tolerant, _ in marked(answer)] == [False, True]
    assert "".join(marked(answer)[1][1]) in MISREAD and "肖" in "".join(marked(answer)[1][1])
    assert answer["total"] == {"units": 2, "units_exact": True, "pages": 2, "pages_tolerant": 1}
    assert [notice["code"] for notice in answer["notices"]] == ["tolerant"]


def test_exact_hits_stand_first_whatever_else_speaks_for_the_others(ask):
    # The misread page has more of the words besides.
    answer = ask("福建省政府", size="1")
    assert codes(answer) == [1]
    assert codes(ask("福建省政府", size="1", cursor=answer["next"])) == [2]


def test_a_reader_can_turn_it_off(ask):
    answer = ask("福建省政府", tolerant="0")
    assert codes(answer) == [1]
    assert "pages_tolerant" not in answer["total"] and answer["notices"] == []
    with pytest.raises(ProblemError) as caught:
        ask("福建省政府", tolerant="perhaps")
    assert caught.value.status == 400


def test_a_lost_character_is_found_again_at_its_place(ask):
    answer = ask("“密訓令”")
    assert codes(answer) == [2]
    assert marked(answer) == [(True, ["密令"])]


def test_the_end_of_a_line_parts_no_word_recognised_or_not(ask):
    assert codes(ask("“情形请予”")) == [4, 5]
    assert codes(ask("“情形请予”", tolerant="0")) == [4, 5]


def test_the_page_itself_is_marked_where_the_phrase_may_stand(home):
    answer = home.answering().page(ANONYMOUS, "M001-WS-0000002", 1, "省政府")
    assert [answer["text"][start:end] for start, end in answer["marks"]] == ["肖政府"]
    electronic = home.answering().page(ANONYMOUS, "M001-WS-0000003", 1, "省政府")
    assert "肖政府" not in [electronic["text"][start:end] for start, end in electronic["marks"]]


def test_who_wants_no_tolerance_sees_no_such_marks_on_the_page(home):
    answer = home.answering().page(ANONYMOUS, "M001-WS-0000002", 1, "省政府 福州", tolerant=False)
    marks = [answer["text"][start:end] for start, end in answer["marks"]]
    assert "福州" in marks and "肖政府" not in marks


def test_what_shall_not_be_there_is_left_out_only_where_it_was_read(ask):
    assert codes(ask("福建 NOT 省政府", sort="code")) == [2, 3]
    for sort in ("relevance", "code"):
        assert codes(ask("省政府 NOT 密令", sort=sort)) == [1]
        assert codes(ask("省政府 NOT 第五号", sort=sort)) == [2]
        assert codes(ask("省政府 福州", sort=sort)) == [2]
        assert codes(ask("省政府 OR 賑濟", sort=sort)) == ([1, 2, 4, 5] if sort == "code" else [1, 4, 5, 2])


@pytest.mark.parametrize("sort", ["relevance", "code"])
def test_a_quote_in_a_question_that_is_loosened_stays_asked_in_spite_of_misreadings(ask, sort):
    answer = ask("“省政府” 何時裁撤福建局所", sort=sort)
    assert (answer["match"], codes(answer)) == ("any", [1, 2])
    assert marked(answer)[0][0] is False and marked(answer)[1][0] is True
    assert "".join(marked(answer)[1][1]) in MISREAD
    assert answer["total"] == {"units": 2, "units_exact": True, "pages": 2, "pages_tolerant": 1}
    assert [notice["code"] for notice in answer["notices"]] == ["loosened", "tolerant"]
    assert codes(ask("“省政府” 何時裁撤福建局所", sort=sort, tolerant="0")) == [1]
    assert codes(ask("“密訓令” 何時頒布福建", sort=sort)) == [2]
    assert codes(ask("“密訓令” 何時頒布福建", sort=sort, tolerant="0")) == []


def test_the_catalogue_knows_nothing_of_it(ask):
    assert ask("省政府", scope="catalogue")["hits"] == []


def test_what_may_stand_on_a_page_speaks_for_it_in_a_loosened_question_and_is_not_marked(tmp_path: Path):
    home = MeasuringHome.at(tmp_path, "rjieba")
    home.put(
        (
            MeasuredUnit("M001-WS-0000001", "—", (MISREAD,)),
            MeasuredUnit("M001-WS-0000002", "—", (MISREAD,), doubts=(DOUBTS,)),
        )
    )
    home.index()
    answering = home.answering()
    question = {"q": "福建省政府何時裁撤局所"}
    found = answering.search(ANONYMOUS, question)
    assert (found["match"], codes(found)) == ("any", [2, 1])
    assert not any(tolerant for tolerant, _ in marked(found))
    assert codes(answering.search(ANONYMOUS, question | {"tolerant": "0"})) == [1, 2]
    home.close()


def test_what_no_page_holds_as_it_was_read_tells_most_which_page_is_meant(tmp_path: Path):
    fish = "鸚嘴魚棲息在沿岸的珊瑚礁區，主要分布在"
    home = MeasuringHome.at(tmp_path, "rjieba")
    home.put(
        (
            MeasuredUnit("M001-WS-0000001", "綠鸚嘴魚", (f"綠{fish}印度洋的什麼地方", "鸚嘴魚")),
            MeasuredUnit(
                "M001-WS-0000002", "—", (f"優{fish}太平洋",), doubts=((Doubt(0, 0.6, (("疣", 0.2),)),),)
            ),
            *(MeasuredUnit(f"M001-WS-100000{at}", "—", ("魚類與海洋，地方的分布",)) for at in range(5)),
        )
    )
    home.index()
    question = {"q": "疣鸚嘴魚主要分布在什麼地方"}
    assert codes(home.answering().search(ANONYMOUS, question))[0] == 2
    home.close()


@pytest.mark.parametrize(
    ("pairs", "read"),
    [
        ({"建省", "省政"}, "福建省政府密令‖民国廿三年福州各县"),
        ({"密训", "训令"}, "福建肖政府密训令‖民国廿三年福州各县"),
        ({"消政"}, "福建消政府密令‖民国廿三年福州各县"),
        ({"政府"}, "福建肖政府密令‖民国廿三年福州各县"),
        (set(), "福建肖政府密令‖民国廿三年福州各县"),
    ],
)
def test_a_page_is_ranked_as_if_it_said_what_is_asked_where_it_may(pairs: set[str], read: str):
    packed = with_doubts(b"", DOUBTS, MISREAD)
    assert read_as_asked(MISREAD, packed, frozenset(pairs)) == read


def test_what_the_engine_never_thought_of_is_not_found(ask):
    assert codes(ask("“福建者政府”")) == []
    assert codes(ask("“省政局”")) == []


def test_a_page_that_a_person_mended_says_what_it_says(tmp_path: Path):
    home = MeasuringHome.at(tmp_path, "rjieba")
    home.put(UNITS[1:2])
    with home.store.writing() as connection:
        connection.execute(page_texts.update().values(reading="corrected"))
    home.index()
    assert codes(home.answering().search(ANONYMOUS, {"q": "“福建省政府”"})) == []
    home.close()


def test_where_nothing_was_recognised_answers_are_the_same_with_and_without(tmp_path: Path):
    home = MeasuringHome.at(tmp_path, "rjieba")
    home.put(replace(unit, doubts=()) for unit in UNITS)
    home.index()
    answering = home.answering()
    for question in ("福建省政府", "“密令”", "福建 训令", "民国廿三年的福州"):
        with_it, without = (
            answering.search(ANONYMOUS, {"q": question, "tolerant": word}) for word in ("1", "0")
        )
        assert json.dumps(with_it, sort_keys=True) == json.dumps(without, sort_keys=True)
    home.close()
