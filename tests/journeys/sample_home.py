"""The sample holdings taken in and served by the command line, as an archive does it."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.homes import environment

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("閩海縣政府", "闽海港务局", "海光中学移交", "卫生民政移交")
THEMES = ("port-and-shipping.toml", "school-in-the-mountains.toml")

READER = "海员家属"
SCOPE = "J101"

COMMAND_SECONDS = 180
STOP_SECONDS = 60


def lantai(home: Path, *words: str, ocr: str = "none") -> str:
    """Run a command of `lantai` on a home; gives what it printed.

    Text is not recognised unless `ocr` says by what: most journeys walk through what was born digital.
    """
    done = subprocess.run(
        [sys.executable, "-m", "lantai", *words],
        cwd=ROOT,
        env={**_environment(home), "LANTAI_OCR": ocr},
        capture_output=True,
        text=True,
        timeout=COMMAND_SECONDS,
        check=False,
    )
    assert done.returncode == 0, f"lantai {' '.join(words)}: {done.returncode}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def fill(home: Path, ocr: str = "none") -> str:
    """Take in the sample holdings and their themes; gives the token of `READER`, who has a grant on `SCOPE`."""
    for package in PACKAGES:
        lantai(home, "intake", str(ROOT / "samples" / package), ocr=ocr)
    for theme in THEMES:
        lantai(home, "theme", "load", str(ROOT / "samples" / "themes" / theme), "--publish")
    token = lantai(home, "reader", "add", READER, "--role", "reader").split()[-1]
    lantai(home, "grant", "add", READER, "--scope", SCOPE, "--until", "2099-12-31", "--reason", "家史")
    return token


@contextmanager
def serving(home: Path) -> Iterator[str]:
    """`lantai serve` on a free port; gives its origin."""
    log = home / "serve.log"
    with (
        log.open("w", encoding="utf-8") as complaints,
        subprocess.Popen(
            [sys.executable, "-m", "lantai", "serve", "--port", "0"],
            cwd=ROOT,
            env=_environment(home),
            stdout=subprocess.PIPE,
            stderr=complaints,
            text=True,
        ) as server,
    ):
        try:
            assert server.stdout is not None
            said = re.search(r"http://[0-9.]+:[0-9]+", server.stdout.readline())
            assert said is not None, log.read_text(encoding="utf-8")
            yield said[0]
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait(STOP_SECONDS)


def _environment(home: Path) -> dict[str, str]:
    named = {"LANTAI_HOME": str(home), "LANTAI_OCR": "none"}
    kept = {name: value for name, value in environment().items() if not name.startswith("LANTAI_")}
    return {**kept, **named, "PATH": os.environ["PATH"]}
