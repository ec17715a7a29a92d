"""A page's text and places as ALTO 4.4 (Library of Congress, alto-4-4.xsd): blocks, lines, strings, glyphs.

A paragraph is a TextBlock, what stands in one line or column a TextLine, what stands between blanks a String, a
character a Glyph. Columns have BASEDIRECTION `ttb`. Measures are pixels of the page image, origin top left.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import quoteattr

from holdings.page_lines import Stretch, stretches
from holdings.pages import Box, PageText, Reading

NAMESPACE = "http://www.loc.gov/standards/alto/ns-v4#"
VERSION = "4.4"

#: What XML 1.0 cannot write (clause 2.2).
_UNWRITABLE = re.compile("[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_BLANKS = re.compile(r"\s+")

#: How a page was read, as ALTO's processing steps tell it.
_STEPS = {
    Reading.BORN: "text of the record itself",
    Reading.LAYER: "text layer of the document",
    Reading.RECOGNISED: "recognition of the page image",
    Reading.CORRECTED: "recognition of the page image, corrected by a person",
}


@dataclass(frozen=True, slots=True)
class AltoFrame:
    """What an ALTO file says of a page beside its text.

    Attributes:
        unit: reference code of the unit, as written.
        file_name: of the digital object; empty for none.
        width: of the page image in pixels; 0 where there is none, then no place is told.
        height: of the page image in pixels.
        software: name of the software that composed the file.
        software_version: of that software.
    """

    unit: str
    file_name: str
    width: int
    height: int
    software: str
    software_version: str


def alto(page: PageText, frame: AltoFrame) -> str:
    """A page as an ALTO document.

    Of a recognised page every glyph has its confidence (GC), and what else it may be (Variant): the engine's own
    where it was in doubt; elsewhere, where each is not kept, the mean over all characters that it was sure of.

    Args:
        page: with or without boxes.
        frame: what else the document says.
    """
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        f"<alto{_told(xmlns=NAMESPACE, SCHEMAVERSION=VERSION)}>",
        *_description(page, frame),
        "<Layout>",
        f"<Page{_told(ID='page', PHYSICAL_IMG_NR=str(page.number), **_page_told(page, frame))}>",
        *_print_space(page, frame),
        "</Page>",
        "</Layout>",
        "</alto>",
    ]
    return "\n".join(lines) + "\n"


def _description(page: PageText, frame: AltoFrame) -> Iterator[str]:
    yield "<Description>"
    yield "<MeasurementUnit>pixel</MeasurementUnit>"
    yield "<sourceImageInformation>"
    if frame.file_name:
        yield _element("fileName", frame.file_name)
    yield _element("documentIdentifier", frame.unit)
    yield "</sourceImageInformation>"
    yield '<Processing ID="reading">'
    yield "<processingCategory>contentGeneration</processingCategory>"
    yield _element("processingStepDescription", _STEPS[page.reading])
    if page.engine:
        yield f"<processingSoftware>{_element('softwareName', page.engine)}</processingSoftware>"
    yield "</Processing>"
    yield '<Processing ID="composing">'
    yield "<processingCategory>postOperation</processingCategory>"
    name, version = (
        _element(*told)
        for told in (("softwareName", frame.software), ("softwareVersion", frame.software_version))
    )
    yield f"<processingSoftware>{name}{version}</processingSoftware>"
    yield "</Processing>"
    yield "</Description>"


def _page_told(page: PageText, frame: AltoFrame) -> dict[str, str]:
    told = {"PROCESSINGREFS": "reading composing"}
    if frame.width and frame.height:
        told |= {"HEIGHT": str(frame.height), "WIDTH": str(frame.width)}
    if page.reading is Reading.RECOGNISED:
        told["PC"] = f"{page.confidence:.4f}"
    return told


def _print_space(page: PageText, frame: AltoFrame) -> Iterator[str]:
    composer = _Composer(page, frame)
    blocks = list(composer.blocks())
    whole = composer.around(box for box in page.boxes if box is not None)
    yield f"<PrintSpace{_told(**composer.placed(whole))}>"
    yield from blocks
    yield "</PrintSpace>"


class _Composer:
    """Makes the blocks of one page."""

    def __init__(self, page: PageText, frame: AltoFrame) -> None:
        self._text = page.text
        self._boxes: Sequence[Box | None] = page.boxes if frame.width and frame.height else ()
        self._size = frame.width, frame.height
        self._recognised = page.reading is Reading.RECOGNISED
        self._doubts = {doubt.at: doubt for doubt in page.doubts}
        self._sure = _mean_of_sure(page)
        self._corrected = page.reading is Reading.CORRECTED
        self._line = 0

    def blocks(self) -> Iterator[str]:
        number = 0
        for start, end in _parts(self._text, "\n"):
            if not _BLANKS.sub("", _UNWRITABLE.sub("", self._text[start:end])):
                continue
            number += 1
            lines = self._lines(start, end)
            columns = sum(stretch.end - stretch.first for stretch in lines if stretch.vertical)
            vertical = 2 * columns > sum(stretch.end - stretch.first for stretch in lines)
            box = self.around(stretch.box for stretch in lines if self._boxes)
            told = self.placed(box)
            if vertical:
                told["BASEDIRECTION"] = "ttb"
            if self._corrected:
                told["CS"] = "true"
            yield f"<TextBlock{_told(ID=f'block{number}', **told)}>"
            for stretch in lines:
                # A single character stands as its block does.
                along = stretch.vertical or (vertical and stretch.end - stretch.first == 1)
                yield from self._told_line(stretch, along != vertical, along)
            yield "</TextBlock>"

    def around(self, boxes: Iterator[Box]) -> Box | None:
        """The box around others; None for none."""
        held = list(boxes)
        if not held or not self._boxes:
            return None
        return (
            min(box[0] for box in held),
            min(box[1] for box in held),
            max(box[2] for box in held),
            max(box[3] for box in held),
        )

    def placed(self, box: Box | None) -> dict[str, str]:
        """Attributes of a place, in pixels; none for None."""
        if box is None:
            return {}
        width, height = self._size
        x0, y0, x1, y1 = box[0] * width, box[1] * height, box[2] * width, box[3] * height
        return {
            "HPOS": _number(x0),
            "VPOS": _number(y0),
            "WIDTH": _number(x1 - x0),
            "HEIGHT": _number(y1 - y0),
        }

    def _lines(self, start: int, end: int) -> list[Stretch]:
        """The lines of a paragraph; every character of it is in one of them."""
        found = stretches(self._boxes, start, end)
        if not found:
            return [Stretch(start, end, (0.0, 0.0, 0.0, 0.0), False)]
        # Characters without a place, blanks that were added, belong to the line that they follow.
        firsts = [start, *(stretch.first for stretch in found[1:]), end]
        return [
            Stretch(first, following, stretch.box, stretch.vertical)
            for stretch, first, following in zip(found, firsts[:-1], firsts[1:], strict=True)
        ]

    def _told_line(self, line: Stretch, differs: bool, vertical: bool) -> Iterator[str]:
        strings = [
            (start, end)
            for start, end in _words(self._text, line.first, line.end)
            if _UNWRITABLE.sub("", self._text[start:end])
        ]
        if not strings:
            return
        self._line += 1
        told = self.placed(line.box if self._boxes else None)
        if differs:
            told["BASEDIRECTION"] = "ttb" if vertical else "ltr"
        yield f"<TextLine{_told(ID=f'line{self._line}', **told)}>"
        for number, (start, end) in enumerate(strings):
            if number:
                yield "<SP/>"
            yield from self._told_string(start, end)
        yield "</TextLine>"

    def _told_string(self, start: int, end: int) -> Iterator[str]:
        boxes = self._boxes[start:end] if self._boxes else ()
        told = {
            "CONTENT": self._text[start:end],
            **self.placed(self.around(b for b in boxes if b is not None)),
        }
        if self._recognised:
            told["WC"] = f"{sum(map(self._confidence, range(start, end))) / (end - start):.4f}"
        glyphs = [at for at in range(start, end) if not _UNWRITABLE.match(self._text[at])]
        if not boxes or any(self._boxes[at] is None for at in glyphs):
            # Every glyph of a string is to be recorded, each with its place, or none.
            yield f"<String{_told(**told)}/>"
            return
        yield f"<String{_told(**told)}>"
        for at in glyphs:
            glyph = {"CONTENT": self._text[at], **self.placed(self._boxes[at])}
            if self._recognised:
                glyph["GC"] = f"{self._confidence(at):.4f}"
            variants = "".join(self._variants(at))
            yield f"<Glyph{_told(**glyph)}>{variants}</Glyph>" if variants else f"<Glyph{_told(**glyph)}/>"
        yield "</String>"

    def _confidence(self, at: int) -> float:
        doubt = self._doubts.get(at)
        return self._sure if doubt is None else doubt.chance

    def _variants(self, at: int) -> Iterator[str]:
        doubt = self._doubts.get(at)
        if doubt is not None and self._recognised:
            for sign, chance in doubt.others:
                if sign and len(sign) <= 3 and not _UNWRITABLE.search(sign):  # schema: at most three
                    yield f"<Variant{_told(CONTENT=sign, VC=f'{chance:.3f}')}/>"


def _mean_of_sure(page: PageText) -> float:
    """Mean confidence of the characters that are in no doubt, from that of the page."""
    read = sum(1 for sign in page.text if not sign.isspace())
    doubted = sum(doubt.chance for doubt in page.doubts)
    left = read - len(page.doubts)
    mean = (page.confidence * read - doubted) / left if left > 0 else page.confidence
    return min(1.0, max(0.0, mean))


def _parts(text: str, mark: str) -> Iterator[tuple[int, int]]:
    start = 0
    while (end := text.find(mark, start)) >= 0:
        yield start, end
        start = end + 1
    yield start, len(text)


def _words(text: str, first: int, end: int) -> Iterator[tuple[int, int]]:
    start = first
    for blank in _BLANKS.finditer(text, first, end):
        if blank.start() > start:
            yield start, blank.start()
        start = blank.end()
    if start < end:
        yield start, end


def _number(pixels: float) -> str:
    return f"{pixels:.1f}".removesuffix(".0")


def _told(**attributes: str) -> str:
    return "".join(f" {name}={quoteattr(_UNWRITABLE.sub('', value))}" for name, value in attributes.items())


def _element(name: str, text: str) -> str:
    written = _UNWRITABLE.sub("", text).replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return f"<{name}>{written}</{name}>"
