"""Names the pins of a lock that their authors have withdrawn from the registry ("yanked").

    .venv/bin/python scripts/withdrawn.py requirements-dev.txt

Exits with 1 where one is withdrawn, and says why its authors did so; asks through pip, as installing does, and
downloads nothing that pip does not need to know a version by.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path

# A pin and its marker: "soupsieve==2.10 \", "atheris==3.0.0 ; sys_platform == 'linux' \".
_PIN = re.compile(r"^([A-Za-z0-9][A-Za-z0-9_.-]*==[^\s\\]+(?:\s*;[^\\\n]+)?)", re.MULTILINE)


def pins(lock: Path) -> list[str]:
    """The pins of a lock without their hashes: with hashes pip would download each file."""
    return [pin.strip() for pin in _PIN.findall(lock.read_text(encoding="utf-8"))]


def withdrawn(wanted: list[str]) -> list[str]:
    """Which of these requirements are withdrawn: "name==version: reason".

    Raises:
        subprocess.CalledProcessError: pip could not find one of them.
    """
    pip = [sys.executable, "-m", "pip", "install", "--dry-run", "--ignore-installed", "--no-deps", "--quiet"]
    with tempfile.TemporaryDirectory() as folder:
        plain, report = Path(folder, "pins.txt"), Path(folder, "report.json")
        plain.write_text("\n".join(wanted) + "\n", encoding="utf-8")
        said = subprocess.run(
            [*pip, "--report", str(report), "-r", str(plain)], check=True, stderr=subprocess.PIPE, text=True
        )
        found = json.loads(report.read_text(encoding="utf-8"))["install"]
    names = [f"{one['metadata']['name']}=={one['metadata']['version']}" for one in found if one["is_yanked"]]
    reasons = re.findall(r"^Reason for being yanked: (.*)$", said.stderr, re.MULTILINE)
    # pip says them in the order of its report.
    return [": ".join(pair) for pair in zip(names, reasons, strict=True)]


def main(locks: list[str]) -> int:
    """See the module."""
    wanted = sorted({pin for lock in locks for pin in pins(Path(lock))})
    found = withdrawn(wanted)
    for one in found:
        print(f"Withdrawn by its authors: {one}", file=sys.stderr)
    if found:
        print(
            "Pin another version in pyproject.toml, say why beside it, and run this again.", file=sys.stderr
        )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
