"""What was found is marked in the text as it stands: either script, never HTML, boxes where there are some."""

from __future__ import annotations

import random

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from analyzers.fold import fold, folds_one_to_one
from analyzers.layout import fold_closed_with_offsets
from holdings.pages import pack_boxes
from holdings.store import homes
from search_api.answering import Answering
from search_api.marks import boxes_of, marks_in, pattern_of, snippet_of
from sharing.access import ANONYMOUS
from tests.homes import CLOCK
from tests.rooms.search_api.archive import Archive
from tests.rooms.search_api.plain_truth import collapsed, words_of

_TEXTS = st.text("福建省財政厅政，。 é㈠…ﬁ\u0301\u200b𠮷😀aAＡ\n", max_size=400)
_NEEDLES = st.lists(st.text("福建省财政厅e一a𠮷", min_size=1, max_size=4), min_size=1, max_size=4)


@given(_TEXTS, _NEEDLES)
@example("㈠" * 200 + "福建省" + "尾" * 200, ["福建省"])
@example("e\u0301" * 300 + "财政" + "尾" * 300, ["财政"])
def test_marks_are_ranges_of_the_shown_text_that_fold_to_a_needle(text: str, needles: list[str]) -> None:
    folded = tuple(dict.fromkeys(fold(needle) for needle in needles))
    snippet = snippet_of(text, folded)
    assert text[snippet.start : snippet.start + len(snippet.text)] == snippet.text
    assert len(snippet.text) <= 120
    whole = marks_in(text, folded)
    assert bool(snippet.marks) == bool(whole)
    for shown, marks in ((snippet.text, snippet.marks), (text, whole)):
        last = 0
        for start, end in marks:
            assert last <= start < end <= len(shown)
            last = end
            marked = collapsed(shown[start:end])
            assert any(collapsed(needle).strip("‖") in marked for needle in folded)


@given(st.text(max_size=200), st.lists(st.text(max_size=6), max_size=5))
def test_any_text_and_any_needles(text: str, needles: list[str]) -> None:
    snippet = snippet_of(text, tuple(map(fold, needles)))
    assert all(0 <= start < end <= len(snippet.text) for start, end in snippet.marks)


_PHRASES = st.lists(
    st.text("福建省财政厅a，“ ？", min_size=1, max_size=8).filter(lambda text: any(map(str.isalnum, text))),
    min_size=1,
    max_size=4,
)


@given(st.text("福建省財政厅政，。〇○ aAＡ１“”\n", max_size=400), _NEEDLES | _PHRASES)
@example("福建，財政廳。", ["财政?", "建 财"])
def test_marks_whose_places_are_reckoned_are_those_of_a_text_folded_with_its_places(
    text: str, needles: list[str]
) -> None:
    folded = tuple(dict.fromkeys(fold(needle) for needle in needles))
    assert folds_one_to_one(text)
    pattern = pattern_of(folded)
    assert pattern is not None
    told = fold_closed_with_offsets(text)
    assert marks_in(text, folded) == tuple(
        told.original_span(*at.span()) for at in pattern.finditer(told.text)
    )
    snippet = snippet_of(text, folded)
    told = fold_closed_with_offsets(snippet.text)
    assert snippet.marks == tuple(told.original_span(*at.span()) for at in pattern.finditer(told.text))


def test_boundaries_match_any_other() -> None:
    assert marks_in("闽政（2018）5号、闽政〔2018〕5号", ("闽政(2018)5号",)) == ((0, 10), (11, 21))
    assert marks_in("財政\n\n廳", ("财政 厅",)) == ((0, 5),)
    assert marks_in("財政廳", ("财政 厅",)) == ()


def test_the_longest_needle_wins_and_words_stand_in_for_it_elsewhere() -> None:
    assert marks_in("福建省政府令；建省", ("福建省政府", "建省")) == ((0, 5), (7, 9))


def test_no_needles_no_marks() -> None:
    assert marks_in("福建", ()) == ()
    assert marks_in("", ("福",)) == ()
    assert pattern_of(("，",)) is None
    assert snippet_of("长" * 500, ("，",)).text == "长" * 120


def test_the_piece_shows_where_most_stands_together() -> None:
    text = "福建。" + "无关" * 200 + "福建省财政厅的盐务" + "无关" * 200
    snippet = snippet_of(text, ("福建", "财政", "盐务"))
    assert [snippet.text[start:end] for start, end in snippet.marks] == ["福建", "财政", "盐务"]


def test_boxes_are_joined_along_a_line_and_are_fractions_of_the_page() -> None:
    line = [(0.1 + 0.05 * at, 0.2, 0.15 + 0.05 * at, 0.24) for at in range(4)]
    below = [(0.1 + 0.05 * at, 0.3, 0.15 + 0.05 * at, 0.34) for at in range(3)]
    packed = pack_boxes([*line, None, *below])
    (box,) = boxes_of(packed, [(1, 3)])
    assert box == pytest.approx([0.15, 0.2, 0.25, 0.24], abs=0.001)
    first, second = boxes_of(packed, [(2, 7)])
    assert first == pytest.approx([0.2, 0.2, 0.3, 0.24], abs=0.001)
    assert second == pytest.approx([0.1, 0.3, 0.2, 0.34], abs=0.001)
    assert boxes_of(packed, [(0, 1)], offset=5) == [pytest.approx([0.1, 0.3, 0.15, 0.34], abs=0.001)]
    assert boxes_of(b"", [(0, 1)]) == []
    assert boxes_of(packed, [(4, 5)]) == []
    # A mark that fills a line and goes on in the next one below it.
    assert len(boxes_of(packed, [(0, 7)])) == 2


def test_hits_of_real_questions_are_marked_in_the_script_they_stand_in(ask, archive: Archive) -> None:
    drawn = random.Random("marks")
    opened = archive.by_class("unconditional")
    tried = 0
    for held in drawn.sample([each for each in opened if each.pages and len(each.pages[0]) > 40], 40):
        word = held.pages[0][20:23]
        if not all("\u4e00" <= character <= "\u9fff" for character in word):
            continue
        tried += 1
        told = ask(f"“{word}” {held.code}", match="all", size="100")
        (hit,) = [hit for hit in told["hits"] if hit["unit"]["code"] == held.code]
        assert hit["pages"]
        for page in hit["pages"]:
            assert page["text"] in held.pages[page["number"] - 1].strip()
            marked = {fold(page["text"][start:end]) for start, end in page["marks"]}
            assert fold(word) in marked
            assert page["cut_before"] == (not held.pages[page["number"] - 1].startswith(page["text"]))
    assert tried > 15
    titles = {hit["unit"]["code"]: hit["unit"]["title_marks"] for hit in ask("鹽務局")["hits"]}
    assert titles == {"J103-WS-11": [[0, 3]], "J103-WS-10": []}


def test_words_are_marked_where_the_phrase_is_not(ask) -> None:
    told = ask("附件盐务局")
    page = told["hits"][0]["pages"][0]
    marked = {fold(page["text"][start:end]) for start, end in page["marks"]}
    assert marked <= words_of("附件盐务局") | {"附件盐务局"}
    assert {"盐务局", "附件"} <= marked


def test_other_ways_of_writing_a_year_and_a_number_are_marked_too(ask) -> None:
    def marked(typed: str, code: str) -> set[str]:
        told = ask(typed, size="100")
        (hit,) = [hit for hit in told["hits"] if hit["unit"]["code"] == code]
        return {page["text"][start:end] for page in hit["pages"] for start, end in page["marks"]}

    assert "民國23年" in marked("民国二十三年", "J102-1-0001-0001")
    assert "一九三四年" in marked("民国二十三年", "J102-1-0001-0002")
    assert "閩政[2018]第5號" in marked("闽政〔2018〕5号", "J101-WS·2018-003")


def test_a_question_cut_at_the_set_length_is_marked_alike_in_the_list_and_on_the_page(
    archive: Archive,
) -> None:
    with archive.plant.store.reading() as connection:
        home = homes.fact(connection, "id")
    pinner = archive.plant.generations.pinner(home, archive.analyzer.fingerprint)
    answering = Answering(archive.plant.store, pinner, archive.analyzer, CLOCK, longest_question=10)
    question = "盐务局月报" + " " * 5 + "附件"  # the eleventh character and those after it are not searched
    answer = answering.search(ANONYMOUS, {"q": question, "match": "any", "scope": "fulltext"})
    (hit,) = [one for one in answer["hits"] if one["unit"] and one["unit"]["code"] == "J103-WS-10"]
    snippet = hit["pages"][0]
    in_list = {snippet["text"][start:end] for start, end in snippet["marks"]}
    page = answering.page(ANONYMOUS, "J103-WS-10", snippet["number"], question)
    on_page = {page["text"][start:end] for start, end in page["marks"]}
    assert in_list == on_page == {"盐务局月报"}
