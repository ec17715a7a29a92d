"""One page of a unit: its text, its picture, its layers; access is checked anew for each of them."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from analyzers.chains import Analyzer
from analyzers.layout import fold_closed
from holdings.alto import AltoFrame, alto
from holdings.page_lines import stretches
from holdings.pages import Box, Mark, PageText, Reading
from holdings.readings import Reason, page_digest, reason_of
from holdings.store import objects, pages
from holdings.store.database import Transaction
from search_api.compile import compile_question
from search_api.letters import not_found, notice
from search_api.marks import Range, marks_in, pattern_of
from search_api.misread_marks import joined, misread_marks
from search_api.page_images import PagePictures, PagePlace
from search_api.patterns import with_forms_of
from search_api.problems import ProblemError
from search_api.question import FieldName, Question
from search_api.request import read_request
from search_api.shapes import ImageShape, Notice, PageAnswer
from search_api.showing import title_for
from search_api.units import seen_unit
from search_api.version import installed_version
from sharing.access import Part, Protected, Reader, may_view

#: Pages looked through on either side for the nearest hit, and how many of them at once.
MOST_LOOKED = 100
_AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class SeenPage:
    """A page that a reader may see.

    Attributes:
        unit: its unit.
        page: text and places.
        place: where it lies.
    """

    unit: Protected
    page: PageText
    place: PagePlace


def seen_page(connection: Transaction, reader: Reader, code: str, number: int) -> SeenPage:
    """A page of a unit.

    Raises:
        ProblemError: 404, the page is not there or not for this reader.
    """
    protected = seen_unit(connection, reader, code)
    if not may_view(reader, protected, Part.PAGES) or not 1 <= number < 1 << 31:
        raise not_found()
    row = protected.unit.row
    page = pages.find(connection, row, number)
    if page is None:
        raise not_found()
    held = objects.of_units(connection, [row]).get(row, [])
    # By its place and not by its bytes: another object of the unit may have the same ones.
    of_page = [each for each in held if page.object_digest and each.position == page.position]
    kind, name = (of_page[0].kind, of_page[0].name.rpartition("/")[2]) if of_page else ("", "")
    return SeenPage(protected, page, PagePlace(page.object_digest, kind, page.object_page, name))


def page_answer(
    connection: Transaction,
    reader: Reader,
    seen: SeenPage,
    question: Question,
    analyzer: Analyzer,
    *,
    tolerant: bool,
) -> PageAnswer:
    """Answer GET /units/{code}/pages/{n}, with the hits of a question marked; without its picture (`picture_of`).

    Args:
        connection: the store.
        reader: who reads.
        seen: the page.
        question: whose hits are marked, as a search read it.
        analyzer: that cuts it.
        tolerant: on a recognised page hits are marked in spite of misreadings.
    """
    page, row, identity = seen.page, seen.unit.unit.row, seen.unit.unit.identity
    needles: tuple[str, ...] = ()
    marks: tuple[Range, ...] = ()
    if not question.empty:
        question = with_forms_of(question, page.text)
        needles = compile_question(question, read_request({"q": question.text}), analyzer).needles
        marks = marks_in(page.text, needles)
        if tolerant and page.reading is Reading.RECOGNISED:
            phrases = [chunk.text for chunk in question.chunks if chunk.field is FieldName.ANYWHERE]
            marks = joined((*marks, *misread_marks(page.text, page.doubts, phrases)))
    places = [places_of(page.boxes, mark) for mark in marks] if page.boxes else [[] for _ in marks]
    numbers = pages.numbers_of(connection, row)
    at = numbers.index(page.number)
    before, after = numbers[:at][::-1], numbers[at + 1 :]
    return {
        "code": identity.written,
        "title": title_for(reader, seen.unit),
        "number": page.number,
        "text": page.text,
        "marks": [list(mark) for mark in marks],
        "boxes": [box for place in places for box in place],
        "places": places,
        "reading": page.reading.value,
        "engine": page.engine,
        "confidence": round(page.confidence, 4),
        "poorly_read": reason_of(page.reading, page.confidence, not page.text) is Reason.UNSURE,
        "handwritten": page.mark is Mark.HANDWRITTEN and page.reading is Reading.RECOGNISED,
        "digest": page_digest(page),
        "image": None,
        "image_note": None,
        "pages": len(numbers),
        "last": numbers[-1],
        "previous": before[0] if before else None,
        "next": after[0] if after else None,
        "previous_hit": _nearest_hit(connection, identity.number, before, needles),
        "next_hit": _nearest_hit(connection, identity.number, after, needles),
    }


def picture_of(seen: SeenPage, pictures: PagePictures) -> tuple[ImageShape | None, Notice | None]:
    """A page's picture, or why there is none although there should be one."""
    try:
        return pictures.shape(seen.place), None
    except ProblemError as error:
        return None, notice(error.kind, error.letter) if error.kind != "no-image" else None


def alto_answer(seen: SeenPage, pictures: PagePictures) -> str:
    """Answer GET /units/{code}/pages/{n}/alto: ALTO 4, without places where the page has no picture."""
    shape, _ = picture_of(seen, pictures)
    frame = AltoFrame(
        unit=seen.unit.unit.identity.written,
        file_name=seen.place.name,
        width=shape["width"] if shape else 0,
        height=shape["height"] if shape else 0,
        software="Lantai 兰台",
        software_version=installed_version(),
    )
    return alto(seen.page, frame)


def places_of(boxes: Sequence[Box | None], mark: Range) -> list[list[float]]:
    """Where marked characters stand: a box for each line or column that they touch."""
    return [list(stretch.box) for stretch in stretches(boxes, *mark)]


def _nearest_hit(
    connection: Transaction, unit: int, numbers: Iterable[int], needles: tuple[str, ...]
) -> int | None:
    """The first of some pages of a unit (by its number) that holds a needle; None if `MOST_LOOKED` do not."""
    pattern = pattern_of(needles)
    if pattern is None:
        return None
    looked = itertools.islice(numbers, MOST_LOOKED)
    while batch := list(itertools.islice(looked, _AT_ONCE)):
        texts = pages.some_texts(connection, [(unit, number) for number in batch])
        for number in batch:
            if pattern.search(fold_closed(texts.get((unit, number), ""))):
                return number
    return None
