"""Index templates as Tantivy schemas, and opening their folders."""

from __future__ import annotations

from pathlib import Path

from tantivy import Index, Schema, SchemaBuilder, TextAnalyzerBuilder, Tokenizer

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
