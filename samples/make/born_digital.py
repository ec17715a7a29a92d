"""Write born-digital PDF with a text layer."""

from __future__ import annotations

from pathlib import Path

from letterforms import KAI, MING, missing
from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from sources import Unit

MARGIN = 72.0  # points
SIZE = 12.0  # points
LEADING = 21.0  # points
RED, BLACK = (0.78, 0.1, 0.1), (0.0, 0.0, 0.0)
MAY_NOT_BEGIN = "，。、；：）〕》”’！？」』"


def write_pdf(target: Path, unit: Unit) -> None:
    """Write a unit's pages as an A4 PDF, one page of text on one page of paper.

    The first line of the first page is its heading; lines that begin with two ideographic spaces are
    paragraphs, others are set as they stand. `→` at the start puts a line to the right, `※` in the middle.

    Raises:
        ValueError: The font lacks a character, or a page does not fit.
    """
    lacking = missing("".join(unit.pages), MING)
    if lacking:
        raise ValueError(f"{unit.code}: the font lacks {lacking}")
    for name, face in (("Ming", MING), ("Kai", KAI)):
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, face.path, subfontIndex=face.number))
    canvas = Canvas(str(target), pagesize=A4, invariant=1)
    canvas.setTitle(unit.elements["题名"])
    canvas.setAuthor(unit.elements.get("责任者", ""))
    for page in unit.pages:
        _page(canvas, page, unit)
        canvas.showPage()
    canvas.save()


def _page(canvas: Canvas, text: str, unit: Unit) -> None:
    width, height = A4
    room = int((width - 2 * MARGIN) // SIZE)
    y = height - MARGIN
    for number, line in enumerate(text.split("\n")):
        middle, right = line.startswith("※"), line.startswith("→")
        content = line.lstrip("※→")
        red_head = middle and number == 0 and content.endswith("文件")
        size = 30.0 if red_head else 16.0 if middle and number == 0 else SIZE
        canvas.setFont("Kai" if middle and not red_head else "Ming", size)
        canvas.setFillColorRGB(*(RED if red_head else BLACK))
        for part in _broken(content, int((width - 2 * MARGIN) // size) if middle else room):
            if y < MARGIN:
                raise ValueError(f"{unit.code}: a page does not fit: {part}")
            if middle:
                canvas.drawCentredString(width / 2, y, part)
            elif right:
                canvas.drawRightString(width - MARGIN, y, part)
            else:
                canvas.drawString(MARGIN, y, part)
            y -= LEADING * (size / SIZE)
        if red_head:
            canvas.setStrokeColorRGB(*RED)
            canvas.line(MARGIN, y + 24, width - MARGIN, y + 24)
        if not content:
            y -= LEADING / 3


def _broken(line: str, room: int) -> list[str]:
    parts: list[str] = []
    rest = line
    while len(rest) > room:
        cut = room
        while cut > room - 3 and rest[cut] in MAY_NOT_BEGIN:
            cut -= 1
        parts.append(rest[:cut])
        rest = rest[cut:]
    return [*parts, rest]
