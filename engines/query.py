"""What an engine is asked, in our own words. Nothing a reader types reaches an engine as syntax."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Term:
    """Entries whose field holds this token or keyword; scored by BM25 where the field keeps frequencies."""

    field: str
    value: str


@dataclass(frozen=True, slots=True)
class Phrase:
    """Entries whose field holds these tokens at these places relative to each other; two tokens or more."""

    field: str
    tokens: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Prefix:
    """Entries with a keyword that begins like this."""

    field: str
    start: str


@dataclass(frozen=True, slots=True)
class Keyword:
    """Entries that have at least one of these keywords; not scored. An empty set matches nothing."""

    field: str
    values: frozenset[str]


@dataclass(frozen=True, slots=True)
class Number:
    """Entries that have at least one of these numbers; not scored. An empty set matches nothing."""

    field: str
    values: frozenset[int]


@dataclass(frozen=True, slots=True)
class Between:
    """Entries with a number from `low` to `high`, both included; not scored."""

    field: str
    low: int
    high: int


@dataclass(frozen=True, slots=True)
class AllOf:
    """Entries that match every part; an empty tuple matches all entries."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class AnyOf:
    """Entries that match at least one part; an empty tuple matches nothing."""

    parts: tuple[Query, ...]


@dataclass(frozen=True, slots=True)
class Without:
    """Entries that match `kept` and do not match `dropped`."""

    kept: Query
    dropped: Query


@dataclass(frozen=True, slots=True)
class Scored:
    """Entries that match `match`, which is not scored, each with the sum of what it matches of `score`.

    Attributes:
        match: which entries.
        score: what they are scored by.
        within: whatever matches `score` matches `match` too, so the best can be looked for in it alone.
    """

    match: Query
    score: Query
    within: bool = False


@dataclass(frozen=True, slots=True)
class Plus:
    """Entries that match `base`, each with its score for `base` and for what it matches of `extra`."""

    base: Query
    extra: Query


@dataclass(frozen=True, slots=True)
class Constant:
    """Entries that match `query`, each with the same score whatever it holds of it."""

    query: Query
    score: float


@dataclass(frozen=True, slots=True)
class Weighted:
    """Entries that match `query`, with its score times `weight`."""

    query: Query
    weight: float


@dataclass(frozen=True, slots=True)
class AnyTerm:
    """Entries that hold at least one of some tokens, each with the sum of what the tokens that it holds are worth.

    A question asks a hundred tokens, so they stand in one query and not in a hundred.

    Attributes:
        terms: (field, token, weight).
        constant: a token is worth its weight, whatever the entry holds of it; else its weight times its BM25.
    """

    terms: tuple[tuple[str, str, float], ...]
    constant: bool


Query = (
    Term
    | AnyTerm
    | Phrase
    | Prefix
    | Keyword
    | Number
    | Between
    | AllOf
    | AnyOf
    | Without
    | Scored
    | Plus
    | Constant
    | Weighted
)

EVERYTHING = AllOf(())
NOTHING = AnyOf(())


def choices_of(query: Query) -> tuple[Query, ...]:
    """The parts of which any suffices; a query that is no choice is the only one."""
    return query.parts if isinstance(query, AnyOf) else (query,)


def each_within(bound: Query, query: Query) -> Query:
    """A query within another, each of several choices narrowed by itself, which engines find quicker."""
    return AnyOf(tuple(AllOf((bound, choice)) for choice in choices_of(query)))


def may_match(query: Query, absent: Callable[[str, str], bool]) -> bool:
    """Whether any entry may match; False only where certainly none does.

    Args:
        query: what is asked.
        absent: whether it is known that no entry holds a token in a field.
    """
    match query:
        case Term(field, value):
            return not absent(field, value)
        case Phrase(field, tokens):
            return not any(absent(field, token) for _, token in tokens)
        case AllOf(parts):
            return all(may_match(part, absent) for part in parts)
        case AnyOf(parts):
            return any(may_match(part, absent) for part in parts)
        case AnyTerm(terms):
            return not all(absent(field, token) for field, token, _ in terms)
        case Without(narrowed, _) | Scored(narrowed) | Plus(narrowed):
            return may_match(narrowed, absent)
        case Constant(inner, _) | Weighted(inner, _):
            return may_match(inner, absent)
        case Keyword(_, values):
            return bool(values)
        case Number(_, numbers):
            return bool(numbers)
        case _:
            return True
