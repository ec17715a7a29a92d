"""Scanned images: pages of pixels, recognised."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from holdings.media.images import image_page_as_is, image_pages
from holdings.media.kinds import IMAGE_KINDS
from holdings.media.letters import MediaError
from holdings.media.limits import USUAL, MediaLimits
from indexer.extraction import letters
from indexer.extraction.port import ExtractedPage
from indexer.extraction.recognised import Recogniser, check_recognises, media_unreadable, recognised


class ImageExtractor:
    """Reads an image; a TIFF may have several pages."""

    reads = IMAGE_KINDS
    cheap = False

    def __init__(self, name: str, engine: Recogniser, limits: MediaLimits = USUAL) -> None:
        """For the object of this name; `engine` reads its pages."""
        self._name = name
        self._limits = limits
        self._engine = engine

    def page_count(self, path: Path) -> int:
        """Number of pages, at least 1.

        Raises:
            Unreadable: not an image, damaged, or with too many pages.
        """
        try:
            return image_pages(path, self._limits)
        except MediaError as error:
            raise media_unreadable(error, path, self._name) from error

    def page(self, path: Path, index0: int) -> ExtractedPage:
        """One page, recognised.

        Raises:
            Unreadable: the page is damaged or too large, or recognition is off or fails.
        """
        check_recognises(self._engine, self._name)
        try:
            image, whole = image_page_as_is(path, index0, self._limits)
        except MediaError as error:
            raise media_unreadable(error, path, self._name) from error
        page = recognised(self._engine, image, self._name, index0)
        return page if whole else dataclasses.replace(page, note=letters.image_cut_short(index0))
