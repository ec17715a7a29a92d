"""Changing themes whole: a unit taken out, a theme loaded from its text."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from holdings.store import themes, units
from holdings.themes import Placement, Section, Theme
from lantai import theme_letters as letters
from lantai.commands.parsing import identity_of
from lantai.errors import CommandFailed
from lantai.theme_texts import WrittenTheme, read_theme
from sharing.themes import put_theme

if TYPE_CHECKING:
    from holdings.store.database import Transaction
    from lantai.wiring import House


def without(theme: Theme, row: int) -> Theme:
    """The theme without one unit."""
    return replace(
        theme,
        sections=tuple(
            replace(section, placements=tuple(place for place in section.placements if place.unit_row != row))
            for section in theme.sections
        ),
    )


def load(path: Path, house: House, *, publish: bool) -> tuple[Theme, bool]:
    """Load a theme from its text, in place of one with the same id; one that is published stays so.

    Returns:
        The theme, and whether anything changed.

    Raises:
        CommandFailed: the text is no theme, or names units that are not held.
    """
    written = read_theme(path)
    with house.store.writing() as connection:
        before = themes.find(connection, written.slug)
        was_published = before is not None and before[1].published
        theme = Theme(
            written.slug,
            written.title,
            written.introduction,
            publish or written.published or was_published,
            _sections(connection, path, written, house),
        )
        changed = before is None or before[1] != theme
        if changed:
            put_theme(connection, theme)
    return theme, changed


def _sections(
    connection: Transaction, path: Path, written: WrittenTheme, house: House
) -> tuple[Section, ...]:
    missing: list[str] = []
    sections = []
    for section in written.sections:
        placements = []
        for code, note in section.places:
            identity = identity_of(code, house)
            unit = units.find(connection, identity)
            if unit is None:
                missing.append(identity.written)
            else:
                placements.append(Placement(unit.row, note))
        sections.append(Section(section.slug, section.title, tuple(placements)))
    if missing:
        raise CommandFailed(letters.units_not_held(str(path), missing))
    return tuple(sections)
