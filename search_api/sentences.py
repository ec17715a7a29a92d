"""Is a question asked in natural language, or is it keywords?

All of some keywords are wanted. A sentence has words of its own that no record need have: what has all of it by chance
must not hide the rest, so it is looked for with some of its words too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from analyzers.question_words import ASKING_WORDS

#: A mark that ends a question, at the end of a text or of a part of it.
_ASKED = re.compile(r"[?？]\s*(?:$|[（(\n])")
#: Signs between the clauses of a sentence.
_CLAUSES = re.compile(r"[，；。！]|, ")
#: So many words with a sign between clauses are a sentence.
_WORDS_OF_CLAUSES = 5


def is_sentence(text: str, words: Sequence[str]) -> bool:
    """Whether a piece of a question is natural language.

    Args:
        text: as typed.
        words: its folded words.
    """
    if _ASKED.search(text.strip()) or not ASKING_WORDS.isdisjoint(words):
        return True
    return len(words) >= _WORDS_OF_CLAUSES and _CLAUSES.search(text.strip(" ，；。！,")) is not None
