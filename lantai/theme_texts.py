"""A theme written as a text: TOML with its title, introduction, sections, units and notes.

::

    id = "port-and-shipping"
    title = "闽海港与航运"
    introduction = "…"
    published = true                  # optional

    [[sections]]
    title = "第一码头"
    id = "first-pier"                 # optional: else made from the title
    [[sections.units]]
    code = "0023-003-0007-001"
    note = "…"                        # optional
"""

from __future__ import annotations

import hashlib
import tomllib
from dataclasses import dataclass
from pathlib import Path

from holdings.themes import SLUG
from lantai import theme_letters as letters
from lantai.errors import CommandFailed


@dataclass(frozen=True, slots=True)
class WrittenSection:
    """A section as written: (code, note) of its units in order."""

    slug: str
    title: str
    places: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class WrittenTheme:
    """A theme as written; its codes are not yet looked up.

    Attributes:
        published: whether the text itself says that it is to be published.
    """

    slug: str
    title: str
    introduction: str
    published: bool
    sections: tuple[WrittenSection, ...]


def section_slug(title: str) -> str:
    """The id of a section that has none of its own.

    Made from the title, never from the place: a missing number would tell of a section that a reader may not see.
    """
    return "s" + hashlib.blake2b(title.encode("utf-8"), digest_size=5).hexdigest()


def read_theme(path: Path) -> WrittenTheme:
    """Read a theme's text.

    Raises:
        CommandFailed: it is no TOML, or no theme.
        OSError: it cannot be opened.
    """
    try:
        told = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise CommandFailed(letters.bad_theme_text(str(path), f"不是 TOML（{error}）", str(error))) from None
    reading = _Reading(str(path))
    reading.only(told, {"id", "title", "introduction", "published", "sections"})
    published = told.get("published", False)
    if not isinstance(published, bool):
        raise reading.wrong("published 须为 true 或 false", "published is true or false")
    sections = tuple(reading.section(section) for section in reading.tables(told, "sections"))
    slugs = [section.slug for section in sections]
    if len(set(slugs)) < len(slugs):
        raise reading.wrong("两节的标识或标题相同", "two sections have the same id or title")
    codes = [code for section in sections for code, _ in section.places]
    if len(set(codes)) < len(codes):
        raise reading.wrong("同一单元出现两次", "a unit stands in it twice")
    title, slug = reading.text(told, "title", True), reading.slug(reading.text(told, "id", True))
    return WrittenTheme(slug, title, reading.text(told, "introduction", False), published, sections)


class _Reading:
    def __init__(self, path: str) -> None:
        self._path = path

    def wrong(self, zh: str, en: str) -> CommandFailed:
        return CommandFailed(letters.bad_theme_text(self._path, zh, en))

    def only(self, told: dict[str, object], known: set[str]) -> None:
        for key in told:
            if key not in known:
                raise self.wrong(f"“{key}”不是专题的一项", f"“{key}” is nothing that a theme has")

    def text(self, told: dict[str, object], key: str, needed: bool) -> str:
        value = told.get(key, "")
        if not isinstance(value, str):
            raise self.wrong(f"{key} 须为文字", f"{key} is to be a text")
        if needed and not value.strip():
            raise self.wrong(f"缺 {key}", f"{key} is missing")
        return value.strip()

    def slug(self, text: str) -> str:
        if not SLUG.match(text):
            raise CommandFailed(letters.bad_slug(text))
        return text

    def tables(self, told: dict[str, object], key: str) -> list[dict[str, object]]:
        value = told.get(key, [])
        if not isinstance(value, list) or not all(isinstance(item, dict) for item in value):
            raise self.wrong(f"{key} 须写作 [[{key}]]", f"{key} are written as [[{key}]]")
        return value

    def section(self, told: dict[str, object]) -> WrittenSection:
        self.only(told, {"id", "title", "units"})
        title = self.text(told, "title", True)
        places = []
        for unit in self.tables(told, "units"):
            self.only(unit, {"code", "note"})
            places.append((self.text(unit, "code", True), self.text(unit, "note", False)))
        return WrittenSection(
            self.slug(self.text(told, "id", False) or section_slug(title)), title, tuple(places)
        )
