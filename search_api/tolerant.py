"""A word or phrase in recognised pages, in spite of misreadings.

The index keeps, of every recognised page, the runs of two and three characters that it may hold besides those
that were read (`analyzers.misreadings`). A phrase stands on a page, likely, if each of its runs is in the page's
text or among those, and at least one is among those.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import partial

from analyzers.chains import word_runs
from analyzers.fold import fold
from analyzers.misreadings import PAIR, RUN, SOME
from analyzers.seams import SEAM
from engines.query import AllOf, AnyOf, Phrase, Query, Term
from index_templates import templates as t
from search_api.chunks import Sought
from search_api.question import Chunk
from search_api.sight import Sight

#: Which of some runs any page that is asked keeps; without this nothing is asked where nothing was recognised.
Held = Callable[[Sequence[str]], Collection[str]]

#: Up to so many characters every run of a phrase is asked for; of longer ones every other run.
_ALL_RUNS = 8
#: Runs of one phrase that are asked for, spread over it: each costs the engine a search.
_MOST_RUNS = 16


def held_by(sight: Sight) -> Held:
    """The runs that any entry keeps which a reader may see: what others may hold reorders nothing."""
    return partial(sight.kept, t.TEXT_LIKELY, sign=SOME)


def over_pages_by(sight: Sight) -> Held:
    """The pairs of characters that stand over the end of any page which a reader may see."""
    return partial(sight.kept, t.TEXT_SEAM, sign=SEAM)


def nothing_held(_runs: Sequence[str]) -> Collection[str]:
    """Where no page keeps any run, or none shall count: nothing is tolerated."""
    return ()


def kept_of(known: Mapping[Chunk, Sought | None], pairs: Iterable[str], held: Held) -> Collection[str]:
    """Of all the runs by which chunks are looked for, and of some pairs, those that any page keeps; asked once.

    Args:
        known: what each chunk looks for.
        pairs: of characters.
        held: which runs any page keeps.
    """
    runs = (run for chunk, told in known.items() if _in_texts(told) for run in runs_of(chunk.text))
    return held(tuple(dict.fromkeys((*runs, *pairs))))


def tolerating(known: Mapping[Chunk, Sought | None], kept: Collection[str]) -> dict[Chunk, Sought | None]:
    """The chunks that some page may hold misread, with what finds it; the others are left out.

    Args:
        known: what each chunk looks for.
        kept: the runs that any page keeps.
    """
    found: dict[Chunk, Sought | None] = {}
    for chunk, told in known.items():
        if told is not None and _in_texts(told):
            query = likely(runs_of(chunk.text), kept)
            if query is not None:
                found[chunk] = replace(told, likely=query)
    return found


def _in_texts(told: Sought | None) -> bool:
    return told is not None and told.text is not None


def exactly(known: Mapping[Chunk, Sought | None]) -> dict[Chunk, Sought | None]:
    """The same without tolerance: what shall not be there is left out only where it was read."""
    return {chunk: None if told is None else replace(told, likely=None) for chunk, told in known.items()}


def likely(runs: Sequence[str], kept: Collection[str]) -> Query | None:
    """Entries in whose text a phrase stands if something in it was misread; None where no page keeps any of it.

    Args:
        runs: by which the phrase is looked for.
        kept: the runs that any page keeps.
    """
    known = [run for run in runs if run in kept]
    if not known:
        return None
    misread = tuple(Term(t.TEXT_LIKELY, run) for run in known)
    if len(runs) == 1:
        return misread[0]
    first: Query = misread[0] if len(misread) == 1 else AnyOf(misread)
    return AllOf((first, *(_either(run, run in known) for run in runs)))


def runs_of(phrase: str) -> tuple[str, ...]:
    """The runs by which a phrase is looked for; none for a single character."""
    runs: dict[str, None] = {}
    for word in word_runs(fold(phrase)):
        if len(word) == PAIR:
            runs[word] = None
        elif len(word) >= RUN:
            last = len(word) - RUN
            starts = [*range(0, last, 1 if len(word) <= _ALL_RUNS else 2), last]
            runs.update((word[at : at + RUN], None) for at in starts)
    spread = list(runs)
    if len(spread) > _MOST_RUNS:
        spread = [spread[at * (len(spread) - 1) // (_MOST_RUNS - 1)] for at in range(_MOST_RUNS)]
    return tuple(spread)


def _either(run: str, known: bool) -> Query:
    read: Query = (
        Term(t.TEXT_BIGRAMS, run)
        if len(run) == PAIR
        else Phrase(t.TEXT_BIGRAMS, ((0, run[:2]), (1, run[1:])))
    )
    return AnyOf((Term(t.TEXT_LIKELY, run), read)) if known else read
