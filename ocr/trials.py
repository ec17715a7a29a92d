"""Reading a page once more in another way: each setting is one kind of trouble that a first reading has."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import cv2
import numpy as np
import numpy.typing as npt

from ocr.engines import make_engine
from ocr.port import OcrEngine, OcrError, PageBox, ReadPage

Image = npt.NDArray[np.uint8]

ENLARGEMENT = 1.5
"""Of `enlarged`: small type scanned at 150 dpi has then the size of type at 225."""

FINER_SIDE = 1_920
"""Pixels of the longest side in the detector, of `finer`: twice the first reading's."""

STRETCH = 1.5
"""Of `stretched`; found on vertical type set on a square grid (shared knowledge, ocr.md)."""

LIGHTEST_INK = 200.0
"""Of `clearer`, where paper is 255."""

MOST_PIXELS = 60_000_000
"""A page that would have more when enlarged is read as it is."""

SETTINGS: dict[str, tuple[str, str]] = {
    "plain": ("原样", "the page as it is: for another engine, or a newer one"),
    "finer": (
        "在更大的图上找行（密排报纸、小字；仅 rapidocr）",
        "lines are looked for at twice the size; rapidocr",
    ),
    "stretched": ("横向拉宽后找行（方格竖排；仅 rapidocr）", "columns set on a square grid; rapidocr"),
    "enlarged": ("放大一倍半（低分辨率）", "one and a half times as large: low resolution"),
    "clearer": ("去底色、增强对比（褪色、透印）", "paper made even, ink darker: faded or stained pages"),
    "left": ("向左转九十度（横放的页）", "turned a quarter to the left: a page that lies on its side"),
    "right": ("向右转九十度（横放的页）", "turned a quarter to the right: a page that lies on its side"),
    "over": ("倒转（颠倒的页）", "turned upside down"),
}
"""What each setting is for: (Chinese, English)."""

ONLY_RAPIDOCR = frozenset({"finer", "stretched"})
"""Settings of the rapidocr engine itself."""


@dataclass(frozen=True, slots=True)
class _Seen:
    """A page as a trial shows it to the engine, and the way from its boxes back to the page's."""

    image: Image
    back: Callable[[PageBox], PageBox]


class TrialEngine:
    """An engine that reads each page in one of the `SETTINGS`; boxes are those of the page as handed over."""

    def __init__(self, engine: OcrEngine, setting: str) -> None:
        """Read with `engine`, each page prepared as `setting` says."""
        self.name = engine.name
        self.fingerprint = f"{engine.fingerprint} {setting}"
        self._engine = engine
        self._show = _SHOWN.get(setting, _as_it_is)

    def read(self, image: Image) -> ReadPage:
        """See `ocr.port.OcrEngine`."""
        seen = self._show(image)
        page = self._engine.read(seen.image)
        height, width = image.shape[:2]
        characters = tuple(
            None if one is None else replace(one, box=seen.back(one.box)) for one in page.characters
        )
        return replace(page, characters=characters, width=width, height=height)


def make_trial(engine: str, setting: str) -> OcrEngine:
    """Make an engine that reads in a setting.

    Args:
        engine: one of `ocr.engines.ENGINE_NAMES`.
        setting: one of `SETTINGS`.

    Raises:
        OcrError: there is no such engine or setting, they do not go together, or something is not installed.
    """
    if setting not in SETTINGS:
        choices = ", ".join(SETTINGS)
        raise OcrError(
            f"没有名为“{setting}”的识读方式，本次没有重新识读。请在 {choices} 中选择。",
            f"There is no setting named “{setting}”, so nothing was read again. Choose one of: {choices}.",
        )
    if setting in ONLY_RAPIDOCR:
        if engine != "rapidocr":
            raise OcrError(
                f"识读方式 {setting} 只用于 rapidocr，本次没有重新识读。请改用 --engine rapidocr 或另选方式。",
                f"The setting {setting} is one of rapidocr alone, so nothing was read again. Use --engine rapidocr, "
                "or choose another setting.",
            )
        from ocr.rapidocr_engine import DETECTION_SIDE, RapidOcrEngine

        if setting == "finer":
            return RapidOcrEngine(detection_side=FINER_SIDE)
        return RapidOcrEngine(DETECTION_SIDE, STRETCH)
    return TrialEngine(make_engine(engine), setting)


def _as_it_is(image: Image) -> _Seen:
    return _Seen(image, lambda box: box)


def _enlarged(image: Image) -> _Seen:
    if image.shape[0] * image.shape[1] * ENLARGEMENT**2 > MOST_PIXELS:
        return _as_it_is(image)
    larger = cv2.resize(image, None, fx=ENLARGEMENT, fy=ENLARGEMENT, interpolation=cv2.INTER_CUBIC)
    across, down = larger.shape[1] / image.shape[1], larger.shape[0] / image.shape[0]

    def back(box: PageBox) -> PageBox:
        return box[0] / across, box[1] / down, box[2] / across, box[3] / down

    return _Seen(np.asarray(larger, dtype=np.uint8), back)


def _clearer(image: Image) -> _Seen:
    # The paper is what is left when strokes are closed over; each pixel is seen as a share of it.
    reach = max(15, min(image.shape[:2]) // 60) | 1
    paper = cv2.medianBlur(cv2.dilate(image, np.ones((7, 7), np.uint8)), min(reach, 255))
    even = np.clip(image.astype(np.float32) * 255.0 / np.maximum(paper.astype(np.float32), 1.0), 0, 255)
    # Of a page with little on it nearly all is paper; ink is never taken for as light as that.
    darkest = min(float(np.percentile(even, 1)), LIGHTEST_INK)
    spread = (even - darkest) * (255.0 / (255.0 - darkest))
    return _Seen(np.clip(spread, 0, 255).astype(np.uint8), lambda box: box)


def _turned(quarters: int) -> Callable[[Image], _Seen]:
    """Turned so many quarters to the left."""

    def show(image: Image) -> _Seen:
        height, width = image.shape[:2]

        def back(box: PageBox) -> PageBox:
            x0, y0, x1, y1 = box
            if quarters == 1:
                return width - y1, x0, width - y0, x1
            if quarters == 3:
                return y0, height - x1, y1, height - x0
            return width - x1, height - y1, width - x0, height - y0

        return _Seen(np.ascontiguousarray(np.rot90(image, quarters)), back)

    return show


_SHOWN: dict[str, Callable[[Image], _Seen]] = {
    "enlarged": _enlarged,
    "clearer": _clearer,
    "left": _turned(1),
    "over": _turned(2),
    "right": _turned(3),
}
