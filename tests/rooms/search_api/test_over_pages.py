"""A phrase is found over the end of a page: on the page where it begins, once."""

from __future__ import annotations

import pytest

from indexer.writing import drain
from sharing.access import ANONYMOUS
from tests.homes import make_plant, take, write_package
from tests.promises.asked_home import answering

_LONG = "本局派员勘验闸门限期完工各乡分摊工料" * 60


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory):
    folder = tmp_path_factory.mktemp("over")
    rows = [
        {
            "档号": "J001-1-1",
            "题名": "手稿",
            "共享类型": "无条件共享",
            "text": "当年乘坐飞云\f号轮船渡海。\f又记",
        },
        {"档号": "J001-1-2", "题名": "同船", "共享类型": "无条件共享", "text": "飞云号轮船。\f飞云号"},
        {"档号": "J001-1-3", "题名": "二档", "共享类型": "无条件共享", "文件": "a.txt;b.txt"},
        {"档号": "J001-1-4", "题名": "密件", "共享类型": "暂不共享", "text": "暗渡陈\f仓之计"},
        {"档号": "J001-1-5", "题名": "无句读", "共享类型": "无条件共享", "text": "头" + _LONG * 2 + "尾"},
    ]
    plant = make_plant(folder / "home")
    take(plant, write_package(folder / "移交", rows, {"a.txt": "末字飞云", "b.txt": "号字起首"}))
    drain(plant)
    answers = answering(plant)

    def asking(question: str, **parameters: str):
        return answers.search(ANONYMOUS, {"q": question, **parameters})

    yield asking
    plant.store.close()


def found(answer) -> dict[str, list[int]]:
    return {hit["unit"]["code"][-1]: [page["number"] for page in hit["pages"]] for hit in answer["hits"]}


@pytest.mark.parametrize("question", ["飞云号", "“飞云号”", "“飞云号轮船”", "飛雲號輪船"])
def test_a_phrase_over_the_end_of_a_page_is_found_where_it_begins(ask, question: str) -> None:
    answer = ask(question)
    assert answer["match"] == "all"
    assert found(answer)["1"] == [1]
    assert set(found(answer)) == {"1", "2"}
    assert set(found(ask(question, sort="code"))) == {"1", "2"}


def test_what_stands_on_one_page_is_counted_once_and_two_files_are_no_text(ask) -> None:
    assert ask("“飞云”")["total"]["pages"] == 4
    assert ask("“号轮船”")["total"]["pages"] == 2
    assert "3" not in found(ask("“飞云号”"))
    assert set(found(ask("“渡海。又记”"))) == {"1"} and not found(ask("“渡海又记”"))
    assert found(ask("“云号轮” NOT “飞云号轮船”")) == {}


def test_a_text_without_an_end_of_a_sentence_is_found_over_the_cut(ask) -> None:
    text = "头" + _LONG * 2 + "尾"
    for reach in (1, 3, 9, 30):
        assert set(found(ask(f"“{text[2000 - reach : 2000 + reach]}”"))) == {"5"}


def test_what_nobody_may_see_goes_on_for_nobody(ask) -> None:
    assert ask("“陈仓”")["total"]["units"] == 0 and ask("暗渡陈仓", match="all")["total"]["units"] == 0
