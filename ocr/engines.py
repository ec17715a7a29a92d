"""Which engine a name stands for. Libraries are loaded only when an engine is made."""

from __future__ import annotations

from ocr.port import OcrEngine, OcrError

ENGINE_NAMES = ("rapidocr", "tesseract", "none")


def make_engine(name: str) -> OcrEngine:
    """Make the engine of this name.

    Args:
        name: one of ``ENGINE_NAMES``.

    Raises:
        OcrError: the name is unknown, or what the engine needs is not installed.
    """
    if name == "rapidocr":
        from ocr.rapidocr_engine import RapidOcrEngine

        return RapidOcrEngine()
    if name == "tesseract":
        from ocr.tesseract_engine import TesseractEngine

        return TesseractEngine()
    if name == "none":
        from ocr.no_engine import NoEngine

        return NoEngine()
    choices = ", ".join(ENGINE_NAMES)
    raise OcrError(
        f"没有名为“{name}”的识别引擎，扫描件将无法识读。请在 {choices} 中选择。",
        f"There is no recognition engine named “{name}”, so scans could not be read. Choose one of: {choices}.",
    )
