"""What the search page shows: an answer of the API laid out as links, without asking anything."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from portal.links import (
    BETWEEN_VALUES,
    FILTERS,
    PARAMETERS,
    SEVERAL,
    carried,
    facet_url,
    search_url,
    values_of,
)
from portal.texts import Texts
from search_api.shapes import FacetValue, Notice, SearchAnswer, SearchHit, Total

SCOPES: Final = ("all", "catalogue", "fulltext", "themes")
SORTS: Final = ("relevance", "date", "newest", "code")

#: Facets as they stand beside the list; years are drawn apart.
FACETS: Final = ("fonds", "class", "category", "supplier", "theme")

#: So many values of a facet are shown at once; the rest unfold.
SHOWN_VALUES: Final = 8

#: Bytes of the links that narrow an answer, together: each repeats the question, so of a long one there are fewer.
LINK_BYTES: Final = 200_000
FEWEST_LINKS: Final = 8

#: The chart is at least so many years wide: one year alone is a bar, not a wall.
FEWEST_YEARS: Final = 24


@dataclass(frozen=True, slots=True)
class Choice:
    """A link that changes the search.

    Attributes:
        label: what it says.
        url: where it leads; for a filter in force, the search without it.
        count: visible units that it would leave; -1 where nothing is counted.
        current: whether it is in force.
    """

    label: str
    url: str
    count: int = -1
    current: bool = False


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one facet, the most frequent first, and those that unfold.

    Attributes:
        name: of the facet.
        label: what it is called.
        first: that are shown at once.
        rest: that unfold.
        all_url: the page that lists all its values; empty where they stand here.
        whole: how many values it has.
    """

    name: str
    label: str
    first: tuple[Choice, ...]
    rest: tuple[Choice, ...]
    all_url: str = ""
    whole: int = 0


@dataclass(frozen=True, slots=True)
class Bar:
    """A year in the chart: place and size in units of the chart, origin top left, y downwards."""

    x: float
    y: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Decade:
    """The years of a decade that hold something, and the whole of it."""

    label: str
    whole: Choice
    years: tuple[Choice, ...]


@dataclass(frozen=True, slots=True)
class Years:
    """The years of the units found: a chart, and links by decade.

    A unit that spans several years counts in each, so decades carry no sum of their own.
    """

    first: int
    last: int
    bars: tuple[Bar, ...]
    decades: tuple[Decade, ...]
    open: bool


@dataclass(frozen=True, slots=True)
class SearchPage:
    """Everything that the template of the search page says.

    `carried` and `on_pages` are what the addresses of units and pages keep of the search; `ways` says what else may
    be tried where nothing was found, and is empty where nothing else can be.
    """

    parameters: Mapping[str, str]
    question: str
    carried: str
    on_pages: Mapping[str, str]
    blank: bool
    narrowed: bool
    units: str
    pages: str
    match: Choice | None
    match_label: str
    tolerant: Choice | None
    scopes: tuple[Choice, ...]
    sorts: tuple[Choice, ...]
    chips: tuple[Choice, ...]
    clear_url: str
    facets: tuple[Facet, ...]
    facets_exact: bool
    years: Years | None
    notices: Sequence[Notice]
    hits: Sequence[SearchHit]
    ways: str
    next_url: str
    first_url: str
    kept: tuple[tuple[str, str], ...]
    kept_for_dates: tuple[tuple[str, str], ...]


def search_page(answer: SearchAnswer, parameters: Mapping[str, str], texts: Texts) -> SearchPage:
    """Lay out an answer.

    Args:
        answer: of GET /search.
        parameters: those that were asked, empty ones left out.
        texts: the language of the page.
    """
    parameters = as_searched(answer, parameters)
    question = parameters.get("q", "")
    # Links that go on with this question keep the way in which it matched: what "auto" decided for the
    # whole must not be decided anew for a part (design section 4).
    pinned = {**parameters, "match": answer["match"]} if question.strip() else dict(parameters)
    scope, sort = answer["question"]["scope"], answer["question"]["sort"]
    total = answer["total"]
    following = answer["next"]
    room = max(FEWEST_LINKS, LINK_BYTES // len(search_url(pinned)))
    facets = [
        facet
        for name in FACETS
        if (
            facet := _facet(
                name,
                answer["facets"].get(name, []),
                pinned,
                texts,
                room // 8,
                answer["facet_values"].get(name, 0),
            )
        )
        is not None
    ]
    return SearchPage(
        parameters=parameters,
        question=question,
        carried=carried(question),
        on_pages={"tolerant": "0"} if parameters.get("tolerant") == "0" else {},
        blank=not any(name in parameters for name in ("q", "cursor", "scope", *FILTERS)),
        narrowed=any(name in parameters for name in FILTERS),
        units=_units_text(total, texts),
        pages=texts.counted("results.pages", total["pages"]) if question.strip() and total["pages"] else "",
        match=_other_match(answer, parameters, texts),
        match_label=texts.word("results.match", answer["match"], ""),
        tolerant=_tolerance(answer, pinned, texts),
        scopes=tuple(
            Choice(
                texts(f"scope.{name}"),
                search_url(parameters, {"scope": "" if name == "all" else name, "match": ""}),
                current=name == scope,
            )
            for name in SCOPES
        ),
        sorts=tuple(
            Choice(texts(f"sort.{name}"), search_url(pinned, {"sort": name}), current=name == sort)
            for name in SORTS
            if name != "relevance" or question.strip()
        ),
        chips=_chips(answer, pinned, texts),
        clear_url=search_url(pinned, dict.fromkeys(FILTERS, "")),
        facets=tuple(facets),
        facets_exact=answer["facets_exact"],
        years=_years(answer["facets"].get("year", []), pinned, texts, room // 2),
        notices=answer["notices"],
        hits=answer["hits"],
        ways=_other_ways(parameters, scope, texts),
        next_url=search_url(pinned, {"cursor": following}) if following else "",
        first_url=search_url(pinned) if "cursor" in parameters else "",
        kept=kept_fields(parameters, without=("q", "match", "cursor")),
        kept_for_dates=kept_fields(pinned, without=("from", "to", "cursor")),
    )


def _other_ways(parameters: Mapping[str, str], scope: str, texts: Texts) -> str:
    """What may be asked otherwise of a question that found nothing: only what it says itself."""
    ways = []
    if parameters.get("q", "").strip():
        ways.append(texts("results.none.words"))
    if any(name in parameters for name in FILTERS):
        ways.append(texts("results.none.filters"))
    if scope != "all":
        ways.append(texts("results.none.scope"))
    return texts("results.none.comma").join(ways)


def as_searched(answer: SearchAnswer, parameters: Mapping[str, str]) -> Mapping[str, str]:
    """The parameters of a search without what was not searched of a long question: that is not carried on either."""
    if any(notice["code"] == "question-cut" for notice in answer["notices"]):
        return {**parameters, "q": answer["question"]["text"]}
    return parameters


def kept_fields(parameters: Mapping[str, str], without: Sequence[str]) -> tuple[tuple[str, str], ...]:
    """The parameters of a search as fields of a form, but for some."""
    return tuple(
        (name, each)
        for name, value in parameters.items()
        if name not in without
        for each in (values_of(parameters, name) if name in SEVERAL else (value,))
    )


def _other_match(answer: SearchAnswer, parameters: Mapping[str, str], texts: Texts) -> Choice | None:
    """The other way to match, where a question has parts that could match apart."""
    if not answer["hits"] or (len(answer["question"]["chunks"]) < 2 and answer["match"] == "all"):
        return None
    other = "any" if answer["match"] == "all" else "all"
    return Choice(texts(f"results.match.to_{other}"), search_url(parameters, {"match": other}))


def _tolerance(answer: SearchAnswer, pinned: Mapping[str, str], texts: Texts) -> Choice | None:
    """Leaving out what was found in spite of misreadings, or having it back."""
    if pinned.get("tolerant") == "0":
        return Choice(texts("results.tolerant.on"), search_url(pinned, {"tolerant": "", "match": ""}))
    if answer["total"].get("pages_tolerant"):
        return Choice(texts("results.tolerant.off"), search_url(pinned, {"tolerant": "0", "match": ""}))
    return None


def _label(name: str, value: FacetValue, texts: Texts) -> str:
    label = value["label"] or value["value"]
    if name == "class":
        return texts.word("class", value["value"], label)
    return texts.value("门类", label) if name == "category" else label


def _chips(answer: SearchAnswer, pinned: Mapping[str, str], texts: Texts) -> tuple[Choice, ...]:
    chips = []
    for name in SEVERAL:
        labels = {one["value"]: _label(name, one, texts) for one in answer["facets"].get(name, [])}
        for value in values_of(pinned, name):
            label = labels.get(value) or (texts.word("class", value, value) if name == "class" else value)
            chips.append(
                Choice(
                    texts("results.filter", name=texts(f"facet.{name}"), value=label),
                    search_url(pinned, _without_value(pinned, name, value)),
                )
            )
    begins, ends = pinned.get("from", ""), pinned.get("to", "")
    if begins or ends:
        chips.append(Choice(_span(begins, ends, texts), search_url(pinned, {"from": "", "to": ""})))
    return tuple(chips)


def _without_value(pinned: Mapping[str, str], name: str, value: str) -> dict[str, str]:
    """A filter without one of its values."""
    return {name: BETWEEN_VALUES.join(other for other in values_of(pinned, name) if other != value)}


def _span(begins: str, ends: str, texts: Texts) -> str:
    if begins == ends:
        return begins
    key = "dates.between" if begins and ends else "dates.since" if begins else "dates.until"
    return texts(key, **{"from": begins, "to": ends})


def _facet(
    name: str,
    values: Sequence[FacetValue],
    pinned: Mapping[str, str],
    texts: Texts,
    most: int,
    whole: int,
) -> Facet | None:
    choices = choices_of(name, values[:most], pinned, texts)
    if not choices:
        return None
    # One value more than is shown at once is shown too: to unfold it would take the same line.
    cut = SHOWN_VALUES if len(choices) > SHOWN_VALUES + 1 else len(choices)
    whole = max(whole, len(values))
    # Where some unfold, all can be looked through on a page of their own.
    all_url = facet_url(name, pinned) if whole > cut else ""
    return Facet(name, texts(f"facet.{name}"), choices[:cut], choices[cut:], all_url, whole)


def choices_of(
    name: str, values: Sequence[FacetValue], pinned: Mapping[str, str], texts: Texts
) -> tuple[Choice, ...]:
    """Values of a facet as links to the search that each narrows, or widens again where it is in force."""
    chosen = values_of(pinned, name)
    return tuple(
        Choice(
            _label(name, value, texts),
            search_url(
                pinned,
                _without_value(pinned, name, value["value"])
                if value["value"] in chosen
                else {name: value["value"]},
            ),
            value["count"],
            value["value"] in chosen,
        )
        for value in values
    )


def _years(
    values: Sequence[FacetValue], pinned: Mapping[str, str], texts: Texts, most_links: int
) -> Years | None:
    counts = {
        int(value["value"]): value["count"] for value in values if re.fullmatch("[0-9]{1,4}", value["value"])
    }
    if not counts:
        return None
    first, last, most = min(counts), max(counts), max(counts.values())
    chart_width, chart_height = 100.0, 24.0
    step = chart_width / max(last - first + 1, FEWEST_YEARS)
    bars = tuple(
        Bar(
            x=round((year - first) * step, 2),
            # The least visible bar is one unit high: a single record among thousands still shows.
            y=round(chart_height - (height := max(1.0, chart_height * count / max(most, 1))), 2),
            width=round(max(step * 0.82, 0.4), 2),
            height=round(height, 2),
        )
        for year, count in sorted(counts.items())
    )
    decades: dict[int, list[Choice]] = {year // 10: [] for year in sorted(counts)[:most_links]}
    for year, count in sorted(counts.items()) if len(counts) <= most_links else ():
        span = {"from": f"{year:04}", "to": f"{year:04}"}
        current = all(pinned.get(name) == value for name, value in span.items())
        url = search_url(pinned, {"from": "", "to": ""} if current else span)
        decades.setdefault(year // 10, []).append(Choice(str(year), url, count, current))
    grouped = tuple(
        Decade(
            texts("facet.decade", decade=decade * 10),
            Choice(
                texts("facet.decade.whole", decade=decade * 10),
                search_url(pinned, {"from": f"{decade}0".zfill(4), "to": f"{decade}9".zfill(4)}),
            ),
            tuple(years),
        )
        for decade, years in decades.items()
    )
    return Years(first, last, bars, grouped, open=len(counts) <= 6)


def known_parameters(parameters: Mapping[str, str], known: Sequence[str] = PARAMETERS) -> dict[str, str]:
    """The parameters that a search of the portal has; all others are let be."""
    return {name: value for name, value in parameters.items() if name in known}


def plain_dates(parameters: Mapping[str, str]) -> dict[str, str]:
    """Parameters with dates as the API takes them: what a person types between digits is left out.

    `1934-3-12`, `1934.03.12`, `1934年3月12日` and full-width digits become `19340312`; anything else stays
    for the API to judge.
    """
    read = dict(parameters)
    for name in ("from", "to"):
        if name in read:
            parts = re.fullmatch(
                r"\s*(\d{4})(?:\s*[-./年]\s*(\d{1,2}))?(?:\s*[-./月]\s*(\d{1,2}))?\s*[年月日]?\s*", read[name]
            )
            if parts:
                read[name] = "".join(f"{int(part):02}" for part in parts.groups() if part)
    return read


def _units_text(total: Total, texts: Texts) -> str:
    """How many units were found, and how many themes beside them."""
    units = texts.counted("results.units" if total["units_exact"] else "results.units.about", total["units"])
    if "themes" not in total:
        return units
    return f"{units}{texts.either('，', ', ')}{texts.counted('results.themes', total['themes'])}"
