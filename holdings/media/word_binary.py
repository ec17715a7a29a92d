"""Word 97 to 2003 (doc): the text in the order in which people read it, notes after it ([MS-DOC] 2.4.1)."""

from __future__ import annotations

import itertools
import re
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from holdings.media import letters
from holdings.media.compound import Compound
from holdings.media.fields import shown_without_result
from holdings.media.letters import MediaError
from holdings.media.limits import USUAL, MediaLimits
from holdings.media.symbols import symbol
from holdings.media.word_pieces import WordFile, is_older_word, table_name, word_file

# What stands after the text, in this order; headers come apart from each other.
_BESIDE = ("boxes", "footnotes", "endnotes", "comments")
_SEPARATORS = 6  # stories before the headers: lines between text and notes (2.3.5)

_BREAKS = {"\x0b": "\n", "\x0e": "\n", "\t": "\t", "\x1e": "-", "\x1f": ""}
_SPECIAL = re.compile(r"[\x00-\x1f]")
# Bytes of a piece with one byte a character (2.9.73, FcCompressed): cp1252, but for what that leaves open.
_LATIN = "".join(bytes((byte,)).decode("cp1252", "ignore") or chr(byte) for byte in range(256))
_CODE_PAGES = {0x0804: "gb18030", 0x1004: "gb18030", 0x0404: "cp950", 0x0C04: "cp950", 0x0411: "cp932"}
_WIDE_SHARE = 0.8


def word_texts(path: Path, limits: MediaLimits = USUAL) -> list[str]:
    r"""The text of a doc, `\f` at its page breaks; text boxes, notes, comments and headers after it.

    Raises:
        MediaError: damaged, encrypted, too large, or of Word 95 and before.
    """
    with Compound(path) as file:
        if "WordDocument" not in file.streams:
            raise MediaError(letters.lacks_part(file.name, "WordDocument"))
        main = file.read("WordDocument")
        if is_older_word(main):
            raise MediaError(letters.older_word(file.name))
        if len(main) > 11 and main[11] & 0x01:  # 2.5.2, fEncrypted
            raise MediaError(letters.encrypted(file.name))
        table = table_name(main)
        if table not in file.streams:  # a writer that forgot to say which: there is but one
            table = next((name for name in ("0Table", "1Table") if name in file.streams), table)
        tables = file.read(table) if table in file.streams else b""
        data = file.read("Data") if "Data" in file.streams else b""
        return [document_text(word_file(main, tables, file.name, limits.text_characters, data))]


def document_text(file: WordFile) -> str:
    """The running text of a document, and after it what stands beside it, each thing once."""
    beside = [_text(file, *file.parts[part]) for part in _BESIDE]
    beside.extend(_headers(file))
    beside.append(_text(file, *file.parts["header_boxes"]))
    found = (text.replace("\f", "\n").strip("\n\t ") for text in beside)
    rest = list(dict.fromkeys(text for text in found if text.strip()))
    return "\n".join((_text(file, *file.parts["text"]).strip("\n\f"), *rest)).strip("\n")


def _headers(file: WordFile) -> Iterator[str]:
    """Each header and footer (2.3.5); without a list of them, all as they stand."""
    first, end = file.parts["headers"]
    places = [first + place for place in file.stories[_SEPARATORS:] if first + place <= end]
    if len(places) < 2:
        yield _text(file, first, end)
        return
    for begin, until in itertools.pairwise(places):
        if begin < until:
            yield _text(file, begin, until)


@dataclass(slots=True)
class _Field:
    code: list[str]
    result: bool = False


def _text(file: WordFile, first: int, end: int) -> str:
    """What is seen of the characters from one CP to another."""
    reader = _Reader(file)
    for cp, offset, width, text, stands_for in _seen(file, first, end):
        if stands_for:
            reader.say(symbol(stands_for))
        else:
            reader.take(text, cp, offset, width)
    return reader.text()


def _seen(file: WordFile, first: int, end: int) -> Iterator[tuple[int, int, int, str, int]]:
    """Stretches of seen characters: CP, FC, bytes a character (0 where they differ), text, symbol."""
    for piece in file.pieces:
        begin, until = max(first, piece.first), min(end, piece.end)
        if begin >= until or piece.unseen:
            continue
        start = piece.offset + (begin - piece.first) * piece.width
        stop = piece.offset + (until - piece.first) * piece.width
        for at, to, properties in file.characters.cuts(start, stop):
            if properties.unseen and piece.unseen is None:
                continue
            octets = file.main[at:to]
            if piece.width == 2:
                text, width = _units(octets), 2
            else:
                text = _narrow(octets, file.language)
                width = 1 if len(text) == len(octets) else 0
            stands_for = properties.symbol if len(text) == 1 else 0
            yield begin + (at - start) // piece.width, at, width, text, stands_for


def _units(octets: bytes) -> str:
    """UTF-16 unit by unit: places of characters are counted in units, so pairs are joined only at the end."""
    units = octets[: len(octets) & ~1]
    text = units.decode("utf-16-le", "surrogatepass")
    return (
        text
        if len(text) * 2 == len(units)
        else "".join(map(chr, struct.unpack(f"<{len(units) // 2}H", units)))
    )


def _narrow(octets: bytes, language: int) -> str:
    """Text with one byte a character; of an Eastern system it may be in its code page all the same."""
    high = sum(1 for byte in octets if byte >= 0x80)
    if high >= 2 and language in _CODE_PAGES:
        try:
            wide = octets.decode(_CODE_PAGES[language])
        except UnicodeDecodeError:
            wide = ""
        han = sum(2 for sign in wide if "\u3000" <= sign <= "\u9fff" or "\uff00" <= sign <= "\uffef")
        if han >= _WIDE_SHARE * high and han > 2:
            return wide
    return octets.decode("latin-1").translate(_FROM_LATIN)


_FROM_LATIN = {byte: _LATIN[byte] for byte in range(0x80, 0xA0)}


class _Reader:
    """From characters to text: fields, cells, lines and pages."""

    def __init__(self, file: WordFile) -> None:
        self._file = file
        self._pieces: list[str] = []
        self._fields: list[_Field] = []
        self._readings: list[str] = []
        self._after_cell = False

    def text(self) -> str:
        """Its lines, and after them what is set small above characters."""
        # A field that never ends hides nothing.
        unended = (part for field in self._fields if not field.result for part in field.code)
        whole = "".join((*self._pieces, *unended))
        if self._readings:
            whole = "\n".join((whole.rstrip("\n"), *self._readings, ""))
        text = whole.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
        text = "\n".join(line.rstrip(" \t") for line in text.split("\n"))
        # A break by the writer is often followed by another in the same place.
        return re.sub(r"\f\s*(?:\f\s*)*", "\f", text)

    def say(self, text: str) -> None:
        if not text:
            return
        if self._fields and not self._fields[-1].result:
            self._fields[-1].code.append(text)
        else:
            self._pieces.append(text)
        self._after_cell = False

    def take(self, text: str, cp: int, offset: int, width: int) -> None:
        at = 0
        for found in _SPECIAL.finditer(text):
            self.say(text[at : found.start()])
            at = found.end()
            self._special(found[0], cp + found.start(), offset + found.start() * width)
        self.say(text[at:])

    def _special(self, sign: str, cp: int, offset: int) -> None:
        if sign == "\x13":
            self._fields.append(_Field([]))
        elif sign == "\x14":
            if self._fields:
                self._fields[-1].result = True
        elif sign == "\x15":
            if self._fields:
                ended = self._fields.pop()
                if not ended.result:
                    shown, above = shown_without_result("".join(ended.code))
                    self.say(shown)
                    self._readings.extend(filter(None, (above,)))
        elif sign == "\r":
            self._paragraph(offset)
        elif sign == "\x07":
            self._cell(offset)
        elif sign == "\f":
            self.say("\n" if cp + 1 in self._file.joined else "\f")
        else:  # the rest stands for pictures, marks of notes and other things without text
            self.say(_BREAKS.get(sign, ""))

    def _paragraph(self, offset: int) -> None:
        properties = self._file.paragraphs.at(offset)
        if properties.breaks_before:
            self._break_before()
        if properties.inner_row:
            self._end_row()
        elif properties.inner_cell:
            self.say("\t")
        else:
            self.say(" " if properties.in_table else "\n")

    def _cell(self, offset: int) -> None:
        properties = self._file.paragraphs.at(offset)
        known = bool(self._file.paragraphs.begins)
        if properties.row_end or (not known and self._after_cell):
            self._end_row()
        else:
            while self._pieces and self._pieces[-1] == " ":
                self._pieces.pop()
            self.say("\t")
            self._after_cell = True

    def _end_row(self) -> None:
        while self._pieces and self._pieces[-1] == "\t":
            self._pieces.pop()
        self.say("\n")

    def _break_before(self) -> None:
        """The paragraph that ends here begins a page."""
        at = len(self._pieces)
        while at and not self._pieces[at - 1].endswith(("\n", "\f", "\t")):
            at -= 1
        if at:
            self._pieces.insert(at, "\f")
