"""What a question is made of: chunks, dates, and how they are joined."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from holdings.codes import is_below, normalise
from search_api.question_work import canonical_words


class FieldName(StrEnum):
    """The element that a chunk is looked for in."""

    ANYWHERE = "anywhere"
    TITLE = "title"
    RESPONSIBLE = "responsible"
    DOCUMENT_NUMBER = "document_number"
    CODE = "code"
    FORMER_CODE = "former_code"
    FONDS = "fonds"
    CATEGORY = "category"


@dataclass(frozen=True, slots=True)
class Chunk:
    """A piece of a question between blanks, or between quotes.

    Attributes:
        text: as typed.
        exact: it stood in quotes: an exact substring, never loosened.
        field: where it is looked for.
        quoted: terms that stand in quotes inside it: preferred as they stand, and not required.
    """

    text: str
    exact: bool = False
    field: FieldName = FieldName.ANYWHERE
    quoted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Dated:
    """Units whose date may lie between two days, YYYYMMDD, both included."""

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Both:
    """All parts must match."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Either:
    """One part must match."""

    parts: tuple[Node, ...]


@dataclass(frozen=True, slots=True)
class Not:
    """The part must not match."""

    part: Node


Node = Chunk | Dated | Both | Either | Not


def key_of(node: Node) -> Node | tuple[FieldName, bool, str]:
    """What a node asks for, however it is spelled: nodes that share it are asked once."""
    match node:
        case Chunk(text, exact, (FieldName.CODE | FieldName.FORMER_CODE) as field):
            return field, exact, normalise(text)
        case Chunk(text, exact, field):
            return field, exact, canonical_words(text)
        case Either((Chunk(text, field=FieldName.CODE), Chunk())):
            return FieldName.CODE, True, normalise(text)
        case _:
            return node


def distinct(parts: Iterable[Node]) -> tuple[Node, ...]:
    """Parts without those that ask for the same as one before."""
    by_key: dict[Node | tuple[FieldName, bool, str], Node] = {}
    for part in parts:
        by_key.setdefault(key_of(part), part)
    return tuple(by_key.values())


def codes_told_apart(parts: tuple[Node, ...], *, widest: bool) -> tuple[Node, ...]:
    """Parts without codes that say no more than another: 档号:J1 has all that 档号:J1-01 has.

    Args:
        parts: of an Either or a Both.
        widest: the shorter beginning stays (one of them is enough), else the longer one (all are needed).
    """
    codes = {
        part: normalise(part.text)
        for part in parts
        if isinstance(part, Chunk) and part.field is FieldName.CODE and normalise(part.text)
    }

    def says_no_more(part: Node) -> bool:
        if part not in codes:
            return False
        code = codes[part]
        others = [other for other in codes.values() if other != code]
        return any(is_below(code, other) if widest else is_below(other, code) for other in others)

    return tuple(part for part in parts if not says_no_more(part))


def wanted_chunks(node: Node) -> list[Chunk]:
    """Every chunk that is wanted, not those after NOT, in order."""
    match node:
        case Chunk():
            return [node]
        case Both(parts) | Either(parts):
            return [chunk for part in parts for chunk in wanted_chunks(part)]
        case _:
            return []


def chunks_of(node: Node) -> Iterator[Chunk]:
    """Every chunk of a question, those after NOT too."""
    match node:
        case Chunk():
            yield node
        case Not(part):
            yield from chunks_of(part)
        case Both(parts) | Either(parts):
            for part in parts:
                yield from chunks_of(part)
        case _:
            return


def replaced(node: Node, instead: Mapping[Chunk, Node]) -> Node:
    """A question with other nodes in the place of some of its chunks."""
    match node:
        case Chunk():
            return instead.get(node, node)
        case Not(part):
            return Not(replaced(part, instead))
        case Both(parts):
            return Both(tuple(replaced(part, instead) for part in parts))
        case Either(parts):
            return Either(tuple(replaced(part, instead) for part in parts))
        case _:
            return node
