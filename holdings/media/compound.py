"""Compound files (MS-CFB), by olefile: which kind of old Office file they are, and their streams."""

from __future__ import annotations

import struct
import warnings
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import olefile

from holdings.media import letters
from holdings.media.kinds import MediaKind
from holdings.media.letters import MediaError
from holdings.media.zip_parts import why

MAX_STREAMS = 20_000
MAX_STREAM = 256 << 20
"""Bytes of one stream."""

_FILE_PASS = 0x2F
_XLS_HEAD = 1 << 16

MIME_TYPES = {
    "WordDocument": "application/msword",
    "Workbook": "application/vnd.ms-excel",
    "Book": "application/vnd.ms-excel",
    "PowerPoint Document": "application/vnd.ms-powerpoint",
}
"""By the stream that holds the text, what an old Office file is."""


class Compound:
    """An opened compound file. A context manager."""

    def __init__(self, path: Path) -> None:
        """Opens a compound file.

        Raises:
            MediaError: none, damaged, or with more than `MAX_STREAMS` streams.
        """
        self.name = path.name
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                self._file: Any = olefile.OleFileIO(str(path))
                listed = self._file.listdir(streams=True, storages=False)
        except Exception as error:  # olefile raises nearly everything on damaged bytes
            raise MediaError(letters.broken(self.name, why(error))) from error
        if len(listed) > MAX_STREAMS:
            self.close()
            raise MediaError(letters.too_many_entries(self.name, len(listed), MAX_STREAMS))
        self.streams: dict[str, str] = {}
        for parts in listed:
            name = "/".join(parts)
            self.streams.setdefault(name, name)

    def read(self, name: str) -> bytes:
        """The bytes of a stream; `name` is a key of `streams`.

        Raises:
            MediaError: damaged, or more than `MAX_STREAM`.
        """
        try:
            if self._file.get_size(name) > MAX_STREAM:
                raise MediaError(letters.part_too_large(self.name, name, MAX_STREAM))
            with self._file.openstream(name) as octets:
                return bytes(octets.read(MAX_STREAM))
        except MediaError:
            raise
        except Exception as error:
            raise MediaError(letters.broken(self.name, f"{name}: {why(error)}")) from error

    def close(self) -> None:
        """Close it; closing twice is fine."""
        self._file.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def compound_kind(path: Path) -> MediaKind:
    """Mail of Outlook, or an old (or encrypted new) Office file; unknown for other compound files.

    Raises:
        MediaError: damaged.
    """
    with Compound(path) as file:
        if "__properties_version1.0" in file.streams:
            return MediaKind.MAIL
        if any(name in file.streams for name in (*MIME_TYPES, "EncryptedPackage")):
            return MediaKind.OFFICE_OLD
    return MediaKind.UNKNOWN


def office_type(path: Path) -> str:
    """The media type of an old Office file.

    Raises:
        MediaError: encrypted, damaged, or none of Word, Excel and PowerPoint.
    """
    with Compound(path) as file:
        if "EncryptedPackage" in file.streams or "EncryptedSummary" in file.streams:
            raise MediaError(letters.encrypted(file.name))
        main = next((name for name in MIME_TYPES if name in file.streams), None)
        if main is None:
            raise MediaError(letters.lacks_part(file.name, "WordDocument"))
        octets = file.read(main)
        if main == "WordDocument" and len(octets) > 11 and octets[11] & 0x01:  # MS-DOC 2.5.2, fEncrypted
            raise MediaError(letters.encrypted(file.name))
        if MIME_TYPES[main].endswith("excel") and _has_password(octets[:_XLS_HEAD]):
            raise MediaError(letters.encrypted(file.name))
        return MIME_TYPES[main]


def _has_password(records: bytes) -> bool:
    """Is there a FilePass record among the first (MS-XLS 2.4.117)?"""
    at = 0
    while at + 4 <= len(records):
        kind, size = struct.unpack_from("<HH", records, at)
        if kind == _FILE_PASS:
            return True
        if kind == 0x85:  # BoundSheet8: sheets begin
            return False
        at += 4 + size
    return False
