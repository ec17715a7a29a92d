"""The smallest engine there is: entries in a list, looked at one by one. What adapters are held against.

Its scores are BM25 (k1 1.2, b 0.75) with the factor k1 + 1; an empty field is one token long.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from engines import query as q
from engines.port import Entry, Order, Ordered
from index_templates import templates as t

_K1, _B = 1.2, 0.75


@dataclass(frozen=True)
class ReferenceEngine:
    """One physical index.

    Attributes:
        entries: what it holds.
    """

    entries: Sequence[Entry] = field(repr=False)
    _lengths: dict[str, float] = field(default_factory=dict, repr=False)

    def matching(self, query: q.Query) -> list[Entry]:
        """The entries that match, in the order of adding."""
        return [entry for entry in self.entries if self.matches(query, entry)]

    def matches(self, query: q.Query, entry: Entry) -> bool:
        """Whether an entry matches."""
        match query:
            case q.Term(name, value):
                return value in values(entry, name)
            case q.Phrase(name, tokens):
                return bool(_phrases(values(entry, name), tokens))
            case q.Prefix(name, start):
                return any(str(value).startswith(start) for value in values(entry, name))
            case q.Keyword(name, wanted) | q.Number(name, wanted):
                return any(value in wanted for value in values(entry, name))
            case q.Between(name, low, high):
                return any(low <= int(value) <= high for value in values(entry, name))
            case q.AnyTerm(terms, _):
                return any(token in values(entry, name) for name, token, _ in terms)
            case q.AllOf(parts):
                return all(self.matches(part, entry) for part in parts)
            case q.AnyOf(parts):
                return any(self.matches(part, entry) for part in parts)
            case q.Without(kept, dropped):
                return self.matches(kept, entry) and not self.matches(dropped, entry)
            case q.Scored(match, _, _) | q.Plus(match, _):
                return self.matches(match, entry)
            case q.Constant(inner, _) | q.Weighted(inner, _):
                return self.matches(inner, entry)

    def score(self, query: q.Query, entry: Entry) -> float:
        """What a matching entry scores; 0 for one that does not match."""
        if not self.matches(query, entry):
            return 0.0
        match query:
            case q.Term(name, value):
                return self._bm25(name, [value], values(entry, name).count(value), entry)
            case q.Phrase(name, tokens):
                found = _phrases(values(entry, name), tokens)
                return self._bm25(name, [token for _, token in tokens], found, entry)
            case q.AnyTerm(terms, constant):
                return sum(
                    weight * (1.0 if constant else self.score(q.Term(name, token), entry))
                    for name, token, weight in terms
                    if token in values(entry, name)
                )
            case q.AllOf(parts) | q.AnyOf(parts):
                return sum(self.score(part, entry) for part in parts)
            case q.Without(kept, _):
                return self.score(kept, entry)
            case q.Scored(_, scored, _):
                return self.score(scored, entry)
            case q.Plus(base, extra):
                return self.score(base, entry) + self.score(extra, entry)
            case q.Constant(_, score):
                return score
            case q.Weighted(inner, weight):
                return weight * self.score(inner, entry)
            case _:
                return 0.0

    def ordered(self, query: q.Query, order: Order) -> list[Ordered]:
        """Distinct units that match, in a total order."""
        days = {Order.DATE: t.EARLIEST, Order.NEWEST: t.LATEST}
        found = {
            Ordered(
                number(entry, t.UNIT),
                str(entry[t.ORDER][0]),
                number(entry, days[order]) if order in days else 0,
            )
            for entry in self.matching(query)
        }
        turn = -1 if order is Order.NEWEST else 1
        return sorted(found, key=lambda unit: (turn * unit.date, unit.order.encode(), unit.unit))

    def tally(self, query: q.Query, name: str) -> Counter[str]:
        """Entries by value."""
        return Counter(str(value) for entry in self.matching(query) for value in set(values(entry, name)))

    def units(self, query: q.Query) -> frozenset[int]:
        """Distinct units."""
        return frozenset(number(entry, t.UNIT) for entry in self.matching(query))

    def _bm25(self, name: str, tokens: Sequence[str], often: int, entry: Entry) -> float:
        many = len(self.entries)
        if name not in self._lengths:
            self._lengths[name] = sum(self._length(name, each) for each in self.entries) / many
        rarity = 0.0
        for token in tokens:
            having = sum(token in values(each, name) for each in self.entries)
            rarity += math.log(1 + (many - having + 0.5) / (having + 0.5))
        length = self._length(name, entry) / self._lengths[name]
        return rarity * (1 + _K1) * often / (often + _K1 * (1 - _B + _B * length))

    def _length(self, name: str, entry: Entry) -> int:
        return max(len(values(entry, name)), 1)


def values(entry: Entry, name: str) -> list[str | int]:
    """The tokens, keywords or numbers of a field."""
    value = entry.get(name, ())
    return list(value.split()) if isinstance(value, str) else list(value)


def number(entry: Entry, name: str) -> int:
    """The first number of a field; 0 for none."""
    return int(next(iter(values(entry, name)), 0))


def _phrases(held: Sequence[str | int], tokens: Sequence[tuple[int, str]]) -> int:
    """How often tokens stand at these places relative to each other."""
    return sum(
        all(0 <= at + place < len(held) and held[at + place] == token for place, token in tokens)
        for at in range(-max(place for place, _ in tokens), len(held))
    )
