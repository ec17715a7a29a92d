"""What a reader sees of themes. What may not be seen of one does not exist for that reader."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from holdings.store.database import Transaction
from search_api.sight import Pending
from sharing.access import Part, Protected, Reader, may_view
from sharing.store_seen import SeenPlacement, ThemeHeading, headings, placements_seen, theme_slugs_seen
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


def seen_themes(connection: Transaction, reader: Reader) -> list[SeenTheme]:
    """All published themes as a reader sees them, by id."""
    return _themes_of(connection, reader, placements_seen(connection, reader))


def themes_of_units(
    connection: Transaction, reader: Reader, rows: Iterable[int], themes: Iterable[int] = ()
) -> list[SeenTheme]:
    """The published themes that some units stand in, and some further ones, as a reader sees them, by id.

    Args:
        connection: the store.
        reader: who looks.
        rows: of the units.
        themes: rows of the further themes.
    """
    placed = placements_seen(connection, reader, themes_of=rows, rows=themes)
    return _themes_of(connection, reader, placed)


def seen_theme(connection: Transaction, reader: Reader, slug: str) -> SeenTheme | None:
    """One published theme as a reader sees it; None where there is nothing to see."""
    # A store cannot be asked for text that is no text.
    if not slug.isprintable():
        return None
    placed = placements_seen(connection, reader, slug=slug)
    return next(iter(_themes_of(connection, reader, placed)), None)


def settled(connection: Transaction, reader: Reader, hidden: Pending) -> Pending:
    """What is hidden of a reader with rights: of doubtful themes those of which the reader sees nothing.

    The store is asked whether or not there are any: that there are may be a change of what the reader may not see.
    """
    seen = theme_slugs_seen(connection, reader, {row for row, _ in hidden.doubtful})
    shown = {theme_number(slug) for slug in seen.values()}
    return hidden.hiding(frozenset(number for _, number in hidden.doubtful) - shown)


def _themes_of(connection: Transaction, reader: Reader, placed: list[SeenPlacement]) -> list[SeenTheme]:
    by_section: dict[tuple[int, str], list[SeenPlace]] = {}
    for each in placed:
        into = by_section.setdefault((each.theme, each.section), [])
        note = each.note if may_view(reader, each.protected, Part.DESCRIPTION) else ""
        into.append(SeenPlace(each.protected, len(into) + 1, note))
    if not by_section:
        return []
    return [_theme_of(each, by_section) for each in headings(connection, by_section)]


def _theme_of(heading: ThemeHeading, placed: dict[tuple[int, str], list[SeenPlace]]) -> SeenTheme:
    sections = tuple(
        SeenSection(slug, title, tuple(placed[heading.row, slug])) for slug, title in heading.sections
    )
    return SeenTheme(heading.slug, heading.title, heading.introduction, sections)
