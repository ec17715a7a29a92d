"""What a reader may begin to type to be offered a value: the value itself, and each word inside it."""

from __future__ import annotations

import re

from analyzers.chains import Analyzer, word_places
from analyzers.layout import fold_closed

#: Characters of a beginning that are looked at.
LONGEST_BEGINNING = 60
#: Words of one value that it is offered for.
_MOST_WORDS = 24
_RUN = re.compile(r"[^\W_]+")


def beginning_of(text: str) -> str:
    """The one form of what is typed or offered: closed up, folded, without signs before the first word."""
    folded = fold_closed(text)
    first = _RUN.search(folded)
    return folded[first.start() :].strip()[:LONGEST_BEGINNING] if first is not None else ""


def beginnings_in(text: str, analyzer: Analyzer) -> list[str]:
    """A value from its beginning, and from each word inside it: 哈罗德·温斯莱 is found by 温斯莱 too."""
    folded = fold_closed(text)
    places = {found.start() for found in _RUN.finditer(folded)}
    for word in set(analyzer.words(folded)):
        places.update(word_places(folded, word))
    ordered = sorted(places)[:_MOST_WORDS]
    return list(dict.fromkeys(folded[at : at + LONGEST_BEGINNING].strip() for at in ordered))
