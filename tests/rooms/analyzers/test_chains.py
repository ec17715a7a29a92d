"""Words, pairs and characters: what a search may ask for is among the tokens, and an exact phrase is exact."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analyzers import chains
from analyzers.chains import BOUNDARY, LONGEST_WORD, Analyzer, Chain, make_analyzer
from analyzers.errors import AnalyzerError
from analyzers.fold import fold
from analyzers.layout import close_up_but_dots, fold_closed, fold_words
from analyzers.lexicon import lexicon_texts, lexicon_words, respelled_words
from analyzers.question_words import QUESTION_WORDS
from tests.rooms.analyzers import respell
from tests.rooms.analyzers.plain_layout import sought_line, stands_in
from tests.rooms.analyzers.samples import passages, regulations, shared_passages, shared_statutes
from tests.rooms.analyzers.test_fold import ANY_TEXT

ANALYZER = make_analyzer()

FEW_CHARACTERS = st.text(st.sampled_from("甲乙丙a1，。 〔é㈠𠮷\n\t·\u3000ア"), max_size=24)


def found(phrase: list[tuple[int, str]], bigrams: list[str]) -> bool:
    """Does some place in the list hold every bigram of the phrase at its position? (What an engine does.)"""
    return any(
        all(place + at < len(bigrams) and bigrams[place + at] == pair for at, pair in phrase)
        for place in range(len(bigrams))
    )


def test_pairs_hold_the_boundaries() -> None:
    assert ANALYZER.bigrams("甲乙，丙") == ["‖甲", "甲乙", "乙‖", "‖丙", "丙‖"]
    assert ANALYZER.bigrams("。") == ANALYZER.bigrams("") == []


def test_the_fewest_pairs_pin_a_phrase() -> None:
    assert ANALYZER.phrase("甲乙丙丁") == [(0, "甲乙"), (2, "丙丁")]
    assert ANALYZER.phrase("甲乙丙") == [(0, "甲乙"), (1, "乙丙")]
    assert ANALYZER.phrase("《甲乙》") == [(0, "甲乙")]
    assert ANALYZER.phrase("甲，乙") == [(0, "甲‖"), (1, "‖乙")]
    assert ANALYZER.phrase("甲") == ANALYZER.phrase("“甲”") == ANALYZER.phrase("") == []


@pytest.mark.parametrize(
    "written", ["闽政[2018]5号", "闽政（２０１８）５号", "閩政【2018】5號", "闽政﹝2018﹞ 5号"]
)
def test_a_document_number_is_found_in_any_bracket_style(written: str) -> None:
    text = ANALYZER.analyse("根据闽政〔2018〕5号文件")
    assert found(ANALYZER.phrase(written), text.bigrams.split())


@settings(max_examples=200, deadline=None)
@given(FEW_CHARACTERS, FEW_CHARACTERS, st.data())
def test_a_phrase_is_found_exactly_where_it_stands(text: str, other: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    bigrams = ANALYZER.analyse(text).bigrams.split()
    for asked in (text[start:end], other, other[:3]):
        phrases = ANALYZER.phrases(asked)
        if phrases:
            assert any(found(phrase, bigrams) for phrase in phrases) == stands_in(asked, text)
        else:
            assert len(sought_line(asked)) < 2


@settings(max_examples=200, deadline=None)
@given(ANY_TEXT)
def test_any_text_gives_clean_tokens(text: str) -> None:
    analysed = ANALYZER.analyse(text)
    words, bigrams, characters = (
        ANALYZER.words(fold_words(text)),
        analysed.bigrams.split(),
        ANALYZER.characters(fold_closed(text)),
    )
    for line, tokens in (
        (analysed.words, words),
        (analysed.bigrams, bigrams),
        (analysed.characters, characters),
    ):
        assert line == " ".join(tokens)
        assert line.split() == tokens
        assert all(0 < len(token) <= LONGEST_WORD for token in tokens)
    # With the dots of names as boundaries first, then what stands around them.
    plain = ANALYZER.bigrams(fold(close_up_but_dots(text)))
    assert bigrams[: len(plain)][:-1] == plain[:-1]
    assert ANALYZER.pairs(text) == analysed.bigrams
    line = "".join(pair[0] for pair in bigrams[1:])
    assert all(pair[1] == following[0] for pair, following in pairwise(bigrams))
    assert characters == sorted(set(line) - {BOUNDARY})
    assert set(characters) - set("".join(words)) <= set("eis"), "a word character is in no word"


def test_a_very_long_text_and_a_very_long_word_are_cut() -> None:
    analysed = ANALYZER.analyse("x" * 100_000 + "\x00\ud8ff\t档案" * 10)
    assert max(map(len, analysed.words.split())) == LONGEST_WORD
    assert len(analysed.bigrams.split()) == 100_031
    assert ANALYZER.analyse("") == ANALYZER.analyse("！？\n") == chains.Analysed("", "", "")
    assert ANALYZER.pairs("") == ANALYZER.pairs("！？") == ""


def test_what_folds_to_several_characters_or_to_none_stands_as_by_strings() -> None:
    text = "第㈠条（ﬁle）…\u200b①甲\u00adÉ\u3000乙\ud800丙"
    for _ in range(2):  # met for the first time, and known
        analysed = ANALYZER.analyse(text)
        assert analysed.bigrams.split() == ANALYZER.bigrams(fold_closed(text))
        assert analysed.bigrams == ANALYZER.pairs(text)
        assert analysed.characters.split() == ANALYZER.characters(fold_closed(text))


@given(st.text("甲乙a ", max_size=12), st.sampled_from(("甲", "甲甲", "乙a", "a a")))
def test_a_word_stands_where_a_reader_finds_it_from_the_left(text: str, word: str) -> None:
    places = chains.word_places(text, word)
    assert places == [found.start() for found in re.finditer(re.escape(word), text)]


def test_han_beyond_the_basic_plane_is_found() -> None:
    analysed = ANALYZER.analyse("𠮷野家住𰻝鎮")
    assert found(ANALYZER.phrase("𠮷野"), analysed.bigrams.split())
    assert "\U00030edd" in analysed.characters.split()


@pytest.mark.parametrize(
    "word", ["行政督察专员公署", "革命委员会", "快邮代电", "闽浙总督", "侨批档案", "晋江地区"]
)
def test_words_that_archives_use_are_words(word: str) -> None:
    assert word in ANALYZER.words(fold(f"关于{word}的材料"))


@pytest.mark.parametrize("word", ["座谈会", "颠覆", "覆盖", "漫画", "著名", "瞭望", "坐标", "俱乐部", "叠加"])
def test_folding_does_not_tear_words_of_the_dictionary(word: str) -> None:
    assert fold(word) in ANALYZER.words(fold(f"一个{word}"))


def test_respelled_words_fit_the_table_of_variants() -> None:
    assert dict(respelled_words()) == respell.respelled(), "run python -m tests.rooms.analyzers.respell"


def test_lexicons_name_their_sources_and_fold_without_loss() -> None:
    for name, text in lexicon_texts().items():
        assert "Source" in text.split("\n\n")[0], name
    assert len(lexicon_words()) > 1_000
    assert all(1 <= len(word) <= LONGEST_WORD and not set(word) & set(" \t，、") for word in lexicon_words())


def test_question_words_are_spelled_as_tokens_are() -> None:
    assert 40 <= len(QUESTION_WORDS) <= 80
    assert all(fold(word) == word for word in QUESTION_WORDS)
    assert {"什么", "多少", "是", "的"} <= set(
        ANALYZER.words(fold("民國時期的縣長是什麼人？有多少？"))
    ) & QUESTION_WORDS


def test_jieba_gives_the_same_words() -> None:
    _same_words([*regulations(30), *passages()[:200]])


@pytest.mark.shared("jieba gives the same words of encyclopaedia and statutes")
def test_jieba_gives_the_same_words_of_shared_texts() -> None:
    _same_words([*shared_statutes(20), *shared_passages()[:200]])


def _same_words(texts: list[str]) -> None:
    """rjieba differs from jieba in ties only: fewer than 1 token in 10,000."""
    reference = make_analyzer("jieba")
    tokens = differing = 0
    for text in texts:
        ours, theirs = ANALYZER.words(fold(text)), reference.words(fold(text))
        tokens += len(theirs)
        if ours != theirs:
            differing += len(set(ours) ^ set(theirs)) + abs(len(ours) - len(theirs))
    assert tokens > 50_000
    assert differing < tokens / 10_000


def test_an_index_knows_when_its_words_have_changed(monkeypatch: pytest.MonkeyPatch) -> None:
    before = make_analyzer().fingerprint
    assert before == make_analyzer().fingerprint
    assert before != make_analyzer("jieba").fingerprint
    monkeypatch.setattr(chains, "lexicon_texts", lambda: lexicon_texts() | {"posts.txt": "知府\n"})
    assert make_analyzer().fingerprint != before
    monkeypatch.undo()
    monkeypatch.setattr(chains, "fold_version", lambda: "other variants")
    assert make_analyzer().fingerprint != before


def test_an_unknown_segmenter_is_refused_in_both_languages() -> None:
    with pytest.raises(AnalyzerError) as refusal:
        make_analyzer("ik")
    assert "没有名为" in refusal.value.zh
    assert "no segmenter" in refusal.value.en


def test_templates_name_the_chains() -> None:
    assert [chain.value for chain in Chain] == ["words", "bigrams", "characters", "likely", "raw"]
    assert isinstance(ANALYZER, Analyzer)
