"""The package of an OFD: its parts by the paths that its XML names, and its XML without anything that expands.

GB/T 33190-2016, clause 7: locations are relative to the part that names them, absolute from the package's root.
"""

from __future__ import annotations

import posixpath
from pathlib import Path

from holdings.media import letters
from holdings.media.letters import MediaError
from holdings.media.limits import USUAL, MediaLimits
from holdings.media.safe_xml import Element, parsed
from holdings.media.zip_parts import ZipParts

MAX_MEDIA = 256 << 20
"""Bytes of one picture or font."""


class OfdPackage:
    """The parts of an OFD; kept open until `close`."""

    def __init__(self, path: Path, limits: MediaLimits = USUAL) -> None:
        """Opens a package.

        Raises:
            MediaError: no ZIP, damaged, with too many entries, or without `OFD.xml`.
        """
        self._parts = ZipParts(path, limits)
        self.limits = limits
        self.name = path.name
        self._folded = {name.casefold(): name for name in reversed(self._parts.entries)}
        roots = sorted(
            (name for name in self._parts.entries if posixpath.basename(name).casefold() == "ofd.xml"),
            key=lambda name: (name.count("/"), name),
        )
        if not roots:
            self.close()
            raise MediaError(letters.lacks_part(self.name, "OFD.xml"))
        self.entry = roots[0]
        # A package made by compressing its folder has one folder above all others.
        self._root = posixpath.dirname(self.entry)

    def find(self, location: str, beside: str, *folders: str) -> str | None:
        """The part that a location names; None if there is none.

        Writers disagree on what a location is relative to, so the part's own folder is tried first, then
        `folders`, then the root. A location that leaves the package names nothing.

        Args:
            location: as in the XML, absolute with a leading `/` or relative.
            beside: the part that names it.
            *folders: other folders, within the package.
        """
        wanted = location.strip().replace("\\", "/")
        if not wanted:
            return None
        bases = (self._root, "") if wanted.startswith("/") else ()
        for base in (*bases, posixpath.dirname(beside), *folders, self._root, ""):
            at = posixpath.normpath(posixpath.join(base, wanted.lstrip("/")))
            if at.startswith("../") or at == "..":
                continue
            for name in (at, f"{at}/Content.xml"):
                if name in self._parts.entries:
                    return name
                if name.casefold() in self._folded:
                    return self._folded[name.casefold()]
        return None

    def xml(self, name: str) -> Element:
        """The root of an XML part.

        Raises:
            MediaError: damaged, encrypted, too large, no XML, or with a document type declaration.
        """
        return parsed(self._parts.read(name, self.limits.part_bytes), self.name, name)

    def media(self, name: str) -> bytes:
        """The bytes of a picture or font.

        Raises:
            MediaError: damaged, encrypted or too large.
        """
        return self._parts.read(name, MAX_MEDIA)

    def close(self) -> None:
        """Close it; closing twice is fine."""
        self._parts.close()
