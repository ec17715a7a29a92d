"""What the page of one facet shows: all its values, those that hold a text, page by page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from portal.links import facet_url, search_url
from portal.search_page import FEWEST_LINKS, LINK_BYTES, Choice, as_searched, choices_of, kept_fields
from portal.texts import Texts
from search_api.shapes import Notice, SearchAnswer

#: Values on one page; of a long question, which each link repeats, there are fewer.
VALUES: Final = 100


@dataclass(frozen=True, slots=True)
class FacetPage:
    """Everything that the template of a facet's page says.

    Attributes:
        name: of the facet.
        label: what it is called.
        question: whose units are counted; empty where nothing was asked.
        text: what the values that are listed have to hold.
        count: how many values there are, in words.
        choices: the values, each a link to the search that it narrows.
        exact: whether the counts are of all that was found.
        notices: of the answer.
        kept: fields that the filter's form carries on.
        back_url: the search that the page belongs to.
        first_url: where the list begins; empty at its beginning.
        next_url: where it goes on; empty at its end.
    """

    name: str
    label: str
    question: str
    text: str
    count: str
    choices: tuple[Choice, ...]
    exact: bool
    notices: Sequence[Notice]
    kept: tuple[tuple[str, str], ...]
    back_url: str
    first_url: str
    next_url: str


def values_on_page(parameters: Mapping[str, str]) -> int:
    """How many values of a facet of a search stand on one page."""
    return max(FEWEST_LINKS, min(VALUES, LINK_BYTES // len(search_url(parameters))))


def facet_page(answer: SearchAnswer, name: str, parameters: Mapping[str, str], texts: Texts) -> FacetPage:
    """Lay out an answer that has the values of one facet.

    Args:
        answer: of GET /search with `facet`.
        name: of the facet.
        parameters: those of the search, with `facet_q` and `cursor`; empty ones left out.
        texts: the language of the page.
    """
    parameters = as_searched(answer, parameters)
    question, text = parameters.get("q", ""), parameters.get("facet_q", "")
    search = {key: value for key, value in parameters.items() if key not in ("facet_q", "cursor")}
    pinned = {**search, "match": answer["match"]} if question.strip() else search
    following = answer["next"]
    return FacetPage(
        name=name,
        label=texts(f"facet.{name}"),
        question=question,
        text=text,
        count=texts.counted("facet.values", answer["facet_values"].get(name, 0)),
        choices=choices_of(name, answer["facets"].get(name, []), pinned, texts),
        exact=answer["facets_exact"],
        notices=answer["notices"],
        kept=kept_fields(pinned, without=()),
        back_url=search_url(pinned),
        first_url=facet_url(name, pinned, {"facet_q": text}) if "cursor" in parameters else "",
        next_url=facet_url(name, pinned, {"facet_q": text, "cursor": following}) if following else "",
    )
