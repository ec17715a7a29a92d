"""The port that the portal and the command line ask: every question a reader may put, as plain calls."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from search_api.correcting import Correction
from search_api.originals import Original
from search_api.shapes import (
    ChildrenAnswer,
    PageAnswer,
    SearchAnswer,
    SuggestAnswer,
    ThemeAnswer,
    ThemesAnswer,
    UnitAnswer,
)
from sharing.access import Reader


class Answers(Protocol):
    """What may this reader find? Each call takes the reader first; nothing is asked of an unknown one.

    Raises (all calls): `search_api.problems.ProblemError`, which carries an HTTP status and a letter.
    """

    def reader(self, token: str | None) -> Reader:
        """The reader of a bearer token; the anonymous one for None. 401 for an unknown or ended one and `NO_BEARER`."""
        ...

    def search(self, reader: Reader, parameters: Mapping[str, str]) -> SearchAnswer:
        """GET /search with the parameters of design section 6, unknown ones refused (400)."""
        ...

    def unit(self, reader: Reader, code: str) -> UnitAnswer:
        """GET /units/{code}; 404 for one that the reader may not see, as for one that is not held."""
        ...

    def children(self, reader: Reader, code: str, size: int, cursor: str) -> ChildrenAnswer:
        """GET /units/{code}/children in the order of codes."""
        ...

    def page(
        self, reader: Reader, code: str, number: int, question: str, *, tolerant: bool = True
    ) -> PageAnswer:
        """GET /units/{code}/pages/{n}, with the question's hits marked in it (empty question: none).

        Where `tolerant`, also those on a recognised page that may have been misread.
        """
        ...

    def image(self, reader: Reader, code: str, number: int, width: int) -> bytes:
        """GET /units/{code}/pages/{n}/image: a JPEG, at one of `search_api.page_images.WIDTHS`.

        404 for a page that is not there or not for this reader, and, said otherwise, for one without a picture.
        """
        ...

    def alto(self, reader: Reader, code: str, number: int) -> str:
        """GET /units/{code}/pages/{n}/alto: the page as ALTO 4."""
        ...

    def text(self, reader: Reader, code: str, number: int) -> str:
        """GET /units/{code}/pages/{n}/text: the page's text and nothing else."""
        ...

    def original(self, reader: Reader, code: str, number: int) -> Original:
        """GET /units/{code}/objects/{n}: a digital object with its bytes, which the caller closes.

        404 for one that is not there or not for this reader; 503 where its bytes cannot be fetched.
        """
        ...

    def correct(
        self, reader: Reader, code: str, number: int, correction: Correction, seen: str
    ) -> PageAnswer:
        """PUT /units/{code}/pages/{n}/text: the page as it is then; for staff of its archive."""
        ...

    def uncorrect(self, reader: Reader, code: str, number: int, seen: str) -> PageAnswer:
        """DELETE /units/{code}/pages/{n}/text: the best machine reading stands again; the page as it is then."""
        ...

    def suggest(self, reader: Reader, typed: str) -> SuggestAnswer:
        """GET /suggest?q=."""
        ...

    def themes(self, reader: Reader) -> ThemesAnswer:
        """GET /themes: published themes with at least one unit that the reader may see."""
        ...

    def theme(self, reader: Reader, theme: str) -> ThemeAnswer:
        """GET /themes/{id}."""
        ...

    def healthy(self) -> bool:
        """GET /health: whether questions can be answered now."""
        ...
