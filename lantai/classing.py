"""Setting the class of many units: which they are, what it would change, and changing it whole or not at all."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from holdings.identity import UnitIdentity
from holdings.store import census, packages, units
from lantai import class_letters
from lantai.errors import CommandFailed, UsageError
from sharing.access import Protected, Reader, Role
from sharing.changes import MoreOpenThanBelow, change_class, more_open_above, stricter_below
from sharing.classes import SharingClass
from sharing.limits import Limit, limit_against
from sharing.store import protect

if TYPE_CHECKING:
    from holdings.letters import Letter
    from holdings.store.database import Transaction
    from lantai.wiring import House
    from search_api.shapes import Notice

#: Units of one answer of a search.
_ANSWER = 100
HARMLESS_NOTICES = frozenset({"about", "by-code", "pattern-found", "pattern-nowhere"})
"""What may be said of a question that is acted on: of numbers, order and the forms of a pattern, all of them."""


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


@dataclass(frozen=True, slots=True)
class Outcome:
    """What setting a class did, or would do.

    Attributes:
        changed: how many of the units have another class then.
        along: codes of further units that are tightened along.
        refused: why some of the units cannot have the class; where there is any, nothing is changed.
    """

    changed: int
    along: tuple[str, ...]
    refused: tuple[Letter, ...]


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
        UsageError: nothing is asked, which would mean all that is held; or it cannot be asked as it stands.
        CommandFailed: none has.
        ProblemError: the question cannot be asked.
    """
    from search_api.question import read_question

    if read_question(query).empty:
        raise UsageError(class_letters.nothing_asked())
    with house.store.reading() as connection:
        archives = ["", *census.foreign_archives(connection)]
    codes: dict[str, None] = {}
    for archive in archives:
        staff = Reader("", Role.STAFF, archive)
        cursor = ""
        while True:
            asked = {"q": query, "match": "all", "sort": "code", "tolerant": "0", "facets": ""}
            answer = house.answering.search(staff, {**asked, "size": str(_ANSWER), "cursor": cursor})
            refuse_altered(query, answer["notices"])
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


def refuse_altered(query: str, notices: Sequence[Notice]) -> None:
    """Refuse to act on a question of which a part was left out, loosened or read as something else.

    Any notice refuses that is not known to be harmless: what an answer says later is looked at before it is let pass.

    Raises:
        UsageError: some was, with what the search says of it.
    """
    said = [each for each in notices if each["code"] not in HARMLESS_NOTICES]
    if said:
        raise UsageError(
            class_letters.question_altered(
                query, "".join(each["zh"] for each in said), " ".join(each["en"] for each in said)
            )
        )


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


def class_many(connection: Transaction, chosen: Chosen, reason: str, now: str) -> Outcome:
    """Set the class, each with its history; the caller rolls back where any is refused.

    A unit is refused that would be more open than something below it that stays. What its own catalogue limits stays,
    unless it was chosen too.
    """
    along: dict[str, None] = {}
    refused: list[Letter] = []
    subjects = _in_turn(connection, chosen)
    for subject in subjects:
        try:
            done = change_class(connection, subject.unit, chosen.to, reason, now)
        except MoreOpenThanBelow as error:
            refused.append(error.letter)
            continue
        along.update(dict.fromkeys(done.ancestors))
    return _outcome(subjects, chosen, along, refused)


def rehearse(connection: Transaction, chosen: Chosen) -> Outcome:
    """What `class_many` would do; asked of the same rules, in the same order, and nothing is written."""
    along: dict[str, None] = {}
    refused: list[Letter] = []
    settled: set[int] = set()
    subjects = _in_turn(connection, chosen)
    for subject in subjects:
        unit, before = subject.unit, subject.state.sharing_class
        if unit.row in settled:
            continue
        if unit.pages and chosen.to < before:
            stays = [
                below.unit.identity.written
                for below in stricter_below(connection, unit, chosen.to)
                if below.unit.row not in settled
            ]
            if stays:
                refused.append(MoreOpenThanBelow(unit.identity.written, sorted(stays)).letter)
                continue
        settled.add(unit.row)
        if chosen.to > before:
            for ancestor in more_open_above(connection, unit, chosen.to):
                if ancestor.unit.row not in settled:
                    along[ancestor.unit.identity.written] = None
                    settled.add(ancestor.unit.row)
    return _outcome(subjects, chosen, along, refused)


def _in_turn(connection: Transaction, chosen: Chosen) -> list[Protected]:
    """What is to change; what is below first, since no unit is to be more open than that, not even on the way."""
    subjects = [
        subject
        for subject in _subjects(connection, chosen)
        if chosen.also_limited or _limit(subject, chosen) is None
    ]
    return sorted(subjects, key=lambda each: -len(each.unit.ancestors))


def _outcome(
    subjects: Sequence[Protected], chosen: Chosen, along: Iterable[str], refused: Sequence[Letter]
) -> Outcome:
    named = {subject.unit.identity.written for subject in subjects}
    # A unit that was tightened along before its own turn came has changed too.
    changed = sum(subject.state.sharing_class is not chosen.to for subject in subjects)
    return Outcome(changed, tuple(code for code in along if code not in named), tuple(refused))


def _limit(subject: Protected, chosen: Chosen) -> Limit | None:
    return limit_against(subject.unit.description, subject.state.sharing_class, chosen.to)


def _subjects(connection: Transaction, chosen: Chosen) -> Sequence[Protected]:
    held = units.by_rows(connection, chosen.rows)
    known = protect(connection, held.values())
    return [
        known[row] for row in chosen.rows if row in known and known[row].state.sharing_class in chosen.only
    ]
