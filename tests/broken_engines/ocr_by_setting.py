"""A recognition engine whose reading depends on the setting in which it is asked, and on nothing else."""

from __future__ import annotations

from indexer.extraction.reading import chooser_with
from ocr.port import OcrError, ReadCharacter, ReadPage

POOR = "福健省档按馆关子修堤的抱吿"
GOOD = "福建省档案馆关于修堤的报告"
#: What each setting reads, with how much confidence.
READINGS = {"plain": (POOR, 0.8), "finer": (GOOD, 0.97), "stretched": ("囗", 0.6), "enlarged": ("", 0.0)}


class SettingEngine:
    name = "rapidocr"
    fingerprint = "setting"

    def __init__(self, setting):
        self.setting = setting

    def read(self, image):
        if self.setting == "left":
            raise OcrError("图像读不了。", "The image cannot be read.")
        text, confidence = READINGS[self.setting]
        height, width = image.shape[:2]
        boxes = [(at * 2.0, 1.0, at * 2.0 + 2.0, 4.0) for at in range(len(text))]
        characters = tuple(
            ReadCharacter(sign, box, confidence) for sign, box in zip(text, boxes, strict=True)
        )
        return ReadPage(text, characters, width, height, self.name, confidence)


def by_setting(written, limits):
    return chooser_with(SettingEngine(written.partition("/")[2]), limits.media)
