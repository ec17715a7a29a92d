"""OpenDocument 1.3 (ISO/IEC 26300): texts, sheets and slides, packed or flat; notes after the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from holdings.media.safe_xml import Element, attribute, child, children, local, parsed
from holdings.media.zip_parts import ZipParts

MOST_BLANKS = 1_000
"""Blanks that one element may stand for."""

_SKIPPED = frozenset(
    {"tracked-changes", "forms", "sequence-decls", "binary-data", "note-citation", "creator", "date-string", "title",
     "desc", "table-of-content-source", "script", "event-listeners", "variable-decls", "user-field-decls"}
)  # fmt: skip
# What stands in a paragraph and holds paragraphs of its own.
_BOXES = frozenset(
    "frame text-box custom-shape rect ellipse circle line polyline polygon path g connector caption measure a".split()
)
_NOTES = {"note": 0, "annotation": 1, "ruby-text": 2}


@dataclass(frozen=True, slots=True)
class _Styles:
    """Names of styles that decide what is seen: those that begin a page, and those of hidden text."""

    breaks: frozenset[str]
    hidden: frozenset[str]


@dataclass(slots=True)
class _Beside:
    """What is read after the text: notes; comments; readings above characters."""

    texts: tuple[list[str], list[str], list[str]] = field(default_factory=lambda: ([], [], []))

    def taken(self) -> str:
        """All of it, a line each, and nothing of it again."""
        lines = [text for texts in self.texts for text in texts if text]
        self.texts = ([], [], [])
        return "\n".join(lines)


def pages(package: ZipParts) -> list[str]:
    """The text of each page, sheet or slide; notes, headers and footers after the last.

    Raises:
        MediaError: damaged, encrypted or too large.
    """
    root = parsed(package.read("content.xml", package.limits.part_bytes), package.name, "content.xml")
    named = None
    if "styles.xml" in package.entries:
        named = parsed(package.read("styles.xml", package.limits.part_bytes), package.name, "styles.xml")
    return document_pages(root, named)


def document_pages(root: Element, named: Element | None = None) -> list[str]:
    """The same of a document that is parsed.

    Args:
        root: of the content, or of a whole document in one file.
        named: of the named styles, with headers and footers; None where the document has all in one.
    """
    roots = [root] if named is None else [root, named]
    styles = _Styles(
        frozenset(name for one in roots for name in _style_names(one, _begins_page)),
        frozenset(name for one in roots for name in _style_names(one, _hides)),
    )
    body = child(root, "body")
    found: list[str] = []
    beside = _Beside()
    for office in () if body is None else body:
        kind = {"spreadsheet": "table", "presentation": "page", "drawing": "page"}.get(local(office))
        if kind is None:
            text = "".join(_blocks(office, styles, beside))
            found.extend(page.strip("\n") for page in re.split(r"\f\s*(?:\f\s*)*", text.strip("\f\n ")))
        else:
            for sheet in children(office, kind):
                name = attribute(sheet, "name") if kind == "table" else ""
                rows = _table if kind == "table" else _blocks
                lines = "".join(rows(sheet, styles, beside)).replace("\f", "")
                found.append("\n".join(filter(None, (name, lines.strip("\n"), beside.taken()))))
    found = found or [""]
    for text in (beside.taken(), *_headers(roots[-1], styles)):
        found[-1] = f"{found[-1]}\n{text}".strip("\n")
    return found


def _style_names(root: Element, says: Callable[[Element], bool]) -> Iterator[str]:
    return (attribute(style, "name") for style in root.iter() if local(style) == "style" and says(style))


def _begins_page(style: Element) -> bool:
    return attribute(style, "family") in ("", "paragraph") and (
        bool(attribute(style, "master-page-name"))
        or any(
            attribute(found, "break-before") == "page" for found in children(style, "paragraph-properties")
        )
    )


def _hides(style: Element) -> bool:
    return any(attribute(found, "display") == "none" for found in children(style, "text-properties"))


def _headers(root: Element, styles: _Styles) -> list[str]:
    beside = _Beside()
    texts = [
        "".join(_blocks(found, styles, beside)).replace("\f", "").strip()
        for found in root.iter()
        if local(found) in _HEADERS
    ]
    return list(dict.fromkeys(text for text in (*texts, beside.taken()) if text))


_HEADERS = frozenset({"header", "footer", "header-left", "footer-left", "header-first", "footer-first"})


def _unseen(element: Element, styles: _Styles) -> bool:
    """Left out by what it is, or hidden by itself or by its style."""
    return (
        local(element) in _SKIPPED
        or attribute(element, "display") == "none"
        or attribute(element, "style-name") in styles.hidden
    )


def _blocks(holder: Element, styles: _Styles, beside: _Beside) -> Iterator[str]:
    """Paragraphs, a line each, and what holds them; blanks between them are layout of the file."""
    for element in holder:
        kind = local(element)
        if _unseen(element, styles):
            continue
        if kind in ("p", "h"):
            if attribute(element, "style-name") in styles.breaks:
                yield "\f"
            boxes: list[str] = []
            yield "".join(_words(element, styles, beside, boxes)) + "\n"
            yield from boxes
        elif kind == "table":
            yield from _table(element, styles, beside)
        elif kind == "soft-page-break":
            yield "\f"
        elif kind in _NOTES:
            _set_aside(element, styles, beside)
        else:
            yield from _blocks(element, styles, beside)


def _words(holder: Element, styles: _Styles, beside: _Beside, boxes: list[str]) -> Iterator[str]:
    """The words of a paragraph; fields stand for what they last showed."""
    yield str(holder.text or "")
    for element in holder:
        kind = local(element)
        if _unseen(element, styles):
            pass
        elif kind == "s":
            count = attribute(element, "c")
            yield " " * min(MOST_BLANKS, int(count) if count.isascii() and count.isdigit() else 1)
        elif kind == "tab":
            yield "\t"
        elif kind == "line-break":
            yield "\n"
        elif kind == "soft-page-break":
            yield "\f"
        elif kind in _NOTES:
            _set_aside(element, styles, beside)
        elif kind in _BOXES and "drawing" in str(element.tag):
            boxes.append("".join(_blocks(element, styles, beside)))
        else:
            yield from _words(element, styles, beside, boxes)
        yield str(element.tail or "")


def _set_aside(element: Element, styles: _Styles, beside: _Beside) -> None:
    kind = local(element)
    if kind == "ruby-text":
        text = "".join(_words(element, styles, beside, []))
    else:
        text = "".join(_blocks(element, styles, beside))
    beside.texts[_NOTES[kind]].append(text.replace("\f", "").strip())


def _table(table: Element, styles: _Styles, beside: _Beside) -> Iterator[str]:
    """Rows as lines; cells that repeat come once."""
    for row in table:
        if _unseen(row, styles) or attribute(row, "visibility") == "collapse":
            continue
        if local(row) == "table-row":
            cells = ("".join(_blocks(cell, styles, beside)).strip().replace("\n", " ") for cell in row)
            filled = [cell.replace("\f", "") for cell in cells if cell]
            if filled:
                yield "\t".join(filled) + "\n"
        elif local(row) in ("shapes", "frame"):
            yield from _blocks(row, styles, beside)
        elif local(row) not in ("p", "h"):
            yield from _table(row, styles, beside)
