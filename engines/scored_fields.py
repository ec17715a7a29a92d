"""What every engine's BM25 counts, so that a score is the same number in each.

Lucene counts for a field's average length only entries that have something in it, Tantivy counts all (a leading
entry has no text). So every entry has something in every scored field, in either engine.
"""

from __future__ import annotations

from index_templates.fields import IndexTemplate, Keeps, Tokens

#: Stands in every scored field that an entry leaves out. No analyser makes it.
NOTHING_SAID = "\x00"


def scored_fields(template: IndexTemplate) -> tuple[str, ...]:
    """Names of the fields that are scored."""
    return tuple(
        each.name for each in template.fields if isinstance(each, Tokens) and each.keeps is not Keeps.PRESENCE
    )
