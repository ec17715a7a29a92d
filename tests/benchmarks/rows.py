"""The rows of the table of measures, and how they are written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.shared import REPOSITORY


@dataclass(frozen=True)
class Row:
    """One figure.

    Attributes:
        what: what was measured.
        figure: the figure with its unit.
        must: what design section 7 asks for; empty where it asks for nothing.
        met: whether it is so; None where nothing is asked.
        command: what gives the figure again.
    """

    what: str
    figure: str
    must: str
    met: bool | None
    command: str


@dataclass(frozen=True)
class Options:
    """What a run of the benchmarks was asked for.

    Attributes:
        pages: of the measure of speed.
        scratch: an empty folder for what is made on the way; removed afterwards.
        out: folder for what is kept.
        large: pages of the measure of a large cluster.
    """

    pages: int
    scratch: Path
    out: Path
    large: int = 300_000


def at_least(what: str, figure: float, least: float, command: str) -> Row:
    """A figure that must not be below a bound."""
    return Row(what, f"{figure:.4g}", f"≥ {least:g}", figure >= least, command)


def at_most(what: str, figure: float, most: float, unit: str, command: str) -> Row:
    """A figure that must not be above a bound."""
    return Row(what, f"{figure:.4g} {unit}".strip(), f"≤ {most:g} {unit}".strip(), figure <= most, command)


def told(what: str, figure: str, command: str) -> Row:
    """A figure of which nothing is asked."""
    return Row(what, figure, "", None, command)


def table(rows: Sequence[Row]) -> str:
    """The rows as a table in Markdown; bounds that are missed are named below it."""
    lines = ["| what | figure | must | met | command |", "|---|---|---|---|---|"]
    for row in rows:
        met = "" if row.met is None else "yes" if row.met else "**no**"
        lines.append(f"| {row.what} | {row.figure} | {row.must} | {met} | `{row.command}` |")
    missed = [row.what for row in rows if row.met is False]
    lines.append("")
    lines.append(f"Missed: {'; '.join(missed)}." if missed else "Nothing that is asked for is missed.")
    return "\n".join(lines)


def lantai(*words: str, home: Path | None = None, engine: str = "") -> subprocess.Popen[str]:
    """Starts `lantai WORDS...` as a person would; what it tells on stderr goes on to ours."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("LANTAI_")}
    if engine:
        environment["LANTAI_ENGINE"] = engine
    if home is not None:
        environment["LANTAI_HOME"] = str(home)
    return subprocess.Popen(
        [sys.executable, "-m", "lantai", *words],
        cwd=REPOSITORY,
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )


def lantai_json(*words: str, home: Path | None = None, engine: str = "") -> Any:
    """The object that `lantai WORDS... --json` prints.

    Raises:
        RuntimeError: the command failed; its letter is on stderr.
    """
    process = lantai(*words, "--json", home=home, engine=engine)
    said, _ = process.communicate()
    if process.returncode:
        raise RuntimeError(f"lantai {' '.join(words[:2])} ended with exit code {process.returncode}")
    return json.loads(said)
