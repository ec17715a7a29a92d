"""The archive lexicons: words that a general dictionary does not know and that people ask archives for."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from importlib import resources

from analyzers.fold import fold

_RESPELLED = "respelled.txt"


@cache
def lexicon_texts() -> dict[str, str]:
    """Name of each lexicon → its text, the respelled words of the dictionary last.

    A line is a word, or a word, a tab and a note (in the respelled words: the frequency); ``#`` begins a
    comment.
    """
    here = resources.files(__package__)
    lexicons = sorted(here.joinpath("lexicons").iterdir(), key=lambda entry: entry.name)
    texts = {
        entry.name: entry.read_text(encoding="utf-8") for entry in lexicons if entry.name.endswith(".txt")
    }
    return texts | {_RESPELLED: here.joinpath(_RESPELLED).read_text(encoding="utf-8")}


def lexicon_words() -> tuple[str, ...]:
    """Every word of the archive lexicons, folded, without repetition, in the order of code points."""
    texts = lexicon_texts()
    return tuple(
        sorted({fold(word) for name in texts if name != _RESPELLED for word, _ in _lines(texts[name])})
    )


def respelled_words() -> tuple[tuple[str, int], ...]:
    """Words of the segmenters' dictionary in the spelling that folding gives them, with their frequency."""
    return tuple((word, int(frequency)) for word, frequency in _lines(lexicon_texts()[_RESPELLED]))


def _lines(text: str) -> Iterator[tuple[str, str]]:
    """(word, note) of each line that is not a comment."""
    for line in text.splitlines():
        word, _, note = line.partition("\t")
        if word.strip() and not word.startswith("#"):
            yield word.strip(), note.strip()
