"""Plain text: txt, md, csv and the like, in any of the encodings that archives hand over."""

from __future__ import annotations

from pathlib import Path

from holdings.media.kinds import MediaKind
from holdings.media.limits import USUAL, MediaLimits
from holdings.media.text_encodings import decoded
from holdings.pages import Reading, cut_plain_text
from indexer.extraction import letters
from indexer.extraction.port import ExtractedPage, Unreadable, storable


class PlainTextExtractor:
    """Reads a text file; its pages are cut at form feeds, else at sentence ends (design section 6)."""

    reads = frozenset({MediaKind.TEXT})
    cheap = True

    def __init__(self, name: str, limits: MediaLimits = USUAL) -> None:
        """For the object of this name, as letters call it."""
        self._name = name
        self._most = limits.text_bytes
        self._pages: list[str] = []
        self._whole = 1.0
        self._cut: Path | None = None

    def page_count(self, path: Path) -> int:
        """Number of pages; an empty file has one, without text.

        Raises:
            Unreadable: the file is too large, cannot be opened, or is in none of the encodings.
        """
        self._read(path)
        return len(self._pages)

    def page(self, path: Path, index0: int) -> ExtractedPage:
        """One page; its confidence is the share of the file's characters that were not damaged.

        Raises:
            Unreadable: as `page_count`, or there is no such page.
        """
        self._read(path)
        if not 0 <= index0 < len(self._pages):
            raise Unreadable(letters.no_such_page(self._name, index0, len(self._pages)))
        return ExtractedPage(index0, self._pages[index0], Reading.BORN, confidence=self._whole)

    def _read(self, path: Path) -> None:
        if self._cut == path:
            return
        try:
            size = path.stat().st_size
            if size > self._most:
                raise Unreadable(letters.text_too_large(self._name, size, self._most))
            found = decoded(path.read_bytes())
        except OSError as error:
            raise Unreadable(letters.unreadable(self._name, error.strerror or str(error))) from error
        if found is None:
            raise Unreadable(letters.not_text(self._name))
        self._pages = cut_plain_text(storable(found.text)[0])
        self._whole = found.whole
        self._cut = path
