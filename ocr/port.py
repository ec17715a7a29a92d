"""The port of an engine that reads pixels: one page image in, its text with a box for every character out."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np
import numpy.typing as npt

PageBox = tuple[float, float, float, float]
"""x0, y0, x1, y1 in pixels of the page image, origin top left, y down."""

SURE = 0.99
"""A character read with more confidence has no alternatives: 99 % of those misread on worn pages had less."""

LEAST_CHANCE = 0.004
"""An alternative less likely than this says nothing."""


class OcrError(Exception):
    """An engine cannot read an image, said in both languages.

    Attributes:
        zh: what happened, why it matters, what to do; in Chinese.
        en: the same in English.
    """

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh}\n{en}")
        self.zh = zh
        self.en = en


@dataclass(frozen=True, slots=True)
class ReadCharacter:
    """One character that was read.

    Attributes:
        character: one Unicode character.
        box: where it stands on the page image.
        confidence: the engine's own certainty, 0..1.
        alternatives: what else it may be, likeliest first; may be empty.
        chances: of the alternatives, 0..1; as many, or none where the engine does not tell.
        absent: the chance that nothing stands there, 0..1.
        lost: what may stand before it and was not read, with its chance, likeliest first.
    """

    character: str
    box: PageBox
    confidence: float
    alternatives: tuple[str, ...] = ()
    chances: tuple[float, ...] = ()
    absent: float = 0.0
    lost: tuple[tuple[str, float], ...] = ()


@dataclass(frozen=True, slots=True)
class ReadPage:
    r"""What one page says, in reading order.

    Attributes:
        text: lines of a paragraph are joined; ``\n`` ends paragraphs, headings and rows of tables.
        characters: one for each character of ``text``; None for those of the layout (``\n``, added blanks).
        width: of the image, in pixels.
        height: of the image, in pixels.
        engine: name of the engine that read it.
        confidence: mean over the characters read, 0..1; 0.0 where none was read.
    """

    text: str
    characters: tuple[ReadCharacter | None, ...]
    width: int
    height: int
    engine: str
    confidence: float

    def __post_init__(self) -> None:
        if len(self.text) != len(self.characters):
            raise ValueError("one character for each character of the text")


class OcrEngine(Protocol):
    """Reads page images.

    Attributes:
        name: the name by which settings choose it.
        fingerprint: changes when the same pixels may be read differently (versions, models, settings).
    """

    name: str
    fingerprint: str

    def read(self, image: npt.NDArray[np.uint8]) -> ReadPage:
        """Read one page.

        Args:
            image: (height, width, 3), uint8, RGB.

        Raises:
            OcrError: the image cannot be read as a page.
        """
        ...


def blank_page(width: int, height: int, engine: str) -> ReadPage:
    """A page on which nothing was read; sizes in pixels."""
    return ReadPage(text="", characters=(), width=width, height=height, engine=engine, confidence=0.0)


def turned_half(page: ReadPage) -> ReadPage:
    """A page that was read upside down, with its boxes where they are on the image as it was handed over."""
    return replace(
        page,
        characters=tuple(
            None if one is None else replace(one, box=_turned(one.box, page.width, page.height))
            for one in page.characters
        ),
    )


def _turned(box: PageBox, width: int, height: int) -> PageBox:
    x0, y0, x1, y1 = box
    return width - x1, height - y1, width - x0, height - y0
