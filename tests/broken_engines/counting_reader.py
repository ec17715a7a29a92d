"""An intake whose recognition notes each page that it reads, in a file that outlives it.

python -m tests.broken_engines.counting_reader HOME FOLDER LOG SECONDS
"""

from __future__ import annotations

import functools
import os
import sys
import time
from pathlib import Path

from indexer.extraction.pool import ExtractionPool
from indexer.extraction.reading import chooser_with
from indexer.queues import inline
from ocr.port import ReadCharacter, ReadPage
from tests import homes

TEXT = "兰台识读页"


class CountingEngine:
    name = "counting"
    fingerprint = "counting"

    def __init__(self, log, seconds):
        self._log, self._seconds = log, seconds

    def read(self, image):
        time.sleep(self._seconds)
        height, width = image.shape[:2]
        # The page's number is its shade.
        line = f"{int(image[0, 0, 0])} {os.getpid()}\n".encode()
        noted = os.open(self._log, os.O_APPEND | os.O_CREAT | os.O_WRONLY)
        os.write(noted, line)
        os.close(noted)
        characters = tuple(ReadCharacter(sign, (1.0, 1.0, 2.0, 2.0), 0.9) for sign in TEXT)
        return ReadPage(TEXT, characters, width, height, self.name, 0.9)


def counting(log, seconds, ocr, limits):
    return chooser_with(CountingEngine(log, seconds), limits.media)


def main(home, folder, log, seconds):
    from tests.broken_engines import counting_reader  # by the name under which workers find it

    make = functools.partial(counting_reader.counting, log, float(seconds))
    vars(inline)["reading_pool"] = lambda plant, workers: ExtractionPool("none", workers, plant.limits, make)
    plant = homes.make_plant(Path(home), workers=2)
    print("began", flush=True)
    done = homes.take(plant, Path(folder))
    print(done.pages)


if __name__ == "__main__":
    main(*sys.argv[1:])
