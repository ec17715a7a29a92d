"""How much of a digital object is opened: what is beyond is refused with a letter, to protect the system."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class MediaLimits:
    """The limits of one object. Their settings and defaults are in docs/formats.md.

    Attributes:
        archive_entries: members of an archive or mail, with those of the archives and mails in it.
        package_parts: parts of one package (OFD, Office, OpenDocument, ZIP). Its directory is read into memory
            whole, about 600 bytes a part.
        unpacked_bytes: what an archive and the archives in it may unpack to.
        unpacked_ratio: unpacked bytes a packed one, from `archives.RATIO_COUNTS` bytes on. A sheet of blanks
            comes to 100, a bomb to 1,000.
        nesting: archives and mails within one another.
        part_bytes: one XML part of a package, unpacked. The largest page of an OFD that was seen, a map of
            paths, has 9 MB.
        pages: of one object.
        archive_pages: of an archive or mail with all that it holds.
        pixels: of one page. A broadsheet page at 300 dpi has 70 million; decoded, 120 million are 360 MB.
        text_bytes: of a text, HTML or RTF, which is held in memory while it is cut.
        text_characters: of one object whose text flows, unpacked; 60 million are about 30,000 pages.
    """

    archive_entries: int = 10_000
    package_parts: int = 100_000
    unpacked_bytes: int = 4 << 30
    unpacked_ratio: int = 300
    nesting: int = 3
    part_bytes: int = 64 << 20
    pages: int = 20_000
    archive_pages: int = 100_000
    pixels: int = 120_000_000
    text_bytes: int = 128 << 20
    text_characters: int = 60_000_000


USUAL = MediaLimits()
"""The limits where no setting says otherwise."""
