"""The rights in the indices against the store: entries by class, by access token, and by what each reader would see."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Iterator, Set
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engines.port import PLACES, Place, Snapshot, View
from engines.query import AllOf, Keyword, Number, Query, Without
from holdings.identity import UnitIdentity
from holdings.letters import Letter
from holdings.store import themes, units
from index_templates import templates as t
from index_templates.templates import EntryKind, Partition
from indexer.entries import expected
from lantai import check_letters as letters
from sharing.access import Protected, Reader, Role, filter_for, unit_tokens
from sharing.classes import SharingClass
from sharing.store import all_readers, protect, reader_by_name
from sharing.store_tallies import tally_themes

if TYPE_CHECKING:
    from lantai.checking import Report, Show
    from lantai.wiring import House

_STRIDE = 2_000
#: So many tokens of single units and codes are looked at in each index; of more, a sample by their checksums.
MOST_CODES = 20_000
_MOST_TOLD = 20
#: Questions that are sent to the engine together.
_TOGETHER = 500

#: Entries of units and pages; themes themselves have no class.
OF_UNITS = Number(t.KIND, frozenset({int(EntryKind.UNIT), int(EntryKind.PAGE), int(EntryKind.PLACED)}))

Held = Iterator[tuple[Protected, int]]


@dataclass(slots=True)
class Differences:
    """Where the indices hold another number of entries than the store says: (there, wanted) each.

    Attributes:
        classes: by index and class of entries of units and pages.
        tokens: by index and access token.
        unowned: by restricted index, entries that belong to no archive.
        themes: by index, entries of themes themselves.
    """

    classes: dict[tuple[Place, SharingClass], tuple[int, int]] = field(default_factory=dict)
    tokens: dict[tuple[Place, str], tuple[int, int]] = field(default_factory=dict)
    unowned: dict[Place, int] = field(default_factory=dict)
    themes: dict[Place, tuple[int, int]] = field(default_factory=dict)

    def __bool__(self) -> bool:
        return bool(self.classes or self.tokens or self.unowned or self.themes)


def check_rights(house: House, view: View, report: Report, show: Show, *, every: bool) -> Differences:
    """Compare; the index has applied every change of the store.

    Args:
        house: the home.
        view: its indices.
        report: gets what was looked at and what differs.
        show: told how far it is.
        every: all tokens of single units are looked at, however many there are.
    """
    by_class: Counter[tuple[Place, str]] = Counter()
    by_token: Counter[tuple[Place, str]] = Counter()
    scopes: set[str] = set()
    total = 0
    with house.store.reading() as connection:
        count = units.count(connection)
    one_in = 1 if every else max(1, count // MOST_CODES)
    for protected, places in held(house):
        total += 1
        tokens = [token for token in unit_tokens(protected) if _looked_at(token, one_in)]
        # A grant may name any code, so those that must give nothing are asked for too.
        scopes.update(token for token in _scope_tokens(protected) if _looked_at(token, one_in))
        for place, entries in expected(protected, places).items():
            by_class[place, protected.state.sharing_class.word] += entries
            for token in tokens:
                by_token[place, token] += entries
        if total % _STRIDE == 0:
            show("权限 rights (units)", total, count)
    report.checked["units"] = total
    found = Differences(
        classes=dict(_wrong_classes(view, by_class)),
        tokens=dict(_wrong_tokens(view, by_token, scopes | _readers_tokens(house, report))),
        unowned=dict(_unowned(view, by_token)),
        themes=dict(_wrong_themes(house, view)),
    )
    report.checked["entries"] = sum(view.at(place.index, place.partition).size() for place in PLACES)
    report.checked["tokens"] = len({token for _, token in by_token} | scopes)
    show("权限 rights (units)", total, total)
    wrong = list(_told(found))
    report.wrong += wrong[:_MOST_TOLD]
    if len(wrong) > _MOST_TOLD:
        report.wrong.append(letters.and_more_rights(len(wrong) - _MOST_TOLD))
    if one_in > 1:
        report.advice.append(letters.sampled(one_in))
    return found


def _told(found: Differences) -> Iterator[Letter]:
    for (place, known), numbers in found.classes.items():
        yield letters.wrong_class(str(place), known.zh, known.word, *numbers)
    for (place, token), numbers in found.tokens.items():
        yield letters.wrong_token(str(place), token, *numbers)
    for place, alone in found.unowned.items():
        yield letters.without_archive(str(place), alone)
    for place, numbers in found.themes.items():
        yield letters.wrong_themes(str(place), *numbers)


def held(house: House) -> Held:
    """Every held unit with its rights, and in how many places of published themes it stands."""
    after = 0
    while True:
        with house.store.reading() as connection:
            rows = units.all_rows(connection, after, _STRIDE)
            if not rows:
                return
            known = protect(connection, units.by_rows(connection, rows).values())
            within = themes.with_units(connection, rows)
        for row in rows:
            yield known[row], len(within.get(row, ()))
        after = rows[-1]


def _scope_tokens(protected: Protected) -> frozenset[str]:
    """What grants on a unit and on everything above it would give."""
    unit = protected.unit
    granted = frozenset(UnitIdentity(unit.identity.archive, code).written for code in unit.scopes)
    return filter_for(Reader("", Role.READER, "", granted)).tokens


def _looked_at(token: str, one_in: int) -> bool:
    return not token.startswith("u:") or zlib.crc32(token.encode("utf-8", "surrogatepass")) % one_in == 0


def _wrong_classes(
    view: View, by_class: Counter[tuple[Place, str]]
) -> Iterator[tuple[tuple[Place, SharingClass], tuple[int, int]]]:
    """Entries of each class in each index, in the partition where the law puts them."""
    for place in PLACES:
        found = dict(at(view, place).tally(OF_UNITS, [t.SHARING_CLASS])[t.SHARING_CLASS])
        for known in SharingClass:
            there, wanted = found.get(known.word, 0), by_class[place, known.word]
            if there != wanted:
                yield (place, known), (there, wanted)


def _wrong_tokens(
    view: View, by_token: Counter[tuple[Place, str]], asked: Set[str]
) -> Iterator[tuple[tuple[Place, str], tuple[int, int]]]:
    """Entries of each token: of those that the store gives, that readers hold, and that must give nothing."""
    tokens = sorted({token for _, token in by_token} | _neighbours(by_token) | asked)
    for place in PLACES:
        for start in range(0, len(tokens), _TOGETHER):
            some = tokens[start : start + _TOGETHER]
            for token, there in zip(
                some, at(view, place).counts([holding(one) for one in some]), strict=True
            ):
                wanted = by_token[place, token]
                if there != wanted:
                    yield (place, token), (there, wanted)


def _unowned(view: View, by_token: Counter[tuple[Place, str]]) -> Iterator[tuple[Place, int]]:
    archives = frozenset(token for token in _neighbours(by_token) if token.startswith("a:"))
    for place in PLACES:
        if place.partition is Partition.RESTRICTED:
            alone = at(view, place).count(Without(OF_UNITS, Keyword(t.ACCESS, archives)))
            if alone:
                yield place, alone


def _neighbours(by_token: Counter[tuple[Place, str]]) -> set[str]:
    """The tokens of roles, with each class."""
    roles = {token.rpartition("/")[0] for _, token in by_token if not token.startswith("u:")}
    return {f"{role}/{known.word}" for role in roles for known in SharingClass}


def _wrong_themes(house: House, view: View) -> Iterator[tuple[Place, tuple[int, int]]]:
    with house.store.reading() as connection:
        shown, hidden = tally_themes(connection)
    for partition, wanted in ((Partition.OPEN, shown), (Partition.RESTRICTED, hidden)):
        place = Place(t.THEMES.name, partition)
        there = at(view, place).count(Number(t.KIND, frozenset({int(EntryKind.THEME)})))
        if there != wanted:
            yield place, (there, wanted)


def holding(token: str) -> Query:
    """Entries of units and pages that hold an access token."""
    return AllOf((OF_UNITS, Keyword(t.ACCESS, frozenset({token}))))


def _readers_tokens(house: House, report: Report) -> frozenset[str]:
    """The tokens of every open reader, with the grants in force today."""
    tokens: set[str] = set()
    with house.store.reading() as connection:
        readers = [known for known in all_readers(connection) if not known.ended]
        for known in readers:
            reader = reader_by_name(connection, known.name, house.today())
            if reader is not None:
                tokens |= filter_for(reader).tokens
    report.checked["readers"] = len(readers)
    return frozenset(tokens)


def at(view: View, place: Place) -> Snapshot:
    """The snapshot of one index."""
    return view.at(place.index, place.partition)
