"""Scanned pages of the sample holdings, with the text that was drawn on them: samples/make says how.

They are drawn in Ming, Kai and other types, level and upright, stamped and aged, so they need no font here.
"""

from __future__ import annotations

import importlib.util
import sys
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from holdings.media.images import image_page
from tests.shared import REPOSITORY

_SAMPLES = REPOSITORY / "samples"


@dataclass(frozen=True)
class Scan:
    """A page image of the sample holdings.

    Attributes:
        path: the file; its first page is meant.
        style: how it is set: vertical, typed, notice, card.
        text: in reading order, without the marks of its layout.
    """

    path: Path
    style: str
    text: str

    @property
    def pixels(self) -> npt.NDArray[np.uint8]:
        """(height, width, 3), RGB."""
        return image_page(self.path, 0)


@cache
def scans() -> dict[str, Scan]:
    """Page images of one page, by the names of their files."""
    found = {}
    for package in _sources().packages():
        for unit in package.units:
            path = _SAMPLES / package.folder / unit.path
            if unit.path.endswith((".jpg", ".png")) and len(unit.pages) == 1:
                found[path.stem] = Scan(path, unit.style, "".join(unit.pages[0].translate(_LAYOUT).split()))
    return found


_LAYOUT = str.maketrans("", "", "→※｜|")


def _sources() -> Any:
    """samples/make/sources.py, which is a script and in no package."""
    name = "sample_sources"
    spec = importlib.util.spec_from_file_location(name, _SAMPLES / "make" / "sources.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module
