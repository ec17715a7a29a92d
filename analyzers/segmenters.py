"""The cutters of words: rjieba (the default) and jieba (the reference). The only module that imports them."""

from __future__ import annotations

import logging
from functools import cache
from importlib import metadata
from typing import Literal, Protocol

from analyzers.errors import AnalyzerError
from analyzers.lexicon import lexicon_words, respelled_words

_FREQUENCY = 20
"""Least frequency of a word of the archive lexicons; enough to be found inside longer words in search mode."""


class Segmenter(Protocol):
    """Cuts a folded text into the words that a search may ask for.

    Attributes:
        name: the product.
        version: its version; with ``name`` a part of an index's fingerprint.
    """

    name: str
    version: str

    def words(self, folded: str) -> list[str]:
        """Words in search mode: a long word is preceded by the words of two and three characters inside it.

        Args:
            folded: text after ``analyzers.fold.fold``.

        Returns:
            Words in the order of the text; blanks and punctuation are tokens too.
        """
        ...


class RjiebaSegmenter:
    """jieba's algorithm and dictionary in Rust (rjieba)."""

    name = "rjieba"

    def __init__(self) -> None:
        import rjieba

        self.version = metadata.version("rjieba")
        self._jieba = rjieba.Jieba()
        for word, frequency in respelled_words():
            self._jieba.add_word(word, frequency, None)
        for word in lexicon_words():
            self._jieba.add_word(word, max(_FREQUENCY, self._jieba.suggest_freq(word)), None)

    def words(self, folded: str) -> list[str]:
        """See ``Segmenter.words``."""
        words: list[str] = self._jieba.cut_for_search(folded)
        return words


class JiebaSegmenter:
    """jieba itself, in Python: slow, the reference in tests."""

    name = "jieba"

    def __init__(self) -> None:
        import jieba

        jieba.setLogLevel(logging.WARNING)
        self.version = metadata.version("jieba")
        self._jieba = jieba.Tokenizer()
        for word, frequency in respelled_words():
            self._jieba.add_word(word, frequency)
        for word in lexicon_words():
            self._jieba.add_word(word, max(_FREQUENCY, self._jieba.suggest_freq(word)))

    def words(self, folded: str) -> list[str]:
        """See ``Segmenter.words``."""
        return list(self._jieba.cut_for_search(folded))


@cache
def make_segmenter(name: Literal["rjieba", "jieba"]) -> Segmenter:
    """A segmenter with the archive lexicons added, one a process.

    Args:
        name: ``rjieba`` or ``jieba``.

    Raises:
        AnalyzerError: no segmenter has that name.
    """
    if name == "rjieba":
        return RjiebaSegmenter()
    if name == "jieba":
        return JiebaSegmenter()
    raise AnalyzerError(
        zh=f"没有名为“{name}”的分词器，因此无法建立或查询索引。请在设置中改为 rjieba 或 jieba。",
        en=f"There is no segmenter named {name!r}, so no index can be built or asked. "
        "Choose rjieba or jieba in the settings.",
    )
