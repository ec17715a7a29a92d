"""Reading from the store what entries are made of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from holdings.store import pages, recognised, themes, units
from holdings.store.database import Transaction
from holdings.themes import Theme
from indexer.entries import Subject, ThemePlace, ThemeSubject
from sharing.access import Protected
from sharing.store import protect

#: Pages of text gathered into one piece of work for an analysing process.
PIECE_PAGES = 250


def subjects(connection: Transaction, rows: Sequence[int]) -> list[Subject]:
    """What the entries of some units are made of; rows of nothing held are left out."""
    held = units.by_rows(connection, rows)
    protected = protect(connection, held.values())
    texts, going_on = pages.running_texts(connection, held)
    doubts = recognised.doubts_of(connection, held)
    within = themes.with_units(connection, held)
    known = {
        row: themes.by_row(connection, row)
        for row in {theme for placed in within.values() for theme in placed}
    }
    return [
        Subject(
            protected[row],
            tuple(texts[row]),
            tuple(place for theme in within.get(row, ()) for place in _places(known[theme], row)),
            doubts.get(row, {}),
            going_on.get(row, frozenset()),
        )
        for row in rows
        if row in held
    ]


def pieces(connection: Transaction, rows: Sequence[int]) -> Iterator[list[int]]:
    """Cut rows, in order, into pieces of about `PIECE_PAGES` pages; a longer unit is a piece of its own."""
    held = units.pages_of_rows(connection, rows)
    piece: list[int] = []
    gathered = 0
    for row in rows:
        size = 1 + held.get(row, 0)
        if piece and gathered + size > PIECE_PAGES:
            yield piece
            piece, gathered = [], 0
        piece.append(row)
        gathered += size
    if piece:
        yield piece


def theme_subject(connection: Transaction, row: int) -> ThemeSubject | None:
    """What the entry of a theme is made of; None for a draft or one that was removed."""
    if not themes.exists(connection, row):
        return None
    theme = themes.by_row(connection, row)
    if not theme.published:
        return None
    protected = protected_units(connection, theme.unit_rows)
    return ThemeSubject(
        theme.slug,
        theme.title,
        theme.introduction,
        tuple(
            (
                section.title,
                tuple(
                    protected[place.unit_row] for place in section.placements if place.unit_row in protected
                ),
            )
            for section in theme.sections
        ),
    )


def protected_units(connection: Transaction, rows: Iterable[int]) -> dict[int, Protected]:
    """Units with their states, by row."""
    return protect(connection, units.by_rows(connection, rows).values())


def _places(theme: Theme, row: int) -> Iterator[ThemePlace]:
    for section in theme.sections:
        for place in section.placements:
            if place.unit_row == row:
                yield ThemePlace(theme.slug, section.title, place.note)
