"""What this room says when it cannot go on."""

from __future__ import annotations


class AnalyzerError(Exception):
    """A letter about the analysis of texts, in both languages.

    Attributes:
        zh: the Chinese text.
        en: the English text.
    """

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh}\n{en}")
        self.zh = zh
        self.en = en
