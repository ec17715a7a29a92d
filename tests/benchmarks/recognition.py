"""Recognition of page images beside Tesseract, page by page in one run: the shared pages, and pages never seen.

Tesseract is given the language of each page, which the project's own engine is not told.
"""

from __future__ import annotations

import json
import statistics
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

from holdings.media.images import image_page
from indexer.workers import WorkerPool
from lantai.measures.recognition import ReadImage, measured_reading
from lantai.settings import hold_programs_to_one_thread
from ocr.measure import character_error_rate, han_error_rate, letter_error_rate
from ocr.rapidocr_engine import RapidOcrEngine
from ocr.tesseract_engine import TesseractEngine
from tests.benchmarks import unseen
from tests.benchmarks.rows import Options, Row, at_least, at_most, told
from tests.shared import shared

COMMAND = 'make bench ARGS="--only ocr"'
#: What design section 7 and the project's own aims ask for, error rates in per cent.
MEAN, LETTERS, WORST, TIMES, CPU, MEMORY = 1.0, 1.0, 6.0, 5.0, 1.5, 1_200


@dataclass(frozen=True)
class Page:
    """A page to read.

    Attributes:
        name: what the table calls it.
        image: its file.
        truth: its text.
        language: of Tesseract.
    """

    name: str
    image: Path
    truth: str
    language: str


@dataclass(frozen=True)
class Reading:
    """What an engine made of a page; error rates are fractions, processor time in seconds."""

    cer: float
    letters: float
    han: float
    cpu_s: float
    peak_mb: float


def run(options: Options) -> list[Row]:
    """The rows of this measure; the tables of pages go to files beside the report."""
    rows: list[Row] = []
    for what, pages in (
        ("shared pages", shared_pages()),
        ("pages never seen", unseen_pages(options.scratch)),
    ):
        own, other = read_by_both(pages)
        kept = options.out / f"ocr-{what.replace(' ', '-')}"
        kept.with_suffix(".md").write_text(page_table(pages, own, other), encoding="utf-8")
        kept.with_suffix(".json").write_text(
            json.dumps({page.name: vars(one) for page, one in zip(pages, own, strict=True)}, indent=2),
            "utf-8",
        )
        print(page_table(pages, own, other))
        rows += _rows(what, own, other)
    return rows


def _rows(what: str, own: list[Reading], other: list[Reading]) -> list[Row]:
    mean, beside = _mean(one.cer for one in own), _mean(one.cer for one in other)
    cpu, cpu_beside = _mean(one.cpu_s for one in own), _mean(one.cpu_s for one in other)
    worst = max(one.cer for one in own)
    return [
        at_most(f"{len(own)} {what}: mean CER", 100 * mean, MEAN, "%", COMMAND),
        at_most(f"{what}: letters and digits only", 100 * _mean(one.letters for one in own), LETTERS, "%", COMMAND),
        told(f"{what}: Han characters only", f"{100 * _mean(one.han for one in own):.2f} %", COMMAND),
        at_most(f"{what}: worst page", 100 * worst, WORST, "%", COMMAND),
        told(f"{what}: Tesseract, right language, mean CER", f"{100 * beside:.2f} %", COMMAND),
        at_least(f"{what}: Tesseract's error over ours", beside / max(mean, 1e-9), TIMES, COMMAND),
        told(f"{what}: processor time a page", f"{cpu:.2f} s (Tesseract {cpu_beside:.2f} s)", COMMAND),
        at_most(f"{what}: processor time over Tesseract's", cpu / max(cpu_beside, 1e-9), CPU, "×", COMMAND),
        at_most(f"{what}: memory of the worker", max(one.peak_mb for one in own), MEMORY, "MB", COMMAND),
    ]  # fmt: skip


def shared_pages() -> list[Page]:
    """The shared page images with the language of each, by their manifest."""
    found = []
    for one in json.loads(shared("ocr", "manifest.json").read_text(encoding="utf-8")):
        name, language = one["name"], _language(one["script"] == "T", one["vert"])
        truth = shared("ocr", "truth", f"{name}.txt").read_text(encoding="utf-8-sig")
        found.append(Page(name, shared("ocr", "img", f"{name}.jpg"), truth, language))
    return sorted(found, key=lambda page: page.name)


def unseen_pages(folder: Path) -> list[Page]:
    """Pages of the same kinds with other texts, printed now."""
    found = []
    for one in unseen.pages():
        path = folder / f"{one.name}.jpg"
        Image.fromarray(one.pixels).save(path, quality=90)
        found.append(Page(one.name, path, one.truth, _language(one.traditional, one.vertical)))
    return found


def read_by_both(pages: list[Page]) -> tuple[list[Reading], list[Reading]]:
    """Each page by both engines, one after the other, each engine in a process of its own."""
    hold_programs_to_one_thread()
    own: list[Reading] = []
    other: list[Reading] = []
    with WorkerPool(_rapidocr, 1, None) as ours, WorkerPool(_tesseract, 1, None) as theirs:
        for page in pages:
            for pool, readings in ((ours, own), (theirs, other)):
                (read,) = pool.map([(page.image, page.language)])
                readings.append(_judged(page.truth, read))
    return own, other


def _judged(truth: str, read: ReadImage) -> Reading:
    return Reading(
        character_error_rate(truth, read.text),
        letter_error_rate(truth, read.text),
        han_error_rate(truth, read.text),
        read.cpu_s,
        read.peak_mb,
    )


def page_table(pages: list[Page], own: list[Reading], other: list[Reading]) -> str:
    """Every page, and the means, in Markdown."""
    lines = [
        "| page | CER | letters | Han | CPU s | Tesseract CER | letters | CPU s |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for page, ours, theirs in zip(pages, own, other, strict=True):
        lines.append(f"| {page.name} | {_line(ours, theirs)} |")
    lines.append(f"| **mean** | {_line(_means(own), _means(other))} |")
    return "\n".join(lines) + "\n"


def _line(ours: Reading, theirs: Reading) -> str:
    left = f"{ours.cer:.2%} | {ours.letters:.2%} | {ours.han:.2%} | {ours.cpu_s:.1f}"
    return f"{left} | {theirs.cer:.1%} | {theirs.letters:.1%} | {theirs.cpu_s:.1f}"


def _means(readings: list[Reading]) -> Reading:
    names = ("cer", "letters", "han", "cpu_s", "peak_mb")
    return Reading(*(_mean(getattr(one, name) for one in readings) for name in names))


def _mean(values: Iterable[float]) -> float:
    return statistics.fmean(values)


def _language(traditional: bool, vertical: bool) -> str:
    return f"chi_{'tra' if traditional else 'sim'}{'_vert' if vertical else ''}"


def _rapidocr() -> Callable[[tuple[Path, str]], ReadImage]:
    engine = RapidOcrEngine()
    engine.read(np.full((64, 64, 3), 255, np.uint8))  # its models are loaded
    return lambda asked: measured_reading(lambda: engine.read(image_page(asked[0], 0)).text)


def _tesseract() -> Callable[[tuple[Path, str]], ReadImage]:
    engines: dict[str, TesseractEngine] = {}

    def read(asked: tuple[Path, str]) -> ReadImage:
        path, language = asked
        engine = engines.setdefault(language, TesseractEngine((language,)))
        return measured_reading(lambda: engine.read(image_page(path, 0)).text)

    return read
