"""What the parts of a question find."""

from __future__ import annotations

import pytest

from holdings.codes import is_below
from tests.rooms.search_api.archive import Archive
from tests.rooms.search_api.test_exact_phrases import all_pages

NUMBER_UNITS = {"J101-WS·2018-001", "J101-WS·2018-002", "J101-WS·2018-003"}


@pytest.mark.parametrize(
    "typed",
    [
        "闽政〔2018〕5号",
        "闽政(2018)5号",
        "閩政[2018]第5號",
        "闽政（2018）5号",
        "閩政【２０１８】５號",
        "闽政﹝2018﹞ 5号",
        "闽政〔二〇一八〕五号",
    ],
)
def test_document_numbers_in_any_brackets(ask, typed: str) -> None:
    """By the unit's 文号 and where texts mention it, written otherwise; 15 is not 5."""
    found, _, told = all_pages(ask, typed.replace(" ", ""))
    assert found == NUMBER_UNITS
    assert told["match"] == "all"
    assert all_pages(ask, f"文号:{typed.replace(' ', '')}")[0] == {"J101-WS·2018-001"}


def test_a_document_number_beside_words_and_operators(ask) -> None:
    assert all_pages(ask, "闽政(2018)5号 精神")[0] == {"J101-WS·2018-002"}
    assert all_pages(ask, "闽政(2018)5号文件精神")[0] == {"J101-WS·2018-002"}
    assert all_pages(ask, "题名:盐务局总目 OR 文号:闽政(2018)5号")[0] == {"J103-WS-11", "J101-WS·2018-001"}
    assert all_pages(ask, "闽政(2018)5号 NOT 精神")[0] == NUMBER_UNITS - {"J101-WS·2018-002"}


def test_until_a_year_is_asked_of_dates_and_of_texts(ask) -> None:
    """種報告 1933年以前: 1911, and 1933 to 1935, not 1934 and what has no date."""
    dated = {"J102-1-0001-0006", "J102-1-0001-0008"}
    assert all_pages(ask, "种报告 1933年以前", fonds="J102")[0] == dated
    assert all_pages(ask, "种报告 日期:-1933", fonds="J102")[0] == dated
    assert all_pages(ask, "种报告 1935年以后", fonds="J102")[0] == {"J102-1-0001-0006", "J102-1-0001-0007"}


REPORTS = {f"J102-1-0001-000{at}" for at in range(1, 7)}


@pytest.mark.parametrize(
    "typed",
    [
        "民国二十三年",
        "民國23年",
        "1934年",
        "一九三四年",
        "１９３４年",
        "民国２３年",
        "民国廿三年",
        "民國貳拾叁年",
        "公元1934年",
    ]
    + ["昭和九年", "民23年"],
)
def test_a_year_is_found_however_it_is_written(ask, typed: str) -> None:
    """民国23年, 1934年, 一九三四年 in texts, and units dated 1934; in every direction."""
    told = ask(typed, size="100", fonds="J102")
    found = {hit["unit"]["code"] for hit in told["hits"]}
    assert found == REPORTS


def test_four_digits_alone_are_a_year_in_words_and_no_date(ask) -> None:
    told = ask("1934", size="100", fonds="J102")
    # 0005 is found by its 日期 19340912 as it is written; 0006, dated 1933-1935, is not.
    assert {hit["unit"]["code"] for hit in told["hits"]} == REPORTS - {"J102-1-0001-0006"}


def test_in_quotes_a_year_has_other_digits_and_no_other_calendar(ask) -> None:
    def found(typed: str) -> set[str]:
        return {hit["unit"]["code"] for hit in ask(typed, size="100", fonds="J102")["hits"]}

    assert found("“1934年”") == found("“一九三四年”") == {"J102-1-0001-0002", "J102-1-0001-0003"}
    assert found("“民国二十三年”") == found("“民国23年”") == {"J102-1-0001-0001", "J102-1-0001-0004"}
    assert found("“民国廿三年九月训令”") == {"J102-1-0001-0004"}
    assert found("“二〇一〇年重抄”") == found("“2010年重抄”") == {"J102-1-0001-0008"}


def test_a_year_beside_words(ask) -> None:
    assert {hit["unit"]["code"] for hit in ask("民国二十三年 决算")["hits"]} == {"J102-1-0001-0003"}
    assert {hit["unit"]["code"] for hit in ask("1934年决算书")["hits"]} == {"J102-1-0001-0003"}
    assert "J102-1-0001-0005" in {hit["unit"]["code"] for hit in ask("民国二十三年 戊种报告")["hits"]}


def test_a_year_of_the_date_goes_with_words_of_the_text(ask) -> None:
    """The unit is dated 1934, its page says the rest; a page whose own text says nothing of it does not count."""
    for typed in ("民国二十三年 无年月可考", "1934年 无年月可考"):
        told = ask(typed, match="all")
        assert [hit["unit"]["code"] for hit in told["hits"]] == ["J102-1-0001-0005"]
        assert told["total"] == {"units": 1, "units_exact": True, "pages": 1}
    told = ask("1934年", match="all", from_="19340912", to="19340912", fonds="J102")
    assert told["total"]["pages"] == 0
    assert ask("1933年 无年月可考", match="all")["total"]["units"] == 0


def test_years_of_the_qing_and_both_zeros(ask) -> None:
    for typed in ("光绪二十年", "光緒二十年", "光绪20年", "“光绪二十年”"):
        assert [hit["unit"]["code"] for hit in ask(typed)["hits"]] == ["J102-1-0001-0009"], typed
    for typed in ("二○一○年重抄", "二〇一〇年重抄", "“二○一〇年校”", "二零一零年重抄"):
        told = ask(typed, match="all")
        if typed.startswith("二零"):
            continue
        assert [hit["unit"]["code"] for hit in told["hits"]] == ["J102-1-0001-0008"], typed


def test_codes_whole_and_all_below_them(ask, archive: Archive) -> None:
    for start in ("J103", "J103-WS", "j103－ws", "J002-2", "J101-WS·2018", "J101-WS"):
        seen = {each.code for each in archive.held if each.sharing_class in ("unconditional", "conditional")}
        wanted = {code for code in seen if is_below(code, start.upper().replace("－", "-"))}
        assert wanted
        assert all_pages(ask, start)[0] == wanted
        assert all_pages(ask, f"档号:{start}")[0] == wanted
    assert all_pages(ask, "J101-WS.2018-001")[0] == {"J101-WS·2018-001"}
    assert all_pages(ask, "档号:J103-WS-1")[0] == {"J103-WS-1"}
    assert all_pages(ask, "档号:J10")[0] == set()
    assert all_pages(ask, "档号:J103-")[0] == all_pages(ask, "J103")[0]


@pytest.mark.parametrize(
    "typed",
    [
        "J101-WS-2018-001",
        "J101WS2018001",
        "J101 WS 2018 001",
        "“J101-WS·2018-001”",
        "J101-WS·2018-1",
        "WS·2018-001",
        "j101_ws_2018_001",
        "档号:J101-WS-2018-1",
    ],
)
def test_a_code_however_it_is_typed_and_its_end(ask, typed: str) -> None:
    for sort in ("relevance", "code"):
        told = ask(typed, sort=sort)
        assert (told["match"], told["hits"][0]["unit"]["code"]) == ("all", "J101-WS·2018-001"), sort
        assert told["total"]["units"] == 1


def test_what_is_no_code_is_looked_for_as_it_was(ask) -> None:
    assert ask("WS-2018-777 精神")["match"] == "any"


def test_fields_look_in_their_element_alone(ask) -> None:
    assert all_pages(ask, "题名:盐务局")[0] == {"J103-WS-11"}
    assert all_pages(ask, "題名:鹽務局")[0] == {"J103-WS-11"}
    assert all_pages(ask, "题名:“盐务”")[0] == {"J103-WS-11"}
    # A number is whole: 第1件 is not in 第11件, whose words have the same characters.
    assert all_pages(ask, "题名:第1件", fonds="J104")[0] == {"J104-1-0001-0001"}
    assert all_pages(ask, "题名:呈文12件", fonds="J104")[0] == {"J104-1-0001-0012"}
    assert all_pages(ask, "责任者:盐务局")[0] == set()
    assert all_pages(ask, "题名:总")[0] >= {"J103-WS-11"}
    assert all_pages(ask, "题名:目", fonds="J103")[0] == {"J103-WS-11"}
    assert all_pages(ask, "题名:总目盐务")[0] == {"J103-WS-11"}


def test_and_or_not(ask) -> None:
    salt = {"J103-WS-10", "J103-WS-11"}
    assert all_pages(ask, "盐务局")[0] == salt
    assert all_pages(ask, "盐务局 AND 月报")[0] == {"J103-WS-10"}
    assert all_pages(ask, "盐务局 NOT 月报")[0] == {"J103-WS-11"}
    assert all_pages(ask, "月报 OR 总目", fonds="J103")[0] == salt
    assert all_pages(ask, "题名:总目 OR 题名:邻字")[0] == {"J103-WS-11", "J103-WS-2"}
    assert all_pages(ask, "(总目 OR 月报) AND 盐务局")[0] == salt
    assert all_pages(ask, "盐务局 AND NOT (总目 OR 月报)")[0] == set()
    assert all_pages(ask, "盐务局 日期:1953")[0] == {"J103-WS-10"}
    assert all_pages(ask, "盐务局 日期:1953..1954")[0] == salt
    assert all_pages(ask, "日期:1953 OR 题名:总目", fonds="J103")[0] == salt | {"J103-WS-1"}


def test_or_not_and_dates_are_not_loosened(ask) -> None:
    for typed in (
        "盐务局 不曾有过的话 NOT 甲",
        "盐务局 不曾有过的话 日期:1953",
        "(盐务局 OR 月报) 不曾有过的话",
    ):
        told = ask(typed)
        assert (told["match"], told["total"]["units"]) == ("all", 0), typed


def test_not_alone_finds_the_rest_that_may_be_seen(ask, archive: Archive) -> None:
    seen = {each.code for each in archive.held if each.sharing_class in ("unconditional", "conditional")}
    without = {each.code for each in archive.held if each.code in seen and "报告" in each.elements["题名"]}
    assert all_pages(ask, "NOT 题名:报告")[0] == seen - without
    assert all_pages(ask, "NOT NOT 题名:报告")[0] == without


def test_not_does_not_tell_what_stands_in_hidden_pages(ask, archive: Archive) -> None:
    """The face of a conditional unit is found by NOT whatever its pages say."""
    for held in archive.by_class("conditional"):
        hidden = held.pages[0][10:14] if held.pages else ""
        if hidden in held.face or not hidden.isalnum():
            continue
        told = ask(f'档号:{held.code} NOT "{hidden}"')
        assert held.code in [hit["unit"]["code"] for hit in told["hits"]]
        assert ask(f'档号:{held.code} "{hidden}"')["total"]["units"] == 0
    for held in archive.by_class("withheld"):
        assert ask(f"档号:{held.code}")["total"]["units"] == 0
        assert ask(f"档号:{held.code} OR NOT NOT 档号:{held.code}")["total"]["units"] == 0


def test_full_width_digits_and_letters(ask) -> None:
    assert all_pages(ask, "“第１２页”")[0] == {"J103-WS-10"}
    assert all_pages(ask, "Ｊ１０３－ＷＳ－１１")[0] == {"J103-WS-11"}


def test_the_question_as_understood_is_told(ask) -> None:
    told = ask("盐务局 “月报”", from_="1953", fonds="J103")["question"]
    assert told["chunks"] == ["盐务局", "月报"]
    assert told["filters"] == {"fonds": "J103", "from": "19530101"}
    assert told["text"] == "盐务局 “月报”"
    assert ask("J103-WS-11")["question"]["chunks"] == ["J103-WS-11"]
