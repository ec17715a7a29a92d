"""From a question to what the engines are asked. Composing only: nothing here asks anything."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import reduce

from analyzers.chains import BOUNDARY, Analyzer, word_places
from analyzers.fold import fold
from analyzers.layout import fold_closed, fold_words
from analyzers.question_words import QUESTION_WORDS
from analyzers.seams import splits
from engines.query import (
    EVERYTHING,
    NOTHING,
    AllOf,
    AnyOf,
    Keyword,
    Query,
    Term,
    Without,
)
from holdings.day_numbers import OPEN_BEGINNING, OPEN_END
from index_templates import templates as t
from search_api.chunks import (
    TEXT,
    Sought,
    code_asked,
    former_code_asked,
    line_over_pages,
    other_forms,
    over_pages,
    preferred,
    sought,
    without_mentions,
)
from search_api.letters import FIELD_EMPTY, NOTHING_SEARCHABLE
from search_api.question import Both, Chunk, Dated, Either, FieldName, Node, Not, Question
from search_api.records import PAGES, UNITS, OfRecords, of_records
from search_api.request import Request, Scope
from search_api.scoring import Terms
from search_api.sentences import is_sentence
from search_api.shapes import Notice
from search_api.tolerant import Held, exactly, kept_of, nothing_held, tolerating
from search_api.written_otherwise import dated_between, dated_on, day_named, texts_of


@dataclass(frozen=True, slots=True)
class Compiled:
    """A question ready to be asked.

    Attributes:
        index: the index that answers it.
        strict: entries that match all of the question.
        exact: of those, the ones that match it as they were read.
        beside: the others: pages that match only if something on them was misread.
        pages: of those, the pages that count by their own text; nothing outside texts.
        parts: queries that together find what `strict` finds, each quick on a share of the units.
        leading: of those, the leading entries of units, which match by the catalogue's words alone.
        terms: what it is scored by.
        telling: what matches scores by itself: a single phrase or some words, with nothing asked twice.
        lone: one character was asked and nothing else; entries where it is a word of its own match, and are scored.
        required: what stays required when the question is loosened (quotes, fields, NOT, dates).
        required_beside: pages that hold that only if something on them was misread.
        loosens: whether `auto` may loosen it: words, quotes and fields, without OR, NOT and dates.
        asks: it is a sentence of several telling words, so `auto` loosens it though something has all of it.
        frees: whether `any` asks for something else than `all`: some words stand free of quotes and fields.
        needles: folded pieces to mark in texts, phrases before words.
        misread: phrases that may have been misread on some pages.
        filters: facet filters and dates.
        browses: nothing was asked.
        notices: what the reader should know.
        records: what it asks of records with all their pages; None where single entries tell which match.
        preferred: entries that hold what stands in quotes inside a sentence; they come first when it is loosened.
        first: entries of the units whose code a question is, where it is nothing else, of those whose former code it
            is, and of those dated the day that it is; they come first, in this order.
    """

    index: str
    strict: Query
    exact: Query
    beside: Query
    pages: Query
    parts: tuple[Query, ...]
    leading: Query
    terms: Terms
    telling: bool
    lone: bool
    required: Query
    required_beside: Query
    loosens: bool
    asks: bool
    frees: bool
    needles: tuple[str, ...]
    misread: tuple[str, ...]
    filters: Query
    browses: bool
    notices: tuple[Notice, ...]
    records: OfRecords | None = None
    preferred: Query = NOTHING
    first: tuple[Query, ...] = ()


def compile_question(
    question: Question,
    request: Request,
    analyzer: Analyzer,
    held: Held = nothing_held,
    crossing: Held = nothing_held,
) -> Compiled:
    """Compile a question for the index that its scope asks for.

    Args:
        question: as it was read.
        request: with its scope and filters.
        analyzer: that made the index.
        held: which runs of characters any page that is asked may hold though they were not read in it.
        crossing: which pairs of characters stand over the end of any page that is asked.
    """
    notices = list(question.notices)
    known = {chunk: sought(analyzer, chunk) for chunk in _chunks(question.node)}
    index = index_of(request.scope, question.empty)
    if index == t.FULLTEXT.name:
        known = _over_pages(analyzer, known, crossing)
    node, lost = _searchable(question.node, known)
    if lost and node is None:
        notices.append(NOTHING_SEARCHABLE)
    elif any(told is None and chunk.field is not FieldName.ANYWHERE for chunk, told in known.items()):
        notices.append(FIELD_EMPTY)
    browses = question.empty
    wanted = [chunk for chunk in question.chunks if known[chunk] is not None]
    if browses:
        strict = _browsed(request.scope)
        leading: Query = NOTHING
        pages: Query = NOTHING
    elif node is None:
        strict, leading, pages = NOTHING, NOTHING, NOTHING
    else:
        strict, pages, leading = _by_scope(node, known, wanted, request.scope)
    exact: Query = strict
    beside: Query = NOTHING
    terms = _terms(analyzer, wanted)
    misread: dict[Chunk, Sought | None] = {}
    if index == t.FULLTEXT.name:
        in_question = {chunk: known[chunk] for chunk in wanted}
        kept = kept_of(in_question, terms.bigrams, held)
        misread = tolerating(in_question, kept)
        terms = replace(terms, likely=tuple((pair, 1.0) for pair in terms.bigrams if pair in kept))
    records = None
    if index == t.FULLTEXT.name and node is not None:
        required_node = _kept(question.node, known)
        leading_too = request.scope is not Scope.FULLTEXT
        records = of_records(node, required_node, known, known | misread, leading=leading_too)
    if misread and node is not None:
        strict, pages, leading = _by_scope(node, known | misread, wanted, request.scope)
        beside = _beside(strict, exact, misread, alone=question.node.parts == (wanted[0],))
    required = _required(question.node, known, request.scope)
    required_beside: Query = NOTHING
    if misread and required != EVERYTHING:
        widely = _required(question.node, known | misread, request.scope)
        required_beside = Without(widely, required) if widely != required else NOTHING
    plain = [chunk for chunk in wanted if not chunk.exact and chunk.field is FieldName.ANYWHERE]
    structured = not all(isinstance(part, Chunk) for part in question.node.parts)
    return Compiled(
        index=index,
        strict=strict,
        exact=exact,
        beside=beside,
        pages=pages,
        parts=_parts(strict, pages, leading, [known[chunk] for chunk in wanted], node),
        leading=leading,
        terms=terms,
        telling=_is_telling(node, known, wanted, request.scope),
        lone=_is_lone(node, known, wanted, request.scope),
        required=required,
        required_beside=required_beside,
        loosens=bool(plain) and not structured,
        asks=not structured and len(terms.words) > 1 and any(_is_asked(analyzer, chunk) for chunk in plain),
        frees=any(part in plain and len(fold(part.text)) > 1 for part in question.node.parts),
        needles=_needles(analyzer, wanted),
        misread=tuple(chunk.text for chunk in wanted if chunk in misread),
        filters=_filters(request),
        browses=browses,
        notices=tuple(notices),
        records=records,
        first=_first(question.node),
        preferred=AnyOf(preferred(analyzer, plain, texts=request.scope is not Scope.CATALOGUE)),
    )


def index_of(scope: Scope, browses: bool) -> str:
    """The index that answers in a scope, with a question or without."""
    if scope is Scope.THEMES:
        return t.THEMES.name
    if scope is Scope.CATALOGUE or (browses and scope is Scope.ALL):
        return t.CATALOGUE.name
    return t.FULLTEXT.name


def _browsed(scope: Scope) -> Query:
    return PAGES if scope is Scope.FULLTEXT else EVERYTHING


def _by_scope(
    node: Node, known: dict[Chunk, Sought | None], wanted: list[Chunk], scope: Scope
) -> tuple[Query, Query, Query]:
    """All entries that match, the pages among them, the leading entries among them.

    A page counts only if something of the question is in its own text. Leading entries have no text of their own.
    """
    matching = _matching(node, known, scope)
    if scope in (Scope.CATALOGUE, Scope.THEMES):
        return matching, NOTHING, NOTHING
    told = [each for chunk in wanted if (each := known[chunk]) is not None]
    alone = told[0].pages if _is_chunk(node) and len(told) == 1 else None
    if alone is not None:
        pages: Query = alone
    else:
        own = AnyOf(tuple(query for each in told for query in (each.own, each.likely) if query is not None))
        pages = AllOf((matching, own))
    if scope is Scope.FULLTEXT:
        return pages, pages, NOTHING
    leading = AllOf((UNITS, _matching(node, known, Scope.CATALOGUE)))
    return AnyOf((pages, leading)), pages, leading


def _beside(strict: Query, exact: Query, misread: dict[Chunk, Sought | None], *, alone: bool) -> Query:
    """Pages that match with what may have been misread, and not without. Few have any, so these lead the search."""
    likely = tuple(told.likely for told in misread.values() if told is not None and told.likely is not None)
    return Without(likely[0] if alone else AllOf((AnyOf(likely), strict)), exact)


def _parts(
    strict: Query, pages: Query, leading: Query, told: list[Sought | None], node: Node | None
) -> tuple[Query, ...]:
    if leading == NOTHING:
        return (strict,)
    alone = told[0] if len(told) == 1 and node is not None and _is_chunk(node) else None
    return (*((alone.parts if alone is not None else ()) or (pages,)), leading)


def _is_telling(
    node: Node | None, known: dict[Chunk, Sought | None], wanted: list[Chunk], scope: Scope
) -> bool:
    told = _alone_in_texts(node, known, wanted, scope)
    # A single character is in too many places to tell one from another: the words that it is are scored.
    return told is not None and bool(told.bigrams)


def _first(node: Both) -> tuple[Query, ...]:
    match node.parts:
        case (Either((Chunk(field=FieldName.CODE) as chunk, *_)),) | (
            Chunk(field=FieldName.ANYWHERE) as chunk,
        ):
            day = 0 if chunk.exact else day_named(chunk.text)
            asked = (code_asked(chunk), former_code_asked(chunk), dated_on(day) if day else None)
            return tuple(query for query in asked if query is not None)
        case _:
            return ()


def _over_pages(
    analyzer: Analyzer, known: dict[Chunk, Sought | None], held: Held
) -> dict[Chunk, Sought | None]:
    """What chunks look for, also over the end of a page: of all their pairs is asked at once which stand there."""
    kept = held(tuple(dict.fromkeys(pair for chunk in known for pair in splits(line_over_pages(chunk)))))
    if not kept:
        return known
    return {
        chunk: told if told is None or told.text is None else over_pages(analyzer, told, chunk, kept)
        for chunk, told in known.items()
    }


def _is_lone(node: Node | None, known: dict[Chunk, Sought | None], wanted: list[Chunk], scope: Scope) -> bool:
    told = _alone_in_texts(node, known, wanted, scope)
    return told is not None and told.text == Term(TEXT.characters, "".join(told.words))


def _alone_in_texts(
    node: Node | None, known: dict[Chunk, Sought | None], wanted: list[Chunk], scope: Scope
) -> Sought | None:
    """What is looked for where one chunk is asked of texts, and nothing else."""
    if node is None or not _is_chunk(node) or scope not in (Scope.ALL, Scope.FULLTEXT):
        return None
    told = known[wanted[0]] if wanted else None
    return told if told is not None and told.pages is not None else None


def _is_chunk(node: Node) -> bool:
    return isinstance(node, Chunk) or (
        isinstance(node, Both) and len(node.parts) == 1 and _is_chunk(node.parts[0])
    )


def _matching(node: Node, known: dict[Chunk, Sought | None], scope: Scope) -> Query:
    match node:
        case Chunk():
            told = known[node]
            if told is None:
                return NOTHING
            if scope is Scope.CATALOGUE or told.text is None:
                return told.catalogue
            return AnyOf(
                tuple(
                    query
                    for query in (told.text, told.likely, told.catalogue, told.spread)
                    if query is not None
                )
            )
        case Dated(low, high):
            return dated_between(low, high)
        case Not(part):
            return Without(EVERYTHING, _matching(part, exactly(known), scope))
        case Either(parts):
            return AnyOf(tuple(_matching(part, known, scope) for part in parts))
        case Both(parts):
            wanted = [_matching(part, known, scope) for part in parts if not isinstance(part, Not)]
            unwanted = [
                _matching(part.part, exactly(known), scope) for part in parts if isinstance(part, Not)
            ]
            kept: Query = wanted[0] if len(wanted) == 1 else AllOf(tuple(wanted))
            return reduce(Without, unwanted, kept)


def _required(node: Both, known: dict[Chunk, Sought | None], scope: Scope) -> Query:
    kept = _kept(node, known)
    return _matching(kept, known, scope) if kept.parts else EVERYTHING


def _kept(node: Both, known: dict[Chunk, Sought | None]) -> Both:
    """What stays asked when a question is loosened: quotes, fields, dates, what must not be there."""
    parts: list[Node] = [
        part
        for part in node.parts
        if not (isinstance(part, Chunk) and not part.exact and part.field is FieldName.ANYWHERE)
        and not (isinstance(part, Chunk) and known[part] is None)
    ]
    return Both(tuple(parts))


def _searchable(node: Node, known: dict[Chunk, Sought | None]) -> tuple[Node | None, bool]:
    """The question without chunks that hold nothing to search for; and whether there were any."""
    match node:
        case Chunk():
            return (node, False) if known[node] is not None else (None, True)
        case Dated():
            return node, False
        case Not(part):
            kept, lost = _searchable(part, known)
            return (Not(kept) if kept is not None else None), lost
        case Both(parts) | Either(parts):
            read = [_searchable(part, known) for part in parts]
            lost = any(each for _, each in read)
            some = tuple(each for each, _ in read if each is not None)
            if not some:
                return None, lost
            return (Both(some) if isinstance(node, Both) else Either(some)), lost


def _chunks(node: Node) -> list[Chunk]:
    match node:
        case Chunk():
            return [node]
        case Not(part):
            return _chunks(part)
        case Both(parts) | Either(parts):
            return [chunk for part in parts for chunk in _chunks(part)]
        case _:
            return []


def _is_asked(analyzer: Analyzer, chunk: Chunk) -> bool:
    return is_sentence(chunk.text, analyzer.words(fold(chunk.text)))


def _terms(analyzer: Analyzer, chunks: list[Chunk]) -> Terms:
    words: dict[str, None] = {}
    bigrams: dict[str, None] = {}
    for chunk in chunks:
        if chunk.field is not FieldName.ANYWHERE:
            continue
        folded = fold_closed(chunk.text)
        found = analyzer.words(fold_words(chunk.text))
        telling = [word for word in found if word not in QUESTION_WORDS]
        asked = [word for word in found if word in QUESTION_WORDS]
        words.update(dict.fromkeys(telling or found))
        rest = _without_question_words(folded, telling, asked) if telling else folded
        bigrams.update(dict.fromkeys(pair for pair in analyzer.bigrams(rest) if BOUNDARY not in pair))
    return Terms(tuple(words), tuple(bigrams))


def _without_question_words(folded: str, telling: list[str], asked: list[str]) -> str:
    """The text with a blank for each question word that is no part of a telling word."""
    taken: set[int] = set()
    for word in telling:
        if len(word) > 1:
            taken.update(at + place for at in word_places(folded, word) for place in range(len(word)))
    left = list(folded)
    for word in asked:
        for at in word_places(folded, word):
            span = range(at, at + len(word))
            if taken.isdisjoint(span):
                left[at : at + len(word)] = " " * len(word)
    return "".join(left)


#: What is compared with keywords, and stands nowhere as it was asked.
_UNMARKED = (
    FieldName.CODE,
    FieldName.FORMER_CODE,
    FieldName.DOCUMENT_NUMBER,
    FieldName.FONDS,
    FieldName.CATEGORY,
)


def _needles(analyzer: Analyzer, chunks: list[Chunk]) -> tuple[str, ...]:
    needles: dict[str, None] = {}
    for chunk in chunks:
        folded = fold_closed(chunk.text).strip()
        if folded and chunk.field not in _UNMARKED:
            needles[folded] = None
            needles.update((fold_closed(text), None) for text in texts_of(chunk.text, exact=chunk.exact))
    for chunk in chunks:
        if chunk.exact or chunk.field in _UNMARKED:
            continue
        needles.update((fold_closed(form), None) for form in other_forms(chunk.text))
        for word in analyzer.words(fold_words(chunk.text)):
            if word not in QUESTION_WORDS and (len(word) > 1 or len(fold(chunk.text)) == 1):
                needles[word] = None
        needles.update(dict.fromkeys(_names_beside_years(analyzer, chunk.text)))
    return tuple(needles)


def _names_beside_years(analyzer: Analyzer, text: str) -> list[str]:
    """Words beside a year, a number or the like, of which these may take a character: 1936年林觉新 is cut 年林觉, 新.

    With each stands what single characters follow it, for a name that no lexicon has ends with one.
    """
    rest = without_mentions(text)
    if rest == text:
        return []
    folded, found = fold_closed(rest), []
    words = [word for word in analyzer.words(fold_words(rest)) if word not in QUESTION_WORDS]
    for at, word in enumerate(words):
        if len(word) < 2:
            continue
        found.append(word)
        for following in words[at + 1 :]:
            word += following
            if len(following) > 1 or word not in folded:
                break
            found.append(word)
    return found


def _filters(request: Request) -> Query:
    parts: list[Query] = [Keyword(field, frozenset(values)) for field, values in request.filters]
    if request.low or request.high:
        parts.append(dated_between(request.low or OPEN_BEGINNING, request.high or OPEN_END))
    return AllOf(tuple(parts)) if parts else EVERYTHING
