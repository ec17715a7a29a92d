"""From what an engine read on a page image to what is kept of the page."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

import numpy as np
import numpy.typing as npt

from holdings.doubts import Doubt, Guess
from holdings.letters import Letter
from holdings.media.letters import MediaError
from holdings.own_names import without_place
from holdings.pages import Box, Mark, Reading
from indexer.extraction import letters
from indexer.extraction.port import ExtractedPage, Unreadable, storable
from ocr.handwriting import looks_handwritten
from ocr.port import LEAST_CHANCE, SURE, OcrError, PageBox, ReadCharacter, ReadPage


class Recogniser(Protocol):
    """What readers ask of an `ocr.port.OcrEngine`."""

    @property
    def name(self) -> str:
        """The name by which settings choose it."""
        ...

    def read(self, image: npt.NDArray[np.uint8]) -> ReadPage:
        """As `ocr.port.OcrEngine.read`."""
        ...


class LeftForLater(Unreadable):
    """A page has to be recognised, and whoever reads it leaves that to others."""


class Leaves:
    """Stands for an engine whose pages others recognise."""

    def __init__(self, name: str) -> None:
        """In the place of the engine of this name."""
        self.name = name

    def read(self, image: npt.NDArray[np.uint8]) -> ReadPage:
        """Raises `LeftForLater`, always."""
        raise LeftForLater(letters.recognition_off(self.name))


class ReadsOnceMore:
    """An engine that reads pages again: what a layer says in a close case does not stand for the page then."""


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
        index0,
        text,
        Reading.RECOGNISED,
        read.engine,
        min(1.0, max(0.0, read.confidence)),
        boxes,
        doubts_of(read) if text == read.text else (),
        mark=Mark.HANDWRITTEN if looks_handwritten(image, read) else Mark.NONE,
    )


def doubts_of(read: ReadPage) -> tuple[Doubt, ...]:
    """Where an engine was not sure of what it read."""
    return tuple(
        Doubt(at, one.confidence, _guesses(one), one.lost)
        for at, one in enumerate(read.characters)
        if one is not None and (one.confidence < SURE or one.lost)
    )


def _guesses(one: ReadCharacter) -> tuple[Guess, ...]:
    guesses = list(zip(one.alternatives, one.chances, strict=False))
    if one.absent >= LEAST_CHANCE:
        guesses.append(("", one.absent))
    return tuple(sorted(guesses, key=lambda guess: -guess[1]))


def check_recognises(engine: Recogniser, name: str) -> None:
    """Raises `Unreadable` where recognition is switched off or left to others, before any pixel is made."""
    if engine.name == "none":
        raise Unreadable(letters.recognition_off(name))
    if isinstance(engine, Leaves):
        raise LeftForLater(letters.recognition_off(name))


def media_unreadable(error: MediaError, path: Path, name: str) -> Unreadable:
    """The error of a digital object, which knows only where its bytes lie, with the object's own name."""
    return Unreadable(without_place(error.letter, path, name))


def _fractions(box: PageBox, width: int, height: int) -> Box | None:
    x0, y0, x1, y1 = (min(1.0, max(0.0, side)) for side in _shares(box, width, height))
    return (x0, y0, x1, y1) if x0 <= x1 and y0 <= y1 else None


def _shares(box: PageBox, width: int, height: int) -> Box:
    x0, y0, x1, y1 = box
    return x0 / width, y0 / height, x1 / width, y1 / height
