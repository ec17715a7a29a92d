"""Documents of Word in XML: docx (ECMA-376 part 1, clause 17) and Word 2003; notes and readings after the text."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from holdings.media.fields import shown_without_result
from holdings.media.safe_xml import Element, attribute, child, local
from holdings.media.symbols import symbol

_SKIPPED = frozenset(
    "Fallback moveFrom pPr rPr tblPr tcPr trPr sectPr sdtPr del rubyPr binData docPr styles fonts lists".split()
)
_NO = frozenset({"0", "false", "off", "none"})
_SAME_PAGE = frozenset({"continuous", "nextColumn", "next-column"})

#: The text of a document of another format that stands in this one, by the number of its relation.
Inserted = Callable[[str], str]


@dataclass(slots=True)
class _Field:
    code: list[str] = field(default_factory=list)
    separated: bool = False


@dataclass(slots=True)
class _Reading:
    """What is known while a document is read.

    Attributes:
        inserted: gives the text of documents that are inserted whole.
        breaks: whether each section that begins, in their order, begins a page.
        notes: footnotes and endnotes that stand in the text.
        comments: the same of comments.
        readings: set small above characters.
        boxes: text boxes of the paragraph at hand.
        fields: those that are open.
    """

    inserted: Inserted
    breaks: Iterator[bool]
    notes: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    readings: list[str] = field(default_factory=list)
    boxes: list[str] = field(default_factory=list)
    fields: list[_Field] = field(default_factory=list)


def nothing_inserted(relation: str) -> str:
    """For documents that hold no others."""
    del relation
    return ""


def flow(root: Element, inserted: Inserted = nothing_inserted) -> tuple[str, list[str]]:
    r"""The running text of a document, `\f` at its page breaks, and what is to be read after it.

    Args:
        root: of the document, or of its notes, comments, headers or footers.
        inserted: gives the text of documents that are inserted whole.
    """
    known = [_kind_of(found) for found in root.iter() if local(found) == "sectPr"]
    # A section says how it begins itself; the mark between two is kept with the first.
    reading = _Reading(inserted, iter([kind not in _SAME_PAGE for kind in known[1:]]))
    text = "".join(_pieces(root, reading))
    # A field that never ends hides nothing.
    text += "".join(part for field in reading.fields if not field.separated for part in field.code)
    above = ["\n".join(reading.readings)] if reading.readings else []
    return text, [*reading.notes, *reading.comments, *above]


def word_2003_pages(root: Element) -> list[str]:
    """The pages of a document of Word 2003; notes, comments, headers and footers after the last."""
    body = child(root, "body")
    if body is None:
        return [""]
    text, rest = flow(body)
    rest.extend(flow(found)[0] for found in body.iter() if local(found) in ("hdr", "ftr"))
    return with_rest(cut_pages(text), rest)


def cut_pages(text: str) -> list[str]:
    """A running text in its pages; a break by the writer is followed by one of the program's in the same place."""
    return [page.strip("\n") for page in re.split(r"\f\s*(?:\f\s*)*", text.strip("\f\n "))]


def with_rest(pages: list[str], beside: list[str]) -> list[str]:
    """Pages, and after the last what stands beside the text, each thing once."""
    rest = list(dict.fromkeys(text for found in beside if (text := found.replace("\f", "\n").strip())))
    if rest:
        pages = pages or [""]
        pages[-1] = "\n".join(filter(None, (pages[-1], *rest)))
    return pages


def _kind_of(section: Element) -> str:
    kind = child(section, "type")
    return "" if kind is None else attribute(kind, "val")


def _says(element: Element | None, name: str) -> bool:
    """Whether formatting holds a property that is switched on."""
    found = None if element is None else child(element, name)
    return found is not None and attribute(found, "val") not in _NO


def _pieces(holder: Element, reading: _Reading) -> Iterator[str]:
    for element in holder:
        kind = local(element)
        if kind in _SKIPPED or (kind == "r" and _says(child(element, "rPr"), "vanish")):
            continue
        if kind == "fldChar":
            yield _field_mark(attribute(element, "fldCharType"), reading)
        elif reading.fields and not reading.fields[-1].separated and kind in ("instrText", "t", "sym"):
            reading.fields[-1].code.append("".join(str(part) for part in element.itertext()))
        elif kind == "t":
            yield "".join(str(part) for part in element.itertext())
        elif kind == "p":
            yield from _paragraph(element, reading)
        elif kind == "tbl":
            yield from _table(element, reading)
        elif kind == "txbxContent":
            reading.boxes.append(_apart(element, reading))
        elif kind in _MARKS:
            yield _MARKS[kind]
        elif kind == "br":
            yield "\f" if attribute(element, "type") == "page" else "\n"
        elif kind == "sym":
            code = attribute(element, "char")
            yield symbol(int(code, 16)) if re.fullmatch("[0-9A-Fa-f]{1,5}", code) else ""
        elif kind == "rt":
            reading.readings.append(_apart(element, reading).strip())
        elif kind in ("footnote", "endnote") and local(holder) == "r":
            reading.notes.append(_apart(element, reading))
        elif kind == "annotation":  # Word 2003
            yield from _annotation(element, reading)
        elif kind == "altChunk":
            yield reading.inserted(attribute(element, "id")) + "\n"
        else:
            yield from _pieces(element, reading)


_MARKS = {"lastRenderedPageBreak": "\f", "tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}


def _apart(element: Element, reading: _Reading) -> str:
    """The text of something that is set apart; text boxes within it stay with it."""
    outer, reading.boxes = reading.boxes, []
    text = "".join((*_pieces(element, reading), *reading.boxes))
    reading.boxes = outer
    return text


def _paragraph(element: Element, reading: _Reading) -> Iterator[str]:
    properties = child(element, "pPr")
    if _says(properties, "pageBreakBefore"):
        yield "\f"
    outer, reading.boxes = reading.boxes, []
    text = "".join(_pieces(element, reading))
    if text or not reading.boxes:
        yield text + "\n"
    yield from reading.boxes
    reading.boxes = outer
    if properties is not None and child(properties, "sectPr") is not None:
        yield "\f" if next(reading.breaks, True) else ""


def _field_mark(kind: str, reading: _Reading) -> str:
    if kind == "begin":
        reading.fields.append(_Field())
    elif kind == "separate" and reading.fields:
        reading.fields[-1].separated = True
    elif kind == "end" and reading.fields:
        ended = reading.fields.pop()
        if not ended.separated:
            shown, above = shown_without_result("".join(ended.code))
            reading.readings.extend(filter(None, (above,)))
            if reading.fields and not reading.fields[-1].separated:
                reading.fields[-1].code.append(shown)
            else:
                return shown
    return ""


def _annotation(element: Element, reading: _Reading) -> Iterator[str]:
    kind = attribute(element, "type")
    if kind == "Word.Comment":
        reading.comments.append(_apart(element, reading))
    elif kind != "Word.Deletion":
        yield from _pieces(element, reading)


def _table(table: Element, reading: _Reading) -> Iterator[str]:
    for row in table:
        if local(row) == "tr":
            cells = [_apart(cell, reading) for cell in row if local(cell) in ("tc", "sdt")]
            if any("\f" in cell for cell in cells[:1]):
                yield "\f"
            yield "\t".join(cell.replace("\f", "").strip().replace("\n", " ") for cell in cells) + "\n"
        elif local(row) not in _SKIPPED:
            yield from _table(row, reading)
