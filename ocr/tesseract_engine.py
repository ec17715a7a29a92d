"""Tesseract, by pytesseract: the other engine, for homes that have it installed."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import pytesseract
from PIL import Image

from ocr.limits import MIN_SIDE, checked_page_image
from ocr.lines import ReadLine, full_widths
from ocr.port import OcrError, PageBox, ReadCharacter, ReadPage, blank_page
from ocr.reading_order import compose
from ocr.reading_order.compose import written_without_blanks
from ocr.ruling import without_grid

LANGUAGES = ("chi_sim", "chi_tra", "chi_sim_vert", "chi_tra_vert")

PATIENCE = 300
"""Seconds for one page."""

PROBE_SIDE = 1_600
"""Pixels: size of the middle of the page on which languages are tried."""

_WORD = 5
_AUTOMATIC, _ONE_COLUMN_VERTICAL, _SPARSE = 3, 5, 11


class TesseractEngine:
    """Reads print with the model of script and direction that reads the middle of the page best."""

    name = "tesseract"

    def __init__(self, languages: Sequence[str] = LANGUAGES) -> None:
        """Looks for the program.

        Args:
            languages: models to choose from, page by page; with one there is no choice.

        Raises:
            OcrError: the program is not installed, or none of the models.
        """
        try:
            release = str(pytesseract.get_tesseract_version())
            installed = set(pytesseract.get_languages())
        except (pytesseract.TesseractNotFoundError, OSError) as error:
            raise OcrError(
                "这台机器上没有安装 Tesseract,扫描件无法用它识读。请安装 tesseract-ocr 及中文语言包,"
                "或改用 LANTAI_OCR=rapidocr。",
                "Tesseract is not installed on this machine, so it cannot read scans. Install tesseract-ocr with "
                "its Chinese languages, or choose LANTAI_OCR=rapidocr.",
            ) from error
        self._languages = tuple(language for language in languages if language in installed)
        if not self._languages:
            raise OcrError(
                "Tesseract 没有中文语言包，扫描件无法识读。请安装 tesseract-ocr-chi-sim 与 tesseract-ocr-chi-tra。",
                "Tesseract has no Chinese language, so scans cannot be read. Install tesseract-ocr-chi-sim and "
                "tesseract-ocr-chi-tra.",
            )
        self.fingerprint = f"tesseract {release} {'+'.join(self._languages)} probe{PROBE_SIDE} cells"

    def read(self, image: npt.NDArray[np.uint8]) -> ReadPage:
        """See `ocr.port.OcrEngine`."""
        checked_page_image(image)
        height, width = image.shape[:2]
        if min(height, width) < MIN_SIDE:
            return blank_page(width, height, self.name)
        grey = Image.fromarray(image).convert("L")
        bare = without_grid(np.asarray(grey))
        mode = _AUTOMATIC
        if bare is not None:
            # In a grid it takes cells for pictures (three ruled pages: 86, 52 and 99 % misread; cells alone, found
            # as sparse text: 7, 11 and 3 %).
            grey, mode = Image.fromarray(bare), _SPARSE
        lines = _lines(_recognised(grey, self._language_of(grey, mode), mode))
        return compose(lines, width, height, self.name)

    def _language_of(self, grey: Image.Image, mode: int) -> str:
        """The language that reads the middle of the page with most confidence, weighed by characters."""
        if len(self._languages) == 1:
            return self._languages[0]
        side_x, side_y = min(PROBE_SIDE, grey.width), min(PROBE_SIDE // 2, grey.height)
        left, top = (grey.width - side_x) // 2, (grey.height - side_y) // 3
        middle = grey.crop((left, top, left + side_x, top + side_y))

        def worth(language: str) -> float:
            lines = _lines(_recognised(middle, language, mode))
            return sum((one.confidence - 0.6) for line in lines for one in line.characters)

        return max(self._languages, key=worth)


def _recognised(grey: Image.Image, language: str, mode: int) -> dict[str, list[Any]]:
    if language.endswith("_vert") and grey.width < grey.height / 4:
        mode = _ONE_COLUMN_VERTICAL
    try:
        found: dict[str, list[Any]] = pytesseract.image_to_data(
            grey,
            lang=language,
            config=f"--psm {mode}",
            output_type=pytesseract.Output.DICT,
            timeout=PATIENCE,
        )
    except (pytesseract.TesseractError, RuntimeError, OSError) as error:
        raise OcrError(
            f"Tesseract 识读失败（{error}）。本页没有文字可供检索；请换用 rapidocr 或重新扫描。",
            f"Tesseract failed ({error}). The page has no text to search; use rapidocr or scan it again.",
        ) from error
    return found


def _lines(found: dict[str, list[Any]]) -> list[ReadLine]:
    """Its words, put together to lines; the blanks that it sets between Han characters are left out."""
    grouped: dict[tuple[int, int, int], list[tuple[str, PageBox, float]]] = {}
    for at, level in enumerate(found["level"]):
        word = str(found["text"][at]).strip()
        if int(level) != _WORD or not word:
            continue
        x, y = float(found["left"][at]), float(found["top"][at])
        box = (x, y, x + float(found["width"][at]), y + float(found["height"][at]))
        key = (int(found["block_num"][at]), int(found["par_num"][at]), int(found["line_num"][at]))
        grouped.setdefault(key, []).append((word, box, max(0.0, float(found["conf"][at])) / 100))
    return [_line(words) for words in grouped.values()]


def _line(words: Sequence[tuple[str, PageBox, float]]) -> ReadLine:
    x0, y0 = min(box[0] for _, box, _ in words), min(box[1] for _, box, _ in words)
    x1, y1 = max(box[2] for _, box, _ in words), max(box[3] for _, box, _ in words)
    downs = sum(
        1 for a, b in zip(words, words[1:], strict=False) if b[1][1] - a[1][1] > 0.5 * (a[1][3] - a[1][1])
    )
    vertical = (y1 - y0) > 1.5 * (x1 - x0) and (len(words) == 1 or downs * 2 >= len(words) - 1)
    characters: list[ReadCharacter] = []
    for word, box, confidence in words:
        signs = _characters(word, box, confidence, vertical)
        if characters and not (
            written_without_blanks(characters[-1].character) or written_without_blanks(signs[0].character)
        ):
            characters.append(ReadCharacter(" ", (box[0], box[1], box[0], box[3]), confidence))
        characters.extend(signs)
    return ReadLine(((x0, y0), (x1, y0), (x1, y1), (x0, y1)), tuple(characters), vertical)


def _characters(word: str, box: PageBox, confidence: float, vertical: bool) -> list[ReadCharacter]:
    """A word's box shared out among its characters by their widths."""
    word = re.sub(r"\s+", "", word)
    widths = [max(full_widths(sign), 0.25) for sign in word]
    whole = sum(widths)
    made, at = [], 0.0
    for sign, width in zip(word, widths, strict=True):
        begin, end = at / whole, (at + width) / whole
        at += width
        x0, y0, x1, y1 = box
        if vertical:
            place = (x0, y0 + (y1 - y0) * begin, x1, y0 + (y1 - y0) * end)
        else:
            place = (x0 + (x1 - x0) * begin, y0, x0 + (x1 - x0) * end, y1)
        made.append(ReadCharacter(sign, place, confidence))
    return made
