"""Office Open XML (ECMA-376) and OpenDocument 1.3: the text of documents, slides and sheets, page by page.

A page of a document ends where its writer broke it or where the program last did; a slide is a page, a sheet is
a page. Names of parts are followed through relationships, since slides and sheets are numbered by their making.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

from holdings.media import letters, open_document, sheet_xml
from holdings.media.letters import MediaError
from holdings.media.limits import USUAL, MediaLimits
from holdings.media.safe_xml import Element, attribute, children, local, parsed, words
from holdings.media.zip_parts import ZipParts

_SKIPPED = frozenset(
    {"Fallback", "moveFrom", "pPr", "rPr", "tblPr", "tcPr", "trPr", "sectPr", "sdtPr", "del"}
)


def office_pages(path: Path, limits: MediaLimits = USUAL) -> list[str]:
    r"""The text of each page, slide or sheet; what stands outside of them (notes, comments, headers) comes last.

    Lines end with `\n`, cells of a row are parted by `\t`.

    Args:
        path: of a docx, pptx, xlsx, odt, ods or odp.
        limits: of its parts.

    Raises:
        MediaError: damaged, encrypted, too large, or none of these.
    """
    with ZipParts(path, limits) as package:
        if "content.xml" in package.entries:
            return open_document.pages(package)
        for main, read in (
            ("word/document", _document),
            ("ppt/presentation", _slides),
            ("xl/workbook", _sheets),
        ):
            # Strict and old writers number it: word/document2.xml.
            parts = sorted(name for name in package.entries if re.fullmatch(rf"{main}\d*\.xml", name))
            if parts:
                return read(package, parts[0])
        raise MediaError(letters.lacks_part(package.name, "document.xml"))


def _document(package: ZipParts, main: str) -> list[str]:
    body = _flow(_xml(package, main))
    # A break by the writer is followed by one of the program's in the same place.
    pages = [page.strip("\n") for page in re.split(r"\f\s*(?:\f\s*)*", body.strip("\f\n "))]
    folder = posixpath.dirname(main)
    kinds = ("footnotes", "endnotes", "comments", "header", "footer")
    beside = (
        _flow(_xml(package, name)).replace("\f", "\n").strip()
        for kind in kinds
        for name in _numbered(package, f"{folder}/{kind}")
    )
    return _with_rest(pages, beside)


def _slides(package: ZipParts, main: str) -> list[str]:
    linked = _linked(package, main)
    ordered = [
        linked[key]
        for element in _xml(package, main).iter()
        if local(element) == "sldId" and (key := _relation(element)) in linked
    ]
    rest = [name for name in _numbered(package, "ppt/slides/slide") if name not in ordered]
    pages = []
    for name in [*ordered, *rest]:
        if name not in package.entries:
            pages.append("")
            continue
        notes = [part for part in _linked(package, name).values() if "notesSlide" in part]
        texts = [_drawn(_xml(package, part)) for part in (name, *notes) if part in package.entries]
        pages.append("\n".join(text for text in texts if text))
    diagrams = (_drawn(_xml(package, name)) for name in _numbered(package, "ppt/diagrams/data"))
    return _with_rest(pages, (*diagrams, *_comments(package, "ppt/comments/")))


def _sheets(package: ZipParts, main: str) -> list[str]:
    root, linked = _xml(package, main), _linked(package, main)
    strings = next((name for name in package.entries if name.lower() == "xl/sharedstrings.xml"), None)
    styles = "xl/styles.xml" if "xl/styles.xml" in package.entries else None
    book = sheet_xml.Book(
        () if strings is None else sheet_xml.shared_strings(_xml(package, strings)),
        frozenset() if styles is None else sheet_xml.date_styles(_xml(package, styles)),
        any(
            attribute(found, "date1904") in ("1", "true")
            for found in root.iter()
            if local(found) == "workbookPr"
        ),
    )
    pages = []
    for sheet in (found for found in root.iter() if local(found) == "sheet"):
        part = linked.get(_relation(sheet), "")
        name = attribute(sheet, "name")
        text = sheet_xml.rows(_xml(package, part), book) if part in package.entries else ""
        pages.append(f"{name}\n{text}".strip("\n"))
    shapes = (_drawn(_xml(package, name)) for name in _numbered(package, "xl/drawings/drawing"))
    return _with_rest(pages, (*shapes, *_comments(package, "xl/")))


def _flow(root: Element) -> str:
    """The running text of a document: paragraphs, tables, breaks (ECMA-376 part 1, clause 17)."""
    return "".join(_pieces(root))


def _pieces(holder: Element) -> Iterator[str]:
    for element in holder:
        kind = local(element)
        if kind in ("t", "delText"):
            if kind == "t":
                yield "".join(str(part) for part in element.itertext())
        elif kind == "tbl":
            yield from _table(element)
        elif kind == "p":
            if any(local(found) == "pageBreakBefore" for part in children(element, "pPr") for found in part):
                yield "\f"
            yield from _pieces(element)
            yield "\n"
        elif kind == "br":
            yield "\f" if attribute(element, "type") == "page" else "\n"
        elif kind == "lastRenderedPageBreak":
            yield "\f"
        elif kind in ("tab", "ptab"):
            yield "\t"
        elif kind == "cr":
            yield "\n"
        elif kind == "noBreakHyphen":
            yield "-"
        elif kind not in _SKIPPED:
            yield from _pieces(element)


def _table(table: Element) -> Iterator[str]:
    for row in table:
        if local(row) == "tr":
            cells = ["".join(_pieces(cell)) for cell in row if local(cell) in ("tc", "sdt")]
            if any("\f" in cell for cell in cells[:1]):
                yield "\f"
            yield "\t".join(cell.replace("\f", "").strip().replace("\n", " ") for cell in cells) + "\n"
        elif local(row) not in _SKIPPED:
            yield from _table(row)


def _drawn(root: Element) -> str:
    """The text of shapes (ECMA-376 part 1, clause 21): a line a paragraph."""
    lines: list[str] = []
    for element in root.iter():
        kind = local(element)
        if kind == "p":
            lines.append("")
        elif kind == "t" and lines:
            lines[-1] += "".join(str(part) for part in element.itertext())
        elif kind == "br" and lines:
            lines[-1] += "\n"
    return "\n".join(line for line in lines if line.strip())


def _comments(package: ZipParts, folder: str) -> Iterator[str]:
    for name in _numbered(package, f"{folder}comment") + _numbered(package, f"{folder}comments"):
        yield "\n".join(words(element) for element in _xml(package, name).iter() if local(element) == "text")


def _with_rest(pages: list[str], beside: Iterable[str]) -> list[str]:
    """Pages, and after the last what stands beside the text, each thing once."""
    rest = list(dict.fromkeys(text for text in beside if text.strip()))
    if rest:
        pages = pages or [""]
        pages[-1] = "\n".join(filter(None, (pages[-1], *rest)))
    return pages


def _xml(package: ZipParts, name: str) -> Element:
    return parsed(package.read(name, package.limits.part_bytes), package.name, name)


def _numbered(package: ZipParts, stem: str) -> list[str]:
    """Parts `stem.xml`, `stem1.xml`, `stem2.xml`, ... in the order of their numbers."""
    found = [
        (int(match[1] or 0), name)
        for name in package.entries
        if (match := re.fullmatch(rf"{re.escape(stem)}(\d{{0,6}})\.xml", name))
    ]
    return [name for _, name in sorted(found)]


def _relation(element: Element) -> str:
    """The value of r:id, which has a namespace where a plain id has none."""
    named = [str(value) for key, value in element.attrib.items() if str(key).endswith("}id")]
    return named[0] if named else ""


def _linked(package: ZipParts, part: str) -> dict[str, str]:
    """Parts by relationship ID of a part (ECMA-376 part 2, clause 9)."""
    folder, _, name = part.rpartition("/")
    relations = f"{folder}/_rels/{name}.rels"
    if relations not in package.entries:
        return {}
    found = {}
    for relation in children(_xml(package, relations), "Relationship"):
        target = relation.get("Target", "")
        if relation.get("TargetMode") != "External":
            base = "" if target.startswith("/") else folder
            found[relation.get("Id", "")] = posixpath.normpath(posixpath.join(base, target.lstrip("/")))
    return found
