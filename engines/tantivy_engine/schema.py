"""Index templates as Tantivy schemas, and opening their folders."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tantivy import Document, Index, Schema, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

from engines.port import Entry
from engines.scored_fields import NOTHING_SAID
from index_templates.fields import IndexTemplate, Integers, Keeps, Keywords, Tokens

_BLANKS = "blanks"
_OPTION = {Keeps.PRESENCE: "basic", Keeps.FREQUENCIES: "freq", Keeps.POSITIONS: "position"}


def schema_of(template: IndexTemplate) -> Schema:
    """The schema that remembers what the template says."""
    builder = SchemaBuilder()
    for field in template.fields:
        match field:
            case Tokens(name, _, keeps):
                builder.add_text_field(name, tokenizer_name=_BLANKS, index_option=_OPTION[keeps])
            case Keywords(name, columnar):
                builder.add_text_field(name, tokenizer_name="raw", index_option="basic", fast=columnar)
            case Integers(name):
                builder.add_integer_field(name, indexed=True, fast=True)
    return builder.build()


def option_of(template: IndexTemplate) -> dict[str, str]:
    """For each text field the index option that a term query on it asks for."""
    options: dict[str, str] = {}
    for field in template.fields:
        if isinstance(field, Tokens):
            # A term is scored by its frequency; its positions are read by phrases only.
            options[field.name] = "basic" if field.keeps is Keeps.PRESENCE else "freq"
        elif isinstance(field, Keywords):
            options[field.name] = "basic"
    return options


def open_index(folder: Path, template: IndexTemplate) -> Index:
    """Open the index in a folder; makes an empty one where there is none."""
    folder.mkdir(parents=True, exist_ok=True)
    index = Index(schema_of(template), str(folder), reuse=True)
    # Tokens come cut already; this only parts them. It must be registered at every opening.
    index.register_tokenizer(_BLANKS, TextAnalyzerBuilder(Tokenizer.whitespace()).build())
    index.config_reader(reload_policy="manual")
    return index


def document_of(entry: Entry, schema: Schema, known: frozenset[str], scored: tuple[str, ...]) -> Document:
    """An entry as a document.

    Raises:
        KeyError: the entry has a field that the template does not know; Tantivy would drop it silently.
    """
    if not known.issuperset(entry):
        raise KeyError(sorted(set(entry) - known))
    values: dict[str, Any] = {
        name: value if isinstance(value, str) else list(value) for name, value in entry.items()
    }
    for name in scored:
        if not values.get(name):
            values[name] = NOTHING_SAID
    return Document.from_dict(values, schema)
