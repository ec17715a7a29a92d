"""Curating thematic collections: each change keeps the indices' outbox true, and touches nothing that it need not."""

from __future__ import annotations

from holdings.store import outbox, themes, units
from holdings.store.database import Transaction
from holdings.store.outbox import Change
from holdings.themes import Theme
from sharing.access import Protected
from sharing.store import change_of, protect
from sharing.theme_changes import NOT_ENTERED, entered, rows_of_theme

#: Of each unit placed in a published theme, what its entry there says: the section's title and the note.
_Places = dict[int, tuple[str, str]]


def put_theme(connection: Transaction, theme: Theme) -> None:
    """Write a theme whole.

    Only units whose place, section title or note changes are entered anew. Whoever loses words or a place in what
    was published is hidden until the indices have followed.
    """
    found = themes.find(connection, theme.slug)
    row = themes.put(connection, theme)
    old = found[1] if found is not None else None
    held = _held(connection, theme, old)
    was = entered(old, held) if old is not None else NOT_ENTERED
    changes = rows_of_theme(row, theme.slug, was, entered(theme, held))
    changes += _unit_rows(held, _places(old) if old is not None else {}, _places(theme))
    if changes:
        outbox.record(connection, changes)


def remove_theme(connection: Transaction, row: int, theme: Theme) -> None:
    """Remove a theme; its units stay as they are."""
    themes.remove(connection, row)
    held = _held(connection, theme, None)
    changes = rows_of_theme(row, theme.slug, entered(theme, held), NOT_ENTERED)
    changes += _unit_rows(held, _places(theme), {})
    if changes:
        outbox.record(connection, changes)


def _held(connection: Transaction, theme: Theme, old: Theme | None) -> dict[int, Protected]:
    rows = theme.unit_rows | (old.unit_rows if old is not None else frozenset())
    return protect(connection, units.by_rows(connection, sorted(rows)).values())


def _places(theme: Theme) -> _Places:
    if not theme.published:
        return {}
    return {
        place.unit_row: (section.title, place.note)
        for section in theme.sections
        for place in section.placements
    }


def _unit_rows(held: dict[int, Protected], was: _Places, now: _Places) -> list[Change]:
    return [
        change_of(held[row], tightens=row in was)
        for row in sorted(was.keys() | now.keys())
        if row in held and was.get(row) != now.get(row)
    ]
