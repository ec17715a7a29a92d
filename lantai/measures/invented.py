"""Units around cut pages, as an archive would have them: fonds, years, retention, every fifth one conditional."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice

from lantai.measures.cutting import CutPage
from lantai.measures.home import MeasuredUnit
from sharing.classes import SharingClass

#: Pages of a unit.
UNIT_PAGES = 8
#: Every so many units one is conditional: its face is open, its pages are restricted.
RESTRICTED_EVERY = 5

_OF_SERIES, _FONDS, _YEARS, _FIRST_YEAR = 50, 20, 60, 1950
_CATEGORIES = ("WS", "WS", "WS", "ZY")
_RETENTION = ("Y", "D30", "D10")


def units(pages: Iterable[CutPage]) -> Iterator[MeasuredUnit]:
    """Units of eight pages each, in the order of the pages; the last one may have fewer."""
    iterator, at = iter(pages), 0
    while some := list(islice(iterator, UNIT_PAGES)):
        yield MeasuredUnit(
            code=unit_code(at),
            title=some[0].title or "—",
            texts=tuple(page.text for page in some),
            sharing_class=_class(at),
            year=_year(at // _OF_SERIES),
        )
        at += 1


def unit_code(at: int) -> str:
    """The code of the unit at a place, from 0: J101-WS·1952·D30-0001 (DA/T 13-2022, by item)."""
    series = at // _OF_SERIES
    turn = series // (_FONDS * _YEARS * len(_RETENTION))
    return f"{series_code(series)}-{at % _OF_SERIES + 1 + turn * _OF_SERIES:04d}"


def series_code(series: int) -> str:
    """The code of a series of fifty units: fonds, category, year, retention period."""
    retention = _RETENTION[series // (_FONDS * _YEARS) % len(_RETENTION)]
    category = _CATEGORIES[series % len(_CATEGORIES)]
    return f"J{101 + series % _FONDS}-{category}·{_year(series)}·{retention}"


def grant_scopes(pages: int, wanted: int) -> list[str]:
    """Scopes for a reader with so many grants: half on series, half on single conditional units, spread evenly.

    Of a home that is too small for so many, some name nothing that is there.
    """
    count = -(-pages // UNIT_PAGES)
    of_series = wanted // 2
    series = _spread(-(-count // _OF_SERIES), of_series)
    conditional = _spread(-(-count // RESTRICTED_EVERY), wanted - of_series)
    scopes = [series_code(at) for at in series]
    return scopes + [unit_code(at * RESTRICTED_EVERY + RESTRICTED_EVERY - 1) for at in conditional]


def _spread(there: int, wanted: int) -> list[int]:
    """So many different places, evenly over those that are there, or beyond them where they are too few."""
    if there < wanted:
        return list(range(wanted))
    return [at * there // wanted for at in range(wanted)]


def _class(at: int) -> SharingClass:
    last = at % RESTRICTED_EVERY == RESTRICTED_EVERY - 1
    return SharingClass.CONDITIONAL if last else SharingClass.UNCONDITIONAL


def _year(series: int) -> int:
    return _FIRST_YEAR + series // _FONDS % _YEARS
