"""Catalogue sheets in csv: which encoding, which delimiter, which rows.

Chinese archives hand over UTF-8, the GB18030 that Excel writes on a Chinese Windows, its UTF-16 ("Unicode text"),
and Big5. The bytes of a legacy encoding are valid in the other one as well, so the words of a catalogue decide: in
the wrong encoding none of the first lines says 档号 and 题名. Only then is the whole file decoded strictly.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TextIO

from indexer.sheets import letters
from indexer.sheets.asides import Aside
from indexer.sheets.assembly import RowAssembly
from indexer.sheets.columns import known_columns
from indexer.sheets.errors import SheetError
from indexer.sheets.grid import NO_FAULTS, NO_RANGES, GridRow
from indexer.sheets.shown import Doubt, Shown, shown_text

MOST_BYTES = 2 << 30
"""The largest csv that is read, in bytes."""

MOST_ROW = 4 << 20
"""The most characters of a row."""

_ENCODINGS = (
    ("UTF-8", "utf-8-sig"),
    ("GB18030", "gb18030"),
    # Windows writes cp950; the Hong Kong supplement holds characters that cp950 lacks.
    ("Big5", "cp950"),
    ("Big5", "big5hkscs"),
)
_UTF_16 = ("UTF-16", "utf-16")
_UTF_16_BARE = (("UTF-16", "utf-16-le"), ("UTF-16", "utf-16-be"))
_UTF_16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UTF_32_MARK = codecs.BOM_UTF32_LE
_DELIMITERS = ",;\t"
_HEAD = 1 << 16
_HEAD_LINES = 30
_PIECE = 1 << 20
# What stands in the first lines of a catalogue, whatever its columns are.
_WORDS = re.compile(
    "档\\s*号|檔\\s*號|题\\s*名|題\\s*名|全宗|目录|目錄|案卷|件\\s*号|件\\s*號|责任者|責任者|日\\s*期|文\\s*号|文\\s*號|页|頁"
    "|年度|期限|密\\s*级|密\\s*級|备\\s*注|備\\s*註|归档|歸檔|序\\s*号|序\\s*號"
)
_NAMES_DELIMITER = re.compile(r"sep=(.)\r?\n?", re.IGNORECASE | re.DOTALL)
_TEXT_FORMULA = re.compile(r'="((?:[^"]|"")*)"')
_FORMULA = re.compile(r"=(?:[-+]?[\d.]|[A-Za-z$'(\"@{]|[-+]|#)")


class DelimitedRows:
    """The rows of a csv.

    Attributes:
        title: none.
        encoding: UTF-8, UTF-16, GB18030 or Big5.
        delimiter: a comma, a semicolon or a tab.
        hidden_columns: none.
        asides: none.
    """

    title = ""
    hidden_columns: tuple[tuple[int, int], ...] = ()
    asides: tuple[Aside, ...] = ()

    def __init__(self, path: Path) -> None:
        self._path = path
        if path.stat().st_size > MOST_BYTES:
            raise SheetError(letters.sheet_too_large(path.name, "MB", "MB", MOST_BYTES >> 20))
        with path.open("rb") as source:
            head = source.read(_HEAD)
        if head.startswith(_UTF_32_MARK):
            raise SheetError(letters.no_encoding(path.name))
        self.encoding, self._codec = self._detect(head)
        lines = _head_lines(head, self._codec)
        named = _NAMES_DELIMITER.fullmatch(lines[0]) if lines else None
        self._names_delimiter = named is not None
        self.delimiter = named[1] if named else _delimiter(lines)

    def __iter__(self) -> Iterator[GridRow]:
        """Every row that is not blank with its number, counted from 1, blank ones included."""
        number = 0
        assembly = RowAssembly(self._path.name, "")
        try:
            with self._path.open(encoding=self._codec, newline="") as source:
                if self._names_delimiter:
                    source.readline()
                lines = _BoundedLines(self._path.name, source)
                rows = csv.reader(lines, delimiter=self.delimiter, strict=True)
                for number, values in enumerate(rows, start=1):
                    lines.length = 0
                    written = "".join(values)
                    if _may_differ(written):
                        row = assembly.row(number, values, _read_cells(values))
                        if row is not None:
                            yield row
                    elif written and not written.isspace():
                        # Nothing is merged in a csv, so that a row without doubts is as it was written.
                        yield GridRow(number, tuple(values), NO_FAULTS, NO_RANGES)
        except csv.Error as error:
            raise SheetError(letters.torn_csv(self._path.name, number + 1, str(error))) from None
        except UnicodeError:
            raise SheetError(letters.sheet_changed(self._path.name)) from None

    def _detect(self, head: bytes) -> tuple[str, str]:
        if head.startswith(_UTF_16_MARKS):
            choices: Sequence[tuple[str, str]] = (_UTF_16,)
        elif b"\0" in head:
            choices = _UTF_16_BARE
        else:
            choices = _ENCODINGS
        scores = {codec: _score(head, codec) for _, codec in choices}
        best = max(scores.values())
        named = [(name, codec) for name, codec in choices if scores[codec] == best] if best else []
        if not named and choices is _UTF_16_BARE:
            # Without a mark and without a word of a catalogue this is a picture or a program, or UTF-8 with holes.
            choices = _ENCODINGS
        broken = 0
        # Without the words of a catalogue the first encoding that holds will do: its error names the columns.
        for name, codec in named or choices:
            line = self._first_broken_line(codec)
            if not line:
                return name, codec
            broken = broken or line
        if not named:
            raise SheetError(letters.no_encoding(self._path.name))
        raise SheetError(letters.broken_encoding(self._path.name, named[0][0], broken))

    def _first_broken_line(self, codec: str) -> int:
        """Number of the first line that is not in this encoding, counted from 1; 0 where all is."""
        decoder = codecs.getincrementaldecoder(codec)("strict")
        lines = 1
        with self._path.open("rb") as source:
            while True:
                piece = source.read(_PIECE)
                try:
                    text = decoder.decode(piece, final=not piece)
                except UnicodeDecodeError as error:
                    return lines + error.object[: error.start].count(b"\n")
                if not piece:
                    return 0
                lines += text.count("\n")


class _BoundedLines:
    """The lines of a csv, of which no row may take too many characters: it would fill the memory.

    Attributes:
        length: the characters since the last row, which whoever takes the rows sets to 0.
    """

    def __init__(self, name: str, source: TextIO) -> None:
        self._name = name
        self._readline = source.readline
        self.length = 0

    def __iter__(self) -> Iterator[str]:
        while line := self._readline(MOST_ROW):
            self.length += len(line)
            if self.length >= MOST_ROW:
                raise SheetError(
                    letters.sheet_too_large(self._name, "个字符一行", "characters a row", MOST_ROW)
                )
            yield line


def shown_cell(value: str) -> Shown:
    """A cell of a csv as it was meant: ="0003" is the text 0003; any other formula was never reckoned."""
    bare = value.strip()
    if bare.startswith("="):
        found = _TEXT_FORMULA.fullmatch(bare)
        if found:
            return Shown(found[1].replace('""', '"'))
        if _FORMULA.match(bare):
            return Shown(value, Doubt.UNRECKONED)
        return Shown(value)
    return shown_text(value)


def _may_differ(row: str) -> bool:
    """Whether a cell of a row may mean anything but its text; asked of all its cells at once, for speed."""
    return "=" in row or "#" in row or "'" in row or "e" in row or "E" in row


def _read_cells(values: list[str]) -> dict[int, Doubt]:
    """Put the cells of a row in place as they were meant; by column, the doubts."""
    doubts: dict[int, Doubt] = {}
    for at, value in enumerate(values):
        if value:
            shown = shown_cell(value)
            values[at] = shown.text
            if shown.doubt is not None:
                doubts[at] = shown.doubt
    return doubts


def _head_lines(head: bytes, codec: str) -> list[str]:
    """The first lines that are not blank, as far as they are legible."""
    lines: list[str] = []
    for line in io.StringIO(head.decode(codec, "replace"), newline=None):
        if line.strip(_DELIMITERS + ' "\r\n\ufeff'):
            lines.append(line.lstrip("\ufeff"))
            if len(lines) >= _HEAD_LINES:
                break
    return lines


def _headings(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), []) if len(line) < csv.field_size_limit() else []


def _known(line: str, delimiter: str) -> int:
    return len(known_columns(_headings(line, delimiter)))


def _score(head: bytes, codec: str) -> int:
    """How much the first lines speak of a catalogue in this encoding."""
    lines = _head_lines(head, codec)
    known = max((_known(line, delimiter) for line in lines for delimiter in _DELIMITERS), default=0)
    return known * 100 + len({found for line in lines for found in _WORDS.findall(line)})


def _delimiter(lines: list[str]) -> str:
    """The delimiter that finds most columns in a line, else the one that most lines have most alike."""

    def fitness(delimiter: str) -> tuple[int, int, int]:
        known = max((_known(line, delimiter) for line in lines), default=0)
        counts = [line.count(delimiter) for line in lines]
        alike = max((counts.count(count) for count in counts if count), default=0)
        return known, alike, sum(counts)

    return max(_DELIMITERS, key=fitness)
