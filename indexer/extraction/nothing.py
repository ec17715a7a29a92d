"""Every format without a reader: the bytes are kept, and the unit says why it has no text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from holdings.letters import Letter
from holdings.media.foreign import Words, foreign_format
from holdings.media.kinds import MediaKind
from indexer.extraction import letters, tika_letters
from indexer.extraction.port import ExtractedPage, Unreadable


class NothingExtractor:
    """Reads no format, and says so in a letter."""

    reads: frozenset[MediaKind] = frozenset()
    cheap = True

    def __init__(self, letter_of: Callable[[Path], Letter]) -> None:
        """For an object of which the letter says why it is not read."""
        self._letter_of = letter_of

    def page_count(self, path: Path) -> int:
        """Raises `Unreadable`, always."""
        raise Unreadable(self._letter_of(path))

    def page(self, path: Path, index0: int) -> ExtractedPage:
        """Raises `Unreadable`, always."""
        raise Unreadable(self._letter_of(path))


def why_unread(path: Path, name: str) -> Letter:
    """Why an object of a format without a reader has no text, where there is no Tika server.

    Args:
        path: the object.
        name: its name, as letters call it.
    """
    found = foreign_format(path)
    if found is None:
        return tika_letters.not_known(name)
    if found.words is Words.TIKA:
        return tika_letters.not_set(name, found.zh, found.en)
    if found.words is Words.NONE:
        return letters.without_words(name, found.zh, found.en)
    if found.words is Words.LOCKED:
        return letters.sealed(name, found.zh, found.en)
    return letters.nobody_reads(name, found.zh, found.en)
