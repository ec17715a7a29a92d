"""From what an engine read on a page image to what is kept of the page."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from holdings.letters import Letter
from holdings.media.letters import MediaError
from holdings.pages import Box, Reading
from holdings.parser_letters import shown
from indexer.extraction import letters
from indexer.extraction.port import ExtractedPage, Unreadable, storable
from ocr.port import OcrError, PageBox, ReadPage


class Recogniser(Protocol):
    """What readers ask of an `ocr.port.OcrEngine`."""

    @property
    def name(self) -> str:
        """The name by which settings choose it."""
        ...

    def read(self, image: npt.NDArray[np.uint8]) -> ReadPage:
        """As `ocr.port.OcrEngine.read`."""
        ...


def recognised(engine: Recogniser, image: npt.NDArray[np.uint8], name: str, index0: int) -> ExtractedPage:
    """The page that an engine reads on an image.

    Args:
        engine: reads the image.
        image: (height, width, 3), uint8, RGB.
        name: the object's, as letters call it.
        index0: index of the page within the object, from 0.

    Raises:
        Unreadable: the engine cannot read the image.
    """
    try:
        read = engine.read(image)
    except OcrError as error:
        raise Unreadable(Letter(error.zh, error.en)) from error
    boxes = tuple(
        None if character is None else _fractions(character.box, read.width, read.height)
        for character in read.characters
    )
    text, boxes = storable(read.text, boxes)
    return ExtractedPage(
        index0, text, Reading.RECOGNISED, read.engine, min(1.0, max(0.0, read.confidence)), boxes
    )


def check_recognises(engine: Recogniser, name: str) -> None:
    """Raises `Unreadable` where recognition is switched off, before any pixel is made."""
    if engine.name == "none":
        raise Unreadable(letters.recognition_off(name))


def media_unreadable(error: MediaError, path: Path, name: str) -> Unreadable:
    """The error of a digital object, which knows only where its bytes lie, with the object's own name."""
    at, called = path.name, shown(name)
    return Unreadable(Letter(error.letter.zh.replace(at, called), error.letter.en.replace(at, called)))


def _fractions(box: PageBox, width: int, height: int) -> Box | None:
    x0, y0, x1, y1 = (min(1.0, max(0.0, side)) for side in _shares(box, width, height))
    return (x0, y0, x1, y1) if x0 <= x1 and y0 <= y1 else None


def _shares(box: PageBox, width: int, height: int) -> Box:
    x0, y0, x1, y1 = box
    return x0 / width, y0 / height, x1 / width, y1 / height
