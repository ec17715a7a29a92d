"""A question in natural language is answered by some of its words too; keywords by all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from analyzers.chains import make_analyzer
from analyzers.fold import fold
from lantai.measures.home import MeasuredUnit, MeasuringHome
from search_api.sentences import is_sentence
from sharing.access import ANONYMOUS

_TEXTS = {
    "欠薪": "用人单位拖欠劳动报酬的，劳动者可以向劳动行政部门投诉。",
    "赔偿": "用人单位拖欠劳动报酬，由劳动行政部门责令支付赔偿金。",
    "偶然": "劳动报酬、茶叶、拖欠、投诉、用人单位、龙眼，以上各词均为编目示例。",
    "龙眼": "兴化军所产龙眼，岁贡三百斤。",
    "盐务": "盐务局月报，附件三号。",
}
Ask = Callable[..., Any]


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ask]:
    """Asks a home in which one unit has by chance every word of a sentence, and 520 have two words."""
    home = MeasuringHome.at(tmp_path_factory.mktemp("sentences"), "rjieba")
    told = [
        MeasuredUnit(f"M001-WS-{at:04d}", title, (text,))
        for at, (title, text) in enumerate(_TEXTS.items(), 1)
    ]
    crowd = [MeasuredUnit(f"M002-WS-{at:04d}", "卷", ("桐油出口税则",)) for at in range(1, 521)]
    home.put([*told, *crowd])
    home.index()
    answering = home.answering()

    def asking(question: str, **parameters: str) -> Any:
        return answering.search(ANONYMOUS, {"q": question, **parameters})

    yield asking
    home.close()


def _titles(answer: Any) -> list[str]:
    return [hit["unit"]["title"] for hit in answer["hits"]]


def _said(answer: Any) -> list[str]:
    return [notice["code"] for notice in answer["notices"]]


def test_a_chance_match_of_everything_does_not_hide_the_rest(ask: Ask) -> None:
    answer = ask("用人单位拖欠劳动报酬，如何投诉？")
    assert answer["match"] == "any"
    # What has all of it comes first, and the answer says how many do.
    assert set(_titles(answer)[:2]) == {"欠薪", "偶然"}
    assert "赔偿" in _titles(answer)[2:]
    assert _said(answer) == ["all-first"]
    assert "2" in answer["notices"][0]["zh"]


def test_a_sentence_shows_whatever_loosening_shows(ask: Ask) -> None:
    for question in ("用人单位拖欠劳动报酬怎么办", "谁进贡龙眼？", "盐务局的月报有哪些附件？"):
        assert set(_titles(ask(question))) >= set(_titles(ask(question, match="any")))


def test_keywords_keep_all(ask: Ask) -> None:
    for question in ("拖欠 投诉", "劳动报酬 用人单位 投诉", "盐务局月报"):
        answer = ask(question)
        assert answer["match"] == "all", question
        assert _said(answer) == []
    assert _titles(ask("劳动报酬 投诉 用人单位")) == _titles(ask("劳动报酬 投诉 用人单位", match="all"))


def test_any_puts_first_what_has_everything(ask: Ask) -> None:
    assert _titles(ask("茶叶 龙眼", match="any"))[0] == "偶然"


def test_the_pages_of_an_answer_make_the_same_list(ask: Ask) -> None:
    question = "用人单位拖欠劳动报酬，如何投诉？"
    whole = ask(question, size="10")
    told: list[str] = []
    answer = ask(question, size="1")
    while True:
        told += _titles(answer)
        assert answer["total"] == whole["total"]
        if answer["next"] is None:
            break
        answer = ask(question, size="1", cursor=answer["next"])
    assert told == _titles(whole)
    assert whole["total"] == {"units": len(told), "units_exact": True, "pages": len(told)}


def test_where_a_list_is_full_of_what_has_everything_nothing_else_is_looked_for(ask: Ask) -> None:
    answer = ask("桐油出口税则是什么？")
    assert answer["match"] == "all"
    assert answer["total"]["units"] == 520
    # Filters do not change what was decided.
    assert ask("桐油出口税则是什么？", fonds="M001")["match"] == "all"


def test_by_code_a_sentence_is_answered_alike(ask: Ask) -> None:
    question = "用人单位拖欠劳动报酬，如何投诉？"
    answer = ask(question, sort="code")
    assert answer["match"] == "any"
    assert set(_titles(answer)) == set(_titles(ask(question)))
    assert _said(answer) == ["some-of-it"]


def test_a_sentence_that_nothing_has_is_loosened_as_before(ask: Ask) -> None:
    answer = ask("盐务局为什么拖欠龙眼？")
    assert answer["match"] == "any"
    assert _said(answer) == ["loosened"]


@pytest.mark.parametrize(
    "text",
    [
        "谁可以成为个体工商户？",
        "導遊有哪些義務",
        "邻居乱丢垃圾堵塞排水沟可以要求他清理",
        "业主委员会是否具备诉讼主体资格",
        "直播坠亡，网络平台承担侵权责任",
        "偷别人的游戏账号内道具是不是盗窃",
        "租赁土地面积有争议如何处理?",
        "能否减轻责任？（学校应否承担赔偿责任）",
        "帮助犯罪分子拉微信群是犯罪吗",
    ],
)
def test_sentences(text: str) -> None:
    assert is_sentence(text, make_analyzer("rjieba").words(fold(text)))


@pytest.mark.parametrize(
    "text",
    [
        "龙眼",
        "何永福",
        "关于加强港口码头安全管理的报告",
        "福建省档案条例（试行）",
        "几内亚",
        "闽政〔2018〕5号",
        "张三、李四、王五",
        "民国二十三年盐务局月报",
        "1900·Y-001-001",
        "林森，县长",
    ],
)
def test_keywords(text: str) -> None:
    assert not is_sentence(text, make_analyzer("rjieba").words(fold(text)))
