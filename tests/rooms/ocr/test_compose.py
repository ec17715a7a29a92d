"""Lines become the text of a page: joined where a paragraph goes on, parted where it ends."""

from __future__ import annotations

import pytest

from ocr.lines import ReadLine, skew_of
from ocr.port import ReadCharacter
from ocr.reading_order import compose


def _line(x: float, y: float, text: str, size: float = 40.0) -> ReadLine:
    width = size * sum(1.0 if ord(sign) > 255 else 0.5 for sign in text)
    characters = tuple(
        ReadCharacter(sign, (x + at * size, y, x + (at + 1) * size, y + size), 0.9)
        for at, sign in enumerate(text)
    )
    quad = ((x, y - 4), (x + width, y - 4), (x + width, y + size + 4), (x, y + size + 4))
    return ReadLine(quad, characters, vertical=False)


def _text(*lines: ReadLine) -> str:
    page = compose(lines, 2000, 2000, "test")
    assert len(page.text) == len(page.characters)
    return page.text


def test_a_phrase_across_a_line_break_stays_one_phrase():
    assert (
        _text(
            _line(180, 100, "第一条为了加强数字档案的有效利"),
            _line(100, 164, "用促进数字档案共享，根据有关法律法"),
            _line(100, 228, "规，制定本办法。"),
            _line(180, 292, "第二条本省适用本办法。"),
        )
        == "第一条为了加强数字档案的有效利用促进数字档案共享，根据有关法律法规，制定本办法。\n第二条本省适用本办法。"
    )


def test_a_number_across_a_line_break_of_chinese_stays_one_number():
    assert (
        _text(
            _line(100, 100, "第一条本办法自民国三十七年即19"),
            _line(100, 164, "48年一月一日起施行至次年年底。"),
        )
        == "第一条本办法自民国三十七年即1948年一月一日起施行至次年年底。"
    )
    assert _text(
        _line(100, 100, "the ferry of the county 19"), _line(100, 164, "48 boats in all of them")
    ) == ("the ferry of the county 19 48 boats in all of them")


@pytest.mark.parametrize("number", ["第1頁", "第 12 页", "第三頁", "第1页 共10页", "-3-", "— 3 —"])
def test_a_page_s_number_stands_alone_where_a_short_page_would_join_it(number):
    lines = ["輪船碼頭租約", "立租約人陳某某今租到", "招商局碼頭一座年租壹萬貳仟元", number]
    text = _text(*(_line(120, 150 + at * 120, words, 48.0) for at, words in enumerate(lines)))
    assert text.splitlines()[2:] == ["招商局碼頭一座年租壹萬貳仟元", number]


@pytest.mark.parametrize("words", ["第1頁所載之數", "三百元", "1936"])
def test_a_line_that_says_more_than_a_page_s_number_goes_on(words):
    lines = ["招商局碼頭一座年租壹萬貳仟元", "招商局碼頭一座年租壹萬貳仟又", words]
    text = _text(*(_line(120, 150 + at * 120, each, 48.0) for at, each in enumerate(lines)))
    assert text.splitlines() == ["".join(lines)]


def test_latin_words_are_parted_by_a_blank_where_a_line_breaks():
    assert (
        _text(
            _line(100, 100, "the archives of the province"),
            _line(100, 164, "are kept in the county hall"),
            _line(100, 228, "by law"),
        )
        == "the archives of the province are kept in the county hall by law"
    )


def test_cells_of_a_row_are_parted_by_a_blank_and_rows_by_a_line_feed():
    rows = [
        _line(x, 100 + row * 100, text)
        for row, texts in enumerate([("1", "干部任免材料", "1954"), ("2", "防汛值班", "1987")])
        for x, text in zip((100, 300, 800), texts, strict=True)
    ]
    assert _text(*reversed(rows)) == "1 干部任免材料 1954\n2 防汛值班 1987"


def test_confidence_is_the_mean_by_character():
    page = compose([_line(0, 0, "档案")], 100, 100, "test")
    assert page.confidence == 0.9
    assert compose([], 100, 100, "test").confidence == 0.0


def test_skew_is_found_from_the_lines():
    rise = 0.02
    quads = [
        ((0.0, y), (800.0, y + 800 * rise), (800.0, y + 40 + 800 * rise), (0.0, y + 40.0))
        for y in (float(step * 80) for step in range(12))
    ]
    assert abs(skew_of(quads) - rise) < 0.002
    assert skew_of([]) == 0.0
