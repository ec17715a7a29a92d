"""An intake by Celery workers: pages a second for 1, 2 and 4 of them, where their time goes, and what limits it."""

from __future__ import annotations

import contextlib
import os
import pstats
import re
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.benchmarks import statutes
from tests.benchmarks.rows import Options, Row, told
from tests.servers.redis import REDIS
from tests.servers.running import Running, owned
from tests.shared import REPOSITORY

COMMAND = 'make bench ARGS="--only workers"'
#: Statutes of the package: above `indexer.scribe`'s 400 units, below which the writer analyses by itself.
COUNT = 1_000
WORKERS = (1, 2, 4)

#: A job of reading names its package, one of analysis has none.
DONE = re.compile(r" job_done .*?step=(\w+) (?:package=\d+ )?seconds=([\d.]+) ")
_STAGE = re.compile(r"^\S+ (verify|accession|read|write): ([\d,]+)/([\d,]+)")

#: What a profile's functions are for, by a piece of their file or name; the first that fits.
_PARTS = (
    (
        "waiting for workers and the other process",
        ("time.sleep", "select.", "acquire' of '_thread.lock", "poll"),
    ),
    ("the store", ("sqlite3", "sqlalchemy", "holdings/store")),
    ("entries out of the store: JSON and zlib", ("json", "zlib", "answers.py")),
    ("the engine's writer", ("tantivy", "engines/")),
    ("analysis in the writer itself", ("analyzers", "rjieba", "opencc", "entries.py", "analysing.py")),
    ("Celery, kombu and Redis", ("celery", "kombu", "redis", "socket", "amqp")),
    ("files of the package", ("hashlib", "_io.", "posix.", "io.open", "openpyxl", "xml")),
)


@dataclass(frozen=True)
class _Run:
    pages: int
    seconds: float
    stages: dict[str, float]  # name → seconds until its end
    steps: dict[str, float]  # step → seconds of all workers


def run(options: Options) -> list[Row]:
    """The rows of this measure."""
    folder = options.scratch / "package"
    statutes.make(folder, COUNT)
    rows = [_row("in the process (inline, a process a core)", _inline(options, folder), 0)]
    with tempfile.TemporaryDirectory(prefix="lantai-redis-") as reached, _redis(Path(reached)) as redis:
        for count in WORKERS:
            taken = _sent(options, folder, redis.url, count, "")
            rows += [_row(f"{count} Celery worker processes", taken, count), *_shares(taken, count)]
        profile = options.scratch / "intake.prof"
        _sent(options, folder, redis.url, 2, str(profile))
    rows.append(told("intake by 2 workers, the intake's own time by a profile", _profiled(profile), COMMAND))
    return rows


@contextlib.contextmanager
def _redis(folder: Path) -> Iterator[Running]:
    folder.chmod(0o711)  # the server runs as another user
    with owned(REDIS, folder / "redis") as running:
        yield running


def _row(how: str, taken: _Run, _count: int) -> Row:
    ends = taken.stages
    read = ends.get("read", 0.0) - ends.get("accession", 0.0)
    write = ends.get("write", taken.seconds) - ends.get("read", 0.0)
    return told(
        f"intake of {taken.pages:,} pages, {how}",
        f"{taken.pages / taken.seconds:,.0f} pages/s in all; read {taken.pages / max(read, 1e-3):,.0f}, "
        f"analyse and write {taken.pages / max(write, 1e-3):,.0f}",
        COMMAND,
    )


def _shares(taken: _Run, count: int) -> Iterator[Row]:
    whole = taken.seconds * count
    parts = [f"{step} {100 * seconds / whole:.0f} %" for step, seconds in sorted(taken.steps.items())]
    idle = 100 * (1 - sum(taken.steps.values()) / whole)
    ends, before = [], 0.0
    for name in ("verify", "accession", "read", "write"):
        end = taken.stages.get(name, before)
        ends.append(f"{name} {100 * (end - before) / taken.seconds:.0f} %")
        before = end
    yield told(
        f"{count} worker processes: their time by step",
        f"{', '.join(parts)}, without work {idle:.0f} %",
        COMMAND,
    )
    yield told(f"{count} worker processes: the intake's time by stage", ", ".join(ends), COMMAND)


def _inline(options: Options, folder: Path) -> _Run:
    return _intake(folder, _environment(options.scratch / "inline", "inline"), "", [])


def _sent(options: Options, folder: Path, url: str, count: int, profile: str) -> _Run:
    home = options.scratch / f"home-{count}{'-profiled' if profile else ''}"
    home.mkdir()
    environment = _environment(home, url)
    subprocess.run(
        [sys.executable, "-m", "lantai", "status"],
        env=environment,
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=REPOSITORY,
    )
    lines: list[str] = []
    with _worker(environment, count, home / "worker.log"):
        taken = _intake(folder, environment, profile, lines)
    log = (home / "worker.log").read_text(encoding="utf-8")
    steps: dict[str, float] = defaultdict(float)
    for step, seconds in DONE.findall(log):
        steps[step] += float(seconds)
    return _Run(taken.pages, taken.seconds, taken.stages, dict(steps))


@contextlib.contextmanager
def _worker(environment: dict[str, str], count: int, log: Path) -> Iterator[None]:
    with log.open("wb") as stream:
        process = subprocess.Popen(
            [sys.executable, "-m", "lantai", "worker", "--processes", str(count)],
            env=environment,
            cwd=REPOSITORY,
            stdout=stream,
            stderr=stream,
        )
    try:
        time.sleep(5)  # an archive's workers are there before its package comes
        yield
    finally:
        process.terminate()
        process.wait(60)


def _intake(folder: Path, environment: dict[str, str], profile: str, lines: list[str]) -> _Run:
    profiled = ("-m", "cProfile", "-o", profile) if profile else ()
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *profiled, "-m", "lantai", "intake", str(folder), "--json"],
        env=environment,
        cwd=REPOSITORY,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        encoding="utf-8",
    )
    stages: dict[str, float] = {}
    assert process.stderr is not None
    for line in process.stderr:
        lines.append(line)
        found = _STAGE.match(line)
        if found is not None:
            stages[found[1]] = time.perf_counter() - began
    said = process.communicate()[0]
    seconds = time.perf_counter() - began
    if process.returncode:
        raise RuntimeError("".join(lines))
    pages = re.search(r'"pages": (\d+)', said)
    assert pages is not None
    return _Run(int(pages[1]), seconds, stages, {})


def _environment(home: Path, queue: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("LANTAI_")}
    return {**kept, "LANTAI_HOME": str(home), "LANTAI_QUEUE": queue, "LANTAI_OCR": "none"}


def _profiled(profile: Path) -> str:
    """The intake process's own time, by what it was for."""
    found: dict[str, float] = defaultdict(float)
    stats = pstats.Stats(str(profile)).stats  # type: ignore[attr-defined]
    for (file, _, name), (_, _, own, _, _) in stats.items():
        called = f"{file}:{name}"
        part = next((part for part, words in _PARTS if any(word in called for word in words)), "all else")
        found[part] += own
    whole = sum(found.values())
    ordered = sorted(found.items(), key=lambda item: -item[1])
    return ", ".join(f"{part} {100 * own / whole:.0f} %" for part, own in ordered if own > 0.01 * whole)
