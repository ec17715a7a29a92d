"""Intake of the statutes as an archive would hand them over, from folder to findable."""

from __future__ import annotations

import json
import time
from typing import Any

from lantai.measures.engines import bytes_below
from lantai.measures.footprint import Footprint
from tests.benchmarks import statutes
from tests.benchmarks.rows import Options, Row, lantai, lantai_json, told

#: A package so many times as large may take this much more memory and still be called flat: buffers of the
#: indices have reached their limits in the smaller one, and heaps are never cut alike twice.
COPIES, FLAT = 3, 1.25
COMMAND = 'make bench ARGS="--only intake"'


def run(options: Options) -> list[Row]:
    """The rows of this measure."""
    done, peak_mb, seconds = _taken(options, 1)
    _, large_mb, _ = _taken(options, COPIES)
    pages = int(done["pages"])
    home = options.scratch / "home-1"
    began = time.perf_counter()
    answer = lantai_json("search", "水污染防治", home=home)
    asked = time.perf_counter() - began
    index, whole = bytes_below(home / "index"), bytes_below(home)
    return [
        told("intake of the statutes: units", f"{done['units']:,}", COMMAND),
        told("intake of the statutes: pages", f"{pages:,}", COMMAND),
        told(
            "intake, from the command to findable",
            f"{seconds:.1f} s, {pages / seconds:,.0f} pages/s",
            COMMAND,
        ),
        told("intake, peak memory of all processes, mapped files left out", f"{peak_mb:,.0f} MB", COMMAND),
        Row(
            f"intake, memory: {COPIES} times the package over the package",
            f"{large_mb / peak_mb:.2f} ×" if peak_mb else "not told by this system",
            f"flat: ≤ {FLAT} ×",
            large_mb <= FLAT * peak_mb if peak_mb else None,
            COMMAND,
        ),
        told(
            "bytes a page: indices / home with originals",
            f"{index / pages:,.0f} / {whole / pages:,.0f}",
            COMMAND,
        ),
        told(
            "a search from a fresh process afterwards",
            f"{answer['total']['units']} units in {asked:.2f} s",
            "lantai search 水污染防治 --json",
        ),
    ]


def _taken(options: Options, copies: int) -> tuple[dict[str, Any], float, float]:
    folder = options.scratch / f"statutes-{copies}"
    statutes.make(folder, copies=copies)
    began = time.perf_counter()
    process = lantai("intake", str(folder), "--json", home=options.scratch / f"home-{copies}")
    with Footprint(process.pid) as footprint:
        said, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(f"lantai intake ended with exit code {process.returncode}")
    return json.loads(said), footprint.peak_own_mb, time.perf_counter() - began
