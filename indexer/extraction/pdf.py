"""PDF: the text layer of a page where it can be used, else its pixels, recognised."""

from __future__ import annotations

from pathlib import Path

from holdings.media.kinds import MediaKind
from holdings.media.laid_text import readable_text
from holdings.media.letters import MediaError
from holdings.media.limits import USUAL, MediaLimits
from holdings.media.pdf import POINTS_PER_INCH, PdfObject
from holdings.pages import Reading
from indexer.extraction.following import attached, followed
from indexer.extraction.port import ExtractedPage
from indexer.extraction.recognised import Recogniser, check_recognises, media_unreadable, recognised
from indexer.extraction.scans import by_layer, together

#: Dots an inch of a page drawn for recognition; A4 has 3,508 pixels then.
BEST_DPI = 300
#: No page needs to be drawn larger than this, in pixels of its longer side, ...
_USUAL_SIDE = 4_000
#: A slip is drawn so large: its type is no larger on paper for being on a small sheet.
_LEAST_SIDE = 2_000
#: ... but a newspaper at 200 dpi, and never larger than this: scans are often laid on pages of metres.
_LARGE_DPI, _LARGE_SIDE = 200, 6_000
#: A page is measured, and seen to be blank, by drawing it this small.
_PROBE_DPI = 18
_WHITE = 255


class PdfExtractor:
    """Reads a PDF page by page."""

    reads = frozenset({MediaKind.PDF})
    cheap = False

    def __init__(self, name: str, engine: Recogniser, limits: MediaLimits = USUAL) -> None:
        """For the object of this name; `engine` reads the pages without usable text."""
        self._name = name
        self._engine = engine
        self._limits = limits
        self._opened: tuple[Path, PdfObject] | None = None

    def page_count(self, path: Path) -> int:
        """Number of pages, at least 1.

        Raises:
            Unreadable: encrypted, broken, or with too many pages.
        """
        try:
            return self._pdf(path).page_count
        except MediaError as error:
            raise media_unreadable(error, path, self._name) from error

    def holds_files(self, path: Path) -> bool:
        """Are there files in the PDF?

        Raises:
            Unreadable: as `page_count`.
        """
        try:
            return bool(self._pdf(path).attachments)
        except MediaError as error:
            raise media_unreadable(error, path, self._name) from error

    def page(self, path: Path, index0: int) -> ExtractedPage:
        """One page, by its text layer or by recognition.

        Raises:
            Unreadable: the page is broken, or needs a recognition that is off or fails.
        """
        try:
            pdf = self._pdf(path)
            laid = pdf.page_text(index0)
            noted = [
                pdf.page_notes(index0),
                *(attached(pdf.attachments) if index0 == pdf.page_count - 1 else []),
            ]
            inches = max(pdf.page_size(index0)) / POINTS_PER_INCH
            own = by_layer(index0, laid, self._engine, lambda dpi: pdf.page_image(index0, dpi), inches)
            if own is not None:
                return followed(own, noted)
            probe = pdf.page_image(index0, _PROBE_DPI)
            if probe.min() == _WHITE:
                return followed(ExtractedPage(index0, "", Reading.LAYER), noted)
            check_recognises(self._engine, self._name)
            image = pdf.page_image(index0, drawing_dpi(max(probe.shape) / _PROBE_DPI))
        except MediaError as error:
            raise media_unreadable(error, path, self._name) from error
        read = recognised(self._engine, image, self._name, index0)
        return followed(together(laid, read) if readable_text(laid) else read, noted)

    def _pdf(self, path: Path) -> PdfObject:
        if self._opened is None or self._opened[0] != path:
            if self._opened is not None:
                self._opened[1].close()
            self._opened = None
            self._opened = path, PdfObject(path, self._limits)
        return self._opened[1]


def drawing_dpi(longer_side: float) -> int:
    """Dots an inch at which a page is drawn for recognition.

    Args:
        longer_side: of the page, in inches.
    """
    inches = max(longer_side, 0.5)
    best = max(BEST_DPI, _LEAST_SIDE / inches)
    return max(1, int(min(best, max(_USUAL_SIDE / inches, min(_LARGE_DPI, _LARGE_SIDE / inches)))))
