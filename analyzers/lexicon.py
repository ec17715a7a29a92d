"""The archive lexicons: words that a general dictionary does not know and that people ask archives for."""

from __future__ import annotations

from functools import cache
from importlib import resources

from analyzers.fold import fold


@cache
def lexicon_texts() -> dict[str, str]:
    """Name of each lexicon → its text. A line is a word, or a word, a tab and a note; ``#`` begins a comment."""
    folder = resources.files(__package__).joinpath("lexicons")
    return {
        entry.name: entry.read_text(encoding="utf-8")
        for entry in sorted(folder.iterdir(), key=lambda entry: entry.name)
        if entry.name.endswith(".txt")
    }


def lexicon_words() -> tuple[str, ...]:
    """Every word of the lexicons, folded, without repetition, in the order of code points."""
    return words_of(*lexicon_texts().values())


def words_of(*texts: str) -> tuple[str, ...]:
    """The words of some lexicon texts, folded, without repetition, in the order of code points.

    Args:
        texts: lexicons in the form that ``lexicon_texts`` describes.
    """
    words = set()
    for text in texts:
        for line in text.splitlines():
            word = line.split("\t")[0].strip()
            if word and not word.startswith("#"):
                words.add(fold(word))
    return tuple(sorted(words))
