"""Does the rule of `indexer.reviewing.choosing` choose the better of two readings of a page?

    python -m tests.benchmarks.readings [--pages N] [--readings worn:rapidocr/enlarged ...]

Each shared page is read as it is, worn (1,100 pixels high, blurred, noisy, grey), and lying on its side, in
several settings and by both engines. Every pair of readings of one page is judged by the rule and by the truth.
"""

from __future__ import annotations

import argparse
import itertools
import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt

from holdings.media.images import image_page
from holdings.pages import Reading
from holdings.readings import CLEARLY, KeptReading
from indexer.reviewing.choosing import worth
from ocr.measure import character_error_rate
from ocr.port import OcrEngine
from ocr.trials import Image, make_trial
from tests.shared import shared

USUAL = (
    *(f"as-it-is:rapidocr/{setting}" for setting in ("plain", "finer", "stretched", "clearer")),
    *(f"worn:rapidocr/{setting}" for setting in ("plain", "enlarged", "clearer")),
    "worn:tesseract/plain",
    *(f"sideways:rapidocr/{setting}" for setting in ("plain", "left")),
)
#: Pairs whose error rates differ by more than this are told apart from the rest.
CLEAR_PAIR = 0.01


def worn(image: Image) -> Image:
    """Scanned small, out of focus, on grey paper."""
    share = 1_100 / max(image.shape[:2])
    small = cv2.resize(image, None, fx=share, fy=share, interpolation=cv2.INTER_AREA)
    small = cv2.GaussianBlur(small, (0, 0), 0.9).astype(np.float32)
    return _pixels(small * 0.8 + 40 + np.random.default_rng(7).normal(0, 10, small.shape))


KINDS: dict[str, Callable[[Image], Image]] = {
    "as-it-is": lambda image: image,
    "worn": worn,
    "sideways": lambda image: np.ascontiguousarray(np.rot90(image, 3)),
}


def _pixels(image: npt.NDArray[np.floating[Any]]) -> Image:
    return np.clip(image, 0, 255).astype(np.uint8)


@dataclass(frozen=True, slots=True)
class Judged:
    """A reading of a page: how far from the truth, and what the rule thinks of it."""

    cer: float
    worth: float
    confidence: float


def read_pages(named: str, engine: OcrEngine, pages: Iterable[Path], truths: Path) -> dict[str, Judged]:
    """Read every page in one way."""
    change = KINDS[named.partition(":")[0]]
    found = {}
    for path in pages:
        read = engine.read(change(image_page(path, 0)))
        kept = KeptReading(Reading.RECOGNISED, read.text, confidence=read.confidence)
        truth = (truths / f"{path.stem}.txt").read_text(encoding="utf-8")
        found[path.stem] = Judged(character_error_rate(truth, read.text), worth(kept), read.confidence)
    return found


def judged_pairs(readings: dict[str, dict[str, Judged]], apart: float) -> dict[str, int]:
    """How often the rule is right over pairs (earlier, later) whose error rates differ by more than `apart`.

    Returns:
        ``better`` and ``worse``: how often the later reading took the earlier one's place, and was so;
        ``missed``: how often a better one did not; ``kept``: how often a worse one did not.
    """
    told = dict.fromkeys(("better", "worse", "missed", "kept"), 0)
    for first, second in itertools.permutations(readings, 2):
        if first.partition(":")[0] != second.partition(":")[0]:
            continue
        for stem, before in readings[first].items():
            after = readings[second][stem]
            if abs(after.cer - before.cer) <= apart:
                continue
            replaced, is_better = after.worth > before.worth * CLEARLY, after.cer < before.cer
            told[
                ("better" if is_better else "worse") if replaced else ("missed" if is_better else "kept")
            ] += 1
    return told


def chosen(readings: dict[str, dict[str, Judged]], kind: str) -> dict[str, float]:
    """Mean error rates of one kind of page: of the first reading (rapidocr, plain), of the one that stands after all
    were tried, and of the best that there was.
    """
    tried = [those for named, those in readings.items() if named.startswith(f"{kind}:")]
    first = readings[f"{kind}:rapidocr/plain"]
    standing = dict(first)
    for those in tried:
        for stem, one in those.items():
            if one.worth > standing[stem].worth * CLEARLY:
                standing[stem] = one
    count = len(first)
    return {
        "first": round(sum(one.cer for one in first.values()) / count, 4),
        "standing": round(sum(one.cer for one in standing.values()) / count, 4),
        "best": round(sum(min(those[stem].cer for those in tried) for stem in first) / count, 4),
    }


def main() -> None:
    """Print one object."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pages", type=int, default=12, help="so many of the shared pages")
    parser.add_argument("--readings", nargs="+", default=USUAL, help="KIND:ENGINE/SETTING")
    asked = parser.parse_args()
    images = sorted(shared("ocr", "img").iterdir())
    pages = images[:: max(1, len(images) // asked.pages)]
    readings: dict[str, dict[str, Judged]] = {}
    # One engine at a time: each holds its models.
    for way in dict.fromkeys(named.partition(":")[2] for named in asked.readings):
        engine_name, _, setting = way.partition("/")
        engine = make_trial(engine_name, setting)
        for named in (each for each in asked.readings if each.endswith(f":{way}")):
            readings[named] = read_pages(named, engine, pages, shared("ocr", "truth"))
            mean = sum(one.cer for one in readings[named].values()) / len(pages)
            print(f"{named}: mean CER {mean:.4f}", flush=True)
    told = {
        "pages": len(pages),
        "all": judged_pairs(readings, 0.0),
        "apart_by_more_than_one_percent": judged_pairs(readings, CLEAR_PAIR),
        "mean_cer": {kind: chosen(readings, kind) for kind in KINDS if f"{kind}:rapidocr/plain" in readings},
    }
    print(json.dumps(told, indent=2))


if __name__ == "__main__":
    main()
