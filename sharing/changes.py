"""Changing what is shared: class, face, correction, withdrawal and its end, each with its history and its outbox row.

Every function works inside a transaction of the caller and writes its outbox rows last.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from holdings.letters import LantaiError, Letter
from holdings.store import outbox, units
from holdings.store.database import Transaction
from holdings.store.outbox import UNSEEN, Change, Kind
from holdings.units import Unit
from sharing.access import Protected, SharingState, shown_to_anyone
from sharing.classes import SharingClass
from sharing.store import change_of, protect, set_state
from sharing.theme_changes import rows_of_its_themes
from sharing.theme_changes import theme_number as theme_number


class MoreOpenThanBelow(LantaiError):
    """A unit with pages would be more open than a unit described below it."""

    def __init__(self, code: str, below: Sequence[str]) -> None:
        some = "、".join(below[:5])
        super().__init__(
            Letter(
                f"{code} 带有页面，页面里可能就有下级单元的内容，因此不能比下级更开放：{some} 更严格。"
                "请先放宽这些下级单元，或保持原类型。",
                f"{code} has pages, and they may show what is below it, so it cannot be more open than that: "
                f"{some} is stricter. Open those units first, or leave the class as it is.",
            )
        )


@dataclass(frozen=True, slots=True)
class ClassChange:
    """What a change of class did.

    Attributes:
        before: the unit's class before.
        after: its class now.
        ancestors: codes of ancestors with pages that were tightened along with it.
    """

    before: SharingClass
    after: SharingClass
    ancestors: tuple[str, ...]


def change_class(connection: Transaction, unit: Unit, to: SharingClass, reason: str, now: str) -> ClassChange:
    """Change the class of a unit.

    Tightening takes along every ancestor that has pages and would be more open than the unit.

    Raises:
        MoreOpenThanBelow: opening a unit with pages while a unit described below it is stricter.
    """
    subject = protect(connection, [unit])[unit.row]
    before = subject.state.sharing_class
    if to < before and unit.pages:
        _refuse_more_open(connection, unit, to)
    changes: list[Change] = []
    if to != before:
        changes += _set_class(connection, subject, to, reason, now)
    along: tuple[str, ...] = ()
    if to > before:
        along, of_ancestors = _tighten_ancestors(connection, unit, to, reason, now)
        changes += of_ancestors
    if changes:
        outbox.record(connection, changes)
    return ClassChange(before, to, along)


def change_face(connection: Transaction, unit: Unit, state: SharingState, reason: str, now: str) -> None:
    """Hide or show the face of a unit, or change which of its elements are published on it."""
    subject = protect(connection, [unit])[unit.row]
    before = subject.state
    if before == state or before.sharing_class is not state.sharing_class:
        return
    set_state(connection, unit.row, state)
    units.remember(connection, unit.row, now, "face", before=_told(before), after=_told(state), reason=reason)
    tightens = (state.face_hidden and not before.face_hidden) or bool(before.published - state.published)
    after = replace(subject, state=state)
    outbox.record(connection, _rows(connection, subject, after, tightens=tightens, leaves=""))


def correct(
    connection: Transaction,
    unit: Unit,
    corrected: Unit,
    elements: dict[str, tuple[str, str]],
    reason: str,
    now: str,
) -> None:
    """Correct a unit's description; `elements` maps each element's name to its text before and after.

    The words taken out may be ones that had to go, so the unit is hidden until the indices have followed.
    """
    if not elements:
        return
    units.change(connection, unit.row, **units.description_columns(corrected.description))
    for element, (before, after) in elements.items():
        units.remember(
            connection, unit.row, now, "correct", element=element, before=before, after=after, reason=reason
        )
    # The entry of a theme holds none of its units' words, so themes stay as they are.
    outbox.record(connection, [change_of(protect(connection, [unit])[unit.row], tightens=True)])


def withdraw(connection: Transaction, unit: Unit, reason: str, now: str) -> None:
    """Withdraw a unit: nobody sees it from the next question on; its history and bytes stay."""
    before = protect(connection, [unit])[unit.row]
    units.change(connection, unit.row, withdrawn=True)
    units.remember(connection, unit.row, now, "withdraw", reason=reason)
    after = replace(before, unit=replace(unit, withdrawn=True))
    outbox.record(connection, _rows(connection, before, after, tightens=True, leaves=""))


def restore(connection: Transaction, unit: Unit, reason: str, now: str) -> tuple[str, ...]:
    """Bring a withdrawn unit back into use, in the class that it has.

    Returns:
        Codes of ancestors with pages that were opened meanwhile, and are tightened along with it.

    Raises:
        MoreOpenThanBelow: it has pages, and a unit described below it became stricter meanwhile.
    """
    before = protect(connection, [unit])[unit.row]
    sharing_class = before.state.sharing_class
    if unit.pages:
        _refuse_more_open(connection, unit, sharing_class)
    units.change(connection, unit.row, withdrawn=False)
    units.remember(connection, unit.row, now, "restore", reason=reason)
    after = replace(before, unit=replace(unit, withdrawn=False))
    along, changes = _tighten_ancestors(connection, unit, sharing_class, reason, now)
    outbox.record(connection, [*_rows(connection, before, after, tightens=False, leaves=""), *changes])
    return along


def _tighten_ancestors(
    connection: Transaction, unit: Unit, to: SharingClass, reason: str, now: str
) -> tuple[tuple[str, ...], list[Change]]:
    """Tighten every ancestor that has pages and is more open; their codes, and their outbox rows."""
    along: list[str] = []
    changes: list[Change] = []
    for ancestor in more_open_above(connection, unit, to):
        along.append(ancestor.unit.identity.written)
        changes += _set_class(connection, ancestor, to, f"{reason} ({unit.identity.written})", now)
    return tuple(along), changes


def _set_class(
    connection: Transaction, subject: Protected, to: SharingClass, reason: str, now: str
) -> list[Change]:
    before = subject.state.sharing_class
    changed = replace(subject, state=replace(subject.state, sharing_class=to))
    set_state(connection, subject.unit.row, changed.state)
    units.remember(
        connection, subject.unit.row, now, "class", before=before.word, after=to.word, reason=reason
    )
    leaves = ""
    if before is SharingClass.UNCONDITIONAL:
        leaves = "open"
    elif to is SharingClass.UNCONDITIONAL:
        leaves = "restricted"
    return _rows(connection, subject, changed, tightens=to > before, leaves=leaves)


def _rows(
    connection: Transaction, before: Protected, after: Protected, *, tightens: bool, leaves: str
) -> list[Change]:
    unseen = not (shown_to_anyone(before) or shown_to_anyone(after))
    unit = before.unit
    return [
        Change(
            Kind.UNIT,
            unit.row,
            unit.identity.number,
            tightens=tightens,
            leaves=UNSEEN if unseen else leaves,
        ),
        *rows_of_its_themes(connection, before, after),
    ]


def more_open_above(connection: Transaction, unit: Unit, to: SharingClass) -> list[Protected]:
    """The ancestors with pages that would be more open than a unit of a class, and are tightened along with it."""
    found = units.by_identities(connection, unit.identity.archive, unit.ancestors)
    return [
        ancestor
        for ancestor in protect(connection, found.values()).values()
        if ancestor.unit.pages and ancestor.state.sharing_class < to
    ]


def stricter_below(connection: Transaction, unit: Unit, to: SharingClass) -> list[Protected]:
    """What is below a unit and stricter than a class, which a unit with pages can therefore not have."""
    held = units.by_rows(connection, units.below(connection, unit.identity.archive, unit.identity.code))
    return [below for below in protect(connection, held.values()).values() if below.state.sharing_class > to]


def _refuse_more_open(connection: Transaction, unit: Unit, to: SharingClass) -> None:
    stricter = stricter_below(connection, unit, to)
    if stricter:
        raise MoreOpenThanBelow(
            unit.identity.written, sorted(below.unit.identity.written for below in stricter)
        )


def _told(state: SharingState) -> str:
    words = ["hidden" if state.face_hidden else "shown", *sorted(state.published)]
    return " ".join(words)
