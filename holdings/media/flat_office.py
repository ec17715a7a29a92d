"""Office documents in one XML file: Word and Excel 2003, flat OpenDocument, UOF (标文通), Word's flat package.

Programs save them under the names of other formats (xls, doc, xml), so they are told by their root element.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

from holdings.media import letters, office_xml, open_document, word_xml
from holdings.media.letters import MediaError
from holdings.media.limits import USUAL, MediaLimits
from holdings.media.safe_xml import Element, attribute, child, children, local, parsed, words

# Elements of UOF by their names; the text of other elements is settings.
_UOF_TEXT = frozenset({"文本串", "s文本串"})
_UOF_LINES = frozenset({"段落", "标题"})
_UOF_BREAKS = frozenset({"分页符", "s分页符"})
_UOF_ASIDE = frozenset({"脚注", "尾注", "批注", "页眉", "页脚", "页眉页脚"})


def flat_office_pages(path: Path, limits: MediaLimits = USUAL) -> list[str]:
    """The text of each page, slide or sheet; what stands outside of them comes last.

    Raises:
        MediaError: damaged, too large, or none of these.
    """
    if path.stat().st_size > limits.part_bytes:
        raise MediaError(letters.part_too_large(path.name, path.name, limits.part_bytes))
    root = parsed(path.read_bytes(), path.name, path.name)
    kind = local(root)
    if kind == "Workbook":
        return _workbook(root)
    if kind == "wordDocument":
        return word_xml.word_2003_pages(root)
    if kind == "package":
        return office_xml.flat_package_pages(root, path.name, limits)
    if kind == "document":
        return open_document.document_pages(root)
    if kind in ("UOF", "UOF_0000"):
        return _uof(root)
    raise MediaError(letters.lacks_part(path.name, "Workbook / wordDocument / document / UOF"))


def _workbook(root: Element) -> list[str]:
    """Excel 2003: a page a sheet, comments after its rows."""
    pages = []
    for sheet in children(root, "Worksheet"):
        lines = [attribute(sheet, "Name")]
        comments = []
        table = child(sheet, "Table")
        for row in () if table is None else children(table, "Row"):
            cells = []
            for cell in children(row, "Cell"):
                cells.append(words(child(cell, "Data")).replace("\n", " "))
                comments.append(words(child(cell, "Comment", "Data")))
            filled = [cell for cell in cells if cell]
            if filled:
                lines.append("\t".join(filled))
        pages.append("\n".join(filter(None, (*lines, *comments))))
    return pages


def _uof(root: Element) -> list[str]:
    """UOF 1 and 2 (GB/T 20916): texts, sheets and slides."""
    aside: list[str] = []
    text = "".join(_uof_pieces(root, aside)).strip("\n\f")
    pages = [page.strip("\n") for page in re.split(r"\f\s*(?:\f\s*)*", text)]
    rest = list(dict.fromkeys(found for piece in aside if (found := piece.replace("\f", "\n").strip())))
    pages[-1] = "\n".join(filter(None, (pages[-1], *rest)))
    return pages


def _uof_pieces(holder: Element, aside: list[str]) -> Iterator[str]:
    for element in holder:
        kind = local(element).partition("_")[0] if local(element)[:1] != "_" else local(element)
        if kind in _UOF_TEXT:
            yield "".join(str(part) for part in element.itertext())
        elif kind in ("空格符",):
            count = attribute(element, "个数")
            yield " " * min(1_000, int(count) if count.isascii() and count.isdigit() else 1)
        elif kind in ("制表符",):
            yield "\t"
        elif kind in ("换行符",):
            yield "\n"
        elif kind in _UOF_BREAKS:
            yield "\f"
        elif kind in _UOF_ASIDE:
            aside.append("".join(_uof_pieces(element, aside)))
        elif kind in ("单元格",):
            yield " ".join("".join(_uof_pieces(element, aside)).split("\n")).strip() + "\t"
        elif kind in _UOF_LINES or kind == "行":
            yield "".join(_uof_pieces(element, aside)).rstrip("\t") + "\n"
        else:
            yield from _uof_pieces(element, aside)
