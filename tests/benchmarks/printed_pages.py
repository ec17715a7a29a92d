"""Printed pages and what the default engine reads on them."""

from __future__ import annotations

import hashlib
import pickle
from dataclasses import dataclass
from pathlib import Path

from analyzers.fold import fold, rewritten
from holdings.doubts import Doubt
from indexer.extraction.recognised import recognised
from ocr.measure import edit_distance
from ocr.rapidocr_engine import RapidOcrEngine
from tests.benchmarks.printing import Kind, printable, printed


@dataclass(frozen=True)
class Read:
    """A page as it was printed and as it was read."""

    truth: str
    text: str
    doubts: tuple[Doubt, ...]

    @property
    def wrong(self) -> float:
        """Share of the letters and digits that were misread, lost or added."""
        truth, text = _letters(self.truth), _letters(self.text)
        return edit_distance(truth, text) / max(1, len(truth))


class Reader:
    """Prints pages and reads them; what was read once is kept in a folder."""

    def __init__(self, kept: Path) -> None:
        """Keep what is read in the folder `kept`."""
        self._kept = kept
        self._kept.mkdir(parents=True, exist_ok=True)
        self._engine: RapidOcrEngine | None = None

    def read(self, text: str, kind: Kind, strength: float, seed: int) -> Read:
        """A text printed in a kind's own script, worn and read."""
        truth = printable(rewritten(text, kind.script), kind)
        image = printed(truth, kind, strength, seed)
        if self._engine is None:
            self._engine = RapidOcrEngine()
        key = hashlib.sha256(image.tobytes() + self._engine.fingerprint.encode()).hexdigest()[:24]
        path = self._kept / f"{key}.pickle"
        if not path.exists():
            page = recognised(self._engine, image, "page", 0)
            path.write_bytes(pickle.dumps((page.text, page.doubts)))
        said, doubts = pickle.loads(path.read_bytes())
        return Read(truth, said, doubts)


def line_of(text: str) -> str:
    """The folded text with a blank for all between two words, as exact phrases see it."""
    return " ".join("".join(sign if sign.isalnum() else " " for sign in fold(text)).split())


def _letters(text: str) -> str:
    return line_of(text).replace(" ", "")
