"""`make bench`: the measures of design section 7 on the shared test data, as a table.

``python -m tests.benchmarks [--pages N] [--only NAME...]``. A bound that is missed is named below the table; the
exit code stays 0, for figures depend on the machine and on what else it does.
"""

from __future__ import annotations

import argparse
import datetime as dt
import os
import platform
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from indexer.workers import cores
from tests.benchmarks import (
    boxes,
    cluster,
    cluster_large,
    intake,
    keywords,
    lay,
    measured,
    misreadings,
    printed_questions,
    reading_order,
    recognition,
    scans,
    serving,
    workers,
)
from tests.benchmarks.analyzers_speed import speeds
from tests.benchmarks.rows import Options, Row, table, told
from tests.shared import REPOSITORY, SharedMaterialMissingError


def _analyzers(_options: Options) -> list[Row]:
    command = "python -m tests.benchmarks.analyzers_speed"
    return [
        told(f"{name}, one process", f"{speed:.2f} Mchar/s", command) for name, speed in speeds(400).items()
    ]


MEASURES: dict[str, Callable[[Options], list[Row]]] = {
    "analyzers": _analyzers,
    "retrieval": measured.retrieval,
    "lay": lay.run,
    "keywords": keywords.run,
    "misreadings": misreadings.run,
    "printed": printed_questions.run,
    "intake": intake.run,
    "workers": workers.run,
    "serving": serving.run,
    "speed": measured.speed,
    "cluster": cluster.run,
    "cluster-large": cluster_large.run,
    "ocr": recognition.run,
    "order": reading_order.run,
    "scans": scans.run,
    "boxes": boxes.run,
}


def main() -> int:
    """Runs what was asked for; the table goes to stdout and to a file."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--pages", type=int, default=100_000, help="pages of the measure of speed (100000)")
    parser.add_argument("--large", type=int, default=300_000, help="pages of cluster-large (300000)")
    parser.add_argument("--only", nargs="+", choices=list(MEASURES), default=list(MEASURES), metavar="NAME")
    parser.add_argument("--out", type=Path, default=REPOSITORY / "build" / "bench", help="build/bench")
    asked = parser.parse_args()
    asked.out.mkdir(parents=True, exist_ok=True)
    rows: list[Row] = []
    for name in MEASURES:
        if name in asked.only:
            print(f"== {name}", file=sys.stderr, flush=True)
            with tempfile.TemporaryDirectory(prefix="lantai-bench-") as scratch:
                try:
                    rows += MEASURES[name](Options(asked.pages, Path(scratch), asked.out, asked.large))
                except SharedMaterialMissingError as missing:
                    print(
                        f"Not measured: {name}: {' '.join(str(missing).splitlines()[::2])}", file=sys.stderr
                    )
    report = f"{_machine()}\n\n{table(rows)}\n"
    (asked.out / "table.md").write_text(report, encoding="utf-8")
    print(report)
    return 0


def _machine() -> str:
    load = f", load before {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return (
        f"{dt.date.today()}, {cores()} cores, {platform.machine()}, Python {platform.python_version()}{load}."
    )


if __name__ == "__main__":
    raise SystemExit(main())
