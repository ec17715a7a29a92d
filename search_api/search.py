"""The way out, on one screen: reader → question → filter → engines → re-check → show."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
from functools import cache, partial

from holdings.code_forms import is_short_end
from holdings.store.database import Transaction
from index_templates.templates import THEMES
from search_api import cursors, finding
from search_api.codes_as_written import with_codes_as_written
from search_api.compile import compile_question, index_of
from search_api.context import Context
from search_api.cursors import Cursor
from search_api.finding import Found
from search_api.fonds import asked_once
from search_api.hits import shown_hits, with_fonds_titles
from search_api.labels import FacetPart, facet_page, labelled
from search_api.letters import CODE_END_TOO_SHORT, LOOSENED
from search_api.offsets import in_utf16
from search_api.patterns import with_forms
from search_api.question import Chunk, FieldName, Question, read_question
from search_api.request import Match, Offsets, Request, read_request
from search_api.shapes import FacetValue, QuestionShape, SearchAnswer
from search_api.sight import Pending, Sight, reached
from search_api.theme_sight import settled
from search_api.tolerant import held_by, nothing_held, over_pages_by
from sharing.access import Part, Protected, Reader, filter_for, may_view
from sharing.store import protected_by_numbers


def search(context: Context, reader: Reader, parameters: Mapping[str, str]) -> SearchAnswer:
    """Answer GET /search for a reader.

    Raises:
        ProblemError: 400 for a parameter that cannot be understood, 503 where no index can be asked.
    """
    request = read_request(parameters)
    pinning = context.pinning()
    question = read_question(request.text, context.longest_question)
    with context.store.reading() as connection:

        @cache
        def looking() -> tuple[Sight, Pending]:
            view, hidden = context.pinned(connection, pinning, reached(filter_for(reader)))
            sight = Sight.of(reader, index_of(request.scope, question.empty), view, hidden)
            if sight.index == THEMES.name and sight.access.tokens:
                sight = replace(sight, hidden=settled(connection, reader, hidden))
            return sight, hidden

        question = with_codes_as_written(question, lambda: looking()[0])
        question = with_forms(question, request.scope, context.analyzer, connection, lambda: looking()[0])
        held = partial(_held, looking) if request.tolerant else nothing_held
        crossing = partial(_crossing, looking)
        compiled = compile_question(question, request, context.analyzer, held, crossing)
        sight, hidden = looking()
        if request.match is Match.ANY and not (compiled.frees or compiled.browses):
            # Quotes and fields are never loosened: any of them is all of them.
            request = replace(request, match=Match.ALL)
        titles_of = asked_once(partial(context.fonds.titles, connection, reader, hidden.last_open))
        if request.facet:
            part = FacetPart(request.facet_text, _offset(request), request.size)
            found = finding.find(connection, sight, compiled, _of_values(request), question.text)
            values = found.counted().facets.get(request.facet, {})
            page, count = facet_page(connection, reader, request.facet, values, titles_of, part)
            return _values_answer(request, question, found, page, count)
        found = finding.find(connection, sight, compiled, request, question.text)
        seen = _checked(connection, reader, found.units, found.looked)
        hits = shown_hits(connection, sight, reader, found, seen, compiled, request, context.apply)
        counted = found.counted()
        facets = labelled(connection, reader, counted.facets, titles_of)
        hits = with_fonds_titles(hits, titles_of)
    # Above nothing it is not said that what follows has some of it.
    nothing = not (counted.total["units"] or counted.total.get("themes")) and request.match is not Match.ANY
    notices = [each for each in counted.notices if not (nothing and each == LOOSENED)]
    if nothing and any(map(_may_be_short_end, question.chunks)):
        notices.append(CODE_END_TOO_SHORT)
    answer: SearchAnswer = {
        "question": _understood(request, question),
        "match": Match.ALL.value if nothing else found.match.value,
        "total": counted.total,
        "hits": hits,
        "facets": facets,
        "facets_exact": counted.facets_exact,
        "facet_values": {name: len(values) for name, values in counted.facets.items()},
        "notices": notices,
        "next": cursors.write(found.next) if found.next is not None else None,
    }
    return in_utf16(answer) if request.offsets is Offsets.UTF_16 else answer


def _may_be_short_end(chunk: Chunk) -> bool:
    """Whether a chunk that is said to be a code may be the end of one, and is too short to be found as that."""
    return chunk.field in (FieldName.CODE, FieldName.FORMER_CODE) and is_short_end(chunk.text)


def _of_values(request: Request) -> Request:
    """The search whose units are counted by the one facet that is wanted; where its list goes on does not matter."""
    cursor = Cursor(request.cursor.match) if request.cursor is not None else None
    return replace(request, facets=(request.facet,), cursor=cursor, size=1)


def _offset(request: Request) -> int:
    return request.cursor.offset if request.cursor is not None else 0


def _values_answer(
    request: Request, question: Question, found: Found, page: list[FacetValue], count: int
) -> SearchAnswer:
    """The answer that has values of one facet in place of hits."""
    counted = found.counted()
    end = _offset(request) + request.size
    return {
        "question": _understood(request, question),
        "match": found.match.value,
        "total": counted.total,
        "hits": [],
        "facets": {request.facet: page},
        "facets_exact": counted.facets_exact,
        "facet_values": {request.facet: count},
        "notices": list(counted.notices),
        "next": cursors.write(Cursor(found.match.value, end)) if end < count else None,
    }


def _held(looking: Callable[[], tuple[Sight, Pending]], runs: Sequence[str]) -> Collection[str]:
    """Waits for the indices only when the question is read and its words are cut."""
    sight, _ = looking()
    return held_by(sight)(runs)


def _crossing(looking: Callable[[], tuple[Sight, Pending]], pairs: Sequence[str]) -> Collection[str]:
    """The same of what stands over the end of pages."""
    sight, _ = looking()
    return over_pages_by(sight)(pairs)


def _checked(
    connection: Transaction, reader: Reader, numbers: tuple[int, ...], looked: Mapping[int, Protected]
) -> dict[int, Protected]:
    """The units that this reader may see by the store itself: an index may be behind it.

    Args:
        connection: a transaction of the store.
        reader: who looks.
        numbers: of the units.
        looked: those that this transaction read already.
    """
    missing = [number for number in numbers if number not in looked]
    known = {**looked, **protected_by_numbers(connection, missing)} if missing else looked
    return {
        number: known[number]
        for number in numbers
        if number in known and may_view(reader, known[number], Part.FACE)
    }


def _understood(request: Request, question: Question) -> QuestionShape:
    filters: dict[str, str | list[str]] = {
        name: values[0] if len(values) == 1 else list(values) for name, values in request.filters
    }
    if request.low:
        filters["from"] = str(request.low)
    if request.high:
        filters["to"] = str(request.high)
    return {
        "text": question.text,
        "scope": request.scope.value,
        "match": request.match.value,
        "sort": request.sort.value,
        "chunks": list(dict.fromkeys(chunk.text for chunk in question.chunks)),
        "filters": filters,
    }
