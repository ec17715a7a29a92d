"""What a change means for the entries of a theme itself, so that nothing hidden moves what is open.

A theme of which anyone sees something has its entry among what is open: title, introduction and the titles of the
sections in which anyone sees something. Any other has it among what is restricted, with the tokens of its units.
An outbox row is written only where that entry becomes another: rewriting an open entry because of a unit that
nobody may know of would move the statistics that open answers are ordered by, and hiding it would tell.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from holdings.identity import number_of
from holdings.store import themes, units
from holdings.store.database import Transaction
from holdings.store.outbox import CLOSED, RIGHTS, UNSEEN, Change, Kind
from holdings.themes import Theme
from sharing.access import Protected, shown_to_anyone, unit_tokens
from sharing.store import protect


@dataclass(frozen=True, slots=True)
class Entered:
    """What the entry of a theme itself says.

    Attributes:
        partition: ``open``, ``restricted``, or empty where the theme has no entry.
        words: title and introduction.
        sections: titles of the sections in which anyone sees something, in no order of the curator's.
        tokens: of all its units, for a restricted entry.
    """

    partition: str = ""
    words: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()
    tokens: frozenset[str] = frozenset()


NOT_ENTERED = Entered()


def theme_number(slug: str) -> int:
    """The number of a theme in indices."""
    return number_of("theme", slug)


def entered(theme: Theme, protected: Mapping[int, Protected]) -> Entered:
    """What the entry of a theme says, by the states of its units, by row."""
    if not theme.published:
        return NOT_ENTERED
    words = (theme.title, theme.introduction)
    shown = tuple(
        sorted(
            section.title
            for section in theme.sections
            if any(
                place.unit_row in protected and shown_to_anyone(protected[place.unit_row])
                for place in section.placements
            )
        )
    )
    if shown:
        return Entered("open", words, shown)
    tokens = frozenset(
        token for row in theme.unit_rows if row in protected for token in unit_tokens(protected[row])
    )
    return Entered("restricted", words, (), tokens) if tokens else NOT_ENTERED


def rows_of_theme(row: int, slug: str, before: Entered, after: Entered) -> list[Change]:
    """The outbox row, if any, of a theme whose entry becomes another."""
    if before == after:
        return []
    return [Change(Kind.THEME, row, theme_number(slug), leaves=_leaves(before, after))]


def rows_of_its_themes(connection: Transaction, before: Protected, after: Protected) -> list[Change]:
    """The outbox rows of the published themes that a changed unit stands in.

    Args:
        connection: the transaction in which the change was written already.
        before: the unit as it was.
        after: the unit as it is.
    """
    row = before.unit.row
    changes = []
    for number in themes.with_units(connection, [row]).get(row, []):
        theme = themes.by_row(connection, number)
        held = protect(connection, units.by_rows(connection, theme.unit_rows).values())
        was, now = entered(theme, {**held, row: before}), entered(theme, {**held, row: after})
        changes += rows_of_theme(number, theme.slug, was, now)
    return changes


def _leaves(before: Entered, after: Entered) -> str:
    """Where the entry that stands there still must not be found; `RIGHTS` if only by some.

    Where neither is open it says so, so that what is open follows as if this had never been.
    """
    if "open" not in (before.partition, after.partition):
        if not before.partition:
            return UNSEEN
        return RIGHTS if (before.partition, before.words) == (after.partition, after.words) else CLOSED
    kept = before.words == after.words and set(before.sections) <= set(after.sections)
    return "" if before.partition == after.partition and kept else before.partition
