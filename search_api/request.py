"""What was asked for, besides the question itself: scope, filters, order, size, cursor."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

from engines.port import Order
from holdings.letters import LantaiError
from index_templates import templates as t
from search_api import cursors
from search_api.cursors import Cursor
from search_api.letters import bad_parameter
from sharing.classes import SharingClass

_Choice = TypeVar("_Choice", bound=StrEnum)


class Scope(StrEnum):
    """Where is searched."""

    ALL = "all"
    CATALOGUE = "catalogue"
    FULLTEXT = "fulltext"
    THEMES = "themes"


class Match(StrEnum):
    """How the words of a question have to be there."""

    AUTO = "auto"
    ALL = "all"
    ANY = "any"


class Sort(StrEnum):
    """In what order the answer stands."""

    RELEVANCE = "relevance"
    DATE = "date"
    NEWEST = "newest"
    CODE = "code"

    @property
    def order(self) -> Order:
        """The engine's total order; relevance has none and falls back to codes."""
        return {Sort.DATE: Order.DATE, Sort.NEWEST: Order.NEWEST}.get(self, Order.CODE)


class Offsets(StrEnum):
    """What the offsets of marks count."""

    CODE_POINTS = "code_points"
    UTF_16 = "utf16"


MOST_HITS = 100
#: Values of one filter, any of which is enough.
MOST_VALUES = 50
BETWEEN_VALUES = "\n"
"""Stands between several values of one filter where they come as one text."""
PARAMETERS = (
    "q",
    "scope",
    "match",
    "fonds",
    "supplier",
    "from",
    "to",
    "category",
    "class",
    "theme",
    "sort",
    "size",
    "cursor",
    "facets",
    "facet",
    "facet_q",
    "tolerant",
    "offsets",
)
#: No value of a facet is longer: an archive, a colon, and a name of 200 characters.
_LONGEST_FILTER = 300
FILTERS = ("fonds", "supplier", "category", "class", "theme")
"""The parameters that may be there several times: any of their values is enough."""


@dataclass(frozen=True, slots=True)
class Request:
    """A search as it was asked for.

    Attributes:
        text: the question as typed, empty for browsing.
        scope: where to search.
        match: how words must match; a cursor pins it.
        filters: facet filters by field; of several values any is enough.
        low: first day wanted, YYYYMMDD; 0 for none.
        high: last day wanted, YYYYMMDD; 0 for none.
        sort: order of the answer.
        size: hits a page.
        cursor: where the answer goes on; None for its beginning.
        facets: fields to count by.
        tolerant: words and phrases are found in recognised pages in spite of misreadings.
        facet: the one facet whose values are wanted, page by page, in place of hits; empty for none.
        facet_text: what a value of it, or its label, has to hold.
        offsets: what the offsets of marks count.
    """

    text: str
    scope: Scope
    match: Match
    filters: tuple[tuple[str, tuple[str, ...]], ...]
    low: int
    high: int
    sort: Sort
    size: int
    cursor: Cursor | None
    facets: tuple[str, ...]
    tolerant: bool = True
    facet: str = ""
    facet_text: str = ""
    offsets: Offsets = Offsets.CODE_POINTS

    @property
    def filtered(self) -> bool:
        """Whether anything narrows the answer beside the question."""
        return bool(self.filters or self.low or self.high)


def read_request(parameters: Mapping[str, str]) -> Request:
    """Read the parameters of GET /search; several values of a filter with `BETWEEN_VALUES` between them.

    Raises:
        ProblemError: 400, naming the parameter, what is wrong with it and what to write.
    """
    for name in parameters:
        if name not in PARAMETERS:
            raise bad_parameter(
                name[:40],
                f"没有这个参数。可用的是 {'、'.join(PARAMETERS)}。",
                f"there is none of this name. Known are {', '.join(PARAMETERS)}.",
            )
    text = parameters.get("q", "")
    sort = _choice(parameters, "sort", Sort, Sort.RELEVANCE if text.strip() else Sort.CODE)
    match = _choice(parameters, "match", Match, Match.AUTO)
    cursor = cursors.read(parameters["cursor"]) if parameters.get("cursor") else None
    if cursor is not None and cursor.match:
        match = Match(cursor.match)
    low, high = _day(parameters, "from", "0101"), _day(parameters, "to", "1231")
    if low and high and low > high:
        raise bad_parameter(
            "to", "它早于 from。请对调两个日期。", "it lies before from. Write the earlier day in from."
        )
    return Request(
        text=text,
        scope=_choice(parameters, "scope", Scope, Scope.ALL),
        match=match,
        filters=tuple(
            (name, values) for name in FILTERS if (values := _filter(name, parameters.get(name, "")))
        ),
        low=low,
        high=high,
        sort=sort,
        size=_size(parameters),
        cursor=cursor,
        facets=_facets(parameters),
        tolerant=read_tolerant(parameters),
        facet=_facet(parameters),
        facet_text=_facet_text(parameters),
        offsets=read_offsets(parameters),
    )


def _choice(parameters: Mapping[str, str], name: str, kind: type[_Choice], default: _Choice) -> _Choice:
    word = parameters.get(name, "")
    if not word:
        return default
    try:
        return kind(word)
    except ValueError:
        known = [choice.value for choice in kind]
        raise bad_parameter(
            name, f"请写 {'、'.join(known)} 之一。", f"write one of {', '.join(known)}."
        ) from None


def _filter(name: str, text: str) -> tuple[str, ...]:
    values = tuple(dict.fromkeys(_value(name, value) for value in text.split(BETWEEN_VALUES) if value))
    if len(values) > MOST_VALUES:
        raise bad_parameter(
            name,
            f"它有超过 {MOST_VALUES} 个值。请少选几个。",
            f"it has more than {MOST_VALUES} values. Choose fewer.",
        )
    return values


def _value(name: str, value: str) -> str:
    if len(value) > _LONGEST_FILTER:
        raise bad_parameter(
            name,
            f"它超过 {_LONGEST_FILTER} 个字符，没有这样长的值。请用分面中列出的值。",
            f"it is longer than {_LONGEST_FILTER} characters, and no value is. Use one that the facets list.",
        )
    if name == "class":
        try:
            return SharingClass.from_word(value).word
        except LantaiError as error:
            raise bad_parameter(name, error.letter.zh, error.letter.en) from None
    # A terminal may hand over bytes that are no text; no engine can be asked for them.
    return value.encode("utf-8", "replace").decode("utf-8")


def _day(parameters: Mapping[str, str], name: str, fill: str) -> int:
    word = parameters.get(name, "").strip()
    if not word:
        return 0
    digits = word.replace("-", "")
    if re.fullmatch(r"[0-9]{4}(?:[0-9]{2}){0,2}", digits) and digits.isascii():
        filled = digits + fill[len(digits) - 4 :]
        if name == "to" and len(digits) == 6:
            filled = digits + "31"
        if "0101" <= filled[4:] <= "1231" and 1 <= int(filled[4:6]) <= 12 and 1 <= int(filled[6:]) <= 31:
            return int(filled)
    raise bad_parameter(
        name,
        "请写 YYYY、YYYYMM 或 YYYYMMDD，例如 1934 或 19340512。",
        "write YYYY, YYYYMM or YYYYMMDD, like 1934 or 19340512.",
    )


def read_tolerant(parameters: Mapping[str, str]) -> bool:
    """Whether words are looked for in spite of misreadings.

    Raises:
        ProblemError: 400, it is neither 1 nor 0.
    """
    word = parameters.get("tolerant", "") or "1"
    if word in ("0", "1"):
        return word == "1"
    raise bad_parameter(
        "tolerant",
        "请写 1（也找识读有误的）或 0（只找识读文字中原样有的）。",
        "write 1 (in spite of misreadings) or 0 (only what stands there as it was read).",
    )


def _size(parameters: Mapping[str, str]) -> int:
    word = parameters.get("size", "")
    if not word:
        return 20
    if word.isascii() and word.isdigit() and len(word) <= 3 and 1 <= int(word) <= MOST_HITS:
        return int(word)
    raise bad_parameter(
        "size", f"请写 1 到 {MOST_HITS} 的整数。", f"write a whole number from 1 to {MOST_HITS}."
    )


def read_offsets(parameters: Mapping[str, str]) -> Offsets:
    """What the offsets of marks shall count: Unicode code points, or the units of UTF-16 that JavaScript counts.

    Raises:
        ProblemError: 400, it is neither.
    """
    return _choice(parameters, "offsets", Offsets, Offsets.CODE_POINTS)


def _facet(parameters: Mapping[str, str]) -> str:
    name = parameters.get("facet", "")
    return _known_facet("facet", name) if name else ""


def _facet_text(parameters: Mapping[str, str]) -> str:
    text = parameters.get("facet_q", "").strip()
    if text and not parameters.get("facet"):
        raise bad_parameter(
            "facet_q",
            "它要和 facet 一起用，例如 facet=fonds&facet_q=盐务。",
            "it goes with facet, like facet=fonds&facet_q=盐务.",
        )
    return text[:_LONGEST_FILTER].encode("utf-8", "replace").decode("utf-8")


def _facets(parameters: Mapping[str, str]) -> tuple[str, ...]:
    if "facets" not in parameters:
        return t.FACETS
    names = [name.strip() for name in parameters["facets"].split(",") if name.strip()]
    return tuple(dict.fromkeys(_known_facet("facets", name) for name in names))


def _known_facet(parameter: str, name: str) -> str:
    if name not in t.FACETS:
        raise bad_parameter(
            parameter,
            f"没有分面“{name[:40]}”。可用的是 {'、'.join(t.FACETS)}。",
            f"there is no facet “{name[:40]}”. Known are {', '.join(t.FACETS)}.",
        )
    return name
