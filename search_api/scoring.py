"""How entries that match a question are scored: by its words and pairs of characters, each by what it is worth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from engines.query import EVERYTHING, AllOf, AnyOf, AnyTerm, Constant, Phrase, Plus, Query, Term, Weighted
from index_templates import templates as t
from search_api.chunks import CATALOGUE, TEXT, Fields
from search_api.records import PAGES, UNITS
from search_api.request import Scope


@dataclass(frozen=True, slots=True)
class Terms:
    """The words and pairs of characters that a question is scored by."""

    words: tuple[str, ...]
    bigrams: tuple[str, ...]
    likely: tuple[tuple[str, float], ...] = ()
    """Of the pairs those that some pages may hold and do not, with the idf of each."""


#: What a field's terms weigh in a score. The words of the title count again on every page of a unit, so in full they
#: hide which page answers: MRR@10 of lay questions among statutes .318 in full, .355 at three tenths, .364 at a tenth,
#: of encyclopaedia questions .986, .990 and .981. Pairs say more of lay questions than words do, whose cutting differs
#: between a question and a text: .347 at four tenths, .355 at .7, .360 at 1.5 (nothing ranked again).
_CATALOGUE_WEIGHT = 0.3
_BIGRAM_WEIGHT = 1.5


@dataclass(frozen=True, slots=True)
class Asked:
    """The terms of a question as queries, each made once: a question asks them several times.

    Attributes:
        text: entries whose own text holds any of them, scored.
        catalogue: entries whose unit's catalogue words hold any of them, scored.
    """

    text: Query
    catalogue: Query


#: What a pair that a page may hold weighs, as a share of its idf: the words that it is part of were lost too.
_LIKELY_WEIGHT = 1.0
#: What a term is worth to a reader, by field and token; None where BM25 says it.
Worth = Callable[[str, str], float] | None


def asked(terms: Terms, worth: Worth) -> Asked:
    """Queries of terms, scored by what each is worth."""
    text = _any_term(terms, TEXT, worth, 1.0)
    if terms.likely:
        # What may stand there adds to the score of pages on which something else of the question was read.
        likely = tuple((t.TEXT_LIKELY, pair, _exact(_LIKELY_WEIGHT * idf)) for pair, idf in terms.likely)
        text = Plus(text, AnyTerm(likely, constant=True))
    return Asked(text, _any_term(terms, CATALOGUE, worth, _CATALOGUE_WEIGHT))


def scored(query: Query, worth: Worth, pairs: Callable[[str], float]) -> Query:
    """Entries that match a question's own query, scored by what of it they match.

    Args:
        query: as compiled.
        worth: of a word; None where BM25 says it.
        pairs: of a pair of characters, where `worth` is told.
    """
    match query:
        case AllOf(parts):
            return AllOf(tuple(scored(part, worth, pairs) for part in parts)) if parts else query
        case AnyOf(parts):
            return AnyOf(tuple(scored(part, worth, pairs) for part in parts))
        case Term(t.TEXT_SEAM) | Phrase(t.TEXT_SEAM):
            # On either page stands a part of it alone.
            return Constant(query, 0.0)
        case Term(field, value):
            weight = _CATALOGUE_WEIGHT if field in _OF_CATALOGUE else 1.0
            if worth is None:
                return Weighted(query, weight)
            return Constant(
                query, _exact(weight * (pairs(value) if field in _OF_PAIRS else worth(field, value)))
            )
        case Phrase(field, tokens):
            weight = _CATALOGUE_WEIGHT if field in _OF_CATALOGUE else 1.0
            if worth is None:
                return Weighted(query, weight)
            return Constant(query, _exact(weight * sum(pairs(token) for _, token in tokens)))
        case _:
            return query


_OF_CATALOGUE = frozenset({CATALOGUE.words, CATALOGUE.bigrams, CATALOGUE.characters})
_OF_PAIRS = frozenset({TEXT.bigrams, CATALOGUE.bigrams})


def loosened(required: Query, terms: Asked, scope: Scope) -> Query:
    """Entries that match any of some terms, and all that stays required."""
    any_of = holding(terms, scope)
    return any_of if required == EVERYTHING else AllOf((Constant(required, 0.0), any_of))


def holding(terms: Asked, scope: Scope) -> Query:
    """Entries that match any of some terms, scored by those that they match."""
    match scope:
        case Scope.CATALOGUE:
            return terms.catalogue
        case Scope.FULLTEXT:
            return AllOf((PAGES, Plus(terms.text, terms.catalogue)))
        case Scope.THEMES:
            return AnyOf((terms.text, terms.catalogue))
        case _:
            # A page counts only if its own text matches something; what it matches besides adds to its score.
            return AnyOf((Plus(terms.text, terms.catalogue), AllOf((UNITS, terms.catalogue))))


def loosened_pages(required: Query, terms: Asked) -> Query:
    """Pages whose own text holds any of some terms, and all that stays required; scored among the pages of one unit.

    The catalogue's words are the same on all pages of a unit, so they tell none of them from another.
    """
    pages = AllOf((PAGES, terms.text))
    return pages if required == EVERYTHING else AllOf((Constant(required, 0.0), pages))


def scoring(terms: Asked) -> Query:
    """What entries that match strictly are scored by."""
    return AnyOf((terms.text, terms.catalogue))


def _any_term(terms: Terms, fields: Fields, worth: Worth, weight: float) -> Query:
    weighed = [(fields.words, word, weight) for word in terms.words]
    weighed += [(fields.bigrams, pair, weight * _BIGRAM_WEIGHT) for pair in terms.bigrams]
    if worth is None:
        return AnyTerm(tuple(weighed), constant=False)
    return AnyTerm(
        tuple((field, token, _exact(times * worth(field, token))) for field, token, times in weighed),
        constant=True,
    )


def _exact(weight: float) -> float:
    """A constant in steps of 1/1024, so that sums of them are the same numbers in every engine, in whatever order."""
    return round(weight * 1024) / 1024
