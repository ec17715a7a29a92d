"""Index templates as OpenSearch mappings."""

from __future__ import annotations

from typing import Any

from index_templates import templates as t
from index_templates.fields import IndexTemplate, Integers, Keeps, Keywords, Tokens

_OPTION = {Keeps.PRESENCE: "docs", Keeps.FREQUENCIES: "freqs", Keeps.POSITIONS: "positions"}

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
