"""What lies below a code that something bears as it was written lies below that code, and no other spelled nearly so.

People leave out zeros and separators, so a code is found without them (`holdings.code_forms`). But where a unit is seen
at S1-WS·1950 or below it, 档号:S1-WS·1950 means what a grant or a class of that scope means: S01-WS·1950-001 lies below
another code. Whether anything is seen there is asked through the reader's own filter. A whole code is found in any
archive all the same.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import islice
from typing import Final

from search_api.chunks import code_asked
from search_api.question import Both, Chunk, FieldName, Question
from search_api.question_nodes import Node, chunks_of, replaced
from search_api.sight import Sight

#: So many codes of a question are looked up, a count each; further ones are asked in every spelling.
MOST_LOOKED_UP: Final = 4


def with_codes_as_written(question: Question, looking: Callable[[], Sight]) -> Question:
    """A question whose codes are exact where the reader sees a unit at them or below, just as they are written.

    Args:
        question: as it was read.
        looking: the sight of the reader; asked only where there are codes.
    """
    codes = (chunk for chunk in chunks_of(question.node) if chunk.field is FieldName.CODE and not chunk.exact)
    instead: dict[Chunk, Node] = {}
    for chunk in islice(dict.fromkeys(codes), MOST_LOOKED_UP):
        written = replace(chunk, exact=True)
        query = code_asked(written)
        if query is not None and looking().count(query):
            instead[chunk] = written
    if not instead:
        return question
    node = replaced(question.node, instead)
    return Question(question.text, node if isinstance(node, Both) else Both((node,)), question.notices)
