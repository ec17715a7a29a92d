"""Sheets of Office Open XML (ECMA-376 part 1, clause 18): cells as they are read, rows as lines."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from dataclasses import dataclass

from holdings.media.safe_xml import Element, child, children, local, words

# Number formats that are dates without being spelled out (clause 18.8.30), those of Chinese included.
_DATE_FORMATS = frozenset({*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)})
_LITERALS = re.compile(r'"[^"]*"|\\.|\[[^\]]*\]')


@dataclass(frozen=True, slots=True)
class Book:
    """What the sheets of a workbook share.

    Attributes:
        strings: of cells, by number.
        dates: styles of cells, by number, that show a number as a date.
        since_1904: dates count from 1904-01-01, as on old Macintoshes.
    """

    strings: tuple[str, ...]
    dates: frozenset[int]
    since_1904: bool = False


def shared_strings(root: Element) -> tuple[str, ...]:
    """The strings of a workbook, without their phonetic readings."""
    return tuple(_string(item) for item in children(root, "si"))


def date_styles(root: Element) -> frozenset[int]:
    """Numbers of the cell styles that show dates."""
    spelled = {
        found.get("numFmtId", ""): _LITERALS.sub("", found.get("formatCode", "")).lower()
        for found in root.iter()
        if local(found) == "numFmt"
    }
    dates = set()
    for at, style in enumerate(children_of(child(root, "cellXfs"), "xf")):
        number = style.get("numFmtId", "")
        code = spelled.get(number)
        if (code is not None and re.search("[ymd年月日]", code)) or (
            code is None and number.isascii() and number.isdigit() and int(number) in _DATE_FORMATS
        ):
            dates.add(at)
    return frozenset(dates)


def rows(root: Element, book: Book) -> str:
    r"""The cells of a sheet that hold something, parted by `\t`, a line a row."""
    lines = []
    for row in (found for found in root.iter() if local(found) == "row"):
        cells = [text for cell in children(row, "c") if (text := _cell(cell, book))]
        if cells:
            lines.append("\t".join(cells))
    return "\n".join(lines)


def children_of(element: Element | None, name: str) -> Iterator[Element]:
    """The children of this name of an element that may be missing."""
    if element is not None:
        yield from children(element, name)


def _cell(cell: Element, book: Book) -> str:
    kind, value = cell.get("t", "n"), words(child(cell, "v"))
    if kind == "inlineStr":
        inline = child(cell, "is")
        return "" if inline is None else _string(inline)
    if kind == "s":
        at = int(value) if value.isascii() and value.isdigit() and len(value) < 9 else -1
        return book.strings[at] if 0 <= at < len(book.strings) else ""
    if kind == "b":
        return {"1": "TRUE", "0": "FALSE"}.get(value, value)
    style = cell.get("s", "")
    if kind == "n" and style.isascii() and style.isdigit() and int(style[:9]) in book.dates:
        return _date(value, book.since_1904)
    return value.replace("\n", " ")


def _string(item: Element) -> str:
    pieces = []
    for part in item:
        if local(part) == "t":
            pieces.append(part.text or "")
        elif local(part) == "r":
            pieces.extend(found.text or "" for found in children(part, "t"))
    return "".join(str(piece) for piece in pieces).strip().replace("\n", " ")


def _date(value: str, since_1904: bool) -> str:
    """A count of days as a date, YYYY-MM-DD, with the time of day where there is one (clause 18.17.4)."""
    try:
        days = float(value)
        if not 0 < days < 2_958_466:  # 9999-12-31
            return value
        # Day 60 of 1900 is a 29 February that never was.
        first = dt.datetime(1904, 1, 1) if since_1904 else dt.datetime(1899, 12, 30 if days >= 60 else 31)
        moment = first + dt.timedelta(seconds=round(days * 86_400))
    except (ValueError, OverflowError):
        return value
    if days < 1:
        return moment.strftime("%H:%M:%S")
    return moment.date().isoformat() if moment.time() == dt.time() else moment.isoformat(" ")
