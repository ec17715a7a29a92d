"""The order of reading by boxes alone: real woodblock pages, and layouts laid out by rule.

The figure is the share of lines after which the right one is read. Interlinear notes are the hard part.
"""

from __future__ import annotations

import json
import random
import warnings
from collections.abc import Sequence

from hypothesis import strategies as st
from hypothesis.errors import NonInteractiveExampleWarning

from ocr.reading_order import LineShape, arrange
from tests.benchmarks.rows import Options, Row, at_least, told
from tests.rooms.ocr import layouts
from tests.shared import shared

COMMAND = 'make bench ARGS="--only order"'
#: What is asked of interlinear notes and tables of contents.
NEXT = 0.95
_PAGES = 20  # of each generated layout
_SEED = 20261201
_LAYOUTS: dict[str, st.SearchStrategy[layouts.Sheet]] = {
    "interlinear notes": layouts.notes(),
    "tables of contents in two tiers": layouts.contents(),
    "tiers of vertical text": layouts.tiers(),
    "columns": layouts.columns(),
    "tables": layouts.tables(),
    "facing pages": layouts.facing_pages(),
}


def run(_options: Options) -> list[Row]:
    """The rows of this measure."""
    pages = [_real(page) for page in json.loads(shared("cases", "order", "pages.json").read_text("utf-8"))]
    rows = [
        at_least(f"{len(pages)} woodblock pages: next line right", next_right(pages), NEXT, COMMAND),
        told("woodblock pages: worst page", f"{min(next_right([page]) for page in pages):.3f}", COMMAND),
    ]
    for name, layout in _LAYOUTS.items():
        made = [sheet.lines for sheet in _drawn(layout)]
        rows.append(
            at_least(f"{len(made)} generated pages, {name}: next line right", next_right(made), NEXT, COMMAND)
        )
    return rows


def next_right(pages: Sequence[Sequence[LineShape]]) -> float:
    """The share of lines after which the one that follows them in the page's own order is read.

    Lines are handed over in no order.
    """
    right = asked = 0
    for lines in pages:
        handed = list(range(len(lines)))
        random.Random(len(lines)).shuffle(handed)
        read = [
            handed[index]
            for paragraph in arrange([lines[at] for at in handed])
            for row in paragraph.rows
            for index in row
        ]
        right += sum(other == one + 1 for one, other in zip(read, read[1:], strict=False))
        asked += len(lines) - 1
    return right / max(1, asked)


def _real(page: dict[str, list[dict[str, object]]]) -> list[LineShape]:
    found = []
    for line in page["lines"]:
        x0, y0, x1, y1 = (float(side) for side in line["box"])  # type: ignore[attr-defined]
        found.append(LineShape((x0, y0, x1, y1), float(str(line["characters"])), vertical=True))
    return found


def _drawn(layout: st.SearchStrategy[layouts.Sheet]) -> list[layouts.Sheet]:
    """The same pages at every run."""
    random.seed(_SEED)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", NonInteractiveExampleWarning)
        return [layout.example() for _ in range(_PAGES)]
