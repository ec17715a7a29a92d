"""Index templates as OpenSearch mappings, and our entries as its documents."""

from __future__ import annotations

import hashlib
import re
from typing import Any

from engines.port import Entry
from engines.scored_fields import NOTHING_SAID
from index_templates import templates as t
from index_templates.fields import IndexTemplate, Integers, Keeps, Keywords, Tokens

_OPTION = {Keeps.PRESENCE: "docs", Keeps.FREQUENCIES: "freqs", Keeps.POSITIONS: "positions"}

#: The whitespace analyzer cuts a token after 255 UTF-16 units; a longer one is told by its digest.
_LONG = re.compile(r"\S{128,}")

#: Hits that one search may give: `best` asks for some thousands, and for as many ties.
MOST_HITS = 50_000
#: Keywords or numbers that one set may hold.
MOST_VALUES = 1_000_000


def mapping_of(template: IndexTemplate) -> dict[str, Any]:
    """The mapping that remembers what the template says; entries themselves are not kept."""
    fields: dict[str, Any] = {}
    for each in template.fields:
        match each:
            case Tokens(name, _, keeps):
                fields[name] = {
                    "type": "text",
                    "analyzer": "whitespace",
                    "index_options": _OPTION[keeps],
                    "norms": keeps is not Keeps.PRESENCE,
                    "similarity": "words",
                }
            case Keywords(name, columnar):
                counted = columnar or name == t.SUGGESTED
                fields[name] = {"type": "keyword", "doc_values": counted}
            case Integers(name):
                fields[name] = {"type": "long"}
    return {
        "dynamic": "strict",
        "_source": {"enabled": False},
        "_routing": {"required": True},
        "properties": fields,
    }


def settings_of(shards: int, replicas: int) -> dict[str, Any]:
    """Settings of a physical index."""
    return {
        "index": {
            "number_of_shards": shards,
            "number_of_replicas": replicas,
            # What was written is findable at a commit, never before.
            "refresh_interval": "-1",
            # A write that comes late meets the mark of what deleted its entry.
            "gc_deletes": "1h",
            "max_result_window": MOST_HITS,
            "max_terms_count": MOST_VALUES,
            "similarity": {"words": {"type": "BM25", "k1": 1.2, "b": 0.75}},
        }
    }


def known_fields(template: IndexTemplate) -> frozenset[str]:
    """Names of the fields that an entry may have."""
    return frozenset(each.name for each in template.fields)


def document_of(entry: Entry, known: frozenset[str], scored: tuple[str, ...]) -> dict[str, Any]:
    """An entry as it is sent.

    Raises:
        KeyError: a field that the index does not know.
    """
    if not known.issuperset(entry):
        raise KeyError(sorted(set(entry) - known))
    document: dict[str, Any] = {
        name: token_kept(value) if isinstance(value, str) else list(value) for name, value in entry.items()
    }
    for name in scored:
        if not document.get(name):
            document[name] = NOTHING_SAID
    return document


def token_kept(text: str) -> str:
    """Tokens as the index holds them: none is too long for it."""
    return _LONG.sub(lambda found: "…" + hashlib.sha256(found[0].encode()).hexdigest(), text)


def number_in(entry: Entry, name: str) -> int:
    """The first number of a field; 0 for none."""
    return next((int(value) for value in entry.get(name, ())), 0)
