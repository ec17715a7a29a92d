"""What the project stands on: pinned, hashed, explained, free, and without an address."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from importlib import metadata
from pathlib import Path

import pytest

from tests.house.repository import ROOT, imported, project, sources, texts

LOCKS = ("requirements-build.txt", "requirements.txt", "requirements-dev.txt")
PIN = re.compile(r"^([A-Za-z0-9_.-]+)==(\S+)", re.MULTILINE)


def canonical(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(lock: str) -> dict[str, str]:
    return {
        canonical(name): version for name, version in PIN.findall((ROOT / lock).read_text(encoding="utf-8"))
    }


def direct() -> list[str]:
    declared = project()
    return [
        *declared["build-system"]["requires"],
        *declared["project"]["dependencies"],
        *declared["project"]["optional-dependencies"]["dev"],
    ]


def test_every_direct_dependency_says_why_it_is_there():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    silent = []
    for requirement in direct():
        lines = [line for line in text.splitlines() if f'"{requirement}"' in line]
        if len(lines) != 1 or not re.search(r'"\]?,?\s*# .{15,}', lines[0]):
            silent.append(requirement)
    assert silent == []


def test_every_direct_dependency_is_pinned_as_the_locks_have_it():
    locked = pins("requirements-dev.txt")
    for requirement in direct():
        name, equals, version = requirement.partition(";")[0].strip().partition("==")
        assert equals, f"{requirement} is not pinned"
        assert locked[canonical(name)] == version


#: What the product needs and no line of it imports, by what does.
IMPORTED_ELSEWHERE = {
    "psycopg-binary": "psycopg",
    "soupsieve": "beautifulsoup4 of tika",
    "async-timeout": "redis before Python 3.11.3",
    "tzdata": "zoneinfo of the standard library",
    "uvloop": "uvicorn",
    "httptools": "uvicorn",
    "onnxruntime": "rapidocr",
}


def test_what_is_pinned_for_the_product_is_imported_by_it():
    import_names = {module for _, tree in sources() for module in imported(tree)}
    modules_of = metadata.packages_distributions()
    used = {canonical(name) for module in import_names for name in modules_of.get(module, ())}
    pinned = {canonical(re.split("[=;]", one)[0]) for one in project()["project"]["dependencies"]}
    assert pinned - used - set(IMPORTED_ELSEWHERE) == set()
    assert set(IMPORTED_ELSEWHERE) <= pinned - used, "an exception that is none any more"


def test_the_tests_run_on_the_versions_that_are_shipped():
    tested = pins("requirements-dev.txt")
    assert pins("requirements.txt").items() <= tested.items()
    assert pins("requirements-build.txt").items() <= pins("requirements.txt").items()


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_a_hash(lock):
    entries = re.split(r"^(?=[A-Za-z0-9])", (ROOT / lock).read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    assert entries
    assert [entry.split()[0] for entry in entries if "--hash=sha256:" not in entry] == []


@pytest.mark.parametrize("lock", LOCKS)
def test_opencv_never_comes_twice(lock):
    # Both packages write the same folder `cv2`; the one with a display needs system libraries.
    assert "opencv-python" not in pins(lock)


def test_no_licence_binds_the_archive_that_uses_lantai():
    binding = re.compile(r"\bA?GPL|Affero|GNU General Public", re.IGNORECASE)
    # A choice of licences is the user's to make ("MIT OR GPL-2.0"); the lesser licence (LGPL) does not bind.
    bound = []
    for name in pins("requirements.txt"):
        try:
            about = metadata.distribution(name).metadata.json
        except metadata.PackageNotFoundError:
            continue  # for another system: uvloop elsewhere than Windows
        words = [str(about.get("license_expression") or about.get("license") or "")]
        words += [word for word in about.get("classifier", []) if word.startswith("License")]
        short = [word for word in words if len(word) < 200 and " OR " not in word]
        if any(binding.search(word) for word in short):
            bound.append(name)
    assert bound == []


def test_no_text_names_a_registry_or_the_path_of_a_machine():
    told = re.compile(
        r"https?://\S+\.(?:whl|tgz|tar\.gz|jar)\b"  # the address of a package
        r"|(?:files\.pythonhosted|(?<!-)\bpypi|registry\.npmjs|ghcr|quay|docker)\.(?:org|io)\b"  # a registry
        r"|--(?:extra-)?index-url\b(?!\n)[= ]\S*https?:"
        r"|(?:^|[^a-z.\w])/(?:work|root|home|farm)/[a-z]",  # a machine
        re.MULTILINE,
    )
    found = [f"{path}: {match[0].strip()}" for path, text in texts() for match in told.finditer(text)]
    assert found == []


def registry_on_disk(folder: Path, withdrawn: str) -> Path:
    """A registry that pip can ask, with `invented` 1.0 and 2.0; the link of 2.0 has the attribute `withdrawn`."""
    shelf = folder / "simple" / "invented"
    shelf.mkdir(parents=True)
    links = []
    for version, attribute in (("1.0", ""), ("2.0", withdrawn)):
        wheel = shelf / f"invented-{version}-py3-none-any.whl"
        about = f"invented-{version}.dist-info"
        with zipfile.ZipFile(wheel, "w") as package:
            package.writestr(
                f"{about}/METADATA", f"Metadata-Version: 2.1\nName: invented\nVersion: {version}\n"
            )
            package.writestr(
                f"{about}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
            )
            package.writestr(f"{about}/RECORD", "")
        links.append(f'<a href="{wheel.name}" {attribute}>{wheel.name}</a>')
    (shelf / "index.html").write_text(f"<!doctype html><html><body>{''.join(links)}</body></html>")
    return shelf.parent


def locking(folder: Path, version: str, withdrawn: str) -> subprocess.CompletedProcess[str]:
    registry = registry_on_disk(folder, withdrawn)
    lock = folder / "requirements.txt"
    lock.write_text(f"invented=={version} \\\n    --hash=sha256:{'0' * 64}\n    # via lantai\n")
    return subprocess.run(
        [sys.executable, str(ROOT / "scripts" / "withdrawn.py"), str(lock)],
        env={**os.environ, "PIP_INDEX_URL": registry.as_uri(), "PIP_CONFIG_FILE": os.devnull},
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_a_release_that_its_authors_withdrew_is_not_locked(tmp_path):
    answer = locking(tmp_path, "2.0", 'data-yanked="broken on old Pythons"')
    assert answer.returncode == 1
    assert "invented==2.0: broken on old Pythons" in answer.stderr and "pyproject.toml" in answer.stderr


@pytest.mark.parametrize(("version", "withdrawn"), [("1.0", 'data-yanked="broken"'), ("2.0", "")])
def test_a_release_that_stands_is_locked(tmp_path, version, withdrawn):
    answer = locking(tmp_path, version, withdrawn)
    assert (answer.returncode, answer.stderr) == (0, "")


def test_make_lock_asks_which_pins_were_withdrawn():
    asked = (ROOT / "scripts" / "lock.sh").read_text(encoding="utf-8").splitlines()[-1]
    assert "scripts/withdrawn.py" in asked and {"requirements-build.txt", "requirements-dev.txt"} <= set(
        asked.split()
    )
