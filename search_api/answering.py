"""Answering: the port `Answers` on a home's store and indices."""

from __future__ import annotations

from collections.abc import Mapping

from analyzers.chains import Analyzer
from engines.port import Pinner
from holdings.clock import Clock
from holdings.letters import LantaiError, Letter
from holdings.store.database import Store
from search_api import correcting
from search_api.context import Context, engine_failures
from search_api.correcting import Correction, PageEdit
from search_api.credentials import NO_BEARER
from search_api.hits import theme_brief
from search_api.letters import LONGEST_QUESTION, no_bearer_token, not_found, unknown_token
from search_api.originals import NoOriginals, Original, Originals, opened_object, seen_object
from search_api.page_images import NoPictures, PagePictures
from search_api.pages import alto_answer, page_answer, picture_of, seen_page
from search_api.problems import ProblemError
from search_api.profile import UNNAMED
from search_api.question import read_question
from search_api.search import search
from search_api.shapes import (
    ChildrenAnswer,
    PageAnswer,
    SearchAnswer,
    SuggestAnswer,
    ThemeAnswer,
    ThemesAnswer,
    UnitAnswer,
)
from search_api.showing import brief, fonds_titles
from search_api.store_away import says_when_the_store_is_away
from search_api.suggesting import suggest_answer
from search_api.theme_sight import seen_theme, seen_themes
from search_api.units import bare_answer, children_answer, children_of_bare_level, unit_answer
from sharing.access import ANONYMOUS, Reader
from sharing.store import reader_by_name, reader_by_token

_NO_PICTURES = NoPictures()
_NO_ORIGINALS = NoOriginals()


@says_when_the_store_is_away
class Answering:
    """See `search_api.answers.Answers`. Safe to use from several threads.

    Args:
        store: the home's store.
        pinner: pins the home's indices.
        analyzer: the one that made them.
        clock: gives the day on which grants are in force, and the moments of histories.
        pictures: draws pages.
        longest_question: in characters; of a longer one the beginning is searched.
        originals: opens digital objects.
        apply: how to get what is shared on conditions.
    """

    def __init__(
        self,
        store: Store,
        pinner: Pinner,
        analyzer: Analyzer,
        clock: Clock,
        pictures: PagePictures = _NO_PICTURES,
        longest_question: int = LONGEST_QUESTION,
        originals: Originals = _NO_ORIGINALS,
        apply: Letter = UNNAMED.apply,
    ) -> None:
        self._context = Context(store, pinner, analyzer, clock, longest_question, apply)
        self._pictures = pictures
        self._originals = originals

    def reader(self, token: str | None) -> Reader:
        """See `Answers.reader`."""
        if token is None:
            return ANONYMOUS
        if token == NO_BEARER:
            raise no_bearer_token()
        with self._context.store.reading() as connection:
            reader = reader_by_token(connection, token, self._context.clock.today())
        if reader is None:
            raise unknown_token()
        return reader

    def reader_named(self, name: str) -> Reader:
        """The reader of this name, for the command line; 401 for an unknown or ended one."""
        with self._context.store.reading() as connection:
            reader = reader_by_name(connection, name, self._context.clock.today())
        if reader is None:
            raise unknown_token()
        return reader

    def search(self, reader: Reader, parameters: Mapping[str, str]) -> SearchAnswer:
        """See `Answers.search`."""
        with engine_failures():
            return search(self._context, reader, parameters)

    def unit(self, reader: Reader, code: str) -> UnitAnswer:
        """See `Answers.unit`."""
        with self._context.store.reading() as connection:
            told = unit_answer(connection, self._context, reader, code)
        if told is not None:
            return told
        with engine_failures(), self._context.store.reading() as connection:
            return bare_answer(connection, self._context, reader, code)

    def children(self, reader: Reader, code: str, size: int, cursor: str) -> ChildrenAnswer:
        """See `Answers.children`."""
        with self._context.store.reading() as connection:
            told = children_answer(connection, self._context, reader, code, size, cursor)
        if told is not None:
            return told
        with engine_failures(), self._context.store.reading() as connection:
            return children_of_bare_level(connection, self._context, reader, code, size, cursor)

    def page(
        self, reader: Reader, code: str, number: int, question: str, *, tolerant: bool = True
    ) -> PageAnswer:
        """See `Answers.page`."""
        with self._context.store.reading() as connection:
            seen = seen_page(connection, reader, code, number)
            marked = read_question(question, self._context.longest_question)
            told = page_answer(connection, reader, seen, marked, self._context.analyzer, tolerant=tolerant)
        told["image"], told["image_note"] = picture_of(seen, self._pictures)
        return told

    def image(self, reader: Reader, code: str, number: int, width: int) -> bytes:
        """See `Answers.image`."""
        with self._context.store.reading() as connection:
            seen = seen_page(connection, reader, code, number)
        return self._pictures.jpeg(seen.place, width)

    def alto(self, reader: Reader, code: str, number: int) -> str:
        """See `Answers.alto`."""
        with self._context.store.reading() as connection:
            seen = seen_page(connection, reader, code, number)
        return alto_answer(seen, self._pictures)

    def text(self, reader: Reader, code: str, number: int) -> str:
        """See `Answers.text`."""
        with self._context.store.reading() as connection:
            return seen_page(connection, reader, code, number).page.text

    def original(self, reader: Reader, code: str, number: int) -> Original:
        """See `Answers.original`."""
        with self._context.store.reading() as connection:
            found = seen_object(connection, reader, code, number)
        return opened_object(found, self._originals)

    def correct(
        self, reader: Reader, code: str, number: int, correction: Correction, seen: str
    ) -> PageAnswer:
        """See `Answers.correct`."""
        correcting.check_corrector(reader)
        with self._context.store.writing() as connection:
            edit = PageEdit(reader, code, number, seen, self._context.clock.moment())
            correcting.correct(connection, edit, correction)
        return self.page(reader, code, number, "")

    def uncorrect(self, reader: Reader, code: str, number: int, seen: str) -> PageAnswer:
        """See `Answers.uncorrect`."""
        correcting.check_corrector(reader)
        with self._context.store.writing() as connection:
            edit = PageEdit(reader, code, number, seen, self._context.clock.moment())
            correcting.uncorrect(connection, edit)
        return self.page(reader, code, number, "")

    def suggest(self, reader: Reader, typed: str) -> SuggestAnswer:
        """See `Answers.suggest`."""
        with engine_failures(), self._context.store.reading() as connection:
            return suggest_answer(connection, self._context, reader, typed)

    def themes(self, reader: Reader) -> ThemesAnswer:
        """See `Answers.themes`."""
        with self._context.store.reading() as connection:
            return {"themes": [theme_brief(theme, ()) for theme in seen_themes(connection, reader)]}

    def theme(self, reader: Reader, theme: str) -> ThemeAnswer:
        """See `Answers.theme`."""
        with self._context.store.reading() as connection:
            seen = seen_theme(connection, reader, theme)
            if seen is None:
                raise not_found()
            held = [place.protected.unit for section in seen.sections for place in section.places]
            titles = fonds_titles(connection, reader, held)
            return {
                "id": seen.slug,
                "title": seen.title,
                "introduction": seen.introduction,
                "sections": [
                    {
                        "id": section.slug,
                        "title": section.title,
                        "units": [
                            {
                                "unit": brief(reader, place.protected, (), titles, self._context.apply),
                                "position": place.position,
                                "note": place.note,
                            }
                            for place in section.places
                        ],
                    }
                    for section in seen.sections
                ],
            }

    def healthy(self) -> bool:
        """See `Answers.healthy`."""
        try:
            with engine_failures(), self._context.store.reading() as connection:
                self._context.pinned(connection)
        except (ProblemError, LantaiError, OSError):
            return False
        return True
