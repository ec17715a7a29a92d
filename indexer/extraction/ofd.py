"""OFD: the text of a page where it can be used, else its pictures, lines and glyphs, drawn and recognised."""

from __future__ import annotations

from pathlib import Path

from holdings.media import letters as media_letters
from holdings.media.kinds import MediaKind
from holdings.media.laid_text import readable_text
from holdings.media.letters import MediaError
from holdings.media.limits import USUAL, MediaLimits
from holdings.media.ofd import OfdObject
from holdings.pages import Reading
from holdings.parser_letters import shown
from indexer.extraction.following import attached, followed
from indexer.extraction.pdf import drawing_dpi
from indexer.extraction.port import ExtractedPage, Unreadable
from indexer.extraction.recognised import Recogniser, check_recognises, media_unreadable, recognised
from indexer.extraction.scans import by_layer, together

_PROBE_DPI = 18
_MILLIMETRES = 25.4  # an inch
_WHITE = 255


class OfdExtractor:
    """Reads an OFD page by page; the text of annotations and the names of attachments follow the page's own."""

    reads = frozenset({MediaKind.OFD})
    cheap = False

    def __init__(self, name: str, engine: Recogniser, limits: MediaLimits = USUAL) -> None:
        """For the object of this name; `engine` reads the pages without usable text."""
        self._name = name
        self._engine = engine
        self._limits = limits
        self._opened: tuple[Path, OfdObject] | None = None

    def page_count(self, path: Path) -> int:
        """Number of pages, at least 1.

        Raises:
            Unreadable: encrypted, broken, hostile, or with too many pages.
        """
        try:
            return self._ofd(path).page_count
        except MediaError as error:
            raise media_unreadable(error, path, self._name) from error

    def page(self, path: Path, index0: int) -> ExtractedPage:
        """One page, by its text or by recognition.

        Raises:
            Unreadable: the page is broken, has no characters and nothing to see them by, or needs a recognition
                that is off or fails.
        """
        try:
            ofd = self._ofd(path)
            page = ofd.page(index0)
            noted = [page.notes, *(attached(ofd.attachments) if index0 == ofd.page_count - 1 else [])]
            inches = max(ofd.page_size(index0)) / _MILLIMETRES
            own = by_layer(index0, page.laid, self._engine, lambda dpi: ofd.page_image(index0, dpi), inches)
            if own is not None:
                return followed(own, noted)
            probe = ofd.page_image(index0, _PROBE_DPI) if page.drawable else None
            if probe is None or probe.min() == _WHITE:
                if page.laid.text.strip():
                    raise Unreadable(media_letters.nothing_to_draw(shown(self._name), index0 + 1))
                return followed(ExtractedPage(index0, "", Reading.LAYER), noted)
            check_recognises(self._engine, self._name)
            image = ofd.page_image(index0, drawing_dpi(max(probe.shape) / _PROBE_DPI))
        except MediaError as error:
            raise media_unreadable(error, path, self._name) from error
        read = recognised(self._engine, image, self._name, index0)
        return followed(together(page.laid, read) if readable_text(page.laid) else read, noted)

    def _ofd(self, path: Path) -> OfdObject:
        if self._opened is None or self._opened[0] != path:
            if self._opened is not None:
                self._opened[1].close()
            self._opened = None
            self._opened = path, OfdObject(path, self._limits)
        return self._opened[1]
