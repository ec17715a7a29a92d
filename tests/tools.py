"""Programs outside Python that tests drive, and how to find them.

`python -m tests.tools NAME` exits with 0 where the program can be used, else with 1 (scripts/test_tools.sh).
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
TESSERACT_LANGUAGES = frozenset({"chi_sim", "chi_tra", "chi_sim_vert", "chi_tra_vert"})

# As root in a container Chromium starts only without its sandbox; the rest keeps it off the network.
CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class ToolMissingError(RuntimeError):
    """A program that a test drives is not on this machine."""


def chromium() -> Path:
    """Path of a Chromium: CHROMIUM from the environment, else the first known name on PATH.

    Raises:
        ToolMissingError: there is none.
    """
    named = os.environ.get("CHROMIUM", "")
    for name in (named,) if named else CHROMIUM_NAMES:
        found = shutil.which(name)
        if found:
            return Path(found)
    raise ToolMissingError(
        "Chromium is not on this machine. Debian: apt install chromium; or set CHROMIUM to its path."
    )


def tesseract() -> Path:
    """Path of a Tesseract that has the Chinese languages of both scripts and directions.

    Raises:
        ToolMissingError: there is none, or a language is missing.
    """
    found = shutil.which("tesseract")
    if not found:
        raise ToolMissingError("Tesseract is not on this machine. Debian: apt install tesseract-ocr")
    listed = subprocess.run([found, "--list-langs"], capture_output=True, text=True, check=False, timeout=30)
    lacking = TESSERACT_LANGUAGES - set(listed.stdout.split())
    if lacking:
        names = " ".join(f"tesseract-ocr-{name.replace('_', '-')}" for name in sorted(lacking))
        raise ToolMissingError(f"Tesseract lacks {', '.join(sorted(lacking))}. Debian: apt install {names}")
    return Path(found)


def compose_client() -> list[str]:
    """The words of a command that reads compose files: Docker's plug-in, else the program of its own.

    Neither needs a daemon to read a file.

    Raises:
        ToolMissingError: there is none.
    """
    for words in (["docker", "compose"], ["docker-compose"]):
        if shutil.which(words[0]):
            told = subprocess.run([*words, "version"], capture_output=True, check=False, timeout=30)
            if told.returncode == 0:
                return words
    raise ToolMissingError(
        "No client of compose files is on this machine. Debian: apt install docker-compose"
    )


TOOLS: dict[str, Callable[[], object]] = {
    "chromium": chromium,
    "tesseract": tesseract,
    "compose": compose_client,
}


def main(arguments: list[str]) -> int:
    """0 if every named program can be used, 1 if not; says which is missing."""
    for name in arguments:
        try:
            TOOLS[name]()
        except ToolMissingError as error:
            print(error, file=sys.stderr)
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
