"""Recognition: how far a reading of page images is from the truth, and what it costs."""

from __future__ import annotations

import resource
import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from holdings.letters import Letter
from holdings.media.images import image_page, image_pages
from indexer.workers import WorkerPool
from lantai.measures import letters
from lantai.measures.letters import MaterialError
from lantai.measures.retrieval import Tell
from lantai.measures.timing import processor_time
from ocr.engines import make_engine
from ocr.measure import character_error_rate, han_error_rate

READ = "识读 read"
_IMAGES = frozenset({".jpg", ".jpeg", ".png", ".tif", ".tiff", ".bmp", ".webp", ".jp2", ".gif"})


@dataclass(frozen=True, slots=True)
class ReadImage:
    """What an engine made of an image.

    Attributes:
        text: of all its pages, parted by line breaks.
        cpu_s: processor time of decoding and reading it, of all cores together, in seconds.
        peak_mb: the largest resident memory of the process so far (and of an engine's own process, if it has
            one), in MB of 10^6 bytes.
    """

    text: str
    cpu_s: float
    peak_mb: float


@dataclass(frozen=True, slots=True)
class Judged:
    """An image's reading against its truth; error rates are fractions."""

    stem: str
    cer: float
    han_cer: float
    cpu_s: float


@dataclass(frozen=True, slots=True)
class Recognition:
    """A measurement of recognition.

    Attributes:
        pages: each image, by name.
        peak_mb: the largest resident memory of the worker.
    """

    pages: tuple[Judged, ...]
    peak_mb: float

    @property
    def figures(self) -> dict[str, Any]:
        """The object of `lantai measure ocr --json` (design section 6)."""
        count = len(self.pages)
        return {
            "pages": count,
            "mean_cer": round(sum(page.cer for page in self.pages) / count, 5),
            "worst_cer": round(max(page.cer for page in self.pages), 5),
            "han_cer": round(sum(page.han_cer for page in self.pages) / count, 5),
            "cpu_s_per_page": round(sum(page.cpu_s for page in self.pages) / count, 3),
            "peak_rss_mb": round(self.peak_mb, 1),
        }


def measure_recognition(
    images: Path, truths: Path, out: Path | None, engine: str, tell: Tell, note: Callable[[Letter], None]
) -> Recognition:
    """Read every image that has a truth in one worker process, and compare.

    Args:
        images: folder of page images.
        truths: folder of STEM.txt in UTF-8, one for each image STEM.*.
        out: folder for the recognised texts as STEM.txt, made where there is none; None writes none.
        engine: name of the engine.
        tell: told how far the work is.
        note: told which files have no partner.

    Raises:
        MaterialError: nothing can be paired, or a file cannot be read.
    """
    if engine == "none":
        raise MaterialError(letters.no_engine())
    pairs = _pairs(images, truths, note)
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
    judged: list[Judged] = []
    peak = 0.0
    with WorkerPool(partial(_reading, engine), 1, None) as pool:
        for (image, truth), read in zip(pairs, pool.map(image for image, _ in pairs), strict=True):
            true_text = truth.read_text(encoding="utf-8-sig")
            cer, han = character_error_rate(true_text, read.text), han_error_rate(true_text, read.text)
            judged.append(Judged(image.stem, cer, han, read.cpu_s))
            peak = max(peak, read.peak_mb)
            if out is not None:
                (out / f"{image.stem}.txt").write_text(read.text, encoding="utf-8")
            tell(READ, len(judged), len(pairs))
    return Recognition(tuple(judged), peak)


def _pairs(images: Path, truths: Path, note: Callable[[Letter], None]) -> list[tuple[Path, Path]]:
    try:
        pictures = {path.stem: path for path in sorted(images.iterdir()) if path.suffix.lower() in _IMAGES}
        texts = {path.stem: path for path in sorted(truths.iterdir()) if path.suffix.lower() == ".txt"}
    except OSError as error:
        raise MaterialError(letters.unreadable(Path(str(error.filename)), str(error.strerror))) from error
    paired = sorted(pictures.keys() & texts.keys())
    if not paired:
        raise MaterialError(letters.no_pairs(images, truths))
    alone = sorted(pictures.keys() ^ texts.keys())
    if alone:
        note(letters.unpaired(tuple((pictures | texts)[stem].name for stem in alone)))
    return [(pictures[stem], texts[stem]) for stem in paired]


def _reading(name: str) -> Callable[[Path], ReadImage]:
    """What the worker does; its engine is made before the first image, so its start is not in the figures."""
    engine = make_engine(name)

    def text(path: Path) -> str:
        return "\n".join(engine.read(image_page(path, index)).text for index in range(image_pages(path)))

    return lambda path: measured_reading(lambda: text(path))


def measured_reading(read: Callable[[], str]) -> ReadImage:
    """The text that `read` gives, with what it cost this process and the programs that it ran."""
    # An engine may be a program of its own, whose time is counted once it has ended.
    began = processor_time()
    text = read()
    return ReadImage(text, processor_time() - began, _peak_mb())


def _peak_mb() -> float:
    # getrusage(2): kilobytes of 1,024 bytes on Linux, bytes on macOS.
    unit = 1 if sys.platform == "darwin" else 1024
    kinds = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    return sum(resource.getrusage(kind).ru_maxrss for kind in kinds) * unit / 1e6
