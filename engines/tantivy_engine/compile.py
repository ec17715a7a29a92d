"""Our questions as Tantivy queries."""

from __future__ import annotations

import re

from tantivy import FieldType, Occur, Query, Schema

from engines import query as ours
from engines.packing import token_kept

#: Up to so many keywords a Should of terms is quicker than a term set (measured at 200,000 entries).
_FEW = 100
#: The same of whole numbers that one entry each has: 500 take 0.9 ms and not 2.1, 2,000 take 9 and not 5.
_FEW_NUMBERS = 1_000
#: Sets of keywords that are kept compiled: a reader's tokens stand in every query of a question.
_KEPT_SETS = 32
#: A beginning of more bytes (UTF-8) is refused by the library with an error; no keyword that is begun like one is
#: longer (an archive's code of 40 characters, a colon and a reference code of 200).
_LONGEST_START = 980


class Compiler:
    """Compiles questions for one schema.

    Args:
        schema: of the index that will be asked.
        options: for each text field the index option of its term queries.
    """

    def __init__(self, schema: Schema, options: dict[str, str]) -> None:
        self._schema = schema
        self._options = options
        self._any_terms: dict[int, tuple[ours.AnyTerm, Query]] = {}
        self._keyword_sets: dict[tuple[str, frozenset[str]], Query] = {}

    def compiled(self, query: ours.Query) -> Query:
        """The query that Tantivy is asked."""
        match query:
            case ours.Term(field, value):
                return Query.term_query(self._schema, field, token_kept(value), self._options[field])
            case ours.Phrase(field, tokens):
                # A phrase of one token raises a panic that no `except Exception` catches.
                if len(tokens) < 2:
                    raise ValueError(tokens)
                return Query.phrase_query(
                    self._schema, field, [(place, token_kept(token)) for place, token in tokens]
                )
            case ours.Prefix(field, start):
                if len(start.encode()) > _LONGEST_START:
                    return Query.empty_query()
                return Query.regex_query(self._schema, field, re.escape(start) + ".*")
            case ours.Keyword(field, values):
                return self._filter(self._any_keyword(field, values))
            case ours.Number(field, values):
                return self._filter(self._any_number(field, values))
            case ours.Between(field, low, high):
                return self._filter(Query.range_query(self._schema, field, FieldType.Integer, low, high))
            case ours.AllOf(parts):
                # To cross with all entries narrows nothing, and took twice the time for a word in most of them.
                narrowing = [part for part in parts if part != ours.EVERYTHING]
                if not narrowing:
                    return Query.const_score_query(Query.all_query(), 0.0)
                return _boolean(Occur.Must, [self.compiled(part) for part in narrowing])
            case ours.AnyTerm():
                return self._any_term(query)
            case ours.AnyOf(parts):
                return _boolean(Occur.Should, [self.compiled(part) for part in parts])
            case ours.Without(kept, dropped):
                return Query.boolean_query(
                    [(Occur.Must, self.compiled(kept)), (Occur.MustNot, self.compiled(dropped))]
                )
            case ours.Scored(match, score, _):
                return Query.boolean_query(
                    [(Occur.Must, self._filter(self.compiled(match))), (Occur.Should, self.compiled(score))]
                )
            case ours.Plus(base, extra):
                return Query.boolean_query(
                    [(Occur.Must, self.compiled(base)), (Occur.Should, self.compiled(extra))]
                )
            case ours.Constant(inner, score):
                return Query.const_score_query(self.compiled(inner), score)
            case ours.Weighted(inner, weight):
                return Query.boost_query(self.compiled(inner), weight)

    def _any_term(self, query: ours.AnyTerm) -> Query:
        # The terms of a question stand in all that is asked for it: the same object, so its place in memory tells it.
        known = self._any_terms.get(id(query))
        if known is not None and known[0] is query:
            return known[1]
        schema, options, term, should = self._schema, self._options, Query.term_query, Occur.Should
        weighted = Query.const_score_query if query.constant else Query.boost_query
        made = _boolean_of(
            [
                (should, weighted(term(schema, field, token, options[field]), weight))
                for field, token, weight in query.terms
            ]
        )
        if len(self._any_terms) >= _KEPT_SETS:
            self._any_terms.clear()
        self._any_terms[id(query)] = (query, made)
        return made

    def _any_keyword(self, field: str, values: frozenset[str]) -> Query:
        known = self._keyword_sets.get((field, values))
        if known is None:
            known = self._set_of_keywords(field, values)
            if len(self._keyword_sets) >= _KEPT_SETS:
                self._keyword_sets.clear()
            self._keyword_sets[field, values] = known
        return known

    def _set_of_keywords(self, field: str, values: frozenset[str]) -> Query:
        ordered = sorted(values)
        if len(ordered) > _FEW:
            return Query.term_set_query(self._schema, field, ordered)
        return _boolean(
            Occur.Should, [Query.term_query(self._schema, field, value, "basic") for value in ordered]
        )

    def _any_number(self, field: str, values: frozenset[int]) -> Query:
        ordered = sorted(values)
        if len(ordered) > _FEW_NUMBERS:
            return Query.term_set_query(self._schema, field, ordered)
        return _boolean(
            Occur.Should, [Query.term_query(self._schema, field, value, "basic") for value in ordered]
        )

    @staticmethod
    def _filter(query: Query) -> Query:
        # A bare filter would add to the score.
        return Query.const_score_query(query, 0.0)


def _boolean(occur: Occur, queries: list[Query]) -> Query:
    return _boolean_of([(occur, query) for query in queries])


def _boolean_of(queries: list[tuple[Occur, Query]]) -> Query:
    if not queries:
        return Query.empty_query()
    if len(queries) == 1:
        return queries[0][1]
    return Query.boolean_query(queries)
