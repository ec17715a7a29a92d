"""Documents whose text flows: read whole, then cut in pages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from holdings.media.kinds import MediaKind
from holdings.media.letters import MediaError
from holdings.media.limits import USUAL, MediaLimits
from holdings.pages import PLAIN_PAGE, Reading, cut_plain_text
from indexer.extraction import letters
from indexer.extraction.port import ExtractedPage, Unreadable, storable
from indexer.extraction.recognised import media_unreadable

#: A page, sheet or slide that the format itself knows stays whole up to so many characters.
LONGEST_KNOWN = 2 * PLAIN_PAGE


class FlowingExtractor:
    """Reads an object whole at its first page; what a format knows as a page begins a page, long ones are cut."""

    cheap = True

    def __init__(
        self,
        name: str,
        reads: frozenset[MediaKind],
        read: Callable[[Path], Sequence[str]],
        limits: MediaLimits = USUAL,
    ) -> None:
        """For the object of this name.

        Args:
            name: as letters call it.
            reads: kinds of object.
            read: gives the texts of the pages, sheets or slides that the format knows; a text without any as
                one. Raises `MediaError` or `Unreadable`.
            limits: of the text.
        """
        self.reads = reads
        self._most = limits.text_characters
        self._name = name
        self._read = read
        self._pages: list[str] = []
        self._cut: Path | None = None

    def page_count(self, path: Path) -> int:
        """Number of pages, at least 1; an empty document has one, without text.

        Raises:
            Unreadable: the object cannot be read.
        """
        return len(self._cut_pages(path))

    def page(self, path: Path, index0: int) -> ExtractedPage:
        """One page.

        Raises:
            Unreadable: as `page_count`, or there is no such page.
        """
        pages = self._cut_pages(path)
        if not 0 <= index0 < len(pages):
            raise Unreadable(letters.no_such_page(self._name, index0, len(pages)))
        return ExtractedPage(index0, pages[index0], Reading.BORN)

    def _cut_pages(self, path: Path) -> list[str]:
        if self._cut != path:
            self._pages = []
            try:
                texts = self._read(path)
            except MediaError as error:
                raise media_unreadable(error, path, self._name) from error
            except OSError as error:
                raise Unreadable(letters.unreadable(self._name, error.strerror or str(error))) from error
            self._pages = cut(texts, self._name, self._most)
            self._cut = path
        return self._pages


def cut(texts: Sequence[str], name: str, most: int) -> list[str]:
    """Texts of a format's own pages as pages of the catalogue: each begins one, and long ones are cut.

    Args:
        texts: of the pages.
        name: the object's, as letters call it.
        most: characters that they may have together.

    Raises:
        Unreadable: they have more.
    """
    if sum(len(text) for text in texts) > most:
        raise Unreadable(letters.too_much_text(name, most))
    known = [page for text in texts for page in storable(text)[0].split("\f")]
    pages: list[str] = []
    for page in known:
        whole = len(known) > 1 and len(page) <= LONGEST_KNOWN
        pages.extend([page.strip("\n")] if whole else cut_plain_text(page))
    return pages or [""]
