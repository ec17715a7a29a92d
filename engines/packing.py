"""Entries made ready for either engine where they are made: as text, which costs the index writer next to nothing.

Making a page's entry ready takes 20 µs and handing the objects over 20 more (pickle); the writer is one process, and
those that make entries are as many as there are cores.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Iterable
from functools import cache
from typing import Any

from engines.port import Entry, Packed
from engines.scored_fields import NOTHING_SAID, scored_fields
from index_templates import templates as t
from index_templates.templates import TEMPLATES

#: OpenSearch's whitespace analyzer cuts a token after 255 UTF-16 units; a longer one is told by its digest.
_LONG = re.compile(r"\S{128,}")
#: Whoever has a token of twice as many characters has a stretch of so many without a blank, from a multiple of it on.
_STRETCH = 64


def packed(index: str, entries: Iterable[Entry]) -> list[Packed]:
    """Entries of an index, made ready.

    Raises:
        KeyError: a field that the index does not know; Tantivy would drop it silently.
    """
    known, scored = _fields(index)
    return [_packed(entry, known, scored) for entry in entries]


def token_kept(text: str) -> str:
    """Tokens as the indices hold them: none is too long for an engine."""
    for at in range(0, len(text) - _STRETCH + 1, _STRETCH):
        if text.find(" ", at, at + _STRETCH) < 0:
            return _LONG.sub(lambda found: "…" + hashlib.sha256(found[0].encode()).hexdigest(), text)
    return text


@cache
def _fields(index: str) -> tuple[frozenset[str], tuple[str, ...]]:
    template = TEMPLATES[index]
    return frozenset(each.name for each in template.fields), scored_fields(template)


def _packed(entry: Entry, known: frozenset[str], scored: tuple[str, ...]) -> Packed:
    document = _document(entry, known, scored)
    text = json.dumps(document, ensure_ascii=False, separators=(",", ":"))
    return Packed(
        _number_in(entry, t.UNIT),
        _number_in(entry, t.KIND),
        _number_in(entry, t.PAGE),
        _number_in(entry, t.THEME_NUMBER),
        text,
    )


def _document(entry: Entry, known: frozenset[str], scored: tuple[str, ...]) -> dict[str, Any]:
    if not known.issuperset(entry):
        raise KeyError(sorted(set(entry) - known))
    document: dict[str, Any] = {
        name: token_kept(value) if isinstance(value, str) else list(value) for name, value in entry.items()
    }
    for name in scored:
        if not document.get(name):
            document[name] = NOTHING_SAID
    return document


def _number_in(entry: Entry, name: str) -> int:
    values = entry.get(name)
    return int(values[0]) if values else 0
