"""Setting the class of many units: which they are, what it would change, and changing it whole or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdings.identity import UnitIdentity
from holdings.store import census, packages, units
from lantai import class_letters
from lantai.errors import CommandFailed
from sharing.access import Protected, Reader, Role
from sharing.changes import change_class
from sharing.classes import SharingClass
from sharing.limits import Limit, limit_against
from sharing.store import protect

if TYPE_CHECKING:
    from holdings.store.database import Transaction
    from lantai.wiring import House

#: Units of one answer of a search.
_ANSWER = 100


@dataclass(frozen=True, slots=True)
class Chosen:
    """Units of which the class is to be set.

    Attributes:
        rows: the store's rows of them, in the order of codes where they lie below one.
        to: the class that they are to have.
        only: only those that are in one of these classes now.
        also_limited: those too that their own catalogue limits more (`sharing.limits`).
    """

    rows: tuple[int, ...]
    to: SharingClass
    only: frozenset[SharingClass]
    also_limited: bool


@dataclass(frozen=True, slots=True)
class Preview:
    """What setting a class would change.

    Attributes:
        before: how many units of each class would change.
        same: how many have the class already.
        withdrawn: how many were withdrawn, and stay so.
        codes: of the first that would change, with their titles.
        limited: how many their own catalogue limits more than the class; they change only where that was said.
        limits: of the first of these the codes, with what limits them.
    """

    before: dict[SharingClass, int]
    same: int
    withdrawn: int
    codes: tuple[tuple[str, str], ...]
    limited: int
    limits: tuple[tuple[str, Limit], ...]

    @property
    def total(self) -> int:
        """How many units would change."""
        return sum(self.before.values())


def rows_below(connection: Transaction, identity: UnitIdentity) -> tuple[int, ...]:
    """The unit of a code and all below it.

    Raises:
        CommandFailed: nothing is held there.
    """
    rows = units.at_or_below(connection, identity.archive, identity.code)
    if not rows:
        raise CommandFailed(class_letters.nothing_below(identity.written))
    return tuple(rows)


def packages_meant(connection: Transaction, text: str) -> tuple[int, ...]:
    """The packages that a number or a name on the command line means; a number comes before a name of digits.

    Raises:
        CommandFailed: there is none; it says which there are.
    """
    known = packages.accepted_names(connection)
    # `str` of the number and no `int` of the text: a name may have more digits than `int` reads.
    named = {str(number): (number,) for number in known}.get(text.strip())
    found = named or tuple(number for number, name in known.items() if name == text)
    if not found:
        raise CommandFailed(class_letters.no_package(text, known))
    return found


def rows_of_package(connection: Transaction, text: str) -> tuple[int, ...]:
    """The units that a package brought; `text` is its number or its name.

    Raises:
        CommandFailed: there is no such package, there are several of this name, or it has no units.
    """
    meant = packages_meant(connection, text)
    if len(meant) > 1:
        raise CommandFailed(class_letters.several_packages(text, meant))
    (number,) = meant
    rows = units.rows_of_package(connection, number, 0, packages.tally(connection, number)[0])
    if not units.by_rows(connection, rows):
        raise CommandFailed(class_letters.package_without_units(text))
    return tuple(rows)


def rows_of_query(house: House, query: str) -> tuple[int, ...]:
    """The units that have all of a question as it stands, whoever may see them; misread pages do not count.

    Raises:
        CommandFailed: none has.
        ProblemError: the question cannot be asked.
    """
    with house.store.reading() as connection:
        archives = ["", *census.foreign_archives(connection)]
    codes: dict[str, None] = {}
    for archive in archives:
        staff = Reader("", Role.STAFF, archive)
        cursor = ""
        while True:
            asked = {"q": query, "match": "all", "sort": "code", "tolerant": "0", "facets": ""}
            answer = house.answering.search(staff, {**asked, "size": str(_ANSWER), "cursor": cursor})
            codes.update((hit["unit"]["code"], None) for hit in answer["hits"] if hit["unit"] is not None)
            cursor = answer["next"] or ""
            if not cursor:
                break
    with house.store.reading() as connection:
        rows: list[int] = []
        for archive in archives:
            named = [UnitIdentity.read(code) for code in codes]
            of_archive = [identity.code for identity in named if identity.archive == archive]
            held = units.by_identities(connection, archive, of_archive)
            rows += [held[code].row for code in of_archive if code in held]
    if not rows:
        raise CommandFailed(class_letters.nothing_found(query))
    return tuple(rows)


def preview(connection: Transaction, chosen: Chosen, most: int) -> Preview:
    """What setting the class would change; of the units at most so many are named."""
    before = Counter[SharingClass]()
    codes: list[tuple[str, str]] = []
    limits: list[tuple[str, Limit]] = []
    same = withdrawn = limited = 0
    for subject in _subjects(connection, chosen):
        withdrawn += subject.unit.withdrawn
        if subject.state.sharing_class is chosen.to:
            same += 1
            continue
        limit = _limit(subject, chosen)
        if limit is not None:
            limited += 1
            if len(limits) < most:
                limits.append((subject.unit.identity.written, limit))
            if not chosen.also_limited:
                continue
        before[subject.state.sharing_class] += 1
        if len(codes) < most:
            codes.append((subject.unit.identity.written, subject.unit.description.title))
    return Preview(dict(sorted(before.items())), same, withdrawn, tuple(codes), limited, tuple(limits))


def class_many(connection: Transaction, chosen: Chosen, reason: str, now: str) -> tuple[int, tuple[str, ...]]:
    """Set the class, each with its history; what its own catalogue limits stays, unless it was chosen too.

    Returns:
        How many units changed, and the codes of further units that were tightened along.

    Raises:
        sharing.changes.MoreOpenThanBelow: one would be more open than something below it that stays.
    """
    changed = 0
    along: dict[str, None] = {}
    subjects = [
        subject
        for subject in _subjects(connection, chosen)
        if chosen.also_limited or _limit(subject, chosen) is None
    ]
    # What is below first: a unit is never to be more open than what lies below it, not even on the way.
    for subject in sorted(subjects, key=lambda each: -len(each.unit.ancestors)):
        done = change_class(connection, subject.unit, chosen.to, reason, now)
        changed += done.before is not done.after
        along.update(dict.fromkeys(done.ancestors))
    named = {subject.unit.identity.written for subject in subjects}
    return changed, tuple(code for code in along if code not in named)


def _limit(subject: Protected, chosen: Chosen) -> Limit | None:
    return limit_against(subject.unit.description, subject.state.sharing_class, chosen.to)


def _subjects(connection: Transaction, chosen: Chosen) -> Sequence[Protected]:
    held = units.by_rows(connection, chosen.rows)
    known = protect(connection, held.values())
    return [
        known[row] for row in chosen.rows if row in known and known[row].state.sharing_class in chosen.only
    ]
