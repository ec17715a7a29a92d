"""Addresses of the portal's pages. Every state of a search is an address: it can be kept, sent and printed."""

from __future__ import annotations

from collections.abc import Mapping
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

#: The parameters that narrow an answer.
FILTERS: Final = ("fonds", "supplier", "category", "class", "theme", "from", "to")


def search_url(parameters: Mapping[str, str], changes: Mapping[str, str] | None = None) -> str:
    """The address of a search.

    Args:
        parameters: of the search that is shown; its cursor is left out, as any change begins a new list.
        changes: what is different; an empty text takes a parameter away.
    """
    changed = {**parameters, "cursor": "", **(changes or {})}
    pairs = [(name, changed[name]) for name in PARAMETERS if changed.get(name)]
    return f"/?{urlencode(pairs)}" if pairs else "/"


def unit_url(code: str, question: str = "", children: str = "") -> str:
    """The address of a unit; a code is a path, so its own slashes and colons stay."""
    return f"/units/{quote(code, safe='/:')}{_query(q=question, children=children)}"


def page_url(code: str, number: int, question: str = "", shown: Mapping[str, str] | None = None) -> str:
    """The address of a page of a unit.

    Args:
        code: of the unit.
        number: of the page, from 1.
        question: whose hits are marked on it.
        shown: further parameters of how it is shown (`portal.page_view`); empty ones are left out.
    """
    return f"/units/{quote(code, safe='/:')}/pages/{number}{_query(q=question, **(shown or {}))}"


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


def theme_url(theme: str) -> str:
    """The address of a theme."""
    return f"/themes/{quote(theme, safe='')}"


def language_url(language: str, back: str) -> str:
    """The address that chooses a language and comes back."""
    return f"/language{_query(lang=language, next=back)}"


def own_path(wanted: str) -> str:
    """A path of this site to go back to; the front page for anything that could lead elsewhere."""
    plain = wanted.isprintable() and "\\" not in wanted
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
