"""Which words of a question are asked, and what each is worth to this reader."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from engines.query import EVERYTHING
from index_templates import templates as t
from index_templates.templates import Partition
from search_api.nearness import LONGEST_QUESTION
from search_api.scoring import Terms, Worth
from search_api.sight import Sight

#: A term in more than this share of the entries tells nothing (measured: MRR@10 is the same without them).
_TELLING_SHARE = 0.10
#: Rarest terms first until their frequencies add up to this share of the entries (knowledge: a quarter).
_BUDGET_SHARE = 0.25
#: Where tokens of each kind stand.
_FIELDS = {
    "words": (t.TEXT_WORDS, t.CATALOGUE_WORDS),
    "bigrams": (t.TEXT_BIGRAMS, t.CATALOGUE_BIGRAMS),
    "characters": (t.TEXT_CHARACTERS, t.CATALOGUE_CHARACTERS),
}
#: Kinds by which it is known that nothing has all of a question.
_COUNTED = frozenset(name for kind in ("words", "bigrams") for name in _FIELDS[kind])
#: In a small archive every word may be frequent; up to so many entries nothing is left out.
_SMALL = 2_000


@dataclass(frozen=True, slots=True)
class Weights:
    """What the terms of a question are worth.

    Attributes:
        kept: the terms that are asked.
        idf: by field and token.
        constant: what the reader's rights open is asked too, where an entry that holds a term gets its idf whole.
        characters: what each character of the question tells, times how often the question says it.
    """

    kept: Terms
    idf: dict[tuple[str, str], float]
    constant: bool
    characters: Mapping[str, float] = field(default_factory=dict)

    @property
    def worth(self) -> Worth:
        """What a term of a field is worth; None where the partition's own BM25 says it."""
        return self._worth if self.constant else None

    def _worth(self, field: str, token: str) -> float:
        return self.idf.get(_class_of(field, token), 1.0)

    def of_pair(self, pair: str) -> float:
        """What a pair of characters tells."""
        return self.idf.get(("bigrams", pair), 1.0)


@dataclass(frozen=True, slots=True)
class Frequencies:
    """How frequent the terms of a question are to one reader; looked up once a question.

    Attributes:
        terms: the question's words and pairs.
        size: entries that count.
        counts: of them, those that hold a term, by "words" or "bigrams" and token.
        nowhere: the terms that nothing holds that this reader may see: where all of a question is asked for, nothing
            has it. What others hold decides nothing, or the time of an answer would tell their words.
        constant: the reader has rights, so what they open is scored constant times idf.
        characters: what each character of the question tells, times how often the question says it; by the entries
            that anyone may count.
    """

    terms: Terms
    size: int
    counts: dict[tuple[str, str], int]
    nowhere: frozenset[tuple[str, str]]
    constant: bool
    characters: Mapping[str, float]

    def absent(self, field: str, token: str) -> bool:
        """Whether it is known that no entry holds a token of the question in a field."""
        return field in _COUNTED and _class_of(field, token) in self.nowhere

    def weigh(self, *, loosens: bool) -> Weights:
        """What the terms are worth.

        The open partition's own BM25 scores them there. What a reader's rights open is scored constant times idf,
        because the restricted partition's statistics would tell of what is not granted.

        Args:
            loosens: any term may match, so those too frequent to tell anything are left out.
        """
        size = self.size
        idf = {term: _idf(count, size) for term, count in self.counts.items()}
        likely = tuple((pair, idf["bigrams", pair]) for pair, _ in self.terms.likely)
        if not loosens:
            return Weights(replace(self.terms, likely=likely), idf, self.constant, self.characters)
        kept = _within_budget(self.counts, size)
        words = tuple(word for word in self.terms.words if ("words", word) in kept)
        pairs = tuple(pair for pair in self.terms.bigrams if ("bigrams", pair) in kept)
        # A pair that no text holds as it was read tells most.
        likely = tuple(one for one in likely if one[0] in pairs or not self.counts["bigrams", one[0]])
        return Weights(Terms(words, pairs, likely), idf, self.constant, self.characters)


def frequencies_of(sight: Sight, terms: Terms, question: str) -> Frequencies:
    """Look up how frequent terms are in what a reader sees of an index.

    Args:
        sight: what is asked.
        terms: of the question.
        question: folded; its characters are weighed where it has pairs by which texts can be compared.
    """
    open_size = sight.at(Partition.OPEN).size()
    restricted = _restricted_seen(sight, open_size)
    told = [("words", word) for word in terms.words] + [("bigrams", pair) for pair in terms.bigrams]
    said = Counter(filter(str.isalnum, question[:LONGEST_QUESTION])) if len(terms.bigrams) > 1 else Counter()
    in_open = _in_open(sight, [*told, *(("characters", character) for character in said)])
    characters = {
        one: times * _idf(in_open.pop(("characters", one)), open_size) for one, times in said.items()
    }
    counts = in_open
    nowhere = [term for term, count in in_open.items() if not count]
    if restricted:
        seen = _seen(sight, told)
        counts = {term: count + seen[term] for term, count in in_open.items()}
        nowhere = [term for term in nowhere if not seen[term]]
    elif nowhere and sight.access.tokens:
        seen = _seen(sight, nowhere)
        nowhere = [term for term in nowhere if not seen[term]]
    return Frequencies(
        terms,
        open_size + restricted,
        counts,
        frozenset(nowhere),
        constant=bool(sight.access.tokens),
        characters=characters,
    )


def _idf(count: int, size: int) -> float:
    """What a term tells that so many of some entries hold (BM25)."""
    count = min(count, size)
    return math.log(1 + (size - count + 0.5) / (count + 0.5))


def _restricted_seen(sight: Sight, open_size: int) -> int:
    """How many restricted entries count for frequencies: those that this reader may see, if they are the more."""
    if not sight.access.tokens:
        return 0
    seen = sight.at(Partition.RESTRICTED).count(sight.seen(EVERYTHING, Partition.RESTRICTED))
    return seen if seen > open_size else 0


#: A kind of token ("words" or "bigrams") and a token.
_Kinded = tuple[str, str]


def _in_open(sight: Sight, told: Sequence[_Kinded]) -> dict[_Kinded, int]:
    """How many entries hold each of some tokens of those that anyone may count."""
    return _of_both(told, sight.at(Partition.OPEN).frequencies(_in_both(told)))


def _seen(sight: Sight, told: Sequence[_Kinded]) -> dict[_Kinded, int]:
    """How many restricted entries that this reader sees hold each of some tokens."""
    return _of_both(told, sight.restricted_counts(_in_both(told)))


def _in_both(told: Sequence[_Kinded]) -> list[tuple[str, str]]:
    return [(field, token) for kind, token in told for field in _FIELDS[kind]]


def _of_both(told: Sequence[_Kinded], found: Sequence[int]) -> dict[_Kinded, int]:
    # Each token is asked of its two fields, one after the other.
    return {term: one + other for term, one, other in zip(told, found[::2], found[1::2], strict=True)}


def _within_budget(frequencies: dict[tuple[str, str], int], size: int) -> set[tuple[str, str]]:
    telling = sorted(
        (count, term)
        for term, count in frequencies.items()
        if 0 < count <= max(_SMALL, size * _TELLING_SHARE)
    )
    if not telling:
        # Only frequent words were asked: the rarest of them, so that there is an answer at all.
        telling = sorted((count, term) for term, count in frequencies.items() if count)[:3]
    kept: set[tuple[str, str]] = set()
    spent = 0
    for count, term in telling:
        spent += count
        if kept and spent > max(_SMALL * 10, size * _BUDGET_SHARE):
            break
        kept.add(term)
    return kept


def _class_of(field: str, token: str) -> tuple[str, str]:
    return ("words" if field in (t.TEXT_WORDS, t.CATALOGUE_WORDS) else "bigrams", token)
