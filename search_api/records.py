"""What a question asks of records: a unit with all its pages has every word, wherever in it each stands.

An engine compares one entry at a time, a page with its unit's catalogue words. Where a question asks for several things
that may stand on different pages, or for something that must stand on none of them, it is taken apart into what single
entries can say. Composing only: nothing here asks anything.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from engines.query import NOTHING, AllOf, AnyOf, Number, Query, Without, choices_of
from index_templates import templates as t
from index_templates.templates import EntryKind
from search_api.chunks import Sought
from search_api.question import Both, Chunk, Dated, Either, Node, Not
from search_api.tolerant import exactly
from search_api.written_otherwise import dated_between

#: The leading entries of units: one each.
UNITS = Number(t.KIND, frozenset({int(EntryKind.UNIT)}))
PAGES = Number(t.KIND, frozenset({int(EntryKind.PAGE)}))

#: What each chunk of a question looks for.
Known = Mapping[Chunk, Sought | None]


@dataclass(frozen=True, slots=True)
class Shown:
    """Records of which one entry at least shows something.

    Attributes:
        query: these entries.
    """

    query: Query


@dataclass(frozen=True, slots=True)
class Every:
    """Records that have all of `wanted` and nothing of `unwanted`; all records where both are empty."""

    wanted: tuple[Tree, ...]
    unwanted: tuple[Tree, ...] = ()


@dataclass(frozen=True, slots=True)
class Some:
    """Records that have one of these at least."""

    parts: tuple[Tree, ...]


Tree = Shown | Every | Some


@dataclass(frozen=True, slots=True)
class OfRecords:
    """A question that single entries cannot answer.

    Attributes:
        read: what records must have, as they were read.
        widely: the same, in spite of misreadings.
        pages: pages that count for any part of it, in spite of misreadings.
        misread: of those, the ones that count only if something on them was misread.
        likely: pages on which some part of it may have been misread.
        entries: what stands for a record: these pages, and its leading entry where the catalogue answers too.
        required: what records must still have when the question is loosened; None where single entries tell it.
        required_widely: the same, in spite of misreadings.
    """

    read: Tree
    widely: Tree
    pages: Query
    misread: Query
    likely: Query
    entries: Query
    required: Tree | None
    required_widely: Tree | None


def asks_of_records(node: Node, known: Known) -> bool:
    """Whether single entries cannot tell which records match: texts must say two things, or must not say one."""
    match node:
        case Not(part):
            return _of_texts(part, known)
        case Either(parts):
            return any(asks_of_records(part, known) for part in parts)
        case Both(parts):
            if any(asks_of_records(part, known) for part in parts):
                return True
            return sum(_of_texts(part, known) for part in parts) > 1
        case _:
            return False


def tree_of(node: Node, known: Known) -> Tree:
    """The records that a question asks for.

    Args:
        node: without chunks that hold nothing to search for.
        known: what each chunk looks for.
    """
    match node:
        case Chunk():
            return Shown(_entries_of(known[node]))
        case Dated(low, high):
            return Shown(AllOf((UNITS, dated_between(low, high))))
        case Not(part):
            return Every((), (tree_of(part, exactly(dict(known))),))
        case Either(parts):
            return _some(tree_of(part, known) for part in parts)
        case Both(parts):
            wanted = tuple(tree_of(part, known) for part in parts if not isinstance(part, Not))
            unwanted = [part.part for part in parts if isinstance(part, Not)]
            # What must not be there is left out only where it was read.
            read = exactly(dict(known)) if unwanted else {}
            return Every(wanted, _unwanted(tree_of(part, read) for part in unwanted))


def of_records(node: Node, required: Both, known: Known, widely: Known, *, leading: bool) -> OfRecords | None:
    """What a question asks of records; None where single entries tell which match.

    Args:
        node: without chunks that hold nothing to search for.
        required: what stays asked when the question is loosened.
        known: what each chunk looks for.
        widely: the same, in spite of misreadings.
        leading: a record may be found by its catalogue words alone.
    """
    if not asks_of_records(node, known):
        return None
    wanted = list(_wanted(node))
    read, pages = (_pages_of(each, wanted) for each in (known, widely))
    likely = _any_of(told.likely for chunk in wanted if (told := widely[chunk]) is not None)
    requires = asks_of_records(required, known)
    return OfRecords(
        read=tree_of(node, known),
        widely=tree_of(node, widely),
        pages=pages,
        misread=NOTHING if likely == NOTHING else Without(likely, read),
        likely=likely,
        entries=AnyOf((*choices_of(pages), UNITS)) if leading else pages,
        required=tree_of(required, known) if requires else None,
        required_widely=tree_of(required, widely) if requires and widely != known else None,
    )


def _pages_of(known: Known, wanted: list[Chunk]) -> Query:
    return _any_of(pages_of(told) for chunk in wanted if (told := known[chunk]) is not None)


def _any_of(queries: Iterable[Query | None]) -> Query:
    return AnyOf(tuple(choice for query in queries if query is not None for choice in choices_of(query)))


def _wanted(node: Node) -> Iterator[Chunk]:
    match node:
        case Chunk():
            yield node
        case Both(parts) | Either(parts):
            for part in parts:
                yield from _wanted(part)
        case _:
            pass


def _some(parts: Iterable[Tree]) -> Tree:
    """One of some parts; what single entries show of them is asked together."""
    trees = tuple(parts)
    queries = [part.query for part in trees if isinstance(part, Shown)]
    others = tuple(part for part in trees if not isinstance(part, Shown))
    if not queries:
        return Some(others)
    shown = Shown(_any_of(queries))
    return Some((shown, *others)) if others else shown


def _unwanted(parts: Iterable[Tree]) -> tuple[Tree, ...]:
    trees = tuple(parts)
    return (_some(trees),) if len(trees) > 1 else trees


def leaves_of(tree: Tree) -> Iterator[Shown]:
    """All that single entries are asked for."""
    match tree:
        case Shown():
            yield tree
        case Every(wanted, unwanted):
            for part in (*wanted, *unwanted):
                yield from leaves_of(part)
        case Some(parts):
            for part in parts:
                yield from leaves_of(part)


def excludes(tree: Tree) -> bool:
    """Whether something must not be there, so that one entry never tells that a record matches."""
    match tree:
        case Shown():
            return False
        case Every(wanted, unwanted):
            return bool(unwanted) or any(map(excludes, wanted))
        case Some(parts):
            return any(map(excludes, parts))


def pages_of(told: Sought) -> Query | None:
    """Pages that count for one chunk: it matches there, and something of it is in the page's own text."""
    if told.own is None or told.text is None:
        return None
    if told.pages is not None:
        return told.pages
    own = AnyOf(tuple(query for query in (told.own, told.likely) if query is not None))
    return AllOf((AnyOf((told.text, told.catalogue)), own))


def _of_texts(node: Node, known: Known) -> bool:
    match node:
        case Chunk():
            told = known[node]
            return told is not None and told.text is not None
        case Not(part):
            return _of_texts(part, known)
        case Both(parts) | Either(parts):
            return any(_of_texts(part, known) for part in parts)
        case _:
            return False


def _entries_of(told: Sought | None) -> Query:
    if told is None:
        return AnyOf(())
    # The catalogue's words are those of the unit: its leading entry says them for all its pages.
    catalogue = AllOf((UNITS, told.catalogue))
    texts = tuple(query for query in (told.text, told.likely, told.spread) if query is not None)
    return AnyOf((*texts, catalogue)) if texts else catalogue
