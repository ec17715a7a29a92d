"""What one reader sees, asked of the store with the access law in the statement itself.

A statement brings rows that the reader sees and no others. So what is hidden and what is nowhere take the same
statements, bring the same rows and leave the same work to whoever asked.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    FromClause,
    Select,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    select,
    tuple_,
)

from holdings.identity import UnitIdentity
from holdings.store.tables import packages, theme_sections, theme_units, themes, units
from sharing.access import Part, Protected, Reader, may_view
from sharing.classes import SharingClass
from sharing.store import protected_of, sharing_states, visible

#: Readers whose statements are kept: making one costs as much as running it.
_READERS = 256


@dataclass(frozen=True, slots=True)
class SeenPlacement:
    """A unit that a reader sees in a published theme.

    Attributes:
        theme: the store's row of the theme.
        section: slug of the section.
        note: the curator's, whoever may read it.
        protected: the unit.
    """

    theme: int
    section: str
    note: str
    protected: Protected


@dataclass(frozen=True, slots=True)
class ThemeHeading:
    """What stands above the units of a theme.

    Attributes:
        row: the store's row of the theme.
        slug: its id.
        title: its title.
        introduction: its introduction.
        sections: slug and title of each section that was asked for, in order.
    """

    row: int
    slug: str
    title: str
    introduction: str
    sections: tuple[tuple[str, str], ...]


def unit_seen(connection: Connection, reader: Reader, identity: UnitIdentity) -> Protected | None:
    """The unit of an identity, if this reader sees its face; None for a hidden one as for one that is nowhere.

    One statement, and in it the same look-ups: where nothing is held under the identity, another unit's rows are
    read in its place and left.
    """
    row = connection.execute(
        _one_unit(reader), {"archive": identity.archive, "code": identity.code}
    ).one_or_none()
    found = [protected_of(row)] if row is not None else []
    return next(_seen_of(reader, found), None)


def units_seen(
    connection: Connection, reader: Reader, archive: str, codes: Iterable[str], *, beyond_open: bool = False
) -> dict[str, Protected]:
    """The units of one archive, by code, that this reader sees, in one statement.

    Args:
        connection: a transaction.
        reader: who looks.
        archive: which one.
        codes: of the units.
        beyond_open: only those that are not unconditional.
    """
    wanted = list(dict.fromkeys(codes))
    statement = _by_codes(reader, beyond_open=beyond_open)
    rows = connection.execute(statement, {"archive": archive, "wanted": wanted})
    return {each.unit.identity.code: each for each in _seen_of(reader, map(protected_of, rows))}


def numbers_in_order(
    connection: Connection, reader: Reader, after: tuple[str, bytes], most: int
) -> list[tuple[int, tuple[str, bytes]]]:
    """Numbers of the units that a reader sees in the order of codes, each with its place: (archive, key).

    Args:
        connection: a transaction.
        reader: who looks.
        after: where to begin: the place of the last unit had; ("", b"") for the beginning.
        most: at most so many.
    """
    rows = connection.execute(_in_order(reader), {"archive": after[0], "key": after[1], "most": most})
    return [(number, (archive, key)) for number, archive, key in rows]


def placements_seen(
    connection: Connection,
    reader: Reader,
    *,
    slug: str | None = None,
    themes_of: Iterable[int] | None = None,
    rows: Iterable[int] = (),
) -> list[SeenPlacement]:
    """The units that a reader sees in published themes, by theme's id and place in it.

    Args:
        connection: a transaction.
        reader: who looks.
        slug: of the one theme that is meant.
        themes_of: rows of units whose themes are meant.
        rows: rows of further themes that are meant, beside those of `themes_of`.
    """
    if slug is not None:
        told = connection.execute(_placed(reader, "slug"), {"slug": slug})
    elif themes_of is not None:
        named = {"of": list(themes_of), "rows": list(rows)}
        told = connection.execute(_placed(reader, "named"), named)
    else:
        told = connection.execute(_placed(reader, "all"))
    found = ((row, protected_of(row)) for row in told)
    return [
        SeenPlacement(row.placed_theme, row.placed_section, row.placed_note, protected)
        for row, protected in found
        if may_view(reader, protected, Part.FACE)
    ]


def theme_slugs_seen(
    connection: Connection, reader: Reader, rows: Iterable[int] | None = None
) -> dict[int, str]:
    """Ids, by row, of the published themes in which a reader sees something; of `rows` only where they are told."""
    if rows is None:
        told = connection.execute(_slugs(reader))
    else:
        told = connection.execute(
            _slugs(reader).where(themes.c.id.in_(bindparam("rows", expanding=True))), {"rows": list(rows)}
        )
    return {row.id: row.slug for row in told}


def theme_titles_seen(connection: Connection, reader: Reader, slugs: Iterable[str]) -> dict[str, str]:
    """Titles, by id, of those of some themes in which a reader sees something."""
    told = connection.execute(
        _slugs(reader).where(themes.c.slug.in_(bindparam("slugs", expanding=True))), {"slugs": list(slugs)}
    )
    return {row.slug: row.title for row in told}


def headings(connection: Connection, sections: Iterable[tuple[int, str]]) -> list[ThemeHeading]:
    """What stands above the units of some themes, by id.

    Args:
        connection: a transaction.
        sections: row of the theme and slug of the section; ask only for those in which something is seen.
    """
    found: dict[int, ThemeHeading] = {}
    for row in connection.execute(_HEADINGS, {"sections": sorted(sections)}):
        known = found.get(row.id) or ThemeHeading(row.id, row.slug, row.title, row.introduction, ())
        found[row.id] = replace(known, sections=(*known.sections, (row.section, row.section_title)))
    return list(found.values())


def _seen_of(reader: Reader, found: Iterable[Protected]) -> Iterator[Protected]:
    # The law in Python has the last word over its twin in SQL.
    return (each for each in found if may_view(reader, each, Part.FACE))


_HELD = units.join(packages, packages.c.id == units.c.package_id).outerjoin(
    sharing_states, sharing_states.c.unit_id == units.c.id
)
_STATE = (sharing_states.c.sharing_class, sharing_states.c.face_hidden, sharing_states.c.published)
_HEADINGS = (
    select(
        themes.c.id,
        themes.c.slug,
        themes.c.title,
        themes.c.introduction,
        theme_sections.c.slug.label("section"),
        theme_sections.c.title.label("section_title"),
    )
    .join(theme_sections, theme_sections.c.theme_id == themes.c.id)
    .where(
        tuple_(theme_sections.c.theme_id, theme_sections.c.slug).in_(bindparam("sections", expanding=True))
    )
    .order_by(themes.c.slug, theme_sections.c.position)
)


def _is_seen(reader: Reader) -> ColumnElement[bool]:
    return and_(packages.c.state == "accepted", visible(reader))


@lru_cache(_READERS)
def _one_unit(reader: Reader) -> Select[Any]:
    named = and_(units.c.archive == bindparam("archive"), units.c.code == bindparam("code"))
    theirs = select(units.c.id).where(named).scalar_subquery()
    another = select(func.min(units.c.id)).scalar_subquery()
    return (
        select(units, *_STATE)
        .select_from(_HELD)
        # A choice is made when all its tables were read, so no row is spared where the first already decides.
        .where(units.c.id == func.coalesce(theirs, another), case((_is_seen(reader), named), else_=false()))
    )


@lru_cache(_READERS)
def _by_codes(reader: Reader, *, beyond_open: bool) -> Select[Any]:
    question = (
        select(units, *_STATE)
        .select_from(_HELD)
        .where(
            units.c.archive == bindparam("archive"),
            units.c.code.in_(bindparam("wanted", expanding=True)),
            _is_seen(reader),
        )
    )
    if beyond_open:
        return question.where(sharing_states.c.sharing_class != int(SharingClass.UNCONDITIONAL))
    return question


@lru_cache(_READERS)
def _in_order(reader: Reader) -> Select[Any]:
    place = tuple_(
        bindparam("archive", type_=units.c.archive.type), bindparam("key", type_=units.c.order_key.type)
    )
    return (
        select(units.c.number, units.c.archive, units.c.order_key)
        .select_from(_HELD)
        .where(tuple_(units.c.archive, units.c.order_key) > place, _is_seen(reader))
        .order_by(units.c.archive, units.c.order_key)
        .limit(bindparam("most"))
    )


@lru_cache(_READERS)
def _placed(reader: Reader, meant: str) -> Select[Any]:
    question = (
        select(
            units,
            *_STATE,
            theme_units.c.theme_id.label("placed_theme"),
            theme_units.c.section.label("placed_section"),
            theme_units.c.note.label("placed_note"),
        )
        .select_from(_placed_tables())
        .where(themes.c.published.is_(True), _is_seen(reader))
        .order_by(themes.c.slug, theme_units.c.section, theme_units.c.position)
    )
    if meant == "slug":
        return question.where(themes.c.slug == bindparam("slug"))
    if meant == "named":
        placed = theme_units.alias()
        beside = select(placed.c.theme_id).where(placed.c.unit_id.in_(bindparam("of", expanding=True)))
        return question.where(themes.c.id.in_(beside) | themes.c.id.in_(bindparam("rows", expanding=True)))
    return question


@lru_cache(_READERS)
def _slugs(reader: Reader) -> Select[Any]:
    some = exists(
        select(theme_units.c.unit_id)
        .select_from(theme_units.join(_HELD, units.c.id == theme_units.c.unit_id))
        .where(theme_units.c.theme_id == themes.c.id, _is_seen(reader))
        .correlate(themes)
    )
    return (
        select(themes.c.id, themes.c.slug, themes.c.title)
        .where(themes.c.published.is_(True), some)
        .order_by(themes.c.slug)
    )


def _placed_tables() -> FromClause:
    return theme_units.join(themes, themes.c.id == theme_units.c.theme_id).join(
        _HELD, units.c.id == theme_units.c.unit_id
    )
