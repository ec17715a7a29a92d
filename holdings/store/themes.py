"""Thematic collections in the store."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, select, update

from holdings.store.tables import theme_sections, theme_units, themes
from holdings.themes import Placement, Section, Theme


def find(connection: Connection, slug: str) -> tuple[int, Theme] | None:
    """A theme with its row, drafts included; None where there is none of this id."""
    row = connection.execute(select(themes.c.id).where(themes.c.slug == slug)).scalar_one_or_none()
    return (row, by_row(connection, row)) if row is not None else None


def by_row(connection: Connection, row: int) -> Theme:
    """A theme by the store's row.

    Raises:
        sqlalchemy.exc.NoResultFound: there is no such row.
    """
    told = connection.execute(select(themes).where(themes.c.id == row)).one()
    placed: dict[str, list[Placement]] = {}
    for section, unit, note in connection.execute(
        select(theme_units.c.section, theme_units.c.unit_id, theme_units.c.note)
        .where(theme_units.c.theme_id == row)
        .order_by(theme_units.c.position)
    ):
        placed.setdefault(section, []).append(Placement(unit, note))
    sections = connection.execute(
        select(theme_sections.c.slug, theme_sections.c.title)
        .where(theme_sections.c.theme_id == row)
        .order_by(theme_sections.c.position)
    )
    return Theme(
        slug=told.slug,
        title=told.title,
        introduction=told.introduction,
        published=bool(told.published),
        sections=tuple(Section(slug, title, tuple(placed.get(slug, ()))) for slug, title in sections),
    )


def exists(connection: Connection, row: int) -> bool:
    """Whether there is a theme with this row."""
    return connection.execute(select(themes.c.id).where(themes.c.id == row)).first() is not None


def rows(connection: Connection, *, drafts: bool) -> list[int]:
    """Rows of all themes in the order of their ids; without drafts only the published ones."""
    question = select(themes.c.id).order_by(themes.c.slug)
    if not drafts:
        question = question.where(themes.c.published.is_(True))
    return list(connection.execute(question).scalars())


def put(connection: Connection, theme: Theme) -> int:
    """Write a theme whole, in the place of one with the same id; returns its row."""
    row = connection.execute(select(themes.c.id).where(themes.c.slug == theme.slug)).scalar_one_or_none()
    columns = {"title": theme.title, "introduction": theme.introduction, "published": theme.published}
    if row is None:
        row = connection.execute(
            insert(themes).values(slug=theme.slug, **columns).returning(themes.c.id)
        ).scalar_one()
    else:
        connection.execute(update(themes).where(themes.c.id == row).values(**columns))
    connection.execute(delete(theme_units).where(theme_units.c.theme_id == row))
    connection.execute(delete(theme_sections).where(theme_sections.c.theme_id == row))
    sections = [
        {"theme_id": row, "slug": section.slug, "position": position, "title": section.title}
        for position, section in enumerate(theme.sections)
    ]
    placed = [
        {
            "theme_id": row,
            "section": section.slug,
            "position": position,
            "unit_id": place.unit_row,
            "note": place.note,
        }
        for section in theme.sections
        for position, place in enumerate(section.placements)
    ]
    if sections:
        connection.execute(insert(theme_sections), sections)
    if placed:
        connection.execute(insert(theme_units), placed)
    return int(row)


def remove(connection: Connection, row: int) -> None:
    """Remove a theme; its units stay."""
    connection.execute(delete(theme_units).where(theme_units.c.theme_id == row))
    connection.execute(delete(theme_sections).where(theme_sections.c.theme_id == row))
    connection.execute(delete(themes).where(themes.c.id == row))


def slugs(connection: Connection) -> dict[int, str]:
    """Ids of all themes by row."""
    return dict(connection.execute(select(themes.c.id, themes.c.slug)).all())


def with_units(connection: Connection, unit_rows: Iterable[int]) -> dict[int, list[int]]:
    """For each unit row the rows of the published themes that it is placed in, in the order of rows."""
    wanted = list(unit_rows)
    found: dict[int, list[int]] = {}
    for start in range(0, len(wanted), 500):
        pairs = connection.execute(
            select(theme_units.c.unit_id, theme_units.c.theme_id)
            .join(themes, themes.c.id == theme_units.c.theme_id)
            .where(theme_units.c.unit_id.in_(wanted[start : start + 500]), themes.c.published.is_(True))
            .order_by(theme_units.c.theme_id)
        )
        for unit, theme in pairs:
            found.setdefault(unit, []).append(theme)
    return found
