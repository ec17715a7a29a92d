"""OpenDocument 1.3 (ISO/IEC 26300): texts, sheets and slides."""

from __future__ import annotations

import re
from collections.abc import Iterator

from holdings.media.safe_xml import Element, attribute, child, children, local, parsed
from holdings.media.zip_parts import ZipParts

MOST_BLANKS = 1_000
"""Blanks that one element may stand for."""

_SKIPPED = frozenset({"tracked-changes", "forms", "sequence-decls", "binary-data", "ruby-text"})


def pages(package: ZipParts) -> list[str]:
    """The text of each page, sheet or slide; headers and footers after the last.

    Raises:
        MediaError: damaged, encrypted or too large.
    """
    root = parsed(package.read("content.xml", package.limits.part_bytes), package.name, "content.xml")
    breaks = frozenset(
        attribute(style, "name")
        for style in root.iter()
        if local(style) == "style"
        and any(
            attribute(found, "break-before") == "page" for found in children(style, "paragraph-properties")
        )
    )
    body = child(root, "body")
    found: list[str] = []
    for office in () if body is None else body:
        kind = {"spreadsheet": "table", "presentation": "page", "drawing": "page"}.get(local(office))
        if kind is None:
            text = "".join(_pieces(office, breaks))
            found.extend(page.strip("\n") for page in re.split(r"\f\s*(?:\f\s*)*", text.strip("\f\n ")))
        else:
            for sheet in children(office, kind):
                name = attribute(sheet, "name") if kind == "table" else ""
                lines = "".join(_table(sheet, breaks) if kind == "table" else _pieces(sheet, breaks))
                found.append(f"{name}\n{lines.replace(chr(12), '')}".strip("\n"))
    found = found or [""]
    for text in _headers(package, breaks):
        found[-1] = f"{found[-1]}\n{text}".strip("\n")
    return found


def _headers(package: ZipParts, breaks: frozenset[str]) -> list[str]:
    if "styles.xml" not in package.entries:
        return []
    root = parsed(package.read("styles.xml", package.limits.part_bytes), package.name, "styles.xml")
    texts = (
        "".join(_pieces(found, breaks)).replace("\f", "").strip()
        for found in root.iter()
        if local(found) in ("header", "footer")
    )
    return list(dict.fromkeys(text for text in texts if text))


def _pieces(holder: Element, breaks: frozenset[str]) -> Iterator[str]:
    if holder.text:
        yield str(holder.text) if local(holder) in ("p", "h", "span", "a") else ""
    for element in holder:
        kind = local(element)
        if kind in ("p", "h"):
            if attribute(element, "style-name") in breaks:
                yield "\f"
            yield "".join(_pieces(element, breaks)).replace("\n\n", "\n")
            yield "\n"
        elif kind == "s":
            count = attribute(element, "c")
            yield " " * min(MOST_BLANKS, int(count) if count.isascii() and count.isdigit() else 1)
        elif kind == "tab":
            yield "\t"
        elif kind == "line-break":
            yield "\n"
        elif kind == "soft-page-break":
            yield "\f"
        elif kind == "table":
            yield from _table(element, breaks)
        elif kind not in _SKIPPED:
            yield from _pieces(element, breaks)
        if element.tail and local(holder) in ("p", "h", "span", "a"):
            yield str(element.tail)


def _table(table: Element, breaks: frozenset[str]) -> Iterator[str]:
    """Rows as lines; cells that repeat come once."""
    for row in table:
        if local(row) == "table-row":
            cells = ("".join(_pieces(cell, breaks)).strip().replace("\n", " ") for cell in row)
            filled = [cell.replace("\f", "") for cell in cells if cell]
            if filled:
                yield "\t".join(filled) + "\n"
        elif local(row) in ("p", "h", "shapes", "frame"):
            yield from _pieces(row, breaks)
        elif local(row) not in _SKIPPED:
            yield from _table(row, breaks)
