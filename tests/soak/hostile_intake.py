"""An intake of damaged files among sound ones, and what must be true of it."""

from __future__ import annotations

import contextlib
import json
import re
import subprocess
import sys
import time
import uuid
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from holdings.store import objects, packages
from holdings.store.database import Store
from holdings.store.objects import ObjectState
from lantai.measures.footprint import Footprint
from tests import homes
from tests.shared import REPOSITORY
from tests.soak.damaged import corpus

#: What the sound units say; nothing else says it.
SOUND = ("海塘岁修工料清册", "盐场灶丁户口册", "驿站马匹草料簿", "书院膏火田租簿", "义仓谷石收支册")
#: Words of machines, not of people.
_NOT_FOR_PEOPLE = re.compile(
    r"Traceback|[A-Za-z]+(?:Error|Exception)\b|0x[0-9a-f]{6,}|/tmp/|\b[0-9a-f]{64}\b"
)
MEMORY_MB = 1_024
"""Of a reader in the trial."""


@dataclass(frozen=True)
class Trial:
    """What came of an intake.

    Attributes:
        files: damaged ones.
        read: how many of them gave text, or are known to be blank.
        reasons: beginnings of what is said of the others, with how many.
        seconds: from the command to its end.
        peak_mb: the largest memory of all processes, mapped files left out.
        left: what lies in the folder for temporary files afterwards.
    """

    files: int
    read: int
    reasons: Counter[str]
    seconds: float
    peak_mb: float
    left: tuple[str, ...]


def take_in(folder: Path, count: int, seed: int, ocr: str) -> Trial:
    """Takes in `count` damaged files and the sound ones by `lantai intake`; every promise is checked.

    Raises:
        AssertionError: a promise is not kept; it names the file.
    """
    handed, home = folder / "移交", folder / "home"
    scratch = folder / "scratch"
    handed.mkdir()
    scratch.mkdir()
    damaged = corpus(folder, count, seed)
    for name, octets in damaged.items():
        (handed / name).write_bytes(octets)
    for at, text in enumerate(SOUND):
        (handed / f"sound-{at}.txt").write_text(f"{text}，乾隆年间。", encoding="utf-8")
    mark = uuid.uuid4().hex
    environment = homes.environment() | {
        "LANTAI_HOME": str(home),
        "LANTAI_OCR": ocr,
        "LANTAI_WORKERS": "2",
        "LANTAI_LIMIT_MEMORY_MB": str(MEMORY_MB),
        "LANTAI_LIMIT_PAGE_SECONDS": "20",
        "LANTAI_TRIAL": mark,
        "TMPDIR": str(scratch),
    }
    command = [sys.executable, "-m", "lantai", "intake", str(handed), "--class", "unconditional", "--json"]
    began = time.monotonic()
    with (
        subprocess.Popen(
            command, cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE, text=True
        ) as intake,
        Footprint(intake.pid) as footprint,
    ):
        said, _ = intake.communicate()
    seconds = time.monotonic() - began
    assert intake.returncode == 0
    assert _left_behind(mark) == []
    told = json.loads(said)
    assert told["units"] == len(damaged) + len(SOUND)
    # onnxruntime keeps an id of its own there, of a few bytes.
    left = [str(path.relative_to(scratch)) for path in sorted(scratch.rglob("*")) if path.name != ".ses"]
    trial = _accounted(home, damaged, told, seconds, footprint.peak_own_mb, tuple(left))
    for at, text in enumerate(SOUND):
        assert _found(environment, text) == [f"sound-{at}"], text
    outside = (handed.parent / "escape.txt", handed.parent.parent / "escape.txt", Path("/etc/lantai-escape"))
    assert not any(path.exists() for path in outside)
    return trial


def _accounted(
    home: Path, damaged: dict[str, bytes], told: dict, seconds: float, peak_mb: float, left: tuple[str, ...]
) -> Trial:
    """Every object is settled; each that gives no text says why, in words for people."""
    with (
        contextlib.closing(Store(f"sqlite:///{home / 'lantai.sqlite'}")) as store,
        store.reading() as connection,
    ):
        counts = objects.tally(connection, told["package"])
        units, pages = packages.tally(connection, told["package"])
    assert counts.get(ObjectState.WAITING, 0) == 0
    assert sum(counts.values()) == units == len(damaged) + len(SOUND) and pages >= 0
    reasons: Counter[str] = Counter()
    lacking = {one["name"]: one for one in told["unread"]}
    assert set(lacking) <= set(damaged)
    for name, one in lacking.items():
        for text in (one["zh"], one["en"]):
            assert len(text) > 20 and not _NOT_FOR_PEOPLE.search(text), f"{name}: {text}"
        # What is said of one page names the page; the object is named beside it.
        assert Path(name).name in one["zh"] or re.search("第 [0-9]+ 页", one["zh"]), f"{name}: {one['zh']}"
        assert re.search("[\u4e00-\u9fff]{8}", one["zh"]), f"{name}: {one['zh']}"
        reasons[_kind_of_reason(one["zh"], name)] += 1
    for name, octets in damaged.items():
        assert octets or name in lacking, f"{name} is empty, and nothing says so"
    return Trial(len(damaged), len(damaged) - len(lacking), reasons, seconds, peak_mb, left)


def _kind_of_reason(text: str, name: str) -> str:
    bare = re.sub(r"“[^”]*”|[(（][^)）]*[)）]|[0-9]+(?:×[0-9]+)?", "…", text.replace(name, "…"))
    return re.split("[，,。；;]", bare)[0][:24]


def _found(environment: dict[str, str], text: str) -> list[str]:
    command = [sys.executable, "-m", "lantai", "search", f'"{text}"', "--json"]
    said = subprocess.run(
        command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=True
    )
    return [hit["unit"]["title"] for hit in json.loads(said.stdout)["hits"]]


def _left_behind(mark: str) -> list[str]:
    """Command lines of processes that carry the trial's mark in their environment; a second to end in."""
    until = time.monotonic() + 3
    while True:
        found = []
        for folder in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if mark.encode() in (folder / "environ").read_bytes():
                    found.append((folder / "cmdline").read_bytes().replace(b"\0", b" ").decode()[:200])
        if not found or time.monotonic() > until:
            return found
        time.sleep(0.1)
