"""The default engine: PP-OCRv6 small by rapidocr and onnxruntime; models ship in the wheel.

rapidocr's detector and sessions are used; cropping, batching, decoding, boxes of characters and the order
of reading are the project's own, because the stock pipeline drops lines on dense pages, keeps only the
best character, and cannot order columns (measured: shared knowledge, ocr.md).
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
import rapidocr
from rapidocr import RapidOCR

from ocr.crops import LINE_HEIGHT, SQUEEZE, Crop, crop_line
from ocr.ctc import STOPS, DecodedLine, decode, with_stops
from ocr.inked_stops import StepChances, with_inked_stops
from ocr.limits import MIN_SIDE, checked_page_image
from ocr.lines import Quad, ReadLine
from ocr.port import OcrError, ReadPage, blank_page, turned_half
from ocr.reading_order import compose
from ocr.red_ink import has_red_ink, is_red_line, stamps, without_red

Image = npt.NDArray[np.uint8]

DETECTION_SIDE = 960
"""Longest side of the page in the detector. Above it costs CPU and gains nothing on A4."""

MAX_CANDIDATES = 20_000
"""The stock 1,000 silently drops lines on dense pages (4-gram recall on a newspaper: 0 % against 86 %)."""

BATCH_WIDTH = 2_400
"""Sum of the padded widths of one batch, in pixels. Larger batches leave the processor's cache: 6,000 costs
a quarter more, and memory."""

LEAST_PADDED = 160
"""Pixels; shorter lines are padded to this."""

LOWEST_CONFIDENCE = 0.5
"""Lines read with less are noise: edges, stamps, pictures."""

RED_CONFIDENCE = 0.85
"""What is read in red with less is part of a stamp or a drawing."""

DOUBTFUL = 0.86
"""Mean confidence of a page below which it is tried upside down (upright pages of every kind: > .95)."""

_SETTINGS = f"{DETECTION_SIDE}/{MAX_CANDIDATES}/{LINE_HEIGHT}/{LEAST_PADDED}/{LOWEST_CONFIDENCE}/{DOUBTFUL}/{SQUEEZE}/6"


class RapidOcrEngine:
    """Reads print in either script, horizontal and vertical. One thread; make one engine a process."""

    name = "rapidocr"

    def __init__(self, detection_side: int = DETECTION_SIDE, stretch: float = 1.0) -> None:
        """Load the models.

        Args:
            detection_side: longest side of the page in the detector, in pixels.
            stretch: the detector sees the page so many times as wide. Type on a square grid is then found in
                columns; lines are cut from the page as it is.

        Raises:
            OcrError: the models are not complete.
        """
        self._stretch = stretch
        logging.getLogger("RapidOCR").setLevel(logging.ERROR)
        folder = Path(rapidocr.__file__).parent / "models"
        models = sorted(folder.glob("*.onnx"))
        if len(models) < 3:
            raise OcrError(
                "rapidocr 的模型文件不全,扫描件无法识读。请重新安装 rapidocr 3.10.0。",
                "The models of rapidocr are not complete, so scans cannot be read. Install rapidocr 3.10.0 again.",
            )
        digests = [hashlib.sha256(model.read_bytes()).hexdigest()[:12] for model in models]
        self.fingerprint = "rapidocr {} onnxruntime {} {} {}".format(
            version("rapidocr"), version("onnxruntime"), ",".join(digests), _SETTINGS
        )
        if (detection_side, stretch) != (DETECTION_SIDE, 1.0):
            self.fingerprint += f" {detection_side}/{stretch}"
        cv2.setNumThreads(1)
        whole: Any = RapidOCR(
            params={
                "Global.log_level": "error",
                "Global.max_side_len": 20_000,
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
                "Det.limit_type": "max",
                "Det.limit_side_len": detection_side,
                "Det.max_candidates": MAX_CANDIDATES,
            }
        )
        self._detector: Any = whole._load_det_model()
        recogniser: Any = whole._load_rec_model()
        self._recognise: Any = recogniser.session
        self._signs: list[str] = list(recogniser.postprocess_op.character)
        self._stops = {sign: at for at, sign in enumerate(self._signs) if sign in STOPS}

    def read(self, image: Image) -> ReadPage:
        """See `ocr.port.OcrEngine`."""
        checked_page_image(image)
        height, width = image.shape[:2]
        if min(height, width) < MIN_SIDE:
            return blank_page(width, height, self.name)
        lines = self._all_lines(image)
        if _may_be_upside_down(lines):
            turned = np.ascontiguousarray(image[::-1, ::-1])
            others = self._all_lines(turned)
            if _worth(others) > 1.2 * _worth(lines):
                page = compose(others, width, height, self.name)
                return turned_half(page)
        return compose(lines, width, height, self.name)

    def _all_lines(self, image: Image) -> list[ReadLine]:
        """Lines of a page; where there is red ink, black ones read without it and red ones as they are."""
        if not has_red_ink(image):
            return self._lines(image[:, :, ::-1])
        black = self._lines(without_red(image))
        marks = stamps(image)
        red = [
            line
            for line in self._lines(image[:, :, ::-1], lambda quad: is_red_line(image, quad, marks))
            if line.confidence >= RED_CONFIDENCE and len(line.characters) >= 2
        ]
        return black + [line for line in red if not any(_overlap(line, other) for other in black)]

    def _lines(self, page: Image, wanted: Callable[[Quad], bool] = lambda _: True) -> list[ReadLine]:
        page = np.ascontiguousarray(page)
        found = [crop_line(page, corners) for corners in self._quads(page)]
        crops = [crop for crop in found if crop is not None and wanted(crop.quad)]
        read = self._decoded(crops)
        lines = [crop.line(decoded) for crop, decoded in zip(crops, read, strict=True)]
        return [line for line in lines if line.characters and line.confidence >= LOWEST_CONFIDENCE]

    def _quads(self, page: Image) -> npt.NDArray[np.float32]:
        """Corners of the lines found, (lines, 4, 2), pixels of the page."""
        seen = page if self._stretch == 1.0 else cv2.resize(page, None, fx=self._stretch, fy=1.0)
        try:
            found = self._detector(seen)
        except Exception as error:
            raise OcrError(
                f"在图像上找不到文字行:{error}。本页未识读,请重新扫描。",
                f"Looking for lines on the image failed: {error}. The page was not read; scan it again.",
            ) from error
        if found.boxes is None:
            return np.zeros((0, 4, 2), dtype=np.float32)
        quads: npt.NDArray[np.float32] = np.array(found.boxes, dtype=np.float32)
        quads[..., 0] /= self._stretch
        return quads

    def _decoded(self, crops: Sequence[Crop]) -> list[DecodedLine]:
        """What each crop says, in the order of the crops."""
        by_width = sorted(range(len(crops)), key=lambda at: crops[at].pixels.shape[1])
        results: list[DecodedLine] = [DecodedLine((), (), (), ()) for _ in crops]
        start = 0
        while start < len(by_width):
            end = start + 1
            while end < len(by_width) and ((end + 1 - start) * _padded(crops[by_width[end]]) <= BATCH_WIDTH):
                end += 1
            batch = by_width[start:end]
            for at, decoded in zip(batch, self._batch([crops[at] for at in batch]), strict=True):
                results[at] = decoded
            start = end
        return results

    def _batch(self, crops: Sequence[Crop]) -> list[DecodedLine]:
        padded = max(_padded(crop) for crop in crops)
        pixels = np.zeros((len(crops), 3, LINE_HEIGHT, padded), dtype=np.float32)
        for at, crop in enumerate(crops):
            line = crop.pixels.astype(np.float32).transpose(2, 0, 1)
            pixels[at, :, :, : crop.pixels.shape[1]] = line / 127.5 - 1.0
        chances = self._recognise(pixels)
        return [self._line(chances[at], crop, crop.pixels.shape[1] / padded) for at, crop in enumerate(crops)]

    def _line(self, chances: npt.NDArray[np.float32], crop: Crop, used: float) -> DecodedLine:
        line = decode(chances, self._signs, used)
        if not crop.vertical or not line.characters:
            return line
        return with_inked_stops(with_stops(line), StepChances(chances, self._stops, used), crop.pixels)


def _worth(lines: Sequence[ReadLine]) -> float:
    """Characters read, counting only what is surer than a guess."""
    return sum(max(0.0, line.confidence - LOWEST_CONFIDENCE) * len(line.characters) for line in lines)


def _may_be_upside_down(lines: Sequence[ReadLine]) -> bool:
    """Does so little of the page make sense that it should be tried the other way up?"""
    count = sum(len(line.characters) for line in lines)
    if not count:
        return False
    return sum(line.confidence * len(line.characters) for line in lines) / count < DOUBTFUL


def _overlap(one: ReadLine, other: ReadLine) -> bool:
    """Do the upright boxes of two lines share a third of the smaller one?"""
    (a0, b0, a1, b1), (c0, d0, c1, d1) = _bounds(one), _bounds(other)
    shared = max(0.0, min(a1, c1) - max(a0, c0)) * max(0.0, min(b1, d1) - max(b0, d0))
    return shared > min((a1 - a0) * (b1 - b0), (c1 - c0) * (d1 - d0)) / 3


def _bounds(line: ReadLine) -> tuple[float, float, float, float]:
    xs, ys = [x for x, _ in line.quad], [y for _, y in line.quad]
    return min(xs), min(ys), max(xs), max(ys)


def _padded(crop: Crop) -> int:
    return max(int(crop.pixels.shape[1]), LEAST_PADDED)
