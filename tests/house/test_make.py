"""The two commands, and what they promise on a machine with Python 3.11+ and nothing else."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.repository import ROOT
from tests.shared import SharedMaterialMissingError, shared

TARGETS = ("setup", "demo", "test", "check", "bench", "soak", "help")


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return in_folder(ROOT, *command, **environment)


def in_folder(cwd: Path, *command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {
        name: value
        for name, value in os.environ.items()
        if name not in {"MAKEFLAGS", "MAKELEVEL", "ONCE", "CI"}
    }
    return subprocess.run(
        command,
        cwd=cwd,
        env={**kept, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("target", TARGETS)
def test_make_can_make(target):
    planned = run("make", "--dry-run", target)
    assert planned.returncode == 0, planned.stderr
    assert planned.stdout.strip()
    assert re.search(rf"^{target}\b", run("make", "help").stdout, re.MULTILINE)


def test_once_stops_the_demo_before_it_serves():
    assert ".venv/bin/lantai demo --once" in run("make", "-n", "demo", ONCE="1").stdout
    assert "--once" not in run("make", "-n", "demo").stdout
    assert "--once" not in run("make", "-n", "demo", ONCE="0").stdout


def test_the_readme_shows_the_two_commands():
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    shown = "\n".join(re.findall(r"^```[^\n]*\n(.*?)^```", text, re.MULTILINE | re.DOTALL))
    assert re.search(r"^\s*(?:\$ )?make demo\b", shown, re.MULTILINE)
    assert re.search(r"^\s*(?:\$ )?make test\b", shown, re.MULTILINE)


def test_ci_runs_the_checks_and_the_tests_and_then_a_part_from_a_clone_alone():
    script = ROOT / ".ci" / "run"
    assert os.access(script, os.X_OK)
    lines = script.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if line.startswith(("make ", "sh "))] == [
        "make check",
        "make test",
        "sh scripts/clone_alone.sh",
    ]


@pytest.mark.parametrize("script", sorted(path.name for path in (ROOT / "scripts").glob("*.sh")))
def test_the_scripts_are_plain_sh(script):
    checked = run("sh", "-n", f"scripts/{script}")
    assert (checked.returncode, checked.stderr) == (0, "")


def test_without_a_new_enough_python_setup_says_what_to_do(tmp_path):
    (tmp_path / "scripts").mkdir()
    shutil.copy(ROOT / "scripts" / "setup.sh", tmp_path / "scripts")
    programs = tmp_path / "bin"
    programs.mkdir()
    for name in ("sh", "dirname", "cat"):
        (programs / name).symlink_to(shutil.which(name) or name)
    old = programs / "python3"
    old.write_text("#!/bin/sh\nexit 1\n")
    old.chmod(0o755)
    answer = in_folder(tmp_path, "sh", "scripts/setup.sh", PATH=str(programs), PYTHON="")
    assert answer.returncode == 1
    assert "Python 3.11" in answer.stderr
    assert "PYTHON=PATH" in answer.stderr
    assert not (tmp_path / ".venv").exists()


# What the suite promises about itself is tried on small suites of their own.


def pytest_on(folder: Path, body: str, **environment: str) -> subprocess.CompletedProcess[str]:
    (folder / "conftest.py").write_text("from tests.conftest import *  # noqa: F403\n")
    (folder / "test_small.py").write_text(f"import pytest\n{body}\n")
    return in_folder(
        ROOT,
        *(sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-c", str(ROOT / "pyproject.toml")),
        *("--rootdir", str(folder), str(folder)),
        PYTHONPATH=str(ROOT),
        **environment,
    )


BROWSER_TEST = "def test_plain(): assert True\n@pytest.mark.browser\ndef test_portal(): assert True"


def test_a_run_in_which_nothing_passed_is_a_failure(tmp_path):
    assert pytest_on(tmp_path, "@pytest.mark.skip(reason='no')\ndef test_one(): pass").returncode != 0
    assert pytest_on(tmp_path, "def test_one(): assert 1").returncode == 0


def test_a_missing_browser_is_named_aloud(tmp_path):
    answer = pytest_on(tmp_path, BROWSER_TEST, CHROMIUM="no-such-chromium")
    assert answer.returncode == 0
    assert "NOT TESTED: the portal in a real browser" in answer.stdout


def test_a_missing_browser_is_a_failure_where_the_work_is_judged(tmp_path):
    answer = pytest_on(tmp_path, BROWSER_TEST, CHROMIUM="no-such-chromium", CI="true")
    assert answer.returncode == 1
    assert "1 passed, 1 error" in answer.stdout


def test_a_warning_is_an_error(tmp_path):
    body = "import warnings\ndef test_one(): warnings.warn('old', DeprecationWarning, stacklevel=1)"
    assert pytest_on(tmp_path, body).returncode == 1


def test_missing_material_says_where_it_should_be():
    with pytest.raises(SharedMaterialMissingError, match="LANTAI_SHARED"):
        shared("no-such-set", "questions.jsonl")


READS_SHARED = """
import pathlib, tests.shared
tests.shared.REPOSITORY = pathlib.Path(__file__).parent / "lantai"
def test_plain(): assert True
@pytest.mark.shared("thousands of questions")
def test_shared(): assert tests.shared.shared("questions").is_dir()
"""


@pytest.mark.parametrize("ci", ["", "true"])
def test_on_a_clone_alone_what_only_shared_material_shows_is_named_aloud_and_fails_nothing(tmp_path, ci):
    answer = pytest_on(tmp_path, READS_SHARED, LANTAI_SHARED="", CI=ci)
    assert answer.returncode == 0, answer.stdout
    assert "1 passed, 1 skipped" in answer.stdout
    assert "NOT TESTED: thousands of questions" in answer.stdout and "LANTAI_SHARED" in answer.stdout


def test_beside_shared_material_what_reads_it_is_run(tmp_path):
    (tmp_path / "shared" / "questions").mkdir(parents=True)
    assert "2 passed" in pytest_on(tmp_path, READS_SHARED, LANTAI_SHARED="").stdout


@pytest.mark.parametrize("named", ["", "shared"], ids=["beside", "named"])
def test_shared_material_that_is_there_or_named_and_lacks_a_file_is_a_failure(tmp_path, named):
    (tmp_path / "shared").mkdir()
    folder = str(tmp_path / named) if named else ""
    answer = pytest_on(tmp_path, READS_SHARED, LANTAI_SHARED=folder)
    assert answer.returncode == 1 and "Shared test material is missing" in answer.stdout
    if named:
        (tmp_path / "shared").rmdir()
        assert pytest_on(tmp_path, READS_SHARED, LANTAI_SHARED=folder).returncode == 1
