"""Draw scans: vertical letters, public notices, typewritten pages, printed cards; then age them."""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
from letterforms import BOLD, FACES, SERIF_TC, Face, having, missing, sized
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont
from sources import Unit

DPI = 150
QUALITY = 58
INK = (38, 34, 30)
RED = (186, 38, 32)
STANDING = str.maketrans("「」『』（）〔〕《》—", "﹁﹂﹃﹄︵︶︹︺︽︾︱")
STANDING_STYLES = ("vertical", "notice")
STILL = time.struct_time((2024, 1, 1, 0, 0, 0, 0, 1, 0))


def write(target: Path, unit: Unit) -> list[Path]:
    """Draw a unit's pages and write them.

    A target `.jpg` or `.png` gives one image a page (`NAME-1.jpg`, ...; a single page keeps its name), `.pdf`
    one PDF of images without text, `.tif` one bitonal TIFF of several pages (CCITT group 4).

    Returns:
        The paths written, in page order.

    Raises:
        ValueError: The face lacks a character, or a page does not fit.
    """
    face = FACES[unit.options.get("font", "ming")]
    lacking = missing(
        "".join(unit.pages).translate(STANDING), face, SERIF_TC if unit.style in STANDING_STYLES else face
    )
    if lacking:
        raise ValueError(f"{unit.code}: the face lacks {lacking}")
    images = []
    for number, text in enumerate(unit.pages, start=1):
        last = number == len(unit.pages)
        seed = zlib.crc32(f"{unit.code}/{number}".encode())
        sheet = DRAWERS[unit.style](text, face, unit.options)
        if last and "stamp" in unit.options:
            sheet = _stamped(sheet, unit.options["stamp"], unit.style, seed)
        images.append(_aged(sheet, seed, unit.options.get("paper", "yellow")))
    return _saved(target, images)


def _saved(target: Path, images: list[Image.Image]) -> list[Path]:
    first, *others = images
    if target.suffix == ".pdf":
        first.save(target, save_all=True, append_images=others, resolution=DPI, quality=QUALITY,
                   creationDate=STILL, modDate=STILL)  # fmt: skip
        return [target]
    if target.suffix == ".tif":
        plain = [image.convert("L").point(lambda value: 255 * (value > 172)).convert("1") for image in images]
        plain[0].save(target, save_all=True, append_images=plain[1:], compression="group4", dpi=(DPI, DPI))
        return [target]
    paths = [target] if not others else [
        target.with_stem(f"{target.stem}-{number}") for number in range(1, len(images) + 1)
    ]  # fmt: skip
    for path, image in zip(paths, images, strict=True):
        if path.suffix == ".png":
            image.quantize(20).save(path, optimize=True, dpi=(DPI, DPI))
        else:
            image.save(path, quality=QUALITY, optimize=True, dpi=(DPI, DPI))
    return paths


def _vertical(text: str, face: Face, options: dict[str, str]) -> Image.Image:
    """Columns from right to left; every line of the text begins a column, `→` sets it low."""
    size = int(options.get("size", "32"))
    pitch, gap = size + 3, int(size * 1.75)
    rows = int(options.get("rows", "30"))
    columns: list[tuple[int, str]] = []
    for line in text.split("\n"):
        content = line.lstrip("→")
        start = max(0, rows - len(content) - 2) if line.startswith("→") else 0
        while content:
            cut = rows - start
            cut += content[cut : cut + 1] in set("，。、；：")  # a stop hangs below its column
            columns.append((start, content[:cut]))
            content, start = content[cut:], 0
        if not line:
            columns.append((0, ""))
    margin = 90
    width, height = 2 * margin + len(columns) * gap, 2 * margin + rows * pitch
    sheet = Image.new("RGB", (max(width, 620), height), "white")
    draw = ImageDraw.Draw(sheet)
    if options.get("ruled"):
        draw.rectangle(
            (margin - 24, margin - 18, sheet.width - margin + 24, height - margin + 18), outline=RED, width=3
        )
        for number in range(1, len(columns)):
            x = sheet.width - margin - number * gap
            draw.line((x, margin - 18, x, height - margin + 18), fill=(214, 150, 140), width=1)
    for number, (start, content) in enumerate(columns):
        middle = sheet.width - margin - gap * number - gap // 2
        _column(draw, content.translate(STANDING), middle, margin + start * pitch, size, pitch, face)
    return sheet


def _column(
    draw: ImageDraw.ImageDraw, text: str, middle: int, top: int, size: int, pitch: int, face: Face
) -> None:
    for number, character in enumerate(text):
        font = sized(having(character, face), size)
        y = top + number * pitch
        if character in "，。、；：":
            # In vertical setting a stop stands in the upper right of its square.
            draw.text((middle - size // 16, y - int(size * 0.42)), character, INK, font)
        else:
            draw.text((middle, y + int(size * 0.86)), character, INK, font, anchor="ms")


def _notice(text: str, face: Face, options: dict[str, str]) -> Image.Image:
    """A public notice: large vertical type in a double frame."""
    inner = _vertical(text, face, {"size": "40", "rows": "24", **options})
    draw = ImageDraw.Draw(inner)
    draw.rectangle((28, 28, inner.width - 28, inner.height - 28), outline=INK, width=6)
    draw.rectangle((40, 40, inner.width - 40, inner.height - 40), outline=INK, width=2)
    return inner


def _typed(text: str, face: Face, options: dict[str, str]) -> Image.Image:
    """A horizontal page; `※` sets a line in the middle, `→` to the right; a red head if `head=red`."""
    size, width = int(options.get("size", "27")), 1090
    margin, leading = 110, int(size * 1.72)
    room = (width - 2 * margin) // size
    font = sized(face, size)
    sheet = Image.new("RGB", (width, 1540), "white")
    draw = ImageDraw.Draw(sheet)
    y = 110
    for number, line in enumerate(text.split("\n")):
        content = line.lstrip("※→")
        if line.startswith("※") and number == 0:
            big = sized(BOLD if options.get("head") == "red" else face, int(size * 1.7))
            draw.text((width / 2, y), content, RED if options.get("head") == "red" else INK, big, anchor="ma")
            y += int(leading * 1.7)
            if options.get("head") == "red":
                draw.line((margin, y, width - margin, y), fill=RED, width=4)
                y += leading // 2
            continue
        if "|" in content:
            y = _row(draw, content.split("|"), (margin, y, width - margin), font, leading)
            continue
        while True:
            part, content = _cut(content, room)
            if line.startswith("※"):
                draw.text((width / 2, y), part, INK, font, anchor="ma")
            elif line.startswith("→"):
                draw.text((width - margin, y), part, INK, font, anchor="ra")
            else:
                draw.text((margin, y), part, INK, font)
            y += leading
            if not content:
                break
    if y > 1480:
        raise ValueError(f"a page does not fit: {text[:20]}")
    return sheet.crop((0, 0, width, min(1540, max(y + 170, 900))))


def _row(
    draw: ImageDraw.ImageDraw,
    cells: list[str],
    place: tuple[int, int, int],
    font: ImageFont.FreeTypeFont,
    leading: int,
) -> int:
    left, y, right = place
    height = leading + 14
    share = (right - left) / len(cells)
    for number, cell in enumerate(cells):
        x = left + number * share
        draw.rectangle((x, y, x + share, y + height), outline=INK, width=2)
        draw.text((x + 12, y + 8), cell.strip(), INK, font)
    return y + height


def _cut(line: str, room: int) -> tuple[str, str]:
    if len(line) <= room:
        return line, ""
    cut = room
    while cut > room - 3 and line[cut] in "，。、；：）〕》”’！？」』":
        cut -= 1
    return line[:cut], line[cut:]


DRAWERS: dict[str, Callable[[str, Face, dict[str, str]], Image.Image]] = {
    "vertical": _vertical,
    "notice": _notice,
    "typed": _typed,
    "card": _typed,
}


def _stamped(sheet: Image.Image, words: str, style: str, seed: int) -> Image.Image:
    """A red seal: square with columns from right to left on vertical pages, else round with a star."""
    side = 176
    seal = Image.new("RGB", (side, side), "white")
    draw = ImageDraw.Draw(seal)
    if style in STANDING_STYLES:
        draw.rectangle((4, 4, side - 5, side - 5), outline=RED, width=6)
        rows = 3 if len(words) > 4 else 2
        pitch = (side - 28) // rows
        columns = -(-len(words) // rows)
        font = sized(BOLD, min(pitch - 4, (side - 28) // columns - 2))
        for number, character in enumerate(words):
            column, row = divmod(number, rows)
            x = side - 14 - (column + 0.5) * (side - 28) / columns
            draw.text((x, 14 + (row + 0.5) * pitch), character, RED, font, anchor="mm")
        centre = (int(sheet.width * 0.24), int(sheet.height * 0.60))
    else:
        draw.ellipse((4, 4, side - 5, side - 5), outline=RED, width=5)
        draw.text((side / 2, side / 2 - 6), "★", RED, sized(BOLD, 46), anchor="mm")
        draw.text((side / 2, side / 2 + 42), words, RED, sized(BOLD, min(22, 140 // len(words))), anchor="mm")
        centre = (int(sheet.width * 0.74), sheet.height - 170)
    angle = float(np.random.default_rng(seed).uniform(-6, 6))
    seal = seal.rotate(angle, Image.Resampling.BICUBIC, expand=True, fillcolor="white")
    layer = Image.new("RGB", sheet.size, "white")
    layer.paste(seal, (centre[0] - seal.width // 2, centre[1] - seal.height // 2))
    return ImageChops.multiply(sheet, Image.blend(layer, Image.new("RGB", sheet.size, "white"), 0.18))


def _aged(sheet: Image.Image, seed: int, paper: str) -> Image.Image:
    """Skew, yellowed and unevenly lit paper, a little blur and noise."""
    chance = np.random.default_rng(seed)
    turned = sheet.rotate(float(chance.uniform(-0.7, 0.7)), Image.Resampling.BICUBIC, fillcolor="white")
    soft = turned.filter(ImageFilter.GaussianBlur(0.45))
    width, height = soft.size
    blotches = Image.fromarray(chance.integers(0, 256, (6, 5), dtype=np.uint8), "L")
    light = np.asarray(blotches.resize((width, height), Image.Resampling.BICUBIC), dtype=np.float32)
    tone = np.array((240, 227, 196) if paper != "gray" else (238, 238, 236), dtype=np.float32)
    page = np.asarray(soft, dtype=np.float32) / 255 * tone
    page *= (0.94 + 0.06 * light / 255)[:, :, None]
    page += chance.normal(0, 3.2 if paper == "yellow" else 0.6, (height, width, 1)).astype(np.float32)
    image = Image.fromarray(np.clip(page, 0, 255).astype(np.uint8), "RGB")
    return image.convert("L") if paper == "gray" else image
