"""The date of a row: read, or kept as it is written."""

from __future__ import annotations

import re
from functools import lru_cache

from holdings.dates import ArchivalDate, DateError, parse_date
from holdings.letters import Letter
from indexer.sheets.headings import SPAN_BEGINS, SPAN_ENDS

DATE_COLUMNS = frozenset(("日期", SPAN_BEGINS, SPAN_ENDS))
"""The columns that a date comes from: what is not certain in them leaves the unit without a date."""

_CACHED = 1 << 14
_TIME = re.compile(
    r"(?<=[0-9])(?:\s+|T)([0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,9})?)?)(?:Z|[+-][0-9]{2}:?[0-9]{2})?\Z"
)


def without_midnight(cell: str) -> str:
    """A date without the time 00:00 that databases write behind it; any other time is kept as written."""
    match = _TIME.search(cell) if ":" in cell else None
    return cell[: match.start()] if match is not None and not match[1].strip("0:.") else cell


@lru_cache(_CACHED)
def date_of(cell: str) -> ArchivalDate | Letter | None:
    """The date of a cell; why it is none, or None where nothing is written."""
    if not cell:
        return None
    try:
        return parse_date(_TIME.sub("", cell))
    except DateError as error:
        return error.letter
