"""How well handwriting is recognised: pages written in the fonts of a folder.

    python -m tests.benchmarks.handwriting FOLDER_OF_FONTS [--seed 3]

Each font writes the same invented letter twice: evenly, and by an unsteady hand (characters of other sizes, heights and
slants, lines that climb). Of each page the character error rate and the mean confidence are printed.
"""

from __future__ import annotations

import argparse
import random
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image, ImageDraw, ImageFont

from ocr.engines import make_engine
from ocr.measure import character_error_rate

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


def main() -> None:
    """Print a line a page."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--seed", type=int, default=3)
    arguments = asked.parse_args()
    engine = make_engine("rapidocr")
    for font in sorted(arguments.folder.iterdir()):
        for unsteady in (0.0, 1.0):
            read = engine.read(page(font, unsteady, arguments.seed))
            rate = character_error_rate("".join(LETTER), read.text)
            print(
                f"{font.stem:42} unsteady {unsteady:.0f}  CER {rate:6.1%}  confidence {read.confidence:.3f}"
            )


if __name__ == "__main__":
    main()
