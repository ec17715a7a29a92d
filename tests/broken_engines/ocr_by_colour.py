"""A recognition engine that does what the colour of the page says: read, crash, stall, answer garbage."""

from __future__ import annotations

import os
import signal
import time

from indexer.extraction.reading import chooser_with
from ocr.port import OcrError, ReadCharacter, ReadPage

READS = (250, 250, 250)
CRASHES = (250, 0, 0)
EXITS = (250, 0, 250)
STALLS = (0, 0, 250)
RAISES = (250, 250, 0)
REFUSES = (0, 250, 250)
ANSWERS_NOTHING = (0, 250, 0)  # None instead of a page
ANSWERS_NONSENSE = (0, 0, 0)  # a page of size 0 with boxes from nowhere
ANSWERS_UNSENDABLE = (120, 120, 120)  # what no pipe can carry
ANSWERS_WILD_BOXES = (60, 60, 60)

TEXT = "福建省档案馆"


class UnsendableText(str):
    """A text that cannot leave its process."""

    def __reduce__(self):
        raise TypeError("stays here")


class ColourEngine:
    name = "colour"
    fingerprint = "colour"

    def read(self, image):
        colour = tuple(int(channel) for channel in image[0, 0])
        height, width = image.shape[:2]
        box = (1.0, 1.0, 2.0, 3.0)
        if colour == CRASHES:
            os.kill(os.getpid(), signal.SIGSEGV)
        if colour == EXITS:
            os._exit(3)
        if colour == STALLS:
            time.sleep(3600)
        if colour == RAISES:
            raise ZeroDivisionError("inside the engine")
        if colour == REFUSES:
            raise OcrError("图像读不了。", "The image cannot be read.")
        if colour == ANSWERS_NOTHING:
            return None
        if colour == ANSWERS_NONSENSE:
            return ReadPage("字", (ReadCharacter("字", box, 0.9),), 0, 0, self.name, 0.9)
        text = TEXT
        if colour == ANSWERS_UNSENDABLE:
            text = UnsendableText(TEXT)
        if colour == ANSWERS_WILD_BOXES:
            box = (-50.0, float("nan"), 1e9, float("inf"))
        characters = tuple(ReadCharacter(character, box, 0.9) for character in text)
        return ReadPage(text, characters, width, height, self.name, 0.9)


def by_colour(ocr, limits):
    return chooser_with(ColourEngine(), limits.media)


def never_ready(ocr, limits):
    os._exit(7)
