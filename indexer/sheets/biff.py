"""Records of xls and et (BIFF5 and BIFF8): where each begins, its strings and its numbers.

Source: MS-XLS 2.1.4 (records), 2.5.293 (strings), 2.5.122 (numbers kept short); continued strings 2.5.296.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

BOF, EOF, CONTINUE, STRING = 0x0809, 0x000A, 0x003C, 0x0207
_CODE_PAGES = {
    1200: "utf-16-le",
    936: "gb18030",
    950: "cp950",
    10002: "cp950",
    10008: "gb18030",
    32769: "cp1252",
}
_WIDE, _EXTENDED, _RICH = 1, 4, 8


@dataclass(frozen=True, slots=True)
class Record:
    """A record: what it is, and where its bytes begin and end in the stream."""

    kind: int
    start: int
    end: int


def records(octets: bytes, at: int) -> Iterator[Record]:
    """The records from a place on, to the end of the stream.

    Raises:
        ValueError: a record goes beyond the stream.
    """
    while at + 4 <= len(octets):
        kind, size = struct.unpack_from("<HH", octets, at)
        if at + 4 + size > len(octets):
            raise ValueError(f"a record at {at} goes beyond the end")
        yield Record(kind, at + 4, at + 4 + size)
        at += 4 + size


def substream(octets: bytes, at: int) -> Iterator[Record]:
    """The records of the substream that begins at a place, without those of charts within it.

    Raises:
        ValueError: none begins there, or it does not end.
    """
    depth = 0
    for record in records(octets, at):
        if record.kind == BOF:
            depth += 1
        if not depth:
            raise ValueError(f"no beginning at {at}")
        if record.kind == EOF:
            depth -= 1
            if not depth:
                return
        elif depth == 1:
            yield record
    raise ValueError(f"what begins at {at} does not end")


def short_number(packed: int) -> float:
    """A number that is kept in four bytes (MS-XLS 2.5.217)."""
    if packed & 2:
        whole = packed >> 2
        number = float(whole - (1 << 30) if whole & (1 << 29) else whole)
    else:
        (number,) = struct.unpack("<d", struct.pack("<Q", (packed & 0xFFFFFFFC) << 32))
    return number / 100 if packed & 1 else number


class Text:
    """Reads strings of one version of the form.

    Attributes:
        is_wide: BIFF8, where strings are Unicode; else they are in the file's code page.
    """

    def __init__(self, *, is_wide: bool, code_page: int) -> None:
        self.is_wide = is_wide
        self._encoding = _CODE_PAGES.get(code_page, f"cp{code_page}")

    def read(self, segments: list[bytes], length_size: int) -> str:
        """A string at the beginning of some bytes that may go on in others.

        Args:
            segments: the bytes of a record and of those that continue it.
            length_size: 1 or 2, the bytes of its length.
        """
        cursor = _Cursor(segments)
        length = int.from_bytes(cursor.take(length_size), "little")
        if self.is_wide:
            return cursor.characters(length, wide=bool(cursor.take(1)[0] & _WIDE))
        return cursor.take(length).decode(self._encoding)


def shared_strings(segments: list[bytes]) -> list[str]:
    """The shared strings, without their phonetic guides, from the record and those that continue it."""
    cursor = _Cursor(segments)
    _, count = struct.unpack("<II", cursor.take(8))
    found: list[str] = []
    for _ in range(count):
        length, flags = struct.unpack("<HB", cursor.take(3))
        runs = int.from_bytes(cursor.take(2), "little") if flags & _RICH else 0
        extended = int.from_bytes(cursor.take(4), "little") if flags & _EXTENDED else 0
        found.append(cursor.characters(length, wide=bool(flags & _WIDE)))
        cursor.skip(4 * runs + extended)
    return found


class _Cursor:
    """A place in bytes that lie in several records."""

    def __init__(self, segments: list[bytes]) -> None:
        self._segments = segments
        self._nth = 0
        self._at = 0

    def take(self, size: int) -> bytes:
        segment = self._segments[self._nth]
        if self._at + size <= len(segment):
            self._at += size
            return segment[self._at - size : self._at]
        taken = segment[self._at :]
        while len(taken) < size:
            self._nth += 1
            segment = self._segments[self._nth]
            self._at = min(size - len(taken), len(segment))
            taken += segment[: self._at]
        return taken

    def skip(self, size: int) -> None:
        while size:
            left = len(self._segments[self._nth]) - self._at
            if left >= size:
                self._at += size
                return
            size -= left
            self._nth += 1
            self._at = 0
            if self._nth >= len(self._segments):
                raise ValueError("a string goes beyond its records")

    def characters(self, count: int, *, wide: bool) -> str:
        """So many characters; where they go on in another record it says anew how wide they are."""
        pieces: list[bytes] = []
        while count:
            segment = self._segments[self._nth]
            if self._at >= len(segment):
                self._nth += 1
                segment = self._segments[self._nth]
                wide, self._at = bool(segment[0] & _WIDE), 1
            width = 2 if wide else 1
            taken = min(count, (len(segment) - self._at) // width)
            if not taken:
                raise ValueError("half a character")
            octets = segment[self._at : self._at + taken * width]
            pieces.append(octets if wide else octets.decode("latin-1").encode("utf-16-le"))
            self._at += taken * width
            count -= taken
        return b"".join(pieces).decode("utf-16-le")
