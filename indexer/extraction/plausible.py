"""No reader's word is taken for text without a look: what nobody can have written is read by another, or refused."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from holdings.letters import FinalLetter, Letter
from holdings.media.kinds import MediaKind
from holdings.pages import Reading
from holdings.plausibility import fault_of
from indexer.extraction import letters
from indexer.extraction.port import ExtractedPage, Extractor, Unreadable

#: Pages of an object, from its beginning, by which it is given to the next reader; each page is looked at all the same.
_LOOKED_AT = 20


class PlausibleExtractor:
    """Reads by one reader, and by the next one what the first refuses or gives as text that is none.

    What is locked, empty, hostile or beyond a limit is not handed on.

    Recognised pages are not looked at: an engine gives characters only.
    """

    def __init__(self, name: str, first: Extractor, following: Callable[[], Extractor] | None = None) -> None:
        """For the object of this name.

        Args:
            name: as letters call it.
            first: reads the object.
            following: makes the reader that is tried next; None where there is none.
        """
        self._name = name
        self._first = first
        self._following = following
        self._reader: Extractor | None = None
        self._of: Path | None = None

    @property
    def reads(self) -> frozenset[MediaKind]:
        """The kinds of object that the first reader reads."""
        return self._first.reads

    @property
    def cheap(self) -> bool:
        """As the reader that reads it."""
        return (self._reader or self._first).cheap

    def page_count(self, path: Path) -> int:
        """Number of pages by the reader that reads it.

        Raises:
            Unreadable: neither does; the letter is the first reader's.
        """
        return self._chosen(path).page_count(path)

    def page(self, path: Path, index0: int) -> ExtractedPage:
        """One page.

        Raises:
            Unreadable: it gives no text, or none that anybody can have written.
        """
        page = self._chosen(path).page(path, index0)
        letter = self._refusal(page)
        if letter is not None:
            raise Unreadable(letter)
        return page

    def _refusal(self, page: ExtractedPage) -> Letter | None:
        fault = None if page.reading is Reading.RECOGNISED else fault_of(page.text)
        return None if fault is None else letters.implausible(self._name, page.object_page, fault)

    def _chosen(self, path: Path) -> Extractor:
        if self._reader is None or self._of != path:
            self._reader = self._first if self._following is None else self._better(path, self._following)
            self._of = path
        return self._reader

    def _better(self, path: Path, following: Callable[[], Extractor]) -> Extractor:
        """The first reader, unless it gives nothing that can stand and the next one does."""
        try:
            pages = self._first.page_count(path)
            if not self._first.cheap or self._any_stands(self._first, path, pages):
                return self._first
        except Unreadable as error:
            if isinstance(error.letter, FinalLetter):
                return self._first
        other = following()
        try:
            pages = other.page_count(path)
            return other if self._any_stands(other, path, pages) else self._first
        except Unreadable:
            return self._first

    def _any_stands(self, reader: Extractor, path: Path, pages: int) -> bool:
        looked_at = (reader.page(path, index0) for index0 in range(min(pages, _LOOKED_AT)))
        return any(self._refusal(page) is None for page in looked_at)
