"""How well handwriting is recognised: pages written in the fonts of a folder.

    python -m tests.benchmarks.handwriting FOLDER_OF_FONTS [--seed 3] [--marks [--of hands|prints] [--most N]]

Each font writes the same invented letter twice: evenly, and by an unsteady hand (characters of other sizes, heights and
slants, lines that climb). Of each page the character error rate and the mean confidence are printed.

With --marks it is measured instead which pages are marked as handwritten (`ocr.handwriting`): three passages by each
font, even, halfway and unsteady, level and in columns, sharp and worn, and print of every kind that is at hand: the
shared scans (also small), the pages never seen, the printed kinds of `tests.benchmarks.printing` as worn as they get.
All of it takes half an hour of a core: --of takes one half, --most so many pages of each kind.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from ocr.engines import make_engine
from ocr.handwriting import looks_handwritten
from ocr.measure import character_error_rate
from ocr.port import OcrEngine
from tests.benchmarks import printing, unseen
from tests.material.texts import passages
from tests.shared import SharedMaterialMissingError, shared

Pixels = npt.NDArray[np.uint8]

LETTER = (
    "青溪县政府建设科",
    "查石桥镇渡口木桥年久失修行人往来多有不便",
    "上月大雨之后桥身倾斜东端木桩已有三根折断",
    "镇民代表会公推何松年等五人前往查看估计",
    "修理需用杉木二百根铁钉四十斤人工三百名",
    "所需经费除由本镇自行筹集一半之外",
    "其余拟请县政府在水利项下拨给以利交通",
    "可否之处敬请核示遵行谨呈县长",
    "石桥镇公所镇长江白鹭",
    "民国三十六年五月十二日",
)


def page(font: Path, unsteady: float, seed: int) -> npt.NDArray[np.uint8]:
    """The letter, as pixels at 200 dpi.

    Args:
        font: a font file.
        unsteady: 0 for an even hand; 1 for one whose characters differ by a fifth in size and stand as unevenly.
        seed: of the hand's turns.
    """
    chance = random.Random(seed)
    sheet = Image.new("RGB", (1654, 1500), (250, 248, 240))
    size = 62
    for row, line in enumerate(LETTER):
        x, y, climb = 120.0, 100.0 + row * 130, unsteady * chance.uniform(-0.02, 0.02)
        for sign in line:
            own = round(size * (1 + unsteady * chance.uniform(-0.2, 0.2)))
            drawn = Image.new("L", (own * 2, own * 2), 0)
            ImageDraw.Draw(drawn).text(
                (own // 2, own // 4), sign, font=ImageFont.truetype(str(font), own), fill=255
            )
            drawn = drawn.rotate(unsteady * chance.uniform(-9, 9), Image.Resampling.BICUBIC)
            ink = Image.new("RGB", drawn.size, (35, 35, 60))
            place = round(x - own // 2), round(y + climb * x + unsteady * chance.uniform(-9, 9))
            sheet.paste(ink, place, drawn)
            x += size * (1.05 + unsteady * chance.uniform(-0.15, 0.2))
    return np.asarray(sheet)


def hand(font: Path, unsteady: float, text: str, seed: int, *, vertical: bool = False) -> Pixels:
    """A text by a hand that never makes a stroke twice alike, as pixels at 200 dpi.

    Args:
        font: a font file.
        unsteady: of 1, standard deviations: size 6 %, slant 3 degrees, ends of strokes 3.5 % of the size.
        text: what is written, at most thirteen lines of it.
        seed: of the hand's turns.
        vertical: in columns from right to left.
    """
    chance = np.random.default_rng(seed)
    sheet = np.full((2_000, 1_654, 3), (250, 248, 240), dtype=np.uint8)
    size, most = 62, 24 if vertical else 20
    for row, start in enumerate(range(0, min(len(text), 13 * most), most)):
        climb, place = unsteady * chance.normal(0, 0.008), 120.0
        for sign in text[start : start + most]:
            own = max(20, round(size * (1 + unsteady * chance.normal(0, 0.06))))
            drawn = Image.new("L", (2 * own, 2 * own), 0)
            ImageDraw.Draw(drawn).text(
                (own // 2, own // 3), sign, font=ImageFont.truetype(str(font), own), fill=255
            )
            ink = _bent(np.asarray(drawn), chance, unsteady * own * 0.035, unsteady * chance.normal(0, 3))
            x, y = (1_454 - row * 115, place) if vertical else (place, 100 + row * 135 + climb * place)
            left, top = (max(0, int(at + unsteady * chance.normal(0, 3) - own // 2)) for at in (x, y))
            under = sheet[top : top + 2 * own, left : left + 2 * own]
            share = ink[: under.shape[0], : under.shape[1], None] / 255.0
            under[:] = (under * (1 - share) + np.array((35, 35, 60)) * share).astype(np.uint8)
            place += size * (1.08 + unsteady * chance.normal(0, 0.06))
    return sheet


def _bent(ink: Pixels, chance: np.random.Generator, far: float, degrees: float) -> Pixels:
    high, wide = ink.shape
    across, down = (
        cv2.resize(
            chance.normal(0, far, (4, 4)).astype(np.float32), (wide, high), interpolation=cv2.INTER_CUBIC
        )
        for _ in range(2)
    )
    ys, xs = np.mgrid[0:high, 0:wide].astype(np.float32)
    bent = cv2.remap(ink, xs + across, ys + down, cv2.INTER_LINEAR) if far else ink
    turned = cv2.getRotationMatrix2D((wide / 2, high / 2), degrees, 1.0)
    return np.asarray(cv2.warpAffine(bent, turned, (wide, high)), dtype=np.uint8)


def worn(page: Pixels, seed: int) -> Pixels:
    """Out of focus, faint and noisy."""
    seen = cv2.GaussianBlur(page, (0, 0), 1.1) * 0.75 + 50
    return np.clip(seen + np.random.default_rng(seed).normal(0, 9, page.shape), 0, 255).astype(np.uint8)


def _texts(first: int) -> str:
    return "".join(passage.text.replace("\n", "") for passage in passages(12)[first : first + 3])


def hands(folder: Path, seed: int) -> Iterator[tuple[str, Pixels]]:
    """(how unsteady and in which form, pixels) of each font of a folder."""
    for at, font in enumerate(sorted(folder.iterdir())):
        for unsteady in (0.0, 0.5, 1.0):
            level = hand(font, unsteady, _texts(at % 5), seed)
            yield f"hand, unsteady {unsteady}", level
            yield f"hand, unsteady {unsteady}, worn", worn(level, seed)
            yield (
                f"hand, unsteady {unsteady}, columns",
                hand(font, unsteady, _texts(at % 5), seed, vertical=True),
            )


def prints() -> Iterator[tuple[str, Pixels]]:
    """(kind, pixels) of print."""
    for one in unseen.pages():
        yield "print, never seen", one.pixels
    for kind in printing.KINDS:
        for strength in printing.WEAR[kind.name].values():
            text = printing.printable(_texts(0), kind)
            yield "print, worn", printing.printed(text, kind, strength, 3)
    try:
        scans = sorted(shared("ocr", "img").iterdir())
    except SharedMaterialMissingError:
        return
    for path in scans:
        pixels = np.asarray(Image.open(path).convert("RGB"))
        yield "print, shared scans", pixels
        yield (
            "print, shared scans at .6",
            np.asarray(cv2.resize(pixels, None, fx=0.6, fy=0.6, interpolation=cv2.INTER_AREA)),
        )


def tell_marks(engine: OcrEngine, pages: Iterator[tuple[str, Pixels]], most: int) -> None:
    """Print how many pages of each kind are marked, of each kind so many pages at most, as it goes."""
    counts: dict[str, list[bool]] = {}
    for kind, pixels in pages:
        marks = counts.setdefault(kind, [])
        if len(marks) < most:
            pixels = np.ascontiguousarray(pixels)
            marks.append(looks_handwritten(pixels, engine.read(pixels)))
            print(f"{kind:34} {sum(marks):3} of {len(marks):3} marked", flush=True)


def main() -> None:
    """Print a line a page, or a line a kind."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--seed", type=int, default=3)
    asked.add_argument("--marks", action="store_true")
    asked.add_argument("--of", choices=("hands", "prints", "both"), default="both")
    asked.add_argument("--most", type=int, default=1_000, help="pages of each kind (all)")
    arguments = asked.parse_args()
    engine = make_engine("rapidocr")
    if arguments.marks:
        if arguments.of != "prints":
            tell_marks(engine, hands(arguments.folder, arguments.seed), arguments.most)
        if arguments.of != "hands":
            tell_marks(engine, prints(), arguments.most)
        return
    for font in sorted(arguments.folder.iterdir()):
        for unsteady in (0.0, 1.0):
            read = engine.read(page(font, unsteady, arguments.seed))
            rate = character_error_rate("".join(LETTER), read.text)
            print(
                f"{font.stem:42} unsteady {unsteady:.0f}  CER {rate:6.1%}  confidence {read.confidence:.3f}"
            )


if __name__ == "__main__":
    main()
