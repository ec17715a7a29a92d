"""Words of which a character is not known, numbers of telephones."""

from __future__ import annotations

import itertools

import pytest

from holdings.store import pages
from indexer.writing import drain
from search_api import patterns
from search_api.question import Chunk
from search_api.question_gaps import read_pattern
from sharing.access import ANONYMOUS
from tests.homes import make_plant, take, write_package
from tests.promises.asked_home import answering

_ROWS = (
    {"档号": "J001-1-1", "题名": "信札", "text": "林觉新致林维新：闽江铁路局成立。"},
    {"档号": "J001-1-2", "题名": "林，新。林木新苗", "text": "林甲乙新 林新"},
    {"档号": "J001-1-3", "题名": "林維新任職", "责任者": "林觉新", "text": "無關"},
    {
        "档号": "J001-1-4",
        "题名": "名册",
        "人名": "林　柏　新",
        "text": "闽北鐵路總局，organization of lighthouses",
    },
    {"档号": "J001-1-5", "题名": "密", "text": "林密新", "共享类型": "暂不共享"},
    {"档号": "J001-1-6", "题名": "林面新", "摘要": "林里新", "共享类型": "有条件共享"},
    {"档号": "J001-1-7", "题名": "字书", "text": "有作[工*刀]者。工程刀具"},
    {"档号": "J001-1-8", "题名": "总机", "text": "电话 0591-87654321，手机138-1234-5678"},
    {"档号": "J001-1-9", "题名": "号码簿", "text": "（0591）8765 4321，059187654322，13812345678"},
    {"档号": "J001-1-10", "题名": "码头", "text": "第七号码头"},
    {
        "档号": "J001-1-11",
        "题名": "有⿰氵每者",
        "text": "⿰氵每一字，" + "不识。" * 60 + "又作⿰氵每" + "不识。" * 60,
    },
)


@pytest.fixture(scope="module")
def answers(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("patterns")
    plant = make_plant(folder / "home")
    take(plant, write_package(folder / "移交", [{"共享类型": "无条件共享", **row} for row in _ROWS]))
    drain(plant)
    yield answering(plant)
    plant.store.close()


def ask(answers, question: str, **parameters: str):
    return answers.search(ANONYMOUS, {"q": question, "facets": "", **parameters})


def found(answers, question: str, **parameters: str) -> set[str]:
    told = ask(answers, question, **parameters)
    return {hit["unit"]["code"][7:] for hit in told["hits"]} if told["match"] == "all" else set()


@pytest.mark.parametrize(
    ("typed", "units"),
    [
        ("林?新", {"1", "2", "3", "4", "6"}),
        ("林？新", {"1", "2", "3", "4", "6"}),
        ("林??新", {"2"}),
        ("林*新", {"1", "2", "3", "4", "6"}),
        ("林觉?新", set()),
        ("闽?铁路", {"1", "4"}),
        ("閩?鐵路", {"1", "4"}),
        ("闽*路*局", {"1", "4"}),
        ("铁路?局", {"4"}),
        ("铁路*局", {"1", "4"}),
        ("organi?ation", {"4"}),
        ("organiz*n", {"4"}),
        ("organi*n", set()),
        ("rgani?ation", set()),
        ("light*uses", {"4"}),
        ("light*use", set()),
        ("题名:林?新", {"2", "3", "6"}),
        ("责任者:林?新", {"3"}),
        ("林?新 闽江", {"1"}),
        ("信札 NOT 林?新", set()),
        ("林?新 NOT 闽江", {"2", "3", "4", "6"}),
    ],
)
def test_a_sign_inside_a_word_stands_for_characters(answers, typed: str, units: set[str]) -> None:
    assert found(answers, typed) == units, typed
    assert found(answers, typed, sort="code") == units


def test_what_was_found_is_said_and_marked_on_the_page_too(answers) -> None:
    told = ask(answers, "林?新")
    (said,) = [each for each in told["notices"] if each["code"] == "pattern-found"]
    assert "林觉新" in said["zh"] and "林维新" in said["en"]
    (hit,) = [hit for hit in told["hits"] if hit["unit"]["code"] == "J001-1-1"]
    (page,) = hit["pages"]
    assert [page["text"][start:end] for start, end in page["marks"]] == ["林觉新", "林维新"]
    (shown,) = [hit["unit"] for hit in told["hits"] if hit["unit"]["code"] == "J001-1-3"]
    assert [shown["title"][start:end] for start, end in shown["title_marks"]] == ["林維新"]
    page = answers.page(ANONYMOUS, "J001-1-1", 1, "林?新")
    assert [page["text"][start:end] for start, end in page["marks"]] == ["林觉新", "林维新"]


def test_what_is_hidden_is_neither_found_nor_named(answers) -> None:
    """林密新 is withheld; 林里新 stands behind a face."""
    told = ask(answers, "林?新")
    assert not {"林密新", "林里新"} & set(told["question"]["chunks"])
    assert {"林觉新", "林维新", "林柏新", "林木新", "林面新"} == set(told["question"]["chunks"])


def test_signs_that_stand_as_typed_and_signs_that_fit_nothing(answers) -> None:
    assert found(answers, "[工*刀]") == {"7"} and found(answers, "工*刀") == {"7"}
    assert [each["code"] for each in ask(answers, "林觉?海")["notices"]] == ["pattern-nowhere"]
    assert "pattern-too-wide" in [each["code"] for each in ask(answers, "林*觉*新*社*长")["notices"]]


@pytest.mark.parametrize(
    "typed",
    [
        "林*",
        "*新",
        "？新",
        "林觉新？",
        "什么是居住权？如何登记才有效",
        "http://a.b/c?id=3",
        "林?，新",
        "?",
        "*?*",
        "林? 新",
    ],
)
def test_a_sign_at_an_end_and_in_a_sentence_is_no_gap(typed: str) -> None:
    assert all(read_pattern(Chunk(each)) is None for each in typed.split())


def test_of_very_many_texts_a_part_is_looked_into_and_it_is_said(answers, monkeypatch) -> None:
    looked: list[int] = []
    texts = pages.some_texts

    def counted(connection, wanted):
        wanted = list(wanted)
        looked.append(len(wanted))
        return texts(connection, wanted)

    monkeypatch.setattr(pages, "some_texts", counted)
    ask(answers, "林?新")
    assert looked[0] == 2
    looked.clear()
    monkeypatch.setattr(patterns, "MOST_LOOKED", 1)
    told = ask(answers, "林?新")
    assert looked[0] <= 2
    assert any("只看了其中一部分" in each["zh"] for each in told["notices"])


def test_a_telephone_number_is_the_same_however_it_is_parted(answers) -> None:
    forms = (
        "059187654321",
        "0591-87654321",
        "(0591) 8765-4321",
        "０５９１－８７６５４３２１",
        "0591 8765 4321",
    )
    for typed in (*forms, *(f"“{form}”" for form in forms[:4])):
        assert found(answers, typed) == {"8", "9"}, typed
    for typed in ("13812345678", "“138-1234-5678”", "138 1234 5678"):
        assert found(answers, typed) == {"8", "9"}, typed
    assert found(answers, "No.7") == found(answers, "№７") == {"10"}


def test_a_described_character_is_found_as_it_was_described_and_marked_whole(answers) -> None:
    for typed in ("⿰氵每", "“⿰氵每一字”", "又作⿰氵每", "题名:⿰氵每", "有?者"):
        assert found(answers, typed) == {"11"}, typed
    assert found(answers, "海") == {"11"}
    for typed in ("每", "氵每", "⿱氵每"):
        assert found(answers, typed) == set(), typed
    (hit,) = ask(answers, "⿰氵每")["hits"]
    assert {hit["unit"]["title"][start:end] for start, end in hit["unit"]["title_marks"]} == {"⿰氵每"}
    for page in hit["pages"]:
        assert {page["text"][start:end] for start, end in page["marks"]} == {"⿰氵每"}
    page = answers.page(ANONYMOUS, "J001-1-11", 1, "⿰氵每")
    assert [page["text"][start:end] for start, end in page["marks"]] == ["⿰氵每"] * 2


def test_signs_of_any_kind_are_read_without_a_fault(answers) -> None:
    for signs in itertools.product("林?*新 ", repeat=4):
        read_pattern(Chunk("".join(signs)))
    for typed in ("?*?", "林?*?新", "?林", "**", "林？？新"):
        assert ask(answers, typed)["total"]["units"] >= 0
