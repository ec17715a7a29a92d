"""ZIP packages, by zipfile: what they hold, and one part at a time, never more than was asked for."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import IO, Self

from holdings.media import letters
from holdings.media.legacy_encodings import names_in_one_encoding
from holdings.media.letters import MediaError
from holdings.media.limits import USUAL, MediaLimits

_LEAST_ENTRY = 46  # bytes of an entry in the directory, APPNOTE 4.3.12
_END, _END64, _LOCATOR64 = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_UNICODE_PATH = 0x7075  # APPNOTE 4.6.9
_TAIL = 22 + 0xFFFF + 20

# What zipfile and its decompressors raise on damaged bytes.
DAMAGE = (
    zipfile.BadZipFile, zlib.error, EOFError, OSError, ValueError, KeyError, IndexError, RuntimeError,
    struct.error, NotImplementedError, MemoryError, AttributeError, TypeError,
)  # fmt: skip


class ZipParts:
    """An opened ZIP package. A context manager.

    Names are as in the package, with `/` between folders and none in front; those that were written in GB18030, Big5
    or Shift_JIS without saying so are read as that.
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
        named = [
            entry for entry in entries if entry.filename and not entry.is_dir()
        ]  # without one zipfile fails
        for name, entry in zip(plain_names(named), named, strict=True):
            self.entries.setdefault(name, entry)

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


def plain_names(entries: Sequence[zipfile.ZipInfo]) -> list[str]:
    """The names of a package's entries, with `/` between folders and none in front.

    The packer says which are UTF-8 (APPNOTE 4.4.4, 4.6.9); of the others nothing is said, and they are in what the
    packer's own system writes, the same for all of them.
    """
    bare = [
        at for at, entry in enumerate(entries) if not entry.flag_bits & 0x800 and not entry.filename.isascii()
    ]
    names = [entry.filename for entry in entries]
    written = [names[at].encode("cp437", "replace") for at in bare]  # what zipfile takes them for
    for at, octets, name in zip(bare, written, names_in_one_encoding(written), strict=True):
        names[at] = _unicode_path(entries[at], octets) or (names[at] if "\ufffd" in name else name)
    return [name.replace("\\", "/").lstrip("/") for name in names]


def _unicode_path(entry: zipfile.ZipInfo, octets: bytes) -> str:
    """The name in UTF-8 that Info-ZIP writes beside the other, while it belongs to that; else empty."""
    extra = entry.extra
    while len(extra) >= 4:
        kind, size = struct.unpack_from("<HH", extra)
        held, extra = extra[4 : 4 + size], extra[4 + size :]
        belongs = held[:5] == b"\1" + zlib.crc32(octets).to_bytes(4, "little")
        if kind == _UNICODE_PATH and belongs:
            return held[5:].decode("utf-8", "replace")
    return ""


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
    """Bytes of the directory that zipfile will read (APPNOTE 4.3.14 to 4.3.16).

    Those of the record of ZIP64 where there is one: the other then says 0xFFFFFFFF, which is no size. 0 where there is
    no end to be found, or one that cannot be: zipfile says what is wrong.
    """
    with path.open("rb") as octets:
        size = octets.seek(0, 2)
        octets.seek(max(0, size - _TAIL))
        tail = octets.read(_TAIL)
        # One without a comment is taken before anything that looks like one.
        whole = len(tail) - 22
        at = whole if tail[whole:].startswith(_END) and tail.endswith(b"\0\0") else tail.rfind(_END)
        if at < 0 or at + 22 > len(tail):
            return 0
        directory = int.from_bytes(tail[at + 12 : at + 16], "little")
        if at >= 20 and tail[at - 20 : at - 16] == _LOCATOR64:
            octets.seek(max(0, size - len(tail) + at - 20 - 56))
            end = octets.read(56)
            if end.startswith(_END64) and len(end) == 56:
                directory = int.from_bytes(end[40:48], "little")
    return directory if directory <= size else 0
