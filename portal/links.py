"""Addresses of the portal's pages. Every state of a search is an address: it can be kept, sent and printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final
from urllib.parse import quote, urlencode, urlsplit

#: The parameters of GET /search that pages carry on, in the order in which addresses write them.
PARAMETERS: Final = (
    "q",
    "scope",
    "match",
    "fonds",
    "supplier",
    "category",
    "class",
    "theme",
    "from",
    "to",
    "sort",
    "size",
    "tolerant",
    "cursor",
)

#: The parameters of the page of one facet: those of its search, and what its values have to hold.
FACET_PARAMETERS: Final = (*(name for name in PARAMETERS if name not in ("sort", "size")), "facet_q")

#: The parameters that narrow an answer.
FILTERS: Final = ("fonds", "supplier", "category", "class", "theme", "from", "to")
#: Of these the ones that may have several values, any of which is enough.
SEVERAL: Final = ("fonds", "supplier", "category", "class", "theme")
#: Stands between several values of one filter, as `search_api.request` has it.
BETWEEN_VALUES: Final = "\n"


def values_of(parameters: Mapping[str, str], name: str) -> list[str]:
    """The values of a filter that are in force."""
    return [value for value in parameters.get(name, "").split(BETWEEN_VALUES) if value]


#: Bytes, as an address writes them, of a question that is carried on to units and pages: a list has hundreds of such
#: links. Units and pages that a longer question leads to are shown without its hits.
LONGEST_CARRIED: Final = 900
#: The longest path of this site that a form leads back to, in characters.
LONGEST_PATH: Final = 8_000


def carried(question: str) -> str:
    """A question as links of a list carry it on; empty for one that is too long to stand in each of them."""
    # A lone half of a surrogate pair cannot be written in an address.
    return question if len(quote(question, errors="replace")) <= LONGEST_CARRIED else ""


def search_url(parameters: Mapping[str, str], changes: Mapping[str, str] | None = None) -> str:
    """The address of a search.

    Args:
        parameters: of the search that is shown; its cursor is left out, as any change begins a new list.
        changes: what is different; an empty text takes a parameter away.
    """
    pairs = _pairs({**parameters, "cursor": "", **(changes or {})}, PARAMETERS)
    return f"/?{urlencode(pairs)}" if pairs else "/"


def facet_url(name: str, parameters: Mapping[str, str], changes: Mapping[str, str] | None = None) -> str:
    """The address of the page that lists all values of a facet of a search.

    Args:
        name: of the facet.
        parameters: of the search.
        changes: `facet_q`, what the values have to hold, and the `cursor` of the list.
    """
    pairs = _pairs({**parameters, "cursor": "", **(changes or {})}, FACET_PARAMETERS)
    return f"/facets/{quote(name, safe='')}" + (f"?{urlencode(pairs)}" if pairs else "")


def _pairs(parameters: Mapping[str, str], names: Sequence[str]) -> list[tuple[str, str]]:
    return [
        (name, value)
        for name in names
        for value in (values_of(parameters, name) if name in SEVERAL else (parameters.get(name, ""),))
        if value
    ]


def unit_url(code: str, question: str = "", children: str = "", pages: int = 0) -> str:
    """The address of a unit; a code is a path, so its own slashes and colons stay.

    Args:
        code: of the unit.
        question: that led to it.
        children: cursor of the list of what is below it.
        pages: the first page that is listed; 0 for the unit's first.
    """
    listed = str(pages) if pages else ""
    return f"/units/{quote(code, safe='/:')}{_query(q=question, children=children, pages=listed)}"


def page_url(code: str, number: int, question: str = "", shown: Mapping[str, str] | None = None) -> str:
    """The address of a page of a unit.

    Args:
        code: of the unit.
        number: of the page, from 1.
        question: whose hits are marked on it.
        shown: further parameters of how it is shown (`portal.page_view`); empty ones are left out.
    """
    return f"/units/{quote(code, safe='/:')}/pages/{number}{_query(q=question, **(shown or {}))}"


def jump_url(code: str) -> str:
    """The address that leads to a page of a unit whose number is typed."""
    return f"/units/{quote(code, safe='/:')}/pages"


def page_file_url(code: str, number: int, layer: str, width: int = 0) -> str:
    """The address of a layer of a page, as the API has it.

    Args:
        code: of the unit.
        number: of the page, from 1.
        layer: `image`, `alto` or `text`.
        width: of the image, in pixels; 0 for the usual one.
    """
    query = _query(width=str(width) if width else "")
    return f"/api/v1/units/{quote(code, safe='/:')}/pages/{number}/{layer}{query}"


def object_url(code: str, number: int) -> str:
    """The address of a digital object of a unit, as the API has it.

    Args:
        code: of the unit.
        number: of the object among the unit's, from 1.
    """
    return f"/api/v1/units/{quote(code, safe='/:')}/objects/{number}"


def theme_url(theme: str) -> str:
    """The address of a theme."""
    return f"/themes/{quote(theme, safe='')}"


def language_url(language: str, back: str) -> str:
    """The address that chooses a language and comes back."""
    return f"/language{_query(lang=language, next=back)}"


def own_path(wanted: str) -> str:
    """A path of this site to go back to; the front page for anything that could lead elsewhere."""
    plain = len(wanted) <= LONGEST_PATH and wanted.isprintable() and "\\" not in wanted
    if not plain or not wanted.startswith("/") or wanted.startswith("//"):
        return "/"
    try:
        parts = urlsplit(wanted)
    except ValueError:
        return "/"
    return "/" if parts.scheme or parts.netloc else wanted


def _query(**fields: str) -> str:
    pairs = [(name, value) for name, value in fields.items() if value]
    return f"?{urlencode(pairs)}" if pairs else ""
