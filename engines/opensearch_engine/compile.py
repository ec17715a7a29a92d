"""Our questions in OpenSearch's query DSL. Built of objects; what a reader typed is only ever a value in them."""

from __future__ import annotations

from typing import Any

from engines import query as ours
from engines.opensearch_engine.schema import token_kept

Dsl = dict[str, Any]

#: No keyword that is begun like a longer one (bytes of UTF-8) is that long: a code of an archive has 40
#: characters, a reference code 200.
_LONGEST_START = 980

_NOTHING: Dsl = {"match_none": {}}


def compiled(query: ours.Query) -> Dsl:
    """The query that OpenSearch is asked."""
    match query:
        case ours.Term(field, value):
            return {"term": {field: {"value": token_kept(value)}}}
        case ours.Phrase(field, tokens):
            return _phrase(field, tokens)
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
            return _all_of([compiled(part) for part in parts])
        case ours.AnyTerm(terms, constant):
            return _any_of([_term(field, token, weight, constant) for field, token, weight in terms])
        case ours.AnyOf(parts):
            return _any_of([compiled(part) for part in parts])
        case ours.Without(kept, dropped):
            return {"bool": {"must": [compiled(kept)], "must_not": [compiled(dropped)]}}
        case ours.Scored(match, score):
            return {
                "bool": {"filter": [compiled(match)], "should": [compiled(score)], "minimum_should_match": 0}
            }
        case ours.Plus(base, extra):
            return {
                "bool": {"must": [compiled(base)], "should": [compiled(extra)], "minimum_should_match": 0}
            }
        case ours.Constant(inner, score):
            return {"constant_score": {"filter": compiled(inner), "boost": score}}
        case ours.Weighted(ours.Term(field, value), weight):
            return {"term": {field: {"value": token_kept(value), "boost": weight}}}
        case ours.Weighted(ours.Constant(inner, score), weight):
            return {"constant_score": {"filter": compiled(inner), "boost": score * weight}}
        case ours.Weighted(inner, weight):
            return {"bool": {"must": [compiled(inner)], "boost": weight}}


def _term(field: str, token: str, weight: float, constant: bool) -> Dsl:
    if constant:
        return {
            "constant_score": {"filter": {"term": {field: {"value": token_kept(token)}}}, "boost": weight}
        }
    return {"term": {field: {"value": token_kept(token), "boost": weight}}}


def _phrase(field: str, tokens: tuple[tuple[int, str], ...]) -> Dsl:
    if len(tokens) < 2:
        raise ValueError(tokens)
    placed = sorted((place, token_kept(token)) for place, token in tokens)
    gaps = [after - before - 1 for (before, _), (after, _) in zip(placed, placed[1:], strict=False)]
    if not any(gaps):
        said = " ".join(token for _, token in placed)
        return {"match_phrase": {field: {"query": said, "analyzer": "whitespace"}}}
    clauses: list[Dsl] = [{"span_term": {field: placed[0][1]}}]
    for gap, (_, token) in zip(gaps, placed[1:], strict=True):
        if gap:
            clauses.append({"span_gap": {field: gap}})
        clauses.append({"span_term": {field: token}})
    return {"span_near": {"clauses": clauses, "slop": 0, "in_order": True}}


def _filter(query: Dsl) -> Dsl:
    # A bare filter would add to the score.
    return {"constant_score": {"filter": query, "boost": 0.0}}


def _all_of(queries: list[Dsl]) -> Dsl:
    return queries[0] if len(queries) == 1 else {"bool": {"must": queries}}


def _any_of(queries: list[Dsl]) -> Dsl:
    if not queries:
        return _NOTHING
    return queries[0] if len(queries) == 1 else {"bool": {"should": queries, "minimum_should_match": 1}}
