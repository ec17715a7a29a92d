"""What kind of thing a ZIP is: told by the names of its parts."""

from __future__ import annotations

import posixpath
from pathlib import Path

from holdings.media.foreign import foreign_package
from holdings.media.kinds import MediaKind
from holdings.media.letters import MediaError
from holdings.media.zip_parts import ZipParts

_MOST_MIMETYPE = 256


def zip_kind(path: Path) -> MediaKind:
    """The kind of a ZIP: OFD, Office, OpenDocument, EPUB, a plain archive; unknown for a package of another kind.

    Raises:
        MediaError: no ZIP, damaged, or with too many entries.
    """
    with ZipParts(path) as parts:
        names = parts.entries.keys()
        if "mimetype" in names:  # OpenDocument 1.3, part 2, clause 3.3; EPUB OCF 3.3, clause 4.3
            try:
                declared = parts.read("mimetype", _MOST_MIMETYPE)
            except MediaError:
                declared = b""
            if b"epub" in declared:
                return MediaKind.EPUB
            if b"opendocument" in declared:
                return MediaKind.OPEN_DOCUMENT
        if "[Content_Types].xml" in names and any(
            name.startswith(("word/", "xl/", "ppt/")) for name in names
        ):
            return MediaKind.OFFICE_XML
        for name in names:
            # A package made by compressing its folder has one folder above all others.
            if name.count("/") <= 1 and posixpath.basename(name).casefold() == "ofd.xml":
                return MediaKind.OFD
        if "META-INF/manifest.xml" in names and "content.xml" in names:
            return MediaKind.OPEN_DOCUMENT
        if foreign_package(parts) is not None:
            return MediaKind.UNKNOWN  # its parts are no documents that somebody packed
    return MediaKind.ZIP
