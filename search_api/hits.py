"""The lines of an answer: units with the pieces of their pages that match."""

from __future__ import annotations

from collections.abc import Mapping

from holdings.letters import Letter
from holdings.store import pages
from holdings.store.database import Transaction
from search_api.compile import Compiled
from search_api.finding import Found
from search_api.fonds import FondsTitles
from search_api.marks import boxes_of, marks_in, snippet_of
from search_api.matching_pages import NO_PAGES, matching_pages
from search_api.misread_marks import misread_snippet
from search_api.request import Request, Scope
from search_api.shapes import PageHit, SearchHit, ThemeBrief, ThemePlaceShape
from search_api.showing import brief
from search_api.sight import Sight
from search_api.theme_sight import SeenTheme, themes_of_units
from sharing.access import Part, Protected, Reader, may_view
from sharing.store_seen import theme_slugs_seen
from sharing.theme_changes import theme_number

#: Pages shown with each unit.
_PAGES = 3


def shown_hits(
    connection: Transaction,
    sight: Sight,
    reader: Reader,
    found: Found,
    seen: Mapping[int, Protected],
    compiled: Compiled,
    request: Request,
    apply: Letter,
) -> list[SearchHit]:
    """The hits of one page of an answer; what the store does not let this reader see is left out.

    They are ready to show but for the titles of their fonds (`with_fonds_titles`).
    """
    readable = {number: each for number, each in seen.items() if may_view(reader, each, Part.PAGES)}
    matching = matching_pages(sight, found, readable, _PAGES) if not compiled.browses else {}
    places = [(number, page) for number, some in matching.items() for page in some.best]
    # Some were looked at already, to rank them.
    texts = {**found.texts, **pages.some_texts(connection, [at for at in places if at not in found.texts])}
    boxes = pages.some_boxes(connection, places)
    in_themes = _Themes(connection, reader, found, seen) if request.scope is Scope.THEMES else None
    hits: list[SearchHit] = []
    for number in found.units:
        protected = seen.get(number)
        if protected is None:
            theme = in_themes.themselves.get(number) if in_themes is not None else None
            if theme is not None:
                hits.append(
                    {
                        "unit": None,
                        "pages": [],
                        "matching_pages": 0,
                        "theme": theme_brief(theme, compiled.needles),
                    }
                )
            continue
        row = protected.unit.row
        hits.append(
            {
                "unit": brief(reader, protected, compiled.needles, {}, apply),
                "pages": [
                    _page_hit(
                        page,
                        texts[number, page],
                        boxes.get((number, page), b""),
                        compiled,
                        page in matching[number].misread,
                    )
                    for page in matching.get(number, NO_PAGES).best
                    if (number, page) in texts
                ],
                "matching_pages": matching.get(number, NO_PAGES).count,
                "theme": in_themes.place(row, request, compiled.needles) if in_themes is not None else None,
            }
        )
    return hits


def with_fonds_titles(hits: list[SearchHit], titles_of: FondsTitles) -> list[SearchHit]:
    """Hits with the titles of their fonds.

    Facets name the same fonds and more of them, so who tells these first asks the store once.
    """
    shown = [hit["unit"] for hit in hits if hit["unit"] is not None]
    titles = titles_of({unit["fonds"] for unit in shown})
    for unit in shown:
        unit["fonds_title"] = titles.get(unit["fonds"], "")
    return hits


def theme_brief(theme: SeenTheme, needles: tuple[str, ...]) -> ThemeBrief:
    """A theme as a list shows it."""
    return {
        "id": theme.slug,
        "title": theme.title,
        "introduction": theme.introduction,
        "units": theme.units,
        "title_marks": [list(mark) for mark in marks_in(theme.title, needles)],
    }


class _Themes:
    """The themes that the hits of one answer stand in."""

    def __init__(
        self, connection: Transaction, reader: Reader, found: Found, seen: Mapping[int, Protected]
    ) -> None:
        slugs = theme_slugs_seen(connection, reader)
        listed = [row for row, slug in slugs.items() if theme_number(slug) in found.units]
        rows = [each.unit.row for each in seen.values()]
        self._seen = themes_of_units(connection, reader, rows, listed)
        self.themselves = {theme_number(theme.slug): theme for theme in self._seen}

    def place(self, row: int, request: Request, needles: tuple[str, ...]) -> ThemePlaceShape | None:
        """A unit's place in the theme that is asked for, else in the first whose note or section matches."""
        asked = dict(request.filters).get("theme", "")
        places = [
            (theme, found[0], found[1])
            for theme in self._seen
            if (not asked or theme.slug == asked) and (found := theme.place_of(row)) is not None
        ]
        if not places:
            return None
        theme, section, place = max(
            places, key=lambda each: bool(marks_in(each[2].note, needles) or marks_in(each[1].title, needles))
        )
        return {
            "id": theme.slug,
            "title": theme.title,
            "section": section.slug,
            "section_title": section.title,
            "position": place.position,
            "note": place.note,
            "note_marks": [list(mark) for mark in marks_in(place.note, needles)],
        }


def _page_hit(number: int, text: str, packed: bytes, compiled: Compiled, misread: bool) -> PageHit:
    piece = (
        misread_snippet(text, packed, compiled.misread, compiled.needles)
        if misread
        else snippet_of(text, compiled.needles)
    )
    return {
        "number": number,
        "text": piece.text,
        "marks": [list(mark) for mark in piece.marks],
        "boxes": boxes_of(packed, piece.marks, piece.start),
        "cut_before": piece.start > 0,
        "cut_after": piece.start + len(piece.text) < len(text),
        "tolerant": misread,
    }
