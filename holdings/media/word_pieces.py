"""The structure of a Word document before 2007 ([MS-DOC]): where its text lies, and how it is formatted.

The text of a document is kept in pieces: characters of the document count on (CP), their bytes lie anywhere in the
stream `WordDocument` (FC), two bytes a character or one. Formatting is kept by FC, in pages of 512 bytes.
"""

from __future__ import annotations

import bisect
import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from holdings.media import letters
from holdings.media.letters import MediaError

_WORD_97 = 0xA5EC
_OLDER = frozenset({0xA5DC, 0xA5DB, 0xA59B, 0xA59C, 0xA697, 0xA698, 0xA699})
_NEWEST_OLDER = 0x00C0
"""File formats before this are those of Word 6 and 95 (2.5.1, FibBase.nFib)."""

# Places in the FIB (2.5.1). Counts of characters of each part of the document, and pairs of offset and size.
_TEXT_BEGINS = 0x18
PARTS = ("text", "footnotes", "headers", "macros", "comments", "endnotes", "boxes", "header_boxes")
_COUNTS = 0x4C
_STORIES, _SECTIONS, _CHARACTERS, _PARAGRAPHS, _PIECES = 0xF2, 0xCA, 0xFA, 0x102, 0x1A2
_PAGE = 512

# Properties (2.6.1, 2.6.2) that decide what is seen, and where lines and pages end.
_DELETED, _HIDDEN, _SPECIAL, _SYMBOL = 0x0800, 0x083C, 0x0855, 0x6A09
_IN_TABLE, _ROW_END, _BREAK_BEFORE = 0x2416, 0x2417, 0x2407
_INNER_CELL, _INNER_ROW = 0x244B, 0x244C
_SECTION_BREAK = 0x3009
# Properties too long for their page lie in the stream `Data` (2.9.211, PrcData); so do those of wide rows.
_ELSEWHERE = frozenset({0x6645, 0x6646})
# The same by their short numbers (2.9.214, Prm0.isprm).
_SHORT = {0x41: _DELETED, 0x5C: _HIDDEN}
_OPERANDS = (1, 1, 2, 4, 2, 2, -1, 3)
_LONG_TABLE = 0xD608


class DamagedWord(MediaError):
    """The piece table, or what leads to it, is damaged."""


@dataclass(frozen=True, slots=True)
class Properties:
    """What the formatting of a run or a paragraph says of its text.

    Attributes:
        unseen: deleted by a tracked change, or hidden.
        symbol: code of a character of a symbol font that stands for the character of the text; 0 for none.
        in_table: of a paragraph in a cell.
        row_end: of the mark that ends a row.
        inner_cell: of a paragraph that ends a cell of a table within a cell.
        inner_row: of the mark that ends a row of such a table.
        breaks_before: of a paragraph that begins a page.
    """

    unseen: bool = False
    symbol: int = 0
    in_table: bool = False
    row_end: bool = False
    inner_cell: bool = False
    inner_row: bool = False
    breaks_before: bool = False


PLAIN = Properties()


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters that lie together.

    Attributes:
        first: CP of its first character.
        end: CP after its last.
        offset: FC of its first byte.
        width: bytes a character, 1 or 2.
        unseen: whether the piece as a whole is deleted or hidden; None where the runs tell.
    """

    first: int
    end: int
    offset: int
    width: int
    unseen: bool | None = None


@dataclass(frozen=True, slots=True)
class Runs:
    """Formatting by place: from each offset on, up to the next."""

    begins: tuple[int, ...] = ()
    properties: tuple[Properties, ...] = ()

    def at(self, offset: int) -> Properties:
        """Of the byte at this offset."""
        place = bisect.bisect_right(self.begins, offset) - 1
        return self.properties[place] if place >= 0 else PLAIN

    def cuts(self, first: int, end: int) -> Iterator[tuple[int, int, Properties]]:
        """The stretches of the same formatting within a stretch of bytes: (first, end, properties)."""
        at = bisect.bisect_right(self.begins, first) - 1
        while first < end:
            properties = self.properties[at] if at >= 0 else PLAIN
            at += 1
            until = min(end, self.begins[at]) if at < len(self.begins) else end
            if until > first:
                yield first, until, properties
            first = max(first, until)


@dataclass(frozen=True, slots=True)
class WordFile:
    """A document taken apart.

    Attributes:
        main: bytes of the stream `WordDocument`.
        pieces: in the order of the text.
        parts: first and last CP of each part of the document by name, in the order of `PARTS`.
        stories: CPs, within the headers, at which one header, footer or separator begins.
        joined: CPs at which a section begins that stands on the page of the one before.
        characters: formatting of runs.
        paragraphs: formatting of paragraphs.
        language: of the system that made it (LID); 0x0804 is China.
    """

    main: bytes
    pieces: tuple[Piece, ...]
    parts: dict[str, tuple[int, int]]
    stories: tuple[int, ...] = ()
    joined: frozenset[int] = frozenset()
    characters: Runs = field(default_factory=Runs)
    paragraphs: Runs = field(default_factory=Runs)
    language: int = 0


def is_older_word(main: bytes) -> bool:
    """Whether a stream `WordDocument` was written by Word 2, 6 or 95, which keep text in another way."""
    if len(main) < 4:
        return False
    magic, version = struct.unpack_from("<HH", main)
    return magic in _OLDER or (magic == _WORD_97 and version < _NEWEST_OLDER)


def table_name(main: bytes) -> str:
    """The name of the stream with the tables of a document (2.5.1, fWhichTblStm)."""
    return "1Table" if len(main) > 11 and main[11] & 0x02 else "0Table"


def word_file(main: bytes, table: bytes, name: str, most: int, data: bytes = b"") -> WordFile:
    """A document taken apart.

    Args:
        main: the stream `WordDocument`.
        table: the stream that `table_name` names.
        name: of the object, for letters.
        most: characters that the document may have.
        data: the stream `Data`; empty where there is none.

    Raises:
        DamagedWord: damaged.
        MediaError: with more characters.
    """
    if len(main) < _PIECES + 8 or struct.unpack_from("<H", main)[0] != _WORD_97:
        raise DamagedWord(letters.broken(name, "WordDocument: no FIB"))
    counts = struct.unpack_from(f"<{len(PARTS)}i", main, _COUNTS)
    if min(counts) < 0:
        raise DamagedWord(letters.broken(name, "WordDocument: counts of characters"))
    pieces = _pieces(main, table, name, sum(counts))
    length = sum(piece.end - piece.first for piece in pieces)
    if length > most or sum(counts) > most:
        raise MediaError(letters.too_much_text(name, most))
    parts, at = {}, 0
    for part, count in zip(PARTS, counts, strict=True):
        parts[part] = at, at + count
        at += count
    language = struct.unpack_from("<H", main, 6)[0]
    headers = _positions(_table(main, table, _STORIES), 0)
    return WordFile(
        main,
        pieces,
        parts,
        headers,
        frozenset(_joined(main, table)),
        _runs(main, table, _CHARACTERS, b"", paragraphs=False),
        _runs(main, table, _PARAGRAPHS, data, paragraphs=True),
        language,
    )


def _table(main: bytes, table: bytes, place: int) -> bytes:
    """A structure of the table stream; empty where there is none, cut where the stream is."""
    if place + 8 > len(main):
        return b""
    offset, size = struct.unpack_from("<II", main, place)
    return table[offset : offset + size]


def _positions(plc: bytes, size: int) -> tuple[int, ...]:
    """The n + 1 positions of a PLC with n elements of `size` bytes (2.2.2)."""
    count = (len(plc) - 4) // (4 + size)
    return struct.unpack_from(f"<{count + 1}I", plc) if count >= 0 and len(plc) >= 4 else ()


def _pieces(main: bytes, table: bytes, name: str, length: int) -> tuple[Piece, ...]:
    """The piece table (2.8.35); a document without one has its text in one piece."""
    clx = _table(main, table, _PIECES)
    changes: list[bool | None] = []
    at = 0
    while at + 3 <= len(clx) and clx[at] == 1:  # Prc: formatting that a fast save kept
        size = struct.unpack_from("<H", clx, at + 1)[0]
        changes.append(_unseen(clx[at + 3 : at + 3 + size]))
        at += 3 + size
    if not clx:
        begin = struct.unpack_from("<I", main, _TEXT_BEGINS)[0]
        return (Piece(0, length, begin, 1),)
    if at + 5 > len(clx) or clx[at] != 2:
        raise DamagedWord(letters.broken(name, "piece table"))
    plc = clx[at + 5 : at + 5 + struct.unpack_from("<I", clx, at + 1)[0]]
    positions = _positions(plc, 8)
    pieces: list[Piece] = []
    for number, (first, end) in enumerate(zip(positions, positions[1:], strict=False)):
        _, code, change = struct.unpack_from("<HIH", plc, len(positions) * 4 + number * 8)
        width = 1 if code & 0x4000_0000 else 2
        offset = (code & 0x3FFF_FFFF) // (2 if width == 1 else 1)
        if end < first or (pieces and first != pieces[-1].end):
            raise DamagedWord(letters.broken(name, "piece table"))
        if end > first:
            pieces.append(Piece(first, end, offset, width, _changed(change, changes)))
    if not pieces and length:
        raise DamagedWord(letters.broken(name, "piece table"))
    return tuple(pieces)


def _changed(change: int, changes: list[bool | None]) -> bool | None:
    """What the change of a piece says: one short property, or the number of a list of them (2.9.213)."""
    if change & 1:
        number = change >> 1
        return changes[number] if number < len(changes) else None
    return bool(change >> 8) if (change >> 1) & 0x7F in _SHORT else None


def _unseen(properties: bytes) -> bool | None:
    found = [bool(operand[0] & 1) for code, operand in _sprms(properties) if code in (_DELETED, _HIDDEN)]
    return any(found) if found else None


def _sprms(octets: bytes) -> Iterator[tuple[int, bytes]]:
    """Properties and their operands (2.2.5.1), up to the first that is damaged."""
    at = 0
    while at + 3 <= len(octets):
        code = struct.unpack_from("<H", octets, at)[0]
        at += 2
        size = _OPERANDS[code >> 13]
        if code == _LONG_TABLE:
            size = struct.unpack_from("<H", octets, at)[0] + 1 if at + 2 <= len(octets) else len(octets)
        elif size < 0:
            size = octets[at] + 1
        yield code, octets[at : at + size]
        at += size


def _runs(main: bytes, table: bytes, place: int, data: bytes, *, paragraphs: bool) -> Runs:
    """Formatting, out of the pages that a list names (2.8.5, 2.8.6); each page is read once."""
    plc = _table(main, table, place)
    positions = _positions(plc, 4)
    found: dict[int, Properties] = {}
    pages = struct.unpack_from(f"<{max(0, len(positions) - 1)}I", plc, len(positions) * 4)
    known: dict[bytes, Properties] = {}
    for number in dict.fromkeys(page & 0x3F_FFFF for page in pages):
        page = main[number * _PAGE : number * _PAGE + _PAGE]
        if len(page) == _PAGE:
            for begin, octets in _formatted(page, paragraphs=paragraphs):
                if octets not in known:
                    known[octets] = _properties(octets, _elsewhere(octets, data))
                found[begin] = known[octets]
    begins = sorted(found)
    return Runs(tuple(begins), tuple(found[begin] for begin in begins))


def _formatted(page: bytes, *, paragraphs: bool) -> Iterator[tuple[int, bytes]]:
    """Where runs begin, and their properties, on one page (2.9.33, 2.9.174)."""
    count, each = page[-1], 13 if paragraphs else 1
    if (count + 1) * 4 + count * each >= _PAGE:
        return
    begins = struct.unpack_from(f"<{count + 1}I", page)
    for number in range(count):
        at = page[(count + 1) * 4 + number * each] * 2
        if not at or at >= _PAGE - 1:
            yield begins[number], b""
        elif not paragraphs:
            yield begins[number], page[at + 1 : at + 1 + page[at]]
        elif page[at]:
            yield begins[number], page[at + 3 : at + page[at] * 2]  # after the style's number
        else:
            yield begins[number], page[at + 4 : at + 2 + page[at + 1] * 2]
    yield begins[count], b""


def _elsewhere(octets: bytes, data: bytes) -> bytes:
    """Properties that lie in the stream `Data`."""
    for code, operand in _sprms(octets):
        if code in _ELSEWHERE and len(operand) == 4:
            place = struct.unpack("<I", operand)[0]
            if place + 2 <= len(data):
                return data[place + 2 : place + 2 + struct.unpack_from("<H", data, place)[0]]
    return b""


def _properties(octets: bytes, more: bytes) -> Properties:
    on: dict[int, bool] = {}
    symbol = 0
    for code, operand in (*_sprms(octets), *_sprms(more)):
        if code == _SYMBOL and len(operand) == 4:
            symbol = struct.unpack_from("<H", operand, 2)[0]
        elif operand:
            on[code] = operand[0] in (1, 0x81)
    return Properties(
        on.get(_DELETED, False) or on.get(_HIDDEN, False),
        symbol if on.get(_SPECIAL, True) else 0,
        on.get(_IN_TABLE, False),
        on.get(_ROW_END, False),
        on.get(_INNER_CELL, False),
        on.get(_INNER_ROW, False),
        on.get(_BREAK_BEFORE, False),
    )


def _joined(main: bytes, table: bytes) -> Iterator[int]:
    """CPs at which sections begin that begin no page (2.8.26, 2.9.242; sprmSBkc, 2.6.4)."""
    plc = _table(main, table, _SECTIONS)
    positions = _positions(plc, 12)
    for number, position in enumerate(positions[:-1]):
        place = struct.unpack_from("<I", plc, len(positions) * 4 + number * 12 + 2)[0]
        if place + 2 > len(main):
            continue
        size = max(0, struct.unpack_from("<h", main, place)[0])
        for code, operand in _sprms(main[place + 2 : place + 2 + size]):
            if code == _SECTION_BREAK and operand and operand[0] in (0, 1):
                yield position
