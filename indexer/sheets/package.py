"""The archive of a workbook (xlsx, ods): its limits, and its parts as streams, each opened anew."""

from __future__ import annotations

import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO

from indexer.sheets import letters
from indexer.sheets.errors import SheetError

MOST_ENTRIES = 10_000
"""The most entries of a workbook's archive."""
MOST_UNPACKED = 1 << 30
"""The most bytes of a workbook when unpacked."""
MOST_PART = 64 << 20
"""The most bytes of any part of an xlsx but a worksheet (styles, lists), for those are kept in memory."""
MOST_SHARED_STRINGS = 256 << 20
"""The most bytes of the shared strings."""
HIGHEST_RATIO = 100
"""The highest ratio of unpacked to packed bytes, for what unpacks to more than `RATIO_FROM`."""
RATIO_FROM = 64 << 20
"""Smaller workbooks may have any ratio, in bytes."""

# What zipfile and the parsers of XML and numbers raise on a workbook that is damaged or forged.
_DAMAGE = (
    ArithmeticError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RecursionError,
    RuntimeError,
    TypeError,
    ValueError,
    AssertionError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)


@contextmanager
def damage_told(name: str) -> Iterator[None]:
    """What is raised inside on damaged bytes becomes a letter.

    Raises:
        SheetError: instead.
    """
    try:
        yield
    except SheetError:
        raise
    except _DAMAGE as error:
        why = f"{type(error).__name__}: {error}"[:200]
        raise SheetError(letters.sheet_unreadable(name, why)) from None


class WorkbookPackage:
    """The archive of a workbook. Nothing of it stays open between two calls.

    Attributes:
        path: the file.
        name: its name.
    """

    def __init__(self, path: Path) -> None:
        """Reads the directory of the archive.

        Raises:
            SheetError: no archive, damaged, encrypted, with macros, or beyond the limits.
        """
        self.path = path
        self.name = path.name
        with damage_told(self.name), zipfile.ZipFile(path) as archive:
            entries = archive.infolist()
        _refuse_sizes(self.name, entries)
        self._parts: dict[str, str] = {}
        self._sizes: dict[str, int] = {}
        for entry in entries:
            folded = _folded(entry.filename)
            if folded in self._parts:
                # Which of two programs reads which of them cannot be known.
                raise SheetError(letters.sheet_unreadable(self.name, f"{entry.filename} is there twice"))
            self._parts[folded] = entry.filename
            self._sizes[folded] = entry.file_size

    def __contains__(self, part: str) -> bool:
        return _folded(part) in self._parts

    def parts(self) -> tuple[str, ...]:
        """The names of all parts, in small letters."""
        return tuple(self._parts)

    def size_of(self, part: str) -> int:
        """The bytes of a part when unpacked; a part that goes beyond them is damaged."""
        return self._sizes[_folded(part)]

    @contextmanager
    def part(self, name: str) -> Iterator[IO[bytes]]:
        """A part as a stream; whoever reads it to its end learns whether it is whole.

        Raises:
            KeyError: there is none of this name.
        """
        with zipfile.ZipFile(self.path) as archive, archive.open(self._parts[_folded(name)]) as stream:
            yield stream


def _folded(part: str) -> str:
    return part.replace("\\", "/").lstrip("/").lower()


def _refuse_sizes(name: str, entries: list[zipfile.ZipInfo]) -> None:
    if len(entries) > MOST_ENTRIES:
        raise SheetError(letters.sheet_too_large(name, "个内部部件", "parts", MOST_ENTRIES))
    unpacked = sum(entry.file_size for entry in entries)
    packed = sum(entry.compress_size for entry in entries)
    if unpacked > MOST_UNPACKED or (unpacked > RATIO_FROM and unpacked > HIGHEST_RATIO * max(packed, 1)):
        raise SheetError(letters.zip_bomb(name, unpacked >> 20, MOST_UNPACKED >> 20))
    for entry in entries:
        part = entry.filename.lower()
        if "vbaproject" in part or part.startswith("basic/"):
            raise SheetError(letters.macros(name))
        if entry.flag_bits & 1:
            raise SheetError(letters.encrypted(name))
        most = MOST_SHARED_STRINGS if "sharedstrings" in part else MOST_PART
        if (
            entry.file_size > most
            and "/worksheets/" not in part
            and part.startswith("xl/")
            and part.endswith(".xml")
        ):
            raise SheetError(letters.zip_bomb(name, entry.file_size >> 20, most >> 20))
