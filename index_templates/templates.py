"""The three indices 目录, 全文, 专题 and their two partitions.

All three have the fields of `SHARED`, so that one question fits them all. An entry's *own text* is the
page's text in the full-text index and the curator's words in the thematic one; *catalogue words* are the
unit's own in all of them. Questions are matched against both, but a page counts only by its own text.
"""

from __future__ import annotations

from enum import IntEnum, StrEnum

from analyzers.chains import Chain
from index_templates.fields import Field, IndexTemplate, Integers, Keeps, Keywords, Tokens


class Partition(StrEnum):
    """The two physical halves of each index; statistics leak across a filter, never across a partition."""

    OPEN = "open"
    RESTRICTED = "restricted"


class EntryKind(IntEnum):
    """What an entry stands for."""

    UNIT = 0  # a unit's catalogue words: its leading entry
    PAGE = 1
    THEME = 2
    PLACED = 3  # a unit in a theme


TEXT_WORDS = "text_words"
TEXT_BIGRAMS = "text_bigrams"
TEXT_CHARACTERS = "text_characters"
TEXT_LIKELY = "text_likely"
TEXT_SEAM = "text_seam"
CATALOGUE_WORDS = "catalogue_words"
CATALOGUE_BIGRAMS = "catalogue_bigrams"
CATALOGUE_CHARACTERS = "catalogue_characters"
TITLE = "title"
RESPONSIBLE = "responsible"
UNIT = "unit"
SHARE = "share"
KIND = "kind"
PAGE = "page"
EARLIEST = "earliest"
LATEST = "latest"
YEAR = "year"
CODE = "code"
CODE_FORMS = "code_forms"
FORMER_FORMS = "former_forms"
DOCUMENT_NUMBER = "document_number"
ACCESS = "access"
FONDS = "fonds"
SUPPLIER = "supplier"
CATEGORY = "category"
SHARING_CLASS = "class"
THEME = "theme"
ORDER = "order"
SUGGESTED = "suggested"
THEME_NUMBER = "theme_number"

SHARED: tuple[Field, ...] = (
    Tokens(TEXT_WORDS, Chain.WORDS, Keeps.FREQUENCIES),
    Tokens(TEXT_BIGRAMS, Chain.BIGRAMS, Keeps.POSITIONS),
    Tokens(TEXT_CHARACTERS, Chain.CHARACTERS, Keeps.PRESENCE),
    Tokens(TEXT_LIKELY, Chain.LIKELY, Keeps.PRESENCE),  # of recognised pages: what may have been misread
    Tokens(
        TEXT_SEAM, Chain.BIGRAMS, Keeps.POSITIONS
    ),  # where the text goes on on the next page (`analyzers.seams`)
    Tokens(CATALOGUE_WORDS, Chain.WORDS, Keeps.FREQUENCIES),
    Tokens(CATALOGUE_BIGRAMS, Chain.BIGRAMS, Keeps.POSITIONS),
    Tokens(CATALOGUE_CHARACTERS, Chain.CHARACTERS, Keeps.PRESENCE),
    Tokens(TITLE, Chain.BIGRAMS, Keeps.POSITIONS),
    Tokens(RESPONSIBLE, Chain.BIGRAMS, Keeps.POSITIONS),
    Integers(UNIT),  # number of the unit (or theme): what groups entries and deletes them
    Integers(SHARE),  # n: the unit is in the fair share of one in 2 to the n of all units (`shares_of`)
    Integers(KIND),
    Integers(PAGE),
    Integers(EARLIEST),  # YYYYMMDD; 0 without a date
    Integers(LATEST),
    Integers(YEAR),  # every year that the date may mean
    Keywords(CODE),  # as `UnitIdentity.written` writes it
    Keywords(CODE_FORMS),  # how people may write it, its end and what it lies below (`holdings.code_forms`)
    Keywords(FORMER_FORMS),  # the same of the codes by which the unit was known before
    Keywords(DOCUMENT_NUMBER),
    Keywords(ACCESS),  # tokens that give the unit in full
    Keywords(FONDS, columnar=True),  # this and the next as `holdings.identity.written` writes them
    Keywords(SUPPLIER, columnar=True),
    Keywords(CATEGORY, columnar=True),
    Keywords(SHARING_CLASS, columnar=True),
    Keywords(THEME, columnar=True),
    Keywords(ORDER, columnar=True),  # archive and code so that they compare as codes are ordered
)

CATALOGUE = IndexTemplate("catalogue", 5, (*SHARED, Keywords(SUGGESTED)))
FULLTEXT = IndexTemplate("fulltext", 5, SHARED)
THEMES = IndexTemplate("themes", 5, (*SHARED, Integers(THEME_NUMBER)))

TEMPLATES: dict[str, IndexTemplate] = {template.name: template for template in (CATALOGUE, FULLTEXT, THEMES)}

#: The smallest share of units: one in 2 to the so many.
_LEAST_SHARE = 40


def shares_of(number: int) -> list[int]:
    """The shares of all units that a unit is in, from one half on: as many as its number begins with zero bits.

    Numbers are hashes of 63 bits, so a share is a fair sample, the same one in every home.
    """
    return list(range(1, min(_LEAST_SHARE, 63 - number.bit_length()) + 1))


#: The fields that a reader may count by, and the words for them in the API.
FACETS = (FONDS, SUPPLIER, YEAR, CATEGORY, SHARING_CLASS, THEME)

#: Between the parts of a suggested value: what begins a word in it and all that follows (`analyzers.beginnings`), its
#: kind, the value as shown.
SUGGESTION_SEPARATOR = "\x1f"
