"""Every format without a reader: the bytes are kept, and the unit says why it has no text."""

from __future__ import annotations

from pathlib import Path

from holdings.letters import Letter
from holdings.media.kinds import MediaKind
from indexer.extraction.port import ExtractedPage, Unreadable


class NothingExtractor:
    """Reads no format, and says so in a letter."""

    reads: frozenset[MediaKind] = frozenset()
    cheap = True

    def __init__(self, letter: Letter) -> None:
        """For an object of which the letter says why it is not read."""
        self._letter = letter

    def page_count(self, path: Path) -> int:
        """Raises `Unreadable`, always."""
        raise Unreadable(self._letter)

    def page(self, path: Path, index0: int) -> ExtractedPage:
        """Raises `Unreadable`, always."""
        raise Unreadable(self._letter)
