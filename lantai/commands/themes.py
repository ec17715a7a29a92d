"""`lantai theme`: what a curator does. A draft until it is published."""

from __future__ import annotations

import argparse
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from lantai import letters, terminal
from lantai import theme_letters as curators
from lantai.commands.parsing import Families, Parser, add_json, command, family, identity_of
from lantai.errors import CommandFailed, UsageError

if TYPE_CHECKING:
    from holdings.store.database import Transaction
    from holdings.themes import Theme
    from lantai.wiring import House


def register(families: Families) -> None:
    """Add the family."""
    themes = family(
        families,
        "theme",
        "专题：编选单元，写介绍与按语，发布。",
        "Themes: place units, write an introduction and notes, publish.",
        "lantai theme load samples/themes/port-and-shipping.toml --publish\nlantai theme list",
    )
    listed = command(themes, "list", "列出全部专题，含草稿。", "List all themes, drafts included.")
    add_json(listed)
    listed.set_defaults(run=list_themes)
    show = command(themes, "show", "查看专题的各节与单元。", "Show a theme with its sections and units.")
    _add_theme(show)
    add_json(show)
    show.set_defaults(run=show_theme)
    create = command(
        themes,
        "create",
        "建立专题草稿。",
        "Make a draft.",
        'lantai theme create port-and-shipping --title "闽海港与航运"',
    )
    _add_theme(create)
    create.add_argument("--title", required=True, metavar="T", help="题名 title")
    create.add_argument("--introduction", default="", metavar="T", help="介绍 introduction")
    create.set_defaults(run=create_theme, changes=True)
    section = command(
        themes,
        "section",
        "建立一节，或改其标题。",
        "Make a section, or change its title.",
        "lantai theme section port-and-shipping first-pier --title 第一码头",
    )
    _add_theme(section)
    section.add_argument("section", metavar="SLUG", help="节的标识 id of the section")
    section.add_argument("--title", required=True, metavar="T", help="标题 title")
    section.set_defaults(run=put_section, changes=True)
    place = command(
        themes,
        "place",
        "将单元编入一节之末；已在专题中的移到此处。",
        "Put a unit at the end of a section; one that is in the theme is moved there.",
        'lantai theme place port-and-shipping first-pier 0023-003-0007-001 --note "一切从一次翻船开始。"',
    )
    _add_theme(place)
    place.add_argument("section", metavar="SECTION", help="节的标识 id of the section")
    place.add_argument("code", metavar="CODE", help="档号 reference code")
    place.add_argument("--note", default="", metavar="T", help="按语 the curator's note")
    place.set_defaults(run=place_unit, changes=True)
    unplace = command(themes, "unplace", "从专题中取出单元。", "Take a unit out of a theme.")
    _add_theme(unplace)
    unplace.add_argument("code", metavar="CODE", help="档号 reference code")
    unplace.set_defaults(run=unplace_unit, changes=True)
    for name, zh, en, run in (
        (
            "publish",
            "发布专题：题名、介绍与各节标题成为公开文字。",
            "Publish: titles and introduction become public words.",
            publish,
        ),
        ("unpublish", "收回为草稿，立即生效。", "Make it a draft again, at once.", unpublish),
        ("remove", "删除专题；其中的单元不受影响。", "Remove a theme; its units stay.", remove),
    ):
        parser = command(themes, name, zh, en)
        _add_theme(parser)
        parser.set_defaults(run=run, changes=True)
    load = command(
        themes,
        "load",
        "从 TOML 文件载入专题，同标识的整个替换。",
        "Load a theme from a TOML file, in place of one with the same id.",
        "lantai theme load samples/themes/port-and-shipping.toml --publish",
    )
    load.add_argument("file", metavar="FILE.toml", type=Path, help="专题文件 the theme's text")
    load.add_argument("--publish", action="store_true", help="载入后发布 publish it at once")
    load.set_defaults(run=load_theme, changes=True)


def _add_theme(parser: Parser) -> None:
    parser.add_argument("theme", metavar="ID", help="专题的标识 id of the theme")


def _found(connection: Transaction, slug: str) -> tuple[int, Theme]:
    from holdings.store import themes

    found = themes.find(connection, slug)
    if found is None:
        raise CommandFailed(curators.no_theme(slug))
    return found


def _checked_slug(slug: str) -> str:
    from holdings.themes import SLUG

    if not SLUG.match(slug):
        raise UsageError(curators.bad_slug(slug))
    return slug


def _title(text: str) -> str:
    if not text.strip():
        raise UsageError(curators.no_title())
    return text.strip()


def list_themes(arguments: argparse.Namespace, house: House) -> int:
    """`lantai theme list`."""
    from holdings.store import themes

    with house.store.reading() as connection:
        known = [themes.by_row(connection, row) for row in themes.rows(connection, drafts=True)]
    if arguments.json:
        terminal.say_json(
            {
                "themes": [
                    {
                        "id": theme.slug,
                        "title": theme.title,
                        "published": theme.published,
                        "sections": len(theme.sections),
                        "units": len(theme.unit_rows),
                    }
                    for theme in known
                ]
            }
        )
        return 0
    if not known:
        terminal.say("还没有专题。No themes yet: lantai theme create ID --title T")
        return 0
    terminal.table(
        ("标识 id", "题名 title", "单元 units", "状态 state"),
        [
            (
                theme.slug,
                theme.title,
                str(len(theme.unit_rows)),
                "已发布 published" if theme.published else "草稿 draft",
            )
            for theme in known
        ],
    )
    return 0


def show_theme(arguments: argparse.Namespace, house: House) -> int:
    """`lantai theme show`."""
    from holdings.store import units

    with house.store.reading() as connection:
        _, theme = _found(connection, arguments.theme)
        held = units.by_rows(connection, theme.unit_rows)
    sections = [
        {
            "id": section.slug,
            "title": section.title,
            "units": [
                {
                    "code": held[place.unit_row].identity.written,
                    "title": held[place.unit_row].description.title,
                    "note": place.note,
                }
                for place in section.placements
                if place.unit_row in held
            ],
        }
        for section in theme.sections
    ]
    if arguments.json:
        terminal.say_json(
            {
                "id": theme.slug,
                "title": theme.title,
                "introduction": theme.introduction,
                "published": theme.published,
                "sections": sections,
            }
        )
        return 0
    state = "已发布 published" if theme.published else "草稿 draft"
    terminal.say(f"{theme.title}  [{theme.slug}]  {state}")
    if theme.introduction:
        terminal.say(theme.introduction)
    for section in sections:
        terminal.say(f"\n{section['title']}  [{section['id']}]")
        for unit in section["units"]:
            if isinstance(unit, dict):
                terminal.say(f"  {unit['code']}  {unit['title']}")
                if unit["note"]:
                    terminal.say(f"      {unit['note']}")
    return 0


def create_theme(arguments: argparse.Namespace, house: House) -> int:
    """`lantai theme create`."""
    from holdings.store import themes
    from holdings.themes import Theme
    from sharing.themes import put_theme

    theme = Theme(
        _checked_slug(arguments.theme), _title(arguments.title), arguments.introduction.strip(), False, ()
    )
    with house.store.writing() as connection:
        if themes.find(connection, theme.slug) is not None:
            raise CommandFailed(curators.theme_taken(theme.slug))
        put_theme(connection, theme)
    terminal.say(f"草稿 draft: {theme.slug}")
    return 0


def put_section(arguments: argparse.Namespace, house: House) -> int:
    """`lantai theme section`."""
    from holdings.themes import Section
    from sharing.themes import put_theme

    slug, title = _checked_slug(arguments.section), _title(arguments.title)
    with house.store.writing() as connection:
        _, theme = _found(connection, arguments.theme)
        if any(section.slug == slug for section in theme.sections):
            sections = tuple(
                replace(section, title=title) if section.slug == slug else section
                for section in theme.sections
            )
        else:
            sections = (*theme.sections, Section(slug, title))
        put_theme(connection, replace(theme, sections=sections))
    terminal.say(f"{theme.slug}: {title} [{slug}]")
    return 0


def place_unit(arguments: argparse.Namespace, house: House) -> int:
    """`lantai theme place`."""
    from holdings.themes import Placement
    from lantai.curating import without
    from sharing.themes import put_theme

    with house.store.writing() as connection:
        _, theme = _found(connection, arguments.theme)
        if all(section.slug != arguments.section for section in theme.sections):
            raise CommandFailed(curators.no_section(theme.slug, arguments.section))
        row, code = _row(connection, arguments.code, house)
        sections = tuple(
            replace(section, placements=(*section.placements, Placement(row, arguments.note.strip())))
            if section.slug == arguments.section
            else section
            for section in without(theme, row).sections
        )
        put_theme(connection, replace(theme, sections=sections))
    terminal.say(f"{theme.slug} / {arguments.section}: {code}")
    _tell_withdrawn(house, (row,))
    return 0


def unplace_unit(arguments: argparse.Namespace, house: House) -> int:
    """`lantai theme unplace`."""
    from lantai.curating import without
    from sharing.themes import put_theme

    with house.store.writing() as connection:
        _, theme = _found(connection, arguments.theme)
        row, code = _row(connection, arguments.code, house)
        if row not in theme.unit_rows:
            raise CommandFailed(curators.not_placed(theme.slug, code))
        put_theme(connection, without(theme, row))
    terminal.say(f"{theme.slug}: 已取出 taken out: {code}")
    return 0


def publish(arguments: argparse.Namespace, house: House) -> int:
    """`lantai theme publish`."""
    _set_published(arguments.theme, True, house)
    terminal.say(str(curators.words_become_public(arguments.theme)))
    return 0


def unpublish(arguments: argparse.Namespace, house: House) -> int:
    """`lantai theme unpublish`."""
    _set_published(arguments.theme, False, house)
    terminal.say(f"{arguments.theme}: 草稿 draft")
    return 0


def _set_published(slug: str, published: bool, house: House) -> None:
    from sharing.themes import put_theme

    with house.store.writing() as connection:
        _, theme = _found(connection, slug)
        if theme.published is not published:
            put_theme(connection, replace(theme, published=published))


def remove(arguments: argparse.Namespace, house: House) -> int:
    """`lantai theme remove`."""
    from sharing.themes import remove_theme

    with house.store.writing() as connection:
        row, theme = _found(connection, arguments.theme)
        remove_theme(connection, row, theme)
    terminal.say(f"已删除 removed: {theme.slug}")
    return 0


def load_theme(arguments: argparse.Namespace, house: House) -> int:
    """`lantai theme load`."""
    from lantai.curating import load

    theme, changed = load(arguments.file, house, publish=arguments.publish)
    if not changed:
        terminal.say(f"{theme.slug}: 没有变化 nothing changed")
        return 0
    terminal.say(f"{theme.slug}: {theme.title}，单元 units {len(theme.unit_rows)}")
    _tell_withdrawn(house, theme.unit_rows)
    if theme.published:
        terminal.say(str(curators.words_become_public(theme.slug)))
    return 0


def _row(connection: Transaction, text: str, house: House) -> tuple[int, str]:
    from holdings.store import units

    identity = identity_of(text, house)
    unit = units.find(connection, identity)
    if unit is None:
        raise CommandFailed(letters.no_unit(identity.written))
    return unit.row, identity.written


def _tell_withdrawn(house: House, rows: Iterable[int]) -> None:
    """Say of units in a theme that nobody sees them, because they are withdrawn."""
    from holdings.store import units

    with house.store.reading() as connection:
        held = units.by_rows(connection, rows).values()
    for unit in held:
        if unit.withdrawn:
            terminal.tell(letters.is_withdrawn(unit.identity.written))
