"""PDF that holds files, as portfolios do: its own pages, then those of each file by the reader of its format."""

from __future__ import annotations

import dataclasses
from pathlib import Path

from holdings.media import letters as media_letters
from holdings.media.archives import Allowance, Member
from holdings.media.kinds import MediaKind
from holdings.media.letters import MediaError
from holdings.media.pdf import PdfObject
from indexer.extraction.enclosing import Chooser, Contents, EnclosingExtractor, Opener
from indexer.extraction.pdf import PdfExtractor
from indexer.extraction.port import ExtractedPage, Unreadable
from indexer.extraction.recognised import Recogniser


class PdfWithFilesExtractor:
    """Reads a PDF and the files in it; the first page of each file begins with its name."""

    reads = frozenset({MediaKind.PDF})
    cheap = False

    def __init__(
        self, name: str, engine: Recogniser, choose: Chooser, depth: int, allowance: Allowance
    ) -> None:
        """For the object of this name; `choose`, `depth` and `allowance` as in `EnclosingExtractor`."""
        self._own = PdfExtractor(name, engine, allowance.limits)
        self._files = EnclosingExtractor(name, MediaKind.PDF, _opener(name), choose, depth, allowance)

    def page_count(self, path: Path) -> int:
        """Number of its own pages and those of the files in it, at least 1.

        Raises:
            Unreadable: encrypted, broken, or with too many pages.
        """
        return self._own.page_count(path) + self._pages_of_files(path)

    def page(self, path: Path, index0: int) -> ExtractedPage:
        """One page, its own or of a file in it.

        Raises:
            Unreadable: the page, or the file that it stands for, gives no text.
        """
        own = self._own.page_count(path)
        if index0 < own or index0 >= own + self._pages_of_files(path):
            return self._own.page(path, index0)
        return dataclasses.replace(self._files.page(path, index0 - own), object_page=index0)

    def _pages_of_files(self, path: Path) -> int:
        if not self._own.holds_files(path):
            return 0
        try:
            return self._files.page_count(path)
        except Unreadable:
            return 0  # its own pages are there all the same, and the last one names the files


def _opener(name: str) -> Opener:
    def opens(path: Path, folder: Path, allowance: Allowance) -> Contents:
        with PdfObject(path, allowance.limits) as pdf:
            return Contents((), tuple(_members(pdf, name, folder, allowance)))

    return opens


def _members(pdf: PdfObject, name: str, folder: Path, allowance: Allowance) -> list[Member]:
    members: list[Member] = []
    for at, called in enumerate(pdf.attachments):
        allowance.members -= 1
        if allowance.members < 0:
            most = allowance.limits.archive_entries
            raise MediaError(media_letters.too_many_entries(name, most, most))
        octets = pdf.attachment(at, allowance.octets)
        if octets is None:
            members.append(Member(called, None, media_letters.empty(f"{name}/{called}")))
            continue
        allowance.octets -= len(octets)
        target = folder / f"member-{at:06d}"
        target.write_bytes(octets)
        members.append(Member(called, target, None))
    return members
