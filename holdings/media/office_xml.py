"""Office Open XML (ECMA-376) and OpenDocument 1.3: the text of documents, slides and sheets, page by page.

A page of a document ends where its writer broke it or where the program last did; a slide is a page, a sheet is
a page. Names of parts are followed through relationships, since slides and sheets are numbered by their making.
"""

from __future__ import annotations

import functools
import posixpath
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

from lxml import etree

from holdings.media import letters, open_document, sheet_xml, word_xml
from holdings.media.letters import MediaError
from holdings.media.limits import USUAL, MediaLimits
from holdings.media.safe_xml import Element, attribute, child, children, local, parsed, words
from holdings.media.zip_parts import ZipParts


class Parts(Protocol):
    """The parts of a package, by their names."""

    name: str
    limits: MediaLimits

    @property
    def entries(self) -> Mapping[str, Any]:
        """By name, whatever says where they lie."""
        ...

    def read(self, name: str, most: int) -> bytes:
        """The bytes of a part, at most so many."""
        ...


#: The text of a document of another format that is inserted whole: its bytes, and what they declare themselves.
Alternative = Callable[[bytes], str]


def nothing_read(octets: bytes) -> str:
    """For callers that know no other formats."""
    del octets
    return ""


def office_pages(
    path: Path, limits: MediaLimits = USUAL, alternative: Alternative = nothing_read
) -> list[str]:
    r"""The text of each page, slide or sheet; what stands outside of them (notes, comments, headers) comes last.

    Lines end with `\n`, cells of a row are parted by `\t`.

    Args:
        path: of a docx, pptx, xlsx, odt, ods or odp.
        limits: of its parts.
        alternative: reads what a document inserts in another format (clause 17.17.2).

    Raises:
        MediaError: damaged, encrypted, too large, or none of these.
    """
    with ZipParts(path, limits) as package:
        if "content.xml" in package.entries:
            return open_document.pages(package)
        return _package_pages(package, alternative)


class FlatParts:
    """The parts of a package that is one XML file, as Word saves it (Flat OPC)."""

    def __init__(self, root: Element, name: str, limits: MediaLimits) -> None:
        """Of the package of this name."""
        self.name = name
        self.limits = limits
        self.entries: dict[str, Element] = {}
        for part in children(root, "part"):
            held = child(part, "xmlData")
            if held is not None and len(held):
                self.entries.setdefault(attribute(part, "name").lstrip("/"), held[0])

    def read(self, name: str, most: int) -> bytes:
        """The bytes of a part; `most` is that of the whole file, which holds it."""
        del most
        return bytes(etree.tostring(self.entries[name], encoding="utf-8"))


def flat_package_pages(root: Element, name: str, limits: MediaLimits = USUAL) -> list[str]:
    """As `office_pages`, of a package that is one XML file.

    Raises:
        MediaError: it holds no document, slides or sheets.
    """
    return _package_pages(FlatParts(root, name, limits), nothing_read)


def _package_pages(package: Parts, alternative: Alternative) -> list[str]:
    for main, read in (
        ("word/document", functools.partial(_document, alternative=alternative)),
        ("ppt/presentation", _slides),
        ("xl/workbook", _sheets),
    ):
        # Strict and old writers number it: word/document2.xml.
        parts = sorted(name for name in package.entries if re.fullmatch(rf"{main}\d*\.xml", name))
        if parts:
            return read(package, parts[0])
    raise MediaError(letters.lacks_part(package.name, "document.xml"))


def _document(package: Parts, main: str, alternative: Alternative) -> list[str]:
    linked = _linked(package, main)

    def inserted(relation: str) -> str:
        part = linked.get(relation, "")
        return alternative(package.read(part, package.limits.part_bytes)) if part in package.entries else ""

    text, beside = word_xml.flow(_xml(package, main), inserted)
    folder = posixpath.dirname(main)
    found: dict[str, list[str]] = {}
    for kind in ("footnotes", "endnotes", "comments", "header", "footer"):
        for name in _numbered(package, f"{folder}/{kind}"):
            own, more = word_xml.flow(_xml(package, name))
            found.setdefault(kind, []).extend((own, *more))
    notes = [text for kind in ("footnotes", "endnotes", "comments") for text in found.get(kind, ())]
    drawn = [_drawn(_xml(package, name)) for name in _numbered(package, f"{folder}/diagrams/data")]
    headers = [text for kind in ("header", "footer") for text in found.get(kind, ())]
    return word_xml.with_rest(word_xml.cut_pages(text), [*drawn, *notes, *beside, *headers])


def _slides(package: Parts, main: str) -> list[str]:
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
    return word_xml.with_rest(pages, [*diagrams, *_comments(package, "ppt/comments/")])


def _sheets(package: Parts, main: str) -> list[str]:
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
    return word_xml.with_rest(pages, [*shapes, *_comments(package, "xl/")])


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


def _comments(package: Parts, folder: str) -> Iterator[str]:
    for name in _numbered(package, f"{folder}comment") + _numbered(package, f"{folder}comments"):
        yield "\n".join(words(element) for element in _xml(package, name).iter() if local(element) == "text")


def _xml(package: Parts, name: str) -> Element:
    return parsed(package.read(name, package.limits.part_bytes), package.name, name)


def _numbered(package: Parts, stem: str) -> list[str]:
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


def _linked(package: Parts, part: str) -> dict[str, str]:
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
