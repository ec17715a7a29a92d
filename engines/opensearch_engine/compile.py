"""Our questions in OpenSearch's query DSL. Built of objects; what a reader typed is only ever a value in them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engines import query as ours
from engines.packing import token_kept

Dsl = dict[str, Any]

#: No keyword that is begun like a longer one (bytes of UTF-8) is that long: a code of an archive has 40
#: characters, a reference code 200.
_LONGEST_START = 980

_NOTHING: Dsl = {"match_none": {}}

#: Lucene dropped the constant factor k1 + 1 of BM25. With it scores are those of the other engine, and rounded alike.
_FACTOR = 2.2

#: What a token of a field tells (its idf).
Rarity = Callable[[str, str], float]


def alike(_field: str, _token: str) -> float:
    """Where nothing is scored: every token tells the same."""
    return 1.0


def compiled(query: ours.Query, rarity: Rarity = alike) -> Dsl:
    """The query that OpenSearch is asked.

    Args:
        query: our own.
        rarity: of a token, where the query is scored.
    """
    match query:
        case ours.Term(field, value):
            return _term(field, value, 1.0, constant=False)
        case ours.Phrase(field, tokens):
            return _phrase(field, tokens, 1.0, rarity)
        case ours.Prefix(field, start):
            if len(start.encode()) > _LONGEST_START:
                return _NOTHING
            return {"prefix": {field: {"value": start}}}
        case ours.Keyword(field, values):
            return _filter({"terms": {field: sorted(values)}}) if values else _NOTHING
        case ours.Number(field, values):
            return _filter({"terms": {field: sorted(values)}}) if values else _NOTHING
        case ours.Between(field, low, high):
            return _filter({"range": {field: {"gte": low, "lte": high}}}) if low <= high else _NOTHING
        case ours.AllOf(parts):
            if not parts:
                return {"match_all": {"boost": 0.0}}
            return _all_of([compiled(part, rarity) for part in parts])
        case ours.AnyTerm(terms, constant):
            return _any_of([_term(field, token, weight, constant) for field, token, weight in terms])
        case ours.AnyOf(parts):
            return _any_of([compiled(part, rarity) for part in parts])
        case ours.Without(kept, dropped):
            return {"bool": {"must": [compiled(kept, rarity)], "must_not": [compiled(dropped, rarity)]}}
        case ours.Scored(match, score, _):
            return {
                "bool": {
                    "filter": [compiled(match, rarity)],
                    "should": [compiled(score, rarity)],
                    "minimum_should_match": 0,
                }
            }
        case ours.Plus(base, extra):
            return {
                "bool": {
                    "must": [compiled(base, rarity)],
                    "should": [compiled(extra, rarity)],
                    "minimum_should_match": 0,
                }
            }
        case ours.Constant(inner, score):
            return {"constant_score": {"filter": compiled(inner, rarity), "boost": score}}
        case ours.Weighted(ours.Term(field, value), weight):
            return _term(field, value, weight, constant=False)
        case ours.Weighted(ours.Phrase(field, tokens), weight):
            return _phrase(field, tokens, weight, rarity)
        case ours.Weighted(ours.Constant(inner, score), weight):
            return {"constant_score": {"filter": compiled(inner, rarity), "boost": score * weight}}
        case ours.Weighted(inner, weight):
            return {"bool": {"must": [compiled(inner, rarity)], "boost": weight}}


def _term(field: str, token: str, weight: float, constant: bool) -> Dsl:
    if constant:
        return {
            "constant_score": {"filter": {"term": {field: {"value": token_kept(token)}}}, "boost": weight}
        }
    return {"term": {field: {"value": token_kept(token), "boost": weight * _FACTOR}}}


def _phrase(field: str, tokens: tuple[tuple[int, str], ...], weight: float, rarity: Rarity) -> Dsl:
    if len(tokens) < 2:
        raise ValueError(tokens)
    placed = sorted((place, token_kept(token)) for place, token in tokens)
    gaps = [after - before - 1 for (before, _), (after, _) in zip(placed, placed[1:], strict=False)]
    if not any(gaps):
        said = " ".join(token for _, token in placed)
        exact = {"query": said, "analyzer": "whitespace", "boost": weight * _FACTOR}
        return {"match_phrase": {field: exact}}
    clauses: list[Dsl] = [{"span_term": {field: placed[0][1]}}]
    for gap, (_, token) in zip(gaps, placed[1:], strict=True):
        if gap:
            clauses.append({"span_gap": {field: gap}})
        clauses.append({"span_term": {field: token}})
    # Of a token that such a phrase says twice Lucene counts the weight once.
    told = sum(rarity(field, token) for _, token in placed)
    counted = sum(rarity(field, token) for token in {token for _, token in placed})
    boost = weight * _FACTOR * told / counted
    return {"span_near": {"clauses": clauses, "slop": 0, "in_order": True, "boost": boost}}


def _filter(query: Dsl) -> Dsl:
    # A bare filter would add to the score.
    return {"constant_score": {"filter": query, "boost": 0.0}}


def _all_of(queries: list[Dsl]) -> Dsl:
    return queries[0] if len(queries) == 1 else {"bool": {"must": queries}}


def _any_of(queries: list[Dsl]) -> Dsl:
    if not queries:
        return _NOTHING
    return queries[0] if len(queries) == 1 else {"bool": {"should": queries, "minimum_should_match": 1}}
