"""Catalogue sheets in csv: which encoding, which delimiter, which rows.

Chinese archives hand over UTF-8, the GB18030 that Excel writes on a Chinese Windows, and Big5. The bytes of a
legacy encoding are valid in the other one as well, so the header decides: in the wrong encoding it does not say
档号 and 题名. Only then is the whole file decoded strictly.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from pathlib import Path

from indexer.sheets import letters
from indexer.sheets.columns import REQUIRED, known_columns
from indexer.sheets.errors import SheetError

MOST_BYTES = 2 << 30
"""The largest csv that is read, in bytes."""

_ENCODINGS = (
    ("UTF-8", "utf-8-sig"),
    ("GB18030", "gb18030"),
    # Windows writes cp950; the Hong Kong supplement holds characters that cp950 lacks.
    ("Big5", "cp950"),
    ("Big5", "big5hkscs"),
)
_DELIMITERS = ",;\t"
_HEAD = 1 << 16
_PIECE = 1 << 20
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


class DelimitedRows:
    """The rows of a csv.

    Attributes:
        encoding: UTF-8, GB18030 or Big5.
        delimiter: a comma, a semicolon or a tab.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        if path.stat().st_size > MOST_BYTES:
            raise SheetError(letters.sheet_too_large(path.name, "MB", "MB", MOST_BYTES >> 20))
        with path.open("rb") as source:
            head = source.read(_HEAD)
        if head.startswith(_UTF_16):
            raise SheetError(letters.no_encoding(path.name))
        self.encoding, self._codec = self._detect(head)
        self.delimiter = _delimiter(_header_line(head, self._codec))

    def __iter__(self) -> Iterator[tuple[int, list[str]]]:
        """Every row that is not blank with its number, counted from 1, blank ones included."""
        number = 0
        try:
            with self._path.open(encoding=self._codec, newline="") as source:
                rows = csv.reader(source, delimiter=self.delimiter, strict=True)
                for number, values in enumerate(rows, start=1):
                    if any(map(str.strip, values)):
                        yield number, values
        except csv.Error as error:
            raise SheetError(letters.torn_csv(self._path.name, number + 1, str(error))) from None
        except UnicodeError:
            raise SheetError(letters.sheet_changed(self._path.name)) from None

    def _detect(self, head: bytes) -> tuple[str, str]:
        named = [(name, codec) for name, codec in _ENCODINGS if _names_columns(head, codec)]
        broken = 0
        # Without a header that says 档号 the first encoding that holds will do: its error names the columns.
        for name, codec in named or _ENCODINGS:
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


def _header_line(head: bytes, codec: str) -> str:
    """The first line that is not blank, as far as it is legible."""
    for line in io.StringIO(head.decode(codec, "replace"), newline=None):
        if line.strip(_DELIMITERS + ' "\r\n\ufeff'):
            return line
    return ""


def _headings(line: str, delimiter: str) -> list[str]:
    return next(csv.reader([line], delimiter=delimiter), []) if len(line) < csv.field_size_limit() else []


def _names_columns(head: bytes, codec: str) -> bool:
    line = _header_line(head, codec)
    return any(known_columns(_headings(line, delimiter)) >= set(REQUIRED) for delimiter in _DELIMITERS)


def _delimiter(line: str) -> str:
    return max(
        _DELIMITERS,
        key=lambda delimiter: (len(known_columns(_headings(line, delimiter))), line.count(delimiter)),
    )
