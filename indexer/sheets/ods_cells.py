"""A cell of an ods: the text that was shown, held against the value that is kept beside it."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping

from indexer.sheets import letters
from indexer.sheets.asides import LONGEST
from indexer.sheets.errors import SheetError
from indexer.sheets.number_formats import GENERAL, number_format
from indexer.sheets.shown import Doubt, Shown, shown_text

MOST_CELL = 1_000_000
"""The most characters of a cell that are read at all."""

_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0 "
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0 "
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0 "
_CALC = "urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0 "
_PARAGRAPHS = (f"{_TEXT}p", f"{_TEXT}h")
_UNREAD = frozenset({f"{_TEXT}ruby-text", f"{_TEXT}note"})
_BLANKS = re.compile(r"[ \t\r\n]+")
_SPACE, _TAB, _BREAK = "\ufdd0", "\ufdd1", "\ufdd2"  # no characters, so that no text holds them
_LOSES_DIGITS = 1e15
_HAN_FIGURES = str.maketrans("〇○零一二三四五六七八九", "000123456789")
_YEAR_FIRST = re.compile(r"(\d{4})(?!\d)")
_NUMBERS = re.compile(r"\d+")


class CellText:
    """The paragraphs of a cell, without its comments and pictures.

    Attributes:
        depth: how many elements are open within the cell.
        has_paragraphs: whether any text was written, if an empty one.
        comments: the comments on the cell.
    """

    def __init__(self, name: str) -> None:
        self._name = name
        self.depth = 0
        self.has_paragraphs = False
        self.comments: list[str] = []
        self._is_comment = False
        self._paragraphs: list[str] = []
        self._pieces: list[str] = []
        self._length = 0
        self._skipped = 0
        self._paragraph = 0

    def opened(self, name: str, attributes: Mapping[str, str]) -> None:
        """An element begins."""
        self.depth += 1
        if self._skipped:
            return
        if name in _UNREAD or not name.startswith(_TEXT):
            self._skipped = self.depth
            self._is_comment = name == f"{_OFFICE}annotation"
            if self._is_comment:
                self.comments.append("")
        elif name in _PARAGRAPHS:
            self.has_paragraphs = True
            self._paragraph = self._paragraph or self.depth
        elif name == f"{_TEXT}s":
            self._add(_SPACE * min(int(attributes.get(f"{_TEXT}c", 1)), MOST_CELL + 1))
        elif name == f"{_TEXT}tab":
            self._add(_TAB)
        elif name == f"{_TEXT}line-break":
            self._add(_BREAK)

    def characters(self, text: str) -> None:
        """Text between tags."""
        if self._skipped:
            if self._is_comment and len(self.comments[-1]) < LONGEST:
                self.comments[-1] += text
        elif self._paragraph:
            self._add(text)

    def closed(self, name: str) -> None:
        """An element ends."""
        if self._skipped == self.depth:
            self._skipped = 0
        elif self._paragraph == self.depth:
            self._paragraph = 0
            plain = _BLANKS.sub(" ", "".join(self._pieces)).strip(" ")
            self._paragraphs.append(plain.replace(_SPACE, " ").replace(_TAB, "\t").replace(_BREAK, "\n"))
            self._pieces.clear()
        self.depth -= 1

    def __str__(self) -> str:
        return "\n".join(self._paragraphs)

    def _add(self, text: str) -> None:
        self._length += len(text)
        if self._length > MOST_CELL:
            raise SheetError(
                letters.sheet_too_large(self._name, "个字符一格", "characters a cell", MOST_CELL)
            )
        self._pieces.append(text)


def shown_cell(attributes: Mapping[str, str], text: CellText) -> Shown:
    """A cell as it was shown.

    Args:
        attributes: the cell's.
        text: what was written in it.
    """
    kind = attributes.get(f"{_OFFICE}value-type", "")
    shown = str(text)
    if attributes.get(f"{_CALC}value-type") == "error":
        return Shown(shown, Doubt.ERROR)
    if kind in ("float", "percentage", "currency"):
        return _number(float(attributes[f"{_OFFICE}value"]), text)
    if kind == "date":
        return _day(attributes[f"{_OFFICE}date-value"], text)
    if kind == "boolean":
        return Shown(shown or attributes[f"{_OFFICE}boolean-value"].upper())
    if kind == "time":
        return Shown(shown) if shown else Shown(attributes[f"{_OFFICE}time-value"], Doubt.UNKNOWN_FORMAT)
    if kind not in ("", "string"):
        raise ValueError(f"a cell of the kind {kind}")
    if text.has_paragraphs:
        return shown_text(shown)
    written = attributes.get(f"{_OFFICE}string-value")
    if written is None and f"{_TABLE}formula" in attributes:
        return Shown(attributes[f"{_TABLE}formula"].partition(":")[2], Doubt.UNRECKONED)
    return shown_text(written or "")


def _number(value: float, text: CellText) -> Shown:
    general = number_format(GENERAL).number(value)
    shown = str(text)
    if general.doubt is Doubt.LOST_DIGITS:
        return Shown(shown or general.text, Doubt.LOST_DIGITS)
    if not text.has_paragraphs:
        return general
    if not shown.strip() and value:
        return Shown(general.text, Doubt.HIDDEN)
    return shown_text(shown)


def _day(written: str, text: CellText) -> Shown:
    """A day: as shown where its whole year comes first, else as precise as what was shown."""
    moment = dt.datetime.fromisoformat(written.removesuffix("Z"))
    day, shown = moment.date().isoformat(), str(text)
    if not text.has_paragraphs:
        return Shown(written.replace("T", " "))
    figures = shown.strip().translate(_HAN_FIGURES)
    first = _YEAR_FIRST.match(figures)
    if first and int(first[1]) == moment.year:
        return Shown(shown)
    numbers = [int(number) for number in _NUMBERS.findall(figures)]
    year = next((number for number in (moment.year, moment.year % 100) if number in numbers), None)
    if year is None:
        return Shown(shown, Doubt.NO_YEAR)
    numbers.remove(year)
    if moment.month in numbers:
        numbers.remove(moment.month)
    elif not re.search(r"[^\W\d_]{2}|月", figures):
        return Shown(day[:4]) if not numbers else Shown(shown, Doubt.UNKNOWN_FORMAT)
    if not numbers:
        return Shown(day[:7])
    return Shown(day) if moment.day in numbers else Shown(shown, Doubt.UNKNOWN_FORMAT)
