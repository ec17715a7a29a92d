"""Read the sources of the sample holdings.

A source is a text: a head of `key: value` lines (folder, sheet, columns), then units. A unit begins with
`@@ CODE`, goes on with `column: value` lines and, after a line `==`, the text of its pages; a line `~~~`
divides pages. `form: STYLE PATH [option=value ...]` says what is made of the text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

SOURCES = Path(__file__).resolve().parent / "sources"
STYLES = ("none", "txt", "pdf", "vertical", "typed", "notice", "card")


@dataclass(frozen=True)
class Unit:
    """A unit of description as its source writes it.

    Attributes:
        code: 档号.
        elements: Column name of the catalogue sheet (DA/T 18 names) to value.
        style: One of STYLES; `none` has no digital object.
        path: Of the digital object, below the package; scans of several pages add `-1`, `-2`, ...
        options: Of the form: `stamp`, `font`, `encoding`, `head`, `size`.
        pages: Text of each page.
    """

    code: str
    elements: dict[str, str]
    style: str = "none"
    path: str = ""
    options: dict[str, str] = field(default_factory=dict)
    pages: tuple[str, ...] = ()


@dataclass(frozen=True)
class Package:
    """A package: its folder, the name and encoding of its sheet, the order of columns, its units."""

    folder: str
    sheet: str
    encoding: str
    columns: tuple[str, ...]
    units: tuple[Unit, ...]


def packages() -> list[Package]:
    """Read all sources, in order of their names."""
    return [read(path) for path in sorted(SOURCES.glob("*.txt"))]


def read(path: Path) -> Package:
    """Read one source.

    Raises:
        ValueError: A unit has a column that the head does not name, or an unknown form.
    """
    head_text, *unit_texts = ("\n" + path.read_text("utf-8")).split("\n@@ ")
    head = _pairs(head_text)
    columns = tuple(head["columns"].split())
    units = tuple(_unit(text, columns) for text in unit_texts)
    return Package(head["folder"], head["sheet"], head.get("encoding", ""), columns, units)


def _pairs(text: str) -> dict[str, str]:
    rows = (row.partition(":") for row in text.splitlines() if row.strip() and not row.startswith("#"))
    return {key.strip(): value.strip() for key, _, value in rows}


def _unit(text: str, columns: tuple[str, ...]) -> Unit:
    code, _, rest = text.partition("\n")
    head, _, body = rest.partition("\n==\n")
    elements = _pairs(head)
    style, path, options = _form(elements.pop("form", "none"))
    unknown = set(elements) - set(columns)
    if unknown or style not in STYLES:
        raise ValueError(f"{code}: columns {sorted(unknown)}, form {style}")
    pages = tuple(page.strip("\n") for page in body.split("\n~~~\n")) if body.strip() else ()
    if (style == "none") == bool(pages):
        raise ValueError(f"{code}: a form without text, or a text without form")
    return Unit(code.strip(), elements, style, path, options, pages)


def _form(text: str) -> tuple[str, str, dict[str, str]]:
    style, *rest = text.split()
    if not rest:
        return style, "", {}
    return style, rest[0], dict(word.split("=", 1) for word in rest[1:])
