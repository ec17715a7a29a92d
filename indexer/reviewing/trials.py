"""Readers of every format, whose engine reads in another setting than at intake."""

from __future__ import annotations

import functools
from dataclasses import dataclass
from typing import Self

from holdings.letters import Letter
from indexer.extraction import letters
from indexer.extraction.limits import ReadingLimits
from indexer.extraction.reading import EngineMissing, LateEngine, chooser_with
from indexer.extraction.recognised import ReadsOnceMore
from indexer.extraction.tasks import Chooser
from ocr.port import OcrEngine, OcrError
from ocr.trials import make_trial

_BETWEEN = "/"


@dataclass(frozen=True, slots=True)
class Trial:
    """A way to read a page once more.

    Attributes:
        engine: one of `ocr.engines.ENGINE_NAMES`.
        setting: one of `ocr.trials.SETTINGS`.
    """

    engine: str
    setting: str

    @property
    def written(self) -> str:
        """As one word, for workers."""
        return f"{self.engine}{_BETWEEN}{self.setting}"

    @classmethod
    def read(cls, written: str) -> Self:
        """The inverse of `written`."""
        engine, _, setting = written.partition(_BETWEEN)
        return cls(engine, setting)


class LateTrial(LateEngine, ReadsOnceMore):
    """As `LateEngine`, reading in a setting."""

    def __init__(self, trial: Trial) -> None:
        """For this way to read."""
        super().__init__(trial.engine)
        self._setting = trial.setting

    @functools.cached_property
    def _engine(self) -> OcrEngine:
        try:
            return make_trial(self.name, self._setting)
        except OcrError as error:
            raise EngineMissing(Letter(error.zh, error.en)) from error
        except ImportError as error:
            raise EngineMissing(letters.engine_missing(self.name, str(error))) from error


def trial_chooser(written: str, limits: ReadingLimits) -> Chooser:
    """The readers of every format; `written` is a `Trial`'s. Made in each worker of an `ExtractionPool`."""
    return chooser_with(LateTrial(Trial.read(written)), limits.media)
