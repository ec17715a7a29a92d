"""The kinds of field an index can have, in our own words."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from analyzers.chains import Chain


class Keeps(StrEnum):
    """What an index keeps of the tokens of a field."""

    PRESENCE = "presence"
    FREQUENCIES = "frequencies"
    POSITIONS = "positions"


@dataclass(frozen=True, slots=True)
class Tokens:
    """Text that an analysis chain has cut; its value is tokens joined by one blank.

    Attributes:
        name: the field's name.
        chain: the chain that cut it, at indexing and in questions.
        keeps: presence for "is it there", frequencies for scoring, positions for phrases too.
    """

    name: str
    chain: Chain
    keeps: Keeps


@dataclass(frozen=True, slots=True)
class Keywords:
    """Exact strings, any number of them.

    Attributes:
        name: the field's name.
        columnar: values can be tallied and ordered by.
    """

    name: str
    columnar: bool = False


@dataclass(frozen=True, slots=True)
class Integers:
    """Whole numbers up to 63 bits, any number of them; always columnar, so they can be tallied.

    Attributes:
        name: the field's name.
    """

    name: str


Field = Tokens | Keywords | Integers


@dataclass(frozen=True, slots=True)
class IndexTemplate:
    """What one index remembers of an entry.

    Attributes:
        name: the index's name.
        version: counted on with every change of meaning; part of the manifest.
        fields: all its fields.
    """

    name: str
    version: int
    fields: tuple[Field, ...]
