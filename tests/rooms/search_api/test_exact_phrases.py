"""“…” is an exact substring, in either script: nothing missing, nothing too much."""

from __future__ import annotations

import random

import opencc
import pytest

from tests.rooms.search_api.archive import Archive
from tests.rooms.search_api.plain_truth import answer, collapsed

_ANSWERS = 15


def keywords(archive: Archive, length: int) -> list[str]:
    """Keywords drawn from the open texts: runs of Han characters as they stand there."""
    drawn = random.Random(f"keywords of {length}")
    texts = [page for held in archive.by_class("unconditional") for page in held.pages]
    found: set[str] = set()
    while len(found) < _ANSWERS:
        text = drawn.choice(texts)
        at = drawn.randrange(max(1, len(text) - length))
        word = text[at : at + length]
        if len(word) == length and all("\u4e00" <= character <= "\u9fff" for character in word):
            found.add(word)
    return sorted(found)


def all_pages(ask, question: str, **parameters: str) -> tuple[set[str], int, dict]:
    """Codes of all units of an answer, the number of its pages, its first page."""
    codes: list[str] = []
    first = told = ask(question, size="100", sort="code", **parameters)
    while True:
        codes += [hit["unit"]["code"] for hit in told["hits"]]
        if told["next"] is None:
            break
        told = ask(question, size="100", sort="code", cursor=told["next"], **parameters)
    assert len(codes) == len(set(codes))
    return set(codes), first["total"]["pages"], first


@pytest.mark.parametrize("script", ["as it stands", "s2t", "t2s"])
@pytest.mark.parametrize("length", [1, 2, 3, 4])
def test_keywords_find_exactly_what_holds_them(ask, archive: Archive, length: int, script: str) -> None:
    held = list(archive.held)
    converted = opencc.OpenCC(script).convert if script != "as it stands" else str
    for word in keywords(archive, length):
        typed = converted(word)
        true = answer(held, [(typed, True)], "all")
        assert true.units, word
        found, pages, first = all_pages(ask, f"“{typed}”")
        assert found == true.units, (word, typed)
        assert pages == len(true.pages), (word, typed)
        assert first["total"] == {"units": len(true.units), "units_exact": True, "pages": len(true.pages)}
        assert first["match"] == "all"


def test_phrases_over_punctuation_and_at_the_ends(ask, archive: Archive) -> None:
    held = list(archive.held)
    drawn = random.Random("phrases")
    texts = [page for unit in archive.by_class("unconditional") for page in unit.pages if len(page) > 20]
    for text in drawn.sample(texts, 12):
        length = drawn.choice((2, 5, 9, 14, 30))
        for at in (0, max(0, len(text) - length), drawn.randrange(max(1, len(text) - length))):
            typed = text[at : at + length]
            if not collapsed(typed).strip("‖") or any(quote in typed for quote in '"“”「」『』＂〝〞'):
                continue
            true = answer(held, [(typed, True)], "all")
            found, pages, _ = all_pages(ask, f'"{typed}"')
            assert frozenset(found) == frozenset(true.units), typed
            assert pages == len(true.pages), typed


def test_neighbours_across_a_boundary_are_no_phrase(ask) -> None:
    assert ask("“乙丙”", match="all")["total"]["units"] == 0
    assert ask("“乙，丙”")["total"]["units"] == 1
    assert ask("“乙（丙”")["total"]["units"] == 1
    assert ask("“丁、戊”")["total"]["units"] == 1
    # A blank is layout, not a boundary: this asks for 丁戊.
    assert ask("“丁 戊”")["total"]["units"] == 0


def test_a_quote_is_never_loosened(ask) -> None:
    answer_ = ask("“盐务局 不曾有过的话”")
    assert answer_["match"] == "all"
    assert answer_["total"]["units"] == 0
    assert ask("“不曾有过的话” 盐务局")["total"]["units"] == 0
    loose = ask("“盐务局” 不曾有过的话")
    assert loose["match"] == "any"
    assert {hit["unit"]["code"] for hit in loose["hits"]} <= {"J103-WS-10", "J103-WS-11"}
    assert ask("“盐务局” “不曾有过的话”", match="any")["total"]["units"] == 0


@pytest.mark.parametrize("match", ["auto", "all", "any"])
@pytest.mark.parametrize("typed", ["“局”", "题名:盐务局总目", "“盐务局” 题名:总目", "J103-WS-11"])
def test_what_is_never_loosened_is_found_whatever_match_says(ask, typed: str, match: str) -> None:
    told = ask(typed, match=match, size="100")
    assert "J103-WS-11" in [hit["unit"]["code"] for hit in told["hits"]]
    assert told["match"] == "all"


def test_characters_beyond_the_bmp_and_kana(ask) -> None:
    for typed in ("“𠮷野家”", "“𠮷”", "“の名札”"):
        assert [hit["unit"]["code"] for hit in ask(typed)["hits"]] == ["J103-WS-1"]
