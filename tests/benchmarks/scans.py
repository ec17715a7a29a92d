"""Intake of scanned pages: all cores, flat memory, a kill -9 in the middle, and where the time goes.

``python -m tests.benchmarks.scans FOLDER [PAGES]`` makes the package alone. Pages are small (A5 at 150 dots an inch,
about 250 characters), so that hundreds are recognised in minutes; a page of A4 takes two to three times as long.
"""

from __future__ import annotations

import cProfile
import pstats
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from indexer.extraction.reading import LateEngine
from indexer.workers import cores
from lantai.measures.footprint import Footprint
from tests.benchmarks.rows import Options, Row, at_most, lantai, lantai_json, told
from tests.benchmarks.unseen import HARBOUR, SCHOOL, _font, _lines, _worn

PAGES, A_FILE = 300, 20
_SIZE, _TYPE = (874, 1_240), 24
#: The kill comes when this share of the pages is in the store.
KILL_AT = 0.4
#: The whole package may take this much more memory than its first pages did: heaps are never cut alike twice.
FLAT = 1.25
COMMAND = 'make bench ARGS="--only scans"'


def make(folder: Path, pages: int = PAGES) -> Path:
    """A folder of scans, a TIFF of `A_FILE` pages each, without a catalogue sheet; the same pages every time."""
    folder.mkdir(parents=True, exist_ok=True)
    font = _font("opentype/noto/NotoSerifCJK-Regular.ttc", _TYPE, 2)
    for start in range(0, pages, A_FILE):
        sheets = [_page(at, font) for at in range(start, min(start + A_FILE, pages))]
        path = folder / f"卷{start // A_FILE + 1:03d}.tif"
        sheets[0].save(path, save_all=True, append_images=sheets[1:], compression="jpeg")
    return folder


def _page(number: int, font: ImageFont.FreeTypeFont) -> Image.Image:
    text = f"第{number + 1}页\n" + (HARBOUR if number % 2 else SCHOOL)[number % 40 :]
    sheet = Image.new("L", _SIZE, 255)
    draw = ImageDraw.Draw(sheet)
    for at, line in enumerate(_lines(text, font, _SIZE[0] - 180)[:12]):
        draw.text((90, 110 + at * int(1.8 * _TYPE)), line, fill=0, font=font)
    return Image.fromarray(_worn(sheet, number, noise=8, blur=0.5))


def run(options: Options) -> list[Row]:
    """The rows of this measure."""
    folder, home = make(options.scratch / "scans"), options.scratch / "home"
    began = time.perf_counter()
    process = lantai("intake", str(folder), "--class", "unconditional", "--json", home=home)
    early = 0.0
    with Footprint(process.pid) as footprint:
        while (there := read_pages(home)) < KILL_AT * PAGES and process.poll() is None:
            if not early and there >= PAGES // 10:
                early = footprint.peak_own_mb
            time.sleep(0.2)
        process.kill()
        process.wait()
    until_kill, there = time.perf_counter() - began, read_pages(home)
    began = time.perf_counter()
    process = lantai("intake", str(folder), "--class", "unconditional", "--json", home=home)
    first = 0.0
    with Footprint(process.pid) as again:
        while process.poll() is None:
            if not first and read_pages(home) > there:
                first = time.perf_counter() - began
            time.sleep(0.2)
    rest = time.perf_counter() - began
    if process.returncode:
        raise RuntimeError(f"lantai intake ended with exit code {process.returncode}")
    left = PAGES - there
    peak = max(footprint.peak_own_mb, again.peak_own_mb)
    answer = lantai_json("search", "码头安全", home=home)
    rows = [
        told("scans: pages in the store when the intake was killed", f"{there} of {PAGES}", COMMAND),
        told(
            "scans: from the command to the kill, pages a second",
            f"{until_kill:.0f} s, {there / until_kill:.2f} pages/s on {cores()} cores",
            COMMAND,
        ),
        told("scans: the rest after the kill", f"{left} pages in {rest:.0f} s, {left / rest:.2f} pages/s", COMMAND),
        at_most(
            "scans: time of a page after the kill over before it (a page done again would show)",
            (rest / left) / (until_kill / there),
            1.35,
            "×",
            COMMAND,
        ),
        at_most(
            "scans: peak memory over that of the first tenth",
            peak / max(early, 1.0),
            FLAT,
            "×",
            COMMAND,
        ),
        told("scans: peak memory of all processes", f"{peak:,.0f} MB", COMMAND),
        told("scans: units found by a phrase of them", f"{answer['total']['units']}", COMMAND),
    ]  # fmt: skip
    shares = profile(folder)
    rows.append(told("scans: share of each step, from a profile", shares, COMMAND))
    return rows


def read_pages(home: Path) -> int:
    """Pages that are in the store."""
    try:
        with closing(sqlite3.connect(f"file:{home / 'lantai.sqlite'}?mode=ro", uri=True)) as store:
            return int(store.execute("SELECT count(*) FROM page_texts").fetchone()[0])
    except sqlite3.OperationalError:
        return 0


#: Steps of a page by the functions that do them: (file, function) of the profile.
_STEPS = {
    "decoding the image": ("media/images.py", "image_page"),
    "red ink": ("red_ink.py", "has_red_ink"),
    "finding lines": ("rapidocr_engine.py", "_quads"),
    "cutting lines out": ("crops.py", "crop_line"),
    "reading lines": ("rapidocr_engine.py", "_decoded"),
    "places of characters": ("crops.py", "line"),
    "order of reading": ("compose.py", "compose"),
}


def profile(folder: Path, pages: int = 12) -> str:
    """Share of each step of reading pages, in this process alone, the engine's start left out."""
    from indexer.extraction.choose import extractor_for

    path = min(folder.iterdir())
    reader = extractor_for(path, path.name, LateEngine("rapidocr"))
    reader.page(path, 0)
    seen = cProfile.Profile()
    seen.enable()
    for at in range(1, pages + 1):
        reader.page(path, at)
    seen.disable()
    stats = pstats.Stats(seen).stats  # type: ignore[attr-defined]
    whole = max(
        row[3] for (file, _, name), row in stats.items() if file.endswith("images.py") and name == "page"
    )
    shares = []
    for step, (file, name) in _STEPS.items():
        took = sum(row[3] for (at, _, called), row in stats.items() if at.endswith(file) and called == name)
        shares.append((took / whole, step))
    shares.append((1 - sum(share for share, _ in shares), "the rest"))
    return ", ".join(f"{step} {share:.1%}" for share, step in sorted(shares, reverse=True))


def _main(arguments: list[str]) -> None:
    print(make(Path(arguments[0]), int(arguments[1]) if len(arguments) > 1 else PAGES))


if __name__ == "__main__":
    _main(sys.argv[1:])
