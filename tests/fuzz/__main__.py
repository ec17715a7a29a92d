"""`make fuzz`: each parser fed by atheris, guided by what of its code was reached.

``python -m tests.fuzz [TARGET...] [--seconds S]``: one target after another, each in a process of its own. An
uncaught exception, an input that takes longer than `SLOW_S`, or more memory than `MOST_MB` ends it with exit code
1; the input lies in build/fuzz/TARGET/.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

from tests.shared import REPOSITORY

SLOW_S, MOST_MB = 20, 2_048
_LONGEST = 60_000  # bytes of an input
NAMES = ("ofd", "sheets", "codes")


def main() -> int:
    """Runs the targets that were asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("targets", nargs="*", metavar="TARGET", help=", ".join(NAMES))
    parser.add_argument("--seconds", type=int, default=600, help="of each target (600)")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    asked = parser.parse_args()
    unknown = set(asked.targets) - set(NAMES)
    if unknown:
        parser.error(f"no target {', '.join(sorted(unknown))}; there are {', '.join(NAMES)}")
    if asked.here:
        _fuzz(asked.targets[0], asked.seconds)
    failed = []
    for name in asked.targets or NAMES:
        print(f"== {name}, {asked.seconds} s", file=sys.stderr, flush=True)
        command = [sys.executable, "-m", "tests.fuzz", name, "--here", "--seconds", str(asked.seconds)]
        if subprocess.run(command, cwd=REPOSITORY, check=False).returncode:
            failed.append(name)
    if failed:
        print(f"uncaught in: {', '.join(failed)}; inputs in build/fuzz/", file=sys.stderr)
    return 1 if failed else 0


def _fuzz(name: str, seconds: int) -> None:
    import atheris

    with atheris.instrument_imports(include=["holdings", "indexer"]):
        from tests.fuzz.targets import TARGETS
    target = TARGETS[name]
    folder = REPOSITORY / "build" / "fuzz" / name
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    for called, octets in target.seeds().items():
        (corpus / f"seed-{called}").write_bytes(octets)
    dictionary = folder / "words"
    dictionary.write_text("".join(f'"{_escaped(word)}"\n' for word in target.words), encoding="ascii")
    atheris.Setup(
        [
            f"fuzz-{name}", f"-max_total_time={seconds}", f"-timeout={SLOW_S}", f"-rss_limit_mb={MOST_MB}",
            f"-max_len={_LONGEST}", f"-dict={dictionary}", f"-artifact_prefix={Path(folder)}/", "-print_final_stats=1",
            str(corpus),
        ],
        target.one,
    )  # fmt: skip
    atheris.Fuzz()


def _escaped(word: str) -> str:
    return "".join(f"\\x{octet:02x}" for octet in word.encode())


if __name__ == "__main__":
    raise SystemExit(main())
