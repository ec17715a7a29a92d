"""A home is for its owner's eyes, whatever the umask; others get what a setting gives them."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.shared import REPOSITORY

#: What is asked of a home so that all that lies in one is made.
COMMANDS = (
    ("status",),
    ("search", "班轮"),
    ("reader", "add", "甲", "--role", "reader"),
    ("reindex",),
    ("check",),
)


def run(umask: int, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """`lantai WORDS...` as a person runs it whose shell has this umask."""
    told = subprocess.run(
        [sys.executable, "-m", "lantai", *words],
        cwd=REPOSITORY,
        env={**os.environ, "LANTAI_OCR": "none", "LANTAI_WORKERS": "1", **environment},
        umask=umask,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    return told


def rights(home: Path) -> dict[int, set[str]]:
    """Folders and files of a home by their rights: folders with 0o1000 added."""
    found: dict[int, set[str]] = {}
    for path in (home, *home.rglob("*")):
        mode = path.lstat().st_mode
        key = stat.S_IMODE(mode) & 0o777 | (0o1000 if stat.S_ISDIR(mode) else 0)
        found.setdefault(key, set()).add(str(path.relative_to(home)))
    return found


@pytest.mark.parametrize("umask", [0o000])
def test_folders_are_0700_and_files_0600(home, package, umask):
    run(umask, "intake", str(package))
    for words in COMMANDS:
        run(umask, *words)
    found = rights(home)
    assert found.keys() == {0o1700, 0o600}, {key: sorted(found[key])[:9] for key in found}
    files = found[0o600]
    assert {"lantai.sqlite", "index/writer.lock", "index/intake.lock"} <= files
    assert any(name.startswith("objects/") for name in files)


def test_they_are_so_while_the_service_runs(home, package, started):
    run(0o000, "intake", str(package))
    before = os.umask(0)
    try:
        service = started("serve", "--port", "0")
    finally:
        os.umask(before)
    deadline = time.monotonic() + 60
    while not (home / "lantai.sqlite-shm").exists() and time.monotonic() < deadline:
        time.sleep(0.1)
    while "http://" not in (service.stdout.readline() if service.stdout else "http://"):
        assert service.poll() is None
    assert service.poll() is None
    assert rights(home).keys() == {0o1700, 0o600}
    service.send_signal(signal.SIGTERM)
    service.wait(30)


@pytest.mark.parametrize(("mode", "files"), [("750", 0o640), ("770", 0o660)])
def test_a_setting_gives_the_group_what_it_needs(home, package, mode, files):
    run(0o077, "intake", str(package), LANTAI_HOME_MODE=mode)
    run(0o077, "status", LANTAI_HOME_MODE=mode)
    assert rights(home).keys() == {0o1000 | int(mode, 8), files}


def test_a_home_that_was_wider_is_put_right_and_that_is_said_once(home, package, tmp_path):
    run(0o022, "intake", str(package))
    kept = tmp_path / "别处"
    kept.write_text("不是馆藏的文件", encoding="utf-8")
    kept.chmod(0o644)
    (home / "index" / "link").symlink_to(kept)
    for path in (home, *home.rglob("*")):
        if not path.is_symlink():
            path.chmod(0o777 if path.is_dir() else 0o666)
    assert "LANTAI_HOME_MODE" in run(0o022, "status").stderr
    (home / "index" / "link").unlink()
    assert rights(home).keys() == {0o1700, 0o600}
    assert stat.S_IMODE(kept.stat().st_mode) == 0o644
    assert "LANTAI_HOME_MODE" not in run(0o022, "status").stderr


def test_nothing_is_said_of_a_folder_in_which_no_home_is_yet(home, package):
    home.chmod(0o755)
    assert "LANTAI_HOME_MODE" not in run(0o022, "intake", str(package)).stderr
    assert rights(home).keys() == {0o1700, 0o600}


def test_files_inside_are_put_right_where_only_the_folder_was_closed(home, package):
    run(0o022, "intake", str(package))
    for path in home.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)
    run(0o022, "status")
    assert rights(home).keys() == {0o1700, 0o600}


def test_tokens_are_never_made_wider(home, package):
    run(0o022, "intake", str(package))
    (home / "tokens.json").write_text("{}", encoding="utf-8")
    (home / "tokens.json").chmod(0o600)
    run(0o022, "status", LANTAI_HOME_MODE="770")
    assert "tokens.json" in rights(home)[0o600]


def test_a_mode_that_is_none_is_refused(lantai, monkeypatch):
    monkeypatch.setenv("LANTAI_HOME_MODE", "777")
    said = lantai("status")
    assert said.code == 2 and "LANTAI_HOME_MODE" in said.err and "750" in said.err
