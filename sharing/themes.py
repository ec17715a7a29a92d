"""Curating thematic collections: each change keeps the indices' outbox true."""

from __future__ import annotations

from collections.abc import Iterable

from holdings.store import outbox, themes, units
from holdings.store.database import Transaction
from holdings.store.outbox import Change, Kind
from holdings.themes import Theme
from sharing.changes import theme_number


def put_theme(connection: Transaction, theme: Theme) -> None:
    """Write a theme whole. Whoever loses a place in what was published is hidden until indices follow."""
    before = themes.find(connection, theme.slug)
    row = themes.put(connection, theme)
    was = before[1].unit_rows if before is not None and before[1].published else frozenset()
    now = theme.unit_rows if theme.published else frozenset()
    if not was and not now and not theme.published and (before is None or not before[1].published):
        return
    lost, touched = was - now, was | now
    # Any published words that changed may be words that had to go.
    rewritten = before is not None and before[1].published and before[1] != theme
    outbox.record(
        connection,
        [
            Change(Kind.THEME, row, theme_number(theme.slug), tightens=rewritten),
            *_unit_changes(connection, touched, lost),
        ],
    )


def remove_theme(connection: Transaction, row: int, theme: Theme) -> None:
    """Remove a theme; its units stay as they are."""
    themes.remove(connection, row)
    if theme.published:
        outbox.record(
            connection,
            [
                Change(Kind.THEME, row, theme_number(theme.slug), tightens=True),
                *_unit_changes(connection, theme.unit_rows, theme.unit_rows),
            ],
        )


def _unit_changes(connection: Transaction, touched: Iterable[int], lost: frozenset[int]) -> list[Change]:
    held = units.by_rows(connection, touched)
    return [
        Change(Kind.UNIT, row, unit.identity.number, tightens=row in lost)
        for row, unit in sorted(held.items())
    ]
