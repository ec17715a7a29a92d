"""Do the boxes that a hit is marked by cover it? Random phrases on drawn pages, by intersection over union.

The way of the application: recognised, kept in the store's form, marked as the API marks. `python -m
tests.benchmarks.boxes FOLDER` also draws the marks of the shared pages into a folder, to be looked at.
"""

from __future__ import annotations

import gzip
import json
import random
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from holdings.media.images import image_page
from holdings.page_lines import stretches
from holdings.pages import Box, pack_boxes, unpack_boxes
from indexer.extraction.recognised import Recogniser, recognised
from ocr.engines import make_engine
from tests.benchmarks.drawn_pages import DrawnPage, Pixels, drawn_pages
from tests.benchmarks.rows import Options, Row, at_least, told
from tests.shared import shared

COMMAND = 'make bench ARGS="--only boxes"'
PHRASES = 20
LEAST = 0.5
TEXTS = 2


@dataclass(frozen=True)
class Covered:
    """How well the phrases of a page are covered.

    Attributes:
        name: of the page.
        overlaps: intersection over union of each phrase that was found, 0 to 1.
        misread: phrases that were drawn and that the recognised text does not hold.
    """

    name: str
    overlaps: tuple[float, ...]
    misread: int


@dataclass(frozen=True)
class ReadText:
    """What recognition kept of a page: signs without layout, and for each the box as the store gives it back."""

    signs: str
    boxes: tuple[Box | None, ...]


def read(engine: Recogniser, pixels: Pixels) -> ReadText:
    """A page as an intake keeps it."""
    page = recognised(engine, pixels, "page", 0)
    boxes = unpack_boxes(pack_boxes(page.boxes))
    kept = [at for at, sign in enumerate(page.text) if not sign.isspace()]
    return ReadText("".join(page.text[at] for at in kept), tuple(boxes[at] for at in kept))


def measured(engine: Recogniser, page: DrawnPage, phrases: int, seed: int) -> Covered:
    """Phrases of three to eight Han characters of a page, each once on it, and how their marks cover them."""
    chance = random.Random(seed)
    seen = read(engine, page.pixels)
    height, width = page.pixels.shape[:2]
    overlaps: list[float] = []
    misread = 0
    for _ in range(phrases * 20):
        length = chance.randint(3, 8)
        start = chance.randrange(max(1, len(page.signs) - length))
        phrase = page.signs[start : start + length]
        if not all("\u4e00" <= sign <= "\u9fff" for sign in phrase) or page.signs.count(phrase) > 1:
            continue
        at = seen.signs.find(phrase)
        if at < 0:
            misread += 1
            continue
        marks = [
            (box[0] * width, box[1] * height, box[2] * width, box[3] * height)
            for box in (stretch.box for stretch in stretches(seen.boxes, at, at + length))
        ]
        truth = [stretch.box for stretch in stretches(page.boxes, start, start + length)]
        overlaps.append(intersection_over_union(marks, truth, (width, height)))
        if len(overlaps) == phrases:
            break
    return Covered(page.name, tuple(overlaps), misread)


def intersection_over_union(one: Sequence[Box], other: Sequence[Box], size: tuple[int, int]) -> float:
    """Of two areas made of boxes, on a sheet of (width, height) pixels."""
    masks = []
    for boxes in (one, other):
        mask = np.zeros((size[1], size[0]), dtype=bool)
        for x0, y0, x1, y1 in boxes:
            mask[max(0, round(y0)) : max(0, round(y1)), max(0, round(x0)) : max(0, round(x1))] = True
        masks.append(mask)
    union = int((masks[0] | masks[1]).sum())
    return int((masks[0] & masks[1]).sum()) / union if union else 0.0


def texts(count: int) -> list[str]:
    """Passages of the shared questions, long enough for a page."""
    with gzip.open(shared("retrieval", "passages.jsonl.gz"), "rt", encoding="utf-8") as stream:
        passages = [json.loads(line)["text"] for line in stream]
    long = [text for text in passages if 350 <= len(text) <= 520]
    return long[:: max(1, len(long) // count)][:count]


def run(_options: Options) -> list[Row]:
    """The rows of the table: share of phrases that are covered, and the middle overlap, by kind of page."""
    engine = make_engine("rapidocr")
    by_kind: dict[str, list[Covered]] = {}
    for seed, text in enumerate(texts(TEXTS)):
        for page in drawn_pages(text):
            found = measured(engine, page, PHRASES, seed)
            by_kind.setdefault(page.name, []).append(found)
    rows = []
    every: list[float] = []
    for name, pages in by_kind.items():
        overlaps = [overlap for page in pages for overlap in page.overlaps]
        every += overlaps
        covered = sum(overlap >= LEAST for overlap in overlaps) / max(1, len(overlaps))
        misread = sum(page.misread for page in pages)
        figure = (
            f"{covered:.1%} of {len(overlaps)} phrases, median {statistics.median(overlaps):.2f}, "
            f"least {min(overlaps):.2f}; {misread} misread"
        )
        rows.append(told(f"hits on the image, {name}: intersection over union ≥ {LEAST}", figure, COMMAND))
    covered = sum(overlap >= LEAST for overlap in every) / max(1, len(every))
    rows.append(at_least("hits on the image, share of phrases covered", covered, 0.99, COMMAND))
    return rows


def look(folder: Path) -> None:
    """Draw the marks of ten phrases, and every character's box, on each shared page."""
    engine = make_engine("rapidocr")
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(shared("ocr", "img").glob("*.jpg")):
        pixels = image_page(path, 0)
        seen = read(engine, pixels)
        sheet = Image.fromarray(pixels)
        draw = ImageDraw.Draw(sheet, "RGBA")
        width, height = sheet.size

        def scaled(box: Box, width: int = width, height: int = height) -> Box:
            return box[0] * width, box[1] * height, box[2] * width, box[3] * height

        for box in seen.boxes:
            if box is not None:
                draw.rectangle(scaled(box), outline=(40, 90, 200, 150))
        chance = random.Random(path.stem)
        for _ in range(10):
            start = chance.randrange(max(1, len(seen.signs) - 6))
            for stretch in stretches(seen.boxes, start, start + chance.randint(3, 6)):
                draw.rectangle(
                    scaled(stretch.box), fill=(255, 190, 0, 110), outline=(150, 40, 30, 255), width=3
                )
        sheet.thumbnail((1400, 1400))
        sheet.save(folder / f"{path.stem}.png")
        print(path.stem, len(seen.signs), flush=True)


if __name__ == "__main__":
    look(Path(sys.argv[1]))
