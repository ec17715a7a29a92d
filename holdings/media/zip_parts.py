"""ZIP packages, by zipfile: what they hold, and one part at a time, never more than was asked for."""

from __future__ import annotations

import struct
import zipfile
import zlib
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from holdings.media import letters
from holdings.media.letters import MediaError
from holdings.media.limits import USUAL, MediaLimits

_LEAST_ENTRY = 46  # bytes of an entry in the directory, APPNOTE 4.3.12
_END, _END64, _LOCATOR64 = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_TAIL = 22 + 0xFFFF + 20

# What zipfile and its decompressors raise on damaged bytes.
DAMAGE = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, KeyError, IndexError, RuntimeError,
    struct.error, NotImplementedError, MemoryError, AttributeError, TypeError,
)  # fmt: skip


class ZipParts:
    """An opened ZIP package. A context manager.

    Names are as in the package, with `/` between folders and none in front; names that were written in
    GB18030 without saying so are read as that.
    """

    def __init__(self, path: Path, limits: MediaLimits = USUAL) -> None:
        """Opens a package and reads its directory.

        Raises:
            MediaError: no ZIP, damaged, or with more than `limits.package_parts` entries.
        """
        self.name = path.name
        self.limits = limits
        most = limits.package_parts
        try:
            size = _directory_size(path)
            if size > most * _LEAST_ENTRY * 4:
                count = size // (_LEAST_ENTRY * 4)
                raise MediaError(letters.too_many_entries(self.name, count, most))
            self._zip = zipfile.ZipFile(path)
        except DAMAGE as error:
            raise MediaError(letters.broken(self.name, why(error))) from error
        entries = self._zip.infolist()
        if len(entries) > most:
            self.close()
            raise MediaError(letters.too_many_entries(self.name, len(entries), most))
        self.entries: dict[str, zipfile.ZipInfo] = {}
        for entry in entries:
            if entry.filename and not entry.is_dir():  # one without a name makes zipfile fail
                self.entries.setdefault(plain_name(entry), entry)

    def read(self, name: str, most: int) -> bytes:
        """The bytes of one part.

        Args:
            name: a key of `entries`.
            most: bytes that it may have unpacked.

        Raises:
            MediaError: encrypted, damaged, or with more bytes.
        """
        entry = self.entries[name]
        if entry.flag_bits & 0x1:
            raise MediaError(letters.encrypted(self.name))
        if entry.file_size > most:
            raise MediaError(letters.part_too_large(self.name, name, most))
        try:
            with self._zip.open(entry) as octets:
                found = octets.read(most + 1)
        except DAMAGE as error:
            raise MediaError(letters.broken(self.name, f"{name}: {why(error)}")) from error
        if len(found) > most:
            raise MediaError(letters.part_too_large(self.name, name, most))
        return found

    def opened(self, name: str) -> IO[bytes]:
        """A part as a stream, which ends where the package's directory says.

        Raises:
            MediaError: encrypted, or packed in a way that cannot be read.
        """
        entry = self.entries[name]
        if entry.flag_bits & 0x1:
            raise MediaError(letters.encrypted(f"{self.name}/{name}"))
        try:
            return self._zip.open(entry)
        except DAMAGE as error:
            raise MediaError(letters.broken(f"{self.name}/{name}", why(error))) from error

    def close(self) -> None:
        """Close it; closing twice is fine."""
        self._zip.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def plain_name(entry: zipfile.ZipInfo) -> str:
    """The name of an entry, with `/` between folders and none in front."""
    name = entry.filename
    if not entry.flag_bits & 0x800 and not name.isascii():
        # Without the mark of UTF-8 zipfile takes names for those of DOS; Chinese programs write GBK there.
        try:
            octets = name.encode("cp437")
        except UnicodeEncodeError:
            octets = b""
        for encoding in ("utf-8", "gb18030"):
            try:
                name = octets.decode(encoding) or name
                break
            except UnicodeDecodeError:
                continue
    return name.replace("\\", "/").lstrip("/")


def why(error: BaseException) -> str:
    """An error in a few words, without the names of our own folders."""
    if isinstance(error, RecursionError):
        return "parts within one another without end"
    if isinstance(error, MemoryError):
        return "needs more memory than it may"
    if isinstance(error, OSError) and error.strerror:
        return error.strerror
    return (str(error) or type(error).__name__)[:200]


def _directory_size(path: Path) -> int:
    """Bytes of the directory as its end says (APPNOTE 4.3.14, 4.3.16); 0 where there is no end to be found."""
    with path.open("rb") as octets:
        size = octets.seek(0, 2)
        octets.seek(max(0, size - _TAIL))
        tail = octets.read(_TAIL)
        at = tail.rfind(_END)
        if at < 0 or at + 22 > len(tail):
            return 0
        directory = int.from_bytes(tail[at + 12 : at + 16], "little")
        if at >= 20 and tail[at - 20 : at - 16] == _LOCATOR64:
            octets.seek(min(size, int.from_bytes(tail[at - 12 : at - 4], "little")))
            end = octets.read(56)
            if end.startswith(_END64) and len(end) == 56:
                directory = max(directory, int.from_bytes(end[40:48], "little"))
    return directory
