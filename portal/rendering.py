"""Pages from templates. Everything is escaped; marks are the only markup made from a text."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from portal import links
from portal.archive import Archive
from portal.marks import joined, marked, numbered
from portal.readable import paragraphs, readable_date, years_beside
from portal.texts import Texts
from portal.unit_page import MOST_DIGESTS, MOST_OBJECTS, page_list, size_text
from search_api.profile import UNNAMED

_HERE: Final = Path(__file__).parent

#: Name of a static piece → its media type.
STATIC_TYPES: Final = {
    "lantai.css": "text/css; charset=utf-8",
    "suggest.js": "text/javascript; charset=utf-8",
    "page.js": "text/javascript; charset=utf-8",
    "favicon.svg": "image/svg+xml",
}


@cache
def static_piece(name: str) -> bytes:
    """The bytes of a static piece.

    Raises:
        KeyError: no such piece.
    """
    if name not in STATIC_TYPES:
        raise KeyError(name)
    return (_HERE / "static" / name).read_bytes()


@cache
def static_url(name: str) -> str:
    """The address of a static piece; it changes with its content, so that browsers may keep it for long."""
    return f"/static/{name}?v={static_version(name)}"


@cache
def static_version(name: str) -> str:
    """The beginning of the SHA-256 digest of a static piece."""
    return hashlib.sha256(static_piece(name)).hexdigest()[:12]


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["date"] = readable_date
    environment.filters["paragraphs"] = paragraphs
    environment.globals.update(
        archive=Archive(UNNAMED),
        marked=marked,
        numbered=numbered,
        mark_count=lambda text, ranges: len(joined(ranges, len(text))),
        page_list=page_list,
        most_digests=MOST_DIGESTS,
        most_objects=MOST_OBJECTS,
        page_file_url=links.page_file_url,
        object_url=links.object_url,
        jump_url=links.jump_url,
        page_url=links.page_url,
        search_url=links.search_url,
        size_text=size_text,
        static_url=static_url,
        theme_url=links.theme_url,
        unit_url=links.unit_url,
        years_beside=years_beside,
        language_url=links.language_url,
    )
    return environment


def render(template: str, language: str, **context: object) -> bytes:
    """A page as UTF-8.

    Args:
        template: name of a file in `templates`.
        language: one of `portal.texts.LANGUAGES`.
        **context: what the template names.
    """
    page = _environment().get_template(template).render(t=Texts(language), **context)
    # A text may hold half of a surrogate pair, which UTF-8 cannot write; the rest of the page is shown.
    return page.encode("utf-8", "replace")
