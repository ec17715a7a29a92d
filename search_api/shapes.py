"""The shapes of answers, as JSON objects. The API sends them, the portal and the command line show them.

Every text is as it stands in the holdings (never HTML); marks are ranges of characters in the text beside
them, [start, end), counted in Unicode code points from 0, or in units of UTF-16 where `offsets=utf16` asks for these
(`search_api.offsets`).
"""

from __future__ import annotations

from typing import NotRequired

from typing_extensions import TypedDict


class Notice(TypedDict):
    """Something a reader should know about an answer."""

    code: str
    zh: str
    en: str


class Apply(TypedDict):
    """How to get what is not open."""

    zh: str
    en: str


# `class` is a word of Python, so this part of a unit's shape is written as a call.
_WithClass = TypedDict("_WithClass", {"class": str})


class UnitBrief(_WithClass):
    """A unit as lists show it: its face, or more where the reader may see its description.

    `class` is the word of its sharing class, `class_label` its Chinese name. `apply` says how to get what
    is not open, and is None where the reader sees all of it. `date` is as it was written; `date_from` and `date_to` are
    the first and the last day that it may mean, in the Gregorian calendar as ISO 8601 writes it, None where no such end
    is known. `poorly_read` is the number of its pages that were
    recognised with little confidence, for whoever may read them.
    """

    code: str
    title: str
    title_marks: list[list[int]]
    level: str
    level_label: str
    date: str
    date_from: str | None
    date_to: str | None
    responsible: str
    document_number: str
    former_codes: list[str]
    fonds: str
    fonds_title: str
    supplier: str
    category: str
    class_label: str
    pages: int
    pages_visible: bool
    text_note: str
    poorly_read: int
    apply: Apply | None


class PageHit(TypedDict):
    """A page that matches: a piece of its text around the marks."""

    number: int
    text: str
    marks: list[list[int]]
    boxes: list[list[float]]
    cut_before: bool
    cut_after: bool
    tolerant: bool  # found in spite of misreadings


class ThemeBrief(TypedDict):
    """A theme as lists show it."""

    id: str
    title: str
    introduction: str
    units: int
    title_marks: NotRequired[list[list[int]]]


class ThemePlaceShape(TypedDict):
    """A unit's place in a theme."""

    id: str
    title: str
    section: str
    section_title: str
    position: int
    note: str
    note_marks: list[list[int]]


class SearchHit(TypedDict):
    """One line of an answer; `unit` is None for a theme itself in scope themes."""

    unit: UnitBrief | None
    pages: list[PageHit]
    matching_pages: int
    theme: ThemePlaceShape | ThemeBrief | None


class FacetValue(TypedDict):
    """A value that a reader may narrow by."""

    value: str
    label: str
    count: int


class Total(TypedDict):
    """How much was found."""

    units: int
    units_exact: bool
    pages: int
    pages_tolerant: NotRequired[int]  # of the pages, those found in spite of misreadings
    themes: NotRequired[int]  # in scope themes: themes that match by their own words; they are no units


class QuestionShape(TypedDict):
    """The question as it was understood."""

    text: str
    scope: str
    match: str
    sort: str
    chunks: list[str]
    filters: dict[str, str | list[str]]


class SearchAnswer(TypedDict):
    """The answer of GET /search.

    `facets` has the most frequent 100 values of each facet (all years), `facet_values` how many values each has in
    all; `facet=NAME` gives the others, page by page. A filter of `question` is a text, or a list of several values.
    """

    question: QuestionShape
    match: str
    total: Total
    hits: list[SearchHit]
    facets: dict[str, list[FacetValue]]
    facets_exact: bool
    facet_values: dict[str, int]
    notices: list[Notice]
    next: str | None


class Ancestor(TypedDict):
    """A level above a unit: described if the reader may see it, else a bare code. Either can be asked for."""

    code: str
    title: str
    level: str
    level_label: str
    visible: bool


class ObjectShape(TypedDict):
    """A digital object of a unit.

    It is downloaded from GET /units/{code}/objects/{number}. `digest` is the SHA-256 of its bytes, hexadecimal.
    """

    number: int
    name: str
    kind: str
    media_type: str
    pages: int
    bytes: int
    digest: str
    note: Notice | None


class UnitThemeShape(TypedDict):
    """A theme that a unit is in."""

    id: str
    title: str


class UnitAnswer(TypedDict):
    """The answer of GET /units/{code}.

    `described` is false of a bare level: a code at which this reader sees no unit, and units below it. Of `unit` then
    nothing is said but its code and its fonds.
    """

    unit: UnitBrief
    described: bool
    description: dict[str, str]
    description_visible: bool
    ancestors: list[Ancestor]
    children: int
    page_numbers: list[int]
    objects: list[ObjectShape]
    themes: list[UnitThemeShape]


class ChildrenAnswer(TypedDict):
    """The answer of GET /units/{code}/children."""

    children: list[UnitBrief]
    total: int
    next: str | None


class ImageShape(TypedDict):
    """The picture of a page: its full size in pixels, and the widths at which it is drawn."""

    width: int
    height: int
    widths: list[int]


class PageAnswer(TypedDict):
    """The answer of GET /units/{code}/pages/{n}.

    Boxes are x0, y0, x1, y1 as fractions of the page's width and height, origin top left, y down. `places` has a
    list of boxes for each of `marks`, one a line that the mark touches; `boxes` are the same in one list. `image`
    is None where there is no picture; `image_note` says why, where there should be one. `previous_hit` and
    `next_hit` are the nearest pages on either side that hold something of the question, None where the next
    hundred do not. `pages` is how many pages the unit has, `last` the number of its last one.

    `reading` says where the text comes from: born (the record's own), layer (of a PDF or OFD), recognised (by
    `engine`, with a mean `confidence` by character from 0 to 1, `poorly_read` where that is little, and `handwritten`
    where its characters look written or carved one by one, so that more may be misread than the confidence says) or
    corrected (by a person). `digest` is what a correction names as seen.
    """

    code: str
    title: str
    number: int
    text: str
    marks: list[list[int]]
    boxes: list[list[float]]
    places: list[list[list[float]]]
    reading: str
    engine: str
    confidence: float
    poorly_read: bool
    handwritten: bool
    digest: str
    image: ImageShape | None
    image_note: Notice | None
    pages: int
    last: int
    previous: int | None
    next: int | None
    previous_hit: int | None
    next_hit: int | None


class Suggestion(TypedDict):
    """A value that begins as was typed."""

    kind: str
    value: str
    units: int


class SuggestAnswer(TypedDict):
    """The answer of GET /suggest."""

    suggestions: list[Suggestion]


class ThemesAnswer(TypedDict):
    """The answer of GET /themes."""

    themes: list[ThemeBrief]


class ThemeUnit(TypedDict):
    """A unit in a section of a theme, with the curator's note where the reader may see it."""

    unit: UnitBrief
    position: int
    note: str


class ThemeSectionShape(TypedDict):
    """A section of a theme, with the units that the reader may see."""

    id: str
    title: str
    units: list[ThemeUnit]


class ThemeAnswer(TypedDict):
    """The answer of GET /themes/{id}."""

    id: str
    title: str
    introduction: str
    sections: list[ThemeSectionShape]


class HealthAnswer(TypedDict):
    """The answer of GET /health."""

    status: str


class Problem(TypedDict):
    """An error, as RFC 9457 says, with what to do in both languages."""

    type: str
    title: str
    status: int
    detail: str
    zh: str
    en: str
    errors: NotRequired[list[dict[str, str]]]
