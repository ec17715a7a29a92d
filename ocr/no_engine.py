"""The engine of a home that does not recognise: it reads nothing, and says so."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from ocr.port import ReadPage, blank_page


class NoEngine:
    """Reads nothing: every page comes back without text and with confidence 0."""

    name = "none"
    fingerprint = "none"

    def read(self, image: npt.NDArray[np.uint8]) -> ReadPage:
        """An empty page of the image's size (any array of at least two axes is taken)."""
        height, width = image.shape[:2]
        return blank_page(int(width), int(height), self.name)
