"""Index templates as Tantivy schemas, and opening their folders."""

from __future__ import annotations

from pathlib import Path

from tantivy import Index, Schema, SchemaBuilder, Searcher, TextAnalyzerBuilder, Tokenizer

from engines.letters import IndexDamaged
from engines.tantivy_engine.fixity import look_at_footers
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


def make_index(folder: Path, template: IndexTemplate) -> None:
    """Make an empty index in a folder."""
    folder.mkdir(parents=True, exist_ok=True)
    Index(schema_of(template), str(folder), reuse=True)


def open_index(folder: Path, template: IndexTemplate) -> Index:
    """Open the index in a folder; never makes one, for an empty one would answer that nothing is held.

    Raises:
        IndexDamaged: it is not there, or not as it was written.
    """
    look_at_footers(folder)
    place = "/".join(folder.parts[-2:])
    try:
        index = Index(schema_of(template), str(folder), reuse=True)
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:  # a panic of the library is no Exception
        raise IndexDamaged(place, str(error)) from error
    # Tokens come cut already; this only parts them. It must be registered at every opening.
    index.register_tokenizer(_BLANKS, TextAnalyzerBuilder(Tokenizer.whitespace()).build())
    index.config_reader(reload_policy="manual")
    return index


def searcher_of(index: Index, folder: Path) -> Searcher:
    """What an index holds since its last commit.

    Raises:
        IndexDamaged: that cannot be read.
    """
    try:
        index.reload()
        return index.searcher()
    except (KeyboardInterrupt, SystemExit, GeneratorExit):
        raise
    except BaseException as error:  # a panic of the library is no Exception
        raise IndexDamaged("/".join(folder.parts[-2:]), str(error)) from error
