"""From lines with characters to the text of a page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from ocr.lines import ReadLine, full_widths, levelled, skew_of
from ocr.port import ReadCharacter, ReadPage
from ocr.reading_order.arrange import arrange
from ocr.reading_order.shapes import LineShape, Paragraph

_NUMBER = r"\s*[0-9０-９〇零一二三四五六七八九十百]{1,5}\s*"
#: A line that says 第3頁, 第三页共十页 or -3- and no more; a bare number may be a line of figures.
_PAGE_NUMBER = re.compile(rf"第{_NUMBER}[页頁](?:[\s,，、/]*共{_NUMBER}[页頁])?|([-—–·])\s*[0-9]{{1,4}}\s*\1")
_SENTENCE_ENDS = frozenset("。！？；：.!?;:”’」』》〉）)】﹂﹄")


def compose(lines: Sequence[ReadLine], width: int, height: int, engine: str) -> ReadPage:
    """The page that these lines make, in reading order, lines of a paragraph joined.

    Between lines of a paragraph nothing is put next to a character that is written without blanks, and a
    blank between Latin words; cells of a row are parted by a blank; paragraphs by a line feed.

    Args:
        lines: in any order, in pixels of the page image.
        width: of the page image, in pixels.
        height: of the page image, in pixels.
        engine: name of the engine.
    """
    read = [line for line in lines if line.characters]
    skew = skew_of([line.quad for line in read])
    shapes = [
        LineShape(
            box=levelled(line.quad, skew),
            units=full_widths(line.text),
            vertical=line.vertical,
            ends_sentence=line.characters[-1].character in _SENTENCE_ENDS,
            numbers_page=_PAGE_NUMBER.fullmatch(line.text.strip()) is not None,
        )
        for line in read
    ]
    characters: list[ReadCharacter | None] = []
    text: list[str] = []

    def layout(sign: str) -> None:
        text.append(sign)
        characters.append(None)

    for paragraph in arrange(shapes):
        if text:
            layout("\n")
        last = ""
        for before, index in _steps(paragraph):
            line = read[index].text
            if before and _needs_blank(last, line, before):
                layout(" ")
            last = line
            for one in read[index].characters:
                text.append(one.character)
                characters.append(one)
    known = [one.confidence for one in characters if one is not None]
    return ReadPage(
        text="".join(text),
        characters=tuple(characters),
        width=width,
        height=height,
        engine=engine,
        confidence=sum(known) / len(known) if known else 0.0,
    )


def _steps(paragraph: Paragraph) -> list[tuple[str, int]]:
    """(what stands before: "" at the start, "line" or "cell"; index of the line)."""
    steps: list[tuple[str, int]] = []
    for row in paragraph.rows:
        for position, index in enumerate(row):
            steps.append((("cell" if position else "line") if steps else "", index))
    return steps


def _needs_blank(line: str, following: str, before: str) -> bool:
    last, first = line[-1], following[0]
    if last.isspace() or first.isspace():
        return False
    if before == "cell":
        return True
    if (
        last.isdigit() and first.isdigit()
    ):  # lines of Chinese break within numbers, Western ones between words
        return 2 * sum(map(written_without_blanks, line + following)) <= len(line + following)
    return not (written_without_blanks(last) or written_without_blanks(first)) and last != "-"


def written_without_blanks(sign: str) -> bool:
    """Is this a character of a script that puts no blanks between words (Han, kana), or its punctuation?"""
    return unicodedata.east_asian_width(sign) in "WF" or sign in "“”‘’—…·〇"
