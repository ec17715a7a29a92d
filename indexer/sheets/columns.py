"""The columns of a catalogue sheet: which heading gives which element, and which are only kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from indexer.sheets import catalogue_letters, letters
from indexer.sheets.code_parts import CodeWay, choose_way
from indexer.sheets.errors import HeaderError
from indexer.sheets.headings import (
    COLUMNS,
    CONTROL,
    PAGE_NUMBERS,
    PARTS,
    REQUIRED,
    SPAN_BEGINS,
    SPAN_ENDS,
    STRICT,
    column_name,
    is_counted,
    read_heading,
    speaks_of_openness,
    speaks_of_secrecy,
)

__all__ = ["COLUMNS", "MOST_COLUMNS", "REQUIRED", "Header", "column_name", "known_columns", "read_header"]

MOST_COLUMNS = 1_000
"""The most columns of a sheet, known or not."""

RUNNING_NUMBER = "顺序号"
"""The column whose number is the item's where a sheet lists what lies in one volume."""

_ELEMENTS = frozenset((*COLUMNS, CONTROL))
_PARTS = frozenset(PARTS)
_STRICT = STRICT | frozenset(PARTS)


@dataclass(frozen=True, slots=True)
class Header:
    """A header that was read.

    Attributes:
        columns: standard names of the columns that are read, in the sheet's order.
        places: (standard name, zero-based place in the row).
        headings: (standard name, heading as written) of the columns that are read.
        others: (heading, zero-based place) of the columns that are kept with the unit as they stand.
        counted: headings of running numbers, which are neither read nor kept.
        nameless: zero-based places of empty headings between others.
        continued: by zero-based place, the place of the heading that a merged cell stretches over it.
        width: how many cells the header has.
        way: how codes are made where there is no 档号; None where there is one.
    """

    columns: tuple[str, ...]
    places: tuple[tuple[str, int], ...]
    headings: tuple[tuple[str, str], ...]
    others: tuple[tuple[str, int], ...]
    counted: tuple[str, ...]
    nameless: tuple[int, ...]
    continued: Mapping[int, int]
    width: int
    way: CodeWay | None


def known_columns(headings: Iterable[str]) -> set[str]:
    """The elements among some headings; 档号 is one of them where its parts are there."""
    headings = list(headings)
    found = {read_heading(heading)[0] for heading in headings} - {""}
    if "档号" not in found and choose_way(found, (), any(map(is_counted, headings))) is not None:
        found.add("档号")
    return found & _ELEMENTS


def read_header(
    source: str,
    headings: Sequence[str],
    constants: Mapping[str, str],
    continued: Mapping[int, int],
) -> Header:
    """Read a header.

    Args:
        source: the sheet's name, for messages.
        headings: the text of each heading.
        constants: parts of codes that the lines above state.
        continued: places over which a merged heading stretches, by the place of that heading.

    Raises:
        HeaderError: 档号 (or its parts) or 题名 is missing, a column is there twice, there are too many columns,
            or a heading speaks of secrecy or openness and is not known: it would be passed over.
    """
    if len(headings) > MOST_COLUMNS:
        raise HeaderError(letters.sheet_too_large(source, "列", "columns", MOST_COLUMNS))
    texts = list(headings)
    while texts and not column_name(texts[-1]):
        texts.pop()
    chosen = _choose(source, texts)
    elements = set(chosen)
    counted = [at for at, text in enumerate(texts) if is_counted(text)]
    way = None if "档号" in elements else choose_way(elements, constants, bool(counted))
    missing = [name for name in REQUIRED if name not in elements and not (name == "档号" and way)]
    if missing:
        raise HeaderError(letters.missing_columns(source, missing, [text for text in texts if text]))
    read = {name: at for name, at in chosen.items() if _is_read(name, elements, way)}
    if way is not None and way.counted:
        read["件号"] = next((at for at in counted if "顺序" in texts[at]), counted[0])
    taken = {at for name, at in read.items() if name != PAGE_NUMBERS}
    others = tuple(
        (" ".join(text.split()), at)
        for at, text in enumerate(texts)
        if column_name(text) and at not in taken and at not in counted
    )
    _refuse_passed_over(source, [heading for heading, _ in others])
    ordered = sorted(read.items(), key=lambda pair: pair[1])
    return Header(
        columns=_columns([name for name, _ in ordered], way),
        places=tuple(ordered),
        headings=tuple((name, texts[at]) for name, at in ordered),
        others=others,
        counted=tuple(" ".join(texts[at].split()) for at in counted if at not in taken),
        nameless=tuple(at for at, text in enumerate(texts) if not column_name(text)),
        continued=dict(continued),
        width=len(texts),
        way=way,
    )


def _choose(source: str, texts: Sequence[str]) -> dict[str, int]:
    """The place of each element: of several headings for one the standard's own, else the likeliest."""
    found: dict[str, list[tuple[int, int]]] = {}
    for at, text in enumerate(texts):
        name, rank = read_heading(text)
        if name:
            found.setdefault(name, []).append((rank, at))
    # The same name twice says nothing of which counts; and of what must be certain one column alone may speak.
    doubled = [
        name
        for name, seen in found.items()
        if len(seen) > 1 and (name in _STRICT or len({rank for rank, _ in seen}) < len(seen))
    ]
    if doubled:
        raise HeaderError(letters.duplicate_columns(source, doubled))
    return {name: min(seen)[1] for name, seen in found.items()}


def _is_read(name: str, elements: set[str], way: CodeWay | None) -> bool:
    if name in (SPAN_BEGINS, SPAN_ENDS):
        return "日期" not in elements and SPAN_BEGINS in elements
    if name == PAGE_NUMBERS:
        return "页数" not in elements
    if name in _PARTS:
        return way is not None and name in way.parts
    return True


def _columns(read: Sequence[str], way: CodeWay | None) -> tuple[str, ...]:
    """The elements that rows have: those of the columns, and those made of several."""
    made = {SPAN_BEGINS: "日期", SPAN_ENDS: "日期", PAGE_NUMBERS: "页数"}
    names = [made.get(name, name) for name in read]
    if way is not None:
        names = ["档号", *names, *(name for name in way.parts if name in _ELEMENTS)]
    return tuple(dict.fromkeys(names))


def _refuse_passed_over(source: str, headings: Sequence[str]) -> None:
    secret = [heading for heading in headings if speaks_of_secrecy(heading)]
    if secret:
        raise HeaderError(letters.secrecy_column(source, secret))
    openness = [heading for heading in headings if speaks_of_openness(heading)]
    if openness:
        raise HeaderError(catalogue_letters.openness_column(source, openness))
