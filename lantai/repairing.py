"""Making the indices hold what the store says: the units that differ are entered anew, or all of them are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from engines.port import Order, Place, Snapshot, View
from engines.query import AllOf, Keyword, Number, Query
from holdings.identity import number_of
from holdings.store import outbox, themes, units
from holdings.store.outbox import Change, Kind
from index_templates import templates as t
from indexer.entries import expected
from indexer.findable import CountsDiffer, follow
from indexer.rebuild import reindex
from lantai import check_letters as letters
from lantai.checking import Report, Show, check_indices, check_unreferred
from lantai.rights_check import OF_UNITS, Differences, at, held, holding
from lantai.unreferred import erase_objects
from sharing.access import unit_tokens

if TYPE_CHECKING:
    from lantai.wiring import House
    from sharing.access import Protected

#: Units that are counted together; where the sum is right, so is each, but for errors that make up for each other.
_BATCH = 256
#: Units listed at a time, and units of one token that are listed at all.
_LISTED, _MOST_LISTED = 2_000, 1_000_000
#: Of more units that differ all are made anew.
_MOST_UNITS = 20_000
#: A write that the engine takes for a late one is made once more, with a greater number.
_TIMES = 3


@dataclass(slots=True)
class Repaired:
    """What a repair did.

    Attributes:
        units: entered anew.
        strays: units that are not held and had entries, which are deleted.
        themes: entered anew.
        rebuilt: new indices were made.
    """

    units: int = 0
    strays: int = 0
    themes: int = 0
    rebuilt: bool = False


def repair(house: House, report: Report, show: Show, *, every: bool) -> tuple[Repaired, Report]:
    """Make the indices right that a check found wrong; returns what was done and the report of a second look.

    Readers are answered meanwhile, and nobody sees more than he may. Digital objects cannot be made right from
    here; those that nothing refers to are erased.

    Args:
        house: the home.
        report: of the check; its findings of objects are kept.
        show: told how far it is.
        every: as for the check.

    Raises:
        LantaiError: what could not be done, and what to do.
    """
    done = Repaired()
    erased = 0
    strays = [digest for digest, _ in report.unreferred]
    if strays:
        erased = erase_objects(house, strays)
        report.wrong.pop()  # which told of them; it is the last one
    of_objects = report.wrong[: report.of_objects]
    for _ in range(_TIMES):
        if not report.rebuild and not report.behind and not report.differences:
            break
        if report.rebuild:
            _rebuild(house, show)
            done.rebuilt = True
        elif report.behind:
            with house.store.reading() as connection:
                last = outbox.last_number(connection)
            follow(house.plant, last, 0, lambda _done: None)
        elif not _enter_anew(house, report.differences, done):
            _rebuild(house, show)
            done.rebuilt = True
        again = Report(checked=report.checked, wrong=list(of_objects), of_objects=report.of_objects)
        check_indices(house, again, show, every=every)
        report = again
    if report.differences:
        report.wrong.append(letters.not_mended())
    if strays:
        report.erased = erased
        check_unreferred(house, report, show)
    return done, report


def _rebuild(house: House, show: Show) -> None:
    reindex(house.plant, lambda done, total, _rate: show("重建 rebuild", done, total))


def _enter_anew(house: House, differences: Differences, done: Repaired) -> bool:
    """Write changes for all that differs and wait for them; False where that is too much, or nothing was found."""
    view = house.generations.view(house.generations.current())
    found = _Finding(house, view, differences).run()
    if len(found) > _MOST_UNITS:
        return False
    with house.store.reading() as connection:
        known = units.by_numbers(connection, found)
        rows = themes.rows(connection, drafts=True) if differences.themes else []
        slugs = {row: themes.by_row(connection, row).slug for row in rows}
    changes = [
        # Of one that is not held there is nothing to enter, and what is there goes.
        Change(Kind.UNIT, known[number].row if number in known else 0, number)
        for number in sorted(found)
    ]
    changes += [Change(Kind.THEME, row, number_of("theme", slug)) for row, slug in slugs.items()]
    if not changes:
        return False
    done.units += len(known)
    done.strays += len(found) - len(known)
    done.themes += len(rows)
    _wait(house, changes)
    return True


def _wait(house: House, changes: Sequence[Change]) -> None:
    with house.store.writing() as connection:
        number = outbox.record(connection, changes)
    try:
        follow(house.plant, number, 0, lambda _done: None)
    except CountsDiffer:
        return  # the second look says what


class _Finding:
    """Finds the units whose entries differ, in the indices and for the tokens where a check found a difference."""

    def __init__(self, house: House, view: View, differences: Differences) -> None:
        self._house = house
        self._view = view
        self._places = sorted({place for place, _ in differences.classes} | set(differences.unowned), key=str)
        self._tokens = list(differences.tokens)
        # A token's units are listed; what the store gives it is gathered on the way through all units.
        self._wanted: dict[tuple[Place, str], dict[int, int]] = {key: {} for key in self._tokens}
        self._seen = dict.fromkeys(self._places, 0)
        self.found: set[int] = set()

    def run(self) -> set[int]:
        """Numbers of the units; those that are not held among them."""
        everything = held(self._house)
        while batch := list(islice(everything, _BATCH)):
            self._look(batch)
        for place in self._places:
            if at(self._view, place).count(OF_UNITS) != self._seen[place]:
                self.found |= self._strays(place)
        for place, token in self._tokens:
            self.found |= self._of_token(place, token)
        return self.found

    def _look(self, batch: Sequence[tuple[Protected, int]]) -> None:
        numbers = [protected.unit.identity.number for protected, _ in batch]
        counts = [expected(protected, places) for protected, places in batch]
        words = [protected.state.sharing_class.word for protected, _ in batch]
        for place in self._places:
            snapshot = at(self._view, place)
            wanted = {number: count.get(place, 0) for number, count in zip(numbers, counts, strict=True)}
            self._seen[place] += snapshot.count(_of(OF_UNITS, wanted))
            for word in sorted(set(words)):
                of_class = {
                    number: wanted[number] for number, own in zip(numbers, words, strict=True) if own == word
                }
                query = AllOf((OF_UNITS, Keyword(t.SHARING_CLASS, frozenset({word}))))
                self.found |= _differing(snapshot, query, of_class)
                # Whatever the class that an entry names: there is none beside those wanted.
                self.found |= _differing(snapshot, OF_UNITS, of_class)
        for protected, places in batch:
            tokens = unit_tokens(protected)
            for place, token in self._tokens:
                if token in tokens:
                    count = expected(protected, places).get(place, 0)
                    self._wanted[place, token][protected.unit.identity.number] = count

    def _of_token(self, place: Place, token: str) -> set[int]:
        """Units whose entries hold a token and must not, or must and do not."""
        snapshot, wanted = at(self._view, place), self._wanted[place, token]
        found: set[int] = set()
        there = snapshot.units(holding(token), _MOST_LISTED)
        if there is not None:
            found |= there - {number for number, count in wanted.items() if count}
        numbers = iter(wanted.items())
        while batch := dict(islice(numbers, _BATCH)):
            found |= _differing(snapshot, holding(token), batch)
        return found

    def _strays(self, place: Place) -> set[int]:
        """Units that have entries and are not held."""
        found: set[int] = set()
        for numbers in _listed(at(self._view, place)):
            with self._house.store.reading() as connection:
                found |= numbers - units.by_numbers(connection, numbers).keys()
        return found


def _listed(snapshot: Snapshot) -> Iterator[set[int]]:
    after = None
    while some := snapshot.ordered(OF_UNITS, Order.CODE, after, _LISTED):
        yield {one.unit for one in some}
        after = some[-1]


def _of(query: Query, wanted: dict[int, int]) -> Query:
    return AllOf((query, Number(t.UNIT, frozenset(wanted))))


def _differing(snapshot: Snapshot, query: Query, wanted: dict[int, int]) -> set[int]:
    """Units of which another number of entries matches than is wanted, found by halves."""
    if not wanted or snapshot.count(_of(query, wanted)) == sum(wanted.values()):
        return set()
    if len(wanted) == 1:
        return set(wanted)
    numbers = list(wanted)
    half = len(numbers) // 2
    return set().union(
        *(
            _differing(snapshot, query, {number: wanted[number] for number in some})
            for some in (numbers[:half], numbers[half:])
        )
    )
