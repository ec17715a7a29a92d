"""Words of which a character is not known: 林?新, 闽*路局.

Inside a word ``?`` stands for one character (Han, letter or digit), ``*`` for up to four or none. An index knows pairs
of characters in their places, not such words. So the entries that hold all that is known of a word are looked for, and
their texts are looked into: what stands there (林觉新, 林维新) is then asked as it stands, everywhere. So few entries
are looked into that a question takes no longer than other long ones; where more hold what is known, a fair share of
all records stands for them, and the reader is told.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product

from analyzers.chains import Analyzer, has_letters
from analyzers.layout import fold_closed
from engines.query import AllOf, AnyOf, Constant, Number, Phrase, Query, Term
from holdings.store import pages
from holdings.store.database import Transaction
from index_templates import templates as t
from search_api.chunks import CATALOGUE, TEXT, Fields, phrase
from search_api.folding import folded
from search_api.letters import pattern_found, pattern_nowhere, pattern_too_wide
from search_api.question import Both, Chunk, Either, FieldName, Node, Question
from search_api.question_gaps import MOST_BETWEEN, Pattern, narrowed, read_pattern
from search_api.question_nodes import chunks_of, replaced
from search_api.records import PAGES, UNITS
from search_api.request import Scope
from search_api.shapes import Notice
from search_api.showing import described, title_for
from search_api.sight import Sight
from sharing.access import Part, may_view
from sharing.store import protected_by_numbers

#: Entries whose texts are looked into for one word; 2,000 of 450 characters take some 0.1 s.
MOST_LOOKED = 2_000
#: Ways in which a word is written that are asked then, the most frequent ones.
MOST_FORMS = 24
#: Words of this kind in a question; further ones are read as they stand.
MOST_PATTERNS = 2

_MOST_LISTED = 10
#: Ways in which the gaps of a word are tried in the index; of more its known parts are asked without their places.
_MOST_WAYS = 30


def patterns_in(node: Node) -> dict[Chunk, Pattern]:
    """The words with gaps of a question."""
    return {chunk: pattern for chunk in chunks_of(node) if (pattern := read_pattern(chunk)) is not None}


def with_forms(
    question: Question,
    scope: Scope,
    analyzer: Analyzer,
    connection: Transaction,
    looking: Callable[[], Sight],
) -> Question:
    """A question with what stands in texts in place of its words with gaps.

    Args:
        question: as it was read.
        scope: where it is asked.
        analyzer: that made the index.
        connection: a transaction of the store.
        looking: the sight of the reader; asked only where there are such words.
    """
    found = patterns_in(question.node)
    if not found:
        return question
    instead: dict[Chunk, Node] = {}
    notices: list[Notice] = []
    for chunk, pattern in found.items():
        if pattern.too_wide or len(instead) >= MOST_PATTERNS:
            notices.append(pattern_too_wide(chunk.text, MOST_BETWEEN))
            instead[chunk] = chunk
            continue
        looked = _looked_for(chunk, pattern, scope, analyzer, connection, looking())
        instead[chunk] = looked.node
        notices.append(looked.notice)
    node = replaced(question.node, instead)
    return Question(
        question.text, node if isinstance(node, Both) else Both((node,)), (*question.notices, *notices)
    )


def with_forms_of(question: Question, text: str) -> Question:
    """A question with what stands in one text in place of its words with gaps."""
    instead: dict[Chunk, Node] = {}
    for chunk, pattern in patterns_in(question.node).items():
        forms = dict.fromkeys(pattern.expression.findall(folded(text)))
        instead[chunk] = Either(tuple(Chunk(form, exact=True) for form in forms)) if forms else chunk
    node = replaced(question.node, instead)
    return Question(question.text, node if isinstance(node, Both) else Both((node,)), question.notices)


@dataclass(frozen=True, slots=True)
class _Looked:
    node: Node
    notice: Notice


def _looked_for(
    chunk: Chunk, pattern: Pattern, scope: Scope, analyzer: Analyzer, connection: Transaction, sight: Sight
) -> _Looked:
    query = _candidates(chunk, pattern, scope, analyzer)
    count = sight.count(query)
    share = (count // (MOST_LOOKED + 1)).bit_length()
    forms: Counter[str] = Counter()
    literally = False
    asked = fold_closed(narrowed(chunk.text))
    for text in _texts(chunk, connection, sight, query, share):
        forms.update(dict.fromkeys(pattern.expression.findall(text), 1))
        literally = literally or asked in text
    ordered = sorted(forms, key=lambda form: (-forms[form], form))[:MOST_FORMS]
    # [工*刀] is how a character is described; and where nothing else stands the sign is punctuation.
    as_typed = Chunk(chunk.text, exact=True, field=chunk.field)
    found = [Chunk(form, exact=True, field=chunk.field) for form in ordered]
    whole = not share and len(forms) <= MOST_FORMS
    if not ordered:
        return _Looked(as_typed, pattern_nowhere(chunk.text, whole=whole))
    node = Either((*found, as_typed) if literally else tuple(found))
    return _Looked(node, pattern_found(chunk.text, ordered[:_MOST_LISTED], len(ordered), whole=whole))


def _texts(chunk: Chunk, connection: Transaction, sight: Sight, query: Query, share: int) -> Iterator[str]:
    """The folded texts of entries that may hold a word, as far as the reader may read them."""
    while True:
        shared = query if not share else AllOf((query, Number(t.SHARE, frozenset({share}))))
        if not share or sight.count(shared) <= 2 * MOST_LOOKED:
            break
        share += 1
    hits = sight.best(Constant(shared, 1.0), 2 * MOST_LOOKED).hits
    known = protected_by_numbers(connection, {hit.unit for hit in hits})
    readable = [
        (hit.unit, hit.page)
        for hit in hits
        if hit.page and hit.unit in known and may_view(sight.reader, known[hit.unit], Part.PAGES)
    ]
    for text in pages.some_texts(connection, readable).values():
        yield fold_closed(text)
    for number in dict.fromkeys(hit.unit for hit in hits if not hit.page):
        protected = known.get(number)
        if protected is None or not may_view(sight.reader, protected, Part.FACE):
            continue
        match chunk.field:
            case FieldName.TITLE:
                yield folded(title_for(sight.reader, protected))
            case FieldName.RESPONSIBLE:
                yield folded(protected.unit.description.responsible)
            case _:
                yield from map(folded, described(sight.reader, protected))


def _candidates(chunk: Chunk, pattern: Pattern, scope: Scope, analyzer: Analyzer) -> Query:
    """Entries that hold all that is known of a word, as near to its places as the index tells."""
    in_catalogue = _known(pattern, CATALOGUE, analyzer)
    if scope in (Scope.CATALOGUE, Scope.THEMES):
        return in_catalogue
    leading = AllOf((UNITS, in_catalogue))
    if chunk.field is not FieldName.ANYWHERE:
        return leading
    in_text = AllOf((PAGES, _known(pattern, TEXT, analyzer)))
    return in_text if scope is Scope.FULLTEXT else AnyOf((in_text, leading))


def _known(pattern: Pattern, fields: Fields, analyzer: Analyzer) -> Query:
    single = dict.fromkeys(run for run in pattern.runs if len(run) == 1)
    parts: list[Query] = [Term(fields.characters, character) for character in single]
    longer = [run for run in pattern.runs if len(run) > 1]
    placed = _placed(pattern, fields) if len(longer) > 1 else None
    if placed is not None:
        return AllOf((placed, *parts)) if parts else placed
    for at, run in enumerate(pattern.runs):
        if len(run) > 1:
            # Where a gap is, a word of an alphabet goes on.
            typed = f"{'*' if at else ''}{run}{'*' if at + 1 < len(pattern.runs) else ''}"
            found = phrase(analyzer, fields, typed)
            if found is not None:
                parts.append(found)
    return AllOf(tuple(parts))


def _placed(pattern: Pattern, fields: Fields) -> Query | None:
    """The known pairs of a word in their places, for each length of its gaps; None where these are too many to try.

    Letters between Han characters have a boundary on either side, which is a place too.
    """
    if any(map(has_letters, pattern.runs)):
        return None
    lengths = [
        sorted({most_of for n in range(fewest, most + 1) for most_of in ((n, n + 2) if n else (n,))})
        for fewest, most in pattern.gaps
    ]
    ways = 1
    for each in lengths:
        ways *= len(each)
    if ways > _MOST_WAYS:
        return None
    return AnyOf(tuple(Phrase(fields.bigrams, tuple(_pins(pattern.runs, way))) for way in product(*lengths)))


def _pins(runs: tuple[str, ...], between: tuple[int, ...]) -> Iterator[tuple[int, str]]:
    at = 0
    for run, gap in zip(runs, (*between, 0), strict=True):
        yield from ((at + place, run[place : place + 2]) for place in range(len(run) - 1))
        at += len(run) + gap
