"""Thematic collections 专题: units that a curator put together, with an introduction and notes."""

from __future__ import annotations

import re
from dataclasses import dataclass

#: The id of a theme or section: a word for URLs that the curator chooses.
SLUG = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*\Z")


@dataclass(frozen=True, slots=True)
class Placement:
    """A unit's place in a theme.

    Attributes:
        unit_row: the store's row of the unit.
        note: the curator's note; it follows the unit's description in who may read it.
    """

    unit_row: int
    note: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A section of a theme.

    Attributes:
        slug: id within the theme.
        title: public words once the theme is published.
        placements: units in the curator's order.
    """

    slug: str
    title: str
    placements: tuple[Placement, ...] = ()


@dataclass(frozen=True, slots=True)
class Theme:
    """A thematic collection.

    Attributes:
        slug: id, unique in the home.
        title: public words once it is published.
        introduction: public words once it is published.
        published: a draft is seen by its curators only.
        sections: in the curator's order.
    """

    slug: str
    title: str
    introduction: str = ""
    published: bool = False
    sections: tuple[Section, ...] = ()

    @property
    def unit_rows(self) -> frozenset[int]:
        """The rows of all units placed in the theme."""
        return frozenset(place.unit_row for section in self.sections for place in section.placements)
