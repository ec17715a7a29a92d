"""Both languages say everything that the pages say."""

from __future__ import annotations

import re
from pathlib import Path
from string import Formatter

import pytest

import portal
from portal.texts import _TEXTS, LANGUAGES, Texts

PORTAL = Path(portal.__file__).parent
SAID = re.compile(r"""\b(?:t|texts)(?:\.counted)?\(\s*["']([a-z_.0-9]+)["']""")


def fields(text):
    return {name for _, name, _, _ in Formatter().parse(text) if name}


@pytest.mark.parametrize("key", sorted(_TEXTS))
def test_each_text_is_there_twice_with_the_same_fields(key):
    zh, en = _TEXTS[key]
    assert zh.strip()
    assert en.strip()
    assert fields(zh) == fields(en)


def test_the_pages_ask_for_no_text_that_is_missing():
    sources = [*PORTAL.glob("templates/*.html"), *PORTAL.rglob("*.py")]
    asked = {key for path in sources for key in SAID.findall(path.read_text(encoding="utf-8"))}
    asked = {key for key in asked if not key.endswith(".")}  # a prefix that a value completes
    assert len(asked) > 60
    assert asked - set(_TEXTS) == set()


def test_chinese_texts_are_chinese_and_english_ones_are_not():
    bare = {"language.other", "results.filter", "results.none.comma", "date.our_era"}
    han = re.compile("[\u4e00-\u9fff]")
    assert [key for key, (zh, _) in _TEXTS.items() if not han.search(zh) and key not in bare] == []
    # Names of elements, examples of eras and the other language's own name are Chinese in English too.
    allowed = {"language.other", "question.help"}
    assert [key for key, (_, en) in _TEXTS.items() if han.search(en) and key not in allowed] == []


def test_one_is_singular_in_english():
    assert Texts("en").counted("results.units", 1) == "1 unit of description"
    assert Texts("en").counted("results.units", 1234) == "1,234 units of description"
    assert Texts("zh").counted("results.units", 1234) == "1,234 个著录单元"


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_word_that_the_portal_does_not_know_keeps_its_label(language):
    assert Texts(language).word("class", "brand-new", "新类型") == "新类型"


def test_fixed_words_of_a_description_are_english_in_english_and_others_as_written():
    english = Texts("en")
    assert english.value("门类", "文书") == "Administrative records"
    assert english.value("著录层级", "案卷") == "File"
    assert english.value("共享类型", "有条件共享") == "Conditional"
    assert english.value("题名", "案卷") == "案卷"
    assert Texts("zh").value("门类", "文书") == "文书"
