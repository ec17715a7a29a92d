"""What a reader sees of themes. What may not be seen of one does not exist for that reader."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from holdings.store import themes, units
from holdings.store.database import Transaction
from holdings.themes import Theme
from search_api.sight import Pending
from sharing.access import Part, Protected, Reader, may_view
from sharing.store import protect
from sharing.theme_changes import theme_number


@dataclass(frozen=True, slots=True)
class SeenPlace:
    """A unit in a section, as a reader sees it.

    Attributes:
        protected: the unit.
        position: its place among those that the reader sees, from 1.
        note: the curator's note; empty where the reader may not see the unit's description.
    """

    protected: Protected
    position: int
    note: str


@dataclass(frozen=True, slots=True)
class SeenSection:
    """A section with at least one unit that the reader sees."""

    slug: str
    title: str
    places: tuple[SeenPlace, ...]


@dataclass(frozen=True, slots=True)
class SeenTheme:
    """A published theme with at least one unit that the reader sees."""

    slug: str
    title: str
    introduction: str
    sections: tuple[SeenSection, ...]

    @property
    def units(self) -> int:
        """How many places the reader sees."""
        return sum(len(section.places) for section in self.sections)

    def place_of(self, row: int) -> tuple[SeenSection, SeenPlace] | None:
        """Where a unit stands in it."""
        for section in self.sections:
            for place in section.places:
                if place.protected.unit.row == row:
                    return section, place
        return None


def seen_themes(
    connection: Transaction, reader: Reader, rows: Iterable[int] | None = None
) -> list[SeenTheme]:
    """Published themes as a reader sees them, by id; of `rows` only where they are named."""
    wanted = themes.rows(connection, drafts=False)
    if rows is not None:
        named = set(rows)
        wanted = [row for row in wanted if row in named]
    told = [themes.by_row(connection, row) for row in wanted]
    placed = {row for theme in told for row in theme.unit_rows}
    protected = protect(connection, units.by_rows(connection, placed).values())
    seen = (_seen(reader, theme, protected) for theme in told)
    return [theme for theme in seen if theme.sections]


def settled(connection: Transaction, reader: Reader, hidden: Pending) -> Pending:
    """What is hidden of this reader: of doubtful themes those of which the reader sees nothing."""
    if not hidden.doubtful:
        return hidden
    rows = {row for row, _ in hidden.doubtful}
    seen = {theme_number(theme.slug) for theme in seen_themes(connection, reader, rows)}
    return hidden.hiding(frozenset(number for _, number in hidden.doubtful) - seen)


def seen_theme(connection: Transaction, reader: Reader, slug: str) -> SeenTheme | None:
    """One published theme as a reader sees it; None where there is nothing to see."""
    # A store cannot be asked for text that is no text.
    found = themes.find(connection, slug) if slug.isprintable() else None
    if found is None or not found[1].published:
        return None
    return next(iter(seen_themes(connection, reader, [found[0]])), None)


def _seen(reader: Reader, theme: Theme, protected: Mapping[int, Protected]) -> SeenTheme:
    sections = []
    for section in theme.sections:
        places: list[SeenPlace] = []
        for place in section.placements:
            unit = protected.get(place.unit_row)
            if unit is None or not may_view(reader, unit, Part.FACE):
                continue
            note = place.note if may_view(reader, unit, Part.DESCRIPTION) else ""
            places.append(SeenPlace(unit, len(places) + 1, note))
        if places:
            sections.append(SeenSection(section.slug, section.title, tuple(places)))
    return SeenTheme(theme.slug, theme.title, theme.introduction, tuple(sections))
